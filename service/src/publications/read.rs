//! Reading what was extracted, in the shapes in which dashboards show figures.

use super::{Publications, Published};
use crate::{
    ServiceError, ServiceResult,
    dashboards::{
        AgencyIndicator, AgencyStrategy, Definition, IndicatorStatus, MadeOf, NationalFact, NodeFigure, NodeSummary,
        PlannedIndicator, StrategyStatus, national_facts,
    },
    plans::Fact,
    rollups::Completeness,
    store,
    store::Tx,
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, SnapshotCode},
    organisation::Organisation,
    plan::Plan,
    publication::{
        BodyExtract, BodyRow, CountryExtract, IndicatorExtract, OwnAnswer, OwnReport, OwnScore, Part, PartExtract,
        RankedFigure, SchemeExtract, Standing, Together,
    },
    ranking::{Coverage, best_first},
    snapshot::Counts,
    status::{Status, StatusCounts},
    submission::StateName,
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, sync::Arc};

/// A body with all below it.
#[derive(Debug, Clone)]
pub struct PublicTogether {
    /// How many reports are where.
    pub completeness: Completeness,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// One word over all of them.
    pub verdict: Status,
    /// The indicators that were asked in the round, under their strategies.
    pub strategies: Vec<StrategyStatus>,
}

/// The country.
#[derive(Debug, Clone)]
pub struct PublicCountry {
    /// Of which snapshot.
    pub published: Published,
    /// The country's own code.
    pub root: OrganisationCode,
    /// All bodies together.
    pub together: PublicTogether,
    /// The scores by each scheme.
    pub schemes: Vec<SchemeExtract>,
    /// The bodies directly below, one page of them.
    pub below: Vec<NodeSummary>,
    /// On how many pages they stand.
    pub pages_below: i64,
    /// How the country stands in what others publish.
    pub facts: Vec<NationalFact>,
}

/// What one body reported.
#[derive(Debug, Clone)]
pub struct PublicReport {
    /// Where the report was on its way.
    pub state: StateName,
    /// When it was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// The indicators that it was asked, under their strategies.
    pub strategies: Vec<AgencyStrategy>,
    /// Its scores, in the order of schemes.
    pub scores: Vec<OwnScore>,
}

/// One body.
#[derive(Debug, Clone)]
pub struct PublicBody {
    /// Of which snapshot.
    pub published: Published,
    /// The body.
    pub body: Organisation,
    /// The bodies above it, the nearest last, without the country.
    pub above: Vec<Organisation>,
    /// What it reported itself.
    pub own: Option<PublicReport>,
    /// It with all below it, where there are any.
    pub together: Option<PublicTogether>,
    /// The bodies directly below, one page of them.
    pub below: Vec<NodeSummary>,
    /// On how many pages they stand.
    pub pages_below: i64,
}

/// One indicator.
#[derive(Debug, Clone)]
pub struct PublicIndicator {
    /// Of which snapshot.
    pub published: Published,
    /// What it means, with its sourced figures.
    pub definition: Definition,
    /// How it stands in the country; nothing where agencies were not asked in this round.
    pub country: Option<IndicatorStatus>,
    /// How it stands at the bodies directly below the country.
    pub parts: Vec<NodeFigure>,
    /// How many gave a figure out of how many were asked.
    pub coverage: Coverage,
    /// The best of the bodies that gave a figure.
    pub first: Vec<RankedFigure>,
}

/// Reads a piece as it was kept.
pub(super) fn piece<T: DeserializeOwned>(content: &str) -> ServiceResult<T> {
    serde_json::from_str(content).map_err(|error| store::unreadable("page of a snapshot", error))
}

