//! What the address of a dashboard narrows it by, and which dashboard by what. A dashboard that is not narrowed by a filter of its
//! address says so; a file, which has no room to say it, refuses.

use crate::{past::keeps_the_past, share::fits, trust::goes_by_grade};
use strum::EnumIter;

/// A value of an address that narrows what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter)]
pub enum Filter {
    /// The round.
    Round,
    /// What was known at an earlier instant.
    Instant,
    /// Bodies of one kind.
    Kind,
    /// One body with those below it, such as a ministry.
    Organisation,
    /// The indicators of one strategy.
    Strategy,
    /// Figures that have at least a trust grade.
    Grade,
}

use Filter as F;

/// The dashboards, each with what narrows it besides the instant (`past`) and the grade (`trust`). A star stands for one code.
const DASHBOARDS: [(&str, &[Filter]); 19] = [
    ("/alerts", &[F::Round, F::Organisation]),
    ("/compare", &[F::Round]),
    ("/completeness", &[F::Round, F::Kind]),
    ("/completeness/*", &[F::Round, F::Kind]),
    ("/indicators/*", &[F::Round, F::Kind, F::Organisation]),
    ("/indicators/*/map", &[F::Round]),
    ("/late", &[F::Round, F::Kind, F::Organisation]),
    ("/maps/*/*", &[]),
    ("/movers/*/*", &[F::Organisation]),
    ("/national", &[F::Round, F::Kind, F::Strategy]),
    ("/organisations", &[F::Kind]),
    ("/organisations/*", &[F::Round, F::Kind, F::Strategy]),
    ("/organisations/*/figures", &[F::Round]),
    ("/organisations/*/heat-map", &[F::Round, F::Kind, F::Strategy]),
    ("/organisations/*/indicators/*", &[F::Round]),
    ("/organisations/*/letter", &[F::Round]),
    ("/robustness/*/*", &[F::Organisation]),
    ("/scores/*/*", &[F::Kind, F::Organisation]),
    ("/scores/*/*/*", &[]),
];

/// Files of dashboards, likewise.
const FILES: [(&str, &[Filter]); 4] = [
    ("/completeness.csv", &[F::Round, F::Kind, F::Organisation]),
    ("/objections.csv", &[]),
    ("/robustness/*/*/places.csv", &[]),
    ("/scores/*/*/*/derivation.json", &[]),
];

impl Filter {
    /// What it is called in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Round => "round",
            Self::Instant => "as_of",
            Self::Kind => "kind",
            Self::Organisation => "organisation",
            Self::Strategy => "strategy",
            Self::Grade => "trust",
        }
    }

    /// The filter that an address calls so.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "round" => Some(Self::Round),
            "as_of" | "asOf" => Some(Self::Instant),
            "kind" => Some(Self::Kind),
            "organisation" => Some(Self::Organisation),
            "strategy" => Some(Self::Strategy),
            "trust" => Some(Self::Grade),
            _ => None,
        }
    }

    /// The code with which what cannot be narrowed by it refuses it.
    pub fn not_here(self) -> &'static str {
        match self {
            Self::Round => "round_not_here",
            Self::Instant => "as_of_not_here",
            Self::Kind => "kind_not_here",
            Self::Organisation => "organisation_not_here",
            Self::Strategy => "strategy_not_here",
            Self::Grade => "trust_not_here",
        }
    }
}

/// The dashboards and their files, as their paths are written.
pub fn dashboards_and_files() -> impl Iterator<Item = &'static str> {
    DASHBOARDS.iter().chain(&FILES).map(|(path, _)| *path)
}

/// Whether a path is that of a dashboard.
pub fn is_dashboard(path: &str) -> bool {
    DASHBOARDS.iter().any(|(page, _)| fits(page, path))
}

/// Whether a dashboard or a file of one is narrowed by a filter.
pub fn narrows(path: &str, filter: Filter) -> bool {
    match filter {
        F::Instant => keeps_the_past(path),
        F::Grade => goes_by_grade(path),
        F::Round | F::Kind | F::Organisation | F::Strategy => {
            let found = DASHBOARDS.iter().chain(&FILES).find(|(page, _)| fits(page, path));
            found.is_some_and(|(_, filters)| filters.contains(&filter))
        }
    }
}

