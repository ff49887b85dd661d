//! Objections as they are shown: what stands against what, what was said, and what it does to scores.

use super::{Objections, standing::Standing};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    organisations::path_of,
    reports,
    scores::{Held, KeptScore, Reported},
    store,
    store::{Tx, objections::Wanted},
    submissions::with_verified,
    values::{Value, figures},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    amount::Amount,
    evidence::Evidence,
    ids::{AccountId, ObjectionId, OrganisationCode, SchemeCode},
    indicator::Indicator,
    objection::{Objection, ObjectionState},
    organisation::{Organisation, OrganisationTree},
    reading::Reading,
    round::Round,
    submission::{ReportKey, State},
    text::Bilingual,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, hash_map::Entry};

/// How many objections a list shows at most, of those that wait and of those that are over.
const MOST_LISTED: i64 = 200;

/// What an objection does, or did, to one score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The scheme.
    pub scheme: SchemeCode,
    /// Its title.
    pub title: Bilingual,
    /// Its edition.
    pub edition: i32,
    /// The published score before, where there was one.
    pub before: Option<Amount>,
    /// The published score with the agency's value.
    pub after: Option<Amount>,
}

/// An objection in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedObjection {
    /// The objection.
    pub objection: Objection,
    /// The agency.
    pub organisation: Organisation,
    /// The indicator, as the plan of the round defines it.
    pub indicator: Indicator,
    /// Whether it waits longer than it should.
    pub is_overdue: bool,
}

/// A list of objections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Those that are shown.
    pub listed: Vec<ListedObjection>,
    /// How many more there are.
    pub left_out: usize,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionStep {
    /// What was done: `object`, `objection_said` …
    pub step: String,
    /// By whom.
    pub who: String,
    /// What was said.
    pub words: String,
    /// What proves it.
    pub evidence: String,
    /// The files that came with it.
    pub files: Vec<Evidence>,
    /// When.
    pub at: DateTime<Utc>,
}

/// One objection with all that belongs to it.
#[derive(Debug, Clone)]
pub struct ObjectionPage {
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
    /// The objection with its agency and indicator.
    pub listed: ListedObjection,
    /// The figure in force, and what the agency reported.
    pub present: Option<Amount>,
    /// What the agency reported.
    pub reported: Option<Amount>,
    /// What the agency says it is.
    pub counter: Option<Amount>,
    /// What was said, oldest first.
    pub steps: Vec<ObjectionStep>,
    /// What it would do to scores while it is open and its value still counts; what it did once it was upheld, or would have
    /// done when it was rejected.
    pub effects: Vec<Effect>,
    /// Whether the value objected to still counts, so that the objection can be upheld.
    pub can_be_upheld: bool,
    /// Whether the reader may say more.
    pub may_say: bool,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
    /// Whether the reader may decide.
    pub deciding: Deciding,
}

/// Whether somebody may decide on an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deciding {
    /// They may.
    May,
    /// They could, but for having a hand in the value or objecting.
    KeptOut,
    /// They may not, or it is over.
    Not,
}

/// A value that can be objected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToObjectTo {
    /// The indicator.
    pub indicator: Indicator,
    /// The figure in force.
    pub figure: Option<Amount>,
}

/// The objections of one report, and what can be objected to.
#[derive(Debug, Clone)]
pub struct ReportObjections {
    /// The report.
    pub key: ReportKey,
    /// The agency.
    pub organisation: Organisation,
    /// The objections so far, oldest first.
    pub listed: Vec<ListedObjection>,
    /// What the reader may object to; empty where they may not, or nothing is accepted.
    pub values: Vec<ToObjectTo>,
}

