//! What stands behind a figure: the filter by it, and that a page is filtered.

use super::filters::{Choice, ChoiceField, kept_besides};
use crate::{
    context::PageContext,
    text::{dashboards::Dashboards, format, states, trust, trust::Trust as Words, words_in},
};
use domain::trust::{TrustGrade, is_page_by_grade};
use leptos::prelude::*;
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;

/// The name of the query value that holds the least grade.
pub(crate) const LEAST: &str = "trust";

/// The least grade that was asked for; anything else is no filter.
pub(crate) fn asked_grade(page: &PageContext) -> TrustGrade {
    page.asked(LEAST).and_then(|grade| grade.parse().ok()).unwrap_or_default()
}

/// Chooses the least that has to stand behind a figure, each with how many have it.
pub(crate) fn trust_filter(
    page: &PageContext,
    by_trust: &BTreeMap<TrustGrade, i64>,
    least: TrustGrade,
) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let choice = |grade: TrustGrade| {
        let count: i64 = by_trust.range(grade..).map(|(_, count)| count).sum();
        let name = match grade {
            TrustGrade::SelfReported => words.trust_every,
            TrustGrade::EvidenceAttached | TrustGrade::MachineCollected | TrustGrade::EvidenceVerified => {
                states::trust(page.language, grade)
            }
        };
        // A page that is made of figures of a grade alone knows of no others.
        let is_counted = page.least == TrustGrade::default();
        let name = if is_counted { format!("{name} ({})", format::count(count)) } else { name.to_owned() };
        Choice { value: grade.as_ref().to_owned(), name }
    };
    let choices: Vec<Choice> = TrustGrade::iter().map(choice).collect();
    let kept = kept_besides(page, &[LEAST]);
    let chosen = least.as_ref().to_owned();
    let action = format!("{}#ranking", page.path);
    view! {
        <form class="round-picker" method="get" action=action aria-label=words.trust>
            {kept}
            <ChoiceField name=LEAST label=words.trust_least choices chosen/>
            <button class="button">{words.show}</button>
        </form>
    }
}

/// That the page is made of figures of a grade alone, or that it cannot be; nothing on a page of all figures.
#[component]
pub(crate) fn GradeNotice() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    let (language, words) = (page.language, words_in::<Words>(page.language));
    if page.least > TrustGrade::default() {
        let every = page.address_with(&[(LEAST, "")]);
        // Whoever follows the link leaves the filter: the server leaves its address as it is.
        return Some(leptos::either::Either::Left(view! {
            <div class="notice" role="status">
                <p class="notice__title">{trust::only(language, page.least)}</p>
                <p>{words.what_it_means}</p>
                <p class="notice__actions"><a data-every-grade="" href=every>{words.every}</a></p>
            </div>
        }));
    }
    let is_ignored = page.is_signed_in() && asked_grade(&page) > TrustGrade::default() && !is_page_by_grade(&page.path);
    is_ignored.then(|| {
        leptos::either::Either::Right(view! {
            <div class="notice" role="status"><p class="notice__title">{words.not_here}</p></div>
        })
    })
}

/// Asks for this page on figures of a grade alone; nothing where a page has its own such form, or is never filtered.
#[component]
pub(crate) fn AskForAGrade() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    let is_indicator = page.path.starts_with("/indicators/") && !page.path.ends_with("/map");
    let has_its_own = page.path.ends_with("/heat-map") || is_indicator;
    if !page.is_signed_in()
        || page.answers_a_form
        || page.past_refused.is_some()
        || has_its_own
        || !is_page_by_grade(&page.path)
    {
        return None;
    }
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let choice = |grade: TrustGrade| {
        let name = match grade {
            TrustGrade::SelfReported => words_in::<Dashboards>(language).trust_every,
            TrustGrade::EvidenceAttached | TrustGrade::MachineCollected | TrustGrade::EvidenceVerified => {
                states::trust(language, grade)
            }
        };
        let value = if grade == TrustGrade::default() { String::new() } else { grade.as_ref().to_owned() };
        Choice { value, name: name.to_owned() }
    };
    let choices: Vec<Choice> = TrustGrade::iter().map(choice).collect();
    let chosen = if page.least == TrustGrade::default() { String::new() } else { page.least.as_ref().to_owned() };
    let others = kept_besides(&page, &[LEAST]);
    let is_open = page.least > TrustGrade::default();
    Some(view! {
        <details class="disclosure share" open=is_open>
            <summary class="disclosure__name">{words.title}</summary>
            <form class="disclosure__body stack" method="get" data-present="">
                <p>{words.why}</p>
                {others}
                <ChoiceField name=LEAST label=words.least choices chosen/>
                <p><button class="button">{words.show}</button></p>
            </form>
        </details>
    })
}
