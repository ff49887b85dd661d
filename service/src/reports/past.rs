//! What came before a report: its agency's figures of earlier rounds, and what was usual among its peers. Hundreds of rows that
//! hardly ever change while the report is typed, so they are kept in memory as long as their stamp is what it was. What was usual
//! is the same for all peers, and of a report that is looked at for the first time it is in memory already.

use super::Loaded;
use crate::{
    ServiceResult, Services, store,
    store::Tx,
    usuals,
    values::{Value, figure_in_force},
};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    peers::PeerGroup,
    round::Round,
    rule::Before,
    submission::ReportKey,
    surprise::Earlier,
    usual::Usual,
};
use quick_cache::sync::Cache;
use std::{collections::BTreeMap, sync::Arc};

/// How many earlier rounds are shown beside each field.
const HISTORY_ROUNDS: i64 = 8;
/// How many reports' pasts are kept: some dozen kilobytes each.
const KEPT: usize = 500;

/// What came before one indicator's answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    /// Figures of the rounds before, oldest first.
    pub(super) history: Vec<(Period, Option<Amount>)>,
    /// What the figure is held against.
    pub(super) before: Before,
}

/// What changes whenever something changes that a past is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    peers: PeerGroup,
    plan_version: i32,
    /// The earlier rounds, oldest first.
    rounds: Vec<Round>,
    /// How far the agency's report in each has come, and which keeping of what is usual in it stands.
    stages: Vec<store::rounds::Stage>,
}

/// What came before each answer of a report.
pub(super) struct Pasts {
    stamp: Stamp,
    of: BTreeMap<IndicatorCode, Past>,
}

impl Pasts {
    /// What came before the answer about an indicator.
    pub(super) fn of(&self, indicator: &IndicatorCode) -> Past {
        self.of.get(indicator).cloned().unwrap_or_default()
    }
}

/// Pasts in memory.
pub(crate) struct KeptPasts(Cache<ReportKey, Arc<Pasts>>);

impl Default for KeptPasts {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// What came before the answers of an agency's report.
pub(super) async fn of(services: &Services, tx: &mut Tx, loaded: &Loaded) -> ServiceResult<Arc<Pasts>> {
    let (key, round) = (&loaded.submission.key, &loaded.round);
    let rounds = earlier(tx, round).await?;
    let codes: Vec<_> = rounds.iter().map(|round| round.code.clone()).collect();
    let stages = store::rounds::stages(tx, &key.agency, &codes).await?;
    let stamp = Stamp {
        peers: loaded.tree.peer_groups().group(loaded.agency()?),
        plan_version: round.plan_version,
        rounds,
        stages,
    };
    let kept = &services.kept_pasts().0;
    if let Some(known) = kept.get(key).filter(|known| known.stamp == stamp) {
        return Ok(known);
    }
    let of = read(services, tx, loaded, &stamp, &codes).await?;
    let pasts = Arc::new(Pasts { stamp, of });
    kept.insert(key.clone(), pasts.clone());
    Ok(pasts)
}

async fn earlier(tx: &mut Tx, round: &Round) -> ServiceResult<Vec<Round>> {
    let Some(day_before) = round.period.first_day().pred_opt() else { return Ok(Vec::new()) };
    let mut rounds = store::rounds::latest(tx, day_before, HISTORY_ROUNDS).await?;
    rounds.reverse();
    Ok(rounds)
}

async fn read(
    services: &Services,
    tx: &mut Tx,
    loaded: &Loaded,
    stamp: &Stamp,
    codes: &[RoundCode],
) -> ServiceResult<BTreeMap<IndicatorCode, Past>> {
    let mut answers = answers(services, tx, &loaded.submission.key.agency, &stamp.rounds, codes).await?;
    let usuals = usuals::of_group(services, tx, stamp.peers, &stamp.stages).await?;
    let usual_of = |round: &Round, indicator: &IndicatorCode| -> Option<(Period, Usual)> {
        Some((round.period, *usuals.get(&round.code)?.get(indicator)?))
    };
    let mut past_of = |indicator: &Indicator| {
        let earlier = answers.remove(&indicator.code).unwrap_or_default();
        let peers: Vec<_> = stamp.rounds.iter().filter_map(|round| usual_of(round, &indicator.code)).collect();
        let before = Before::of(indicator, loaded.round.period, &earlier, &peers);
        let figure = |round: &Round| earlier.iter().find(|it| it.period == round.period).map(|it| it.figure);
        let history = stamp.rounds.iter().map(|round| (round.period, figure(round))).collect();
        (indicator.code.clone(), Past { history, before })
    };
    Ok(loaded.asked()?.into_iter().map(&mut past_of).collect())
}

/// The answers about each indicator in earlier rounds, oldest first, each read as the plan of that time had it.
async fn answers(
    services: &Services,
    tx: &mut Tx,
    agency: &OrganisationCode,
    rounds: &[Round],
    codes: &[RoundCode],
) -> ServiceResult<BTreeMap<IndicatorCode, Vec<Earlier>>> {
    let mut values: BTreeMap<RoundCode, Vec<Value>> = BTreeMap::new();
    for value in store::values::of_agency(tx, agency, codes).await? {
        values.entry(value.round.clone()).or_default().push(value);
    }
    let mut answers: BTreeMap<IndicatorCode, Vec<Earlier>> = BTreeMap::new();
    for round in rounds {
        let plan = services.plan_of(tx, round).await?;
        for value in values.remove(&round.code).unwrap_or_default() {
            let Some(figure) = figure_in_force(&plan, &value) else { continue };
            let base = value.in_force().and_then(|(_, base)| base);
            answers.entry(value.indicator).or_default().push(Earlier { period: round.period, figure, base });
        }
    }
    Ok(answers)
}
