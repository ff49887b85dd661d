//! Reports that were never submitted, and who has more time.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode},
    submission::StateName,
};
use sqlx::{Database, FromRow, QueryBuilder};

/// Among whom those who never submitted are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Among {
    /// Everybody.
    Everybody,
    /// These, few enough to be named one by one, none of them at or before the place after which the page begins.
    These(Vec<OrganisationCode>),
    /// Everybody at and below a node.
    Below(OrganisationCode),
}

/// Whether anybody has more time at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MoreTime {
    /// Nobody.
    Nobody,
    /// Some, and an extension reaches everybody below: they are left out.
    Some {
        /// At this instant.
        at: DateTime<Utc>,
    },
}

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

/// The body of a report and everything above it.
const ABOVE: &str = "
    WITH RECURSIVE above (code, parent) AS (
        SELECT code, parent FROM organisation WHERE code = submission.agency
        UNION ALL
        SELECT organisation.code, organisation.parent
        FROM above JOIN organisation ON organisation.code = above.parent)";

/// A page of the reports of a round that were never submitted, in the order of agencies, after one.
pub(crate) async fn never_submitted(
    tx: &mut Tx,
    round: &RoundCode,
    among: &Among,
    more_time: MoreTime,
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Vec<NeverSubmitted>> {
    if matches!(among, Among::These(agencies) if agencies.is_empty()) {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "SELECT agency, state, edited_at, step_at
             FROM submission
             WHERE first_submitted_at IS NULL AND round = ",
        );
        query.push_bind(round.as_str());
        push_among(&mut query, among, after);
        if let MoreTime::Some { at } = more_time {
            query.push(" AND NOT EXISTS (").push(ABOVE);
            query.push(" SELECT 1 FROM above JOIN extension ON extension.organisation = above.code");
            query.push(" WHERE extension.round = ").push_bind(round.as_str());
            query.push(" AND extension.ends_at >= ").push_bind(at).push(")");
        }
        query.push(" ORDER BY agency LIMIT ").push_bind(most).build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn push_among<'a, DB>(query: &mut QueryBuilder<DB>, among: &'a Among, after: Option<&'a OrganisationCode>)
where
    DB: Database,
    &'a str: sqlx::Encode<'a, DB> + sqlx::Type<DB>,
{
    if !matches!(among, Among::These(_)) {
        query.push(" AND agency > ").push_bind(after.map_or("", OrganisationCode::as_str));
    }
    match among {
        Among::Everybody => {}
        // Those after the place are already chosen: with a range, `SQLite` would look at everybody within it.
        Among::These(agencies) => {
            query.push(" AND agency IN (");
            let mut list = query.separated(", ");
            for agency in agencies {
                list.push_bind(agency.as_str());
            }
            query.push(")");
        }
        Among::Below(node) => {
            query.push(" AND EXISTS (").push(ABOVE).push(" SELECT 1 FROM above WHERE code = ");
            query.push_bind(node.as_str()).push(")");
        }
    }
}

/// The bodies of a round's extensions that have not ended at an instant.
pub(crate) async fn extended_bodies(
    tx: &mut Tx,
    round: &RoundCode,
    at: DateTime<Utc>,
) -> ServiceResult<Vec<OrganisationCode>> {
    const SQL: &str = "
        SELECT DISTINCT organisation
        FROM extension
        WHERE round = $1 AND ends_at >= $2
        ORDER BY organisation";
    let rows: Vec<(String,)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(at).fetch_all(conn).await)?;
    rows.into_iter().map(|(organisation,)| stored("organisation", &organisation)).collect()
}
