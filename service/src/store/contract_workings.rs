//! Derived values, told to `SQLite` and `PostgreSQL` alike: worked out with their report, following whatever they take, and
//! equal to a rebuild whatever came first.

use super::{
    contract::{body, on_both_databases, operator, person, start},
    contract_past::code,
    contract_scores::reader,
};
use crate::{
    Clock, ServiceError,
    drafts::Edit,
    evidence::Upload,
    imports::Reason,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices, fresh},
    values::{Value, ValueFilter},
};
use chrono::Duration;
use domain::{
    access::Role,
    definition::DefinitionChange,
    derived::Working,
    entry::{Applicability, Entry},
    organisation::{Duty, OrganisationKind},
    peers::Breadth,
    score::SplitMix64,
    submission::{ReportKey, StateName},
    trust::TrustGrade,
    window::Window,
};

on_both_databases!(
    a_derived_value_comes_with_its_report_and_is_not_measured_where_something_is_missing,
    nobody_types_verifies_proves_or_objects_to_a_derived_value,
    what_is_taken_from_the_round_before_and_from_below_is_followed,
    any_order_of_accepting_and_correcting_equals_a_rebuild,
    values_from_a_file_are_followed_and_exports_come_in_again,
    what_was_counted_otherwise_before_is_not_taken,
    an_earlier_instant_has_what_was_worked_out_by_then,
    an_earlier_instant_copies_no_more_than_it_works_out_anew,
);

const PROVENANCE: &str = "provenance = { status = \"demonstration\", source = \"test\" }";

fn indicator(code: &str, measure: &str, derived: &str) -> String {
    let words = |name: &str| format!("{name} = {{ th = \"{code}\", en = \"{code}\" }}\n");
    format!(
        "[[indicator]]\ncode = \"{code}\"\nstrategy = \"S1\"\n{}{}{}measure = {measure}\npolarity = \"higher\"\n\
         frequency = \"quarterly\"\nscope = \"agency\"\nweight = \"1\"\n{derived}\n\
         evidence = {{ required = false, description = {{ th = \"ก\" }} }}\n{PROVENANCE}\n",
        words("name"),
        words("definition"),
        words("unit"),
    )
}

const COUNT: &str = "{ type = \"count\" }";
const RATIO: &str =
    "{ type = \"ratio\", numerator = { th = \"ส่วน\" }, denominator = { th = \"ทั้งหมด\" }, scale = \"100\" }";

/// Two counts that are typed, and five indicators that are derived from them and from each other.
fn plan_text() -> String {
    let one = |value: &str| format!("derived = {{ value = \"{value}\" }}");
    let indicators = [
        indicator("online", COUNT, ""),
        indicator("all", COUNT, ""),
        indicator("share", RATIO, "derived = { value = \"[online]\", base = \"[all]\" }"),
        indicator("growth", COUNT, &one("[online] - previous([online])")),
        indicator("growth-before", COUNT, &one("previous([growth]) + [online] - [online]")),
        indicator("below", COUNT, &one("sum([online])")),
        indicator("with-below", COUNT, &one("[below] + [online]")),
    ];
    format!(
        "format = \"tidtam-plan/1\"\n[plan]\ncode = \"small\"\nversion = 1\ntitle = {{ th = \"ก\" }}\nvision = {{ th = \"\" }}\n\
         first_fiscal_year = 2566\nlast_fiscal_year = 2570\n{PROVENANCE}\n\
         [[strategy]]\ncode = \"S1\"\ntitle = {{ th = \"ก\" }}\n{PROVENANCE}\ngoals = []\n{}",
        indicators.concat()
    )
}

const ROUNDS: [&str; 3] = ["2569-q4", "2570-q1", "2570-q2"];

/// A ministry with the department `one`, which has `one-a` and `one-b` below it, and the department `two`; three quarters that
/// are all open.
pub(super) async fn country(engine: Engine) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    let bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("one", Some("mdes"), OrganisationKind::Department, Duty::Reports),
        body("one-a", Some("one"), OrganisationKind::PublicOrganisation, Duty::Reports),
        body("one-b", Some("one"), OrganisationKind::PublicOrganisation, Duty::Reports),
        body("two", Some("mdes"), OrganisationKind::Department, Duty::Reports),
    ];
    let services = &test.services;
    services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    let plan = read_plan(&plan_text()).expect("a plan");
    services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let days = |days| start() + Duration::days(days);
    for period in ROUNDS {
        let window = Window::new(days(-1), days(30), days(45)).expect("in order");
        let new = NewRound { plan: code("small"), period: code(period), window };
        services.rounds().open(&operator(), new).await.expect("opened");
    }
    Some(test)
}

