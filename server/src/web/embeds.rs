//! Published figures for other people's pages, as a picture and as a page for frames. These two alone may be framed and loaded
//! from elsewhere.

use super::{errors::Failed, site::Site};
use app::embed::Picture;
use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::{IndicatorCode, SnapshotCode},
    text::Language,
};
use service::{ServiceError, ServiceResult};

/// Everybody may frame the page; our style and fonts load, nothing runs or is sent.
const FRAMED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
);
/// Other sites may load it.
const CROSS_ORIGIN: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));

fn svg(picture: &Picture) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    ([kind, CROSS_ORIGIN], picture.svg()).into_response()
}

fn page(picture: &Picture) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    ([kind, CROSS_ORIGIN, (header::CONTENT_SECURITY_POLICY, FRAMED)], picture.page()).into_response()
}

fn named<Name: std::str::FromStr>(text: &str, kind: &'static str) -> ServiceResult<Name> {
    text.parse().map_err(|_| ServiceError::NotFound(kind))
}

async fn of_country(site: &Site, language: &str, snapshot: &str) -> ServiceResult<Picture> {
    let (language, snapshot) = (named::<Language>(language, "language")?, named::<SnapshotCode>(snapshot, "snapshot")?);
    let found = site.services.publications().country(&snapshot, 1).await?;
    Ok(Picture::of_country(language, &found, &site.settings.origin))
}

async fn of_indicator(site: &Site, language: &str, snapshot: &str, indicator: &str) -> ServiceResult<Picture> {
    let (language, snapshot) = (named::<Language>(language, "language")?, named::<SnapshotCode>(snapshot, "snapshot")?);
    let indicator = named::<IndicatorCode>(indicator, "indicator")?;
    let found = site.services.publications().indicator(&snapshot, &indicator).await?;
    Ok(Picture::of_indicator(language, &found, &site.settings.origin))
}

/// The country as a picture.
pub(crate) async fn country_svg(
    State(site): State<Site>,
    Path((language, snapshot)): Path<(String, String)>,
) -> Result<Response, Failed> {
    Ok(svg(&of_country(&site, &language, &snapshot).await?))
}

/// The country as a page for frames.
pub(crate) async fn country_page(
    State(site): State<Site>,
    Path((language, snapshot)): Path<(String, String)>,
) -> Result<Response, Failed> {
    Ok(page(&of_country(&site, &language, &snapshot).await?))
}

/// An indicator as a picture.
pub(crate) async fn indicator_svg(
    State(site): State<Site>,
    Path((language, snapshot, indicator)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    Ok(svg(&of_indicator(&site, &language, &snapshot, &indicator).await?))
}

/// An indicator as a page for frames.
pub(crate) async fn indicator_page(
    State(site): State<Site>,
    Path((language, snapshot, indicator)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    Ok(page(&of_indicator(&site, &language, &snapshot, &indicator).await?))
}
