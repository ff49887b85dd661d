//! Who needs a look first among more agencies than are weighed while somebody waits, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator},
    contract_past::{Accepted, accept_all, bodies, code, country_with_rounds, number, percent},
    contract_peers::sizes,
    contract_scores::reader,
    contract_sealed::elsewhere,
    contract_snapshots::raw,
};
use crate::{
    Services,
    dashboards::{AgencyAlerts, AlertFilter, AlertOrder, Alerts, MOST_WEIGHED},
    organisations::ImportMode,
    testing::{Engine, TestServices},
};
use chrono::{Duration, NaiveDate};
use domain::{
    alert::{Alert, AlertKind, Gravity},
    ids::{OrganisationCode, RoundCode},
    trust::TrustGrade,
    urgency::AlertPlace,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::{cmp::Reverse, collections::BTreeMap};
use strum::IntoEnumIterator as _;

on_both_databases!(
    what_is_kept_is_what_each_agency_has_live,
    whatever_alerts_are_made_of_makes_them_anew,
    while_they_are_made_anew_the_last_ones_are_shown_with_their_instant,
    the_past_and_the_figures_of_a_grade_stand_by_code,
    who_is_the_worst_is_worked_out_once_for_all_who_ask,
    what_broke_off_is_not_tried_again_by_everybody_who_looks,
    what_is_known_is_shown_where_a_later_run_broke_off,
);

/// Departments, and one province beside them.
const DEPARTMENTS: usize = 130;
const ROUNDS: [&str; 4] = ["2569-q2", "2569-q3", "2569-q4", "2570-q1"];
const SHOWN: &str = "2570-q1";

fn name(number: usize) -> String {
    format!("d{number:03}")
}

/// A country whose figures are chance: about three in four reported each quarter, the last ten never.
async fn random_country(engine: Engine) -> Option<TestServices> {
    let test = country_with_rounds(engine, DEPARTMENTS, &ROUNDS).await?;
    sizes(&test, 60, ImportMode::Apply).await;
    let mut chance = StdRng::seed_from_u64(92);
    let names: Vec<String> = (1..=DEPARTMENTS - 10).map(name).chain(["th-50".to_owned()]).collect();
    for round in ROUNDS {
        let is_half_year = round.ends_with("q2") || round.ends_with("q4");
        let mut values: Vec<Accepted<'_>> = Vec::new();
        for name in &names {
            if name == "th-50" || chance.random_range(0..4) == 0 {
                continue;
            }
            for indicator in ["svc-e2e", "data-catalog", "data-exchange"] {
                if chance.random_range(0..5) > 0 {
                    values.push((name, indicator, percent(chance.random_range(1..=100)), None));
                }
            }
            values.push((name, "open-datasets", number(chance.random_range(0..90)), None));
            values.push((name, "cyber-overdue-incidents", number(chance.random_range(0..6)), None));
            if is_half_year {
                let verified = (chance.random_range(0..3) == 0).then(|| number(1));
                values.push((name, "data-governance-level", number(chance.random_range(1..=5)), verified));
            }
        }
        accept_all(&test.services, round, &values).await;
    }
    test.clock.advance(Duration::days(40));
    Some(test)
}

async fn alerts(services: &Services, organisation: Option<&str>, filter: &AlertFilter) -> Alerts {
    let (organisation, round) = (organisation.map(code::<OrganisationCode>), code::<RoundCode>(SHOWN));
    let found = services.dashboards().alerts(&reader(), organisation.as_ref(), Some(&round), filter).await;
    found.expect("alerts")
}

/// Everybody in a list, page by page.
async fn listed(services: &Services, organisation: Option<&str>, kind: Option<AlertKind>) -> Vec<AgencyAlerts> {
    let (mut filter, mut found) = (AlertFilter { kind, after: None }, Vec::new());
    loop {
        let page = alerts(services, organisation, &filter).await;
        assert_eq!(page.before, found.len());
        let told_back = page.previous.clone();
        found.extend(page.agencies);
        let Some(next) = page.next else {
            assert_eq!(found.len(), page.listed);
            return found;
        };
        assert_eq!(told_back.is_some(), page.before > page.shown, "the second page leads back to the first");
        filter.after = Some(next);
    }
}

/// What an agency has live, from a list of itself alone.
async fn live(services: &Services, agency: &OrganisationCode) -> AgencyAlerts {
    let found = alerts(services, Some(agency.as_str()), &AlertFilter::default()).await;
    assert_eq!(found.order, AlertOrder::WorstFirst);
    let [only] = <[AgencyAlerts; 1]>::try_from(found.agencies).expect("itself");
    only
}

/// How an agency stands among others by some of its alerts, by the words of the rule alone: what is lower comes first.
fn stands(agency: &AgencyAlerts, kind: Option<AlertKind>) -> (Reverse<(Gravity, Option<NaiveDate>)>, String) {
    let is_of = |alert: &&Alert| kind.is_none_or(|kind| alert.kind() == kind);
    let gravity = Gravity::of(agency.indicators.iter().flat_map(|found| &found.alerts).filter(is_of));
    let with = agency.indicators.iter().filter(|found| found.alerts.iter().any(|alert| is_of(&alert)));
    (Reverse((gravity, with.filter_map(|found| found.as_of).max())), agency.organisation.code.to_string())
}

fn has(agency: &AgencyAlerts, kind: AlertKind) -> bool {
    agency.indicators.iter().flat_map(|found| &found.alerts).any(|alert| alert.kind() == kind)
}

fn codes<'a>(agencies: impl IntoIterator<Item = &'a AgencyAlerts>) -> Vec<String> {
    agencies.into_iter().map(|agency| agency.organisation.code.to_string()).collect()
}

