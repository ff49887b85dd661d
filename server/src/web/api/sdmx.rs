//! SDMX REST 2 over published snapshots: what statistical programs ask for data and structures. The data of a round are those
//! of the newest snapshot that everybody may read; what is given are the rows of its SDMX files, chosen by the query.

/// What is asked of data.
mod asked;
/// Answers as they were sent.
mod kept;
/// Data as a message of SDMX-JSON.
mod message;
/// A page of a list in the forms of statistical programs.
mod page;
/// Rows of the files, one after another.
mod rows;
/// Structures.
pub(super) mod structure;

use super::{ApiProblem, caller::Reader, paging::unread, past};
use crate::{
    export::snapshot::{HEADING, MAINTAINER},
    web::entity_tags,
};
use app::text::queries::Unreadable;
use asked::Asked;
pub(super) use asked::Kind;
use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{
    audit::sha256,
    snapshot::{Export, SdmxCsv},
};
use futures::StreamExt as _;
pub(super) use kept::Answers;
pub(super) use page::{Observation, Prepared, Told, page};
use rows::Rows;
use serde::Deserialize;
use service::{ServiceError, ServiceResult, Services, publications::Flow, snapshots::MadeFile};
use std::{collections::BTreeMap, time::Duration};
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::IntoParams;

/// Where data may be asked for.
const CONTEXTS: [&str; 3] = ["dataflow", "datastructure", "*"];
/// How many queries are worked on at once, each for a piece of a file, or for the structures of one: those whose answers are
/// read slowly, or not at all, hold none meanwhile.
static PLACES: Semaphore = Semaphore::const_new(4);
/// How long a query waits for a place to begin.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long others may keep an answer before they ask again.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60, must-revalidate");

/// Which data an address names.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfData {
    context: String,
    agency_id: String,
    resource_id: String,
    version: String,
    key: String,
}

/// What chooses among the data.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the query is read as a whole, with names in brackets; this names its parts")]
pub(super) struct DataFilter {
    #[param(style = DeepObject, explode)]
    c: Option<BTreeMap<String, String>>,
    #[param(rename = "updatedAfter", format = DateTime)]
    updated_after: Option<String>,
    #[param(rename = "asOf")]
    as_of: Option<String>,
    #[param(rename = "firstNObservations", minimum = 1)]
    first_n_observations: Option<u32>,
    #[param(rename = "lastNObservations", minimum = 1)]
    last_n_observations: Option<u32>,
    attributes: Option<String>,
    measures: Option<String>,
    #[param(rename = "dimensionAtObservation")]
    dimension_at_observation: Option<String>,
    #[param(rename = "includeHistory")]
    include_history: Option<bool>,
}

/// What a comma-parted list of names in a path lets through; `*` is everything.
fn lets_through(list: &str, name: &str) -> bool {
    list.split(',').any(|one| one == "*" || one == name)
}

/// Whether a list of versions lets one through, where `~` and `+` are the latest.
fn lets_version_through(list: &str, version: i32, latest: i32) -> bool {
    let is_latest = version == latest;
    list.split(',').any(|one| match one {
        "*" => true,
        "~" | "+" | "latest" => is_latest,
        exact => [format!("{version}.0.0"), format!("{version}.0"), version.to_string()].contains(&exact.to_owned()),
    })
}

/// The flows that agency, name and version let through.
fn chosen(flows: Vec<Flow>, agency: &str, resource: &str, version: &str) -> Vec<Flow> {
    if !lets_through(agency, MAINTAINER) {
        return Vec::new();
    }
    let mut latest: BTreeMap<_, i32> = BTreeMap::new();
    for flow in &flows {
        let known = latest.entry(flow.plan.clone()).or_default();
        *known = (*known).max(flow.plan_version);
    }
    let is_chosen = |flow: &Flow| {
        let newest = latest.get(&flow.plan).copied().unwrap_or_default();
        lets_through(resource, flow.plan.as_str()) && lets_version_through(version, flow.plan_version, newest)
    };
    flows.into_iter().filter(is_chosen).collect()
}

fn nothing() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, "not_found")
}

/// The flows of all that is published, or was at an instant.
async fn published(services: &Services, as_of: Option<DateTime<Utc>>) -> Result<Vec<Flow>, ApiProblem> {
    Ok(services.publications().flows(as_of).await?)
}

