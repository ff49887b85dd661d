//! Links to pages for people without an account: a page is rendered as its owner sees it and given under the link's own
//! address, with nothing in it that could be sent or that leads where its reader may not go. Whoever follows any other address
//! has only what they have anyway.

use super::{
    document,
    errors::Failed,
    markup::{Tag, attribute, tags},
    past,
    site::Site,
};
use app::{
    context::{Shared, SignedIn},
    shell::shell,
    standalone::Standalone,
};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Form, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::share::{Lasts, SharedPage};
use leptos_axum::render_app_async_with_context;
use serde::Deserialize;
use service::{Actor, ServiceError, shares::Followed};

/// Where a link is opened. The secret stands in the query, which is not logged.
const ADDRESS: &str = "/shared";
/// The largest page that is given.
const LARGEST: usize = 8 * 1024 * 1024;
/// What stays of a link that leads nowhere: how it looks and what it says.
const LOOKS: [&str; 6] = ["id", "class", "lang", "title", "data-status", "aria-current"];
/// What marks links that only command to show something else: without them their words say nothing.
const COMMANDS: [&str; 4] = [" data-whole", " data-every-grade", " data-every-body", " data-command"];

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
    // A page costs more than the look whether there is room for its link.
    site.services.shares().require_room(&actor).await?;
    if rendered(&site, &parts, &page, actor.clone(), None).await.status() != StatusCode::OK {
        return Err(unknown().into());
    }
    let (share, secret) = site.services.shares().create(&actor, page, lasts).await?;
    let address = format!("{}{ADDRESS}?secret={secret}", site.settings.origin);
    let names = site.services.shares().names(&actor, &[&share.page]).await?;
    let shown = Standalone::NewShare { address, share: Box::new(share), names };
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
    let opened = match site.services.shares().open(&asked.secret).await? {
        Followed::Page(opened) => *opened,
        Followed::Ended(ended) => {
            let shown = Standalone::EndedShare(ended);
            let mut response = document::answer(&site, parts, StatusCode::GONE, shown).await;
            keep_to_its_reader(response.headers_mut());
            return Ok(response);
        }
    };
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
    let html = with_links(&html, |to| leads_everybody(&site, to));
    parts.headers.remove(header::CONTENT_LENGTH);
    keep_to_its_reader(&mut parts.headers);
    Ok((parts, html).into_response())
}

/// The address of a link is a secret: it goes along to no other page and into no search.
fn keep_to_its_reader(headers: &mut HeaderMap) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
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

/// Whether whoever reads by a link gets further by an address: within the page, to what is open to everybody, or away from here.
fn leads_everybody(site: &Site, to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let is_elsewhere = ["https://", "http://", "mailto:"].iter().any(|scheme| to.starts_with(scheme));
    to.starts_with('#') || is_elsewhere || site.is_for_everybody(path)
}

/// A document with only those links that lead somewhere; of every other its text is left, of commands nothing.
fn with_links(html: &str, leads: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut is_left_out = false;
    for Tag { before, itself: tag, .. } in tags(html) {
        if is_left_out {
            // Links hold no links.
            is_left_out = tag != "</a>";
            continue;
        }
        kept.push_str(before);
        let is_link =
            tag.strip_prefix("<a").is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_whitespace()));
        if is_link && attribute(tag, " href=\"").is_none_or(|(_, to)| !leads(to)) {
            if COMMANDS.iter().any(|mark| tag.contains(mark)) {
                is_left_out = true;
                continue;
            }
            let looks = LOOKS.iter().filter_map(|name| {
                let name = format!(" {name}=\"");
                attribute(tag, &name).map(|(_, value)| format!("{name}{value}\""))
            });
            kept.push_str("<a");
            kept.extend(looks);
            kept.push('>');
        } else {
            kept.push_str(tag);
        }
    }
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

    #[test]
    fn of_links_that_lead_nowhere_the_text_is_left() {
        let told = |html: &str| with_links(html, |to| to.starts_with('#') || to == "/public");
        for (before, after) in [
            ("<p>x</p><a href=\"#main\">m</a>", "<p>x</p><a href=\"#main\">m</a>"),
            ("<a class=\"x\" href=\"/public\">p</a>", "<a class=\"x\" href=\"/public\">p</a>"),
            ("<a href=\"/national\">n</a>", "<a>n</a>"),
            (
                "<a class=\"status\" data-status=\"late\" href=\"/late\" download=\"\" target=\"_blank\">l</a>",
                "<a class=\"status\" data-status=\"late\">l</a>",
            ),
            ("<a\nhref='/audit'>a</a>", "<a>a</a>"),
            ("<p>o<a data-whole=\"\" href=\"/national\">Show <b>all</b></a>n</p>", "<p>on</p>"),
            ("<a data-command href=\"#main\">m</a>", "<a data-command href=\"#main\">m</a>"),
            ("<abbr title=\"x\">a</abbr><article>", "<abbr title=\"x\">a</abbr><article>"),
            ("<link href=\"/pkg/tidtam.css\">", "<link href=\"/pkg/tidtam.css\">"),
        ] {
            assert_eq!(told(before), after);
        }
    }
}
