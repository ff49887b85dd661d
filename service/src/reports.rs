//! A report as it is read: every indicator with its texts, problems, history and thread.

/// What is typed, proven and known about each indicator.
mod entries;
/// What came before.
mod past;
/// Who did what when.
mod thread;

pub(crate) use entries::entries;
pub use entries::{Conflict, ReportEntry};
pub(crate) use past::KeptPasts;
pub use thread::ThreadStep;

use crate::{Actor, ServiceError, ServiceResult, Services, organisations::path_of, store, store::Tx, values::Value};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    authority_letter::AuthorityLetter,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationTree},
    plan::Plan,
    problem::Problem,
    round::Round,
    submission::{Refusal, ReportKey, State, StateName, Submission},
    window::{Window, WindowState},
};
use std::sync::Arc;

/// How many entries with obstacles are told of an agency.
pub(crate) const MOST_OBSTACLES: i64 = 20;

/// What an agency said stood in its way, in a report that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The round of the report.
    pub round: RoundCode,
    /// The indicator it is about.
    pub indicator: IndicatorCode,
    /// What stood in the way; empty where only help was asked for.
    pub obstacles: String,
    /// Which help is needed; empty where none was asked for.
    pub help_needed: String,
}

/// One agency's report for one round, complete.
#[derive(Debug, Clone)]
pub struct Report {
    /// The round.
    pub round: Round,
    /// The plan version it asks about.
    pub plan: Arc<Plan>,
    /// The agency.
    pub agency: Organisation,
    /// The agency and everything above it now, nearest first.
    pub path: Vec<OrganisationCode>,
    /// The window for this agency, with its extensions.
    pub window: Window,
    /// What that window is now.
    pub window_state: WindowState,
    /// Where the report is on its way.
    pub submission: Submission,
    /// Whether the agency may change it now, and if not why.
    pub editable: Result<(), Refusal>,
    /// One entry for each indicator that is asked, in the order of the plan.
    pub entries: Vec<ReportEntry>,
    /// Who did what when, oldest first.
    pub thread: Vec<ThreadStep>,
    /// The letters of its approvers by which revisions were filed, oldest first.
    pub letters: Vec<AuthorityLetter>,
}

impl Report {
    /// How many indicators are answered without a problem that stops the report.
    pub fn answered(&self) -> usize {
        self.entries.iter().filter(|entry| !entry.problems.iter().any(Problem::blocks)).count()
    }

    /// The letter that stands for the approver's signature, where the revision that is on its way or accepted was filed by
    /// one.
    pub fn letter(&self) -> Option<&AuthorityLetter> {
        let is_signed = match self.submission.state.name() {
            StateName::Approved | StateName::Endorsed | StateName::Accepted => true,
            StateName::NotStarted | StateName::Draft | StateName::Returned | StateName::Submitted => false,
        };
        self.letters.iter().find(|letter| is_signed && letter.revision == self.submission.revision)
    }

    /// The entry of an indicator.
    pub fn entry(&self, indicator: &IndicatorCode) -> Option<&ReportEntry> {
        self.entries.iter().find(|entry| entry.indicator.code == *indicator)
    }
}

/// What is known for certain of a report at an earlier instant. What was being typed is not kept as it was.
#[derive(Debug, Clone)]
pub struct ReportThen {
    /// The window of this agency.
    pub window: Window,
    /// Where the report was on its way.
    pub submission: Submission,
    /// The values in force, in the order of their indicators.
    pub values: Vec<Value>,
}

/// What use cases need to know before they change a report.
pub(crate) struct Loaded {
    pub(crate) round: Round,
    pub(crate) plan: Arc<Plan>,
    /// The tree on which the round is counted.
    pub(crate) tree: Arc<OrganisationTree>,
    /// The agency and everything above it now, nearest first: who may do what goes by it.
    pub(crate) path: Vec<OrganisationCode>,
    pub(crate) window: Window,
    pub(crate) submission: Submission,
}

impl Loaded {
    pub(crate) fn agency(&self) -> ServiceResult<&Organisation> {
        self.tree.get(&self.submission.key.agency).ok_or(ServiceError::NotFound("organisation"))
    }

