//! Who is late: every signed-in official may see it.

use super::{Dashboards, line::View};
use crate::{
    Actor, ServiceError, ServiceResult,
    organisations::path_of,
    rollups, store,
    store::{Tx, kind_counts::NodeKind},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationKind, OrganisationTree},
    round::Round,
    submission::StateName,
    text::Language,
    window::Extension,
};
use std::collections::{BTreeSet, HashMap};

/// Up to how many bodies are named one by one in a statement.
const NAMED_ONE_BY_ONE: usize = 500;
/// The most agencies of one page.
const MOST: i64 = 1_000;

/// An agency whose report is due and was never submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateAgency {
    /// The agency.
    pub organisation: Organisation,
    /// The body above it in the round.
    pub above: Option<Organisation>,
    /// Whether anything was typed: not started, or a draft.
    pub state: StateName,
    /// When something was last typed.
    pub last_edited_at: Option<DateTime<Utc>>,
    /// Since when it is late: its own due instant, extensions included.
    pub since: DateTime<Utc>,
    /// When the last extension that reached it ended, if it had one.
    pub extension_ended_at: Option<DateTime<Utc>>,
}

/// A page of late agencies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Late {
    /// The longest late first, those alike by their names in the order of a dictionary.
    pub agencies: Vec<LateAgency>,
    /// How many are late altogether.
    pub count: i64,
    /// After whom the next page begins, if there is one.
    pub next: Option<OrganisationCode>,
}

/// Of whom those who are late are listed, and by names in which language; of everybody where nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LateAmong {
    /// One body with those below it.
    pub under: Option<OrganisationCode>,
    /// Bodies of one kind.
    pub kind: Option<OrganisationKind>,
    /// The language of the names by which those alike late stand in order.
    pub language: Language,
}

impl Dashboards<'_> {
    /// Who is late in a round, after an agency: due, extensions included, and never submitted.
    ///
    /// # Errors
    /// There is no such round; the actor may not.
    pub async fn late(
        &self,
        actor: &Actor,
        round: &RoundCode,
        after: Option<&OrganisationCode>,
        most: i64,
    ) -> ServiceResult<Late> {
        self.late_of(actor, round, &LateAmong::default(), after, most).await
    }

    /// The same of one body with those below it, or of bodies of one kind alone.
    ///
    /// # Errors
    /// As [`Self::late`]; there is no such body.
    pub async fn late_of(
        &self,
        actor: &Actor,
        round: &RoundCode,
        among: &LateAmong,
        after: Option<&OrganisationCode>,
        most: i64,
    ) -> ServiceResult<Late> {
        let mut tx = self.0.db().read().await?;
        let register = self.0.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        let round = self.0.round_in(&mut tx, round).await?;
        let tree = register.of(&round);
        let node = among.under.as_ref().unwrap_or(tree.root());
        path_of(tree, node)?;
        late_below(&mut tx, self.0.now(), tree, &round, (node, among.kind, among.language), after, most).await
    }
}

