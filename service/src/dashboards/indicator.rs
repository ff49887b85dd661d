//! One indicator in one round: the country, the ministries compared, the agencies ranked.

use super::{
    Dashboards, PAGE_ROWS,
    definition::{Definition, definition_in},
    line::{PassedOver, View},
    outlook::{Outlook, outlook_of_fact},
    rows_before,
    status::{IndicatorStatus, Standing},
};
use crate::{
    Actor, ServiceResult,
    organisations::path_of,
    rounds::RoundNow,
    store,
    store::Tx,
    values::{Figures, RankOrder, Value, figures, reading_in_force},
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::{Indicator, Polarity},
    organisation::Organisation,
    ranking::{Coverage, Place, RANKS_FROM, best_first, places},
    status::Status,
    trust::TrustGrade,
};
use std::collections::BTreeMap;

/// The page of one indicator.
#[derive(Debug, Clone)]
pub struct IndicatorPage {
    /// When it was looked at: figures are those of this instant.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from; an older round shown is not among them.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// What it means: as the plan of the round shown defines it, or the newest that has it where that one has not.
    pub definition: Definition,
    /// How it stands in the country, all agencies taken together.
    pub national: IndicatorStatus,
    /// Where the country's figure goes: as agencies reported it, or as sources say.
    pub outlook: Outlook,
    /// The body whose parts were asked for; none where they are those of the country.
    pub under: Option<Organisation>,
    /// All at and below that body; none where nobody there is asked for it.
    pub whole: Option<NodeFigure>,
    /// The bodies directly below the country, or below the body that was asked for, where somebody is asked for it: best
    /// first where enough of a body's agencies gave a figure, the others after them in the order of codes.
    pub parts: Vec<NodeFigure>,
    /// Whether there are more than [`MOST_PARTS`] of them; then the others are left out.
    pub has_more_parts: bool,
    /// How many agencies gave a figure, by what stands behind it.
    pub by_trust: BTreeMap<TrustGrade, i64>,
    /// The least that has to stand behind a figure for it to be ranked.
    pub least: TrustGrade,
    /// The agencies, best first.
    pub ranking: Ranking,
}

/// How many bodies directly below one are looked at for a page.
pub const MOST_PARTS: usize = 500;

/// How the indicator stands at one node.
#[derive(Debug, Clone)]
pub struct NodeFigure {
    /// The body.
    pub organisation: Organisation,
    /// The figure of all who contributed.
    pub figure: Option<Amount>,
    /// What was expected of those who contributed.
    pub expected: Option<Amount>,
    /// One against the other.
    pub status: Status,
    /// How many agencies contributed, out of how many.
    pub coverage: Coverage,
    /// What the figure is made of.
    pub made_of: MadeOf,
}

/// What the figure of a node is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeOf {
    /// One body's own figure.
    Itself,
    /// Figures of bodies below it, and perhaps its own.
    Bodies,
}

/// Agencies in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ranking {
    /// There is no order: nobody is asked for it, or the best figure lies between two bounds.
    NoOrder,
    /// Too few agencies gave a figure.
    TooFewForRanks {
        /// How many did, out of how many.
        coverage: Coverage,
        /// From which share on, in percent, they are ranked.
        threshold: Amount,
    },
    /// A page of the agencies.
    Page {
        /// Best first.
        rows: Vec<RankedAgency>,
        /// Whether there is a page after this one.
        has_more: bool,
        /// How many gave a figure, out of how many.
        coverage: Coverage,
    },
}

/// An agency with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedAgency {
    /// Its place; those alike share it.
    pub place: Place,
    /// The agency.
    pub organisation: Organisation,
    /// The figure in force.
    pub figure: Amount,
    /// Against what was expected of it.
    pub status: Status,
    /// The figure that it reported.
    pub reported: Option<Amount>,
    /// The figure that DGA verified, where it differs.
    pub verified: Option<Amount>,
    /// Why it is right although it looked wrong, in the agency's words; empty where nothing was explained.
    pub explanation: String,
    /// What stands behind it.
    pub trust: TrustGrade,
}

