//! The plans there are.

use crate::{
    context,
    parts::{as_written::name_in, facts::fact, notice::failed, provenance::ProvenanceLine, title::PageTitle},
    text::{format, plans, plans::Plans as PlansWords, words_in},
};
use domain::{plan::Plan, text::Language};
use leptos::{either::Either, prelude::*};
use std::sync::Arc;

/// The plans there are, the newest first.
#[component]
pub(crate) fn Plans() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        let found = match page.actor() {
            Ok(actor) => page.services.plans().latest(actor).await,
            Err(error) => Err(error),
        };
        match found {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(list_of(page.language, &found)),
        }
    })
}

fn list_of(language: Language, found: &[Arc<Plan>]) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let nothing = found.is_empty().then(|| {
        view! { <div class="empty"><h2 class="empty__title">{words.empty}</h2><p>{words.empty_why}</p></div> }
    });
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        {nothing}
        {found.iter().rev().map(|plan| card_of(language, plan)).collect_view()}
    }
}

fn card_of(language: Language, plan: &Plan) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let head = &plan.plan;
    let title_id = format!("plan-{}", head.code);
    let day = |day: Option<chrono::NaiveDate>| {
        day.map_or_else(|| words.not_known.to_owned(), |day| format::day(language, day))
    };
    view! {
        <section class="card" aria-labelledby=title_id>
            <div class="card__head">
                <h2 class="card__title" id=title_id.clone()>
                    <a href=format!("/plans/{}", head.code)>{name_in(language, &head.title)}</a>
                </h2>
                <span>{plans::extent(language, plan.strategies.len(), plan.indicators.len())}</span>
            </div>
            <dl class="facts">
                {fact(words.period, plans::years(language, head.first_fiscal_year, head.last_fiscal_year))}
                {fact(words.vision, head.vision.in_language(language).to_owned())}
                {fact(words.approved, day(head.approved_on))}
                {fact(words.effective, day(head.effective_from))}
                {fact(words.version, plans::version(language, head.version))}
                {fact(words.source, view! { <ProvenanceLine provenance=head.provenance.clone()/> })}
            </dl>
        </section>
    }
}
