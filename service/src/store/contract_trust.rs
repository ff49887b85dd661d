//! What stands behind figures, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{country, fill, indicator, key, on_both_databases, operator, person},
    contract_past::code,
};
use crate::{
    Actor, ServiceError,
    dashboards::Ranking,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
    values::ValueFilter,
};
use domain::{access::Role, ids::IndicatorCode, trust::TrustGrade};
use std::collections::BTreeMap;

on_both_databases!(a_grade_is_derived_when_a_report_is_accepted, the_ranking_is_narrowed_to_what_is_trusted);

fn reader() -> Actor {
    person(9, Role::Executive, "th")
}

async fn accepted(test: &TestServices, agency: &str, verified: &[Verified], checked: &[IndicatorCode]) {
    let (submissions, key) = (test.services.submissions(), key(agency));
    fill(test, &person(1, Role::Reporter, agency), agency, "40").await;
    submissions.submit(&person(1, Role::Reporter, agency), &key, Seen::Any).await.expect("submitted");
    submissions.approve(&person(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
    let reviewer = person(3, Role::Reviewer, "th");
    let stray = submissions.accept_checked(&reviewer, &key, Seen::Any, verified, &[indicator("egdi-rank")]).await;
    assert!(matches!(stray, Err(ServiceError::Invalid { code: "indicator_not_asked", .. })), "{stray:?}");
    submissions.accept_checked(&reviewer, &key, Seen::Any, verified, checked).await.expect("accepted");
}

/// Two ratios that ask for a file.
async fn two_indicators(test: &TestServices) -> (IndicatorCode, IndicatorCode) {
    let report = test.services.reports().get(&reader(), &key("one")).await.expect("a report");
    let asked = report.entries.iter().map(|entry| &entry.indicator);
    let mut ratios = asked.filter(|indicator| indicator.asks_base() && indicator.evidence.required);
    let mut next = || ratios.next().expect("a ratio").code.clone();
    (next(), next())
}

async fn a_grade_is_derived_when_a_report_is_accepted(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (proven, other) = two_indicators(&test).await;
    accepted(&test, "one", &[], std::slice::from_ref(&proven)).await;
    accepted(&test, "two", &[], &[]).await;
    let grades = |agency: &'static str| {
        let test = &test;
        async move {
            let filter = ValueFilter { organisation: Some(code(agency)), ..ValueFilter::default() };
            let values = test.services.values().list(&reader(), &filter).await.expect("values").values;
            values.into_iter().map(|value| (value.indicator, value.trust)).collect::<BTreeMap<_, _>>()
        }
    };
    let one = grades("one").await;
    assert_eq!((one[&proven], one[&other]), (TrustGrade::EvidenceVerified, TrustGrade::EvidenceAttached));
    let two = grades("two").await;
    assert_eq!((two[&proven], two[&other]), (TrustGrade::EvidenceAttached, TrustGrade::EvidenceAttached));
    let page = test.services.dashboards().organisation(&reader(), &code("one"), None, 1).await.expect("a page");
    let strategies = page.report.expect("a report").strategies;
    let mut own = strategies.iter().flat_map(|strategy| &strategy.indicators);
    assert_eq!(own.find(|own| own.indicator.code == proven).expect("one").trust, Some(TrustGrade::EvidenceVerified));
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn the_ranking_is_narrowed_to_what_is_trusted(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (proven, _) = two_indicators(&test).await;
    let verified = Verified { indicator: proven.clone(), value: "30".to_owned(), base: "100".to_owned() };
    accepted(&test, "one", &[verified], &[]).await;
    accepted(&test, "two", &[], &[]).await;
    let ranked = |least: TrustGrade| {
        let (test, proven) = (&test, &proven);
        async move {
            let page = test.services.dashboards().indicator_of_grade(&reader(), proven, None, 1, least).await;
            let page = page.expect("a page");
            let Ranking::Page { rows, coverage, .. } = page.ranking else { panic!("{:?}", page.ranking) };
            let rows: Vec<_> = rows.into_iter().map(|row| (row.organisation.code.to_string(), row.trust)).collect();
            (rows, coverage.contributors, page.by_trust.into_values().collect::<Vec<_>>())
        }
    };
    let (all, count, by_trust) = ranked(TrustGrade::SelfReported).await;
    assert_eq!((all.len(), count, by_trust), (2, 2, vec![1, 1]));
    let (some, count, _) = ranked(TrustGrade::EvidenceVerified).await;
    assert_eq!((some, count), (vec![("one".to_owned(), TrustGrade::EvidenceVerified)], 1), "what DGA verified");
}
