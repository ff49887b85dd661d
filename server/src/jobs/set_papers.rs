//! Sets reports of single bodies, one after another: first those that somebody gets by mail and nobody has asked for yet, then those
//! of all bodies of the snapshots of which all were asked for. A country has thousands, so a run sets some of them and the next
//! one goes on; people who read files come first.

use crate::export::snapshot::paper::{body, by_body::ByBody};
use chrono::TimeDelta;
use domain::ids::SnapshotCode;
use serde_json::json;
use service::{
    Actor, ServiceError, ServiceResult, Services,
    jobs::{Job, Told, Work},
    snapshots::{Beside, Paper, SETS_PAPERS, Texts},
};
use std::{
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

/// The job.
pub(crate) const SET_PAPERS: Job = Job {
    name: SETS_PAPERS,
    work: Work::Outside { lease: TimeDelta::hours(2), work: |services, _| Box::pin(set_papers(services)) },
};

/// How long a run goes on to the next report: what somebody gets by mail waits no longer than that.
const LONGEST: Duration = Duration::from_mins(4);
/// How long to wait for those who read files.
const FOR_READERS: Duration = Duration::from_millis(500);
/// How many of those that could not be set a run names.
const MOST_NAMED: usize = 20;

async fn set_papers(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "set": 0 })));
    }
    let actor = services.timetable().await?;
    let ends = Instant::now() + LONGEST;
    let mut run = Run { services: &services, actor: &actor, until: ends, set: 0, failed: 0, named: Vec::new() };
    for (snapshot, paper) in services.subscribers().unset(&actor).await? {
        // The rest is set in the next slot.
        if run.set(&snapshot, &paper, || body::setter(&paper)).await.is_break() {
            break;
        }
    }
    let mut left = 0;
    let asked = services.snapshots().with_asked_papers(&actor).await?;
    let count = u32::try_from(asked.len()).unwrap_or(u32::MAX);
    for (snapshot, waiting) in asked.iter().zip((1..=count).rev()) {
        // Each has its share of what is left of the run.
        let now = Instant::now();
        run.until = now + ends.saturating_duration_since(now) / waiting;
        // One that cannot be read keeps no other one waiting.
        match run.set_all(snapshot).await {
            Ok(unset) => left += unset,
            // Its pages, which tell of whom there are reports, come first.
            Err(ServiceError::UnderWay(_)) => {}
            Err(error) => run.fail(snapshot.as_str(), &error),
        }
    }
    let details = json!({ "set": run.set, "left": left, "failed": run.named });
    Ok(if run.failed == 0 { Told::done(details) } else { Told::alarm(details) })
}

/// One run.
struct Run<'a> {
    services: &'a Services,
    actor: &'a Actor,
    until: Instant,
    set: u64,
    failed: usize,
    /// The first of those that failed, each with the code why.
    named: Vec<String>,
}

impl Run<'_> {
    /// Sets one report; breaks once the run went on for long enough, or storage does not answer.
    async fn set<Set>(&mut self, snapshot: &SnapshotCode, paper: &Paper, setter: impl Fn() -> Set) -> ControlFlow<()>
    where
        Set: FnOnce(Texts<'_>, &Beside) -> ServiceResult<Option<Vec<u8>>> + Send + 'static,
    {
        while Instant::now() < self.until {
            match self.services.snapshots().paper(None, snapshot, paper, setter()).await {
                Ok(_) => self.set += 1,
                Err(ServiceError::Busy) => {
                    tokio::time::sleep(FOR_READERS).await;
                    continue;
                }
                Err(error) => {
                    self.fail(&paper.file_name(snapshot), &error);
                    if matches!(error, ServiceError::Unavailable(_)) {
                        break;
                    }
                }
            }
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(())
    }

    /// Sets the reports of all bodies of a snapshot that are not set yet; gives how many are left.
    async fn set_all(&mut self, code: &SnapshotCode) -> ServiceResult<usize> {
        let snapshots = self.services.snapshots();
        let unset = snapshots.unset_papers(self.actor, code).await?;
        if unset.is_empty() {
            snapshots.papers_are_set(self.actor, code).await?;
        }
        if unset.is_empty() || Instant::now() >= self.until {
            return Ok(unset.len());
        }
        let folder = tempfile::tempdir().map_err(|error| ServiceError::fault("a folder for a snapshot", error))?;
        let path = folder.path().join("snapshot");
        snapshots.copy_to(self.actor, code, &path).await?;
        let unread = |error: String| ServiceError::fault(format!("reading {code} by bodies"), error);
        let reading = tokio::task::spawn_blocking(move || ByBody::of(&path)).await;
        let copy = reading.map_err(|error| unread(error.to_string()))?.map_err(|error| unread(format!("{error:#}")))?;
        let (copy, before) = (Arc::new(copy), self.failed);
        for (number, paper) in unset.iter().enumerate() {
            // Whoever asked may have taken it back.
            if !snapshots.are_papers_asked(code).await? {
                return Ok(0);
            }
            if self.set(code, paper, || copy.setter(paper)).await.is_break() {
                return Ok(unset.len() - number);
            }
        }
        let failed = self.failed - before;
        if failed == 0 {
            snapshots.papers_are_set(self.actor, code).await?;
        }
        Ok(failed)
    }

    fn fail(&mut self, name: &str, error: &ServiceError) {
        tracing::warn!(name, cause = error.with_causes(), "a report could not be set");
        self.failed += 1;
        if self.named.len() < MOST_NAMED {
            self.named.push(format!("{name} {}", error.code()));
        }
    }
}
