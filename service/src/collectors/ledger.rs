//! What is written down of every time that an endpoint was asked.

use super::{
    fetch::{FetchProblem, Fetched, Timing},
    take::Taken,
};
use chrono::{DateTime, Utc};
use domain::{
    collector::{Found, Trouble},
    entry::Field,
    ids::{AccountId, CollectorId, IndicatorCode, PollId, RoundCode},
    submission::Refusal,
};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

/// What came of a poll. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum PollOutcome {
    /// It is under way.
    Running,
    /// Figures were put into the draft.
    Taken,
    /// Figures were put into the draft, or stood there, and the report was submitted.
    Submitted,
    /// Everything that came is in the draft already, or the endpoint says that nothing changed.
    Same,
    /// What came was read, and nothing of it could be put into the draft.
    Kept,
    /// There was an answer in which nothing can be read.
    Unreadable,
    /// There was no answer.
    Failed,
    /// The report could not be changed any more when the answer was there.
    Refused,
    /// The server went away.
    Lost,
}

/// Why an answer brought no figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Nothing changed since the last time.
    NotModified,
    /// There was no answer.
    Failed(FetchProblem),
    /// Nothing in it can be read.
    Unreadable(Trouble),
}

/// What stood at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The value or the base.
    pub field: Field,
    /// The place.
    pub place: String,
    /// What stood there.
    #[serde(default)]
    pub text: Option<String>,
    /// Why there is nothing.
    #[serde(default)]
    pub trouble: Option<Trouble>,
}

/// What is written down of the answer of a poll.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollDetails {
    /// Why there are no figures.
    pub told: Option<Told>,
    /// What stood at each place.
    pub found: Vec<At>,
    /// What became of the figures.
    pub taken: Taken,
    /// Why the report could not be changed.
    pub refusal: Option<Refusal>,
    /// Why the report was not submitted by itself, as a code.
    pub not_submitted: Option<String>,
}

/// One time that an endpoint was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Which.
    pub id: PollId,
    /// By which collector.
    pub collector: CollectorId,
    /// In which version.
    pub rule_version: i64,
    /// For which round.
    pub round: RoundCode,
    /// Who asked; none for the timetable.
    pub asked_by: Option<AccountId>,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it was over.
    pub finished_at: Option<DateTime<Utc>>,
    /// What came of it.
    pub outcome: PollOutcome,
    /// The whole address.
    pub url: String,
    /// The headers of the request, without secrets.
    pub request: Vec<(String, String)>,
    /// The address of the machine that answered.
    pub address: Option<String>,
    /// The status of the answer.
    pub status: Option<i32>,
    /// The headers of the answer, without secrets.
    pub response: Vec<(String, String)>,
    /// The bytes of the answer.
    pub size_bytes: Option<i64>,
    /// The digest of the answer.
    pub sha256: Option<String>,
    /// What the endpoint calls this answer.
    pub etag: Option<String>,
    /// Since when it says that it stands.
    pub last_modified: Option<String>,
    /// How long it took.
    pub timing: Timing,
    /// What is written down of the answer.
    pub details: PollDetails,
}

impl Poll {
    /// The same as long as it has not ended.
    pub(super) fn under_way(&self) -> Self {
        Self { finished_at: None, outcome: PollOutcome::Running, ..self.clone() }
    }

    /// Writes down what an endpoint answered.
    pub(super) fn tell(&mut self, fetched: Fetched, found: &Result<Vec<Found>, Told>, at: DateTime<Utc>) {
        self.finished_at = Some(at);
        self.request = fetched.request;
        self.address = fetched.address.map(|address| address.to_string());
        self.status = fetched.status.map(i32::from);
        self.response = fetched.response;
        self.size_bytes = fetched.status.map(|_| i64::try_from(fetched.size).unwrap_or(i64::MAX));
        self.sha256 = fetched.sha256;
        self.etag = fetched.etag;
        self.last_modified = fetched.last_modified;
        self.timing = fetched.timing;
        match found {
            Ok(found) => {
                self.details.found = found.iter().cloned().map(At::from).collect();
                let is_any = found.iter().any(|found| found.text.is_ok());
                self.outcome = if is_any { PollOutcome::Same } else { PollOutcome::Unreadable };
            }
            Err(told) => {
                self.outcome = match told {
                    Told::NotModified => PollOutcome::Same,
                    Told::Failed(_) => PollOutcome::Failed,
                    Told::Unreadable(_) => PollOutcome::Unreadable,
                };
                self.details.told = Some(told.clone());
            }
        }
    }
}

impl From<Found> for At {
    fn from(found: Found) -> Self {
        let Found { indicator, field, place, text } = found;
        let (text, trouble) = match text {
            Ok(text) => (Some(text.replace('\0', "\u{fffd}")), None),
            Err(trouble) => (None, Some(trouble)),
        };
        Self { indicator, field, place, text, trouble }
    }
}
