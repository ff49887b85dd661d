//! What agencies said stood in their way, in the revisions that were accepted.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult, reports::Obstacle};
use domain::ids::OrganisationCode;
use sqlx::FromRow;

#[derive(FromRow)]
struct Row {
    round: String,
    indicator: String,
    obstacles: String,
    help_needed: String,
}

impl TryFrom<Row> for Obstacle {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            round: stored("round", &row.round)?,
            indicator: stored("indicator", &row.indicator)?,
            obstacles: row.obstacles,
            help_needed: row.help_needed,
        })
    }
}

/// Those of one agency, the newest round first.
pub(crate) async fn of_agency(tx: &mut Tx, agency: &OrganisationCode, most: i64) -> ServiceResult<Vec<Obstacle>> {
    const SQL: &str = "
        SELECT submitted_entry.round, submitted_entry.indicator, submitted_entry.obstacles, submitted_entry.help_needed
        FROM submission
        JOIN round
          ON round.code = submission.round
        JOIN submitted_entry
          ON submitted_entry.round = submission.round
         AND submitted_entry.agency = submission.agency
         AND submitted_entry.revision = submission.accepted_revision
        WHERE submission.agency = $1
          AND (submitted_entry.obstacles <> '' OR submitted_entry.help_needed <> '')
        ORDER BY round.period_end DESC, submission.round DESC, submitted_entry.indicator
        LIMIT $2";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(agency.as_str()).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Obstacle::try_from).collect()
}
