//! A body without a score: why it has none, and where its figures are.

use crate::{
    context::PageContext,
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        title::PageTitle,
    },
    text::{format, scores, scores::Scores as Words, words_in},
};
use leptos::prelude::*;
use service::scores::{WhyNoScore, WithoutScore};

/// Why there is no score, and what there is.
pub(super) fn page_of(page: &PageContext, found: &WithoutScore) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (head, round, body) = (found.head(), &found.round, &found.organisation);
    let scheme = head.title.in_language(language).to_owned();
    let name = body.name.in_language(language).to_owned();
    let over = format!("{scheme} · {}", format::period(language, round.period));
    let standings = (found.why != WhyNoScore::NotInForce).then(|| format!("/scores/{}/{}", head.code, round.code));
    let way = std::iter::once(Crumb::national(language));
    let way = way.chain(standings.clone().map(|standings| Crumb::new(standings, scheme))).collect::<Vec<_>>();
    let figures = format!("/organisations/{}?round={}", body.code, round.code);
    let completeness = format!("/completeness/{}?round={}", body.code, round.code);
    let report = found.may_read_report.then(|| format!("/reports/{}/{}", round.code, body.code));
    let report = report.map(|href| view! { <a href=href>{words.report}</a> });
    let standings = standings.map(|href| view! { <a href=href>{words.standings}</a> });
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=name.clone()/>
            <PageTitle title=name over lead=words.no_score.to_owned()/>
        </div>
        <div class="empty">
            <h2 class="empty__title">{words.why_none}</h2>
            <p>{scores::why_none(language, found.why)}</p>
        </div>
        <p class="cluster">
            <a href=figures>{words.figures}</a>
            <a href=completeness>{words.where_report}</a>
            {report}
            {standings}
        </p>
    }
}
