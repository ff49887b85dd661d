//! Reports that their agencies still have to hand in, as reminders see them.

use super::{Tx, stored};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode},
    reminder::Stage,
    submission::StateName,
};
use sqlx::QueryBuilder;

/// A report that its agency still has to hand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owed {
    pub(crate) agency: OrganisationCode,
    pub(crate) stage: Stage,
    /// When it was sent back, where it was.
    pub(crate) returned_at: Option<DateTime<Utc>>,
}

/// The agency, its state, the accepted revision, and when the last step was taken.
type OwedRow = (String, String, Option<i32>, Option<DateTime<Utc>>);

/// Which of the reports that wait are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Among<'a> {
    All,
    Returned,
    Agencies(&'a [OrganisationCode]),
}

/// The reports of a round that their agencies still have to hand in, in the order of their codes.
pub(crate) async fn waiting(tx: &mut Tx, round: &RoundCode, among: Among<'_>) -> ServiceResult<Vec<Owed>> {
    const SQL: &str = "
        SELECT agency, state, accepted_revision, step_at
        FROM submission
        WHERE accepted_revision IS NULL AND round = ";
    if matches!(among, Among::Agencies([])) {
        return Ok(Vec::new());
    }
    let rows: Vec<OwedRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str());
        query.push(match among {
            Among::Returned => " AND state = 'returned'",
            Among::All | Among::Agencies(_) => " AND state IN ('not_started', 'draft', 'returned', 'submitted')",
        });
        if let Among::Agencies(agencies) = among {
            query.push(" AND agency IN (");
            let mut list = query.separated(", ");
            for agency in agencies {
                list.push_bind(agency.as_str());
            }
            query.push(")");
        }
        query.push(" ORDER BY agency").build_query_as().fetch_all(conn).await
    })?;
    let mut waiting = Vec::with_capacity(rows.len());
    for (agency, state, accepted, step_at) in rows {
        let state: StateName = stored("state", &state)?;
        if let Some(stage) = Stage::of(state, accepted) {
            let returned_at = step_at.filter(|_| stage == Stage::Returned);
            waiting.push(Owed { agency: stored("organisation", &agency)?, stage, returned_at });
        }
    }
    Ok(waiting)
}
