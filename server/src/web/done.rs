//! What was done is told once. The code in the address can be forged, and stays in bookmarks; the page tells it only to
//! the browser whose form was just taken, as a cookie of a minute says, and the cookie goes with the first page.

use super::site::Site;
use app::context::Done;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};

/// The cookie that says what was done.
const COOKIE: &str = "done";
/// How long the browser has for following to the page, in seconds.
const LASTS: u32 = 60;
/// Forms that lead on to any page of ours that an address names: nothing was done there.
const SIGNING_IN: [&str; 3] = ["/do/sessions/sign_in", "/do/sessions/sign_in_again", "/do/sessions/demonstration"];

/// Puts what was done into the request of the page that tells it, and into the answer to the form that did it.
pub(crate) async fn tell_once(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let is_form = *request.method() == Method::POST && !SIGNING_IN.contains(&request.uri().path());
    let asked = request.uri().query().and_then(code).filter(|_| request.method().is_safe());
    let kept = cookie(request.headers());
    let is_told = asked.is_some() && kept.is_some();
    if let Some(code) = asked.filter(|code| kept.as_ref() == Some(code)) {
        request.extensions_mut().insert(Done(code));
    }
    let mut response = next.run(request).await;
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let done = location.filter(|_| is_form).and_then(|location| code(location.split_once('?')?.1));
    let secure = if site.settings.is_https { "; Secure" } else { "" };
    let cookie = match done {
        Some(code) => format!("{COOKIE}={code}; Path=/; Max-Age={LASTS}; HttpOnly; SameSite=Lax{secure}"),
        None if is_told => format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0"),
        None => return response,
    };
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What a query says was done; codes are of small letters and underscores.
fn code(query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, code) = pairs.find(|(key, _)| key == COOKIE)?;
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_code.then(|| code.into_owned())
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == COOKIE).map(|(_, code)| code.to_owned())
}
