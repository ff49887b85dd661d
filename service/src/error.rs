//! What can go wrong, as data: the words stand in the texts of the screens, and a fault's cause only in the log.

use crate::ServiceResult;
use chrono::TimeDelta;
use domain::{
    account::PasswordRefusal,
    ids::{IndicatorCode, SnapshotCode},
    problem::Problem,
    submission::Refusal,
};
use thiserror::Error;

/// What a service call can fail with.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// There is no such thing, or the actor may not know of it. 404.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The actor may not do this. 403.
    #[error("not allowed")]
    Forbidden,
    /// The report's present state or the window refuses. 409.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Somebody else changed it in the meantime. 409, or 412 with `If-Match`.
    #[error("somebody else changed it in the meantime")]
    Conflict,
    /// Problems remain in a report. 422.
    #[error("{} problems remain", .0.len())]
    Problems(Vec<(IndicatorCode, Problem)>),
    /// Input that cannot be taken, with a stable code and, where it helps, a place. 422.
    #[error("{code} at {place}")]
    Invalid {
        /// What is wrong, as a stable code of the texts.
        code: &'static str,
        /// Where.
        place: String,
    },
    /// Rows of an import that cannot be taken; nothing was changed. 422.
    #[error("{} rows cannot be taken", .0.len())]
    Rows(Vec<RowRefusal>),
    /// Several fields of a form that cannot be taken. 422.
    #[error("{} fields cannot be taken", .0.len())]
    Together(Vec<ServiceError>),
    /// The new password is not good enough. 422.
    #[error("the password is refused: {0}")]
    Password(#[from] PasswordRefusal),
    /// Unknown, disabled or the wrong password: the answer does not tell which. 401.
    #[error("sign-in refused")]
    SignInRefused,
    /// Too many wrong passwords, for this name or from this address. 429.
    #[error("too many attempts, wait {} s", .wait.num_seconds())]
    SignInThrottled {
        /// How long until the next attempt is looked at.
        wait: TimeDelta,
    },
    /// Too many people at this moment, and nothing was done; trying again soon will help. 503.
    #[error("too much to do at this moment")]
    Busy,
    /// The snapshot is published, and what is read of it is still being made: trying again in some minutes will help. 503.
    #[error("what is read of the snapshot {0} is still being made")]
    UnderWay(SnapshotCode),
    /// The database does not answer or the disk is full: nothing was saved. 503.
    #[error("storage does not answer")]
    Unavailable(#[source] Fault),
    /// The content of a stored file is gone or not what was uploaded. 410.
    #[error("the content of a file is lost")]
    FileLost(#[source] Fault),
    /// What is kept is not what was published, so nothing of it is shown. 500.
    #[error("what is kept is not what was published")]
    NotAsPublished(#[source] Fault),
    /// A mistake of ours. 500.
    #[error("internal fault")]
    Fault(#[source] Fault),
}

/// What is wrong with the fields of one form, so that people hear of all of it at once.
#[derive(Debug, Default)]
pub struct FieldFaults(Vec<ServiceError>);

impl FieldFaults {
    /// Takes what a field came to, and keeps what is wrong with it until the end.
    ///
    /// # Errors
    /// What no other field makes better: the actor may not, storage does not answer.
    pub fn note<T>(&mut self, field: ServiceResult<T>) -> ServiceResult<Option<T>> {
        match field {
            Ok(value) => return Ok(Some(value)),
            Err(ServiceError::Together(faults)) => self.0.extend(faults),
            Err(fault @ (ServiceError::Invalid { .. } | ServiceError::Password(_))) => self.0.push(fault),
            Err(other) => return Err(other),
        }
        Ok(None)
    }

    /// What all fields came to, where nothing is wrong.
    ///
    /// # Errors
    /// Everything that is.
    pub fn end<T>(mut self, fields: Option<T>) -> ServiceResult<T> {
        match (self.0.len(), fields) {
            (0, Some(fields)) => Ok(fields),
            (0, None) => Err(ServiceError::fault("reading a form", "a field has neither a value nor a fault")),
            (1, _) => Err(self.0.remove(0)),
            (_, _) => Err(ServiceError::Together(self.0)),
        }
    }
}

/// Why one row of an import cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRefusal {
    /// Which row: 1 for the first below the heading.
    pub row: usize,
    /// Which column.
    pub column: &'static str,
    /// What is wrong, as a stable code of the texts.
    pub code: String,
    /// What stands there, unless it is secret.
    pub found: String,
}

/// A cause, for the log only.
#[derive(Debug, Error)]
#[error("{context}")]
pub struct Fault {
    context: String,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Fault {
    /// A cause with what was being done.
    pub fn new(context: impl Into<String>, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { context: context.into(), source: source.into() }
    }
}

impl ServiceError {
    /// A mistake of ours.
    pub fn fault(context: impl Into<String>, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(Fault::new(context, source))
    }

    /// Input that cannot be taken.
    pub fn invalid(code: &'static str, place: impl Into<String>) -> Self {
        Self::Invalid { code, place: place.into() }
    }

    /// What failed with all its causes, on one line: for the log only.
    pub fn with_causes(&self) -> String {
        let mut told = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            told = format!("{told}: {cause}");
            source = cause.source();
        }
        told
    }

    /// The stable code that the API and the screens give out.
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Forbidden => "forbidden",
            Self::Refused(refusal) => refusal.as_ref(),
            Self::Conflict => "conflict",
            Self::Problems(_) => "problems_remain",
            Self::Invalid { code, .. } => code,
            Self::Rows(_) => "rows_refused",
            Self::Together(faults) => faults.first().map_or("fault", Self::code),
            Self::Password(refusal) => refusal.as_ref(),
            Self::SignInRefused => "sign_in_refused",
            Self::SignInThrottled { .. } => "sign_in_throttled",
            Self::Busy => "busy",
            Self::UnderWay(_) => "files_under_way",
            Self::Unavailable(_) => "unavailable",
            Self::FileLost(_) => "file_lost",
            Self::NotAsPublished(_) => "not_as_published",
            Self::Fault(_) => "fault",
        }
    }
}

/// How many names stand in a refusal that is about them.
pub(crate) const NAMED: usize = 3;

/// The first few of some names, and how many more there are.
pub(crate) fn some_of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = names.len();
    let first: Vec<&str> = names.take(NAMED).collect();
    first_of(&first, count - first.len())
}

/// The first of some names, and how many more there are.
pub(crate) fn first_of(first: &[&str], more: usize) -> String {
    let more = if more == 0 { String::new() } else { format!(" +{more}") };
    format!("{}{more}", first.join(", "))
}
