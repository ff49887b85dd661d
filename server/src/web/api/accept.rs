//! In which of several forms an answer goes out: the one that the caller takes best (RFC 9110, 12.5.1). Every list and file of the
//! API that has more than one form asks here.

use super::ApiProblem;
use axum::http::{HeaderMap, StatusCode, header};
use mediatype::{MediaType, MediaTypeList, Name, ReadParams as _, Value, names};

/// How tables of SDMX-CSV are written here: codes without names beside them, no keys of series, periods as they are.
const WRITTEN: [(&str, &str); 3] = [("labels", "id"), ("keys", "none"), ("timeFormat", "original")];

/// A form, as callers may name it. A form that has several names is offered under each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer<Form> {
    /// The form.
    pub(super) form: Form,
    /// Its media type, without parameters.
    pub(super) name: &'static str,
    /// The versions by which it may be named; where there are none, a version is passed over.
    pub(super) versions: &'static [&'static str],
}

impl<Form> Offer<Form> {
    /// The same of a form among others.
    pub(super) fn of<Wider>(self, form: impl FnOnce(Form) -> Wider) -> Offer<Wider> {
        Offer { form: form(self.form), name: self.name, versions: self.versions }
    }

    /// How exactly a range names it; nothing where it does not.
    fn named_by(&self, range: &MediaType<'_>) -> Option<u8> {
        let own = MediaType::parse(self.name).ok()?;
        if range.essence() == own {
            // Whoever asks for another way of writing asks for a form that there is not.
            let is_other = |(name, how): (Name<'_>, Value<'_>)| {
                WRITTEN.iter().any(|(choice, written)| name == *choice && how.unquoted_str() != *written)
            };
            if !self.versions.is_empty() && range.params().any(is_other) {
                return None;
            }
            let version = range.params().find(|(name, _)| *name == "version");
            return match version {
                Some((_, version)) if !self.versions.is_empty() => {
                    self.versions.contains(&&*version.unquoted_str()).then_some(3)
                }
                Some(_) | None => Some(2),
            };
        }
        let is_any_below = range.subty == names::_STAR && range.suffix.is_none();
        if !is_any_below {
            None
        } else if range.ty == names::_STAR {
            Some(0)
        } else {
            (range.ty == own.ty).then_some(1)
        }
    }
}

/// How much a range is wanted, in thousandths; what is no quality is read as a refusal.
fn quality(range: &MediaType<'_>) -> u16 {
    let Some(quality) = range.get_param(names::Q) else { return 1_000 };
    let quality = quality.as_str().parse::<f32>().ok().filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or(0.0);
    // Between nought and a thousand, and so exact.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    let thousandths = (quality * 1_000.0).round() as u16;
    thousandths
}

/// The form that the caller takes best of those on offer: the first where they say nothing, of two alike the one that they name more
/// exactly, and of those the one that is offered first.
///
/// # Errors
/// They take none of them.
pub(super) fn accepted<Form>(
    headers: &HeaderMap,
    offers: impl IntoIterator<Item = Offer<Form>>,
) -> Result<Form, ApiProblem> {
    let lines: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok()).collect();
    let refused = || ApiProblem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable").with_typed(&lines.join(", "));
    let says_nothing = lines.iter().all(|line| line.chars().all(|letter| letter == ',' || letter.is_whitespace()));
    // What is no range names nothing.
    let ranges: Vec<MediaType<'_>> = lines.iter().flat_map(|line| MediaTypeList::new(line)).flatten().collect();
    let mut best: Option<(u16, u8, Form)> = None;
    for offer in offers {
        if says_nothing {
            return Ok(offer.form);
        }
        let naming = ranges.iter().filter_map(|range| Some((offer.named_by(range)?, quality(range))));
        let Some((exactness, quality)) = naming.max_by_key(|(exactness, _)| *exactness) else { continue };
        if quality > 0 && best.as_ref().is_none_or(|(most, exact, _)| (quality, exactness) > (*most, *exact)) {
            best = Some((quality, exactness, offer.form));
        }
    }
    best.map(|(_, _, form)| form).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: [Offer<&str>; 4] = [
        Offer { form: "json", name: "application/json", versions: &[] },
        Offer { form: "table", name: "text/csv", versions: &[] },
        Offer { form: "new", name: "application/vnd.test+csv", versions: &["2.0.0", "2.0"] },
        Offer { form: "old", name: "application/vnd.test+csv", versions: &["1.0"] },
    ];

    fn taken(lines: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::ACCEPT, line.parse().expect("a header"));
        }
        accepted(&headers, OFFERS).ok()
    }

    #[test]
    fn whoever_says_nothing_gets_what_is_offered_first() {
        for lines in [&[][..], &[""], &[" "], &[", ,"], &["*/*"], &["application/*"], &["image/png", "*/*;q=0.1"]] {
            assert_eq!(taken(lines), Some("json"), "{lines:?}");
        }
    }

    #[test]
    fn a_form_is_taken_by_its_name_its_version_or_a_range() {
        for (line, form) in [
            ("text/csv", "table"),
            ("TEXT/CSV; charset=utf-8", "table"),
            ("text/*", "table"),
            ("text/csv;version=7", "table"),
            ("application/vnd.test+csv", "new"),
            ("application/vnd.test+csv;version=2.0", "new"),
            ("application/vnd.test+csv; version=\"1.0\"", "old"),
            ("application/vnd.test+csv;labels=id;version=1.0", "old"),
            ("application/vnd.test+csv;labels=both, application/json;q=0.1", "json"),
            ("text/csv;labels=both", "table"),
            ("text/html;level=\"1,text/csv\", application/json", "json"),
        ] {
            assert_eq!(taken(&[line]), Some(form), "{line}");
        }
        assert_eq!(taken(&["image/png", "text/csv"]), Some("table"), "two lines are one list");
    }

    #[test]
    fn the_better_quality_counts_and_of_alike_the_more_exact_name() {
        for (line, form) in [
            ("text/csv;q=0.5, application/json;q=0.4", "table"),
            ("text/csv;q=0.4, */*;q=0.9", "json"),
            ("text/csv, */*", "table"),
            ("text/csv, application/json", "json"),
            ("application/json;q=0, */*", "table"),
            ("application/*;q=0.2, application/json;q=0.1", "new"),
            ("application/vnd.test+csv;q=0.9, application/vnd.test+csv;version=1.0", "old"),
            ("text/csv;q=0.999, application/json;q=0.998", "table"),
        ] {
            assert_eq!(taken(&[line]), Some(form), "{line}");
        }
    }

    #[test]
    fn what_is_not_on_offer_is_refused() {
        for line in [
            "image/png",
            "application/vnd.test+csv;version=3.0",
            "application/vnd.test+csv;labels=both",
            "application/vnd.test+csv;version=2.0;timeFormat=normalized",
            "application/vnd.test+xml",
            "application/json;q=0",
            "application/json;q=2",
            "application/json;q=x",
            "*/*;q=0",
            "*/csv",
            "json",
            ";;;",
        ] {
            assert_eq!(taken(&[line]), None, "{line}");
        }
    }
}
