use super::*;
use crate::{
    calendar::FiscalYear,
    forecast::{Estimate, Goal, Prospect},
};
use chrono::NaiveDate;
use proptest::prelude::*;

fn series(figures: &[i64]) -> Series {
    let observed = figures.iter().zip(1..).map(|(figure, month)| Observed {
        day: NaiveDate::from_ymd_opt(2026, month, 28).expect("a day"),
        figure: Amount::whole(*figure),
    });
    Series { observed: observed.collect(), broken: None }
}

fn kinds(change: impl FnOnce(&mut Known<'_>)) -> Vec<AlertKind> {
    let series = series(&[10, 12, 14]);
    let mut known = Known {
        polarity: &Polarity::Higher,
        figure: Some(Amount::whole(14)),
        applicability: Some(Applicability::Applies),
        duty: Duty::Due,
        status: Status::OnCourse,
        outcome: None,
        series: &series,
        peers: None,
    };
    change(&mut known);
    AlertRule::SHIPPED.of(&known).iter().map(Alert::kind).collect()
}

fn outcome(prospect: Prospect, is_reached: bool) -> Outcome {
    let [figure, target] = [14, 12].map(Amount::whole);
    let goal = Goal { fiscal_year: FiscalYear::new(2570).expect("a year"), target };
    let at_goal = Estimate { day: goal.day(), figure, lowest: figure, highest: figure };
    let latest = Observed { day: NaiveDate::from_ymd_opt(2026, 3, 28).expect("a day"), figure };
    Outcome { latest, a_year: Amount::ZERO, goal, is_reached, at_goal, prospect }
}

fn peers(median: i64, figures: i64) -> Usual {
    Usual { median: Amount::whole(median), spread: Amount::ONE, figures }
}

#[test]
fn a_figure_that_goes_well_is_no_alert() {
    assert_eq!(kinds(|_| {}), []);
}

#[test]
fn a_target_is_at_risk_by_its_status_or_by_its_forecast() {
    assert_eq!(kinds(|known| known.status = Status::OffCourse), [AlertKind::TargetAtRisk]);
    assert_eq!(kinds(|known| known.status = Status::AtRisk), [AlertKind::TargetAtRisk]);
    let forecast = |prospect, is_reached| kinds(|known| known.outcome = Some(outcome(prospect, is_reached)));
    assert_eq!(forecast(Prospect::Doubtful, false), [AlertKind::TargetAtRisk]);
    assert_eq!(forecast(Prospect::OutOfReach, false), [AlertKind::TargetAtRisk]);
    assert_eq!(forecast(Prospect::Likely, false), []);
}

#[test]
fn a_target_that_is_reached_is_at_risk_once_nothing_in_the_interval_meets_it() {
    let forecast = |prospect| kinds(|known| known.outcome = Some(outcome(prospect, true)));
    assert_eq!(forecast(Prospect::OutOfReach), [AlertKind::TargetAtRisk]);
    assert_eq!(forecast(Prospect::Doubtful), [], "it is there, and the interval still meets it");
    assert_eq!(forecast(Prospect::Likely), []);
    assert_eq!(forecast(Prospect::Safe), []);
}

#[test]
fn one_target_off_course_is_worse_than_any_number_of_others() {
    let target = |status| Alert::TargetAtRisk { status, outcome: None };
    let off_course = Gravity::of(&[target(Status::OffCourse)]);
    let at_risk = Gravity::of(&[target(Status::AtRisk), target(Status::AtRisk), Alert::NoData]);
    let silent = Gravity::of(&[Alert::NoData; 9]);
    assert!(off_course > at_risk && at_risk > silent && silent > Gravity::of(&[]));
    assert!(silent > Gravity::of(&[Alert::NoData; 8]), "of those alike the more are the worse");
}

#[test]
fn of_one_body_what_is_off_course_comes_before_what_is_at_risk_and_before_what_is_only_foretold() {
    let target = |status| Alert::TargetAtRisk { status, outcome: None };
    let behind = Alert::BehindPeers { figure: Amount::ONE, median: Amount::HUNDRED, peers: 9 };
    let in_order = [target(Status::OffCourse), target(Status::AtRisk), target(Status::OnCourse), behind, Alert::NoData];
    let mut alerts = in_order;
    alerts.reverse();
    alerts.sort_by_key(Alert::rank);
    assert_eq!(alerts, in_order);
}

#[test]
fn one_fall_is_no_decline_and_two_are() {
    let declines = |figures: &[i64]| {
        let series = series(figures);
        let known = Known {
            polarity: &Polarity::Higher,
            figure: series.observed.last().map(|last| last.figure),
            applicability: None,
            duty: Duty::Due,
            status: Status::OnCourse,
            outcome: None,
            series: &series,
            peers: None,
        };
        AlertRule::SHIPPED.of(&known)
    };
    assert_eq!(declines(&[14, 12]), []);
    assert_eq!(declines(&[14, 12, 12]), []);
    let [Alert::Declining { from, to, periods }] = declines(&[10, 14, 12, 9, 8])[..] else { panic!("a decline") };
    assert_eq!((from.figure, to.figure, periods), (Amount::whole(14), Amount::whole(8), 3));
}

#[test]
fn falling_is_getting_worse_only_where_more_is_better() {
    let falling = series(&[14, 12, 8]);
    let of = |polarity: Polarity| {
        kinds(|known| {
            known.series = Box::leak(Box::new(falling.clone()));
            known.polarity = Box::leak(Box::new(polarity));
        })
    };
    assert_eq!(of(Polarity::Higher), [AlertKind::Declining]);
    assert_eq!(of(Polarity::Lower), []);
    assert_eq!(of(Polarity::Within([13, 20].map(Amount::whole))), [AlertKind::Declining]);
    assert_eq!(of(Polarity::Within([0, 20].map(Amount::whole))), []);
}

#[test]
fn behind_the_peers_is_more_than_a_fifth_of_their_median() {
    assert_eq!(kinds(|known| known.peers = Some(peers(18, 8))), [AlertKind::BehindPeers]);
    assert_eq!(kinds(|known| known.peers = Some(peers(17, 8))), [], "3 of 17 is less than a fifth");
    assert_eq!(kinds(|known| known.peers = Some(peers(18, 7))), [], "seven are too few");
    assert_eq!(kinds(|known| known.peers = Some(peers(0, 8))), []);
    let lower = |known: &mut Known<'_>| {
        known.polarity = &Polarity::Lower;
        known.peers = Some(peers(11, 8));
    };
    assert_eq!(
        kinds(lower),
        [AlertKind::Declining, AlertKind::BehindPeers],
        "where less is better, rising is a decline"
    );
}

