//! Objections to the accepted values and the scores of a report: filed, talked about, proven, taken back and decided by programs as on the
//! screens.

mod body;

use self::body::{ObjectionList, WholeObjection};
use super::{
    ApiProblem,
    caller::Caller,
    evidence,
    paging::takes_json,
    past::as_of,
    reports::{NumberOrText, OfReport, ReportPath, key_of},
    scores::AskedThen,
};
use axum::{
    Json,
    extract::{
        Multipart, Path, Query, State,
        multipart::MultipartRejection,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode},
};
use domain::{
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    submission::ReportKey,
};
use serde::Deserialize;
use service::{
    ServiceError, ServiceResult, Services,
    objections::{Decision, NewObjection, NewScoreObjection},
    submissions::Verified,
};
use utoipa::{IntoParams, ToSchema};

/// Of which objection an address is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfObjection {
    #[param(inline)]
    round: RoundCode,
    #[param(inline)]
    agency: OrganisationCode,
    objection: ObjectionId,
}

type ObjectionPath = Result<Path<OfObjection>, PathRejection>;

/// An objection that is filed: to a value (`indicator` with `value` and `base`) or to a score (`scheme` with `score`), with what it
/// should be, why, and what proves it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBody {
    indicator: Option<IndicatorCode>,
    value: Option<NumberOrText>,
    base: Option<NumberOrText>,
    scheme: Option<SchemeCode>,
    score: Option<NumberOrText>,
    reason: String,
    evidence: String,
}

/// More words about it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// The version that the caller saw.
    version: i64,
    words: String,
}

/// Taking it back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Taken {
    /// The version that the caller saw.
    version: i64,
}

/// The decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    /// The version that the caller saw.
    version: i64,
    decision: DecisionName,
    reason: String,
    /// The values that a score is wrong by, with `uphold_values`.
    #[serde(default)]
    values: Vec<CorrectBody>,
}

/// A value as it should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectBody {
    indicator: IndicatorCode,
    value: NumberOrText,
    base: Option<NumberOrText>,
}

/// What is decided.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DecisionName {
    /// The agency's value counts.
    Uphold,
    /// The score is wrong by `values`, which count from now on.
    UpholdValues,
    /// The edition of the scheme is at fault.
    UpholdEdition,
    Reject,
}

/// The form: files that prove what is said, and words about them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this names its parts")]
struct ProofForm {
    words: Option<String>,
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// The objection of an address, in a report that the caller may read.
async fn known(caller: &Caller, services: &Services, path: ObjectionPath) -> Result<ObjectionId, ApiProblem> {
    let Path(OfObjection { round, agency, objection }) = path?;
    let of_report = services.objections().of_report(&caller.0, &ReportKey { round, agency }).await?;
    let is_there = of_report.listed.iter().any(|listed| listed.objection.id == objection);
    if is_there { Ok(objection) } else { Err(ServiceError::NotFound("objection").into()) }
}

/// The objection after something was done about it.
async fn after(
    caller: &Caller,
    services: &Services,
    id: ObjectionId,
    done: ServiceResult<()>,
) -> Result<Json<WholeObjection>, ApiProblem> {
    done?;
    Ok(Json(services.objections().get(&caller.0, id).await?.into()))
}

fn text(number: Option<NumberOrText>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The objections of the report, oldest first.
#[utoipa::path(
    get,
    path = "/objections",
    operation_id = "list_objections",
    tag = "objections",
    params(OfReport, AskedThen),
    responses((status = 200, body = ObjectionList))
)]
pub(super) async fn list(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    asked: Result<Query<AskedThen>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<ObjectionList>, ApiProblem> {
    takes_json(&headers)?;
    let services = as_of(&services, asked?.as_of.as_deref()).await?;
    let of_report = services.objections().of_report(&caller.0, &key_of(path)?).await?;
    Ok(Json(ObjectionList::of(&of_report.listed)))
}

/// Objects to an accepted value, or to a score.
#[utoipa::path(
    post,
    path = "/objections",
    operation_id = "file_objection",
    tag = "objections",
    params(OfReport),
    request_body = NewBody,
    responses((status = 201, body = WholeObjection))
)]
pub(super) async fn file(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    new: Result<Json<NewBody>, JsonRejection>,
) -> Result<(StatusCode, Json<WholeObjection>), ApiProblem> {
    let key = key_of(path)?;
    // Whoever may not see the report is told that, whatever they sent.
    services.objections().of_report(&caller.0, &key).await?;
    let Json(NewBody { indicator, value, base, scheme, score, reason, evidence }) = new?;
    let id = match (indicator, value, scheme, score) {
        (Some(indicator), Some(value), None, None) => {
            let (value, base) = (value.to_string(), text(base));
            let new = NewObjection { key, indicator, value, base, reason, evidence };
            services.objections().file(&caller.0, new).await?
        }
        (None, None, Some(scheme), Some(score)) if base.is_none() => {
            let new = NewScoreObjection { key, scheme, score: score.to_string(), reason, evidence };
            services.objections().file_to_score(&caller.0, new).await?
        }
        _ => return Err(ServiceError::invalid("objection_subject", "indicator").into()),
    };
    Ok((StatusCode::CREATED, after(&caller, &services, id, Ok(())).await?))
}

