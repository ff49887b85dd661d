//! A derivation as it goes out: whose score it is, of which round, and what the codes in its tree mean.

use super::{BodyScore, RoundScores};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, PlanCode, RoundCode},
    plan::{Plan, Provenance},
    ranking::Place,
    round::Round,
    score::{ClassRule, Derivation, Derived, Scheme, ScoreError, Within},
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
    /// How a score finds its class or level; nothing where the scheme has none.
    classing: Option<HowClassed>,
    /// Where the score stands among all of its round.
    place: HowPlaced,
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

/// How a score finds its class or level.
#[derive(Debug, Clone, Serialize)]
struct HowClassed {
    /// All classes with their bounds, or all levels with their criteria.
    rule: ClassRule,
    /// Where these come from.
    provenance: Provenance,
    /// How the score stands within its class, where classes have parts.
    within: Option<Within>,
}

/// Where a score stands, and what that is made of.
#[derive(Debug, Clone, Serialize)]
struct HowPlaced {
    /// Its place, 1 being the best; nothing where there is no score, or too few have one for places to mean something.
    number: Option<i64>,
    /// Whether others have the same place.
    shared: Option<bool>,
    /// How many have a better score, as scores are judged.
    better: Option<usize>,
    /// How many others have the same.
    alike: Option<usize>,
    /// How many have a score.
    of: i64,
    /// How many owe a report and are asked something that the scheme reads.
    expected: i64,
    /// The share of those who have a score among these, in percent: half is enough for places.
    coverage: Option<Amount>,
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
        let (classing, place) = (classing(&among, &derivation), placed(&among, self.place, derivation.score));
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
            classing,
            place,
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

fn classing(among: &RoundScores, derivation: &Derivation) -> Option<HowClassed> {
    let classing = among.scheme.head().classing.as_ref()?;
    let within = derivation.score.and_then(|score| among.scheme.within_class(score, &among.population));
    Some(HowClassed { rule: classing.rule.clone(), provenance: classing.provenance.clone(), within })
}

fn placed(among: &RoundScores, place: Option<Place>, score: Option<Amount>) -> HowPlaced {
    let rounding = among.scheme.head().rounding;
    let all = among.bodies.iter().filter_map(|(kept, _)| kept.outcome.as_ref().ok());
    let all: Vec<Amount> = all.map(|score| rounding.judged(score.full)).collect();
    let own = score.map(|score| rounding.judged(score));
    HowPlaced {
        number: place.map(|place| place.number),
        shared: place.map(|place| place.is_shared),
        better: own.map(|own| all.iter().filter(|other| **other > own).count()),
        // Itself is one of them.
        alike: own.map(|own| all.iter().filter(|other| **other == own).count().saturating_sub(1)),
        of: among.coverage.contributors,
        expected: among.coverage.expected,
        coverage: among.coverage.share().map(|share| share.rounded(2)),
    }
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
