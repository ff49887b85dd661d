//! A page that somebody lets others read by a link: which pages that can be, with which filters, for how long.

use chrono::TimeDelta;
use std::{fmt, str::FromStr};
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// The longest address of a page, in bytes.
const LONGEST: usize = 1_000;
/// Values of a query that tell what a form did, and belong to nobody else.
const TOLD: [&str; 5] = ["done", "refused", "incident", "__path", "__err"];

/// The pages that can be shared: they show figures and change nothing. A star stands for one code.
const PAGES: [&str; 18] = [
    "/national",
    "/alerts",
    "/compare",
    "/completeness",
    "/completeness/*",
    "/indicators/*",
    "/indicators/*/map",
    "/late",
    "/maps/*/*",
    "/movers/*/*",
    "/organisations/*",
    "/organisations/*/figures",
    "/organisations/*/heat-map",
    "/organisations/*/indicators/*",
    "/organisations/*/letter",
    "/robustness/*/*",
    "/scores/*/*",
    "/scores/*/*/*",
];

/// A page with its filters, as its address has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SharedPage(String);

/// What cannot be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no page that can be shared")]
pub struct NotShared;

impl SharedPage {
    /// Its address: path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its path.
    pub fn path(&self) -> &str {
        self.0.split_once('?').map_or(&self.0, |(path, _)| path)
    }

    /// Its query.
    pub fn query(&self) -> Option<&str> {
        self.0.split_once('?').map(|(_, query)| query)
    }
}

impl FromStr for SharedPage {
    type Err = NotShared;

    fn from_str(address: &str) -> Result<Self, NotShared> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let is_plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte));
        if !PAGES.iter().any(|page| fits(page, path)) || !is_plain(query) {
            return Err(NotShared);
        }
        let is_told = |pair: &&str| TOLD.contains(&pair.split('=').next().unwrap_or_default());
        let query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_told(pair)).collect();
        let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
        if address.len() > LONGEST { Err(NotShared) } else { Ok(Self(address)) }
    }
}

impl fmt::Display for SharedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a path is one of a kind of page.
pub(crate) fn fits(page: &str, path: &str) -> bool {
    let is_code = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let (mut expected, mut found) = (page.split('/'), path.split('/'));
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return true,
            (Some("*"), Some(found)) if is_code(found) => {}
            (Some(expected), Some(found)) if expected == found && expected != "*" => {}
            (_, _) => return false,
        }
    }
}

/// For how long a link counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, AsRefStr, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Lasts {
    /// A week.
    Week,
    /// Thirty days.
    #[default]
    Month,
    /// Ninety days.
    Quarter,
}

impl Lasts {
    /// How many days these are.
    pub fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// How long that is.
    pub fn length(self) -> TimeDelta {
        TimeDelta::days(self.days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shared(address: &str) -> Option<String> {
        address.parse::<SharedPage>().ok().map(|page| page.to_string())
    }

    #[test]
    fn pages_of_figures_are_shared_with_their_filters() {
        for address in [
            "/national",
            "/national?round=2570-q1",
            "/organisations/dga?round=2570-q1&sort=name",
            "/organisations/th-50/heat-map?x=%E0%B8%81",
            "/indicators/svc-e2e",
            "/scores/dga-readiness/2570-q1",
            "/scores/dga-readiness/2570-q1/dga?peers=kind",
            "/movers/dga-readiness/2570-q1",
            "/robustness/dga-readiness/2570-q1?organisation=dga",
            "/organisations/dga/letter?round=2570-q1",
        ] {
            assert_eq!(shared(address).as_deref(), Some(address));
        }
        assert_eq!(shared("/national?done=saved&round=2570-q1&&refused=x").as_deref(), Some("/national?round=2570-q1"));
        assert_eq!(shared("/late?incident=1").as_deref(), Some("/late"));
    }

    #[test]
    fn nothing_else_is_shared() {
        for address in [
            "",
            "/",
            "/account",
            "/accounts",
            "/audit",
            "/operations",
            "/reports/2570-q1/dga",
            "/organisations/dga/collectors",
            "/organisations/dga/letter/x",
            "/organisations/*",
            "/organisations/..",
            "/organisations/../audit",
            "/organisations/%2e%2e/audit",
            "/organisations//x",
            "/organisations/dga/",
            "/organisations/new%2Fx",
            "/scores/a/b/c/what-if",
            "/scores/a/b/c/derivation.json",
            "/robustness/a/b/places.csv",
            "/letters/1",
            "/do/accounts/create",
            "/api/v1/values",
            "/evidence/1",
            "/shares",
            "/shared",
            "//evil.example/national",
            "https://evil.example/national",
            "/national#x",
            "/national?x=\"",
            "/national?x=\r\n",
            "/national?x=ก",
            "/national\0",
        ] {
            assert_eq!(shared(address), None, "{address:?}");
        }
        assert_eq!(shared(&format!("/national?x={}", "y".repeat(LONGEST))), None);
    }

    proptest! {
        #[test]
        fn whatever_is_shared_is_a_plain_address_below_a_known_page(text in "/(national|organisations/|late\\?|scores/a/)?[ -~]{0,40}") {
            if let Ok(page) = text.parse::<SharedPage>() {
                prop_assert!(page.path().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte)));
                prop_assert_eq!(page.to_string().parse::<SharedPage>(), Ok(page.clone()));
                prop_assert!(!page.path().contains(".."));
            }
        }
    }
}
