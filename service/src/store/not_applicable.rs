//! Why indicators do not apply, as agencies said.

use super::{Tx, stored, values::Value};
use crate::ServiceResult;
use domain::{
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode},
};
use std::collections::BTreeMap;

/// Why indicators do not apply, for those values of one round, in the order of agencies, of which this was said.
pub(crate) async fn of_values(
    tx: &mut Tx,
    values: &[Value],
) -> ServiceResult<BTreeMap<(OrganisationCode, IndicatorCode), String>> {
    const SQL: &str = "
        SELECT value.agency, value.indicator, submitted_entry.not_applicable_reason
        FROM value
        JOIN submitted_entry
            ON submitted_entry.round = value.round AND submitted_entry.agency = value.agency
            AND submitted_entry.revision = value.revision AND submitted_entry.indicator = value.indicator
        WHERE value.round = $1 AND value.agency >= $2 AND value.agency <= $3
            AND value.superseded_at IS NULL AND value.applicability = $4";
    let silent = Applicability::NotApplicable;
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return Ok(BTreeMap::new()) };
    if values.iter().all(|value| value.applicability != silent) {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, String, String)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(first.round.as_str())
        .bind(first.agency.as_str())
        .bind(last.agency.as_str())
        .bind(silent.as_ref())
        .fetch_all(conn).await)?;
    let kept = |(agency, indicator, reason): (String, String, String)| {
        Ok(((stored("organisation", &agency)?, stored("indicator", &indicator)?), reason))
    };
    rows.into_iter().map(kept).collect()
}
