//! Accepted values, reported and verified side by side.

mod import;

pub use crate::store::values::Value;
pub use import::{RoundDiff, ValuesDiff};

use crate::{Actor, ServiceError, ServiceResult, Services, organisations::path_of, store, store::Tx};
use chrono::NaiveDate;
use domain::{
    access::Action,
    amount::Amount,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::OrganisationTree,
    plan::Plan,
    reading::Reading,
    trust::TrustGrade,
};
use std::{fmt, future::Future, str::FromStr, sync::Arc};

/// The most values of one page.
pub const MOST_VALUES: i64 = 5_000;
/// How many agencies one page looks at, when it does not look at all of them.
const AGENCIES_AT_ONCE: usize = 500;
/// Stands after every code in order.
const AFTER_ALL: &str = "~";

/// The reading in force of a value; `None` where the indicator does not apply.
pub fn reading_in_force(indicator: &Indicator, value: &Value) -> Option<Reading> {
    readings(indicator, value).in_force
}

/// The figure in force of a value, in the indicator's unit.
pub fn figure_in_force(plan: &Plan, value: &Value) -> Option<Amount> {
    let indicator = plan.indicator(&value.indicator)?;
    reading_in_force(indicator, value)?.figure(indicator)
}

/// The figures of a value, in the indicator's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// The one that counts: the verified one where there is one.
    pub in_force: Option<Amount>,
    /// What the agency reported.
    pub reported: Option<Amount>,
    /// What DGA verified, where it differs.
    pub verified: Option<Amount>,
}

/// The figures of a value; none where the indicator does not apply.
pub fn figures(indicator: &Indicator, value: &Value) -> Figures {
    let readings = readings(indicator, value);
    let figure = |reading: Option<Reading>| reading?.figure(indicator);
    Figures {
        in_force: figure(readings.in_force),
        reported: figure(readings.reported),
        verified: figure(readings.verified),
    }
}

/// The readings of a value: what its figures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Readings {
    /// The one that counts: the verified one where there is one.
    pub in_force: Option<Reading>,
    /// What the agency reported.
    pub reported: Option<Reading>,
    /// What DGA verified, where it differs.
    pub verified: Option<Reading>,
}

/// The readings of a value; none where the indicator does not apply.
pub fn readings(indicator: &Indicator, value: &Value) -> Readings {
    if value.applicability == Applicability::NotApplicable {
        return Readings::default();
    }
    let reading = |(number, base)| Reading::from_parts(&indicator.measure, number, base);
    let (reported, verified) = (value.reported.and_then(reading), value.verified.and_then(reading));
    Readings { in_force: if value.verified.is_some() { verified } else { reported }, reported, verified }
}

/// After which value a page begins. Written `2570-q1/dga/svc-e2e`, with ends left out for "the whole agency" and "the
/// whole round before its first agency".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCursor {
    /// In which round.
    pub round: RoundCode,
    /// After which agency, or within it; none means from the round's first one on.
    pub agency: Option<OrganisationCode>,
    /// After which indicator of that agency; none means after all of them.
    pub indicator: Option<IndicatorCode>,
}

impl fmt::Display for ValueCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let agency = self.agency.as_ref().map_or("", OrganisationCode::as_str);
        let indicator = self.indicator.as_ref().map_or("", IndicatorCode::as_str);
        write!(f, "{}/{agency}/{indicator}", self.round)
    }
}

impl FromStr for ValueCursor {
    type Err = domain::ids::CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '/');
        let round = parts.next().unwrap_or_default().parse()?;
        let mut rest = parts.map(|part| Some(part).filter(|part| !part.is_empty()));
        let agency = rest.next().flatten().map(str::parse).transpose()?;
        let indicator = rest.next().flatten().map(str::parse).transpose()?;
        Ok(Self { round, agency, indicator })
    }
}

