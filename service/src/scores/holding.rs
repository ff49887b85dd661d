//! What the reports of a round are to a scheme: its own values, and answers of earlier rounds that still hold. Where such an
//! answer changes, the scores of the later rounds that rest on it are made anew.

use super::rebuild::rebuild_bodies;
use crate::{
    ServiceResult, Services, store,
    store::{Tx, values_of_round::ValuesOfRound},
    values::Value,
};
use chrono::NaiveDate;
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::OrganisationKind,
    plan::Plan,
    round::Round,
    score::{Accepted, Asking, Holding, Inputs, Origin},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One accepted report as scores see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reported {
    pub(crate) organisation: OrganisationCode,
    pub(crate) revision: i32,
    pub(crate) inputs: Inputs,
}

/// Which answers hold in a round, whoever gave them: of the plan and the line of rounds alone, so that it is as small for a
/// country of thousands as for one body.
pub(crate) struct HeldIn {
    round: Round,
    plan: Arc<Plan>,
    holding: Holding,
}

impl HeldIn {
    /// Reads the line of rounds.
    pub(crate) async fn load(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<Arc<Self>> {
        let plan = services.plan_of(tx, round).await?;
        let holding = holding(services, tx, round).await?;
        Ok(Arc::new(Self { round: round.clone(), plan, holding }))
    }
}

/// What still holds in a round, of some bodies or of all.
pub(crate) struct Held {
    of: Arc<HeldIn>,
    carried: BTreeMap<OrganisationCode, Vec<Value>>,
    /// Who owed a report in each earlier round.
    owing: BTreeMap<RoundCode, BTreeSet<OrganisationCode>>,
    /// Of which kind the bodies are, where the plan asks some kinds alone.
    kinds: BTreeMap<OrganisationCode, OrganisationKind>,
}

impl Held {
    /// Reads it, in two statements for each earlier round whose answers hold, and in one more where the plan asks some kinds alone.
    pub(crate) async fn load(
        services: &Services,
        tx: &mut Tx,
        round: &Round,
        only: Option<&[OrganisationCode]>,
    ) -> ServiceResult<Self> {
        Self::of(&HeldIn::load(services, tx, round).await?, tx, only).await
    }

    /// The same of a round that was looked at before.
    pub(crate) async fn of(of: &Arc<HeldIn>, tx: &mut Tx, only: Option<&[OrganisationCode]>) -> ServiceResult<Self> {
        let mut carried: BTreeMap<OrganisationCode, Vec<Value>> = BTreeMap::new();
        let mut owing = BTreeMap::new();
        for (earlier, indicators) in of.holding.by_round() {
            owing.insert(earlier.clone(), store::submissions::owing(tx, earlier, only).await?);
            for value in store::values::about(tx, earlier, &indicators, only).await? {
                carried.entry(value.agency.clone()).or_default().push(value);
            }
        }
        let asks_some_kinds_alone = of.plan.indicators.iter().any(|indicator| !indicator.reporters.is_empty());
        let kinds = if asks_some_kinds_alone { store::organisations::kinds(tx, only).await? } else { BTreeMap::new() };
        Ok(Self { of: of.clone(), carried, owing, kinds })
    }

    /// The answers of a body that hold, in the order of indicators within each earlier round.
    pub(crate) fn carried(&self, body: &OrganisationCode) -> impl Iterator<Item = (&Origin, &Value)> {
        let values = self.carried.get(body).into_iter().flatten();
        values.filter_map(|value| Some((self.of.holding.origin(&value.indicator)?, value)))
    }

    /// The indicators that a body was not asked for, in order: nobody was, it owed no report then, or bodies of its kind never are.
    pub(crate) fn not_asked<'a>(
        &'a self,
        body: &'a OrganisationCode,
    ) -> impl Iterator<Item = &'a IndicatorCode> + use<'a> {
        let owed = move |earlier: &RoundCode| self.owing.get(earlier).is_some_and(|owing| owing.contains(body));
        let kind = self.kinds.get(body).copied();
        let is_of_others = |indicator: &&Indicator| {
            indicator.scope.asks_agencies() && kind.is_some_and(|kind| !indicator.is_asked_of(kind))
        };
        let of_others = self.of.plan.indicators.iter().filter(is_of_others).map(|indicator| &indicator.code);
        self.of.holding.not_asked(owed).chain(of_others).collect::<BTreeSet<_>>().into_iter()
    }

    /// What a body's report in the round is to a scheme: the figures in force, each with the plan's baseline and the target
    /// it is on the way to.
    pub(crate) fn inputs<'a>(&self, body: &OrganisationCode, own: impl IntoIterator<Item = &'a Value>) -> Inputs {
        // How an answer of an earlier round was worked out stands there: neither derivations nor snapshots tell it here.
        let stripped = |value| Accepted { working: None, ..accepted(value) };
        let carried = self.carried(body).map(|(origin, value)| (origin.clone(), stripped(value)));
        Inputs::accepted(&self.of.plan, self.of.round.period, own.into_iter().map(accepted))
            .carrying(&self.of.plan, carried)
            .not_asked(self.not_asked(body))
    }

    /// The report of a body by its values.
    fn report(&self, organisation: OrganisationCode, values: &[Value]) -> Reported {
        Reported {
            revision: values.iter().map(|value| value.revision).max().unwrap_or_default(),
            inputs: self.inputs(&organisation, values),
            organisation,
        }
    }
}

