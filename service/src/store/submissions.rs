//! Reports: where each is on its way, every submitted revision, and the thread.

use super::{ROWS_AT_ONCE, Tx, drafts::EntryRow, one_of::push_one_of, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    entry::Entry,
    ids::{AccountId, DeliveryId, IndicatorCode, OrganisationCode, RoundCode},
    submission::{ReportKey, ReturnReason, Stamp, State, StateName, Submission},
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct Row {
    round: String,
    agency: String,
    version: i64,
    revision: i32,
    accepted_revision: Option<i32>,
    first_submitted_at: Option<DateTime<Utc>>,
    state: String,
    submitted_by: Option<Uuid>,
    submitted_at: Option<DateTime<Utc>>,
    approved_by: Option<Uuid>,
    approved_at: Option<DateTime<Utc>>,
    step_by: Option<Uuid>,
    step_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Submission {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let stamp = |by: Option<Uuid>, at: Option<DateTime<Utc>>| match (by, at) {
            (Some(by), Some(at)) => Ok(Stamp { by: AccountId::new(by), at }),
            _ => Err(unreadable("submission", "a step without who or when")),
        };
        let step = || stamp(row.step_by, row.step_at);
        let submitted = || stamp(row.submitted_by, row.submitted_at);
        let approved = || stamp(row.approved_by, row.approved_at);
        let state = match stored::<StateName>("state", &row.state)? {
            StateName::NotStarted => State::NotStarted,
            StateName::Draft => State::Draft { since: step()? },
            StateName::Submitted => State::Submitted { submitted: submitted()? },
            StateName::Approved => State::Approved { submitted: submitted()?, approved: step()? },
            StateName::Endorsed => {
                State::Endorsed { submitted: submitted()?, approved: approved()?, endorsed: step()? }
            }
            StateName::Returned => State::Returned { returned: step()? },
            StateName::Accepted => State::Accepted { accepted: step()? },
        };
        Ok(Self {
            key: ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? },
            version: row.version,
            revision: row.revision,
            accepted_revision: row.accepted_revision,
            first_submitted_at: row.first_submitted_at,
            state,
        })
    }
}