/// Which values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFilter {
    /// Of one round; none means all, in the order of their codes.
    pub round: Option<RoundCode>,
    /// Of one body and everything that was below it in the round; none means the country.
    pub organisation: Option<OrganisationCode>,
    /// Of one indicator.
    pub indicator: Option<IndicatorCode>,
    /// With at least so much behind them; none means all.
    pub least: Option<TrustGrade>,
    /// After which place.
    pub after: Option<ValueCursor>,
    /// At most so many, up to [`MOST_VALUES`].
    pub most: i64,
}

impl Default for ValueFilter {
    fn default() -> Self {
        Self { round: None, organisation: None, indicator: None, least: None, after: None, most: 1_000 }
    }
}

/// A page of values in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuePage {
    /// In the order of rounds, agencies and indicators.
    pub values: Vec<Value>,
    /// Where the next page begins, if there may be one. A page may hold fewer values than asked for, even none, and
    /// still have a next one.
    pub next: Option<ValueCursor>,
}

/// A value as it is written for others, with what brings it in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The value.
    pub value: Value,
    /// Why the indicator does not apply; empty where it does.
    pub not_applicable_reason: String,
}

/// Accepted values.
pub struct Values<'a>(pub(crate) &'a Services);

impl Services {
    /// Accepted values.
    pub fn values(&self) -> Values<'_> {
        Values(self)
    }
}

