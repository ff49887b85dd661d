//! Bodies against indicators in one round: which cells are on course, and which are not.
//!
//! A page of bodies is read at a time. Up to [`MOST_SORTED`] of them can be sorted by what is in the cells, since that
//! needs the cells of all; beyond that they stand in the order of their names.

use super::{
    Dashboards,
    alone::Alone,
    line::{PassedOver, Track, View},
    page_of,
    status::{PlannedIndicator, Standing},
    trusted,
};
use crate::{Actor, ServiceError, ServiceResult, organisations::path_of, rounds::RoundNow, store};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, RoundCode, StrategyCode},
    indicator::Polarity,
    organisation::{Organisation, OrganisationKind, OrganisationTree},
    peers::{Bands, PeerGroup, SizeBand},
    plan::Strategy,
    reporters::Reporters,
    status::{Status, StatusCounts},
    text::Language,
    trust::TrustGrade,
};
use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

/// Up to how many bodies are sorted by what is in their cells.
pub const MOST_SORTED: usize = 120;

/// By what the bodies stand in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum HeatSort {
    /// Their names.
    #[default]
    Name,
    /// The share of their indicators that is on course.
    Share,
    /// One indicator.
    Indicator(IndicatorCode),
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeatOrder {
    /// The best, or the first letter.
    #[default]
    BestFirst,
    /// The worst, or the last letter.
    WorstFirst,
}

/// What is shown, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeatFilter {
    /// Only the indicators of one strategy.
    pub strategy: Option<StrategyCode>,
    /// Instead of the bodies directly below, all at any depth that are of a kind and owe a report.
    pub kind: Option<OrganisationKind>,
    /// Of a kind that has size bands, only the bodies in one of them.
    pub band: Option<SizeBand>,
    /// By what the bodies stand in order.
    pub sort: HeatSort,
    /// Which end comes first.
    pub order: HeatOrder,
    /// Which page of the bodies, from 1 on.
    pub page: u32,
    /// The least that has to stand behind a figure for it to count.
    pub least: TrustGrade,
    /// The language of the names by which the bodies stand in order.
    pub language: Language,
}

/// Bodies against indicators.
#[derive(Debug, Clone)]
pub struct HeatMap {
    /// When it was looked at: figures are those of this instant.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// The register as it stood in the round.
    pub tree: Arc<OrganisationTree>,
    /// The body below which the rows are.
    pub organisation: Organisation,
    /// The strategy whose indicators alone are shown.
    pub strategy: Option<StrategyCode>,
    /// The kind of bodies that are shown instead of those directly below.
    pub kind: Option<OrganisationKind>,
    /// Every strategy whose indicators somebody here is asked for.
    pub strategies: Vec<Strategy>,
    /// The columns, under the strategies that are shown.
    pub columns: Vec<(Strategy, Vec<PlannedIndicator>)>,
    /// The kinds of those at any depth below who owe a report.
    pub kinds: Vec<OrganisationKind>,
    /// The size bands of the kind that is shown, where it has any.
    pub bands: Option<Bands>,
    /// A page of the bodies.
    pub rows: Vec<HeatRow>,
    /// How many bodies there are.
    pub bodies: usize,
    /// Whether there is a page after this one.
    pub has_more: bool,
    /// Whether they are few enough to be sorted by what is in the cells.
    pub is_sortable: bool,
    /// The least that stands behind the figures shown: of all figures, where the bodies at and below those shown are too
    /// many to add up those of a grade.
    pub least: TrustGrade,
}

/// One body.
#[derive(Debug, Clone)]
pub struct HeatRow {
    /// The body.
    pub organisation: Organisation,
    /// A cell for each column; `None` where nobody there is asked.
    pub cells: Vec<Option<HeatCell>>,
    /// How many of the cells have which status.
    pub counts: StatusCounts,
}

/// One indicator at one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatCell {
    /// The figure of all who contributed.
    pub figure: Option<Amount>,
    /// Its own level or answer, of one body alone whose figure is the share that is met.
    pub own: Option<Amount>,
    /// Against what was expected of them; of one body alone also that it does not apply.
    pub status: Status,
    /// The period the figure is of.
    pub as_of: Option<Period>,
}