pub(super) fn key(round: &str, agency: &str) -> ReportKey {
    ReportKey { round: code(round), agency: code(agency) }
}

/// Types both numbers, an empty one as not applicable, and carries the report to acceptance; one that was accepted is corrected.
pub(super) async fn accept(test: &TestServices, round: &str, agency: &str, [online, all]: [&str; 2]) {
    let (services, key) = (&test.services, key(round, agency));
    let (reporter, reviewer) = (person(1, Role::Reporter, agency), person(3, Role::Reviewer, "th"));
    let report = services.reports().get(&reporter, &key).await.expect("a report");
    if report.submission.state.name() == StateName::Accepted {
        services.submissions().correct(&reviewer, &key, Seen::Any, "ตรวจใหม่").await.expect("reopened");
    }
    let report = services.reports().get(&reporter, &key).await.expect("a report");
    assert_eq!(report.entries.len(), 2, "nobody is asked what is derived");
    let entry = |value: &str| Entry {
        value: value.to_owned(),
        explanation: "ถูกต้อง".to_owned(),
        applicability: if value.is_empty() { Applicability::NotApplicable } else { Applicability::Applies },
        not_applicable_reason: if value.is_empty() { "ไม่มี".to_owned() } else { String::new() },
        ..Entry::default()
    };
    let edit = |(entry_of, value): (&crate::reports::ReportEntry, &str)| Edit {
        indicator: entry_of.indicator.code.clone(),
        entry: entry(value),
        base_version: entry_of.version,
    };
    let edits = report.entries.iter().zip([online, all]).map(edit).collect();
    services.drafts().save(&reporter, &key, edits).await.expect("saved");
    services.submissions().submit(&reporter, &key, Seen::Any).await.expect("submitted");
    services.submissions().approve(&person(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
    services.submissions().accept(&reviewer, &key, Seen::Any, &[]).await.expect("accepted");
}

pub(super) async fn values(test: &TestServices, round: &str) -> Vec<Value> {
    let filter = ValueFilter { round: Some(code(round)), ..ValueFilter::default() };
    test.services.values().list(&reader(), &filter).await.expect("values").values
}

/// The derived values of a report: code and number, or why there is none.
async fn derived(test: &TestServices, round: &str, agency: &str) -> Vec<String> {
    let agency = code(agency);
    let told = |value: Value| {
        let number = match (value.reported, value.working?) {
            (Some((number, Some(base))), _) => format!("{number}/{base}"),
            (Some((number, None)), _) => number.to_string(),
            (None, Working::Unworked { why, .. }) => why.reason.code().to_owned(),
            (None, Working::Unfit { .. } | Working::Worked { .. }) => "unfit".to_owned(),
        };
        Some(format!("{} {number}", value.indicator))
    };
    values(test, round).await.into_iter().filter(|value| value.agency == agency).filter_map(told).collect()
}

async fn agrees(test: &TestServices) {
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn figure(test: &TestServices, round: &str, node: &str, indicator: &str) -> Option<String> {
    let mut tx = test.services.db().read().await.expect("a transaction");
    let plan = test.services.plan_in(&mut tx, &code("small"), 1).await.expect("a plan");
    let kept = super::rollups::of_nodes(&mut tx, &[code(round)], &[code(node)]).await.expect("kept");
    let (_, _, rollup) = kept.into_iter().find(|(_, (_, of), _)| of.as_str() == indicator)?;
    rollup.figure(&plan.indicator(&code(indicator)).expect("an indicator").measure).map(|figure| figure.to_string())
}

async fn a_derived_value_comes_with_its_report_and_is_not_measured_where_something_is_missing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "2570-q1", "one", ["3", "4"]).await;
    let missing = ["below nobody_below", "growth figure_missing", "growth-before figure_missing", "share 3/4"];
    let expected: Vec<&str> = missing.into_iter().chain(["with-below figure_missing"]).collect();
    assert_eq!(derived(&test, "2570-q1", "one").await, expected);
    assert_eq!(figure(&test, "2570-q1", "th", "growth").await, None, "not measured is not nought");
    accept(&test, "2570-q1", "two", ["1", "12"]).await;
    assert_eq!(figure(&test, "2570-q1", "mdes", "share").await.as_deref(), Some("25"), "4 of 16: a ratio of sums");
    accept(&test, "2570-q1", "two", ["1", "0"]).await;
    assert!(derived(&test, "2570-q1", "two").await.contains(&"share division_by_zero".to_owned()));
    accept(&test, "2570-q1", "two", ["1", ""]).await;
    assert!(derived(&test, "2570-q1", "two").await.contains(&"share figure_missing".to_owned()), "it does not apply");
    assert_eq!(figure(&test, "2570-q1", "mdes", "share").await.as_deref(), Some("75"));
    agrees(&test).await;
}

async fn nobody_types_verifies_proves_or_objects_to_a_derived_value(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let (reporter, key) = (person(1, Role::Reporter, "one"), key("2570-q1", "one"));
    let refused = |result: Result<(), ServiceError>| match result {
        Err(ServiceError::Invalid { code, .. }) => code,
        other => panic!("{other:?}"),
    };
    let entry = Entry { value: "5".to_owned(), base: "9".to_owned(), ..Entry::default() };
    let edit = Edit { indicator: code("share"), entry, base_version: 0 };
    let typed = services.drafts().save(&reporter, &key, vec![edit]).await.map(|_| ());
    assert_eq!(refused(typed), "indicator_derived");
    let upload = Upload {
        file_name: "หลักฐาน.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        content: "หลักฐาน".into(),
    };
    let proven = services.evidence().add(&reporter, &key, &code("share"), upload).await.map(|_| ());
    assert_eq!(refused(proven), "indicator_derived");
    let entry = Entry { value: "5".to_owned(), ..Entry::default() };
    let edits = ["online", "all"].map(|of| Edit { indicator: code(of), entry: entry.clone(), base_version: 0 });
    services.drafts().save(&reporter, &key, edits.to_vec()).await.expect("saved");
    services.submissions().submit(&reporter, &key, Seen::Any).await.expect("submitted");
    services.submissions().approve(&person(2, Role::Approver, "one"), &key, Seen::Any).await.expect("approved");
    let verified = Verified { indicator: code("share"), value: "1".to_owned(), base: "2".to_owned() };
    let reviewer = person(3, Role::Reviewer, "th");
    let accepted = services.submissions().accept(&reviewer, &key, Seen::Any, &[verified]).await;
    assert_eq!(refused(accepted), "indicator_derived");
    services.submissions().accept(&reviewer, &key, Seen::Any, &[]).await.expect("accepted");
    let objection = crate::objections::NewObjection {
        key,
        indicator: code("share"),
        value: "1".to_owned(),
        base: "2".to_owned(),
        reason: "ไม่ตรง".to_owned(),
        evidence: "หนังสือ".to_owned(),
    };
    let objected = services.objections().file(&person(2, Role::Approver, "one"), objection).await.map(|_| ());
    assert_eq!(refused(objected), "indicator_derived");
    let file = std::io::Cursor::new("round,agency,indicator,value,base\n2570-q1,two,share,1,2\n");
    let refusals = services.values().import(&operator(), file, "a.csv", ImportMode::Apply).await.expect("read");
    assert_eq!(refusals.expect_err("refused")[0].reason, Reason::Derived);
}

async fn what_is_taken_from_the_round_before_and_from_below_is_followed(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "2570-q2", "one", ["9", "10"]).await;
    accept(&test, "2570-q1", "one", ["5", "10"]).await;
    let of = async |round: &str| derived(&test, round, "one").await.join(", ");
    assert!(of("2570-q2").await.contains("growth 4, growth-before figure_missing"), "{}", of("2570-q2").await);
    accept(&test, "2569-q4", "one", ["2", "10"]).await;
    assert!(of("2570-q1").await.contains("growth 3"), "the round before came later");
    assert!(of("2570-q2").await.contains("growth 4, growth-before 3"), "two rounds on");
    assert_eq!(figure(&test, "2570-q2", "mdes", "growth-before").await.as_deref(), Some("3"), "and the sums above");
    accept(&test, "2569-q4", "one", ["1", "10"]).await;
    assert!(of("2570-q2").await.contains("growth-before 4"), "a correction is followed");
    accept(&test, "2570-q1", "one-a", ["7", "10"]).await;
    assert!(of("2570-q1").await.contains("below 7") && of("2570-q1").await.contains("with-below 12"));
    accept(&test, "2570-q1", "one-b", ["2", "10"]).await;
    accept(&test, "2570-q1", "one-a", ["1", "10"]).await;
    assert!(of("2570-q1").await.contains("below 3") && of("2570-q1").await.contains("with-below 8"));
    let found = values(&test, "2570-q1").await;
    let below = found.iter().find(|value| value.agency.as_str() == "one" && value.indicator.as_str() == "below");
    let below = below.expect("a value");
    assert_eq!((below.revision, below.trust), (1, TrustGrade::SelfReported), "the report itself has not changed");
    agrees(&test).await;
}

