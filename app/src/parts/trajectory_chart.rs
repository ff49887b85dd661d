//! A figure on its way to its targets: what is, what was expected, and where it is to be, drawn and as a table.

mod geometry;

use super::status_columns::{ColumnEvent, event_mark, events_list};
use crate::{
    context,
    text::{charts, charts::Charts, format, unjudged::Stands, words_in},
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    calendar::FiscalYear,
    forecast::Estimate,
    status::Status,
    text::Language,
    trajectory::{Interpolation, Milestone},
};
use geometry::{BOTTOM, EVENT_TOP, Geometry, HEIGHT, LEFT, RIGHT, WIDTH};
use leptos::prelude::*;

/// One round or survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChartPoint {
    /// The last day of its period.
    pub(crate) day: NaiveDate,
    /// Its name.
    pub(crate) name: String,
    /// What is; a gap where nobody knows.
    pub(crate) figure: Option<Amount>,
    /// What was expected.
    pub(crate) expected: Option<Amount>,
    /// One against the other.
    pub(crate) status: Status,
    /// What happened to the body whose figure it is since the round before, the earliest first.
    pub(crate) events: Vec<ColumnEvent>,
}

/// What the band means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Band {
    /// None is drawn.
    None,
    /// Figures that fall short by so little that they are at risk, not off course; they lie below the line.
    AtRiskBelow,
    /// The same, above the line: less is better.
    AtRiskAbove,
    /// The range in which the figure is best.
    Best(Amount, Amount),
}

/// Which way up the axis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    /// Larger figures stand higher.
    LargestOnTop,
    /// The first place stands highest.
    FirstOnTop,
}

/// What ticks of the time axis are named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeLabels {
    /// Quarters of fiscal years.
    Quarters,
    /// Fiscal years.
    Years,
}

/// A figure on its way.
#[derive(Debug, Clone)]
pub(crate) struct TrajectoryChart {
    /// What is drawn, and in which unit.
    pub(crate) title: String,
    /// The rounds or surveys, oldest first.
    pub(crate) points: Vec<ChartPoint>,
    /// Baseline and targets; empty where they are not of the same kind as the figures, whose `expected` is drawn then.
    pub(crate) milestones: Vec<Milestone>,
    /// Where it goes at the present pace, from the latest figure on; empty where nobody can say.
    pub(crate) ahead: Vec<Estimate>,
    /// What is expected between them.
    pub(crate) interpolation: Interpolation,
    /// What each year is to come to, of what begins anew each year; empty of all else.
    pub(crate) anew: Vec<(FiscalYear, Amount)>,
    /// What the band means.
    pub(crate) band: Band,
    /// Which way up.
    pub(crate) axis: Axis,
    /// What the ticks of the time axis are named after.
    pub(crate) time: TimeLabels,
    /// How a figure is written.
    pub(crate) write: fn(Amount) -> String,
}

impl TrajectoryChart {
    /// The latest point that has a figure.
    fn latest(&self) -> Option<&ChartPoint> {
        self.points.iter().rev().find(|point| point.figure.is_some())
    }

