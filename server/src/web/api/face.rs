//! The face without a token: what is the same for everybody may be asked so often a minute from one address.

use super::{ApiProblem, BASE};
use crate::web::address::ClientAddress;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
    sync::Arc,
};

/// What of answers other people's pages may read besides what browsers let them anyway: what going on where they stopped takes.
const EXPOSED: HeaderValue = HeaderValue::from_static("etag, link, content-range, retry-after");
/// How many addresses are remembered before those that have not asked for a while are forgotten.
const REMEMBERED: usize = 10_000;

/// How often each address asks.
#[derive(Clone)]
pub(crate) struct Limits(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Limits {
    /// So often a minute from one address, all at once or evenly.
    pub(crate) fn per_minute(times: NonZeroU32) -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_minute(times))))
    }

    /// In how many seconds the address may ask again; none when it may now.
    pub(crate) fn wait(&self, address: IpAddr) -> Option<u64> {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        let refused = self.0.check_key(&customer(address)).err()?;
        Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// An address; of IPv6 the /64 network, which is one customer.
fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

/// Lets holders of tokens through, and everybody else so often.
pub(super) async fn limit(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return next.run(request).await;
    }
    let address = request.extensions().get::<ClientAddress>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.0);
    let Some(seconds) = limits.wait(address) else { return next.run(request).await };
    ApiProblem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests").with_retry_after(seconds).into_response()
}

/// Lets other people's pages read what is told to whoever brings no token, and what is told to everybody anyway.
pub(super) async fn let_others_read(request: Request, next: Next) -> Response {
    let brings_token = request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let lifetime = headers.get(header::CACHE_CONTROL).and_then(|lifetime| lifetime.to_str().ok()).unwrap_or_default();
    if !brings_token || lifetime.starts_with("public") {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        headers
            .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
    response
}

/// Whether a request is answered alike for everybody, so that its answer may be kept: one for what is published, without a
/// token. Files come as streams with tags of their own, and what is told of papers changes with each that is set.
pub(crate) fn is_published(path: &str, headers: &HeaderMap) -> bool {
    let rest = path.strip_prefix(BASE).and_then(|rest| rest.strip_prefix("/snapshots")).unwrap_or("/file");
    let is_list = !["/file", "/papers"].iter().any(|other| rest.contains(other));
    is_list && !headers.contains_key(header::AUTHORIZATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_asks_so_often_and_no_other_pays_for_it() {
        let limits = Limits::per_minute(NonZeroU32::new(2).expect("two"));
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let (one, neighbour) = (address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_eq!((limits.wait(one), limits.wait(neighbour)), (None, None));
        assert!(limits.wait(one).is_some_and(|seconds| (1..=31).contains(&seconds)));
        assert_eq!(limits.wait(address("192.0.2.1")), None);
    }

    #[test]
    fn only_lists_of_what_is_published_are_kept() {
        let nobody = HeaderMap::new();
        let token = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static("Bearer x"))]);
        assert!(is_published("/api/v1/snapshots", &nobody));
        assert!(is_published("/api/v1/snapshots/2570-q1.final.1/values", &nobody));
        assert!(!is_published("/api/v1/snapshots", &token));
        for other in [
            "/api/v1/values",
            "/api/v1/snapshots/a/file",
            "/api/v1/snapshots/a/files/a.json",
            "/api/v1/snapshots/a/papers",
            "/snapshots",
            "",
        ] {
            assert!(!is_published(other, &nobody), "{other}");
        }
    }
}
