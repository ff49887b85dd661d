//! The way from a page to what the audit log holds of what it shows, for those who may read the log.

use crate::{
    context::PageContext,
    text::{audit::AuditLog as Words, words_in},
};
use domain::{submission::ReportKey, text::Language};
use leptos::prelude::*;
use service::ServiceResult;

/// The audit log narrowed to one object.
pub(crate) fn log_of(object: &str) -> String {
    format!("/audit?object={}", form_urlencoded::byte_serialize(object.as_bytes()).collect::<String>())
}

/// Where the log tells of a report; nothing for whoever may not read the log, nor for those whom the page was shared with.
pub(crate) async fn log_of_report(page: &PageContext, key: &ReportKey) -> ServiceResult<Option<String>> {
    let Some(actor) = page.actor.as_ref().filter(|_| page.shared.is_none()) else { return Ok(None) };
    let object = page.services.audit().object_of_report(actor, key).await?;
    Ok(object.map(|object| log_of(&object)))
}

/// The link to it, where there is one.
pub(crate) fn audit_link(language: Language, log: Option<String>) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    log.map(|href| view! { <p><a href=href>{words.of_report}</a></p> })
}
