//! What bodies with nobody below them said of levels and of yes or no, where sums know only the share that is met.

use super::line::View;
use crate::{
    ServiceResult,
    store::{self, Tx},
    values::reading_in_force,
};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    rollup::RollupRule,
};
use std::collections::{BTreeSet, HashMap};

/// Levels and answers of bodies with nobody below them.
pub(super) struct Alone(HashMap<(OrganisationCode, IndicatorCode), Amount>);

impl Alone {
    /// What holds in the round shown, of some bodies and indicators: in one statement, and in none where no indicator is a share
    /// or nobody is alone.
    pub(super) async fn load(
        tx: &mut Tx,
        view: &View,
        bodies: &[OrganisationCode],
        indicators: &[&IndicatorCode],
    ) -> ServiceResult<Self> {
        let mut shares: HashMap<(&RoundCode, &IndicatorCode), (&Indicator, usize)> = HashMap::new();
        for code in indicators {
            let track = view.track(code);
            let Some(place) = view.answered_at(&track, view.shown_place()) else { continue };
            let Some(known) = track[place] else { continue };
            if known.measure.rollup_rule() == Some(RollupRule::ShareMeeting) {
                shares.insert((&view.line[place].round.code, &known.code), (known, place));
            }
        }
        let places: BTreeSet<usize> = shares.values().map(|(_, place)| *place).collect();
        let is_alone = |body: &OrganisationCode, place: usize| view.line[place].tree.children(body).is_empty();
        let rounds: Vec<RoundCode> = places.iter().map(|place| view.line[*place].round.code.clone()).collect();
        let alone = bodies.iter().filter(|body| places.iter().any(|place| is_alone(body, *place)));
        let alone: Vec<OrganisationCode> = alone.cloned().collect();
        let mut own = HashMap::new();
        for value in store::values::of_agencies(tx, &alone, &rounds).await? {
            let Some((known, place)) = shares.get(&(&value.round, &value.indicator)).copied() else { continue };
            if is_alone(&value.agency, place) {
                let figure = reading_in_force(known, &value).and_then(|reading| reading.figure(known));
                own.extend(figure.map(|figure| ((value.agency, value.indicator), figure)));
            }
        }
        Ok(Self(own))
    }

    /// What a body said, where its figure is the share of one.
    pub(super) fn of(&self, body: &OrganisationCode, indicator: &IndicatorCode) -> Option<Amount> {
        self.0.get(&(body.clone(), indicator.clone())).copied()
    }
}