/// The objection with everything that was said, as it is or was at an earlier instant.
#[utoipa::path(
    get,
    path = "/objections/{objection}",
    operation_id = "get_objection",
    tag = "objections",
    params(OfObjection, AskedThen),
    responses((status = 200, body = WholeObjection))
)]
pub(super) async fn get(
    caller: Caller,
    State(services): State<Services>,
    path: ObjectionPath,
    asked: Result<Query<AskedThen>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<WholeObjection>, ApiProblem> {
    takes_json(&headers)?;
    let services = as_of(&services, asked?.as_of.as_deref()).await?;
    let id = known(&caller, &services, path).await?;
    after(&caller, &services, id, Ok(())).await
}

/// Says more about an open objection.
#[utoipa::path(
    post,
    path = "/objections/{objection}/say",
    operation_id = "say_about_objection",
    tag = "objections",
    params(OfObjection),
    request_body = Words,
    responses((status = 200, body = WholeObjection))
)]
pub(super) async fn say(
    caller: Caller,
    State(services): State<Services>,
    path: ObjectionPath,
    said: Result<Json<Words>, JsonRejection>,
) -> Result<Json<WholeObjection>, ApiProblem> {
    let id = known(&caller, &services, path).await?;
    let Json(Words { version, words }) = said?;
    let done = services.objections().say(&caller.0, id, version, &words).await;
    after(&caller, &services, id, done).await
}

/// Adds files to an open objection, all or none.
#[utoipa::path(
    post,
    path = "/objections/{objection}/evidence",
    operation_id = "prove_objection",
    tag = "objections",
    params(OfObjection),
    request_body(content = ProofForm, content_type = "multipart/form-data"),
    responses((status = 200, body = WholeObjection))
)]
pub(super) async fn attach(
    caller: Caller,
    State(services): State<Services>,
    path: ObjectionPath,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<WholeObjection>, ApiProblem> {
    let id = known(&caller, &services, path).await?;
    // Nothing is read of what somebody sends who may not add to it.
    services.objections().takes_files(&caller.0, id).await?;
    let (words, files) = evidence::read(form, "words").await?;
    let done = services.objections().attach(&caller.0, id, &words, files).await.map(|_| ());
    after(&caller, &services, id, done).await
}

/// Takes an open objection back.
#[utoipa::path(
    post,
    path = "/objections/{objection}/withdraw",
    operation_id = "withdraw_objection",
    tag = "objections",
    params(OfObjection),
    request_body = Taken,
    responses((status = 200, body = WholeObjection))
)]
pub(super) async fn withdraw(
    caller: Caller,
    State(services): State<Services>,
    path: ObjectionPath,
    taken: Result<Json<Taken>, JsonRejection>,
) -> Result<Json<WholeObjection>, ApiProblem> {
    let id = known(&caller, &services, path).await?;
    let Json(Taken { version }) = taken?;
    let done = services.objections().withdraw(&caller.0, id, version).await;
    after(&caller, &services, id, done).await
}

/// Decides on an open objection.
#[utoipa::path(
    post,
    path = "/objections/{objection}/decide",
    operation_id = "decide_objection",
    tag = "objections",
    params(OfObjection),
    request_body = Decided,
    responses((status = 200, body = WholeObjection))
)]
pub(super) async fn decide(
    caller: Caller,
    State(services): State<Services>,
    path: ObjectionPath,
    decided: Result<Json<Decided>, JsonRejection>,
) -> Result<Json<WholeObjection>, ApiProblem> {
    let id = known(&caller, &services, path).await?;
    let Json(Decided { version, decision, reason, values }) = decided?;
    let verified = |CorrectBody { indicator, value, base }: CorrectBody| {
        let (value, base) = (value.to_string(), text(base));
        Verified { indicator, value, base }
    };
    let decision = match decision {
        DecisionName::Uphold => Decision::Uphold,
        DecisionName::UpholdValues => Decision::UpholdByValues(values.into_iter().map(verified).collect()),
        DecisionName::UpholdEdition => Decision::UpholdAgainstEdition,
        DecisionName::Reject => Decision::Reject,
    };
    let done = services.objections().decide(&caller.0, id, version, (decision, &reason)).await;
    after(&caller, &services, id, done).await
}
