//! Collectors: what is asked of whom, and when next.

use super::{Tx, stored, unreadable};
use crate::{
    ServiceError, ServiceResult,
    collectors::{Collector, Sealed, Secret},
};
use chrono::{DateTime, Utc};
use domain::{
    collector::{Activity, Endpoint},
    ids::{AccountId, CollectorId, OrganisationCode},
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    agency: String,
    plan: String,
    name: String,
    endpoint: String,
    mapping: String,
    times: String,
    handing: String,
    activity: String,
    secret_header: Option<String>,
    secret_key: Option<String>,
    secret: Option<Vec<u8>>,
    version: i64,
    next_due_at: Option<DateTime<Utc>>,
    failures: i64,
    set_by: Uuid,
    set_at: DateTime<Utc>,
}

impl TryFrom<Row> for Collector {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let secret = match (row.secret_header, row.secret_key, row.secret) {
            (Some(header), Some(key), Some(bytes)) => Some(Secret { header, sealed: Sealed { key, bytes } }),
            _ => None,
        };
        Ok(Self {
            id: CollectorId::new(row.id),
            agency: stored("organisation", &row.agency)?,
            plan: stored("plan", &row.plan)?,
            name: row.name,
            endpoint: stored("endpoint", &row.endpoint)?,
            mapping: serde_json::from_str(&row.mapping).map_err(|error| unreadable("mapping", error))?,
            times: row.times,
            handing: stored("handing", &row.handing)?,
            activity: stored("activity", &row.activity)?,
            secret,
            version: row.version,
            next_due_at: row.next_due_at,
            failures: row.failures,
            set_by: AccountId::new(row.set_by),
            set_at: row.set_at,
        })
    }
}

