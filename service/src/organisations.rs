//! Bodies of the state.

mod difference;
mod moves;

use crate::{Actor, ServiceError, ServiceResult, Services, audit, rollups, scores, store, store::Tx, usuals};
use chrono::NaiveDate;
use domain::{
    access::Action,
    definition::DefinitionChange,
    ids::{IndicatorCode, OrganisationCode},
    organisation::{Organisation, OrganisationEvent, OrganisationEventKind, OrganisationTree},
    register::{NoTree, Register},
    round::Round,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError},
};

impl Services {
    /// The register of bodies as it is now and as it stood; read again only after it changed.
    pub(crate) async fn register_in(&self, tx: &mut Tx) -> ServiceResult<Arc<Register>> {
        let stamp = store::organisations::stamp(tx).await?;
        let kept = self.inner.register.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((kept_stamp, register)) = kept
            && kept_stamp == stamp
        {
            return Ok(register);
        }
        let bodies = store::organisations::all(tx).await?;
        let tree =
            OrganisationTree::new(bodies).map_err(|error| ServiceError::fault("the register of bodies", error))?;
        let register = Arc::new(Register::new(Arc::new(tree), store::organisations::events(tx).await?));
        *self.inner.register.write().unwrap_or_else(PoisonError::into_inner) = Some((stamp, register.clone()));
        // Who owes reports was counted from another one.
        self.inner.reporters.write().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(register)
    }

    /// The register of bodies as it is now: who may do what goes by it.
    pub(crate) async fn tree_in(&self, tx: &mut Tx) -> ServiceResult<Arc<OrganisationTree>> {
        Ok(self.register_in(tx).await?.now().clone())
    }

    /// The register of bodies as it stood on the last day of what a round reports on: whatever is counted in the round, and all that it
    /// is made of, goes by it.
    pub(crate) async fn tree_of(&self, tx: &mut Tx, round: &Round) -> ServiceResult<Arc<OrganisationTree>> {
        Ok(self.register_in(tx).await?.of(round).clone())
    }

    /// Whoever runs commands on the server itself, over everything that is registered.
    ///
    /// # Errors
    /// No body is registered yet: then [`ServiceError::NotFound`].
    pub async fn operator(&self) -> ServiceResult<Actor> {
        let mut tx = self.db().read().await?;
        if store::organisations::stamp(&mut tx).await? == 0 {
            return Err(ServiceError::NotFound("organisation"));
        }
        Ok(Actor::operator(self.tree_in(&mut tx).await?.root()))
    }

    /// The timetable, for jobs that the server brings itself.
    ///
    /// # Errors
    /// No organisation is registered yet.
    pub async fn timetable(&self) -> ServiceResult<Actor> {
        Ok(Actor::timetable(&self.root().await?))
    }

    /// The body above all others.
    pub(crate) async fn root(&self) -> ServiceResult<OrganisationCode> {
        let mut tx = self.db().read().await?;
        Ok(self.tree_in(&mut tx).await?.root().clone())
    }

    /// The bodies of the state.
    pub fn organisations(&self) -> Organisations<'_> {
        Organisations(self)
    }
}

/// A body and its path, or 404.
pub(crate) fn path_of(tree: &OrganisationTree, code: &OrganisationCode) -> ServiceResult<Vec<OrganisationCode>> {
    let path = tree.path(code);
    if path.is_empty() { Err(ServiceError::NotFound("organisation")) } else { Ok(path) }
}

/// What an import would change, or has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDiff {
    /// New things.
    pub added: Vec<String>,
    /// Things that change, each with what changes.
    pub changed: Vec<String>,
    /// In which columns each of them changes, in their order; shorter where that is not told of all.
    #[serde(default)]
    pub changed_in: Vec<ChangedIn>,
    /// What was told before and is withdrawn, each with why.
    pub withdrawn: Vec<String>,
    /// Indicators whose figures from before and after are not compared, each with what changes of its definition.
    #[serde(default)]
    pub redefined: Vec<(IndicatorCode, Vec<DefinitionChange>)>,
    /// Moves that are taken, and against which the register speaks.
    #[serde(default)]
    pub doubted: Vec<DoubtedMove>,
    /// How many stay as they are.
    pub unchanged: usize,
}

/// The columns in which a thing changes, by their names and parted by commas. Both files have some of the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChangedIn {
    /// Of the register.
    Register(String),
    /// Of the file of events.
    Events(String),
}

/// A move whose former parent is another one than the register had until then: either is wrong, or a move in between is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtedMove {
    /// Its line in the list, where it came from one.
    pub line: Option<u64>,
    /// The day.
    pub on: NaiveDate,
    /// Who moved.
    pub organisation: OrganisationCode,
    /// From below which body, as it is told.
    pub former: OrganisationCode,
    /// Below which body the register had it on the day before.
    pub stood: OrganisationCode,
}

/// A complete list of bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The bodies.
    pub bodies: Vec<Organisation>,
    /// Whether it tells sizes. Where it does not, bodies keep those that are known.
    pub tells_sizes: bool,
}

