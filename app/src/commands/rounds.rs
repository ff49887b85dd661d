//! Rounds, their windows and extensions.

use super::{answer, answer_at, typed};
use crate::{context, error::AppError};
use domain::{
    buddhist::end_of_day,
    ids::{ExtensionId, PlanCode, RoundCode},
};
use leptos::prelude::*;
use service::{
    ServiceError,
    rounds::{NewRound, Whom},
};

fn page_of(round: &RoundCode) -> String {
    format!("/calendar/{round}")
}

/// Puts a round into the calendar.
///
/// # Errors
/// As [`service::rounds::Rounds::open`].
#[server(prefix = "/do", endpoint = "rounds/open")]
pub async fn open(plan: PlanCode, period: String, opens: String, due: String, closes: String) -> Result<(), AppError> {
    let page = context::page();
    let opened = async {
        let period = period.trim().parse().map_err(|_| ServiceError::invalid("period", "period"))?;
        let window = typed::window(&opens, &due, &closes)?;
        page.services.rounds().open(page.actor()?, NewRound { plan, period, window }).await
    };
    answer_at(opened.await.map(|round| page_of(&round.code)), "/calendar/new", "round_opened")
}

/// Moves the window of a round.
///
/// # Errors
/// As [`service::rounds::Rounds::set_window`].
#[server(prefix = "/do", endpoint = "rounds/set_window")]
pub async fn set_window(round: RoundCode, opens: String, due: String, closes: String) -> Result<(), AppError> {
    let page = context::page();
    let set = async {
        let window = typed::window(&opens, &due, &closes)?;
        page.services.rounds().set_window(page.actor()?, &round, window).await
    };
    answer(set.await, &page_of(&round), "window_set")
}

/// Takes out a round that nobody has begun.
///
/// # Errors
/// As [`service::rounds::Rounds::remove`].
#[server(prefix = "/do", endpoint = "rounds/remove")]
pub async fn remove(round: RoundCode) -> Result<(), AppError> {
    let page = context::page();
    let removed = async { page.services.rounds().remove(page.actor()?, &round).await };
    answer_at(removed.await.map(|()| "/calendar".to_owned()), &page_of(&round), "round_removed")
}

/// Ends an extension now.
///
/// # Errors
/// As [`service::rounds::Rounds::end_extension`].
#[server(prefix = "/do", endpoint = "rounds/end_extension")]
pub async fn end_extension(round: RoundCode, extension: ExtensionId) -> Result<(), AppError> {
    let page = context::page();
    let ended = async { page.services.rounds().end_extension(page.actor()?, &round, extension).await };
    answer(ended.await, &page_of(&round), "extension_ended")
}

/// Gives a body, and all below it, more time: to the end of a day.
///
/// # Errors
/// As [`service::rounds::Rounds::extend`].
#[server(prefix = "/do", endpoint = "rounds/extend")]
pub async fn extend(round: RoundCode, organisation: String, ends: String, reason: String) -> Result<(), AppError> {
    let page = context::page();
    let extended = async {
        let actor = page.actor()?;
        let tree = page.services.organisations().tree(actor).await?;
        let organisation = typed::organisation(&tree, &organisation, "organisation")?;
        let ends_at = end_of_day(typed::day(&ends, "ends")?);
        page.services.rounds().extend(actor, &round, &organisation, ends_at, &reason).await
    };
    answer(extended.await.map(|_| ()), &page_of(&round), "extended")
}

/// Gives many bodies more time at once, as seen before: to the end of a day.
///
/// # Errors
/// As [`service::rounds::Rounds::extend_many`].
#[server(prefix = "/do", endpoint = "rounds/extend_many")]
pub async fn extend_many(
    round: RoundCode,
    organisation: String,
    kind: String,
    seen: i64,
    ends: String,
    reason: String,
) -> Result<(), AppError> {
    let page = context::page();
    let extended = async {
        let actor = page.actor()?;
        let tree = page.services.organisations().tree(actor).await?;
        let organisation = typed::organisation(&tree, &organisation, "organisation")?;
        let kind = Some(kind.trim()).filter(|kind| !kind.is_empty()).map(str::parse).transpose();
        let kind = kind.map_err(|_| ServiceError::invalid("extension_nobody", "kind"))?;
        let ends_at = end_of_day(typed::day(&ends, "ends")?);
        let whom = Whom { organisation, kind };
        page.services.rounds().extend_many(actor, &round, &whom, seen, ends_at, &reason).await
    };
    answer_at(extended.await.map(|_| page_of(&round)), &format!("{}/extend", page_of(&round)), "extended")
}
