//! Snapshots: what is known of each, and what they are made of.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, OrganisationCode, RoundCode, SnapshotCode},
    snapshot::{Hash, KeyId, Part, Report, Stage, Step, TakenBy},
    submission::StateName,
};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything about a snapshot but its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its code.
    pub code: SnapshotCode,
    /// Of which round.
    pub round: RoundCode,
    /// How far the round was.
    pub stage: Stage,
    /// The root of the tree over its lines.
    pub root: Hash,
    /// The SHA-256 of its file.
    pub sha256: Hash,
    /// The size of its file.
    pub size_bytes: u64,
    /// The key that signed it.
    pub key: KeyId,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// Through what.
    pub taken_by: TakenBy,
    /// By whom, where it was a person.
    pub account: Option<AccountId>,
    /// What changed since the one before, and why.
    pub note: String,
    /// The one it stands in for.
    pub replaces: Option<SnapshotCode>,
    /// How many lines it has of each kind.
    pub lines: BTreeMap<Part, u64>,
    /// How many values it holds.
    pub values: u64,
    /// How many scores it holds.
    pub scores: u64,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// By whom.
    pub published_by: Option<AccountId>,
    /// Until when only some may read it, although it is published.
    pub embargo_until: Option<DateTime<Utc>>,
}

impl Snapshot {
    /// Whether everybody may read it at an instant.
    pub fn is_public(&self, at: DateTime<Utc>) -> bool {
        self.public_since().is_some_and(|since| since <= at)
    }

    /// Since when everybody may read it, or from when on: not before its embargo ends. None before it is published.
    pub fn public_since(&self) -> Option<DateTime<Utc>> {
        let published_at = self.published_at?;
        Some(self.embargo_until.map_or(published_at, |until| until.max(published_at)))
    }
}

#[derive(FromRow)]
struct Row {
    code: String,
    round: String,
    stage: String,
    root: String,
    sha256: String,
    size_bytes: i64,
    signing_key: String,
    taken_at: DateTime<Utc>,
    taken_by: String,
    account: Option<Uuid>,
    note: String,
    replaces: Option<String>,
    lines: String,
    value_count: i64,
    score_count: i64,
    published_at: Option<DateTime<Utc>>,
    published_by: Option<Uuid>,
    embargo_until: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Snapshot {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            code: stored("snapshot", &row.code)?,
            round: stored("round", &row.round)?,
            stage: stored("stage", &row.stage)?,
            root: stored("hash", &row.root)?,
            sha256: stored("hash", &row.sha256)?,
            size_bytes: row.size_bytes.unsigned_abs(),
            key: stored("key", &row.signing_key)?,
            taken_at: row.taken_at,
            taken_by: stored("channel", &row.taken_by)?,
            account: row.account.map(AccountId::new),
            note: row.note,
            replaces: row.replaces.map(|code| stored("snapshot", &code)).transpose()?,
            lines: serde_json::from_str(&row.lines).map_err(|error| unreadable("snapshot", error))?,
            values: row.value_count.unsigned_abs(),
            scores: row.score_count.unsigned_abs(),
            published_at: row.published_at,
            published_by: row.published_by.map(AccountId::new),
            embargo_until: row.embargo_until,
        })
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Keeps a snapshot for good.
pub(crate) async fn insert(tx: &mut Tx, snapshot: &Snapshot) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO snapshot
            (code, round, stage, root, sha256, size_bytes, signing_key, taken_at, taken_by, account, note, replaces,
             lines, value_count, score_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let lines = serde_json::to_string(&snapshot.lines).map_err(|error| unreadable("snapshot", error))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(snapshot.code.as_str())
        .bind(snapshot.round.as_str())
        .bind(snapshot.stage.as_ref())
        .bind(snapshot.root.to_string())
        .bind(snapshot.sha256.to_string())
        .bind(count(snapshot.size_bytes))
        .bind(snapshot.key.to_string())
        .bind(snapshot.taken_at)
        .bind(snapshot.taken_by.as_ref())
        .bind(snapshot.account.map(AccountId::uuid))
        .bind(&snapshot.note)
        .bind(snapshot.replaces.as_ref().map(SnapshotCode::as_str))
        .bind(lines)
        .bind(count(snapshot.values))
        .bind(count(snapshot.scores))
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One snapshot.
pub(crate) async fn get(tx: &mut Tx, code: &SnapshotCode) -> ServiceResult<Option<Snapshot>> {
    const SQL: &str = "
        SELECT code, round, stage, root, sha256, size_bytes, signing_key, taken_at, taken_by, account, note, replaces,
               lines, value_count, score_count, published_at, published_by, embargo_until
        FROM snapshot
        WHERE code = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).fetch_optional(conn).await)?;
    row.map(Snapshot::try_from).transpose()
}

/// All snapshots, of one round where one is given, newest first.
pub(crate) async fn list(tx: &mut Tx, round: Option<&RoundCode>) -> ServiceResult<Vec<Snapshot>> {
    const SQL: &str = "
        SELECT code, round, stage, root, sha256, size_bytes, signing_key, taken_at, taken_by, account, note, replaces,
               lines, value_count, score_count, published_at, published_by, embargo_until
        FROM snapshot
        WHERE $1 = '' OR round = $1
        ORDER BY taken_at DESC, code DESC";
    let round = round.map_or("", RoundCode::as_str);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?;
    rows.into_iter().map(Snapshot::try_from).collect()
}

