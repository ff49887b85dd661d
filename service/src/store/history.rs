//! Many reports at once with all that happened to them, for imports and the demonstration. Nobody else may be working on
//! the reports: their round is locked by the caller.

use super::{ROWS_AT_ONCE, Tx, evidence, submissions::EventRow};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    entry::Entry,
    evidence::Evidence,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    submission::{ReportKey, ReturnReason, Stamp, Submission},
};
use sqlx::QueryBuilder;

/// One entry of a submitted revision.
#[derive(Debug, Clone)]
pub(crate) struct SubmittedEntry {
    pub(crate) agency: OrganisationCode,
    pub(crate) revision: i32,
    pub(crate) indicator: IndicatorCode,
    pub(crate) entry: Entry,
}

/// One entry that is being typed.
#[derive(Debug, Clone)]
pub(crate) struct TypedEntry {
    pub(crate) agency: OrganisationCode,
    pub(crate) indicator: IndicatorCode,
    pub(crate) entry: Entry,
    pub(crate) stamp: Stamp,
}

/// A report with who moved it first, and when that was recorded; nothing where it has not begun.
pub(crate) type Begun = (Submission, Option<Stamp>);

/// Brings reports to where they are on their way.
pub(crate) async fn save_reports(tx: &mut Tx, reports: &[Begun]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO submission
            (round, agency, version, revision, accepted_revision, first_submitted_at,
             state, submitted_by, submitted_at, approved_by, approved_at, step_by, step_at, begun_by, begun_at) ";
    const UPDATE: &str = "
        ON CONFLICT (round, agency) DO UPDATE SET
            version = excluded.version, revision = excluded.revision,
            accepted_revision = excluded.accepted_revision, first_submitted_at = excluded.first_submitted_at,
            state = excluded.state, submitted_by = excluded.submitted_by, submitted_at = excluded.submitted_at,
            approved_by = excluded.approved_by, approved_at = excluded.approved_at,
            step_by = excluded.step_by, step_at = excluded.step_at,
            begun_by = COALESCE(submission.begun_by, excluded.begun_by),
            begun_at = COALESCE(submission.begun_at, excluded.begun_at)";
    for chunk in reports.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (report, begun)| {
                let (submitted, step) = (report.state.submitted(), report.state.latest());
                let approved = report.state.approved();
                row.push_bind(report.key.round.as_str())
                    .push_bind(report.key.agency.as_str())
                    .push_bind(report.version)
                    .push_bind(report.revision)
                    .push_bind(report.accepted_revision)
                    .push_bind(report.first_submitted_at)
                    .push_bind(report.state.name().as_ref().to_owned())
                    .push_bind(submitted.map(|stamp| stamp.by.uuid()))
                    .push_bind(submitted.map(|stamp| stamp.at))
                    .push_bind(approved.map(|stamp| stamp.by.uuid()))
                    .push_bind(approved.map(|stamp| stamp.at))
                    .push_bind(step.map(|stamp| stamp.by.uuid()))
                    .push_bind(step.map(|stamp| stamp.at))
                    .push_bind(begun.map(|stamp| stamp.by.uuid()))
                    .push_bind(begun.map(|stamp| stamp.at));
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Keeps the texts of submitted revisions of a round for good.
pub(crate) async fn keep_revisions(tx: &mut Tx, round: &RoundCode, entries: &[SubmittedEntry]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO submitted_entry
            (round, agency, revision, indicator, value_text, base_text, narrative, obstacles, help_needed,
             explanation, applicability, not_applicable_reason) ";
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, SubmittedEntry { agency, revision, indicator, entry }| {
                row.push_bind(round.as_str())
                    .push_bind(agency.as_str())
                    .push_bind(*revision)
                    .push_bind(indicator.as_str())
                    .push_bind(&entry.value)
                    .push_bind(&entry.base)
                    .push_bind(&entry.narrative)
                    .push_bind(&entry.obstacles)
                    .push_bind(&entry.help_needed)
                    .push_bind(&entry.explanation)
                    .push_bind(entry.applicability.as_ref())
                    .push_bind(&entry.not_applicable_reason);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Puts in what is being typed into the reports of a round, where nothing was typed before.
pub(crate) async fn begin_drafts(tx: &mut Tx, round: &RoundCode, entries: &[TypedEntry]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO draft_entry
            (round, agency, indicator, version, value_text, base_text, narrative, obstacles, help_needed,
             explanation, applicability, not_applicable_reason, edited_by, edited_at) ";
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, TypedEntry { agency, indicator, entry, stamp }| {
                row.push_bind(round.as_str())
                    .push_bind(agency.as_str())
                    .push_bind(indicator.as_str())
                    .push_bind(1_i64)
                    .push_bind(&entry.value)
                    .push_bind(&entry.base)
                    .push_bind(&entry.narrative)
                    .push_bind(&entry.obstacles)
                    .push_bind(&entry.help_needed)
                    .push_bind(&entry.explanation)
                    .push_bind(entry.applicability.as_ref())
                    .push_bind(&entry.not_applicable_reason)
                    .push_bind(stamp.by.uuid())
                    .push_bind(stamp.at);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Writes steps into the threads of reports.
pub(crate) async fn append_events(
    tx: &mut Tx,
    round: &RoundCode,
    events: &[(OrganisationCode, EventRow)],
) -> ServiceResult<()> {
    const INSERT: &str =
        "INSERT INTO submission_event (round, agency, version, revision, step, account, role, note, at) ";
    for chunk in events.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (agency, event)| {
                row.push_bind(round.as_str())
                    .push_bind(agency.as_str())
                    .push_bind(event.version)
                    .push_bind(event.revision)
                    .push_bind(&event.step)
                    .push_bind(event.account)
                    .push_bind(&event.role)
                    .push_bind(&event.note)
                    .push_bind(event.at);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Keeps why indicators of revisions were sent back.
pub(crate) async fn keep_reasons(
    tx: &mut Tx,
    round: &RoundCode,
    reasons: &[(OrganisationCode, i32, ReturnReason)],
) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO return_reason (round, agency, revision, indicator, reason) ";
    for chunk in reasons.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (agency, revision, reason)| {
                row.push_bind(round.as_str())
                    .push_bind(agency.as_str())
                    .push_bind(*revision)
                    .push_bind(reason.indicator.as_str())
                    .push_bind(&reason.reason);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Adds files to reports.
pub(crate) async fn insert_evidence(tx: &mut Tx, files: &[(ReportKey, Evidence)]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO evidence
            (id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at) ";
    for chunk in files.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (key, file)| {
                row.push_bind(file.id.uuid())
                    .push_bind(key.round.as_str())
                    .push_bind(key.agency.as_str())
                    .push_bind(evidence::indicator_of(file))
                    .push_bind(&file.file_name)
                    .push_bind(&file.media_type)
                    .push_bind(file.size_bytes)
                    .push_bind(&file.sha256)
                    .push_bind(file.uploaded_by.uuid())
                    .push_bind(file.uploaded_at);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Tells of bodies, plans, schemes and figures from outside as if they had stood so since an instant, and of rounds since they
/// opened, where that is earlier.
pub(crate) async fn stand_since(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<()> {
    const SINCE: [&str; 7] = [
        "UPDATE organisation SET recorded_at = $1 WHERE recorded_at > $1",
        "UPDATE organisation_event SET recorded_at = $1 WHERE recorded_at > $1",
        "UPDATE plan SET imported_at = $1 WHERE imported_at > $1",
        "UPDATE fact SET recorded_at = $1 WHERE recorded_at > $1",
        "UPDATE scheme SET imported_at = $1 WHERE imported_at > $1",
        "UPDATE scheme_in_force SET recorded_at = $1 WHERE recorded_at > $1",
        "UPDATE population SET made_at = $1 WHERE made_at > $1",
    ];
    const ROUNDS: &str = "UPDATE round SET recorded_at = opens_at WHERE recorded_at > opens_at";
    for sql in SINCE {
        on!(tx, conn => sqlx::query(sql).bind(at).execute(conn).await.map(|_| ()))?;
    }
    on!(tx, conn => sqlx::query(ROUNDS).execute(conn).await.map(|_| ()))?;
    Ok(())
}