#[test]
fn silence_is_an_alert_once_it_was_due_and_not_where_nothing_applies() {
    assert_eq!(kinds(|known| known.figure = None), [AlertKind::NoData]);
    let open = |known: &mut Known<'_>| (known.figure, known.duty) = (None, Duty::Open);
    assert_eq!(kinds(open), []);
    let inapplicable = |known: &mut Known<'_>| {
        (known.figure, known.applicability) = (None, Some(Applicability::NotApplicable));
    };
    assert_eq!(kinds(inapplicable), []);
}

proptest! {
    #[test]
    fn the_most_urgent_comes_first_and_no_kind_twice(figures in proptest::collection::vec(-50i64..50, 1..8), median in -50i64..50, off in any::<bool>()) {
        let series = series(&figures);
        let known = Known {
            polarity: &Polarity::Higher,
            figure: series.observed.last().map(|last| last.figure),
            applicability: None,
            duty: Duty::Due,
            status: if off { Status::OffCourse } else { Status::OnCourse },
            outcome: None,
            series: &series,
            peers: Some(peers(median, 9)),
        };
        let kinds: Vec<_> = AlertRule::SHIPPED.of(&known).iter().map(Alert::kind).collect();
        prop_assert!(kinds.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(off, kinds.contains(&AlertKind::TargetAtRisk));
    }
}
