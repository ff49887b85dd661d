//! Figures that an agency publishes at an address of its own, and Tidtam fetches: what is asked, where each figure stands in
//! the answer, and which addresses are asked at all.
//!
//! What an answer says goes through the same rules as what somebody types: here it only becomes texts.

/// Which addresses may be connected to.
mod address;
/// Where figures are published.
mod endpoint;
/// Which figure stands where.
mod mapping;
/// Where one figure stands in an answer.
mod place;
/// An answer, read.
mod read;

pub use address::{Allowed, Forbidden};
pub(crate) use endpoint::literal_address;
pub use endpoint::{About, Endpoint, EndpointError, PLACEHOLDERS};
pub use mapping::{Mapping, MappingError, MappingProblem, Part, TypedMapping, TypedPart, Where};
pub use place::{Condition, Place, PlaceError};
pub use read::{Found, Trouble};

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// In which shape figures are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SourceKind {
    /// JSON; each figure is found by a JSON pointer (RFC 6901).
    #[default]
    Json,
    /// CSV with a heading (RFC 4180).
    Csv,
    /// The records of a CKAN datastore resource, as `datastore_search` gives them.
    Ckan,
    /// SDMX-CSV 1.0 or 2.0.
    SdmxCsv,
}

/// What becomes of collected figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Handing {
    /// They wait in the draft until a reporter has confirmed them.
    #[default]
    Confirm,
    /// Once the draft has no problems, it is submitted in the name of whoever chose so.
    Submit,
}

/// Whether a collector is asked by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Activity {
    /// At its times.
    #[default]
    Active,
    /// Only when somebody asks.
    Paused,
}

/// The longest name of a collector, in characters.
pub const LONGEST_NAME: usize = 200;
/// The longest secret, in bytes.
pub const LONGEST_SECRET: usize = 4_000;
/// The most collectors of one agency.
pub const MOST_COLLECTORS: usize = 20;
/// How long a collector rests after somebody had it run, in seconds.
pub const RUN_AGAIN_AFTER_SECONDS: i64 = 30;

/// Whether a text is the name of a header that may carry a secret: a token of RFC 9110 that means nothing to the
/// connection itself.
pub fn is_secret_header(name: &str) -> bool {
    const CONNECTION: [&str; 16] = [
        "host",
        "connection",
        "content-length",
        "content-type",
        "transfer-encoding",
        "upgrade",
        "te",
        "trailer",
        "keep-alive",
        "expect",
        "range",
        "accept",
        "accept-encoding",
        "if-none-match",
        "if-modified-since",
        "user-agent",
    ];
    let is_token = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_plain = (1..=64).contains(&name.len()) && name.chars().all(is_token);
    let lower = name.to_ascii_lowercase();
    is_plain && !CONNECTION.contains(&lower.as_str()) && !lower.starts_with("proxy-")
}

/// Whether a text can stand in a header: visible ASCII and spaces, as tokens and keys are.
pub fn is_secret_text(secret: &str) -> bool {
    let is_seen = |byte: u8| (0x20..0x7f).contains(&byte);
    (1..=LONGEST_SECRET).contains(&secret.len()) && secret.bytes().all(is_seen) && secret.trim() == secret
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_into_no_header_of_the_connection() {
        for name in ["Authorization", "X-Api-Key", "api_key", "Cookie"] {
            assert!(is_secret_header(name), "{name}");
        }
        for name in
            ["", "Host", "content-LENGTH", "Transfer-Encoding", "Proxy-Authorization", "a b", "a:b", "ก", "a\r\nb"]
        {
            assert!(!is_secret_header(name), "{name:?}");
        }
    }

    #[test]
    fn a_secret_breaks_no_line() {
        assert!(is_secret_text("Bearer abc.DEF-123=="));
        for secret in ["", " a", "a ", "a\r\nHost: x", "a\0", "ลับ", "x".repeat(LONGEST_SECRET + 1).as_str()] {
            assert!(!is_secret_text(secret), "{secret:?}");
        }
    }
}
