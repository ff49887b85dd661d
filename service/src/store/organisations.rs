//! Bodies of the state and what happened to them.

use super::{ROWS_AT_ONCE, Tx, one_of::push_one_of, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationEvent},
    text::Bilingual,
};
use sqlx::{FromRow, QueryBuilder};

#[derive(FromRow)]
struct Row {
    code: String,
    parent: Option<String>,
    kind: String,
    name_th: String,
    name_en: String,
    abbreviation_th: String,
    abbreviation_en: String,
    province: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    duty: String,
    source: String,
}

impl TryFrom<Row> for Organisation {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            code: stored("organisation", &row.code)?,
            parent: row.parent.map(|parent| stored("organisation", &parent)).transpose()?,
            kind: stored("kind of organisation", &row.kind)?,
            name: Bilingual::new(row.name_th, row.name_en),
            abbreviation: Bilingual::new(row.abbreviation_th, row.abbreviation_en),
            province: row.province,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            duty: stored("duty", &row.duty)?,
            source: row.source,
        })
    }
}

#[derive(FromRow)]
struct EventRow {
    organisation: String,
    effective_on: NaiveDate,
    kind: String,
    other: Option<String>,
    name_before_th: String,
    name_before_en: String,
    note: String,
    source: String,
}

impl TryFrom<EventRow> for OrganisationEvent {
    type Error = ServiceError;
    fn try_from(row: EventRow) -> ServiceResult<Self> {
        Ok(Self {
            effective_on: row.effective_on,
            kind: stored("kind of event", &row.kind)?,
            organisation: stored("organisation", &row.organisation)?,
            other: row.other.map(|other| stored("organisation", &other)).transpose()?,
            name_before: Bilingual::new(row.name_before_th, row.name_before_en),
            note: row.note,
            source: row.source,
        })
    }
}

/// The number that grows with every change of the register.
pub(crate) async fn stamp(tx: &mut Tx) -> ServiceResult<i64> {
    const SQL: &str = "SELECT number FROM register_stamp WHERE id = 1";
    let (number,): (i64,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(number)
}

/// Tells every server that the register has changed.
pub(crate) async fn advance_stamp(tx: &mut Tx) -> ServiceResult<()> {
    const SQL: &str = "UPDATE register_stamp SET number = number + 1 WHERE id = 1";
    on!(tx, conn => sqlx::query(SQL).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// All bodies, also those whose life has ended.
pub(crate) async fn all(tx: &mut Tx) -> ServiceResult<Vec<Organisation>> {
    const SQL: &str = "
        SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
               valid_from, valid_to, duty, source
        FROM organisation
        ORDER BY code";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(Organisation::try_from).collect()
}

/// Puts bodies in, or brings those that are there up to date and keeps how they stood until then.
pub(crate) async fn save(tx: &mut Tx, bodies: &[Organisation], at: DateTime<Utc>) -> ServiceResult<()> {
    const KEEP: &str = "
        INSERT INTO organisation_past
            (code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
             valid_from, valid_to, duty, source, recorded_at, superseded_at)
        SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
               valid_from, valid_to, duty, source, recorded_at, ";
    const INSERT: &str = "
        INSERT INTO organisation
            (code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
             valid_from, valid_to, duty, source, recorded_at) ";
    const UPDATE: &str = "
        ON CONFLICT (code) DO UPDATE SET
            parent = excluded.parent, kind = excluded.kind,
            name_th = excluded.name_th, name_en = excluded.name_en,
            abbreviation_th = excluded.abbreviation_th, abbreviation_en = excluded.abbreviation_en,
            province = excluded.province, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
            duty = excluded.duty, source = excluded.source, recorded_at = excluded.recorded_at";
    for chunk in bodies.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => {
            let mut query = QueryBuilder::new(KEEP);
            // One that stood for no time at all is no part of the past.
            query.push_bind(at).push(" FROM organisation WHERE recorded_at < ").push_bind(at).push(" AND code");
            push_one_of(&mut query, chunk.iter().map(|body| body.code.as_str()));
            query.build().execute(conn).await.map(|_| ())
        })?;
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, body| {
                row.push_bind(body.code.as_str())
                    .push_bind(body.parent.as_ref().map(OrganisationCode::as_str))
                    .push_bind(body.kind.as_ref())
                    .push_bind(&body.name.th)
                    .push_bind(&body.name.en)
                    .push_bind(&body.abbreviation.th)
                    .push_bind(&body.abbreviation.en)
                    .push_bind(&body.province)
                    .push_bind(body.valid_from)
                    .push_bind(body.valid_to)
                    .push_bind(body.duty.as_ref())
                    .push_bind(&body.source)
                    .push_bind(at);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// What happened to bodies, in the order of days.
pub(crate) async fn events(tx: &mut Tx) -> ServiceResult<Vec<OrganisationEvent>> {
    const SQL: &str = "
        SELECT organisation, effective_on, kind, other, name_before_th, name_before_en, note, source
        FROM organisation_event
        ORDER BY effective_on, organisation, kind";
    let rows: Vec<EventRow> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(OrganisationEvent::try_from).collect()
}

/// Puts events in, or brings those that are there up to date.
pub(crate) async fn save_events(tx: &mut Tx, events: &[OrganisationEvent], at: DateTime<Utc>) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO organisation_event
            (organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at) ";
    const UPDATE: &str = "
        ON CONFLICT (organisation, effective_on, kind) DO UPDATE SET
            other = excluded.other, name_before_th = excluded.name_before_th,
            name_before_en = excluded.name_before_en, note = excluded.note, source = excluded.source";
    for chunk in events.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, event| {
                row.push_bind(event.organisation.as_str())
                    .push_bind(event.effective_on)
                    .push_bind(event.kind.as_ref())
                    .push_bind(event.other.as_ref().map(OrganisationCode::as_str))
                    .push_bind(&event.name_before.th)
                    .push_bind(&event.name_before.en)
                    .push_bind(&event.note)
                    .push_bind(&event.source)
                    .push_bind(at);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
