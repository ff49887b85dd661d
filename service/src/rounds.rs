//! Rounds and their windows.

mod extensions;

pub use self::extensions::{Granted, Reach, Whom};

use crate::{Actor, ServiceError, ServiceResult, Services, audit, rollups, scores, store, store::Tx};
use domain::{
    access::Action,
    calendar::Period,
    ids::{PlanCode, RoundCode},
    round::Round,
    window::{Window, WindowState},
};

/// A round with what it is at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundNow {
    /// The round.
    pub round: Round,
    /// What its window is now.
    pub state: WindowState,
}

/// A round to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRound {
    /// The plan, in its latest version.
    pub plan: PlanCode,
    /// What is reported on.
    pub period: Period,
    /// When it is open.
    pub window: Window,
}

impl Services {
    /// Rounds.
    pub fn rounds(&self) -> Rounds<'_> {
        Rounds(self)
    }

    pub(crate) async fn round_in(&self, tx: &mut Tx, code: &RoundCode) -> ServiceResult<Round> {
        store::rounds::get(tx, code).await?.ok_or(ServiceError::NotFound("round"))
    }
}

/// Rounds.
pub struct Rounds<'a>(pub(crate) &'a Services);

impl Rounds<'_> {
    /// The latest rounds, newest period first.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn latest(&self, actor: &Actor, most: i64) -> ServiceResult<Vec<RoundNow>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let at = self.0.now();
        let rounds = store::rounds::latest(&mut tx, chrono::NaiveDate::MAX, most).await?;
        Ok(rounds.into_iter().map(|round| RoundNow { state: round.window.state(at), round }).collect())
    }

    /// One round.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn get(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<RoundNow> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let round = self.0.round_in(&mut tx, code).await?;
        Ok(RoundNow { state: round.window.state(self.0.now()), round })
    }

    /// Whether nobody has typed anything into a round's reports yet, so that it can be taken out again.
    ///
    /// # Errors
    /// Storage does not answer, or the actor may not.
    pub async fn is_untouched(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<bool> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        Ok(!store::rounds::is_begun(&mut tx, code).await?)
    }

    /// Opens a round: from its opening instant on, every body that owes a report about the period is expected.
    ///
    /// # Errors
    /// There is such a round already; there is no such plan; reports would be due before the period ends; the actor may
    /// not.
    pub async fn open(&self, actor: &Actor, new: NewRound) -> ServiceResult<Round> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        let round = open_in(self.0, &mut tx, &new).await?;
        let object = format!("round/{}", round.code);
        let details = serde_json::json!({ "plan": round.plan, "version": round.plan_version, "window": round.window });
        audit::record(self.0, &mut tx, actor, "rounds.open", object, &details).await?;
        tx.commit().await?;
        Ok(round)
    }

    /// Moves the window of a round.
    ///
    /// # Errors
    /// There is no such round; reports would be due before the period ends; the actor may not.
    pub async fn set_window(&self, actor: &Actor, code: &RoundCode, window: Window) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        let mut round = self.0.round_in(&mut tx, code).await?;
        require_ended(round.period, window)?;
        let details = serde_json::json!({ "before": round.window, "after": window });
        store::rounds::set_window(&mut tx, code, window, self.0.now()).await?;
        round.window = window;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        audit::record(self.0, &mut tx, actor, "rounds.set_window", format!("round/{code}"), &details).await?;
        tx.commit().await
    }

    /// Takes out a round that was opened by mistake: possible while nobody has typed anything into its reports.
    ///
    /// # Errors
    /// There is no such round; somebody has begun; the actor may not.
    pub async fn remove(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        let round = self.0.round_in(&mut tx, code).await?;
        store::submissions::wait_for_all(&mut tx, code).await?;
        store::rounds::lock(&mut tx, code).await?;
        store::rollups::hold_counters(&mut tx, code, tree.root()).await?;
        store::rollups::clear(&mut tx, code).await?;
        store::rounds::remove_untouched(&mut tx, code).await?;
        scores::follow(self.0, &mut tx, &round, None).await?;
        let details = serde_json::json!({ "plan": round.plan, "version": round.plan_version, "window": round.window });
        audit::record(self.0, &mut tx, actor, "rounds.remove", format!("round/{code}"), &details).await?;
        tx.commit().await
    }
}

/// Refuses a window in which reports are due before what they report on has ended.
fn require_ended(period: Period, window: Window) -> ServiceResult<()> {
    if window.can_report_on(period) { Ok(()) } else { Err(ServiceError::invalid("window_before_period_end", "due")) }
}

/// Puts a round in with the reports that are expected, and their counters.
pub(crate) async fn open_in(services: &Services, tx: &mut Tx, new: &NewRound) -> ServiceResult<Round> {
    require_ended(new.period, new.window)?;
    let versions = store::plans::versions(tx).await?;
    let of_plan = versions.iter().filter(|(code, _)| code == new.plan.as_str()).map(|(_, version)| *version);
    let plan_version = of_plan.max().ok_or(ServiceError::NotFound("plan"))?;
    let code: RoundCode = store::stored("round", &new.period.to_string())?;
    if store::rounds::get(tx, &code).await?.is_some() {
        return Err(ServiceError::invalid("round_exists", "period"));
    }
    let round = Round { code, plan: new.plan.clone(), plan_version, period: new.period, window: new.window };
    store::rounds::insert(tx, &round, services.now()).await?;
    let tree = services.tree_of(tx, &round).await?;
    let owing = tree.bodies().filter(|body| body.reports_on(new.period.last_day())).map(|body| body.code.clone());
    store::submissions::expect(tx, &round.code, &owing.collect::<Vec<_>>()).await?;
    rollups::rebuild_completeness(services, tx, &round).await?;
    scores::follow(services, tx, &round, None).await?;
    Ok(round)
}
