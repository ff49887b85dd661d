//! Every store function, told to SQLite and PostgreSQL alike: stories through the services, so that each statement runs
//! on both with the same outcome.

use crate::{
    Actor, Channel, Clock, ServiceError,
    drafts::{Choice, Edit},
    evidence::Upload,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices, fresh},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Grant, Role},
    entry::Entry,
    ids::{AccountId, IndicatorCode, OrganisationCode},
    organisation::{Duty, Organisation, OrganisationKind},
    submission::{Refusal, ReportKey, ReturnReason, StateName},
    text::Bilingual,
    window::Window,
};

pub(super) const PLAN: &str = include_str!("../../../reference/plans/dgp-2566.toml");

pub(super) fn start() -> DateTime<Utc> {
    "2027-10-05T02:00:00Z".parse().expect("an instant")
}

pub(super) fn body(code: &str, parent: Option<&str>, kind: OrganisationKind, duty: Duty) -> Organisation {
    Organisation {
        code: code.parse().expect("a code"),
        parent: parent.map(|parent| parent.parse().expect("a code")),
        kind,
        name: Bilingual::new(format!("หน่วยงาน {code}"), code),
        abbreviation: Bilingual::default(),
        province: None,
        valid_from: None,
        valid_to: None,
        duty,
        source: "test".to_owned(),
        size: None,
    }
}

pub(super) fn person(number: u128, role: Role, organisation: &str) -> Actor {
    let grants = vec![Grant { role, organisation: organisation.parse().expect("a code") }];
    let account = AccountId::new(uuid::Uuid::from_u128(number));
    Actor::new(account, format!("{role:?} {organisation}"), grants, Channel::Web)
}

pub(super) fn operator() -> Actor {
    Actor::operator(&"th".parse().expect("a code"))
}

pub(super) fn indicator(code: &str) -> IndicatorCode {
    code.parse().expect("a code")
}

pub(super) fn key(agency: &str) -> ReportKey {
    ReportKey { round: "2570-q1".parse().expect("a code"), agency: agency.parse().expect("a code") }
}

/// A country with one ministry of two departments.
pub(super) async fn land(engine: Engine) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    let bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("one", Some("mdes"), OrganisationKind::Department, Duty::Reports),
        body("two", Some("mdes"), OrganisationKind::Department, Duty::Reports),
    ];
    let services = &test.services;
    services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    Some(test)
}

/// The country with the plan and the open first quarter of 2570.
pub(super) async fn country(engine: Engine) -> Option<TestServices> {
    let test = land(engine).await?;
    let services = &test.services;
    let plan = read_plan(PLAN).expect("a plan");
    services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-1), days(30), days(45)).expect("in order");
    let new =
        NewRound { plan: "dgp-2566".parse().expect("a code"), period: "2570-q1".parse().expect("a period"), window };
    services.rounds().open(&operator(), new).await.expect("opened");
    Some(test)
}

/// Fills every indicator with a good value.
pub(super) async fn fill(test: &TestServices, reporter: &Actor, agency: &str, part: &str) {
    let report = test.services.reports().get(reporter, &key(agency)).await.expect("a report");
    let edit = |entry: &crate::reports::ReportEntry| {
        let asks_base = entry.indicator.asks_base();
        let yes_no = entry.indicator.measure == domain::indicator::Measure::YesNo;
        let value = if yes_no {
            "yes"
        } else if asks_base {
            part
        } else {
            "3"
        };
        let base = if asks_base { "100" } else { "" };
        let entry_text = Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() };
        Edit { indicator: entry.indicator.code.clone(), entry: entry_text, base_version: entry.version }
    };
    let edits = report.entries.iter().map(edit).collect();
    let saved = test.services.drafts().save(reporter, &key(agency), edits).await.expect("saved");
    assert!(saved.conflicts.is_empty());
    for entry in report.entries.iter().filter(|entry| entry.indicator.evidence.required) {
        let upload = Upload {
            file_name: "หลักฐาน.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: "หลักฐาน".into(),
        };
        test.services.evidence().add(reporter, &key(agency), &entry.indicator.code, upload).await.expect("added");
    }
}

pub(super) async fn accept(test: &TestServices, agency: &str, part: &str, verified: &[Verified]) {
    let services = &test.services;
    let reporter = person(1, Role::Reporter, agency);
    fill(test, &reporter, agency, part).await;
    services.submissions().submit(&reporter, &key(agency), Seen::Any).await.expect("submitted");
    services
        .submissions()
        .approve(&person(2, Role::Approver, agency), &key(agency), Seen::Any)
        .await
        .expect("approved");
    services
        .submissions()
        .accept(&person(3, Role::Reviewer, "th"), &key(agency), Seen::Any, verified)
        .await
        .expect("accepted");
}

