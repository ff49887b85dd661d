//! Large files with the answers of many agencies. Uploading one is a route of its own, see the server's `web/sheets.rs`.

use super::answer;
use crate::{context, error::AppError};
use domain::ids::{DeliveryId, RoundCode};
use leptos::prelude::*;

fn page_of(round: &RoundCode, delivery: DeliveryId) -> String {
    format!("/calendar/{round}/deliveries/{delivery}")
}

/// Checks one anew.
///
/// # Errors
/// As [`service::deliveries::Deliveries::check`].
#[server(prefix = "/do", endpoint = "deliveries/check")]
pub async fn check(round: RoundCode, delivery: DeliveryId) -> Result<(), AppError> {
    let page = context::page();
    let begun = async { page.services.deliveries().check(page.actor()?, &round, delivery).await };
    answer(begun.await, &page_of(&round, delivery), "delivery_checks")
}

/// Puts one into all drafts.
///
/// # Errors
/// As [`service::deliveries::Deliveries::apply`].
#[server(prefix = "/do", endpoint = "deliveries/apply")]
pub async fn apply(round: RoundCode, delivery: DeliveryId, seen: i64) -> Result<(), AppError> {
    let page = context::page();
    let begun = async { page.services.deliveries().apply(page.actor()?, &round, delivery, seen).await };
    answer(begun.await, &page_of(&round, delivery), "delivery_applies")
}
