//! Schemes of scores: editions that come in whole, and from which period on a plan's rounds use them.

mod diff;

pub use diff::{ActivationKind, Moved, SchemeDiff, Shown};

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    organisations::{ImportDiff, ImportMode},
    scores::{KeptScore, Reported, Used, coverage, placed, rebuild::rebuild_scheme, reported},
    store,
    store::{Tx, schemes::InForce},
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    ids::{IndicatorCode, OrganisationCode, PlanCode, RoundCode},
    organisation::OrganisationTree,
    plan::Plan,
    ranking::{Coverage, Place},
    round::Round,
    score::{Input, Population, Scheme},
};
use std::{collections::BTreeMap, sync::Arc};

/// Schemes of scores.
pub struct Schemes<'a>(pub(crate) &'a Services);

impl Services {
    /// Schemes of scores.
    pub fn schemes(&self) -> Schemes<'_> {
        Schemes(self)
    }
}

/// What an edition is to a plan when it comes into force.
struct Activation {
    in_force: InForce,
    used: Used,
    /// Made now, to be kept.
    made: Option<Arc<Population>>,
    rounds: Vec<Round>,
}

impl Schemes<'_> {
    /// Keeps an edition and, where a plan is named, puts it in force: the first edition in all rounds of the plan, a later
    /// one from the round on that the difference tells of. The same edition again changes nothing; another text under an
    /// old number is refused, since scores were made with it.
    ///
    /// # Errors
    /// The edition exists with another text or is not the next one; a newer one is in force; the actor may not. Unless it is only
    /// tried, when the difference tells it: it reads what the plan does not have, or nothing that the plan asks of agencies.
    pub async fn import(
        &self,
        actor: &Actor,
        scheme: Scheme,
        plan: Option<&PlanCode>,
        mode: ImportMode,
    ) -> ServiceResult<SchemeDiff> {
        let mut tx = match mode {
            ImportMode::DryRun => self.0.db().read().await?,
            ImportMode::Apply => self.0.db().write().await?,
        };
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        let scheme = Arc::new(scheme);
        let is_new = is_new(&mut tx, &scheme).await?;
        let mut diff = SchemeDiff { nodes: nodes(&mut tx, &scheme).await?, ..SchemeDiff::default() };
        let activation = match plan {
            Some(plan) => self.activation(&mut tx, &tree, &scheme, plan, &mut diff).await?,
            None => None,
        };
        if mode == ImportMode::DryRun {
            return Ok(diff);
        }
        diff.refused(&scheme.head().code)?;
        if !is_new && activation.is_none() {
            return Ok(diff);
        }
        if is_new {
            store::schemes::insert(&mut tx, &scheme, self.0.now()).await?;
        }
        if let Some(activation) = &activation {
            self.activate(&mut tx, activation).await?;
        }
        let head = scheme.head();
        let details = serde_json::json!({
            "plan": activation.as_ref().map(|activation| &activation.in_force.plan),
            "since": activation.as_ref().map(|activation| activation.in_force.since),
            "population": diff.population.as_ref().map(|(name, _)| name),
            "moved": diff.moved.len(),
            "unmoved": diff.unmoved,
        });
        let object = format!("scheme/{}/{}", head.code, head.edition);
        audit::record(self.0, &mut tx, actor, "schemes.import", object, &details).await?;
        tx.commit().await?;
        Ok(diff)
    }

    /// What coming into force means for a plan; nothing where the edition is in force already or is refused.
    async fn activation(
        &self,
        tx: &mut Tx,
        tree: &OrganisationTree,
        scheme: &Arc<Scheme>,
        code: &PlanCode,
        diff: &mut SchemeDiff,
    ) -> ServiceResult<Option<Activation>> {
        let plan = self.latest_plan(tx, code).await?;
        let mut asked = Vec::new();
        for indicator in scheme.indicators() {
            match plan.indicator(indicator) {
                None => diff.unknown.push(indicator.clone()),
                Some(known) if known.scope.asks_agencies() => asked.push(indicator),
                Some(_) => diff.not_asked.push(indicator.clone()),
            }
        }
        let all = store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await?;
        let rounds: Vec<Round> = all.into_iter().filter(|round| round.plan == *code).collect();
        let told = told_of(tx, tree, &rounds).await?;
        diff.round = told.map(|round| round.code.clone());
        let of_plan = store::schemes::in_force(tx, code).await?;
        let last = of_plan.into_iter().rfind(|row| row.scheme == scheme.head().code);
        let lacks_population = |last: &InForce| scheme.compares() && last.population.is_none() && told.is_some();
        // What is in force stays so, also where a later version of the plan no longer has all that it reads.
        if last.as_ref().is_some_and(|last| last.edition == scheme.head().edition && !lacks_population(last)) {
            diff.activation = Some(ActivationKind::InForce);
            return Ok(None);
        }
        if !diff.unknown.is_empty() || asked.is_empty() {
            let is_known = diff.unknown.is_empty();
            diff.activation = Some(if is_known { ActivationKind::ReadsNothing } else { ActivationKind::Unknown });
            if let Some(round) = told {
                let owed = store::kind_counts::of_node(tx, &round.code, tree.root()).await?;
                diff.coverage.expected = owed.values().map(|counts| counts.expected).sum();
            }
            return Ok(None);
        }
        if last.as_ref().is_some_and(|last| last.edition > scheme.head().edition) {
            return Err(ServiceError::invalid("scheme_edition_superseded", scheme.head().edition.to_string()));
        }
        let reports = match told {
            Some(round) => reported(self.0, tx, round, None).await?,
            None => Vec::new(),
        };
        let is_answered = |indicator: &IndicatorCode| {
            let mut answers = reports.iter().filter_map(|report| report.inputs.of(indicator));
            answers.any(|given| !matches!(given.input, Input::Missing | Input::NotAsked))
        };
        diff.unanswered = asked.into_iter().filter(|it| !is_answered(it)).cloned().collect();
        diff.activation = Some(ActivationKind::New);
        let (population, made) = population(tx, scheme, told, &reports).await?;
        diff.population = Some((population.name.clone(), population.bodies)).filter(|(name, _)| !name.is_empty());
        let in_force = InForce {
            plan: code.clone(),
            scheme: scheme.head().code.clone(),
            since: since(scheme, last.as_ref(), told),
            edition: scheme.head().edition,
            population: diff.population.as_ref().map(|(name, _)| name.clone()),
        };
        let used = Used { scheme: scheme.clone(), population };
        if let Some(round) = told {
            self.tell(tx, tree, (round, &reports), &used, diff).await?;
        }
        let rounds = rounds.into_iter().filter(|round| round.period.last_day() >= in_force.since).collect();
        Ok(Some(Activation { in_force, used, made, rounds }))
    }

    async fn activate(&self, tx: &mut Tx, activation: &Activation) -> ServiceResult<()> {
        let rounds: Vec<&Round> = activation.rounds.iter().rev().collect();
        for round in &rounds {
            store::rounds::lock(tx, &round.code).await?;
        }
        if let Some(made) = &activation.made {
            store::schemes::insert_population(tx, made, self.0.now()).await?;
        }
        store::schemes::put_in_force(tx, &activation.in_force, self.0.now()).await?;
        for round in rounds {
            let reports = reported(self.0, tx, round, None).await?;
            rebuild_scheme(tx, round, &activation.used, &reports).await?;
        }
        Ok(())
    }

    async fn latest_plan(&self, tx: &mut Tx, code: &PlanCode) -> ServiceResult<Arc<Plan>> {
        let versions = store::plans::versions(tx).await?;
        let versions = versions.into_iter().filter(|(known, _)| known == code.as_str());
        let latest = versions.map(|(_, version)| version).max().ok_or(ServiceError::NotFound("plan"))?;
        self.0.plan_in(tx, code, latest).await
    }

    /// Tells whose score, level or place moves in a round.
    async fn tell(
        &self,
        tx: &mut Tx,
        tree: &OrganisationTree,
        (round, reports): (&Round, &[Reported]),
        used: &Used,
        diff: &mut SchemeDiff,
    ) -> ServiceResult<()> {
        let before = store::scores::of_round(tx, &round.code, &used.scheme.head().code).await?;
        let after: Vec<KeptScore> = reports.iter().map(|report| used.kept(&round.code, report)).collect();
        let plan = self.0.plan_of(tx, round).await?;
        let covers = coverage(tx, tree, (round, &plan), &used.scheme, &after).await?;
        diff.coverage = covers;
        diff.decimals = [used.scheme.head().rounding.decimals; 2];
        let before = match before.first().map(|kept| kept.edition) {
            Some(edition) => {
                let scheme = if edition == used.scheme.head().edition {
                    used.scheme.clone()
                } else {
                    self.0.scheme_in(tx, &used.scheme.head().code, edition).await?
                };
                let covered = coverage(tx, tree, (round, &plan), &scheme, &before).await?;
                diff.decimals[0] = scheme.head().rounding.decimals;
                shown(&scheme, before, covered)
            }
            None => BTreeMap::new(),
        };
        let after = shown(&used.scheme, after, covers);
        for organisation in after.keys().chain(before.keys().filter(|body| !after.contains_key(*body))) {
            let (before, after) = (before.get(organisation), after.get(organisation));
            if before == after {
                diff.unmoved += 1;
            } else {
                let (before, after) = (before.cloned(), after.cloned());
                diff.moved.push(Moved { organisation: organisation.clone(), before, after });
            }
        }
        Ok(())
    }
}