fn told(agency: &AgencyAlerts) -> Vec<(String, Vec<Alert>)> {
    agency.indicators.iter().map(|found| (found.indicator.code.to_string(), found.alerts.clone())).collect()
}

async fn what_is_kept_is_what_each_agency_has_live(engine: Engine) {
    let Some(test) = random_country(engine).await else { return };
    let services = &test.services;
    let first = alerts(services, None, &AlertFilter::default()).await;
    assert!(matches!(first.order, AlertOrder::AsOf { is_current: true, .. }), "{:?}", first.order);
    assert!(first.listed > MOST_WEIGHED && first.agencies.len() == 25);
    let mut all = Vec::new();
    for agency in services.organisations().tree(&reader()).await.expect("a register").bodies() {
        if agency.reports_on(first.round.round.period.last_day()) {
            all.push(live(services, &agency.code).await);
        }
    }
    assert_eq!(all.len(), DEPARTMENTS + 1);
    let counts = first.counts.expect("counts");
    let with_any = all.iter().filter(|agency| !agency.indicators.is_empty()).count();
    assert_eq!((counts.agencies, counts.with_any), (all.len(), with_any));
    let mut sizes = Vec::new();
    for kind in std::iter::once(None).chain(AlertKind::iter().map(Some)) {
        let mut expected: Vec<&AgencyAlerts> =
            all.iter().filter(|agency| kind.is_none_or(|kind| has(agency, kind))).collect();
        expected.sort_by_key(|agency| stands(agency, kind));
        let found = listed(services, None, kind).await;
        assert_eq!(codes(&found), codes(expected.iter().copied()), "{kind:?}");
        for (found, live) in found.iter().zip(&expected) {
            let of_kind = |alert: &Alert| kind.is_none_or(|kind| alert.kind() == kind);
            let mut live = told(live);
            for (_, alerts) in &mut live {
                alerts.retain(of_kind);
            }
            live.retain(|(_, alerts)| !alerts.is_empty());
            assert_eq!(told(found), live);
        }
        if let Some(kind) = kind {
            assert_eq!(counts.with(kind), found.len());
        }
        sizes.push(found.len());
        // What is weighed while somebody waits stands in the same order.
        let few = listed(services, Some("mdes"), kind).await;
        let of_ministry =
            |agency: &&AgencyAlerts| few.iter().any(|few| few.organisation.code == agency.organisation.code);
        assert_eq!(codes(&few), codes(found.iter().filter(of_ministry)), "{kind:?}");
        assert!(few.len() <= DEPARTMENTS / 2);
    }
    assert!(sizes.iter().all(|size| *size > 0), "chance has left out a kind: {sizes:?}");
    let known = services.dashboards().national(&reader(), Some(&code(SHOWN))).await.expect("a page").alerts;
    assert_eq!(known.map(|known| known.counts), Some(counts));
}

/// Where everybody stands, with the counts of each kind.
async fn order(test: &TestServices) -> (AlertOrder, Vec<String>, BTreeMap<&'static str, usize>) {
    let found = alerts(&test.services, None, &AlertFilter::default()).await;
    let counts = found.counts.expect("counts");
    let kinds =
        [("missing", AlertKind::NoData), ("at risk", AlertKind::TargetAtRisk), ("behind", AlertKind::BehindPeers)];
    let kinds = kinds.into_iter().map(|(name, kind)| (name, counts.with(kind)));
    let kinds = kinds.chain([("agencies", counts.agencies)]).collect();
    (found.order, codes(&listed(&test.services, None, None).await), kinds)
}

