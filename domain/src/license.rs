//! Under which licence published data may be used: one of the list of the Open Definition, which catalogues of open data know by
//! name, or any other by the address of its text.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;
use url::Url;

/// The longest address, in characters.
const LONGEST: usize = 500;

/// One licence of the list.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    /// Its identifier in the list of the Open Definition, with the version of its text.
    id: &'static str,
    /// Its identifier in a CKAN as it is installed.
    ckan: &'static str,
    /// Its name among the choices of the Thai Government Data Catalog, which have no versions; none where it is none of them.
    thai: Option<&'static str>,
    /// Its name.
    title: &'static str,
    /// The address of its text.
    url: &'static str,
}

/// Those of the list (<https://licenses.opendefinition.org>) that name one text which whoever publishes data can choose.
static LIST: [Listed; 7] = [
    Listed {
        id: "CC0-1.0",
        ckan: "cc-zero",
        thai: None,
        title: "CC0 1.0",
        url: "https://creativecommons.org/publicdomain/zero/1.0/",
    },
    Listed {
        id: "CC-BY-4.0",
        ckan: "cc-by",
        thai: Some("Creative Commons Attributions"),
        title: "Creative Commons Attribution 4.0",
        url: "https://creativecommons.org/licenses/by/4.0/",
    },
    Listed {
        id: "CC-BY-SA-4.0",
        ckan: "cc-by-sa",
        thai: Some("Creative Commons Attribution Share-Alike"),
        title: "Creative Commons Attribution Share-Alike 4.0",
        url: "https://creativecommons.org/licenses/by-sa/4.0/",
    },
    Listed {
        id: "CC-BY-NC-4.0",
        ckan: "cc-nc",
        thai: Some("Creative Commons Attribution Non-Commercial"),
        title: "Creative Commons Attribution-NonCommercial 4.0",
        url: "https://creativecommons.org/licenses/by-nc/4.0/",
    },
    Listed {
        id: "ODC-BY-1.0",
        ckan: "odc-by",
        thai: Some("Open Data Common"),
        title: "Open Data Commons Attribution License 1.0",
        url: "https://opendatacommons.org/licenses/by/1-0/",
    },
    Listed {
        id: "ODbL-1.0",
        ckan: "odc-odbl",
        thai: Some("Open Data Common"),
        title: "Open Data Commons Open Database License 1.0",
        url: "https://opendatacommons.org/licenses/odbl/1-0/",
    },
    Listed {
        id: "PDDL-1.0",
        ckan: "odc-pddl",
        thai: Some("Open Data Common"),
        title: "Open Data Commons Public Domain Dedication and Licence 1.0",
        url: "https://opendatacommons.org/licenses/pddl/1-0/",
    },
];

/// Under which licence data may be used. Written as its identifier in the list of the Open Definition, or as the address of its
/// text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct License(Named);

/// By what it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// By its place in the list.
    Listed(&'static Listed),
    /// By its address alone.
    At(String),
}

/// No licence that can be named everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "ใช้รหัส {ids} หรือที่อยู่ http:// หรือ https:// ของสัญญาอนุญาต หากยังไม่ได้กำหนดให้เว้นการตั้งค่านี้ไว้ · expected one of {ids}, or the http:// or https:// address of the licence; leave the setting out while none was chosen",
    ids = ids()
)]
pub struct LicenseError;

fn ids() -> String {
    LIST.each_ref().map(|listed| listed.id).join(", ")
}

impl License {
    /// Its identifier in the list of the Open Definition, where it is listed.
    pub fn id(&self) -> Option<&'static str> {
        match &self.0 {
            Named::Listed(listed) => Some(listed.id),
            Named::At(_) => None,
        }
    }

    /// What a CKAN knows it by: its identifier there, or the address.
    pub fn ckan_id(&self) -> &str {
        match &self.0 {
            Named::Listed(listed) => listed.ckan,
            Named::At(url) => url,
        }
    }

    /// What the Thai Government Data Catalog knows it by, where it is one of its choices.
    pub fn thai_id(&self) -> Option<&'static str> {
        match &self.0 {
            Named::Listed(listed) => listed.thai,
            Named::At(_) => None,
        }
    }

    /// Its name, or the address where it is known by that alone.
    pub fn title(&self) -> &str {
        match &self.0 {
            Named::Listed(listed) => listed.title,
            Named::At(url) => url,
        }
    }

    /// The address of its text.
    pub fn url(&self) -> &str {
        match &self.0 {
            Named::Listed(listed) => listed.url,
            Named::At(url) => url,
        }
    }
}

