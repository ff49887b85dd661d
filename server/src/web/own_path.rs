//! Paths of ours that a request may name for going back to.

use std::fmt::Write as _;

/// The path when it is one of ours, ready for a `Location`; anything that could lead elsewhere becomes the start page.
pub(crate) fn own_path(path: &str) -> String {
    let is_ours = path.starts_with('/')
        && has_plain_segments(path)
        && !path.contains('\\')
        && path.chars().all(|character| !character.is_control());
    if is_ours { ascii(path) } else { "/".to_owned() }
}

/// Whether a path leads where it says: browsers take away segments of dots, also written `%2e`, and what is left may begin
/// with two slashes.
fn has_plain_segments(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split('/').skip(1).peekable();
    let is_plain = |segment: &str, is_last: bool| match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
        "." | ".." => false,
        "" => is_last,
        _ => true,
    };
    while let Some(segment) = segments.next() {
        if !is_plain(segment, segments.peek().is_none()) {
            return false;
        }
    }
    true
}

/// The same address in the characters that a header may hold.
fn ascii(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut text, byte| {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

/// A text as one value of a query.
pub(crate) fn query_value(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for elsewhere in [
            "//evil.example",
            "///evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "",
            "evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: b",
            "/\t/evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/%2E/%2e%2E//evil.example",
            "/a//evil.example",
            "/a/../..//evil.example",
            "/.",
        ] {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere:?}");
        }
        for ours in ["/", "/reports/2570-q1/dga?x=1", "/accounts/?q=a//b/../c", "/a.b/...", "/#//"] {
            assert_eq!(own_path(ours), ours);
        }
    }

    #[test]
    fn thai_is_written_so_that_a_header_may_hold_it() {
        assert_eq!(own_path("/accounts?search=ก ข"), "/accounts?search=%E0%B8%81%20%E0%B8%82");
        assert_eq!(query_value("/a?b=c&d"), "/a%3Fb%3Dc%26d");
    }
}
