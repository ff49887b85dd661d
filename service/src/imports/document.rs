//! A file in TOML, read part by part, so that one mistake does not hide the next.

use super::{Reason, Refusal, Refusals, table};
use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

/// A file on its way to what it says.
pub(super) struct Document<'a> {
    text: &'a str,
    /// What is wrong so far.
    pub(super) refusals: Refusals,
    /// What it is called that a part is wrong.
    wrong: fn(String) -> Reason,
}

impl<'a> Document<'a> {
    /// The file and its parts; no parts where it is no TOML.
    pub(super) fn read(text: &'a str, wrong: fn(String) -> Reason) -> (Self, Option<DeTable<'a>>) {
        let mut document = Self { text, refusals: Refusals::default(), wrong };
        let (parts, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            document.refuse(error.span().map_or(0, |span| span.start), "", error.message());
        }
        let parts = errors.is_empty().then(|| parts.into_inner());
        (document, parts)
    }

    /// On which line a place is.
    pub(super) fn line(&self, place: usize) -> u64 {
        table::line_at(self.text.as_bytes(), place)
    }

    /// Refuses what stands at a place.
    pub(super) fn refuse(&mut self, place: usize, key: &str, detail: &str) {
        let refusal = Refusal::new(self.line(place), key, (self.wrong)(detail.to_owned()));
        self.refusals.add(refusal);
    }

    /// Refuses a part that means nothing.
    pub(super) fn refuse_unknown(&mut self, place: usize, key: &str) {
        self.refusals.add(Refusal::new(self.line(place), key, Reason::ColumnUnknown));
    }

    /// Refuses a file of another format, or without the part that it is named after.
    pub(super) fn require(&mut self, format: Option<&str>, expected: &str, head: &str, has_head: bool) {
        if format != Some(expected) {
            self.refusals.add(Refusal::new(1, "format", Reason::NotOneOf { words: vec![expected.to_owned()] }));
        }
        if !has_head {
            self.refusals.add(Refusal::new(1, head, Reason::ColumnMissing));
        }
    }

    /// The items of a list, each with its line.
    pub(super) fn items<'de, T: Deserialize<'de>>(&mut self, key: &str, value: Spanned<DeValue<'de>>) -> Vec<(u64, T)> {
        let place = value.span().start;
        let DeValue::Array(items) = value.into_inner() else {
            self.refuse(place, key, "must be written as [[…]]");
            return Vec::new();
        };
        let read = |item: Spanned<DeValue<'de>>| {
            let line = self.line(item.span().start);
            self.item(key, item).map(|read| (line, read))
        };
        items.into_iter().filter_map(read).collect()
    }

    /// One part as its type.
    pub(super) fn item<'de, T: Deserialize<'de>>(&mut self, key: &str, value: Spanned<DeValue<'de>>) -> Option<T> {
        let place = value.span().start;
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(item) => Some(item),
            Err(error) => {
                self.refuse(error.span().map_or(place, |span| span.start), key, error.message());
                None
            }
        }
    }
}
