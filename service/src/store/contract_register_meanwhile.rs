//! The register changes while somebody makes figures count, told to `SQLite` and `PostgreSQL` alike: they count where the body
//! stood in the round, as is known by then. `SQLite` has one writer, so that nothing comes in between there.

use super::{
    Tx,
    contract::{accept, body, country, fill, key, on_both_databases, operator, person, start},
    contract_deliveries::{GOOD, apply, settled, upload},
    contract_objections::{filed, reporter, reviewer, verified_country},
    testing::{hold, is_waited_for},
};
use crate::{
    ServiceError, ServiceResult, Services,
    objections::Decision,
    organisations::ImportMode,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::TimeDelta;
use domain::{
    access::Role,
    delivery::Stage,
    ids::OrganisationCode,
    organisation::{Duty, OrganisationEvent, OrganisationEventKind, OrganisationKind},
    text::Bilingual,
    window::Window,
};
use std::{
    io::{Cursor, Read, Result, Seek, SeekFrom},
    sync::{Arc, mpsc},
    time::Duration,
};
use tokio::task::JoinHandle;

on_both_databases!(
    what_is_accepted_counts_where_the_body_stands_by_then,
    what_is_accepted_stays_where_the_body_stood_before_it_moved,
    what_is_verified_anew_counts_where_the_body_stands_by_then,
    what_is_submitted_is_counted_where_the_body_stands_by_then,
    what_is_submitted_is_on_time_in_the_window_of_by_then,
    what_begins_by_a_large_file_is_counted_where_the_body_stands_by_then,
    whoever_waited_for_counters_holds_those_in_their_place,
    values_that_are_imported_come_back,
    values_that_are_imported_come_back_where_a_window_moves,
);

/// The first department goes to another ministry within the period that the round reports on.
async fn moves(test: &TestServices) {
    moves_on(test, "2026-11-01").await;
}

/// It goes there on a day.
async fn moves_on(test: &TestServices, day: &str) {
    let event = OrganisationEvent {
        effective_on: day.parse().expect("a day"),
        kind: OrganisationEventKind::Moved,
        organisation: "one".parse().expect("a code"),
        other: "mdes".parse().ok(),
        name_before: Bilingual::default(),
        note: String::new(),
        source: "test".to_owned(),
    };
    let bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("moph", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("one", Some("moph"), OrganisationKind::Department, Duty::Reports),
        body("two", Some("mdes"), OrganisationKind::Department, Duty::Reports),
    ];
    let moved = test.services.organisations().import(&operator(), bodies, vec![event], ImportMode::Apply).await;
    moved.expect("imported");
}

/// How many figures are in the sum of a body.
async fn contributors(test: &TestServices, code: &str) -> i64 {
    let node: OrganisationCode = code.parse().expect("a code");
    let mut tx = test.services.db().read().await.expect("a transaction");
    let kept = super::rollups::of_nodes(&mut tx, &[key("one").round], &[node]).await.expect("sums");
    let of_services = kept.into_iter().find(|(_, (_, of), _)| of.as_str() == "svc-e2e");
    of_services.map_or(0, |(_, _, sum)| sum.contributors)
}

/// That every sum and counter is the one of the round, in which the first department is of the other ministry.
async fn agrees(test: &TestServices) {
    agrees_with(test, [1, 1]).await;
}

/// That so many figures are in the sums of the other ministry and of the one it left, and all else agrees.
async fn agrees_with(test: &TestServices, [other, left]: [i64; 2]) {
    assert_eq!([contributors(test, "moph").await, contributors(test, "mdes").await], [other, left]);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
}

/// Waits until somebody waits for a transaction.
async fn comes<Done>(held: &mut Tx, waits: &JoinHandle<ServiceResult<Done>>) {
    while !is_waited_for(held).await.expect("told") {
        assert!(!waits.is_finished(), "nobody waited");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn what_is_accepted_counts_where_the_body_stands_by_then(engine: Engine) {
    what_is_accepted_counts(engine, "2026-11-01", [1, 1]).await;
}

async fn what_is_accepted_stays_where_the_body_stood_before_it_moved(engine: Engine) {
    what_is_accepted_counts(engine, "2027-02-01", [0, 2]).await;
}

async fn what_is_accepted_counts(engine: Engine, moved_on: &str, expected: [i64; 2]) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "two", "60", &[]).await;
    let submissions = test.services.submissions();
    fill(&test, &reporter(), "one", "40").await;
    submissions.submit(&reporter(), &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&person(2, Role::Approver, "one"), &key("one"), Seen::Any).await.expect("approved");
    let services = test.services.clone();
    let accepts = async move { services.submissions().accept(&reviewer(3), &key("one"), Seen::Any, &[]).await };
    if engine == Engine::Sqlite {
        moves_on(&test, moved_on).await;
        accepts.await.expect("accepted");
        return agrees_with(&test, expected).await;
    }
    // It has read the register and looks at the files.
    let mut held = test.services.db().write().await.expect("a transaction");
    hold(&mut held, "evidence").await.expect("held");
    let waits = tokio::spawn(accepts);
    comes(&mut held, &waits).await;
    moves_on(&test, moved_on).await;
    drop(held);
    waits.await.expect("an end").expect("accepted");
    agrees_with(&test, expected).await;
}

async fn what_is_verified_anew_counts_where_the_body_stands_by_then(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = filed(&test, "36").await;
    let services = test.services.clone();
    let upholds = async move { services.objections().decide(&reviewer(4), id, 0, (Decision::Uphold, "จริง")).await };
    if engine == Engine::Sqlite {
        moves(&test).await;
        upholds.await.expect("upheld");
        return agrees(&test).await;
    }
    // It waits for its report, reads the register, and looks at the objection once more.
    let mut report = test.services.db().write().await.expect("a transaction");
    super::submissions::wait_for_others(&mut report, &key("one")).await.expect("held");
    let waits = tokio::spawn(upholds);
    comes(&mut report, &waits).await;
    let mut held = test.services.db().write().await.expect("a transaction");
    hold(&mut held, "objection").await.expect("held");
    drop(report);
    comes(&mut held, &waits).await;
    moves(&test).await;
    drop(held);
    waits.await.expect("an end").expect("upheld");
    agrees(&test).await;
}

/// A file that is not read on before somebody lets it.
struct Waiting {
    file: Cursor<&'static str>,
    begun: mpsc::Sender<()>,
    goes_on: mpsc::Receiver<()>,
    has_begun: bool,
}

impl Read for Waiting {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.begun.send(()).expect("somebody listens");
            self.goes_on.recv().expect("somebody lets it");
        }
        self.file.read(into)
    }
}

