//! Which values in force an objection brought, for whoever may read the report.

use crate::{ServiceResult, store, store::Tx, values::Value};
use domain::{
    ids::{IndicatorCode, ObjectionId},
    objection::changed_by,
    submission::ReportKey,
};
use std::collections::BTreeMap;

/// By indicator, the objection that was upheld and changed its value.
pub type Corrections = BTreeMap<IndicatorCode, ObjectionId>;

/// The objections that brought some values in force of a report, in one statement; none for whoever may not read it.
pub(crate) async fn corrections(
    tx: &mut Tx,
    key: &ReportKey,
    values: &[Value],
    may_read: bool,
) -> ServiceResult<Corrections> {
    if !may_read || values.is_empty() {
        return Ok(Corrections::new());
    }
    let of_report = store::objections::of_report(tx, key).await?;
    let changed = |value: &Value| {
        let objection = changed_by(&value.indicator, value.revision, &of_report)?;
        Some((value.indicator.clone(), objection.id))
    };
    Ok(values.iter().filter_map(changed).collect())
}
