//! `If-Match`: nobody overwrites what they have not seen. A change says what it saw, by the tag of an answer or by a version in
//! its body, or says with `*` that it does not care.

use super::ApiProblem;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use service::ServiceError;

/// What a change says it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// Nothing.
    Unsaid,
    /// Whatever there is.
    Any,
    /// One of these states.
    Tags(Vec<Vec<u8>>),
}

impl Condition {
    /// What the headers say.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::IF_MATCH).iter().map(HeaderValue::as_bytes);
        let tags = lines.flat_map(|line| line.split(|byte| *byte == b',')).map(|tag| tag.trim_ascii().to_vec());
        let tags: Vec<Vec<u8>> = tags.collect();
        if tags.iter().any(|tag| tag == b"*") {
            Self::Any
        } else if headers.contains_key(header::IF_MATCH) {
            Self::Tags(tags)
        } else {
            Self::Unsaid
        }
    }

    /// Refuses a change that says nothing of what it saw, and one that saw another state; as RFC 9110 has it, a weak tag
    /// never fits.
    pub(super) fn require(&self, present: &str, is_version_said: impl FnOnce() -> bool) -> Result<(), ApiProblem> {
        match self {
            Self::Any => Ok(()),
            Self::Unsaid if is_version_said() => Ok(()),
            Self::Unsaid => Err(ApiProblem::new(StatusCode::PRECONDITION_REQUIRED, "condition_missing")),
            Self::Tags(tags) if tags.iter().any(|tag| tag == present.as_bytes()) => Ok(()),
            Self::Tags(_) => Err(ApiProblem::new(StatusCode::PRECONDITION_FAILED, "conflict")),
        }
    }

    /// The status of a change that somebody else was faster with.
    pub(super) fn conflict(&self) -> StatusCode {
        match self {
            Self::Tags(_) => StatusCode::PRECONDITION_FAILED,
            Self::Unsaid | Self::Any => StatusCode::CONFLICT,
        }
    }

    /// A refusal of the services, with the status that goes with the condition.
    pub(super) fn told(&self, error: ServiceError) -> ApiProblem {
        if matches!(error, ServiceError::Conflict) {
            ApiProblem::new(self.conflict(), "conflict")
        } else {
            error.into()
        }
    }
}