/// The accepted values of a round with what still holds in it: all that storage gives, before any of it is looked through.
pub(super) struct AsRead {
    held: Held,
    by_body: BTreeMap<OrganisationCode, Vec<Value>>,
}

impl AsRead {
    /// Reads them of some bodies or of all; nothing where there are no values.
    pub(super) async fn load(
        services: &Services,
        tx: &mut Tx,
        round: &Round,
        only: Option<&[OrganisationCode]>,
    ) -> ServiceResult<Option<Self>> {
        let by_body = values_by_body(tx, &round.code, only).await?;
        if by_body.is_empty() {
            return Ok(None);
        }
        let held = Held::load(services, tx, round, only).await?;
        Ok(Some(Self { held, by_body }))
    }

    /// The reports, one after the other, in the order of the bodies.
    pub(super) fn reports(self) -> impl Iterator<Item = Reported> {
        let Self { held, by_body } = self;
        by_body.into_iter().map(move |(organisation, values)| held.report(organisation, &values))
    }
}

fn accepted(value: &Value) -> Accepted<'_> {
    Accepted {
        indicator: &value.indicator,
        applicability: value.applicability,
        parts: value.in_force(),
        trust: Some(value.trust),
        working: value.working.as_ref(),
    }
}

/// Every round, the oldest first, each with the version of the plan that it asks by. Rounds are locked in this order.
pub(crate) async fn line(services: &Services, tx: &mut Tx) -> ServiceResult<Vec<(Round, Arc<Plan>)>> {
    let mut line = Vec::new();
    for round in store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await?.into_iter().rev() {
        let plan = services.plan_of(tx, &round).await?;
        line.push((round, plan));
    }
    Ok(line)
}

/// Which answers of earlier rounds hold in one.
pub(crate) async fn holding(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<Holding> {
    let plan = services.plan_of(tx, round).await?;
    Ok(holding_in(&line(services, tx).await?, (round, &plan)))
}

/// The same of a line that was read before.
pub(super) fn holding_in(line: &[(Round, Arc<Plan>)], (round, plan): (&Round, &Plan)) -> Holding {
    Holding::new(Asking { round, plan }, line.iter().map(|(round, plan)| Asking { round, plan }))
}

/// The accepted reports of a round, of some bodies or of all, in the order of the bodies.
pub(crate) async fn reported(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    only: Option<&[OrganisationCode]>,
) -> ServiceResult<Vec<Reported>> {
    let read = AsRead::load(services, tx, round, only).await?;
    Ok(read.map(|read| read.reports().collect()).unwrap_or_default())
}

/// The accepted reports of some bodies in a round that was looked at before.
pub(super) async fn reported_in(
    of: &Arc<HeldIn>,
    tx: &mut Tx,
    bodies: &[OrganisationCode],
) -> ServiceResult<Vec<Reported>> {
    let by_body = values_by_body(tx, &of.round.code, Some(bodies)).await?;
    let held = Held::of(of, tx, Some(bodies)).await?;
    Ok(AsRead { held, by_body }.reports().collect())
}

/// The values in force in a round, of some bodies or of all.
async fn values_by_body(
    tx: &mut Tx,
    round: &RoundCode,
    only: Option<&[OrganisationCode]>,
) -> ServiceResult<BTreeMap<OrganisationCode, Vec<Value>>> {
    let mut by_body: BTreeMap<OrganisationCode, Vec<Value>> = BTreeMap::new();
    let mut sort = |values: Vec<Value>| {
        for value in values {
            by_body.entry(value.agency.clone()).or_default().push(value);
        }
    };
    if let Some(bodies) = only {
        sort(store::values::of_agencies(tx, bodies, std::slice::from_ref(round)).await?);
    } else {
        let mut parts = ValuesOfRound::new(round);
        while let Some(values) = parts.next(tx).await? {
            sort(values);
        }
    }
    Ok(by_body)
}

/// Makes the scores of some bodies, or of all, anew in every later round that carries answers of one. The round itself is
/// locked by then; all later ones are from here on, since derived values may lead from one to the next.
pub(crate) async fn follow(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    only: Option<&[OrganisationCode]>,
) -> ServiceResult<()> {
    let line = line(services, tx).await?;
    let place = |round: &Round| (round.period.last_day(), round.code.clone());
    let later: Vec<&(Round, Arc<Plan>)> = line.iter().filter(|(later, _)| place(later) > place(round)).collect();
    // A round that was taken out is in the line no more; whatever rested on it is found all the same.
    let carries = |(later, plan): &(Round, Arc<Plan>)| Asking { round: later, plan }.may_carry_from(round);
    if !later.iter().any(|later| carries(later)) {
        return Ok(());
    }
    for (later, _) in &later {
        store::rounds::lock(tx, &later.code).await?;
    }
    for (later, _) in later.iter().filter(|later| carries(later)) {
        rebuild_bodies(services, tx, later, only).await?;
    }
    Ok(())
}
