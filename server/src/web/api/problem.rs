//! Refusals as RFC 9457 problem documents with stable codes, in English with the Thai sentence beside it.

use super::{bodies, sdmx, unreadable::told};
use app::{
    error::{AppError, retry_after, status_of},
    text::{
        bodies::{Misread, Place, misread},
        queries::{Unreadable, short, unreadable},
        refusals::refusal,
    },
};
use axum::{
    Json,
    extract::rejection::{JsonRejection, PathRejection, QueryRejection},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::IndicatorCode, problem::Problem, text::Language};
use serde::Serialize;
use service::ServiceError;
use utoipa::ToSchema;

/// A refusal of the API.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiProblem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    title_th: &'static str,
    status: u16,
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The same in Thai, of a query or body that cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail_th: Option<String>,
    /// Where in the body that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Box<BodyPlace>>,
    /// What the reader of bodies says of it itself, for programmers.
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<IndicatorProblem>,
    /// In how many seconds to ask again, where that is known.
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// Where in a body something cannot be read, as far as that is known.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BodyPlace {
    /// The members that lead there, such as `values[0].indicator`.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The line, from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// The byte within it, from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

impl BodyPlace {
    /// Of what is known; none where nothing is.
    fn of(place: Place<'_>) -> Option<Self> {
        let path = (!place.path.is_empty()).then(|| short(place.path));
        let (line, column) = place.at.unzip();
        (path.is_some() || line.is_some()).then_some(Self { path, line, column })
    }
}

/// One problem of one indicator.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IndicatorProblem {
    /// Which indicator.
    pub indicator: IndicatorCode,
    /// What is wrong with which field.
    #[serde(flatten)]
    pub problem: Problem,
}

impl ApiProblem {
    /// A refusal with a status and a code.
    pub fn new(status: StatusCode, code: impl Into<String>) -> Self {
        let code = code.into();
        Self {
            kind: format!("urn:tidtam:problem:{code}"),
            title: refusal(Language::En, &code),
            title_th: refusal(Language::Th, &code),
            status: status.as_u16(),
            code,
            detail: None,
            detail_th: None,
            at: None,
            reader: None,
            incident: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// The same with what exactly could not be taken.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The same with what was typed or sent, said again no longer than somebody needs to find it.
    #[must_use]
    pub fn with_typed(self, typed: &str) -> Self {
        self.with_detail(short(typed))
    }

    /// The same with what of the query cannot be read, in both languages.
    #[must_use]
    pub fn with_unreadable(self, what: Unreadable<'_>) -> Self {
        let detail = |language| Some(unreadable(language, what));
        Self { detail: detail(Language::En), detail_th: detail(Language::Th), ..self }
    }

    /// The same with what of the body cannot be read and where, in both languages, and what its reader said itself, if anything.
    #[must_use]
    pub fn with_misread(self, place: Place<'_>, what: Misread<'_>, reader: &str) -> Self {
        let detail = |language| Some(misread(language, place, what));
        let reader = (!reader.is_empty()).then(|| short(reader));
        let (detail, detail_th) = (detail(Language::En), detail(Language::Th));
        Self { detail, detail_th, at: BodyPlace::of(place).map(Box::new), reader, ..self }
    }

    /// The same with the number under which the log has the cause.
    #[must_use]
    pub fn with_incident(self, incident: Option<String>) -> Self {
        Self { incident, ..self }
    }

    /// The same with in how many seconds to ask again.
    #[must_use]
    pub fn with_retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

impl From<ServiceError> for ApiProblem {
    fn from(error: ServiceError) -> Self {
        let (status, retry_after) = (status_of(&error), retry_after(&error).map(|wait| wait.as_secs()));
        let detail = if let ServiceError::Invalid { place, .. } = &error {
            Some(place.clone())
        } else if let ServiceError::UnderWay(snapshot) = &error {
            Some(snapshot.to_string())
        } else {
            None
        };
        let errors = if let ServiceError::Problems(problems) = &error {
            let problem = |(indicator, problem): &(IndicatorCode, Problem)| IndicatorProblem {
                indicator: indicator.clone(),
                problem: problem.clone(),
            };
            problems.iter().map(problem).collect()
        } else {
            Vec::new()
        };
        let error = AppError::from(error);
        Self { detail, incident: error.incident, errors, retry_after, ..Self::new(status, error.code) }
    }
}

impl From<JsonRejection> for ApiProblem {
    fn from(rejection: JsonRejection) -> Self {
        let status = rejection.status();
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(status, "body_too_large");
        }
        let problem = Self::new(status, "bad_request");
        bodies::told(&rejection.body_text(), |place, what, reader| problem.with_misread(place, what, reader))
    }
}

impl From<QueryRejection> for ApiProblem {
    fn from(rejection: QueryRejection) -> Self {
        let problem = Self::new(StatusCode::BAD_REQUEST, "bad_request");
        told(&rejection.body_text(), |what| problem.with_unreadable(what))
    }
}

impl From<PathRejection> for ApiProblem {
    fn from(_: PathRejection) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// An address that the API does not have; the short forms of one of SDMX lead to its long form.
pub(super) async fn not_found(method: Method, uri: Uri) -> Response {
    match sdmx::long_form(&uri).filter(|_| method.is_safe()) {
        Some(address) => Redirect::permanent(&address).into_response(),
        None => ApiProblem::new(StatusCode::NOT_FOUND, "not_found").into_response(),
    }
}

/// A method that the address does not have.
pub(super) async fn method_not_allowed() -> ApiProblem {
    ApiProblem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
}
