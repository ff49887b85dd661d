//! What somebody should look at, agency by agency: derived from the figures whenever it is asked.

use super::{
    line::{Tracks, View},
    outlook::outlook_of,
    own::Own,
    status::PlannedIndicator,
};
use crate::{ServiceResult, store, store::Tx, values::Value};
use chrono::NaiveDate;
use domain::{
    alert::{Alert, AlertKind, AlertRule, Duty, Known},
    amount::Amount,
    calendar::Period,
    forecast::Forecast,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationEvent},
    peers::{PeerChoice, PeerGroup},
    urgency::AlertTally,
    usual::Usual,
    window::{Extension, Window},
};
use std::collections::{BTreeMap, HashMap, btree_map::Entry};

/// What to look at in one indicator of an agency.
#[derive(Debug, Clone)]
pub struct IndicatorAlerts {
    /// The indicator.
    pub indicator: PlannedIndicator,
    /// Its figure in force.
    pub figure: Option<Amount>,
    /// What was expected of it.
    pub expected: Option<Amount>,
    /// The last day of the period the figure is of.
    pub as_of: Option<NaiveDate>,
    /// The most urgent first; never empty.
    pub alerts: Vec<Alert>,
}

/// What to look at in one agency.
#[derive(Debug, Clone)]
pub struct AgencyAlerts {
    /// The agency.
    pub organisation: Organisation,
    /// With whom it is compared, and why.
    pub peers: PeerChoice,
    /// Its indicators that need a look, in the order of the plan.
    pub indicators: Vec<IndicatorAlerts>,
}

impl AgencyAlerts {
    /// Leaves those of one kind alone; nothing where there are none.
    pub(super) fn narrowed(mut self, kind: AlertKind) -> Option<Self> {
        for indicator in &mut self.indicators {
            indicator.alerts.retain(|alert| alert.kind() == kind);
        }
        self.indicators.retain(|indicator| !indicator.alerts.is_empty());
        (!self.indicators.is_empty()).then_some(self)
    }
}

/// What an order of agencies needs to know of the alerts of one.
pub(super) fn tally(indicators: &[IndicatorAlerts]) -> AlertTally {
    AlertTally::of(indicators.iter().flat_map(|found| found.alerts.iter().map(|alert| (found.as_of, alert))))
}

impl View {
    /// The window of a body in the round shown, with its extensions.
    pub(super) fn window(&self, extensions: &[Extension], body: &Organisation) -> Window {
        let path = self.tree.path(&body.code);
        self.shown().round.window.for_body(extensions, &path, body.kind)
    }

    /// Whether a report should have been in by now, in a window with its extensions.
    pub(super) fn duty(&self, window: Window) -> Duty {
        if window.due_at() < self.at { Duty::Due } else { Duty::Open }
    }

    /// The bodies at and below one that owe a report in the round shown, in the order of their codes.
    pub(super) fn owing_below(&self, code: &OrganisationCode) -> Vec<OrganisationCode> {
        let day = self.shown().round.period.last_day();
        let mut below = self.tree.at_and_below(code);
        below.retain(|code| self.tree.get(code).is_some_and(|body| body.reports_on(day)));
        below.sort();
        below
    }
}

/// Reads the figures of some bodies after others: what they share once, one statement for the values of all that are asked for
/// together, one for those before the line where forecasts need any, and one for each group of peers that was not met before.
pub(super) struct Reading<'v> {
    view: &'v View,
    tracks: Tracks<'v>,
    early: Vec<RoundCode>,
    rounds: Vec<RoundCode>,
    events: &'v [OrganisationEvent],
    usuals: BTreeMap<PeerGroup, Usuals>,
}

impl<'v> Reading<'v> {
    pub(super) fn new(view: &'v View, events: &'v [OrganisationEvent]) -> Self {
        let mut early: Vec<RoundCode> = view.line.iter().map(|planned| planned.round.code.clone()).collect();
        let rounds = early.split_off(view.early);
        Self { view, tracks: view.tracks(), early, rounds, events, usuals: BTreeMap::new() }
    }

