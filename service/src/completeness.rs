//! How complete reports are: of a body and those below it, by indicator and by body, in what order they hand in, and for
//! one body what keeps its report. Everything but one report is read from kept counters, with as many statements for a
//! country as for a ministry.

pub use crate::store::rollups::Completeness;

use crate::{
    Actor, ServiceError, ServiceResult, Services,
    dashboards::ROUNDS_TO_CHOOSE,
    organisations::path_of,
    rounds::RoundNow,
    store,
    store::{Tx, rollups::Wanted},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    calendar::Period,
    ids::{OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::{Duty, Organisation, OrganisationKind, OrganisationTree},
    round::Round,
    submission::{Refusal, ReportKey, Submission},
    text::Language,
    timeliness::{Standing, Timeliness, league},
    window::{Extension, Window, WindowState},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Over how many rounds that are over the league looks.
pub const LEAGUE_ROUNDS: usize = 4;

/// How complete the reports at and below a body are in a round.
#[derive(Debug, Clone)]
pub struct CompletenessPage {
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from.
    pub rounds: Vec<RoundNow>,
    /// The kind of bodies whose reports alone are counted.
    pub kind: Option<OrganisationKind>,
    /// The kinds of those at and below it who owe a report in the round, to choose from; none where nobody is below it.
    pub kinds: Vec<OrganisationKind>,
    /// The body.
    pub organisation: Organisation,
    /// The bodies above it in the round, the country first.
    pub above: Vec<Organisation>,
    /// The body and everything above it now, nearest first: who may do what goes by it.
    pub path_now: Vec<OrganisationCode>,
    /// The counters of all at and below it.
    pub counts: Completeness,
    /// The bodies directly below in the round where somebody owes a report, by their names in the order of a dictionary.
    pub children: Vec<(Organisation, Completeness)>,
    /// Every indicator that somebody at or below it is asked in this round, in the order of the plan.
    pub indicators: Vec<IndicatorCompleteness>,
    /// Those directly below in the order in which they hand in, over the rounds that are over.
    pub league: Vec<Standing<Organisation>>,
    /// The periods of those rounds, newest first.
    pub league_periods: Vec<Period>,
    /// What keeps the body's own report; `None` where none is expected of it.
    pub explained: Option<Explained>,
}

/// How complete the answers about one indicator are.
#[derive(Debug, Clone)]
pub struct IndicatorCompleteness {
    /// The indicator.
    pub indicator: Indicator,
    /// The counters of those who are asked for it.
    pub counts: Completeness,
    /// How many gave an accepted figure; `None` where the measure is never taken together, so that nobody counts them.
    pub with_figure: Option<i64>,
}

/// What keeps one report: who has it, since when, and what was done about it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Where it is on its way.
    pub submission: Submission,
    /// The window for this body, with its extensions.
    pub window: Window,
    /// What that window is now.
    pub window_state: WindowState,
    /// Why the agency cannot change it now.
    pub editable: Result<(), Refusal>,
    /// Since when whoever has it has it: the last step, or the opening of the round.
    pub since: DateTime<Utc>,
    /// The extensions that reach it, as they were granted.
    pub extensions: Vec<Extension>,
    /// At how many instants people were reminded of it.
    pub reminders: i64,
}

impl Explained {
    /// Whether it is due and was never submitted, or was first submitted after it was due.
    pub fn is_late(&self, at: DateTime<Utc>) -> bool {
        !self.window.is_on_time(self.submission.first_submitted_at.unwrap_or(at))
    }

    /// Since when the agency cannot change it, where its time is over.
    pub fn locked_since(&self) -> DateTime<Utc> {
        self.submission.locked_since(self.window)
    }
}

/// Completeness.
pub struct Completenesses<'a>(pub(crate) &'a Services);

impl Services {
    /// Completeness.
    pub fn completeness(&self) -> Completenesses<'_> {
        Completenesses(self)
    }
}

