//! Who is signed in. Nobody without a session reaches a page or command: what is open to all says so in the table of
//! addresses, and everything else is closed.

use super::{addresses::Access, document::accepts_html, kept, own_path::query_value, site::Site};
use app::context::SignedIn;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use service::sessions::SessionInfo;

/// The cookie of the session over plain http, on one's own machine.
const COOKIE: &str = "session";
/// The cookie of the session over https: browsers take it from this host alone, and only over TLS.
const HOST_COOKIE: &str = "__Host-session";
/// What somebody may reach who has to change their password first.
const BEFORE_CHANGING_PASSWORD: [&str; 3] = ["/account", "/do/accounts/change_password", "/do/sessions/sign_out"];

fn cookie_name(site: &Site) -> &'static str {
    if site.settings.is_https { HOST_COOKIE } else { COOKIE }
}

/// The secret of the session that a request brings.
pub(crate) fn secret(site: &Site, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(site);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, secret)| *key == name && !secret.is_empty()).map(|(_, secret)| secret.to_owned())
}

/// The cookie that keeps a session's secret, out of reach of scripts, until the browser closes or the session ends.
pub(crate) fn begin(site: &Site, secret: &str) -> String {
    let secure = if site.settings.is_https { "; Secure" } else { "" };
    format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(site))
}

/// The cookie that makes the browser forget.
pub(crate) fn end(site: &Site) -> String {
    format!("{}; Max-Age=0", begin(site, ""))
}

/// Who is signed in, for the head of a page that refuses a request before it is read.
pub(crate) async fn reader(site: &Site, headers: &HeaderMap) -> Option<SignedIn> {
    let found = site.services.actor_for_session(&secret(site, headers)?).await;
    found.ok().flatten().map(|(actor, _)| SignedIn(actor))
}

/// Puts who is signed in into the request, and turns everybody else away.
pub(crate) async fn require(
    State(site): State<Site>,
    matched: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let access = site.access(matched.as_ref(), request.uri().path());
    if matches!(access, Access::Public | Access::Bearer) {
        return next.run(request).await;
    }
    let session = match secret(&site, request.headers()) {
        Some(secret) => site.services.actor_for_session(&secret).await,
        None => Ok(None),
    };
    match session {
        Ok(Some((actor, info))) => {
            if let Some(answer) = change_password_first(&info, &request) {
                return answer;
            }
            let signed_in = SignedIn(actor);
            request.extensions_mut().insert(signed_in.clone());
            request.extensions_mut().insert(info);
            let mut response = next.run(request).await;
            // For the head of an error page.
            response.extensions_mut().insert(signed_in);
            response
        }
        Ok(None) | Err(_) if access == Access::Open => next.run(request).await,
        Ok(None) => turn_away(&site, request).await,
        Err(error) => kept::ask_to_try_again(&site, request, error).await,
    }
}

/// The way to one's account for whoever still has the password that somebody else gave them.
fn change_password_first(info: &SessionInfo, request: &Request) -> Option<Response> {
    let is_allowed = BEFORE_CHANGING_PASSWORD.contains(&request.uri().path());
    if !info.must_change_password || is_allowed {
        return None;
    }
    if accepts_html(request.headers()) {
        Some((StatusCode::SEE_OTHER, [(header::LOCATION, "/account")]).into_response())
    } else {
        Some(StatusCode::FORBIDDEN.into_response())
    }
}

/// To the sign-in page, and with a form to one that keeps what was typed; a program gets the bare status.
async fn turn_away(site: &Site, request: Request) -> Response {
    if !accepts_html(request.headers()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return kept::ask_to_sign_in(site, request).await;
    }
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    let to = if asked == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", query_value(asked)) };
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
