//! Makes a backup each night, tries whether it can be restored, and keeps the latest ones.

use super::{Job, Told, Work};
use crate::{Actor, ServiceError, ServiceResult, Services};
use chrono::{DateTime, TimeDelta, Utc};
use domain::buddhist::bangkok;
use serde_json::json;
use std::path::{Path, PathBuf};

/// How many backups are kept.
pub const KEPT: usize = 7;
/// What their names begin and end with; between stands the day.
const NAME: (&str, &str) = ("tidtam-", ".backup.zip");

/// How the name of one ends that was not restored yet.
const UNTRIED: &str = "untried";
/// The name of the latest one that could not be restored.
const BROKEN: &str = "cannot-be-restored.zip";

/// The job.
pub const BACK_UP: Job = Job {
    name: "back_up",
    work: Work::Outside { lease: TimeDelta::hours(6), work: |services, slot| Box::pin(back_up(services, slot)) },
};

async fn back_up(services: Services, slot: DateTime<Utc>) -> ServiceResult<Told> {
    let Some(folder) = services.settings().backups.clone() else {
        return Ok(Told::done(json!({ "off": true })));
    };
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "rows": 0 })));
    }
    let unmade = |error: std::io::Error| ServiceError::fault("the folder of backups", error);
    std::fs::create_dir_all(&folder).map_err(unmade)?;
    let actor = Actor::timetable(&services.root().await?);
    let (begin, end) = NAME;
    let path = folder.join(format!("{begin}{}{end}", bangkok(slot).format("%Y-%m-%d")));
    forget_leftovers(&folder, services.now()).map_err(unmade)?;
    // It has its name once it was restored; until then whatever an earlier attempt made stays.
    let untried = path.with_extension(UNTRIED);
    if untried.exists() {
        std::fs::remove_file(&untried).map_err(unmade)?;
    }
    let backup = services.backups().make(&actor, &untried).await?;
    let drill = services.backups().drill(&actor, &untried).await;
    let details = match &drill {
        Ok(drill) => json!({
            "rows": backup.rows, "files": backup.files, "events": drill.events, "disagreements": drill.disagreements,
            "missing": drill.missing, "snapshot": drill.snapshot.as_ref().map(|(code, _)| code),
            "scores": drill.snapshot.as_ref().map(|(_, scores)| scores), "broken": drill.broken,
        }),
        Err(error) => json!({ "rows": backup.rows, "files": backup.files, "refused": error.code() }),
    };
    if !drill.is_ok_and(|drill| drill.is_whole()) {
        // The latest of these stays for whoever looks; older good ones may be all there is.
        std::fs::rename(&untried, folder.join(BROKEN)).map_err(unmade)?;
        return Ok(Told::alarm(details));
    }
    std::fs::rename(&untried, &path).map_err(unmade)?;
    for old in older(&folder).map_err(unmade)? {
        std::fs::remove_file(old).map_err(unmade)?;
    }
    Ok(Told::done(details))
}

/// Removes what a killed process left of a backup or a trial a day ago.
fn forget_leftovers(folder: &Path, now: DateTime<Utc>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let (entry, limit) = (entry?, now - TimeDelta::days(1));
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let is_begun = path.extension().is_some_and(|end| end == "part" || end == UNTRIED);
        let is_old = DateTime::<Utc>::from(entry.metadata()?.modified()?) < limit;
        if is_old && name.starts_with("drill-") && entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(path)?;
        } else if is_old && name.starts_with(NAME.0) && is_begun {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Backups beyond those that are kept.
fn older(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let (begin, end) = NAME;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(begin) && name.ends_with(end)) {
            found.push(folder.join(name));
        }
    }
    found.sort();
    found.truncate(found.len().saturating_sub(KEPT));
    Ok(found)
}