/// Who is late at and below a node, of those that are looked at.
pub(super) async fn late_in(
    tx: &mut Tx,
    view: &View,
    round: &Round,
    node: &OrganisationCode,
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Late> {
    late_below(tx, view.at, &view.tree, round, (node, view.kind, view.language), after, most).await
}

/// How many are late in a round at an instant.
pub(crate) async fn count_late(
    tx: &mut Tx,
    at: DateTime<Utc>,
    tree: &OrganisationTree,
    round: &Round,
) -> ServiceResult<i64> {
    let extensions = store::rounds::extensions(tx, &round.code).await?;
    let running = Running::at(&extensions, at);
    if round.window.is_on_time(at) || running.is_for_all(std::slice::from_ref(tree.root())) {
        return Ok(0);
    }
    count(tx, tree, round, tree.root(), &running).await
}

async fn late_below(
    tx: &mut Tx,
    at: DateTime<Utc>,
    tree: &OrganisationTree,
    round: &Round,
    (node, kind, language): (&OrganisationCode, Option<OrganisationKind>, Language),
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Late> {
    let extensions = store::rounds::extensions(tx, &round.code).await?;
    let running = Running::at(&extensions, at);
    if round.window.is_on_time(at) || running.is_for_all(&tree.path(node)) {
        return Ok(Late::default());
    }
    let count = match kind {
        Some(kind) => count_of_kind(tx, tree, round, (node, kind), &running).await?,
        None => count(tx, tree, round, node, &running).await?,
    };
    if count == 0 {
        return Ok(Late::default());
    }
    let reaching = |agency: &OrganisationCode| -> Vec<&Extension> {
        let (path, kind) = (tree.path(agency), tree.kind(agency));
        extensions.iter().filter(|extension| kind.is_some_and(|kind| extension.reaches(&path, kind))).collect()
    };
    // The longest late first: whoever had more time is late for less.
    let place = |agency: &OrganisationCode| {
        let since = if extensions.is_empty() {
            round.window.due_at()
        } else {
            round.window.extended(reaching(agency)).due_at()
        };
        (since, tree.dictionary_place(agency, language))
    };
    let below = (node != tree.root()).then(|| tree.at_and_below(node));
    let few = below.as_deref().filter(|below| below.len() <= NAMED_ONE_BY_ONE);
    let mut late = store::late::never_submitted(tx, &round.code, few).await?;
    if let Some(below) = below.filter(|below| below.len() > NAMED_ONE_BY_ONE) {
        late.retain(|agency| below.binary_search(agency).is_ok());
    }
    if let Some(kind) = kind {
        late.retain(|agency| tree.kind(agency) == Some(kind));
    }
    if !running.is_empty() {
        late.retain(|agency| !running.is_for(tree, agency));
    }
    late.sort_by_cached_key(place);
    let after = after.map(place);
    let most = usize::try_from(most.clamp(1, MOST)).unwrap_or(usize::MAX);
    let mut shown: Vec<OrganisationCode> =
        late.into_iter().filter(|agency| after.is_none_or(|after| place(agency) > after)).take(most + 1).collect();
    let has_more = shown.len() > most;
    shown.truncate(most);
    let next = shown.last().filter(|_| has_more).cloned();

    let rows = store::late::of_agencies(tx, &round.code, &shown).await?;
    let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.agency.clone(), row)).collect();
    let mut agencies = Vec::new();
    for agency in shown {
        let Some(row) = rows.remove(&agency) else { continue };
        let organisation = tree.get(&agency).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let reaching = reaching(&agency);
        agencies.push(LateAgency {
            above: organisation.parent.as_ref().and_then(|parent| tree.get(parent)).cloned(),
            organisation,
            state: row.state,
            last_edited_at: row.edited_at,
            since: round.window.extended(reaching.iter().copied()).due_at(),
            extension_ended_at: reaching.iter().map(|extension| extension.ends_at).max(),
        });
    }
    Ok(Late { agencies, count, next })
}

/// The extensions that run at an instant: whom they reach is not late although the round is due.
struct Running<'a> {
    /// The bodies that have more time with everything below.
    for_all: BTreeSet<&'a OrganisationCode>,
    /// The bodies at and below which those of one kind have it.
    for_kind: BTreeSet<(&'a OrganisationCode, OrganisationKind)>,
}

impl<'a> Running<'a> {
    fn at(extensions: &'a [Extension], at: DateTime<Utc>) -> Self {
        let running = || extensions.iter().filter(|extension| extension.ends_at >= at);
        let for_all = running().filter(|extension| extension.kind.is_none()).map(|extension| &extension.organisation);
        let for_kind = running().filter_map(|extension| Some((&extension.organisation, extension.kind?)));
        Self { for_all: for_all.collect(), for_kind: for_kind.collect() }
    }

    fn is_empty(&self) -> bool {
        self.for_all.is_empty() && self.for_kind.is_empty()
    }

    /// Whether everything at and below the beginning of a path has more time.
    fn is_for_all(&self, path: &[OrganisationCode]) -> bool {
        path.iter().any(|above| self.for_all.contains(above))
    }

    /// Whether bodies of a kind at and below the beginning of a path have more time.
    fn is_for_kind(&self, path: &[OrganisationCode], kind: OrganisationKind) -> bool {
        self.is_for_all(path) || path.iter().any(|above| self.for_kind.contains(&(above, kind)))
    }

