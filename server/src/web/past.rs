//! Pages and answers as of an earlier instant, `?as_of=2026-10-01`, and on figures that have at least a grade,
//! `?trust=evidence_attached`. A page is given the services of those and knows nothing else of it; whatever it links to that takes
//! the same keeps it, and so do its forms. So it is with a kind, a strategy and a body, which pages read themselves.

use super::{
    api, entity_tags, grade,
    markup::{Tag, attribute, tags},
    narrowed,
    site::Site,
};
use app::{
    context::{AskedPast, LeastGrade, SignedIn},
    error::{AppError, status_of},
    standalone::Failure,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use domain::{
    audit::sha256,
    filter::{Filter, goes_along},
    past::{keeps_the_past, shows_the_past},
    trust::{TrustGrade, goes_by_grade, is_page_by_grade},
};
use service::{ServiceResult, Services};

/// The largest answer that is looked through.
const LARGEST: usize = 32 * 1024 * 1024;
/// The names under which the instant stands in a query.
const NAMES: [&str; 2] = ["as_of", "asOf"];

/// Gives a page the services that its address asks for, at an instant or on figures of a grade, and its answer what belongs to that.
pub(crate) async fn look_back(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let (asked, least) = (asked(request.uri()), grade::asked(request.uri()));
    let narrowed = narrowed::of_dashboard(request.uri());
    if !request.method().is_safe() || (asked.is_none() && least.is_none() && narrowed.is_empty()) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let seen = request.headers().get(header::IF_NONE_MATCH).cloned();
    note(&site, &mut request).await;
    let mut response = next.run(request).await;
    if let Some(least) = least.filter(|_| is_page_by_grade(&path)) {
        let filter = Filter::Grade;
        let grade = GoesAlong { names: &[filter.name()], value: least.as_ref(), filter, leaves: "data-every-grade" };
        response = with(response, &grade).await;
    }
    for (filter, value) in &narrowed {
        let leaves = if *filter == Filter::Organisation { "data-every-body" } else { "data-whole" };
        let narrowed = GoesAlong { names: &[filter.name()], value, filter: *filter, leaves };
        response = with(response, &narrowed).await;
    }
    let Some(asked) = asked else { return response };
    if shows_the_past(&path) {
        let instant = GoesAlong { names: &NAMES, value: &asked, filter: Filter::Instant, leaves: "data-present" };
        return with(response, &instant).await;
    }
    let is_data = path.starts_with(api::BASE) || keeps_the_past(&path);
    // What has a tag of its own goes by it: files of any size, and what SDMX answers as it is read.
    let is_untagged = response.status() == StatusCode::OK && !response.headers().contains_key(header::ETAG);
    if is_data && is_untagged { tagged(response, seen.as_ref()).await } else { response }
}

/// Puts the services that the address of a page asks for into its request, or why they were not taken.
pub(crate) async fn note(site: &Site, request: &mut Request) {
    let path = request.uri().path();
    let asked = asked(request.uri()).filter(|_| shows_the_past(path));
    let least = grade::asked(request.uri()).filter(|_| is_page_by_grade(path)).unwrap_or_default();
    if asked.is_none() && least == TrustGrade::default() {
        return;
    }
    let extensions = request.extensions_mut();
    // What an instant was is worked out for people who are known, or read by a link of theirs.
    if asked.is_some() && extensions.get::<SignedIn>().is_none() {
        let code = Some("as_of_sign_in".to_owned());
        extensions.insert(AskedPast::Refused(Failure { status: StatusCode::FORBIDDEN, code, incident: None }));
        return;
    }
    match of(&site.services, asked.as_deref(), least).await {
        Ok((at, services)) => {
            extensions.insert(match at {
                Some(_) => AskedPast::Then(services),
                None => AskedPast::Now(services),
            });
            extensions.insert(LeastGrade(least));
        }
        Err(error) => {
            let status = status_of(&error);
            let error = AppError::from(error);
            let failure = Failure { status, code: Some(error.code), incident: error.incident };
            extensions.insert(AskedPast::Refused(failure));
        }
    }
}

/// The instant that is asked for, where it is not the present, and the services of it on figures that have at least a grade.
async fn of(
    services: &Services,
    asked: Option<&str>,
    least: TrustGrade,
) -> ServiceResult<(Option<DateTime<Utc>>, Services)> {
    let at = asked.map(|asked| services.read_past(asked)).transpose()?.flatten();
    Ok((at, services.seen(at, least).await?))
}

/// The services that an address asks for: of a file, which has no page around it to say what it passes over, and so refuses that.
pub(crate) async fn services(site: &Site, uri: &Uri) -> ServiceResult<Services> {
    narrowed::only_what_is_known(uri)?;
    let least = grade::asked(uri).filter(|_| goes_by_grade(uri.path())).unwrap_or_default();
    Ok(of(&site.services, asked(uri).as_deref(), least).await?.1)
}

/// The instant that an address asks for, as it stands there.
pub(crate) fn asked(uri: &Uri) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    let found = pairs.find(|(name, value)| NAMES.contains(&name.as_ref()) && !value.is_empty());
    found.map(|(_, value)| value.into_owned())
}