pub(super) async fn state(test: &TestServices, agency: &str) -> StateName {
    let report = test.services.reports().get(&person(9, Role::Executive, "th"), &key(agency)).await.expect("a report");
    report.submission.state.name()
}

macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {$(
            #[tokio::test]
            async fn $name() {
                super::$name(super::Engine::Sqlite).await;
            }
        )*}
        mod postgres {$(
            #[tokio::test]
            async fn $name() {
                super::$name(super::Engine::Postgres).await;
            }
        )*}
    };
}

pub(super) use on_both_databases;

on_both_databases!(
    a_quarter_goes_from_typing_to_the_national_sum,
    a_returned_report_shows_its_reasons_and_what_changed,
    two_people_editing_one_entry_lose_nothing,
    a_closed_window_refuses_and_an_extension_opens_it,
    a_correction_replaces_the_accepted_values,
    what_belongs_to_others_is_refused,
    the_audit_log_cannot_be_changed,
    evidence_is_kept_by_its_content,
);

async fn a_quarter_goes_from_typing_to_the_national_sum(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    let verified = Verified { indicator: indicator("svc-e2e"), value: "๒๐".to_owned(), base: "100".to_owned() };
    accept(&test, "two", "60", &[verified]).await;
    assert_eq!(state(&test, "two").await, StateName::Accepted);
    let mut tx = test.services.db().read().await.expect("a transaction");
    let nodes: [OrganisationCode; 2] = ["th".parse().expect("a code"), "mdes".parse().expect("a code")];
    let kept = super::rollups::of_nodes(&mut tx, &[key("one").round], &nodes).await.expect("kept");
    let plan = test.services.plan_in(&mut tx, &"dgp-2566".parse().expect("a code"), 1).await.expect("a plan");
    let measure = &plan.indicator(&indicator("svc-e2e")).expect("an indicator").measure;
    for node in nodes {
        let (_, _, rollup) =
            kept.iter().find(|(_, (at, of), _)| *at == node && *of == indicator("svc-e2e")).expect("a sum");
        assert_eq!((rollup.contributors, rollup.figure(measure)), (2, Some(domain::amount::Amount::whole(30))));
    }
    drop(tx);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    test.services.rollups().rebuild(&operator()).await.expect("rebuilt");
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn a_returned_report_shows_its_reasons_and_what_changed(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (reporter, approver) = (person(1, Role::Reporter, "one"), person(2, Role::Approver, "one"));
    fill(&test, &reporter, "one", "40").await;
    let submissions = test.services.submissions();
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    let reasons = [ReturnReason {
        indicator: indicator("svc-e2e"), reason: "ตัวหารไม่ตรงกับทะเบียน".to_owned()
    }];
    submissions.return_for_change(&approver, &key("one"), Seen::Any, &reasons, "ขอแก้ไข").await.expect("returned");
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("a report");
    let entry = report.entry(&indicator("svc-e2e")).expect("an entry");
    assert_eq!(entry.return_reason.as_deref(), Some("ตัวหารไม่ตรงกับทะเบียน"));
    let changed = Entry { value: "41".to_owned(), base: "100".to_owned(), ..Entry::default() };
    let edit = Edit { indicator: indicator("svc-e2e"), entry: changed, base_version: entry.version };
    test.services.drafts().save(&reporter, &key("one"), vec![edit]).await.expect("saved");
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("resubmitted");
    let report = test.services.reports().get(&approver, &key("one")).await.expect("a report");
    let entry = report.entry(&indicator("svc-e2e")).expect("an entry");
    assert_eq!(
        (entry.entry.value.as_str(), entry.before.as_ref().map(|before| before.value.as_str())),
        ("41", Some("40"))
    );
    let steps: Vec<_> = report.thread.iter().map(|step| (step.step.as_str(), step.note.as_str())).collect();
    assert_eq!(steps, [("submit", ""), ("return_for_change", "ขอแก้ไข"), ("submit", "")]);
    assert!(matches!(submissions.approve(&approver, &key("one"), Seen::Version(1)).await, Err(ServiceError::Conflict)));
}

async fn two_people_editing_one_entry_lose_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (mine, theirs) = (person(1, Role::Reporter, "one"), person(4, Role::Reporter, "one"));
    let edit = |value: &str| {
        let entry = Entry { value: value.to_owned(), ..Entry::default() };
        vec![Edit { indicator: indicator("svc-e2e"), entry, base_version: 0 }]
    };
    let drafts = test.services.drafts();
    drafts.save(&theirs, &key("one"), edit("what they typed")).await.expect("saved");
    let saved = drafts.save(&mine, &key("one"), edit("what I typed")).await.expect("saved");
    assert_eq!(saved.conflicts, [indicator("svc-e2e")]);
    let report = test.services.reports().get(&mine, &key("one")).await.expect("a report");
    let entry = report.entry(&indicator("svc-e2e")).expect("an entry");
    assert_eq!(entry.entry.value, "what they typed");
    assert_eq!(entry.conflict.as_ref().map(|mine| mine.entry.value.as_str()), Some("what I typed"));
    drafts.decide(&mine, &key("one"), &indicator("svc-e2e"), Choice::Mine).await.expect("decided");
    let report = test.services.reports().get(&theirs, &key("one")).await.expect("a report");
    let entry = report.entry(&indicator("svc-e2e")).expect("an entry");
    assert_eq!((entry.entry.value.as_str(), entry.version), ("what I typed", 2));
}

