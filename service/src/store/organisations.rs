//! Bodies of the state and what happened to them.

use super::{ROWS_AT_ONCE, Tx, one_of::push_one_of, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationEvent, OrganisationKind},
    plan::Provenance,
    size::Size,
    text::Bilingual,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;

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
    #[sqlx(flatten)]
    size: SizeRow,
}

/// The columns of a size: all of them or none.
#[derive(FromRow)]
struct SizeRow {
    #[sqlx(rename = "size_measure")]
    measure: Option<String>,
    #[sqlx(rename = "size_number")]
    number: Option<i64>,
    #[sqlx(rename = "size_counted_on")]
    counted_on: Option<NaiveDate>,
    #[sqlx(rename = "size_status")]
    status: Option<String>,
    #[sqlx(rename = "size_source")]
    source: Option<String>,
}

impl SizeRow {
    fn size(self) -> ServiceResult<Option<Size>> {
        let Self { measure, number, counted_on, status, source } = self;
        let (Some(measure), Some(number), Some(counted_on), Some(status), Some(source)) =
            (measure, number, counted_on, status, source)
        else {
            return Ok(None);
        };
        let provenance = Provenance { status: stored("provenance of a size", &status)?, source };
        Ok(Some(Size { measure: stored("measure of a size", &measure)?, number, counted_on, provenance }))
    }
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
            size: row.size.size()?,
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

/// Of which kind some bodies are, or all.
pub(crate) async fn kinds(
    tx: &mut Tx,
    only: Option<&[OrganisationCode]>,
) -> ServiceResult<BTreeMap<OrganisationCode, OrganisationKind>> {
    const SQL: &str = "SELECT code, kind FROM organisation";
    if only.is_some_and(<[_]>::is_empty) {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, String)> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        if let Some(bodies) = only {
            query.push(" WHERE code");
            push_one_of(&mut query, bodies.iter().map(OrganisationCode::as_str));
        }
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.iter().map(|(code, kind)| Ok((stored("organisation", code)?, stored("kind", kind)?))).collect()
}

/// All bodies, also those whose life has ended.
pub(crate) async fn all(tx: &mut Tx) -> ServiceResult<Vec<Organisation>> {
    const SQL: &str = "
        SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
               valid_from, valid_to, duty, source,
               size_measure, size_number, size_counted_on, size_status, size_source
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
             valid_from, valid_to, duty, source,
             size_measure, size_number, size_counted_on, size_status, size_source, recorded_at, superseded_at)
        SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
               valid_from, valid_to, duty, source,
               size_measure, size_number, size_counted_on, size_status, size_source, recorded_at, ";
    const INSERT: &str = "
        INSERT INTO organisation
            (code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
             valid_from, valid_to, duty, source,
             size_measure, size_number, size_counted_on, size_status, size_source, recorded_at) ";
    const UPDATE: &str = "
        ON CONFLICT (code) DO UPDATE SET
            parent = excluded.parent, kind = excluded.kind,
            name_th = excluded.name_th, name_en = excluded.name_en,
            abbreviation_th = excluded.abbreviation_th, abbreviation_en = excluded.abbreviation_en,
            province = excluded.province, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
            duty = excluded.duty, source = excluded.source,
            size_measure = excluded.size_measure, size_number = excluded.size_number,
            size_counted_on = excluded.size_counted_on, size_status = excluded.size_status,
            size_source = excluded.size_source, recorded_at = excluded.recorded_at";
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
                let size = body.size.as_ref();
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
                    .push_bind(size.map(|size| size.measure.as_ref()))
                    .push_bind(size.map(|size| size.number))
                    .push_bind(size.map(|size| size.counted_on))
                    .push_bind(size.map(|size| size.provenance.status.as_ref()))
                    .push_bind(size.map(|size| size.provenance.source.as_str()))
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

/// What was told of bodies once and is told otherwise since, or no more.
pub(crate) async fn former_events(tx: &mut Tx) -> ServiceResult<Vec<OrganisationEvent>> {
    const SQL: &str = "
        SELECT organisation, effective_on, kind, other, name_before_th, name_before_en, note, source
        FROM organisation_event_past
        ORDER BY superseded_at, organisation, effective_on, kind";
    let rows: Vec<EventRow> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(OrganisationEvent::try_from).collect()
}

/// Puts events in, or brings those that are there up to date and keeps how they were told until then.
pub(crate) async fn save_events(tx: &mut Tx, events: &[OrganisationEvent], at: DateTime<Utc>) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO organisation_event
            (organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at) ";
    const UPDATE: &str = "
        ON CONFLICT (organisation, effective_on, kind) DO UPDATE SET
            other = excluded.other, name_before_th = excluded.name_before_th,
            name_before_en = excluded.name_before_en, note = excluded.note, source = excluded.source,
            recorded_at = excluded.recorded_at";
    for chunk in events.chunks(ROWS_AT_ONCE) {
        keep_events(tx, chunk, at).await?;
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

/// Takes events out, and keeps how they were told until then.
pub(crate) async fn withdraw_events(tx: &mut Tx, events: &[OrganisationEvent], at: DateTime<Utc>) -> ServiceResult<()> {
    const DELETE: &str = "DELETE FROM organisation_event WHERE (organisation, effective_on, kind) IN (";
    for chunk in events.chunks(ROWS_AT_ONCE) {
        keep_events(tx, chunk, at).await?;
        on!(tx, conn => QueryBuilder::new(DELETE)
            .push_values(chunk, |mut row, event| {
                row.push_bind(event.organisation.as_str())
                    .push_bind(event.effective_on)
                    .push_bind(event.kind.as_ref());
            })
            .push(")")
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Keeps how events were told until now, as far as they were.
async fn keep_events(tx: &mut Tx, events: &[OrganisationEvent], at: DateTime<Utc>) -> ServiceResult<()> {
    const KEEP: &str = "
        INSERT INTO organisation_event_past
            (organisation, effective_on, kind, other, name_before_th, name_before_en, note, source,
             recorded_at, superseded_at)
        SELECT organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at, ";
    on!(tx, conn => {
        let mut query = QueryBuilder::new(KEEP);
        // One that was told for no time at all is no part of the past.
        query.push_bind(at).push(" FROM organisation_event WHERE recorded_at < ").push_bind(at);
        query.push(" AND (organisation, effective_on, kind) IN (")
            .push_values(events, |mut row, event| {
                row.push_bind(event.organisation.as_str())
                    .push_bind(event.effective_on)
                    .push_bind(event.kind.as_ref());
            })
            .push(")");
        query.build().execute(conn).await.map(|_| ())
    })?;
    Ok(())
}
