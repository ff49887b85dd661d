//! Files that tables speak of and that are not there, and those that nobody has any more.

use super::{Backup, Manifest};
use crate::{ServiceResult, Services, store::tables};
use object_store::ObjectStoreExt as _;
use std::{
    collections::BTreeSet,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The list of files that nobody has any more, one place a line, as whoever owns the disk wrote it.
const LOST: &str = "lost-for-good.txt";

impl Backup {
    /// Whether every file is there as its name says.
    pub fn has_all_files(&self) -> bool {
        self.damaged.is_empty() && self.missing.is_empty()
    }

    /// Leaves out files that are known to be lost for good, and gives their places.
    pub fn leave_out(&mut self, lost: &BTreeSet<String>) -> Vec<String> {
        let mut known = Vec::new();
        for places in [&mut self.damaged, &mut self.missing] {
            known.extend(places.extract_if(.., |place| lost.contains(place.as_str())));
        }
        known.sort();
        known
    }
}

/// The places of files that nobody has any more, as `lost-for-good.txt` in the folder of nightly backups and the one beside a
/// backup name them. A list that cannot be read keeps no backup from being made.
pub fn lost_for_good(nightly: Option<&Path>, backup: &Path) -> BTreeSet<String> {
    let folders: BTreeSet<PathBuf> = nightly.into_iter().chain(backup.parent()).map(Path::to_owned).collect();
    folders.iter().flat_map(|folder| listed(folder)).collect()
}

fn listed(folder: &Path) -> BTreeSet<String> {
    match std::fs::read_to_string(folder.join(LOST)) {
        // Some editors begin every file with a mark of the order of bytes.
        Ok(text) => text.trim_start_matches('\u{feff}').lines().map(|line| line.trim().to_owned()).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => BTreeSet::new(),
        Err(error) => {
            tracing::error!(%error, "the list of files that are lost for good cannot be read");
            BTreeSet::new()
        }
    }
}

/// The places that tables speak of and a backup has no file for.
pub(super) fn in_backup(manifest: &Manifest, mut spoken_of: Vec<String>) -> Vec<String> {
    let there: BTreeSet<&str> = manifest.files.iter().map(|file| file.place.as_str()).collect();
    spoken_of.retain(|place| !there.contains(place.as_str()));
    spoken_of
}

/// The places that the tables of an installation speak of and where no file lies in its object store.
pub(super) async fn in_store(services: &Services) -> ServiceResult<Vec<String>> {
    let places = tables::places(&mut services.db().read().await?).await?;
    let mut missing = Vec::new();
    for place in places {
        if services.files().head(&place.as_str().into()).await.is_err() {
            missing.push(place);
        }
    }
    Ok(missing)
}
