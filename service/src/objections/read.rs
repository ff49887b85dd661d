//! Objections as they are shown: what stands against what, what was said, and what it does to scores.

use super::{
    Objections,
    effects::{self, Effect, kept_effects},
    standing::{Hand, Standing},
    subject::{Named, OfScore, named},
};
use crate::{
    Actor, ServiceError, ServiceResult,
    organisations::path_of,
    reports,
    scores::KeptScore,
    store,
    store::objections::Wanted,
    values::{Value, readings},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    amount::Amount,
    evidence::Evidence,
    ids::{AccountId, IndicatorCode, ObjectionId, OrganisationCode},
    indicator::Indicator,
    objection::{Claim, Objection, ObjectionState, Subject},
    organisation::{Organisation, OrganisationTree},
    reading::Reading,
    score::Scheme,
    submission::{ReportKey, State},
};
use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    sync::Arc,
};

/// How many a file tells of at most, of those that wait and of those that are over.
const MOST_IN_FILE: i64 = 20_000;
/// How many objections a list shows at most, of those that wait and of those that are over.
const MOST_LISTED: i64 = 200;

/// An objection in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedObjection {
    /// The objection.
    pub objection: Objection,
    /// The agency.
    pub organisation: Organisation,
    /// The indicator or the scheme.
    pub named: Named,
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

/// The readings that stand against each other where a value is objected to: of a ratio with both its numbers, so that a changed
/// denominator is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfValue {
    /// The one in force.
    pub present: Option<Reading>,
    /// What the agency reported.
    pub reported: Option<Reading>,
    /// What the agency says it is.
    pub counter: Option<Reading>,
}

/// One objection with all that belongs to it.
#[derive(Debug, Clone)]
pub struct ObjectionPage {
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
    /// The objection with its agency and what it is about.
    pub listed: ListedObjection,
    /// The figure in force, or the published score.
    pub present: Option<Amount>,
    /// What the agency reported; nothing of a score.
    pub reported: Option<Amount>,
    /// What the agency says it is.
    pub counter: Option<Amount>,
    /// The readings behind these figures; nothing of a score.
    pub readings: OfValue,
    /// How the score stands that is objected to; nothing of a value.
    pub score: Option<OfScore>,
    /// What was said, oldest first.
    pub steps: Vec<ObjectionStep>,
    /// What it would do to scores while it is open and its value still counts; what it did once it was upheld, or would have
    /// done when it was rejected.
    pub effects: Vec<Effect>,
    /// Whether the value or score objected to still counts, so that the objection can be upheld.
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
    /// They could, but for what they did.
    KeptOut(Hand),
    /// They may not, or it is over.
    Not,
}

/// A value that can be objected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToObjectTo {
    /// The indicator.
    pub indicator: Indicator,
    /// The reading in force; nothing where the agency said that the indicator does not apply to it, which it may find to be otherwise.
    pub present: Option<Reading>,
}