impl Publications<'_> {
    /// The country.
    ///
    /// # Errors
    /// None of this code is published; there is no such page of the bodies below.
    pub async fn country(&self, code: &SnapshotCode, page: i64) -> ServiceResult<PublicCountry> {
        let listed = self.listed().await?;
        let mut tx = self.0.db().read().await?;
        let published = self.get_in(&mut tx, code, listed).await?;
        let found: CountryExtract = needed(&mut tx, code, Part::Country, "", 0).await?;
        let CountryExtract { root, together, schemes, pages_below } = found;
        let below = below(&mut tx, code, &root, page, pages_below).await?;
        let (plan, period) = (published.plan.clone(), published.setting.head.round.period);
        let facts = facts(&mut tx, code, &plan, period).await?;
        let together = together_of(&plan, period, &together);
        Ok(PublicCountry { published, root, together, schemes, below, pages_below, facts })
    }

    /// One body.
    ///
    /// # Errors
    /// None of this code is published; it has no such body, or no such page of the bodies below it.
    pub async fn body(&self, code: &SnapshotCode, body: &OrganisationCode, page: i64) -> ServiceResult<PublicBody> {
        let listed = self.listed().await?;
        let mut tx = self.0.db().read().await?;
        let published = self.get_in(&mut tx, code, listed).await?;
        let found = optional(&mut tx, code, Part::Body, body.as_str(), 0).await?;
        let found: BodyExtract = found.ok_or(ServiceError::NotFound("organisation"))?;
        let BodyExtract { body, above, own, together, pages_below } = found;
        let below = below(&mut tx, code, &body.code, page, pages_below).await?;
        let (plan, period) = (published.plan.clone(), published.setting.head.round.period);
        Ok(PublicBody {
            own: own.map(|own| report_of(&plan, period, &own)),
            together: together.map(|together| together_of(&plan, period, &together)),
            published,
            body,
            above,
            below,
            pages_below,
        })
    }

    /// One indicator.
    ///
    /// # Errors
    /// None of this code is published; its plan has no such indicator.
    pub async fn indicator(&self, code: &SnapshotCode, indicator: &IndicatorCode) -> ServiceResult<PublicIndicator> {
        let listed = self.listed().await?;
        let mut tx = self.0.db().read().await?;
        let published = self.get_in(&mut tx, code, listed).await?;
        let (plan, period) = (published.plan.clone(), published.setting.head.round.period);
        let planned = PlannedIndicator::of(&plan, indicator).ok_or(ServiceError::NotFound("indicator"))?;
        let found: IndicatorExtract = needed(&mut tx, code, Part::Indicator, indicator.as_str(), 0).await?;
        let facts = facts(&mut tx, code, &plan, period).await?;
        let definition = Definition {
            fact: facts.into_iter().find(|fact| fact.indicator.code == *indicator),
            milestones: planned.trajectory().milestones().into_iter().cloned().collect(),
            plans: vec![plan.plan.clone()],
            plan: plan.clone(),
            indicator: planned,
        };
        let IndicatorExtract { country, parts, coverage, first, .. } = found;
        let mut parts: Vec<NodeFigure> = parts.into_iter().map(part_of).collect();
        best_first(&mut parts, &definition.indicator.polarity, |part| (part.figure, part.coverage));
        let country = country.and_then(|standing| status_of(&plan, period, &standing));
        Ok(PublicIndicator { published, definition, country, parts, coverage, first })
    }
}

async fn optional<T: DeserializeOwned>(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    part: Part,
    code: &str,
    number: i64,
) -> ServiceResult<Option<T>> {
    let found = store::publications::get(tx, snapshot, part, code, number).await?;
    found.map(|content| piece(&content)).transpose()
}

/// A piece that is there when the setting is.
async fn needed<T: DeserializeOwned>(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    part: Part,
    code: &str,
    number: i64,
) -> ServiceResult<T> {
    let missing = || ServiceError::fault(format!("the page {} {code} of {snapshot}", part.as_ref()), "it is not there");
    optional(tx, snapshot, part, code, number).await?.ok_or_else(missing)
}

/// One page of the bodies below one.
async fn below(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    body: &OrganisationCode,
    page: i64,
    pages: i64,
) -> ServiceResult<Vec<NodeSummary>> {
    if pages == 0 && page == 1 {
        return Ok(Vec::new());
    }
    let rows: Option<Vec<BodyRow>> = optional(tx, snapshot, Part::Below, body.as_str(), page).await?;
    let row = |BodyRow { body, counts, completeness }: BodyRow| {
        let completeness = completeness_of(completeness);
        NodeSummary { organisation: body, completeness, counts, on_time_share: completeness.on_time_share() }
    };
    Ok(rows.ok_or(ServiceError::NotFound("page"))?.into_iter().map(row).collect())
}

