//! Where figures are published: an `https` address in which places are left for the period and the agency.

use crate::{calendar::Period, ids::OrganisationCode};
use serde::{Deserialize, Serialize};
use std::{fmt, fmt::Write as _, net::IpAddr, str::FromStr};
use strum::AsRefStr;
use thiserror::Error;
use url::{Host, Url};

/// The longest address, in characters.
const LONGEST: usize = 2_000;

/// What may stand in braces, in addresses, in places and in conditions on rows.
pub const PLACEHOLDERS: [&str; 8] =
    ["agency", "period", "iso_period", "year_be", "year_ce", "quarter", "first_day", "last_day"];

/// Whose figures of which period are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The agency.
    pub agency: OrganisationCode,
    /// The period of the round.
    pub period: Period,
}

impl About {
    /// A text with its placeholders filled.
    pub fn fill(&self, text: &str) -> String {
        replace(text, |name| self.value(name))
    }

    fn value(&self, name: &str) -> Option<String> {
        let year = self.period.fiscal_year().number();
        Some(match name {
            "agency" => self.agency.to_string(),
            "period" => self.period.to_string(),
            "iso_period" => self.period.iso(),
            "year_be" => year.to_string(),
            "year_ce" => (year - 543).to_string(),
            // 1 to 4: the last quarter that the period reaches.
            "quarter" => (self.period.last_month() / 3).to_string(),
            "first_day" => self.period.first_day().to_string(),
            "last_day" => self.period.last_day().to_string(),
            _ => return None,
        })
    }
}

/// The name of a placeholder in a text that nothing fills.
pub(super) fn unknown_placeholder(text: &str) -> Option<String> {
    let mut unknown = None;
    replace(text, |name| {
        if !PLACEHOLDERS.contains(&name) {
            unknown.get_or_insert_with(|| name.chars().take(40).collect());
        }
        None
    });
    unknown
}

