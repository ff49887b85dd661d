//! Answers of earlier rounds that still hold in scores, told to `SQLite` and `PostgreSQL` alike: carried, followed when they
//! change, equal to a rebuild whatever came first.

use super::{
    contract::{body, on_both_databases, operator, person, start},
    contract_past::{accept_all, code, country_with_rounds, percent},
    contract_scores::reader,
};
use crate::{
    Clock,
    drafts::Edit,
    imports,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    scores::{BodyScore, NoScore, Since},
    snapshots::Taking,
    submissions::Seen,
    testing::{Engine, TestServices, fresh},
};
use chrono::Duration;
use domain::{
    access::Role,
    entry::Entry,
    ids::NodeCode,
    organisation::{Duty, Organisation, OrganisationKind},
    score::{Absence, EditionChange, Input, SplitMix64},
    snapshot::Stage,
    submission::{ReportKey, StateName},
    window::Window,
};

on_both_databases!(
    an_annual_answer_is_carried_until_it_is_asked_anew,
    a_correction_of_an_earlier_round_makes_later_scores_anew,
    values_from_a_file_come_to_later_scores,
    what_was_not_asked_yet_is_left_out_until_a_round_asks_it,
    a_body_that_owed_no_report_then_was_not_asked,
    what_is_asked_of_another_kind_alone_is_left_out,
    any_order_of_accepting_and_correcting_equals_a_rebuild,
    rounds_with_other_answers_are_not_compared,
    scores_of_an_earlier_release_are_made_anew_once,
);

const PROVENANCE: &str = "provenance = { status = \"demonstration\", source = \"test\" }";

/// A plan that asks one count every quarter and another one once a year.
pub(super) fn plan_text() -> String {
    let indicator = |code: &str, frequency: &str| {
        let words = |name: &str| format!("{name} = {{ th = \"{code}\", en = \"{code}\" }}\n");
        format!(
            "[[indicator]]\ncode = \"{code}\"\nstrategy = \"S1\"\n{}{}{}measure = {{ type = \"count\" }}\n\
             polarity = \"higher\"\nfrequency = \"{frequency}\"\nscope = \"agency\"\nweight = \"1\"\n\
             evidence = {{ required = false, description = {{ th = \"ก\" }} }}\n{PROVENANCE}\n",
            words("name"),
            words("definition"),
            words("unit"),
        )
    };
    format!(
        "format = \"tidtam-plan/1\"\n[plan]\ncode = \"small\"\nversion = 1\ntitle = {{ th = \"ก\" }}\nvision = {{ th = \"\" }}\n\
         first_fiscal_year = 2566\nlast_fiscal_year = 2570\n{PROVENANCE}\n\
         [[strategy]]\ncode = \"S1\"\ntitle = {{ th = \"ก\" }}\n{PROVENANCE}\ngoals = []\n{}{}",
        indicator("quarterly", "quarterly"),
        indicator("yearly", "annual"),
    )
}

/// The mean of both, in which what is missing is zero.
pub(super) fn scheme_text() -> String {
    let leaf = |indicator: &str| {
        format!(
            "[[node]]\ncode = \"{indicator}\"\nparent = \"whole\"\ntitle = {{ th = \"ข้อ\", en = \"part\" }}\n\
             reads = {{ indicator = \"{indicator}\" }}\nmissing = \"zero\"\n{PROVENANCE}\n"
        )
    };
    format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"mean\"\nedition = 1\n\
         title = {{ th = \"ค่าเฉลี่ย\", en = \"Mean\" }}\ndescription = {{ th = \"ค่าเฉลี่ย\", en = \"Mean\" }}\n\
         rounding = {{ decimals = 1 }}\n{PROVENANCE}\n\
         [[node]]\ncode = \"whole\"\ntitle = {{ th = \"ทั้งหมด\", en = \"Whole\" }}\ncombines = {{ by = \"arithmetic\" }}\n\
         {PROVENANCE}\n{}{}",
        leaf("quarterly"),
        leaf("yearly"),
    )
}

