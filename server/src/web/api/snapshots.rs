//! Snapshots: without a token those that are published, with one all that it may see; with their files.

use super::{
    ApiProblem,
    caller::Reader,
    paging::{self, Page, Row, answered, behind, most, place},
    past,
    scores::AskedThen,
};
use crate::web::snapshots::{file_for, made_file_for, paper_for};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::PathRejection, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    ids::{RoundCode, SnapshotCode},
    sheet::harmless,
    snapshot::{Stage, TakenBy},
};
use serde::{Deserialize, Serialize};
use service::{
    ServiceError, Services,
    snapshots::{MadeFile, Paper, Snapshot, as_found},
};
use utoipa::{IntoParams, ToSchema};

/// Which snapshots are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(inline)]
    round: Option<RoundCode>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// Of which snapshot an address is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfSnapshot {
    #[param(inline)]
    pub(super) snapshot: SnapshotCode,
}

/// Of which snapshot an address is, or what is wrong with it.
pub(super) type SnapshotPath = Result<Path<OfSnapshot>, PathRejection>;

/// Which file of a snapshot an address is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfFile {
    #[param(inline)]
    snapshot: SnapshotCode,
    name: String,
}

/// What is known of a snapshot.
#[derive(Serialize, ToSchema)]
pub(super) struct SnapshotItem {
    code: SnapshotCode,
    round: RoundCode,
    stage: Stage,
    /// The root of the tree over its lines.
    root: String,
    /// The SHA-256 of its file.
    sha256: String,
    size_bytes: u64,
    /// The key that signed it.
    key: String,
    taken_at: DateTime<Utc>,
    taken_by: TakenBy,
    /// What changed since the one before, and why.
    note: String,
    /// The one it stands in for, of those that whoever asks may see; the signed file names the one that was known when it was taken.
    replaces: Option<SnapshotCode>,
    values: u64,
    scores: u64,
    published_at: Option<DateTime<Utc>>,
    embargo_until: Option<DateTime<Utc>>,
    /// Whether everybody may read it.
    is_public: bool,
    /// Where the signed file is.
    href: String,
}

impl SnapshotItem {
    fn of(snapshot: Snapshot, at: DateTime<Utc>) -> Self {
        Self {
            is_public: snapshot.is_public(at),
            href: format!("/api/v1/snapshots/{}/file", snapshot.code),
            root: snapshot.root.to_string(),
            sha256: snapshot.sha256.to_string(),
            size_bytes: snapshot.size_bytes,
            key: snapshot.key.to_string(),
            code: snapshot.code,
            round: snapshot.round,
            stage: snapshot.stage,
            taken_at: snapshot.taken_at,
            taken_by: snapshot.taken_by,
            note: snapshot.note,
            replaces: snapshot.replaces,
            values: snapshot.values,
            scores: snapshot.scores,
            published_at: snapshot.published_at,
            embargo_until: snapshot.embargo_until,
        }
    }
}

impl Row for SnapshotItem {
    const HEADING: &'static [&'static str] = &[
        "code",
        "round",
        "stage",
        "root",
        "sha256",
        "size_bytes",
        "key",
        "taken_at",
        "taken_by",
        "note",
        "replaces",
        "values",
        "scores",
        "published_at",
        "embargo_until",
        "is_public",
        "href",
    ];

    fn cells(&self) -> Vec<String> {
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        vec![
            self.code.to_string(),
            self.round.to_string(),
            self.stage.as_ref().to_owned(),
            self.root.clone(),
            self.sha256.clone(),
            self.size_bytes.to_string(),
            self.key.clone(),
            instant(self.taken_at),
            self.taken_by.as_ref().to_owned(),
            harmless(&self.note),
            self.replaces.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.values.to_string(),
            self.scores.to_string(),
            self.published_at.map(instant).unwrap_or_default(),
            self.embargo_until.map(instant).unwrap_or_default(),
            self.is_public.to_string(),
            self.href.clone(),
        ]
    }
}

/// A file that was made of a snapshot.
#[derive(Serialize, ToSchema)]
struct FileItem {
    name: String,
    media_type: String,
    rows: u64,
    size_bytes: u64,
    sha256: String,
    made_at: DateTime<Utc>,
    href: String,
}

impl From<MadeFile> for FileItem {
    fn from(file: MadeFile) -> Self {
        let name = file.export.file_name(&file.snapshot);
        Self {
            href: format!("/api/v1/snapshots/{}/files/{name}", file.snapshot),
            name,
            media_type: file.export.media_type().to_owned(),
            rows: file.rows,
            size_bytes: file.size_bytes,
            sha256: file.sha256.to_string(),
            made_at: file.made_at,
        }
    }
}

/// A snapshot with its files.
#[derive(Serialize, ToSchema)]
pub(super) struct SnapshotBody {
    #[serde(flatten)]
    snapshot: SnapshotItem,
    files: Vec<FileItem>,
}

