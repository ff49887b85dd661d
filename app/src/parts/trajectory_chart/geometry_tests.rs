use super::{super::ChartPoint, *};
use domain::{
    calendar::FiscalYear,
    plan::{Provenance, ProvenanceStatus},
    trajectory::Milestone,
};

fn milestone(year: i32, value: i64) -> Milestone {
    Milestone {
        fiscal_year: FiscalYear::new(year).expect("a year"),
        value: Amount::whole(value),
        provenance: Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() },
    }
}

fn point(period: &str, figure: Option<i64>) -> ChartPoint {
    let period: Period = period.parse().expect("a period");
    ChartPoint {
        day: period.last_day(),
        name: period.to_string(),
        figure: figure.map(Amount::whole),
        expected: Some(Amount::whole(10)),
        status: Status::AtRisk,
        events: vec![],
    }
}

fn chart(points: Vec<ChartPoint>, milestones: Vec<Milestone>) -> TrajectoryChart {
    TrajectoryChart {
        title: "chart".to_owned(),
        points,
        milestones,
        ahead: vec![],
        interpolation: Interpolation::Linear,
        anew: vec![],
        band: Band::AtRiskBelow,
        axis: Axis::LargestOnTop,
        time: TimeLabels::Quarters,
        write: format::figure,
    }
}

fn geometry(chart: &TrajectoryChart) -> Geometry {
    Geometry::of(chart, Language::Th).expect("something to draw")
}

#[test]
fn the_line_of_targets_runs_from_the_baseline_to_the_last_target() {
    let geometry = geometry(&chart(vec![], vec![milestone(2565, 0), milestone(2570, 100)]));
    assert_eq!(geometry.target, "M70 250L570 30");
    assert_eq!(geometry.milestones.len(), 2);
    assert_eq!(geometry.band.as_deref(), Some("M70 250L570 30L570 52L70 250Z"));
    assert_eq!(
        geometry.rules.iter().map(|rule| rule.label.as_str()).collect::<Vec<_>>(),
        ["0", "20", "40", "60", "80", "100"]
    );
}

#[test]
fn the_line_of_a_running_total_begins_anew_each_year() {
    let mut chart = chart(vec![], vec![milestone(2568, 40), milestone(2569, 100), milestone(2570, 100)]);
    chart.anew = [2569, 2570].map(|year| (FiscalYear::new(year).expect("a year"), Amount::whole(100))).to_vec();
    let of_lines = geometry(&chart);
    assert_eq!(of_lines.target, "M70 250L320 30L320 250L570 30");
    assert!(of_lines.band.is_some());
    chart.interpolation = Interpolation::Step;
    chart.anew[0].1 = Amount::whole(50);
    let of_steps = geometry(&chart);
    assert_eq!((of_steps.target.matches('L').count(), of_steps.milestones.len()), (0, 3));
    assert_eq!(of_steps.band, None);
}

#[test]
fn a_step_goes_along_and_then_up() {
    let mut chart = chart(vec![], vec![milestone(2565, 0), milestone(2570, 100)]);
    chart.interpolation = Interpolation::Step;
    assert_eq!(geometry(&chart).target, "M70 250L570 250L570 30");
}

#[test]
fn a_forecast_is_a_line_in_a_band_and_the_axis_has_room_for_it() {
    let estimate = |day: NaiveDate, figure, lowest, highest| {
        let [figure, lowest, highest] = [figure, lowest, highest].map(Amount::whole);
        domain::forecast::Estimate { day, figure, lowest, highest }
    };
    let mut ahead = chart(vec![point("2569-q4", Some(50))], vec![]);
    ahead.band = Band::None;
    let end = FiscalYear::new(2570).expect("a year").last_day();
    ahead.ahead = vec![estimate(ahead.points[0].day, 50, 40, 60), estimate(end, 70, 40, 100)];
    let drawn = geometry(&ahead);
    assert_eq!(drawn.forecast.as_deref().map(|line| line.matches('L').count()), Some(1));
    assert_eq!(drawn.forecast_band.as_deref().map(|band| band.matches('L').count()), Some(3));
    assert_eq!(drawn.rules.last().map(|rule| rule.label.as_str()), Some("100"));
    let alone = geometry(&chart(vec![point("2569-q4", Some(50))], vec![]));
    assert_eq!((alone.forecast, alone.forecast_band), (None, None));
}

