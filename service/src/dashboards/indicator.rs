//! One indicator in one round: the country, the ministries compared, the agencies ranked.

use super::{
    Dashboards,
    definition::{Definition, definition_in},
    figure_spread::{BodyFigure, FigureSpread},
    line::{PassedOver, View},
    outlook::{Outlook, outlook_of_fact},
    reach::Reach,
    status::{IndicatorStatus, Standing},
};
use crate::{
    Actor, ServiceResult, Services,
    organisations::path_of,
    rounds::RoundNow,
    store,
    store::Tx,
    values::{Value, figures, reading_in_force},
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::{Indicator, Polarity},
    organisation::{Organisation, OrganisationKind},
    ranking::{Coverage, Place, RANKS_FROM, best_first},
    reporters::Reporters,
    status::Status,
    trust::TrustGrade,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

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
    /// The kind of bodies whose figures alone are shown.
    pub kind: Option<OrganisationKind>,
    /// The kinds of those who are asked for it in the round, to choose from.
    pub kinds: Vec<OrganisationKind>,
    /// How it stands in the country, all agencies taken together, or all of the kind.
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
    /// How the figures of those with at least that are spread.
    pub spread: FigureSpread,
    /// The agencies, best first.
    pub ranking: Ranking,
}

/// How many bodies directly below one are looked at for a page.
pub const MOST_PARTS: usize = 500;

/// What of an indicator is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndicatorFilter {
    /// Which page of the ranking, from 1 on.
    pub page: u32,
    /// The least that has to stand behind a figure for it to be ranked.
    pub least: TrustGrade,
    /// The body whose parts are shown in place of those of the country.
    pub under: Option<OrganisationCode>,
    /// Bodies of one kind alone, where some of it are asked for the indicator.
    pub kind: Option<OrganisationKind>,
}

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
        /// What is expected of each of them by then.
        expected: Option<Amount>,
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
        self.indicator_of(actor, code, round, &IndicatorFilter { page, ..IndicatorFilter::default() }).await
    }

    /// The same of one kind of bodies, with the parts of one body in place of those of the country, or with only those agencies
    /// ranked whose figures have at least a grade.
    ///
    /// # Errors
    /// As [`Self::indicator`]; there is no such body.
    pub async fn indicator_of(
        &self,
        actor: &Actor,
        code: &IndicatorCode,
        round: Option<&RoundCode>,
        filter: &IndicatorFilter,
    ) -> ServiceResult<IndicatorPage> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load_far(services, &mut tx, actor, round, Reach::Forecasts(Some(code))).await?;
        let day = view.shown().round.period.last_day();
        let definition = definition_in(services, &mut tx, code, Some(&view.shown().plan), day).await?;

        let root = view.tree.root().clone();
        let (reporters, kinds) = asked_kinds(services, &view, code);
        let kind = filter.kind.filter(|kind| kinds.contains(kind));
        let view = view.with_kind(&reporters, &root, kind);
        let under = filter.under.as_ref().filter(|under| **under != root);
        let top = under.unwrap_or(&root);
        path_of(&view.tree, top)?;
        let track = view.track(code);
        let answered = view.answered_at(&track, view.shown_place());
        // A figure that still holds is of those who stood there when it was given.
        let tree = &view.line[answered.unwrap_or(view.shown_place())].tree;
        let reporters = services.reporters_on(tree, view.period(answered.unwrap_or(view.shown_place())).last_day());
        let is_shown = |node: &OrganisationCode| view.kind.is_none_or(|kind| reporters.of_kind(tree, node, kind) > 0);
        let (children, has_more_parts) = first_parts(tree.children(top), is_shown);
        let nodes: Vec<OrganisationCode> = std::iter::once(top).chain(&children).cloned().collect();
        let of_line = view.sums(&mut tx, &view.wanted_of_line(Some(code)), std::slice::from_ref(&root)).await?;
        let asked = answered.and_then(|place| track[place].map(|known| (place, known)));
        let wanted: Vec<_> =
            answered.map(|place| view.wanted_of_line(Some(code)).swap_remove(place)).into_iter().collect();
        let of_nodes = view.sums(&mut tx, &wanted, &nodes).await?;

        let country = Standing { services, view: &view, sums: &of_line };
        let mut national = country.indicator(&root, definition.indicator.clone());
        let outlook = match &definition.fact {
            Some(fact) => outlook_of_fact(fact),
            None => country.outlook(&root, &definition.indicator),
        };
        let below = Standing { services, view: &view, sums: &of_nodes };
        let mut parts = asked.map(|(place, known)| parts(&below, known, place, &children)).unwrap_or_default();
        let mut whole = under.zip(asked).and_then(|(under, (place, known))| node_figure(&below, known, place, under));
        let (mut by_trust, mut spread, mut ranking) = (BTreeMap::new(), FigureSpread::default(), Ranking::NoOrder);
        if let Some((place, known)) = asked.filter(|(_, known)| known.scope.asks_agencies()) {
            by_trust = store::values::by_trust(&mut tx, &view.line[place].round.code, &known.code, view.kind).await?;
            let contributors = by_trust.range(filter.least..).map(|(_, count)| count).sum();
            let coverage = Coverage { contributors, ..national.coverage() };
            let figures = view.every_figure(services, &mut tx, (place, known)).await?;
            if known.measure.rollup_rule().is_none() {
                national.contributors = view.counted_apart(place, &figures, &root);
                let apart = view.apart(place, &figures);
                for node in parts.iter_mut().chain(&mut whole) {
                    view.tell_apart((place, known), &apart, node);
                }
                best_first(&mut parts, &known.polarity, |node| (node.figure, node.coverage));
            }
            spread = view.spread_of(known, &figures, filter.least, coverage);
            ranking = rank(&mut tx, &view, (place, known), &figures, coverage, filter).await?;
        }
        Ok(IndicatorPage {
            as_of: view.at,
            round: view.round_now(),
            kind: view.kind,
            kinds,
            under: under.and_then(|under| view.tree.get(under)).cloned(),
            whole,
            parts,
            has_more_parts,
            rounds: view.rounds,
            passed_over: view.passed_over,
            definition,
            national,
            outlook,
            by_trust,
            least: filter.least,
            spread,
            ranking,
        })
    }
}