/// A value of an address that goes along with the links and forms of a page.
struct GoesAlong<'a> {
    /// Under which names it stands in a query; the first is the one that is written.
    names: &'a [&'a str],
    value: &'a str,
    /// What it narrows pages by.
    filter: Filter,
    /// The attribute of links and forms that lead away from it.
    leaves: &'a str,
}

/// A page whose links and forms keep what goes along.
async fn with(response: Response, along: &GoesAlong<'_>) -> Response {
    let is_html = |value: &HeaderValue| value.as_bytes().starts_with(b"text/html");
    if !response.headers().get(header::CONTENT_TYPE).is_some_and(is_html) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let html = keep(&String::from_utf8_lossy(&body), along);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

/// Puts what goes along into every link and form of the page's own content that leads to where it is taken, but for those that
/// lead away from it, and forms in which it is chosen.
fn keep(html: &str, along: &GoesAlong<'_>) -> String {
    let Some(begin) = html.find("<main") else { return html.to_owned() };
    let end = html.rfind("</main>").unwrap_or(html.len());
    let name = along.names.first().copied().unwrap_or_default();
    let pair = format!("{name}={}", form_urlencoded::byte_serialize(along.value.as_bytes()).collect::<String>());
    let hidden = format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(along.value));
    let own_field = format!("name=\"{name}\"");
    let mut kept = html[..begin].to_owned();
    for Tag { before, itself: tag, after } in tags(html.get(begin..end).unwrap_or_default()) {
        kept.push_str(before);
        let leaves = tag.contains(along.leaves);
        if tag.starts_with("<a ") && !leaves {
            kept.push_str(&link_with(tag, &pair, along));
        } else {
            kept.push_str(tag);
        }
        if tag.starts_with("<form ") && tag.contains("method=\"get\"") && !leaves && leads_there(tag, along) {
            let form = after.split("</form>").next().unwrap_or_default();
            if !form.contains(&own_field) {
                kept.push_str(&hidden);
            }
        }
    }
    kept.push_str(&html[end..]);
    kept
}

/// Whether a form leads to a page that takes what goes along: to its own, or to the one it names.
fn leads_there(tag: &str, along: &GoesAlong<'_>) -> bool {
    let path = |to: &str| to.split(['?', '#']).next().is_some_and(|path| goes_along(path, along.filter));
    attribute(tag, " action=\"").is_none_or(|(_, to)| path(to))
}

