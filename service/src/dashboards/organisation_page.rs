//! Everything that the page of one body shows, read at one instant.

use super::{Dashboards, Narrowing, OrganisationDashboard};
use crate::{
    Actor, ServiceError, ServiceResult,
    objections::{Beside, ObjectedFigures},
    reports::{MOST_OBSTACLES, Obstacle},
    scores::{Profile, SchemeScore},
    store,
};
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    organisation::{Duty, Organisation, OrganisationEvent, OrganisationTree},
    register::Move,
    submission::Submission,
};
use std::sync::Arc;

/// What there is to show of one body.
#[derive(Debug, Clone)]
pub struct OrganisationPage {
    /// The register as it stood in the round; before there is any, as it stands now.
    pub tree: Arc<OrganisationTree>,
    /// The body.
    pub body: Organisation,
    /// The body and everything above it now, nearest first: who may do what goes by it.
    pub path_now: Vec<OrganisationCode>,
    /// What happened to bodies.
    pub events: Vec<OrganisationEvent>,
    /// By which moves it came where it is, and others came below it or left from there.
    pub moves: Arc<[Move]>,
    /// How it stands in a round; nothing before there is any round.
    pub dashboard: Option<OrganisationDashboard>,
    /// Its score by each scheme that is in force.
    pub scores: Vec<SchemeScore>,
    /// To which of them there is an objection.
    pub objected: ObjectedFigures,
    /// Its pillars, or those of all below it, beside those of others.
    pub profiles: Vec<Profile>,
    /// Its reports, newest round first, where the one who looks may read them.
    pub reports: Vec<Submission>,
    /// What it said stood in its way in its accepted reports, newest round first, where the one who looks may read them.
    pub obstacles: Vec<Obstacle>,
}

impl Dashboards<'_> {
    /// One body in a round, narrowed where that is asked for; without a round named, in the latest with enough accepted reports.
    /// Pages of those below it count from 1.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn organisation_page(
        &self,
        actor: &Actor,
        code: &OrganisationCode,
        round: Option<&RoundCode>,
        page: u32,
        filter: &Narrowing,
    ) -> ServiceResult<OrganisationPage> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let register = services.register_in(&mut tx).await?;
        let now = register.now();
        actor.require(Action::ReadFigures, std::slice::from_ref(now.root()))?;
        let body = now.get(code).cloned().ok_or(ServiceError::NotFound("organisation"))?;
        let events = store::organisations::events(&mut tx).await?;
        let known = (&register, events.as_slice());
        let dashboard = match self.organisation_in(&mut tx, actor, code, (round, page, filter), known).await {
            Ok(dashboard) => Some(dashboard),
            Err(ServiceError::NotFound("round")) if round.is_none() => None,
            Err(error) => return Err(error),
        };
        let mut found = OrganisationPage {
            tree: dashboard.as_ref().map_or(now, |dashboard| register.of(&dashboard.round.round)).clone(),
            body,
            path_now: now.path(code),
            events,
            moves: register.moves_of(code),
            dashboard,
            scores: Vec::new(),
            objected: ObjectedFigures::default(),
            profiles: Vec::new(),
            reports: Vec::new(),
            obstacles: Vec::new(),
        };
        let Some(dashboard) = &found.dashboard else { return Ok(found) };
        let round = &dashboard.round.round;
        let duty = if dashboard.report.is_some() { Duty::Reports } else { Duty::None };
        (found.scores, found.profiles) = services.scores().profiles(&mut tx, &register, code, round, duty).await?;
        if dashboard.report.is_some() && !found.scores.is_empty() {
            let own = Beside::Bodies(std::slice::from_ref(code));
            found.objected = services.objections().beside_in(&mut tx, &round.code, own).await?;
        }
        if dashboard.report.as_ref().is_some_and(|own| own.is_readable) {
            found.reports = store::submissions::of_agency(&mut tx, code).await?;
            found.obstacles = store::obstacles::of_agency(&mut tx, code, MOST_OBSTACLES).await?;
        }
        Ok(found)
    }
}
