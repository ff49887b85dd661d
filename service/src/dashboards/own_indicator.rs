//! One indicator of one agency: its figure, its way to the targets, and where it goes.

use super::{
    Dashboards,
    agency::AgencyIndicator,
    figure_spread::FigurePeers,
    indicator::{NodeFigure, node_figure},
    line::{PassedOver, View},
    outlook::Outlook,
    own::Own,
    reach::Reach,
    status::{PlannedIndicator, Standing},
};
use crate::{
    Actor, ServiceError, ServiceResult, objections::corrections, organisations::path_of, rounds::RoundNow, store,
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    calendar::Period,
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationTree},
    peers::Breadth,
    register::{Move, Passage},
    submission::ReportKey,
};
use std::sync::Arc;

/// One indicator of one agency.
#[derive(Debug, Clone)]
pub struct OwnIndicator {
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// The register as it stood in the round.
    pub tree: Arc<OrganisationTree>,
    /// The agency.
    pub organisation: Organisation,
    /// The report that its figure is of, where the reader may open it.
    pub report: Option<ReportKey>,
    /// The objection that changed the figure, where the reader may open it.
    pub changed_by: Option<ObjectionId>,
    /// Whether it owes a report in the round itself.
    pub owes_report: bool,
    /// How the indicator stands there.
    pub own: AgencyIndicator,
    /// All at and below it together; nothing where nobody is below it, or nobody there was asked yet.
    pub together: Option<NodeFigure>,
    /// Where it goes.
    pub outlook: Outlook,
    /// In which of the last rounds the agency came below another body, oldest first.
    pub moves: Vec<(Period, Vec<Move>)>,
    /// Its figure that holds in the round among those of its peers; nothing where nobody was asked yet.
    pub peers: Option<FigurePeers>,
}

impl Dashboards<'_> {
    /// One indicator of one agency in a round, among peers of a breadth; without one named, in the latest with enough accepted reports.
    ///
    /// # Errors
    /// There is no such body or round, or the plan of the round does not ask this of it; the actor may not.
    pub async fn own_indicator(
        &self,
        actor: &Actor,
        agency: &OrganisationCode,
        indicator: &IndicatorCode,
        round: Option<&RoundCode>,
        breadth: Breadth,
    ) -> ServiceResult<OwnIndicator> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load_far(services, &mut tx, actor, round, Reach::Forecasts(Some(indicator))).await?;
        path_of(&view.tree, agency)?;
        let organisation = view.tree.get(agency).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let planned = PlannedIndicator::of(&view.shown().plan, indicator);
        let planned = planned.filter(|planned| planned.is_asked_of(organisation.kind));
        let planned = planned.ok_or(ServiceError::NotFound("indicator"))?;
        let (tracks, events) = (view.tracks(), store::organisations::events(&mut tx).await?);
        let own = Own::load(&mut tx, &view, &tracks, (&organisation, &planned.code), &events).await?;
        let outlook = own.outlook(&planned);
        let track = tracks.of(&planned.code);
        let answered = view.answered_at(track, view.shown_place());
        let asked = answered.and_then(|place| Some((place, track[place]?)));
        let (mut peers, mut together) = (None, None);
        if let Some((place, known)) = asked {
            let figures = view.every_figure(services, &mut tx, (place, known)).await?;
            peers = Some(view.among_peers((place, known), &figures, &organisation, breadth));
            if !view.line[place].tree.children(agency).is_empty() {
                let wanted = [view.wanted_of_line(Some(&known.code)).swap_remove(place)];
                let sums = view.sums(&mut tx, &wanted, std::slice::from_ref(agency)).await?;
                let below = Standing { services, view: &view, sums: &sums };
                together = node_figure(&below, known, place, agency);
                if let Some(node) = together.as_mut().filter(|_| known.measure.rollup_rule().is_none()) {
                    view.tell_apart((place, known), &view.apart(place, &figures), node);
                }
            }
        }
        // Who may do what goes by where the agency is now.
        let path_now = services.rights_along(&view.register.now().path(agency));
        let reported = own.reported(track).filter(|_| actor.may(Action::ReadReport, &path_now));
        let (mut report, mut changed_by) = (None, None);
        if let Some(value) = reported {
            let key = ReportKey { round: value.round.clone(), agency: value.agency.clone() };
            changed_by = corrections(&mut tx, &key, std::slice::from_ref(value), true).await?.remove(&value.indicator);
            report = Some(key);
        }
        let own = own.indicator(planned);
        let moves: Vec<Move> =
            view.register.moves_of(agency).iter().filter(|told| told.passage == Passage::Own).cloned().collect();
        // A round that does not ask for it has no place of its own: what happened is told in the next that does.
        let mut untold = Vec::new();
        let mut by_round = Vec::new();
        for place in view.series() {
            untold.extend(view.moves_since_before(place, &moves));
            if track[place].is_some_and(|known| known.frequency.is_asked_in(view.period(place))) {
                by_round.push((view.period(place), std::mem::take(&mut untold)));
            }
        }
        Ok(OwnIndicator {
            as_of: view.at,
            round: view.round_now(),
            outlook,
            moves: by_round,
            peers,
            own,
            report,
            changed_by,
            together,
            owes_report: organisation.reports_on(view.shown().round.period.last_day()),
            organisation,
            tree: view.tree,
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }
}