fn bodies(departments: &[&str]) -> Vec<Organisation> {
    let mut bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
    ];
    let department = |code: &&str| body(code, Some("mdes"), OrganisationKind::Department, Duty::Reports);
    bodies.extend(departments.iter().map(department));
    bodies
}

pub(super) async fn open(test: &TestServices, periods: &[&str]) {
    let days = |days| start() + Duration::days(days);
    for period in periods {
        let window = Window::new(days(-1), days(30), days(45)).expect("in order");
        let new = NewRound { plan: code("small"), period: code(period), window };
        test.services.rounds().open(&operator(), new).await.expect("opened");
    }
}

/// Two departments, the plan, the scheme in force, and open rounds.
pub(super) async fn country(engine: Engine, periods: &[&str]) -> Option<TestServices> {
    country_of(engine, periods, &plan_text()).await
}

/// The same with a plan of a story's own.
pub(super) async fn country_of(engine: Engine, periods: &[&str], plan: &str) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    let services = &test.services;
    let two = bodies(&["one", "two"]);
    services.organisations().import(&operator(), two, vec![], ImportMode::Apply).await.expect("imported");
    let plan = read_plan(plan).expect("a plan");
    services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let scheme = imports::schemes::read(scheme_text().as_bytes()).expect("a scheme");
    let imported = services.schemes().import(&operator(), scheme, Some(&code("small")), ImportMode::Apply).await;
    imported.expect("in force");
    open(&test, periods).await;
    Some(test)
}

pub(super) fn key(round: &str, agency: &str) -> ReportKey {
    ReportKey { round: code(round), agency: code(agency) }
}

