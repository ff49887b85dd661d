//! People who get reports by mail.

use super::answer;
use crate::{context, error::AppError};
use domain::{ids::SubscriberId, text::Language};
use leptos::prelude::*;
use service::subscribers::NewSubscriber;

/// Their page.
const PAGE: &str = "/subscribers";

/// Puts somebody on the list.
///
/// # Errors
/// As [`service::subscribers::Subscribers::add`].
#[server(prefix = "/do", endpoint = "subscribers/add")]
pub async fn add(
    name: String,
    address: String,
    #[server(default)] organisation: String,
    language: Language,
) -> Result<(), AppError> {
    let page = context::page();
    let new = NewSubscriber { name: &name, address: &address, organisation: &organisation, language };
    let added = async { page.services.subscribers().add(page.actor()?, &new).await.map(|_| ()) };
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
