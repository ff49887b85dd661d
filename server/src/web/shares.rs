//! Links to pages for people without an account: a page is rendered as its owner sees it and given under the link's own
//! address, with nothing in it that could be sent. Whoever follows any other address has only what they have anyway.

use super::{document, errors::Failed, past, site::Site};
use app::{
    context::{Shared, SignedIn},
    shell::shell,
    standalone::Standalone,
};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Form, Query, State},
    http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::share::{Lasts, SharedPage};
use leptos_axum::render_app_async_with_context;
use serde::Deserialize;
use service::{Actor, ServiceError};

/// Where a link is opened. The secret stands in the query, which is not logged.
const ADDRESS: &str = "/shared";
/// The largest page that is given.
const LARGEST: usize = 8 * 1024 * 1024;

#[derive(Deserialize)]
pub(crate) struct New {
    page: String,
    #[serde(default)]
    lasts: String,
}

/// Makes a link to a page that its owner sees now, and shows its address.
pub(crate) async fn create(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    parts: Parts,
    Form(new): Form<New>,
) -> Result<Response, Failed> {
    let unknown = || ServiceError::invalid("page_not_shared", new.page.chars().take(100).collect::<String>());
    let page: SharedPage = new.page.parse().map_err(|_| unknown())?;
    let lasts: Lasts = new.lasts.parse().unwrap_or_default();
    if rendered(&site, &parts, &page, actor.clone(), None).await.status() != StatusCode::OK {
        return Err(unknown().into());
    }
    let (share, secret) = site.services.shares().create(&actor, page, lasts).await?;
    let address = format!("{}{ADDRESS}?secret={secret}", site.settings.origin);
    let shown = Standalone::NewShare { address, share: Box::new(share) };
    Ok(document::answer(&site, parts, StatusCode::OK, shown).await)
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    secret: String,
}

/// The page of a link.
pub(crate) async fn open(
    State(site): State<Site>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Result<Response, Failed> {
    let opened = site.services.shares().open(&asked.secret).await?;
    let shared = Shared {
        address: format!("{ADDRESS}?secret={}", asked.secret),
        by: opened.reader.name.clone(),
        until: opened.until,
    };
    let response = rendered(&site, &parts, &opened.page, opened.reader, Some(shared)).await;
    // What its owner sees no more, the link shows no more; a page that leads elsewhere would lead past the link.
    if response.status() != StatusCode::OK {
        return Err(ServiceError::NotFound("share").into());
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|error| ServiceError::fault("rendering a shared page", error))?;
    let html = without_forms(&String::from_utf8_lossy(&body));
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    parts.headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    Ok((parts, html).into_response())
}

/// A page as somebody sees it.
async fn rendered(site: &Site, asked: &Parts, page: &SharedPage, reader: Actor, shared: Option<Shared>) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    let Ok(uri) = page.as_str().parse::<Uri>() else { return StatusCode::NOT_FOUND.into_response() };
    *request.uri_mut() = uri;
    // For the language; whoever opens it is nobody here.
    for cookie in asked.headers.get_all(header::COOKIE) {
        request.headers_mut().append(header::COOKIE, cookie.clone());
    }
    request.extensions_mut().insert(SignedIn(reader));
    past::note(site, &mut request).await;
    if let Some(shared) = shared {
        request.extensions_mut().insert(shared);
    }
    let options = site.options.clone();
    render_app_async_with_context(site.provide(), move || shell(options.clone()))(request).await
}

/// A document without any form: what could be chosen or sent there is not for whoever reads by a link.
fn without_forms(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::with_capacity(html.len());
    while let Some((before, form)) = rest.split_once("<form") {
        kept.push_str(before);
        // Forms hold no forms; one without an end takes everything with it.
        rest = form.split_once("</form>").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_is_left() {
        assert_eq!(without_forms("a<form x><b></form>c<form></form>d"), "acd");
        assert_eq!(without_forms("a<form x>b"), "a");
        assert_eq!(without_forms("nothing"), "nothing");
    }
}
