//! People who get the national report, or that of one body, by mail, and which reports went to whom.

use super::{ROWS_AT_ONCE, Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    account::EmailAddress,
    ids::{OrganisationCode, ReminderId, SnapshotCode, SubscriberId},
    mail::MailState,
    text::Language,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

/// Somebody who gets a report by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// Who.
    pub id: SubscriberId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub address: EmailAddress,
    /// Whose report they get; the national one where no body is named.
    pub organisation: Option<OrganisationCode>,
    /// In which language they get it.
    pub language: Language,
    /// Since when; what was public before does not go to them.
    pub created_at: DateTime<Utc>,
    /// When they were taken off the list.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// That the report of a snapshot goes to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportMail {
    /// The identifier of the mail that brings it.
    pub(crate) id: ReminderId,
    /// To whom.
    pub(crate) subscriber: SubscriberId,
    /// Their name.
    pub(crate) name: String,
    /// Of which body; the national one where none is named.
    pub(crate) organisation: Option<OrganisationCode>,
    /// Of which snapshot.
    pub(crate) snapshot: SnapshotCode,
}

/// The last report that went to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastReport {
    /// Of which snapshot.
    pub snapshot: SnapshotCode,
    /// What became of the mail; none once the outbox has forgotten it.
    pub state: Option<MailState>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    address: String,
    organisation: Option<String>,
    language: String,
    created_at: DateTime<Utc>,
    stopped_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Subscriber {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: SubscriberId::new(row.id),
            name: row.name,
            address: stored("e-mail address", &row.address)?,
            organisation: body(row.organisation.as_deref())?,
            language: stored("language", &row.language)?,
            created_at: row.created_at,
            stopped_at: row.stopped_at,
        })
    }
}

fn body(code: Option<&str>) -> ServiceResult<Option<OrganisationCode>> {
    code.map(|code| stored("organisation", code)).transpose()
}

/// Puts somebody on the list; false where their address is on it already for the same report.
pub(crate) async fn insert(tx: &mut Tx, subscriber: &Subscriber) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO subscriber (id, name, address, organisation, language, created_at, stopped_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(subscriber.id.uuid())
        .bind(&subscriber.name)
        .bind(subscriber.address.as_str())
        .bind(subscriber.organisation.as_ref().map(OrganisationCode::as_str))
        .bind(subscriber.language.as_ref())
        .bind(subscriber.created_at)
        .bind(subscriber.stopped_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Everybody on the list, by address, the national report first.
pub(crate) async fn active(tx: &mut Tx) -> ServiceResult<Vec<Subscriber>> {
    const SQL: &str = "
        SELECT id, name, address, organisation, language, created_at, stopped_at
        FROM subscriber
        WHERE stopped_at IS NULL
        ORDER BY address, COALESCE(organisation, '')";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(Subscriber::try_from).collect()
}

/// Somebody, on the list or taken off.
pub(crate) async fn get(tx: &mut Tx, id: SubscriberId) -> ServiceResult<Option<Subscriber>> {
    const SQL: &str = "
        SELECT id, name, address, organisation, language, created_at, stopped_at
        FROM subscriber
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Subscriber::try_from).transpose()
}

/// Takes somebody off the list; false where they are not on it.
pub(crate) async fn stop(tx: &mut Tx, id: SubscriberId, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "UPDATE subscriber SET stopped_at = $2 WHERE id = $1 AND stopped_at IS NULL";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Writes down that a report goes to somebody; false where it was written down before.
pub(crate) async fn tell(tx: &mut Tx, report: &ReportMail, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO report_mail (id, subscriber, snapshot, told_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (subscriber, snapshot) DO NOTHING";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(report.id.uuid())
        .bind(report.subscriber.uuid())
        .bind(report.snapshot.as_str())
        .bind(at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// To whom the report of a snapshot went.
pub(crate) async fn told(tx: &mut Tx, of: &SnapshotCode) -> ServiceResult<Vec<SubscriberId>> {
    const SQL: &str = "SELECT subscriber FROM report_mail WHERE snapshot = $1";
    let rows: Vec<(Uuid,)> = on!(tx, conn => sqlx::query_as(SQL).bind(of.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| SubscriberId::new(id)).collect())
}

/// What some mails bring, as far as those are reports.
pub(crate) async fn reports(tx: &mut Tx, ids: &[ReminderId]) -> ServiceResult<Vec<ReportMail>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let rows: Vec<(Uuid, Uuid, String, Option<String>, String)> = on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "SELECT report_mail.id, subscriber.id, subscriber.name, subscriber.organisation, report_mail.snapshot
                 FROM report_mail
                 JOIN subscriber ON subscriber.id = report_mail.subscriber
                 WHERE report_mail.id IN (",
            );
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.uuid());
            }
            query.push(")").build_query_as().fetch_all(conn).await
        })?;
        for (id, subscriber, name, organisation, snapshot) in rows {
            let (id, subscriber) = (ReminderId::new(id), SubscriberId::new(subscriber));
            let (organisation, snapshot) = (body(organisation.as_deref())?, stored("snapshot", &snapshot)?);
            found.push(ReportMail { id, subscriber, name, organisation, snapshot });
        }
    }
    Ok(found)
}

/// The last report that went to each of those on the list.
pub(crate) async fn last_reports(tx: &mut Tx) -> ServiceResult<Vec<(SubscriberId, LastReport)>> {
    const SQL: &str = "
        SELECT subscriber, snapshot, state
        FROM (SELECT report_mail.subscriber, report_mail.snapshot, mail.state,
                     ROW_NUMBER() OVER (PARTITION BY report_mail.subscriber
                                        ORDER BY report_mail.told_at DESC, report_mail.snapshot DESC) AS place
              FROM report_mail
              JOIN subscriber ON subscriber.id = report_mail.subscriber AND subscriber.stopped_at IS NULL
              LEFT JOIN mail ON mail.id = report_mail.id) AS placed
        WHERE place = 1";
    let rows: Vec<(Uuid, String, Option<String>)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    let read = |(id, snapshot, state): (Uuid, String, Option<String>)| {
        let state = state.as_deref().map(|state| stored("state", state)).transpose()?;
        Ok((SubscriberId::new(id), LastReport { snapshot: stored("snapshot", &snapshot)?, state }))
    };
    rows.into_iter().map(read).collect()
}
