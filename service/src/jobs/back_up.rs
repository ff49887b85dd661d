//! Makes a backup each night, tries whether it can be restored, and keeps the latest ones.

use super::{Job, Told, Work};
use crate::{Actor, ServiceError, ServiceResult, Services};
use chrono::{DateTime, TimeDelta, Utc};
use domain::buddhist::bangkok;
use serde_json::{Value, json};
use std::{
    fs::DirEntry,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// How many backups are kept.
pub const KEPT: usize = 7;
/// What their names begin and end with; between stands the day.
const NAME: (&str, &str) = ("tidtam-", ".backup.zip");

/// How many damaged files are named.
const NAMED: usize = 5;

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
    let mut stuck = forget_leftovers(&folder, services.now()).map_err(unmade)?;
    // It has its name once it was restored; until then whatever an earlier attempt made stays.
    let untried = path.with_extension(UNTRIED);
    if untried.exists() {
        std::fs::remove_file(&untried).map_err(unmade)?;
    }
    let backup = services.backups().make(&actor, &untried).await?;
    let drill = services.backups().drill(&actor, &untried).await;
    let first_damaged = &backup.damaged[..backup.damaged.len().min(NAMED)];
    let mut details = match &drill {
        Ok(drill) => json!({
            "rows": backup.rows, "files": backup.files, "events": drill.events, "disagreements": drill.disagreements,
            "missing": drill.missing, "values": drill.held.signed, "other_values": drill.held.others,
            "first_other_values": drill.held.first, "snapshot": drill.snapshot.as_ref().map(|(code, _)| code),
            "scores": drill.snapshot.as_ref().map(|(_, scores)| scores), "broken": drill.broken,
        }),
        Err(error) => {
            tracing::error!(cause = error.with_causes(), "a backup could not be restored for trial");
            json!({ "rows": backup.rows, "files": backup.files, "refused": error.code() })
        }
    };
    details["damaged"] = json!(backup.damaged.len());
    details["first_damaged"] = json!(first_damaged);
    if !drill.is_ok_and(|drill| drill.is_whole()) {
        // The latest of these stays for whoever looks; older good ones may be all there is.
        std::fs::rename(&untried, folder.join(BROKEN)).map_err(unmade)?;
        return Ok(Told::alarm(with_stuck(details, &stuck)));
    }
    std::fs::rename(&untried, &path).map_err(unmade)?;
    for old in older(&folder).map_err(unmade)? {
        note_stuck(std::fs::remove_file(&old), &old, &mut stuck);
    }
    let details = with_stuck(details, &stuck);
    Ok(if stuck.is_empty() { Told::done(details) } else { Told::alarm(details) })
}

/// What is told of a backup, with the names of what is in the way of the next ones.
fn with_stuck(mut details: Value, stuck: &[String]) -> Value {
    if !stuck.is_empty() {
        details["stuck"] = json!(stuck);
    }
    details
}

/// Notes what could not be removed. No backup waits for it, or is made again because of it.
fn note_stuck(removed: std::io::Result<()>, path: &Path, stuck: &mut Vec<String>) {
    if let Err(error) = removed
        && error.kind() != ErrorKind::NotFound
    {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tracing::error!(%name, %error, "something cannot be removed from the folder of backups");
        stuck.push(name);
    }
}

/// Removes what a killed process left of a backup or a trial a day ago; gives the names of what stays all the same.
fn forget_leftovers(folder: &Path, now: DateTime<Utc>) -> std::io::Result<Vec<String>> {
    let mut stuck = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        note_stuck(forget_leftover(&entry, now - TimeDelta::days(1)), &entry.path(), &mut stuck);
    }
    Ok(stuck)
}

fn forget_leftover(entry: &DirEntry, limit: DateTime<Utc>) -> std::io::Result<()> {
    let name = entry.file_name().to_string_lossy().into_owned();
    let path = entry.path();
    let is_begun = path.extension().is_some_and(|end| end == "part" || end == UNTRIED);
    let is_old = DateTime::<Utc>::from(entry.metadata()?.modified()?) < limit;
    if is_old && name.starts_with("drill-") && entry.file_type()?.is_dir() {
        std::fs::remove_dir_all(path)
    } else if is_old && name.starts_with(NAME.0) && is_begun {
        std::fs::remove_file(path)
    } else {
        Ok(())
    }
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
