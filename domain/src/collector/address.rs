//! Which addresses may be connected to: those of the public internet, and what the configuration allows besides. A name
//! that an agency gives says nothing; the rule is asked for every address that the name resolves to.

use crate::network::Network;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use strum::AsRefStr;
use thiserror::Error;

/// Why an address is not connected to. The registries are those of RFC 6890 and its updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Error, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Forbidden {
    /// The machine itself.
    #[error("the machine itself")]
    Loopback,
    /// No address, or any address.
    #[error("no address of a machine")]
    Unspecified,
    /// A network inside of an organisation.
    #[error("a private network")]
    Private,
    /// The next cable; clouds give out their secrets there.
    #[error("a link-local address")]
    LinkLocal,
    /// Between a provider and its customers.
    #[error("shared address space of providers")]
    Shared,
    /// Many machines at once.
    #[error("a multicast or broadcast address")]
    Multicast,
    /// For examples and measurements.
    #[error("an address for documentation or tests")]
    Documentation,
    /// Given to nobody, or a way around another rule.
    #[error("a reserved address")]
    Reserved,
}

/// Networks that are connected to although they are not public, as the configuration says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed(pub Vec<Network>);

impl Allowed {
    /// Whether an address may be connected to.
    ///
    /// # Errors
    /// It is not public, and no configured network holds it.
    pub fn check(&self, address: IpAddr) -> Result<(), Forbidden> {
        if self.names(address) {
            return Ok(());
        }
        forbidden(address).map_or(Ok(()), Err)
    }

    /// Whether a configured network holds an address: there alone something goes in the clear.
    pub fn names(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

fn forbidden(address: IpAddr) -> Option<Forbidden> {
    match address.to_canonical() {
        IpAddr::V4(address) => forbidden_v4(address),
        IpAddr::V6(address) => forbidden_v6(address),
    }
}

fn forbidden_v4(address: Ipv4Addr) -> Option<Forbidden> {
    match address.octets() {
        [0, ..] => Some(Forbidden::Unspecified),
        [127, ..] => Some(Forbidden::Loopback),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some(Forbidden::Private),
        [169, 254, ..] => Some(Forbidden::LinkLocal),
        [100, 64..=127, ..] => Some(Forbidden::Shared),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [198, 18..=19, ..] => Some(Forbidden::Documentation),
        [224..=239, ..] | [255, 255, 255, 255] => Some(Forbidden::Multicast),
        // Protocol assignments, the relays of 6to4, and what is kept for later.
        [192, 0, 0, _] | [192, 88, 99, _] | [240..=255, ..] => Some(Forbidden::Reserved),
        _ => None,
    }
}

fn forbidden_v6(address: Ipv6Addr) -> Option<Forbidden> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some(Forbidden::Unspecified),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(Forbidden::Loopback),
        // NAT64: the address behind it is what is connected to.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            forbidden_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
        }
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => Some(Forbidden::Private),
        [0xfe80..=0xfebf, ..] => Some(Forbidden::LinkLocal),
        [0xff00..=0xffff, ..] => Some(Forbidden::Multicast),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some(Forbidden::Documentation),
        // Protocol assignments with Teredo, and 6to4: tunnels to any IPv4 address.
        [0x2001, 0..=0x1ff, ..] | [0x2002, ..] => Some(Forbidden::Reserved),
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Forbidden::Reserved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(text: &str) -> Option<Forbidden> {
        forbidden(text.parse().expect("an address"))
    }

