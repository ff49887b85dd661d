//! Tags of answers, as RFC 9110 compares them. Whoever asks not to be given again what they have (`If-None-Match`) knows it by a weak
//! tag too; whoever insists on one answer (`If-Match`, `If-Range`) means its very bytes, which a weak tag does not promise.

use axum::http::{HeaderMap, HeaderName, header};

fn lines(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).iter().filter_map(|line| line.to_str().ok())
}

/// Whether a list of tags names this one, weak or not, or whatever there is (13.1.2).
pub(super) fn names(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|known| known == "*" || opaque(known) == opaque(tag))
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Whether a reader has this answer already.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    lines(headers, header::IF_NONE_MATCH).any(|list| names(list, tag))
}

/// Whether a reader insists on another answer than this one (13.1.1).
pub(super) fn is_refused(headers: &HeaderMap, tag: &str) -> bool {
    let is_this = |wanted: &str| wanted == "*" || (wanted == tag && !wanted.starts_with("W/"));
    headers.contains_key(header::IF_MATCH)
        && !lines(headers, header::IF_MATCH).any(|list| list.split(',').map(str::trim).any(is_this))
}

/// Whether a part of this answer fits what a reader has of it (13.1.5): one tag and no list; what is no tag, a date, fits nothing here.
pub(super) fn fits(headers: &HeaderMap, tag: &str) -> bool {
    let is_this = |held: &str| held == tag && !held.starts_with("W/");
    !headers.contains_key(header::IF_RANGE) || lines(headers, header::IF_RANGE).all(|held| is_this(held.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(name: HeaderName, line: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, line.parse().expect("a header"));
        headers
    }

    #[test]
    fn what_is_known_is_known_by_a_weak_tag_too() {
        for (line, known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", W/\"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("w/\"a\"", false),
            ("", false),
        ] {
            assert_eq!(is_known(&says(header::IF_NONE_MATCH, line), "\"a\""), known, "{line}");
            assert_eq!(is_known(&says(header::IF_NONE_MATCH, line), "W/\"a\""), known, "{line}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn what_is_insisted_on_is_the_very_bytes() {
        for (line, refused) in
            [("\"a\"", false), ("\"b\", \"a\"", false), ("*", false), ("\"b\"", true), ("W/\"a\"", true), ("", true)]
        {
            assert_eq!(is_refused(&says(header::IF_MATCH, line), "\"a\""), refused, "{line}");
        }
        assert!(!is_refused(&HeaderMap::new(), "\"a\""));
        assert!(is_refused(&says(header::IF_MATCH, "W/\"a\""), "W/\"a\""));
    }

    #[test]
    fn a_part_fits_the_very_bytes_alone() {
        for (line, fitting) in [
            ("\"a\"", true),
            ("W/\"a\"", false),
            ("*", false),
            ("\"b\"", false),
            ("Fri, 27 Nov 2026 17:20:00 GMT", false),
        ] {
            assert_eq!(fits(&says(header::IF_RANGE, line), "\"a\""), fitting, "{line}");
        }
        assert!(fits(&HeaderMap::new(), "\"a\""));
    }
}