    /// The picture in words.
    fn told(&self, language: Language) -> String {
        let known = self.points.iter().filter(|point| point.figure.is_some()).count();
        let latest = self.latest().and_then(|point| {
            let figure = (self.write)(point.figure?);
            let expected = point.expected.map(self.write);
            Some(charts::latest(language, &point.name, &figure, expected.as_deref()))
        });
        let last = self
            .milestones
            .last()
            .map(|last| charts::last_target(language, last.fiscal_year, &(self.write)(last.value)));
        let ahead = self.ahead.last().map(|ahead| {
            let figures = [ahead.figure, ahead.lowest, ahead.highest].map(self.write);
            charts::ahead(language, FiscalYear::of(ahead.day), &figures)
        });
        let parts = [Some(charts::known(language, known, self.points.len())), latest, last, ahead];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A figure on its way, drawn and as a table; a sentence where there is nothing to draw.
pub(crate) fn trajectory_chart(chart: &TrajectoryChart, id: &'static str) -> impl IntoView + use<> {
    let language = context::page().language;
    let words = words_in::<Charts>(language);
    let drawing = Geometry::of(chart, language).map(|geometry| drawing(language, chart, &geometry, id));
    let nothing = drawing.is_none().then_some(view! { <p>{words.nothing}</p> });
    view! {
        <figure class="chart stack stack--tight">
            <figcaption class="chart__title" id=format!("{id}-title")>{chart.title.clone()}</figcaption>
            {drawing}
            {nothing}
            {events_list(language, &chart.points.iter().flat_map(|point| &point.events).collect::<Vec<_>>())}
            <details class="disclosure">
                <summary class="disclosure__name">{words.as_table}</summary>
                <div class="disclosure__body">{twin(language, chart, id)}</div>
            </details>
        </figure>
    }
}

fn drawing(
    language: Language,
    chart: &TrajectoryChart,
    geometry: &Geometry,
    id: &'static str,
) -> impl IntoView + use<> {
    let rules = geometry.rules.iter().map(|rule| {
        view! {
            <path class="chart__grid" d=format!("M{LEFT} {}H{RIGHT}", rule.place)></path>
            <text class="chart__label chart__label--end" x="60" y=rule.place_of_label.clone()>{rule.label.clone()}</text>
        }
    });
    let times = geometry.times.iter().map(|time| {
        let class = if time.is_minor {
            "chart__label chart__label--middle chart__label--minor"
        } else {
            "chart__label chart__label--middle"
        };
        view! { <text class=class x=time.place.clone() y="285">{time.label.clone()}</text> }
    });
    let milestones = geometry.milestones.iter().map(|(x, y)| {
        view! { <circle class="chart__milestone" cx=x.clone() cy=y.clone() r="4"></circle> }
    });
    let points = geometry.points.iter().map(|point| {
        view! {
            <circle
                class="chart__point"
                data-status=point.status.as_ref().to_owned()
                cx=point.x.clone()
                cy=point.y.clone()
                r=if point.is_latest { "7" } else { "4.5" }
            ></circle>
        }
    });
    let events = geometry
        .events
        .iter()
        .map(|(x, event)| event_mark(language, std::slice::from_ref(event), *x, [EVENT_TOP, f64::from(BOTTOM)]));
    let latest = geometry.latest_label.as_ref().map(|label| {
        let class = if label.is_before {
            "chart__label chart__label--strong chart__label--haloed chart__label--end"
        } else {
            "chart__label chart__label--strong chart__label--haloed"
        };
        view! { <text class=class x=label.x.clone() y=label.y.clone()>{label.text.clone()}</text> }
    });
    view! {
        <svg
            class="chart__svg"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            role="img"
            aria-labelledby=format!("{id}-title")
            aria-describedby=format!("{id}-told")
        >
            <desc id=format!("{id}-told")>{chart.told(language)}</desc>
            {geometry.band.clone().map(|band| view! { <path class="chart__band" d=band></path> })}
            {geometry.forecast_band.clone().map(|band| view! { <path class="chart__forecast-band" d=band></path> })}
            {rules.collect_view()}
            <path class="chart__axis" d=format!("M{LEFT} {BOTTOM}H{RIGHT}")></path>
            {times.collect_view()}
            <path class="chart__target" d=geometry.target.clone()></path>
            {milestones.collect_view()}
            {geometry.forecast.clone().map(|line| view! { <path class="chart__forecast" d=line></path> })}
            {events.collect_view()}
            <path class="chart__actual" d=geometry.actual.clone()></path>
            {points.collect_view()}
            {latest}
        </svg>
        {key(language, chart)}
    }
}

fn key(language: Language, chart: &TrajectoryChart) -> impl IntoView + use<> {
    let words = words_in::<Charts>(language);
    let band = match chart.band {
        Band::None => None,
        Band::AtRiskBelow => Some(words.band_below),
        Band::AtRiskAbove => Some(words.band_above),
        Band::Best(..) => Some(words.band_best),
    };
    let line = |class: &'static str, word: &'static str| {
        view! {
            <li class="chart__key-item">
                <svg class="chart__swatch" viewBox="0 0 28 12" aria-hidden="true"><path class=class d="M2 6H26"></path></svg>
                " "{word}
            </li>
        }
    };
    let area = |class: &'static str, word: &'static str| {
        view! {
            <li class="chart__key-item">
                <svg class="chart__swatch" viewBox="0 0 28 12" aria-hidden="true">
                    <rect class=class width="28" height="12"></rect>
                </svg>
                " "{word}
            </li>
        }
    };
    let has_forecast = !chart.ahead.is_empty();
    view! {
        <ul class="chart__key">
            {line("chart__actual", words.actual)}
            {line("chart__target", words.expected)}
            {band.map(|word| area("chart__band", word))}
            {has_forecast.then(|| line("chart__forecast", words.forecast))}
            {has_forecast.then(|| area("chart__forecast-band", words.forecast_band))}
        </ul>
    }
}

fn twin(language: Language, chart: &TrajectoryChart, id: &'static str) -> impl IntoView + use<> {
    let words = words_in::<Charts>(language);
    let written = |figure: Option<Amount>| figure.map_or_else(|| format::NOTHING.to_owned(), chart.write);
    let points = chart.points.iter().map(|point| {
        let events = point.events.iter().map(|event| {
            view! { " "<span class="table__sub">{event.told(language)}</span> }
        });
        view! {
            <tr>
                <th scope="row">{point.name.clone()}{events.collect_view()}</th>
                <td class="table__number">{written(point.figure)}</td>
                <td class="table__number">{written(point.expected)}</td>
                <td>
                    <span class="status" data-status=point.status.as_ref().to_owned()>
                        {Stands::of_one((point.status, point.figure)).word(language)}
                    </span>
                </td>
            </tr>
        }
    });
    let milestones = chart.milestones.iter().map(|milestone| {
        view! {
            <tr>
                <th scope="row">{charts::end_of(language, milestone.fiscal_year)}</th>
                <td class="table__number">{format::NOTHING}</td>
                <td class="table__number">{(chart.write)(milestone.value)}</td>
                <td></td>
            </tr>
        }
    });
    let milestones = (!chart.milestones.is_empty()).then(|| {
        view! {
            <tbody>
                <tr><th class="table__group" scope="rowgroup" colspan="4">{words.targets}</th></tr>
                {milestones.collect_view()}
            </tbody>
        }
    });
    view! {
        <div class="table-region" role="region" aria-labelledby=format!("{id}-twin") tabindex="0">
            <table class="table">
                <caption class="table__caption" id=format!("{id}-twin")>{chart.title.clone()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.period}</th>
                        <th scope="col" class="table__number">{words.actual}</th>
                        <th scope="col" class="table__number">{words.expected}</th>
                        <th scope="col">{words.status}</th>
                    </tr>
                </thead>
                <tbody>{points.collect_view()}</tbody>
                {milestones}
                {ahead_rows(language, chart)}
            </table>
        </div>
    }
}

/// The rows of what lies ahead: the forecast, and between which figures it lies.
fn ahead_rows(language: Language, chart: &TrajectoryChart) -> Option<impl IntoView + use<>> {
    let words = words_in::<Charts>(language);
    let rows = chart.ahead.iter().skip(1).map(|ahead| {
        let [figure, lowest, highest] = [ahead.figure, ahead.lowest, ahead.highest].map(chart.write);
        view! {
            <tr>
                <th scope="row">{charts::end_of(language, FiscalYear::of(ahead.day))}</th>
                <td class="table__number">{figure}</td>
                <td class="table__number">{format::NOTHING}</td>
                <td>{charts::between(language, &lowest, &highest)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <tbody>
                <tr><th class="table__group" scope="rowgroup" colspan="4">{words.forecast_rows}</th></tr>
                {rows}
            </tbody>
        }
    })
}
