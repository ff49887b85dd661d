//! Changes, one file for each noun. Each works as a plain form: post, then redirect. Those used only by plain forms are
//! for the server alone, so that nothing of them reaches the browser.

#![cfg_attr(feature = "ssr", expect(missing_docs, reason = "leptos writes the structs of commands itself"))]

/// People and what they may do.
#[cfg(feature = "ssr")]
pub mod accounts;
/// Figures that agencies publish themselves.
#[cfg(feature = "ssr")]
pub mod collectors;
/// Signing on behalf.
#[cfg(feature = "ssr")]
pub mod delegations;
/// Large files with the answers of many agencies.
#[cfg(feature = "ssr")]
pub mod deliveries;
/// Secret addresses of calendars.
#[cfg(feature = "ssr")]
pub mod feeds;
/// Public holidays.
#[cfg(feature = "ssr")]
pub mod holidays;
/// Outgoing mail.
#[cfg(feature = "ssr")]
pub mod mails;
/// Objections to verified values.
#[cfg(feature = "ssr")]
pub mod objections;
/// When reminders go out.
#[cfg(feature = "ssr")]
pub mod reminders;
/// Rules by which rounds recur.
#[cfg(feature = "ssr")]
pub mod round_rules;
/// Rounds, their windows and extensions.
#[cfg(feature = "ssr")]
pub mod rounds;
/// Links to pages.
#[cfg(feature = "ssr")]
pub mod shares;
/// Snapshots.
#[cfg(feature = "ssr")]
pub mod snapshots;
/// Reports on their way.
#[cfg(feature = "ssr")]
pub mod submissions;
/// People who get the national report by mail.
#[cfg(feature = "ssr")]
pub mod subscribers;
/// What people type into the forms of administrators, read.
#[cfg(feature = "ssr")]
mod typed;
/// Programs of others that are told of releases.
#[cfg(feature = "ssr")]
pub mod webhooks;

#[cfg(feature = "ssr")]
mod answer {
    use crate::error::{AppError, status_of};
    use leptos::prelude::use_context;
    use service::ServiceError;

    /// Sends the browser on to a page that says what was done. When it was refused, the server shows the page of the
    /// form again with what was typed; a program, which does not ask for HTML, gets the refusal itself.
    pub(crate) fn answer(result: Result<(), ServiceError>, page: &str, done: &str) -> Result<(), AppError> {
        answer_at(result.map(|()| page.to_owned()), page, done)
    }

    /// The same where what was done is told on a page that is known only then.
    pub(crate) fn answer_at(result: Result<String, ServiceError>, form: &str, done: &str) -> Result<(), AppError> {
        match result {
            Ok(page) => {
                leptos_axum::redirect(&format!("{page}?done={done}"));
                Ok(())
            }
            Err(error) => {
                leptos_axum::redirect(form);
                // After the redirection, which would have a status of its own.
                if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
                    response.set_status(status_of(&error));
                }
                Err(error.into())
            }
        }
    }
}
#[cfg(feature = "ssr")]
pub(crate) use answer::{answer, answer_at};
#[cfg(feature = "ssr")]
pub(crate) use typed::organisation as typed_organisation;
