//! HTTP API v1: the same service methods and the same rules as the screens. Every route is told in the OpenAPI document that
//! is made of these handlers (`openapi.json`); `docs/api.md` says what a document cannot.

#![expect(unused_qualifications, reason = "the macro that describes parameters writes so")]

mod about;
mod accept;
mod bodies;
mod caller;
mod completeness;
mod condition;
mod document;
mod evidence;
mod face;
mod forms;
mod idempotency;
mod letters;
mod objections;
mod paging;
mod past;
mod problem;
mod published;
mod reference;
mod registers;
mod reports;
mod scores;
mod sdmx;
mod snapshots;
mod steps;
mod unreadable;
mod values;

pub(crate) use caller::Caller;
pub use document::document;
pub(crate) use face::{Limits, is_published};
pub(crate) use forms::kept_under;
pub use problem::ApiProblem;
pub(crate) use reference::reference;

use super::uploads;
use axum::{
    Extension, Router,
    middleware::{from_fn, from_fn_with_state},
};
use document::{Face, told};
use service::Services;
use utoipa::openapi::{
    OpenApi,
    path::{Operation, PathItem},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Where the API lies.
pub const BASE: &str = "/api/v1";
/// The largest body taken: a report of a hundred indicators with long texts.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Where one report lies.
const REPORT: &str = "/rounds/{round}/agencies/{agency}";
/// Where files come in below a report, each with the most bytes of its form.
const FORMS: [(&str, usize); 3] = [
    ("/file", letters::LARGEST_FORM),
    ("/evidence", evidence::LARGEST_FORM),
    ("/objections/{objection}/evidence", uploads::MOST_BODY_BYTES),
];

/// Every address of the API with its method, as the document names it: for the access matrix.
pub fn routes() -> Vec<(&'static str, String)> {
    operations().map(|(method, path, _)| (method, path)).collect()
}

/// The same with what the document says of each.
fn operations() -> impl Iterator<Item = (&'static str, String, Operation)> {
    let of_path = |(path, item): (String, PathItem)| {
        let methods = [("GET", item.get), ("PUT", item.put), ("POST", item.post), ("DELETE", item.delete)];
        methods.into_iter().filter_map(move |(method, told)| Some((method, format!("{BASE}{path}"), told?)))
    };
    openapi().paths.paths.into_iter().flat_map(of_path)
}

/// Where addresses lie of which a router has routes, as the router itself tells: what is not in the document shows here.
#[cfg(test)]
fn routed() -> std::collections::BTreeSet<String> {
    let router: Router<Services> = all(report(), both()).into();
    let told = format!("{router:?}");
    // Its own fallback stands there as `/`.
    let quoted = told.split('"').filter(|text| text.starts_with('/') && *text != "/" && !text.contains("__private"));
    quoted.map(str::to_owned).collect()
}

/// The most bytes of a body that an address takes.
pub(crate) fn largest_body(path: &str) -> usize {
    let below = path.strip_prefix(BASE).and_then(|path| path.strip_prefix(REPORT));
    FORMS.into_iter().find(|(form, _)| below == Some(*form)).map_or(LARGEST_BODY, |(_, bytes)| bytes)
}

/// One report: reading, typing, moving it on.
fn report() -> OpenApiRouter<Services> {
    let router = OpenApiRouter::new()
        .routes(routes!(reports::get, reports::put))
        .routes(routes!(evidence::list, evidence::add))
        .routes(routes!(steps::submit))
        .routes(routes!(steps::withdraw))
        .routes(routes!(letters::file))
        .routes(routes!(steps::approve))
        .routes(routes!(steps::endorse))
        .routes(routes!(steps::return_for_change))
        .routes(routes!(steps::accept))
        .routes(routes!(objections::list, objections::file))
        .routes(routes!(objections::get))
        .routes(routes!(objections::say))
        .routes(routes!(objections::attach))
        .routes(routes!(objections::withdraw))
        .routes(routes!(objections::decide));
    told(Face::Token, router)
}

/// What counts now, for holders of a token.
fn live() -> OpenApiRouter<Services> {
    let router = OpenApiRouter::new()
        .routes(routes!(registers::organisations))
        .routes(routes!(registers::plans))
        .routes(routes!(registers::indicators))
        .routes(routes!(registers::rounds::list))
        .routes(routes!(values::list))
        .routes(routes!(scores::schemes))
        .routes(routes!(scores::list))
        .routes(routes!(scores::derivation))
        .routes(routes!(completeness::list))
        .routes(routes!(evidence::get, evidence::remove));
    told(Face::Token, router)
}

/// Snapshots: what is published for everybody, and for holders of a token all that they may see.
fn both() -> OpenApiRouter<Services> {
    let router = OpenApiRouter::new()
        .routes(routes!(snapshots::list))
        .routes(routes!(published::plans::list))
        .routes(routes!(published::rounds::list))
        .routes(routes!(snapshots::get))
        .routes(routes!(snapshots::file))
        .routes(routes!(snapshots::made_file))
        .routes(routes!(published::papers::list))
        .routes(routes!(snapshots::paper))
        .routes(routes!(published::organisations))
        .routes(routes!(published::indicators))
        .routes(routes!(published::values::list))
        .routes(routes!(published::scores::list))
        .routes(routes!(published::completeness::list))
        .routes(routes!(sdmx::data))
        .routes(routes!(sdmx::structure::structure))
        .routes(routes!(sdmx::structure::items));
    told(Face::Both, router)
}

/// What is the same for everybody.
fn open() -> OpenApiRouter<Services> {
    told(Face::Nobody, OpenApiRouter::new().routes(routes!(about::openapi)))
}

fn all(report: OpenApiRouter<Services>, both: OpenApiRouter<Services>) -> OpenApiRouter<Services> {
    live().merge(open()).merge(both).nest(REPORT, report)
}

/// The description of all routes, as they were registered.
fn openapi() -> OpenApi {
    all(report(), both()).into_openapi()
}

/// The API, to be nested at [`BASE`]. Without a token one address may ask so often.
pub(crate) fn router<State: Clone + Send + Sync + 'static>(services: Services, limits: Limits) -> Router<State> {
    let report = report().route_layer(from_fn_with_state(services.clone(), idempotency::once));
    let both = both()
        .route_layer(Extension(sdmx::Answers::default()))
        .route_layer(from_fn_with_state(limits, face::limit))
        .route_layer(from_fn(face::let_others_read));
    let (router, _) = all(report, both).split_for_parts();
    let router = router.route_layer(from_fn(past::only_where_told));
    router.fallback(problem::not_found).method_not_allowed_fallback(problem::method_not_allowed).with_state(services)
}