/// Puts a collector in, or over the version before.
///
/// # Errors
/// [`ServiceError::Conflict`] when somebody else set it meanwhile.
pub(crate) async fn set(tx: &mut Tx, collector: &Collector) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO collector
            (id, agency, plan, name, endpoint, mapping, times, handing, activity, secret_header, secret_key, secret,
             version, next_due_at, failures, set_by, set_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT (id) DO UPDATE SET
            plan = excluded.plan, name = excluded.name, endpoint = excluded.endpoint, mapping = excluded.mapping,
            times = excluded.times, handing = excluded.handing, activity = excluded.activity,
            secret_header = excluded.secret_header, secret_key = excluded.secret_key, secret = excluded.secret,
            version = excluded.version, next_due_at = excluded.next_due_at, failures = excluded.failures,
            set_by = excluded.set_by, set_at = excluded.set_at
        WHERE collector.version = excluded.version - 1 AND collector.removed_at IS NULL";
    let mapping = serde_json::to_string(&collector.mapping).map_err(|error| unreadable("mapping", error))?;
    let secret = collector.secret.as_ref();
    let set = on!(tx, conn => sqlx::query(SQL)
        .bind(collector.id.uuid())
        .bind(collector.agency.as_str())
        .bind(collector.plan.as_str())
        .bind(&collector.name)
        .bind(collector.endpoint.as_str())
        .bind(mapping)
        .bind(&collector.times)
        .bind(collector.handing.as_ref())
        .bind(collector.activity.as_ref())
        .bind(secret.map(|secret| secret.header.as_str()))
        .bind(secret.map(|secret| secret.sealed.key.as_str()))
        .bind(secret.map(|secret| secret.sealed.bytes.as_slice()))
        .bind(collector.version)
        .bind(collector.next_due_at)
        .bind(collector.failures)
        .bind(collector.set_by.uuid())
        .bind(collector.set_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if set == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// One collector that was not removed.
pub(crate) async fn get(tx: &mut Tx, id: CollectorId) -> ServiceResult<Option<Collector>> {
    const SQL: &str = "
        SELECT id, agency, plan, name, endpoint, mapping, times, handing, activity, secret_header, secret_key, secret,
               version, next_due_at, failures, set_by, set_at
        FROM collector
        WHERE id = $1 AND removed_at IS NULL";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Collector::try_from).transpose()
}

/// The collectors of an agency, by name.
pub(crate) async fn of_agency(tx: &mut Tx, agency: &OrganisationCode) -> ServiceResult<Vec<Collector>> {
    const SQL: &str = "
        SELECT id, agency, plan, name, endpoint, mapping, times, handing, activity, secret_header, secret_key, secret,
               version, next_due_at, failures, set_by, set_at
        FROM collector
        WHERE agency = $1 AND removed_at IS NULL
        ORDER BY name, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Collector::try_from).collect()
}

/// Which are due, those that failed least first, so that a stuck one comes after all others.
pub(crate) async fn due(tx: &mut Tx, at: DateTime<Utc>, most: i64) -> ServiceResult<Vec<CollectorId>> {
    const SQL: &str = "
        SELECT id
        FROM collector
        WHERE next_due_at <= $1 AND removed_at IS NULL
        ORDER BY failures, next_due_at, id
        LIMIT $2";
    let rows: Vec<(Uuid,)> = on!(tx, conn => sqlx::query_as(SQL).bind(at).bind(most).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| CollectorId::new(id)).collect())
}

/// Claims a time at which a collector is due: only one server gets it.
pub(crate) async fn claim(
    tx: &mut Tx,
    id: CollectorId,
    due_at: DateTime<Utc>,
    next_due_at: Option<DateTime<Utc>>,
) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE collector SET next_due_at = $3
        WHERE id = $1 AND next_due_at = $2 AND removed_at IS NULL";
    let claimed = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(due_at).bind(next_due_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(claimed == 1)
}

/// Makes a collector due at an instant, if it is asked by itself and not due before that. Gives whether it was made so.
pub(crate) async fn ask_again(tx: &mut Tx, id: CollectorId, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE collector SET next_due_at = $2
        WHERE id = $1 AND activity = $3 AND removed_at IS NULL AND (next_due_at IS NULL OR next_due_at > $2)";
    let made_due = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(at).bind(Activity::Active.as_ref())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(made_due == 1)
}

/// Notes that somebody has a collector run, unless somebody had since an instant: then gives when.
pub(crate) async fn claim_run(
    tx: &mut Tx,
    id: CollectorId,
    at: DateTime<Utc>,
    since: DateTime<Utc>,
) -> ServiceResult<Option<DateTime<Utc>>> {
    const CLAIM: &str = "
        UPDATE collector SET run_at = $2
        WHERE id = $1 AND (run_at IS NULL OR run_at <= $3)";
    const LAST: &str = "SELECT run_at FROM collector WHERE id = $1";
    let claimed = on!(tx, conn => sqlx::query(CLAIM)
        .bind(id.uuid()).bind(at).bind(since)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if claimed == 1 {
        return Ok(None);
    }
    let last: Option<(Option<DateTime<Utc>>,)> =
        on!(tx, conn => sqlx::query_as(LAST).bind(id.uuid()).fetch_optional(conn).await)?;
    Ok(last.and_then(|(run_at,)| run_at))
}

/// Counts a failure, or begins to count anew.
pub(crate) async fn count_failures(tx: &mut Tx, id: CollectorId, has_failed: bool) -> ServiceResult<()> {
    const SQL: &str = "UPDATE collector SET failures = CASE WHEN $2 THEN failures + 1 ELSE 0 END WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(has_failed).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Removes a collector; its secret is forgotten.
pub(crate) async fn remove(tx: &mut Tx, id: CollectorId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE collector
        SET removed_at = $2, next_due_at = NULL, secret = NULL, secret_key = NULL, secret_header = NULL
        WHERE id = $1 AND removed_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Collectors whose secrets are sealed with another key than the present one, each with where it goes.
pub(crate) async fn sealed_otherwise(tx: &mut Tx, key: &str) -> ServiceResult<Vec<(CollectorId, Endpoint, Sealed)>> {
    const SQL: &str = "
        SELECT id, endpoint, secret_key, secret
        FROM collector
        WHERE secret_key <> $1
        ORDER BY id";
    let rows: Vec<(Uuid, String, String, Vec<u8>)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(key).fetch_all(conn).await)?;
    let read = |(id, endpoint, key, bytes): (Uuid, String, String, Vec<u8>)| {
        Ok((CollectorId::new(id), stored("endpoint", &endpoint)?, Sealed { key, bytes }))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps a secret sealed anew, if it is still the one that was opened.
pub(crate) async fn reseal(tx: &mut Tx, id: CollectorId, old: &Sealed, new: &Sealed) -> ServiceResult<()> {
    const SQL: &str = "UPDATE collector SET secret_key = $3, secret = $4 WHERE id = $1 AND secret = $2";
    on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(old.bytes.as_slice())
        .bind(&new.key)
        .bind(new.bytes.as_slice())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
