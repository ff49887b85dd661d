//! When a target is at risk: reached or not, in each direction, and whichever way the figure goes.

use super::*;

fn outcome(polarity: Polarity, target: i64, figures: &[i64]) -> Outcome {
    let mut indicator = unbounded(target);
    indicator.polarity = polarity;
    forecast(&indicator, figures).outcome().expect("an end")
}

/// Whether it is at risk, and which way it leaves a target that it reaches now; neither where the past refutes the method.
fn risk(polarity: Polarity, target: i64, figures: &[i64]) -> (bool, Option<Drift>) {
    let mut indicator = unbounded(target);
    indicator.polarity = polarity;
    let outcome = forecast(&indicator, figures).outcome();
    outcome.map_or((false, None), |outcome| (outcome.is_at_risk(), outcome.drift()))
}

#[test]
fn a_target_that_is_not_reached_is_at_risk_where_the_forecast_misses_it() {
    let outcome = outcome(Polarity::Higher, 30, &[10, 13, 12, 16, 18]);
    assert_eq!((outcome.is_reached, outcome.prospect), (false, Prospect::Doubtful));
    assert_eq!((outcome.is_at_risk(), outcome.drift()), (true, None));
    assert_eq!(risk(Polarity::Higher, 30, &[10, 12, 14, 16, 18]), (true, None), "out of reach");
    assert_eq!(risk(Polarity::Higher, 26, &[10, 12, 14, 16, 18]), (false, None), "it comes there");
    assert_eq!(risk(Polarity::Lower, 10, &[30, 28, 26, 24, 22]), (true, None));
    assert_eq!(risk(Polarity::Lower, 10, &[40, 35, 30, 25, 20]), (false, None));
}

#[test]
fn a_target_that_is_reached_is_not_at_risk_while_the_interval_still_meets_it() {
    // 74 is expected, between 62 and 96.
    let outcome = outcome(Polarity::Higher, 80, &[90, 87, 88, 84, 82]);
    assert_eq!((outcome.is_reached, outcome.prospect), (true, Prospect::Doubtful));
    assert_eq!((outcome.is_at_risk(), outcome.drift()), (false, Some(Drift::Falling)));
    // 26 is expected, between 4 and 38.
    assert_eq!(risk(Polarity::Lower, 20, &[10, 13, 12, 16, 18]), (false, Some(Drift::Rising)));
    assert_eq!(risk(Polarity::Higher, 90, &[97, 97, 97, 97, 97]), (false, None), "it stays there");
}

#[test]
fn a_target_that_is_reached_is_at_risk_once_nothing_in_the_interval_meets_it() {
    let falling = outcome(Polarity::Higher, 94, &[100, 99, 98, 97, 96]);
    assert_eq!(falling.at_goal.highest.rounded(9), Amount::whole(92));
    assert_eq!((falling.is_reached, falling.is_at_risk(), falling.drift()), (true, true, Some(Drift::Falling)));
    assert_eq!(risk(Polarity::Lower, 15, &[10, 11, 12, 13, 14]), (true, Some(Drift::Rising)));
    let range = || Polarity::Within([40, 50].map(Amount::whole));
    assert_eq!(risk(range(), 45, &[42, 44, 46, 48, 50]), (true, Some(Drift::Rising)));
    assert_eq!(risk(range(), 45, &[48, 46, 44, 42, 40]), (true, Some(Drift::Falling)));
    assert_eq!(risk(range(), 45, &[41, 42, 43, 44, 45]), (false, None));
}

#[test]
fn a_figure_that_alone_reaches_the_target_is_not_said_to_fall() {
    assert_eq!(risk(Polarity::Higher, 90, &[80, 80, 80, 80, 97]), (false, Some(Drift::Alone)));
    assert_eq!(risk(Polarity::Lower, 10, &[20, 20, 20, 20, 3]), (false, Some(Drift::Alone)));
}

proptest! {
    #[test]
    fn whether_more_or_less_is_better_makes_no_other_rule(figures in proptest::collection::vec(-100i64..100, 5..12), target in -100i64..100) {
        let mirrored: Vec<i64> = figures.iter().map(|figure| -figure).collect();
        let (risk_up, drift_up) = risk(Polarity::Higher, target, &figures);
        let (risk_down, drift_down) = risk(Polarity::Lower, -target, &mirrored);
        let mirror = |drift| match drift {
            Drift::Falling => Drift::Rising,
            Drift::Rising => Drift::Falling,
            Drift::Alone => Drift::Alone,
        };
        prop_assert_eq!(risk_up, risk_down);
        prop_assert_eq!(drift_up.map(mirror), drift_down);
    }
}
