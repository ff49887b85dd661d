//! How derived values were worked out, beside the values themselves.

use super::{Tx, stored, values::Value};
use crate::{ServiceError, ServiceResult};
use domain::{
    derived::Working,
    ids::{OrganisationCode, RoundCode},
    submission::ReportKey,
};

/// As it is kept.
pub(super) fn text(value: &Value) -> ServiceResult<Option<String>> {
    let text = value.working.as_ref().map(serde_json::to_string).transpose();
    text.map_err(|error| ServiceError::fault("writing how a value was worked out", error))
}

/// From what is kept; empty for a value that was reported.
pub(super) fn read(text: &str) -> ServiceResult<Option<Working>> {
    let working = (!text.is_empty()).then(|| serde_json::from_str(text)).transpose();
    working.map_err(|error| ServiceError::fault("reading how a value was worked out", error))
}

/// Takes the derived values in force of a report out, before those that are worked out anew are put in.
pub(crate) async fn remove(tx: &mut Tx, key: &ReportKey) -> ServiceResult<()> {
    const SQL: &str = "
        DELETE FROM value
        WHERE round = $1 AND agency = $2 AND superseded_at IS NULL AND working IS NOT NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The agencies with values in force in a round, in order.
pub(crate) async fn agencies(tx: &mut Tx, round: &RoundCode) -> ServiceResult<Vec<OrganisationCode>> {
    const SQL: &str = "
        SELECT DISTINCT agency
        FROM value
        WHERE round = $1 AND superseded_at IS NULL
        ORDER BY agency";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(|(agency,)| stored("organisation", &agency)).collect()
}

/// Whether any value is worked out from others, or would be.
pub(crate) async fn any(tx: &mut Tx) -> ServiceResult<bool> {
    const SQL: &str = "SELECT code FROM plan WHERE document LIKE '%\"derived\":{%' LIMIT 1";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(!rows.is_empty())
}