fn shown(scheme: &Scheme, kept: Vec<KeptScore>, coverage: Coverage) -> BTreeMap<OrganisationCode, Shown> {
    let show = |(kept, place): (KeptScore, Option<Place>)| {
        let shown = match kept.outcome {
            Ok(score) => Shown {
                published: Some(score.published),
                class: score.class.map(|class| class.part.unwrap_or(class.code)),
                place,
                reason: None,
            },
            Err(reason) => Shown { reason: Some(reason), ..Shown::default() },
        };
        (kept.organisation, shown)
    };
    placed(scheme, kept, coverage).into_iter().map(show).collect()
}

/// Whether an edition is not there yet.
async fn is_new(tx: &mut Tx, scheme: &Scheme) -> ServiceResult<bool> {
    let head = scheme.head();
    let place = || format!("{} {}", head.code, head.edition);
    if let Some(same) = store::schemes::get(tx, &head.code, head.edition).await? {
        return if same == *scheme { Ok(false) } else { Err(ServiceError::invalid("scheme_edition_exists", place())) };
    }
    let last = store::schemes::editions(tx, &head.code).await?.last().copied();
    if head.edition != last.unwrap_or(0) + 1 {
        return Err(ServiceError::invalid("scheme_edition_not_next", place()));
    }
    Ok(true)
}