impl Completenesses<'_> {
    /// How complete the reports at and below a body are; without one named, of the country. Without a round named, in the
    /// latest that has opened.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn of(
        &self,
        actor: &Actor,
        node: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
    ) -> ServiceResult<CompletenessPage> {
        self.of_kind(actor, node, round, (None, Language::default())).await
    }

    /// The same of bodies of one kind alone; of one of which nobody at or below the body owes a report in the round, of all. Those
    /// directly below stand in the order of their names in a language.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn of_kind(
        &self,
        actor: &Actor,
        node: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
        (kind, language): (Option<OrganisationKind>, Language),
    ) -> ServiceResult<CompletenessPage> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let register = services.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        let node = node.unwrap_or(register.now().root());
        let organisation = register.now().get(node).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let at = services.now();
        let latest = store::rounds::latest(&mut tx, NaiveDate::MAX, ROUNDS_TO_CHOOSE).await?;
        let shown = shown(services, &mut tx, &latest, round, at).await?;
        let tree = register.of(&shown);
        let path = path_of(tree, node)?;
        let extensions = store::rounds::extensions(&mut tx, &shown.code).await?;

        let over = rounds_over(&mut tx, &shown, at).await?;
        let mut codes: Vec<RoundCode> = over.iter().map(|round| round.code.clone()).collect();
        codes.push(shown.code.clone());
        codes.dedup();
        let mut nodes: Vec<OrganisationCode> = tree.children(node).to_vec();
        nodes.push(node.clone());
        let of_kinds = store::kind_counts::of_node(&mut tx, &shown.code, node).await?;
        let kinds = kinds(tree, node, &of_kinds);
        let kind = kind.filter(|kind| of_kinds.get(kind).is_some_and(|counts| counts.expected > 0));
        let counters = Counters::load(&mut tx, &codes, &nodes, kind).await?;
        let children = children(tree, (node, language), |child| counters.get(&shown.code, child));
        let timely = |child: &OrganisationCode| counters.timeliness(&over, child);
        let members = children.iter().map(|(body, _)| (body.clone(), timely(&body.code))).collect();
        let explained = match organisation.duty {
            Duty::Reports => explained(&mut tx, (&shown, node), (&path, organisation.kind), &extensions, at).await?,
            Duty::None => None,
        };
        Ok(CompletenessPage {
            as_of: at,
            path_now: register.now().path(node),
            counts: counters.get(&shown.code, node),
            indicators: self.indicators(&mut tx, &shown, (tree, node), (of_kinds, kind)).await?,
            kind,
            kinds,
            league: league(members),
            league_periods: over.iter().map(|round| round.period).collect(),
            above: path.iter().skip(1).rev().filter_map(|above| tree.get(above)).cloned().collect(),
            rounds: latest.into_iter().map(|round| RoundNow { state: round.window.state(at), round }).collect(),
            round: RoundNow { state: shown.window.state(at), round: shown },
            children,
            explained,
            organisation,
        })
    }

    /// The counters of every body at and below one, in the order of the tree: for a file.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn every_body(
        &self,
        actor: &Actor,
        node: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
    ) -> ServiceResult<(Round, Vec<(Organisation, Completeness)>)> {
        self.every_body_of_kind(actor, node, round, None).await
    }

    /// The same with those alone counted that are of one kind.
    ///
    /// # Errors
    /// As [`Self::every_body`].
    pub async fn every_body_of_kind(
        &self,
        actor: &Actor,
        node: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
        kind: Option<OrganisationKind>,
    ) -> ServiceResult<(Round, Vec<(Organisation, Completeness)>)> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let register = services.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        let node = node.unwrap_or(register.now().root());
        path_of(register.now(), node)?;
        let latest = store::rounds::latest(&mut tx, NaiveDate::MAX, ROUNDS_TO_CHOOSE).await?;
        let shown = shown(services, &mut tx, &latest, round, services.now()).await?;
        let tree = register.of(&shown);
        let mut counts = match kind {
            Some(kind) => store::kind_counts::of_kind_in_round(&mut tx, &shown.code, kind).await?,
            None => store::rollups::completeness_of_round(&mut tx, &shown.code).await?,
        };
        let bodies = tree.at_and_below(node).into_iter();
        let rows = bodies.filter_map(|code| Some((tree.get(&code)?.clone(), counts.remove(&code)?)));
        Ok((shown, rows.filter(|(_, counts)| counts.expected > 0).collect()))
    }

    async fn indicators(
        &self,
        tx: &mut Tx,
        round: &Round,
        (tree, node): (&OrganisationTree, &OrganisationCode),
        (mut of_kinds, kind): (BTreeMap<OrganisationKind, Completeness>, Option<OrganisationKind>),
    ) -> ServiceResult<Vec<IndicatorCompleteness>> {
        let plan = self.0.plan_of(tx, round).await?;
        of_kinds.retain(|of, _| kind.is_none_or(|kind| kind == *of));
        let wanted = [Wanted { round: round.code.clone(), indicators: None }];
        let of_node = std::slice::from_ref(node);
        let sums = match kind {
            Some(kind) => store::rollups::sums_of_kind(tx, &wanted, |_| tree, of_node, kind).await?,
            None => store::rollups::sums(tx, &wanted, of_node).await?,
        };
        let figures = |indicator: &Indicator| {
            indicator.measure.rollup_rule()?;
            Some(sums.get(node, &round.code, &indicator.code).map_or(0, |rollup| rollup.contributors))
        };
        let asked = plan
            .indicators
            .iter()
            .filter(|indicator| indicator.scope.asks_agencies() && indicator.frequency.is_asked_in(round.period));
        let of = |indicator: &Indicator| IndicatorCompleteness {
            indicator: indicator.clone(),
            counts: of_asked(&of_kinds, indicator),
            with_figure: figures(indicator),
        };
        Ok(asked.map(of).filter(|of| of.counts.expected > 0).collect())
    }
}

