//! The bodies as columns: overall status, reports, scores, and every indicator.

use crate::{
    context::PageContext,
    parts::{
        as_written::name_in, heat_table::written, indicator_way::way_into, objected::objected_mark,
        round_picker::in_same_round,
    },
    text::{
        compare, compare::Compare as Words, dashboards, dashboards::Dashboards, format, states, unjudged::Stands,
        words_in,
    },
};
use domain::{
    ids::OrganisationCode, indicator::Indicator, objection::ObjectionStateName, status::Status, text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{
    dashboards::{ComparedBody, Comparison, HeatCell},
    objections::ObjectedFigures,
};

/// The table; `without` is the address of the page without one of the bodies.
pub(super) fn table(
    page: &PageContext,
    (found, objected): (&Comparison, &ObjectedFigures),
    without: impl Fn(&OrganisationCode) -> String,
) -> AnyView {
    let language = page.language;
    let words = words_in::<Words>(language);
    let heads = found.bodies.iter().map(|body| {
        let href = in_same_round(page, &format!("/organisations/{}", body.organisation.code));
        let name = name_in(language, &body.organisation.name);
        let removed = name_in(language, &body.organisation.name);
        let away = without(&body.organisation.code);
        view! {
            <th scope="col">
                <a href=href>{name}</a>
                <a class="table__sub" href=away>{words.remove}<span class="visually-hidden">" "{removed}</span></a>
            </th>
        }
    });
    let heads: Vec<_> = heads.collect();
    let stamp = dashboards::stamp(language, found.as_of, found.round.round.period);
    let columns = (found.bodies.len() + 1).to_string();
    let groups = found.strategies.iter().map(|(strategy, indicators)| {
        let rows = indicators.iter().map(|row| {
            let href = in_same_round(page, &format!("/indicators/{}", row.indicator.code));
            let cells = row.cells.iter().zip(&found.bodies).map(|(cell, body)| {
                let way = way_into(page, &found.tree, &body.organisation.code, &row.indicator.code);
                // An answer of an earlier round is not the one that an objection of this round is about.
                let is_of_round = cell.is_some_and(|cell| cell.as_of == Some(found.round.round.period));
                let state = objected.value(&row.indicator.code, &body.organisation.code).filter(|_| is_of_round);
                cell_of(language, &row.indicator, *cell, (way, state))
            });
            let cells: Vec<_> = cells.collect();
            let name = name_in(language, &row.indicator.name);
            view! { <tr><th scope="row"><a href=href>{name}</a></th>{cells}</tr> }
        });
        let rows: Vec<_> = rows.collect();
        let title = name_in(language, &strategy.title);
        view! {
            <tbody>
                <tr><th class="matrix__strategy" scope="rowgroup" colspan=columns.clone()>{title}</th></tr>
                {rows}
            </tbody>
        }
    });
    let groups: Vec<_> = groups.collect();
    view! {
        // Beside the table, so that they do not move with it.
        <div>
            <p class="table__note">{stamp}</p>
            <p class="table__note">{words_in::<Dashboards>(language).accepted_only}</p>
            <p class="table__note">{words.sizes}</p>
        </div>
        <div class="table-region" data-wide="" role="region" aria-labelledby="compared" tabindex="0">
            <table class="matrix matrix--compared">
                <caption class="visually-hidden" id="compared">{words.title}</caption>
                <thead><tr><th scope="col">{words.item}</th>{heads}</tr></thead>
                <tbody>{summaries(language, found)}{scores(language, found, objected)}</tbody>
                {groups}
            </table>
        </div>
    }
    .into_any()
}

/// Overall status, how many indicators are on course, and how many reports count.
fn summaries(language: Language, found: &Comparison) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |name: &'static str, cell: &dyn Fn(&ComparedBody) -> AnyView| {
        let cells: Vec<_> = found.bodies.iter().map(cell).collect();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    };
    let overall = |body: &ComparedBody| {
        let status = body.verdict.as_ref().to_owned();
        if body.completeness.expected == 0 && body.counts.applicable() == 0 {
            return view! { <td class="matrix__cell" data-status=status>{words.not_asked}</td> }.into_any();
        }
        view! {
            <td class="matrix__cell" data-status=status>
                <span class="status" data-status=status.clone()>{states::status(language, body.verdict)}</span>
            </td>
        }
        .into_any()
    };
    let on_course = |body: &ComparedBody| {
        view! { <td class="matrix__cell">{compare::out_of(body.counts.on_course, body.counts.applicable())}</td> }
            .into_any()
    };
    let accepted = |body: &ComparedBody| {
        let completeness = body.completeness;
        let text = format!("{}/{}", format::count(completeness.accepted), format::count(completeness.expected));
        view! { <td class="matrix__cell">{text}</td> }.into_any()
    };
    view! {
        {row(words.overall, &overall)}
        {row(words.on_course, &on_course)}
        {row(words.accepted, &accepted)}
    }
}

/// A row for each scheme by which at least one of them has a score.
fn scores(language: Language, found: &Comparison, objected: &ObjectedFigures) -> impl IntoView + use<> {
    let rows = found.scores.iter().filter(|(_, each)| each.iter().any(Option::is_some)).map(|(scheme, each)| {
        let head = scheme.head();
        let cells = each.iter().map(|kept| {
            let published = kept.as_ref().and_then(|kept| Some((kept, kept.outcome.as_ref().ok()?.published)));
            let content = match published {
                Some((kept, score)) => {
                    let href = format!("/scores/{}/{}/{}", kept.scheme, kept.round, kept.organisation);
                    let mark = objected_mark(language, objected.score(&head.code, &kept.organisation));
                    Either::Left(view! { <a href=href>{format::fixed(score, head.rounding.decimals)}</a>{mark} })
                }
                None => Either::Right(format::NOTHING),
            };
            view! { <td class="matrix__cell">{content}</td> }
        });
        let cells: Vec<_> = cells.collect();
        view! { <tr><th scope="row">{name_in(language, &head.title)}</th>{cells}</tr> }
    });
    rows.collect::<Vec<_>>()
}

fn cell_of(
    language: Language,
    indicator: &Indicator,
    cell: Option<HeatCell>,
    (way, objected): (String, Option<ObjectionStateName>),
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let Some(cell) = cell else {
        let status = Status::NoData.as_ref().to_owned();
        return Either::Left(view! { <td class="matrix__cell" data-status=status>{words.not_asked}</td> });
    };
    let status = cell.status.as_ref().to_owned();
    let written = written(language, indicator, &cell);
    let word = Stands::of_many(indicator, (cell.status, cell.figure)).word(language);
    let shown = match (written, cell.status) {
        (None, Status::NotApplicable) => Either::Left(word),
        (written, _) => {
            let written = written.unwrap_or_else(|| format::NOTHING.to_owned());
            Either::Right(view! { {written}<span class="visually-hidden">" "{word}</span> })
        }
    };
    let as_of = cell.as_of.filter(|_| cell.figure.is_some()).map(|as_of| dashboards::as_of(language, as_of));
    Either::Right(view! {
        <td class="matrix__cell" data-status=status title=as_of>
            <a class="status" data-status=status.clone() href=way>{shown}</a>
            {objected_mark(language, objected)}
        </td>
    })
}
