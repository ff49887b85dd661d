//! What of a query could not be read, from what the reader of queries says of it: its own sentences are for programmers, and say
//! again whatever was typed.

use app::text::queries::Unreadable;
use domain::filter::Filter;

/// What stands before what is wrong.
const LEAD: &str = "Failed to deserialize query string: ";
/// How sentences on a parameter that the address does not have begin.
pub(super) const UNKNOWN: &str = "unknown field `";
/// How the sentences on codes begin after what was typed.
pub(super) const NO_CODE: &str = " is not a code: ";

/// What is wrong with a query, of what was said of it, and which values are known where some are.
pub(super) fn told<Answer>(said: &str, answer: impl FnOnce(Unreadable<'_>) -> Answer) -> Answer {
    let said = said.strip_prefix(LEAD).unwrap_or(said);
    // Where it is known which one it was, its name stands first. All that the address has are names; what is none is unknown.
    let named = said.split_once(": ").filter(|(name, _)| is_name(name));
    let (name, why) = named.unwrap_or_else(|| ("", said.find(UNKNOWN).map_or(said, |at| &said[at..])));
    if let Some((unknown, known)) = quoted(why, UNKNOWN) {
        return answer(Unreadable::Unknown(unknown, &listed(known)));
    }
    if let Some((twice, _)) = quoted(why, "duplicate field `") {
        return answer(Unreadable::Twice(twice));
    }
    if let Some((missing, _)) = quoted(why, "missing field `") {
        return answer(Unreadable::Missing(missing));
    }
    if name.is_empty() {
        return answer(Unreadable::All);
    }
    if let Some((_, known)) = quoted(why, "unknown variant `") {
        return answer(Unreadable::NoneOf(name, &listed(known)));
    }
    if why.contains(NO_CODE) {
        return answer(Unreadable::Code(name));
    }
    let is_of_numbers =
        ["invalid digit", "number too", "cannot parse integer"].iter().any(|start| why.starts_with(start));
    answer(if is_of_numbers { Unreadable::Number(name) } else { Unreadable::Value(name) })
}

/// Whether it is the name of a parameter, and not a sentence or something that was typed.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// What stands between the quotes that a sentence begins with, and the rest of it.
pub(super) fn quoted<'a>(why: &'a str, start: &str) -> Option<(&'a str, &'a str)> {
    let rest = why.strip_prefix(start)?;
    // What was typed may hold quotes of its own; the last one is none of them.
    let end = rest.rfind("`, expected ").or_else(|| rest.rfind('`'))?;
    Some((&rest[..end], &rest[end + 1..]))
}

/// The names that a sentence lists in quotes; what is taken by two names is listed by the one that the document of the API has.
pub(super) fn listed(known: &str) -> String {
    let names = known.split('`').skip(1).step_by(2).filter(|name| *name != Filter::Instant.name());
    let names: Vec<&str> = names.collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Query;
    use domain::{ids::RoundCode, text::Language};
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether they can be read is asked")]
    struct Asked {
        round: RoundCode,
        language: Option<Language>,
        limit: Option<i64>,
        #[serde(rename = "asOf", alias = "as_of")]
        as_of: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    #[test]
    fn what_was_typed_is_no_value_that_there_is() {
        let address = "/values?a%60,%60b%60,%60c=1".parse().expect("an address");
        let refused = Query::<Nothing>::try_from_uri(&address).expect_err("refused").body_text();
        told(&refused, |what| assert_eq!(what, Unreadable::Unknown("a`,`b`,`c", ""), "{refused}"));
    }

    #[track_caller]
    fn is_told(query: &str, wanted: Unreadable<'_>) {
        let address = format!("/values?{query}").parse().expect("an address");
        let refused = Query::<Asked>::try_from_uri(&address).expect_err("refused").body_text();
        told(&refused, |what| assert_eq!(what, wanted, "{refused}"));
    }

    #[test]
    fn what_is_wrong_with_a_query_is_known_by_the_parameter() {
        is_told("since=2570", Unreadable::Unknown("since", "round, language, limit, asOf"));
        is_told("round=a&round=b", Unreadable::Twice("round"));
        is_told("limit=1", Unreadable::Missing("round"));
        is_told("round=a&language=fr", Unreadable::NoneOf("language", "th, en"));
        is_told("round=..", Unreadable::Code("round"));
        is_told("round=a&limit=ten", Unreadable::Number("limit"));
        is_told("round=a&limit=", Unreadable::Number("limit"));
        is_told("round=a&limit=99999999999999999999", Unreadable::Number("limit"));
        is_told("round=unknown%20field%20%60x%60", Unreadable::Code("round"));
        is_told("a%60,%20expected%20%60b=1", Unreadable::Unknown("a`, expected `b", "round, language, limit, asOf"));
    }
}
