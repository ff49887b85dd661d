//! Running totals in snapshots that were signed before they began anew each year: what was signed stays true.

use super::{fixtures::*, *};
use crate::{
    amount::Amount,
    entry::Applicability,
    indicator::{Indicator, Measure, Polarity},
    score::Scheme,
    trajectory::{Interpolation, Milestone},
};

const SCHEME: &str = r#"{
    "format": "tidtam-scheme/1",
    "scheme": { "code": "within", "edition": 1, "title": { "th": "ชื่อ" }, "description": { "th": "คำ" },
        "rounding": { "decimals": 2 }, "provenance": { "status": "demonstration", "source": "test" } },
    "node": [
        { "code": "all", "title": { "th": "ชื่อ" }, "combines": { "by": "arithmetic" },
          "provenance": { "status": "demonstration", "source": "test" } },
        { "code": "total", "parent": "all", "title": { "th": "ชื่อ" }, "reads": { "indicator": "total" },
          "normalise": { "by": "target_distance", "from": { "way": "0" }, "to": { "way": "1" }, "scale": "100" },
          "provenance": { "status": "demonstration", "source": "test" } }
    ]
}"#;

/// A country in which everybody has done 3 within the first quarter of a year that is to come to 16, after one of 12.
fn country() -> Country {
    let mut country = Country::new();
    let uptime = country.frame.plan.indicator(&read("svc-uptime")).expect("it is asked").clone();
    let provenance = uptime.provenance.clone();
    let milestone = |year: i32, value| Milestone {
        fiscal_year: year.try_into().expect("a year"),
        value: Amount::whole(value),
        provenance: provenance.clone(),
    };
    country.frame.plan.indicators.push(Indicator {
        code: read("total"),
        measure: Measure::Cumulative,
        polarity: Polarity::Higher,
        range: None,
        baseline: Some(milestone(2566, 12)),
        targets: vec![milestone(2567, 16)],
        interpolation: Interpolation::Linear,
        ..uptime
    });
    let template = country.value("a", "svc-uptime").clone();
    for report in country.reports.iter_mut().filter(|report| !report.values.is_empty()) {
        report.values.push(ReportedValue {
            indicator: read("total"),
            applicability: Applicability::Applies,
            reported: Some(Parts { value: Amount::whole(3), base: None }),
            verified: None,
            ..template.clone()
        });
        report.values.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    }
    let scheme: Scheme = serde_json::from_str(SCHEME).expect("a scheme");
    country.frame.compared.push(Compared::new(scheme, None));
    country
}

/// The score of the scheme above in the first report.
fn score(file: &[u8]) -> String {
    let reports = lines(file).into_iter();
    let mut reports = reports.filter_map(|line| if let Line::Report(report) = line { Some(*report) } else { None });
    let report = reports.next().expect("a report");
    let score = report.scores.into_iter().find(|score| score.scheme.as_str() == "within").expect("a score");
    let Outcome::Scored(score) = score.outcome else { panic!("it is scored") };
    score.published.to_string()
}

#[test]
fn a_running_total_is_scored_by_what_is_expected_of_it_within_its_year() {
    let country = country();
    let file = country.snapshot();
    // 92 of 366 days of 16 are 4.0219, of which 3 are 74.59 of a hundred.
    assert_eq!(score(&file), "74.59");
    assert!(!country.verified(&file).expect("it is true").is_earlier);
}

#[test]
fn what_was_signed_before_running_totals_began_anew_stays_true() {
    let country = country();
    let file = country.snapshot_of(|report| country.frame.completed_unbroken(report));
    assert_eq!(score(&file), "0", "3 are less than the 12 of the year before");
    let verified = country.verified(&file).expect("it stays true");
    assert!(verified.is_earlier, "and is told apart from what is signed now");
}

#[test]
fn no_score_that_neither_rule_gives_goes_through() {
    let country = country();
    for file in [country.snapshot(), country.snapshot_of(|report| country.frame.completed_unbroken(report))] {
        let mut lines = lines(&file);
        for line in &mut lines {
            let Line::Report(report) = line else { continue };
            for score in report.scores.iter_mut().filter(|score| score.scheme.as_str() == "within") {
                let Outcome::Scored(score) = &mut score.outcome else { continue };
                (score.full, score.published) = (Amount::whole(50), Amount::whole(50));
            }
        }
        let broken = country.verified(&country.signed(&lines)).expect_err("refused");
        assert_eq!(broken.damage, Damage::Score { body: read("a"), scheme: read("within") });
    }
}

#[test]
fn what_another_rule_alone_did_to_scores_is_told_so() {
    let country = country();
    let before = country.snapshot_of(|report| country.frame.completed_unbroken(report));
    let of = |file: &[u8]| lines(file).into_iter().map(Ok::<_, String>);
    let found = diff(of(&before), of(&country.snapshot())).expect("a difference");
    let own: Vec<_> = found.scores.shown.iter().filter(|change| change.scheme.as_str() == "within").collect();
    assert_eq!(own.len(), AGENCIES.len() - 1, "all but the one that has only begun");
    assert!(own.iter().all(|change| change.causes == [Cause::Rule]), "{own:?}");
}

#[test]
fn a_running_total_by_steps_is_scored_by_what_its_year_comes_to() {
    let mut country = country();
    country.frame.plan.indicators.last_mut().expect("the total").interpolation = Interpolation::Step;
    let file = country.snapshot();
    assert_eq!(score(&file), "18.75", "3 of 16, and not none before the year ends");
    assert!(!country.verified(&file).expect("it is true").is_earlier);
}