/// The nodes of an edition beside those of the one before; beside its own where it is there already.
async fn nodes(tx: &mut Tx, scheme: &Scheme) -> ServiceResult<ImportDiff> {
    let head = scheme.head();
    let known = store::schemes::editions(tx, &head.code).await?;
    let before = match known.into_iter().rfind(|edition| *edition <= head.edition) {
        Some(edition) => store::schemes::get(tx, &head.code, edition).await?,
        None => None,
    };
    let mut diff = ImportDiff::default();
    for node in scheme.nodes() {
        let line = || format!("{} {}", node.code, node.title.th);
        match before.as_ref().and_then(|before| before.node(&node.code)) {
            None => diff.added.push(line()),
            Some(old) if old == node => diff.unchanged += 1,
            Some(_) => diff.changed.push(line()),
        }
    }
    Ok(diff)
}

/// The newest round of which at least half of the reports are accepted, or else the newest with any.
async fn told_of<'a>(tx: &mut Tx, tree: &OrganisationTree, rounds: &'a [Round]) -> ServiceResult<Option<&'a Round>> {
    let codes: Vec<RoundCode> = rounds.iter().map(|round| round.code.clone()).collect();
    let root = std::slice::from_ref(tree.root());
    let counts = store::rollups::completeness_of_nodes(tx, &codes, root).await?;
    let counts: BTreeMap<_, _> = counts.into_iter().map(|(round, _, counts)| (round, counts)).collect();
    let accepted = |round: &&Round| {
        let counts = counts.get(&round.code).copied().unwrap_or_default();
        Coverage { contributors: counts.accepted, expected: counts.expected }
    };
    let most = rounds.iter().find(|round| accepted(round).allows_ranks());
    Ok(most.or_else(|| rounds.iter().find(|round| accepted(round).contributors > 0)))
}

/// From which period on an edition counts.
fn since(scheme: &Scheme, last: Option<&InForce>, told: Option<&Round>) -> NaiveDate {
    let Some(last) = last else { return NaiveDate::default() };
    if last.edition == scheme.head().edition {
        return last.since;
    }
    told.map_or(last.since, |round| round.period.last_day().max(last.since))
}

/// The population that an edition compares with, and whether it was made now. Once made under a name it stays.
async fn population(
    tx: &mut Tx,
    scheme: &Scheme,
    told: Option<&Round>,
    reports: &[Reported],
) -> ServiceResult<(Arc<Population>, Option<Arc<Population>>)> {
    let Some(round) = told.filter(|_| scheme.compares()) else {
        return Ok((Arc::new(Population::nobody(scheme)), None));
    };
    let (head, name) = (scheme.head(), round.code.as_str());
    if let Some(kept) = store::schemes::population(tx, &head.code, head.edition, name).await? {
        return Ok((Arc::new(kept), None));
    }
    let made = scheme.population(name, reports.iter().map(|report| &report.inputs));
    let made = made.map_err(|(place, error)| {
        let body = reports.get(place).map(|report| report.organisation.to_string()).unwrap_or_default();
        ServiceError::invalid("scheme_does_not_fit", format!("{body} {error}"))
    })?;
    let made = Arc::new(made);
    Ok((made.clone(), Some(made)))
}
