//! Objections in a list, each with its clock.

use super::as_written::name_in;
use crate::text::{format, objections, objections::Objections as Words, words_in};
use domain::text::Language;
use leptos::{either::Either, prelude::*};
use service::objections::ListedObjection;

/// The list, or that there is none.
pub(crate) fn objection_table(language: Language, found: &[ListedObjection]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if found.is_empty() {
        return Either::Left(view! { <div class="empty"><p class="empty__title">{words.none}</p></div> });
    }
    let rows: Vec<_> = found.iter().map(|listed| row(language, listed)).collect();
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="objections" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="objections">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.subject}</th>
                        <th scope="col">{words.agency}</th>
                        <th scope="col">{words.round}</th>
                        <th scope="col">{words.answer_by}</th>
                        <th scope="col">{words.state}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn row(language: Language, listed: &ListedObjection) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let objection = &listed.objection;
    let state = objection.state.name();
    let round = &objection.key.round;
    let round =
        round.as_str().parse().map_or_else(|_| round.to_string(), |period| format::short_period(language, period));
    let overdue = listed.is_overdue.then(|| {
        view! { " "<span class="badge" data-state="late">{words.overdue}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/objections/{}", objection.id)>{objections::name(language, &listed.named)}</a>
            </th>
            <td data-label=words.agency>{name_in(language, &listed.organisation.name)}</td>
            <td data-label=words.round>{round}</td>
            <td data-label=words.answer_by>{objections::due(language, objection.answer_by)}{overdue}</td>
            <td><span class="badge" data-state=objections::mark(state)>{objections::state(language, state)}</span></td>
        </tr>
    }
}
