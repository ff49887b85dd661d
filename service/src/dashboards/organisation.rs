//! One body in one round: a ministry, group or province with those below it, or an agency alone.

use super::{
    Dashboards, LATE_ROWS,
    agency::OwnReport,
    late::{Late, late_in},
    line::{PassedOver, View},
    of_kind::Narrowing,
    page_of,
    reach::Reach,
    status::{NodeSummary, Standing, StrategyStatus, TrendPoint},
};
use crate::{
    Actor, ServiceError, ServiceResult, organisations::path_of, rollups::Completeness, rounds::RoundNow, store,
    store::Tx,
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode, StrategyCode},
    organisation::{Duty, Organisation, OrganisationEvent, OrganisationKind},
    plan::Plan,
    register::Register,
    reporters::Reporters,
    status::{Status, StatusCounts},
};
use std::{collections::HashMap, sync::Arc};

/// The dashboard of one body.
#[derive(Debug, Clone)]
pub struct OrganisationDashboard {
    /// When it was looked at: figures and counters are those of this instant.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from; an older round shown is not among them.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// The plan version that the round asks about.
    pub plan: Arc<Plan>,
    /// The body.
    pub organisation: Organisation,
    /// The bodies above it in the round, the country first.
    pub breadcrumbs: Vec<Organisation>,
    /// The strategy whose indicators alone are shown.
    pub strategy: Option<StrategyCode>,
    /// The kind of bodies below it whose figures and reports alone are shown; its own report is not narrowed.
    pub kind: Option<OrganisationKind>,
    /// The kinds of those at and below it who owe a report in the round, to choose from; none where nobody is below it.
    pub kinds: Vec<OrganisationKind>,
    /// How many reports at and below it are where on their way.
    pub completeness: Completeness,
    /// How every strategy stands, all at and below it taken together; empty for a body with nobody below it, whose own
    /// figures are in `report`.
    pub strategies: Vec<StrategyStatus>,
    /// How many indicators have which status: taken together, or its own where nobody is below it.
    pub counts: StatusCounts,
    /// One word over all of them; no data while too little is in.
    pub verdict: Status,
    /// A page of the bodies directly below in the round where somebody owes a report, in the order of codes.
    pub children: Vec<NodeSummary>,
    /// Whether there is a page after this one.
    pub has_more_children: bool,
    /// The last rounds, oldest first.
    pub trend: Vec<TrendPoint>,
    /// Who is late at and below it, the first of them, with the count of all; empty where nobody is below it.
    pub late: Late,
    /// Its own report, if one is expected of it in this round.
    pub report: Option<OwnReport>,
}

/// What a body with others below it adds.
#[derive(Default)]
struct Below {
    strategies: Vec<StrategyStatus>,
    children: Vec<NodeSummary>,
    has_more_children: bool,
    trend: Vec<TrendPoint>,
    late: Late,
}

type ByRound = HashMap<RoundCode, Completeness>;

