//! Whole reports at once, told to both databases: imports of accepted values, and the demonstration's mark.

use super::{
    contract::{accept, country, indicator, key, land, on_both_databases, operator, person, start},
    history::{SubmittedEntry, TypedEntry},
    submissions::EventRow,
};
use crate::{
    imports::{Reason, Refusal},
    organisations::ImportMode,
    testing::{Engine, TestServices},
    values::{RoundDiff, ValuesDiff},
};
use domain::{
    access::Role,
    amount::Amount,
    entry::Entry,
    evidence::Evidence,
    ids::{AccountId, EvidenceId},
    problem::ProblemKind,
    submission::{ReturnReason, Stamp, State, StateName, Submission},
};
use uuid::Uuid;

on_both_databases!(
    accepted_values_come_from_a_file,
    sums_of_imports_join_those_that_are_kept,
    what_an_export_has_besides_is_taken_too,
    a_file_with_one_fault_changes_nothing,
    what_people_work_on_or_have_accepted_is_left_alone,
    many_reports_are_written_at_once,
    a_demonstration_is_marked_for_good,
);

const HEADER: &str = "round,agency,indicator,value,base,applicability,note,submitted_on\n";

async fn import(test: &TestServices, rows: &str, mode: ImportMode) -> Result<ValuesDiff, Vec<Refusal>> {
    let file = std::io::Cursor::new(format!("{HEADER}{rows}").into_bytes());
    test.services.values().import(&operator(), file, "values.csv", mode).await.expect("storage answers")
}

fn added(reports: usize, values: usize) -> ValuesDiff {
    ValuesDiff { added: vec![RoundDiff { round: key("one").round, reports, values }], unchanged: 0 }
}

const GOOD: &str = "\
    2570-q1,one,svc-e2e,40,100,,,2027-10-04\n\
    ๒๕๗๐-q1,two,svc-e2e,\"๑,๐๐๐\",\"4,000\",applies,ตรวจแล้ว,\n\
    2570-q1,one,svc-digital-id,,,not_applicable,ไม่มีบริการ,2027-10-04\n";

async fn accepted_values_come_from_a_file(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    assert_eq!(import(&test, GOOD, ImportMode::DryRun).await, Ok(added(2, 3)));
    let reader = person(9, Role::Executive, "th");
    let report = test.services.reports().get(&reader, &key("one")).await.expect("a report");
    assert_eq!(report.submission.state.name(), StateName::NotStarted, "a dry run changes nothing");
    assert_eq!(import(&test, GOOD, ImportMode::Apply).await, Ok(added(2, 3)));
    let report = test.services.reports().get(&reader, &key("one")).await.expect("a report");
    assert_eq!((report.submission.state.name(), report.submission.revision), (StateName::Accepted, 1));
    let handed_in = report.submission.first_submitted_at.expect("a day");
    assert_eq!(domain::buddhist::bangkok_day(handed_in).to_string(), "2027-10-04");
    let entry = report.entry(&indicator("svc-digital-id")).expect("an entry");
    assert_eq!(entry.entry.not_applicable_reason, "ไม่มีบริการ");
    let steps: Vec<_> = report.thread.iter().map(|step| (step.step.as_str(), step.note.as_str())).collect();
    assert_eq!(steps, [("import", "values.csv")]);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    test.services.audit().verify(&operator()).await.expect("verified");
    assert_eq!(import(&test, GOOD, ImportMode::Apply).await, Ok(ValuesDiff { added: vec![], unchanged: 3 }));
}

async fn sums_of_imports_join_those_that_are_kept(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "two", "60", &[]).await;
    let rows = "2570-q1,one,svc-e2e,20,100,,,\n2570-q1,one,cyber-overdue-incidents,2,,,,\n";
    assert_eq!(import(&test, rows, ImportMode::Apply).await, Ok(added(1, 2)));
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    let mut tx = test.services.db().read().await.expect("a transaction");
    let nodes = ["th".parse().expect("a code")];
    let kept = super::rollups::of_nodes(&mut tx, &[key("one").round], &nodes).await.expect("kept");
    let (_, _, sum) = kept.iter().find(|(_, (_, of), _)| *of == indicator("svc-e2e")).expect("a sum");
    assert_eq!((sum.part, sum.whole, sum.contributors), (Amount::whole(80), Amount::whole(200), 2));
}