/// Who owes a report in the round shown, and of which kinds those are that are asked for an indicator in it.
fn asked_kinds(services: &Services, view: &View, code: &IndicatorCode) -> (Arc<Reporters>, Vec<OrganisationKind>) {
    let shown = view.shown();
    let reporters = services.reporters_on(&view.tree, shown.round.period.last_day());
    let known = shown.plan.indicator(code).filter(|known| known.scope.asks_agencies());
    let kinds = reporters.kinds(view.tree.root()).filter(|kind| known.is_some_and(|known| known.is_asked_of(*kind)));
    let kinds = kinds.collect();
    (reporters, kinds)
}

/// The first bodies of those that are shown, and whether there are more.
fn first_parts(
    children: &[OrganisationCode],
    is_shown: impl Fn(&OrganisationCode) -> bool,
) -> (Vec<OrganisationCode>, bool) {
    let mut shown = children.iter().filter(|node| is_shown(node));
    let first = shown.by_ref().take(MOST_PARTS).cloned().collect();
    (first, shown.next().is_some())
}

/// How an indicator stands at a node where somebody is asked for it.
pub(super) fn node_figure(
    below: &Standing<'_>,
    known: &Indicator,
    place: usize,
    node: &OrganisationCode,
) -> Option<NodeFigure> {
    let view = below.view;
    let expected = view.asked((place, &below.reporters(place)), node, known);
    let organisation = view.tree.get(node).filter(|_| expected > 0)?.clone();
    let answer = below.answer(node, &view.track(&known.code), view.shown_place());
    Some(NodeFigure {
        organisation,
        figure: answer.figure,
        expected: answer.expected,
        status: answer.status,
        coverage: Coverage { contributors: answer.contributors, expected },
        made_of: if view.line[place].tree.children(node).is_empty() { MadeOf::Itself } else { MadeOf::Bodies },
    })
}

fn parts(below: &Standing<'_>, known: &Indicator, place: usize, nodes: &[OrganisationCode]) -> Vec<NodeFigure> {
    let mut parts: Vec<NodeFigure> = nodes.iter().filter_map(|node| node_figure(below, known, place, node)).collect();
    best_first(&mut parts, &known.polarity, |node| (node.figure, node.coverage));
    parts
}

/// A page of the agencies, best first: in order and placed by the figures that were read, and told of with their values, which take
/// one statement.
async fn rank(
    tx: &mut Tx,
    view: &View,
    (place, known): (usize, &Indicator),
    of_bodies: &[BodyFigure],
    coverage: Coverage,
    filter: &IndicatorFilter,
) -> ServiceResult<Ranking> {
    if matches!(known.polarity, Polarity::Within(_)) {
        return Ok(Ranking::NoOrder);
    }
    if !coverage.allows_ranks() {
        return Ok(Ranking::TooFewForRanks { coverage, threshold: RANKS_FROM });
    }
    let round = &view.line[place].round;
    let (ranked, has_more) = view.ranked(known, of_bodies, filter);
    let agencies: Vec<OrganisationCode> = ranked.iter().map(|(of, _)| of.agency.clone()).collect();
    let values = store::values::about(tx, &round.code, &[&known.code], Some(&agencies)).await?;
    let values: HashMap<&OrganisationCode, &Value> = values.iter().map(|value| (&value.agency, value)).collect();
    let day = round.period.last_day();
    let row = |(of, place): (&BodyFigure, Place)| {
        let (value, agency) = (values.get(&of.agency).copied()?, view.tree.get(&of.agency)?);
        let figures = figures(known, value);
        let reading = reading_in_force(known, value);
        Some(RankedAgency {
            place,
            organisation: agency.clone(),
            figure: of.figure,
            status: reading.map_or(Status::NoData, |reading| reading.status(known, day)),
            reported: figures.reported,
            verified: figures.verified,
            explanation: value.explanation.clone(),
            trust: value.trust,
        })
    };
    let rows = ranked.into_iter().filter_map(row).collect();
    Ok(Ranking::Page { rows, has_more, coverage, expected: known.expected_of_one(day) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_cut_after_those_that_are_not_shown_are_left_out() {
        let code = |number: usize| -> OrganisationCode { format!("a{number:04}").parse().expect("a code") };
        let children: Vec<OrganisationCode> = (0..2 * MOST_PARTS).map(code).collect();
        assert_eq!(first_parts(&children, |_| true), (children[..MOST_PARTS].to_vec(), true));
        let last = |node: &OrganisationCode| *node >= children[MOST_PARTS];
        assert_eq!(first_parts(&children, last), (children[MOST_PARTS..].to_vec(), false));
    }
}
