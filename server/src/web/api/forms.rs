//! In which form a list of values goes out: as every list, or as statistical programs read it.

use super::{
    ApiProblem,
    accept::{Offer, accepted},
    paging::Listed,
    sdmx::Kind,
};
use axum::http::HeaderMap;

/// A form of a list of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As every list; in our own JSON for everybody who asks for nothing else.
    Listed(Listed),
    /// As statistical programs read it.
    Sdmx(Kind),
}

impl Form {
    /// The form that the caller takes best: JSON where they say nothing.
    ///
    /// # Errors
    /// They take none that there is.
    pub(super) fn accepted(headers: &HeaderMap) -> Result<Self, ApiProblem> {
        let listed = Listed::OFFERS.map(|offer| offer.of(Self::Listed));
        accepted(headers, listed.into_iter().chain(Kind::OFFERS.map(|offer: Offer<Kind>| offer.of(Self::Sdmx))))
    }
}

/// The form under which an answer is kept: who asks otherwise may get another one.
pub(crate) fn kept_under(headers: &HeaderMap) -> String {
    format!("{:?} {:?}", Listed::accepted(headers).ok(), Form::accepted(headers).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;
    use domain::snapshot::SdmxCsv;

    const JSON: Form = Form::Listed(Listed::Json);
    const TABLE: Form = Form::Listed(Listed::Table);
    const TWO: Form = Form::Sdmx(Kind::Csv(SdmxCsv::Two));
    const ONE: Form = Form::Sdmx(Kind::Csv(SdmxCsv::One));
    const MESSAGE: Form = Form::Sdmx(Kind::Json);

    #[test]
    fn values_are_taken_in_every_form() {
        for (accept, form) in [
            ("*/*", Some(JSON)),
            ("text/html, */*;q=0.8", Some(JSON)),
            ("text/csv", Some(TABLE)),
            ("application/vnd.sdmx.data+csv", Some(TWO)),
            ("application/vnd.sdmx.data+csv; version=\"2.0\"", Some(TWO)),
            ("application/vnd.sdmx.data+csv;version=1.0.0", Some(ONE)),
            ("*/*;q=0.1, application/vnd.sdmx.data+csv;version=1.0.0;q=0.2", Some(ONE)),
            ("application/vnd.sdmx.data+xml, application/vnd.sdmx.data+json", Some(MESSAGE)),
            ("application/vnd.sdmx.data+json;q=0.999, application/vnd.sdmx.data+csv;q=0.998", Some(MESSAGE)),
            ("application/xml", None),
            ("application/vnd.sdmx.data+csv;version=3.0.0", None),
            ("application/vnd.sdmx.data+json;version=1.0.0", None),
            ("application/vnd.sdmx.genericdata+xml;version=2.1", None),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().expect("a header"))]);
            assert_eq!(Form::accepted(&headers).ok(), form, "{accept}");
        }
        assert_eq!(Form::accepted(&HeaderMap::new()).ok(), Some(JSON));
    }
}
