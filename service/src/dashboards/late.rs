//! Who is late: every signed-in official may see it.

use super::{Dashboards, line::View};
use crate::{Actor, ServiceError, ServiceResult, store, store::Tx};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationTree},
    round::Round,
    submission::StateName,
    window::Extension,
};
use std::collections::BTreeSet;
use store::late::{Among, MoreTime};

/// Up to how many bodies are named one by one in a statement.
const NAMED_ONE_BY_ONE: usize = 500;
/// The most agencies of one page.
const MOST: i64 = 1_000;

/// An agency whose report is due and was never submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateAgency {
    /// The agency.
    pub organisation: Organisation,
    /// The body above it.
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
    /// In the order of codes.
    pub agencies: Vec<LateAgency>,
    /// How many are late altogether.
    pub count: i64,
    /// After whom the next page begins, if there is one.
    pub next: Option<OrganisationCode>,
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
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let round = self.0.round_in(&mut tx, round).await?;
        late_below(&mut tx, self.0.now(), &tree, &round, tree.root(), after, most).await
    }
}

/// Who is late at and below a node.
pub(super) async fn late_in(
    tx: &mut Tx,
    view: &View,
    round: &Round,
    node: &OrganisationCode,
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Late> {
    late_below(tx, view.at, &view.tree, round, node, after, most).await
}

async fn late_below(
    tx: &mut Tx,
    at: DateTime<Utc>,
    tree: &OrganisationTree,
    round: &Round,
    node: &OrganisationCode,
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Late> {
    let extended: BTreeSet<_> = store::late::extended_bodies(tx, &round.code, at).await?.into_iter().collect();
    let is_extended = |code: &OrganisationCode| tree.path(code).iter().any(|above| extended.contains(above));
    if round.window.is_on_time(at) || is_extended(node) {
        return Ok(Late::default());
    }
    let most = most.clamp(1, MOST);
    let count = count(tx, tree, round, node, &extended).await?;
    let mut among = among(tree, node);
    if let Among::These(agencies) = &mut among {
        agencies.retain(|agency| after.is_none_or(|after| agency > after) && !is_extended(agency));
    }
    let more_time = match &among {
        Among::These(_) => MoreTime::Nobody,
        Among::Everybody | Among::Below(_) if extended.is_empty() => MoreTime::Nobody,
        Among::Everybody | Among::Below(_) => MoreTime::Some { at },
    };
    let mut rows = store::late::never_submitted(tx, &round.code, &among, more_time, after, most + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|found| found > most);
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| has_more).map(|row| row.agency.clone());

    let above: BTreeSet<_> = rows.iter().flat_map(|row| tree.path(&row.agency)).collect();
    let above: Vec<_> = above.into_iter().collect();
    let extensions = store::rounds::extensions_on_path(tx, &round.code, &above).await?;
    let mut agencies = Vec::new();
    for row in rows {
        let path = tree.path(&row.agency);
        let organisation = tree.get(&row.agency).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let reaching: Vec<Extension> =
            extensions.iter().filter(|extension| path.contains(&extension.organisation)).cloned().collect();
        agencies.push(LateAgency {
            above: organisation.parent.as_ref().and_then(|parent| tree.get(parent)).cloned(),
            organisation,
            state: row.state,
            last_edited_at: row.edited_at,
            since: round.window.extended(&reaching).due_at(),
            extension_ended_at: reaching.iter().map(|extension| extension.ends_at).max(),
        });
    }
    Ok(Late { agencies, count, next })
}

/// How many are late: those who never submitted, without those below a body that has more time.
async fn count(
    tx: &mut Tx,
    tree: &OrganisationTree,
    round: &Round,
    node: &OrganisationCode,
    extended: &BTreeSet<OrganisationCode>,
) -> ServiceResult<i64> {
    let is_topmost = |code: &&OrganisationCode| {
        let path = tree.path(code);
        path.contains(node) && !path.iter().skip(1).any(|above| extended.contains(above))
    };
    let nodes: Vec<_> = std::iter::once(node).chain(extended.iter().filter(is_topmost)).cloned().collect();
    let counts = store::rollups::completeness_of_nodes(tx, std::slice::from_ref(&round.code), &nodes).await?;
    let missing = |(_, of, counts): &(RoundCode, OrganisationCode, crate::rollups::Completeness)| {
        if of == node { counts.missing() } else { -counts.missing() }
    };
    Ok(counts.iter().map(missing).sum())
}

fn among(tree: &OrganisationTree, node: &OrganisationCode) -> Among {
    if node == tree.root() {
        return Among::Everybody;
    }
    let agencies = tree.at_and_below(node);
    if agencies.len() <= NAMED_ONE_BY_ONE { Among::These(agencies) } else { Among::Below(node.clone()) }
}