impl Dashboards<'_> {
    /// One body in a round; without one named, in the latest with enough accepted reports. Pages of those below it count from 1.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn organisation(
        &self,
        actor: &Actor,
        code: &OrganisationCode,
        round: Option<&RoundCode>,
        page: u32,
    ) -> ServiceResult<OrganisationDashboard> {
        self.organisation_of(actor, code, round, page, &Narrowing::default()).await
    }

    /// The same with the indicators of one strategy alone, or with those at and below it that are of one kind; of a strategy that the
    /// plan of the round does not have, or a kind of which nobody there owes a report in it, with all.
    ///
    /// # Errors
    /// As [`Self::organisation`].
    pub async fn organisation_of(
        &self,
        actor: &Actor,
        code: &OrganisationCode,
        round: Option<&RoundCode>,
        page: u32,
        filter: &Narrowing,
    ) -> ServiceResult<OrganisationDashboard> {
        let mut tx = self.0.db().read().await?;
        let register = self.0.register_in(&mut tx).await?;
        let events = store::organisations::events(&mut tx).await?;
        self.organisation_in(&mut tx, actor, code, (round, page, filter), (&register, &events)).await
    }

    /// The same in a transaction, with the register and its events that were read in it.
    pub(super) async fn organisation_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        code: &OrganisationCode,
        (round, page, filter): (Option<&RoundCode>, u32, &Narrowing),
        (register, events): (&Arc<Register>, &[OrganisationEvent]),
    ) -> ServiceResult<OrganisationDashboard> {
        let services = self.0;
        // What is foretold here is of the body's own report. Whether it owes one is the same in the trees of all rounds.
        let is_foretold = register.now().get(code).is_none_or(|body| body.duty == Duty::Reports);
        let reach = if is_foretold { Reach::Forecasts(None) } else { Reach::Line };
        let view = View::load_with(services, tx, actor, register.clone(), (round, reach)).await?;
        let view = view.with_only(filter.strategy.as_ref());
        let path = path_of(&view.tree, code)?;
        let reporters = services.reporters_on(&view.tree, view.shown().round.period.last_day());
        let view = view.with_kind(&reporters, code, filter.kind).with_language(filter.language);
        let organisation = view.tree.get(code).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let by_round = completeness_by_round(tx, &view, code).await?;
        let has_children = !view.tree.children(code).is_empty();
        let mut below = if has_children {
            self.below(tx, &view, &reporters, (code, page), &by_round).await?
        } else {
            Below::default()
        };
        let mut report = None;
        if organisation.duty == Duty::Reports {
            let window = services.window_for(tx, &view.shown().round, (&view.tree, code)).await?;
            let agency = [(&organisation, view.duty(window))];
            let standing = view.own_standings(services, tx, &agency, events).await?.pop();
            let standing = standing.ok_or(ServiceError::NotFound("organisation"))?;
            let path_now = register.now().path(code);
            report = view.own_report(services, tx, (&organisation, &path_now), (actor, window), &standing).await?;
            if !has_children {
                below.trend = view.trend_of(code, &standing.trend, &by_round);
            }
        }
        let together = below.strategies.iter().fold(StatusCounts::default(), |sum, strategy| sum.plus(strategy.counts));
        let own = report.as_ref().map(|report| report.standing.counts).unwrap_or_default();
        let shown = view.shown().clone();
        let completeness = by_round.get(&shown.round.code).copied().unwrap_or_default();
        let counts = if has_children { together } else { own };
        let reports = has_children.then(|| completeness.accepted_of_owed());
        Ok(OrganisationDashboard {
            as_of: view.at,
            round: view.round_now(),
            strategy: view.only.clone(),
            kind: view.kind,
            kinds: reporters.kinds(code).collect(),
            breadcrumbs: path.iter().skip(1).rev().filter_map(|above| view.tree.get(above)).cloned().collect(),
            completeness,
            counts,
            verdict: counts.verdict(reports),
            strategies: below.strategies,
            children: below.children,
            has_more_children: below.has_more_children,
            trend: below.trend,
            late: below.late,
            report,
            organisation,
            plan: shown.plan,
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }

    async fn below(
        &self,
        tx: &mut Tx,
        view: &View,
        reporters: &Reporters,
        (code, page): (&OrganisationCode, u32),
        by_round: &ByRound,
    ) -> ServiceResult<Below> {
        let services = self.0;
        let round = &view.shown().round;
        let owing = view.tree.children(code).iter().filter(|node| view.owing(reporters, node) > 0);
        let (children, has_more_children) = page_of(owing.cloned(), page);
        let of_node = view.sums(tx, &view.wanted_of_line(None), std::slice::from_ref(code)).await?;
        let of_children = view.sums(tx, &view.wanted_of_shown(), &children).await?;
        let by_child = view.completeness(tx, std::slice::from_ref(&round.code), &children).await?;
        let by_child: HashMap<_, _> = by_child.into_iter().map(|(_, node, counts)| (node, counts)).collect();
        let late = late_in(tx, view, round, code, None, LATE_ROWS).await?;
        let together = Standing { services, view, sums: &of_node };
        let each = Standing { services, view, sums: &of_children };
        let mut strategies = together.strategies(code);
        view.count_apart(services, tx, code, &mut strategies).await?;
        Ok(Below {
            strategies,
            children: each.summaries(&children, |node| by_child.get(node).copied().unwrap_or_default()),
            has_more_children,
            trend: together.trend(code, |round| by_round.get(round).copied().unwrap_or_default()),
            late,
        })
    }
}

impl View {
    /// The rounds of the series, each with how many indicators of a body had which status and how far its report was.
    fn trend_of(&self, body: &OrganisationCode, counts: &[StatusCounts], by_round: &ByRound) -> Vec<TrendPoint> {
        let moves = self.register.moves_of(body);
        let point = |(place, counts): (usize, &StatusCounts)| {
            let round = &self.line[place].round;
            TrendPoint {
                round: round.code.clone(),
                period: round.period,
                counts: *counts,
                completeness: by_round.get(&round.code).copied().unwrap_or_default(),
                moves: self.moves_since_before(place, &moves),
            }
        };
        self.series().zip(counts).map(point).collect()
    }
}

/// The counters of one body in the rounds of the series.
async fn completeness_by_round(tx: &mut Tx, view: &View, node: &OrganisationCode) -> ServiceResult<ByRound> {
    let rounds: Vec<RoundCode> = view.line[view.series()].iter().map(|planned| planned.round.code.clone()).collect();
    let counts = view.completeness(tx, &rounds, std::slice::from_ref(node)).await?;
    Ok(counts.into_iter().map(|(round, _, counts)| (round, counts)).collect())
}
