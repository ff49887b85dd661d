//! Large files with the answers of many agencies, told to `SQLite` and `PostgreSQL` alike.

use super::{
    Db,
    contract::{country, indicator, key, on_both_databases, operator, person},
};
use crate::{
    Actor, ServiceError,
    deliveries::{Came, DeliveryPage},
    drafts::Edit,
    jobs::{Cadence, CatchUp, Line, forget_deliveries::FORGET_DELIVERIES},
    sheets::{MOST_AGENCIES, What, Why},
    testing::{Engine, TestServices},
};
use chrono::TimeDelta;
use domain::{
    access::Role,
    delivery::{Progress, Stage},
    entry::Entry,
    ids::{DeliveryId, RoundCode},
    submission::StateName,
};

on_both_databases!(
    a_countrys_file_is_checked_seen_and_applied_to_all_drafts,
    one_wrong_row_at_the_end_changes_nothing,
    what_stands_apart_or_belongs_to_others_is_refused,
    a_round_that_closes_meanwhile_stops_all_of_it,
    a_draft_that_changed_meanwhile_stops_all_of_it,
    work_of_a_server_that_is_gone_is_told_and_begun_anew,
    a_large_file_is_its_owners_alone_and_goes_away,
    the_timetable_forgets_what_is_over_and_what_broke_off,
    a_file_that_cannot_be_forgotten_keeps_no_other_one,
    a_file_of_more_agencies_than_can_be_looked_at_at_once_is_checked_in_the_background,
);

fn ministry() -> Actor {
    person(1, Role::Reporter, "mdes")
}

fn round() -> RoundCode {
    "2570-q1".parse().expect("a code")
}

pub(super) async fn upload(test: &TestServices, content: &str) -> DeliveryId {
    let content = content.to_owned().into();
    test.services.deliveries().take_whole(&ministry(), &round(), "ใหญ่.csv", content).await.expect("taken")
}

async fn page(test: &TestServices, id: DeliveryId) -> DeliveryPage {
    test.services.deliveries().get(&ministry(), &round(), id, (0, 10)).await.expect("a page")
}

