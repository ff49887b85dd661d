//! Where everything stands on the drawing of a trajectory.

use super::{Axis, Band, TimeLabels, TrajectoryChart};
use crate::{
    parts::scale::{Nought, Scale, of_day, path, ticks, written},
    text::format,
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    calendar::{Period, Quarter},
    status::{AT_RISK_TOLERANCE, Status},
    text::Language,
    trajectory::Interpolation,
};

/// How wide the drawing is.
pub(super) const WIDTH: u32 = 640;
/// How high it is.
pub(super) const HEIGHT: u32 = 300;
/// Where the axis of time begins.
pub(super) const LEFT: u32 = 70;
/// Where it ends.
pub(super) const RIGHT: u32 = 590;
/// Where it lies.
pub(super) const BOTTOM: u32 = 250;
/// Where the highest figure lies.
const TOP: u32 = 30;
/// How many ticks of the axis of time are named at most.
const MOST_TIMES: usize = 8;
/// From here on a label stands before its point.
const LAST_PLACE_OF_LABEL_AFTER: f64 = 510.0;

/// A horizontal line with its figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) place: String,
    pub(super) place_of_label: String,
    pub(super) label: String,
}

/// A name under the axis of time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Time {
    pub(super) place: String,
    pub(super) label: String,
    /// Left out on a narrow screen.
    pub(super) is_minor: bool,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) status: Status,
    pub(super) is_latest: bool,
}

/// The latest figure beside its point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LatestLabel {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) text: String,
    pub(super) is_before: bool,
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Geometry {
    pub(super) rules: Vec<Rule>,
    pub(super) times: Vec<Time>,
    pub(super) actual: String,
    pub(super) target: String,
    pub(super) band: Option<String>,
    pub(super) milestones: Vec<(String, String)>,
    pub(super) points: Vec<Point>,
    pub(super) latest_label: Option<LatestLabel>,
}

/// The two scales of a drawing.
struct Scales {
    time: Scale,
    figure: Scale,
}

impl Scales {
    fn place(&self, day: NaiveDate, figure: Amount) -> (f64, f64) {
        (self.time.place(of_day(day)), self.figure.place(figure.approximate()))
    }
}

impl Geometry {
    /// `None` where there is neither a figure nor a target.
    pub(super) fn of(chart: &TrajectoryChart, language: Language) -> Option<Self> {
        let line = target_line(chart);
        let band = band_lines(chart, &line);
        let days = || chart.points.iter().map(|point| point.day).chain(line.iter().flatten().map(|(day, _)| *day));
        let (first, last) = (days().min()?, days().max()?);
        let of_points = chart.points.iter().filter_map(|point| point.figure);
        let of_line = line.iter().flatten().map(|(_, figure)| *figure);
        let of_band = band.iter().flat_map(|(upper, lower)| upper.iter().chain(lower)).map(|(_, figure)| *figure);
        let nought = match chart.axis {
            Axis::LargestOnTop => Nought::WhereNear,
            Axis::FirstOnTop => Nought::Never,
        };
        let ticks = ticks(of_points.chain(of_line).chain(of_band), nought)?;
        let ends = (ticks.first()?.approximate(), ticks.last()?.approximate());
        let (top, bottom) = match chart.axis {
            Axis::LargestOnTop => (f64::from(TOP), f64::from(BOTTOM)),
            Axis::FirstOnTop => (f64::from(BOTTOM), f64::from(TOP)),
        };
        let scales = Scales {
            time: Scale::new((of_day(first), of_day(last)), (f64::from(LEFT), f64::from(RIGHT - 20))),
            figure: Scale::new(ends, (bottom, top)),
        };
        Some(Self {
            rules: ticks.iter().map(|tick| rule(chart, &scales, *tick)).collect(),
            times: times(chart, language, &scales, first, last),
            actual: path(&places(&scales, chart.points.iter().map(|point| Some((point.day, point.figure?))))),
            target: path(&places(&scales, line.iter().copied())),
            band: band.map(|(upper, lower)| area(&scales, &upper, &lower)),
            milestones: chart
                .milestones
                .iter()
                .map(|milestone| scales.place(milestone.fiscal_year.last_day(), milestone.value))
                .map(|(x, y)| (written(x), written(y)))
                .collect(),
            points: points(chart, &scales),
            latest_label: latest_label(chart, &scales),
        })
    }
}

fn places(scales: &Scales, points: impl Iterator<Item = Option<(NaiveDate, Amount)>>) -> Vec<Option<(f64, f64)>> {
    points.map(|point| point.map(|(day, figure)| scales.place(day, figure))).collect()
}

type Corner = (NaiveDate, Amount);

/// The corners of the line of targets; of a step both its ends. Without milestones, what was expected of each round.
fn target_line(chart: &TrajectoryChart) -> Vec<Option<Corner>> {
    if chart.milestones.is_empty() {
        return chart.points.iter().map(|point| Some((point.day, point.expected?))).collect();
    }
    let mut line: Vec<Option<Corner>> = Vec::new();
    for milestone in &chart.milestones {
        let day = milestone.fiscal_year.last_day();
        if let (Interpolation::Step, Some(Some((_, before)))) = (chart.interpolation, line.last()) {
            line.push(Some((day, *before)));
        }
        line.push(Some((day, milestone.value)));
    }
    line
}