/// The sourced figures as they stood when the snapshot was published, up to the end of its period.
async fn facts(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    plan: &Arc<Plan>,
    period: Period,
) -> ServiceResult<Vec<NationalFact>> {
    let facts: Vec<Fact> = needed(tx, snapshot, Part::Facts, "", 0).await?;
    Ok(national_facts(plan, &facts, period.last_day()))
}

fn completeness_of(counts: Counts) -> Completeness {
    let Counts { expected, draft, returned, submitted, approved, accepted, handed_in, on_time } = counts;
    Completeness { expected, draft, returned, submitted, approved, accepted, handed_in, on_time }
}

fn part_of(PartExtract { body, is_alone, standing }: PartExtract) -> NodeFigure {
    NodeFigure {
        organisation: body,
        figure: standing.figure,
        expected: standing.expected,
        status: standing.status,
        coverage: Coverage { contributors: standing.contributors, expected: standing.asked },
        made_of: if is_alone { MadeOf::Itself } else { MadeOf::Bodies },
    }
}

/// A standing with the indicator it is of; rounds before are no part of a snapshot.
fn status_of(plan: &Arc<Plan>, period: Period, standing: &Standing) -> Option<IndicatorStatus> {
    let indicator = PlannedIndicator::of(plan, &standing.indicator)?;
    let provenance = indicator.trajectory().provenance_on(period.last_day());
    Some(IndicatorStatus {
        as_of: Some(period),
        figure: standing.figure,
        expected: standing.expected,
        status: standing.status,
        contributors: standing.contributors,
        expected_contributors: standing.asked,
        target_provenance: provenance.filter(|_| standing.expected.is_some()),
        series: Vec::new(),
        expected_series: Vec::new(),
        redefined: None,
        indicator,
    })
}

fn together_of(plan: &Arc<Plan>, period: Period, together: &Together) -> PublicTogether {
    let by_code: BTreeMap<_, _> = together.standings.iter().map(|standing| (&standing.indicator, standing)).collect();
    let under = plan.by_strategy(|indicator| by_code.contains_key(&indicator.code)).into_iter();
    let strategies = under.map(|(strategy, indicators)| {
        let standings = indicators.iter().filter_map(|indicator| by_code.get(&indicator.code));
        let indicators: Vec<_> = standings.filter_map(|standing| status_of(plan, period, standing)).collect();
        let counts = indicators.iter().map(|indicator| indicator.status).collect();
        StrategyStatus { strategy: strategy.clone(), indicators, counts }
    });
    PublicTogether {
        completeness: completeness_of(together.completeness),
        counts: together.counts,
        verdict: together.verdict,
        strategies: strategies.collect(),
    }
}

fn report_of(plan: &Arc<Plan>, period: Period, own: &OwnReport) -> PublicReport {
    let by_code: BTreeMap<_, _> = own.answers.iter().map(|answer| (&answer.indicator, answer)).collect();
    let under = plan.by_strategy(|indicator| by_code.contains_key(&indicator.code)).into_iter();
    let strategies = under.map(|(strategy, indicators)| {
        let answers = indicators.iter().filter_map(|indicator| by_code.get(&indicator.code));
        let indicators: Vec<_> = answers.filter_map(|answer| answer_of(plan, period, answer)).collect();
        let counts = indicators.iter().map(|indicator| indicator.status).collect();
        AgencyStrategy { strategy: strategy.clone(), indicators, counts }
    });
    PublicReport {
        state: own.state,
        first_submitted_at: own.first_submitted_at,
        counts: own.counts(),
        strategies: strategies.collect(),
        scores: own.scores.clone(),
    }
}

/// An answer with the indicator it is of. What agencies explained and handed in as evidence is no part of a snapshot.
fn answer_of(plan: &Arc<Plan>, period: Period, answer: &OwnAnswer) -> Option<AgencyIndicator> {
    let indicator = PlannedIndicator::of(plan, &answer.indicator)?;
    let day = period.last_day();
    Some(AgencyIndicator {
        as_of: Some(period),
        figure: answer.figure,
        expected: indicator.expected_of_one(day),
        status: answer.status,
        target_provenance: indicator.trajectory().provenance_on(day),
        applicability: answer.applicability,
        reported: answer.reported,
        verified: answer.verified,
        explanation: String::new(),
        trust: None,
        working: None,
        series: Vec::new(),
        expected_series: Vec::new(),
        not_applicable: Vec::new(),
        redefined: None,
        indicator,
    })
}
