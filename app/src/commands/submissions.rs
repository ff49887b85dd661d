//! Reports on their way. Every form carries the version its reader saw. What carries texts as well goes to the report's
//! own page, which can show them again when they are refused: see `crate::report_form`.

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

/// Takes a submitted report back before anybody approved it.
///
/// # Errors
/// As [`service::submissions::Submissions::withdraw`].
#[server(prefix = "/do", endpoint = "submissions/withdraw")]
pub async fn withdraw(round: RoundCode, agency: OrganisationCode, version: i64) -> Result<(), AppError> {
    let page = context::page();
    let key = ReportKey { round, agency };
    let withdrawn = page.services.submissions().withdraw(page.actor()?, &key, Seen::Version(version)).await;
    answer(withdrawn, &page_of(&key), "withdrawn")
}
