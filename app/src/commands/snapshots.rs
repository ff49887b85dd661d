//! Snapshots: taking, publishing, who reads one before everybody may, and the reports of all bodies.

use super::{answer, typed};
use crate::{context, error::AppError};
use domain::{
    buddhist::start_of_day,
    ids::{AccountId, RoundCode, SnapshotCode},
    snapshot::Stage,
};
use leptos::prelude::*;
use service::{ServiceError, snapshots::Taking};

/// The page of the list.
const PAGE: &str = "/snapshots";

fn page_of(code: &SnapshotCode) -> String {
    format!("{PAGE}/{code}")
}

/// Asks for a snapshot of a round, which is taken while everybody goes on; the page of the list tells how far it is.
///
/// # Errors
/// As [`service::snapshots::Snapshots::ask`].
#[server(prefix = "/do", endpoint = "snapshots/take")]
pub async fn take(round: String, stage: Stage, #[server(default)] note: String) -> Result<(), AppError> {
    let page = context::page();
    let asked = async {
        let round: RoundCode = round.trim().parse().map_err(|_| ServiceError::invalid("round_unknown", "round"))?;
        let taking = Taking { round, stage, note };
        let asked = page.services.snapshots().ask(page.actor()?, &taking).await;
        if matches!(asked, Err(ServiceError::NotFound("round"))) {
            return Err(ServiceError::invalid("round_unknown", "round"));
        }
        asked
    };
    answer(asked.await, PAGE, "snapshot_asked")
}

/// Publishes a snapshot for good.
///
/// # Errors
/// As [`service::snapshots::Snapshots::publish`].
#[server(prefix = "/do", endpoint = "snapshots/publish")]
pub async fn publish(code: SnapshotCode, #[server(default)] embargo_until: String) -> Result<(), AppError> {
    let page = context::page();
    let address = page_of(&code);
    let published = async {
        let until = match embargo_until.trim() {
            "" => None,
            day => Some(start_of_day(typed::day(day, "embargo_until")?)),
        };
        page.services.snapshots().publish(page.actor()?, &code, until).await.map(|_| ())
    };
    answer(published.await, &address, "snapshot_published")
}

/// Lets somebody read a snapshot before everybody may.
///
/// # Errors
/// As [`service::snapshots::Snapshots::let_read`].
#[server(prefix = "/do", endpoint = "snapshots/let_read")]
pub async fn let_read(code: SnapshotCode, email: String) -> Result<(), AppError> {
    let page = context::page();
    let address = page_of(&code);
    let done = async { page.services.snapshots().let_read(page.actor()?, &code, &email).await };
    answer(done.await, &address, "snapshot_reader_let")
}

/// Takes somebody off the list of those who read a snapshot before everybody may.
///
/// # Errors
/// As [`service::snapshots::Snapshots::stop_reading`].
#[server(prefix = "/do", endpoint = "snapshots/stop_reading")]
pub async fn stop_reading(code: SnapshotCode, account: AccountId) -> Result<(), AppError> {
    let page = context::page();
    let address = page_of(&code);
    let done = async { page.services.snapshots().stop_reading(page.actor()?, &code, account).await };
    answer(done.await, &address, "snapshot_reader_stopped")
}

/// Asks that the reports of all bodies be set.
///
/// # Errors
/// As [`service::snapshots::Snapshots::ask_for_papers`].
#[server(prefix = "/do", endpoint = "snapshots/set_papers")]
pub async fn set_papers(code: SnapshotCode) -> Result<(), AppError> {
    let page = context::page();
    let address = page_of(&code);
    let done = async { page.services.snapshots().ask_for_papers(page.actor()?, &code).await };
    answer(done.await, &address, "snapshot_papers_asked")
}

/// Takes that back.
///
/// # Errors
/// As [`service::snapshots::Snapshots::stop_papers`].
#[server(prefix = "/do", endpoint = "snapshots/stop_papers")]
pub async fn stop_papers(code: SnapshotCode) -> Result<(), AppError> {
    let page = context::page();
    let address = page_of(&code);
    let done = async { page.services.snapshots().stop_papers(page.actor()?, &code).await };
    answer(done.await, &address, "snapshot_papers_stopped")
}
