//! Scores that count now, or counted, and how each came about.

use super::{
    ApiProblem,
    caller::Caller,
    paging::{self, Page, Row, answered, behind, cell, most, place},
    past::as_of,
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::PathRejection, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use domain::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode, RoundCode, SchemeCode},
    objection::ObjectionStateName,
    ranking::Place,
    score::Scheme,
    sheet::harmless,
    submission::ReportKey,
    text::{Bilingual, Language},
    window::WindowState,
};
use serde::{Deserialize, Serialize};
use service::{
    ServiceError, Services,
    objections::Beside,
    scores::{DerivationFile, KeptScore, NoScore, RoundScores},
};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// In which round schemes are asked for; without one, in the latest that has opened.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AskedSchemes {
    #[param(inline)]
    round: Option<RoundCode>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
}

/// The round that is asked for, or the latest that has opened.
async fn round_of(services: &Services, caller: &Caller, asked: Option<RoundCode>) -> Result<RoundCode, ApiProblem> {
    if let Some(round) = asked {
        return Ok(round);
    }
    let rounds = services.rounds().latest(&caller.0, i64::MAX).await?;
    let opened = rounds.iter().find(|now| !matches!(now.state, WindowState::Upcoming { .. }));
    Ok(opened.or(rounds.first()).ok_or(ServiceError::NotFound("round"))?.round.code.clone())
}

/// A scheme in force in a round.
#[derive(Serialize, ToSchema)]
pub(super) struct SchemeItem {
    code: SchemeCode,
    edition: i32,
    title: Bilingual,
}

impl From<Arc<Scheme>> for SchemeItem {
    fn from(scheme: Arc<Scheme>) -> Self {
        let head = scheme.head();
        Self { code: head.code.clone(), edition: head.edition, title: head.title.clone() }
    }
}

impl Row for SchemeItem {
    const HEADING: &'static [&'static str] = &["code", "edition", "title_th", "title_en"];

    fn cells(&self) -> Vec<String> {
        vec![self.code.to_string(), self.edition.to_string(), harmless(&self.title.th), harmless(&self.title.en)]
    }
}

/// The schemes in force in a round.
#[utoipa::path(
    get,
    path = "/schemes",
    operation_id = "list_schemes",
    tag = "figures",
    params(AskedSchemes),
    responses((
        status = 200,
        content((Page<SchemeItem> = "application/json"), (String = "text/csv"))
    ))
)]
pub(super) async fn schemes(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<AskedSchemes>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let round = round_of(&services, &caller, asked.round).await?;
    let schemes = services.scores().in_round(&caller.0, &round).await?;
    answered(&headers, schemes.into_iter().map(SchemeItem::from).collect(), None)
}

/// Which scores are asked for; without a scheme, those of the first one in force.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(inline)]
    scheme: Option<SchemeCode>,
    #[param(inline)]
    round: Option<RoundCode>,
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    #[param(inline)]
    language: Option<Language>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// The score of one body by one scheme in one round.
#[derive(Serialize, ToSchema)]
pub(super) struct ScoreItem {
    scheme: SchemeCode,
    edition: i32,
    round: RoundCode,
    organisation: OrganisationCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The revision of the report that it rests on.
    revision: i32,
    /// As it is published; nothing where there is none.
    published: Option<Amount>,
    /// Before rounding.
    full: Option<Amount>,
    class: Option<ClassCode>,
    /// Why there is none.
    absence: Option<String>,
    /// Its place, where enough bodies have a score.
    place: Option<Place>,
    /// Where its derivation is.
    derivation: String,
    /// How the latest objection to it stands: `open` where one waits for an answer, `upheld` where one was upheld because the
    /// edition of the scheme is at fault. Nothing where there is neither.
    objected: Option<ObjectionStateName>,
}

impl ScoreItem {
    fn of(
        (kept, place): (KeptScore, Option<Place>),
        name: Option<String>,
        objected: Option<ObjectionStateName>,
        asked: Option<&str>,
    ) -> Self {
        let score = kept.outcome.as_ref().ok();
        let absence = kept.outcome.as_ref().err().map(|none| match none {
            NoScore::Absent(absence) => <&'static str>::from(absence).to_owned(),
            NoScore::Fault(_) => "does_not_fit".to_owned(),
        });
        let derivation = format!("/api/v1/scores/{}/{}/{}/derivation", kept.scheme, kept.round, kept.organisation);
        let then = |asked: &str| form_urlencoded::byte_serialize(asked.as_bytes()).collect::<String>();
        Self {
            derivation: asked.map_or(derivation.clone(), |asked| format!("{derivation}?asOf={}", then(asked))),
            published: score.map(|score| score.published),
            full: score.map(|score| score.full),
            class: score.and_then(|score| score.class.as_ref()).map(|class| class.code.clone()),
            absence,
            scheme: kept.scheme,
            edition: kept.edition,
            round: kept.round,
            organisation: kept.organisation,
            name,
            revision: kept.revision,
            place,
            objected,
        }
    }
}