async fn a_closed_window_refuses_and_an_extension_opens_it(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    test.clock.advance(Duration::days(46));
    let submissions = test.services.submissions();
    let late = submissions.submit(&reporter, &key("one"), Seen::Any).await;
    assert!(matches!(late, Err(ServiceError::Refused(Refusal::WindowClosed))), "{late:?}");
    let ends_at = test.clock.now() + Duration::days(5);
    let ministry: OrganisationCode = "mdes".parse().expect("a code");
    let rounds = test.services.rounds();
    rounds.extend(&operator(), &key("one").round, &ministry, ends_at, "น้ำท่วม").await.expect("extended");
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn a_correction_replaces_the_accepted_values(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    let values = |test: &TestServices| {
        let services = test.services.clone();
        async move {
            let mut tx = services.db().read().await.expect("a transaction");
            let values = super::values::of_report(&mut tx, &key("one")).await.expect("values");
            let value = values.into_iter().find(|value| value.indicator == indicator("svc-e2e")).expect("a value");
            (value.revision, value.reported.map(|(part, _)| part.to_string()))
        }
    };
    assert_eq!(values(&test).await, (1, Some("40".to_owned())));
    accept(&test, "one", "45", &[]).await;
    assert_eq!(values(&test).await, (2, Some("45".to_owned())));
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn what_belongs_to_others_is_refused(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let stranger = person(1, Role::Reporter, "two");
    let read = test.services.reports().get(&stranger, &key("one")).await;
    assert!(matches!(read, Err(ServiceError::Forbidden)));
    let saved = test.services.drafts().save(&stranger, &key("one"), vec![]).await;
    assert!(matches!(saved, Err(ServiceError::Forbidden)));
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    let both = Actor {
        grants: vec![
            Grant { role: Role::Reporter, organisation: "one".parse().expect("a code") },
            Grant { role: Role::Approver, organisation: "one".parse().expect("a code") },
        ],
        ..reporter
    };
    let approved = test.services.submissions().approve(&both, &key("one"), Seen::Any).await;
    assert!(matches!(approved, Err(ServiceError::Refused(Refusal::SamePerson))));
}

async fn the_audit_log_cannot_be_changed(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    let verified = test.services.audit().verify(&operator()).await.expect("verified");
    assert!(verified.events >= 6);
    let replace = match engine {
        Engine::Sqlite => "REPLACE INTO audit_event SELECT * FROM audit_event WHERE sequence = 1",
        Engine::Postgres => {
            "INSERT INTO audit_event SELECT * FROM audit_event WHERE sequence = 1
             ON CONFLICT (sequence) DO UPDATE SET details = '{}'"
        }
    };
    let change = "UPDATE audit_event SET details = '{}' WHERE sequence = 1";
    for sql in [change, "DELETE FROM audit_event WHERE sequence = 1", replace] {
        let mut tx = test.services.db().write().await.expect("a transaction");
        let changed = on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ()));
        assert!(changed.is_err(), "{sql}");
    }
    let page = test.services.audit().page(&operator(), None, None, 3).await.expect("a page").links;
    assert_eq!(page.iter().map(|link| link.event.action.as_str()).next(), Some("submissions.accept"));
}

async fn evidence_is_kept_by_its_content(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    let upload =
        Upload { file_name: "../a.svg".to_owned(), media_type: "image/svg+xml".to_owned(), content: "<svg/>".into() };
    let files = test.services.evidence();
    let added = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload).await.expect("added");
    assert_eq!(added.file_name, "a.svg");
    let (_, content) = files.get(&reporter, added.id).await.expect("a file");
    assert_eq!(&content[..], b"<svg/>");
    let stranger = person(5, Role::Reporter, "two");
    assert!(matches!(files.get(&stranger, added.id).await, Err(ServiceError::Forbidden)));
    files.remove(&reporter, added.id).await.expect("removed");
    assert!(matches!(files.get(&reporter, added.id).await, Err(ServiceError::NotFound(_))));
}
