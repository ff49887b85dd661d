//! What stands behind the answers that scores rest on, where it differs from one snapshot to another.

use super::line::Report;
use crate::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    trust::TrustGrade,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An answer behind which something else stands. Snapshots tell it only where a scheme weighs by it: elsewhere it moves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustChange {
    /// Whose.
    pub body: OrganisationCode,
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The earlier round that the answer is carried from; none of an answer of the round itself.
    pub from: Option<RoundCode>,
    /// What stood behind it.
    pub before: TrustGrade,
    /// What stands behind it.
    pub after: TrustGrade,
}

/// Of which answers both snapshots say what stands behind them, and not the same, in the order of indicators.
pub(super) fn trusted_otherwise(
    body: &OrganisationCode,
    old: Option<&Report>,
    new: Option<&Report>,
) -> Vec<TrustChange> {
    let (was, mut is) = (old.map(grades).unwrap_or_default(), new.map(grades).unwrap_or_default());
    let change = |(code, (before, _)): (&IndicatorCode, (TrustGrade, Option<&RoundCode>))| {
        let (after, from) = is.remove(code).filter(|(after, _)| *after != before)?;
        Some(TrustChange { body: body.clone(), indicator: code.clone(), from: from.cloned(), before, after })
    };
    was.into_iter().filter_map(change).collect()
}

/// What stands behind each answer of a report, with the round that it is carried from.
fn grades(report: &Report) -> BTreeMap<&IndicatorCode, (TrustGrade, Option<&RoundCode>)> {
    let own = report.values.iter().map(|value| (value, None));
    let carried = report.carried.iter().map(|carried| (&carried.value, Some(&carried.from.round)));
    own.chain(carried).filter_map(|(value, from)| Some((&value.indicator, (value.trust?, from)))).collect()
}

#[cfg(test)]
#[path = "trusted_tests.rs"]
mod tests;
