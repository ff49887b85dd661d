//! What somebody should look at, agency by agency: derived from the figures whenever it is asked.

use super::{
    Dashboards,
    agency::Own,
    line::{PassedOver, View},
    page_of,
    status::PlannedIndicator,
};
use crate::{
    Actor, ServiceError, ServiceResult, organisations::path_of, rounds::RoundNow, store, store::Tx, values::Value,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    alert::{Alert, AlertKind, AlertRule, Duty, Gravity, Known},
    amount::Amount,
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationTree},
    peers::{PeerChoice, PeerGroup},
    usual::Usual,
    window::Window,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::Arc,
};

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

/// Up to how many agencies stand in order by how badly they stand; that needs the figures of all.
pub const MOST_WEIGHED: usize = 120;

/// Which alerts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlertFilter {
    /// Only those of one kind.
    pub kind: Option<AlertKind>,
    /// Which page of the agencies, from 1 on.
    pub page: u32,
}

/// In which order the agencies stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertOrder {
    /// The worst first; of those alike the one with the newest figure.
    WorstFirst,
    /// By their codes, since they are too many.
    Codes,
}

/// What to look at in the agencies at and below a body.
#[derive(Debug, Clone)]
pub struct Alerts {
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// The register.
    pub tree: Arc<OrganisationTree>,
    /// The body.
    pub organisation: Organisation,
    /// From when on something is worth a look.
    pub rule: AlertRule,
    /// A page of the agencies that owe a report, with what there is to look at. With a kind asked for only those that have
    /// such an alert.
    pub agencies: Vec<AgencyAlerts>,
    /// In which order they stand.
    pub order: AlertOrder,
    /// Whether there is a page after this one.
    pub has_more: bool,
}

impl Dashboards<'_> {
    /// What to look at in the agencies at and below a body, the country where none is named; without a round named, in the
    /// latest with enough accepted reports.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn alerts(
        &self,
        actor: &Actor,
        organisation: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
        filter: AlertFilter,
    ) -> ServiceResult<Alerts> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load(services, &mut tx, actor, round).await?;
        let code = organisation.unwrap_or(view.tree.root());
        path_of(&view.tree, code)?;
        let organisation = view.tree.get(code).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let day = view.shown().round.period.last_day();
        let mut below = view.tree.at_and_below(code);
        below.sort();
        let owing = below.iter().filter_map(|code| view.tree.get(code)).filter(|body| body.reports_on(day));
        let owing: Vec<Organisation> = owing.cloned().collect();
        let order = if owing.len() <= MOST_WEIGHED { AlertOrder::WorstFirst } else { AlertOrder::Codes };
        let (agencies, has_more) = match order {
            AlertOrder::WorstFirst => {
                let mut agencies = narrowed(of_bodies(&mut tx, &view, &owing).await?, filter.kind);
                agencies.sort_by_cached_key(|agency| Reverse((agency.gravity(), agency.newest())));
                page_of(agencies.into_iter(), filter.page)
            }
            AlertOrder::Codes => {
                let (bodies, has_more) = page_of(owing.into_iter(), filter.page);
                (narrowed(of_bodies(&mut tx, &view, &bodies).await?, filter.kind), has_more)
            }
        };
        Ok(Alerts {
            as_of: view.at,
            round: view.round_now(),
            tree: view.tree.clone(),
            organisation,
            rule: AlertRule::SHIPPED,
            agencies,
            order,
            has_more,
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }
}

impl AgencyAlerts {
    fn gravity(&self) -> Gravity {
        Gravity::of(self.indicators.iter().flat_map(|indicator| &indicator.alerts))
    }

    /// The day of its newest figure that needs a look.
    fn newest(&self) -> Option<NaiveDate> {
        self.indicators.iter().filter_map(|indicator| indicator.as_of).max()
    }
}

