//! People who get the national report by mail.

use super::answer;
use crate::{context, error::AppError};
use domain::{ids::SubscriberId, text::Language};
use leptos::prelude::*;

/// Their page.
const PAGE: &str = "/subscribers";

/// Puts somebody on the list.
///
/// # Errors
/// As [`service::subscribers::Subscribers::add`].
#[server(prefix = "/do", endpoint = "subscribers/add")]
pub async fn add(name: String, address: String, language: Language) -> Result<(), AppError> {
    let page = context::page();
    let added = async { page.services.subscribers().add(page.actor()?, &name, &address, language).await.map(|_| ()) };
    answer(added.await, PAGE, "subscriber_added")
}

/// Takes somebody off the list.
///
/// # Errors
/// As [`service::subscribers::Subscribers::stop`].
#[server(prefix = "/do", endpoint = "subscribers/stop")]
pub async fn stop(subscriber: SubscriberId) -> Result<(), AppError> {
    let page = context::page();
    let stopped = async { page.services.subscribers().stop(page.actor()?, subscriber).await };
    answer(stopped.await, PAGE, "subscriber_stopped")
}
