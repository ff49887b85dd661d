//! One text for one value: JSON in the form of RFC 8785, with whole numbers only.
//!
//! Keys stand in the order of their bytes, nothing stands between the tokens, texts are escaped as little as JSON allows.
//! Exact decimals are texts without an exponent and without zeros at the end, as [`Amount`](crate::amount::Amount) writes
//! them; a number with a fraction is refused, so that no reader can round it.

use serde::Serialize;
use serde_json::Number;
use std::{borrow::Cow, ops::Range};
use thiserror::Error;

/// The largest whole number that every reader of JSON keeps exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// A value that has no canonical text.
#[derive(Debug, Error)]
pub enum NotCanonical {
    /// It cannot be written as JSON.
    #[error("it cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
    /// A number with a fraction, or beyond 2^53.
    #[error("the number {0} is not a whole one below 2^53")]
    Number(Number),
}

/// The canonical text of a value.
///
/// # Errors
/// The value holds a number that is not whole.
pub fn canonical<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    let text = serde_json::to_string(value).map_err(NotCanonical::Unwritable)?;
    let mut sorting = Sorting { rest: &text, sorted: String::with_capacity(text.len()) };
    sorting.value()?;
    Ok(sorting.sorted)
}

/// JSON with nothing between its tokens, as `serde_json` writes it, on its way to the order of keys. It is never taken apart to a
/// value of values, which would be many times as large as its text: a line of places is of everybody in the country.
struct Sorting<'a> {
    rest: &'a str,
    sorted: String,
}

/// A member of an object: its name, that name as it is written, and where in what is sorted its value stands.
struct Member<'a> {
    name: Cow<'a, str>,
    written: &'a str,
    value: Range<usize>,
}

impl<'a> Sorting<'a> {
    fn value(&mut self) -> Result<(), NotCanonical> {
        match self.rest.as_bytes().first() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => {
                let words = self.words();
                self.sorted.push_str(words);
                Ok(())
            }
            Some(_) | None => self.word(),
        }
    }

    fn object(&mut self) -> Result<(), NotCanonical> {
        let begin = self.sorted.len();
        let mut members: Vec<Member<'_>> = Vec::new();
        self.skip(b'{');
        while !self.skip(b'}') {
            self.skip(b',');
            let written = self.words();
            self.skip(b':');
            let start = self.sorted.len() - begin;
            self.value()?;
            members.push(Member { name: name(written)?, written, value: start..self.sorted.len() - begin });
        }
        members.sort_by(|one, other| one.name.cmp(&other.name));
        // Of two members of one name the later counts.
        members.dedup_by(|later, earlier| {
            let is_again = later.name == earlier.name;
            if is_again {
                std::mem::swap(later, earlier);
            }
            is_again
        });
        let values = self.sorted.split_off(begin);
        self.sorted.push('{');
        for (position, member) in members.into_iter().enumerate() {
            if position > 0 {
                self.sorted.push(',');
            }
            self.sorted.extend([member.written, ":", &values[member.value]]);
        }
        self.sorted.push('}');
        Ok(())
    }

    fn array(&mut self) -> Result<(), NotCanonical> {
        self.skip(b'[');
        self.sorted.push('[');
        while !self.skip(b']') {
            if self.skip(b',') {
                self.sorted.push(',');
            }
            self.value()?;
        }
        self.sorted.push(']');
        Ok(())
    }

    /// A number, or one of the three words of JSON.
    fn word(&mut self) -> Result<(), NotCanonical> {
        let end = self.rest.find([',', ']', '}']).unwrap_or(self.rest.len());
        let word = self.take(end);
        if !matches!(word, "null" | "true" | "false") {
            let number: Number = serde_json::from_str(word).map_err(NotCanonical::Unwritable)?;
            if number.as_i64().is_none_or(|whole| whole.unsigned_abs() > LARGEST) {
                return Err(NotCanonical::Number(number));
            }
        }
        self.sorted.push_str(word);
        Ok(())
    }

    /// A text as it is written, with its quotation marks.
    fn words(&mut self) -> &'a str {
        let mut is_escaped = true;
        let end = self.rest.bytes().position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        });
        self.take(end.map_or(self.rest.len(), |end| end + 1))
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Goes past a mark, and tells whether it was there.
    fn skip(&mut self, mark: u8) -> bool {
        let is_there = self.rest.as_bytes().first() == Some(&mark);
        if is_there {
            self.take(1);
        }
        is_there
    }
}

