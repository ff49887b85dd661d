//! Rounds, windows and extensions.

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    organisations::path_of,
    rollups, scores, store,
    store::{Tx, kind_counts::NodeKind},
};
use chrono::{DateTime, Days, Utc};
use domain::{
    access::Action,
    calendar::Period,
    ids::{ExtensionId, OrganisationCode, PlanCode, RoundCode},
    organisation::{OrganisationKind, OrganisationTree},
    round::Round,
    submission::{StateName, Submission},
    window::{Extension, Window, WindowState},
};
use strum::IntoEnumIterator as _;

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

/// Whom an extension is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// The body; those below it are meant too.
    pub organisation: OrganisationCode,
    /// Only bodies of this kind.
    pub kind: Option<OrganisationKind>,
}

/// Whose reports an extension reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// How many reports.
    pub reports: i64,
    /// How many of them were never submitted.
    pub missing: i64,
    /// Some of the agencies that owe them, in the order of their codes.
    pub some: Vec<OrganisationCode>,
}

/// How many of the agencies that an extension reaches are named.
const NAMED: usize = 8;

/// An extension with what it reaches now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The extension.
    pub extension: Extension,
    /// How many reports it is for.
    pub reports: i64,
    /// How many of them were never submitted.
    pub missing: i64,
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

    /// The extensions of a round, in the order they were granted.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn extensions(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<Vec<Extension>> {
        Ok(self.granted(actor, code).await?.into_iter().map(|granted| granted.extension).collect())
    }

    /// The extensions of a round with what each reaches now, in the order they were granted.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn granted(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<Vec<Granted>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        self.0.round_in(&mut tx, code).await?;
        let extensions = store::rounds::extensions(&mut tx, code).await?;
        let bodies: Vec<OrganisationCode> = extensions.iter().map(|extension| extension.organisation.clone()).collect();
        let counts = store::kind_counts::of_nodes(&mut tx, code, &bodies).await?;
        let with_counts = |extension: Extension| {
            let is_meant = |(node, kind): &NodeKind| {
                *node == extension.organisation && extension.kind.is_none_or(|only| only == *kind)
            };
            let of = counts.iter().filter(|(place, _)| is_meant(place)).map(|(_, counts)| *counts);
            let counts = of.fold(rollups::Completeness::default(), rollups::Completeness::plus);
            Granted { extension, reports: counts.expected, missing: counts.missing() }
        };
        Ok(extensions.into_iter().map(with_counts).collect())
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

    /// Gives a body, and all below it, more time.
    ///
    /// # Errors
    /// The end lies in the past or before the due instant; there is no reason; the actor may not.
    pub async fn extend(
        &self,
        actor: &Actor,
        code: &RoundCode,
        organisation: &OrganisationCode,
        ends_at: DateTime<Utc>,
        reason: &str,
    ) -> ServiceResult<Extension> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let path = path_of(&tree, organisation)?;
        actor.require(Action::ManageRounds, &path)?;
        let round = self.0.round_in(&mut tx, code).await?;
        let whom = Whom { organisation: organisation.clone(), kind: None };
        let extension = self.new_extension(actor, &round, &whom, ends_at, reason)?;
        store::rounds::insert_extension(&mut tx, code, &extension).await?;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        let object = format!("round/{code}/{organisation}");
        let details = serde_json::json!({ "ends_at": ends_at, "reason": extension.reason });
        audit::record(self.0, &mut tx, actor, "rounds.extend", object, &details).await?;
        tx.commit().await?;
        Ok(extension)
    }

    /// Whom an extension would reach, asked before it is granted.
    ///
    /// # Errors
    /// There is no such round or body; the actor may not.
    pub async fn extension_reach(&self, actor: &Actor, code: &RoundCode, whom: &Whom) -> ServiceResult<Reach> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, &path_of(&tree, &whom.organisation)?)?;
        let round = self.0.round_in(&mut tx, code).await?;
        let tree = self.0.tree_of(&mut tx, &round).await?;
        reach(&mut tx, &tree, &round, whom).await
    }

    /// Gives every body of one kind at and below another more time, or all of them without a kind, by one extension: it
    /// ends for all of them at once. Gives back how many reports it reaches.
    ///
    /// # Errors
    /// As [`Self::extend`]; the reach is not the one that was seen; nobody is reached.
    pub async fn extend_many(
        &self,
        actor: &Actor,
        code: &RoundCode,
        whom: &Whom,
        seen: i64,
        ends_at: DateTime<Utc>,
        reason: &str,
    ) -> ServiceResult<i64> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, &path_of(&tree, &whom.organisation)?)?;
        let round = self.0.round_in(&mut tx, code).await?;
        let tree = self.0.tree_of(&mut tx, &round).await?;
        let reach = reach(&mut tx, &tree, &round, whom).await?;
        if reach.reports == 0 {
            return Err(ServiceError::invalid("extension_nobody", "kind"));
        }
        if reach.reports != seen {
            return Err(ServiceError::Conflict);
        }
        let extension = self.new_extension(actor, &round, whom, ends_at, reason)?;
        store::rounds::insert_extension(&mut tx, code, &extension).await?;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        let object = format!("round/{code}/{}", whom.organisation);
        let details = serde_json::json!({
            "extension": extension.id, "organisation": whom.organisation, "kind": whom.kind, "reports": reach.reports,
            "never_submitted": reach.missing, "ends_at": ends_at, "reason": extension.reason,
        });
        audit::record(self.0, &mut tx, actor, "rounds.extend_many", object, &details).await?;
        tx.commit().await?;
        Ok(reach.reports)
    }

    /// Ends an extension now: what it allowed until this moment stays as it was.
    ///
    /// # Errors
    /// There is no such extension; it is over already; the actor may not.
    pub async fn end_extension(&self, actor: &Actor, code: &RoundCode, id: ExtensionId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let round = self.0.round_in(&mut tx, code).await?;
        let extensions = store::rounds::extensions(&mut tx, code).await?;
        let extension = extensions.into_iter().find(|extension| extension.id == id);
        let extension = extension.ok_or(ServiceError::NotFound("extension"))?;
        actor.require(Action::ManageRounds, &path_of(&tree, &extension.organisation)?)?;
        let at = self.0.now();
        if extension.ends_at <= at {
            return Err(ServiceError::invalid("extension_over", extension.ends_at.to_rfc3339()));
        }
        store::rounds::end_extension(&mut tx, id, at).await?;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        let object = format!("round/{code}/{}", extension.organisation);
        let details = serde_json::json!({
            "extension": id, "kind": extension.kind, "before": extension.ends_at, "ends_at": at,
        });
        audit::record(self.0, &mut tx, actor, "rounds.end_extension", object, &details).await?;
        tx.commit().await
    }
}