/// Publishes a snapshot for good; tells whether it was not published already. Of two at once the later one waits for the first.
pub(crate) async fn publish(
    tx: &mut Tx,
    code: &SnapshotCode,
    by: Option<AccountId>,
    at: DateTime<Utc>,
    embargo_until: Option<DateTime<Utc>>,
) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE snapshot
        SET published_at = $2, published_by = $3, embargo_until = $4
        WHERE code = $1 AND published_at IS NULL";
    let changed = on!(tx, conn => sqlx::query(SQL)
        .bind(code.as_str())
        .bind(at)
        .bind(by.map(AccountId::uuid))
        .bind(embargo_until)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Lets an account read a snapshot before everybody may.
pub(crate) async fn let_read(
    tx: &mut Tx,
    code: &SnapshotCode,
    account: AccountId,
    by: AccountId,
    at: DateTime<Utc>,
) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO snapshot_reader (snapshot, account, granted_by, granted_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (snapshot, account) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL)
        .bind(code.as_str()).bind(account.uuid()).bind(by.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes that back; tells whether there was anything to take back.
pub(crate) async fn stop_reading(tx: &mut Tx, code: &SnapshotCode, account: AccountId) -> ServiceResult<bool> {
    const SQL: &str = "DELETE FROM snapshot_reader WHERE snapshot = $1 AND account = $2";
    let gone = on!(tx, conn => sqlx::query(SQL)
        .bind(code.as_str()).bind(account.uuid()).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}

/// Who may read which snapshots before everybody may: of one account where one is given, of one snapshot where one is.
pub(crate) async fn readers(
    tx: &mut Tx,
    code: Option<&SnapshotCode>,
    account: Option<AccountId>,
) -> ServiceResult<Vec<(SnapshotCode, AccountId)>> {
    const SQL: &str = "
        SELECT snapshot, account
        FROM snapshot_reader
        WHERE ($1 = '' OR snapshot = $1) AND ($3 OR account = $2)
        ORDER BY snapshot, account";
    let any = account.is_none();
    let rows: Vec<(String, Uuid)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(code.map_or("", SnapshotCode::as_str))
        .bind(account.map_or(Uuid::nil(), AccountId::uuid))
        .bind(any)
        .fetch_all(conn).await)?;
    rows.into_iter().map(|(code, account)| Ok((stored("snapshot", &code)?, AccountId::new(account)))).collect()
}

/// How many values of a round are in force.
pub(crate) async fn value_count(tx: &mut Tx, round: &RoundCode) -> ServiceResult<u64> {
    const SQL: &str = "SELECT count(*) FROM value WHERE round = $1 AND superseded_at IS NULL";
    let (values,): (i64,) = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_one(conn).await)?;
    Ok(values.unsigned_abs())
}

/// How many reports a round has, also those of which nothing is known yet.
pub(crate) async fn report_count(tx: &mut Tx, round: &RoundCode) -> ServiceResult<u64> {
    const SQL: &str = "SELECT count(*) FROM submission WHERE round = $1";
    let (reports,): (i64,) = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_one(conn).await)?;
    Ok(reports.unsigned_abs())
}

/// When the latest snapshot of all was taken.
pub(crate) async fn last_taken_at(tx: &mut Tx) -> ServiceResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT taken_at FROM snapshot ORDER BY taken_at DESC LIMIT 1";
    let row: Option<(DateTime<Utc>,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_optional(conn).await)?;
    Ok(row.map(|(taken_at,)| taken_at))
}

#[derive(FromRow)]
struct ReportRow {
    agency: String,
    revision: i32,
    accepted_revision: Option<i32>,
    first_submitted_at: Option<DateTime<Utc>>,
    state: String,
}

/// Reports of a round in the order of agencies, after one of them, without their values.
pub(crate) async fn reports_after(
    tx: &mut Tx,
    round: &RoundCode,
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Vec<Report>> {
    const SQL: &str = "
        SELECT agency, revision, accepted_revision, first_submitted_at, state
        FROM submission
        WHERE round = $1 AND agency > $2
        ORDER BY agency
        LIMIT $3";
    let after = after.map_or("", OrganisationCode::as_str);
    let rows: Vec<ReportRow> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(after).bind(most).fetch_all(conn).await)?;
    let report = |row: ReportRow| {
        Ok(Report {
            body: stored("organisation", &row.agency)?,
            state: stored::<StateName>("state", &row.state)?,
            revision: row.revision,
            accepted_revision: row.accepted_revision,
            first_submitted_at: row.first_submitted_at,
            due_at: None,
            steps: Vec::new(),
            values: Vec::new(),
            carried: Vec::new(),
            not_asked: Vec::new(),
            scores: Vec::new(),
            objections: Vec::new(),
            provenance: serde_json::Value::Null,
        })
    };
    rows.into_iter().map(report).collect()
}

#[derive(FromRow)]
struct StepRow {
    agency: String,
    revision: i32,
    step: String,
    role: String,
    at: DateTime<Utc>,
}

/// The steps of the reports of a round between two agencies, in order.
pub(crate) async fn steps_between(
    tx: &mut Tx,
    round: &RoundCode,
    first: &OrganisationCode,
    last: &OrganisationCode,
) -> ServiceResult<Vec<(OrganisationCode, Step)>> {
    const SQL: &str = "
        SELECT agency, revision, step, role, at
        FROM submission_event
        WHERE round = $1 AND agency >= $2 AND agency <= $3
        ORDER BY agency, version";
    let rows: Vec<StepRow> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(round.as_str()).bind(first.as_str()).bind(last.as_str()).fetch_all(conn).await)?;
    let step = |row: StepRow| {
        let StepRow { agency, revision, step, role, at } = row;
        // A step that the operator or an import took has no role of ours.
        Ok((stored("organisation", &agency)?, Step { revision, step, role: role.parse().ok(), at }))
    };
    rows.into_iter().map(step).collect()
}
