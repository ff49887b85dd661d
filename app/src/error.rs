//! What the browser is told when something is refused: a code and, for our own faults, an incident number. Never a text:
//! whatever comes back in an address could be forged.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use std::time::Duration;

/// In how long to ask again for what is still being made of a snapshot: the timetable looks every five minutes.
#[cfg(feature = "ssr")]
const UNTIL_MADE: Duration = Duration::from_mins(5);

/// A refusal, as the browser sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// A stable code; [`crate::text::refusals`] has the words.
    pub code: String,
    /// The number under which the log has the cause, for faults of ours.
    pub incident: Option<String>,
    /// What exactly could not be taken: a field of the form, or what stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What else is wrong with the same form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AppError>,
}

impl AppError {
    /// A refusal with a code.
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), incident: None, place: None, also: Vec::new() }
    }

    /// Everything that was refused, in the order of the form.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.also)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::new("bad_request")
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::new("unavailable"),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_) => Self::new("fault"),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<service::ServiceError> for AppError {
    /// Logs what only we may know, once, and keeps the code.
    fn from(error: service::ServiceError) -> Self {
        use service::ServiceError;
        if let ServiceError::Together(faults) = error {
            let mut all = faults.into_iter().map(Self::from);
            let first = all.next().unwrap_or_else(|| Self::new("fault"));
            return Self { also: all.collect(), ..first };
        }
        let code = error.code().to_owned();
        let incident = match &error {
            ServiceError::Fault(_)
            | ServiceError::FileLost(_)
            | ServiceError::NotAsPublished(_)
            | ServiceError::Unavailable(_) => Some(log_incident(&error)),
            ServiceError::NotFound(_)
            | ServiceError::Forbidden
            | ServiceError::Refused(_)
            | ServiceError::Conflict
            | ServiceError::Problems(_)
            | ServiceError::Invalid { .. }
            | ServiceError::Rows(_)
            | ServiceError::Together(_)
            | ServiceError::Password(_)
            | ServiceError::SignInRefused
            | ServiceError::SignInThrottled { .. }
            | ServiceError::Busy
            | ServiceError::UnderWay(_) => None,
        };
        let place = if let ServiceError::Invalid { place, .. } = error { Some(place) } else { None };
        Self { code, incident, place, also: Vec::new() }
    }
}

/// The HTTP status that a failed use case means, for pages and API alike.
#[cfg(feature = "ssr")]
pub fn status_of(error: &service::ServiceError) -> http::StatusCode {
    use http::StatusCode;
    use service::ServiceError;
    match error {
        ServiceError::NotFound(_) => StatusCode::NOT_FOUND,
        ServiceError::Forbidden => StatusCode::FORBIDDEN,
        ServiceError::SignInRefused => StatusCode::UNAUTHORIZED,
        ServiceError::SignInThrottled { .. } => StatusCode::TOO_MANY_REQUESTS,
        ServiceError::Refused(_) | ServiceError::Conflict => StatusCode::CONFLICT,
        ServiceError::Problems(_)
        | ServiceError::Invalid { .. }
        | ServiceError::Rows(_)
        | ServiceError::Together(_)
        | ServiceError::Password(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ServiceError::Unavailable(_) | ServiceError::Busy | ServiceError::UnderWay(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ServiceError::FileLost(_) => StatusCode::GONE,
        ServiceError::NotAsPublished(_) | ServiceError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// In how long to ask again after a failed use case, where that is known, for pages and API alike.
#[cfg(feature = "ssr")]
pub fn retry_after(error: &service::ServiceError) -> Option<Duration> {
    matches!(error, service::ServiceError::UnderWay(_)).then_some(UNTIL_MADE)
}

/// Writes a cause with its whole chain into the log under a new number, and gives the number, in two parts that can be
/// read out: `7F3A-92CE`.
#[cfg(feature = "ssr")]
#[expect(clippy::disallowed_methods, reason = "the number decides nothing; it only joins a page to a line of the log")]
pub fn log_incident(error: &dyn std::error::Error) -> String {
    let digits = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
    let incident = format!("{}-{}", &digits[..4], &digits[4..8]);
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::error!(incident, "{chain}");
    incident
}
