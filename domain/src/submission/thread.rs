//! What a report was at an earlier instant, as its thread tells: every step of it stands there with its instant.

use super::{ReportKey, Stamp, State, Submission};
use chrono::{DateTime, Utc};
use thiserror::Error;

/// A step of a thread, as far as it moves the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadStep {
    /// Its name, such as `submit`.
    pub step: String,
    /// The version that the report had after it.
    pub version: i64,
    /// The revision that it had after it.
    pub revision: i32,
    /// Who took it when.
    pub stamp: Stamp,
}

/// A thread that cannot be: a step whose name nobody knows, or one that does not follow from what was before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the step {step} of version {version} does not follow")]
pub struct ThreadError {
    /// The step.
    pub step: String,
    /// After which the report had this version.
    pub version: i64,
}

impl Submission {
    /// A report after the first steps of its thread, in their order: who began to type it and when, and when it was first
    /// submitted, where that had happened by then.
    ///
    /// # Errors
    /// The thread cannot be.
    pub fn after_steps(
        key: ReportKey,
        begun: Option<Stamp>,
        first_submitted_at: Option<DateTime<Utc>>,
        steps: &[ThreadStep],
    ) -> Result<Self, ThreadError> {
        let mut report = Self::expected(key);
        if let Some(since) = begun {
            report = report.moved(State::Draft { since });
        }
        for step in steps {
            let Some(state) = moved_by(report.state, step) else {
                return Err(ThreadError { step: step.step.clone(), version: step.version });
            };
            report = Self { version: step.version, revision: step.revision, state, ..report };
            match step.step.as_str() {
                "submit" | "import" => report.first_submitted_at = first_submitted_at.or(Some(step.stamp.at)),
                _ => {}
            }
            if matches!(step.step.as_str(), "accept" | "import" | "objection_upheld") {
                report.accepted_revision = Some(step.revision);
            }
        }
        Ok(report)
    }
}

/// Where a step brings a report; nothing where it cannot be taken there.
fn moved_by(before: State, step: &ThreadStep) -> Option<State> {
    let stamp = step.stamp;
    let state = match step.step.as_str() {
        "submit" => State::Submitted { submitted: stamp },
        "withdraw" | "correct" => State::Draft { since: stamp },
        "approve" | "file_on_behalf" => State::Approved { submitted: before.submitted()?, approved: stamp },
        "endorse" => State::Endorsed { submitted: before.submitted()?, approved: before.approved()?, endorsed: stamp },
        "return_for_change" => State::Returned { returned: stamp },
        "accept" | "import" | "objection_upheld" => State::Accepted { accepted: stamp },
        "object"
        | "object_to_score"
        | "objection_said"
        | "objection_withdrawn"
        | "objection_rejected"
        | "objection_evidence"
        | "objection_upheld_against_edition" => before,
        _ => return None,
    };
    Some(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::AccountId, submission::Remaining, window::WindowState};
    use chrono::Duration;

    fn stamp(by: u128, hour: i64) -> Stamp {
        let at = DateTime::UNIX_EPOCH + Duration::hours(hour);
        Stamp { by: AccountId::new(uuid::Uuid::from_u128(by)), at }
    }

    fn key() -> ReportKey {
        ReportKey { round: "2570-q1".parse().expect("a code"), agency: "one".parse().expect("a code") }
    }

    /// Every state of a report on its way, with the steps that led there.
    fn journey() -> Vec<(Submission, Vec<ThreadStep>)> {
        let open = WindowState::Open { due_at: stamp(0, 1_000).at };
        let mut told: Vec<ThreadStep> = Vec::new();
        let mut report = Submission::expected(key()).edit(stamp(1, 1), open).expect("typed");
        let mut seen = vec![(report.clone(), told.clone())];
        let mut go = |name: &str, moved: Submission, by: Stamp| {
            told.push(ThreadStep {
                step: name.to_owned(),
                version: moved.version,
                revision: moved.revision,
                stamp: by,
            });
            seen.push((moved.clone(), told.clone()));
            moved
        };
        let submit = |report: Submission, at| report.submit(at, open, Remaining::None).expect("submitted");
        report = go("submit", submit(report, stamp(1, 2)), stamp(1, 2));
        report = go("withdraw", report.withdraw(stamp(1, 3), open).expect("withdrawn"), stamp(1, 3));
        report = go("submit", submit(report, stamp(1, 4)), stamp(1, 4));
        report = go("approve", report.approve(stamp(2, 5)).expect("approved"), stamp(2, 5));
        report = go("endorse", report.endorse(stamp(3, 6)).expect("endorsed"), stamp(3, 6));
        report = go("accept", report.accept(stamp(4, 7)).expect("accepted"), stamp(4, 7));
        report = go("object", report.remark(), stamp(1, 8));
        report = go("objection_upheld", report.verify_anew(stamp(5, 9)).expect("verified"), stamp(5, 9));
        report = go("correct", report.correct(stamp(4, 10), "ผิด").expect("reopened"), stamp(4, 10));
        report = go("submit", submit(report, stamp(1, 11)), stamp(1, 11));
        let reasons = [super::super::ReturnReason {
            indicator: "svc-e2e".parse().expect("a code"),
            reason: "ผิด".to_owned(),
        }];
        go("return_for_change", report.return_for_change(stamp(2, 12), &reasons).expect("returned"), stamp(2, 12));
        seen
    }

    #[test]
    fn a_report_is_what_its_thread_tells_after_each_step() {
        for (report, steps) in journey() {
            let first = steps.first().map(|step| step.stamp.at);
            let told = Submission::after_steps(key(), Some(stamp(1, 1)), first, &steps).expect("a thread");
            assert_eq!(told, report, "{steps:?}");
        }
        assert_eq!(Submission::after_steps(key(), None, None, &[]), Ok(Submission::expected(key())));
    }

    #[test]
    fn a_step_that_nobody_knows_or_that_does_not_follow_is_refused() {
        let step = |name: &str| ThreadStep { step: name.to_owned(), version: 2, revision: 1, stamp: stamp(1, 2) };
        for name in ["approve", "endorse", "vanish"] {
            let told = Submission::after_steps(key(), None, None, &[step(name)]);
            assert_eq!(told, Err(ThreadError { step: name.to_owned(), version: 2 }));
        }
    }
}
