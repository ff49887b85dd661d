//! What an objection does to scores: made by the engine of real scores before it is decided, and read off the kept ones when it
//! was upheld.

use crate::{
    ServiceError, ServiceResult, Services,
    reports::Loaded,
    scores::{Held, KeptScore, Reported, coverage, placed},
    store,
    store::Tx,
    submissions::with_verified,
    values::Value,
};
use domain::{
    amount::Amount,
    ids::{OrganisationCode, SchemeCode},
    objection::{Claim, Objection},
    ranking::{Coverage, Place},
    score::{Classed, Scheme},
    text::Bilingual,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What an objection does, or did, to one score. What was kept before levels and places were says none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The scheme.
    pub scheme: SchemeCode,
    /// Its title.
    pub title: Bilingual,
    /// Its edition.
    pub edition: i32,
    /// The decimals of its scores; of what was kept before this was, nothing is known.
    #[serde(default)]
    pub decimals: Option<u32>,
    /// The published score before, where there was one.
    pub before: Option<Amount>,
    /// The published score after it.
    pub after: Option<Amount>,
    /// The level or class before.
    #[serde(default)]
    pub level_before: Option<Bilingual>,
    /// The level or class after it.
    #[serde(default)]
    pub level_after: Option<Bilingual>,
    /// The place before, where places mean something.
    #[serde(default)]
    pub place_before: Option<Place>,
    /// The place after it.
    #[serde(default)]
    pub place_after: Option<Place>,
    /// How many had a score before; of what was kept before this was, nothing is known.
    #[serde(default)]
    pub placed_before: Option<i64>,
    /// How many have one after it.
    #[serde(default)]
    pub placed_after: Option<i64>,
}

/// The scores of a scheme before and after.
struct Sides<'a> {
    scheme: &'a Scheme,
    coverage: Coverage,
    before: &'a [KeptScore],
    after: &'a [KeptScore],
}

impl Sides<'_> {
    fn effect(&self, agency: &OrganisationCode) -> Effect {
        let head = self.scheme.head();
        let side = |all: &[KeptScore]| {
            let (own, place, placed) = place_of(self.scheme, all, agency, self.coverage);
            let score = own.and_then(|own| own.outcome.ok());
            let level = score.as_ref().and_then(|score| score.class.as_ref()).map(|class| title_of(self.scheme, class));
            (score.map(|score| score.published), level, (place, Some(placed)))
        };
        let (before, level_before, (place_before, scored_before)) = side(self.before);
        let (after, level_after, (place_after, scored_after)) = side(self.after);
        Effect {
            scheme: head.code.clone(),
            title: head.title.clone(),
            edition: head.edition,
            decimals: Some(head.rounding.decimals),
            before,
            after,
            level_before,
            level_after,
            place_before,
            place_after,
            placed_before: scored_before,
            placed_after: scored_after,
        }
    }
}

/// One body's score and its place among all, as many as have one now, and how many these are.
pub(super) fn place_of(
    scheme: &Scheme,
    all: &[KeptScore],
    agency: &OrganisationCode,
    coverage: Coverage,
) -> (Option<KeptScore>, Option<Place>, i64) {
    let contributors = all.iter().filter(|kept| kept.outcome.is_ok()).count();
    let contributors = i64::try_from(contributors).unwrap_or(i64::MAX);
    let placed = placed(scheme, all.to_vec(), Coverage { contributors, ..coverage });
    let own = placed.into_iter().find(|(kept, _)| kept.organisation == *agency);
    own.map_or((None, None, contributors), |(kept, place)| (Some(kept), place, contributors))
}

fn title_of(scheme: &Scheme, class: &Classed) -> Bilingual {
    let title = scheme.title_of(&class.code).cloned();
    let title = title.unwrap_or_else(|| Bilingual::new(class.code.as_str(), class.code.as_str()));
    let Some(part) = class.part.as_ref().filter(|part| **part != class.code) else { return title };
    let with_part = |words: &str| if words.is_empty() { String::new() } else { format!("{words} ({part})") };
    Bilingual::new(with_part(&title.th), with_part(&title.en))
}

