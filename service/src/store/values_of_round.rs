//! All values of a round, for whatever is computed afresh from them.

use super::{
    Tx,
    values::{Value, after_place},
};
use crate::ServiceResult;
use domain::ids::{IndicatorCode, OrganisationCode, RoundCode};

/// How many values of a round are read at once.
const PART: i64 = 50_000;

/// All values in force of a round, in order and a part at a time, for rebuilding what is kept of them.
pub(crate) struct ValuesOfRound<'a> {
    round: &'a RoundCode,
    last: Option<(OrganisationCode, IndicatorCode)>,
}

impl<'a> ValuesOfRound<'a> {
    /// From the first on.
    pub(crate) fn new(round: &'a RoundCode) -> Self {
        Self { round, last: None }
    }

    /// The next part; none after the last.
    pub(crate) async fn next(&mut self, tx: &mut Tx) -> ServiceResult<Option<Vec<Value>>> {
        let after = self.last.as_ref().map(|(agency, indicator)| (agency, indicator));
        let values = after_place(tx, self.round, after, PART).await?;
        let Some(end) = values.last() else { return Ok(None) };
        self.last = Some((end.agency.clone(), end.indicator.clone()));
        Ok(Some(values))
    }
}