/// The page once nobody works on it any more.
pub(super) async fn settled(test: &TestServices, id: DeliveryId) -> DeliveryPage {
    loop {
        let page = page(test, id).await;
        if !page.is_under_way {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

pub(super) async fn apply(test: &TestServices, page: &DeliveryPage) -> DeliveryPage {
    let (id, seen) = (page.delivery.id, page.delivery.progress.run);
    test.services.deliveries().apply(&ministry(), &round(), id, seen).await.expect("begun");
    settled(test, id).await
}

async fn stored(test: &TestServices, agency: &str) -> Entry {
    let report = test.services.reports().get(&ministry(), &key(agency)).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").entry.clone()
}

fn ratio(value: &str, base: &str, narrative: &str) -> Entry {
    Entry { value: value.to_owned(), base: base.to_owned(), narrative: narrative.to_owned(), ..Entry::default() }
}

/// Somebody types a ratio of the department `one`.
async fn types(test: &TestServices, entry: Entry, base_version: i64) {
    let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version };
    test.services.drafts().save(&person(5, Role::Reporter, "one"), &key("one"), vec![edit]).await.expect("saved");
}

/// So many lines.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

pub(super) const GOOD: &str =
    "agency,indicator,value,base,note\none,svc-e2e,27,64,ทำแล้ว\none,open-datasets,5,,\ntwo,svc-e2e,3,10,\n";

async fn a_countrys_file_is_checked_seen_and_applied_to_all_drafts(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    types(&test, ratio("1", "64", ""), 0).await;
    let id = upload(&test, GOOD).await;
    let seen = settled(&test, id).await;
    let (delivery, tally) = (&seen.delivery, &seen.delivery.tally);
    assert_eq!((delivery.progress.stage, tally.rows, tally.agencies, tally.changes), (Stage::Ready, 3, 2, 3));
    assert_eq!((tally.bytes_read, tally.refused), (delivery.size_bytes, 0));
    let counts: Vec<_> = seen.parts.iter().map(|(of, part)| (of.code.as_str(), part.rows, part.changes)).collect();
    assert_eq!(counts, [("one", 2, 2), ("two", 1, 1)]);
    let beyond = test.services.deliveries().get(&ministry(), &round(), id, (1, 1)).await.expect("a page").parts;
    assert_eq!(beyond.iter().map(|(of, _)| of.code.as_str()).collect::<Vec<_>>(), ["two"]);
    assert_eq!(stored(&test, "two").await, Entry::default(), "checking saves nothing");
    let other = test.services.deliveries().apply(&ministry(), &round(), id, 99).await;
    assert!(matches!(other, Err(ServiceError::Conflict)), "{other:?}");
    let applied = apply(&test, &seen).await;
    assert_eq!(applied.delivery.progress.stage, Stage::Applied);
    assert!(applied.delivery.applied_at.is_some());
    apply(&test, &seen).await;
    assert_eq!(stored(&test, "one").await, ratio("27", "64", "ทำแล้ว"));
    assert_eq!(stored(&test, "two").await, ratio("3", "10", ""));
    let report = test.services.reports().get(&ministry(), &key("two")).await.expect("a report");
    assert_eq!(report.submission.state.name(), StateName::Draft, "it begins by the file");
    let links = test.services.audit().page(&operator(), None, None, 3).await.expect("a page").links;
    let actions: Vec<_> = links.iter().map(|link| link.event.action.as_str()).collect();
    assert_eq!(actions, ["deliveries.apply", "deliveries.checked", "deliveries.upload"]);
    let told: serde_json::Value = serde_json::from_str(&links[0].event.details).expect("details");
    let expected = serde_json::json!({
        "delivery": id, "file": "ใหญ่.csv", "sha256": domain::audit::sha256(GOOD.as_bytes()), "size_bytes": GOOD.len(),
        "rows": 3, "agencies": 2, "entries_changed": 3, "reports_begun": 1,
    });
    assert_eq!(told, expected, "whoever has the file finds it by its digest");
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    // The same again changes nothing, and says so.
    let id = upload(&test, GOOD).await;
    let again = settled(&test, id).await.delivery;
    assert_eq!((again.progress.stage, again.tally.changes), (Stage::Ready, 0));
}

async fn one_wrong_row_at_the_end_changes_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, &format!("{GOOD}two,open-datasets,x,,\n")).await;
    let seen = settled(&test, id).await;
    assert_eq!((seen.delivery.progress.stage, seen.delivery.tally.refused), (Stage::Refused, 1));
    let [refused] = seen.delivery.tally.refusals.as_slice() else { panic!("{:?}", seen.delivery.tally) };
    assert!(matches!(&refused.what, What::Wrong { problem, .. } if problem.code() == "not_a_number"), "{refused:?}");
    assert_eq!(refused.row, 5);
    let forced = test.services.deliveries().apply(&ministry(), &round(), id, seen.delivery.progress.run).await;
    assert!(matches!(forced, Err(ServiceError::Conflict)), "{forced:?}");
    assert_eq!(stored(&test, "one").await, Entry::default());
    // All that is wrong is counted, and the first of it listed.
    let many = lines(300, |number| format!("two,unknown-{number},1,,\n"));
    let id = upload(&test, &format!("{GOOD}{many}")).await;
    let tally = settled(&test, id).await.delivery.tally;
    assert_eq!((tally.refused, tally.refusals.len()), (300, 200));
    let words = upload(&test, "agency,indicator,value\none,svc-e2e\none,svc-e2e,1,2\n").await;
    assert_eq!(settled(&test, words).await.delivery.tally.refused, 2, "ragged rows");
    // A file of nothing but strangers is not read to its end, and costs no more for being longer.
    let strangers = lines(10_500, |number| format!("x{number},i,1\n"));
    let cut = upload(&test, &format!("agency,indicator,value\n{strangers}{strangers}")).await;
    let cut = settled(&test, cut).await.delivery;
    assert!(cut.tally.rows < 20_000 && cut.tally.bytes_read < cut.size_bytes, "{:?}", cut.tally.rows);
    assert_eq!(cut.tally.refusals.len(), 200);
    assert!(matches!(&cut.tally.refusals[0].what, What::Unreadable(Why::NotReadFurther)));
    let nothing = upload(&test, "indicator,value\nsvc-e2e,1\n").await;
    assert_eq!(settled(&test, nothing).await.delivery.progress.stage, Stage::Refused, "no agencies");
}

