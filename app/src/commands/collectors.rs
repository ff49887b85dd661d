//! Collectors. Setting and trying one answers with its own page, see the server's `web/collectors.rs`.

use super::answer;
use crate::{context, error::AppError};
use domain::{
    ids::{CollectorId, OrganisationCode, RoundCode},
    submission::ReportKey,
};
use leptos::prelude::*;

/// Asks at once.
///
/// # Errors
/// As [`service::collectors::Collectors::run`].
#[server(prefix = "/do", endpoint = "collectors/run")]
pub async fn run(agency: OrganisationCode, collector: CollectorId) -> Result<(), AppError> {
    let page = context::page();
    let asked = async { page.services.collectors().run(page.actor()?, &agency, collector).await.map(drop) };
    answer(asked.await, &format!("/organisations/{agency}/collectors/{collector}"), "collector_asked")
}

/// Removes one.
///
/// # Errors
/// As [`service::collectors::Collectors::remove`].
#[server(prefix = "/do", endpoint = "collectors/remove")]
pub async fn remove(agency: OrganisationCode, collector: CollectorId) -> Result<(), AppError> {
    let page = context::page();
    let removed = async { page.services.collectors().remove(page.actor()?, &agency, collector).await };
    answer(removed.await, &format!("/organisations/{agency}/collectors"), "collector_removed")
}

/// Confirms the collected figures of a report.
///
/// # Errors
/// As [`service::collectors::Collectors::confirm`].
#[server(prefix = "/do", endpoint = "collectors/confirm")]
pub async fn confirm(round: RoundCode, agency: OrganisationCode, seen: String) -> Result<(), AppError> {
    let page = context::page();
    let key = ReportKey { round, agency };
    let confirmed = async { page.services.collectors().confirm(page.actor()?, &key, &seen).await.map(drop) };
    answer(confirmed.await, &format!("/reports/{}/{}", key.round, key.agency), "collected_confirmed")
}
