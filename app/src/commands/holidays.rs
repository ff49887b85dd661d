//! Public holidays.

use super::{answer, typed};
use crate::{context, error::AppError};
use chrono::NaiveDate;
use domain::{
    holiday::Holiday,
    plan::{Provenance, ProvenanceStatus},
    text::Bilingual,
};
use leptos::prelude::*;

/// The page of the table.
const PAGE: &str = "/calendar/holidays";

/// Sets a public holiday.
///
/// # Errors
/// As [`service::holidays::HolidayTable::set`].
#[server(prefix = "/do", endpoint = "holidays/set")]
pub async fn set(
    day: String,
    name_th: String,
    #[server(default)] name_en: String,
    source: String,
    status: ProvenanceStatus,
) -> Result<(), AppError> {
    let page = context::page();
    let set = async {
        let day = typed::day(&day, "day")?;
        let provenance = Provenance { status, source };
        let holiday = Holiday { day, name: Bilingual::new(name_th, name_en), provenance };
        page.services.holidays().set(page.actor()?, holiday).await
    };
    answer(set.await, PAGE, "holiday_set")
}

/// Removes a public holiday.
///
/// # Errors
/// As [`service::holidays::HolidayTable::remove`].
#[server(prefix = "/do", endpoint = "holidays/remove")]
pub async fn remove(day: NaiveDate) -> Result<(), AppError> {
    let page = context::page();
    let removed = async { page.services.holidays().remove(page.actor()?, day).await };
    answer(removed.await, PAGE, "holiday_removed")
}
