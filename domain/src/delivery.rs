//! A large file with the answers of many agencies on its way: it is checked row by row, and then put into all drafts at
//! once.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// After so long without a sign of life, whoever works on a file is gone. Longer than any one step of the work.
pub const SILENT_AFTER: TimeDelta = TimeDelta::minutes(2);

/// Where a large file is on its way. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, AsRefStr, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// All of it has come, and it waits for its turn.
    Received,
    /// It is held against the drafts, row by row.
    Checking,
    /// Rows cannot be taken, so that nothing of it is.
    Refused,
    /// Every row can be taken, and somebody has to confirm.
    Ready,
    /// It is put into the drafts.
    Applying,
    /// All of it is in the drafts.
    Applied,
    /// Something else than its rows stands in its way; nothing of it is in a draft.
    Stopped,
}

/// Somebody works on it, or it has moved on since it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the file cannot take this step now")]
pub struct NotNow;

/// A file at its stage, with who works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The stage.
    pub stage: Stage,
    /// Counts how often work on it began: whoever was given up changes nothing any more.
    pub run: i64,
    /// The last sign of life.
    pub beat_at: DateTime<Utc>,
}

impl Progress {
    /// Whether somebody works on it, or it waits for that.
    pub fn is_under_way(self, at: DateTime<Utc>) -> bool {
        self.works() && !self.is_interrupted(at)
    }

    /// Whether somebody worked on it and is gone. Nothing of it is in a draft then, since all of it comes at once.
    pub fn is_interrupted(self, at: DateTime<Utc>) -> bool {
        self.works() && at - self.beat_at > SILENT_AFTER
    }

    fn works(self) -> bool {
        match self.stage {
            Stage::Received | Stage::Checking | Stage::Applying => true,
            Stage::Refused | Stage::Ready | Stage::Applied | Stage::Stopped => false,
        }
    }

    /// Begins to check it, the first time or anew.
    ///
    /// # Errors
    /// Somebody works on it, or it is in the drafts already.
    pub fn check(self, at: DateTime<Utc>) -> Result<Self, NotNow> {
        let may = match self.stage {
            Stage::Received | Stage::Ready | Stage::Refused | Stage::Stopped => true,
            Stage::Checking | Stage::Applying => self.is_interrupted(at),
            Stage::Applied => false,
        };
        self.begun(may, Stage::Checking, at)
    }

    /// Begins to put into the drafts what was checked and seen.
    ///
    /// # Errors
    /// It is not ready, or something else was seen.
    pub fn apply(self, seen: i64, at: DateTime<Utc>) -> Result<Self, NotNow> {
        self.begun(self.stage == Stage::Ready && self.run == seen, Stage::Applying, at)
    }

    fn begun(self, may: bool, stage: Stage, at: DateTime<Utc>) -> Result<Self, NotNow> {
        if may { Ok(Self { stage, run: self.run + 1, beat_at: at }) } else { Err(NotNow) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn progress(stage: Stage) -> Progress {
        Progress { stage, run: 3, beat_at: at(0) }
    }

    #[test]
    fn whoever_is_silent_for_long_is_gone() {
        for stage in Stage::iter() {
            let works = matches!(stage, Stage::Received | Stage::Checking | Stage::Applying);
            assert_eq!(progress(stage).is_under_way(at(120)), works, "{stage:?}");
            assert!(!progress(stage).is_interrupted(at(120)), "{stage:?}");
            assert_eq!(progress(stage).is_interrupted(at(121)), works, "{stage:?}");
        }
    }

    #[test]
    fn a_check_begins_anew_unless_somebody_works_or_it_is_applied() {
        for stage in Stage::iter() {
            let is_free = !matches!(stage, Stage::Checking | Stage::Applying | Stage::Applied);
            assert_eq!(progress(stage).check(at(1)).is_ok(), is_free, "{stage:?}");
            assert_eq!(progress(stage).check(at(121)).is_ok(), stage != Stage::Applied, "{stage:?}");
        }
        let begun = progress(Stage::Refused).check(at(5)).expect("begun");
        assert_eq!(begun, Progress { stage: Stage::Checking, run: 4, beat_at: at(5) });
    }

    #[test]
    fn only_what_was_seen_is_applied() {
        for stage in Stage::iter() {
            assert_eq!(progress(stage).apply(3, at(1)).is_ok(), stage == Stage::Ready, "{stage:?}");
            assert_eq!(progress(stage).apply(2, at(1)), Err(NotNow), "{stage:?}");
        }
    }
}
