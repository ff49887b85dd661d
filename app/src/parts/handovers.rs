//! Where a snapshot was handed to: each file once, with its place, its digest and what came of it.

use crate::{
    context::PageContext,
    text::{destinations::Destinations as Words, format, refusals, words_in},
};
use leptos::{either::Either, prelude::*};
use service::destinations::Handover;

/// What was handed over; nothing where nothing was tried.
pub(crate) fn handovers(page: &PageContext, handed: &[Handover]) -> Option<impl IntoView + use<>> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    if handed.is_empty() {
        return None;
    }
    let row = |handover: &Handover| {
        let outcome = match (&handover.failure, handover.handed_at) {
            (Some(code), _) => {
                let tried = format!("{} {}", words.tried, format::instant(language, handover.tried_at));
                let why = refusals::refusal(language, code);
                Either::Left(view! { {words.failed}": "{why}" "<span class="table__sub">{tried}</span> })
            }
            (None, at) => {
                let at = at.map(|at| format::instant(language, at)).unwrap_or_default();
                Either::Right(format!("{} {at}", words.handed))
            }
        };
        view! {
            <tr>
                <th scope="row">
                    {handover.name.clone()}
                    <code class="table__sub">{handover.sha256.to_string()}</code>
                </th>
                <td data-label=words.destination>
                    {handover.destination.to_string()}" "
                    <span class="table__sub">{handover.place.clone()}</span>
                </td>
                <td data-label=words.outcome>{outcome}</td>
            </tr>
        }
    };
    Some(view! {
        <section class="stack" aria-labelledby="handovers">
            <h2 id="handovers">{words.title}</h2>
            <div class="table-region" role="region" aria-labelledby="handovers" tabindex="0">
                <table class="table table--stacked">
                    <thead>
                        <tr>
                            <th scope="col">{words.what}" · SHA-256"</th>
                            <th scope="col">{words.destination}</th>
                            <th scope="col">{words.outcome}</th>
                        </tr>
                    </thead>
                    <tbody>{handed.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    })
}