/// A text with each `{name}` replaced; what is not replaced stays.
fn replace(text: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').filter(|(name, _)| !name.contains('{'));
        if let Some((value, behind)) = named.and_then(|(name, behind)| Some((value(name)?, behind))) {
            filled.push_str(&value);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// Why an address is not one that figures are fetched from. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error, AsRefStr)]
#[strum(serialize_all = "snake_case", prefix = "endpoint_")]
pub enum EndpointError {
    /// Not an address at all.
    #[error("not an address")]
    Unreadable,
    /// Anything but `https`.
    #[error("not https")]
    NotHttps,
    /// A name or password within the address, which would be stored and shown.
    #[error("a password within the address")]
    Credentials,
    /// A placeholder that nothing fills, or one in the host.
    #[error("a placeholder that cannot be filled")]
    Placeholder,
    /// Longer than any real one.
    #[error("too long")]
    TooLong,
}

/// An address with places for the period and the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint(String);

impl Endpoint {
    /// One that somebody types, without ends of lines and tabs: parsing drops them without a word, and what is kept is the text as
    /// it was typed. Earlier releases kept such texts, and they are still read.
    ///
    /// # Errors
    /// It is none, not `https`, or holds a password or a placeholder that nothing fills.
    pub fn typed(text: &str) -> Result<Self, EndpointError> {
        if text.trim().chars().any(char::is_control) { Err(EndpointError::Unreadable) } else { text.parse() }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for an agency and a period. What is filled in can add neither a path nor a query.
    ///
    /// # Errors
    /// Never for one that was parsed.
    pub fn url(&self, about: &About) -> Result<Url, EndpointError> {
        let filled = replace(&self.0, |name| about.value(name).map(|value| escaped(&value)));
        Url::parse(&filled).map_err(|_| EndpointError::Unreadable)
    }

    /// Scheme, host and port: where a secret may be sent to.
    pub fn origin(&self) -> String {
        Url::parse(&self.0).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }

    /// The address of the machine, where the host is one in any of the forms that are read as such: `127.1`,
    /// `2130706433`, `0x7f000001`, `[::1]`.
    pub fn literal_address(&self) -> Option<IpAddr> {
        literal_address(&Url::parse(&self.0).ok()?)
    }
}

/// The address that a host is written as, where it is no name.
pub(crate) fn literal_address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

/// A text that stays one part of a path or one value of a query.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            escaped.push(char::from(byte));
        } else {
            // Writing into a text never fails.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

impl FromStr for Endpoint {
    type Err = EndpointError;
    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(EndpointError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| EndpointError::Unreadable)?;
        if url.scheme() != "https" {
            return Err(EndpointError::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Credentials);
        }
        if url.host_str().is_none_or(str::is_empty) || url.fragment().is_some() {
            return Err(EndpointError::Unreadable);
        }
        // Whoever answers is one and the same for every period: a secret is bound to them.
        let has_brace = |host: &str| host.contains(['{', '}', '%']);
        if unknown_placeholder(text).is_some() || url.host_str().is_some_and(has_brace) {
            return Err(EndpointError::Placeholder);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Endpoint {
    type Error = EndpointError;
    fn try_from(text: String) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About { agency: "dopa".parse().expect("a code"), period: "2570-q2".parse().expect("a period") }
    }

    #[test]
    fn places_are_filled_with_the_period_and_the_agency() {
        let endpoint: Endpoint =
            "https://data.example/{agency}/{year_ce}?p={period}&from={first_day}&i={iso_period}".parse().expect("one");
        assert_eq!(
            endpoint.url(&about()).expect("an address").as_str(),
            "https://data.example/dopa/2027?p=2570-q2&from=2027-01-01&i=2027-01-01%2FP3M"
        );
        assert_eq!(about().fill("{quarter} {nothing} { {year_be}"), "2 {nothing} { 2570");
        let year = About { period: "2570".parse().expect("a period"), ..about() };
        assert_eq!(year.fill("{quarter} {last_day}"), "4 2027-09-30");
    }

    #[test]
    fn only_plain_https_is_taken() {
        for (text, error) in [
            ("", EndpointError::Unreadable),
            ("example.com/x", EndpointError::Unreadable),
            ("http://example.com/", EndpointError::NotHttps),
            ("file:///etc/passwd", EndpointError::NotHttps),
            ("gopher://example.com/", EndpointError::NotHttps),
            ("https://user@example.com/", EndpointError::Credentials),
            ("https://user:secret@example.com/", EndpointError::Credentials),
            ("https:///", EndpointError::Unreadable),
            ("https://example.com/#part", EndpointError::Unreadable),
            ("https://{agency}.example.com/", EndpointError::Placeholder),
            ("https://example.com/{password}", EndpointError::Placeholder),
        ] {
            assert_eq!(text.parse::<Endpoint>(), Err(error), "{text}");
        }
        let long = format!("https://example.com/{}", "x".repeat(LONGEST));
        assert_eq!(long.parse::<Endpoint>(), Err(EndpointError::TooLong));
    }

    #[test]
    fn ends_of_lines_and_tabs_are_not_typed_and_still_read() {
        for text in [
            "https://example.com/a\0b",
            "https://exam\r\nple.com/",
            "https://example.com/\nx",
            "https://example.com/?a\tb",
            "https://example.com/\0",
        ] {
            assert_eq!(Endpoint::typed(text), Err(EndpointError::Unreadable), "{text}");
            assert_eq!(text.parse::<Endpoint>().expect("kept by an earlier release").as_str(), text);
        }
        assert_eq!(Endpoint::typed("http://example.com/"), Err(EndpointError::NotHttps));
        let around = Endpoint::typed(" https://example.com/\r\n").expect("an address");
        assert_eq!(around.as_str(), "https://example.com/", "what stands around it is no part of it");
    }

    #[test]
    fn an_address_in_any_form_is_seen_as_one() {
        for (text, address) in [
            ("https://127.0.0.1/", "127.0.0.1"),
            ("https://127.1/", "127.0.0.1"),
            ("https://2130706433/", "127.0.0.1"),
            ("https://0x7f000001/", "127.0.0.1"),
            ("https://0x7f.0.0.1:8443/", "127.0.0.1"),
            ("https://0177.0.0.1/", "127.0.0.1"),
            ("https://１２７.０.０.１/", "127.0.0.1"),
            ("https://127.0.0.1./", "127.0.0.1"),
            ("https://[::1]/", "::1"),
            ("https://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
            ("https://[::ffff:7f00:1]/", "::ffff:127.0.0.1"),
        ] {
            let endpoint: Endpoint = text.parse().expect("an address");
            assert_eq!(endpoint.literal_address(), Some(address.parse().expect("an address")), "{text}");
        }
        assert_eq!("https://127.0.0.1.example.com/".parse::<Endpoint>().expect("a name").literal_address(), None);
    }

    #[test]
    fn a_secret_belongs_to_an_origin() {
        let origin = |text: &str| text.parse::<Endpoint>().expect("an address").origin();
        assert_eq!(origin("https://Data.Example/a?b"), "https://data.example");
        assert_eq!(origin("https://data.example:443/c"), "https://data.example");
        assert_ne!(origin("https://data.example:8443/"), origin("https://data.example/"));
    }
}
