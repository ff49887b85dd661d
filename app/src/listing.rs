//! How the lists of a page are narrowed and sorted, as its address says it.

use crate::text::unjudged::Stands;
use domain::text::Language;
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
/// The name of the one that holds after which row a page begins.
pub(crate) const AFTER: &str = "after";

/// After which row a page of a list begins whose rows stand by their names, as an address holds it. Names have another order in
/// another language, where the same row is another place: so the language is part of it.
pub(crate) fn place_by_name(language: Language, code: &str) -> String {
    format!("{}.{code}", language.as_ref())
}

/// The row that an address names so; none where it is of the order of another language, and the list begins anew.
pub(crate) fn row_by_name(language: Language, place: &str) -> Option<&str> {
    let (of, code) = place.split_once('.')?;
    (of == language.as_ref()).then_some(code)
}

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
    fn a_place_among_names_counts_in_its_own_language_alone() {
        let place = place_by_name(Language::Th, "th-50.a");
        assert_eq!(row_by_name(Language::Th, &place), Some("th-50.a"));
        assert_eq!(row_by_name(Language::En, &place), None);
        for nonsense in ["", "th", "dopa", "fr.dopa", ".dopa"] {
            assert_eq!(row_by_name(Language::Th, nonsense), None, "{nonsense}");
        }
    }

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