/// Whether links to a path keep the filter of the page that they stand on: dashboards do, also where they only say that they are
/// not narrowed by it, so that it is there again on the way on; files do where they are narrowed. A body goes along from list to
/// list: every other dashboard is of a body of its own, or of all.
pub fn goes_along(path: &str, filter: Filter) -> bool {
    match filter {
        F::Instant => keeps_the_past(path),
        F::Grade => goes_by_grade(path),
        F::Kind | F::Strategy => (is_dashboard(path) && !means_another(path, filter)) || narrows(path, filter),
        F::Organisation => narrows(path, filter) && !shows_one_among_all(path),
        // A page of a round is linked to as such.
        F::Round => false,
    }
}

/// Whether a body that is asked for is shown above all others, which stay: whoever goes on from there is not among those below it.
fn shows_one_among_all(path: &str) -> bool {
    fits("/robustness/*/*", path)
}

/// Whether a page calls something else so: the list of alerts has kinds of alerts.
pub fn means_another(path: &str, filter: Filter) -> bool {
    filter == F::Kind && path == "/alerts"
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    #[test]
    fn a_filter_is_found_by_its_name() {
        for filter in Filter::iter() {
            assert_eq!(Filter::named(filter.name()), Some(filter));
            assert_eq!(filter.not_here(), format!("{}_not_here", filter.name()));
        }
        assert_eq!((Filter::named("asOf"), Filter::named("page")), (Some(F::Instant), None));
    }

    #[test]
    fn dashboards_are_narrowed_by_what_their_figures_can_be_taken_apart_by() {
        let by = |path: &str| -> Vec<&str> {
            Filter::iter().filter(|filter| narrows(path, *filter)).map(Filter::name).collect()
        };
        assert_eq!(by("/national"), ["round", "as_of", "kind", "strategy", "trust"]);
        assert_eq!(by("/organisations/mdes"), ["round", "as_of", "kind", "strategy", "trust"]);
        assert_eq!(by("/indicators/svc-e2e"), ["round", "as_of", "kind", "organisation", "trust"]);
        assert_eq!(by("/completeness/mdes"), ["round", "as_of", "kind", "trust"]);
        assert_eq!(by("/completeness.csv"), ["round", "as_of", "kind", "organisation", "trust"]);
        assert_eq!(by("/scores/small/2570-q1/one"), ["as_of", "trust"]);
        assert_eq!(by("/objections.csv"), [""; 0]);
        assert_eq!(by("/accounts"), [""; 0]);
    }

    #[test]
    fn a_kind_and_a_strategy_go_along_to_every_dashboard_that_knows_them() {
        for path in ["/national", "/organisations/mdes", "/scores/small/2570-q1/one", "/compare"] {
            assert!(goes_along(path, F::Kind) && goes_along(path, F::Strategy), "{path}");
        }
        assert!(!goes_along("/alerts", F::Kind) && goes_along("/alerts", F::Strategy));
        assert!(goes_along("/completeness.csv", F::Kind) && !goes_along("/completeness.csv", F::Strategy));
        for path in ["/", "/reports/2570-q1/one", "/plans/small", "/robustness/small/2570-q1/places.csv"] {
            assert!(!goes_along(path, F::Kind) && !goes_along(path, F::Strategy), "{path}");
        }
    }

    #[test]
    fn a_body_goes_along_from_list_to_list() {
        for path in ["/late", "/scores/small/2570-q1", "/movers/small/2570-q1", "/alerts", "/indicators/svc-e2e"] {
            assert!(goes_along(path, F::Organisation), "{path}");
        }
        for path in ["/national", "/organisations/one", "/scores/small/2570-q1/one", "/robustness/small/2570-q1"] {
            assert!(!goes_along(path, F::Organisation), "{path}");
        }
    }

    #[test]
    fn every_dashboard_and_file_stands_in_the_table_once() {
        let mut paths: Vec<&str> = dashboards_and_files().collect();
        paths.sort_unstable();
        let all = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), all);
    }
}