async fn what_was_counted_otherwise_before_is_not_taken(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    accept(&test, "2570-q1", "one", ["30", "50"]).await;
    accept(&test, "2570-q2", "one", ["34", "50"]).await;
    let words = ["definition = { th = \"online\"", "definition = { th = \"online ที่ยืนยันตัวตนได้\""];
    let reworded = plan_text().replacen("version = 1", "version = 2", 1).replacen(words[0], words[1], 1);
    assert_ne!(reworded, plan_text().replacen("version = 1", "version = 2", 1));
    let plan = read_plan(&reworded).expect("a plan");
    services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-1), days(30), days(45)).expect("in order");
    let new = NewRound { plan: code("small"), period: code("2570-q3"), window };
    services.rounds().open(&operator(), new).await.expect("opened");
    accept(&test, "2570-q3", "one", ["4", "50"]).await;
    let found = derived(&test, "2570-q3", "one").await;
    let [growth, before] = ["growth redefined", "growth-before redefined"].map(|told| found.contains(&told.to_owned()));
    assert!(growth && before, "of itself, and of what is worked out from it: {found:?}");
    assert!(found.contains(&"share 4/50".to_owned()), "what looks back at nothing is worked out: {found:?}");
    let (body, of, round) = (code("one"), code("share"), code("2570-q3"));
    let page = services.dashboards().own_indicator(&reader(), &body, &of, Some(&round), Breadth::Size).await;
    let share = page.expect("a page").own;
    let redefined = share.redefined.as_ref().map(|redefined| redefined.changes.clone());
    assert_eq!(redefined, Some(vec![DefinitionChange::Definition]), "no line runs through the change");
    let figures: Vec<_> = share.series.iter().filter_map(|(_, figure)| *figure).collect();
    assert_eq!(figures.len(), 1, "{:?}", share.series);
    agrees(&test).await;
}

