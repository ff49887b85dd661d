//! One file with the answers of many agencies, told to `SQLite` and `PostgreSQL` alike.

use super::contract::{country, indicator, key, on_both_databases, operator, person};
use crate::{
    Actor, ServiceError,
    deliveries::Came,
    drafts::Edit,
    sheets::{BundlePreview, SheetKind, What, Why},
    testing::{Engine, TestServices},
};
use chrono::{Duration, TimeDelta};
use domain::{
    access::Role,
    entry::Entry,
    ids::{BundleId, RoundCode},
    submission::Refusal,
};

on_both_databases!(
    a_ministrys_file_is_seen_and_applied_to_all_drafts,
    one_wrong_cell_of_one_agency_stops_all_of_them,
    agencies_of_others_are_refused_without_telling_whether_they_exist,
    a_draft_that_moved_or_a_part_that_was_replaced_stops_all_of_them,
    a_file_of_many_is_its_owners_alone_and_goes_away,
    a_data_value_set_of_dhis2_is_taken_like_a_csv,
);

fn ministry() -> Actor {
    person(1, Role::Reporter, "mdes")
}

fn round() -> RoundCode {
    "2570-q1".parse().expect("a code")
}

async fn upload(test: &TestServices, content: &str) -> BundleId {
    let content = content.to_owned().into();
    bundle(test.services.sheets().upload_bundle(&ministry(), &round(), "รวม.csv", content).await.expect("uploaded"))
}

/// What is small enough to be looked at at once.
fn bundle(came: Came) -> BundleId {
    let Came::Bundle(id) = came else { panic!("{came:?}") };
    id
}

async fn preview(test: &TestServices, id: BundleId) -> BundlePreview {
    test.services.sheets().preview_bundle(&ministry(), &round(), id).await.expect("a preview")
}

async fn apply(test: &TestServices, id: BundleId, seen: &str) -> Result<(), ServiceError> {
    test.services.sheets().apply_bundle(&ministry(), &round(), id, seen).await
}

async fn stored(test: &TestServices, agency: &str) -> Entry {
    let report = test.services.reports().get(&ministry(), &key(agency)).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").entry.clone()
}

fn ratio(value: &str, base: &str, narrative: &str) -> Entry {
    Entry { value: value.to_owned(), base: base.to_owned(), narrative: narrative.to_owned(), ..Entry::default() }
}

const GOOD: &str =
    "agency,indicator,value,base,note\none,svc-e2e,27,64,ทำแล้ว\ntwo,svc-e2e,3,10,\none,open-datasets,5,,\n";

async fn a_ministrys_file_is_seen_and_applied_to_all_drafts(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, GOOD).await;
    let seen = preview(&test, id).await;
    let counts: Vec<_> = seen.agencies.iter().map(|of| (of.agency.code.to_string(), of.changes)).collect();
    assert_eq!(counts, [("one".to_owned(), 2), ("two".to_owned(), 1)]);
    assert!(seen.refused.is_empty() && seen.bundle.agencies == 2 && seen.bundle.kind == SheetKind::Csv);
    assert_eq!(stored(&test, "one").await, Entry::default(), "looking saves nothing");
    let part = test.services.sheets().preview(&ministry(), &key("one"), seen.agencies[0].sheet).await.expect("a part");
    assert_eq!((part.changes.len(), part.changes[0].row, part.changes[1].row), (2, 2, 4));
    let alone = test.services.sheets().apply(&ministry(), &key("one"), part.sheet.id, &part.seen).await;
    assert!(matches!(alone, Err(ServiceError::Invalid { code: "sheet_of_bundle", .. })), "{alone:?}");
    for _ in 0..2 {
        apply(&test, id, &seen.seen).await.expect("applied");
    }
    assert_eq!(stored(&test, "one").await, ratio("27", "64", "ทำแล้ว"));
    assert_eq!(stored(&test, "two").await, ratio("3", "10", ""));
    assert!(preview(&test, id).await.bundle.applied_at.is_some());
    let links = test.services.audit().page(&operator(), None, None, 2).await.expect("a page").links;
    let actions: Vec<_> = links.iter().map(|link| link.event.action.as_str()).collect();
    assert_eq!(actions, ["bundles.apply", "bundles.upload"]);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn one_wrong_cell_of_one_agency_stops_all_of_them(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, "agency,indicator,value,base,round\none,svc-e2e,27,64,\ntwo,svc-e2e,11,10,\n").await;
    let seen = preview(&test, id).await;
    let [refused] = seen.refused.as_slice() else { panic!("{:?}", seen.refused) };
    assert!(matches!(&refused.what, What::Wrong { problem, .. } if problem.code() == "numerator_above_denominator"));
    assert_eq!(refused.row, 3);
    let refused = apply(&test, id, &seen.seen).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { code: "sheet_refused", .. })), "{refused:?}");
    assert_eq!(stored(&test, "one").await, Entry::default());
}

