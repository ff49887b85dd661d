//! From where a request comes, for throttling and the audit log. Forwarded addresses are believed only as far as
//! configured proxies vouch for them.

use super::site::Site;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use domain::network::Network;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// From where a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// Puts the client's address into the request.
pub(crate) async fn note(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let client = client(peer, request.headers(), &site.settings.trusted_proxies);
    request.extensions_mut().insert(ClientAddress(client));
    next.run(request).await
}

/// The last address that is no trusted proxy, read from the nearest one outwards; anything further out can be forged.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut client = peer.to_canonical();
    for hop in hops.into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        let Some(address) = parsed(hop) else { break };
        client = address;
    }
    client
}

/// An address, perhaps with a port.
fn parsed(hop: &str) -> Option<IpAddr> {
    let address = hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        let trusted: Vec<_> = trusted.iter().map(|network| network.parse().expect("a network")).collect();
        client(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_without_a_trusted_proxy() {
        assert_eq!(client_of("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(client_of("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_vouches_for_the_address_before_it_alone() {
        assert_eq!(client_of("10.0.0.1", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["1.2.3.4, 198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["1.2.3.4", "198.51.100.1, 10.0.0.7"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(client_of("::ffff:10.0.0.1", &["198.51.100.1:5555"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["[2001:db8::1]:80"], &["10.0.0.0/8"]), "2001:db8::1");
    }

    #[test]
    fn what_is_no_address_ends_the_reading() {
        assert_eq!(client_of("10.0.0.1", &["1.2.3.4, unknown"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(client_of("10.0.0.1", &[], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(client_of("10.0.0.1", &["10.0.0.2"], &["10.0.0.0/8"]), "10.0.0.2");
    }
}