    #[test]
    fn both_ends_of_every_closed_range_are_closed_and_their_neighbours_open() {
        use Forbidden as F;
        for (first, last, why) in [
            ("0.0.0.0", "0.255.255.255", F::Unspecified),
            ("10.0.0.0", "10.255.255.255", F::Private),
            ("100.64.0.0", "100.127.255.255", F::Shared),
            ("127.0.0.0", "127.255.255.255", F::Loopback),
            ("169.254.0.0", "169.254.255.255", F::LinkLocal),
            ("172.16.0.0", "172.31.255.255", F::Private),
            ("192.0.0.0", "192.0.0.255", F::Reserved),
            ("192.0.2.0", "192.0.2.255", F::Documentation),
            ("192.88.99.0", "192.88.99.255", F::Reserved),
            ("192.168.0.0", "192.168.255.255", F::Private),
            ("198.18.0.0", "198.19.255.255", F::Documentation),
            ("198.51.100.0", "198.51.100.255", F::Documentation),
            ("203.0.113.0", "203.0.113.255", F::Documentation),
        ] {
            let (first, last): (Ipv4Addr, Ipv4Addr) = (first.parse().expect("one"), last.parse().expect("one"));
            assert_eq!((forbidden_v4(first), forbidden_v4(last)), (Some(why), Some(why)), "{first}");
            assert_eq!(forbidden_v4(Ipv4Addr::from_bits(last.to_bits() + 1)), None, "after {last}");
            if first.to_bits() > 0 {
                assert_eq!(forbidden_v4(Ipv4Addr::from_bits(first.to_bits() - 1)), None, "before {first}");
            }
        }
        assert_eq!(rule("223.255.255.255"), None);
        assert_eq!((rule("224.0.0.1"), rule("239.255.255.255")), (Some(F::Multicast), Some(F::Multicast)));
        assert_eq!((rule("240.0.0.0"), rule("255.255.255.254")), (Some(F::Reserved), Some(F::Reserved)));
        assert_eq!(rule("255.255.255.255"), Some(F::Multicast));
    }

    #[test]
    fn every_closed_part_of_ipv6_is_closed() {
        use Forbidden as F;
        for (address, why) in [
            ("::", F::Unspecified),
            ("::1", F::Loopback),
            ("::2", F::Reserved),
            ("::127.0.0.1", F::Reserved),
            ("::ffff:127.0.0.1", F::Loopback),
            ("::ffff:10.1.2.3", F::Private),
            ("::ffff:169.254.169.254", F::LinkLocal),
            ("::ffff:0:127.0.0.1", F::Reserved),
            ("64:ff9b::127.0.0.1", F::Loopback),
            ("64:ff9b::169.254.169.254", F::LinkLocal),
            ("64:ff9b:1::1", F::Reserved),
            ("100::1", F::Reserved),
            ("2001::1", F::Reserved),
            ("2001:1ff:ffff::1", F::Reserved),
            ("2001:db8::1", F::Documentation),
            ("2002:7f00:1::", F::Reserved),
            ("2002:808:808::", F::Reserved),
            ("3fff::1", F::Documentation),
            ("3fff:fff::1", F::Documentation),
            ("4000::1", F::Reserved),
            ("5f00::1", F::Reserved),
            ("fc00::1", F::Private),
            ("fdff:ffff::1", F::Private),
            ("fe80::1", F::LinkLocal),
            ("febf::1", F::LinkLocal),
            ("fec0::1", F::Private),
            ("ff02::1", F::Multicast),
        ] {
            assert_eq!(rule(address), Some(why), "{address}");
        }
        for open in
            ["2001:200::1", "2400:cb00::1", "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]
        {
            assert_eq!(rule(open), None, "{open}");
        }
    }

    #[test]
    fn only_what_the_configuration_names_is_allowed_besides() {
        let allowed = Allowed(vec!["10.20.0.0/16".parse().expect("a network")]);
        let check = |text: &str| allowed.check(text.parse().expect("an address"));
        assert_eq!(check("10.20.3.4"), Ok(()));
        assert_eq!(check("::ffff:10.20.3.4"), Ok(()));
        assert_eq!(check("10.21.0.1"), Err(Forbidden::Private));
        assert_eq!(check("127.0.0.1"), Err(Forbidden::Loopback));
        assert_eq!(check("64:ff9b::10.20.3.4"), Err(Forbidden::Private));
        assert_eq!(check("8.8.8.8"), Ok(()));
    }

    proptest! {
        #[test]
        fn what_rust_calls_special_is_closed(bits: u32) {
            let address = Ipv4Addr::from_bits(bits);
            let is_special = address.is_loopback() || address.is_private() || address.is_link_local()
                || address.is_multicast() || address.is_broadcast() || address.is_documentation() || address.is_unspecified();
            prop_assert!(!is_special || forbidden_v4(address).is_some());
        }

        #[test]
        fn an_ipv4_address_in_ipv6_clothes_is_itself(bits: u32) {
            let address = Ipv4Addr::from_bits(bits);
            prop_assert_eq!(forbidden(address.to_ipv6_mapped().into()), forbidden_v4(address));
        }
    }
}