impl Objections<'_> {
    /// One objection.
    ///
    /// # Errors
    /// There is no such objection; the actor may not read its report.
    pub async fn get(&self, actor: &Actor, id: ObjectionId) -> ServiceResult<ObjectionPage> {
        let mut tx = self.0.db().read().await?;
        let objection = store::objections::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("objection"))?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::ReadReport, &objection.key).await?;
        let at = self.0.now();
        let organisation = loaded.agency()?.clone();
        let indicator = loaded.plan.indicator(&objection.indicator).ok_or(ServiceError::NotFound("indicator"))?.clone();
        let values = store::values::of_report(&mut tx, &objection.key).await?;
        let value = values.iter().find(|value| value.indicator == objection.indicator);
        let known = value.map(|value| figures(&indicator, value)).unwrap_or_default();
        let (number, base) = objection.counter;
        let counter = Reading::from_parts(&indicator.measure, number, base);
        let standing = Standing::of(&mut tx, &loaded.submission, &objection).await?;
        let is_open = objection.state == ObjectionState::Open;
        let can_be_upheld = is_open && standing.in_force.is_some();
        let effects = match objection.state {
            ObjectionState::Open if can_be_upheld => effects(self.0, &mut tx, &loaded.round, &objection).await?,
            ObjectionState::Upheld { .. } | ObjectionState::Rejected { .. } => {
                let kept = store::objections::effect(&mut tx, id).await?;
                kept_effects(&kept)?
            }
            ObjectionState::Open | ObjectionState::Withdrawn { .. } => Vec::new(),
        };
        let rows = store::objections::steps(&mut tx, id).await?;
        let accounts: Vec<AccountId> = rows.iter().map(|row| AccountId::new(row.account)).collect();
        let names = store::accounts::names(&mut tx, &accounts).await?;
        let files = store::evidence::of_objection(&mut tx, id).await?;
        let steps = rows.into_iter().map(|row| ObjectionStep {
            files: files.iter().filter(|(step, _)| *step == row.number).map(|(_, file)| file.clone()).collect(),
            who: names.get(&AccountId::new(row.account)).cloned().unwrap_or_default(),
            step: row.step,
            words: row.words,
            evidence: row.evidence,
            at: row.at,
        });
        let objects = actor.may(Action::ObjectToValue, &loaded.path);
        let reviews = actor.may(Action::ReviewReport, &loaded.path);
        let is_free = standing.is_free(&objection, actor.account);
        Ok(ObjectionPage {
            as_of: at,
            present: known.in_force,
            reported: known.reported,
            counter: counter.and_then(|counter| counter.figure(&indicator)),
            steps: steps.collect(),
            effects,
            can_be_upheld,
            may_say: is_open && (objects || reviews),
            may_withdraw: is_open && objects,
            deciding: match (is_open && reviews, is_free) {
                (true, true) => Deciding::May,
                (true, false) => Deciding::KeptOut,
                (false, _) => Deciding::Not,
            },
            listed: ListedObjection { is_overdue: objection.is_overdue(at), objection, organisation, indicator },
        })
    }

    /// The objections of one report, with what the reader may object to.
    ///
    /// # Errors
    /// There is no such report; the actor may not read it.
    pub async fn of_report(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<ReportObjections> {
        let mut tx = self.0.db().read().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::ReadReport, key).await?;
        let (at, organisation) = (self.0.now(), loaded.agency()?.clone());
        let mut listed = Vec::new();
        for objection in store::objections::of_report(&mut tx, key).await? {
            let Some(indicator) = loaded.plan.indicator(&objection.indicator).cloned() else { continue };
            let is_overdue = objection.is_overdue(at);
            listed.push(ListedObjection { objection, organisation: organisation.clone(), indicator, is_overdue });
        }
        let may = actor.may(Action::ObjectToValue, &loaded.path);
        let is_accepted = matches!(loaded.submission.state, State::Accepted { .. });
        let mut values = Vec::new();
        if may && is_accepted {
            let in_force = store::values::of_report(&mut tx, key).await?;
            let waits = |value: &Value| {
                listed.iter().any(|listed| {
                    listed.objection.indicator == value.indicator && listed.objection.state == ObjectionState::Open
                })
            };
            let open = in_force.iter().filter(|value| !waits(value));
            values = open
                .filter_map(|value| {
                    let indicator = loaded.plan.indicator(&value.indicator)?.clone();
                    Some(ToObjectTo { figure: figures(&indicator, value).in_force, indicator })
                })
                .collect();
        }
        Ok(ReportObjections { key: key.clone(), organisation, listed, values })
    }

    /// Those that wait, the most urgent first, and after them those that are over, the latest first: of the reports that
    /// the actor may read, with how many more there are.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Listing> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let at = self.0.now();
        let agencies = reach(actor, &tree, &[Action::ReadReport]);
        let (mut found, mut total) = (Vec::new(), 0);
        for is_open in [true, false] {
            let wanted = Wanted { is_open, agencies: agencies.as_deref() };
            found.extend(store::objections::some(&mut tx, wanted, MOST_LISTED).await?);
            total += store::objections::count(&mut tx, wanted, at).await?.0;
        }
        let left_out = total.saturating_sub(found.len());
        let (mut listed, mut rounds) = (Vec::new(), HashMap::new());
        for objection in found {
            let Ok(path) = path_of(&tree, &objection.key.agency) else { continue };
            if !actor.may(Action::ReadReport, &path) {
                continue;
            }
            let plan = match rounds.entry(objection.key.round.clone()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let round = self.0.round_in(&mut tx, &objection.key.round).await?;
                    unknown.insert(self.0.plan_of(&mut tx, &round).await?)
                }
            };
            let organisation = tree.get(&objection.key.agency).cloned();
            let indicator = plan.indicator(&objection.indicator).cloned();
            let Some((organisation, indicator)) = organisation.zip(indicator) else { continue };
            listed.push(ListedObjection { is_overdue: objection.is_overdue(at), objection, organisation, indicator });
        }
        Ok(Listing { listed, left_out })
    }
}

