//! What stands in snapshots: rounds and plans, and of one its bodies, indicators, values, scores, completeness. The figures are
//! those that were signed.

/// How complete reports were.
pub(super) mod completeness;
/// Reports that are set for printing.
pub(super) mod papers;
/// Editions of plans.
pub(super) mod plans;
/// Rounds.
pub(super) mod rounds;
/// Scores.
pub(super) mod scores;
/// Values.
pub(super) mod values;

use super::{
    ApiProblem,
    caller::Reader,
    paging::{self, Page, answered, behind, most, not_here, place},
    registers::{IndicatorItem, OrganisationItem},
    snapshots::{OfSnapshot, SnapshotPath},
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use domain::{
    ids::{IndicatorCode, OrganisationCode, SnapshotCode},
    publication::BodyExtract,
    text::Language,
};
use serde::Deserialize;
use service::{Services, publications::BodyPage};
use std::str::FromStr;
use utoipa::IntoParams;

/// Which bodies are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    #[param(inline)]
    language: Option<Language>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// A list of a snapshot that is asked for, whatever its items are.
struct Wanted<'a> {
    snapshot: SnapshotCode,
    organisation: Option<&'a OrganisationCode>,
    /// Which of the items: an indicator, a scheme.
    only: (&'static str, Option<String>),
    language: Option<Language>,
    limit: Option<i64>,
    after: Option<&'a str>,
    list: &'static str,
}

/// How often some bodies more are looked at for one page; where it has few items then, it says where to go on.
const MOST_LOOKS: usize = 20;

/// After which item of which body a page begins; written `dga/svc-e2e`, or `dga/` before its first one.
struct Cursor {
    body: OrganisationCode,
    item: String,
}

impl FromStr for Cursor {
    type Err = domain::ids::CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (body, item) = text.split_once('/').unwrap_or((text, ""));
        if !item.is_empty() {
            item.parse::<IndicatorCode>()?;
        }
        Ok(Self { body: body.parse()?, item: item.to_owned() })
    }
}

/// What an answer about a body says of it besides.
fn name_of(extract: &BodyExtract, language: Option<Language>) -> Option<String> {
    language.map(|language| extract.body.name.in_language(language).to_owned())
}

impl Wanted<'_> {
    /// A page of the items of bodies, each with the code that tells it from others of the same body.
    async fn page<Item>(
        &self,
        services: &Services,
        reader: &Reader,
        of: impl Fn(&BodyPage, &BodyExtract) -> Vec<(String, Item)>,
    ) -> Result<(Vec<Item>, Option<String>), ApiProblem> {
        let (page, after) = self.some(services, reader, most(self.limit)?, of).await?;
        Ok((page, after.map(|after| self.next(&after))))
    }

    /// So many of the items at most, and after which there may be more.
    async fn some<Item>(
        &self,
        services: &Services,
        reader: &Reader,
        most: i64,
        of: impl Fn(&BodyPage, &BodyExtract) -> Vec<(String, Item)>,
    ) -> Result<(Vec<Item>, Option<String>), ApiProblem> {
        let cursor: Option<Cursor> = place(self.after)?;
        let mut from = cursor.as_ref().map(|cursor| cursor.body.clone());
        let publications = services.publications();
        let mut page = Vec::new();
        for _ in 0..MOST_LOOKS {
            let bodies =
                publications.bodies(reader.0.as_ref(), &self.snapshot, self.organisation, from.as_ref(), most).await;
            let bodies = bodies.map_err(paging::told)?;
            for extract in &bodies.bodies {
                let mut found = of(&bodies, extract);
                if let Some(cursor) = cursor.as_ref().filter(|cursor| cursor.body == extract.body.code)
                    && !cursor.item.is_empty()
                {
                    let place = found.iter().position(|(code, _)| *code == cursor.item);
                    let place = place.ok_or_else(|| not_here(self.after.unwrap_or_default()))?;
                    found.drain(..=place);
                }
                for (code, item) in found {
                    page.push(item);
                    if i64::try_from(page.len()).is_ok_and(|items| items == most) {
                        // There may be more, of the same body or of others.
                        return Ok((page, Some(format!("{}/{code}", extract.body.code))));
                    }
                }
            }
            from = bodies.next;
            if from.is_none() {
                break;
            }
        }
        Ok((page, from.map(|body| format!("{body}/"))))
    }

    fn next(&self, after: &str) -> String {
        let pairs = [
            ("organisation", self.organisation.map(ToString::to_string)),
            self.only.clone(),
            ("language", self.language.map(|language| language.as_ref().to_owned())),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ];
        paging::next(&format!("/api/v1/snapshots/{}/{}", self.snapshot, self.list), &pairs, after)
    }
}

fn harmless(name: Option<&String>) -> String {
    name.map(|name| domain::sheet::harmless(name)).unwrap_or_default()
}

/// The one item of a body where it has only one.
const SELF: &str = "self";

impl Asked {
    fn wanted(&self, snapshot: SnapshotCode, list: &'static str) -> Wanted<'_> {
        Wanted {
            snapshot,
            organisation: self.organisation.as_ref(),
            only: ("", None),
            language: self.language,
            limit: self.limit,
            after: self.after.as_deref(),
            list,
        }
    }
}

/// The bodies of a snapshot.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/organisations",
    operation_id = "list_snapshot_organisations",
    tag = "snapshots",
    params(OfSnapshot, Asked),
    responses((
        status = 200,
        content((Page<OrganisationItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(super) async fn organisations(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    path: SnapshotPath,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(asked)) = (path?, asked?);
    let of = |_: &BodyPage, extract: &BodyExtract| vec![(SELF.to_owned(), OrganisationItem::from(&extract.body))];
    let (page, next) = asked.wanted(snapshot, "organisations").page(&services, &reader, of).await?;
    answered(&headers, page, next)
}

/// Which indicators of a snapshot are asked for: so many of them from a place on. Their names stand in both languages, whichever is
/// asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AskedIndicators {
    #[param(inline)]
    language: Option<Language>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// The indicators of the plan that a snapshot's figures are about.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/indicators",
    operation_id = "list_snapshot_indicators",
    tag = "snapshots",
    params(OfSnapshot, AskedIndicators),
    responses((
        status = 200,
        content((Page<IndicatorItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(super) async fn indicators(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    path: SnapshotPath,
    asked: Result<Query<AskedIndicators>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(asked)) = (path?, asked?);
    let (most, after) = (most(asked.limit)?, place::<IndicatorCode>(asked.after.as_deref())?);
    let published = services.publications().seen(reader.0.as_ref(), &snapshot).await?;
    let (page, next) = behind(IndicatorItem::of(&published.plan), IndicatorItem::code, after.as_ref(), most)?;
    let pairs = [
        ("language", asked.language.map(|language| language.as_ref().to_owned())),
        ("limit", asked.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next(&format!("/api/v1/snapshots/{snapshot}/indicators"), &pairs, &after));
    answered(&headers, page, next)
}