impl Dashboards<'_> {
    /// One indicator in a round; without one named, in the latest with enough accepted reports. Pages of the ranking count from 1.
    ///
    /// # Errors
    /// There is no such indicator in any plan, or no such round; the actor may not.
    pub async fn indicator(
        &self,
        actor: &Actor,
        code: &IndicatorCode,
        round: Option<&RoundCode>,
        page: u32,
    ) -> ServiceResult<IndicatorPage> {
        self.indicator_of_grade(actor, code, round, page, TrustGrade::SelfReported).await
    }

    /// The same with only those agencies ranked whose figures have at least a grade.
    ///
    /// # Errors
    /// As [`Self::indicator`].
    pub async fn indicator_of_grade(
        &self,
        actor: &Actor,
        code: &IndicatorCode,
        round: Option<&RoundCode>,
        page: u32,
        least: TrustGrade,
    ) -> ServiceResult<IndicatorPage> {
        self.indicator_under(actor, code, round, (page, least), None).await
    }

    /// The same with the parts of one body in place of those of the country. The page of the ranking and the grade go
    /// together.
    ///
    /// # Errors
    /// As [`Self::indicator`]; there is no such body.
    pub async fn indicator_under(
        &self,
        actor: &Actor,
        code: &IndicatorCode,
        round: Option<&RoundCode>,
        (page, least): (u32, TrustGrade),
        under: Option<&OrganisationCode>,
    ) -> ServiceResult<IndicatorPage> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load(services, &mut tx, actor, round).await?;
        let shown = view.shown();
        let day = shown.round.period.last_day();
        let definition = definition_in(services, &mut tx, code, Some(&shown.plan), day).await?;

        let root = view.tree.root().clone();
        let under = under.filter(|under| **under != root);
        let top = under.unwrap_or(&root);
        path_of(&view.tree, top)?;
        let children = view.tree.children(top);
        let children = children.get(..MOST_PARTS).unwrap_or(children);
        let nodes: Vec<OrganisationCode> = std::iter::once(top).chain(children).cloned().collect();
        let of_line =
            store::rollups::sums(&mut tx, &view.wanted_of_line(Some(code)), std::slice::from_ref(&root)).await?;
        let track = view.track(code);
        let answered = view.answered_at(&track, view.shown_place());
        let asked = answered.and_then(|place| track[place].map(|known| (place, known)));
        let wanted: Vec<_> =
            answered.map(|place| view.wanted_of_line(Some(code)).swap_remove(place)).into_iter().collect();
        let of_nodes = store::rollups::sums(&mut tx, &wanted, &nodes).await?;

        let country = Standing { services, view: &view, sums: &of_line };
        let national = country.indicator(&root, definition.indicator.clone());
        let outlook = match &definition.fact {
            Some(fact) => outlook_of_fact(fact),
            None => country.outlook(&root, &definition.indicator),
        };
        let below = Standing { services, view: &view, sums: &of_nodes };
        let parts = asked.map(|(place, known)| parts(&below, known, place, children)).unwrap_or_default();
        let whole = under.zip(asked).and_then(|(under, (place, known))| node_figure(&below, known, place, under));
        let (mut by_trust, mut ranking) = (BTreeMap::new(), Ranking::NoOrder);
        if let Some((place, known)) = asked.filter(|(_, known)| known.scope.asks_agencies()) {
            by_trust = store::values::by_trust(&mut tx, &view.line[place].round.code, &known.code).await?;
            let contributors = by_trust.range(least..).map(|(_, count)| count).sum();
            let coverage = Coverage { contributors, ..national.coverage() };
            ranking = rank(&mut tx, &view, known, (place, page), coverage, least).await?;
        }
        Ok(IndicatorPage {
            as_of: view.at,
            round: view.round_now(),
            under: under.and_then(|under| view.tree.get(under)).cloned(),
            whole,
            parts,
            has_more_parts: view.tree.children(top).len() > MOST_PARTS,
            rounds: view.rounds,
            passed_over: view.passed_over,
            definition,
            national,
            outlook,
            by_trust,
            least,
            ranking,
        })
    }
}

/// How an indicator stands at a node where somebody is asked for it.
fn node_figure(below: &Standing<'_>, known: &Indicator, place: usize, node: &OrganisationCode) -> Option<NodeFigure> {
    let view = below.view;
    let expected = below.reporters(place).asked(&view.tree, node, known);
    let organisation = view.tree.get(node).filter(|_| expected > 0)?.clone();
    let answer = below.answer(node, &view.track(&known.code), view.shown_place());
    Some(NodeFigure {
        organisation,
        figure: answer.figure,
        expected: answer.expected,
        status: answer.status,
        coverage: Coverage { contributors: answer.contributors, expected },
        made_of: if view.tree.children(node).is_empty() { MadeOf::Itself } else { MadeOf::Bodies },
    })
}

fn parts(below: &Standing<'_>, known: &Indicator, place: usize, nodes: &[OrganisationCode]) -> Vec<NodeFigure> {
    let mut parts: Vec<NodeFigure> = nodes.iter().filter_map(|node| node_figure(below, known, place, node)).collect();
    best_first(&mut parts, &known.polarity, |node| (node.figure, node.coverage));
    parts
}

async fn rank(
    tx: &mut Tx,
    view: &View,
    known: &Indicator,
    (place, page): (usize, u32),
    coverage: Coverage,
    least: TrustGrade,
) -> ServiceResult<Ranking> {
    let order = match &known.polarity {
        Polarity::Higher => RankOrder::HighestFirst,
        Polarity::Lower => RankOrder::LowestFirst,
        Polarity::Within(_) => return Ok(Ranking::NoOrder),
    };
    let round = &view.line[place].round;
    if !coverage.allows_ranks() {
        return Ok(Ranking::TooFewForRanks { coverage, threshold: RANKS_FROM });
    }
    let skipped = i64::try_from(rows_before(page)).unwrap_or(i64::MAX);
    let most = i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let values = store::values::ranked(tx, &round.code, &known.code, order, least, (skipped, most)).await?;
    let found: Vec<_> = values
        .iter()
        .filter_map(|value| Some((value, figures(known, value), view.tree.get(&value.agency)?)))
        .filter_map(|(value, figures, agency)| Some((value, figures, agency, figures.in_force?)))
        .collect();
    let approximate: Vec<f64> = found.iter().map(|(_, _, _, figure)| figure.approximate()).collect();
    let better = match approximate.first() {
        Some(first) => store::values::better_than(tx, &round.code, &known.code, order, least, *first).await?,
        None => 0,
    };
    let day = round.period.last_day();
    let row = |((value, figures, agency, figure), place): ((&Value, Figures, &Organisation, Amount), Place)| {
        let reading = reading_in_force(known, value);
        RankedAgency {
            place,
            organisation: agency.clone(),
            figure,
            status: reading.map_or(Status::NoData, |reading| reading.status(known, day)),
            reported: figures.reported,
            verified: figures.verified,
            explanation: value.explanation.clone(),
            trust: value.trust,
        }
    };
    let has_more = found.len() > PAGE_ROWS;
    let placed = places(skipped, better, &approximate);
    let rows = found.into_iter().zip(placed).take(PAGE_ROWS).map(row).collect();
    Ok(Ranking::Page { rows, has_more, coverage })
}
