//! Schemes in force and scores of accepted reports, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{PLAN, accept, country, key, on_both_databases, operator, person},
    contract_past::{Accepted, accept_all, code, country_with_rounds, percent},
};
use crate::{
    Actor, ServiceError, imports,
    organisations::ImportMode,
    plans::read_plan,
    schemes::{ActivationKind, SchemeDiff},
    scores::{Before, NoScore, RoundScores},
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    ids::{NodeCode, RoundCode, SchemeCode},
    score::Scheme,
    submission::ReportKey,
};

on_both_databases!(
    a_report_is_scored_as_it_is_accepted,
    a_correction_moves_the_score,
    places_are_shared_and_need_half_of_the_agencies,
    a_body_is_compared_with_its_kind_once_half_of_them_have_a_score,
    a_year_before_is_compared_only_when_it_was_scored_alike,
    several_bodies_are_read_at_once,
    a_trial_changes_nothing_and_the_same_edition_twice_neither,
    an_edition_that_does_not_follow_is_refused,
    what_is_in_force_stays_so_where_the_plan_no_longer_has_all_that_it_reads,
    a_later_edition_counts_from_the_last_accepted_round_on,
    a_population_is_made_once,
    what_is_kept_is_checked_and_made_afresh,
    nobody_else_may_import_or_rebuild,
);

pub(super) fn reader() -> Actor {
    person(9, Role::Executive, "th")
}

const PROVENANCE: &str = "provenance = { status = \"demonstration\", source = \"test\" }";

/// The mean of two indicators, the first with a weight.
pub(super) fn scheme(edition: i32, weight: &str, normalise: &str) -> Scheme {
    imports::schemes::read(scheme_text(edition, weight, normalise).as_bytes()).expect("a scheme")
}

/// The same as it stands in its file.
pub(super) fn scheme_text(edition: i32, weight: &str, normalise: &str) -> String {
    let leaf = |indicator: &str, weight: &str| {
        format!(
            "[[node]]\ncode = \"{indicator}\"\nparent = \"whole\"\ntitle = {{ th = \"ข้อ\", en = \"part\" }}\n\
             weight = \"{weight}\"\nreads = {{ indicator = \"{indicator}\" }}\n{normalise}\nmissing = \"exclude\"\n{PROVENANCE}\n"
        )
    };
    format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"mean\"\nedition = {edition}\n\
         title = {{ th = \"ค่าเฉลี่ย\", en = \"Mean\" }}\ndescription = {{ th = \"ค่าเฉลี่ย\", en = \"Mean\" }}\n\
         rounding = {{ decimals = 1 }}\n{PROVENANCE}\n\
         [[node]]\ncode = \"whole\"\ntitle = {{ th = \"ทั้งหมด\", en = \"Whole\" }}\ncombines = {{ by = \"arithmetic\" }}\n\
         {PROVENANCE}\n{}{}",
        leaf("svc-e2e", weight),
        leaf("data-catalog", "1"),
    )
}

pub(super) async fn import(test: &TestServices, scheme: Scheme, mode: ImportMode) -> SchemeDiff {
    let plan = code("dgp-2566");
    test.services.schemes().import(&operator(), scheme, Some(&plan), mode).await.expect("imported")
}

async fn scores(test: &TestServices, round: &str) -> RoundScores {
    let (scheme, round) = (code::<SchemeCode>("mean"), code::<RoundCode>(round));
    test.services.scores().of_round(&reader(), &scheme, &round).await.expect("scores")
}

/// Bodies with their scores, each with its place.
async fn shown(test: &TestServices, round: &str) -> Vec<String> {
    let scores = scores(test, round).await;
    let line = |(kept, place): &(crate::scores::KeptScore, Option<domain::ranking::Place>)| {
        let score = match &kept.outcome {
            Ok(score) => score.published.to_string(),
            Err(NoScore::Absent(absence)) => absence.code().to_owned(),
            Err(NoScore::Fault(fault)) => fault.to_string(),
        };
        let place = place
            .map_or_else(String::new, |place| format!(" {}{}", place.number, if place.is_shared { "=" } else { "" }));
        format!("{} {score}{place}", kept.organisation)
    };
    scores.bodies.iter().map(line).collect()
}

