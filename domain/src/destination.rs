//! Places outside that published snapshots are handed to, each with all that reaching it needs but its secret.

use crate::collector::literal_address;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use strum::AsRefStr;
use thiserror::Error;
use url::{Position, Url};

/// The longest text of a setting, in bytes.
const LONGEST: usize = 500;

/// Where to, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[strum(serialize_all = "snake_case")]
pub enum Destination {
    /// A folder of the server's machine, which is there already.
    Folder {
        /// Its whole path.
        path: String,
    },
    /// A bucket behind the S3 protocol.
    Bucket {
        /// Scheme, host and port of the store.
        endpoint: String,
        /// The bucket.
        bucket: String,
        /// The region that requests are signed for.
        region: String,
        /// What stands before every name; empty for nothing.
        prefix: String,
        /// The identifier of the key whose secret is kept.
        key_id: String,
    },
    /// A catalogue of open data: a CKAN.
    Ckan {
        /// Its address, to which `/api/3/action/…` belongs.
        address: String,
        /// The code of the organisation there that owns the package.
        organisation: String,
    },
}

/// What cannot be a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum NoDestination {
    /// The path does not begin at the root of the machine, or leads upwards.
    #[error("a folder is a whole path without steps upwards")]
    DestinationPath,
    /// The address is none of the web, or has a name, a password or a query in it.
    #[error("an address begins with https:// or http:// and has neither a name, a password nor a query in it")]
    DestinationAddress,
    /// A name is empty, too long or has other characters.
    #[error("{0} has 1 to 500 letters, digits and . _ - characters")]
    DestinationName(&'static str),
}

impl Destination {
    /// The same, where it can be one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn checked(self) -> Result<Self, NoDestination> {
        match &self {
            Self::Folder { path } => {
                let is_plain = path.split('/').skip(1).all(|step| !matches!(step, ".." | "."));
                let is_whole = path.starts_with('/') && path.len() > 1 && path.len() <= LONGEST;
                if !is_whole || !is_plain || path.contains('\0') {
                    return Err(NoDestination::DestinationPath);
                }
            }
            Self::Bucket { endpoint, bucket, region, prefix, key_id } => {
                let origin = address(endpoint)?;
                if origin.path() != "/" {
                    return Err(NoDestination::DestinationAddress);
                }
                let steps = prefix.split('/').filter(|_| !prefix.is_empty()).map(|step| ("prefix", step));
                let names = [("bucket", bucket.as_str()), ("region", region.as_str()), ("key-id", key_id.as_str())];
                names.into_iter().chain(steps).try_for_each(|(what, name)| named(what, name))?;
            }
            Self::Ckan { address: at, organisation } => {
                address(at)?;
                named("organisation", organisation)?;
            }
        }
        Ok(self)
    }

    /// Scheme, host and port that its secret is sent to; none where it has no secret.
    pub fn origin(&self) -> Option<String> {
        self.url().map(|url| url[..Position::BeforePath].to_owned())
    }

    /// The address that its host is written as, where it is no name.
    pub fn literal_address(&self) -> Option<IpAddr> {
        literal_address(&self.url()?)
    }

    /// Whether what goes there could be read on its way.
    pub fn is_in_the_clear(&self) -> bool {
        self.url().is_some_and(|url| url.scheme() == "http")
    }

    fn url(&self) -> Option<Url> {
        let at = match self {
            Self::Folder { .. } => return None,
            Self::Bucket { endpoint, .. } => endpoint,
            Self::Ckan { address, .. } => address,
        };
        address(at).ok()
    }

    /// Where it is, in a word for people.
    pub fn place(&self) -> String {
        match self {
            Self::Folder { path } => path.clone(),
            Self::Bucket { endpoint, bucket, prefix, .. } => {
                let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
                format!("{}/{bucket}{prefix}", endpoint.trim_end_matches('/'))
            }
            Self::Ckan { address, .. } => address.trim_end_matches('/').to_owned(),
        }
    }
}

fn address(text: &str) -> Result<Url, NoDestination> {
    let url: Url = text.parse().map_err(|_| NoDestination::DestinationAddress)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let is_of_the_web = matches!(url.scheme(), "https" | "http") && url.has_host() && url.fragment().is_none();
    if is_plain && is_of_the_web && text.len() <= LONGEST { Ok(url) } else { Err(NoDestination::DestinationAddress) }
}

