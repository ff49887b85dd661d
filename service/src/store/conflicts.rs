//! What several people typed over each other in one report, until somebody has chosen.

use super::{Tx, stored, unreadable};
use crate::ServiceResult;
use domain::{
    entry::Entry,
    ids::{AccountId, IndicatorCode},
    submission::ReportKey,
};
use uuid::Uuid;

/// A text that is kept beside what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) indicator: IndicatorCode,
    pub(crate) account: AccountId,
    pub(crate) entry: Entry,
}

/// Everything in a report that nobody has chosen about, the oldest first.
pub(crate) async fn undecided(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<Kept>> {
    const SQL: &str = "
        SELECT indicator, account, entry
        FROM entry_conflict
        WHERE round = $1 AND agency = $2
        ORDER BY typed_at, indicator, account";
    let rows: Vec<(String, Uuid, String)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    let kept = |(indicator, account, entry): (String, Uuid, String)| {
        let entry = serde_json::from_str(&entry).map_err(|error| unreadable("entry", error))?;
        Ok(Kept { indicator: stored("indicator", &indicator)?, account: AccountId::new(account), entry })
    };
    rows.into_iter().map(kept).collect()
}
