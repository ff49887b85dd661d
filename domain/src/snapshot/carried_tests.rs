use super::{
    super::{fixtures::*, *},
    *,
};
use crate::amount::Amount;

/// As in `tests.rs`: another hash here is another format.
const GOLDEN: &str = "be6a531a116fbe9a4c9c2ec085ed292587e4eccda09eff32eff8b0ba1b9c26ea";

/// The country in a quarter in which the budget is not asked for: the answer of the year before holds for all but one, which
/// was not asked.
fn country() -> Country {
    let mut country = Country::new();
    for report in &mut country.reports {
        let budget = report.values.iter().position(|value| value.indicator.as_str() == "budget-disbursed");
        let Some(value) = budget.map(|place| report.values.remove(place)) else { continue };
        if report.body.as_str() == "f" {
            report.not_asked.push(value.indicator);
        } else {
            report.carried.push(Carried { from: origin("2566-q4"), value });
        }
    }
    country
}

fn origin(period: &str) -> Origin {
    Origin { round: read(period), period: read(period) }
}

/// What is found when a signed report says something else.
fn lie(body: &str, change: impl Fn(&mut Report)) -> Option<Damage> {
    let country = country();
    let mut lines = lines(&country.snapshot());
    for line in &mut lines {
        if let Line::Report(report) = line
            && report.body.as_str() == body
        {
            change(report);
        }
    }
    country.verified(&country.signed(&lines)).map_err(|broken| broken.damage).err()
}

#[test]
fn scores_are_computed_again_from_what_is_carried() {
    let country = country();
    let file = country.snapshot();
    let verified = country.verified(&file).expect("whole");
    assert_eq!(verified.values, 42, "six bodies have one value less: what is carried is none of the round");
    assert_eq!(Hash::of(&file).to_string(), GOLDEN);
    let reports: Vec<Report> = lines(&file)
        .into_iter()
        .filter_map(|line| if let Line::Report(report) = line { Some(*report) } else { None })
        .collect();
    let budget = |report: &Report| {
        let nodes = report.scores.iter().flat_map(|score| &score.nodes);
        let node =
            nodes.filter(|node| node.node.as_str() == "budget-disbursed").map(|node| node.absence.clone()).next();
        node.expect("the node")
    };
    assert_eq!(budget(&reports[0]), None);
    assert_eq!(budget(&reports[5]), Some(crate::score::Absence::NotAsked));
    assert!(reports[0].carried[0].value.figure.is_some() && reports[0].carried[0].value.trust.is_none());
}

#[test]
fn a_signed_lie_about_what_is_carried_is_found() {
    let body = || read("b");
    let score = Some(Damage::Score { body: body(), scheme: read("plan-achievement-opdc") });
    assert_eq!(lie("b", |_| {}), None);
    assert_eq!(lie("b", |report| report.carried.clear()), score);
    let other = |report: &mut Report| report.carried[0].value.figure = Some(Amount::whole(77));
    assert_eq!(lie("b", other), Some(Damage::Figure { body: body() }));
    let parts = |report: &mut Report| {
        report.carried[0].value.reported = Some(Parts { value: Amount::ONE, base: Some(Amount::whole(2)) });
    };
    assert_eq!(lie("b", parts), Some(Damage::Figure { body: body() }));
    assert_eq!(lie("b", |report| report.carried[0].value.revision = 9), Some(Damage::Provenance));
}

#[test]
fn what_cannot_be_carried_is_refused() {
    let stray = Some(Damage::Stray);
    for from in ["2566-q3", "2565-q4", "2567-q1", "2566", "2566-m12", "2567-q4"] {
        assert_eq!(lie("b", |report| report.carried[0].from = origin(from)), stray, "{from}");
    }
    let twice = |report: &mut Report| report.carried.push(report.carried[0].clone());
    assert_eq!(lie("b", twice), stray);
    let asked = |report: &mut Report| {
        let value = report.values.remove(0);
        report.carried.insert(0, Carried { from: origin("2566-q4"), value });
    };
    assert_eq!(lie("b", |report| report.carried[0].value.indicator = read("svc-uptime")), stray);
    assert_eq!(lie("b", |report| report.carried[0].value.indicator = read("unknown")), stray);
    assert_eq!(lie("b", |report| report.not_asked = vec![read("budget-disbursed")]), stray, "carried as well");
    assert_eq!(lie("f", |report| report.not_asked = vec![read("svc-uptime")]), stray, "it is asked in every quarter");
    assert_eq!(lie("f", |report| report.not_asked.push(read("budget-disbursed"))), stray);
    assert_eq!(lie("g", |report| report.not_asked = vec![read("budget-disbursed")]), stray, "it has no values");
    // An annual answer that stands among the values of the round itself needs no other.
    assert_ne!(lie("b", asked), None);
}