/// All that is kept agrees with what is made afresh.
async fn agrees(test: &TestServices) {
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
}

pub(super) async fn accept_percents(test: &TestServices, round: &str, percents: &[(&str, i64)]) {
    let values: Vec<Accepted<'_>> =
        percents.iter().map(|(agency, part)| (*agency, "svc-e2e", percent(*part), None)).collect();
    accept_all(&test.services, round, &values).await;
}

async fn a_report_is_scored_as_it_is_accepted(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    assert!(shown(&test, "2570-q1").await.is_empty());
    let verified = Verified { indicator: code("svc-e2e"), value: "20".to_owned(), base: "100".to_owned() };
    accept(&test, "one", "40", &[verified]).await;
    agrees(&test).await;
    let mean: SchemeCode = code("mean");
    let score = test.services.scores().of_body(&reader(), &mean, &key("one")).await.expect("a score");
    let derivation = score.derivation.expect("a derivation");
    // Three parts of what was verified and one of what was reported, where it is asked.
    let root = &derivation.root;
    let service = root.find(&code::<NodeCode>("svc-e2e")).expect("a node");
    assert_eq!(service.value, Some(code("20")));
    assert!(service.given.as_ref().is_some_and(|given| given.baseline.is_some() && given.target.is_some()));
    assert_eq!(score.kept.outcome.as_ref().ok().map(|score| score.full), derivation.score);
    assert!(derivation.score.is_some() && score.may_read_report);
    let of_report = test.services.scores().of_report(&reader(), &key("one")).await.expect("scores");
    assert_eq!(of_report.len(), 1);
    assert_eq!(of_report[0].1.as_ref(), Some(&score.kept));
    let none = test.services.scores().of_body(&reader(), &mean, &key("two")).await;
    assert!(matches!(none, Err(ServiceError::NotFound("score"))), "{none:?}");
}

async fn a_correction_moves_the_score(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    accept(&test, "one", "40", &[]).await;
    assert_eq!(shown(&test, "2570-q1").await, ["one 40 1"]);
    let reviewer = person(3, Role::Reviewer, "th");
    let submissions = test.services.submissions();
    submissions.correct(&reviewer, &key("one"), Seen::Any, "ตรวจใหม่").await.expect("reopened");
    assert_eq!(shown(&test, "2570-q1").await, ["one 40 1"]);
    accept(&test, "one", "60", &[]).await;
    assert_eq!(shown(&test, "2570-q1").await, ["one 60 1"]);
    assert_eq!(scores(&test, "2570-q1").await.bodies[0].0.revision, 2);
    agrees(&test).await;
}

async fn places_are_shared_and_need_half_of_the_agencies(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 7, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    // Seven departments and one province owe a report.
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 70), ("d003", 70)]).await;
    assert_eq!(shown(&test, "2570-q1").await, ["d002 70", "d003 70", "d001 50"]);
    accept_percents(&test, "2570-q1", &[("d004", 20)]).await;
    assert_eq!(shown(&test, "2570-q1").await, ["d002 70 1=", "d003 70 1=", "d001 50 3", "d004 20 4"]);
    let coverage = scores(&test, "2570-q1").await.coverage;
    assert_eq!((coverage.contributors, coverage.expected), (4, 8));
    agrees(&test).await;
}

fn of(round: &str, agency: &str) -> ReportKey {
    ReportKey { round: code(round), agency: code(agency) }
}

