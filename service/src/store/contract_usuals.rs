//! Numbers that look wrong against peers and the past, and the explanation that travels, told to `SQLite` and
//! `PostgreSQL` alike.

use super::{
    contract::{fill, indicator, key, on_both_databases, operator, person},
    contract_past::{Accepted, accept_all, code, country_with_rounds, percent},
};
use crate::{
    Actor, Chance, ServiceError, Services,
    drafts::Edit,
    organisations::ImportMode,
    reports::ReportEntry,
    rounds::NewRound,
    submissions::Seen,
    testing::{Engine, TestServices},
    usuals,
    values::ValueFilter,
};
use chrono::TimeDelta;
use domain::{
    access::Role, amount::Amount, entry::Entry, organisation::OrganisationKind, peers::PeerGroup, problem::Severity,
    usual::Usual,
};

on_both_databases!(
    a_figure_far_from_peers_is_asked_about_and_the_explanation_travels_with_it,
    what_is_usual_is_kept_anew_from_the_values_in_force,
    a_figure_far_from_ones_own_past_is_asked_about,
    what_servers_keep_of_the_past_is_never_old,
    what_is_usual_is_read_once_for_all_of_a_group,
    what_servers_keep_of_what_is_usual_is_never_old,
    a_round_that_is_opened_again_begins_without_what_was_usual,
    history_from_a_file_is_compared_with_at_once,
);

/// Eight of nine departments reported about 80 percent in the quarter before.
async fn usual_country(engine: Engine) -> Option<TestServices> {
    let test = country_with_rounds(engine, 9, &["2569-q4", "2570-q1"]).await?;
    let names: Vec<String> = (1..=8).map(|number| format!("d{number:03}")).collect();
    let values: Vec<Accepted<'_>> =
        names.iter().zip(76..).map(|(name, part)| (name.as_str(), "svc-e2e", percent(part), None)).collect();
    accept_all(&test.services, "2569-q4", &values).await;
    Some(test)
}

fn reporter() -> Actor {
    person(1, Role::Reporter, "d009")
}

async fn entry(test: &TestServices) -> ReportEntry {
    let report = test.services.reports().get(&reporter(), &key("d009")).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").clone()
}

async fn types(test: &TestServices, value: &str, base: &str, explanation: &str) {
    let entry_text = Entry {
        value: value.to_owned(),
        base: base.to_owned(),
        explanation: explanation.to_owned(),
        ..Entry::default()
    };
    let base_version = entry(test).await.version;
    let edit = Edit { indicator: indicator("svc-e2e"), entry: entry_text, base_version };
    let saved = test.services.drafts().save(&reporter(), &key("d009"), vec![edit]).await.expect("saved");
    assert_eq!(saved.conflicts, []);
}

fn found(entry: &ReportEntry) -> Vec<(&'static str, Severity)> {
    let there = entry.problems.iter().filter(|problem| !problem.is_missing());
    there.map(|problem| (problem.code(), problem.severity)).collect()
}

