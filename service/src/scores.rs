//! Scores of accepted reports. Each is made of the values in force of one report by the edition that is in force in its
//! round, and kept in the transaction that accepted them; places and derivations are made when they are read.

mod alike;
mod check;
mod file;
mod holding;
mod movers;
mod peers;
mod profiles;
pub(crate) mod rebuild;
mod rescoring;
mod robustness;
mod tallies;
mod what_if;
mod without;

pub(crate) use self::alike::differences;
pub use self::file::DerivationFile;
pub(crate) use self::holding::{Held, HeldIn, Reported, follow, holding, line, reported};
pub use self::movers::{ScoreMover, ScoreMovers, Since};
pub use self::peers::{Before, Peers};
pub use self::profiles::{Compared, Profile, ProfileBefore};
pub(crate) use self::rescoring::Rescoring;
pub(crate) use self::robustness::KeptRobustness;
pub use self::robustness::{Firmness, RoundFirmness};
pub(crate) use self::tallies::{KeptTallies, SchemeTally, StampedTallies, Tally};
pub use self::what_if::{
    After, AskedAnswer, AskedWeight, Field, FieldRefusal, Outcome, PlaceAfter, TypedFields, WhatIf,
};
pub use self::without::{ScoreOrWhy, WhyNoScore, WithoutLevel, WithoutScore};
pub use crate::store::scores::{KeptScore, NoScore};

use crate::{
    Actor, ServiceError, ServiceResult, Services, organisations::path_of, rollups::Completeness, store, store::Tx,
    values::Value,
};
use domain::{
    access::Action,
    amount::Amount,
    ids::{OrganisationCode, RoundCode, SchemeCode},
    organisation::{OrganisationKind, OrganisationTree},
    peers::Breadth,
    plan::Plan,
    ranking::{Coverage, Place, places},
    register::Register,
    round::Round,
    score::{Derivation, Input, Inputs, Population, Scheme, ScoreError},
    submission::ReportKey,
    trust::GradeCounts,
};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

/// An edition with the population it compares with.
#[derive(Debug, Clone)]
pub(crate) struct Used {
    pub(crate) scheme: Arc<Scheme>,
    pub(crate) population: Arc<Population>,
}

impl Used {
    /// The score of a report, as it is kept.
    pub(crate) fn kept(&self, round: &RoundCode, report: &Reported) -> KeptScore {
        let one = std::iter::once((report.organisation.clone(), &report.inputs));
        let mut standings = self.scheme.standings(one, &self.population);
        let (outcome, pillars) = match (standings.bodies.pop(), standings.faults.pop()) {
            (Some(standing), _) => {
                let absent = standing.absence.unwrap_or(domain::score::Absence::NotReported);
                (standing.score.ok_or(NoScore::Absent(absent)), standing.pillars)
            }
            (None, Some((_, fault))) => (Err(NoScore::Fault(fault)), Vec::new()),
            (None, None) => (Err(NoScore::Absent(domain::score::Absence::NotReported)), Vec::new()),
        };
        KeptScore {
            round: round.clone(),
            scheme: self.scheme.head().code.clone(),
            organisation: report.organisation.clone(),
            edition: self.scheme.head().edition,
            population: Some(self.population.name.clone()).filter(|name| !name.is_empty()),
            revision: report.revision,
            outcome,
            pillars,
            grades: Some(self.grades(&report.inputs)),
        }
    }

    /// What stands behind the answers that the scheme reads.
    fn grades(&self, inputs: &Inputs) -> GradeCounts {
        let given = self.scheme.indicators().into_iter().filter_map(|indicator| inputs.of(indicator));
        let answered = given.filter(|given| !matches!(given.input, Input::Missing | Input::NotApplicable));
        answered.filter_map(|given| given.trust).collect()
    }
}

/// Keeps the scores of a report that was accepted just now, and those of later rounds in which its answers still hold. The
/// round is locked by then, so that an edition that comes into force meanwhile is either seen here or sees these values.
pub(crate) async fn replace(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    organisation: &OrganisationCode,
    values: &[Value],
) -> ServiceResult<()> {
    let Some(revision) = values.iter().map(|value| value.revision).max() else { return Ok(()) };
    let only = std::slice::from_ref(organisation);
    let used = services.used_in(tx, round).await?;
    if !used.is_empty() {
        let inputs = Held::load(services, tx, round, Some(only)).await?.inputs(organisation, values);
        let report = Reported { organisation: organisation.clone(), revision, inputs };
        let kept: Vec<KeptScore> = used.iter().map(|used| used.kept(&round.code, &report)).collect();
        store::scores::save(tx, &kept).await?;
    }
    follow(services, tx, round, Some(only)).await
}

