//! One text for one value: JSON in the form of RFC 8785, with whole numbers only.
//!
//! Keys stand in the order of their bytes, nothing stands between the tokens, texts are escaped as little as JSON allows.
//! Exact decimals are texts without an exponent and without zeros at the end, as [`Amount`](crate::amount::Amount) writes
//! them; a number with a fraction is refused, so that no reader can round it.

use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;
use thiserror::Error;

/// The largest whole number that every reader of JSON keeps exactly.
const LARGEST: i64 = (1 << 53) - 1;

/// A value that has no canonical text.
#[derive(Debug, Error)]
pub enum NotCanonical {
    /// It cannot be written as JSON.
    #[error("it cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
    /// A number with a fraction, or beyond 2^53.
    #[error("the number {0} is not a whole one below 2^53")]
    Number(serde_json::Number),
}

/// The canonical text of a value.
///
/// # Errors
/// The value holds a number that is not whole.
pub fn canonical<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    let value = serde_json::to_value(value).map_err(NotCanonical::Unwritable)?;
    let mut text = String::new();
    write(&value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => match number.as_i64() {
            Some(whole) if whole.abs() <= LARGEST => {
                let _ = write!(text, "{whole}");
            }
            Some(_) | None => return Err(NotCanonical::Number(number.clone())),
        },
        Value::String(words) => quote(words, text),
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            // Sorted here, whatever order the map was told to keep by another crate.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (position, (key, member)) in members.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                quote(key, text);
                text.push(':');
                write(member, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn quote(words: &str, text: &mut String) {
    text.push('"');
    for c in words.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn text(value: &Value) -> String {
        canonical(value).expect("canonical")
    }

    #[test]
    fn keys_are_sorted_and_nothing_stands_between() {
        assert_eq!(
            text(&json!({ "b": [1, true, null], "a": "ก\"\n\u{1}" })),
            "{\"a\":\"ก\\\"\\n\\u0001\",\"b\":[1,true,null]}"
        );
    }

    #[test]
    fn a_number_that_a_reader_could_round_is_refused() {
        assert!(canonical(&json!(0.1)).is_err());
        assert!(canonical(&json!(9_007_199_254_740_992_i64)).is_err());
        assert_eq!(text(&json!(9_007_199_254_740_991_i64)), "9007199254740991");
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_and_written_alike(words in ".*") {
            let written = text(&json!({ "words": words }));
            let read: Value = serde_json::from_str(&written).expect("JSON");
            prop_assert_eq!(&read["words"], &json!(words));
            prop_assert_eq!(text(&read), written);
        }
    }
}
