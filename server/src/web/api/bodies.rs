//! What of a body could not be read, from what the reader of bodies says of it: its own sentences are for programmers, and come in
//! English alone. They go along behind ours.

use super::{
    ApiProblem,
    unreadable::{NO_CODE, UNKNOWN, listed, quoted},
};
use app::text::bodies::{Misread, Place};
use axum::http::StatusCode;

/// What stands before what is wrong with JSON of another shape.
const DATA: &str = "Failed to deserialize the JSON body into the target type: ";
/// What stands before what is wrong with a body that is no JSON.
const SYNTAX: &str = "Failed to parse the request body as JSON: ";
/// How the sentence on a body begins that is said to be something else.
const KIND: &str = "Expected request with `Content-Type";
/// How sentences begin on what does not fit, whatever was sent.
const STARTS: [&str; 5] = ["invalid ", "missing field `", "duplicate field `", "unknown ", "data did not "];
/// What whole numbers are called.
const NUMBERS: [&str; 8] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// What is wrong with a body and where, of what was said of it, and what was said without its lead.
pub(super) fn told<Answer>(said: &str, answer: impl FnOnce(Place<'_>, Misread<'_>, &str) -> Answer) -> Answer {
    if let Some(reader) = said.strip_prefix(SYNTAX) {
        let (rest, at) = placed(reader);
        let (path, why) = rest.rsplit_once(": ").unwrap_or(("", rest));
        // Of a name that is none, only where it would stand is known.
        let path = if is_path(path) { path.trim_end_matches('?').trim_end_matches('.') } else { "" };
        let what = match why {
            "recursion limit exceeded" => Misread::Deep,
            cut if cut.starts_with("EOF ") => Misread::Ends,
            _ => Misread::Syntax,
        };
        return answer(Place { path, at }, what, reader);
    }
    let Some(reader) = said.strip_prefix(DATA) else {
        let what = if said.starts_with(KIND) { Misread::Kind } else { Misread::Broken };
        return answer(Place::default(), what, said);
    };
    let (rest, at) = placed(reader);
    let (path, why) = parted(rest);
    if let Some((unknown, known)) = quoted(why, UNKNOWN) {
        // The path leads to the member itself.
        let path = if path.is_empty() { unknown } else { path };
        return answer(Place { path, at }, Misread::Unknown(&listed(known)), reader);
    }
    if let Some((twice, _)) = quoted(why, "duplicate field `") {
        return answer(Place { path: &below(path, twice), at }, Misread::Twice, reader);
    }
    if let Some((missing, _)) = quoted(why, "missing field `") {
        return answer(Place { path: &below(path, missing), at }, Misread::Missing, reader);
    }
    if let Some((_, known)) = quoted(why, "unknown variant `") {
        return answer(Place { path, at }, Misread::NoneOf(&listed(known)), reader);
    }
    answer(Place { path, at }, wanted(why), reader)
}

/// A form that cannot be read, with what its reader said.
pub(super) fn form(status: StatusCode, reader: &str) -> ApiProblem {
    ApiProblem::new(status, "bad_request").with_misread(Place::default(), Misread::Form, reader)
}

/// A part of a form that is not what it is to be.
pub(super) fn part(name: &str, what: Misread<'_>) -> ApiProblem {
    let place = Place { path: name, at: None };
    ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_request").with_misread(place, what, "")
}

/// What was said without where it is, and line and column.
fn placed(text: &str) -> (&str, Option<(usize, usize)>) {
    let found = text.rsplit_once(" at line ").and_then(|(rest, at)| {
        let (line, column) = at.split_once(" column ")?;
        Some((rest, (line.parse::<usize>().ok()?, column.parse::<usize>().ok()?)))
    });
    found.map_or((text, None), |(rest, at)| (rest, Some(at)))
}

/// The members that lead to what is wrong, and why it is. Names of members may hold anything; what is no path is left out.
fn parted(rest: &str) -> (&str, &str) {
    let is_why = |text: &str| STARTS.iter().any(|start| text.starts_with(start)) || text.contains(NO_CODE);
    let named = rest.split_once(": ").filter(|(path, why)| is_path(path) && (is_why(why) || !rest.contains(UNKNOWN)));
    match named {
        Some(named) => named,
        None if STARTS.iter().any(|start| rest.starts_with(start)) => ("", rest),
        None => ("", rest.find(UNKNOWN).map_or(rest, |at| &rest[at..])),
    }
}

