//! Accepted values, a page at a time, as JSON or CSV.

use super::{ApiProblem, caller::Caller, reports::PartsBody};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    trust::TrustGrade,
};
use serde::{Deserialize, Serialize};
use service::{
    ServiceError, Services,
    values::{Value, ValueCursor, ValueFilter},
};
use std::fmt::Write as _;

/// The most values of one page, and as many as come without a limit.
const MOST: i64 = 1_000;

/// The media type of CSV.
const CSV: &str = "text/csv";

/// Which values are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    round: Option<RoundCode>,
    organisation: Option<OrganisationCode>,
    indicator: Option<IndicatorCode>,
    /// At least so much stands behind them.
    trust: Option<TrustGrade>,
    after: Option<String>,
    limit: Option<i64>,
}

impl Asked {
    fn filter(&self) -> Result<ValueFilter, ApiProblem> {
        let refused = |detail: String| ApiProblem::new(StatusCode::BAD_REQUEST, "bad_request").with_detail(detail);
        let most = self.limit.unwrap_or(MOST);
        if !(1..=MOST).contains(&most) {
            return Err(refused(format!("limit is 1 to {MOST}")));
        }
        let after = self.after.as_deref().map(str::parse::<ValueCursor>).transpose();
        Ok(ValueFilter {
            round: self.round.clone(),
            organisation: self.organisation.clone(),
            indicator: self.indicator.clone(),
            least: self.trust,
            after: after.map_err(|error| refused(format!("after: {error}")))?,
            most,
        })
    }

    /// Where the next page is. Codes need no escaping in a query.
    fn next(&self, cursor: &ValueCursor) -> String {
        let mut address = "/api/v1/values?".to_owned();
        let filters = [
            ("round", self.round.as_ref().map(ToString::to_string)),
            ("organisation", self.organisation.as_ref().map(ToString::to_string)),
            ("indicator", self.indicator.as_ref().map(ToString::to_string)),
            ("trust", self.trust.map(|grade| grade.as_ref().to_owned())),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ];
        for (name, value) in filters.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let _ = write!(address, "{name}={value}&");
        }
        let _ = write!(address, "after={cursor}");
        address
    }
}

#[derive(Serialize)]
struct PageBody {
    items: Vec<ValueItem>,
    next: Option<String>,
}

#[derive(Serialize)]
struct ValueItem {
    round: RoundCode,
    agency: OrganisationCode,
    indicator: IndicatorCode,
    revision: i32,
    applicability: Applicability,
    in_force: Option<PartsBody>,
    reported: Option<PartsBody>,
    verified: Option<PartsBody>,
    /// Why it is right although it looked wrong, as the agency explained.
    explanation: Option<String>,
    trust: TrustGrade,
    accepted_at: DateTime<Utc>,
}

impl From<Value> for ValueItem {
    fn from(value: Value) -> Self {
        let applies = value.applicability == Applicability::Applies;
        Self {
            in_force: value.in_force().filter(|_| applies).map(PartsBody::from),
            reported: value.reported.map(PartsBody::from),
            verified: value.verified.map(PartsBody::from),
            round: value.round,
            agency: value.agency,
            indicator: value.indicator,
            revision: value.revision,
            applicability: value.applicability,
            explanation: Some(value.explanation).filter(|said| !said.is_empty()),
            trust: value.trust,
            accepted_at: value.accepted_at,
        }
    }
}

/// A page of accepted values in force.
pub(super) async fn list(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let page = services.values().list(&caller.0, &asked.filter()?).await?;
    let next = page.next.as_ref().map(|cursor| asked.next(cursor));
    let items: Vec<ValueItem> = page.values.into_iter().map(ValueItem::from).collect();
    let link = next.as_ref().and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    let mut response = if prefers_csv(&headers) {
        ([(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")], csv(&items)?).into_response()
    } else {
        Json(PageBody { items, next }).into_response()
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    if let Some(link) = link {
        headers.insert(header::LINK, link);
    }
    Ok(response)
}

/// Whether CSV is asked for by its name, and not less than JSON is.
fn prefers_csv(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let (mut csv, mut json) = (0.0, 0.0);
    for range in lines.flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0_f32), str::parse).unwrap_or(0.0);
        if name.eq_ignore_ascii_case(CSV) {
            csv = quality;
        } else if name.eq_ignore_ascii_case("application/json") {
            json = quality;
        }
    }
    csv > json
}

/// The page as a table. No cell can be a formula to a spreadsheet: codes begin with a letter or digit, the rest is numbers
/// and instants.
fn csv(items: &[ValueItem]) -> Result<Vec<u8>, ServiceError> {
    const HEADING: [&str; 12] = [
        "round",
        "agency",
        "indicator",
        "revision",
        "applicability",
        "value",
        "base",
        "reported_value",
        "reported_base",
        "verified_value",
        "verified_base",
        "accepted_at",
    ];
    let cell = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let cells = |parts: &Option<PartsBody>| {
        let parts = parts.as_ref();
        [cell(parts.map(|parts| parts.value)), cell(parts.and_then(|parts| parts.base))]
    };
    let failed = |error: csv::Error| ServiceError::fault("a page of values as CSV", error);
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(HEADING).map_err(failed)?;
    for item in items {
        let mut row = vec![
            item.round.to_string(),
            item.agency.to_string(),
            item.indicator.to_string(),
            item.revision.to_string(),
            item.applicability.as_ref().to_owned(),
        ];
        row.extend([&item.in_force, &item.reported, &item.verified].into_iter().flat_map(cells));
        row.push(item.accepted_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
        table.write_record(row).map_err(failed)?;
    }
    table.into_inner().map_err(|error| ServiceError::fault("a page of values as CSV", error.into_error()))
}