/// What was kept when it was decided; of those rejected before it was, nothing is known.
pub(super) fn kept_effects(kept: &str) -> ServiceResult<Vec<Effect>> {
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(kept).map_err(|error| ServiceError::fault("the effects of an objection", error))
}

/// What the agency's value does to every score that reads the indicator: made by the engine before and after. Of an objection to a
/// score nothing is foretold: which values would be corrected is for the decision.
pub(super) async fn foretold(
    services: &Services,
    tx: &mut Tx,
    loaded: &Loaded,
    objection: &Objection,
) -> ServiceResult<Vec<Effect>> {
    let Claim::Value { indicator, counter } = &objection.claim else { return Ok(Vec::new()) };
    let (round, agency) = (&loaded.round, &objection.key.agency);
    let before = store::values::of_report(tx, &objection.key).await?;
    let after = with_verified(&before, &[(indicator.clone(), *counter)]);
    let earlier = Held::load(services, tx, round, Some(std::slice::from_ref(agency))).await?;
    let mut effects = Vec::new();
    for used in services.used_in(tx, round).await? {
        if !used.scheme.indicators().contains(indicator) {
            continue;
        }
        let others = store::scores::of_round(tx, &round.code, &used.scheme.head().code).await?;
        let coverage = coverage(tx, &loaded.tree, (round, &loaded.plan), &used.scheme, &others).await?;
        let with = |values: &[Value]| {
            let inputs = earlier.inputs(agency, values);
            let own = Reported { organisation: agency.clone(), revision: objection.revision, inputs };
            let own = used.kept(&round.code, &own);
            let others = others.iter().filter(|kept| kept.organisation != *agency).cloned();
            others.chain([own]).collect::<Vec<_>>()
        };
        let (before, after) = (with(&before), with(&after));
        let sides = Sides { scheme: &used.scheme, coverage, before: &before, after: &after };
        effects.push(sides.effect(agency));
    }
    Ok(effects)
}

/// The kept scores of a round before a decision.
pub(super) struct Before(Vec<(Arc<Scheme>, Vec<KeptScore>)>);

impl Before {
    pub(super) async fn read(services: &Services, tx: &mut Tx, loaded: &Loaded) -> ServiceResult<Self> {
        let mut all = Vec::new();
        for used in services.used_in(tx, &loaded.round).await? {
            let kept = store::scores::of_round(tx, &loaded.round.code, &used.scheme.head().code).await?;
            all.push((used.scheme, kept));
        }
        Ok(Self(all))
    }

    /// What moved since, and the score that was objected to whether it moved or not.
    pub(super) async fn effects(
        self,
        tx: &mut Tx,
        loaded: &Loaded,
        objection: &Objection,
    ) -> ServiceResult<Vec<Effect>> {
        let agency = &objection.key.agency;
        let mut effects = Vec::new();
        for (scheme, before) in self.0 {
            let code = &scheme.head().code;
            let reads = match &objection.claim {
                Claim::Value { indicator, .. } => scheme.indicators().contains(indicator),
                Claim::Score { scheme: of, .. } => of == code,
            };
            let after = store::scores::of_round(tx, &loaded.round.code, code).await?;
            let outcome = |all: &[KeptScore]| {
                all.iter().find(|kept| kept.organisation == *agency).map(|kept| kept.outcome.clone())
            };
            if !reads && outcome(&before) == outcome(&after) {
                continue;
            }
            let coverage = coverage(tx, &loaded.tree, (&loaded.round, &loaded.plan), &scheme, &after).await?;
            let sides = Sides { scheme: &scheme, coverage, before: &before, after: &after };
            effects.push(sides.effect(agency));
        }
        Ok(effects)
    }
}