impl From<Vec<Organisation>> for Listed {
    fn from(bodies: Vec<Organisation>) -> Self {
        Self { bodies, tells_sizes: true }
    }
}

/// What a list tells of what happened to bodies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What happened.
    pub events: Vec<OrganisationEvent>,
    /// What was told before, and did not happen, or not so.
    pub withdrawn: Vec<Withdrawal>,
    /// The lines of the list on which events stand, by body, day and kind.
    pub lines: HashMap<(OrganisationCode, NaiveDate, OrganisationEventKind), u64>,
}

impl Told {
    /// The line on which an event stands.
    fn line_of(&self, event: &OrganisationEvent) -> Option<u64> {
        self.lines.get(&(event.organisation.clone(), event.effective_on, event.kind)).copied()
    }
}

impl From<Vec<OrganisationEvent>> for Told {
    fn from(events: Vec<OrganisationEvent>) -> Self {
        Self { events, ..Self::default() }
    }
}

/// An event that is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Its line in the list.
    pub line: u64,
    /// Which one, by its key; and why, in its note and source.
    pub event: OrganisationEvent,
}

/// Whether an import is only tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// Say what would change, change nothing.
    DryRun,
    /// Change it.
    Apply,
}

/// The bodies of the state.
pub struct Organisations<'a>(pub(crate) &'a Services);

impl Organisations<'_> {
    /// The whole register.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn tree(&self, actor: &Actor) -> ServiceResult<Arc<OrganisationTree>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        Ok(tree)
    }

    /// Whether any body is registered: false in a new database.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn is_empty(&self) -> ServiceResult<bool> {
        let mut tx = self.0.db().read().await?;
        Ok(store::organisations::stamp(&mut tx).await? == 0)
    }

    /// What happened to bodies.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn events(&self, actor: &Actor) -> ServiceResult<Vec<OrganisationEvent>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        store::organisations::events(&mut tx).await
    }

    /// The days whose moves cannot have happened: an earlier release took them, and they are left out of what is counted.
    ///
    /// # Errors
    /// Storage does not answer; the actor may not.
    pub async fn impossible_moves(&self, actor: &Actor) -> ServiceResult<Vec<NoTree>> {
        let mut tx = self.0.db().read().await?;
        let register = self.0.register_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(register.now().root()))?;
        Ok(register.impossible().to_vec())
    }

    /// Brings the register up to date with a complete list that tells sizes, too.
    ///
    /// # Errors
    /// As [`Self::import_list`].
    pub async fn import(
        &self,
        actor: &Actor,
        bodies: Vec<Organisation>,
        told: impl Into<Told>,
        mode: ImportMode,
    ) -> ServiceResult<ImportDiff> {
        self.import_list(actor, bodies.into(), told, mode).await
    }

    /// Brings the register up to date with a complete list. Bodies are never removed: one that ends gets its last day. What happened to
    /// them stays until it is told otherwise or withdrawn.
    ///
    /// # Errors
    /// The list is no tree, or was none before some move, or leaves out a registered body; a move goes nowhere, or a ministry comes from
    /// below a body that holds none; what is withdrawn was never told; the actor may not.
    pub async fn import_list(
        &self,
        actor: &Actor,
        listed: Listed,
        told: impl Into<Told>,
        mode: ImportMode,
    ) -> ServiceResult<ImportDiff> {
        let Listed { mut bodies, tells_sizes } = listed;
        let mut told: Told = told.into();
        let events = std::mem::take(&mut told.events);
        let invalid = |error: domain::organisation::TreeError| ServiceError::invalid("not_a_tree", error.to_string());
        let mut tree = OrganisationTree::new(bodies.clone()).map_err(invalid)?;
        if let Some(stray) = events.iter().find(|event| tree.get(&event.organisation).is_none()) {
            return Err(ServiceError::invalid("unknown_organisation", stray.organisation.to_string()));
        }
        let mut tx = self.0.db().write().await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        if mode == ImportMode::Apply {
            // Before anything is read: of two that come in at once, the second is held against the first.
            store::organisations::advance_stamp(&mut tx).await?;
        }
        let registered = store::organisations::all(&mut tx).await?;
        let left_out = registered.iter().filter(|body| tree.get(&body.code).is_none());
        let left_out: Vec<&str> = left_out.map(|body| body.code.as_str()).collect();
        if !left_out.is_empty() {
            return Err(ServiceError::invalid("organisation_left_out", left_out.join(", ")));
        }
        let before: BTreeMap<_, _> = registered.iter().map(|body| (&body.code, body)).collect();
        if !tells_sizes {
            for body in &mut bodies {
                body.size = before.get(&body.code).and_then(|known| known.size.clone());
            }
            tree = OrganisationTree::new(bodies.clone()).map_err(invalid)?;
        }
        let known_events = store::organisations::events(&mut tx).await?;
        let withdrawn = to_withdraw(&mut tx, &known_events, told.withdrawn.clone()).await?;
        let new_events: Vec<_> = events.into_iter().filter(|event| !known_events.contains(event)).collect();
        let was = match OrganisationTree::new(registered.clone()) {
            Ok(was) => Some(Register::new(Arc::new(was), known_events.clone())),
            // Nobody is registered yet.
            Err(_) => None,
        };
        let register = Register::new(Arc::new(tree), with(&known_events, &new_events, &withdrawn));
        let tree = register.now();
        moves::refuse(&register, &new_events, &told)?;
        // Days of an earlier release whose moves cannot have happened keep nobody from bringing the rest up to date.
        let is_new =
            |refused: &&NoTree| was.as_ref().is_none_or(|was| was.impossible().iter().all(|was| was.on != refused.on));
        if let Some(refused) = register.impossible().iter().find(is_new) {
            return Err(ServiceError::invalid("moves_make_no_tree", refused.to_string()));
        }
        let changed: Vec<Organisation> =
            bodies.into_iter().filter(|body| before.get(&body.code) != Some(&body)).collect();
        let events = difference::Events { known: &known_events, new: &new_events, withdrawn: &withdrawn };
        let mut diff = difference::of(&before, &changed, tree.bodies().count(), &events);
        if let Some(was) = &was {
            diff.doubted = moves::doubted(was, &register, [&known_events, &new_events], &told);
        }
        let is_all_known = changed.is_empty() && new_events.is_empty() && withdrawn.is_empty();
        if mode == ImportMode::DryRun || is_all_known {
            return Ok(diff);
        }
        let has_another_kind =
            changed.iter().any(|body| before.get(&body.code).is_some_and(|old| old.kind != body.kind));
        // A sum over the bodies below says how many of those that report have given nothing.
        let derives = store::workings::any(&mut tx).await?;
        let resized = changed.iter().any(|body| before.get(&body.code).is_some_and(|old| old.size != body.size));
        let at = self.0.now();
        store::organisations::save(&mut tx, &changed, at).await?;
        store::organisations::withdraw_events(&mut tx, &withdrawn, at).await?;
        store::organisations::save_events(&mut tx, &new_events, at).await?;
        let is_of_another =
            |round: &Round| derives || was.as_ref().is_none_or(|was| !count_alike(was.of(round), register.of(round)));
        let mut anew = store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await?;
        // With the sums of a round goes what is usual in it; rounds are locked in their order, and so either all or none.
        if !(resized && anew.iter().any(is_of_another)) {
            anew.retain(is_of_another);
        }
        rollups::rebuild_rounds(self.0, &mut tx, &register, anew.iter().rev()).await?;
        if resized && anew.is_empty() {
            usuals::rebuild_latest_in(self.0, &mut tx, tree).await?;
        }
        if has_another_kind {
            // What bodies are asked for goes by their kind.
            scores::rebuild::rebuild_all(self.0, &mut tx).await?;
        }
        let details = serde_json::json!({
            "added": diff.added.len(), "changed": diff.changed.len(), "withdrawn": diff.withdrawn,
        });
        audit::record(self.0, &mut tx, actor, "organisations.import", "organisations".to_owned(), &details).await?;
        tx.commit().await?;
        Ok(diff)
    }
}

