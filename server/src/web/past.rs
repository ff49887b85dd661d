//! Pages and answers as of an earlier instant: `?as_of=2026-10-01`. A page is given the services of that instant and knows
//! nothing else of it; whatever it links to within the past keeps the instant, and so do its forms.

use super::{api, site::Site};
use app::{
    context::AskedPast,
    error::{AppError, status_of},
    standalone::Failure,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{
    audit::sha256,
    past::{keeps_the_past, shows_the_past},
};
use service::{ServiceResult, Services};

/// The largest answer that is looked through.
const LARGEST: usize = 32 * 1024 * 1024;
/// The names under which the instant stands in a query.
const NAMES: [&str; 2] = ["as_of", "asOf"];

/// Gives a page the services of the instant that it is asked for, and its answer what belongs to that.
pub(crate) async fn look_back(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let Some(asked) = asked(request.uri()).filter(|_| request.method().is_safe()) else {
        return next.run(request).await;
    };
    let path = request.uri().path().to_owned();
    let seen = request.headers().get(header::IF_NONE_MATCH).cloned();
    let is_page = shows_the_past(&path);
    if is_page {
        note(&site, request.extensions_mut(), &asked).await;
    }
    let response = next.run(request).await;
    let is_data = path.starts_with(api::BASE) || (keeps_the_past(&path) && !is_page);
    match (is_page, is_data && response.status() == StatusCode::OK) {
        (true, _) => with_instant(response, &asked).await,
        // What has a tag of its own goes by it: files of any size, and what SDMX answers as it is read.
        (false, true) if !response.headers().contains_key(header::ETAG) => tagged(response, seen.as_ref()).await,
        (false, _) => response,
    }
}

/// Puts the services of an instant into a request, or why it was not taken.
pub(crate) async fn note(site: &Site, extensions: &mut Extensions, asked: &str) {
    let past = match of(&site.services, asked).await {
        Ok(Some(then)) => AskedPast::Then(then),
        Ok(None) => return,
        Err(error) => {
            let status = status_of(&error);
            let error = AppError::from(error);
            AskedPast::Refused(Failure { status, code: Some(error.code), incident: error.incident })
        }
    };
    extensions.insert(past);
}

/// The services of an instant; nothing where it is the present.
async fn of(services: &Services, asked: &str) -> ServiceResult<Option<Services>> {
    match services.read_past(asked)? {
        Some(at) => services.as_of(at).await.map(Some),
        None => Ok(None),
    }
}

/// The services of the instant that an address asks for: of a file, which has no page around it.
pub(crate) async fn services(site: &Site, uri: &Uri) -> ServiceResult<Services> {
    site.services.as_asked(asked(uri).as_deref()).await
}

/// The instant that an address asks for, as it stands there.
pub(crate) fn asked(uri: &Uri) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    let found = pairs.find(|(name, value)| NAMES.contains(&name.as_ref()) && !value.is_empty());
    found.map(|(_, value)| value.into_owned())
}