impl Rounds<'_> {
    /// An extension that starts now, with a reason and an end that lie within bounds.
    fn new_extension(
        &self,
        actor: &Actor,
        round: &Round,
        whom: &Whom,
        ends_at: DateTime<Utc>,
        reason: &str,
    ) -> ServiceResult<Extension> {
        let at = self.0.now();
        if reason.trim().is_empty() {
            return Err(domain::submission::Refusal::ReasonMissing.into());
        }
        domain::submission::check_length(reason)?;
        let is_too_late = at.checked_add_days(Days::new(366)).is_some_and(|latest| ends_at > latest);
        if ends_at <= at || ends_at <= round.window.due_at() || is_too_late {
            return Err(ServiceError::invalid("extension_end", ends_at.to_rfc3339()));
        }
        Ok(Extension {
            id: ExtensionId::new(self.0.chance().uuid()),
            organisation: whom.organisation.clone(),
            kind: whom.kind,
            ends_at,
            reason: reason.trim().to_owned(),
            granted_by: actor.account,
            granted_at: at,
        })
    }
}

/// Whose reports of a round an extension reaches, on the tree of the round.
async fn reach(tx: &mut Tx, tree: &OrganisationTree, round: &Round, whom: &Whom) -> ServiceResult<Reach> {
    let every_state: Vec<StateName> = StateName::iter().collect();
    let reports = store::submissions::in_states(tx, &round.code, &every_state, None, i64::MAX).await?;
    let is_reached = |report: &Submission| {
        let body = tree.get(&report.key.agency);
        body.is_some_and(|body| whom.kind.is_none_or(|kind| body.kind == kind))
            && tree.path(&report.key.agency).contains(&whom.organisation)
    };
    let reached: Vec<Submission> = reports.into_iter().filter(is_reached).collect();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Reach {
        reports: number(reached.len()),
        missing: number(reached.iter().filter(|report| report.first_submitted_at.is_none()).count()),
        some: reached.into_iter().map(|report| report.key.agency).take(NAMED).collect(),
    })
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