/// What happened to bodies, with what is told anew and without what is withdrawn.
fn with(
    known: &[OrganisationEvent],
    new: &[OrganisationEvent],
    withdrawn: &[OrganisationEvent],
) -> Vec<OrganisationEvent> {
    let stays = |event: &&OrganisationEvent| !new.iter().chain(withdrawn).any(|other| other.key() == event.key());
    known.iter().filter(stays).chain(new).cloned().collect()
}

/// Those of the events that are to be withdrawn which are told until now; what was withdrawn before stays so.
async fn to_withdraw(
    tx: &mut Tx,
    known: &[OrganisationEvent],
    asked: Vec<Withdrawal>,
) -> ServiceResult<Vec<OrganisationEvent>> {
    let is_among =
        |events: &[OrganisationEvent], event: &OrganisationEvent| events.iter().any(|other| other.key() == event.key());
    let (told, others): (Vec<_>, Vec<_>) = asked.into_iter().partition(|of| is_among(known, &of.event));
    if !others.is_empty() {
        let former = store::organisations::former_events(tx).await?;
        let never = others.iter().filter(|of| !is_among(&former, &of.event));
        let never: Vec<_> = never.map(|of| format!("{}: {}", of.line, difference::name_of(&of.event))).collect();
        if !never.is_empty() {
            return Err(ServiceError::invalid("event_never_told", never.join(", ")));
        }
    }
    Ok(told.into_iter().map(|of| of.event).collect())
}

/// Whether sums and counters that were made on one tree are those of the other: all bodies of both stand below the same one and are
/// of the same kind, and nobody has others below it for the first time, whose own figures are kept by kind from then on.
fn count_alike(was: &OrganisationTree, is: &OrganisationTree) -> bool {
    is.bodies().all(|body| match (was.get(&body.code), &body.parent) {
        (Some(old), _) => old.parent == body.parent && old.kind == body.kind,
        (None, Some(above)) => was.get(above).is_none() || !was.children(above).is_empty(),
        (None, None) => false,
    })
}
