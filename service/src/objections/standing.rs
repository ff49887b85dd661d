//! How an objection stands at this moment: whether what it is about still counts, and who had a hand in it.

use crate::{
    Actor, ServiceError, ServiceResult, Services,
    reports::{self, Loaded},
    scores::Held,
    store,
    store::Tx,
};
use domain::{
    access::Action,
    derived::Formulas,
    ids::{AccountId, IndicatorCode, RoundCode},
    objection::{Claim, Objection, ObjectionRefusal, accepted_in, brought_in},
    plan::Plan,
    submission::{ReportKey, State, Submission},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How an objection stands.
pub(super) struct Standing {
    /// The revision in force, as long as the value or score objected to still counts in it.
    pub(super) in_force: Option<i32>,
    /// What the score is made of that is an answer of an earlier round.
    pub(super) carried: BTreeSet<IndicatorCode>,
    /// Whoever submitted, approved, endorsed or accepted that value or one of the report that the score is made of, or upheld
    /// an objection to it.
    hands: BTreeSet<Uuid>,
    /// The same of the answers of earlier rounds that the score is made of, in whichever revision up to the one that counts: the
    /// score objected to may rest on any of them.
    earlier: BTreeSet<Uuid>,
}

/// What somebody did that keeps them out of deciding on an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// They object, or took a step of the value or of one of the report that the score is made of.
    Own,
    /// They took a step of the answer of an earlier round that the score rests on, in one of its revisions.
    Earlier,
}

impl Hand {
    /// Why they are refused.
    pub(super) fn refusal(self) -> ObjectionRefusal {
        match self {
            Self::Own => ObjectionRefusal::ObjectionSamePerson,
            Self::Earlier => ObjectionRefusal::ObjectionEarlierHand,
        }
    }
}

impl Standing {
    /// Of an objection to a report.
    pub(super) async fn of(
        services: &Services,
        tx: &mut Tx,
        loaded: &Loaded,
        objection: &Objection,
    ) -> ServiceResult<Self> {
        let report = &loaded.submission;
        let is_same = still_stands(tx, objection).await?;
        let is_accepted = matches!(report.state, State::Accepted { .. });
        let in_force = report.accepted_revision.filter(|_| is_accepted && is_same);
        let made_of = made_of(services, tx, &loaded.plan, &objection.claim).await?;
        let revisions: Vec<i32> = [Some(objection.revision), in_force].into_iter().flatten().collect();
        let own = made_of.iter().flat_map(|of| revisions.iter().map(move |revision| (of.clone(), *revision)));
        let own: BTreeSet<(IndicatorCode, i32)> = own.collect();
        let hands = hands_in(tx, &objection.key, &own).await?;
        let (mut carried, mut earlier) = (BTreeSet::new(), BTreeSet::new());
        for (round, values) in carried_to(services, tx, loaded, (&objection.claim, &made_of)).await? {
            carried.extend(values.keys().cloned());
            let of_then = services.round_in(tx, &round).await?;
            let plan = services.plan_of(tx, &of_then).await?;
            let formulas = formulas_of(&plan)?;
            let mut with_inputs = BTreeSet::new();
            for (indicator, revision) in &values {
                let behind = formulas.behind([indicator]);
                let each =
                    behind.into_iter().flat_map(|of| (1..=*revision).map(move |revision| (of.clone(), revision)));
                with_inputs.extend(each);
            }
            let key = ReportKey { round, agency: objection.key.agency.clone() };
            earlier.extend(hands_in(tx, &key, &with_inputs).await?);
        }
        Ok(Self { in_force, carried, hands, earlier })
    }

    /// What keeps somebody out of deciding; nothing of who is free to: they do not object, and had no hand in it.
    pub(super) fn hand(&self, objection: &Objection, person: AccountId) -> Option<Hand> {
        if !objection.may_be_decided_by(person) || self.hands.contains(&person.uuid()) {
            Some(Hand::Own)
        } else {
            self.earlier.contains(&person.uuid()).then_some(Hand::Earlier)
        }
    }
}

/// Whoever of some people is kept out of deciding on an objection, by the same rule as when they decide.
pub(crate) async fn kept_out(
    services: &Services,
    tx: &mut Tx,
    objection: &Objection,
    people: &BTreeSet<AccountId>,
) -> ServiceResult<BTreeSet<AccountId>> {
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let actor = Actor::timetable(services.tree_in(tx).await?.root());
    let loaded = reports::load(services, tx, &actor, Action::ReadReport, &objection.key).await?;
    let standing = Standing::of(services, tx, &loaded, objection).await?;
    Ok(people.iter().copied().filter(|person| standing.hand(objection, *person).is_some()).collect())
}