/// A made file of each flow; those of a snapshot that was published a moment ago are on their way.
async fn files(services: &Services, flows: &[Flow], export: Export) -> Result<Vec<MadeFile>, ApiProblem> {
    let mut files = Vec::with_capacity(flows.len());
    for flow in flows {
        let code = &flow.snapshot.code;
        match services.snapshots().file(None, code, export).await {
            Ok((_, file)) => files.push(file),
            Err(ServiceError::NotFound("file")) => return Err(ServiceError::UnderWay(code.clone()).into()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(files)
}

/// The answer to whoever knows it already, and else the headers that name it.
fn tagged(asked: &HeaderMap, text: &str, media_type: &str) -> Result<HeaderMap, Box<Response>> {
    let tag = format!("\"{}\"", &sha256(text.as_bytes())[..32]);
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, FRESH);
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    for (name, value) in [(header::ETAG, tag.as_str()), (header::CONTENT_TYPE, media_type)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    // The tag is that of the bytes as they are, so nobody on the way packs them.
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    if entity_tags::is_known(asked, &tag) {
        headers.remove(header::CONTENT_TYPE);
        return Err(Box::new((StatusCode::NOT_MODIFIED, headers).into_response()));
    }
    Ok(headers)
}

/// A place for the next piece of an answer, however long that takes: what has begun to go out is not broken off.
async fn turn() -> ServiceResult<SemaphorePermit<'static>> {
    PLACES.acquire().await.map_err(|error| ServiceError::fault("waiting for a place", error))
}

/// A place to begin with a query, or that too many are asked at this moment.
async fn place() -> ServiceResult<SemaphorePermit<'static>> {
    tokio::time::timeout(LONGEST_WAIT, turn()).await.unwrap_or(Err(ServiceError::Busy))
}

/// Published data.
#[utoipa::path(
    get,
    path = "/sdmx/data/{context}/{agency_id}/{resource_id}/{version}/{key}",
    operation_id = "get_sdmx_data",
    tag = "sdmx",
    params(OfData, DataFilter),
    responses(
        (status = 200, content(
            (String = "application/vnd.sdmx.data+csv; version=2.0.0"),
            (String = "application/vnd.sdmx.data+csv; version=1.0.0"),
            (Object = "application/vnd.sdmx.data+json; version=2.0.0")
        )),
        (status = 304)
    )
)]
pub(super) async fn data(
    State(services): State<Services>,
    _reader: Reader,
    path: Result<Path<OfData>, PathRejection>,
    RawQuery(query): RawQuery,
    uri: Uri,
    Extension(kept): Extension<Answers>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let Path(of) = path?;
    let query = query.as_deref().unwrap_or_default();
    let asked = Asked::read(&of.key, query, |text| past::instant(&services, Some(text)))?;
    let kind = Kind::accepted(&headers)?;
    asked.suits(kind)?;
    // A data structure or provision has the name of its flow here.
    if !CONTEXTS.contains(&of.context.as_str()) {
        return Err(unread(Unreadable::NoneOf("context", &CONTEXTS.join(", "))));
    }
    let published = published(&services, asked.as_of).await?;
    if published.is_empty() && asked.as_of.is_some() {
        return Err(past::before_records());
    }
    let mut flows = chosen(published, &of.agency_id, &of.resource_id, &of.version);
    if flows.is_empty() {
        return Err(nothing());
    }
    flows.retain(|flow| asked.wants(flow));
    if asked.counts_from_the_first() {
        flows.reverse();
    }
    let told = |flow: &Flow| format!("{}{}", flow.snapshot.sha256, if flow.is_demonstration { " test" } else { "" });
    let told: Vec<_> = flows.iter().map(told).collect();
    // The columns too: another release may tell more of the same snapshots.
    let text = format!("{uri} {} {} {}", kind.media_type(), HEADING.join(","), told.join(" "));
    let headers = match tagged(&headers, &text, kind.media_type()) {
        Ok(headers) => headers,
        Err(answer) => return Ok(*answer),
    };
    if let Some(body) = kept.get(&headers) {
        return Ok((headers, body).into_response());
    }
    let files = files(&services, &flows, Export::Sdmx(SdmxCsv::Two)).await?;
    let mut rows = Rows::new(services, files, asked);
    rows.begin().await?;
    let pieces = match kind {
        Kind::Csv(version) => rows.table(version).boxed(),
        Kind::Json => message::stream(rows, message::About::of(&flows)).boxed(),
    };
    let body = Body::from_stream(kept.keeping(&headers, pieces));
    Ok((headers, body).into_response())
}

/// The long form of an address whose end was left out, as programs do: what is left out is everything.
pub(super) fn long_form(uri: &Uri) -> Option<String> {
    let rest = uri.path().strip_prefix("/sdmx/")?;
    let mut parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    let (all, usual): (usize, &[&str]) = match *parts.first()? {
        "data" => (6, &["*", "*", "*", "*", "*"]),
        "structure" => (5, &["*", "*", "*", "~"]),
        _ => return None,
    };
    // Of structures, one more names their items.
    let is_short = parts.len() < all || (parts.len() <= 6 && rest.ends_with('/'));
    if !is_short {
        return None;
    }
    let given = parts.len() - 1;
    parts.extend(usual.iter().skip(given));
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}/sdmx/{}{query}", super::BASE, parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_at_the_end_is_everything() {
        for (short, long) in [
            ("/sdmx/data", Some("/api/v1/sdmx/data/*/*/*/*/*")),
            ("/sdmx/data/dataflow/DGA/small/1.0.0/", Some("/api/v1/sdmx/data/dataflow/DGA/small/1.0.0/*")),
            ("/sdmx/data/dataflow/DGA/small/1.0.0/Q.*.*/", Some("/api/v1/sdmx/data/dataflow/DGA/small/1.0.0/Q.*.*")),
            ("/sdmx/structure/dataflow?detail=full", Some("/api/v1/sdmx/structure/dataflow/*/*/~?detail=full")),
            ("/sdmx/structure/codelist/DGA/L/~/one/", Some("/api/v1/sdmx/structure/codelist/DGA/L/~/one")),
            ("/sdmx/structure/codelist/DGA/L/~/one", None),
            ("/sdmx/data/dataflow/DGA/small/1.0.0/*", None),
            ("/sdmx/data/a/b/c/d/e/f", None),
            ("/sdmx/schema", None),
            ("/values", None),
        ] {
            assert_eq!(long_form(&short.parse().expect("an address")).as_deref(), long, "{short}");
        }
    }

    #[test]
    fn a_version_is_exact_all_or_the_latest() {
        for (list, version, is_in) in
            [("1.0.0", 1, true), ("1.0", 1, true), ("2.0.0", 1, false), ("*", 1, true), ("~", 1, false), ("+", 2, true)]
        {
            assert_eq!(lets_version_through(list, version, 2), is_in, "{list} {version}");
        }
    }
}