async fn any_order_of_accepting_and_correcting_equals_a_rebuild(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let steps = match engine {
        Engine::Sqlite => 60,
        Engine::Postgres => 30,
    };
    let mut dice = SplitMix64::new(2_570);
    let mut below = |bound: u64| dice.next_number() % bound;
    for step in 0..steps {
        let place = |number: u64| usize::try_from(number).expect("small");
        let (round, agency) = (ROUNDS[place(below(3))], ["one", "one-a", "one-b", "two"][place(below(4))]);
        // One number in five does not apply, and one whole in five is nought.
        let online = if below(5) == 0 { String::new() } else { below(50).to_string() };
        let all = if below(5) == 0 { "0".to_owned() } else { (50 + below(50)).to_string() };
        accept(&test, round, agency, [&online, &all]).await;
        if step % 10 == 9 {
            agrees(&test).await;
        }
    }
    let kept = async || {
        let mut all = Vec::new();
        for round in ROUNDS {
            all.extend(values(&test, round).await);
        }
        all
    };
    let before = kept().await;
    assert!(before.iter().filter(|value| value.working.is_some()).count() > 40);
    test.services.rollups().rebuild(&operator()).await.expect("rebuilt");
    assert_eq!(kept().await, before, "a rebuild finds nothing to change");
    // What somebody changed behind our back is found, and put right.
    let mut tx = test.services.db().write().await.expect("a transaction");
    let lost = before.iter().find(|value| value.working.is_some()).expect("a derived value");
    let key = ReportKey { round: lost.round.clone(), agency: lost.agency.clone() };
    super::workings::remove(&mut tx, &key).await.expect("removed");
    tx.commit().await.expect("kept");
    assert!(!test.services.rollups().check(&operator()).await.expect("checked").is_empty());
    test.services.rollups().rebuild(&operator()).await.expect("rebuilt");
    assert_eq!(kept().await, before);
    agrees(&test).await;
}

