//! Where everything stands on the drawing of a trajectory.

use super::{Axis, Band, TimeLabels, TrajectoryChart};
use crate::{
    parts::{
        scale::{Nought, Scale, of_day, path, ticks, written},
        status_columns::ColumnEvent,
    },
    text::format,
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    calendar::{FiscalYear, Period, Quarter},
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
/// Where the marks of events begin.
pub(super) const EVENT_TOP: f64 = 8.0;
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
    pub(super) forecast: Option<String>,
    pub(super) forecast_band: Option<String>,
    pub(super) milestones: Vec<(String, String)>,
    pub(super) points: Vec<Point>,
    pub(super) latest_label: Option<LatestLabel>,
    /// What happened, each with where it stands on the axis of time.
    pub(super) events: Vec<(f64, ColumnEvent)>,
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
        let of_ahead = || chart.ahead.iter().map(|ahead| ahead.day);
        let days = || {
            let known = chart.points.iter().map(|point| point.day).chain(line.iter().flatten().map(|(day, _)| *day));
            known.chain(of_ahead())
        };
        let (first, last) = (days().min()?, days().max()?);
        let of_points = chart.points.iter().filter_map(|point| point.figure);
        let of_line = line.iter().flatten().map(|(_, figure)| *figure);
        let of_band = band.iter().flat_map(|(upper, lower)| upper.iter().chain(lower)).map(|(_, figure)| *figure);
        let nought = match chart.axis {
            Axis::LargestOnTop => Nought::WhereNear,
            Axis::FirstOnTop => Nought::Never,
        };
        let ahead = chart.ahead.iter().flat_map(|ahead| [ahead.figure, ahead.lowest, ahead.highest]);
        let ticks = ticks(of_points.chain(of_line).chain(of_band).chain(ahead), nought)?;
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
            forecast: forecast_line(chart, &scales),
            forecast_band: forecast_band(chart, &scales),
            milestones: chart
                .milestones
                .iter()
                .map(|milestone| scales.place(milestone.fiscal_year.last_day(), milestone.value))
                .map(|(x, y)| (written(x), written(y)))
                .collect(),
            points: points(chart, &scales),
            latest_label: latest_label(chart, &scales),
            events: chart
                .points
                .iter()
                .flat_map(|point| &point.events)
                .map(|event| (scales.time.place(of_day(event.day)).max(f64::from(LEFT)), event.clone()))
                .collect(),
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
    if !chart.anew.is_empty() {
        return chart.anew.iter().flat_map(|of| line_of_year(chart.interpolation, *of)).collect();
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

/// The line of a year that begins anew: from nought when it begins to what it is to come to; by steps that alone.
fn line_of_year(interpolation: Interpolation, (year, figure): (FiscalYear, Amount)) -> [Option<Corner>; 2] {
    let begins = year.first_day().pred_opt().map(|day_before| (day_before, Amount::ZERO));
    [begins.filter(|_| interpolation == Interpolation::Linear), Some((year.last_day(), figure))]
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

/// The line of the forecast, from the latest figure's day on.
fn forecast_line(chart: &TrajectoryChart, scales: &Scales) -> Option<String> {
    let corners = chart.ahead.iter().map(|ahead| Some((ahead.day, ahead.figure)));
    (chart.ahead.len() > 1).then(|| path(&places(scales, corners)))
}

/// Between which figures it lies.
fn forecast_band(chart: &TrajectoryChart, scales: &Scales) -> Option<String> {
    let edge = |of: fn(&domain::forecast::Estimate) -> Amount| -> Vec<Corner> {
        chart.ahead.iter().map(|ahead| (ahead.day, of(ahead))).collect()
    };
    (chart.ahead.len() > 1).then(|| area(scales, &edge(|ahead| ahead.highest), &edge(|ahead| ahead.lowest)))
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
#[path = "geometry_tests.rs"]
mod tests;