async fn what_stands_apart_or_belongs_to_others_is_refused(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, &format!("{GOOD}one,open-datasets,6,,\nthree,svc-e2e,1,2,\nsecret,svc-e2e,1,2,\n")).await;
    let tally = settled(&test, id).await.delivery.tally;
    let found = tally.refusals.iter().map(|refused| match &refused.what {
        What::Unreadable(Why::NotTogether { agency }) => (refused.row, format!("apart {agency}")),
        What::Unreadable(Why::NotYours { agency }) => (refused.row, agency.clone()),
        What::Unreadable(why) => (refused.row, format!("{why:?}")),
        What::Wrong { problem, .. } => (refused.row, problem.code().to_owned()),
    });
    let found: Vec<_> = found.collect();
    assert_eq!(found, [(5, "apart one"), (6, "three"), (7, "secret")].map(|(row, told)| (row, told.to_owned())));
    let approver = person(2, Role::Approver, "mdes");
    let receiving = test.services.deliveries().receive(&approver, &round()).await.map(|_| ());
    assert!(matches!(receiving, Err(ServiceError::Forbidden)), "{receiving:?}");
}

async fn a_round_that_closes_meanwhile_stops_all_of_it(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let closes_at = test.services.reports().get(&ministry(), &key("one")).await.expect("a report").window.closes_at();
    test.clock.advance(closes_at - test.clock.now() - TimeDelta::hours(1));
    let id = upload(&test, GOOD).await;
    let seen = settled(&test, id).await;
    assert_eq!(seen.delivery.progress.stage, Stage::Ready);
    test.clock.advance(TimeDelta::hours(2));
    let stopped = apply(&test, &seen).await.delivery;
    assert_eq!((stopped.progress.stage, stopped.stopped.as_deref()), (Stage::Stopped, Some("window_closed")));
    assert_eq!(stored(&test, "one").await, Entry::default());
    assert_eq!(stored(&test, "two").await, Entry::default());
    test.services.deliveries().check(&ministry(), &round(), id).await.expect("begun");
    let refused = settled(&test, id).await.delivery;
    assert_eq!((refused.progress.stage, refused.tally.refused), (Stage::Refused, 2));
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn a_draft_that_changed_meanwhile_stops_all_of_it(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, GOOD).await;
    let seen = settled(&test, id).await;
    types(&test, ratio("26", "64", ""), 0).await;
    let stopped = apply(&test, &seen).await.delivery;
    assert_eq!((stopped.progress.stage, stopped.stopped.as_deref()), (Stage::Stopped, Some("conflict")));
    assert_eq!(stored(&test, "one").await, ratio("26", "64", ""));
    assert_eq!(stored(&test, "two").await, Entry::default());
    test.services.deliveries().check(&ministry(), &round(), id).await.expect("begun");
    let seen = settled(&test, id).await;
    assert_eq!(apply(&test, &seen).await.delivery.progress.stage, Stage::Applied);
    assert_eq!(stored(&test, "one").await, ratio("27", "64", "ทำแล้ว"));
}

async fn work_of_a_server_that_is_gone_is_told_and_begun_anew(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, GOOD).await;
    let ready = settled(&test, id).await.delivery.progress;
    for stage in [Stage::Received, Stage::Checking, Stage::Applying] {
        let before = page(&test, id).await.delivery.progress;
        let lost = Progress { stage, run: before.run + 1, beat_at: test.clock.now() };
        let mut tx = test.services.db().write().await.expect("a transaction");
        assert!(super::deliveries::begin(&mut tx, id, before.run, lost).await.expect("begun"));
        tx.commit().await.expect("committed");
        assert!(page(&test, id).await.is_under_way);
        if stage != Stage::Received {
            let early = test.services.deliveries().check(&ministry(), &round(), id).await;
            assert!(matches!(early, Err(ServiceError::Conflict)), "{early:?}");
        }
        test.clock.advance(TimeDelta::minutes(3));
        assert!(page(&test, id).await.is_interrupted, "{stage:?}");
        test.services.deliveries().check(&ministry(), &round(), id).await.expect("begun anew");
        assert_eq!(settled(&test, id).await.delivery.progress.stage, Stage::Ready);
        // Whoever was given up and comes back changes nothing.
        let late =
            test.services.deliveries().put_all(&ministry(), id, Progress { stage: Stage::Applying, ..lost }).await;
        assert!(matches!(late, Err(ServiceError::Conflict)), "{late:?}");
        let late = test.services.deliveries().hold_against_drafts(&ministry(), id, lost).await;
        assert!(matches!(late, Err(ServiceError::Conflict)), "{late:?}");
    }
    assert_eq!(stored(&test, "one").await, Entry::default());
    let seen = page(&test, id).await;
    assert!(seen.delivery.progress.run > ready.run);
    assert_eq!(apply(&test, &seen).await.delivery.progress.stage, Stage::Applied);
}