async fn whatever_alerts_are_made_of_makes_them_anew(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &ROUNDS[2..]).await else { return };
    let names: Vec<String> = (1..=100).map(name).collect();
    let fine: Vec<Accepted<'_>> = names.iter().map(|name| (name.as_str(), "svc-e2e", percent(90), None)).collect();
    accept_all(&test.services, "2569-q4", &fine).await;
    let (_, before, counts) = order(&test).await;
    assert_eq!((counts["missing"], counts["agencies"]), (0, DEPARTMENTS + 1), "nothing is due yet");
    assert_eq!(before[..2], ["d001", "d002"], "those alike by their codes");

    // A figure.
    test.clock.advance(Duration::minutes(1));
    accept_all(&test.services, SHOWN, &[("d077", "svc-e2e", percent(1), None)]).await;
    let (as_of, after, counts) = order(&test).await;
    assert_eq!(as_of, AlertOrder::AsOf { at: test.services.now(), is_current: true });
    assert_eq!((after[0].as_str(), counts["at risk"]), ("d077", 1));
    let rest = |order: &[String]| order.iter().filter(|agency| *agency != "d077").cloned().collect::<Vec<_>>();
    assert_eq!(rest(&after), rest(&before));

    // What is usual among peers, which is kept anew by itself.
    accept_all(&test.services, SHOWN, &fine.iter().filter(|of| of.0 != "d077").copied().collect::<Vec<_>>()).await;
    assert_eq!(order(&test).await.2["behind"], 1);

    // Time runs out, and for one ministry later than for others.
    let (round, moph) = (code::<RoundCode>(SHOWN), code::<OrganisationCode>("moph"));
    let due = alerts(&test.services, None, &AlertFilter::default()).await.round.round.window.due_at();
    let ends_at = due + Duration::days(5);
    test.services.rounds().extend(&operator(), &round, &moph, ends_at, "น้ำท่วม").await.expect("extended");
    test.clock.advance(due - test.services.now());
    assert_eq!(order(&test).await.2["missing"], 0, "the last instant is in time");
    test.clock.advance(Duration::seconds(1));
    assert_eq!(order(&test).await.2["missing"], DEPARTMENTS / 2 + 1, "all others lack something that is asked");
    test.clock.advance(Duration::days(6));
    assert_eq!(order(&test).await.2["missing"], DEPARTMENTS + 1);

    // The register.
    let one_more = bodies(DEPARTMENTS + 1);
    test.services.organisations().import(&operator(), one_more, vec![], ImportMode::Apply).await.expect("imported");
    let (_, after, counts) = order(&test).await;
    assert_eq!((after.len(), counts["missing"]), (DEPARTMENTS + 2, DEPARTMENTS + 2));
}

async fn while_they_are_made_anew_the_last_ones_are_shown_with_their_instant(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &ROUNDS[2..]).await else { return };
    accept_all(&test.services, SHOWN, &[("d005", "svc-e2e", percent(90), None), ("d050", "svc-e2e", percent(1), None)])
        .await;
    let filter = |kind| AlertFilter { kind, after: None };
    let held = test.hold_worker().await;
    let page = alerts(&test.services, None, &filter(Some(AlertKind::TargetAtRisk))).await;
    assert_eq!((page.order, page.counts), (AlertOrder::UnderWay, None));
    assert_eq!((page.listed, page.shown, page.agencies.len()), (DEPARTMENTS + 1, 25, 0), "narrowed within the page");
    assert_eq!(page.next.map(|next| next.to_string()), Some("d025".to_owned()));
    let after = Some(AlertPlace::Code(code("d025")));
    let page = alerts(&test.services, None, &AlertFilter { kind: None, after: after.clone() }).await;
    assert_eq!((page.before, codes(&page.agencies)[0].as_str()), (25, "d026"));
    held.release();

    let at = test.services.now();
    let page = alerts(&test.services, None, &AlertFilter { kind: None, after }).await;
    assert_eq!(page.order, AlertOrder::AsOf { at, is_current: true });
    assert_eq!((page.before, codes(&page.agencies)[0].as_str()), (0, "d050"), "a place by code is none here");

    test.clock.advance(Duration::minutes(3));
    let held = test.hold_worker().await;
    accept_all(&test.services, SHOWN, &[("d060", "svc-e2e", percent(1), None)]).await;
    let page = alerts(&test.services, None, &filter(None)).await;
    assert_eq!(page.order, AlertOrder::AsOf { at, is_current: false });
    assert_eq!(page.counts.map(|counts| counts.with(AlertKind::TargetAtRisk)), Some(1), "as it was");
    assert_eq!(codes(&page.agencies)[..2], ["d050", "d001"]);
    let few = listed(&test.services, Some("moph"), None).await;
    assert_eq!(codes(&few)[..2], ["d050", "d060"], "the few are weighed at once");
    held.release();
    let page = alerts(&test.services, None, &filter(None)).await;
    assert_eq!(page.order, AlertOrder::AsOf { at: test.services.now(), is_current: true });
    assert_eq!(codes(&page.agencies)[..2], ["d050", "d060"]);
}