    /// What follows from the figures of some bodies, what is usual among the peers of each and whether its report is due, in their
    /// order.
    pub(super) async fn derive<Derived>(
        &mut self,
        tx: &mut Tx,
        bodies: &[(&Organisation, Duty)],
        derived: impl Fn(&Own<'_>, &Usuals, Duty) -> Derived,
    ) -> ServiceResult<Vec<Derived>> {
        let codes: Vec<OrganisationCode> = bodies.iter().map(|(body, _)| body.code.clone()).collect();
        let mut by_body: HashMap<OrganisationCode, Vec<Value>> = HashMap::new();
        let mut values = store::values::of_agencies(tx, &codes, &self.rounds).await?;
        values.extend(store::values::of_agencies_about(tx, &codes, &self.early, &self.view.of_early).await?);
        for value in values {
            by_body.entry(value.agency.clone()).or_default().push(value);
        }
        let groups = self.view.tree.peer_groups();
        for (body, _) in bodies {
            if let Entry::Vacant(of_group) = self.usuals.entry(groups.group(body)) {
                let usuals = usuals_of(tx, *of_group.key(), &self.rounds).await?;
                of_group.insert(usuals);
            }
        }
        let nobody = Usuals::new();
        let of = |(body, duty): &(&Organisation, Duty)| {
            let values = by_body.remove(&body.code).unwrap_or_default();
            let own = Own::new(self.view, &self.tracks, body, values, self.events);
            derived(&own, self.usuals.get(&groups.group(body)).unwrap_or(&nobody), *duty)
        };
        Ok(bodies.iter().map(of).collect())
    }
}

/// What is usual, by round and indicator.
pub(super) type Usuals = HashMap<(RoundCode, IndicatorCode), Usual>;

/// What is usual among peers in some rounds.
pub(super) async fn usuals_of(tx: &mut Tx, group: PeerGroup, rounds: &[RoundCode]) -> ServiceResult<Usuals> {
    let of_group = store::usuals::of_group(tx, group, rounds).await?;
    Ok(of_group.into_iter().map(|(round, indicator, usual)| ((round, indicator), usual)).collect())
}

impl Own<'_> {
    /// What to look at in the indicators that this agency is asked for.
    pub(super) fn alerts(&self, peers: &Usuals, duty: Duty) -> Vec<IndicatorAlerts> {
        let (view, rule) = (self.view, AlertRule::SHIPPED);
        let of = |indicator: PlannedIndicator| {
            let series = self.line(&indicator);
            let outlook = outlook_of(&indicator, &series);
            let held = self.held(self.tracks.of(&indicator.code));
            let asked = view.line.iter().find(|planned| Some(planned.round.period) == held.as_of);
            let usual = asked.and_then(|asked| peers.get(&(asked.round.code.clone(), indicator.code.clone())).copied());
            // Nobody can hand in what is worked out: where an input is missing, the alert is that of the input.
            let duty = if indicator.derived.is_some() { Duty::Open } else { duty };
            let alerts = rule.of(&Known {
                polarity: &indicator.polarity,
                figure: held.figure,
                applicability: held.applicability,
                duty,
                status: held.status,
                outcome: outlook.as_ref().ok().and_then(Forecast::outcome),
                series: &series,
                peers: usual,
            });
            let as_of = held.as_of.filter(|_| held.figure.is_some()).map(Period::last_day);
            let found = IndicatorAlerts { figure: held.figure, expected: held.expected, as_of, alerts, indicator };
            (!found.alerts.is_empty()).then_some(found)
        };
        let is_asked = |indicator: &PlannedIndicator| {
            indicator.scope.asks_agencies() && view.is_shown(indicator) && self.is_asked(indicator)
        };
        PlannedIndicator::all(&view.shown().plan).filter(is_asked).filter_map(of).collect()
    }
}
