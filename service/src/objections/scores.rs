//! What everybody who may read figures may know of objections: that one waits, or that one to a score was upheld because the
//! edition is at fault, which stands beside the score until another edition makes it.

use super::{Beside, Objections};
use crate::{Actor, ServiceResult, Services, organisations::path_of, store, store::Tx};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    amount::Amount,
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    objection::{Claim, Objection, ObjectionState, ObjectionStateName, Remedy, Subject},
    submission::ReportKey,
};
use std::collections::BTreeMap;

/// An objection to a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objected {
    /// Which one.
    pub id: ObjectionId,
    /// Whether it waits or was upheld.
    pub state: ObjectionStateName,
    /// What the agency says the score is.
    pub counter: Amount,
    /// Since when.
    pub filed_at: DateTime<Utc>,
    /// Until when it is to be answered.
    pub answer_by: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was upheld.
    pub reason: Option<String>,
}

/// The objections to one score, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnObjections {
    /// The objections.
    pub listed: Vec<Objected>,
    /// Whether the reader may open them.
    pub may_read: bool,
    /// Whether the reader may object, and none waits.
    pub may_object: bool,
}

/// The figures to which there is an objection, each with the state of the latest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectedFigures(BTreeMap<(OrganisationCode, Subject), ObjectionStateName>);

impl ObjectedFigures {
    /// How an objection to the score of a body stands.
    pub fn score(&self, scheme: &SchemeCode, body: &OrganisationCode) -> Option<ObjectionStateName> {
        self.0.get(&(body.clone(), Subject::Score(scheme.clone()))).copied()
    }

    /// How an objection to the value of a body stands.
    pub fn value(&self, indicator: &IndicatorCode, body: &OrganisationCode) -> Option<ObjectionStateName> {
        self.0.get(&(body.clone(), Subject::Value(indicator.clone()))).copied()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Objections<'_> {
    /// The objections to the score of one body.
    ///
    /// # Errors
    /// There is no such body; the actor may not.
    pub async fn to_score(&self, actor: &Actor, scheme: &SchemeCode, key: &ReportKey) -> ServiceResult<OwnObjections> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let path = path_of(&tree, &key.agency)?;
        let all = known(self.0, &mut tx, &key.round, Beside::Bodies(std::slice::from_ref(&key.agency))).await?;
        let mut listed = Vec::new();
        for objection in all {
            let counter = match &objection.claim {
                Claim::Score { scheme: of, counter, .. } if of == scheme => *counter,
                Claim::Score { .. } | Claim::Value { .. } => continue,
            };
            let decided = objection.state.ended();
            let reason = if decided.is_some() { said_last(&mut tx, &objection).await? } else { None };
            listed.push(Objected {
                id: objection.id,
                state: objection.state.name(),
                counter,
                filed_at: objection.filed.at,
                answer_by: objection.answer_by,
                decided_at: decided.map(|stamp| stamp.at),
                reason,
            });
        }
        let is_waiting = listed.iter().any(|objected| objected.state == ObjectionStateName::Open);
        Ok(OwnObjections {
            listed,
            may_read: actor.may(Action::ReadReport, &self.0.rights_along(&path)),
            may_object: !is_waiting && actor.may(Action::ObjectToValue, &path),
        })
    }

    /// The figures of a round to which there is an objection that is to be known: in one statement, and two more where one is
    /// about a score.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn beside(&self, actor: &Actor, round: &RoundCode, beside: Beside<'_>) -> ServiceResult<ObjectedFigures> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        self.beside_in(&mut tx, round, beside).await
    }

    pub(crate) async fn beside_in(
        &self,
        tx: &mut Tx,
        round: &RoundCode,
        beside: Beside<'_>,
    ) -> ServiceResult<ObjectedFigures> {
        let known = known(self.0, tx, round, beside).await?.into_iter();
        let state = |objection: Objection| {
            let subject = objection.claim.subject();
            ((objection.key.agency, subject), objection.state.name())
        };
        Ok(ObjectedFigures(known.map(state).collect()))
    }
}

/// Whether an objection to a score of an edition is to be known where another one, or the same, makes scores now.
fn is_known(objection: &Objection, edition: i32, present: i32) -> bool {
    match &objection.state {
        ObjectionState::Open => true,
        ObjectionState::Upheld { remedy: Remedy::Edition, .. } => edition == present,
        ObjectionState::Upheld { .. } | ObjectionState::Withdrawn { .. } | ObjectionState::Rejected { .. } => false,
    }
}

/// Those of a round that wait, and those to scores that were upheld against the edition by which scores are made there now.
async fn known(
    services: &Services,
    tx: &mut Tx,
    round: &RoundCode,
    beside: Beside<'_>,
) -> ServiceResult<Vec<Objection>> {
    let mut all = store::objections::beside(tx, round, beside).await?;
    if all.iter().all(|objection| matches!(objection.claim, Claim::Value { .. })) {
        return Ok(all);
    }
    let round = services.round_in(tx, round).await?;
    let used = services.used_in(tx, &round).await?;
    let editions: BTreeMap<_, _> =
        used.iter().map(|used| used.scheme.head()).map(|it| (&it.code, it.edition)).collect();
    all.retain(|objection| match &objection.claim {
        Claim::Value { .. } => true,
        Claim::Score { scheme, edition, .. } => {
            editions.get(scheme).is_some_and(|present| is_known(objection, *edition, *present))
        }
    });
    Ok(all)
}

async fn said_last(tx: &mut Tx, objection: &Objection) -> ServiceResult<Option<String>> {
    let steps = store::objections::steps(tx, objection.id).await?;
    Ok(steps.into_iter().next_back().map(|step| step.words))
}
