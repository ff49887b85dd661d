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
            let line = document.line(error.span().map_or(0, |span| span.start));
            document.refusals.add(Refusal::new(line, "", Reason::NotToml { detail: error.message().to_owned() }));
        }
        let parts = errors.is_empty().then(|| parts.into_inner());
        (document, parts)
    }

    /// On which line a place is.
    pub(super) fn line(&self, place: usize) -> u64 {
        table::line_at(self.text.as_bytes(), place)
    }

    /// On which line a value begins.
    pub(super) fn line_of(&self, value: &Spanned<DeValue<'_>>) -> u64 {
        self.line(value.span().start)
    }

    /// Refuses what stands at a place.
    fn refuse(&mut self, place: usize, key: &str, detail: &str) {
        let refusal = Refusal::new(self.line(place), key, (self.wrong)(detail.to_owned()));
        self.refusals.add(refusal);
    }

    /// Refuses a part that is none of those that are known.
    pub(super) fn refuse_unknown(&mut self, place: usize, key: &str, known: &[&str]) {
        let known = known.iter().map(|known| (*known).to_owned()).collect();
        self.refusals.add(Refusal::new(self.line(place), key, Reason::KeyUnknown { known }));
    }

    /// Refuses a file of another format, or without the part that it is named after.
    pub(super) fn require(&mut self, format: Option<&str>, expected: &str, head: &str, has_head: bool) {
        if format != Some(expected) {
            self.refusals.add(Refusal::new(1, "format", Reason::NotOneOf { words: vec![expected.to_owned()] }));
        }
        if !has_head {
            self.refusals.add(Refusal::new(1, head, Reason::KeyMissing));
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
            let line = self.line_of(&item);
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
                let line = self.line(error.span().map_or(place, |span| span.start));
                let (place, reason) = self.told(key, error.message());
                self.refusals.add(Refusal::new(line, place, reason));
                None
            }
        }
    }

    /// What the reader of a type says is wrong, as far as it says it in words that are always the same, and with which key.
    fn told(&self, key: &str, message: &str) -> (String, Reason) {
        let quoted: Vec<String> = message.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let reason = |known: &[String]| {
            let known = known.to_vec();
            if message.starts_with("unknown field ") {
                Some(Reason::KeyUnknown { known })
            } else if message.starts_with("unknown variant ") {
                Some(Reason::NotOneOf { words: known })
            } else {
                message.starts_with("missing field ").then_some(Reason::KeyMissing)
            }
        };
        if let [named, known @ ..] = &quoted[..]
            && let Some(reason) = reason(known)
        {
            return (format!("{key} {named}"), reason);
        }
        (key.to_owned(), (self.wrong)(message.to_owned()))
    }
}

/// What stands below a value, by the keys that lead there.
pub(super) fn below<'a, 'de>(value: &'a Spanned<DeValue<'de>>, path: &[&str]) -> Option<&'a Spanned<DeValue<'de>>> {
    path.iter().try_fold(value, |value, key| value.get_ref().get(*key))
}

/// The items of a list; none of what is no list.
pub(super) fn items_of<'a, 'de>(value: Option<&'a Spanned<DeValue<'de>>>) -> &'a [Spanned<DeValue<'de>>] {
    let Some(items) = value.and_then(|value| value.get_ref().as_array()) else { return &[] };
    items
}

/// The text of a file in TOML; a byte-order mark is dropped.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, Refusal> {
    table::text_of(bytes).map_err(|refusal| {
        let is_encoding = refusal.reason == Reason::NotUtf8;
        if is_encoding { Refusal { reason: Reason::TomlNotUtf8, ..refusal } } else { refusal }
    })
}
