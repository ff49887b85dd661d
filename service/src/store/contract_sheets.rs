//! Reports by spreadsheet, told to `SQLite` and `PostgreSQL` alike.

use super::contract::{country, indicator, key, on_both_databases, operator, person};
use crate::{
    Actor, ServiceError,
    drafts::Edit,
    sheets::{Preview, Sheets, What, Why},
    testing::{Engine, TestServices},
};
use chrono::{Duration, TimeDelta};
use domain::{
    access::Role,
    entry::{Applicability, Entry},
    ids::SheetId,
    problem::ProblemKind,
    sheet::{Column, Misfit},
    submission::{Refusal, StateName},
};

on_both_databases!(
    a_filled_file_is_seen_and_then_applied,
    a_draft_that_moved_is_seen_again_and_nothing_is_lost,
    one_wrong_cell_stops_the_whole_file,
    a_file_of_another_report_is_told_whose_it_is,
    an_older_template_is_taken_over_where_it_means_the_same,
    what_belongs_to_others_is_refused,
    a_file_goes_away_by_itself,
    a_closed_window_takes_no_file,
);

fn reporter() -> Actor {
    person(1, Role::Reporter, "one")
}

async fn upload(test: &TestServices, content: &str) -> SheetId {
    let sheets = test.services.sheets();
    sheets.upload(&reporter(), &key("one"), "แบบกรอก.csv", content.to_owned().into()).await.expect("uploaded")
}

async fn preview(sheets: &Sheets<'_>, id: SheetId) -> Preview {
    sheets.preview(&reporter(), &key("one"), id).await.expect("a preview")
}

async fn types(test: &TestServices, by: &Actor, entry: Entry) {
    let report = test.services.reports().get(by, &key("one")).await.expect("a report");
    let base_version = report.entry(&indicator("svc-e2e")).expect("an entry").version;
    let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version };
    test.services.drafts().save(by, &key("one"), vec![edit]).await.expect("saved");
}

async fn stored(test: &TestServices) -> Entry {
    let report = test.services.reports().get(&reporter(), &key("one")).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").entry.clone()
}

fn ratio(value: &str, base: &str) -> Entry {
    Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() }
}

/// The template as CSV, as somebody downloads it now, with another value.
async fn filled(test: &TestServices, value: &str, narrative: &str) -> String {
    let template = test.services.sheets().template(&reporter(), &key("one")).await.expect("a template");
    let of = |code: &str| template.marks.iter().find(|(of, _)| of.as_str() == code).expect("a mark").1.to_string();
    let head: Vec<_> = template.head.pairs().into_iter().map(|(_, value)| value).collect();
    let entry = &template.report.entry(&indicator("svc-e2e")).expect("an entry").entry;
    let (base, mark, head) = (&entry.base, of("svc-e2e"), head.join(","));
    format!(
        "indicator,value,base,narrative,mark,template,round,agency,plan,plan_version,asked\n\
         svc-e2e,{value},{base},{narrative},{mark},{head}\n"
    )
}

