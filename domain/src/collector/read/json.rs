//! Figures at JSON pointers, found in one pass: what no pointer asks for is skipped, and numbers stay as they are written.

use super::Trouble;
use crate::collector::{About, Place};
use serde::{
    Deserialize as _, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// What stands at each of some places.
pub(super) type Texts = Vec<Result<String, Trouble>>;

/// Pointers as a tree of names.
#[derive(Default)]
struct Wanted {
    /// The places that end here.
    ends: Vec<usize>,
    below: BTreeMap<String, Wanted>,
}

impl Wanted {
    fn want(&mut self, steps: &[String], number: usize) {
        match steps {
            [] => self.ends.push(number),
            [step, rest @ ..] => self.below.entry(step.clone()).or_default().want(rest, number),
        }
    }
}

/// Reads what stands at pointers.
pub(super) fn read(text: &str, places: &[&Place], about: &About) -> Result<Texts, Trouble> {
    let mut wanted = Wanted::default();
    for (number, place) in places.iter().enumerate() {
        if let Place::Pointer(pointer) = place {
            wanted.want(&Place::steps(pointer, about), number);
        }
    }
    let mut found = vec![None; places.len()];
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let walked = Walk { wanted: &wanted, found: &mut found }.deserialize(&mut deserializer);
    walked.and_then(|()| deserializer.end()).map_err(|error| Trouble::NotJson { line: error.line() })?;
    Ok(found.into_iter().map(|found| found.unwrap_or(Err(Trouble::NothingThere))).collect())
}

/// Walks down to the ends of pointers.
struct Walk<'a> {
    wanted: &'a Wanted,
    found: &'a mut [Option<Result<String, Trouble>>],
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.wanted.ends.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let raw = <&RawValue>::deserialize(deserializer)?;
        for end in &self.wanted.ends {
            let place = &mut self.found[*end];
            *place = Some(if place.is_some() { Err(Trouble::Twice) } else { scalar(raw.get()) });
        }
        if !self.wanted.below.is_empty() {
            let below = serde_json::Deserializer::from_str(raw.get()).deserialize_any(self);
            below.map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}

fn scalar(raw: &str) -> Result<String, Trouble> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_err(|_| Trouble::NotAFigure),
        Some(b'{' | b'[') => Err(Trouble::NotAFigure),
        Some(b'n') => Err(Trouble::Blank),
        Some(_) | None => Ok(raw.to_owned()),
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            match self.wanted.below.get(name.as_ref()) {
                Some(wanted) => map.next_value_seed(Walk { wanted, found: &mut *self.found })?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        for number in 0_usize.. {
            let more = match self.wanted.below.get(&number.to_string()) {
                Some(wanted) => list.next_element_seed(Walk { wanted, found: &mut *self.found })?.is_some(),
                None => list.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A name in an object, borrowed where it holds no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