impl Seek for Waiting {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.file.seek(to)
    }
}

async fn what_is_submitted_is_counted_where_the_body_stands_by_then(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    fill(&test, &reporter(), "one", "40").await;
    let services = test.services.clone();
    let submits = async move { services.submissions().submit(&reporter(), &key("one"), Seen::Any).await };
    if engine == Engine::Postgres {
        // It has read the register and looks at the files.
        let mut held = test.services.db().write().await.expect("a transaction");
        hold(&mut held, "evidence").await.expect("held");
        let waits = tokio::spawn(submits);
        comes(&mut held, &waits).await;
        moves(&test).await;
        drop(held);
        waits.await.expect("an end").expect("submitted");
    } else {
        moves(&test).await;
        submits.await.expect("submitted");
    }
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn what_is_submitted_is_on_time_in_the_window_of_by_then(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    fill(&test, &reporter(), "one", "40").await;
    let round = key("one").round;
    let days = |days| start() + TimeDelta::days(days);
    // It is late until more time is given to all.
    test.clock.advance(TimeDelta::days(35));
    let later = Window::new(days(-1), days(40), days(45)).expect("in order");
    let services = test.services.clone();
    let submits = async move { services.submissions().submit(&reporter(), &key("one"), Seen::Any).await };
    let rounds = test.services.rounds();
    if engine == Engine::Postgres {
        // It has read the window and looks at the files.
        let mut held = test.services.db().write().await.expect("a transaction");
        hold(&mut held, "evidence").await.expect("held");
        let waits = tokio::spawn(submits);
        comes(&mut held, &waits).await;
        rounds.set_window(&operator(), &round, later).await.expect("moved");
        drop(held);
        waits.await.expect("an end").expect("submitted");
    } else {
        rounds.set_window(&operator(), &round, later).await.expect("moved");
        submits.await.expect("submitted");
    }
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn what_begins_by_a_large_file_is_counted_where_the_body_stands_by_then(engine: Engine) {
    let Some(test) = country(engine).await.map(Arc::new) else { return };
    let id = upload(&test, GOOD).await;
    let seen = settled(&test, id).await;
    let of_file = test.clone();
    let applies = async move { ServiceResult::Ok(apply(&of_file, &seen).await.delivery.progress.stage) };
    let stage = if engine == Engine::Postgres {
        // It has read the register and looks at the drafts.
        let mut held = test.services.db().write().await.expect("a transaction");
        hold(&mut held, "draft_entry").await.expect("held");
        let waits = tokio::spawn(applies);
        comes(&mut held, &waits).await;
        moves(&test).await;
        drop(held);
        waits.await.expect("an end")
    } else {
        let stage = applies.await;
        moves(&test).await;
        stage
    };
    assert_eq!(stage.expect("an end"), Stage::Applied);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

/// Holds the counters of the round in a transaction.
async fn holds(services: Services) -> ServiceResult<Tx> {
    let mut tx = services.db().write().await?;
    let root: OrganisationCode = "th".parse().expect("a code");
    super::rollups::hold_counters(&mut tx, &key("one").round, &root).await?;
    Ok(tx)
}

async fn whoever_waited_for_counters_holds_those_in_their_place(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    if engine == Engine::Sqlite {
        return;
    }
    let round = key("one").round;
    let mut held = holds(test.services.clone()).await.expect("held");
    let waits = tokio::spawn(holds(test.services.clone()));
    comes(&mut held, &waits).await;
    let counts = super::rollups::completeness_of_round(&mut held, &round).await.expect("counters");
    super::rollups::clear(&mut held, &round).await.expect("cleared");
    let counts: Vec<_> = counts.into_iter().collect();
    super::rollups::add_completeness(&mut held, &round, &counts).await.expect("counted");
    held.commit().await.expect("committed");
    let mut first = waits.await.expect("an end").expect("held");
    let another = tokio::spawn(holds(test.services.clone()));
    comes(&mut first, &another).await;
    drop(first);
    another.await.expect("an end").expect("held");
}

async fn imports(services: Services, file: impl Read + Seek + Send + 'static) -> ServiceResult<()> {
    let done = services.values().import(&operator(), file, "values.csv", ImportMode::Apply).await?;
    done.map(|_| ()).map_err(|refused| ServiceError::fault("a file of the test", format!("{refused:?}")))
}

const FILE: &str = "round,agency,indicator,value,base\n2570-q1,one,svc-e2e,40,100\n";

/// Imports a file, and does something else once the register and the rounds were read.
async fn imports_meanwhile(test: &TestServices, meanwhile: impl Future<Output = ()>) -> ServiceResult<()> {
    let ((begun, begins), (lets, goes_on)) = (mpsc::channel(), mpsc::channel());
    let file = Waiting { file: Cursor::new(FILE), begun, goes_on, has_begun: false };
    let waits = tokio::spawn(imports(test.services.clone(), file));
    tokio::task::spawn_blocking(move || begins.recv()).await.expect("no panic").expect("begun");
    meanwhile.await;
    lets.send(()).expect("it waits");
    waits.await.expect("an end")
}

async fn values_that_are_imported_come_back_where_a_window_moves(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let days = |days| start() + TimeDelta::days(days);
    let later = Window::new(days(-1), days(40), days(45)).expect("in order");
    let (round, rounds) = (key("one").round, test.services.rounds());
    let moves = async { rounds.set_window(&operator(), &round, later).await.expect("moved") };
    if engine == Engine::Postgres {
        let come_back = imports_meanwhile(&test, moves).await;
        assert!(matches!(come_back, Err(ServiceError::Busy)), "{come_back:?}");
    } else {
        moves.await;
    }
    imports(test.services.clone(), Cursor::new(FILE)).await.expect("imported");
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn values_that_are_imported_come_back(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "two", "60", &[]).await;
    if engine == Engine::Postgres {
        let come_back = imports_meanwhile(&test, moves(&test)).await;
        assert!(matches!(come_back, Err(ServiceError::Busy)), "{come_back:?}");
    } else {
        moves(&test).await;
    }
    imports(test.services.clone(), Cursor::new(FILE)).await.expect("imported");
    agrees(&test).await;
}