async fn a_figure_far_from_peers_is_asked_about_and_the_explanation_travels_with_it(engine: Engine) {
    let Some(test) = usual_country(engine).await else { return };
    let services = &test.services;
    fill(&test, &reporter(), "d009", "78").await;
    assert_eq!(found(&entry(&test).await), []);
    types(&test, "20", "100", "").await;
    assert_eq!(found(&entry(&test).await), [("far_from_peers", Severity::ExplainMe)]);
    let refused = services.submissions().submit(&reporter(), &key("d009"), Seen::Any).await;
    let Err(ServiceError::Problems(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.iter().map(|(_, problem)| problem.code()).collect::<Vec<_>>(), ["far_from_peers"]);
    types(&test, "20", "100", "  ระบบล่มตลอดไตรมาส\r\n").await;
    assert_eq!(found(&entry(&test).await), [("far_from_peers", Severity::Explained)]);
    services.submissions().submit(&reporter(), &key("d009"), Seen::Any).await.expect("submitted");
    services
        .submissions()
        .approve(&person(2, Role::Approver, "d009"), &key("d009"), Seen::Any)
        .await
        .expect("approved");
    let reviewer = person(3, Role::Reviewer, "th");
    let seen = services.reports().get(&reviewer, &key("d009")).await.expect("a report");
    let seen = seen.entry(&indicator("svc-e2e")).expect("an entry");
    assert_eq!(
        (found(seen), seen.entry.explanation.trim()),
        (vec![("far_from_peers", Severity::Explained)], "ระบบล่มตลอดไตรมาส")
    );
    services.submissions().accept(&reviewer, &key("d009"), Seen::Any, &[]).await.expect("accepted");

    let reader = person(9, Role::Executive, "th");
    let page = services.dashboards().organisation(&reader, &code("d009"), Some(&code("2570-q1")), 1).await;
    let strategies = page.expect("a dashboard").report.expect("a report").standing.strategies.clone();
    let own = strategies.iter().flat_map(|strategy| &strategy.indicators);
    let told: Vec<_> = own.filter(|own| !own.explanation.is_empty()).map(|own| own.explanation.as_str()).collect();
    assert_eq!(told, ["ระบบล่มตลอดไตรมาส"]);
    let filter =
        ValueFilter { round: Some(code("2570-q1")), organisation: Some(code("d009")), ..ValueFilter::default() };
    let values = services.values().list(&reader, &filter).await.expect("values").values;
    assert_eq!(values.iter().filter(|value| !value.explanation.is_empty()).count(), 1);
}

async fn what_is_usual_is_kept_anew_from_the_values_in_force(engine: Engine) {
    let Some(test) = usual_country(engine).await else { return };
    let of_kind = |kind: OrganisationKind| {
        let test = &test;
        async move {
            let mut tx = test.services.db().read().await.expect("a transaction");
            let rounds = [code("2569-q4"), code("2570-q1")];
            super::usuals::of_group(&mut tx, PeerGroup::whole(kind), &rounds).await.expect("read")
        }
    };
    let kept = of_kind(OrganisationKind::Department).await;
    let usual = Usual { median: "79.5".parse().expect("a number"), spread: Amount::whole(2), figures: 8 };
    assert_eq!(kept, [(code("2569-q4"), indicator("svc-e2e"), usual)]);
    assert_eq!(of_kind(OrganisationKind::Province).await, [], "nobody of that kind reported");

    let mut tx = test.services.db().write().await.expect("a transaction");
    super::usuals::replace(&mut tx, &code("2569-q4"), &[]).await.expect("emptied");
    tx.commit().await.expect("kept");
    assert_eq!(of_kind(OrganisationKind::Department).await, []);
    assert_eq!(usuals::rebuild_latest(&test.services).await.expect("rebuilt"), (2, 1));
    assert_eq!(of_kind(OrganisationKind::Department).await, kept);
}

async fn a_figure_far_from_ones_own_past_is_asked_about(engine: Engine) {
    let periods = ["2569-q1", "2569-q2", "2569-q3", "2569-q4", "2570-q1"];
    let Some(test) = country_with_rounds(engine, 9, &periods).await else { return };
    for (period, part) in periods.into_iter().zip([40, 42, 41, 40]) {
        accept_all(&test.services, period, &[("d009", "svc-e2e", percent(part), None)]).await;
    }
    types(&test, "60", "100", "").await;
    assert_eq!(found(&entry(&test).await), [("far_from_own", Severity::ExplainMe)]);
    types(&test, "45", "1000", "").await;
    assert_eq!(found(&entry(&test).await), [("jumped", Severity::ExplainMe), ("base_jumped", Severity::ExplainMe)]);
    types(&test, "45", "100", "").await;
    assert_eq!(found(&entry(&test).await), []);
}

async fn what_servers_keep_of_the_past_is_never_old(engine: Engine) {
    let periods = ["2569-q3", "2569-q4", "2570-q1"];
    let Some(test) = country_with_rounds(engine, 9, &periods).await else { return };
    let figures = async || {
        let entry = entry(&test).await;
        let history: Vec<_> = entry.history.iter().map(|(_, figure)| *figure).collect();
        (history, entry.past.peers.map(|usual| usual.median))
    };
    assert_eq!(figures().await, (vec![None, None], None));
    accept_all(&test.services, "2569-q3", &[("d009", "svc-e2e", percent(40), None)]).await;
    assert_eq!(figures().await, (vec![Some(Amount::whole(40)), None], None), "a report of before was accepted");
    let names: Vec<String> = (1..=8).map(|number| format!("d{number:03}")).collect();
    let values: Vec<Accepted<'_>> =
        names.iter().zip(76..).map(|(name, part)| (name.as_str(), "svc-e2e", percent(part), None)).collect();
    accept_all(&test.services, "2569-q4", &values).await;
    let usual = Some("79.5".parse().expect("a number"));
    assert_eq!(figures().await.1, usual, "what is usual was kept");
    let mut tx = test.services.db().write().await.expect("a transaction");
    super::usuals::replace(&mut tx, &code("2569-q4"), &[]).await.expect("emptied");
    tx.commit().await.expect("kept");
    assert_eq!(figures().await.1, None, "what is usual was forgotten");
}

/// What was usual of `svc-e2e` before an agency's report, as a server tells it.
async fn usual_before(services: &Services, agency: &str) -> Option<Amount> {
    let report = services.reports().get(&person(1, Role::Reporter, agency), &key(agency)).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").past.peers.map(|usual| usual.median)
}

/// Puts one median in the place of all that is usual in a round, in a transaction that is left open.
async fn keeps_median(test: &TestServices, round: &str, median: i64) -> super::Tx {
    let mut tx = test.services.db().write().await.expect("a transaction");
    let usual = Usual { median: Amount::whole(median), spread: Amount::whole(2), figures: 8 };
    let of = (PeerGroup::whole(OrganisationKind::Department), indicator("svc-e2e"));
    super::usuals::replace(&mut tx, &code(round), &[(of, usual)]).await.expect("kept");
    tx
}

async fn what_is_usual_is_read_once_for_all_of_a_group(engine: Engine) {
    let Some(test) = usual_country(engine).await else { return };
    let usual: Option<Amount> = Some("79.5".parse().expect("a number"));
    // Plans are read for the first time here.
    assert_eq!(usual_before(&test.services, "d009").await, usual);
    keeps_median(&test, "2569-q4", 50).await.commit().await.expect("kept");
    let mut counts = Vec::new();
    for agency in ["d001", "d002", "d003"] {
        super::statements::taken();
        assert_eq!(usual_before(&test.services, agency).await, Some(Amount::whole(50)), "{agency}");
        counts.push(super::statements::taken());
    }
    assert_eq!(counts, [counts[0], counts[0] - 1, counts[0] - 1], "the first one reads for the others");
    let province = test.services.reports().get(&person(1, Role::Reporter, "th-50"), &key("th-50")).await;
    let entries = province.expect("a report").entries;
    assert!(!entries.is_empty());
    assert!(entries.iter().all(|entry| entry.past.peers.is_none()), "nothing is usual among provinces");
}

async fn what_servers_keep_of_what_is_usual_is_never_old(engine: Engine) {
    let Some(test) = usual_country(engine).await else { return };
    let here = &test.services;
    let elsewhere = Services::open(&test.settings, test.clock.clone(), Chance::seeded(9)).await.expect("services");
    let usual: Option<Amount> = Some("79.5".parse().expect("a number"));
    assert_eq!((usual_before(here, "d001").await, usual_before(&elsewhere, "d001").await), (usual, usual));
    // What is taken back was never there, also for those who look meanwhile.
    let taken_back = keeps_median(&test, "2569-q4", 10).await;
    assert_eq!((usual_before(here, "d002").await, usual_before(&elsewhere, "d002").await), (usual, usual));
    drop(taken_back);
    assert_eq!((usual_before(here, "d003").await, usual_before(&elsewhere, "d003").await), (usual, usual));
    // The next keeping has the number of the one that was taken back. Of a report that was looked at, and of one that was not.
    for (median, unseen) in [(50, "d004"), (60, "d005")] {
        keeps_median(&test, "2569-q4", median).await.commit().await.expect("kept");
        let median = Some(Amount::whole(median));
        for agency in ["d001", unseen] {
            let told = (usual_before(&elsewhere, agency).await, usual_before(here, agency).await);
            assert_eq!(told, (median, median), "{agency}");
        }
    }
    // And the night of another server.
    assert_eq!(usuals::rebuild_latest(&elsewhere).await.expect("rebuilt"), (2, 1));
    assert_eq!((usual_before(here, "d006").await, usual_before(&elsewhere, "d006").await), (usual, usual));
}

async fn a_round_that_is_opened_again_begins_without_what_was_usual(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 9, &["2569-q4", "2570-q1"]).await else { return };
    let services = &test.services;
    let mut tx = services.db().read().await.expect("a transaction");
    let round = services.round_in(&mut tx, &code("2569-q4")).await.expect("a round");
    drop(tx);
    let mut tx = services.db().write().await.expect("a transaction");
    super::usuals::replace(&mut tx, &round.code, &[]).await.expect("kept");
    tx.commit().await.expect("kept");
    assert_eq!(usual_before(services, "d001").await, None);
    services.rounds().remove(&operator(), &round.code).await.expect("taken out");
    test.clock.advance(TimeDelta::seconds(1));
    let new = NewRound { plan: round.plan.clone(), period: round.period, window: round.window };
    services.rounds().open(&operator(), new).await.expect("opened again");
    keeps_median(&test, "2569-q4", 50).await.commit().await.expect("kept");
    assert_eq!(usual_before(services, "d001").await, Some(Amount::whole(50)), "kept as often as before");
    assert_eq!(usual_before(services, "d002").await, Some(Amount::whole(50)));
}

async fn history_from_a_file_is_compared_with_at_once(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 9, &["2569-q4", "2570-q1"]).await else { return };
    types(&test, "20", "100", "").await;
    assert_eq!(found(&entry(&test).await), [], "nobody to compare with yet");
    let row = |number: i64| format!("2569-q4,d{number:03},svc-e2e,{},100\n", 75 + number);
    let rows: String = (1..=8).map(row).collect();
    let file = std::io::Cursor::new(format!("round,agency,indicator,value,base\n{rows}").into_bytes());
    let values = test.services.values();
    let tried = values.import(&operator(), file.clone(), "history.csv", ImportMode::DryRun).await.expect("read");
    assert!(tried.is_ok(), "{tried:?}");
    assert_eq!(found(&entry(&test).await), [], "a dry run changes nothing");
    let taken = values.import(&operator(), file, "history.csv", ImportMode::Apply).await.expect("imported");
    assert!(taken.is_ok(), "{taken:?}");
    assert_eq!(found(&entry(&test).await), [("far_from_peers", Severity::ExplainMe)], "without waiting for a night");
}
