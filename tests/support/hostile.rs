//! What people, programs and attackers write where something else is asked for.

/// As it stands in an address or in a form: escaped, and where that was the point, wrongly.
pub const HOSTILE: [&str; 29] = [
    "",
    "%00",
    "a%00b",
    "%FF%FE",
    "..%2F..%2Fetc%2Fpasswd",
    "..",
    "'%20OR%201=1--",
    "%22%3B%20DROP%20TABLE%20value%3B--",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "%3C%2Ftitle%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "%22%20onmouseover=%22alert(1)",
    "%0D%0AX-Injected:%20yes",
    "%E0%B8%81%E0%B8%82",
    "-1",
    "0",
    "1e999",
    "99999999999999999999999",
    "-99999999999999999999999",
    "NaN",
    "null",
    "true",
    "[]",
    "2999-01-01T00:00:00Z",
    "0000-00-00",
    "%F0%9F%92%A3",
    "2570-q1/../../x",
    "2560-q1..2599-q4",
    "exe",
];

/// Pieces of the above that run where they come back as they were sent.
const RUNS: [&str; 2] = ["<script>alert(1)", "<img src=x"];
/// What runs inside of a tag; among its words a quotation mark is one.
const RUNS_IN_TAG: &str = "\" onmouseover=\"alert(1)";

/// All of it, with what is long and what is ten thousand characters long.
pub fn hostile() -> impl Iterator<Item = String> {
    let long = [300, 10_000].map(|length| "a".repeat(length));
    HOSTILE.into_iter().map(str::to_owned).chain(long)
}

/// Which piece of what was sent came back in a page or picture so that it would run.
pub fn runs_in(document: &str) -> Option<&'static str> {
    let is_in_tag = |(at, _): (usize, &str)| {
        let before = document.get(..at).unwrap_or_default();
        before.rfind('<') > before.rfind('>')
    };
    let in_tag = document.match_indices(RUNS_IN_TAG).any(is_in_tag).then_some(RUNS_IN_TAG);
    RUNS.into_iter().find(|piece| document.contains(piece)).or(in_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_among_what_is_sent() {
        for piece in RUNS.into_iter().chain([RUNS_IN_TAG]) {
            let is_sent = |text: &str| {
                form_urlencoded::parse(text.as_bytes())
                    .any(|(name, value)| format!("{name}={value}").contains(piece) || name.contains(piece))
            };
            assert!(HOSTILE.iter().any(|text| is_sent(text)), "{piece}");
        }
        assert_eq!(runs_in("<p>&lt;img src=x&gt;</p>"), None);
        assert_eq!(runs_in("<p><img src=x></p>"), Some("<img src=x"));
        assert_eq!(runs_in("<p>x\" onmouseover=\"alert(1)</p>"), None);
        assert_eq!(runs_in("<p title=\"x\" onmouseover=\"alert(1)\">x</p>"), Some(RUNS_IN_TAG));
    }
}
