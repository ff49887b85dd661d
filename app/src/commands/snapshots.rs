//! Snapshots: taking, publishing, and who reads one before everybody may.

use super::{answer, answer_at, typed};
use crate::{context, error::AppError};
use domain::{
    buddhist::start_of_day,
    ids::{RoundCode, SnapshotCode},
    snapshot::Stage,
};
use leptos::prelude::*;
use service::{
    ServiceError,
    snapshots::{Reading, Taking},
};

/// The page of the list.
const PAGE: &str = "/snapshots";

fn page_of(code: &SnapshotCode) -> String {
    format!("{PAGE}/{code}")
}

/// Takes a snapshot of a round.
///
/// # Errors
/// As [`service::snapshots::Snapshots::take`].
#[server(prefix = "/do", endpoint = "snapshots/take")]
pub async fn take(round: String, stage: Stage, #[server(default)] note: String) -> Result<(), AppError> {
    let page = context::page();
    let taken = async {
        let round: RoundCode = round.trim().parse().map_err(|_| ServiceError::invalid("round_unknown", "round"))?;
        let taking = Taking { round, stage, note };
        let taken = page.services.snapshots().take(page.actor()?, &taking).await;
        if matches!(taken, Err(ServiceError::NotFound("round"))) {
            return Err(ServiceError::invalid("round_unknown", "round"));
        }
        taken.map(|snapshot| page_of(&snapshot.code))
    };
    answer_at(taken.await, PAGE, "snapshot_taken")
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
/// As [`service::snapshots::Snapshots::set_reader`].
#[server(prefix = "/do", endpoint = "snapshots/let_read")]
pub async fn let_read(code: SnapshotCode, email: String) -> Result<(), AppError> {
    let page = context::page();
    let address = page_of(&code);
    let done = async { page.services.snapshots().set_reader(page.actor()?, &code, &email, Reading::Let).await };
    answer(done.await, &address, "snapshot_reader_let")
}