/// The upper and the lower edge of the band, where one is drawn.
fn band_lines(chart: &TrajectoryChart, line: &[Option<Corner>]) -> Option<(Vec<Corner>, Vec<Corner>)> {
    let corners: Vec<Corner> = line.iter().copied().collect::<Option<_>>()?;
    let tolerated = |(day, figure): &Corner| {
        let tolerance = Amount::new(figure.decimal().abs()).checked_mul(AT_RISK_TOLERANCE)?;
        match chart.band {
            Band::AtRiskBelow => Some((*day, figure.checked_sub(tolerance)?)),
            Band::AtRiskAbove => Some((*day, figure.checked_add(tolerance)?)),
            Band::None | Band::Best(..) => None,
        }
    };
    match chart.band {
        _ if corners.len() < 2 => None,
        Band::None => None,
        Band::AtRiskBelow | Band::AtRiskAbove => {
            Some((corners.clone(), corners.iter().map(tolerated).collect::<Option<_>>()?))
        }
        Band::Best(lowest, highest) => {
            let along = |figure: Amount| corners.iter().map(|(day, _)| (*day, figure)).collect();
            Some((along(highest), along(lowest)))
        }
    }
}

fn area(scales: &Scales, upper: &[Corner], lower: &[Corner]) -> String {
    let around = upper.iter().chain(lower.iter().rev()).map(|corner| Some(*corner));
    format!("{}Z", path(&places(scales, around)))
}

fn rule(chart: &TrajectoryChart, scales: &Scales, tick: Amount) -> Rule {
    let y = scales.figure.place(tick.approximate());
    Rule { place: written(y), place_of_label: written(y + 5.0), label: (chart.write)(tick) }
}

/// The ends of the quarters from one day to another.
fn quarters(first: NaiveDate, last: NaiveDate) -> Vec<Quarter> {
    let from = Quarter::of(first);
    let quarters = std::iter::successors(Some(from), |quarter| Some(quarter.next()));
    quarters.take_while(|quarter| quarter.first_day() <= last).collect()
}

fn times(chart: &TrajectoryChart, language: Language, scales: &Scales, first: NaiveDate, last: NaiveDate) -> Vec<Time> {
    let quarters: Vec<Quarter> =
        quarters(first, last).into_iter().filter(|quarter| quarter.last_day() <= last).collect();
    // Whole years where one of four quarters or fewer is named, so that the end of each year has its name.
    let steps = match chart.time {
        TimeLabels::Quarters => [1, 2, 4, 8, 16, 32, 64],
        TimeLabels::Years => [4, 8, 12, 16, 20, 40, 80],
    };
    let quarter_of_all = |quarter: &Quarter| quarter.fiscal_year().number() * 4 + i32::from(quarter.number());
    let end = quarters.iter().rev().find(|quarter| quarter.number() == 4).or(quarters.last()).map(quarter_of_all);
    let named = |step: i32| -> Vec<Quarter> {
        let is_named =
            |quarter: &&Quarter| end.is_some_and(|end| (end - quarter_of_all(quarter)).rem_euclid(step) == 0);
        quarters.iter().filter(is_named).copied().collect()
    };
    let named = steps.into_iter().map(named).find(|named| named.len() <= MOST_TIMES).unwrap_or_default();
    let count = named.len();
    let time = |(index, quarter): (usize, Quarter)| Time {
        place: written(scales.time.place(of_day(quarter.last_day()))),
        label: match chart.time {
            TimeLabels::Quarters => format::short_period(language, Period::Quarter(quarter)),
            TimeLabels::Years => match language {
                Language::Th => quarter.fiscal_year().to_string(),
                Language::En => format::common_era_year(quarter.fiscal_year()),
            },
        },
        is_minor: (count - 1 - index) % 2 == 1,
    };
    named.into_iter().enumerate().map(time).collect()
}

fn points(chart: &TrajectoryChart, scales: &Scales) -> Vec<Point> {
    let latest = chart.latest().map(|point| point.day);
    let place = |point: &super::ChartPoint| {
        let (x, y) = scales.place(point.day, point.figure?);
        Some(Point { x: written(x), y: written(y), status: point.status, is_latest: latest == Some(point.day) })
    };
    chart.points.iter().filter_map(place).collect()
}

fn latest_label(chart: &TrajectoryChart, scales: &Scales) -> Option<LatestLabel> {
    let latest = chart.latest()?;
    let figure = latest.figure?;
    let (x, y) = scales.place(latest.day, figure);
    let is_before = x > LAST_PLACE_OF_LABEL_AFTER;
    // Above the point, or below it where it is near the top.
    let y = if y < f64::from(TOP) + 30.0 { y + 30.0 } else { y - 14.0 };
    let x = if is_before { x - 10.0 } else { x + 10.0 };
    Some(LatestLabel { x: written(x), y: written(y), text: (chart.write)(figure), is_before })
}

#[cfg(test)]
mod tests {
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
        }
    }

    fn chart(points: Vec<ChartPoint>, milestones: Vec<Milestone>) -> TrajectoryChart {
        TrajectoryChart {
            title: "chart".to_owned(),
            points,
            milestones,
            interpolation: Interpolation::Linear,
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
    fn a_step_goes_along_and_then_up() {
        let mut chart = chart(vec![], vec![milestone(2565, 0), milestone(2570, 100)]);
        chart.interpolation = Interpolation::Step;
        assert_eq!(geometry(&chart).target, "M70 250L570 250L570 30");
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
}
