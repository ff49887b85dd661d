//! The country in one round.

use super::{
    Dashboards, LATE_ROWS,
    facts::{NationalFact, national_facts},
    kept_alerts::KnownAlerts,
    late::{Late, late_in},
    line::{PassedOver, View},
    maturity::{self, Maturity},
    movers::Movers,
    of_kind::Narrowing,
    status::{NodeSummary, Standing, StrategyStatus, TrendPoint},
};
use crate::{Actor, ServiceResult, rollups::Completeness, rounds::RoundNow, store};
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode, StrategyCode},
    organisation::OrganisationKind,
    plan::Plan,
    score::Scheme,
    status::{Status, StatusCounts},
};
use std::{collections::HashMap, sync::Arc};

/// The national dashboard.
#[derive(Debug, Clone)]
pub struct National {
    /// When it was looked at: figures and counters are those of this instant.
    pub as_of: DateTime<Utc>,
    /// The country's own code in the register.
    pub root: OrganisationCode,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from; an older round shown is not among them.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// The plan version that the round asks about.
    pub plan: Arc<Plan>,
    /// How many reports are where on their way.
    pub completeness: Completeness,
    /// The strategy whose indicators alone are shown.
    pub strategy: Option<StrategyCode>,
    /// The kind of bodies whose figures, reports and scores alone are shown.
    pub kind: Option<OrganisationKind>,
    /// The kinds of those who owe a report in the round, to choose from.
    pub kinds: Vec<OrganisationKind>,
    /// The schemes in force in the round, in the order of their codes.
    pub schemes: Vec<Arc<Scheme>>,
    /// How mature the country is by each of them that has levels.
    pub maturity: Vec<Maturity>,
    /// How every strategy stands; national indicators are under `facts`.
    pub strategies: Vec<StrategyStatus>,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// One word over all of them; no data while too little is in to speak for the country.
    pub verdict: Status,
    /// The bodies directly below the country where somebody owes a report, in the order of codes.
    pub ministries: Vec<NodeSummary>,
    /// The last rounds, oldest first.
    pub trend: Vec<TrendPoint>,
    /// The indicators whose status changed since the round before, and those that cannot be compared with it.
    pub movers: Movers,
    /// Who is late, the first of them, with the count of all.
    pub late: Late,
    /// How many agencies have which alerts, as far as somebody has asked for the list.
    pub alerts: Option<KnownAlerts>,
    /// National indicators with their sourced figures.
    pub facts: Vec<NationalFact>,
}

impl Dashboards<'_> {
    /// The country in a round; without one named, in the latest with enough accepted reports.
    ///
    /// # Errors
    /// There is no such round, or none at all yet; the actor may not.
    pub async fn national(&self, actor: &Actor, round: Option<&RoundCode>) -> ServiceResult<National> {
        self.national_of(actor, round, &Narrowing::default()).await
    }

    /// The same with the indicators of one strategy alone, or with bodies of one kind; of a strategy that the plan of the round does
    /// not have, or a kind of which nobody owes a report in it, with all.
    ///
    /// # Errors
    /// As [`Self::national`].
    pub async fn national_of(
        &self,
        actor: &Actor,
        round: Option<&RoundCode>,
        filter: &Narrowing,
    ) -> ServiceResult<National> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load(services, &mut tx, actor, round).await?.with_only(filter.strategy.as_ref());
        let root = view.tree.root().clone();
        let shown = view.shown().clone();
        let reporters = services.reporters_on(&view.tree, shown.round.period.last_day());
        let view = view.with_kind(&reporters, &root, filter.kind).with_language(filter.language);
        let ministries: Vec<OrganisationCode> =
            view.tree.children(&root).iter().filter(|node| view.owing(&reporters, node) > 0).cloned().collect();

        let of_country = std::slice::from_ref(&root);
        let of_root = view.sums(&mut tx, &view.wanted_of_line(None), of_country).await?;
        let of_ministries = view.sums(&mut tx, &view.wanted_of_shown(), &ministries).await?;
        let rounds: Vec<RoundCode> = view.line[view.series()].iter().map(|line| line.round.code.clone()).collect();
        let by_round = view.completeness(&mut tx, &rounds, of_country).await?;
        let by_round: HashMap<RoundCode, _> = by_round.into_iter().map(|(round, _, counts)| (round, counts)).collect();
        let (schemes, maturity) = maturity::load(services, &mut tx, &view, &by_round).await?;
        let by_node = view.completeness(&mut tx, std::slice::from_ref(&shown.round.code), &ministries).await?;
        let by_node: HashMap<_, _> = by_node.into_iter().map(|(_, node, counts)| (node, counts)).collect();
        let late = late_in(&mut tx, &view, &shown.round, &root, None, LATE_ROWS).await?;
        let facts = store::facts::of_scope(&mut tx, root.as_str()).await?;

        let country = Standing { services, view: &view, sums: &of_root };
        let below = Standing { services, view: &view, sums: &of_ministries };
        let mut strategies = country.strategies(&root);
        view.count_apart(services, &mut tx, &root, &mut strategies).await?;
        let completeness = by_round.get(&shown.round.code).copied().unwrap_or_default();
        let counts = strategies.iter().fold(StatusCounts::default(), |sum, strategy| sum.plus(strategy.counts));
        Ok(National {
            as_of: view.at,
            root: root.clone(),
            round: view.round_now(),
            completeness,
            strategy: view.only.clone(),
            kind: view.kind,
            kinds: reporters.kinds(&root).collect(),
            schemes,
            maturity,
            counts,
            verdict: counts.verdict(Some(completeness.accepted_of_owed())),
            ministries: below.summaries(&ministries, |node| by_node.get(node).copied().unwrap_or_default()),
            trend: country.trend(&root, |round| by_round.get(round).copied().unwrap_or_default()),
            alerts: services.kept_alerts().known(&shown.round.code),
            facts: national_facts(&shown.plan, &facts, shown.round.period.last_day()),
            movers: country.movers(&root, &strategies),
            strategies,
            late,
            plan: shown.plan,
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }
}
