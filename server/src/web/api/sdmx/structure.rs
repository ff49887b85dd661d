//! Structures: the flows of data, how they are built, code lists and concepts, of the newest snapshot of each version of a plan,
//! or of the one that was the newest at an instant.

use super::{Answers, HEADING, asked::of_the_past, chosen, files, lets_through, nothing, place, published, tagged};
use crate::{
    export::snapshot::complete_structures,
    web::api::{
        ApiProblem,
        accept::{Offer, accepted},
        caller::Reader,
        paging::unread,
        past,
    },
};
use app::text::queries::Unreadable;
use axum::{
    Extension,
    extract::{Path, Query, State, rejection::PathRejection, rejection::QueryRejection},
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::{
    snapshot::{Export, SdmxMessage},
    status::Status,
};
use futures::TryStreamExt as _;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use service::{
    ServiceError, ServiceResult, Services,
    publications::Flow,
    snapshots::{ByteRange, MadeFile},
};
use std::collections::{BTreeSet, HashSet};
use strum::IntoEnumIterator as _;
use utoipa::IntoParams;

/// The media type of structures.
const MEDIA_TYPE: &str = "application/vnd.sdmx.structure+json; version=2.0.0";

/// How the one form that they have is named.
const OFFERS: [Offer<()>; 2] = [
    Offer { form: (), name: "application/vnd.sdmx.structure+json", versions: &["2.0.0", "2.0"] },
    Offer { form: (), name: "application/json", versions: &[] },
];

/// Which structures an address names.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(in crate::web::api) struct OfStructure {
    #[serde(rename = "type")]
    kind: String,
    agency_id: String,
    resource_id: String,
    version: String,
}

/// Which items of structures an address names.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(in crate::web::api) struct OfItems {
    #[serde(rename = "type")]
    kind: String,
    agency_id: String,
    resource_id: String,
    version: String,
    item: String,
}

/// How much of them is asked for, and of when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct Asked {
    references: Option<String>,
    detail: Option<String>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
}

/// The kinds of structures there are: how an address and how a message names them.
const KINDS: [(&str, &str); 4] = [
    ("codelist", "codelists"),
    ("conceptscheme", "conceptSchemes"),
    ("datastructure", "dataStructures"),
    ("dataflow", "dataflows"),
];
/// Those that are made of items, and where these stand.
const WITH_ITEMS: [(&str, &str); 2] = [("codelist", "codes"), ("conceptscheme", "concepts")];
/// Every kind; its name in earlier versions of SDMX REST.
const ALL: &str = "*";
const SAME: &str = "structure";
/// What asks for the structures around those that are named: each of them has all of its version of the plan around it.
const RELATED: [&str; 6] = ["all", "children", "descendants", "parents", "parentsandsiblings", "ancestors"];
/// How much of structures comes whole.
const WHOLE: [&str; 6] = ["full", "raw", "partialraw", "referencestubs", "referencepartial", "referencecompletestubs"];
/// How much of them comes as names alone.
const STUBS: [&str; 2] = ["allstubs", "allcompletestubs"];
/// What a structure is made of, and is left out of a stub.
const CONTENT: [&str; 4] = ["codes", "concepts", "dataStructureComponents", "structure"];

/// What belongs to those that are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum References {
    /// Nothing.
    None,
    /// Everything of the same version of the plan.
    All,
}

/// The structures that are named, whole or some of their items.
struct Named {
    of: OfStructure,
    items: Option<HashSet<String>>,
}

impl From<OfItems> for Named {
    fn from(of: OfItems) -> Self {
        let OfItems { kind, agency_id, resource_id, version, item } = of;
        // Every item is the whole list.
        let items = (!item.split(',').any(|one| one == "*")).then(|| item.split(',').map(str::to_owned).collect());
        Self { of: OfStructure { kind, agency_id, resource_id, version }, items }
    }
}

