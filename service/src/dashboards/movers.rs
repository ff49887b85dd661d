//! What changed since the round before: the indicators whose status is another one now.

use super::{
    line::View,
    status::{IndicatorStatus, PlannedIndicator, Redefined, Standing, StrategyStatus},
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

/// An indicator with figures then and now that cannot be compared.
#[derive(Debug, Clone)]
pub struct NotCompared {
    /// The indicator.
    pub indicator: PlannedIndicator,
    /// How it was defined otherwise, and until when.
    pub redefined: Redefined,
}

/// What changed since the round before.
#[derive(Debug, Clone, Default)]
pub struct Movers {
    /// The indicators whose status changed, what became worse first.
    pub moved: Vec<Mover>,
    /// The indicators with figures then and now of which only one is held against a target: nobody can say whether that is better.
    pub unjudged: Vec<Mover>,
    /// The indicators of which nobody can say.
    pub not_compared: Vec<NotCompared>,
}

impl Mover {
    /// Whether it moved for the better.
    pub fn is_better(&self) -> bool {
        self.now < self.before
    }
}

impl Standing<'_> {
    /// Those of a node's indicators that were answered anew and have another status than in the round before: what
    /// became worse first, the longest way first. One whose definition changed in between compares with nothing. What is
    /// missing then or now is told by those who owe it.
    pub(super) fn movers(&self, node: &OrganisationCode, strategies: &[StrategyStatus]) -> Movers {
        let view: &View = self.view;
        let Some(round_before) = view.shown_place().checked_sub(1) else { return Movers::default() };
        let mut found = Movers::default();
        for IndicatorStatus { indicator, .. } in strategies.iter().flat_map(|strategy| &strategy.indicators) {
            let track = view.track(&indicator.code);
            let (before, now) =
                (self.answer(node, &track, round_before), self.answer(node, &track, view.shown_place()));
            let anew = before.place.filter(|place| now.place != Some(*place));
            let Some((place, known)) = anew.and_then(|place| Some((place, track[place]?))) else { continue };
            let is_judged = |status: Status| matches!(status, Status::OnCourse | Status::AtRisk | Status::OffCourse);
            let judged = [before.status, now.status].map(is_judged);
            if before.figure.is_none() || now.figure.is_none() || judged == [false, false] {
                continue;
            }
            if let Some(redefined) = Redefined::of(view.period(place), known, indicator) {
                found.not_compared.push(NotCompared { indicator: indicator.clone(), redefined });
            } else if before.status != now.status {
                let list = if judged == [true, true] { &mut found.moved } else { &mut found.unjudged };
                list.push(Mover {
                    indicator: indicator.clone(),
                    before: before.status,
                    since: view.period(place),
                    figure_before: before.figure,
                    now: now.status,
                    figure: now.figure,
                });
            }
        }
        let rank = |status: Status| match status {
            Status::OnCourse => 0i8,
            Status::AtRisk => 1,
            Status::OffCourse => 2,
            Status::NoData | Status::NotApplicable => 3,
        };
        found.moved.sort_by_key(|mover| rank(mover.before) - rank(mover.now));
        found
    }
}