/// An address without what makes no other one of it.
fn bare(address: &str) -> &str {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    rest.trim_end_matches('/')
}

/// Whether it may stand in statements of RDF as it is: all of it is allowed there, and signs that are written as numbers are whole.
fn is_iri(address: &str) -> bool {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(letter);
    let is_number = |after: &str| after.len() >= 2 && after.bytes().take(2).all(|digit| digit.is_ascii_hexdigit());
    address.chars().all(is_allowed) && address.matches('#').count() <= 1 && address.split('%').skip(1).all(is_number)
}

impl FromStr for License {
    type Err = LicenseError;
    fn from_str(text: &str) -> Result<Self, LicenseError> {
        let text = text.trim();
        if let Some(listed) = LIST.iter().find(|listed| listed.id.eq_ignore_ascii_case(text)) {
            return Ok(Self(Named::Listed(listed)));
        }
        let address = Url::parse(text).map_err(|_| LicenseError)?;
        let is_public = matches!(address.scheme(), "http" | "https")
            && address.host_str().is_some_and(|host| host.contains('.'))
            && address.username().is_empty()
            && address.password().is_none();
        let address = String::from(address);
        if !is_public || address.len() > LONGEST || !is_iri(&address) {
            return Err(LicenseError);
        }
        let listed = LIST.iter().find(|listed| bare(listed.url) == bare(&address));
        Ok(Self(listed.map_or(Named::At(address), Named::Listed)))
    }
}

impl TryFrom<String> for License {
    type Error = LicenseError;
    fn try_from(text: String) -> Result<Self, LicenseError> {
        text.parse()
    }
}

impl From<License> for String {
    fn from(license: License) -> Self {
        license.to_string()
    }
}

impl fmt::Display for License {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id().unwrap_or_else(|| self.url()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> License {
        text.parse().expect("a licence")
    }

    #[test]
    fn a_listed_licence_is_known_by_its_identifier_and_by_its_address() {
        for written in ["CC-BY-4.0", " cc-by-4.0 ", "http://creativecommons.org/licenses/by/4.0"] {
            let license = read(written);
            assert_eq!((license.id(), license.ckan_id()), (Some("CC-BY-4.0"), "cc-by"), "{written}");
            assert_eq!(license.url(), "https://creativecommons.org/licenses/by/4.0/", "{written}");
            assert_eq!(license.to_string(), "CC-BY-4.0", "{written}");
        }
        for listed in &LIST {
            let license = read(listed.id);
            assert_eq!(license, read(listed.url), "{}", listed.id);
            assert_eq!(license, read(&license.to_string()), "{}", listed.id);
        }
    }

    #[test]
    fn any_other_licence_is_known_by_its_address() {
        let license = read("https://data.go.th/terms?of=use#licence");
        assert_eq!(license.id(), None);
        assert_eq!([license.url(), license.title(), license.ckan_id()], ["https://data.go.th/terms?of=use#licence"; 3]);
        assert_eq!(
            read("https://data.go.th/สัญญา").url(),
            "https://data.go.th/%E0%B8%AA%E0%B8%B1%E0%B8%8D%E0%B8%8D%E0%B8%B2"
        );
    }

    #[test]
    fn what_names_no_licence_everywhere_is_refused_in_both_languages() {
        let long = format!("https://data.go.th/{}", "x".repeat(LONGEST));
        for written in [
            "",
            "notspecified",
            "other-open",
            // No version: nobody may choose one for the owner of the data.
            "cc-by",
            "CC-BY",
            "ftp://data.go.th/terms",
            "javascript:alert(1)",
            "/terms",
            "https://",
            "https://localhost/terms",
            "https://somebody:secret@data.go.th/terms",
            "https://data.go.th/a#b#c",
            "https://data.go.th/%zz",
            "https://data.go.th/%4",
            "https://data.go.th/terms?a={b}",
            "https://data.go.th/a|b",
            long.as_str(),
        ] {
            assert_eq!(written.parse::<License>(), Err(LicenseError), "{written}");
        }
        let said = LicenseError.to_string();
        assert!(said.contains("สัญญาอนุญาต") && said.contains("expected one of CC0-1.0, CC-BY-4.0"), "{said}");
    }
}