impl Services {
    /// An edition; kept in memory, since editions never change.
    pub(crate) async fn scheme_in(&self, tx: &mut Tx, code: &SchemeCode, edition: i32) -> ServiceResult<Arc<Scheme>> {
        let key = (code.clone(), edition);
        let known = self.inner.schemes.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(scheme) = known {
            return Ok(scheme);
        }
        let scheme = store::schemes::get(tx, code, edition).await?.ok_or(ServiceError::NotFound("scheme"))?;
        let scheme = Arc::new(scheme);
        self.inner.schemes.write().unwrap_or_else(PoisonError::into_inner).insert(key, scheme.clone());
        Ok(scheme)
    }

    /// The newest edition of a scheme, whether it counts or not; nothing where there is no such scheme.
    pub(crate) async fn newest_scheme(&self, tx: &mut Tx, code: &SchemeCode) -> ServiceResult<Option<Arc<Scheme>>> {
        match store::schemes::editions(tx, code).await?.pop() {
            Some(newest) => Ok(Some(self.scheme_in(tx, code, newest).await?)),
            None => Ok(None),
        }
    }

    /// A population of an edition, or nobody.
    async fn population_in(&self, tx: &mut Tx, scheme: &Scheme, name: Option<&str>) -> ServiceResult<Arc<Population>> {
        let Some(name) = name else { return Ok(Arc::new(Population::nobody(scheme))) };
        let head = scheme.head();
        let key = (head.code.clone(), head.edition, name.to_owned());
        let known = self.inner.populations.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(population) = known {
            return Ok(population);
        }
        let population = store::schemes::population(tx, &head.code, head.edition, name).await?;
        let population = Arc::new(population.ok_or(ServiceError::NotFound("population"))?);
        self.inner.populations.write().unwrap_or_else(PoisonError::into_inner).insert(key, population.clone());
        Ok(population)
    }

    /// An edition with a population of it, by its name.
    pub(crate) async fn used(
        &self,
        tx: &mut Tx,
        scheme: &SchemeCode,
        edition: i32,
        name: Option<&str>,
    ) -> ServiceResult<Used> {
        let scheme = self.scheme_in(tx, scheme, edition).await?;
        let population = self.population_in(tx, &scheme, name).await?;
        Ok(Used { scheme, population })
    }

    /// The schemes in force in a round, in the order of their codes, each in its edition.
    pub(crate) async fn used_in(&self, tx: &mut Tx, round: &Round) -> ServiceResult<Vec<Used>> {
        let mut in_force = BTreeMap::new();
        for row in store::schemes::in_force(tx, &round.plan).await? {
            if row.since <= round.period.last_day() {
                in_force.insert(row.scheme.clone(), row);
            }
        }
        let mut used = Vec::with_capacity(in_force.len());
        for (scheme, row) in in_force {
            used.push(self.used(tx, &scheme, row.edition, row.population.as_deref()).await?);
        }
        Ok(used)
    }

    /// Scores of accepted reports.
    pub fn scores(&self) -> Scores<'_> {
        Scores(self)
    }
}

/// Scores in order, best first and those without a score last, each with its place where places mean something.
pub(crate) fn placed(scheme: &Scheme, mut kept: Vec<KeptScore>, coverage: Coverage) -> Vec<(KeptScore, Option<Place>)> {
    let judged = |kept: &KeptScore| kept.outcome.as_ref().ok().map(|score| scheme.head().rounding.judged(score.full));
    kept.sort_by(|one, other| {
        Reverse(judged(one)).cmp(&Reverse(judged(other))).then_with(|| one.organisation.cmp(&other.organisation))
    });
    let scores: Vec<Amount> = kept.iter().filter_map(judged).collect();
    let places = if coverage.allows_ranks() { places(0, 0, &scores) } else { Vec::new() };
    let mut places = places.into_iter();
    kept.into_iter().map(|kept| (kept, places.next())).collect()
}

