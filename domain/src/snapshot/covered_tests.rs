//! Orders under a scheme that reads what is asked of one kind of bodies alone: only they are missed, and what was signed before stays true.

use super::{fixtures::*, *};
use crate::{organisation::OrganisationKind, ranking::Coverage};

const SCHEME: &str = "uptime";
const ASKED: [&str; 2] = ["staff-digital-skills", "svc-uptime"];

/// A country of seven agencies that owe a report, of which two are provinces; what one of the schemes reads is asked of them alone.
fn country() -> Country {
    let is_province = |body: &str| ["a", "b"].contains(&body);
    let mut country = Country::new();
    for body in country.bodies.iter_mut().filter(|body| is_province(body.code.as_str())) {
        body.kind = OrganisationKind::Province;
    }
    for indicator in country.frame.plan.indicators.iter_mut().filter(|it| ASKED.contains(&it.code.as_str())) {
        indicator.reporters = vec![OrganisationKind::Province];
    }
    for report in country.reports.iter_mut().filter(|it| !is_province(it.body.as_str()) && !it.values.is_empty()) {
        report.values.retain(|value| !ASKED.contains(&value.indicator.as_str()));
        report.not_asked = ASKED.map(read).to_vec();
    }
    country
}

/// The order under that scheme.
fn ranking(lines: &mut [Line]) -> &mut Ranking {
    for line in lines {
        if let Line::Ranking(ranking) = line
            && ranking.scheme.as_str() == SCHEME
        {
            return ranking;
        }
    }
    panic!("no order")
}

#[test]
fn only_who_is_asked_is_missed_in_an_order() {
    let country = country();
    let file = country.snapshot();
    let mut lines = lines(&file);
    let order = ranking(&mut lines);
    assert_eq!(order.coverage, Coverage { contributors: 2, expected: 2 });
    assert_eq!(order.places.len(), 2, "all who are asked have a place");
    assert!(!country.verified(&file).expect("it is true").is_earlier);
}

#[test]
fn an_order_that_was_signed_before_stays_true_and_no_other_goes_through() {
    let country = country();
    let with = |expected, places: bool| {
        let mut lines = lines(&country.snapshot());
        let order = ranking(&mut lines);
        order.coverage.expected = expected;
        order.places.retain(|_| places);
        country.verified(&country.signed(&lines)).map_err(|broken| broken.damage)
    };
    assert!(with(7, false).expect("two of seven were too few for places").is_earlier);
    for (expected, places) in [(7, true), (2, false), (3, true)] {
        assert_eq!(with(expected, places).expect_err("refused"), Damage::Ranking, "{expected} {places}");
    }
}