async fn a_filled_file_is_seen_and_then_applied(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let id = upload(&test, "indicator,value,base,narrative\nsvc-e2e,27,64,ทำแล้ว\n").await;
    let seen = preview(&sheets, id).await;
    assert_eq!((seen.changes.len(), seen.refused.len()), (1, 0));
    let expected = Entry { narrative: "ทำแล้ว".to_owned(), ..ratio("27", "64") };
    assert_eq!((&seen.changes[0].before.entry, &seen.changes[0].after.entry), (&Entry::default(), &expected));
    assert_eq!((seen.changes[0].row, seen.sheet.file_name.as_str()), (2, "แบบกรอก.csv"));
    assert_eq!(stored(&test).await, Entry::default(), "looking saves nothing");
    for _ in 0..2 {
        sheets.apply(&reporter(), &key("one"), id, &seen.seen).await.expect("applied");
    }
    assert_eq!(stored(&test).await, expected);
    let report = test.services.reports().get(&reporter(), &key("one")).await.expect("a report");
    assert_eq!(report.submission.state.name(), StateName::Draft);
    assert_eq!(report.entry(&indicator("svc-e2e")).expect("an entry").version, 1, "applying twice changes it once");
    let applied = preview(&sheets, id).await;
    assert!(applied.sheet.applied_at.is_some() && applied.changes.is_empty());
    let links = test.services.audit().page(&operator(), None, None, 2).await.expect("a page").links;
    let actions: Vec<_> = links.iter().map(|link| link.event.action.as_str()).collect();
    assert_eq!(actions, ["sheets.apply", "sheets.upload"]);
    assert!(links[0].event.details.contains("svc-e2e"), "{}", links[0].event.details);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn a_draft_that_moved_is_seen_again_and_nothing_is_lost(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let other = person(4, Role::Reporter, "one");
    types(&test, &other, ratio("20", "64")).await;
    let id = upload(&test, &filled(&test, "27", "ทำแล้ว").await).await;
    let seen = preview(&sheets, id).await.seen;
    types(&test, &other, ratio("21", "64")).await;
    let moved = sheets.apply(&reporter(), &key("one"), id, &seen).await;
    assert!(matches!(moved, Err(ServiceError::Conflict)), "{moved:?}");
    assert_eq!(stored(&test).await, ratio("21", "64"));
    let again = preview(&sheets, id).await;
    assert_eq!(again.changes[0].also_changed, [Column::Value], "both the file and somebody else changed it");
    assert_eq!(again.changes[0].before.entry.value, "21");
    sheets.apply(&reporter(), &key("one"), id, &again.seen).await.expect("applied");
    assert_eq!(stored(&test).await, Entry { narrative: "ทำแล้ว".to_owned(), ..ratio("27", "64") });
}

async fn one_wrong_cell_stops_the_whole_file(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let id = upload(
        &test,
        "indicator,value,base,applicability\nsvc-e2e,65,64,\nopen-datasets,x,,\nnothing,1,,\nsvc-e2e,1,2,\nplan-own,,,maybe\n",
    )
    .await;
    let seen = preview(&sheets, id).await;
    let found: Vec<_> = seen.refused.iter().map(|found| (found.row, found.column, code_of(&found.what))).collect();
    let expected = [
        (2, Some(Column::Value), "numerator_above_denominator"),
        (3, Some(Column::Value), "not_a_number"),
        (4, Some(Column::Indicator), "misfit"),
        (5, Some(Column::Indicator), "twice"),
        (6, Some(Column::Applicability), "not_one_of"),
    ];
    assert_eq!(found, expected);
    let refused = sheets.apply(&reporter(), &key("one"), id, &seen.seen).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { code: "sheet_refused", .. })), "{refused:?}");
    assert_eq!(stored(&test).await, Entry::default());
    // What is only missing, or has to be explained, stops nothing.
    let id = upload(&test, "indicator,value,base,applicability\nsvc-e2e,3,,\nopen-datasets,,,not_applicable\n").await;
    let seen = preview(&sheets, id).await;
    assert_eq!((seen.changes.len(), seen.refused.len()), (2, 0));
    assert!(seen.changes[0].after.problems.iter().any(|problem| problem.kind == ProblemKind::Blank));
    assert_eq!(seen.changes[1].after.entry.applicability, Applicability::NotApplicable);
}

fn code_of(what: &What) -> &str {
    match what {
        What::Unreadable(why) => why.as_ref(),
        What::Wrong { problem, .. } => problem.code(),
    }
}

async fn a_file_of_another_report_is_told_whose_it_is(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let id = upload(&test, "indicator,value,round,agency\nsvc-e2e,1,2569-q4,two\nsvc-e2e,1,2570-q1,secret\n").await;
    let seen = preview(&sheets, id).await;
    let why = seen.refused.iter().map(|refused| match &refused.what {
        What::Unreadable(Why::OtherAgency { name }) => name.as_ref().map(|name| name.en.clone()).unwrap_or_default(),
        What::Unreadable(why) => format!("{why:?}"),
        What::Wrong { problem, .. } => problem.code().to_owned(),
    });
    let why: Vec<_> = why.collect();
    assert_eq!(
        why,
        ["two", "OtherRound { round: \"2569-q4\" }", ""],
        "a name comes from the register, never from the file"
    );
    assert!(seen.changes.is_empty() && seen.sheet.rows.is_empty());
}