/// How many objections wait for an answer, and how many of them longer than they should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Those that wait.
    pub open: usize,
    /// Those that wait too long.
    pub overdue: usize,
}

impl Objections<'_> {
    /// How many wait to which the actor may object or on which they may decide, in one statement.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn waiting(&self, actor: &Actor) -> ServiceResult<Waiting> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let agencies = reach(actor, &tree, &[Action::ObjectToValue, Action::ReviewReport]);
        let wanted = Wanted { is_open: true, agencies: agencies.as_deref() };
        let (open, overdue) = store::objections::count(&mut tx, wanted, self.0.now()).await?;
        Ok(Waiting { open, overdue })
    }
}

/// The agencies with whose reports the actor may do one of some things; none where it is all of them.
fn reach(actor: &Actor, tree: &OrganisationTree, actions: &[Action]) -> Option<Vec<OrganisationCode>> {
    let places: BTreeSet<OrganisationCode> = actions.iter().flat_map(|action| actor.places(*action)).collect();
    if places.contains(tree.root()) {
        return None;
    }
    let reached: BTreeSet<_> = places.iter().flat_map(|place| tree.at_and_below(place)).collect();
    Some(reached.into_iter().collect())
}

/// What was kept when it was decided; of those rejected before it was, nothing is known.
fn kept_effects(kept: &str) -> ServiceResult<Vec<Effect>> {
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(kept).map_err(|error| ServiceError::fault("the effects of an objection", error))
}

/// What the agency's value does to every score that reads the indicator: made by the engine before and after.
pub(super) async fn effects(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    objection: &Objection,
) -> ServiceResult<Vec<Effect>> {
    let before = store::values::of_report(tx, &objection.key).await?;
    let after = with_verified(&before, &objection.indicator, objection.counter);
    let earlier = Held::load(services, tx, round, Some(std::slice::from_ref(&objection.key.agency))).await?;
    let mut effects = Vec::new();
    for used in services.used_in(tx, round).await? {
        if !used.scheme.indicators().contains(&objection.indicator) {
            continue;
        }
        let published = |values: &[Value]| {
            let organisation = objection.key.agency.clone();
            let inputs = earlier.inputs(&organisation, values);
            let kept: KeptScore =
                used.kept(&round.code, &Reported { organisation, revision: objection.revision, inputs });
            kept.outcome.ok().map(|score| score.published)
        };
        let head = used.scheme.head();
        effects.push(Effect {
            scheme: head.code.clone(),
            title: head.title.clone(),
            edition: head.edition,
            before: published(&before),
            after: published(&after),
        });
    }
    Ok(effects)
}
