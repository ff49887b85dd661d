//! Which snapshot one stands in for, as its readers find it. What was signed names the one that was known when it was taken, which
//! readers may never have seen, and another one may have been published since.

use super::{Snapshot, Snapshots};
use crate::{ServiceResult, store, store::Tx};
use chrono::{DateTime, Utc};
use domain::{ids::SnapshotCode, snapshot::Stage};

/// Whether one may stand in for the other: those of a round and stage.
fn is_alike(one: &Snapshot, other: &Snapshot) -> bool {
    one.round == other.round && one.stage == other.stage
}

/// The one that a snapshot stands in for, of some in their order, newest first, itself among them: the latest that was published
/// of those of its round and stage taken before it, else the one that its file names.
pub(crate) fn before<'a>(snapshot: &Snapshot, all: impl Iterator<Item = &'a Snapshot>) -> Option<&'a Snapshot> {
    let alike = all.filter(|other| is_alike(snapshot, other));
    let earlier: Vec<&Snapshot> = alike.skip_while(|other| other.code != snapshot.code).skip(1).collect();
    let published = earlier.iter().find(|other| other.published_at.is_some());
    let named = || earlier.iter().find(|other| snapshot.replaces.as_ref() == Some(&other.code));
    published.or_else(named).copied()
}

/// Snapshots as whoever sees them and no others finds them, newest first: each with the one among them that it stands in for.
pub fn as_found(mut seen: Vec<Snapshot>) -> Vec<Snapshot> {
    let replaced = |snapshot: &Snapshot| before(snapshot, seen.iter()).map(|before| before.code.clone());
    let replaced: Vec<Option<SnapshotCode>> = seen.iter().map(replaced).collect();
    for (snapshot, before) in seen.iter_mut().zip(replaced) {
        snapshot.replaces = before;
    }
    seen
}

/// The one that a snapshot stands in for as everybody finds it at an instant, of some in their order, newest first. While the
/// snapshot is under an embargo, the one that its file names is found, too, where that was published by then and everybody may read
/// it once the embargo ends: whoever reads the snapshot before has read its code in the file. No other one that is under an embargo
/// is told of.
pub(crate) fn public_before(snapshot: &Snapshot, all: &[Snapshot], at: DateTime<Utc>) -> Option<SnapshotCode> {
    let was_published = |one: &Snapshot| one.published_at.is_some_and(|published_at| published_at <= at);
    let read_from = snapshot.public_since().filter(|_| was_published(snapshot)).unwrap_or(at);
    let is_named = |other: &Snapshot| snapshot.replaces.as_ref() == Some(&other.code);
    let will_be_seen = |other: &Snapshot| is_named(other) && was_published(other) && other.is_public(read_from);
    let is_found = |other: &Snapshot| other.is_public(at) || will_be_seen(other);
    let found = all.iter().filter(|other| other.code == snapshot.code || is_found(other));
    before(snapshot, found).map(|before| before.code.clone())
}

/// The one that stands in for a snapshot as everybody finds it at an instant, of some in their order, newest first. Where there is
/// one, the snapshot is news to nobody: it was under an embargo meanwhile, or is late.
pub(crate) fn public_after<'a>(snapshot: &Snapshot, all: &'a [Snapshot], at: DateTime<Utc>) -> Option<&'a Snapshot> {
    let later = all.iter().take_while(|other| other.code != snapshot.code);
    later.filter(|other| is_alike(snapshot, other)).find(|other| other.is_public(at))
}

/// Whether only its publication decides what a snapshot is said to stand in for, of some: its file names one that not everybody may
/// read yet, published under an embargo or not at all so far. Drafts are published by nobody. Said before, it could be told to
/// readers who see the snapshot first; left unsaid, it would be so for good.
pub(super) fn is_undecided(snapshot: &Snapshot, all: &[Snapshot], at: DateTime<Utc>) -> bool {
    let is_named = |other: &Snapshot| snapshot.replaces.as_ref() == Some(&other.code);
    let may_wait = snapshot.stage == Stage::Final && snapshot.published_at.is_none();
    may_wait && all.iter().any(|other| is_named(other) && !other.is_public(at))
}

/// The one that a snapshot stands in for as everybody finds it at an instant, or at the end of an embargo it is under then.
async fn stood_in_for(tx: &mut Tx, snapshot: &Snapshot, at: DateTime<Utc>) -> ServiceResult<Option<SnapshotCode>> {
    let all = store::snapshots::list(tx, Some(&snapshot.round)).await?;
    Ok(public_before(snapshot, &all, at))
}

impl Snapshots<'_> {
    /// The one that a snapshot stands in for as everybody finds it at an instant or, as far as its file names it, at the end of an
    /// embargo it is under then; none where readers had seen none of its round and stage that was taken before it.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn stood_in_for(&self, snapshot: &Snapshot, at: DateTime<Utc>) -> ServiceResult<Option<SnapshotCode>> {
        let mut tx = self.0.db().read().await?;
        stood_in_for(&mut tx, snapshot, at).await
    }

    /// The one that it stands in for at an instant, with whether only its publication decides that.
    pub(super) async fn decided(
        &self,
        snapshot: &Snapshot,
        at: DateTime<Utc>,
    ) -> ServiceResult<(Option<SnapshotCode>, bool)> {
        let mut tx = self.0.db().read().await?;
        let all = store::snapshots::list(&mut tx, Some(&snapshot.round)).await?;
        Ok((public_before(snapshot, &all, at), is_undecided(snapshot, &all, at)))
    }
}