/// How many have a score, of those who could ever have one: who owe a report, and of whose kind something is asked that the scheme
/// reads.
pub(crate) async fn coverage(
    tx: &mut Tx,
    tree: &OrganisationTree,
    (round, plan): (&Round, &Plan),
    scheme: &Scheme,
    kept: &[KeptScore],
) -> ServiceResult<Coverage> {
    let owed = store::kind_counts::of_node(tx, &round.code, tree.root()).await?;
    let contributors = kept.iter().filter(|kept| kept.outcome.is_ok()).count();
    Ok(Coverage {
        contributors: i64::try_from(contributors).unwrap_or(i64::MAX),
        expected: could_be_scored(&owed, plan, scheme),
    })
}

/// How many of those who owe a report, counted by kind, could ever have a score.
pub(crate) fn could_be_scored(owed: &BTreeMap<OrganisationKind, Completeness>, plan: &Plan, scheme: &Scheme) -> i64 {
    owed.iter().filter(|(kind, _)| scheme.is_asked_of(plan, **kind)).map(|(_, counts)| counts.expected).sum()
}

/// The scores of one scheme in one round.
#[derive(Debug, Clone)]
pub struct RoundScores {
    /// The scheme, in the edition in force.
    pub scheme: Arc<Scheme>,
    /// With whom bodies were compared; nobody where there is none.
    pub population: Arc<Population>,
    /// The round.
    pub round: Round,
    /// The plan that the round asks about.
    pub plan: Arc<Plan>,
    /// How many have a score. Without enough of them nobody has a place.
    pub coverage: Coverage,
    /// The bodies, best first, those without a score last.
    pub bodies: Vec<(KeptScore, Option<Place>)>,
    /// The rounds of the same plan, newest first.
    pub rounds: Vec<RoundCode>,
    /// The register as it stood in the round.
    pub tree: Arc<OrganisationTree>,
}

impl RoundScores {
    /// The edition with the population it compares with.
    pub(crate) fn used(&self) -> Used {
        Used { scheme: self.scheme.clone(), population: self.population.clone() }
    }
}

/// The score of one body with all that it was made of.
#[derive(Debug, Clone)]
pub struct BodyScore {
    /// The scores it stands among.
    pub among: RoundScores,
    /// The score as it is kept.
    pub kept: KeptScore,
    /// Its place, where places mean something.
    pub place: Option<Place>,
    /// How it stands among its peers, and against a year before.
    pub peers: Peers,
    /// The derivation, or what does not fit.
    pub derivation: Result<Derivation, ScoreError>,
    /// Whether the reader may open the report.
    pub may_read_report: bool,
    /// Which of its values an objection changed, where the reader may know.
    pub corrected: crate::objections::Corrections,
}

/// A scheme with the score of one body, where it has one.
pub type SchemeScore = (Arc<Scheme>, Option<KeptScore>);

/// Scores of accepted reports.
pub struct Scores<'a>(pub(crate) &'a Services);

