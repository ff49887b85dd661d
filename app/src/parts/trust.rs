//! What stands behind a figure, beside it; and the filter by it.

use super::{
    filters::{Choice, ChoiceField},
    round_picker::ROUND,
};
use crate::{
    context::PageContext,
    text::{dashboards::Dashboards, format, states, words_in},
};
use domain::trust::TrustGrade;
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
        Choice { value: grade.as_ref().to_owned(), name: format!("{name} ({})", format::count(count)) }
    };
    let choices: Vec<Choice> = TrustGrade::iter().map(choice).collect();
    let round = page.asked(ROUND).map(|round| view! { <input type="hidden" name=ROUND value=round/> });
    let chosen = least.as_ref().to_owned();
    let action = format!("{}#ranking", page.path);
    view! {
        <form class="round-picker" method="get" action=action aria-label=words.trust>
            {round}
            <ChoiceField name=LEAST label=words.trust_least choices chosen/>
            <button class="button">{words.show}</button>
        </form>
    }
}