async fn values_from_a_file_are_followed_and_exports_come_in_again(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let import = async |text: &'static str| {
        let file = std::io::Cursor::new(text);
        let done = test.services.values().import(&operator(), file, "a.csv", ImportMode::Apply).await;
        done.expect("read").expect("nothing is refused")
    };
    let rows = "round,agency,indicator,value,derived\n\
         2570-q1,one,online,5,\n2570-q1,one,all,8,\n2570-q1,one-a,online,2,\n2569-q4,one,online,1,\n2570-q1,one,growth,99,derived\n";
    let done = import(rows).await;
    assert_eq!(done.added.iter().map(|round| round.values).sum::<usize>(), 4, "what was derived is worked out here");
    let expected = ["below 2", "growth 4", "growth-before figure_missing", "share 5/8", "with-below 7"];
    assert_eq!(derived(&test, "2570-q1", "one").await, expected);
    agrees(&test).await;
    assert_eq!(import(rows).await.unchanged, 4);
}

async fn an_earlier_instant_has_what_was_worked_out_by_then(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "2569-q4", "one", ["1", "10"]).await;
    accept(&test, "2570-q1", "one", ["5", "10"]).await;
    test.clock.advance(Duration::hours(1));
    let before = test.clock.now();
    test.clock.advance(Duration::hours(1));
    accept(&test, "2569-q4", "one", ["3", "10"]).await;
    accept(&test, "2570-q1", "one-a", ["7", "10"]).await;
    assert!(derived(&test, "2570-q1", "one").await.contains(&"growth 2".to_owned()));
    let past = test.services.as_of(before).await.expect("a past");
    let filter = ValueFilter { round: Some(code("2570-q1")), ..ValueFilter::default() };
    let values = past.values().list(&reader(), &filter).await.expect("values").values;
    let of = |indicator: &str| {
        let found = values.iter().find(|value| value.agency.as_str() == "one" && value.indicator.as_str() == indicator);
        found.and_then(|value| value.reported).map(|(number, _)| number.to_string())
    };
    assert_eq!((of("growth").as_deref(), of("below")), (Some("4"), None), "as it was before the correction");
    assert_eq!(past.rollups().check(&operator()).await.expect("checked"), []);
    assert_eq!(values.iter().filter(|value| value.agency.as_str() == "one-a").count(), 0);
}

async fn an_earlier_instant_copies_no_more_than_it_works_out_anew(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    for (round, online) in ROUNDS.into_iter().zip(["1", "5", "9"]) {
        accept(&test, round, "one", [online, "20"]).await;
        accept(&test, round, "two", [online, "30"]).await;
    }
    let all = async |services: &crate::Services| {
        let mut all = Vec::new();
        for round in ROUNDS {
            let filter = ValueFilter { round: Some(code(round)), ..ValueFilter::default() };
            all.extend(services.values().list(&reader(), &filter).await.expect("values").values);
        }
        all
    };
    let live = all(&test.services).await;
    test.clock.advance(Duration::hours(1));
    let before = test.clock.now();
    test.clock.advance(Duration::hours(1));
    accept(&test, "2570-q2", "one", ["12", "20"]).await;
    assert!(derived(&test, "2570-q2", "one").await.contains(&"growth 7".to_owned()));
    let past = test.services.as_of(before).await.expect("a past");
    assert_eq!(all(&past).await, live, "what was taken from the round before is there, and nothing stands twice");
    assert_eq!(past.rollups().check(&operator()).await.expect("checked"), []);
    let mut tx = past.db().read().await.expect("a transaction");
    let sql = "SELECT DISTINCT round FROM value_then ORDER BY round";
    let copied: Vec<(String,)> = on!(&mut tx, conn => sqlx::query_as(sql).fetch_all(conn).await).expect("a table");
    let copied: Vec<String> = copied.into_iter().map(|(round,)| round).collect();
    assert_eq!(copied, ["2570-q1", "2570-q2"], "the first round is read where it lies");
}
