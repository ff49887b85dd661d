//! Holding what public pages show against the signed file that it follows from.

use super::{Publications, prepare::kept};
use crate::{
    Actor, ServiceError, ServiceResult,
    store::{self, publications::Place},
};
use domain::{access::Action, ids::SnapshotCode, publication::Part};
use std::collections::BTreeMap;

/// How many pieces are read at once.
const AT_ONCE: i64 = 200;

fn told((part, code, number): &Place) -> String {
    format!("{part} {code} {number}")
}

impl Publications<'_> {
    /// The pieces of a snapshot that are not what follows from its signed file, are missing, or follow from nothing. Figures from
    /// elsewhere stand in no signed file and are held against their digest alone.
    ///
    /// # Errors
    /// There is no such snapshot; its file is gone or another one; the actor may not.
    pub async fn changed(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<Vec<String>> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        let mut tx = self.0.db().read().await?;
        let is_there = store::publications::prepared(&mut tx).await?.contains(code);
        drop(tx);
        // Not made in the present form yet: nobody is shown anything, and the timetable makes them.
        if !is_there {
            return Ok(Vec::new());
        }
        let snapshot = self.0.snapshots().get(Some(actor), code).await?;
        let mut following: BTreeMap<Place, Option<String>> = BTreeMap::new();
        following.insert((Part::Facts.as_ref().to_owned(), String::new(), 0), None);
        let (mut extracts, reading) = self.extracts(&snapshot).await?;
        while let Some(extract) = extracts.recv().await {
            let piece = kept(&extract)?;
            following.insert(piece.place(), Some(piece.seal(code)));
        }
        reading.await.map_err(|error| ServiceError::fault("extracting the pages of a snapshot", error))??;
        let mut changed = Vec::new();
        // From before the first place on.
        let mut behind: Place = (String::new(), String::new(), i64::MIN);
        loop {
            let mut tx = self.0.db().read().await?;
            let pieces = store::publications::sealed(&mut tx, code, &behind, AT_ONCE).await?;
            drop(tx);
            let Some(last) = pieces.last() else { break };
            behind.clone_from(&last.place);
            for piece in pieces {
                let follows = following.remove(&piece.place);
                let is_known = follows.is_some_and(|seal| seal.is_none_or(|seal| seal == piece.now));
                if !(piece.fits && is_known) {
                    changed.push(told(&piece.place));
                }
            }
        }
        changed.extend(following.keys().map(told));
        Ok(changed)
    }
}
