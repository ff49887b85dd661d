//! What a figure is made of: the ministries and groups of the country, or the bodies below one.

use crate::{
    context::PageContext,
    pages::heat_map::{SHOW, SORT},
    parts::{
        as_written::name_in,
        heat_table::STATUSES_AND_FIGURES,
        indicator_way::{way_to_own, way_to_parts},
        round_picker::in_same_round,
    },
    text::{dashboards, dashboards::Dashboards, format, measures, measures::Measures, unjudged::Stands, words_in},
};
use domain::{amount::Amount, indicator::Indicator, organisation::Duty};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::dashboards::{IndicatorPage, MadeOf, NodeFigure};

/// The parts of the country, or of the body that was asked for.
pub(super) fn section(page: &PageContext, found: &IndicatorPage, stamp: &str) -> impl IntoView + use<> {
    let words = words_in::<Measures>(page.language);
    let indicator = &*found.definition.indicator;
    let table = parts_of(page, indicator, &found.parts, found.whole.as_ref(), stamp);
    let Some(under) = &found.under else { return EitherOf3::A(table) };
    let country = in_same_round(page, &format!("/indicators/{}#parts", indicator.code));
    let country = view! { <a data-every-body="" href=country>{words.parts_of_country}</a> };
    if found.whole.is_none() {
        return EitherOf3::B(view! {
            <div class="empty" id="parts"><p class="empty__title">{words.nobody_below}</p><p>{country}</p></div>
        });
    }
    let name = under.name.in_language(page.language);
    let reports = under.duty == Duty::Reports && indicator.is_asked_of(under.kind);
    let own = reports.then(|| {
        let href = way_to_own(page, &under.code, &indicator.code);
        view! { <a href=href>{measures::own_of(page.language, name)}</a> }
    });
    let more = found.has_more_parts.then(|| {
        let path = in_same_round(page, &format!("/organisations/{}/heat-map", under.code));
        let joint = if path.contains('?') { '&' } else { '?' };
        let href = format!("{path}{joint}{SORT}={}&{SHOW}={STATUSES_AND_FIGURES}", indicator.code);
        view! { <a href=href>{words.more_parts}</a> }
    });
    EitherOf3::C(view! {
        {table}
        <p class="cluster">{own}{more}{country}</p>
    })
}

/// A table of parts; all of them together stand first where they are those of one body.
pub(crate) fn parts_of(
    page: &PageContext,
    indicator: &Indicator,
    parts: &[NodeFigure],
    whole: Option<&NodeFigure>,
    stamp: &str,
) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let (compared, few): (Vec<_>, Vec<_>) =
        parts.iter().partition(|part| part.figure.is_some() && part.coverage.allows_ranks());
    let rows =
        |parts: Vec<&NodeFigure>| -> Vec<_> { parts.into_iter().map(|part| part_of(page, indicator, part)).collect() };
    let few = (!few.is_empty()).then(|| {
        let is_added_up = indicator.measure.rollup_rule().is_some();
        let heading =
            if is_added_up { measures::too_few_to_compare(page.language) } else { words.not_added.to_owned() };
        view! {
            <tbody>
                <tr><th class="table__group" scope="rowgroup" colspan="5">{heading}</th></tr>
                {rows(few)}
            </tbody>
        }
    });
    let together = whole.map(|whole| {
        let name = whole.organisation.name.in_language(page.language);
        view! { <tr><th scope="row">{measures::all_of(page.language, name)}</th>{cells_of(page, indicator, whole)}</tr> }
    });
    let caption = match whole {
        Some(whole) => measures::parts_under(page.language, whole.organisation.name.in_language(page.language)),
        None => words_in::<Measures>(page.language).parts.to_owned(),
    };
    let body = if whole.is_some() { words.body } else { words.ministry };
    let stamp = stamp.to_owned();
    let compared = rows(compared);
    (!parts.is_empty() || whole.is_some()).then(|| {
        view! {
            <div class="table-region" id="parts" role="region" aria-labelledby="parts-title" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="parts-title">
                        {caption}" "<span class="table__note">{stamp}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{body}</th>
                            <th scope="col" class="table__number">{words.figure}</th>
                            <th scope="col" class="table__number">{words.expected}</th>
                            <th scope="col">{words.status}</th>
                            <th scope="col" class="table__number">{words.contributors}</th>
                        </tr>
                    </thead>
                    <tbody>{together}{compared}</tbody>
                    {few}
                </table>
            </div>
        }
    })
}

fn part_of(page: &PageContext, indicator: &Indicator, part: &NodeFigure) -> impl IntoView + use<> {
    let href = in_same_round(page, &format!("/organisations/{}", part.organisation.code));
    let name = name_in(page.language, &part.organisation.name);
    view! { <tr><th scope="row"><a href=href>{name}</a></th>{cells_of(page, indicator, part)}</tr> }
}

/// The figure of a body, what was expected, and of how many it is made, which leads to them.
fn cells_of(page: &PageContext, indicator: &Indicator, part: &NodeFigure) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let written = |figure: Option<Amount>| {
        figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::together(indicator, figure))
    };
    let made_of = dashboards::included(language, indicator, part.coverage.contributors, part.coverage.expected);
    let body = &part.organisation.code;
    let made_of = if page.is_public() {
        Either::Left(made_of)
    } else {
        let href = match part.made_of {
            MadeOf::Itself => way_to_own(page, body, &indicator.code),
            MadeOf::Bodies => way_to_parts(page, body, &indicator.code),
        };
        Either::Right(view! { <a href=href>{made_of}</a> })
    };
    view! {
        <td class="table__number" data-label=words.figure>{written(part.figure)}</td>
        <td class="table__number" data-label=words.expected>{written(part.expected)}</td>
        <td class="table__fit">
            <span class="status" data-status=part.status.as_ref().to_owned()>
                {Stands::at(indicator, part).word(language)}
            </span>
        </td>
        <td class="table__number" data-label=words.contributors>{made_of}</td>
    }
}