#[test]
fn files_of_before_verify_as_they_did() {
    let mut country = country();
    for report in &mut country.reports {
        (report.carried, report.not_asked) = (Vec::new(), Vec::new());
    }
    let file = country.snapshot();
    assert!(!String::from_utf8_lossy(&file).contains("\"carried\""), "what is empty is left out");
    let Some(Line::Report(report)) = lines(&file).into_iter().find(|line| line.part() == Part::Report) else {
        panic!("a report")
    };
    let nodes = report.scores.iter().flat_map(|score| &score.nodes);
    let budget = nodes.filter(|node| node.node.as_str() == "budget-disbursed").find_map(|node| node.absence.clone());
    assert_eq!(budget, Some(crate::score::Absence::NotReported), "as scores were made then");
    assert!(country.verified(&file).is_ok());
}

#[test]
fn what_is_asked_of_another_kind_alone_was_not_asked() {
    let mut country = Country::new();
    for indicator in country.frame.plan.indicators.iter_mut().filter(|indicator| indicator.code.as_str() == "svc-e2e") {
        indicator.reporters = vec![OrganisationKind::Province];
    }
    for report in &mut country.reports {
        let given = report.values.iter().position(|value| value.indicator.as_str() == "svc-e2e");
        report.not_asked.extend(given.map(|place| report.values.remove(place).indicator));
    }
    let file = country.snapshot();
    let said =
        lines(&file).into_iter().filter(|line| matches!(line, Line::Report(report) if !report.not_asked.is_empty()));
    assert_eq!(said.count(), 6);
    assert!(country.verified(&file).is_ok());
    // Of a body of the kind that is asked it is no truth.
    for body in country.bodies.iter_mut().filter(|body| body.code.as_str() == "c") {
        body.kind = OrganisationKind::Province;
    }
    let broken = country.verified(&country.snapshot()).map_err(|broken| broken.damage);
    assert_eq!(broken.err(), Some(Damage::Stray));
}

#[test]
fn only_what_has_a_value_in_one_of_two_is_told_as_a_value_that_changed() {
    let differing = |before: &Country, after: &Country| {
        let (before, after) = (lines(&before.snapshot()), lines(&after.snapshot()));
        let of = |lines: Vec<Line>| lines.into_iter().map(Ok::<_, String>);
        diff(of(before), of(after)).expect("a difference")
    };
    let causes = |found: Diff, scheme: &str, body: &str| {
        let is_its = |change: &ScoreChange| change.scheme.as_str() == scheme && change.body.as_str() == body;
        found.scores.shown.into_iter().find(is_its).map(|change| change.causes)
    };
    // Neither has a value: one says that it was not asked, the other counts nothing for it.
    let uptime = |not_asked: &[&str]| {
        let mut country = Country::new();
        for report in country.reports.iter_mut().filter(|report| report.body.as_str() == "f") {
            report.values.retain(|value| value.indicator.as_str() != "svc-uptime");
            report.not_asked = not_asked.iter().map(|code| read(code)).collect();
        }
        country
    };
    let found = differing(&uptime(&[]), &uptime(&["svc-uptime"]));
    assert_eq!(causes(found, "uptime", "f"), Some(vec![Cause::Asked]));
    let after = country();
    // Another answer of the year before is another value, with and without others of the round.
    let mut before = country();
    for report in before.reports.iter_mut().filter(|report| report.body.as_str() == "b") {
        report.carried.clear();
    }
    let budget: IndicatorCode = read("budget-disbursed");
    assert_eq!(
        causes(differing(&before, &after), "plan-achievement-opdc", "b"),
        Some(vec![Cause::Values(vec![budget.clone()])])
    );
    // Of a body that had reported nothing, what it reported since is told, and nothing that it was not asked.
    let mut before = country();
    for report in before.reports.iter_mut().filter(|report| report.body.as_str() == "f") {
        report.values.clear();
        report.not_asked.clear();
    }
    let Some(causes) = causes(differing(&before, &after), "plan-achievement-opdc", "f") else {
        panic!("it has a score since")
    };
    let [Cause::Values(told)] = &causes[..] else { panic!("{causes:?}") };
    assert!(!told.is_empty() && !told.contains(&budget), "{told:?}");
}