/// Whether it is a path of members, and not a sentence or something that was sent.
fn is_path(text: &str) -> bool {
    let is_of_path = |letter: char| letter.is_ascii_alphanumeric() || "_-.[]?".contains(letter);
    !text.is_empty() && text.chars().all(is_of_path)
}

/// The path of a member of what a path leads to.
fn below(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

/// What should have stood there.
fn wanted(why: &str) -> Misread<'static> {
    // What was sent stands before it in quotation marks.
    if why.starts_with('"') && why.contains(NO_CODE) {
        return Misread::Code;
    }
    if why.ends_with("untagged enum NumberOrText") {
        return Misread::NumberOrText;
    }
    match why.rsplit_once(", expected ").map_or("", |(_, wanted)| wanted) {
        "a string" => Misread::Text,
        "a boolean" => Misread::Truth,
        "a sequence" => Misread::List,
        number if NUMBERS.contains(&number) => Misread::Number,
        object if object == "a map" || object.starts_with("struct ") => Misread::Object,
        _ => Misread::Value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::reports::NewValues;
    use axum::Json;

    #[track_caller]
    fn is_told(body: &str, path: &str, wanted: Misread<'_>) {
        let refused = Json::<NewValues>::from_bytes(body.as_bytes()).err().expect("refused").body_text();
        told(&refused, |place, what, reader| {
            assert_eq!((place.path, what), (path, wanted), "{refused}");
            assert!(place.at.is_some() && refused.ends_with(reader), "{refused}");
        });
    }

    #[test]
    fn what_is_wrong_with_a_body_is_known_with_its_place() {
        const MEMBERS: &str = "indicator, version, value, base, narrative, obstacles, help_needed, explanation, applicability, not_applicable_reason";
        let one = |member: &str| format!(r#"{{"values":[{{"indicator":"a"}},{{"indicator":"b",{member}}}]}}"#);
        is_told("{}", "values", Misread::Missing);
        is_told("null", "", Misread::Object);
        is_told(r#"{"values":{}}"#, "values", Misread::List);
        is_told(r#"{"values":[1]}"#, "values[0]", Misread::Object);
        is_told(r#"{"values":[{}]}"#, "values[0].indicator", Misread::Missing);
        is_told(r#"{"values":[{"indicator":".."}]}"#, "values[0].indicator", Misread::Code);
        is_told(r#"{"values":[{"indicator":1}]}"#, "values[0].indicator", Misread::Text);
        is_told(r#"{"values":[],"values":[]}"#, "values", Misread::Twice);
        is_told(r#"{"values":[],"more":1}"#, "more", Misread::Unknown("values"));
        is_told(&one(r#""valeu":1"#), "values[1].valeu", Misread::Unknown(MEMBERS));
        is_told(&one(r#""version":"1""#), "values[1].version", Misread::Number);
        is_told(&one(r#""version":1.5"#), "values[1].version", Misread::Number);
        is_told(&one(r#""value":[1]"#), "values[1].value", Misread::NumberOrText);
        is_told(&one(r#""narrative":true"#), "values[1].narrative", Misread::Text);
        let known = Misread::NoneOf("applies, not_applicable");
        is_told(&one(r#""applicability":"maybe""#), "values[1].applicability", known);
        is_told("", "", Misread::Ends);
        is_told(r#"{"values":[{"indicator":"a"#, "values[0].indicator", Misread::Ends);
        is_told("{1}", "", Misread::Syntax);
        is_told(r#"{"values":[]} {}"#, "", Misread::Syntax);
    }

    #[test]
    fn whatever_was_sent_is_not_taken_for_what_is_wrong() {
        is_told(r#""unknown field `x`, expected `y`""#, "", Misread::Object);
        is_told(r#"{"values":["missing field `x` at line 9 column 9"]}"#, "values[0]", Misread::Object);
        is_told(r#"{"values":[{"version":" is not a code: "}]}"#, "values[0].version", Misread::Number);
        is_told(r#"{"a: b":1}"#, "a: b", Misread::Unknown("values"));
        is_told(r#"{"values":[{"indicator":"unknown field `x`"}]}"#, "values[0].indicator", Misread::Code);
    }

    #[test]
    fn what_never_came_as_json_says_so() {
        assert_eq!(wanted("invalid type: string \"yes\", expected a boolean"), Misread::Truth);
        for (said, wanted) in [
            ("Expected request with `Content-Type: application/json`", Misread::Kind),
            ("Failed to buffer the request body: connection closed", Misread::Broken),
        ] {
            told(said, |place, what, reader| assert_eq!((place, what, reader), (Place::default(), wanted, said)));
        }
    }
}
