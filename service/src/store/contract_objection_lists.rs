//! Lists of objections, told to `SQLite` and `PostgreSQL` alike: those of others never push one's own out.

use super::{
    contract::{PLAN, key, on_both_databases, person},
    contract_objections::{filed, reporter, reviewer, verified_country},
    contract_past::country_with_rounds,
    objections,
};
use crate::{
    Actor,
    objections::Waiting,
    plans::read_plan,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    amount::Amount,
    ids::{AccountId, ObjectionId},
    objection::{Claim, Objection, ObjectionState},
    submission::Stamp,
};
use uuid::Uuid;

on_both_databases!(
    an_agency_sees_its_own_however_many_others_have,
    two_hundred_that_wait_and_as_many_that_are_over_are_listed_and_the_next_is_counted,
);

/// As many as a list shows, of those that wait and of those that are over.
const MOST: usize = 200;
/// One more than that.
const MANY: usize = MOST + 1;

/// Puts objections of the second department in, to values that are not asked, all of them overdue.
async fn others(test: &TestServices, like: &Objection) {
    let mut tx = test.services.db().write().await.expect("a transaction");
    for number in 0..MANY {
        let other = Objection {
            id: ObjectionId::new(Uuid::from_u128(9_000 + u128::try_from(number).expect("small"))),
            key: key("two"),
            claim: Claim::Value {
                indicator: format!("other-{number}").parse().expect("a code"),
                counter: (Amount::ONE, None),
            },
            answer_by: test.clock.now() - Duration::days(1),
            state: ObjectionState::Open,
            ..like.clone()
        };
        objections::insert(&mut tx, &other).await.expect("put in");
    }
    tx.commit().await.expect("committed");
}

async fn an_agency_sees_its_own_however_many_others_have(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = filed(&test, "36").await;
    let own = test.services.objections().get(&reporter(), id).await.expect("an objection").listed.objection;
    others(&test, &own).await;
    let list = async |actor: Actor| test.services.objections().list(&actor).await.expect("a list");
    let seen = list(reporter()).await;
    assert_eq!(seen.listed.iter().map(|listed| listed.objection.id).collect::<Vec<_>>(), [id]);
    assert_eq!(seen.left_out, 0);
    let stranger = person(5, Role::Reporter, "two");
    assert_eq!(list(stranger.clone()).await.left_out, 1, "what is left out is told");
    assert_eq!(list(reviewer(4)).await.left_out, 2, "the last two, of all");
    let waiting = async |actor: Actor| test.services.objections().waiting(&actor).await.expect("a count");
    assert_eq!(waiting(reporter()).await, Waiting { open: 1, overdue: 0 });
    assert_eq!(waiting(stranger).await, Waiting { open: MANY, overdue: MANY });
    assert_eq!(waiting(reviewer(4)).await, Waiting { open: MANY + 1, overdue: MANY });
    assert_eq!(waiting(person(6, Role::Executive, "th")).await, Waiting::default());
}

/// One of many: which, until when it is to be answered or when it was, and how it stands.
struct One {
    number: usize,
    days: i64,
    is_open: bool,
}

fn id_of(number: usize) -> ObjectionId {
    ObjectionId::new(Uuid::from_u128(9_000 + u128::try_from(number).expect("small")))
}

async fn put_in(test: &TestServices, some: impl Iterator<Item = One>) {
    let asked = read_plan(PLAN).expect("a plan").indicators;
    let mut tx = test.services.db().write().await.expect("a transaction");
    for One { number, days, is_open } in some {
        let day = test.clock.now() + Duration::days(days);
        let stamp = |at| Stamp { by: AccountId::new(Uuid::from_u128(1)), at };
        // Ten agencies, and of each as many indicators as are needed: one waits of each value.
        let (agency, indicator) = (format!("d{:03}", 1 + number % 10), asked[number / 10 % asked.len()].code.clone());
        let one = Objection {
            id: id_of(number),
            key: key(&agency),
            claim: Claim::Value { indicator, counter: (Amount::ONE, None) },
            revision: 1,
            filed: stamp(test.clock.now()),
            accepted_by: None,
            answer_by: day,
            version: 0,
            state: if is_open { ObjectionState::Open } else { ObjectionState::Rejected { decided: stamp(day) } },
        };
        objections::insert(&mut tx, &one).await.expect("put in");
        if !is_open {
            // When it was answered is saved with a move alone.
            objections::save(&mut tx, &Objection { version: 1, ..one }).await.expect("answered");
        }
    }
    tx.commit().await.expect("committed");
}

async fn two_hundred_that_wait_and_as_many_that_are_over_are_listed_and_the_next_is_counted(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 10, &["2570-q1"]).await else { return };
    let days = |number: usize| i64::try_from(number).expect("small");
    // Those that are over come in first, since one alone waits of each value.
    let over = |number: usize| One { number, days: -days(number), is_open: false };
    let open = |number: usize| One { number, days: days(number), is_open: true };
    put_in(&test, (MOST..2 * MOST).map(over)).await;
    put_in(&test, (0..MOST).map(open)).await;
    let reader = reviewer(4);
    let list = async || {
        let found = test.services.objections().list(&reader).await.expect("a list");
        let ids: Vec<ObjectionId> = found.listed.iter().map(|listed| listed.objection.id).collect();
        (ids, found.left_out)
    };
    let (ids, left_out) = list().await;
    assert_eq!((ids.len(), left_out), (2 * MOST, 0), "exactly as many as a list takes");
    assert_eq!(ids, (0..2 * MOST).map(id_of).collect::<Vec<_>>(), "the most urgent first, then the latest answers");
    // One more that is less urgent than all, and one that was answered before all.
    put_in(&test, std::iter::once(One { number: 2 * MOST, days: 9_000, is_open: true })).await;
    assert_eq!(list().await, (ids.clone(), 1));
    put_in(&test, std::iter::once(One { number: 2 * MOST + 1, days: -9_000, is_open: false })).await;
    assert_eq!(list().await, (ids.clone(), 2));
    // A more urgent one pushes the least urgent out.
    put_in(&test, std::iter::once(One { number: 2 * MOST + 2, days: -1, is_open: true })).await;
    let (now, left_out) = list().await;
    assert_eq!((now.len(), left_out, now[0]), (2 * MOST, 3, id_of(2 * MOST + 2)));
    assert_eq!((now[1..MOST].to_vec(), now[MOST..].to_vec()), (ids[..MOST - 1].to_vec(), ids[MOST..].to_vec()));
    let file = test.services.objections().for_file(&reader).await.expect("a file");
    assert_eq!((file.listed.len(), file.left_out), (2 * MOST + 3, 0), "a file takes more");
}