/// Whoever submitted, approved, endorsed or accepted some values of a report, each as it stands in a revision, or upheld an
/// objection to it.
async fn hands_in(
    tx: &mut Tx,
    key: &ReportKey,
    values: &BTreeSet<(IndicatorCode, i32)>,
) -> ServiceResult<BTreeSet<Uuid>> {
    let of_report = store::objections::of_report(tx, key).await?;
    let brought = values.iter().map(|(indicator, revision)| brought_in(indicator, *revision, &of_report));
    let brought: BTreeSet<i32> = brought.collect();
    let thread = store::submissions::events(tx, key).await?;
    let of_values = thread.into_iter().map(|(event, _)| event).filter(|event| {
        let is_step = matches!(event.step.as_str(), "submit" | "approve" | "endorse" | "accept" | "objection_upheld");
        is_step && brought.contains(&event.revision)
    });
    Ok(of_values.filter_map(|event| event.account).collect())
}

/// The answers of earlier rounds that a score is made of, each with the revision in which it stands; none of a value.
async fn carried_to(
    services: &Services,
    tx: &mut Tx,
    loaded: &Loaded,
    (claim, made_of): (&Claim, &BTreeSet<IndicatorCode>),
) -> ServiceResult<BTreeMap<RoundCode, BTreeMap<IndicatorCode, i32>>> {
    let mut carried: BTreeMap<RoundCode, BTreeMap<IndicatorCode, i32>> = BTreeMap::new();
    let Claim::Score { .. } = claim else { return Ok(carried) };
    let agency = &loaded.submission.key.agency;
    let held = Held::load(services, tx, &loaded.round, Some(std::slice::from_ref(agency))).await?;
    for (from, value) in held.carried(agency).filter(|(_, value)| made_of.contains(&value.indicator)) {
        carried.entry(from.round.clone()).or_default().insert(value.indicator.clone(), value.revision);
    }
    Ok(carried)
}

fn formulas_of(plan: &Plan) -> ServiceResult<Formulas> {
    plan.formulas().map_err(|(of, fault)| ServiceError::fault(format!("the formula of {of}"), fault))
}

/// Whether the value or score of now is the one that was objected to.
pub(super) async fn still_stands(tx: &mut Tx, objection: &Objection) -> ServiceResult<bool> {
    match &objection.claim {
        Claim::Value { indicator, .. } => {
            let then = store::objections::objected(tx, objection, indicator).await?;
            let values = store::values::of_report(tx, &objection.key).await?;
            let now = values.iter().find(|value| value.indicator == *indicator);
            Ok(then.is_some() && then == now.map(|value| (value.applicability, value.in_force())))
        }
        Claim::Score { scheme, edition, stood, .. } => {
            let agency = std::slice::from_ref(&objection.key.agency);
            let kept = store::scores::of_bodies(tx, &objection.key.round, agency).await?;
            let now = kept.into_iter().find(|kept| kept.scheme == *scheme);
            let now = now.map(|kept| (kept.edition, kept.outcome.ok().map(|score| score.published)));
            Ok(now == Some((*edition, *stood)))
        }
    }
}

/// The indicators whose values an objection is about: its own, or those that the score is made of, derived ones with all that
/// they are worked out from.
pub(super) async fn made_of(
    services: &Services,
    tx: &mut Tx,
    plan: &Plan,
    claim: &Claim,
) -> ServiceResult<BTreeSet<IndicatorCode>> {
    match claim {
        Claim::Value { indicator, .. } => Ok(BTreeSet::from([indicator.clone()])),
        Claim::Score { scheme, edition, .. } => {
            let scheme = services.scheme_in(tx, scheme, *edition).await?;
            let formulas = formulas_of(plan)?;
            Ok(formulas.behind(scheme.indicators()).into_iter().cloned().collect())
        }
    }
}

/// Who accepted the value of an indicator in a report, or the values of a score; nobody where they were imported. Whoever
/// upheld an objection to something else since only carried it on.
pub(super) async fn accepted_by(
    tx: &mut Tx,
    report: &Submission,
    claim: &Claim,
    of_report: &[Objection],
) -> ServiceResult<Option<AccountId>> {
    let State::Accepted { accepted } = report.state else { return Ok(None) };
    let brought = match claim {
        Claim::Value { indicator, .. } => brought_in(indicator, report.revision, of_report),
        Claim::Score { .. } => accepted_in(report.revision, of_report),
    };
    let by = if brought == report.revision {
        Some(accepted.by.uuid())
    } else {
        let thread = store::submissions::events(tx, &report.key).await?;
        let accepting =
            thread.iter().rev().map(|(event, _)| event).find(|event| {
                event.revision == brought && matches!(event.step.as_str(), "accept" | "objection_upheld")
            });
        accepting.and_then(|event| event.account)
    };
    Ok(by.filter(|by| !by.is_nil()).map(AccountId::new))
}