async fn the_past_and_the_figures_of_a_grade_stand_by_code(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &ROUNDS[2..]).await else { return };
    accept_all(&test.services, SHOWN, &[("d050", "svc-e2e", percent(1), None)]).await;
    test.clock.advance(Duration::hours(1));
    let services = &test.services;
    assert_eq!(codes(&alerts(services, None, &AlertFilter::default()).await.agencies)[0], "d050");
    let then = services.as_of(services.now() - Duration::minutes(10)).await.expect("the past");
    let of_grade = services.of_grade(TrustGrade::EvidenceVerified).await.expect("figures of a grade");
    for other in [&then, &of_grade] {
        let page = alerts(other, None, &AlertFilter::default()).await;
        assert_eq!((page.order, page.counts), (AlertOrder::Codes, None));
        assert_eq!(codes(&page.agencies)[0], "d001");
        let of_ministry = alerts(other, Some("moph"), &AlertFilter::default()).await;
        assert_eq!(of_ministry.order, AlertOrder::WorstFirst);
        let national = other.dashboards().national(&reader(), Some(&code(SHOWN))).await.expect("a page");
        assert_eq!(national.alerts, None);
    }
    let of_ministry = |services: Services| async move {
        let page = alerts(&services, Some("moph"), &AlertFilter::default()).await;
        page.counts.expect("counts").with(AlertKind::TargetAtRisk)
    };
    assert_eq!((of_ministry(then).await, of_ministry(of_grade).await), (1, 0), "nothing was verified");
}

async fn who_is_the_worst_is_worked_out_once_for_all_who_ask(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &ROUNDS[2..]).await else { return };
    let held = test.hold_worker().await;
    let filter = AlertFilter::default();
    let asking = futures::future::join_all((0..5).map(|_| alerts(&test.services, None, &filter)));
    let release = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        held.release();
    };
    let (pages, ()) = tokio::join!(asking, release);
    let at = test.services.now();
    assert!(pages.iter().all(|page| page.order == AlertOrder::AsOf { at, is_current: true }));
    test.clock.advance(Duration::minutes(1));
    let again = alerts(&test.services, None, &filter).await;
    assert_eq!(again.order, AlertOrder::AsOf { at, is_current: true }, "nothing was worked out again");
}

async fn what_broke_off_is_not_tried_again_by_everybody_who_looks(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &[SHOWN]).await else { return };
    // One of those who do not stand on the first page.
    let figure: Vec<Accepted<'_>> = vec![("d120", "svc-e2e", percent(50), None)];
    accept_all(&test.services, SHOWN, &figure).await;
    test.clock.advance(Duration::days(40));
    let order = async |services: &Services| alerts(services, None, &AlertFilter::default()).await.order;
    raw(&test, "UPDATE value SET reported_value = 'x' || reported_value").await.expect("spoilt");
    assert_eq!(order(&test.services).await, AlertOrder::BrokeOff);
    // It would go well by now.
    raw(&test, "UPDATE value SET reported_value = substr(reported_value, 2)").await.expect("mended");
    for _ in 0..3 {
        assert_eq!(order(&test.services).await, AlertOrder::BrokeOff, "it rests");
    }
    assert!(matches!(order(&elsewhere(&test).await).await, AlertOrder::AsOf { is_current: true, .. }));
}

async fn what_is_known_is_shown_where_a_later_run_broke_off(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &[SHOWN]).await else { return };
    let figure: Vec<Accepted<'_>> = vec![("d120", "svc-e2e", percent(50), None)];
    accept_all(&test.services, SHOWN, &figure).await;
    test.clock.advance(Duration::days(40));
    let list = async || alerts(&test.services, None, &AlertFilter::default()).await;
    let known = list().await;
    let AlertOrder::AsOf { at, is_current: true } = known.order else { panic!("{:?}", known.order) };
    // Another report comes in, and what is made of it cannot be read.
    let figure: Vec<Accepted<'_>> = vec![("d119", "svc-e2e", percent(40), None)];
    accept_all(&test.services, SHOWN, &figure).await;
    raw(&test, "UPDATE value SET reported_value = 'x' || reported_value WHERE agency = 'd119'").await.expect("spoilt");
    test.clock.advance(Duration::minutes(1));
    for _ in 0..2 {
        let page = list().await;
        assert_eq!((page.order, page.counts), (AlertOrder::AsOf { at, is_current: false }, known.counts));
    }
}
