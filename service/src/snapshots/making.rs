//! What of a snapshot could not be made when its files were last made, as the job that makes them told.

use super::Snapshots;
use crate::{
    Actor, ServiceResult,
    jobs::{JobOutcome, JobRun},
    store,
};
use domain::{ids::SnapshotCode, snapshot::Export};

/// The name of the job that makes the files of snapshots, in the timetable.
pub const MAKES_FILES: &str = "make_files";

impl Snapshots<'_> {
    /// What could not be made of a snapshot at the last try, each with the code why; the snapshot's own code where its file could
    /// not be read, and the job's name where the job itself failed. Nothing where whatever is lacking is still being made.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see.
    pub async fn unmakeable(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Vec<String>> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await?;
        let last = store::job_runs::last(&mut tx, MAKES_FILES).await?;
        // The one before, while it is tried again.
        let tried = match last {
            Some(run) if run.outcome == JobOutcome::Running => store::job_runs::last_done(&mut tx, MAKES_FILES).await?,
            other => other,
        };
        Ok(tried.map(|run| told_of(&run, code)).unwrap_or_default())
    }
}

/// What a run told of a snapshot that failed.
fn told_of(run: &JobRun, code: &SnapshotCode) -> Vec<String> {
    match run.outcome {
        JobOutcome::Running | JobOutcome::Done => Vec::new(),
        JobOutcome::Failed => vec![format!("{MAKES_FILES} {}", run.details).trim_end().to_owned()],
        JobOutcome::Alarm => {
            let names: Vec<String> = Export::all().into_iter().map(|export| export.file_name(code)).collect();
            let is_its_own = |told: &&str| {
                let name = told.split(' ').next().unwrap_or_default();
                name == code.as_str() || names.iter().any(|own| own == name)
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
        told_of(&run, &"2570-q1.final.1".parse().expect("a code"))
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
