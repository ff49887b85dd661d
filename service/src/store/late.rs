//! Reports that were never submitted.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode},
    submission::StateName,
};
use sqlx::{FromRow, QueryBuilder};

/// A report that was never submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NeverSubmitted {
    pub(crate) agency: OrganisationCode,
    pub(crate) state: StateName,
    pub(crate) edited_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    agency: String,
    state: String,
    edited_at: Option<DateTime<Utc>>,
    step_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for NeverSubmitted {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            agency: stored("organisation", &row.agency)?,
            state: stored("state", &row.state)?,
            edited_at: row.edited_at.max(row.step_at),
        })
    }
}

/// Who never submitted in a round, among some or everybody, in no order: all codes in one text, since a row each would
/// cost more than the page.
pub(crate) async fn never_submitted(
    tx: &mut Tx,
    round: &RoundCode,
    among: Option<&[OrganisationCode]>,
) -> ServiceResult<Vec<OrganisationCode>> {
    const SQLITE: &str = "
        SELECT group_concat(agency, ' ')
        FROM submission
        WHERE first_submitted_at IS NULL AND round = ";
    const POSTGRES: &str = "
        SELECT string_agg(agency, ' ')
        FROM submission
        WHERE first_submitted_at IS NULL AND round = ";
    let sql = match tx {
        Tx::Sqlite(_) => SQLITE,
        Tx::Postgres(_) => POSTGRES,
    };
    let (codes,): (Option<String>,) = on!(tx, conn => {
        let mut query = QueryBuilder::new(sql);
        query.push_bind(round.as_str());
        if let Some(agencies) = among {
            query.push(" AND agency IN (");
            let mut list = query.separated(", ");
            for agency in agencies {
                list.push_bind(agency.as_str());
            }
            query.push(")");
        }
        query.build_query_as().fetch_one(conn).await
    })?;
    codes.unwrap_or_default().split_whitespace().map(|code| stored("organisation", code)).collect()
}

/// How far the reports of some agencies are that were never submitted.
pub(crate) async fn of_agencies(
    tx: &mut Tx,
    round: &RoundCode,
    agencies: &[OrganisationCode],
) -> ServiceResult<Vec<NeverSubmitted>> {
    const SQL: &str = "
        SELECT agency, state, edited_at, step_at
        FROM submission
        WHERE first_submitted_at IS NULL AND round = ";
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str()).push(" AND agency IN (");
        let mut list = query.separated(", ");
        for agency in agencies {
            list.push_bind(agency.as_str());
        }
        query.push(")").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}
