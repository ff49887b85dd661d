//! Places that published snapshots are handed to, and what was handed to each.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult, collectors::Sealed};
use chrono::{DateTime, Utc};
use domain::{
    destination::Destination,
    ids::{DestinationCode, SnapshotCode},
    snapshot::Hash,
};
use sqlx::FromRow;

/// A destination as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its name.
    pub(crate) code: DestinationCode,
    /// Where it is.
    pub(crate) destination: Destination,
    /// Its secret, where it needs one.
    pub(crate) secret: Option<Sealed>,
    /// When it was set.
    pub(crate) set_at: DateTime<Utc>,
    /// When nothing more was to be handed to it.
    pub(crate) stopped_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    code: String,
    settings: String,
    secret_key: Option<String>,
    secret: Option<Vec<u8>>,
    set_at: DateTime<Utc>,
    stopped_at: Option<DateTime<Utc>>,
}

/// Keeps a destination, in the place of the one of the same name.
pub(crate) async fn set(tx: &mut Tx, kept: &Kept) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO destination (code, settings, secret_key, secret, set_at, stopped_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (code) DO UPDATE SET
            settings = excluded.settings, secret_key = excluded.secret_key, secret = excluded.secret,
            set_at = excluded.set_at, stopped_at = excluded.stopped_at";
    let settings = serde_json::to_string(&kept.destination).map_err(|error| unreadable("destination", error))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(kept.code.as_str())
        .bind(settings)
        .bind(kept.secret.as_ref().map(|secret| secret.key.as_str()))
        .bind(kept.secret.as_ref().map(|secret| secret.bytes.as_slice()))
        .bind(kept.set_at)
        .bind(kept.stopped_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Every destination, by name, also those that were stopped.
pub(crate) async fn all(tx: &mut Tx) -> ServiceResult<Vec<Kept>> {
    const SQL: &str = "
        SELECT code, settings, secret_key, secret, set_at, stopped_at
        FROM destination
        ORDER BY code";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    let read = |row: Row| {
        let secret = row.secret_key.zip(row.secret).map(|(key, bytes)| Sealed { key, bytes });
        Ok(Kept {
            code: stored("destination", &row.code)?,
            destination: serde_json::from_str(&row.settings).map_err(|error| unreadable("destination", error))?,
            secret,
            set_at: row.set_at,
            stopped_at: row.stopped_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps a secret sealed anew, if it is still the one that was opened.
pub(crate) async fn reseal(tx: &mut Tx, code: &DestinationCode, old: &Sealed, new: &Sealed) -> ServiceResult<()> {
    const SQL: &str = "UPDATE destination SET secret_key = $3, secret = $4 WHERE code = $1 AND secret = $2";
    on!(tx, conn => sqlx::query(SQL)
        .bind(code.as_str())
        .bind(old.bytes.as_slice())
        .bind(&new.key)
        .bind(new.bytes.as_slice())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What was handed to a destination, or tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// To which.
    pub destination: DestinationCode,
    /// Of which snapshot.
    pub snapshot: SnapshotCode,
    /// What: the name of the file, or of the package in a catalogue.
    pub name: String,
    /// The SHA-256 of its content.
    pub sha256: Hash,
    /// Its size.
    pub size_bytes: u64,
    /// Where it lies there.
    pub place: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was last tried.
    pub tried_at: DateTime<Utc>,
    /// When it was handed over.
    pub handed_at: Option<DateTime<Utc>>,
    /// Why it was not, as a code of the texts.
    pub failure: Option<String>,
}

#[derive(FromRow)]
struct HandoverRow {
    destination: String,
    snapshot: String,
    name: String,
    sha256: String,
    size_bytes: i64,
    place: String,
    attempts: i64,
    tried_at: DateTime<Utc>,
    handed_at: Option<DateTime<Utc>>,
    failure: Option<String>,
}

impl TryFrom<HandoverRow> for Handover {
    type Error = ServiceError;
    fn try_from(row: HandoverRow) -> ServiceResult<Self> {
        Ok(Self {
            destination: stored("destination", &row.destination)?,
            snapshot: stored("snapshot", &row.snapshot)?,
            name: row.name,
            sha256: stored("hash", &row.sha256)?,
            size_bytes: row.size_bytes.unsigned_abs(),
            place: row.place,
            attempts: row.attempts,
            tried_at: row.tried_at,
            handed_at: row.handed_at,
            failure: row.failure,
        })
    }
}

/// Notes what came of handing something over; the attempts of the same thing are counted.
pub(crate) async fn note(tx: &mut Tx, handover: &Handover) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO handover
            (destination, snapshot, name, sha256, size_bytes, place, attempts, tried_at, handed_at, failure)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (snapshot, destination, name) DO UPDATE SET
            sha256 = excluded.sha256, size_bytes = excluded.size_bytes, place = excluded.place,
            attempts = handover.attempts + excluded.attempts, tried_at = excluded.tried_at,
            handed_at = excluded.handed_at, failure = excluded.failure";
    on!(tx, conn => sqlx::query(SQL)
        .bind(handover.destination.as_str())
        .bind(handover.snapshot.as_str())
        .bind(&handover.name)
        .bind(handover.sha256.to_string())
        .bind(i64::try_from(handover.size_bytes).unwrap_or(i64::MAX))
        .bind(&handover.place)
        .bind(handover.attempts)
        .bind(handover.tried_at)
        .bind(handover.handed_at)
        .bind(&handover.failure)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What was handed over of a snapshot, by destination and name.
pub(crate) async fn handovers(tx: &mut Tx, of: &SnapshotCode) -> ServiceResult<Vec<Handover>> {
    const SQL: &str = "
        SELECT destination, snapshot, name, sha256, size_bytes, place, attempts, tried_at, handed_at, failure
        FROM handover
        WHERE snapshot = $1
        ORDER BY destination, name";
    let rows: Vec<HandoverRow> = on!(tx, conn => sqlx::query_as(SQL).bind(of.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Handover::try_from).collect()
}

/// What could not be handed to a destination yet.
pub(crate) async fn failed(tx: &mut Tx, to: &DestinationCode) -> ServiceResult<Vec<Handover>> {
    const SQL: &str = "
        SELECT destination, snapshot, name, sha256, size_bytes, place, attempts, tried_at, handed_at, failure
        FROM handover
        WHERE destination = $1 AND failure IS NOT NULL
        ORDER BY snapshot, name";
    let rows: Vec<HandoverRow> = on!(tx, conn => sqlx::query_as(SQL).bind(to.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Handover::try_from).collect()
}