/// What a text says that is written with its quotation marks.
fn name(written: &str) -> Result<Cow<'_, str>, NotCanonical> {
    if written.contains('\\') {
        return serde_json::from_str(written).map(Cow::Owned).map_err(NotCanonical::Unwritable);
    }
    Ok(Cow::Borrowed(written.trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::btree_map, prelude::*};
    use serde::ser::{SerializeMap as _, Serializer};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn text(value: &Value) -> String {
        canonical(value).expect("canonical")
    }

    /// As the first lines of this file say it, of a value that was taken apart.
    fn by_the_book(value: &Value) -> String {
        let joined = |parts: Vec<String>| parts.join(",");
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::String(words) => json!(words).to_string(),
            Value::Array(items) => format!("[{}]", joined(items.iter().map(by_the_book).collect())),
            Value::Object(members) => {
                let members: BTreeMap<&String, &Value> = members.iter().collect();
                let member = |(name, value)| format!("{}:{}", json!(name), by_the_book(value));
                format!("{{{}}}", joined(members.into_iter().map(member).collect()))
            }
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let whole = i64::try_from(LARGEST).expect("below 2^63");
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(|is| json!(is)),
            (-whole..=whole).prop_map(|number| json!(number)),
            any::<String>().prop_map(|words| json!(words)),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            // Names that differ in what JSON escapes alone.
            let name = prop_oneof![any::<String>(), "[a\"\\\\\n~]{0,2}"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(|items| json!(items)),
                btree_map(name, inner, 0..6).prop_map(|members| json!(members)),
            ]
        })
    }

    #[test]
    fn keys_are_sorted_and_nothing_stands_between() {
        assert_eq!(
            text(&json!({ "b": [1, true, null], "a": "ก\"\n\u{1}" })),
            "{\"a\":\"ก\\\"\\n\\u0001\",\"b\":[1,true,null]}"
        );
        // A quotation mark stands before a letter, though the backslash that it is written with stands after the capital ones.
        assert_eq!(text(&json!({ "Z": {}, "\"": [] })), r#"{"\"":[],"Z":{}}"#);
    }

    #[test]
    fn of_two_members_of_one_name_the_later_counts() {
        struct Twice;
        impl Serialize for Twice {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = serializer.serialize_map(None)?;
                for (name, value) in [("b", 1), ("a", 2), ("b", 3)] {
                    members.serialize_entry(name, &value)?;
                }
                members.end()
            }
        }
        assert_eq!(canonical(&Twice).expect("canonical"), r#"{"a":2,"b":3}"#);
    }

    #[test]
    fn a_number_that_a_reader_could_round_is_refused() {
        for number in [json!(0.1), json!(1.0), json!(9_007_199_254_740_992_i64), json!(u64::MAX), json!(i64::MIN)] {
            let refused = canonical(&json!({ "number": [number] }));
            assert!(matches!(refused, Err(NotCanonical::Number(told)) if Value::Number(told.clone()) == number));
        }
        assert_eq!(text(&json!(9_007_199_254_740_991_i64)), "9007199254740991");
        assert_eq!(text(&json!(-9_007_199_254_740_991_i64)), "-9007199254740991");
    }

    proptest! {
        #[test]
        fn every_value_is_written_by_the_book(value in values()) {
            prop_assert_eq!(text(&value), by_the_book(&value));
        }

        #[test]
        fn every_text_is_read_back_and_written_alike(words in ".*") {
            let written = text(&json!({ "words": words }));
            let read: Value = serde_json::from_str(&written).expect("JSON");
            prop_assert_eq!(&read["words"], &json!(words));
            prop_assert_eq!(text(&read), written);
        }
    }
}
