//! One agency's report: reading and typing its values.

use super::{ApiProblem, caller::Caller, condition::Condition, paging::takes_json, past, scores::AskedThen};
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    audit::sha256,
    authority_letter::{Authority, AuthorityLetter},
    entry::{Applicability, Entry},
    ids::{AccountId, IndicatorCode, OrganisationCode, RoundCode},
    problem::Problem,
    submission::{ReportKey, StateName},
    trust::TrustGrade,
    window::Window,
};
use serde::{Deserialize, Serialize};
use service::{
    Services,
    drafts::Edit,
    reports::{Report, ReportEntry, ReportThen},
    values::Value,
};
use utoipa::{IntoParams, ToSchema};

/// Of which report an address is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfReport {
    #[param(inline)]
    pub(super) round: RoundCode,
    #[param(inline)]
    pub(super) agency: OrganisationCode,
}

/// Of which report an address is, or what is wrong with it.
pub(super) type ReportPath = Result<Path<OfReport>, PathRejection>;

/// The report of an address; an impossible code is an address that does not exist.
pub(super) fn key_of(path: ReportPath) -> Result<ReportKey, ApiProblem> {
    let Path(OfReport { round, agency }) = path?;
    Ok(ReportKey { round, agency })
}

/// What a change says of what it saw, and what makes asking again safe.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the headers are read where they count; this names them")]
pub(super) struct ChangeHeaders {
    #[param(rename = "If-Match")]
    if_match: Option<String>,
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    idempotency_key: Option<String>,
}

/// One agency's report in one round.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportBody {
    round: RoundCode,
    agency: OrganisationCode,
    state: StateName,
    version: i64,
    revision: i32,
    window: Window,
    editable: bool,
    not_editable_because: Option<String>,
    /// The letter that stands for the approver's signature.
    filed_on_behalf: Option<LetterBody>,
    values: Vec<ValueBody>,
}

/// A letter that stands for the approver's signature.
#[derive(Serialize, ToSchema)]
struct LetterBody {
    #[serde(flatten)]
    authority: Authority,
    file_name: String,
    sha256: String,
    filed_by: AccountId,
    filed_at: DateTime<Utc>,
}

impl From<&AuthorityLetter> for LetterBody {
    fn from(letter: &AuthorityLetter) -> Self {
        Self {
            authority: letter.authority.clone(),
            file_name: letter.file_name.clone(),
            sha256: letter.sha256.clone(),
            filed_by: letter.filed_by,
            filed_at: letter.filed_at,
        }
    }
}

/// What a report has about one indicator.
#[derive(Serialize, ToSchema)]
struct ValueBody {
    indicator: IndicatorCode,
    version: i64,
    #[serde(flatten)]
    entry: Entry,
    figure: Option<Amount>,
    expected: Option<Amount>,
    problems: Vec<Problem>,
    evidence_count: usize,
    return_reason: Option<String>,
    accepted: Option<AcceptedBody>,
}

/// What is known for certain of a report at an earlier instant: what was being typed is not kept as it was.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportThenBody {
    round: RoundCode,
    agency: OrganisationCode,
    as_of: DateTime<Utc>,
    state: StateName,
    version: i64,
    revision: i32,
    window: Window,
    values: Vec<ValueThenBody>,
}

/// What was accepted about one indicator by then.
#[derive(Serialize, ToSchema)]
struct ValueThenBody {
    indicator: IndicatorCode,
    accepted: AcceptedBody,
}

/// A report as it is, or what is known for certain of it at an earlier instant.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "each is answered as itself; this names both for the document")]
enum ReportAnswer {
    Now(ReportBody),
    Then(ReportThenBody),
}

/// What was accepted.
#[derive(Serialize, ToSchema)]
struct AcceptedBody {
    revision: i32,
    reported: Option<PartsBody>,
    verified: Option<PartsBody>,
    trust: TrustGrade,
}

/// A value in its parts.
#[derive(Serialize, ToSchema)]
pub(super) struct PartsBody {
    /// The value, or the numerator.
    pub(super) value: Amount,
    /// The denominator or weight.
    pub(super) base: Option<Amount>,
}

impl From<(Amount, Option<Amount>)> for PartsBody {
    fn from((value, base): (Amount, Option<Amount>)) -> Self {
        Self { value, base }
    }
}

impl From<&Value> for AcceptedBody {
    fn from(value: &Value) -> Self {
        Self {
            revision: value.revision,
            reported: value.reported.map(PartsBody::from),
            verified: value.verified.map(PartsBody::from),
            trust: value.trust,
        }
    }
}

impl From<&ReportEntry> for ValueBody {
    fn from(entry: &ReportEntry) -> Self {
        let accepted = entry.accepted.as_ref().map(AcceptedBody::from);
        Self {
            indicator: entry.indicator.code.clone(),
            version: entry.version,
            entry: entry.entry.clone(),
            figure: entry.reading.and_then(|reading| reading.figure(&entry.indicator)),
            expected: entry.expected,
            problems: entry.problems.clone(),
            evidence_count: entry.evidence.len(),
            return_reason: entry.return_reason.clone(),
            accepted,
        }
    }
}

