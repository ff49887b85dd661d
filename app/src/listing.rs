//! How the lists of a page are narrowed and sorted, as its address says it.

use crate::text::unjudged::Stands;
use strum::{AsRefStr, EnumString};

/// The name of the query value that narrows indicators to a status, or to why there is none.
pub(crate) const STATUS: &str = "status";
/// The name of the one that says by what bodies are sorted.
pub(crate) const SORT: &str = "sort";
/// The name of the one that says which end of them comes first.
pub(crate) const ORDER: &str = "order";
/// The name of the one that holds the level of which bodies are listed.
pub(crate) const LEVEL: &str = "level";
/// What it says of those at no level; no code of a level begins so.
pub(crate) const NO_LEVEL: &str = "_none";

/// What bodies can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum SortKey {
    Name,
    OnCourse,
    AtRisk,
    OffCourse,
    NoData,
    NotApplicable,
    HandedIn,
    OnTime,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// What a query says of the lists of a page, each name once and all in one order. What is not known narrows and sorts nothing,
/// and is left out.
pub fn known(query: &str) -> Vec<(&'static str, String)> {
    let asked = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
    };
    let status = asked(STATUS).and_then(|status| status.parse().ok()).map(|stands: Stands| stands.code().to_owned());
    let sort = asked(SORT).and_then(|key| key.parse().ok()).map(|key: SortKey| key.as_ref().to_owned());
    let order = asked(ORDER).and_then(|order| order.parse().ok()).map(|order: Direction| order.as_ref().to_owned());
    let values = [(STATUS, status), (SORT, sort), (ORDER, order)];
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_lists_stands_in_one_order_and_nothing_else_does() {
        let told = |query: &str| -> Vec<String> {
            known(query).into_iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        assert_eq!(
            told("x=1&order=ascending&sort=name&status=no_target"),
            ["status=no_target", "sort=name", "order=ascending"]
        );
        assert_eq!(
            told("status=&statu%73=on%5Fcourse&status=no_data"),
            ["status=on_course"],
            "the first that says something"
        );
        assert!(told("status=nonsense&sort=size&order=up&page=2").is_empty());
    }
}