async fn an_older_template_is_taken_over_where_it_means_the_same(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let now = filled(&test, "27", "").await;
    let asked = sheets.template(&reporter(), &key("one")).await.expect("a template").head.asked;
    let older = now.replace(&asked, "0123456789");
    let same = upload(&test, &older).await;
    let seen = preview(&sheets, same).await;
    assert!(seen.sheet.is_older && seen.refused.is_empty() && seen.changes.len() == 1);
    // The start of a mark says what the indicator meant.
    let (before, after) = older.split_once(':').expect("a mark");
    let meaning = before.rsplit(',').next().expect("a meaning");
    let other = format!("{}{}:{after}", before.strip_suffix(meaning).expect("a meaning"), "f".repeat(meaning.len()));
    let another = upload(&test, &other).await;
    let seen = preview(&sheets, another).await;
    assert!(matches!(
        seen.refused.as_slice(),
        [crate::sheets::Refused { row: 2, what: What::Unreadable(Why::Misfit { misfit: Misfit::MeansAnother }), .. }]
    ));
}

async fn what_belongs_to_others_is_refused(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let id = upload(&test, "indicator,value,base\nsvc-e2e,27,64\n").await;
    let colleague = person(4, Role::Reporter, "one");
    let found = sheets.preview(&colleague, &key("one"), id).await.map(|_| ());
    assert!(matches!(found, Err(ServiceError::NotFound("sheet"))), "{found:?}");
    let applied = sheets.apply(&colleague, &key("one"), id, "").await;
    assert!(matches!(applied, Err(ServiceError::NotFound("sheet"))), "{applied:?}");
    let stranger = person(1, Role::Reporter, "two");
    for key in [key("one"), key("two")] {
        let found = sheets.preview(&stranger, &key, id).await.map(|_| ());
        assert!(matches!(found, Err(ServiceError::Forbidden | ServiceError::NotFound("sheet"))), "{found:?}");
    }
    let approver = person(2, Role::Approver, "one");
    let read = sheets.template(&approver, &key("one")).await.map(|_| ());
    assert!(matches!(read, Err(ServiceError::Forbidden)), "{read:?}");
    let sent = sheets.upload(&approver, &key("one"), "a.csv", "indicator\n".into()).await;
    assert!(matches!(sent, Err(ServiceError::Forbidden)), "{sent:?}");
}

async fn a_file_goes_away_by_itself(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    let first = upload(&test, "indicator,value,base\nsvc-e2e,27,64\n").await;
    let second = upload(&test, "indicator,value,base\nsvc-e2e,28,64\n").await;
    let gone = sheets.preview(&reporter(), &key("one"), first).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("sheet"))), "the newer file takes its place: {gone:?}");
    test.clock.advance(TimeDelta::hours(12));
    let gone = sheets.preview(&reporter(), &key("one"), second).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("sheet"))), "{gone:?}");
    let other = person(3, Role::Reporter, "two");
    sheets.upload(&other, &key("two"), "a.csv", "indicator,value\nsvc-e2e,1\n".into()).await.expect("uploaded");
    let mut tx = test.services.db().read().await.expect("a transaction");
    assert!(super::sheets::get(&mut tx, second).await.expect("read").is_none(), "nothing of it is kept");
}

async fn a_closed_window_takes_no_file(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let sheets = test.services.sheets();
    test.clock.advance(Duration::days(45) - Duration::hours(1));
    let id = upload(&test, "indicator,value,base\nsvc-e2e,27,64\n").await;
    let seen = preview(&sheets, id).await.seen;
    test.clock.advance(Duration::hours(2));
    let late = sheets.apply(&reporter(), &key("one"), id, &seen).await;
    assert!(matches!(late, Err(ServiceError::Refused(Refusal::WindowClosed))), "{late:?}");
    let sent = sheets.upload(&reporter(), &key("one"), "a.csv", "indicator\n".into()).await;
    assert!(matches!(sent, Err(ServiceError::Refused(Refusal::WindowClosed))), "{sent:?}");
    let template = sheets.template(&reporter(), &key("one")).await.map(|_| ());
    assert!(matches!(template, Err(ServiceError::Refused(Refusal::WindowClosed))), "{template:?}");
    assert_eq!(stored(&test).await, Entry::default());
}
