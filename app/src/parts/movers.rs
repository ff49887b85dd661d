//! The indicators whose status changed since the round before, what became worse first.

use super::{as_written::name_in, round_picker::in_same_round};
use crate::{
    context::PageContext,
    text::{
        dashboards, dashboards::Dashboards, definitions, format, movers, movers::Movers as Words, states, words_in,
    },
};
use domain::{amount::Amount, indicator::Indicator, status::Status, text::Language};
use leptos::{either::Either, prelude::*};
use service::dashboards::{Mover, Movers, NotCompared};

/// What changed, or that nothing did.
pub(crate) fn movers(page: &PageContext, all: &Movers) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let found = &all.moved;
    let rows: Vec<_> = found.iter().map(|mover| row(page, mover)).collect();
    let better = found.iter().filter(|mover| mover.is_better()).count();
    let content = if rows.is_empty() {
        Either::Left(view! { <p>{words.nothing}</p> })
    } else {
        let count = movers::count(language, found.len() - better, better);
        Either::Right(view! {
            <div class="table-region" role="region" aria-labelledby="movers" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="movers">{words.title}" "<span class="table__note">{count}</span></caption>
                    <thead>
                        <tr>
                            <th scope="col">{words_in::<Dashboards>(language).indicator}</th>
                            <th scope="col">{words.direction}</th>
                            <th scope="col">{words.before}</th>
                            <th scope="col">{words.now}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <section class="stack" aria-labelledby="moved">
            <h2 id="moved">{words.title}</h2>
            {content}
            {unjudged(page, &all.unjudged)}
            {not_compared(page, &all.not_compared)}
        </section>
    }
}

/// The indicators of which one of both figures has no target.
fn unjudged(page: &PageContext, found: &[Mover]) -> Option<impl IntoView + use<>> {
    let language = page.language;
    let said = |mover: &Mover| {
        let held = [(mover.before, mover.figure_before), (mover.now, mover.figure)];
        movers::unjudged(language, held.map(|(status, figure)| (status, written(&mover.indicator, figure))))
    };
    let found = found.iter().map(|mover| (&*mover.indicator, said(mover)));
    listed(page, words_in::<Words>(language).unjudged, found.collect())
}

/// The indicators that stand in no line with the round before, each with why.
fn not_compared(page: &PageContext, found: &[NotCompared]) -> Option<impl IntoView + use<>> {
    let language = page.language;
    let found = found.iter().map(|one| (&*one.indicator, definitions::redefined(language, &one.redefined)));
    listed(page, words_in::<Words>(language).not_compared, found.collect())
}

/// Indicators under a title, with what is said of each; nothing where there are none.
fn listed(page: &PageContext, title: &'static str, found: Vec<(&Indicator, String)>) -> Option<impl IntoView + use<>> {
    let item = |(indicator, said): (&Indicator, String)| {
        let href = in_same_round(page, &format!("/indicators/{}", indicator.code));
        let name = indicator.name.in_language(page.language).to_owned();
        view! { <li><a href=href>{name}</a>" · "{said}</li> }
    };
    let items: Vec<_> = found.into_iter().map(item).collect();
    (!items.is_empty()).then(|| {
        view! {
            <div class="notice">
                <p class="notice__title">{title}</p>
                <ul>{items}</ul>
            </div>
        }
    })
}

fn written(indicator: &Indicator, figure: Option<Amount>) -> String {
    figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::together(indicator, figure))
}

fn row(page: &PageContext, mover: &Mover) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let href = in_same_round(page, &format!("/indicators/{}", mover.indicator.code));
    let figure = |figure: Option<Amount>| written(&mover.indicator, figure);
    let (trend, direction) = if mover.is_better() { ("better", words.better) } else { ("worse", words.worse) };
    let since = dashboards::as_of(language, mover.since);
    view! {
        <tr>
            <th scope="row"><a href=href>{name_in(language, &mover.indicator.name)}</a></th>
            <td><span class="figure__trend" data-trend=trend>{direction}</span></td>
            <td data-label=words.before>{status(language, mover.before)}" "{figure(mover.figure_before)}" "<span class="table__sub">{since}</span></td>
            <td data-label=words.now>{status(language, mover.now)}" "{figure(mover.figure)}</td>
        </tr>
    }
}

fn status(language: Language, status: Status) -> impl IntoView {
    view! { <span class="status" data-status=status.as_ref().to_owned()>{states::status(language, status)}</span> }
}
