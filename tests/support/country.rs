//! A small country: one ministry with two departments, a plan of three indicators, and the open first quarter of 2570.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Grant, Role},
    ids::AccountId,
    organisation::{Duty, Organisation, OrganisationKind},
    plan::Plan,
    snapshot::Stage,
    text::Bilingual,
    window::Window,
};
use service::{
    Actor, Clock, Password,
    accounts::NewAccount,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    snapshots::Taking,
    testing::{Engine, TestServices, fresh},
};

/// The round that is open.
pub const ROUND: &str = "2570-q1";

/// The password of everybody whom tests make.
pub const PASSWORD: &str = "ปลาทอง สี่ ตัวว่ายน้ำ";

/// What it is asked for.
const PLAN: &str = include_str!("plan.toml");
/// How it is scored.
const SCHEME: &str = include_str!("scheme.toml");

/// When the tests begin: three weeks after the window opened, nine days before reports are due.
pub fn start() -> DateTime<Utc> {
    "2027-01-22T02:00:00Z".parse().expect("an instant")
}

/// The country on a new database; `None`, named as skipped, where there is no PostgreSQL.
pub async fn country(engine: Engine) -> Option<TestServices> {
    country_with(engine, vec![]).await
}

/// The same with a body below the first department, and another ministry with a department of its own.
pub async fn wider_country(engine: Engine) -> Option<TestServices> {
    country_under(engine, PLAN, SCHEME).await
}

