//! Reports on their way. Every form carries the version its reader saw.

use super::answer;
use crate::{context, error::AppError};
use domain::{
    ids::{OrganisationCode, RoundCode},
    submission::ReportKey,
};
use leptos::prelude::*;
use service::submissions::Seen;

/// The page of a report.
fn page_of(key: &ReportKey) -> String {
    format!("/reports/{}/{}", key.round, key.agency)
}

/// Hands a report to the agency's approver.
///
/// # Errors
/// As [`service::submissions::Submissions::submit`].
#[server(prefix = "/do", endpoint = "submissions/submit")]
pub async fn submit(round: RoundCode, agency: OrganisationCode, version: i64) -> Result<(), AppError> {
    let page = context::page();
    let key = ReportKey { round, agency };
    let submitted = page.services.submissions().submit(page.actor()?, &key, Seen::Version(version)).await;
    answer(submitted, &page_of(&key), "submitted")
}

/// Signs off for the agency.
///
/// # Errors
/// As [`service::submissions::Submissions::approve`].
#[server(prefix = "/do", endpoint = "submissions/approve")]
pub async fn approve(round: RoundCode, agency: OrganisationCode, version: i64) -> Result<(), AppError> {
    let page = context::page();
    let key = ReportKey { round, agency };
    let approved = page.services.submissions().approve(page.actor()?, &key, Seen::Version(version)).await;
    answer(approved, &page_of(&key), "approved")
}