async fn a_large_file_is_its_owners_alone_and_goes_away(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let files = || std::fs::read_dir(test.settings.files.join("deliveries")).map_or(0, Iterator::count);
    let id = upload(&test, GOOD).await;
    settled(&test, id).await;
    assert_eq!(files(), 1);
    for stranger in [person(9, Role::Reporter, "mdes"), person(1, Role::Executive, "th")] {
        let deliveries = test.services.deliveries();
        let found = [
            deliveries.get(&stranger, &round(), id, (0, 1)).await.map(|_| ()),
            deliveries.check(&stranger, &round(), id).await,
            deliveries.apply(&stranger, &round(), id, 2).await,
        ];
        for found in found {
            assert!(matches!(found, Err(ServiceError::NotFound("delivery") | ServiceError::Forbidden)), "{found:?}");
        }
    }
    let newer = upload(&test, GOOD).await;
    settled(&test, newer).await;
    let gone = test.services.deliveries().get(&ministry(), &round(), id, (0, 1)).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("delivery"))), "{gone:?}");
    assert_eq!(files(), 1, "the newer takes the place of the older");
    test.clock.advance(TimeDelta::hours(49));
    let gone = test.services.deliveries().get(&ministry(), &round(), newer, (0, 1)).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("delivery"))), "{gone:?}");
}

async fn a_file_of_more_agencies_than_can_be_looked_at_at_once_is_checked_in_the_background(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rows = lines(MOST_AGENCIES + 1, |number| format!("agency-{number},svc-e2e,1,2\n"));
    let mut receiving = test.services.deliveries().receive(&ministry(), &round()).await.expect("receiving");
    for piece in format!("agency,indicator,value,base\n{rows}").as_bytes().chunks(1_000) {
        receiving.push(&piece.to_vec().into()).await.expect("pushed");
    }
    let Came::Delivery(id) = receiving.end("a.csv").await.expect("taken") else { panic!("a bundle") };
    let tally = settled(&test, id).await.delivery.tally;
    assert_eq!((tally.rows, tally.refused), (501, 501));
    // What is larger than the memory may hold goes there as it comes.
    let large = format!("agency,indicator,note\none,svc-e2e,{}\n", "x".repeat(200_000)).repeat(40);
    let mut receiving = test.services.deliveries().receive(&ministry(), &round()).await.expect("receiving");
    for piece in large.as_bytes().chunks(50_000) {
        receiving.push(&piece.to_vec().into()).await.expect("pushed");
    }
    let Came::Delivery(id) = receiving.end("a.csv").await.expect("taken") else { panic!("a bundle") };
    let delivery = settled(&test, id).await.delivery;
    assert_eq!((usize::try_from(delivery.size_bytes), delivery.progress.stage), (Ok(large.len()), Stage::Refused));
    assert_eq!(delivery.sha256, domain::audit::sha256(large.as_bytes()));
    let mut receiving = test.services.deliveries().receive(&ministry(), &round()).await.expect("receiving");
    let workbook = receiving.push(&[b"PK".to_vec(), vec![0; 6_000_000]].concat().into()).await;
    assert!(workbook.is_ok() || matches!(workbook, Err(ServiceError::Invalid { code: "sheet_too_large", .. })));
    receiving.abandon().await;
}

const LINE: Line = Line {
    job: FORGET_DELIVERIES,
    cadence: Cadence::Cron("0 27 * * * *"),
    catch_up: CatchUp::Latest,
    silent_after: TimeDelta::minutes(150),
};