/// What is left of alerts where only one kind is asked for.
fn narrowed(mut agencies: Vec<AgencyAlerts>, kind: Option<AlertKind>) -> Vec<AgencyAlerts> {
    let Some(kind) = kind else { return agencies };
    for agency in &mut agencies {
        for indicator in &mut agency.indicators {
            indicator.alerts.retain(|alert| alert.kind() == kind);
        }
        agency.indicators.retain(|indicator| !indicator.alerts.is_empty());
    }
    agencies.retain(|agency| !agency.indicators.is_empty());
    agencies
}

/// Up to [`MOST_WEIGHED`] bodies: one statement for their values, one for what happened to bodies, one for the time that was given,
/// and one for each group of peers.
async fn of_bodies(tx: &mut Tx, view: &View, bodies: &[Organisation]) -> ServiceResult<Vec<AgencyAlerts>> {
    let rounds: Vec<RoundCode> = view.line.iter().map(|planned| planned.round.code.clone()).collect();
    let codes: Vec<OrganisationCode> = bodies.iter().take(MOST_WEIGHED).map(|body| body.code.clone()).collect();
    let mut by_body: HashMap<OrganisationCode, Vec<Value>> = HashMap::new();
    for value in store::values::of_agencies(tx, &codes, &rounds).await? {
        by_body.entry(value.agency.clone()).or_default().push(value);
    }
    let events = store::organisations::events(tx).await?;
    let groups = view.tree.peer_groups();
    let mut peers: BTreeMap<PeerGroup, Usuals> = BTreeMap::new();
    for body in bodies {
        if let Entry::Vacant(of_group) = peers.entry(groups.group(body)) {
            let usuals = usuals_of(tx, *of_group.key(), &rounds).await?;
            of_group.insert(usuals);
        }
    }
    let round = &view.shown().round;
    let extensions = store::rounds::extensions(tx, &round.code).await?;
    let nobody = Usuals::new();
    let alerts = bodies.iter().map(|body| {
        let own = Own::new(view, body, by_body.remove(&body.code).unwrap_or_default(), &events);
        let window = round.window.for_body(&extensions, &view.tree.path(&body.code), body.kind);
        let choice = groups.choice(body);
        let indicators = own.alerts(peers.get(&choice.group).unwrap_or(&nobody), window);
        AgencyAlerts { organisation: body.clone(), peers: choice, indicators }
    });
    Ok(alerts.collect())
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
    /// Its window with its extensions says whether there is still time.
    pub(super) fn alerts(&self, peers: &Usuals, window: Window) -> Vec<IndicatorAlerts> {
        let (view, rule) = (self.view, AlertRule::SHIPPED);
        let shown = view.shown();
        let duty = if window.due_at() < view.at { Duty::Due } else { Duty::Open };
        let of = |indicator: &domain::indicator::Indicator| {
            let planned = PlannedIndicator::of(&shown.plan, &indicator.code)?;
            let (series, outlook) = (self.line(&planned), self.outlook(&planned));
            let own = self.indicator(planned);
            let asked = view.line.iter().find(|planned| Some(planned.round.period) == own.as_of);
            let usual = asked.and_then(|asked| peers.get(&(asked.round.code.clone(), indicator.code.clone())).copied());
            let alerts = rule.of(&Known {
                polarity: &indicator.polarity,
                figure: own.figure,
                applicability: own.applicability,
                duty,
                status: own.status,
                prospect: outlook.as_ref().ok().map(|forecast| forecast.prospect),
                series: &series,
                peers: usual,
            });
            let as_of = own.as_of.filter(|_| own.figure.is_some()).map(Period::last_day);
            let (figure, expected) = (own.figure, own.expected);
            let found = IndicatorAlerts { figure, expected, as_of, alerts, indicator: own.indicator };
            (!found.alerts.is_empty()).then_some(found)
        };
        view.asked_of_agencies(view.shown_place()).filter(|indicator| self.is_asked(indicator)).filter_map(of).collect()
    }
}