async fn what_an_export_has_besides_is_taken_too(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rows = |rows: &str| {
        let header =
            "round,agency,indicator,value,base,applicability,note,verified_value,verified_base,revision,accepted_at";
        std::io::Cursor::new(format!("{header}\n{rows}").into_bytes())
    };
    let good = "2570-q1,one,svc-e2e,40,100,,,39,100,3,2026-10-02T03:04:05.000006+00:00\n\
        2570-q1,one,svc-digital-id,,,,,7,10,3,2026-10-02T03:04:05.000006+00:00\n";
    let import = async |text: &str, mode| {
        test.services.values().import(&operator(), rows(text), "export.csv", mode).await.expect("storage answers")
    };
    assert_eq!(import(good, ImportMode::Apply).await, Ok(added(1, 2)));
    assert_eq!(import(good, ImportMode::Apply).await, Ok(ValuesDiff { added: vec![], unchanged: 2 }));
    let mut tx = test.services.db().read().await.expect("a transaction");
    let values = super::values::of_report(&mut tx, &key("one")).await.expect("values");
    drop(tx);
    let number = |number| Amount::whole(number);
    let parts: Vec<_> = values.iter().map(|value| (value.reported, value.verified, value.revision)).collect();
    let expected = [
        (None, Some((number(7), Some(number(10)))), 3),
        (Some((number(40), Some(number(100)))), Some((number(39), Some(number(100)))), 3),
    ];
    assert_eq!(parts, expected);
    assert_eq!(values[0].accepted_at.to_rfc3339(), "2026-10-02T03:04:05.000006+00:00");
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    let wrong = "2570-q1,two,svc-e2e,40,100,,,101,100,1,\n\
        2570-q1,two,svc-digital-id,1,2,,,,,2,\n\
        2570-q1,two,data-catalog,1,2,,,,,0,yesterday\n";
    let refused = import(wrong, ImportMode::Apply).await.expect_err("refused");
    let places: Vec<_> = refused.iter().map(|refusal| (refusal.line, refusal.column.as_str())).collect();
    let expected = [(2, "verified_value"), (3, "revision"), (4, "revision"), (4, "accepted_at"), (4, "revision")];
    assert_eq!(places, expected, "{refused:?}");
    let changed = good.replace(",39,", ",38,");
    let refused = import(&changed, ImportMode::Apply).await.expect_err("refused");
    assert_eq!(refused.len(), 1, "an accepted report changes by a correction alone");
}

async fn a_file_with_one_fault_changes_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rows = format!(
        "{GOOD}2569-q1,one,svc-e2e,1,2,,,\n\
         2570-q1,nobody,svc-e2e,3,2,,,\n\
         2570-q1,mdes,svc-e2e,1,2,,,\n\
         2570-q1,one,svc-e3e,1,2,,,\n\
         2570-q1,one,svc-satisfaction,80,20,,,\n\
         2570-q1,one,svc-e2e,40,100,,,2027-10-04\n\
         2570-q1,one,data-catalog,3,2,,,2027-10-04\n\
         2570-q1,one,data-exchange,1e5,0,,,2027-10-04\n\
         2570-q1,one,open-datasets,,,maybe,,2027-10-04\n\
         2570-q1,one,proc-paperless,1,2,not_applicable,,2027-10-04\n\
         2570-q1,two,proc-paperless,1,2,,=1+1,2027-10-05\n"
    );
    let refused = import(&test, &rows, ImportMode::Apply).await.expect_err("refused");
    let words = ["applies", "not_applicable"].map(str::to_owned).to_vec();
    let expected = [
        (5, "round", Reason::Unknown),
        (6, "agency", Reason::Unknown),
        (6, "value", Reason::Problem(ProblemKind::NumeratorAboveDenominator)),
        (7, "agency", Reason::NotOwed),
        (8, "indicator", Reason::Unknown),
        (9, "indicator", Reason::NotAsked),
        (10, "indicator", Reason::Duplicate { line: 2 }),
        (11, "value", Reason::Problem(ProblemKind::NumeratorAboveDenominator)),
        (12, "value", Reason::Problem(ProblemKind::Exponent)),
        (13, "applicability", Reason::NotOneOf { words }),
        (14, "value", Reason::NotBlank),
        (14, "base", Reason::NotBlank),
        (14, "note", Reason::Problem(ProblemKind::ReasonMissing)),
        (15, "submitted_on", Reason::Differs { line: 3 }),
        (15, "note", Reason::Formula),
    ];
    let expected = expected.map(|(line, column, reason)| Refusal::new(line, column, reason));
    assert_eq!(refused, expected);
    let mut tx = test.services.db().read().await.expect("a transaction");
    assert_eq!(super::values::of_report(&mut tx, &key("one")).await.expect("values"), []);
}