async fn a_body_is_compared_with_its_kind_once_half_of_them_have_a_score(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 7, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 70), ("d003", 70)]).await;
    let scores = test.services.scores();
    let peers = scores.of_body(&reader(), &code("mean"), &of("2570-q1", "d001")).await.expect("a score").peers;
    assert_eq!((peers.coverage.contributors, peers.coverage.expected), (3, 7), "the province is of another kind");
    assert!(peers.place.is_none() && peers.spread.is_none() && peers.pillars.iter().all(Option::is_none));
    accept_percents(&test, "2570-q1", &[("d004", 20)]).await;
    let peers = scores.of_body(&reader(), &code("mean"), &of("2570-q1", "d001")).await.expect("a score").peers;
    let spread = peers.spread.expect("four of seven are enough");
    assert_eq!((peers.place.map(|place| place.number), spread.count), (Some(3), 4));
    assert_eq!((spread.lowest, spread.median, spread.highest), (code("20"), code("60"), code("70")));
    assert_eq!(peers.scores, ["20", "50", "70", "70"].map(code));
    assert_eq!(peers.pillars.first().copied().flatten(), Some(code("60")));
    assert!(matches!(peers.before, Before::Nothing), "{:?}", peers.before);
}

async fn a_year_before_is_compared_only_when_it_was_scored_alike(engine: Engine) {
    let rounds = ["2569-q1", "2569-q4", "2570-q1"];
    let Some(test) = country_with_rounds(engine, 2, &rounds).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    for (round, percent) in [("2569-q1", 30), ("2569-q4", 40), ("2570-q1", 50)] {
        accept_percents(&test, round, &[("d001", percent)]).await;
    }
    let scores = test.services.scores();
    let before = scores.of_body(&reader(), &code("mean"), &of("2570-q1", "d001")).await.expect("a score").peers.before;
    let Before::Comparable { round, kept } = before else { panic!("{before:?}") };
    assert_eq!(round.code, code("2569-q1"), "the same quarter, not the last one");
    assert_eq!(kept.outcome.expect("a score").full, code("30"));
    let none = scores.of_body(&reader(), &code("mean"), &of("2569-q4", "d001")).await.expect("a score").peers.before;
    assert!(matches!(none, Before::Nothing), "{none:?}");
}

async fn several_bodies_are_read_at_once(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 3, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 70)]).await;
    let mut tx = test.services.db().read().await.expect("storage");
    let of_bodies = async |tx: &mut crate::store::Tx, bodies: &[&str]| -> Vec<String> {
        let bodies: Vec<_> = bodies.iter().map(|body| code(body)).collect();
        let kept = crate::store::scores::of_bodies(tx, &code("2570-q1"), &bodies).await.expect("scores");
        kept.into_iter().map(|kept| kept.organisation.to_string()).collect()
    };
    assert_eq!(of_bodies(&mut tx, &["d002", "d001", "d003", "nobody"]).await, ["d001", "d002"]);
    assert!(of_bodies(&mut tx, &[]).await.is_empty());
}

async fn a_trial_changes_nothing_and_the_same_edition_twice_neither(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 70)]).await;
    let tried = import(&test, scheme(1, "3", ""), ImportMode::DryRun).await;
    assert_eq!((tried.nodes.added.len(), tried.moved.len(), tried.unmoved), (3, 2, 0));
    assert_eq!(tried.round, Some(code("2570-q1")));
    assert_eq!((tried.coverage.contributors, tried.coverage.expected), (2, 3));
    assert_eq!((tried.activation, tried.unanswered.clone()), (Some(ActivationKind::New), vec![code("data-catalog")]));
    let absent = test.services.scores().of_round(&reader(), &code("mean"), &code("2570-q1")).await;
    assert!(matches!(absent, Err(ServiceError::NotFound("scheme"))), "{absent:?}");
    assert_eq!(import(&test, scheme(1, "3", ""), ImportMode::Apply).await, tried);
    assert_eq!(shown(&test, "2570-q1").await, ["d002 70 1", "d001 50 2"]);
    let again = import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    assert_eq!((again.nodes.unchanged, again.moved.len()), (3, 0));
    let log = test.services.audit().page(&operator(), Some("scheme/mean/1"), None, 10).await.expect("the log");
    assert_eq!(log.links.len(), 1);
    assert_eq!(log.links[0].event.action, "schemes.import");
}