/// What lies in the folder of large files, by name.
fn lying(test: &TestServices) -> Vec<String> {
    let entries = std::fs::read_dir(test.settings.files.join("deliveries")).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn the_timetable_forgets_what_is_over_and_what_broke_off(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let passes = |by: TimeDelta| {
        let test = &test;
        async move {
            test.clock.advance(by);
            assert_eq!(test.services.jobs().look(&LINE, "test").await.expect("looked").done, 1);
        }
    };
    test.services.jobs().look(&LINE, "test").await.expect("begun");
    let waits = upload(&test, GOOD).await;
    assert_eq!(settled(&test, waits).await.delivery.progress.stage, Stage::Ready);
    // A piece of an upload whose server went away a while ago, and one of an upload that goes on.
    let folder = test.settings.files.join("deliveries");
    let written = |name: &str, hours: i64| {
        let file = std::fs::File::create(folder.join(name)).expect("a file");
        let at = std::time::SystemTime::from(test.clock.now() - TimeDelta::hours(hours));
        file.set_modified(at).expect("an old file");
    };
    let stray = uuid::Uuid::from_u128(7);
    written(&format!("{stray}#1"), 25);
    written(&format!("{stray}"), 25);
    written(&format!("{}#1", uuid::Uuid::from_u128(8)), 20);
    passes(TimeDelta::hours(1)).await;
    let coming = format!("{}#1", uuid::Uuid::from_u128(8));
    let mut expected = vec![waits.to_string(), coming];
    expected.sort();
    assert_eq!(lying(&test), expected, "what waits and what comes is left alone");
    // Applied or not, it goes after two days.
    let seen = page(&test, waits).await;
    assert_eq!(apply(&test, &seen).await.delivery.progress.stage, Stage::Applied);
    let other = person(4, Role::Reporter, "mdes");
    let content = GOOD.to_owned().into();
    test.services.deliveries().take_whole(&other, &round(), "อีก.csv", content).await.expect("taken");
    passes(TimeDelta::hours(46)).await;
    assert!(page(&test, waits).await.delivery.applied_at.is_some(), "not yet");
    passes(TimeDelta::hours(2)).await;
    let gone = test.services.deliveries().get(&ministry(), &round(), waits, (0, 1)).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("delivery"))), "{gone:?}");
    passes(TimeDelta::hours(1)).await;
    assert_eq!(lying(&test), [""; 0]);
    let mut tx = test.services.db().read().await.expect("a transaction");
    assert_eq!(super::deliveries::ids(&mut tx).await.expect("read"), [], "no record is left");
    drop(tx);
    assert_eq!(stored(&test, "two").await, ratio("3", "10", ""), "what was applied stays");
}

async fn a_file_that_cannot_be_forgotten_keeps_no_other_one(engine: Engine) {
    const SQLITE: &str = "
        CREATE TRIGGER keeps_one BEFORE DELETE ON delivery_part WHEN OLD.agency = 'one'
        BEGIN SELECT RAISE(ABORT, 'refused'); END;";
    const POSTGRES: &str = "
        CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER keeps_one BEFORE DELETE ON delivery_part
        FOR EACH ROW WHEN (OLD.agency = 'one') EXECUTE FUNCTION refuses();";
    let Some(test) = country(engine).await else { return };
    test.services.jobs().look(&LINE, "test").await.expect("begun");
    let other = person(4, Role::Reporter, "mdes");
    let content = "agency,indicator,value,base\none,svc-e2e,27,64\n".to_owned().into();
    let stays = test.services.deliveries().take_whole(&other, &round(), "ก.csv", content).await.expect("taken");
    let is_under_way =
        async || test.services.deliveries().get(&other, &round(), stays, (0, 1)).await.expect("a page").is_under_way;
    while is_under_way().await {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let goes = upload(&test, "agency,indicator,value,base\ntwo,svc-e2e,3,10\n").await;
    assert_eq!(settled(&test, goes).await.delivery.progress.stage, Stage::Ready);
    match test.services.db() {
        Db::Sqlite { writer, .. } => sqlx::raw_sql(SQLITE).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::raw_sql(POSTGRES).execute(pool).await.map(|_| ()),
    }
    .expect("changed");
    test.clock.advance(TimeDelta::hours(49));
    assert_eq!(test.services.jobs().look(&LINE, "test").await.expect("looked").done, 1, "it is told, and no failure");
    assert_eq!(lying(&test), [stays.to_string()]);
}