/// One report.
pub(crate) async fn get(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Option<Submission>> {
    const SQL: &str = "
        SELECT round, agency, version, revision, accepted_revision, first_submitted_at,
               state, submitted_by, submitted_at, approved_by, approved_at, step_by, step_at
        FROM submission
        WHERE round = $1 AND agency = $2";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_optional(conn).await)?;
    row.map(Submission::try_from).transpose()
}

/// Puts expected reports in; those that are there stay.
pub(crate) async fn expect(tx: &mut Tx, round: &RoundCode, agencies: &[OrganisationCode]) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO submission (round, agency, version, revision, state) ";
    for chunk in agencies.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, agency| {
                row.push_bind(round.as_str())
                    .push_bind(agency.as_str())
                    .push_bind(0_i64)
                    .push_bind(0_i32)
                    .push_bind(StateName::NotStarted.as_ref());
            })
            .push(" ON CONFLICT (round, agency) DO NOTHING")
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// The agencies, of some or of all, that owe a report in a round: those that owed one when it opened.
pub(crate) async fn owing(
    tx: &mut Tx,
    round: &RoundCode,
    only: Option<&[OrganisationCode]>,
) -> ServiceResult<BTreeSet<OrganisationCode>> {
    let rows: Vec<(String,)> = on!(tx, conn => {
        let mut query = QueryBuilder::new("SELECT agency FROM submission WHERE round = ");
        query.push_bind(round.as_str());
        if let Some(agencies) = only.filter(|agencies| !agencies.is_empty()) {
            push_one_of(query.push(" AND agency"), agencies.iter().map(OrganisationCode::as_str));
        }
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(|(agency,)| stored("organisation", &agency)).collect()
}

/// Saves a moved report if nobody moved it since it was read.
///
/// # Errors
/// [`ServiceError::Conflict`] when somebody did.
pub(crate) async fn save(tx: &mut Tx, moved: &Submission) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE submission
        SET version = $3, revision = $4, accepted_revision = $5, first_submitted_at = $6,
            state = $7, submitted_by = $8, submitted_at = $9, step_by = $10, step_at = $11,
            approved_by = $13, approved_at = $14,
            begun_by = CASE WHEN begun_at IS NULL AND version = 0 THEN $10 ELSE begun_by END,
            begun_at = CASE WHEN begun_at IS NULL AND version = 0 THEN $11 ELSE begun_at END
        WHERE round = $1 AND agency = $2 AND version = $12";
    let (submitted, approved) = (moved.state.submitted(), moved.state.approved());
    let step = moved.state.latest();
    let saved = on!(tx, conn => sqlx::query(SQL)
        .bind(moved.key.round.as_str())
        .bind(moved.key.agency.as_str())
        .bind(moved.version)
        .bind(moved.revision)
        .bind(moved.accepted_revision)
        .bind(moved.first_submitted_at)
        .bind(moved.state.name().as_ref())
        .bind(submitted.map(|stamp| stamp.by.uuid()))
        .bind(submitted.map(|stamp| stamp.at))
        .bind(step.map(|stamp| stamp.by.uuid()))
        .bind(step.map(|stamp| stamp.at))
        .bind(moved.version - 1)
        .bind(approved.map(|stamp| stamp.by.uuid()))
        .bind(approved.map(|stamp| stamp.at))
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if saved == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Lets whoever is changing a report at this moment finish first, and keeps others from beginning until this transaction
/// ends. SQLite has one writer anyway.
pub(crate) async fn wait_for_others(tx: &mut Tx, key: &ReportKey) -> ServiceResult<()> {
    const POSTGRES: &str = "SELECT version FROM submission WHERE round = $1 AND agency = $2 FOR UPDATE";
    if matches!(tx, Tx::Postgres(_)) {
        on!(tx, conn => sqlx::query(POSTGRES)
            .bind(key.round.as_str()).bind(key.agency.as_str()).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// The same for every report of a round.
pub(crate) async fn wait_for_all(tx: &mut Tx, round: &RoundCode) -> ServiceResult<()> {
    const POSTGRES: &str = "SELECT version FROM submission WHERE round = $1 ORDER BY agency FOR UPDATE";
    if matches!(tx, Tx::Postgres(_)) {
        on!(tx, conn => sqlx::query(POSTGRES).bind(round.as_str()).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Marks a report as being edited and keeps everybody else from moving it until this transaction ends.
///
/// # Errors
/// [`ServiceError::Conflict`] when somebody moved it since it was read.
pub(crate) async fn hold_for_edit(tx: &mut Tx, report: &Submission, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE submission SET edited_at = $4 WHERE round = $1 AND agency = $2 AND version = $3";
    let held = on!(tx, conn => sqlx::query(SQL)
        .bind(report.key.round.as_str())
        .bind(report.key.agency.as_str())
        .bind(report.version)
        .bind(at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if held == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Keeps the texts of a submitted revision for good.
pub(crate) async fn keep_revision(
    tx: &mut Tx,
    key: &ReportKey,
    revision: i32,
    entries: &BTreeMap<IndicatorCode, Entry>,
) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO submitted_entry
            (round, agency, revision, indicator, value_text, base_text, narrative, obstacles, help_needed,
             explanation, applicability, not_applicable_reason) ";
    let entries: Vec<_> = entries.iter().collect();
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (indicator, entry)| {
                row.push_bind(key.round.as_str())
                    .push_bind(key.agency.as_str())
                    .push_bind(revision)
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

/// The texts of a submitted revision.
pub(crate) async fn revision(
    tx: &mut Tx,
    key: &ReportKey,
    revision: i32,
) -> ServiceResult<BTreeMap<IndicatorCode, Entry>> {
    const SQL: &str = "
        SELECT indicator, value_text, base_text, narrative, obstacles, help_needed, explanation,
               applicability, not_applicable_reason
        FROM submitted_entry
        WHERE round = $1 AND agency = $2 AND revision = $3";
    let rows: Vec<EntryRow> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).bind(revision).fetch_all(conn).await)?;
    rows.into_iter().map(<(IndicatorCode, Entry)>::try_from).collect()
}

/// Keeps why indicators of a revision were sent back.
pub(crate) async fn keep_reasons(
    tx: &mut Tx,
    key: &ReportKey,
    revision: i32,
    reasons: &[ReturnReason],
) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO return_reason (round, agency, revision, indicator, reason) ";
    const UPDATE: &str = " ON CONFLICT (round, agency, revision, indicator) DO UPDATE SET reason = excluded.reason";
    for chunk in reasons.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, reason| {
                row.push_bind(key.round.as_str())
                    .push_bind(key.agency.as_str())
                    .push_bind(revision)
                    .push_bind(reason.indicator.as_str())
                    .push_bind(&reason.reason);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Why a report was sent back, each time, with the revision that was.
pub(crate) async fn reasons(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<(i32, ReturnReason)>> {
    const SQL: &str = "
        SELECT revision, indicator, reason
        FROM return_reason
        WHERE round = $1 AND agency = $2
        ORDER BY revision, indicator";
    let rows: Vec<(i32, String, String)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    let reason = |(revision, indicator, reason): (i32, String, String)| {
        Ok((revision, ReturnReason { indicator: stored("indicator", &indicator)?, reason }))
    };
    rows.into_iter().map(reason).collect()
}

/// One step in the thread of a report.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct EventRow {
    pub(crate) version: i64,
    pub(crate) revision: i32,
    pub(crate) step: String,
    pub(crate) account: Option<Uuid>,
    pub(crate) role: String,
    pub(crate) note: String,
    pub(crate) at: DateTime<Utc>,
    /// Who let them do it.
    pub(crate) on_behalf_of: Option<Uuid>,
}

/// Writes a step into the thread.
pub(crate) async fn append_event(tx: &mut Tx, key: &ReportKey, event: &EventRow) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO submission_event (round, agency, version, revision, step, account, role, note, at, on_behalf_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(event.version)
        .bind(event.revision)
        .bind(&event.step)
        .bind(event.account)
        .bind(&event.role)
        .bind(&event.note)
        .bind(event.at)
        .bind(event.on_behalf_of)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Who acted, and on whose behalf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) who: Option<String>,
    pub(crate) on_behalf_of: Option<String>,
}

/// The thread of a report with the names of those who acted, oldest first.
pub(crate) async fn events(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<(EventRow, Names)>> {
    const SQL: &str = "
        SELECT event.version, event.revision, event.step, event.account, event.role, event.note, event.at,
               event.on_behalf_of, account.name AS account_name, giver.name AS giver_name
        FROM submission_event AS event
        LEFT JOIN account ON account.id = event.account
        LEFT JOIN account AS giver ON giver.id = event.on_behalf_of
        WHERE event.round = $1 AND event.agency = $2
        ORDER BY event.version";
    #[derive(FromRow)]
    struct Named {
        #[sqlx(flatten)]
        event: EventRow,
        account_name: Option<String>,
        giver_name: Option<String>,
    }
    let rows: Vec<Named> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    let named = |row: Named| (row.event, Names { who: row.account_name, on_behalf_of: row.giver_name });
    Ok(rows.into_iter().map(named).collect())
}

/// The reports of a round in some states, of all agencies or of those in a list.
pub(crate) async fn in_states(
    tx: &mut Tx,
    round: &RoundCode,
    states: &[StateName],
    agencies: Option<&[OrganisationCode]>,
    most: i64,
) -> ServiceResult<Vec<Submission>> {
    const SQL: &str = "
        SELECT round, agency, version, revision, accepted_revision, first_submitted_at,
               state, submitted_by, submitted_at, approved_by, approved_at, step_by, step_at
        FROM submission
        WHERE round = ";
    if agencies.is_some_and(<[_]>::is_empty) || states.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str()).push(" AND state");
        push_one_of(&mut query, states.iter().map(AsRef::as_ref));
        if let Some(agencies) = agencies {
            query.push(" AND agency");
            push_one_of(&mut query, agencies.iter().map(OrganisationCode::as_str));
        }
        query.push(" ORDER BY agency LIMIT ").push_bind(most).build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Submission::try_from).collect()
}

/// The reports that a large file changes, in the order of their agencies.
pub(crate) async fn of_delivery(
    tx: &mut Tx,
    delivery: DeliveryId,
    round: &RoundCode,
) -> ServiceResult<Vec<Submission>> {
    const SQL: &str = "
        SELECT round, agency, version, revision, accepted_revision, first_submitted_at,
               state, submitted_by, submitted_at, approved_by, approved_at, step_by, step_at
        FROM submission
        WHERE round = $2 AND agency IN (SELECT agency FROM delivery_part WHERE delivery = $1 AND changes > 0)
        ORDER BY agency";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(delivery.uuid()).bind(round.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Submission::try_from).collect()
}

/// The reports of one agency in all rounds.
pub(crate) async fn of_agency(tx: &mut Tx, agency: &OrganisationCode) -> ServiceResult<Vec<Submission>> {
    const SQL: &str = "
        SELECT round, agency, version, revision, accepted_revision, first_submitted_at,
               state, submitted_by, submitted_at, approved_by, approved_at, step_by, step_at
        FROM submission
        WHERE agency = $1
        ORDER BY round DESC";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Submission::try_from).collect()
}