impl Named {
    fn names(&self, kind: &str, structure: &Value) -> bool {
        let is_of_kind = [ALL, SAME, kind].contains(&self.of.kind.as_str());
        let is_called_so = structure["id"].as_str().is_some_and(|id| lets_through(&self.of.resource_id, id));
        let has_some = |wanted: &HashSet<String>| {
            items_of(kind).is_some_and(|member| array(&structure[member]).any(|item| is_one_of(wanted, item)))
        };
        is_of_kind && is_called_so && self.items.as_ref().is_none_or(has_some)
    }

    /// A structure with the items that are named, if it is; every other one as it is.
    fn narrowed(&self, kind: &str, mut structure: Value) -> Value {
        if let Some(wanted) = &self.items
            && self.names(kind, &structure)
            && let Some(Value::Array(items)) = items_of(kind).and_then(|member| structure.get_mut(member))
        {
            let all = items.len();
            items.retain(|item| is_one_of(wanted, item));
            if items.len() < all {
                structure["isPartial"] = json!(true);
            }
        }
        structure
    }
}

/// Where the items of a kind of structures stand.
fn items_of(kind: &str) -> Option<&'static str> {
    WITH_ITEMS.iter().find(|(of, _)| *of == kind).map(|(_, member)| *member)
}

fn is_one_of(wanted: &HashSet<String>, item: &Value) -> bool {
    item["id"].as_str().is_some_and(|id| wanted.contains(id))
}

/// Published structures.
#[utoipa::path(
    get,
    path = "/sdmx/structure/{type}/{agency_id}/{resource_id}/{version}",
    operation_id = "get_sdmx_structure",
    tag = "sdmx",
    params(OfStructure, Asked),
    responses(
        (status = 200, body = Object, content_type = "application/vnd.sdmx.structure+json; version=2.0.0"),
        (status = 304)
    )
)]
pub(in crate::web::api) async fn structure(
    State(services): State<Services>,
    _reader: Reader,
    path: Result<Path<OfStructure>, PathRejection>,
    asked: Result<Query<Asked>, QueryRejection>,
    uri: Uri,
    Extension(kept): Extension<Answers>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let (Path(of), Query(asked)) = (path?, asked?);
    answer(&services, &Named { of, items: None }, &asked, &uri, &kept, &headers).await
}

/// Items of published structures.
#[utoipa::path(
    get,
    path = "/sdmx/structure/{type}/{agency_id}/{resource_id}/{version}/{item}",
    operation_id = "get_sdmx_structure_items",
    tag = "sdmx",
    params(OfItems, Asked),
    responses(
        (status = 200, body = Object, content_type = "application/vnd.sdmx.structure+json; version=2.0.0"),
        (status = 304)
    )
)]
pub(in crate::web::api) async fn items(
    State(services): State<Services>,
    _reader: Reader,
    path: Result<Path<OfItems>, PathRejection>,
    asked: Result<Query<Asked>, QueryRejection>,
    uri: Uri,
    Extension(kept): Extension<Answers>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let (Path(of), Query(asked)) = (path?, asked?);
    let is_without = KINDS.iter().any(|(kind, _)| *kind == of.kind) && items_of(&of.kind).is_none();
    if is_without {
        let known = WITH_ITEMS.map(|(kind, _)| kind).join(", ");
        return Err(unread(Unreadable::NoneOf("type", &format!("{known}, {ALL}"))));
    }
    answer(&services, &of.into(), &asked, &uri, &kept, &headers).await
}