async fn an_edition_that_does_not_follow_is_refused(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 1, &["2570-q1"]).await else { return };
    let plan = code("dgp-2566");
    let code_of = |refused: Result<SchemeDiff, ServiceError>| refused.expect_err("refused").code().to_owned();
    let schemes = test.services.schemes();
    let actor = operator();
    let try_import = |scheme: Scheme| schemes.import(&actor, scheme, Some(&plan), ImportMode::Apply);
    assert_eq!(code_of(try_import(scheme(2, "3", "")).await), "scheme_edition_not_next");
    try_import(scheme(1, "3", "")).await.expect("imported");
    assert_eq!(code_of(try_import(scheme(1, "4", "")).await), "scheme_edition_exists");
    try_import(scheme(2, "4", "")).await.expect("imported");
    assert_eq!(code_of(try_import(scheme(1, "3", "")).await), "scheme_edition_superseded");
    let egdi = include_bytes!("../../../reference/schemes/un-egdi.toml");
    let egdi = imports::schemes::read(egdi).expect("a scheme");
    assert_eq!(code_of(try_import(egdi.clone()).await), "scheme_reads_nothing");
    let misspelt = scheme_text(3, "3", "").replacen("indicator = \"svc-e2e\"", "indicator = \"svc-e3e\"", 1);
    let unknown = imports::schemes::read(misspelt.as_bytes()).expect("a scheme");
    assert_eq!(code_of(try_import(unknown.clone()).await), "scheme_reads_unknown");
    let tried = schemes.import(&actor, unknown, Some(&plan), ImportMode::DryRun).await.expect("tried");
    assert_eq!((tried.activation, tried.unknown), (Some(ActivationKind::Unknown), vec![code("svc-e3e")]));
    let kept = schemes.import(&actor, egdi, None, ImportMode::Apply).await.expect("kept without a plan");
    assert_eq!(kept.round, None);
}

async fn what_is_in_force_stays_so_where_the_plan_no_longer_has_all_that_it_reads(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    let without = PLAN.replacen("code = \"data-catalog\"", "code = \"data-catalogue\"", 1);
    let later = read_plan(&without.replacen("version = 1", "version = 2", 1)).expect("a plan");
    test.services.plans().import(&operator(), later, ImportMode::Apply).await.expect("imported");
    for mode in [ImportMode::DryRun, ImportMode::Apply] {
        let again = import(&test, scheme(1, "3", ""), mode).await;
        assert_eq!((again.activation, again.unknown), (Some(ActivationKind::InForce), vec![code("data-catalog")]));
        assert_eq!(again.moved, []);
    }
    let log = test.services.audit().page(&operator(), Some("scheme/mean/1"), None, 10).await.expect("the log");
    assert_eq!(log.links.len(), 1, "nothing was done again");
    let plan = code("dgp-2566");
    let next = test.services.schemes().import(&operator(), scheme(2, "4", ""), Some(&plan), ImportMode::Apply).await;
    assert_eq!(next.expect_err("refused").code(), "scheme_reads_unknown");
}