impl Row for ScoreItem {
    const HEADING: &'static [&'static str] = &[
        "scheme",
        "edition",
        "round",
        "organisation",
        "name",
        "revision",
        "published",
        "full",
        "class",
        "absence",
        "place",
        "derivation",
        "objected",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.scheme.to_string(),
            self.edition.to_string(),
            self.round.to_string(),
            self.organisation.to_string(),
            harmless(self.name.as_deref().unwrap_or_default()),
            self.revision.to_string(),
            cell(self.published),
            cell(self.full),
            self.class.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.absence.clone().unwrap_or_default(),
            self.place.map(|place| place.number.to_string()).unwrap_or_default(),
            self.derivation.clone(),
            self.objected.map(|state| state.as_ref().to_owned()).unwrap_or_default(),
        ]
    }
}

/// The scores of a scheme in a round, in the order of bodies.
#[utoipa::path(
    get,
    path = "/scores",
    operation_id = "list_scores",
    tag = "figures",
    params(Asked),
    responses((
        status = 200,
        content((Page<ScoreItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(super) async fn list(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let (most, after) = (most(asked.limit)?, place::<OrganisationCode>(asked.after.as_deref())?);
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let round = round_of(&services, &caller, asked.round).await?;
    let scheme = if let Some(scheme) = asked.scheme {
        scheme
    } else {
        let in_force = services.scores().in_round(&caller.0, &round).await?;
        in_force.first().ok_or(ServiceError::NotFound("scheme"))?.head().code.clone()
    };
    let RoundScores { mut bodies, tree, .. } = services.scores().of_round(&caller.0, &scheme, &round).await?;
    if let Some(node) = &asked.organisation {
        tree.get(node).ok_or(ServiceError::NotFound("organisation"))?;
        bodies.retain(|(kept, _)| tree.path(&kept.organisation).contains(node));
    }
    bodies.sort_by(|(one, _), (other, _)| one.organisation.cmp(&other.organisation));
    let (page, next) = behind(bodies, |(kept, _)| &kept.organisation, after.as_ref(), most)?;
    let pairs = [
        ("scheme", Some(scheme.to_string())),
        ("round", Some(round.to_string())),
        ("organisation", asked.organisation.as_ref().map(ToString::to_string)),
        ("language", asked.language.map(|language| language.as_ref().to_owned())),
        ("asOf", asked.as_of.clone()),
        ("limit", asked.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next("/api/v1/scores", &pairs, &after));
    let objected = services.objections().beside(&caller.0, &round, Beside::Scores(&scheme)).await?;
    let item = |(kept, place): (KeptScore, Option<Place>)| {
        let body = asked.language.and_then(|language| Some((tree.get(&kept.organisation)?, language)));
        let name = body.map(|(body, language)| body.name.in_language(language).to_owned());
        let state = objected.score(&kept.scheme, &kept.organisation);
        ScoreItem::of((kept, place), name, state, asked.as_of.as_deref())
    };
    answered(&headers, page.into_iter().map(item).collect(), next)
}

/// Of which score an address is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfScore {
    #[param(inline)]
    scheme: SchemeCode,
    #[param(inline)]
    round: RoundCode,
    #[param(inline)]
    organisation: OrganisationCode,
}

/// When something is asked for, and nothing else.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AskedThen {
    #[serde(rename = "asOf", alias = "as_of")]
    pub(super) as_of: Option<String>,
}

/// How a score came about, so that `docs/recompute_score.py` computes it again.
#[utoipa::path(
    get,
    path = "/scores/{scheme}/{round}/{organisation}/derivation",
    operation_id = "get_derivation",
    tag = "figures",
    params(OfScore, AskedThen),
    responses((status = 200, body = Object, content_type = "application/json"))
)]
pub(super) async fn derivation(
    caller: Caller,
    State(services): State<Services>,
    path: Result<Path<OfScore>, PathRejection>,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Result<Json<DerivationFile>, ApiProblem> {
    let Query(asked) = asked?;
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let Path(OfScore { scheme, round, organisation }) = path?;
    let key = ReportKey { round, agency: organisation };
    let score = services.scores().of_body(&caller.0, &scheme, &key).await?;
    let unfit = |error: domain::score::ScoreError| ServiceError::invalid("scheme_does_not_fit", error.to_string());
    Ok(Json(score.into_file().map_err(unfit)?))
}
