//! Outgoing mail.

use super::answer;
use crate::{context, error::AppError};
use domain::ids::ReminderId;
use leptos::prelude::*;

/// Sends what came back or was given up once more.
///
/// # Errors
/// As [`service::mails::Mails::retry`].
#[server(prefix = "/do", endpoint = "mails/retry")]
pub async fn retry(mail: ReminderId) -> Result<(), AppError> {
    let page = context::page();
    let retried = async { page.services.mails().retry(page.actor()?, mail).await };
    answer(retried.await, "/operations/mail", "mail_retried")
}