async fn a_later_edition_counts_from_the_last_accepted_round_on(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2569-q3", "2569-q4", "2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    for round in ["2569-q3", "2569-q4"] {
        accept_all(
            &test.services,
            round,
            &[
                ("d001", "svc-e2e", percent(50), None),
                ("d001", "data-catalog", percent(90), None),
                ("d002", "svc-e2e", percent(70), None),
            ],
        )
        .await;
    }
    assert_eq!(shown(&test, "2569-q4").await, ["d002 70 1", "d001 60 2"]);
    let tried = import(&test, scheme(2, "1", ""), ImportMode::DryRun).await;
    assert_eq!((tried.nodes.changed.len(), tried.nodes.unchanged), (1, 2));
    assert_eq!(tried.round, Some(code("2569-q4")));
    // Equal weights lift the one that reported both, so that the two share the first place.
    let moved: Vec<_> = tried.moved.iter().map(|moved| moved.organisation.to_string()).collect();
    assert_eq!((moved, tried.unmoved), (vec!["d001".to_owned(), "d002".to_owned()], 0));
    import(&test, scheme(2, "1", ""), ImportMode::Apply).await;
    assert_eq!(shown(&test, "2569-q3").await, ["d002 70 1", "d001 60 2"]);
    assert_eq!(shown(&test, "2569-q4").await, ["d001 70 1=", "d002 70 1="]);
    let edition = |scores: &RoundScores| scores.scheme.head().edition;
    assert_eq!((edition(&scores(&test, "2569-q3").await), edition(&scores(&test, "2570-q1").await)), (1, 2));
    agrees(&test).await;
}

async fn a_population_is_made_once(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2569-q4", "2570-q1"]).await else { return };
    let compared = || scheme(1, "1", "normalise = { by = \"min_max\", scale = \"100\" }");
    let empty = import(&test, compared(), ImportMode::Apply).await;
    assert_eq!(empty.population, None);
    accept_percents(&test, "2569-q4", &[("d001", 20), ("d002", 60), ("d003", 40)]).await;
    let without = ["d001 children_missing", "d002 children_missing", "d003 children_missing"];
    assert_eq!(shown(&test, "2569-q4").await, without);
    let made = import(&test, compared(), ImportMode::Apply).await;
    assert_eq!(made.population, Some(("2569-q4".to_owned(), 3)));
    assert_eq!(shown(&test, "2569-q4").await, ["d002 100 1", "d003 50 2", "d001 0 3"]);
    // A body beyond the ends of the population changes nobody.
    accept_percents(&test, "2570-q1", &[("d001", 20), ("d004", 80), ("d002", 60)]).await;
    assert_eq!(shown(&test, "2570-q1").await, ["d004 150 1", "d002 100 2", "d001 0 3"]);
    assert_eq!(import(&test, compared(), ImportMode::Apply).await.population, None);
    assert_eq!(scores(&test, "2570-q1").await.population.name, "2569-q4");
    agrees(&test).await;
}

async fn what_is_kept_is_checked_and_made_afresh(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 3, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 70)]).await;
    let (round, mean): (RoundCode, SchemeCode) = (code("2570-q1"), code("mean"));
    let mut tx = test.services.db().write().await.expect("a transaction");
    let mut kept = super::scores::of_round(&mut tx, &round, &mean).await.expect("kept");
    kept.truncate(1);
    kept[0].revision = 7;
    super::scores::clear(&mut tx, &round, &mean).await.expect("cleared");
    super::scores::save(&mut tx, &kept).await.expect("saved");
    tx.commit().await.expect("committed");
    let found = test.services.scores().check(&operator()).await.expect("checked");
    let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
    assert_eq!(places, ["mean d001", "mean d002"]);
    test.services.scores().rebuild(&operator()).await.expect("rebuilt");
    agrees(&test).await;
    assert_eq!(shown(&test, "2570-q1").await, ["d002 70 1", "d001 50 2"]);
}

async fn nobody_else_may_import_or_rebuild(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    for role in [Role::Executive, Role::Reporter, Role::Approver] {
        let actor = person(5, role, "one");
        let refused = services.schemes().import(&actor, scheme(1, "1", ""), None, ImportMode::DryRun).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{role:?}: {refused:?}");
        assert!(matches!(services.scores().rebuild(&actor).await, Err(ServiceError::Forbidden)), "{role:?}");
        assert!(matches!(services.scores().check(&actor).await, Err(ServiceError::Forbidden)), "{role:?}");
    }
    let key = ReportKey { round: code("2570-q1"), agency: code("one") };
    let absent = services.scores().of_body(&reader(), &code("mean"), &key).await;
    assert!(matches!(absent, Err(ServiceError::NotFound("scheme"))), "{absent:?}");
}