impl Values<'_> {
    /// A page of accepted values in force.
    ///
    /// # Errors
    /// There is no such round, body or indicator, or no such place to begin after; the actor may not.
    pub async fn list(&self, actor: &Actor, filter: &ValueFilter) -> ServiceResult<ValuePage> {
        let mut tx = self.0.db().read().await?;
        let scope = Scope::load(self.0, &mut tx, actor, filter).await?;
        scope.page(&mut tx, filter.after.as_ref(), filter.most).await
    }

    /// Gives all accepted values in force to a writer, a batch at a time, in constant memory. All batches are of one
    /// state of the data, so the reading transaction lasts until the writer is done.
    ///
    /// # Errors
    /// There is no such round, body or indicator; the actor may not; the writer fails.
    pub async fn for_each<Write, Written>(
        &self,
        actor: &Actor,
        filter: &ValueFilter,
        mut write: Write,
    ) -> ServiceResult<()>
    where
        Write: FnMut(Vec<Exported>) -> Written + Send,
        Written: Future<Output = ServiceResult<()>> + Send,
    {
        let mut tx = self.0.db().read().await?;
        let scope = Scope::load(self.0, &mut tx, actor, filter).await?;
        let mut after = filter.after.clone();
        loop {
            let page = scope.page(&mut tx, after.as_ref(), filter.most).await?;
            if !page.values.is_empty() {
                let mut reasons = store::not_applicable::of_values(&mut tx, &page.values).await?;
                let exported = |value: Value| {
                    let reason = reasons.remove(&(value.agency.clone(), value.indicator.clone()));
                    Exported { not_applicable_reason: reason.unwrap_or_default(), value }
                };
                write(page.values.into_iter().map(exported).collect()).await?;
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }
}

/// Bodies in order; none means everybody, without looking at each.
type Agencies = Option<Arc<Vec<OrganisationCode>>>;

/// What a filter lets through.
struct Scope {
    /// Each with those that stood there in it.
    rounds: Vec<(RoundCode, Agencies)>,
    indicator: Option<IndicatorCode>,
    least: Option<TrustGrade>,
}

impl Scope {
    async fn load(services: &Services, tx: &mut Tx, actor: &Actor, filter: &ValueFilter) -> ServiceResult<Self> {
        let register = services.register_in(tx).await?;
        let now = register.now();
        actor.require(Action::ReadFigures, std::slice::from_ref(now.root()))?;
        let mut found = match &filter.round {
            Some(round) => vec![services.round_in(tx, round).await?],
            None => store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await?,
        };
        found.sort_by(|one, other| one.code.cmp(&other.code));
        if let Some(after) = &filter.after {
            let is_known = found.iter().any(|round| round.code == after.round);
            let is_known = is_known && after.agency.as_ref().is_none_or(|agency| now.get(agency).is_some());
            if !is_known {
                return Err(ServiceError::invalid("after", after.to_string()));
            }
        }
        let mut rounds = Vec::with_capacity(found.len());
        let mut known: Vec<(&Arc<OrganisationTree>, Agencies)> = Vec::new();
        for round in found {
            let tree = register.of(&round);
            if known.iter().all(|(other, _)| !Arc::ptr_eq(other, tree)) {
                known.push((tree, agencies(tree, filter)?.map(Arc::new)));
            }
            let of_tree = known.iter().find(|(other, _)| Arc::ptr_eq(other, tree));
            rounds.push((round.code, of_tree.and_then(|(_, agencies)| agencies.clone())));
        }
        if let Some(node) = &filter.organisation {
            path_of(now, node)?;
        }
        if let Some(indicator) = &filter.indicator
            && !services.plans_ask_for(tx, indicator).await?
        {
            return Err(ServiceError::NotFound("indicator"));
        }
        Ok(Self { rounds, indicator: filter.indicator.clone(), least: filter.least })
    }

    async fn page(&self, tx: &mut Tx, after: Option<&ValueCursor>, most: i64) -> ServiceResult<ValuePage> {
        let nothing = ValuePage { values: Vec::new(), next: None };
        let mut rounds = self.rounds.iter().filter(|(round, _)| after.is_none_or(|after| *round >= after.round));
        let Some((round, agencies)) = rounds.next() else { return Ok(nothing) };
        let place = after.filter(|after| after.round == *round);
        let agency = place.and_then(|place| place.agency.as_ref());
        let after_indicator = place.and_then(|place| place.indicator.as_ref()).map_or(AFTER_ALL, IndicatorCode::as_str);
        let after = agency.map_or(("", ""), |agency| (agency.as_str(), after_indicator));
        let some = agencies.as_ref().map(|agencies| {
            let begin = agencies.partition_point(|code| agency.is_some_and(|agency| code < agency));
            &agencies[begin..agencies.len().min(begin + AGENCIES_AT_ONCE)]
        });
        let most = most.clamp(1, MOST_VALUES);
        let mut values = match some {
            Some([]) => Vec::new(),
            some => {
                let of = (self.indicator.as_ref(), self.least);
                store::values::page(tx, round, some, of, after, most + 1).await?
            }
        };
        let has_more = i64::try_from(values.len()).is_ok_and(|found| found > most);
        values.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let last_looked_at =
            some.and_then(<[_]>::last).filter(|last| agencies.as_ref().and_then(|all| all.last()) != Some(*last));
        let at = |agency: Option<&OrganisationCode>, indicator: Option<&IndicatorCode>| {
            Some(ValueCursor { round: round.clone(), agency: agency.cloned(), indicator: indicator.cloned() })
        };
        let next = match (values.last().filter(|_| has_more), last_looked_at) {
            (Some(last), _) => at(Some(&last.agency), Some(&last.indicator)),
            (None, Some(agency)) => at(Some(agency), None),
            (None, None) => {
                rounds.next().map(|(round, _)| ValueCursor { round: round.clone(), agency: None, indicator: None })
            }
        };
        Ok(ValuePage { values, next })
    }
}

/// The bodies a filter lets through, in order. Without a body named every value of the round is read in order; with an
/// indicator named its values lie apart, and are found agency by agency.
fn agencies(tree: &OrganisationTree, filter: &ValueFilter) -> ServiceResult<Option<Vec<OrganisationCode>>> {
    let node = filter.organisation.as_ref().unwrap_or(tree.root());
    path_of(tree, node)?;
    if node == tree.root() && filter.indicator.is_none() {
        return Ok(None);
    }
    Ok(Some(tree.at_and_below(node)))
}