/// The kinds of those at and below a body who owe a report, where it has others below it.
fn kinds(
    tree: &OrganisationTree,
    node: &OrganisationCode,
    of_kinds: &BTreeMap<OrganisationKind, Completeness>,
) -> Vec<OrganisationKind> {
    if tree.children(node).is_empty() {
        return Vec::new();
    }
    of_kinds.iter().filter(|(_, counts)| counts.expected > 0).map(|(kind, _)| *kind).collect()
}

/// The counters of those kinds that are asked for an indicator.
fn of_asked(of_kinds: &BTreeMap<OrganisationKind, Completeness>, indicator: &Indicator) -> Completeness {
    let asked = of_kinds.iter().filter(|(kind, _)| indicator.is_asked_of(**kind));
    asked.fold(Completeness::default(), |sum, (_, counts)| sum.plus(*counts))
}

/// The round that is asked for, or the latest that has opened.
async fn shown(
    services: &Services,
    tx: &mut Tx,
    latest: &[Round],
    round: Option<&RoundCode>,
    at: DateTime<Utc>,
) -> ServiceResult<Round> {
    if let Some(code) = round {
        return services.round_in(tx, code).await;
    }
    let opened = latest.iter().find(|round| round.window.opens_at() <= at);
    opened.or(latest.first()).cloned().ok_or(ServiceError::NotFound("round"))
}

/// The latest rounds up to one that are over for everybody, newest first: what is not handed in by then came late or
/// never.
async fn rounds_over(tx: &mut Tx, shown: &Round, at: DateTime<Utc>) -> ServiceResult<Vec<Round>> {
    let most = i64::try_from(LEAGUE_ROUNDS).unwrap_or(0) + 2;
    let mut over = Vec::new();
    for round in store::rounds::latest(tx, shown.period.last_day(), most).await? {
        if over.len() < LEAGUE_ROUNDS && round.window.closes_at() < at {
            let extensions = store::rounds::extensions(tx, &round.code).await?;
            if extensions.iter().all(|extension| extension.ends_at < at) {
                over.push(round);
            }
        }
    }
    Ok(over)
}

/// The bodies directly below one where somebody owes a report, by their names in the order of a dictionary.
fn children(
    tree: &Arc<OrganisationTree>,
    (node, language): (&OrganisationCode, Language),
    counts: impl Fn(&OrganisationCode) -> Completeness,
) -> Vec<(Organisation, Completeness)> {
    let below = tree.children(node).iter().filter_map(|child| Some((tree.get(child)?.clone(), counts(child))));
    let mut children: Vec<_> = below.filter(|(_, counts)| counts.expected > 0).collect();
    children.sort_by_cached_key(|(body, _)| tree.dictionary_place(&body.code, language));
    children
}

/// Kept counters by round and node.
struct Counters(HashMap<(RoundCode, OrganisationCode), Completeness>);

impl Counters {
    async fn load(
        tx: &mut Tx,
        rounds: &[RoundCode],
        nodes: &[OrganisationCode],
        kind: Option<OrganisationKind>,
    ) -> ServiceResult<Self> {
        let kept = match kind {
            Some(kind) => store::kind_counts::of_kind(tx, rounds, nodes, kind).await?,
            None => store::rollups::completeness_of_nodes(tx, rounds, nodes).await?,
        };
        Ok(Self(kept.into_iter().map(|(round, node, counts)| ((round, node), counts)).collect()))
    }

    fn get(&self, round: &RoundCode, node: &OrganisationCode) -> Completeness {
        self.0.get(&(round.clone(), node.clone())).copied().unwrap_or_default()
    }

    fn timeliness(&self, rounds: &[Round], node: &OrganisationCode) -> Timeliness {
        let of = |round: &Round| {
            let counts = self.get(&round.code, node);
            Timeliness { owed: counts.expected, handed_in: counts.handed_in, on_time: counts.on_time }
        };
        rounds.iter().map(of).fold(Timeliness::default(), Timeliness::plus)
    }
}

async fn explained(
    tx: &mut Tx,
    (round, agency): (&Round, &OrganisationCode),
    (path, kind): (&[OrganisationCode], OrganisationKind),
    extensions: &[Extension],
    at: DateTime<Utc>,
) -> ServiceResult<Option<Explained>> {
    let key = ReportKey { round: round.code.clone(), agency: agency.clone() };
    let Some(submission) = store::submissions::get(tx, &key).await? else { return Ok(None) };
    let reaching = extensions.iter().filter(|extension| extension.reaches(path, kind));
    let extensions: Vec<Extension> = reaching.cloned().collect();
    let window = round.window.extended(&extensions);
    let window_state = window.state(at);
    Ok(Some(Explained {
        editable: submission.editable(window_state, at),
        since: submission.state.latest().map_or(window.opens_at(), |stamp| stamp.at),
        reminders: store::reminders::count(tx, &key).await?,
        submission,
        window,
        window_state,
        extensions,
    }))
}
