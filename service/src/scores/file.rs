//! A derivation as it goes out: whose score it is, of which round, and what the codes in its tree mean.

use super::BodyScore;
use domain::{
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, PlanCode, RoundCode},
    plan::{Plan, Provenance},
    round::Round,
    score::{Derivation, Derived, Scheme, ScoreError},
    text::Bilingual,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A derivation that can be read alone. The members of the derivation stand beside those here; names are only ever added.
#[derive(Debug, Clone, Serialize)]
pub struct DerivationFile {
    #[serde(flatten)]
    derivation: Derivation,
    organisation: Named,
    round: AboutRound,
    /// What the scheme is called.
    title: Bilingual,
    /// What the score says.
    description: Bilingual,
    /// Where the scheme comes from.
    provenance: Provenance,
    /// The published score with all the decimals that the scheme declares, as pages show it.
    shown: Option<String>,
    /// What the class or level is called.
    class_title: Option<Bilingual>,
    /// The indicators that the tree reads.
    indicators: BTreeMap<IndicatorCode, Meaning>,
}

/// Whose score it is.
#[derive(Debug, Clone, Serialize)]
struct Named {
    code: OrganisationCode,
    /// Its name in the register as it stood in the round.
    name: Bilingual,
}

/// Of which round it is.
#[derive(Debug, Clone, Serialize)]
struct AboutRound {
    code: RoundCode,
    plan: PlanCode,
    plan_version: i32,
    period: Period,
}

/// What an indicator is called, and what it is measured in.
#[derive(Debug, Clone, Serialize)]
struct Meaning {
    name: Bilingual,
    unit: Bilingual,
}

impl BodyScore {
    /// The derivation with all that is needed to read it alone.
    ///
    /// # Errors
    /// A reported value does not fit the scheme.
    pub fn into_file(self) -> Result<DerivationFile, ScoreError> {
        let (among, derivation) = (self.among, self.derivation?);
        let head = among.scheme.head();
        let code = self.kept.organisation;
        let name = among.tree.get(&code).map(|body| body.name.clone()).unwrap_or_default();
        let mut indicators = BTreeMap::new();
        meanings(&derivation.root, &among.plan, &mut indicators);
        let Round { code: round, plan, plan_version, period, window: _ } = among.round;
        Ok(DerivationFile {
            organisation: Named { code, name },
            round: AboutRound { code: round, plan, plan_version, period },
            title: head.title.clone(),
            description: head.description.clone(),
            provenance: head.provenance.clone(),
            shown: derivation.published.map(|score| score.with_decimals(head.rounding.decimals)),
            class_title: class_title(&among.scheme, &derivation),
            indicators,
            derivation,
        })
    }
}

fn class_title(scheme: &Scheme, derivation: &Derivation) -> Option<Bilingual> {
    let classed = derivation.class.as_ref()?;
    let mut names = scheme.head().classing.as_ref()?.rule.names();
    names.remove(classed.part.as_ref().unwrap_or(&classed.code))
}

fn meanings(node: &Derived, plan: &Plan, found: &mut BTreeMap<IndicatorCode, Meaning>) {
    let indicator = node.reads.as_ref().and_then(|reads| plan.indicator(&reads.indicator));
    if let Some(indicator) = indicator {
        let meaning = Meaning { name: indicator.name.clone(), unit: indicator.unit.clone() };
        found.insert(indicator.code.clone(), meaning);
    }
    for child in &node.children {
        meanings(child, plan, found);
    }
}
