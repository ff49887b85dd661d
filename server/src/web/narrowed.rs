//! What an address narrows a dashboard by besides the instant and the grade, `?kind=department&strategy=S1`; and what a file is asked
//! to be narrowed by: it has no page around it on which to say what is not known, so that it is refused.

use axum::http::Uri;
use domain::{
    filter::{Filter, goes_along, is_dashboard, narrows},
    ids::{OrganisationCode, StrategyCode},
    organisation::OrganisationKind,
    trust::TrustGrade,
};
use service::{ServiceError, ServiceResult};
use strum::IntoEnumIterator as _;

/// The filters that an address asks for, each with its value; a blank one asks for nothing.
pub(crate) fn asked(uri: &Uri) -> impl Iterator<Item = (Filter, String)> + '_ {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let pairs = pairs.filter(|(_, value)| !value.is_empty());
    pairs.filter_map(|(name, value)| Some((Filter::named(&name)?, value.into_owned())))
}

/// Whether a value can be what it is to be. Rounds, bodies and instants are refused by whoever looks for them.
fn can_be(filter: Filter, value: &str) -> bool {
    match filter {
        Filter::Kind => value.parse::<OrganisationKind>().is_ok(),
        Filter::Strategy => value.parse::<StrategyCode>().is_ok(),
        Filter::Grade => value.parse::<TrustGrade>().is_ok(),
        Filter::Round | Filter::Instant | Filter::Organisation => true,
    }
}

/// The kind, the strategy and the body of a dashboard's address, which its links and forms keep.
pub(crate) fn of_dashboard(uri: &Uri) -> Vec<(Filter, String)> {
    if !is_dashboard(uri.path()) {
        return Vec::new();
    }
    let first = |filter: Filter| asked(uri).find(|(of, _)| *of == filter);
    let kept = |(filter, value): &(Filter, String)| {
        let is_one = match filter {
            // The list of alerts takes names too, which other pages do not.
            Filter::Organisation => value.parse::<OrganisationCode>().is_ok(),
            Filter::Kind | Filter::Strategy => can_be(*filter, value),
            Filter::Round | Filter::Instant | Filter::Grade => false,
        };
        is_one && goes_along(uri.path(), *filter)
    };
    Filter::iter().filter_map(first).filter(kept).collect()
}

/// That a file can be narrowed by everything that its address asks for.
///
/// # Errors
/// It is not narrowed by such a thing, or there is none of that name.
pub(crate) fn only_what_is_known(uri: &Uri) -> ServiceResult<()> {
    for (filter, value) in asked(uri) {
        if !narrows(uri.path(), filter) {
            return Err(ServiceError::invalid(filter.not_here(), filter.name()));
        }
        if !can_be(filter, &value) {
            let code = match filter {
                Filter::Kind => "no_such_kind",
                Filter::Strategy => "no_such_strategy",
                Filter::Round | Filter::Instant | Filter::Organisation | Filter::Grade => "no_such_grade",
            };
            return Err(ServiceError::invalid(code, value.chars().take(64).collect::<String>()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> Option<&'static str> {
        let uri: Uri = address.parse().expect("an address");
        match only_what_is_known(&uri) {
            Ok(()) => None,
            Err(ServiceError::Invalid { code, .. }) => Some(code),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_file_refuses_what_it_is_not_narrowed_by_and_what_is_not_known() {
        for (address, code) in [
            ("/completeness.csv", None),
            ("/completeness.csv?kind=department&trust=evidence_attached&round=2570-q1&by=indicator", None),
            ("/completeness.csv?kind=&trust=", None),
            ("/completeness.csv?kind=nonsense", Some("no_such_kind")),
            ("/completeness.csv?kind=department&kind=nonsense", Some("no_such_kind")),
            ("/completeness.csv?trust=nonsense", Some("no_such_grade")),
            ("/completeness.csv?strategy=S1", Some("strategy_not_here")),
            ("/robustness/s/r/places.csv?kind=department", Some("kind_not_here")),
            ("/robustness/s/r/places.csv?round=2569-q4", Some("round_not_here")),
            ("/scores/s/r/one/derivation.json?trust=x", Some("no_such_grade")),
            ("/objections.csv?as_of=2026-01-01", Some("as_of_not_here")),
            ("/objections.csv?trust=self_reported", Some("trust_not_here")),
        ] {
            assert_eq!(refused(address), code, "{address}");
        }
    }

    #[test]
    fn a_dashboard_keeps_what_can_be_a_kind_a_strategy_and_a_body() {
        let kept = |address: &str| -> Vec<String> {
            let uri: Uri = address.parse().expect("an address");
            of_dashboard(&uri).into_iter().map(|(filter, value)| format!("{}={value}", filter.name())).collect()
        };
        assert_eq!(kept("/national?strategy=S1&kind=department&round=x"), ["kind=department", "strategy=S1"]);
        assert_eq!(kept("/national?kind=nonsense&strategy=%2F&trust=x"), [""; 0]);
        assert_eq!(kept("/alerts?kind=department&strategy=S1"), ["strategy=S1"]);
        assert_eq!(kept("/reports/2570-q1/one?kind=department"), [""; 0]);
        assert_eq!(kept("/late?organisation=mdes&kind=department"), ["kind=department", "organisation=mdes"]);
        assert_eq!(kept("/alerts?organisation=%E0%B8%81%E0%B8%A3%E0%B8%A1"), [""; 0]);
        assert_eq!(kept("/national?organisation=mdes"), [""; 0]);
        assert_eq!(kept("/robustness/small/2570-q1?organisation=one"), [""; 0]);
    }
}