    /// Reads the register again. Whoever changes it makes sums anew under the lock of the round: who has that lock reads one that
    /// stands still.
    pub(crate) async fn read_register_anew(&mut self, services: &Services, tx: &mut Tx) -> ServiceResult<()> {
        let register = services.register_in(tx).await?;
        self.tree = register.of(&self.round).clone();
        self.path = register.now().path(&self.submission.key.agency);
        Ok(())
    }

    /// Until when the agency may change it.
    pub(crate) fn open_until(&self) -> DateTime<Utc> {
        self.submission.locked_since(self.window)
    }

    /// Why nothing is taken of an indicator: it is worked out from others, or not asked in this round.
    pub(crate) fn not_asked(&self, indicator: &IndicatorCode) -> ServiceError {
        let is_derived = self.plan.indicator(indicator).is_some_and(|known| known.derived.is_some());
        ServiceError::invalid(
            if is_derived { "indicator_derived" } else { "indicator_not_asked" },
            indicator.to_string(),
        )
    }

    /// The indicators this agency types in this round.
    pub(crate) fn asked(&self) -> ServiceResult<Vec<&Indicator>> {
        let kind = self.agency()?.kind;
        Ok(self.plan.asked_of_agencies(kind, self.round.period).collect())
    }
}

/// Refuses what has waited for others until the report was closed. Asked last before the commit, when nothing is left to
/// be waited for, and of the database's clock, which all servers share.
pub(crate) async fn require_in_time(services: &Services, tx: &mut Tx, open_until: DateTime<Utc>) -> ServiceResult<()> {
    if services.shared_now(tx).await? < open_until { Ok(()) } else { Err(Refusal::WindowClosed.into()) }
}

/// Loads a report's state and refuses an actor who may not do what they came for.
pub(crate) async fn load(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    key: &ReportKey,
) -> ServiceResult<Loaded> {
    let register = services.register_in(tx).await?;
    let path = path_of(register.now(), &key.agency)?;
    actor.require(action, &services.rights_along(&path))?;
    let round = services.round_in(tx, &key.round).await?;
    let submission = store::submissions::get(tx, key).await?.ok_or(ServiceError::NotFound("report"))?;
    let plan = services.plan_of(tx, &round).await?;
    let tree = register.of(&round).clone();
    let window = services.window_for(tx, &round, (&tree, &key.agency)).await?;
    Ok(Loaded { round, plan, tree, path, window, submission })
}

/// Reports as they are read.
pub struct Reports<'a>(pub(crate) &'a Services);

impl Services {
    /// Reports as they are read.
    pub fn reports(&self) -> Reports<'_> {
        Reports(self)
    }
}

impl Reports<'_> {
    /// One report, complete.
    ///
    /// # Errors
    /// There is no such report, or the actor may not read it.
    pub async fn get(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<Report> {
        let mut tx = self.0.db().read().await?;
        let loaded = load(self.0, &mut tx, actor, Action::ReadReport, key).await?;
        let reasons = store::submissions::reasons(&mut tx, key).await?;
        let entries = entries::with_reasons(self.0, &mut tx, actor, &loaded, &reasons).await?;
        let steps = store::submissions::events(&mut tx, key).await?;
        let letters = store::authority_letters::of_report(&mut tx, key).await?;
        let at = self.0.now();
        let window_state = loaded.window.state(at);
        Ok(Report {
            agency: loaded.agency()?.clone(),
            editable: loaded.submission.editable(window_state, at),
            thread: thread::of(self.0, &mut tx, &loaded.plan, steps, &reasons).await?,
            letters,
            round: loaded.round,
            plan: loaded.plan,
            path: loaded.path,
            window: loaded.window,
            window_state,
            submission: loaded.submission,
            entries,
        })
    }

    /// What is known for certain of one report, asked of the services of an earlier instant.
    ///
    /// # Errors
    /// There was no such report, or the actor may not read it.
    pub async fn then(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<ReportThen> {
        let mut tx = self.0.db().read().await?;
        let Loaded { window, submission, .. } = load(self.0, &mut tx, actor, Action::ReadReport, key).await?;
        let values = store::values::of_report(&mut tx, key).await?;
        Ok(ReportThen { window, submission, values })
    }
}

/// Whether a report is with its agency, so that what is typed counts and not what was submitted.
pub fn is_with_agency(state: &State) -> bool {
    matches!(state.name(), StateName::NotStarted | StateName::Draft | StateName::Returned)
}