/// Types what is asked, in the order of the plan, and carries the report to acceptance; one that was accepted is corrected.
pub(super) async fn accept(test: &TestServices, round: &str, agency: &str, answers: &[i64]) {
    let (services, key) = (&test.services, key(round, agency));
    let (reporter, reviewer) = (person(1, Role::Reporter, agency), person(3, Role::Reviewer, "th"));
    let report = services.reports().get(&reporter, &key).await.expect("a report");
    if report.submission.state.name() == StateName::Accepted {
        services.submissions().correct(&reviewer, &key, Seen::Any, "ตรวจใหม่").await.expect("reopened");
    }
    let report = services.reports().get(&reporter, &key).await.expect("a report");
    assert_eq!(report.entries.len(), answers.len(), "what is asked in {round}");
    let edit = |(of, answer): (&crate::reports::ReportEntry, &i64)| Edit {
        indicator: of.indicator.code.clone(),
        entry: Entry { value: answer.to_string(), explanation: "ถูกต้อง".to_owned(), ..Entry::default() },
        base_version: of.version,
    };
    let edits = report.entries.iter().zip(answers).map(edit).collect();
    services.drafts().save(&reporter, &key, edits).await.expect("saved");
    services.submissions().submit(&reporter, &key, Seen::Any).await.expect("submitted");
    services.submissions().approve(&person(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
    services.submissions().accept(&reviewer, &key, Seen::Any, &[]).await.expect("accepted");
}

async fn of_body(test: &TestServices, round: &str, agency: &str) -> BodyScore {
    let scores = test.services.scores();
    scores.of_body(&reader(), &code("mean"), &key(round, agency)).await.expect("kept and derived agree")
}

/// The score as it is kept and as it is derived.
pub(super) async fn score(test: &TestServices, round: &str, agency: &str) -> String {
    match of_body(test, round, agency).await.kept.outcome {
        Ok(score) => score.published.to_string(),
        Err(NoScore::Absent(absence)) => absence.code().to_owned(),
        Err(NoScore::Fault(fault)) => fault.to_string(),
    }
}

/// What the score reads for the annual indicator, and of which round.
pub(super) async fn yearly(test: &TestServices, round: &str, agency: &str) -> (Option<Absence>, Option<String>) {
    let body = of_body(test, round, agency).await;
    let derivation = body.derivation.expect("a derivation");
    let node = derivation.root.find(&code::<NodeCode>("yearly")).expect("a node");
    let carried = node.given.as_ref().and_then(|given| given.carried.as_ref());
    (node.absence.clone(), carried.map(|origin| origin.round.to_string()))
}

async fn agrees(test: &TestServices) {
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
}
const YEAR: [&str; 4] = ["2569-q4", "2570-q1", "2570-q2", "2570-q3"];

async fn an_annual_answer_is_carried_until_it_is_asked_anew(engine: Engine) {
    let Some(test) = country(engine, &YEAR).await else { return };
    accept(&test, "2569-q4", "one", &[40, 80]).await;
    assert_eq!(
        (score(&test, "2569-q4", "one").await, yearly(&test, "2569-q4", "one").await.1),
        ("60".to_owned(), None)
    );
    for round in &YEAR[1..] {
        accept(&test, round, "one", &[40]).await;
        assert_eq!(score(&test, round, "one").await, "60", "{round}: the calendar alone moves nothing");
        assert_eq!(yearly(&test, round, "one").await, (None, Some("2569-q4".to_owned())));
    }
    accept(&test, "2570-q1", "two", &[40]).await;
    assert_eq!(score(&test, "2570-q1", "two").await, "20");
    assert_eq!(yearly(&test, "2570-q1", "two").await, (Some(Absence::NotReported), None));
    let typed = |name: &str| (name == "v.yearly").then(|| "100".to_owned());
    let what_if = test.services.scores().what_if(&reader(), &code("mean"), &key("2570-q1", "one"), &typed).await;
    let what_if = what_if.expect("an answer");
    assert_eq!(what_if.answers[1].present, Input::Number(code("80")), "what is carried can be changed in thought");
    let crate::scores::Outcome::Worked(after) = what_if.outcome else { panic!("worked out") };
    assert_eq!(after.derivation.published, Some(code("70")));
    agrees(&test).await;
}

async fn a_correction_of_an_earlier_round_makes_later_scores_anew(engine: Engine) {
    let Some(test) = country(engine, &YEAR).await else { return };
    for round in &YEAR[1..] {
        accept(&test, round, "one", &[40]).await;
        assert_eq!(score(&test, round, "one").await, "20");
    }
    accept(&test, "2569-q4", "one", &[10, 80]).await;
    accept(&test, "2570-q2", "two", &[50]).await;
    for round in &YEAR[1..] {
        assert_eq!(score(&test, round, "one").await, "60", "{round}: it came later and counts");
    }
    accept(&test, "2569-q4", "one", &[10, 100]).await;
    for round in &YEAR[1..] {
        assert_eq!(score(&test, round, "one").await, "70", "{round}: a correction is followed");
    }
    assert_eq!(score(&test, "2570-q2", "two").await, "25", "nobody else's is touched");
    agrees(&test).await;
}

async fn values_from_a_file_come_to_later_scores(engine: Engine) {
    let Some(test) = country(engine, &YEAR).await else { return };
    accept(&test, "2570-q1", "one", &[40]).await;
    let rows = "round,agency,indicator,value\n2570-q2,two,quarterly,40\n2570-q2,one,quarterly,40\n\
                2569-q4,one,quarterly,1\n2569-q4,one,yearly,80\n2569-q4,two,quarterly,1\n2569-q4,two,yearly,60\n";
    let file = std::io::Cursor::new(rows);
    let done = test.services.values().import(&operator(), file, "a.csv", ImportMode::Apply).await;
    assert_eq!(done.expect("read").expect("nothing is refused").added.len(), 2);
    assert_eq!(score(&test, "2570-q1", "one").await, "60", "what was accepted before rests on what came");
    assert_eq!(score(&test, "2570-q2", "one").await, "60");
    assert_eq!(score(&test, "2570-q2", "two").await, "50");
    agrees(&test).await;
}

async fn what_was_not_asked_yet_is_left_out_until_a_round_asks_it(engine: Engine) {
    let Some(test) = country(engine, &["2570-q1"]).await else { return };
    accept(&test, "2570-q1", "one", &[40]).await;
    assert_eq!(score(&test, "2570-q1", "one").await, "40", "nobody is held to what nobody asked");
    assert_eq!(yearly(&test, "2570-q1", "one").await.0, Some(Absence::NotAsked));
    open(&test, &["2569-q4"]).await;
    assert_eq!(score(&test, "2570-q1", "one").await, "20", "asked by now, and not answered");
    assert_eq!(yearly(&test, "2570-q1", "one").await.0, Some(Absence::NotReported));
    agrees(&test).await;
    test.services.rounds().remove(&operator(), &code("2569-q4")).await.expect("taken out");
    assert_eq!(score(&test, "2570-q1", "one").await, "40");
    agrees(&test).await;
}

async fn a_body_that_owed_no_report_then_was_not_asked(engine: Engine) {
    let Some(test) = country(engine, &["2569-q4"]).await else { return };
    let services = &test.services;
    let with_new = bodies(&["one", "three", "two"]);
    services.organisations().import(&operator(), with_new, vec![], ImportMode::Apply).await.expect("imported");
    open(&test, &["2570-q1"]).await;
    for agency in ["one", "three"] {
        accept(&test, "2570-q1", agency, &[40]).await;
    }
    assert_eq!(score(&test, "2570-q1", "three").await, "40", "it was not there when the others were asked");
    assert_eq!(score(&test, "2570-q1", "one").await, "20");
    agrees(&test).await;
}

async fn what_is_asked_of_another_kind_alone_is_left_out(engine: Engine) {
    const ASKED_OF_PROVINCES: &str = "lao-shared-services";
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    let words = scheme_text().replace("\"quarterly\"", "\"svc-e2e\"");
    let words = words.replace("\"yearly\"", &format!("\"{ASKED_OF_PROVINCES}\""));
    let scheme = imports::schemes::read(words.as_bytes()).expect("a scheme");
    let services = &test.services;
    let imported = services.schemes().import(&operator(), scheme, Some(&code("dgp-2566")), ImportMode::Apply).await;
    imported.expect("in force");
    let values = [("d001", "svc-e2e", percent(40), None), ("th-50", "svc-e2e", percent(40), None)];
    accept_all(services, "2570-q1", &values).await;
    let absence = async |body: &str| {
        let root = of_body(&test, "2570-q1", body).await.derivation.expect("a derivation").root;
        root.find(&code::<NodeCode>(ASKED_OF_PROVINCES)).expect("a node").absence.clone()
    };
    assert_eq!(score(&test, "2570-q1", "d001").await, "40", "nobody is held to what others are asked");
    assert_eq!(absence("d001").await, Some(Absence::NotAsked));
    assert_eq!(score(&test, "2570-q1", "th-50").await, "20", "a province was asked, and did not answer");
    assert_eq!(absence("th-50").await, Some(Absence::NotReported));
    agrees(&test).await;
    // A snapshot says so, and whoever verifies it comes to the same.
    let taking = Taking { round: code("2570-q1"), stage: Stage::Draft, note: String::new() };
    let snapshot = services.snapshots().take(&operator(), &taking).await.expect("taken");
    let verified = services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
    verified.expect("it verifies");
    // A body that becomes one of the kind is asked from then on.
    let mut register = super::contract_past::bodies(2);
    for body in register.iter_mut().filter(|body| body.code.as_str() == "d001") {
        body.kind = OrganisationKind::Province;
    }
    services.organisations().import(&operator(), register, vec![], ImportMode::Apply).await.expect("imported");
    assert_eq!(score(&test, "2570-q1", "d001").await, "20");
    agrees(&test).await;
}

async fn any_order_of_accepting_and_correcting_equals_a_rebuild(engine: Engine) {
    let Some(test) = country(engine, &YEAR).await else { return };
    let steps = match engine {
        Engine::Sqlite => 60,
        Engine::Postgres => 30,
    };
    let mut dice = SplitMix64::new(84);
    let mut below = |bound: u64| dice.next_number() % bound;
    for step in 0..steps {
        let place = |number: u64| usize::try_from(number).expect("small");
        let (round, agency) = (YEAR[place(below(4))], ["one", "two"][place(below(2))]);
        let mut answer = || i64::try_from(below(100)).expect("small");
        let answers = if round == "2569-q4" { vec![answer(), answer()] } else { vec![answer()] };
        accept(&test, round, agency, &answers).await;
        if step % 10 == 9 {
            agrees(&test).await;
        }
    }
    let kept = async || {
        let mut all = Vec::new();
        for round in YEAR {
            let scores = test.services.scores().of_round(&reader(), &code("mean"), &code(round)).await.expect("scores");
            all.extend(scores.bodies.into_iter().map(|(kept, _)| kept));
        }
        all
    };
    let before = kept().await;
    assert_eq!(before.len(), 8);
    test.services.scores().rebuild(&operator()).await.expect("rebuilt");
    assert_eq!(kept().await, before, "a rebuild finds nothing to change");
    let mut tx = test.services.db().write().await.expect("a transaction");
    super::values::supersede(&mut tx, &key("2569-q4", "one"), test.clock.now()).await.expect("superseded");
    tx.commit().await.expect("kept");
    let found = test.services.scores().check(&operator()).await.expect("checked");
    assert_eq!(found.len(), 4, "{found:?}");
}

async fn rounds_with_other_answers_are_not_compared(engine: Engine) {
    let Some(test) = country(engine, &["2569-q3", "2569-q4", "2570-q1"]).await else { return };
    for (round, answers) in [("2569-q3", vec![30]), ("2569-q4", vec![40, 80]), ("2570-q1", vec![50])] {
        accept(&test, round, "one", &answers).await;
    }
    let since = async |round: &str| {
        test.services.scores().movers(&reader(), &code("mean"), &code(round)).await.expect("movers").since
    };
    let Since::Compared { rises, .. } = since("2570-q1").await else { panic!("both rest on both answers") };
    assert_eq!(rises.iter().map(|mover| mover.change.to_string()).collect::<Vec<_>>(), ["5"]);
    let Since::MadeOtherwise { changes, .. } = since("2569-q4").await else { panic!("one was not asked before") };
    assert_eq!(changes, [EditionChange::Asked { indicator: code("yearly") }]);
}

async fn scores_of_an_earlier_release_are_made_anew_once(engine: Engine) {
    let Some(test) = country(engine, &["2569-q4", "2570-q1"]).await else { return };
    accept(&test, "2569-q4", "one", &[40, 80]).await;
    accept(&test, "2570-q1", "one", &[40]).await;
    let (mean, round) = (code("mean"), code("2570-q1"));
    let forget = async |rule: i32| {
        let mut tx = test.services.db().write().await.expect("a transaction");
        super::scores::clear(&mut tx, &round, &mean).await.expect("cleared");
        on!(&mut tx, conn => sqlx::query("UPDATE installation SET scores_rule = $1").bind(rule).execute(conn).await.map(|_| ()))
            .expect("an earlier release");
        tx.commit().await.expect("kept");
    };
    let kept = async || test.services.scores().of_round(&reader(), &mean, &round).await.expect("scores").bodies.len();
    forget(1).await;
    test.services.renew_scores().await.expect("renewed");
    assert_eq!(kept().await, 1);
    agrees(&test).await;
    forget(6).await;
    test.services.renew_scores().await.expect("nothing to do");
    assert_eq!(kept().await, 0, "scores of this release are left as they are");
}