/// A page whose links and forms keep the instant.
async fn with_instant(response: Response, asked: &str) -> Response {
    let is_html = |value: &HeaderValue| value.as_bytes().starts_with(b"text/html");
    if !response.headers().get(header::CONTENT_TYPE).is_some_and(is_html) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let html = keep_instant(&String::from_utf8_lossy(&body), asked);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

/// Puts the instant into every link and form of the page's own content that leads to where it can be kept, but for those that
/// lead to the present.
fn keep_instant(html: &str, asked: &str) -> String {
    let Some(begin) = html.find("<main") else { return html.to_owned() };
    let end = html.rfind("</main>").unwrap_or(html.len());
    let pair = format!("as_of={}", form_urlencoded::byte_serialize(asked.as_bytes()).collect::<String>());
    let hidden = format!("<input type=\"hidden\" name=\"as_of\" value=\"{}\">", escaped(asked));
    let (mut kept, mut rest) = (html[..begin].to_owned(), html.get(begin..end).unwrap_or_default());
    while let Some(place) = rest.find('<') {
        let (before, tag) = rest.split_at(place);
        let (tag, after) = tag.split_at(tag.find('>').map_or(tag.len(), |end| end + 1));
        kept.push_str(before);
        let is_present = tag.contains("data-present");
        if tag.starts_with("<a ") && !is_present {
            kept.push_str(&link_with(tag, &pair));
        } else {
            kept.push_str(tag);
        }
        if tag.starts_with("<form ") && tag.contains("method=\"get\"") && !is_present && leads_back(tag) {
            kept.push_str(&hidden);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept.push_str(&html[end..]);
    kept
}

/// The value of an attribute, and where it stands in the tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let begin = tag.find(name)? + name.len();
    let value = tag[begin..].split_once('"')?.0;
    Some((begin, value))
}

/// Whether a form leads to a page that shows the past: to its own, or to the one it names.
fn leads_back(tag: &str) -> bool {
    let path = |to: &str| to.split(['?', '#']).next().is_some_and(keeps_the_past);
    attribute(tag, " action=\"").is_none_or(|(_, to)| path(to))
}

fn link_with(tag: &str, pair: &str) -> String {
    let Some((begin, to)) = attribute(tag, " href=\"") else { return tag.to_owned() };
    let (address, fragment) = to.split_once('#').map_or((to, ""), |(address, _)| (address, &to[address.len()..]));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if !keeps_the_past(path) || query.split(['&', ';']).any(|one| one.starts_with("as_of=") || one.starts_with("asOf="))
    {
        return tag.to_owned();
    }
    let joint = if query.is_empty() { "?" } else { "&amp;" };
    let address = address.trim_end_matches('?');
    format!("{}{address}{joint}{pair}{fragment}{}", &tag[..begin], &tag[begin + to.len()..])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An answer that stays what it is: whoever has it is told so, once they may still have it.
async fn tagged(response: Response, seen: Option<&HeaderValue>) -> Response {
    let (mut parts, body) = response.into_parts();
    let content = match to_bytes(body, LARGEST).await {
        Ok(content) => content,
        Err(error) => {
            tracing::error!(%error, "an answer about the past could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let tag = format!("W/\"{}\"", sha256(&content));
    let is_seen = seen.and_then(|seen| seen.to_str().ok()).is_some_and(|seen| {
        seen.split(',')
            .map(str::trim)
            .any(|one| one == "*" || one.trim_start_matches("W/") == tag.trim_start_matches("W/"))
    });
    put(&mut parts.headers, &tag);
    if is_seen {
        parts.status = StatusCode::NOT_MODIFIED;
        for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE] {
            parts.headers.remove(name);
        }
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(content))
}

fn put(headers: &mut HeaderMap, tag: &str) {
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
}

#[cfg(test)]
mod tests {
    use super::keep_instant;

    #[test]
    fn links_and_forms_within_the_past_keep_its_instant() {
        let page = |body: &str| {
            format!("<a href=\"/national\">x</a><main id=\"main\">{body}</main><a href=\"/national\">y</a>")
        };
        let told = |body: &str| {
            let told = keep_instant(&page(body), "1/10/2569");
            let told =
                told.strip_prefix("<a href=\"/national\">x</a><main id=\"main\">").expect("what is before stays");
            told.strip_suffix("</main><a href=\"/national\">y</a>").expect("what is after stays").to_owned()
        };
        for (before, after) in [
            ("<a href=\"/national\">n</a>", "<a href=\"/national?as_of=1%2F10%2F2569\">n</a>"),
            (
                "<a class=\"x\" href=\"/organisations/dga?round=2570-q1#late\">d</a>",
                "<a class=\"x\" href=\"/organisations/dga?round=2570-q1&amp;as_of=1%2F10%2F2569#late\">d</a>",
            ),
            ("<a href=\"/reports/2570-q1/dga\">r</a>", "<a href=\"/reports/2570-q1/dga\">r</a>"),
            ("<a href=\"#late\">l</a>", "<a href=\"#late\">l</a>"),
            ("<a data-present href=\"/national\">p</a>", "<a data-present href=\"/national\">p</a>"),
            ("<a href=\"/national?as_of=2026-10-01\">n</a>", "<a href=\"/national?as_of=2026-10-01\">n</a>"),
            ("<a href=\"//evil/national\">e</a>", "<a href=\"//evil/national\">e</a>"),
            ("<form method=\"post\"><b></b></form>", "<form method=\"post\"><b></b></form>"),
            (
                "<form class=\"filters\" method=\"get\"><b></b></form>",
                "<form class=\"filters\" method=\"get\"><input type=\"hidden\" name=\"as_of\" value=\"1/10/2569\"><b></b></form>",
            ),
            ("<form method=\"get\" action=\"/search\"></form>", "<form method=\"get\" action=\"/search\"></form>"),
            ("a < b", "a < b"),
        ] {
            assert_eq!(told(before), after);
        }
    }
}