fn named(what: &'static str, name: &str) -> Result<(), NoDestination> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let is_name = (1..=LONGEST).contains(&name.len()) && name.bytes().all(is_plain) && !matches!(name, "." | "..");
    if is_name { Ok(()) } else { Err(NoDestination::DestinationName(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(endpoint: &str, bucket: &str, prefix: &str) -> Destination {
        let [region, key_id] = ["ap-southeast-1", "AKIA1"].map(str::to_owned);
        Destination::Bucket {
            endpoint: endpoint.to_owned(),
            bucket: bucket.to_owned(),
            region,
            prefix: prefix.to_owned(),
            key_id,
        }
    }

    fn ckan(address: &str) -> Destination {
        Destination::Ckan { address: address.to_owned(), organisation: "dga".to_owned() }
    }

    #[test]
    fn what_is_a_place_is_taken_and_named() {
        let folder = Destination::Folder { path: "/srv/open-data".to_owned() };
        for (place, named, origin) in [
            (folder, "/srv/open-data", None),
            (
                bucket("https://s3.example:9000", "open", ""),
                "https://s3.example:9000/open",
                Some("https://s3.example:9000"),
            ),
            (
                bucket("http://10.0.0.9/", "open", "dga/tidtam"),
                "http://10.0.0.9/open/dga/tidtam",
                Some("http://10.0.0.9"),
            ),
            (ckan("https://data.go.th/"), "https://data.go.th", Some("https://data.go.th")),
            (ckan("https://data.go.th/catalogue"), "https://data.go.th/catalogue", Some("https://data.go.th")),
        ] {
            let place = place.checked().expect("a destination");
            assert_eq!((place.place().as_str(), place.origin().as_deref()), (named, origin));
            let text = serde_json::to_string(&place).expect("JSON");
            assert_eq!(serde_json::from_str::<Destination>(&text).expect("the same"), place);
        }
    }

    #[test]
    fn an_address_in_digits_and_a_way_in_the_clear_are_seen() {
        for (at, literal, is_in_the_clear) in [
            ("https://10.0.0.1", Some("10.0.0.1"), false),
            ("https://2130706433", Some("127.0.0.1"), false),
            ("http://[::1]:9000", Some("::1"), true),
            ("HTTP://s3.example", None, true),
            ("https://10.0.0.1.example", None, false),
        ] {
            let place = bucket(at, "open", "");
            assert_eq!(place.literal_address(), literal.map(|text| text.parse().expect("an address")), "{at}");
            assert_eq!(place.is_in_the_clear(), is_in_the_clear, "{at}");
        }
        let folder = Destination::Folder { path: "/srv".to_owned() };
        assert!(folder.literal_address().is_none() && !folder.is_in_the_clear());
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for path in ["", "/", "srv", "/srv/../etc", "/srv/./a", "/a\0b", &format!("/{}", "x".repeat(500))] {
            let folder = Destination::Folder { path: path.to_owned() };
            assert_eq!(folder.checked(), Err(NoDestination::DestinationPath), "{path:?}");
        }
        for wrong in [
            "",
            "data.go.th",
            "ftp://data.go.th",
            "https://me:secret@data.go.th",
            "https://data.go.th?x=1",
            "https://a#b",
        ] {
            assert_eq!(ckan(wrong).checked(), Err(NoDestination::DestinationAddress), "{wrong:?}");
        }
        assert_eq!(bucket("https://s3.example/path", "open", "").checked(), Err(NoDestination::DestinationAddress));
        for (name, prefix, what) in [
            ("", "", "bucket"),
            ("a/b", "", "bucket"),
            ("open", "a//b", "prefix"),
            ("open", "../a", "prefix"),
            ("open", "/a", "prefix"),
            ("open", "a b", "prefix"),
        ] {
            let refused = bucket("https://s3.example", name, prefix).checked();
            assert_eq!(refused, Err(NoDestination::DestinationName(what)), "{name:?} {prefix:?}");
        }
        let wrong = |region: &str, key_id: &str| Destination::Bucket {
            endpoint: "https://s3.example".to_owned(),
            bucket: "open".to_owned(),
            region: region.to_owned(),
            prefix: String::new(),
            key_id: key_id.to_owned(),
        };
        assert_eq!(wrong("th 1", "key").checked(), Err(NoDestination::DestinationName("region")));
        assert_eq!(wrong("th", "").checked(), Err(NoDestination::DestinationName("key-id")));
        let nobodys = Destination::Ckan { address: "https://data.go.th".to_owned(), organisation: "ก".to_owned() };
        assert_eq!(nobodys.checked(), Err(NoDestination::DestinationName("organisation")));
    }
}