/// A page of snapshots, newest first.
#[utoipa::path(
    get,
    path = "/snapshots",
    operation_id = "list_snapshots",
    tag = "snapshots",
    params(Asked),
    responses((
        status = 200,
        content((Page<SnapshotItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(super) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let (most, after) = (most(asked.limit)?, place::<SnapshotCode>(asked.after.as_deref())?);
    let then = past::instant(&services, asked.as_of.as_deref())?;
    let mut found = services.snapshots().list(reader.0.as_ref(), asked.round.as_ref()).await?;
    if let Some(then) = then {
        found = found.into_iter().filter_map(|snapshot| as_it_was(snapshot, then, reader.0.is_some())).collect();
    }
    let found = as_found(found);
    let (page, next) = behind(found, |snapshot| &snapshot.code, after.as_ref(), most)?;
    let pairs = [
        ("round", asked.round.as_ref().map(ToString::to_string)),
        ("asOf", asked.as_of.clone()),
        ("limit", asked.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next("/api/v1/snapshots", &pairs, &after));
    let at = then.unwrap_or(services.now());
    answered(&headers, page.into_iter().map(|snapshot| SnapshotItem::of(snapshot, at)).collect(), next)
}

/// A snapshot as it was at an instant, of those that whoever asks may see now; nothing where it was not there, or not yet for
/// everybody and no token is brought.
fn as_it_was(mut snapshot: Snapshot, then: DateTime<Utc>, has_token: bool) -> Option<Snapshot> {
    if snapshot.published_at.is_some_and(|published| published > then) {
        snapshot.published_at = None;
        snapshot.embargo_until = None;
    }
    let was_seen = has_token || snapshot.is_public(then);
    Some(snapshot).filter(|snapshot| snapshot.taken_at <= then && was_seen)
}

/// One snapshot with its files, as they are or were at an earlier instant.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}",
    operation_id = "get_snapshot",
    tag = "snapshots",
    params(OfSnapshot, AskedThen),
    responses((status = 200, body = SnapshotBody))
)]
pub(super) async fn get(
    reader: Reader,
    State(services): State<Services>,
    path: SnapshotPath,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Result<Json<SnapshotBody>, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(AskedThen { as_of })) = (path?, asked?);
    let then = past::instant(&services, as_of.as_deref())?;
    let reader = reader.0.as_ref();
    let round = services.snapshots().get(reader, &snapshot).await?.round;
    let mut files = services.snapshots().files(reader, &snapshot).await?;
    let mut siblings = services.snapshots().list(reader, Some(&round)).await?;
    if let Some(then) = then {
        siblings = siblings.into_iter().filter_map(|it| as_it_was(it, then, reader.is_some())).collect();
        files.retain(|file| file.made_at <= then);
    }
    let found = as_found(siblings).into_iter().find(|sibling| sibling.code == snapshot);
    let found = found.ok_or(ServiceError::NotFound("snapshot"))?;
    let snapshot = SnapshotItem::of(found, then.unwrap_or(services.now()));
    Ok(Json(SnapshotBody { snapshot, files: files.into_iter().map(FileItem::from).collect() }))
}

/// The signed file, whole or in part.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/file",
    operation_id = "get_snapshot_file",
    tag = "snapshots",
    params(OfSnapshot),
    responses(
        (status = 200, body = String, content_type = "application/vnd.tidtam.snapshot"),
        (status = 206, body = String, content_type = "application/vnd.tidtam.snapshot"),
        (status = 304),
        (status = 412),
        (status = 416)
    )
)]
pub(super) async fn file(
    reader: Reader,
    State(services): State<Services>,
    path: SnapshotPath,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let Path(OfSnapshot { snapshot }) = path?;
    Ok(file_for(&services, reader.0.as_ref(), &snapshot, &headers).await?)
}

/// A file that was made of it, whole or in part.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/files/{name}",
    operation_id = "get_made_file",
    tag = "snapshots",
    params(OfFile),
    responses(
        (status = 200, body = String, content_type = "application/octet-stream"),
        (status = 206, body = String, content_type = "application/octet-stream"),
        (status = 304),
        (status = 412),
        (status = 416)
    )
)]
pub(super) async fn made_file(
    reader: Reader,
    State(services): State<Services>,
    path: Result<Path<OfFile>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let Path(OfFile { snapshot, name }) = path?;
    Ok(made_file_for(&services, reader.0.as_ref(), &snapshot, &name, &headers).await?)
}

/// The report of one body, whole or in part; it is set when it is first asked for.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/papers/{name}",
    operation_id = "get_paper",
    tag = "snapshots",
    params(OfFile),
    responses(
        (status = 200, body = String, content_type = "application/pdf"),
        (status = 206, body = String, content_type = "application/pdf"),
        (status = 304),
        (status = 412),
        (status = 416)
    )
)]
pub(super) async fn paper(
    reader: Reader,
    State(services): State<Services>,
    path: Result<Path<OfFile>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let Path(OfFile { snapshot, name }) = path?;
    let paper = Paper::named(&name, &snapshot).ok_or(ServiceError::NotFound("report"))?;
    Ok(paper_for(&services, reader.0.as_ref(), &snapshot, &paper, &headers).await?)
}