async fn agencies_of_others_are_refused_without_telling_whether_they_exist(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let content =
        "agency,indicator,value\ntwo,open-datasets,1\nsecret,open-datasets,1\n,open-datasets,1\none,open-datasets,1\n";
    let reporter = person(1, Role::Reporter, "one");
    let sheets = test.services.sheets();
    let id = sheets.upload_bundle(&reporter, &round(), "a.csv", content.to_owned().into()).await;
    let id = bundle(id.expect("uploaded"));
    let seen = sheets.preview_bundle(&reporter, &round(), id).await.expect("a preview");
    let found = seen.refused.iter().map(|refused| match &refused.what {
        What::Unreadable(Why::NotYours { agency }) => (refused.row, agency.clone()),
        What::Unreadable(why) => (refused.row, format!("{why:?}")),
        What::Wrong { problem, .. } => (refused.row, problem.code().to_owned()),
    });
    let found: Vec<_> = found.collect();
    assert_eq!(found, [(2, "two"), (3, "secret"), (4, "")].map(|(row, agency)| (row, agency.to_owned())));
    assert_eq!(seen.agencies.len(), 1);
    let approver = person(2, Role::Approver, "mdes");
    let sent = sheets.upload_bundle(&approver, &round(), "a.csv", content.to_owned().into()).await;
    assert!(matches!(sent, Err(ServiceError::Forbidden)), "{sent:?}");
}

async fn a_draft_that_moved_or_a_part_that_was_replaced_stops_all_of_them(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, GOOD).await;
    let seen = preview(&test, id).await.seen;
    let entry = ratio("1", "10", "");
    let edit = Edit { indicator: indicator("svc-e2e"), entry: entry.clone(), base_version: 0 };
    let colleague = person(4, Role::Reporter, "two");
    test.services.drafts().save(&colleague, &key("two"), vec![edit]).await.expect("saved");
    let moved = apply(&test, id, &seen).await;
    assert!(matches!(moved, Err(ServiceError::Conflict)), "{moved:?}");
    assert_eq!((stored(&test, "one").await, stored(&test, "two").await), (Entry::default(), entry));
    let again = preview(&test, id).await.seen;
    let alone = "indicator,value\nopen-datasets,7\n".to_owned().into();
    test.services.sheets().upload(&ministry(), &key("two"), "a.csv", alone).await.expect("uploaded");
    let replaced = apply(&test, id, &again).await;
    assert!(matches!(replaced, Err(ServiceError::Conflict)), "{replaced:?}");
    let seen = preview(&test, id).await;
    assert!(matches!(&seen.refused[0].what, What::Unreadable(Why::PartReplaced)));
    assert_eq!(stored(&test, "one").await, Entry::default());
}

async fn a_file_of_many_is_its_owners_alone_and_goes_away(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let id = upload(&test, GOOD).await;
    let sheets = test.services.sheets();
    let colleague = person(4, Role::Reporter, "mdes");
    let found = sheets.preview_bundle(&colleague, &round(), id).await.map(|_| ());
    assert!(matches!(found, Err(ServiceError::NotFound("bundle"))), "{found:?}");
    let applied = sheets.apply_bundle(&colleague, &round(), id, "").await;
    assert!(matches!(applied, Err(ServiceError::NotFound("bundle"))), "{applied:?}");
    test.clock.advance(TimeDelta::hours(12));
    let gone = sheets.preview_bundle(&ministry(), &round(), id).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("bundle"))), "{gone:?}");
    test.clock.advance(Duration::days(50));
    let closed = upload(&test, GOOD).await;
    let seen = preview(&test, closed).await;
    assert!(matches!(&seen.refused[0].what, What::Unreadable(Why::Closed { refusal: Refusal::WindowClosed })));
    let mut tx = test.services.db().read().await.expect("a transaction");
    assert!(super::bundles::get(&mut tx, id).await.expect("read").is_none(), "nothing of it is kept");
    assert!(super::sheets::of_bundle(&mut tx, id).await.expect("read").is_empty(), "nor of its parts");
}

async fn a_data_value_set_of_dhis2_is_taken_like_a_csv(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let group = |agency: &str, inside: &str| {
        format!("<group orgUnit=\"{agency}\" period=\"2026-10-01/P3M\" dataSet=\"dgp-2566\">{inside}</group>\n")
    };
    let value = |element: &str, value: &str| format!("<dataValue dataElement=\"{element}\" value=\"{value}\"/>\n");
    let adx = |inside: &str| format!("<adx xmlns=\"urn:ihe:qrph:adx:2015\">\n{inside}</adx>");
    let one = group("one", &[value("svc-e2e", "27"), value("svc-e2e.base", "64")].concat());
    let two = group("two", &[value("svc-e2e", "3"), value("svc-e2e.base", "10")].concat());
    let id = upload(&test, &adx(&[one.clone(), two].concat())).await;
    let seen = preview(&test, id).await;
    assert_eq!((seen.refused.len(), seen.agencies.len(), seen.agencies[0].changes), (0, 2, 1));
    assert_eq!(stored(&test, "one").await, Entry::default(), "looking saves nothing");
    apply(&test, id, &seen.seen).await.expect("applied");
    assert_eq!((stored(&test, "one").await, stored(&test, "two").await), (ratio("27", "64", ""), ratio("3", "10", "")));
    let wrong = group("two", &[value("svc-e2e", "11"), value("svc-e2e.base", "10"), value("none", "1")].concat());
    let id = upload(&test, &adx(&[one, wrong, group("secret", "")].concat())).await;
    let seen = preview(&test, id).await;
    let found: Vec<_> =
        seen.refused.iter().map(|refused| (refused.row, matches!(refused.what, What::Wrong { .. }))).collect();
    assert_eq!(found, [(0, false), (5, true), (7, false)]);
    assert!(apply(&test, id, &seen.seen).await.is_err());
    assert_eq!(stored(&test, "two").await, ratio("3", "10", ""));
}