#[test]
fn a_gap_in_the_figures_breaks_the_line() {
    let points = vec![
        point("2569-q1", Some(10)),
        point("2569-q2", None),
        point("2569-q3", Some(20)),
        point("2569-q4", Some(30)),
    ];
    let geometry = geometry(&chart(points, vec![]));
    assert_eq!(geometry.actual.matches('M').count(), 2, "{}", geometry.actual);
    assert_eq!(geometry.points.len(), 3);
    assert_eq!(geometry.points.iter().filter(|point| point.is_latest).count(), 1);
    assert_eq!(
        geometry.times.iter().map(|time| time.label.as_str()).collect::<Vec<_>>(),
        ["1/2569", "2/2569", "3/2569", "4/2569"]
    );
}

#[test]
fn one_figure_alone_stands_in_the_middle() {
    let mut lonely = chart(vec![point("2569-q1", Some(10))], vec![]);
    lonely.band = Band::AtRiskBelow;
    let geometry = geometry(&lonely);
    assert_eq!(geometry.points[0].x, "320");
    assert_eq!(geometry.actual.matches("h0").count(), 1);
    assert_eq!(geometry.band, None);
}

#[test]
fn without_figures_and_targets_nothing_is_drawn() {
    assert_eq!(Geometry::of(&chart(vec![], vec![]), Language::Th), None);
    let mut silent = chart(vec![point("2569-q1", None)], vec![]);
    silent.points[0].expected = None;
    assert_eq!(Geometry::of(&silent, Language::Th), None);
}

#[test]
fn the_first_place_stands_on_top() {
    let mut ranks = chart(vec![point("2567-q4", Some(55)), point("2569-q4", Some(52))], vec![milestone(2570, 40)]);
    ranks.axis = Axis::FirstOnTop;
    let geometry = geometry(&ranks);
    let y = |index: usize| geometry.points[index].y.parse::<f64>().expect("a place");
    assert!(y(1) < y(0), "52 stands above 55");
}

#[test]
fn few_enough_ends_of_quarters_are_named_and_every_second_is_minor() {
    let long = chart(vec![], vec![milestone(2562, 0), milestone(2570, 100)]);
    let times = geometry(&long).times;
    assert!(times.len() <= MOST_TIMES, "{times:?}");
    assert_eq!(times.last().map(|time| (time.label.as_str(), time.is_minor)), Some(("4/2570", false)));
    assert!(times[times.len() - 2].is_minor);
    let mut by_year = long;
    by_year.time = TimeLabels::Years;
    assert_eq!(geometry(&by_year).times.last().map(|time| time.label.clone()), Some("2570".to_owned()));
}

#[test]
fn the_best_range_is_a_band_along_the_whole_line() {
    let mut within = chart(vec![], vec![milestone(2569, 15), milestone(2570, 15)]);
    within.band = Band::Best(Amount::whole(10), Amount::whole(20));
    let band = geometry(&within).band.expect("a band");
    assert_eq!(band, "M70 30L570 30L570 140L70 140Z");
}

#[test]
fn what_happened_stands_on_its_day_and_never_before_the_axis() {
    let event = |day: &str| ColumnEvent { day: day.parse().expect("a day"), until: None, what: "moved".to_owned() };
    let mut points = vec![point("2570-q1", Some(10)), point("2570-q2", Some(20)), point("2570-q3", Some(30))];
    points[0].events = vec![event("2026-10-01")];
    points[1].events = vec![event("2027-02-10")];
    let geometry = Geometry::of(&chart(points, vec![]), Language::En).expect("something to draw");
    let places: Vec<f64> = geometry.events.iter().map(|(x, _)| *x).collect();
    assert!((places[0] - f64::from(LEFT)).abs() < 0.01, "{places:?}");
    assert!(places[1] > f64::from(LEFT) && places[1] < f64::from(RIGHT), "{places:?}");
}
