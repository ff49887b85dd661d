//! Forms of other sites: whatever changes something must come from a page of ours, as the browser itself tells in
//! `Sec-Fetch-Site` and `Origin`. Which origin is ours is what was configured, or else the address that the connection came
//! in on; the `Host` of a request is the sender's word and counts for nothing. The API needs no such check: it looks at no
//! cookie, so that another site that calls it has nothing of the visitor to use.

use super::site::Site;
use app::standalone::Failure;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use std::net::{IpAddr, SocketAddr};

/// The address of ours that a connection came in on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListeningAddress(pub SocketAddr);

/// Refuses what would change something and does not come from a page of ours.
pub(crate) async fn check(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_reading || request.uri().path().starts_with("/api/v1/") {
        return next.run(request).await;
    }
    let ours = match &site.settings.public_origin {
        Some(origin) => vec![origin.clone()],
        None => request.extensions().get::<ListeningAddress>().map(|address| origins(address.0)).unwrap_or_default(),
    };
    if is_ours(request.headers(), &ours) { next.run(request).await } else { refuse() }
}

/// Whether the browser says so. Every browser that is still looked after sends at least one of the two with a form, so
/// that without both nothing is believed.
fn is_ours(headers: &HeaderMap, ours: &[String]) -> bool {
    let told = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().map(|value| value.to_str().unwrap_or_default().to_owned());
        // Two that differ, or one that is no text, are nobody's.
        if values.next().is_some() { Some(String::new()) } else { first }
    };
    let site_is_ours = told("sec-fetch-site").map(|site| matches!(site.as_str(), "same-origin" | "none"));
    let origin_is_ours = told(header::ORIGIN.as_str()).map(|origin| ours.contains(&origin));
    match (site_is_ours, origin_is_ours) {
        (None, None) => false,
        (site, origin) => site.unwrap_or(true) && origin.unwrap_or(true),
    }
}

/// The origins under which a browser reaches an address: by its number, and on this machine also by the usual name.
fn origins(address: SocketAddr) -> Vec<String> {
    let ip = address.ip().to_canonical();
    let number = match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let name = ip.is_loopback().then(|| "localhost".to_owned());
    let port = if address.port() == 80 { String::new() } else { format!(":{}", address.port()) };
    std::iter::once(number).chain(name).map(|host| format!("http://{host}{port}")).collect()
}

fn refuse() -> Response {
    let status = StatusCode::FORBIDDEN;
    let mut response = status.into_response();
    response.extensions_mut().insert(Failure { status, code: Some("other_site".to_owned()), incident: None });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_reached_by_its_number_and_here_by_its_name() {
        let of = |address: &str| origins(address.parse().expect("an address"));
        assert_eq!(of("127.0.0.1:3000"), ["http://127.0.0.1:3000", "http://localhost:3000"]);
        assert_eq!(of("[::1]:80"), ["http://[::1]", "http://localhost"]);
        assert_eq!(of("[::ffff:192.0.2.7]:8080"), ["http://192.0.2.7:8080"]);
    }

    #[test]
    fn a_header_that_stands_twice_is_believed_by_nobody() {
        let ours = ["http://a".to_owned()];
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, "http://a".parse().expect("a value"));
        assert!(is_ours(&headers, &ours));
        headers.append(header::ORIGIN, "http://a".parse().expect("a value"));
        assert!(!is_ours(&headers, &ours));
    }
}
