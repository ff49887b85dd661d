//! Filing a report on behalf of its approver by their letter: a form with the file, as the page sends one.

use super::{
    ApiProblem, bodies,
    caller::Caller,
    reports::{ChangeHeaders, OfReport, ReportBody, ReportPath, answer, key_of},
    steps::seen,
};
use crate::web::authority_letters::read;
use app::text::bodies::Misread;
use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::NaiveDate;
use service::{ServiceError, Services, authority_letters::TypedAuthority};
use utoipa::ToSchema;

/// The largest form: a letter of 20 MB, one byte more so that it can be told that it is too large, and room for the texts.
pub(super) const LARGEST_FORM: usize = 21 * 1024 * 1024;

/// The names of the texts.
const TEXTS: [&str; 4] = ["version", "name", "number", "dated"];

/// The form: the file and what stands on it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this names its parts")]
struct LetterForm {
    #[schema(value_type = String, format = Binary)]
    letter: Vec<u8>,
    name: String,
    number: String,
    dated: NaiveDate,
    version: Option<i64>,
}

/// Files the report.
#[utoipa::path(
    post,
    path = "/file",
    operation_id = "file_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body(content = LetterForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn file(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiProblem> {
    let key = key_of(path)?;
    // Nothing is read of what somebody sends who may not file.
    services.drafts().takes(&caller.0, &key).await?;
    let form = form.map_err(|rejection| bodies::form(rejection.status(), &rejection.body_text()))?;
    let read = read(form, |name| TEXTS.contains(&name)).await;
    let (upload, texts) = read.map_err(|error| bodies::form(error.status(), &error.body_text()))?;
    let text = |name: &str| texts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let version = text("version").map(str::parse).transpose();
    let version = version.map_err(|_| bodies::part("version", Misread::Number))?;
    let (seen, condition) = seen(&caller, &services, &key, &headers, version).await?;
    let dated = text("dated").and_then(|dated| dated.parse().ok());
    let dated = dated.ok_or_else(|| ServiceError::invalid("authority_dated", "dated"))?;
    let typed = |name| text(name).unwrap_or_default().to_owned();
    let typed = TypedAuthority { name: typed("name"), number: typed("number"), dated };
    let filed = services.authority_letters().file(&caller.0, &key, seen, typed, upload).await;
    filed.map_err(|error| condition.told(error))?;
    Ok(answer(&services.reports().get(&caller.0, &key).await?))
}
