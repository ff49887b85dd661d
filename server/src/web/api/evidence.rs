//! Files that prove values: into a report that can be changed, out as downloads, and out of the report again.

use super::{
    ApiProblem, bodies,
    caller::Caller,
    paging::takes_json,
    past::as_of,
    reports::{OfReport, ReportPath, key_of},
    scores::AskedThen,
};
use crate::web::{files::attachment, uploads};
use app::text::bodies::Misread;
use axum::{
    Json,
    extract::{
        Multipart, Path, Query, State,
        multipart::{MultipartError, MultipartRejection},
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, Utc};
use domain::{
    evidence::Evidence,
    ids::{AccountId, EvidenceId, IndicatorCode},
};
use serde::{Deserialize, Serialize};
use service::{ServiceError, Services, evidence::Upload};
use utoipa::{IntoParams, ToSchema};

/// The largest form: a file of 20 MB, one byte more so that it can be told that it is too large, and room for the indicator.
pub(super) const LARGEST_FORM: usize = 21 * 1024 * 1024;

/// Which file an address is of.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfFile {
    id: EvidenceId,
}

/// The form: a file, and which indicator's value it proves.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this names its parts")]
struct EvidenceForm {
    indicator: IndicatorCode,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file that proves a value.
#[derive(Serialize, ToSchema)]
pub(super) struct EvidenceBody {
    id: EvidenceId,
    /// None where it proves an objection to a score.
    indicator: Option<IndicatorCode>,
    file_name: String,
    media_type: String,
    size_bytes: i64,
    sha256: String,
    uploaded_by: AccountId,
    uploaded_at: DateTime<Utc>,
}

impl From<Evidence> for EvidenceBody {
    fn from(file: Evidence) -> Self {
        let Evidence { id, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at } = file;
        Self { id, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at }
    }
}

/// The files of a report.
#[derive(Serialize, ToSchema)]
pub(super) struct EvidenceList {
    items: Vec<EvidenceBody>,
}

/// The files of the report, by indicator, as they are or were at an earlier instant.
#[utoipa::path(
    get,
    path = "/evidence",
    operation_id = "list_evidence",
    tag = "reports",
    params(OfReport, AskedThen),
    responses((status = 200, body = EvidenceList))
)]
pub(super) async fn list(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    asked: Result<Query<AskedThen>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<EvidenceList>, ApiProblem> {
    takes_json(&headers)?;
    let (key, Query(AskedThen { as_of: asked })) = (key_of(path)?, asked?);
    let services = as_of(&services, asked.as_deref()).await?;
    let items = services.evidence().of_report(&caller.0, &key).await?;
    Ok(Json(EvidenceList { items: items.into_iter().map(EvidenceBody::from).collect() }))
}

/// Adds a file to what is said about an indicator.
#[utoipa::path(
    post,
    path = "/evidence",
    operation_id = "add_evidence",
    tag = "reports",
    params(OfReport),
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = EvidenceBody))
)]
pub(super) async fn add(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<EvidenceBody>), ApiProblem> {
    let key = key_of(path)?;
    // Nothing is read of what somebody sends who may not add to it.
    services.drafts().takes(&caller.0, &key).await?;
    let (indicator, files) = read(form, "indicator").await?;
    let indicator = indicator.trim().parse::<IndicatorCode>();
    let indicator = indicator.map_err(|_| ServiceError::invalid("indicator_not_asked", "indicator"))?;
    let [file] = <[Upload; 1]>::try_from(files).map_err(|_| bodies::part("file", Misread::File))?;
    let added = services.evidence().add(&caller.0, &key, &indicator, file).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// The file itself, always as a download; as of an earlier instant if it was there by then, and is not taken out by now.
#[utoipa::path(
    get,
    path = "/evidence/{id}",
    operation_id = "get_evidence",
    tag = "reports",
    params(OfFile, AskedThen),
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
pub(super) async fn get(
    caller: Caller,
    State(services): State<Services>,
    path: Result<Path<OfFile>, PathRejection>,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfFile { id }), Query(AskedThen { as_of: asked })) = (path?, asked?);
    if asked.is_some() {
        let then = as_of(&services, asked.as_deref()).await?;
        then.evidence().about(&caller.0, id).await?;
        // What was taken out stays out: that it was there is all that is told of it.
        if matches!(services.evidence().about(&caller.0, id).await, Err(ServiceError::NotFound(_))) {
            return Err(ApiProblem::new(StatusCode::GONE, "evidence_taken_out").with_detail(id.to_string()));
        }
    }
    let (file, content) = services.evidence().get(&caller.0, id).await?;
    Ok(attachment(&file.file_name, &file.media_type, content))
}

/// Takes the file out of a report that can still be changed.
#[utoipa::path(
    delete,
    path = "/evidence/{id}",
    operation_id = "remove_evidence",
    tag = "reports",
    params(OfFile),
    responses((status = 204))
)]
pub(super) async fn remove(
    caller: Caller,
    State(services): State<Services>,
    path: Result<Path<OfFile>, PathRejection>,
) -> Result<StatusCode, ApiProblem> {
    let Path(OfFile { id }) = path?;
    services.evidence().remove(&caller.0, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A form with files and one text beside them.
pub(super) async fn read(
    form: Result<Multipart, MultipartRejection>,
    text_name: &str,
) -> Result<(String, Vec<Upload>), ApiProblem> {
    let form = form.map_err(|rejection| bodies::form(rejection.status(), &rejection.body_text()))?;
    let read = uploads::read(form, text_name).await;
    read.map_err(|error: MultipartError| bodies::form(error.status(), &error.body_text()))
}
