//! How indicators stand, a row each under their strategies.

use super::{explained::explained, indicator_way::way_to_parts, round_picker::in_same_round, sparkline::sparkline};
use crate::{
    context::{self, PageContext},
    text::{
        dashboards, dashboards::Dashboards, definitions, format, measures, plans, states, unjudged::Stands, words_in,
    },
};
use domain::{
    amount::Amount,
    calendar::Period,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode},
    indicator::Indicator,
    plan::{ProvenanceStatus, Strategy},
    status::Status,
    text::Language,
    trust::TrustGrade,
};
use leptos::prelude::*;
use maud::{Markup, html};
use service::dashboards::{AgencyIndicator, IndicatorStatus, Redefined};

/// One indicator.
#[derive(Debug, Clone)]
pub(crate) struct IndicatorRow {
    code: IndicatorCode,
    name: String,
    about: String,
    figure: String,
    notes: Vec<String>,
    explanation: String,
    trust: Option<TrustGrade>,
    expected: String,
    target_provenance: Option<ProvenanceStatus>,
    pub(crate) stands: Stands,
    actual_series: Vec<Option<Amount>>,
    expected_series: Vec<Option<Amount>>,
    /// The figures of the last rounds, for those who listen.
    told: Vec<(Period, Option<String>)>,
    /// How many agencies are in the figure, or have one of their own, in words.
    contributors: Option<String>,
    under: Option<OrganisationCode>,
}

type Series = [(Period, Option<Amount>)];

impl IndicatorRow {
    /// What does not depend on whose figure it is. The series are those of the periods in which it is asked.
    fn new(
        language: Language,
        indicator: &Indicator,
        write: impl Fn(Amount) -> String,
        series: &Series,
        expected: &Series,
    ) -> Self {
        let is_asked = |(period, _): &&(Period, Option<Amount>)| indicator.frequency.is_asked_in(*period);
        let told = series.iter().filter(is_asked).map(|(period, figure)| (*period, figure.map(&write)));
        Self {
            code: indicator.code.clone(),
            name: indicator.name.in_language(language).to_owned(),
            about: indicator.unit.in_language(language).to_owned(),
            figure: format::NOTHING.to_owned(),
            notes: vec![],
            explanation: String::new(),
            trust: None,
            expected: format::NOTHING.to_owned(),
            target_provenance: None,
            stands: Stands::By(Status::NoData),
            actual_series: series.iter().filter(is_asked).map(|(_, figure)| *figure).collect(),
            expected_series: expected.iter().filter(is_asked).map(|(_, figure)| *figure).collect(),
            told: told.collect(),
            contributors: None,
            under: None,
        }
    }

    /// Those taken together are at and below a body that is not the country.
    pub(crate) fn under(self, body: &OrganisationCode) -> Self {
        Self { under: Some(body.clone()), ..self }
    }

    /// Many agencies taken together, in the round of a period.
    pub(crate) fn together(language: Language, status: &IndicatorStatus, shown: Period) -> Self {
        let indicator = &*status.indicator;
        let write = |amount| format::together(indicator, amount);
        let written = |amount: Option<Amount>| amount.map_or_else(|| format::NOTHING.to_owned(), write);
        Self {
            about: measures::unit_together(language, indicator),
            figure: written(status.figure),
            expected: written(status.expected.map(|expected| format::reachable(indicator, expected))),
            notes: [
                earlier(language, status.as_of, shown, status.figure),
                redefined(language, status.redefined.as_ref()),
                indicator
                    .measure
                    .rollup_rule()
                    .is_none()
                    .then(|| words_in::<Dashboards>(language).not_added.to_owned()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            target_provenance: status.target_provenance,
            stands: Stands::together(status),
            contributors: Some(included(language, status)),
            ..Self::new(language, indicator, write, &status.series, &status.expected_series)
        }
    }

    /// One agency alone, in the round of a period.
    pub(crate) fn of_agency(language: Language, own: &AgencyIndicator, shown: Period) -> Self {
        let words = words_in::<Dashboards>(language);
        let indicator = &*own.indicator;
        let write = |amount| format::of_one(language, indicator, amount);
        let written = |amount: Option<Amount>| amount.map_or_else(|| format::NOTHING.to_owned(), write);
        let does_not_apply = own.applicability == Some(Applicability::NotApplicable);
        let notes = [
            earlier(language, own.as_of, shown, own.figure),
            reported_and_verified(language, own),
            does_not_apply.then(|| words.not_applicable.to_owned()),
            redefined(language, own.redefined.as_ref()),
        ];
        Self {
            figure: written(own.figure),
            expected: written(own.expected.map(|expected| format::reachable(indicator, expected))),
            notes: notes.into_iter().flatten().collect(),
            explanation: own.explanation.clone(),
            trust: own.trust,
            target_provenance: own.target_provenance,
            stands: Stands::own(own),
            ..Self::new(language, indicator, write, &own.series, &own.expected_series)
        }
    }
}

/// What the agency reported beside what DGA verified; nothing where they are the same.
pub(crate) fn reported_and_verified(language: Language, own: &AgencyIndicator) -> Option<String> {
    let words = words_in::<Dashboards>(language);
    let write = |amount| format::of_one(language, &own.indicator, amount);
    let both = own.verified.zip(own.reported);
    both.map(|(verified, reported)| {
        format!("{} {} · {} {}", words.reported, write(reported), words.verified, write(verified))
    })
}

/// How many agencies are in a figure, or have one of what is never added up.
fn included(language: Language, status: &IndicatorStatus) -> String {
    dashboards::included(language, &status.indicator, status.contributors, status.expected_contributors)
}

/// That a figure is not of the period shown.
fn earlier(language: Language, as_of: Option<Period>, shown: Period, figure: Option<Amount>) -> Option<String> {
    let as_of = as_of.filter(|as_of| *as_of != shown && figure.is_some());
    as_of.map(|as_of| dashboards::as_of(language, as_of))
}

/// That figures of earlier rounds are left out.
fn redefined(language: Language, redefined: Option<&Redefined>) -> Option<String> {
    redefined.map(|redefined| definitions::redefined_briefly(language, redefined))
}

/// The indicators of one strategy.
#[derive(Debug, Clone)]
pub(crate) struct IndicatorGroup {
    /// The strategy.
    pub(crate) strategy: Strategy,
    /// Its indicators.
    pub(crate) rows: Vec<IndicatorRow>,
}

/// Which columns there are besides those of every table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    agencies: Agencies,
    rounds: Rounds,
}

/// Whether a column says how many agencies are in a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agencies {
    One,
    Many,
}

