//! Links to pages. Making one answers with a page of its own, see the server's `web/shares.rs`.

use super::answer;
use crate::{context, error::AppError};
use domain::ids::ShareId;
use leptos::prelude::*;

/// Takes a link back.
///
/// # Errors
/// As [`service::shares::Shares::revoke`].
#[server(prefix = "/do", endpoint = "shares/revoke")]
pub async fn revoke(share: ShareId) -> Result<(), AppError> {
    let page = context::page();
    let revoked = async { page.services.shares().revoke(page.actor()?, share).await };
    answer(revoked.await, "/shares", "share_revoked")
}
