//! That what an address narrows a page to is not known, so that all is shown, or that the page is not narrowed by such a thing: a filter
//! is never passed over in silence.

use super::{
    indicator_way::ORGANISATION,
    round_picker::{KIND, STRATEGY, in_same_round},
    trust::LEAST,
};
use crate::{
    context::PageContext,
    text::{narrowed, narrowed::Narrowed, words_in},
};
use domain::{
    alert::AlertKind,
    filter::{Filter, is_dashboard, means_another, narrows},
    ids::{OrganisationCode, StrategyCode},
    organisation::OrganisationKind,
    text::Language,
    trust::{TrustGrade, is_page_by_grade},
};
use leptos::prelude::*;
use std::str::FromStr;

/// What is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// A trust grade.
    Grade,
    /// A kind, which is none.
    Kind,
    /// A kind of bodies, on a page that is narrowed by kinds of alerts.
    KindOfBodies,
    /// A kind of which nobody is in the country.
    KindOfNobody,
    /// A kind of which nobody is at and below the body that is shown.
    KindHere,
    /// A kind, on the page of one body.
    OneBody,
    /// A kind that is not asked for the indicator that is shown.
    KindNotAsked,
    /// A strategy.
    Strategy,
}

/// Says so.
pub(crate) fn unknown(language: Language, what: Unknown) -> impl IntoView + use<> {
    let words = words_in::<Narrowed>(language);
    let said = match what {
        Unknown::Grade => words.no_such_grade,
        Unknown::Kind => words.no_such_kind,
        Unknown::KindOfBodies => words.kind_of_bodies,
        Unknown::KindOfNobody => words.nobody_of_kind,
        Unknown::KindHere => words.nobody_of_kind_here,
        Unknown::OneBody => words.one_body,
        Unknown::KindNotAsked => words.kind_not_asked,
        Unknown::Strategy => words.no_such_strategy,
    };
    view! { <div class="notice notice--warning" role="status"><p class="notice__title">{said}</p></div> }
}

/// Says which filters of the address can be none on a page that takes them, and by which the page is not narrowed.
#[component]
pub(crate) fn UnknownFilters() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    if page.actor.is_none() || page.answers_a_form {
        return None;
    }
    let told: Vec<_> = unreadable(&page).into_iter().map(|what| unknown(page.language, what)).collect();
    Some((told, not_narrowed(&page)))
}

fn unreadable(page: &PageContext) -> Vec<Unknown> {
    let is_kind_unknown = if means_another(&page.path, Filter::Kind) {
        is_no::<AlertKind>(page, KIND)
    } else {
        narrows(&page.path, Filter::Kind) && is_no::<OrganisationKind>(page, KIND)
    };
    // There such kinds of bodies are, but the page is narrowed by other kinds.
    let is_of_bodies = means_another(&page.path, Filter::Kind) && !is_no::<OrganisationKind>(page, KIND);
    let kind = if is_of_bodies { Unknown::KindOfBodies } else { Unknown::Kind };
    let takes_strategy = narrows(&page.path, Filter::Strategy);
    let found = [
        (is_page_by_grade(&page.path) && is_no::<TrustGrade>(page, LEAST), Unknown::Grade),
        (is_kind_unknown, kind),
        (takes_strategy && is_no::<StrategyCode>(page, STRATEGY), Unknown::Strategy),
    ];
    found.into_iter().filter(|(is_unknown, _)| *is_unknown).map(|(_, what)| what).collect()
}

/// That a dashboard is not narrowed by what its address asks for, with the way to the page of a body that was asked for. The notices of
/// the instant and of the grade say so themselves.
fn not_narrowed(page: &PageContext) -> Option<impl IntoView + use<>> {
    let is_passed_over = |filter: &Filter| {
        page.asked(filter.name()).is_some() && !narrows(&page.path, *filter) && !means_another(&page.path, *filter)
    };
    let own = [Filter::Round, Filter::Kind, Filter::Organisation, Filter::Strategy];
    let by: Vec<Filter> = own.into_iter().filter(is_passed_over).filter(|_| is_dashboard(&page.path)).collect();
    let body = page.asked(ORGANISATION).filter(|_| by.contains(&Filter::Organisation));
    let body = body.and_then(|code| code.parse::<OrganisationCode>().ok()).map(|code| {
        let href = in_same_round(page, &format!("/organisations/{code}"));
        let own_page = words_in::<Narrowed>(page.language).own_page;
        view! { <p class="notice__actions"><a href=href>{own_page}</a></p> }
    });
    (!by.is_empty()).then(|| {
        view! {
            <div class="notice" role="status">
                <p class="notice__title">{narrowed::not_narrowed(page.language, &by)}</p>
                {body}
            </div>
        }
    })
}

/// Whether a value of the address cannot be what it is to be.
fn is_no<T: FromStr>(page: &PageContext, name: &str) -> bool {
    page.asked(name).is_some_and(|asked| asked.parse::<T>().is_err())
}