/// A score that can be objected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreToObjectTo {
    /// The scheme.
    pub scheme: Arc<Scheme>,
    /// The published score; none where the agency has no score.
    pub published: Option<Amount>,
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
    /// What the reader may object to, in the order of the plan; empty where they may not, or nothing is accepted.
    pub values: Vec<ToObjectTo>,
    /// The same of its scores.
    pub scores: Vec<ScoreToObjectTo>,
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
        let about = named(self.0, &mut tx, &loaded.plan, &objection.claim).await?;
        let about = about.ok_or(ServiceError::NotFound("indicator"))?;
        let score = OfScore::of(self.0, &mut tx, &loaded, &objection).await?;
        let mut of_value = OfValue::default();
        let (present, reported, counter) = match (&about, &objection.claim) {
            (Named::Value(indicator), Claim::Value { counter: (number, base), .. }) => {
                let values = store::values::of_report(&mut tx, &objection.key).await?;
                let value = values.iter().find(|value| value.indicator == indicator.code);
                let known = value.map(|value| readings(indicator, value)).unwrap_or_default();
                let counter = Reading::from_parts(&indicator.measure, *number, *base);
                of_value = OfValue { present: known.in_force, reported: known.reported, counter };
                let figure = |reading: Option<Reading>| reading?.figure(indicator);
                (figure(of_value.present), figure(of_value.reported), figure(of_value.counter))
            }
            (Named::Score(_), Claim::Score { counter, .. }) => {
                (score.as_ref().and_then(|score| score.present), None, Some(*counter))
            }
            (Named::Value(_), Claim::Score { .. }) | (Named::Score(_), Claim::Value { .. }) => (None, None, None),
        };
        let standing = Standing::of(self.0, &mut tx, &loaded, &objection).await?;
        let is_open = objection.state == ObjectionState::Open;
        let can_be_upheld = is_open && standing.in_force.is_some();
        let effects = match &objection.state {
            ObjectionState::Open if can_be_upheld => effects::foretold(self.0, &mut tx, &loaded, &objection).await?,
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
        // What was waits for nobody.
        let is_present = !self.0.are_of_the_past();
        let objects = is_present && actor.may(Action::ObjectToValue, &loaded.path);
        let reviews = is_present && actor.may(Action::ReviewReport, &loaded.path);
        let hand = standing.hand(&objection, actor.account);
        Ok(ObjectionPage {
            as_of: at,
            present,
            reported,
            counter,
            readings: of_value,
            score,
            steps: steps.collect(),
            effects,
            can_be_upheld,
            may_say: is_open && (objects || reviews),
            may_withdraw: is_open && objects,
            deciding: match (is_open && reviews, hand) {
                (true, None) => Deciding::May,
                (true, Some(hand)) => Deciding::KeptOut(hand),
                (false, _) => Deciding::Not,
            },
            listed: ListedObjection { is_overdue: objection.is_overdue(at), objection, organisation, named: about },
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
            let named = named(self.0, &mut tx, &loaded.plan, &objection.claim).await?;
            let Some(named) = named else { continue };
            let is_overdue = objection.is_overdue(at);
            listed.push(ListedObjection { objection, organisation: organisation.clone(), named, is_overdue });
        }
        let may = actor.may(Action::ObjectToValue, &loaded.path);
        let is_accepted = matches!(loaded.submission.state, State::Accepted { .. });
        let (mut values, mut scores) = (Vec::new(), Vec::new());
        if may && is_accepted {
            let in_force = store::values::of_report(&mut tx, key).await?;
            let waits = |subject: &Subject| {
                let waiting = listed.iter().map(|listed| &listed.objection);
                let mut waiting = waiting.filter(|objection| objection.state == ObjectionState::Open);
                waiting.any(|objection| objection.claim.subject() == *subject)
            };
            let is_open = |value: &&Value| !waits(&Subject::Value(value.indicator.clone()));
            let open = in_force.iter().filter(is_open).filter_map(|value| {
                let indicator = loaded.plan.indicator(&value.indicator)?.clone();
                Some(ToObjectTo { present: readings(&indicator, value).in_force, indicator })
            });
            values.extend(open.filter(|value| value.indicator.derived.is_none()));
            let by_strategy = loaded.plan.by_strategy(|_| true);
            let in_order: Vec<&IndicatorCode> =
                by_strategy.iter().flat_map(|(_, indicators)| indicators).map(|indicator| &indicator.code).collect();
            values.sort_by_key(|value: &ToObjectTo| in_order.iter().position(|code| **code == value.indicator.code));
            let kept = store::scores::of_bodies(&mut tx, &key.round, std::slice::from_ref(&key.agency)).await?;
            let is_open = |kept: &KeptScore| !waits(&Subject::Score(kept.scheme.clone()));
            for kept in kept.into_iter().filter(is_open) {
                let scheme = self.0.scheme_in(&mut tx, &kept.scheme, kept.edition).await?;
                if !kept.may_be_objected_to(&scheme, &loaded.plan, organisation.kind) {
                    continue;
                }
                scores.push(ScoreToObjectTo { scheme, published: kept.outcome.ok().map(|score| score.published) });
            }
        }
        Ok(ReportObjections { key: key.clone(), organisation, listed, values, scores })
    }

    /// Those that wait, the most urgent first, and after them those that are over, the latest first: of the reports that
    /// the actor may read, with how many more there are.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Listing> {
        self.listing(actor, MOST_LISTED).await
    }

    /// The same, as many as a file takes.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub async fn for_file(&self, actor: &Actor) -> ServiceResult<Listing> {
        self.listing(actor, MOST_IN_FILE).await
    }

    async fn listing(&self, actor: &Actor, most: i64) -> ServiceResult<Listing> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let at = self.0.now();
        let agencies = reach(actor, &tree, &[Action::ReadReport]);
        let (mut found, mut total) = (Vec::new(), 0);
        for is_open in [true, false] {
            let wanted = Wanted { is_open, agencies: agencies.as_deref() };
            found.extend(store::objections::some(&mut tx, wanted, most).await?);
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
            let named = named(self.0, &mut tx, plan, &objection.claim).await?;
            let Some((organisation, named)) = organisation.zip(named) else { continue };
            listed.push(ListedObjection { is_overdue: objection.is_overdue(at), objection, organisation, named });
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
pub(super) fn reach(actor: &Actor, tree: &OrganisationTree, actions: &[Action]) -> Option<Vec<OrganisationCode>> {
    let places: BTreeSet<OrganisationCode> = actions.iter().flat_map(|action| actor.places(*action)).collect();
    if places.contains(tree.root()) {
        return None;
    }
    let reached: BTreeSet<_> = places.iter().flat_map(|place| tree.at_and_below(place)).collect();
    Some(reached.into_iter().collect())
}
