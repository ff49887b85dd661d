//! Lists that come a page at a time, as JSON or CSV, and what all of them are asked with.

use super::{
    ApiProblem,
    accept::{Offer, accepted},
};
use app::text::queries::Unreadable;
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::amount::Amount;
use serde::Serialize;
use service::ServiceError;
use utoipa::ToSchema;

/// The most items of one page, and as many as come without a limit.
pub(super) const MOST: i64 = 1_000;

/// A form of every list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// Our own JSON.
    Json,
    /// A table.
    Table,
}

impl Listed {
    /// How they are named.
    pub(super) const OFFERS: [Offer<Self>; 2] = [
        Offer { form: Self::Json, name: "application/json", versions: &[] },
        Offer { form: Self::Table, name: "text/csv", versions: &[] },
    ];

    /// The form that the caller takes best.
    pub(super) fn accepted(headers: &HeaderMap) -> Result<Self, ApiProblem> {
        accepted(headers, Self::OFFERS)
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Page<Item> {
    /// The items, in order.
    pub(super) items: Vec<Item>,
    /// Where the next page is, while there may be one.
    pub(super) next: Option<String>,
}

/// An item that has a row in a table.
pub(super) trait Row {
    /// The columns.
    const HEADING: &'static [&'static str];

    /// What stands in them; a text that may begin like a formula is made harmless.
    fn cells(&self) -> Vec<String>;
}

/// What stands in a cell of an amount: nothing where there is none.
pub(super) fn cell(amount: Option<Amount>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

/// A place that is not in the list, as it was typed.
pub(super) fn not_here(after: &str) -> ApiProblem {
    unread(Unreadable::After(after))
}

/// A query that cannot be taken.
pub(super) fn unread(what: Unreadable<'_>) -> ApiProblem {
    ApiProblem::new(StatusCode::BAD_REQUEST, "bad_request").with_unreadable(what)
}

/// A refusal of the services, where a place that is not in the list is a query that cannot be taken.
pub(super) fn told(error: ServiceError) -> ApiProblem {
    if let ServiceError::Invalid { code: "after", place } = error {
        // Ends that are left out stand in it as they would be written, and nobody typed them.
        return not_here(place.trim_end_matches('/'));
    }
    error.into()
}

/// How many items are asked for.
pub(super) fn most(limit: Option<i64>) -> Result<i64, ApiProblem> {
    let most = limit.unwrap_or(MOST);
    if (1..=MOST).contains(&most) { Ok(most) } else { Err(unread(Unreadable::Limit(MOST))) }
}

/// The place after which a page begins, read from the query.
pub(super) fn place<Place: std::str::FromStr>(after: Option<&str>) -> Result<Option<Place>, ApiProblem> {
    after.map(|after| after.parse().map_err(|_| not_here(after))).transpose()
}

/// The items of a list behind a place; a place that nothing of the list has is refused.
pub(super) fn behind<Item, Place: PartialEq + std::fmt::Display>(
    items: Vec<Item>,
    place_of: impl Fn(&Item) -> &Place,
    after: Option<&Place>,
    most: i64,
) -> Result<(Vec<Item>, Option<String>), ApiProblem> {
    let begin = match after {
        None => 0,
        Some(place) => {
            let found = items.iter().position(|item| place_of(item) == place);
            found.ok_or_else(|| not_here(&place.to_string()))? + 1
        }
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = items.len().saturating_sub(begin) > most;
    let page: Vec<Item> = items.into_iter().skip(begin).take(most).collect();
    let next = page.last().filter(|_| has_more).map(|last| place_of(last).to_string());
    Ok((page, next))
}

/// The address of the next page: the same query from another place on.
pub(super) fn next(path: &str, asked: &[(&str, Option<String>)], after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in asked {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    // Codes and the strokes between them stand in a query as they are.
    format!("{path}?{}", query.append_pair("after", after).finish().replace("%2F", "/"))
}

/// A page as the caller accepts it.
pub(super) fn answered<Item: Serialize + Row>(
    asked: &HeaderMap,
    items: Vec<Item>,
    next: Option<String>,
) -> Result<Response, ApiProblem> {
    Ok(match Listed::accepted(asked)? {
        Listed::Json => json(items, next),
        Listed::Table => table(&items, next.as_deref())?,
    })
}

/// A short list that has no pages and no table: it comes whole, as JSON alone.
pub(super) fn whole<Item: Serialize>(asked: &HeaderMap, items: Vec<Item>) -> Result<Response, ApiProblem> {
    takes_json(asked)?;
    Ok(json(items, None))
}

/// Refuses whoever takes no JSON of what comes as JSON alone.
pub(super) fn takes_json(asked: &HeaderMap) -> Result<(), ApiProblem> {
    accepted(asked, Listed::OFFERS.into_iter().filter(|offer| offer.form == Listed::Json)).map(|_| ())
}

/// A page as JSON.
pub(super) fn json<Item: Serialize>(items: Vec<Item>, next: Option<String>) -> Response {
    let link = next.clone();
    led(Json(Page { items, next }).into_response(), link.as_deref())
}

/// A page as a table.
pub(super) fn table<Item: Row>(items: &[Item], next: Option<&str>) -> Result<Response, ApiProblem> {
    let table = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")], csv(items)?);
    Ok(led(table.into_response(), next))
}

/// A page in one of its forms, with the address of the next one.
pub(super) fn led(mut page: Response, next: Option<&str>) -> Response {
    let headers = page.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    if let Some(link) = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok()) {
        headers.insert(header::LINK, link);
    }
    page
}

/// The page as a table (RFC 4180).
fn csv<Item: Row>(items: &[Item]) -> Result<Vec<u8>, ServiceError> {
    let failed = |error: csv::Error| ServiceError::fault("a page as CSV", error);
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(Item::HEADING).map_err(failed)?;
    for item in items {
        table.write_record(item.cells()).map_err(failed)?;
    }
    table.into_inner().map_err(|error| ServiceError::fault("a page as CSV", error.into_error()))
}