async fn what_people_work_on_or_have_accepted_is_left_alone(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    super::contract::fill(&test, &person(1, Role::Reporter, "one"), "one", "40").await;
    accept(&test, "two", "60", &[]).await;
    let rows = "2570-q1,one,svc-e2e,1,2,,,\n2570-q1,one,svc-digital-id,1,2,,,\n\
        2570-q1,two,svc-e2e,61,100,,,\n2570-q1,two,svc-digital-id,60,100,,,\n";
    let refused = import(&test, rows, ImportMode::Apply).await.expect_err("refused");
    let accepted = Reason::AcceptedBefore { accepted: "60/100".to_owned() };
    assert_eq!(refused, [Refusal::new(2, "agency", Reason::BeingWorkedOn), Refusal::new(4, "value", accepted)]);
}

async fn many_reports_are_written_at_once(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (at, by) = (start(), AccountId::new(Uuid::from_u128(1)));
    let agencies = ["one", "two"].map(|agency| key(agency).agency);
    let entry = |value: &str| Entry { value: value.to_owned(), base: "100".to_owned(), ..Entry::default() };
    let report = |agency: &str| Submission {
        version: 3,
        revision: 1,
        first_submitted_at: Some(at),
        state: State::Returned { returned: Stamp { by, at } },
        ..Submission::expected(key(agency))
    };
    let (round, code) = (key("one").round, indicator("svc-e2e"));
    let mut tx = test.services.db().write().await.expect("a transaction");
    super::history::save_reports(&mut tx, &["one", "two"].map(|agency| (report(agency), None))).await.expect("saved");
    let submitted = agencies.clone().map(|agency| SubmittedEntry {
        agency,
        revision: 1,
        indicator: code.clone(),
        entry: entry("40"),
    });
    super::history::keep_revisions(&mut tx, &round, &submitted).await.expect("kept");
    let stamp = Stamp { by, at };
    let typed =
        agencies.clone().map(|agency| TypedEntry { agency, indicator: code.clone(), entry: entry("41"), stamp });
    super::history::begin_drafts(&mut tx, &round, &typed).await.expect("typed");
    let event = EventRow {
        version: 3,
        revision: 1,
        step: "return_for_change".to_owned(),
        account: Some(by.uuid()),
        role: "reviewer".to_owned(),
        note: "ขอแก้ไข".to_owned(),
        at,
        on_behalf_of: None,
    };
    let events = agencies.clone().map(|agency| (agency, event.clone()));
    super::history::append_events(&mut tx, &round, &events).await.expect("appended");
    let reason = ReturnReason { indicator: code.clone(), reason: "ตัวหารไม่ตรง".to_owned() };
    let reasons = agencies.clone().map(|agency| (agency, 1, reason.clone()));
    super::history::keep_reasons(&mut tx, &round, &reasons).await.expect("kept");
    let file = |number| Evidence {
        id: EvidenceId::new(Uuid::from_u128(number)),
        indicator: Some(code.clone()),
        file_name: "หลักฐาน.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        size_bytes: 5,
        sha256: "0".repeat(64),
        uploaded_by: by,
        uploaded_at: at,
    };
    let files = [(key("one"), file(1)), (key("two"), file(2))];
    super::history::insert_evidence(&mut tx, &files).await.expect("added");
    tx.commit().await.expect("kept");
    let reader = person(9, Role::Executive, "th");
    for agency in ["one", "two"] {
        let report = test.services.reports().get(&reader, &key(agency)).await.expect("a report");
        assert_eq!(report.submission.state, State::Returned { returned: stamp });
        assert_eq!(report.thread.len(), 1);
        let entry = report.entry(&code).expect("an entry");
        assert_eq!((entry.entry.value.as_str(), entry.version), ("41", 1));
        assert_eq!(entry.before.as_ref().map(|before| before.value.as_str()), Some("40"));
        assert_eq!(entry.return_reason.as_deref(), Some("ตัวหารไม่ตรง"));
        assert_eq!(entry.evidence.len(), 1);
    }
}

async fn a_demonstration_is_marked_for_good(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    assert!(!test.services.is_demonstration());
    let generated = test.services.generate_demonstration(|_| {}).await;
    assert_eq!(generated.expect_err("refused").code(), "not_empty");
    assert!(!test.services.is_demonstration() && test.services.demonstration_accounts().is_empty());
    let mut tx = test.services.db().write().await.expect("a transaction");
    super::installation::become_demonstration(&mut tx).await.expect("marked");
    tx.commit().await.expect("kept");
    let clock = crate::Clock::set(start());
    let again = crate::Services::open(&test.settings, clock, crate::Chance::seeded(1)).await.expect("services");
    assert!(again.is_demonstration() && !again.demonstration_accounts().is_empty());
}