impl Dashboards<'_> {
    /// The bodies below one against the indicators of a round; without one named, of the latest with enough accepted
    /// reports. A strategy that the plan of the round does not have, and a kind of which nobody below owes a report in it, narrow
    /// nothing.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn heat_map(
        &self,
        actor: &Actor,
        code: &OrganisationCode,
        round: Option<&RoundCode>,
        filter: &HeatFilter,
    ) -> ServiceResult<HeatMap> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load(services, &mut tx, actor, round).await?;
        path_of(&view.tree, code)?;
        let organisation = view.tree.get(code).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let reporters = services.reporters_on(&view.tree, view.shown().round.period.last_day());
        let below = Below { view: &view, reporters: &reporters, code };
        let kinds = below.kinds();
        let has_it = |only: &&StrategyCode| view.shown().plan.strategies.iter().any(|of| of.code == **only);
        let filter = &HeatFilter {
            strategy: filter.strategy.as_ref().filter(has_it).cloned(),
            kind: filter.kind.filter(|kind| kinds.contains(kind)),
            ..filter.clone()
        };
        let (columns, strategies) = below.columns(filter);
        let nodes = below.nodes(filter);
        let bodies = nodes.len();
        let is_sortable = bodies <= MOST_SORTED;
        let by_cells = filter.sort != HeatSort::Name && is_sortable;
        let (mut shown, mut has_more) = (nodes, false);
        if !by_cells {
            (shown, has_more) = page_of(shown.into_iter(), filter.page);
        }
        let wanted = view.wanted_of_shown();
        let added =
            (filter.least > TrustGrade::SelfReported).then(|| trusted::bodies_below(&view, &shown, &wanted)).flatten();
        let (sums, least) = match &added {
            Some(bodies) => {
                let of = (shown.as_slice(), bodies);
                (trusted::sums(&mut tx, &view, of, &wanted, filter.least).await?, filter.least)
            }
            None => (store::rollups::sums(&mut tx, &wanted, &shown).await?, TrustGrade::SelfReported),
        };
        let standing = Standing { services, view: &view, sums: &sums };
        let indicators = columns.iter().flat_map(|(_, indicators)| indicators);
        let tracks: Vec<_> = indicators.map(|indicator| (indicator, view.track(&indicator.code))).collect();
        let mut rows: Vec<HeatRow> = shown.iter().filter_map(|node| below.row(&standing, node, &tracks)).collect();
        if by_cells {
            sort(&mut rows, filter, &columns);
            (rows, has_more) = page_of(rows.into_iter(), filter.page);
        }
        let shown: Vec<OrganisationCode> = rows.iter().map(|row| row.organisation.code.clone()).collect();
        let codes: Vec<&IndicatorCode> = tracks.iter().map(|(indicator, _)| &indicator.code).collect();
        let alone = Alone::load(&mut tx, &view, &shown, &codes).await?;
        for row in &mut rows {
            for (cell, (indicator, _)) in row.cells.iter_mut().zip(&tracks) {
                if let Some(cell) = cell.as_mut().filter(|cell| cell.figure.is_some()) {
                    cell.own = alone.of(&row.organisation.code, &indicator.code);
                }
            }
        }
        Ok(HeatMap {
            as_of: view.at,
            round: view.round_now(),
            organisation,
            strategy: filter.strategy.clone(),
            kind: filter.kind,
            strategies,
            columns,
            kinds,
            bands: filter.kind.and_then(|kind| view.tree.peer_groups().bands(kind)),
            rows,
            bodies,
            has_more,
            is_sortable,
            least,
            tree: view.tree.clone(),
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }
}

/// Who is below a body in a round.
struct Below<'a> {
    view: &'a View,
    reporters: &'a Reporters,
    code: &'a OrganisationCode,
}