    /// Whether a body has more time.
    fn is_for(&self, tree: &OrganisationTree, agency: &OrganisationCode) -> bool {
        let path = tree.path(agency);
        tree.kind(agency).map_or_else(|| self.is_for_all(&path), |kind| self.is_for_kind(&path, kind))
    }

    /// The places at and below a node where bodies of one kind have more time and not all have, none within another.
    fn kinds_below(&self, tree: &OrganisationTree, node: &OrganisationCode) -> BTreeSet<NodeKind> {
        let above_node = tree.path(node);
        let within = |&(place, kind): &(&OrganisationCode, OrganisationKind)| {
            if above_node.contains(place) {
                return Some((node.clone(), kind));
            }
            tree.path(place).contains(node).then(|| (place.clone(), kind))
        };
        let places: BTreeSet<NodeKind> = self.for_kind.iter().filter_map(within).collect();
        let is_topmost = |(place, kind): &&NodeKind| {
            let path = tree.path(place);
            let is_within = path.iter().skip(1).any(|above| places.contains(&(above.clone(), *kind)));
            !is_within && !self.is_for_all(&path)
        };
        places.iter().filter(is_topmost).cloned().collect()
    }
}

/// How many are late: those who never submitted, without those who have more time.
async fn count(
    tx: &mut Tx,
    tree: &OrganisationTree,
    round: &Round,
    node: &OrganisationCode,
    running: &Running<'_>,
) -> ServiceResult<i64> {
    let is_topmost = |code: &&OrganisationCode| {
        let path = tree.path(code);
        path.contains(node) && !running.is_for_all(path.get(1..).unwrap_or_default())
    };
    let extended: Vec<OrganisationCode> = running.for_all.iter().copied().filter(is_topmost).cloned().collect();
    let nodes: Vec<_> = std::iter::once(node).chain(&extended).cloned().collect();
    let counts = store::rollups::completeness_of_nodes(tx, std::slice::from_ref(&round.code), &nodes).await?;
    let late = missing_but_for(&counts, node);

    let of_kinds = running.kinds_below(tree, node);
    if of_kinds.is_empty() {
        return Ok(late);
    }
    let nodes: Vec<_> = of_kinds.iter().map(|(place, _)| place).chain(&extended).cloned().collect();
    let counts = store::kind_counts::of_nodes(tx, &round.code, &nodes).await?;
    let missing =
        |place: &OrganisationCode, kind| counts.get(&(place.clone(), kind)).map_or(0, rollups::Completeness::missing);
    let more = |(place, kind): &NodeKind| {
        // Those below it that have more time with everybody else are taken off already.
        let already = extended.iter().filter(|body| tree.path(body).contains(place));
        missing(place, *kind) - already.map(|body| missing(body, *kind)).sum::<i64>()
    };
    Ok(late - of_kinds.iter().map(more).sum::<i64>())
}

/// How many of one kind are late at and below a node.
async fn count_of_kind(
    tx: &mut Tx,
    tree: &OrganisationTree,
    round: &Round,
    (node, kind): (&OrganisationCode, OrganisationKind),
    running: &Running<'_>,
) -> ServiceResult<i64> {
    if running.is_for_kind(&tree.path(node), kind) {
        return Ok(0);
    }
    let of_kind = running.for_kind.iter().filter(|(_, of)| *of == kind).map(|(place, _)| *place);
    let places: BTreeSet<&OrganisationCode> = running.for_all.iter().copied().chain(of_kind).collect();
    let is_topmost = |place: &&OrganisationCode| {
        let path = tree.path(place);
        path.contains(node) && !running.is_for_kind(path.get(1..).unwrap_or_default(), kind)
    };
    let extended = places.into_iter().filter(is_topmost);
    let nodes: Vec<_> = std::iter::once(node).chain(extended).cloned().collect();
    let counts = store::kind_counts::of_kind(tx, std::slice::from_ref(&round.code), &nodes, kind).await?;
    Ok(missing_but_for(&counts, node))
}

/// How many never submitted at and below a node, without those at and below the others that were counted.
fn missing_but_for(counts: &[(RoundCode, OrganisationCode, rollups::Completeness)], node: &OrganisationCode) -> i64 {
    counts.iter().map(|(_, of, counts)| if of == node { counts.missing() } else { -counts.missing() }).sum()
}