/// A tag that changes with every change of the report or of anything typed into it.
pub(super) fn tag(report: &Report) -> String {
    let versions: Vec<String> = report.entries.iter().map(|entry| entry.version.to_string()).collect();
    let files: usize = report.entries.iter().map(|entry| entry.evidence.len()).sum();
    let text = format!("{}:{}:{files}", report.submission.version, versions.join(","));
    format!("\"{}\"", &sha256(text.as_bytes())[..32])
}

/// The report as an answer.
pub(super) fn answer(report: &Report) -> Response {
    let body = ReportBody {
        round: report.round.code.clone(),
        agency: report.agency.code.clone(),
        state: report.submission.state.name(),
        version: report.submission.version,
        revision: report.submission.revision,
        window: report.window,
        editable: report.editable.is_ok(),
        not_editable_because: report.editable.err().map(|refusal| refusal.as_ref().to_owned()),
        filed_on_behalf: report.letter().map(LetterBody::from),
        values: report.entries.iter().map(ValueBody::from).collect(),
    };
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag(report)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What was known of a report then, as an answer.
fn answer_then(key: ReportKey, as_of: DateTime<Utc>, report: ReportThen) -> Response {
    let ReportThen { window, submission, values } = report;
    let value = |value: &Value| ValueThenBody { indicator: value.indicator.clone(), accepted: value.into() };
    let body = ReportThenBody {
        round: key.round,
        agency: key.agency,
        as_of,
        state: submission.state.name(),
        version: submission.version,
        revision: submission.revision,
        window,
        values: values.iter().map(value).collect(),
    };
    Json(body).into_response()
}

/// The report as it is, or what is known for certain of it at an earlier instant.
#[utoipa::path(
    get,
    path = "/values",
    operation_id = "get_report",
    tag = "reports",
    params(OfReport, AskedThen),
    responses((
        status = 200,
        body = ReportAnswer,
        headers(("ETag" = String, description = "of the report as it is, for If-Match; as of an instant a weak one")),
    ))
)]
pub(super) async fn get(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    asked: Result<Query<AskedThen>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    takes_json(&headers)?;
    let Query(AskedThen { as_of }) = asked?;
    let key = key_of(path)?;
    let then = past::instant(&services, as_of.as_deref())?;
    let Some(at) = then else { return Ok(answer(&services.reports().get(&caller.0, &key).await?)) };
    let past = services.as_of(at).await.map_err(past::told)?;
    let report = past.reports().then(&caller.0, &key).await?;
    Ok(answer_then(key, at, report))
}

/// A number as a JSON number or as text; text is read as a person's typing.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum NumberOrText {
    #[schema(value_type = f64)]
    Number(serde_json::Number),
    Text(String),
}

impl std::fmt::Display for NumberOrText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// What is typed into a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewValues {
    values: Vec<NewValue>,
}

/// What is typed about one indicator; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewValue {
    indicator: IndicatorCode,
    version: Option<i64>,
    value: Option<NumberOrText>,
    base: Option<NumberOrText>,
    narrative: Option<String>,
    obstacles: Option<String>,
    help_needed: Option<String>,
    explanation: Option<String>,
    applicability: Option<Applicability>,
    not_applicable_reason: Option<String>,
}

impl NewValue {
    /// What it makes of the entry that is there: members that are left out stay.
    fn over(self, stored: Option<&ReportEntry>) -> Edit {
        let before = stored.map(|stored| stored.entry.clone()).unwrap_or_default();
        let entry = Entry {
            value: self.value.map_or(before.value, |typed| typed.to_string()),
            base: self.base.map_or(before.base, |typed| typed.to_string()),
            narrative: self.narrative.unwrap_or(before.narrative),
            obstacles: self.obstacles.unwrap_or(before.obstacles),
            help_needed: self.help_needed.unwrap_or(before.help_needed),
            explanation: self.explanation.unwrap_or(before.explanation),
            applicability: self.applicability.unwrap_or(before.applicability),
            not_applicable_reason: self.not_applicable_reason.unwrap_or(before.not_applicable_reason),
        };
        let base_version = self.version.or(stored.map(|stored| stored.version)).unwrap_or_default();
        Edit { indicator: self.indicator, entry, base_version }
    }
}

/// Types values, all or none of them. `If-Match` with the tag of the last answer refuses when anything changed since (412);
/// without it every value says which version it saw.
#[utoipa::path(
    put,
    path = "/values",
    operation_id = "put_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = NewValues,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn put(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    new: Result<Json<NewValues>, JsonRejection>,
) -> Result<Response, ApiProblem> {
    let key = key_of(path)?;
    let Json(new) = new?;
    let before = services.reports().get(&caller.0, &key).await?;
    let condition = Condition::of(&headers);
    condition.require(&tag(&before), || new.values.iter().all(|value| value.version.is_some()))?;
    let edits: Vec<Edit> = new
        .values
        .into_iter()
        .map(|value| {
            let stored = before.entry(&value.indicator);
            value.over(stored)
        })
        .collect();
    let saved = services.drafts().save_all_or_nothing(&caller.0, &key, edits).await?;
    if !saved.conflicts.is_empty() {
        let codes: Vec<_> = saved.conflicts.iter().map(ToString::to_string).collect();
        return Err(ApiProblem::new(condition.conflict(), "conflict").with_detail(codes.join(", ")));
    }
    Ok(answer(&services.reports().get(&caller.0, &key).await?))
}
