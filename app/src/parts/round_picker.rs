//! Which round a dashboard shows: an ordinary form.

use super::filters::{Choice, ChoiceField, kept_besides};
use crate::{
    context::{self, PageContext},
    text::{dashboards, dashboards::Dashboards, format, words_in},
};
use domain::{ids::RoundCode, text::Language, window::WindowState};
use leptos::prelude::*;
use service::{ServiceError, ServiceResult, dashboards::PassedOver, rounds::RoundNow};

/// The name of the query value that holds the round.
pub(crate) const ROUND: &str = "round";

/// The name of the query value that narrows a page to one strategy.
pub(crate) const STRATEGY: &str = "strategy";

/// The name of the query value that narrows a page to bodies of one kind.
pub(crate) const KIND: &str = "kind";

/// The round that was asked for.
///
/// # Errors
/// What was asked for cannot be a round.
pub(crate) fn asked_round(page: &PageContext) -> ServiceResult<Option<RoundCode>> {
    let asked = page.asked(ROUND).map(|round| round.parse().map_err(|_| ServiceError::NotFound("round")));
    asked.transpose()
}

/// The address of another page, in the same round where one was chosen, or in the same published snapshot.
pub(crate) fn in_same_round(page: &PageContext, path: &str) -> String {
    if let Some(base) = page.public_base() {
        return format!("{base}{path}");
    }
    let Some(round) = asked_round(page).ok().flatten() else { return path.to_owned() };
    let (path, place) = path.split_once('#').map_or((path, String::new()), |(path, place)| (path, format!("#{place}")));
    format!("{path}?{ROUND}={round}{place}")
}

/// An address with one query value more.
pub(crate) fn with_value(address: &str, name: &str, value: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{name}={value}")
}

/// The address of another page in a round.
pub(crate) fn in_round(round: &RoundCode, path: &str) -> String {
    format!("{path}?{ROUND}={round}")
}

/// That a later round has opened, with the way to it.
pub(crate) fn passed_over(page: &PageContext, over: Option<&PassedOver>) -> impl IntoView + use<> {
    let language = page.language;
    over.map(|over| {
        let round = &over.round.round;
        let href = page.address_with(&[(ROUND, round.code.as_str())]);
        view! {
            <div class="notice">
                <p>{dashboards::passed_over(language, round.period, over.accepted)}</p>
                <p><a data-command="" href=href>{dashboards::to_round(language, round.period)}</a></p>
            </div>
        }
    })
}

/// Chooses a round among the latest and the one that is shown.
pub(crate) fn round_picker(rounds: &[RoundNow], shown: &RoundNow) -> impl IntoView + use<> {
    let language = context::page().language;
    let words = words_in::<Dashboards>(language);
    let is_listed = rounds.iter().any(|round| round.round.code == shown.round.code);
    let older = (!is_listed).then_some(shown);
    let choices: Vec<Choice> = rounds.iter().chain(older).map(|round| choice(language, round)).collect();
    let chosen = shown.round.code.to_string();
    let kept = kept_besides(&context::page(), &[ROUND]);
    view! {
        <form class="round-picker" method="get" aria-label=words.round>
            {kept}
            <ChoiceField name=ROUND label=words.round choices chosen/>
            <button class="button">{words.show}</button>
        </form>
    }
}

/// A round, with what its window is now unless it has closed.
fn choice(language: Language, round: &RoundNow) -> Choice {
    let period = format::period(language, round.round.period);
    let name = match round.state {
        WindowState::Closed { .. } => period,
        state @ (WindowState::Upcoming { .. } | WindowState::Open { .. } | WindowState::Grace { .. }) => {
            format!("{period} · {}", dashboards::window_in_choice(language, state))
        }
    };
    Choice { value: round.round.code.to_string(), name }
}
