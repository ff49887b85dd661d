//! An indicator on the way to its targets: from what agencies reported, or from sourced figures.

use crate::{
    parts::{
        bullet::{Bullet, bullet_chart},
        trajectory_chart::{Axis, Band, ChartPoint, TimeLabels, TrajectoryChart},
    },
    text::{dashboards, dashboards::Dashboards, facts, format, measures, words_in},
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    calendar::{Period, Quarter},
    indicator::{Indicator, Measure, Polarity},
    rollup::RollupRule,
    status::Status,
    text::Language,
};
use leptos::prelude::*;
use service::dashboards::IndicatorPage;

/// The latest figure with the day it is of and what was expected then.
fn latest(found: &IndicatorPage) -> Option<(Amount, Option<Amount>, NaiveDate)> {
    let day = |period: Period| period.last_day();
    let reported = found.national.figure.map(|figure| {
        let as_of = found.national.as_of.unwrap_or(found.round.round.period);
        (figure, found.national.expected, day(as_of))
    });
    reported.or_else(|| {
        let fact = found.definition.fact.as_ref()?;
        Some((fact.latest()?.figure, fact.expected, day(found.round.round.period)))
    })
}

/// Whether the targets are of the same kind as the figure: a sum's are of one body each.
pub(crate) fn targets_compare(indicator: &Indicator) -> bool {
    indicator.measure.rollup_rule() != Some(RollupRule::Sum)
}

/// The figure, and by how much it is better or worse than expected.
pub(super) fn verdict(language: Language, indicator: &Indicator, found: &IndicatorPage) -> String {
    let Some((figure, expected, _)) = latest(found) else {
        return match found.definition.fact {
            Some(_) => words_in::<Dashboards>(language).no_figure.to_owned(),
            None => dashboards::no_figure(language, indicator).to_owned(),
        };
    };
    let written = measures::first_read(language, indicator, figure);
    let is_ranged = matches!(indicator.polarity, Polarity::Within(_));
    let expected = expected.filter(|_| !is_ranged);
    let against = expected.and_then(|expected| measures::against(language, indicator, figure, expected));
    against.map_or(written.clone(), |against| format!("{written} · {against}"))
}

/// What is left to the next target.
pub(super) fn left_to_do(language: Language, found: &IndicatorPage) -> Option<String> {
    let indicator = &*found.definition.indicator;
    if !targets_compare(indicator) {
        return None;
    }
    let (figure, _, day) = latest(found)?;
    let target = indicator.trajectory().next_target(found.round.round.period.last_day())?;
    if indicator.polarity.is_met(figure, target.value) {
        return Some(measures::met(language, indicator, target));
    }
    let quarters = quarters_between(day, target.fiscal_year.last_day());
    if quarters == 0 { None } else { measures::remaining(language, indicator, figure, target, quarters) }
}

/// How many ends of quarters lie after a day, up to another.
fn quarters_between(day: NaiveDate, end: NaiveDate) -> i64 {
    let first = Quarter::of(day);
    let after = std::iter::successors(Some(first), |quarter| Some(quarter.next()));
    let ends = after.map(Quarter::last_day).take_while(|last| *last <= end).filter(|last| *last > day);
    i64::try_from(ends.count()).unwrap_or(i64::MAX)
}

/// The latest figure against what is expected of it by now.
pub(super) fn bullet(language: Language, found: &IndicatorPage) -> Option<impl IntoView + use<>> {
    let indicator = &*found.definition.indicator;
    let (figure, expected, day) = latest(found)?;
    let expected = expected?;
    let write = |amount: Amount| format::together(indicator, amount);
    let of = Bullet {
        indicator,
        figure,
        expected,
        status: Status::of(Some(figure), Some(expected), &indicator.polarity),
        target: indicator.trajectory().next_target(day).filter(|_| targets_compare(indicator)),
        baseline: indicator.baseline.as_ref().filter(|_| targets_compare(indicator)),
        write: &write,
    };
    bullet_chart(language, &of, "bullet")
}

/// The chart of the page.
pub(super) fn chart(language: Language, found: &IndicatorPage) -> TrajectoryChart {
    let indicator = &*found.definition.indicator;
    let words = words_in::<measures::Measures>(language);
    let (points, time) = match &found.definition.fact {
        Some(_) => (sourced(language, found), TimeLabels::Years),
        None => (reported(language, found), TimeLabels::Quarters),
    };
    let is_rank = matches!(indicator.measure, Measure::Rank { .. });
    TrajectoryChart {
        title: format!("{} ({})", words.trajectory, measures::unit_together(language, indicator)),
        points,
        milestones: if targets_compare(indicator) { found.definition.milestones.clone() } else { vec![] },
        ahead: found.outlook.as_ref().map(|forecast| forecast.ahead.clone()).unwrap_or_default(),
        interpolation: indicator.interpolation,
        anew: if targets_compare(indicator) { indicator.trajectory().years_anew() } else { vec![] },
        band: if targets_compare(indicator) { band_of(indicator) } else { Band::None },
        axis: if is_rank { Axis::FirstOnTop } else { Axis::LargestOnTop },
        time,
        write: format::writer(indicator),
    }
}

/// What the band of a chart with targets means.
pub(crate) fn band_of(indicator: &Indicator) -> Band {
    match &indicator.polarity {
        _ if indicator.targets.is_empty() => Band::None,
        Polarity::Higher => Band::AtRiskBelow,
        Polarity::Lower => Band::AtRiskAbove,
        Polarity::Within([lowest, highest]) => Band::Best(*lowest, *highest),
    }
}

/// What agencies reported, round by round, in the rounds in which it is asked.
fn reported(language: Language, found: &IndicatorPage) -> Vec<ChartPoint> {
    let national = &found.national;
    let rounds = national.series.iter().zip(&national.expected_series);
    let rounds = rounds.map(|((period, figure), (_, expected))| (*period, *figure, *expected));
    let point = |(period, figure, expected): (Period, Option<Amount>, Option<Amount>)| {
        let is_shown = national.as_of == Some(period);
        let status =
            if is_shown { national.status } else { Status::of(figure, expected, &found.definition.indicator.polarity) };
        ChartPoint {
            day: period.last_day(),
            name: format::period(language, period),
            figure,
            expected,
            status,
            events: vec![],
        }
    };
    rounds.filter(|(period, _, _)| found.definition.indicator.frequency.is_asked_in(*period)).map(point).collect()
}

/// What was read in sources.
fn sourced(language: Language, found: &IndicatorPage) -> Vec<ChartPoint> {
    let indicator = &*found.definition.indicator;
    let series = found.definition.fact.as_ref().map(|fact| fact.series.as_slice()).unwrap_or_default();
    let point = |point: &service::dashboards::FactPoint| {
        let expected = indicator.trajectory().expected_on(point.day);
        ChartPoint {
            day: point.day,
            name: facts::period(language, point),
            figure: Some(point.figure),
            expected,
            status: Status::of(Some(point.figure), expected, &indicator.polarity),
            events: vec![],
        }
    };
    series.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quarters_left_are_counted_by_their_ends() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        assert_eq!(quarters_between(day(2026, 12, 31), day(2027, 9, 30)), 3);
        assert_eq!(quarters_between(day(2027, 9, 30), day(2027, 9, 30)), 0);
        assert_eq!(quarters_between(day(2027, 1, 1), day(2027, 3, 30)), 0);
    }
}
