//! The objections to a score, beside it: those that wait, and those that were upheld because the edition is at fault.

use crate::{
    context::PageContext,
    text::{objections, objections::Objections as Words, words_in},
};
use domain::{submission::ReportKey, trust::TrustGrade};
use leptos::prelude::*;
use service::{objections::OwnObjections, scores::BodyScore};

/// The objections to the score, and the way to object for those who may; nothing where there is neither.
pub(super) fn section(page: &PageContext, found: &OwnObjections, score: &BodyScore) -> Option<impl IntoView + use<>> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (among, kept) = (&score.among, &score.kept);
    let decimals = among.scheme.head().rounding.decimals;
    let body = among.tree.get(&kept.organisation);
    let is_its_own = body.is_some_and(|body| kept.may_be_objected_to(&among.scheme, &among.plan, body.kind));
    let key = ReportKey { round: kept.round.clone(), agency: kept.organisation.clone() };
    // A score of a part of the figures is none that anybody is held to.
    let is_of_all = page.past.is_none() && page.least == TrustGrade::default();
    let may_object = found.may_object && is_its_own && is_of_all && page.shared.is_none();
    if found.listed.is_empty() && !may_object {
        return None;
    }
    let items = found.listed.iter().map(|objected| {
        let link = (found.may_read && page.shared.is_none()).then(|| {
            view! { " "<a href=format!("/objections/{}", objected.id)>{words.open_it}</a> }
        });
        view! { <div class="notice"><p>{objections::to_score(language, objected, decimals)}{link}</p></div> }
    });
    let items: Vec<_> = items.collect();
    let object = may_object.then(|| {
        let href = format!("/reports/{}/{}/objections?scheme={}", key.round, key.agency, kept.scheme);
        view! { <p><a href=href>{words.object_link}</a></p> }
    });
    let has_any = !found.listed.is_empty();
    Some(view! {
        <section class="stack stack--tight" aria-labelledby="objections">
            <h2 id="objections" class=(!has_any).then_some("visually-hidden")>{words.of_this_score}</h2>
            {items}
            {object}
        </section>
    })
}