fn link_with(tag: &str, pair: &str, along: &GoesAlong<'_>) -> String {
    let Some((begin, to)) = attribute(tag, " href=\"") else { return tag.to_owned() };
    let (address, fragment) = to.split_once('#').map_or((to, ""), |(address, _)| (address, &to[address.len()..]));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_there = |one: &str| one.split_once('=').is_some_and(|(name, _)| along.names.contains(&name));
    if !goes_along(path, along.filter) || query.split(['&', ';']).any(is_there) {
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
    let is_seen = seen.and_then(|seen| seen.to_str().ok()).is_some_and(|seen| entity_tags::names(seen, &tag));
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
    use super::{GoesAlong, keep};
    use domain::filter::Filter;

    #[test]
    fn links_and_forms_within_the_past_keep_its_instant() {
        let page = |body: &str| {
            format!("<a href=\"/national\">x</a><main id=\"main\">{body}</main><a href=\"/national\">y</a>")
        };
        let told = |body: &str| {
            let instant = GoesAlong {
                names: &["as_of", "asOf"],
                value: "1/10/2569",
                filter: Filter::Instant,
                leaves: "data-present",
            };
            let told = keep(&page(body), &instant);
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

    #[test]
    fn a_grade_goes_along_and_not_into_the_form_in_which_it_is_chosen() {
        let grade = GoesAlong {
            names: &["trust"],
            value: "evidence_attached",
            filter: Filter::Grade,
            leaves: "data-every-grade",
        };
        let told = |body: &str| keep(&format!("<main>{body}</main>"), &grade);
        for (before, after) in [
            (
                "<a href=\"/organisations/dga?round=2570-q1#late\">d</a>",
                "<a href=\"/organisations/dga?round=2570-q1&amp;trust=evidence_attached#late\">d</a>",
            ),
            ("<a href=\"/late\">l</a>", "<a href=\"/late\">l</a>"),
            ("<a data-every-grade href=\"/national\">a</a>", "<a data-every-grade href=\"/national\">a</a>"),
            (
                "<form method=\"get\"><select name=\"trust\"></select></form>",
                "<form method=\"get\"><select name=\"trust\"></select></form>",
            ),
            (
                "<form method=\"get\"><b></b></form><form method=\"get\"><select name=\"trust\"></select></form>",
                "<form method=\"get\"><input type=\"hidden\" name=\"trust\" value=\"evidence_attached\"><b></b></form>\
                 <form method=\"get\"><select name=\"trust\"></select></form>",
            ),
        ] {
            assert_eq!(told(before), format!("<main>{after}</main>"));
        }
    }
    #[test]
    fn a_kind_goes_along_to_dashboards_and_not_where_it_means_another_or_is_left() {
        let kind = GoesAlong { names: &["kind"], value: "department", filter: Filter::Kind, leaves: "data-whole" };
        let told = |body: &str| keep(&format!("<main>{body}</main>"), &kind);
        for (before, after) in [
            ("<a href=\"/national?round=x\">n</a>", "<a href=\"/national?round=x&amp;kind=department\">n</a>"),
            ("<a href=\"/scores/s/r/one\">s</a>", "<a href=\"/scores/s/r/one?kind=department\">s</a>"),
            ("<a href=\"/alerts\">a</a>", "<a href=\"/alerts\">a</a>"),
            ("<a href=\"/late?kind=court\">l</a>", "<a href=\"/late?kind=court\">l</a>"),
            ("<a data-whole href=\"/national\">w</a>", "<a data-whole href=\"/national\">w</a>"),
            (
                "<a href=\"/completeness.csv?round=x\">c</a>",
                "<a href=\"/completeness.csv?round=x&amp;kind=department\">c</a>",
            ),
            ("<a href=\"/robustness/s/r/places.csv\">p</a>", "<a href=\"/robustness/s/r/places.csv\">p</a>"),
        ] {
            assert_eq!(told(before), format!("<main>{after}</main>"));
        }
    }

    #[test]
    fn a_body_goes_along_from_list_to_list_and_nowhere_else() {
        let body = GoesAlong {
            names: &["organisation"],
            value: "mdes",
            filter: Filter::Organisation,
            leaves: "data-every-body",
        };
        let told = |html: &str| keep(&format!("<main>{html}</main>"), &body);
        for (before, after) in [
            ("<a href=\"/movers/s/r\">m</a>", "<a href=\"/movers/s/r?organisation=mdes\">m</a>"),
            ("<a href=\"/late?round=r#x\">l</a>", "<a href=\"/late?round=r&amp;organisation=mdes#x\">l</a>"),
            ("<a href=\"/late?organisation=moph\">l</a>", "<a href=\"/late?organisation=moph\">l</a>"),
            ("<a data-every-body=\"\" href=\"/late\">l</a>", "<a data-every-body=\"\" href=\"/late\">l</a>"),
            ("<a href=\"/scores/s/r/one\">o</a>", "<a href=\"/scores/s/r/one\">o</a>"),
            ("<a href=\"/robustness/s/r\">f</a>", "<a href=\"/robustness/s/r\">f</a>"),
            ("<a href=\"/national\">n</a>", "<a href=\"/national\">n</a>"),
        ] {
            assert_eq!(told(before), format!("<main>{after}</main>"));
        }
    }
}
