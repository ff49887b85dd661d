//! Scores of a snapshot.

use super::{Wanted, harmless, name_of};
use crate::web::api::{
    ApiProblem,
    caller::Reader,
    paging::{Page, Row, answered, cell},
    snapshots::{OfSnapshot, SnapshotPath},
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use domain::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode, RoundCode, SchemeCode},
    objection::ObjectionStateName,
    publication::{BodyExtract, OwnScore},
    ranking::Place,
    snapshot::Outcome,
    text::Language,
};
use serde::{Deserialize, Serialize};
use service::{Services, publications::BodyPage};
use utoipa::{IntoParams, ToSchema};

/// Which scores are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct AskedScores {
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    #[param(inline)]
    scheme: Option<SchemeCode>,
    #[param(inline)]
    language: Option<Language>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// A score as it was signed.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct SignedScoreItem {
    scheme: SchemeCode,
    round: RoundCode,
    organisation: OrganisationCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// As it was published; nothing where there is none.
    published: Option<Amount>,
    /// Before rounding.
    full: Option<Amount>,
    class: Option<ClassCode>,
    place: Option<Place>,
    /// How the latest objection to it stood when it was signed: `open` where one waited for an answer, `upheld` where one was
    /// upheld because the edition of the scheme is at fault. Nothing where there was neither.
    objected: Option<ObjectionStateName>,
}

impl Row for SignedScoreItem {
    const HEADING: &'static [&'static str] =
        &["scheme", "round", "organisation", "name", "published", "full", "class", "place", "objected"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.scheme.to_string(),
            self.round.to_string(),
            self.organisation.to_string(),
            harmless(self.name.as_ref()),
            cell(self.published),
            cell(self.full),
            self.class.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.place.map(|place| place.number.to_string()).unwrap_or_default(),
            self.objected.map(|state| state.as_ref().to_owned()).unwrap_or_default(),
        ]
    }
}

/// Scores of a snapshot.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/scores",
    operation_id = "list_snapshot_scores",
    tag = "snapshots",
    params(OfSnapshot, AskedScores),
    responses((
        status = 200,
        content((Page<SignedScoreItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(in crate::web::api) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    path: SnapshotPath,
    asked: Result<Query<AskedScores>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(asked)) = (path?, asked?);
    let wanted = Wanted {
        snapshot,
        organisation: asked.organisation.as_ref(),
        only: ("scheme", asked.scheme.as_ref().map(ToString::to_string)),
        language: asked.language,
        limit: asked.limit,
        after: asked.after.as_deref(),
        list: "scores",
    };
    let of = |bodies: &BodyPage, extract: &BodyExtract| {
        let scores = extract.own.iter().flat_map(|own| &own.scores);
        let scores = scores.filter(|score| asked.scheme.as_ref().is_none_or(|code| *code == score.scheme));
        let item = |score: &OwnScore| {
            let signed = match &score.outcome {
                Outcome::Scored(it) => Some(it),
                Outcome::Absent(_) | Outcome::Fault(_) => None,
            };
            let item = SignedScoreItem {
                scheme: score.scheme.clone(),
                round: bodies.published.snapshot.round.clone(),
                organisation: extract.body.code.clone(),
                name: name_of(extract, asked.language),
                published: signed.map(|it| it.published),
                full: signed.map(|it| it.full),
                class: signed.and_then(|it| it.class.as_ref()).map(|class| class.code.clone()),
                place: score.place,
                objected: score.objected,
            };
            (score.scheme.to_string(), item)
        };
        scores.map(item).collect()
    };
    let (page, next) = wanted.page(&services, &reader, of).await?;
    answered(&headers, page, next)
}
