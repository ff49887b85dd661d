//! The last values of one indicator in one agency, beside the field that asks for the next: one row for each fiscal
//! year, one column for each quarter, and above them the line of all.

use crate::text::{format, indicators, report::Report as Words, words_in};
use domain::{
    amount::Amount,
    calendar::{FiscalYear, Period},
    indicator::Measure,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::reports::ReportEntry;
use std::{collections::BTreeMap, fmt::Write as _};

/// The quarter at whose end a period ends: 1 to 4.
fn quarter(period: Period) -> u32 {
    period.last_month() / 3
}

/// The past as a table under its line.
pub(crate) fn table(language: Language, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if entry.history.iter().all(|(_, figure)| figure.is_none()) {
        return Either::Left(view! { <p class="field__hint">{words.history_none}</p> });
    }
    let mut years: BTreeMap<FiscalYear, BTreeMap<u32, Amount>> = BTreeMap::new();
    for (period, figure) in &entry.history {
        let year = years.entry(period.fiscal_year()).or_default();
        if let Some(figure) = figure {
            year.insert(quarter(*period), *figure);
        }
    }
    let last = entry.history.iter().rev().find(|(_, figure)| figure.is_some()).map(|(period, _)| *period);
    let row = |(year, figures): (FiscalYear, BTreeMap<u32, Amount>)| {
        let cells = (1..=4).map(|quarter| {
            let is_last = last.is_some_and(|last| last.fiscal_year() == year && self::quarter(last) == quarter);
            let shown = figures.get(&quarter).map_or_else(|| "–".to_owned(), |figure| short(language, entry, *figure));
            view! { <td class=is_last.then_some("history__now")>{shown}</td> }
        });
        view! { <tr><th class="history__row" scope="row">{words.history_year}{year.to_string()}</th>{cells.collect_view()}</tr> }
    };
    let rows = years.into_iter().map(row).collect_view();
    let head = (1..=4).map(|quarter| {
        view! { <th scope="col"><span class="visually-hidden">{words.history_quarter}" "</span>{quarter}</th> }
    });
    let head = head.collect_view();
    Either::Right(view! {
        {line(entry)}
        <table class="history">
            <caption class="visually-hidden">{words.history_caption}</caption>
            <thead>
                <tr class="history__row"><th class="history__row" scope="col">{words.history_quarter}</th>{head}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

/// A figure in a cell; the unit stands above.
fn short(language: Language, entry: &ReportEntry, figure: Amount) -> String {
    match &entry.indicator.measure {
        Measure::YesNo => indicators::figure(language, &entry.indicator, figure),
        Measure::Score { .. } => format::exact(figure),
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Level { .. }
        | Measure::Mean { .. }
        | Measure::Rank { .. } => format::short_figure(language, figure),
    }
}

/// Figures and targets as two lines. Of a yes or a level the plan's targets are shares of agencies, not figures of one.
fn line(entry: &ReportEntry) -> Option<impl IntoView + use<>> {
    const HEIGHT: f64 = 28.0;
    let is_share = matches!(entry.indicator.measure, Measure::YesNo | Measure::Level { .. });
    let trajectory = entry.indicator.trajectory();
    let figures: Vec<Option<f64>> = entry.history.iter().map(|(_, figure)| figure.map(Amount::approximate)).collect();
    let targets: Vec<Option<f64>> = entry
        .history
        .iter()
        .map(|(period, _)| trajectory.expected_on(period.last_day()).filter(|_| !is_share).map(Amount::approximate))
        .collect();
    let all = || figures.iter().chain(&targets).flatten().copied();
    let (lowest, highest) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    if figures.iter().flatten().count() < 2 {
        return None;
    }
    let spread = if highest > lowest { highest - lowest } else { 1.0 };
    let place = |position: usize, value: f64| {
        let x = u32::try_from(position).unwrap_or(0) * 100 + 50;
        format!("{x} {:.1}", 32.0 - HEIGHT * (value - lowest) / spread)
    };
    let path = |values: &[Option<f64>]| {
        let mut path = String::new();
        let mut is_drawing = false;
        for (position, value) in values.iter().enumerate() {
            if let Some(value) = value {
                let _ = write!(path, "{}{}", if is_drawing { "L" } else { "M" }, place(position, *value));
            }
            is_drawing = value.is_some();
        }
        path
    };
    let last = figures.iter().rposition(Option::is_some);
    let point = last.and_then(|last| figures[last].map(|value| format!("M{}h0", place(last, value))));
    let box_ = format!("0 0 {} 36", entry.history.len() * 100);
    Some(view! {
        <svg class="spark" viewBox=box_ preserveAspectRatio="none" aria-hidden="true">
            <path class="spark__target" d=path(&targets)></path>
            <path class="spark__line" d=path(&figures)></path>
            <path class="spark__point" d=point></path>
        </svg>
    })
}
