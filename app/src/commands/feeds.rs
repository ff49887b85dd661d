//! Secret addresses of calendars. Making one answers with a page of its own, see the server's `web/feeds.rs`.

use super::answer;
use crate::{context, error::AppError};
use domain::ids::FeedId;
use leptos::prelude::*;

/// Takes an address back.
///
/// # Errors
/// As [`service::feeds::Feeds::revoke`].
#[server(prefix = "/do", endpoint = "feeds/revoke")]
pub async fn revoke(feed: FeedId) -> Result<(), AppError> {
    let page = context::page();
    let revoked = async { page.services.feeds().revoke(page.actor()?, feed).await };
    answer(revoked.await, "/account", "feed_revoked")
}
