//! What several people typed over each other in one report, until somebody has chosen.

use super::{Tx, stored, unreadable};
use crate::ServiceResult;
use domain::{
    entry::Entry,
    ids::{AccountId, IndicatorCode},
    submission::{ReportKey, Stamp},
};
use uuid::Uuid;

/// A text that is kept beside what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) indicator: IndicatorCode,
    pub(crate) account: AccountId,
    pub(crate) entry: Entry,
    /// What it was typed over, where that is known.
    pub(crate) base: Option<Entry>,
}

/// Everything in a report that nobody has chosen about, the oldest first.
pub(crate) async fn undecided(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<Kept>> {
    const SQL: &str = "
        SELECT indicator, account, entry, base
        FROM entry_conflict
        WHERE round = $1 AND agency = $2
        ORDER BY typed_at, indicator, account";
    let rows: Vec<(String, Uuid, String, Option<String>)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    let read = |text: String| serde_json::from_str(&text).map_err(|error| unreadable("entry", error));
    let kept = |(indicator, account, entry, base): (String, Uuid, String, Option<String>)| {
        let (indicator, account) = (stored("indicator", &indicator)?, AccountId::new(account));
        Ok(Kept { indicator, account, entry: read(entry)?, base: base.map(read).transpose()? })
    };
    rows.into_iter().map(kept).collect()
}

/// Keeps what somebody typed over a change of somebody else, with what both typed over where that is known, until
/// somebody has chosen.
pub(crate) async fn keep(
    tx: &mut Tx,
    key: &ReportKey,
    indicator: &IndicatorCode,
    (entry, base): (&Entry, Option<&Entry>),
    stamp: Stamp,
) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO entry_conflict (round, agency, indicator, account, entry, base, typed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (round, agency, indicator, account) DO UPDATE SET
            entry = excluded.entry, base = excluded.base, typed_at = excluded.typed_at";
    let write = |entry: &Entry| serde_json::to_string(entry).map_err(|error| unreadable("entry", error));
    let (entry, base) = (write(entry)?, base.map(write).transpose()?);
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(indicator.as_str())
        .bind(stamp.by.uuid())
        .bind(entry)
        .bind(base)
        .bind(stamp.at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
