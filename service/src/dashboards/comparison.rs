//! A few bodies of one's choice, side by side in one round.

use super::{
    Dashboards, HeatCell,
    alone::Alone,
    line::{PassedOver, View},
    status::{PlannedIndicator, Standing},
};
use crate::{Actor, ServiceError, ServiceResult, rollups::Completeness, rounds::RoundNow, scores::KeptScore, store};
use chrono::{DateTime, Utc};
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationTree},
    plan::Strategy,
    score::Scheme,
    status::{Status, StatusCounts},
};
use std::{collections::HashMap, sync::Arc};

/// How many bodies stand side by side at most.
pub const MOST_COMPARED: usize = 6;

/// A few bodies side by side.
#[derive(Debug, Clone)]
pub struct Comparison {
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
    /// The bodies, in the order in which they were named.
    pub bodies: Vec<ComparedBody>,
    /// The schemes in force, each with the score of every body that has one.
    pub scores: Vec<(Arc<Scheme>, Vec<Option<KeptScore>>)>,
    /// Every strategy with the indicators that at least one of them is asked for.
    pub strategies: Vec<(Strategy, Vec<ComparedIndicator>)>,
}

/// One of the bodies.
#[derive(Debug, Clone)]
pub struct ComparedBody {
    /// The body.
    pub organisation: Organisation,
    /// How many reports at and below it are where on their way.
    pub completeness: Completeness,
    /// How many of its indicators have which status.
    pub counts: StatusCounts,
    /// One word over all of them; no data while too little is in.
    pub verdict: Status,
}

/// One indicator at each of the bodies.
#[derive(Debug, Clone)]
pub struct ComparedIndicator {
    /// The indicator.
    pub indicator: PlannedIndicator,
    /// A cell for each body; `None` where nobody there is asked.
    pub cells: Vec<Option<HeatCell>>,
}

impl Dashboards<'_> {
    /// Up to [`MOST_COMPARED`] bodies in a round; without one named, in the latest with enough accepted reports.
    ///
    /// # Errors
    /// There is no such round; one of the bodies is not registered; the actor may not.
    pub async fn compare(
        &self,
        actor: &Actor,
        codes: &[OrganisationCode],
        round: Option<&RoundCode>,
    ) -> ServiceResult<Comparison> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load(services, &mut tx, actor, round).await?;
        let codes = &codes[..codes.len().min(MOST_COMPARED)];
        let registered = codes.iter().map(|code| view.tree.get(code).cloned());
        let registered: Option<Vec<Organisation>> = registered.collect();
        let organisations = registered.ok_or(ServiceError::NotFound("organisation"))?;
        let shown = view.shown();
        let sums = store::rollups::sums(&mut tx, &view.wanted_of_shown(), codes).await?;
        let rounds = std::slice::from_ref(&shown.round.code);
        let completeness = store::rollups::completeness_of_nodes(&mut tx, rounds, codes).await?;
        let completeness: HashMap<_, _> = completeness.into_iter().map(|(_, node, counts)| (node, counts)).collect();
        let kept = store::scores::of_bodies(&mut tx, &shown.round.code, codes).await?;
        let used = services.used_in(&mut tx, &shown.round).await?;

        let standing = Standing { services, view: &view, sums: &sums };
        let asked: Vec<&IndicatorCode> =
            view.asked_of_agencies(view.shown_place()).map(|indicator| &indicator.code).collect();
        let alone = Alone::load(&mut tx, &view, codes, &asked).await?;
        let strategies = strategies(&standing, &alone, codes);
        let body = |(place, organisation): (usize, Organisation)| {
            let cells = strategies.iter().flat_map(|(_, indicators)| indicators).filter_map(|row| row.cells[place]);
            let counts: StatusCounts = cells.map(|cell| cell.status).collect();
            let completeness = completeness.get(&organisation.code).copied().unwrap_or_default();
            let has_below = !view.tree.children(&organisation.code).is_empty();
            let verdict = counts.verdict(has_below.then(|| completeness.accepted_of_owed()));
            ComparedBody { organisation, completeness, counts, verdict }
        };
        let bodies = organisations.into_iter().enumerate().map(body).collect();
        let scores = used.into_iter().map(|used| {
            let of = |code: &OrganisationCode| {
                let is_it = |kept: &&KeptScore| kept.scheme == used.scheme.head().code && kept.organisation == *code;
                kept.iter().find(is_it).cloned()
            };
            let each = codes.iter().map(of).collect();
            (used.scheme, each)
        });
        let scores = scores.collect();
        Ok(Comparison {
            as_of: view.at,
            round: view.round_now(),
            tree: view.tree.clone(),
            bodies,
            scores,
            strategies,
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }
}

fn strategies(
    standing: &Standing<'_>,
    alone: &Alone,
    codes: &[OrganisationCode],
) -> Vec<(Strategy, Vec<ComparedIndicator>)> {
    let view = standing.view;
    let plan = &view.shown().plan;
    let reporters = standing.reporters(view.shown_place());
    let is_asked = |code: &OrganisationCode, indicator: &Indicator| reporters.asked(&view.tree, code, indicator) > 0;
    let of_any = plan.by_strategy(|indicator| codes.iter().any(|code| is_asked(code, indicator)));
    let row = |indicator: &Indicator| {
        let track = view.track(&indicator.code);
        let cell = |code: &OrganisationCode| {
            is_asked(code, indicator).then(|| {
                let answer = standing.answer(code, &track, view.shown_place());
                let as_of = answer.place.map(|place| view.period(place));
                let own = answer.figure.and_then(|_| alone.of(code, &indicator.code));
                HeatCell { figure: answer.figure, own, status: answer.status, as_of }
            })
        };
        let planned = PlannedIndicator::of(plan, &indicator.code)?;
        Some(ComparedIndicator { indicator: planned, cells: codes.iter().map(cell).collect() })
    };
    let group = |(strategy, indicators): (&Strategy, Vec<&Indicator>)| {
        (strategy.clone(), indicators.into_iter().filter_map(row).collect())
    };
    of_any.into_iter().map(group).collect()
}
