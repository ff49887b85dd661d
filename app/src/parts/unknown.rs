//! That what an address narrows a page to is not known, so that all is shown: a mistyped filter is never passed over in silence.

use super::{
    round_picker::{KIND, STRATEGY},
    trust::LEAST,
};
use crate::{
    context::PageContext,
    text::{narrowed::Narrowed, words_in},
};
use domain::{
    alert::AlertKind, ids::StrategyCode, organisation::OrganisationKind, text::Language, trust::TrustGrade,
    trust::is_page_by_grade,
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
    /// A kind of which nobody is here.
    KindHere,
    /// A strategy.
    Strategy,
}

/// Says so.
pub(crate) fn unknown(language: Language, what: Unknown) -> impl IntoView + use<> {
    let words = words_in::<Narrowed>(language);
    let said = match what {
        Unknown::Grade => words.no_such_grade,
        Unknown::Kind => words.no_such_kind,
        Unknown::KindHere => words.nobody_of_kind,
        Unknown::Strategy => words.no_such_strategy,
    };
    view! { <div class="notice notice--warning" role="status"><p class="notice__title">{said}</p></div> }
}

/// Says which filters of the address can be none, on every page that takes them.
#[component]
pub(crate) fn UnknownFilters() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    if page.actor.is_none() || page.answers_a_form {
        return None;
    }
    let told: Vec<_> = unreadable(&page).into_iter().map(|what| unknown(page.language, what)).collect();
    Some(told)
}

fn unreadable(page: &PageContext) -> Vec<Unknown> {
    let segments: Vec<&str> = page.path.split('/').skip(1).collect();
    let is_kind_unknown = match segments[..] {
        ["national" | "late" | "organisations"] | ["organisations", _, "heat-map"] | ["scores", _, _] => {
            is_no::<OrganisationKind>(page, KIND)
        }
        ["alerts"] => is_no::<AlertKind>(page, KIND),
        _ => false,
    };
    let takes_strategy = matches!(segments[..], ["national"] | ["organisations", _, "heat-map"]);
    let found = [
        (is_page_by_grade(&page.path) && is_no::<TrustGrade>(page, LEAST), Unknown::Grade),
        (is_kind_unknown, Unknown::Kind),
        (takes_strategy && is_no::<StrategyCode>(page, STRATEGY), Unknown::Strategy),
    ];
    found.into_iter().filter(|(is_unknown, _)| *is_unknown).map(|(_, what)| what).collect()
}

/// Whether a value of the address cannot be what it is to be.
fn is_no<T: FromStr>(page: &PageContext, name: &str) -> bool {
    page.asked(name).is_some_and(|asked| asked.parse::<T>().is_err())
}