/// Whether a column shows the figures of the last rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rounds {
    This,
    Last,
}

impl Columns {
    /// How many there are altogether.
    fn count(self) -> usize {
        4 + usize::from(self.agencies == Agencies::Many) + usize::from(self.rounds == Rounds::Last)
    }
}

/// Indicators under their strategies; groups without rows are left out. `notes` stand under the caption.
pub(crate) fn indicator_table(
    groups: &[IndicatorGroup],
    id: String,
    caption: &'static str,
    notes: Vec<String>,
) -> impl IntoView + use<> {
    let page = context::page();
    let words = words_in::<Dashboards>(page.language);
    let is_of_many = groups.iter().flat_map(|group| &group.rows).any(|row| row.contributors.is_some());
    // What is published tells of one round.
    let has_series = groups.iter().flat_map(|group| &group.rows).any(|row| !row.actual_series.is_empty());
    let columns = Columns {
        agencies: if is_of_many { Agencies::Many } else { Agencies::One },
        rounds: if has_series { Rounds::Last } else { Rounds::This },
    };
    let groups = groups.iter().filter(|group| !group.rows.is_empty());
    let groups = groups.map(|group| group_of(&page, &id, group, columns)).collect_view();
    let notes = notes.into_iter().map(|note| view! { <span class="table__note">{note}</span> });
    let rounds = (columns.rounds == Rounds::Last).then(|| {
        view! { <th scope="col" class="table__extra table__spark">{words.last_rounds}</th> }
    });
    let contributors = (columns.agencies == Agencies::Many).then(|| {
        view! { <th scope="col" class="table__number">{words.contributors}</th> }
    });
    view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id.clone()><span class="visually-hidden">{caption}" "</span>{notes.collect_view()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.indicator}</th>
                        <th scope="col" class="table__number">{words.figure}</th>
                        <th scope="col" class="table__number">{words.expected}</th>
                        <th scope="col">{words.status}</th>
                        {rounds}
                        {contributors}
                    </tr>
                </thead>
                {groups}
            </table>
        </div>
    }
}

fn group_of(page: &PageContext, table: &str, group: &IndicatorGroup, columns: Columns) -> impl IntoView + use<> {
    let id = format!("{table}-{}", group.strategy.code);
    let title = format!("{} {}", group.strategy.code, group.strategy.title.in_language(page.language));
    let mut periods = format::ShortPeriods::new(page.language);
    let rows = html! {
        tr { th class="table__group" scope="rowgroup" colspan=(columns.count()) { (title) } }
        @for row in &group.rows { (row_of(page, row, columns, &mut periods)) }
    };
    view! { <tbody id=id inner_html=rows.into_string()></tbody> }
}

fn row_of(page: &PageContext, row: &IndicatorRow, columns: Columns, periods: &mut format::ShortPeriods) -> Markup {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let parts_href = || match &row.under {
        Some(under) => way_to_parts(page, under, &row.code),
        None => in_same_round(page, &format!("/indicators/{}#parts", row.code)),
    };
    html! {
        tr {
            th scope="row" {
                a href=(in_same_round(page, &format!("/indicators/{}", row.code))) { (row.name) }
                span class="table__sub" { (row.about) }
                @for note in &row.notes { span class="table__sub" { (note) } }
                (explained(language, &row.explanation))
            }
            td class="table__number" data-label=(words.figure) {
                (row.figure) " "
                @if let Some(grade) = row.trust { span class="table__sub" { (states::trust(language, grade)) } }
            }
            td class="table__number" data-label=(words.expected) {
                (row.expected) " "
                @if let Some(status) = row.target_provenance {
                    span class="table__sub" { (plans::provenance(language, status)) }
                }
            }
            td class="table__fit" {
                span class="status" data-status=(row.stands.status().as_ref()) { (row.stands.word(language)) }
            }
            @if columns.rounds == Rounds::Last {
                td class="table__extra table__spark" {
                    (sparkline(&row.actual_series, &row.expected_series, &dashboards::series(periods, &row.told)))
                }
            }
            @if let Some(contributors) = &row.contributors {
                td class="table__number" data-label=(words.contributors) {
                    a href=(parts_href()) { (contributors) }
                }
            }
        }
    }
}
