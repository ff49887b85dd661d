//! Makes a backup each night, tries whether it can be restored, and keeps the latest ones.

use super::{Job, Told, Work};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    backups::{Drill, lost_for_good},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::buddhist::bangkok;
use serde_json::{Value, json};
use std::{
    fs::DirEntry,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// How many backups are kept: the newest ones, and as many of the newest whole ones.
pub const KEPT: usize = 7;
/// What their names begin and end with; between stands the day.
const NAME: (&str, &str) = ("tidtam-", ".backup.zip");

/// How the name of one ends that is whole but for files.
const DAMAGED: &str = ".damaged.backup.zip";

/// How many damaged or missing files are named.
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
    let day = bangkok(slot).format("%Y-%m-%d").to_string();
    let (path, damaged_path) =
        (folder.join(format!("{begin}{day}{end}")), folder.join(format!("{begin}{day}{DAMAGED}")));
    let mut stuck = forget_leftovers(&folder, services.now()).map_err(unmade)?;
    // It has its name once it was restored; until then whatever an earlier attempt made stays.
    let untried = path.with_extension(UNTRIED);
    if untried.exists() {
        std::fs::remove_file(&untried).map_err(unmade)?;
    }
    let mut backup = services.backups().make(&actor, &untried).await?;
    let mut drill = services.backups().drill(&actor, &untried).await;
    let lost = lost_for_good(Some(&folder), &untried);
    let known = backup.leave_out(&lost);
    if let Ok(drill) = &mut drill {
        drill.backup.leave_out(&lost);
    }
    let first = |places: &[String]| json!(&places[..places.len().min(NAMED)]);
    let mut details = match &drill {
        Ok(drill) => json!({
            "rows": backup.rows, "files": backup.files, "events": drill.events, "disagreements": drill.disagreements,
            "values": drill.held.signed, "other_values": drill.held.others,
            "first_other_values": drill.held.first, "snapshot": drill.snapshot.as_ref().map(|(code, _)| code),
            "scores": drill.snapshot.as_ref().map(|(_, scores)| scores), "broken": drill.broken,
        }),
        Err(error) => {
            tracing::error!(cause = error.with_causes(), "a backup could not be restored for trial");
            json!({ "rows": backup.rows, "files": backup.files, "refused": error.code() })
        }
    };
    details["damaged"] = json!(backup.damaged.len());
    details["first_damaged"] = first(&backup.damaged);
    details["missing"] = json!(backup.missing.len());
    details["first_missing"] = first(&backup.missing);
    details["lost_for_good"] = json!(known.len());
    if drill.as_ref().is_ok_and(|drill| drill.broken.is_some()) {
        details["not_verified"] = json!(["scores", "values"]);
    }
    if !drill.as_ref().is_ok_and(Drill::is_whole_but_for_files) {
        // The latest of these stays for whoever looks; older good ones may be all there is.
        std::fs::rename(&untried, folder.join(BROKEN)).map_err(unmade)?;
        return Ok(Told::alarm(with_stuck(details, &stuck)));
    }
    let is_whole = drill.is_ok_and(|drill| drill.is_whole());
    if is_whole {
        std::fs::rename(&untried, &path).map_err(unmade)?;
        // That of an earlier attempt at this night.
        note_stuck(std::fs::remove_file(&damaged_path), &damaged_path, &mut stuck);
    } else {
        // All the rest of it may be all there is of the latest days.
        std::fs::rename(&untried, &damaged_path).map_err(unmade)?;
    }
    for old in older(&folder).map_err(unmade)? {
        note_stuck(std::fs::remove_file(&old), &old, &mut stuck);
    }
    let details = with_stuck(details, &stuck);
    Ok(if is_whole && stuck.is_empty() { Told::done(details) } else { Told::alarm(details) })
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
    let (mut all, mut whole) = (0, 0);
    // From the newest on: those with damaged files take no whole one's place.
    let is_older = |path: &PathBuf| {
        let is_whole = !path.to_string_lossy().ends_with(DAMAGED);
        all += 1;
        whole += usize::from(is_whole);
        all > KEPT && !(is_whole && whole <= KEPT)
    };
    let mut older: Vec<PathBuf> = found.into_iter().rev().filter(is_older).collect();
    older.reverse();
    Ok(older)
}
