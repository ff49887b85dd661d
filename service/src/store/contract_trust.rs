//! What stands behind figures, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{country, fill, indicator, key, on_both_databases, operator, person},
    contract_past::code,
    contract_scores::scheme_text,
};
use crate::{
    Actor, ServiceError,
    dashboards::{IndicatorFilter, Ranking},
    imports,
    organisations::ImportMode,
    snapshots::Taking,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
    values::{Value, ValueFilter},
};
use domain::{access::Role, ids::IndicatorCode, snapshot::Stage, trust::TrustGrade};
use std::collections::BTreeMap;

on_both_databases!(
    a_grade_is_derived_when_a_report_is_accepted,
    the_ranking_is_narrowed_to_what_is_trusted,
    a_scheme_may_weigh_by_what_stands_behind_an_answer,
    values_are_listed_by_what_stands_behind_them,
);

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
    let strategies = page.report.expect("a report").standing.strategies.clone();
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
            let filter = IndicatorFilter { least, ..IndicatorFilter::default() };
            let page = test.services.dashboards().indicator_of(&reader(), proven, None, &filter).await;
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

async fn a_scheme_may_weigh_by_what_stands_behind_an_answer(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let reads = "reads = { indicator = \"svc-e2e\"";
    let factors = ", trusted = { self_reported = \"0.25\", evidence_attached = \"0.5\" }";
    let file = scheme_text(1, "3", "").replace(reads, &format!("{reads}{factors}"));
    let scheme = imports::schemes::read(file.as_bytes()).expect("a scheme");
    let plan = code("dgp-2566");
    services.schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("imported");
    let service = indicator("svc-e2e");
    let verified = Verified { indicator: service.clone(), value: "20".to_owned(), base: "100".to_owned() };
    accepted(&test, "one", &[verified], &[]).await;
    accepted(&test, "two", &[], &[]).await;
    let mean = code("mean");
    let mut told = Vec::new();
    for agency in ["one", "two"] {
        // Read with its derivation, which agrees with what was kept as the report was accepted.
        let score = services.scores().of_body(&reader(), &mean, &key(agency)).await.expect("a score");
        let derivation = score.derivation.expect("a derivation");
        let leaf = derivation.root.find(&code("svc-e2e")).expect("a node").clone();
        let trusted = leaf.trusted.expect("it weighs by trust");
        assert_eq!(leaf.given.and_then(|given| given.trust), Some(trusted.grade));
        told.push((trusted.grade, trusted.factor));
    }
    let values = services.values().list(&reader(), &ValueFilter::default()).await.expect("values").values;
    let graded = |agency: &str| {
        let of = |value: &&Value| value.agency.as_str() == agency && value.indicator == service;
        values.iter().find(of).expect("a value").trust
    };
    assert_eq!(told[0], (TrustGrade::EvidenceVerified, code("1")));
    assert_eq!((told[1].0, graded("two") < TrustGrade::MachineCollected), (graded("two"), true));
    assert_eq!(told[1].1, if told[1].0 == TrustGrade::SelfReported { code("0.25") } else { code("0.5") });
    assert_eq!(services.scores().check(&operator()).await.expect("checked"), []);

    // A snapshot carries the grades, so that whoever verifies it computes the same scores from it alone.
    let wanted = Taking { round: code("2570-q1"), stage: Stage::Draft, note: String::new() };
    let taken = services.snapshots().take(&operator(), &wanted).await.expect("taken");
    let verified = services.snapshots().verify(Some(&operator()), &taken.code).await.expect("read");
    assert_eq!(verified.map(|verified| verified.scores), Ok(2));
}

async fn values_are_listed_by_what_stands_behind_them(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (proven, _) = two_indicators(&test).await;
    accepted(&test, "one", &[], std::slice::from_ref(&proven)).await;
    accepted(&test, "two", &[], &[]).await;
    let listed = |least: Option<TrustGrade>, most: i64, after| {
        let filter = ValueFilter { least, after, most, ..ValueFilter::default() };
        let test = &test;
        async move { test.services.values().list(&reader(), &filter).await.expect("values") }
    };
    let all = listed(None, 1_000, None).await.values;
    assert_eq!(listed(Some(TrustGrade::SelfReported), 1_000, None).await.values, all);
    for least in [TrustGrade::EvidenceAttached, TrustGrade::MachineCollected, TrustGrade::EvidenceVerified] {
        let expected: Vec<Value> = all.iter().filter(|value| value.trust >= least).cloned().collect();
        assert!(!expected.is_empty(), "{least:?}");
        assert_eq!(listed(Some(least), 1_000, None).await.values, expected, "{least:?}");
    }
    let proven_alone = listed(Some(TrustGrade::EvidenceVerified), 1_000, None).await.values;
    assert_eq!((proven_alone.len(), all.len() > 1), (1, true));
    // Page by page they are the same.
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = listed(Some(TrustGrade::EvidenceAttached), 1, after).await;
        pages.extend(page.values);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(pages, listed(Some(TrustGrade::EvidenceAttached), 1_000, None).await.values);
}
