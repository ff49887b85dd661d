//! The least grade that an address asks of figures: `?trust=evidence_attached`.

use axum::http::Uri;
use domain::trust::TrustGrade;

/// The least grade that is asked for; nothing where every figure counts, or what stands there is no grade.
pub(crate) fn asked(uri: &Uri) -> Option<TrustGrade> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    let found = pairs.find(|(name, value)| name == "trust" && !value.is_empty());
    found.and_then(|(_, value)| value.parse().ok()).filter(|grade| *grade > TrustGrade::default())
}
