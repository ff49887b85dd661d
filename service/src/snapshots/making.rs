//! What of a snapshot could not be made when its files, or the reports of its bodies, were last made, as the jobs that make them told.

use super::{Paper, Snapshots};
use crate::{
    Actor, ServiceResult,
    jobs::{JobOutcome, JobRun},
    store::{self, Tx},
};
use domain::{ids::SnapshotCode, snapshot::Export};

/// The name of the job that makes the files of snapshots, in the timetable.
pub const MAKES_FILES: &str = "make_files";
/// The name of the job that sets the reports of single bodies, in the timetable.
pub const SETS_PAPERS: &str = "set_papers";

impl Snapshots<'_> {
    /// What could not be made of a snapshot at the last try, each with the code why; the snapshot's own code where its file could
    /// not be read, and the job's name where the job itself failed. Nothing where whatever is lacking is still being made.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see.
    pub async fn unmakeable(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Vec<String>> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await?;
        let tried = last_tried(&mut tx, MAKES_FILES).await?;
        Ok(tried.map(|run| told_of(&run, MAKES_FILES, code, is_file)).unwrap_or_default())
    }
}

/// The reports of single bodies of a snapshot that could not be set at the last try, told in the same way.
pub(super) async fn failed_papers(tx: &mut Tx, code: &SnapshotCode) -> ServiceResult<Vec<String>> {
    let tried = last_tried(tx, SETS_PAPERS).await?;
    Ok(tried.map(|run| told_of(&run, SETS_PAPERS, code, is_paper)).unwrap_or_default())
}

fn is_file(name: &str, of: &SnapshotCode) -> bool {
    Export::all().into_iter().any(|export| export.file_name(of) == name)
}

fn is_paper(name: &str, of: &SnapshotCode) -> bool {
    Paper::named(name, of).is_some()
}

/// The last run of a job, or the one before while it is tried again.
async fn last_tried(tx: &mut Tx, job: &str) -> ServiceResult<Option<JobRun>> {
    match store::job_runs::last(tx, job).await? {
        Some(run) if run.outcome == JobOutcome::Running => store::job_runs::last_done(tx, job).await,
        other => Ok(other),
    }
}

/// What a run told of a snapshot that failed.
fn told_of(run: &JobRun, job: &str, code: &SnapshotCode, is_of_it: fn(&str, &SnapshotCode) -> bool) -> Vec<String> {
    match run.outcome {
        JobOutcome::Running | JobOutcome::Done => Vec::new(),
        JobOutcome::Failed => vec![format!("{job} {}", run.details).trim_end().to_owned()],
        JobOutcome::Alarm => {
            let is_its_own = |told: &&str| {
                let name = told.split(' ').next().unwrap_or_default();
                name == code.as_str() || is_of_it(name, code)
            };
            // As the job writes it; what cannot be read names nothing.
            let details: serde_json::Value = serde_json::from_str(&run.details).unwrap_or_default();
            let failed = details["failed"].as_array().map(Vec::as_slice).unwrap_or_default();
            failed.iter().filter_map(serde_json::Value::as_str).filter(is_its_own).map(str::to_owned).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn told(outcome: JobOutcome, details: &str) -> Vec<String> {
        let at = DateTime::UNIX_EPOCH;
        let run = JobRun {
            slot: at,
            attempts: 1,
            server: "one".to_owned(),
            claimed_at: at,
            finished_at: Some(at),
            outcome,
            details: details.to_owned(),
        };
        told_of(&run, MAKES_FILES, &"2570-q1.final.1".parse().expect("a code"), is_file)
    }

    #[test]
    fn a_report_of_a_body_is_told_of_its_own_snapshot_alone() {
        let of = "2570-q1.final.1".parse().expect("a code");
        for (name, is_its_own) in [
            ("2570-q1.final.1.one.th.pdf", true),
            ("2570-q1.final.1.th.pdf", false),
            ("2570-q1.final.10.one.th.pdf", false),
            ("2570-q1.final.2.one.th.pdf", false),
        ] {
            assert_eq!(is_paper(name, &of), is_its_own, "{name}");
        }
    }

    #[test]
    fn a_run_tells_of_a_snapshot_what_is_its_own_alone() {
        let own = Export::Workbook.file_name(&"2570-q1.final.1".parse().expect("a code"));
        let other = Export::Workbook.file_name(&"2570-q1.final.10".parse().expect("a code"));
        let details = serde_json::json!({
            "made": 2,
            "failed": [format!("{own} fault"), format!("{other} fault"), "2570-q1.final.10 file_lost"],
        });
        assert_eq!(told(JobOutcome::Alarm, &details.to_string()), [format!("{own} fault")]);
        let unread = serde_json::json!({ "made": 0, "failed": ["2570-q1.final.1 file_lost"] });
        assert_eq!(told(JobOutcome::Alarm, &unread.to_string()), ["2570-q1.final.1 file_lost"]);
        assert_eq!(told(JobOutcome::Failed, "unavailable"), ["make_files unavailable"]);
        assert_eq!(told(JobOutcome::Failed, ""), ["make_files"]);
        let nothing: [&str; 0] = [];
        for (outcome, details) in
            [(JobOutcome::Done, r#"{"made":3,"failed":[]}"#), (JobOutcome::Running, ""), (JobOutcome::Alarm, "no JSON")]
        {
            assert_eq!(told(outcome, details), nothing, "{details}");
        }
    }
}
