//! What everybody who may read figures may know of objections to scores: that one waits, or that it was upheld because the edition
//! is at fault, which stands beside the score until another edition makes it.

use super::Objections;
use crate::{
    Actor, ServiceError, ServiceResult, Services, organisations::path_of, scores::SchemeScore, store, store::Tx,
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    amount::Amount,
    ids::{ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    objection::{Claim, Objection, ObjectionState, ObjectionStateName, Remedy},
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

/// The bodies to whose scores there is an objection, each with the state of the latest.
pub type ObjectedScores = BTreeMap<OrganisationCode, ObjectionStateName>;

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
        let (mut listed, all) = (Vec::new(), standing(self.0, &mut tx, scheme, &key.round).await?);
        for (objection, counter) in all.into_iter().filter(|(objection, _)| objection.key.agency == key.agency) {
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

    /// The bodies to whose scores there is an objection that is to be known, in one statement.
    ///
    /// # Errors
    /// There is no such round, or the scheme is not in force in it; the actor may not.
    pub async fn to_scores(
        &self,
        actor: &Actor,
        scheme: &SchemeCode,
        round: &RoundCode,
    ) -> ServiceResult<ObjectedScores> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let all = standing(self.0, &mut tx, scheme, round).await?;
        Ok(all.into_iter().map(|(objection, _)| (objection.key.agency, objection.state.name())).collect())
    }
}

/// The schemes to whose score of one body there is an objection that is to be known, each with the state of the latest. The
/// schemes that are used now are given.
pub(crate) async fn to_scores_of(
    tx: &mut Tx,
    key: &ReportKey,
    used: &[SchemeScore],
) -> ServiceResult<BTreeMap<SchemeCode, ObjectionStateName>> {
    if used.is_empty() {
        return Ok(BTreeMap::new());
    }
    let editions: BTreeMap<_, _> =
        used.iter().map(|(scheme, _)| scheme.head()).map(|it| (&it.code, it.edition)).collect();
    let known = store::objections::of_report(tx, key).await?.into_iter().filter_map(|objection| {
        let Claim::Score { scheme, edition, .. } = &objection.claim else { return None };
        let present = editions.get(scheme)?;
        is_known(&objection, *edition, *present).then(|| (scheme.clone(), objection.state.name()))
    });
    Ok(known.collect())
}

/// Whether an objection to a score of an edition is to be known where another one, or the same, makes scores now.
fn is_known(objection: &Objection, edition: i32, present: i32) -> bool {
    match &objection.state {
        ObjectionState::Open => true,
        ObjectionState::Upheld { remedy: Remedy::Edition, .. } => edition == present,
        ObjectionState::Upheld { .. } | ObjectionState::Withdrawn { .. } | ObjectionState::Rejected { .. } => false,
    }
}

/// Those to the scores of a round that wait, and those that were upheld against the edition by which scores are made there now,
/// each with what the agency says.
async fn standing(
    services: &Services,
    tx: &mut Tx,
    scheme: &SchemeCode,
    round: &RoundCode,
) -> ServiceResult<Vec<(Objection, Amount)>> {
    let round = services.round_in(tx, round).await?;
    let used = services.used_in(tx, &round).await?;
    let used = used.into_iter().find(|used| used.scheme.head().code == *scheme);
    let present = used.ok_or(ServiceError::NotFound("scheme"))?.scheme.head().edition;
    let all = store::objections::to_scores(tx, &round.code, scheme).await?;
    let known = all.into_iter().filter_map(|objection| {
        let Claim::Score { edition, counter, .. } = objection.claim else { return None };
        is_known(&objection, edition, present).then_some((objection, counter))
    });
    Ok(known.collect())
}

async fn said_last(tx: &mut Tx, objection: &Objection) -> ServiceResult<Option<String>> {
    let steps = store::objections::steps(tx, objection.id).await?;
    Ok(steps.into_iter().next_back().map(|step| step.words))
}
