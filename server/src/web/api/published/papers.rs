//! The reports of a snapshot that are set for printing: the national ones, and of every body that owed a report, or has others below it
//! that did, its own, which is set when somebody first asks for it.

use super::Asked;
use crate::web::api::{
    ApiProblem,
    caller::Reader,
    paging::{Page, Row, answered, most, not_here},
    snapshots::{OfSnapshot, SnapshotPath},
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    ids::{OrganisationCode, SnapshotCode},
    publication::BodyExtract,
    snapshot::Export,
    text::Language,
};
use serde::{Deserialize, Serialize};
use service::{
    ServiceResult, Services,
    publications::BodyPage,
    snapshots::{MadeFile, Paper, SetPaper},
};
use strum::IntoEnumIterator as _;
use utoipa::{IntoParams, ToSchema};

/// The media type of reports.
const MEDIA_TYPE: &str = "application/pdf";
/// How the place of a national report begins; no code of a body does.
const NATIONAL: &str = "*/";

/// Whose reports are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct AskedPapers {
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// A report that is set for printing.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PaperItem {
    /// Of which body; none where it is the national one.
    organisation: Option<OrganisationCode>,
    language: Language,
    name: String,
    media_type: &'static str,
    /// None until it is set, as the following.
    size_bytes: Option<u64>,
    sha256: Option<String>,
    set_at: Option<DateTime<Utc>>,
    /// Where it is; that of a body is set when it is first asked for.
    href: String,
}

impl Row for PaperItem {
    const HEADING: &'static [&'static str] =
        &["organisation", "language", "name", "media_type", "size_bytes", "sha256", "set_at", "href"];

    fn cells(&self) -> Vec<String> {
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        vec![
            self.organisation.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.language.as_ref().to_owned(),
            self.name.clone(),
            self.media_type.to_owned(),
            self.size_bytes.map(|bytes| bytes.to_string()).unwrap_or_default(),
            self.sha256.clone().unwrap_or_default(),
            self.set_at.map(instant).unwrap_or_default(),
            self.href.clone(),
        ]
    }
}

impl PaperItem {
    /// The national one in a language, which the timetable made.
    fn national(snapshot: &SnapshotCode, language: Language, made: &MadeFile) -> Self {
        let name = Export::Paper(language).file_name(snapshot);
        Self {
            organisation: None,
            language,
            media_type: MEDIA_TYPE,
            size_bytes: Some(made.size_bytes),
            sha256: Some(made.sha256.to_string()),
            set_at: Some(made.made_at),
            href: format!("/api/v1/snapshots/{snapshot}/files/{name}"),
            name,
        }
    }

    /// That of a body, as long as nothing is known of its being set.
    fn of_body(snapshot: &SnapshotCode, paper: &Paper) -> Self {
        let name = paper.file_name(snapshot);
        Self {
            organisation: Some(paper.body.clone()),
            language: paper.language,
            media_type: MEDIA_TYPE,
            size_bytes: None,
            sha256: None,
            set_at: None,
            href: format!("/api/v1/snapshots/{snapshot}/papers/{name}"),
            name,
        }
    }

    /// Takes in what is known of one that was set.
    fn set_as(&mut self, SetPaper { sha256, size_bytes, set_at, .. }: &SetPaper) {
        (self.size_bytes, self.sha256, self.set_at) = (Some(*size_bytes), Some(sha256.to_string()), Some(*set_at));
    }
}

/// The reports of a snapshot that are set for printing, or are when they are asked for: the national ones first.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/papers",
    operation_id = "list_snapshot_papers",
    tag = "snapshots",
    params(OfSnapshot, AskedPapers),
    responses((
        status = 200,
        content((Page<PaperItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(in crate::web::api) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    path: SnapshotPath,
    asked: Result<Query<AskedPapers>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(AskedPapers { organisation, after, limit })) = (path?, asked?);
    let most = most(limit)?;
    services.publications().seen(reader.0.as_ref(), &snapshot).await?;
    let is_of_all = organisation.is_none();
    let behind_national = after.as_deref().and_then(|after| after.strip_prefix(NATIONAL));
    let mut page = Vec::new();
    if is_of_all && (after.is_none() || behind_national.is_some()) {
        page = national(&services, &reader, &snapshot, behind_national).await?;
        page.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    } else if behind_national.is_some() {
        return Err(not_here(after.as_deref().unwrap_or_default()));
    }
    let is_among_bodies = behind_national.is_none();
    let asked = Asked { organisation, language: None, after: after.filter(|_| is_among_bodies), limit };
    let wanted = asked.wanted(snapshot.clone(), "papers");
    let more = most - i64::try_from(page.len()).unwrap_or(most);
    let next = if more > 0 {
        let of = |_: &BodyPage, extract: &BodyExtract| of_body(&snapshot, extract);
        let (mut bodies, after) = wanted.some(&services, &reader, more, of).await?;
        note_set(&services, &reader, &snapshot, &mut bodies).await?;
        page.append(&mut bodies);
        after
    } else {
        page.last().map(|last: &PaperItem| format!("{NATIONAL}{}", last.language.as_ref()))
    };
    answered(&headers, page, next.map(|after| wanted.next(&after)))
}

/// The national ones behind one, of those that are made: until then there is nothing to give.
async fn national(
    services: &Services,
    reader: &Reader,
    snapshot: &SnapshotCode,
    behind: Option<&str>,
) -> Result<Vec<PaperItem>, ApiProblem> {
    let files = services.snapshots().files(reader.0.as_ref(), snapshot).await?;
    let mut languages: Vec<Language> = Language::iter().collect();
    if let Some(behind) = behind {
        let place = languages.iter().position(|language| language.as_ref() == behind);
        languages.drain(..=place.ok_or_else(|| not_here(&format!("{NATIONAL}{behind}")))?);
    }
    let made = |language: Language| {
        let made = files.iter().find(|file| file.export == Export::Paper(language))?;
        Some(PaperItem::national(snapshot, language, made))
    };
    Ok(languages.into_iter().filter_map(made).collect())
}

/// Those of a body in each language, where there are any.
fn of_body(snapshot: &SnapshotCode, extract: &BodyExtract) -> Vec<(String, PaperItem)> {
    if !extract.has_paper() {
        return Vec::new();
    }
    let paper = |language| Paper { body: extract.body.code.clone(), language };
    let item = |language: Language| {
        let place = language.as_ref().to_owned();
        (place, PaperItem::of_body(snapshot, &paper(language)))
    };
    Language::iter().map(item).collect()
}

/// Takes in what is known of those of single bodies that were set.
async fn note_set(
    services: &Services,
    reader: &Reader,
    snapshot: &SnapshotCode,
    items: &mut [PaperItem],
) -> ServiceResult<()> {
    let ends = items
        .first()
        .zip(items.last())
        .and_then(|(first, last)| Some((first.organisation.clone()?, last.organisation.clone()?)));
    let Some((first, last)) = ends else { return Ok(()) };
    let set = services.snapshots().papers_between(reader.0.as_ref(), snapshot, (&first, &last)).await?;
    for item in items {
        let is_this = |set: &&SetPaper| item.organisation.as_ref() == Some(&set.body) && item.language == set.language;
        if let Some(known) = set.iter().find(is_this) {
            item.set_as(known);
        }
    }
    Ok(())
}
