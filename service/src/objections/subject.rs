//! What an objection is about, by name, and how a score stands that is objected to.

use super::{
    effects::place_of,
    standing::{made_of, still_stands},
};
use crate::{ServiceResult, Services, reports::Loaded, scores::coverage, store, store::Tx, values::figures};
use domain::{
    amount::Amount,
    ids::IndicatorCode,
    indicator::Indicator,
    objection::{Claim, Objection, ObjectionState, Parts, Remedy},
    plan::Plan,
    ranking::Place,
    reading::Reading,
    score::{Classed, Scheme},
    text::Bilingual,
};
use std::{collections::BTreeMap, sync::Arc};

/// What an objection is about, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A value of this indicator, as the plan of the round defines it.
    Value(Box<Indicator>),
    /// A score of this scheme, in the edition that was objected to.
    Score(Arc<Scheme>),
}

impl Named {
    /// The name of the indicator, or the title of the scheme.
    pub fn name(&self) -> &Bilingual {
        match self {
            Self::Value(indicator) => &indicator.name,
            Self::Score(scheme) => &scheme.head().title,
        }
    }
}

/// What an objection is about, by name; nothing where the plan has no such indicator.
pub(crate) async fn named(
    services: &Services,
    tx: &mut Tx,
    plan: &Plan,
    claim: &Claim,
) -> ServiceResult<Option<Named>> {
    match claim {
        Claim::Value { indicator, .. } => {
            Ok(plan.indicator(indicator).cloned().map(|indicator| Named::Value(Box::new(indicator))))
        }
        Claim::Score { scheme, edition, .. } => Ok(Some(Named::Score(services.scheme_in(tx, scheme, *edition).await?))),
    }
}

/// A value that was verified anew: its figures, in the indicator's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedValue {
    /// The indicator.
    pub indicator: Indicator,
    /// The figure that counted before.
    pub before: Option<Amount>,
    /// The figure that counts since.
    pub after: Option<Amount>,
}

/// A value that can be verified anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectableValue {
    /// The indicator.
    pub indicator: Indicator,
    /// The figure that counts, in the indicator's unit.
    pub present: Option<Amount>,
    /// What the agency says it is, where an objection of its own to this value waits and can be upheld.
    pub counter: Option<Parts>,
}

/// How a score stands that is objected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfScore {
    /// The scheme in the edition that was objected to.
    pub scheme: Arc<Scheme>,
    /// The published score that was objected to.
    pub stood: Option<Amount>,
    /// The published score of now.
    pub present: Option<Amount>,
    /// The level or class of now.
    pub class: Option<Classed>,
    /// The place of now, where places mean something.
    pub place: Option<Place>,
    /// How many have a score.
    pub placed: i64,
    /// What the agency says it is.
    pub counter: Amount,
    /// Whether it was upheld because the edition is at fault.
    pub is_against_edition: bool,
    /// The values that were verified anew because of it.
    pub corrected: Vec<CorrectedValue>,
    /// The values that it is made of and that can be corrected, in the order of the plan.
    pub correctable: Vec<CorrectableValue>,
}

impl OfScore {
    /// Of an objection; nothing where it is to a value.
    pub(super) async fn of(
        services: &Services,
        tx: &mut Tx,
        loaded: &Loaded,
        objection: &Objection,
    ) -> ServiceResult<Option<Self>> {
        let Claim::Score { scheme: code, edition, stood, counter } = &objection.claim else { return Ok(None) };
        let scheme = services.scheme_in(tx, code, *edition).await?;
        let kept = store::scores::of_round(tx, &objection.key.round, code).await?;
        let coverage = coverage(tx, &loaded.tree, (&loaded.round, &loaded.plan), &scheme, &kept).await?;
        let (own, place, placed) = place_of(&scheme, &kept, &objection.key.agency, coverage);
        let score = own.and_then(|own| own.outcome.ok());
        let made_of = made_of(services, tx, &loaded.plan, &objection.claim).await?;
        let values = store::values::of_report(tx, &objection.key).await?;
        let is_made_of = |indicator: &&Indicator| made_of.contains(&indicator.code) && indicator.derived.is_none();
        let claimed = claimed(tx, objection).await?;
        let correctable = loaded.plan.indicators.iter().filter(is_made_of).filter_map(|indicator| {
            let value = values.iter().find(|value| value.indicator == indicator.code)?;
            let present = figures(indicator, value).in_force;
            let counter = claimed.get(&indicator.code).copied().filter(|counter| value.in_force() != Some(*counter));
            Some(CorrectableValue { indicator: indicator.clone(), present, counter })
        });
        let (remedies, is_against_edition) = match &objection.state {
            ObjectionState::Upheld { remedy: Remedy::Values { corrected, .. }, .. } => (corrected.as_slice(), false),
            ObjectionState::Upheld { remedy: Remedy::Edition, .. } => (&[][..], true),
            ObjectionState::Upheld { remedy: Remedy::OwnValue { .. }, .. }
            | ObjectionState::Open
            | ObjectionState::Withdrawn { .. }
            | ObjectionState::Rejected { .. } => (&[][..], false),
        };
        let corrected = remedies.iter().filter_map(|it| {
            let indicator = loaded.plan.indicator(&it.indicator)?.clone();
            let figure = |(number, base): Parts| {
                Reading::from_parts(&indicator.measure, number, base).and_then(|reading| reading.figure(&indicator))
            };
            let (before, after) = (it.before.and_then(figure), figure(it.after));
            Some(CorrectedValue { indicator: indicator.clone(), before, after })
        });
        Ok(Some(Self {
            stood: *stood,
            present: score.as_ref().map(|score| score.published),
            class: score.and_then(|score| score.class),
            place,
            placed,
            counter: *counter,
            is_against_edition,
            corrected: corrected.collect(),
            correctable: correctable.collect(),
            scheme,
        }))
    }
}

/// What the agency says values of the same report are, to which it objects as well: each as long as that objection waits and is
/// to what still counts.
async fn claimed(tx: &mut Tx, objection: &Objection) -> ServiceResult<BTreeMap<IndicatorCode, Parts>> {
    let mut claimed = BTreeMap::new();
    let of_report = store::objections::of_report(tx, &objection.key).await?;
    for other in of_report.into_iter().filter(|other| other.state == ObjectionState::Open) {
        if let Claim::Value { indicator, counter } = &other.claim
            && still_stands(tx, &other).await?
        {
            claimed.insert(indicator.clone(), *counter);
        }
    }
    Ok(claimed)
}
