//! Two who publish the same snapshot at the same moment on two servers, told to `SQLite` and `PostgreSQL` alike: one does, the other
//! is refused, and everything that follows is made once.

use super::{
    Tx,
    contract::{on_both_databases, operator},
    contract_collectors::asking,
    contract_snapshots::take,
    contract_webhooks::{around, says, sends},
    testing::is_waited_for,
};
use crate::{
    ServiceError, ServiceResult, Services,
    snapshots::Snapshot,
    testing::{Engine, TestServices, endpoint::Endpoint},
};
use chrono::{DateTime, Duration, Utc};
use domain::{ids::SnapshotCode, snapshot::Stage};
use tokio::task::JoinHandle;

on_both_databases!(
    of_two_who_publish_at_once_one_does_and_the_other_is_refused,
    whoever_waits_for_another_publication_is_refused_once_it_is_there,
);

/// How many snapshots two servers publish at once, one after another: each time they meet elsewhere.
const TRIES: usize = 5;

fn publishes(
    services: &Services,
    code: &SnapshotCode,
    embargo_until: Option<DateTime<Utc>>,
) -> JoinHandle<ServiceResult<Snapshot>> {
    let (services, code) = (services.clone(), code.clone());
    tokio::spawn(async move { services.snapshots().publish(&operator(), &code, embargo_until).await })
}

/// The one that was published; the other was told so.
async fn one_of(both: [JoinHandle<ServiceResult<Snapshot>>; 2], code: &SnapshotCode) -> Snapshot {
    let mut published = Vec::new();
    for one in both {
        match one.await.expect("an end") {
            Ok(snapshot) => published.push(snapshot),
            Err(ServiceError::Invalid { code: "snapshot_published", place }) => assert_eq!(place, code.as_str()),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(published.len(), 1, "{published:?}");
    published.remove(0)
}

/// What is kept is what the one was told, it is written down once, and the pages are those of the file.
async fn is_published_once(test: &TestServices, published: &Snapshot) {
    let code = &published.code;
    let kept = test.services.snapshots().get(Some(&operator()), code).await.expect("kept");
    let of = |snapshot: &Snapshot| (snapshot.published_at, snapshot.published_by, snapshot.embargo_until);
    assert_eq!(of(&kept), of(published));
    let events = test.services.audit().page(&operator(), Some(format!("snapshot/{code}").as_str()), None, 9).await;
    let mut events: Vec<_> = events.expect("a log").links.into_iter().map(|link| link.event.action).collect();
    events.sort();
    assert_eq!(events, ["snapshots.publish", "snapshots.take"]);
    let changed = test.services.publications().changed(&operator(), code).await.expect("compared");
    assert!(changed.is_empty(), "{changed:?}");
}

async fn of_two_who_publish_at_once_one_does_and_the_other_is_refused(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, one, admin)) = around(engine, &receiver).await else { return };
    let other = asking(&test, &receiver, 22).await;
    one.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    for number in 0..TRIES {
        let taken = take(&test, Stage::Final, &format!("{number}")).await;
        // Each says another end of the embargo; what counts is what the one said who published.
        let [first, second] = [1, 2].map(|hours| Some(test.clock.now() + Duration::hours(hours)));
        let both = [publishes(&one, &taken.code, first), publishes(&other, &taken.code, second)];
        is_published_once(&test, &one_of(both, &taken.code).await).await;
        test.clock.advance(Duration::hours(3));
        let (sent, sent_by_the_other) = tokio::join!(sends(&one), sends(&other));
        assert_eq!(sent.delivered + sent_by_the_other.delivered, 1, "{sent:?} {sent_by_the_other:?}");
        for services in [&one, &other] {
            let listed = services.publications().listed().await.expect("listed");
            assert_eq!(listed.snapshots.iter().filter(|snapshot| snapshot.code == taken.code).count(), 1);
        }
    }
    assert_eq!(receiver.asked().len(), TRIES);
}

/// Waits a little for somebody who cannot come to an end yet.
async fn pauses(waits: &JoinHandle<ServiceResult<Snapshot>>) {
    assert!(!waits.is_finished(), "nobody waited");
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
}

/// Whether somebody waits for a row of snapshots behind somebody else who waits.
async fn is_queued_for(tx: &mut Tx) -> bool {
    const SQL: &str = "
        SELECT COUNT(*) FROM pg_locks
        WHERE NOT granted AND locktype = 'tuple' AND relation = 'snapshot'::regclass";
    let Tx::Postgres(tx) = tx else { return true };
    let (queued,): (i64,) = sqlx::query_as(SQL).fetch_one(&mut **tx).await.expect("told");
    queued > 0
}

/// Both have seen a snapshot that nobody has published yet, and then come to it one after the other.
async fn whoever_waits_for_another_publication_is_refused_once_it_is_there(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, one, _)) = around(engine, &receiver).await else { return };
    let other = asking(&test, &receiver, 22).await;
    let taken = take(&test, Stage::Final, "").await;
    let mut held = test.services.db().write().await.expect("a transaction");
    if let Tx::Postgres(tx) = &mut held {
        sqlx::query("SELECT code FROM snapshot FOR NO KEY UPDATE").fetch_all(&mut **tx).await.expect("held");
    }
    let first = publishes(&one, &taken.code, None);
    while !is_waited_for(&mut held).await.expect("told") {
        pauses(&first).await;
    }
    let second = publishes(&other, &taken.code, None);
    while !is_queued_for(&mut held).await {
        pauses(&second).await;
    }
    drop(held);
    is_published_once(&test, &one_of([first, second], &taken.code).await).await;
}
