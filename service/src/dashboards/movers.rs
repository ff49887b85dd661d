//! What changed since the round before: the indicators whose status is another one now.

use super::{
    line::View,
    status::{PlannedIndicator, Standing, StrategyStatus},
};
use domain::{amount::Amount, calendar::Period, ids::OrganisationCode, status::Status};

/// An indicator whose status changed.
#[derive(Debug, Clone)]
pub struct Mover {
    /// The indicator.
    pub indicator: PlannedIndicator,
    /// What it was.
    pub before: Status,
    /// Of which period that was.
    pub since: Period,
    /// The figure then.
    pub figure_before: Option<Amount>,
    /// What it is.
    pub now: Status,
    /// The figure now.
    pub figure: Option<Amount>,
}

impl Mover {
    /// Whether it moved for the better.
    pub fn is_better(&self) -> bool {
        self.now < self.before
    }
}

impl Standing<'_> {
    /// Those of a node's indicators that were answered anew and have another status than in the round before: what
    /// became worse first, the longest way first. A definition that changed in between compares with nothing.
    pub(super) fn movers(&self, node: &OrganisationCode, strategies: &[StrategyStatus]) -> Vec<Mover> {
        let view: &View = self.view;
        let Some(round_before) = view.shown_place().checked_sub(1) else { return Vec::new() };
        let moved = |indicator: &PlannedIndicator| {
            let track = view.track(&indicator.code);
            let (before, now) =
                (self.answer(node, &track, round_before), self.answer(node, &track, view.shown_place()));
            let place = before.place.filter(|place| now.place != Some(*place))?;
            let is_alike = track[place].is_some_and(|known| known.is_comparable_with(indicator));
            let is_judged = before.status != Status::NoData && now.status != Status::NoData;
            (is_alike && is_judged && before.status != now.status).then(|| Mover {
                indicator: indicator.clone(),
                before: before.status,
                since: view.period(place),
                figure_before: before.figure,
                now: now.status,
                figure: now.figure,
            })
        };
        let indicators = strategies.iter().flat_map(|strategy| &strategy.indicators);
        let mut movers: Vec<Mover> = indicators.filter_map(|status| moved(&status.indicator)).collect();
        let rank = |status: Status| match status {
            Status::OnCourse => 0i8,
            Status::AtRisk => 1,
            Status::OffCourse => 2,
            Status::NoData => 3,
        };
        movers.sort_by_key(|mover| rank(mover.before) - rank(mover.now));
        movers
    }
}