/// What is named, as a message.
async fn answer(
    services: &Services,
    named: &Named,
    asked: &Asked,
    uri: &Uri,
    kept: &Answers,
    headers: &HeaderMap,
) -> Result<Response, ApiProblem> {
    accepted(headers, OFFERS)?;
    let kinds = KINDS.map(|(kind, _)| kind);
    let references = match asked.references.as_deref().unwrap_or("none") {
        "none" => References::None,
        other if RELATED.contains(&other) || kinds.contains(&other) => References::All,
        _ => {
            let known = [&["none"][..], &RELATED, &kinds].concat().join(", ");
            return Err(unread(Unreadable::NoneOf("references", &known)));
        }
    };
    let detail = asked.detail.as_deref().unwrap_or("full");
    let is_whole = WHOLE.contains(&detail);
    if !is_whole && !STUBS.contains(&detail) {
        let known = [&WHOLE[..], &STUBS].concat().join(", ");
        return Err(unread(Unreadable::NoneOf("detail", &known)));
    }
    let as_of = past::instant(services, asked.as_of.as_deref().map(of_the_past).as_deref())?;
    let of = &named.of;
    if ![ALL, SAME].contains(&of.kind.as_str()) && !kinds.contains(&of.kind.as_str()) {
        return Err(nothing());
    }
    let published = published(services, as_of).await?;
    if published.is_empty() && as_of.is_some() {
        return Err(past::before_records());
    }
    let flows = newest_of_versions(chosen(published, &of.agency_id, ALL, &of.version));
    let told: Vec<_> = flows.iter().map(|flow| flow.snapshot.sha256.to_string()).collect();
    // The columns and the codes of statuses too: what is told of the same snapshots grew with them.
    let statuses: Vec<_> = Status::iter().map(|status| status.as_ref().to_owned()).collect();
    let text = format!("{uri} {} {} {}", HEADING.join(","), statuses.join(","), told.join(" "));
    let headers = match tagged(headers, &text, MEDIA_TYPE) {
        Ok(headers) => headers,
        Err(answer) => return Ok(*answer),
    };
    if let Some(body) = kept.get(&headers) {
        return Ok((headers, body).into_response());
    }
    let _place = place().await?;
    let (mut meta, mut data) = (Value::Null, json!({}));
    let mut is_found = false;
    for file in files(services, &flows, Export::SdmxJson(SdmxMessage::Structure)).await? {
        let mut whole = read(services, &file).await?;
        complete_structures(&mut whole["data"]);
        let has_some = KINDS.iter().any(|(kind, member)| array(&whole["data"][member]).any(|it| named.names(kind, it)));
        if !has_some {
            continue;
        }
        is_found = true;
        meta = whole["meta"].take();
        for (kind, member) in KINDS {
            let Value::Array(all) = whole["data"][member].take() else { continue };
            let kept = all.into_iter().filter(|it| references == References::All || named.names(kind, it));
            let kept = kept.map(|it| named.narrowed(kind, it));
            let kept: Vec<Value> = kept.map(|it| if is_whole { it } else { stub(it) }).collect();
            // A list of none is not allowed.
            if kept.is_empty() {
                continue;
            }
            let place = &mut data[member];
            if let Value::Array(known) = place {
                known.extend(kept);
            } else {
                *place = Value::Array(kept);
            }
        }
    }
    if !is_found {
        return Err(nothing());
    }
    // What it is comes first: programs look no further to know it.
    let body = Bytes::from(format!("{{\"meta\":{meta},\"data\":{data}}}"));
    kept.keep(&headers, body.clone());
    Ok((headers, body).into_response())
}

/// Of each version of a plan the flow of its latest period.
fn newest_of_versions(flows: Vec<Flow>) -> Vec<Flow> {
    let mut seen = BTreeSet::new();
    flows.into_iter().filter(|flow| seen.insert((flow.plan.clone(), flow.plan_version))).collect()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

async fn read(services: &Services, file: &MadeFile) -> ServiceResult<Value> {
    let bytes = services.snapshots().file_bytes(file, ByteRange::All).await?;
    let pieces: Vec<_> = bytes.try_collect().await?;
    let whole = pieces.concat();
    serde_json::from_slice(&whole).map_err(|error| ServiceError::fault("reading structures of SDMX", error))
}

/// What names a structure, without what it is made of.
fn stub(structure: Value) -> Value {
    let Value::Object(members) = structure else { return structure };
    let kept: Map<String, Value> = members.into_iter().filter(|(name, _)| !CONTENT.contains(&name.as_str())).collect();
    Value::Object(kept)
}