impl Below<'_> {
    fn columns(&self, filter: &HeatFilter) -> (Vec<(Strategy, Vec<PlannedIndicator>)>, Vec<Strategy>) {
        let plan = &self.view.shown().plan;
        let tree = &self.view.tree;
        let asked = plan.by_strategy(|indicator| self.reporters.asked(tree, self.code, indicator) > 0);
        let strategies = asked.iter().map(|(strategy, _)| (*strategy).clone()).collect();
        let is_shown = |strategy: &Strategy| filter.strategy.as_ref().is_none_or(|only| strategy.code == *only);
        let columns = asked.into_iter().filter(|(strategy, _)| is_shown(strategy)).map(|(strategy, indicators)| {
            let planned = indicators.iter().filter_map(|indicator| PlannedIndicator::of(plan, &indicator.code));
            (strategy.clone(), planned.collect())
        });
        (columns.collect(), strategies)
    }

    /// Everybody at any depth below who owes a report.
    fn owing(&self) -> impl Iterator<Item = &Organisation> {
        let tree = &self.view.tree;
        let day = self.view.shown().round.period.last_day();
        let below = tree.at_and_below(self.code).into_iter().filter(|code| code != self.code);
        below.filter_map(|code| tree.get(&code)).filter(move |body| body.reports_on(day))
    }

    fn kinds(&self) -> Vec<OrganisationKind> {
        self.owing().map(|body| body.kind).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The rows, in the order of their names.
    fn nodes(&self, filter: &HeatFilter) -> Vec<OrganisationCode> {
        let tree = &self.view.tree;
        let mut nodes: Vec<OrganisationCode> = if let Some(kind) = filter.kind {
            let groups = tree.peer_groups();
            let group = PeerGroup { kind, band: filter.band.filter(|_| groups.bands(kind).is_some()) };
            self.owing().filter(|body| groups.holds(group, body)).map(|body| body.code.clone()).collect()
        } else {
            let owing = |node: &&OrganisationCode| self.reporters.owing(tree, node) > 0;
            tree.children(self.code).iter().filter(owing).cloned().collect()
        };
        nodes.sort_by_cached_key(|node| tree.dictionary_place(node, filter.language));
        if filter.sort == HeatSort::Name && filter.order == HeatOrder::WorstFirst {
            nodes.reverse();
        }
        nodes
    }

    fn row(
        &self,
        standing: &Standing<'_>,
        node: &OrganisationCode,
        tracks: &[(&PlannedIndicator, Track<'_>)],
    ) -> Option<HeatRow> {
        let view = self.view;
        let cell = |(indicator, track): &(&PlannedIndicator, Track<'_>)| {
            if self.reporters.asked(&view.tree, node, indicator) == 0 {
                return None;
            }
            let answer = standing.answer(node, track, view.shown_place());
            let as_of = answer.place.map(|place| view.period(place));
            Some(HeatCell { figure: answer.figure, own: None, status: answer.status, as_of })
        };
        let cells: Vec<Option<HeatCell>> = tracks.iter().map(cell).collect();
        let counts = cells.iter().flatten().map(|cell| cell.status).collect();
        Some(HeatRow { organisation: view.tree.get(node)?.clone(), cells, counts })
    }
}

/// Sorts by what is in the cells; rows alike keep the order of their names, and rows without any figure stand last
/// either way.
fn sort(rows: &mut [HeatRow], filter: &HeatFilter, columns: &[(Strategy, Vec<PlannedIndicator>)]) {
    let is_worst_first = filter.order == HeatOrder::WorstFirst;
    match &filter.sort {
        HeatSort::Name => {}
        HeatSort::Share => rows.sort_by_cached_key(|row| {
            let share = (row.counts.on_course * 1_000_000).checked_div(row.counts.applicable()).unwrap_or_default();
            let share = i64::try_from(share).unwrap_or(i64::MAX);
            (row.counts.judged() == 0, if is_worst_first { share } else { -share })
        }),
        HeatSort::Indicator(code) => {
            let indicators = columns.iter().flat_map(|(_, indicators)| indicators);
            let Some((place, indicator)) = indicators.enumerate().find(|(_, indicator)| indicator.code == *code) else {
                return;
            };
            let key = |row: &HeatRow| {
                let cell = row.cells.get(place).copied().flatten();
                let figure = cell.and_then(|cell| cell.figure);
                let status = cell.map_or(Status::NoData, |cell| cell.status);
                let (lowest, highest) = match &indicator.polarity {
                    Polarity::Lower => (figure, None),
                    Polarity::Higher => (None, figure),
                    Polarity::Within(_) => (None, None),
                };
                (status, lowest, Reverse(highest))
            };
            let has_none =
                |row: &HeatRow| row.cells.get(place).copied().flatten().is_none_or(|cell| cell.figure.is_none());
            if is_worst_first {
                rows.sort_by_cached_key(|row| (has_none(row), Reverse(key(row))));
            } else {
                rows.sort_by_cached_key(|row| (has_none(row), key(row)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{organisation::Duty, text::Bilingual};

    fn row(code: &str, on_course: usize, off_course: usize) -> HeatRow {
        HeatRow {
            organisation: Organisation {
                code: code.parse().expect("a code"),
                parent: None,
                kind: OrganisationKind::Ministry,
                name: Bilingual::new(code, code),
                abbreviation: Bilingual::default(),
                province: None,
                valid_from: None,
                valid_to: None,
                duty: Duty::None,
                source: "test".to_owned(),
                size: None,
            },
            cells: Vec::new(),
            counts: StatusCounts { on_course, off_course, ..StatusCounts::default() },
        }
    }

    fn sorted(order: HeatOrder) -> Vec<String> {
        // Of what applies to it, three in four.
        let mut spared = row("spared", 3, 1);
        spared.counts.not_applicable = 6;
        let mut rows = vec![row("silent", 0, 0), row("half", 5, 5), row("whole", 1, 0), row("same", 1, 1), spared];
        sort(&mut rows, &HeatFilter { sort: HeatSort::Share, order, ..HeatFilter::default() }, &[]);
        rows.into_iter().map(|row| row.organisation.code.to_string()).collect()
    }

    #[test]
    fn those_without_any_figure_stand_last_either_way() {
        assert_eq!(sorted(HeatOrder::BestFirst), ["whole", "spared", "half", "same", "silent"]);
        assert_eq!(sorted(HeatOrder::WorstFirst), ["half", "same", "spared", "whole", "silent"]);
    }
}