impl Scores<'_> {
    /// The scores of a scheme in a round.
    ///
    /// # Errors
    /// There is no such round, or the scheme is not in force in it; the actor may not.
    pub async fn of_round(&self, actor: &Actor, scheme: &SchemeCode, round: &RoundCode) -> ServiceResult<RoundScores> {
        let mut tx = self.0.db().read().await?;
        let register = self.0.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        self.among(&mut tx, &register, scheme, round).await
    }

    async fn among(
        &self,
        tx: &mut Tx,
        register: &Register,
        scheme: &SchemeCode,
        round: &RoundCode,
    ) -> ServiceResult<RoundScores> {
        let round = self.0.round_in(tx, round).await?;
        let used = self.0.used_in(tx, &round).await?;
        let used = used.into_iter().find(|used| used.scheme.head().code == *scheme);
        let Used { scheme, population } = used.ok_or(ServiceError::NotFound("scheme"))?;
        let kept = store::scores::of_round(tx, &round.code, &scheme.head().code).await?;
        let tree = register.of(&round).clone();
        let plan = self.0.plan_of(tx, &round).await?;
        let coverage = coverage(tx, &tree, (&round, &plan), &scheme, &kept).await?;
        let bodies = placed(&scheme, kept, coverage);
        let all = store::rounds::latest(tx, chrono::NaiveDate::MAX, i64::MAX).await?;
        let rounds = all.into_iter().filter(|other| other.plan == round.plan).map(|other| other.code).collect();
        Ok(RoundScores { scheme, population, round, plan, coverage, bodies, rounds, tree })
    }

    /// The score of one body with its derivation.
    ///
    /// # Errors
    /// There is no such score; the actor may not. What is kept and what is derived differ: a fault, and nothing is shown;
    /// of the figures of a grade whoever comes back finds them alike.
    pub async fn of_body(&self, actor: &Actor, scheme: &SchemeCode, key: &ReportKey) -> ServiceResult<BodyScore> {
        self.of_body_among(actor, scheme, key, Breadth::Size).await
    }

    /// The same beside the peers that the reader asks for.
    ///
    /// # Errors
    /// As [`Self::of_body`].
    pub async fn of_body_among(
        &self,
        actor: &Actor,
        scheme: &SchemeCode,
        key: &ReportKey,
        breadth: Breadth,
    ) -> ServiceResult<BodyScore> {
        let mut tx = self.0.db().read().await?;
        let register = self.0.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        let path = path_of(register.now(), &key.agency)?;
        let among = self.among(&mut tx, &register, scheme, &key.round).await?;
        let found = among.bodies.iter().find(|(kept, _)| kept.organisation == key.agency);
        let (kept, place) = found.cloned().ok_or(ServiceError::NotFound("score"))?;
        let values = store::values::of_report(&mut tx, key).await?;
        let held = Held::load(self.0, &mut tx, &among.round, Some(std::slice::from_ref(&key.agency))).await?;
        let inputs = held.inputs(&key.agency, &values);
        let derivation = among.scheme.score(&inputs, &among.population);
        let derived = derivation.as_ref().ok().and_then(|derivation| derivation.score);
        if derived != kept.outcome.as_ref().ok().map(|score| score.full) {
            // A value was accepted since the scores of the grade were made; whoever comes back finds them made anew.
            if self.0.is_of_grade() {
                return Err(ServiceError::Busy);
            }
            let found = format!("kept {:?}, derived {derived:?}", kept.outcome);
            return Err(ServiceError::fault(format!("the score {scheme} of {}", key.agency), found));
        }
        let may_read_report = actor.may(Action::ReadReport, &self.0.rights_along(&path));
        let corrected = crate::objections::corrections(&mut tx, key, &values, may_read_report).await?;
        let peers = peers::load(self.0, &mut tx, &among, &kept, breadth).await?;
        Ok(BodyScore { among, kept, place, peers, derivation, may_read_report, corrected })
    }

    /// The schemes in force in a round.
    ///
    /// # Errors
    /// There is no such round; the actor may not.
    pub async fn in_round(&self, actor: &Actor, round: &RoundCode) -> ServiceResult<Vec<Arc<Scheme>>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let round = self.0.round_in(&mut tx, round).await?;
        Ok(self.0.used_in(&mut tx, &round).await?.into_iter().map(|used| used.scheme).collect())
    }

    /// The schemes in force in a round, each with the score of one body where it has one.
    ///
    /// # Errors
    /// There is no such round; the actor may not.
    pub async fn of_report(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<Vec<SchemeScore>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let round = self.0.round_in(&mut tx, &key.round).await?;
        let used = self.0.used_in(&mut tx, &round).await?;
        self.own_scores(&mut tx, &round, &key.agency, &used).await
    }

    /// Schemes, each with the score of one body where it has one.
    async fn own_scores(
        &self,
        tx: &mut Tx,
        round: &Round,
        body: &OrganisationCode,
        used: &[Used],
    ) -> ServiceResult<Vec<SchemeScore>> {
        let mut kept = store::scores::of_bodies(tx, &round.code, std::slice::from_ref(body)).await?;
        let with_score = |used: &Used| {
            let code = &used.scheme.head().code;
            let place = kept.iter().position(|kept| kept.scheme == *code);
            let score = place.map(|place| kept.swap_remove(place));
            (used.scheme.clone(), score)
        };
        Ok(used.iter().map(with_score).collect())
    }
}
