//! Objections to the accepted values of a report: filed, talked about, proven, taken back and decided by programs as on the
//! screens.

use super::{
    ApiProblem,
    caller::Caller,
    evidence::{self, EvidenceBody},
    past::as_of,
    reports::{NumberOrText, OfReport, PartsBody, ReportPath, key_of},
    scores::AskedThen,
};
use axum::{
    Json,
    extract::{
        Multipart, Path, Query, State,
        multipart::MultipartRejection,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    objection::{Objection, ObjectionState, ObjectionStateName},
    submission::ReportKey,
};
use serde::{Deserialize, Serialize};
use service::{
    ServiceError, ServiceResult, Services,
    objections::{Decision, Effect, ListedObjection, NewObjection, ObjectionPage, ObjectionStep},
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

/// An objection that is filed: what the value should be, why, and what proves it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBody {
    indicator: IndicatorCode,
    value: NumberOrText,
    base: Option<NumberOrText>,
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
}

/// What is decided.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DecisionName {
    Uphold,
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

/// An objection.
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectionBody {
    id: ObjectionId,
    round: RoundCode,
    agency: OrganisationCode,
    indicator: IndicatorCode,
    /// The revision whose value is objected to.
    revision: i32,
    version: i64,
    state: ObjectionStateName,
    /// What the agency says the value is.
    counter: PartsBody,
    filed_at: DateTime<Utc>,
    answer_by: DateTime<Utc>,
    overdue: bool,
    ended_at: Option<DateTime<Utc>>,
}

impl From<&ListedObjection> for ObjectionBody {
    fn from(listed: &ListedObjection) -> Self {
        let Objection { id, key, indicator, revision, counter, filed, answer_by, version, state, .. } =
            listed.objection.clone();
        let ended_at = match state {
            ObjectionState::Open => None,
            ObjectionState::Withdrawn { withdrawn } => Some(withdrawn.at),
            ObjectionState::Upheld { decided, .. } | ObjectionState::Rejected { decided } => Some(decided.at),
        };
        Self {
            id,
            round: key.round,
            agency: key.agency,
            indicator,
            revision,
            version,
            state: state.name(),
            counter: counter.into(),
            filed_at: filed.at,
            answer_by,
            overdue: listed.is_overdue,
            ended_at,
        }
    }
}

/// The objections of a report.
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectionList {
    items: Vec<ObjectionBody>,
}

/// An objection with all that belongs to it.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeObjection {
    #[serde(flatten)]
    objection: ObjectionBody,
    /// The figure in force.
    in_force: Option<Amount>,
    /// The figure that the agency reported.
    reported: Option<Amount>,
    /// The figure that the agency says it is.
    counter_figure: Option<Amount>,
    /// What it would do to scores while it is open, what it did once it was upheld.
    effects: Vec<EffectBody>,
    /// What was said, oldest first.
    steps: Vec<StepBody>,
}

/// What an objection does to one score.
#[derive(Serialize, ToSchema)]
struct EffectBody {
    scheme: SchemeCode,
    edition: i32,
    before: Option<Amount>,
    after: Option<Amount>,
}

/// Something that was said.
#[derive(Serialize, ToSchema)]
struct StepBody {
    step: String,
    who: String,
    words: String,
    evidence: String,
    files: Vec<EvidenceBody>,
    at: DateTime<Utc>,
}

impl From<ObjectionPage> for WholeObjection {
    fn from(page: ObjectionPage) -> Self {
        let effect =
            |Effect { scheme, edition, before, after, .. }: Effect| EffectBody { scheme, edition, before, after };
        let step = |ObjectionStep { step, who, words, evidence, files, at }: ObjectionStep| StepBody {
            step,
            who,
            words,
            evidence,
            files: files.into_iter().map(EvidenceBody::from).collect(),
            at,
        };
        Self {
            objection: ObjectionBody::from(&page.listed),
            in_force: page.present,
            reported: page.reported,
            counter_figure: page.counter,
            effects: page.effects.into_iter().map(effect).collect(),
            steps: page.steps.into_iter().map(step).collect(),
        }
    }
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
) -> Result<Json<ObjectionList>, ApiProblem> {
    let services = as_of(&services, asked?.as_of.as_deref()).await?;
    let of_report = services.objections().of_report(&caller.0, &key_of(path)?).await?;
    Ok(Json(ObjectionList { items: of_report.listed.iter().map(ObjectionBody::from).collect() }))
}

/// Objects to an accepted value.
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
    let Json(NewBody { indicator, value, base, reason, evidence }) = new?;
    let base = base.map(|base| base.to_string()).unwrap_or_default();
    let new = NewObjection { key, indicator, value: value.to_string(), base, reason, evidence };
    let id = services.objections().file(&caller.0, new).await?;
    Ok((StatusCode::CREATED, after(&caller, &services, id, Ok(())).await?))
}

/// The objection with everything that was said.
#[utoipa::path(
    get,
    path = "/objections/{objection}",
    operation_id = "get_objection",
    tag = "objections",
    params(OfObjection),
    responses((status = 200, body = WholeObjection))
)]
pub(super) async fn get(
    caller: Caller,
    State(services): State<Services>,
    path: ObjectionPath,
) -> Result<Json<WholeObjection>, ApiProblem> {
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
    let Json(Decided { version, decision, reason }) = decided?;
    let decision = match decision {
        DecisionName::Uphold => Decision::Uphold,
        DecisionName::Reject => Decision::Reject,
    };
    let done = services.objections().decide(&caller.0, id, version, (decision, &reason)).await;
    after(&caller, &services, id, done).await
}
