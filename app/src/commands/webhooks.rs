//! Programs of others that are told of releases.

use super::answer;
use crate::{context, error::AppError};
use domain::ids::{WebhookId, WebhookMessageId};
use leptos::prelude::*;

/// Their page.
const PAGE: &str = "/webhooks";

/// Tells an address of nothing any more.
///
/// # Errors
/// As [`service::webhooks::Webhooks::stop`].
#[server(prefix = "/do", endpoint = "webhooks/stop")]
pub async fn stop(webhook: WebhookId) -> Result<(), AppError> {
    let page = context::page();
    let done = async { page.services.webhooks().stop(page.actor()?, webhook).await };
    answer(done.await, PAGE, "webhook_stopped")
}

/// Sends a message that only tries an address.
///
/// # Errors
/// As [`service::webhooks::Webhooks::test`].
#[server(prefix = "/do", endpoint = "webhooks/test")]
pub async fn test(webhook: WebhookId) -> Result<(), AppError> {
    let page = context::page();
    let done = async { page.services.webhooks().test(page.actor()?, webhook).await.map(|_| ()) };
    answer(done.await, PAGE, "webhook_tested")
}

/// Tries a message once more.
///
/// # Errors
/// As [`service::webhooks::Webhooks::retry`].
#[server(prefix = "/do", endpoint = "webhooks/retry")]
pub async fn retry(message: WebhookMessageId) -> Result<(), AppError> {
    let page = context::page();
    let done = async { page.services.webhooks().retry(page.actor()?, message).await };
    answer(done.await, PAGE, "webhook_retried")
}