/// The same where the digital plan of each has one of five levels, and the score reads what each is worth.
pub async fn country_with_coded_answers(engine: Engine) -> Option<TestServices> {
    const LEVELS: &str = "measure = { type = \"level\", lowest = 1, highest = 5, meets_at = 3 }";
    let plan = PLAN.replacen("measure = { type = \"yes_no\" }", LEVELS, 1);
    let scheme = format!(
        "{SCHEME}
[[node]]
code = \"plan\"
parent = \"whole\"
title = {{ th = \"แผนดิจิทัล\", en = \"Digital plan\" }}
reads = {{ indicator = \"digital-plan\", coding = {{ type = \"level\", lowest = 1, highest = 5 }} }}
missing = \"exclude\"
provenance = {{ status = \"demonstration\", source = \"a test\" }}
"
    );
    country_under(engine, &plan, &scheme).await
}

/// The same with four provinces.
pub async fn country_with_provinces(engine: Engine) -> Option<TestServices> {
    let bodies = wider().into_iter().chain(crate::provinces::provinces()).collect();
    let test = country_of(engine, bodies, read_plan(PLAN).expect("a plan"), SCHEME).await?;
    opened(&test, "small").await;
    Some(test)
}

/// The wider one under another plan and scheme of the same codes.
pub async fn country_under(engine: Engine, plan: &str, scheme: &str) -> Option<TestServices> {
    let test = country_of(engine, wider(), read_plan(plan).expect("a plan"), scheme).await?;
    opened(&test, "small").await;
    Some(test)
}

/// Its bodies.
fn wider() -> Vec<Organisation> {
    let more = [
        body("one-a", Some("one"), OrganisationKind::PublicOrganisation, Duty::Reports),
        body("moph", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("three", Some("moph"), OrganisationKind::Department, Duty::Reports),
    ];
    smallest().into_iter().chain(more).collect()
}

/// A ministry with two departments.
fn smallest() -> Vec<Organisation> {
    vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("one", Some("mdes"), OrganisationKind::Department, Duty::Reports),
        body("two", Some("mdes"), OrganisationKind::Department, Duty::Reports),
    ]
}

/// The same, where the first department and the first indicator are called by many letters without a place to break them.
pub async fn wordy_country(engine: Engine) -> Option<TestServices> {
    let long = || {
        let thai = "สำนักงานคณะกรรมการกำกับและส่งเสริมการพัฒนาระบบบริการดิจิทัลภาครัฐแบบบูรณาการแห่งชาติ".repeat(2);
        Bilingual::new(
            thai,
            format!("{} of the Interministerial{}", "Deinstitutionalisation".repeat(4), "X".repeat(60)),
        )
    };
    let (mut bodies, mut plan) = (wider(), read_plan(PLAN).expect("a plan"));
    for one in bodies.iter_mut().filter(|body| body.code.as_str() == "one") {
        one.name = long();
    }
    plan.indicators[0].name = long();
    let test = country_of(engine, bodies, plan, SCHEME).await?;
    opened(&test, "small").await;
    Some(test)
}

/// The same with so many departments more, half of them below each ministry: `d001` and on.
pub async fn large_country(engine: Engine, departments: usize) -> Option<TestServices> {
    let mut more = vec![
        body("moph", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("three", Some("moph"), OrganisationKind::Department, Duty::Reports),
    ];
    more.extend((1..=departments).map(|number| {
        let ministry = if number % 2 == 1 { "mdes" } else { "moph" };
        body(&format!("d{number:03}"), Some(ministry), OrganisationKind::Department, Duty::Reports)
    }));
    country_with(engine, more).await
}

/// A ministry with two departments and the plan, before any round was opened.
pub async fn country_without_round(engine: Engine) -> Option<TestServices> {
    country_before_rounds(engine, vec![]).await
}

/// A country as large as the whole state: so many departments, each asked so many indicators.
pub async fn vast_country(engine: Engine, departments: usize, indicators: usize) -> Option<TestServices> {
    let more = (1..=departments)
        .map(|number| body(&format!("d{number:04}"), Some("mdes"), OrganisationKind::Department, Duty::Reports));
    let test = country_before_rounds(engine, more.collect()).await?;
    let mut plan = read_plan(PLAN).expect("a plan");
    plan.plan.code = "vast".parse().expect("a code");
    plan.indicators.retain(|indicator| indicator.code.as_str() == "svc-e2e");
    let one = plan.indicators.pop().expect("an indicator");
    plan.indicators.extend((1..=indicators).map(|number| {
        let code = format!("i-{number:03}").parse().expect("a code");
        domain::indicator::Indicator { code, ..one.clone() }
    }));
    test.services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    opened(&test, "vast").await;
    Some(test)
}

async fn country_with(engine: Engine, more: Vec<Organisation>) -> Option<TestServices> {
    let test = country_before_rounds(engine, more).await?;
    opened(&test, "small").await;
    Some(test)
}

async fn opened(test: &TestServices, plan: &str) {
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-21), days(9), days(24)).expect("in order");
    let new = NewRound { plan: plan.parse().expect("a code"), period: ROUND.parse().expect("a period"), window };
    test.services.rounds().open(&operator(), new).await.expect("opened");
}

async fn country_before_rounds(engine: Engine, more: Vec<Organisation>) -> Option<TestServices> {
    let bodies = smallest().into_iter().chain(more).collect();
    country_of(engine, bodies, read_plan(PLAN).expect("a plan"), SCHEME).await
}

async fn country_of(engine: Engine, bodies: Vec<Organisation>, plan: Plan, scheme: &str) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    let services = &test.services;
    services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let scheme = service::imports::schemes::read(scheme.as_bytes()).expect("a scheme");
    let scored = "small".parse().expect("a code");
    services.schemes().import(&operator(), scheme, Some(&scored), ImportMode::Apply).await.expect("in force");
    Some(test)
}

/// Whoever may do everything on the server itself.
pub fn operator() -> Actor {
    Actor::operator(&"th".parse().expect("a code"))
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their account.
    pub account: AccountId,
    /// What they sign in with.
    pub email: String,
}

/// Makes an account with one role.
pub async fn person(test: &TestServices, name: &str, role: Role, organisation: &str) -> Person {
    let email = format!("{name}@example.go.th");
    let new = NewAccount {
        email: email.parse().expect("an address"),
        name: name.to_owned(),
        password: Password::new(PASSWORD),
        grants: vec![Grant { role, organisation: organisation.parse().expect("a code") }],
        must_change_password: false,
    };
    let account = test.services.accounts().create(&operator(), new).await.expect("an account");
    Person { account, email }
}

/// Two snapshots of the open round, the second after somebody typed.
pub async fn two_snapshots(test: &TestServices) {
    for note in ["one", "two"] {
        let taking = Taking { round: ROUND.parse().expect("a code"), stage: Stage::Draft, note: note.to_owned() };
        test.services.snapshots().take(&operator(), &taking).await.expect("a snapshot");
    }
}

/// A body of the register.
pub fn body(code: &str, parent: Option<&str>, kind: OrganisationKind, duty: Duty) -> Organisation {
    Organisation {
        code: code.parse().expect("a code"),
        parent: parent.map(|parent| parent.parse().expect("a code")),
        kind,
        name: Bilingual::new(format!("หน่วยงาน {code}"), format!("Body {code}")),
        abbreviation: Bilingual::default(),
        province: None,
        valid_from: None,
        valid_to: None,
        duty,
        source: "test".to_owned(),
        size: None,
    }
}
