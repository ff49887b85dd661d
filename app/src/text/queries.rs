//! Words of what cannot be read in the query of a program.

use domain::text::Language;

/// The most characters that are said of what was sent.
const MOST: usize = 200;
/// The most characters of a name or place in a query that are said again.
const MOST_TYPED: usize = 64;

/// What of a query cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable<'a> {
    /// A parameter that the address does not have, with those that it has as they are listed.
    Unknown(&'a str, &'a str),
    /// A parameter that stands there more than once.
    Twice(&'a str),
    /// A parameter that has to stand there.
    Missing(&'a str),
    /// A parameter, and which values it can have as they are listed.
    NoneOf(&'a str, &'a str),
    /// A parameter that is a code.
    Code(&'a str),
    /// A parameter that is a whole number.
    Number(&'a str),
    /// How many items are asked for: from one to so many.
    Limit(i64),
    /// A place after which a page would begin, as it was typed: the list has no such item.
    After(&'a str),
    /// A parameter that counts something: a whole number from one.
    Count(&'a str),
    /// A parameter that is an instant.
    Instant(&'a str),
    /// A parameter that is a list of periods, at most so many.
    Periods(&'a str, usize),
    /// A parameter that is a list of codes to be equal to, at most so many.
    Codes(&'a str, usize),
    /// A parameter that asks for several codes at once, where alternatives are meant.
    AtOnce(&'a str),
    /// A parameter that asks for series of a message that has none.
    Series(&'a str),
    /// Two parameters of which only one may stand there.
    Together(&'a str, &'a str),
    /// The key of data, of parts as they are listed.
    Key(&'a str),
    /// The key of data has too much in it: at most so many alternatives and codes.
    LongKey(usize, usize),
    /// A parameter of which is known only that it does not fit.
    Value(&'a str),
    /// All of it.
    All,
}

/// What is wrong with a query: the parameter's name, no longer than somebody finds it again, and whole what it is to be.
pub fn unreadable(language: Language, what: Unreadable<'_>) -> String {
    match language {
        Language::Th => in_thai(what),
        Language::En => in_english(what),
    }
}

/// What else is said of what cannot be taken, no longer than that.
pub fn short(detail: &str) -> String {
    cut(detail, MOST)
}

fn in_thai(what: Unreadable<'_>) -> String {
    match what {
        Unreadable::Unknown(name, known) => format!("{}: ไม่มีพารามิเตอร์นี้ ที่มีคือ {known}", typed(name)),
        Unreadable::Twice(name) => format!("{}: ระบุได้ครั้งเดียว", typed(name)),
        Unreadable::Missing(name) => format!("{}: ต้องระบุ", typed(name)),
        Unreadable::NoneOf(name, known) => format!("{}: ต้องเป็นค่าใดค่าหนึ่งใน {known}", typed(name)),
        Unreadable::Code(name) => format!("{}: {}", typed(name), a_code(Language::Th)),
        Unreadable::Number(name) => format!("{}: ต้องเป็นจำนวนเต็ม", typed(name)),
        Unreadable::Limit(most) => format!("limit: ต้องเป็นจำนวนเต็ม 1 ถึง {most}"),
        Unreadable::After(place) => format!("after: ไม่มี {} ในรายการนี้", typed(place)),
        Unreadable::Count(name) => format!("{}: ต้องเป็นจำนวนเต็มตั้งแต่ 1", typed(name)),
        Unreadable::Instant(name) => format!("{}: ต้องเป็นเวลา เช่น 2026-10-01T00:00:00Z", typed(name)),
        Unreadable::Periods(name, most) => {
            format!("{}: ต้องเป็นงวด เช่น 2026-Q4, 2026-10-01/P6M หรือ ge:2026-Q1+le:2026-Q4 ไม่เกิน {most}", typed(name))
        }
        Unreadable::Codes(name, most) => {
            format!("{}: ต้องเป็นรหัส คั่นด้วยจุลภาค เทียบได้เฉพาะ eq ไม่เกิน {most}", typed(name))
        }
        Unreadable::AtOnce(name) => {
            format!("{}: + คือต้องเป็นทุกรหัสพร้อมกัน ซึ่งเป็นไปไม่ได้ ใช้จุลภาคคั่นทางเลือก", typed(name))
        }
        Unreadable::Series(name) => {
            format!("{}: ใน SDMX-JSON ต้องเป็น AllDimensions แบบอนุกรมอยู่ในไฟล์ของชุดข้อมูล", typed(name))
        }
        Unreadable::Together(one, other) => format!("{one}, {other}: ระบุได้เพียงอย่างเดียว"),
        Unreadable::Key(parts) => {
            format!("key: ต้องมีครบทุกส่วนตามลำดับ {parts} จุลภาคคั่นคีย์ทั้งคีย์ ส่วนรหัสหลายรหัสในส่วนเดียวคั่นด้วย +")
        }
        Unreadable::LongKey(alternatives, codes) => format!("key: ไม่เกิน {alternatives} ทางเลือก และ {codes} รหัส"),
        Unreadable::Value(name) => format!("{}: อ่านค่าไม่ได้", typed(name)),
        Unreadable::All => "อ่านพารามิเตอร์ไม่ได้".to_owned(),
    }
}

fn in_english(what: Unreadable<'_>) -> String {
    match what {
        Unreadable::Unknown(name, known) => format!("{}: no parameter here; there are {known}", typed(name)),
        Unreadable::Twice(name) => format!("{}: more than once", typed(name)),
        Unreadable::Missing(name) => format!("{}: missing", typed(name)),
        Unreadable::NoneOf(name, known) => format!("{}: must be one of {known}", typed(name)),
        Unreadable::Code(name) => format!("{}: {}", typed(name), a_code(Language::En)),
        Unreadable::Number(name) => format!("{}: must be a whole number", typed(name)),
        Unreadable::Limit(most) => format!("limit: must be a whole number from 1 to {most}"),
        Unreadable::After(place) => format!("after: {} is not in this list", typed(place)),
        Unreadable::Count(name) => format!("{}: must be a whole number from 1", typed(name)),
        Unreadable::Instant(name) => format!("{}: must be an instant such as 2026-10-01T00:00:00Z", typed(name)),
        Unreadable::Periods(name, most) => {
            format!(
                "{}: must be periods such as 2026-Q4, 2026-10-01/P6M or ge:2026-Q1+le:2026-Q4, at most {most}",
                typed(name)
            )
        }
        Unreadable::Codes(name, most) => {
            format!("{}: must be codes with commas between them, compared by eq alone, at most {most}", typed(name))
        }
        Unreadable::AtOnce(name) => {
            format!("{}: + means all of them at once, which no code is; put commas between alternatives", typed(name))
        }
        Unreadable::Series(name) => {
            format!("{}: must be AllDimensions in SDMX-JSON; series are in the files of snapshots", typed(name))
        }
        Unreadable::Together(one, other) => format!("{one}, {other}: only one of them"),
        Unreadable::Key(parts) => {
            format!(
                "key: must have every part in its place, {parts}; a comma parts whole keys, + the codes within one part"
            )
        }
        Unreadable::LongKey(alternatives, codes) => {
            format!("key: at most {alternatives} alternatives and {codes} codes")
        }
        Unreadable::Value(name) => format!("{}: cannot be read", typed(name)),
        Unreadable::All => "the query cannot be read".to_owned(),
    }
}

/// What a code is.
pub fn a_code(language: Language) -> &'static str {
    super::either(
        language,
        "รหัสยาว 1–64 อักขระ ใช้ได้เฉพาะ a-z A-Z 0-9 . _ - และขึ้นต้นด้วยตัวอักษรหรือตัวเลข",
        "must be a code of 1–64 characters a-z A-Z 0-9 . _ - that starts with a letter or digit",
    )
}

/// What was typed, as far as somebody finds it again; nothing is shown as nothing.
pub(super) fn typed(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { cut(text, MOST_TYPED) }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_thai;
    use domain::organisation::OrganisationKind;
    use strum::IntoEnumIterator as _;

    #[test]
    fn what_it_can_be_is_named_whole_however_much_there_is() {
        let kinds: Vec<String> = OrganisationKind::iter().map(|kind| kind.as_ref().to_owned()).collect();
        let kinds = kinds.join(", ");
        for language in [Language::Th, Language::En] {
            for what in [Unreadable::NoneOf("kind", &kinds), Unreadable::Unknown(&"x".repeat(10_000), &kinds)] {
                let told = unreadable(language, what);
                assert!(told.ends_with(&kinds), "{told}");
                assert!(told.chars().count() < kinds.len() + 2 * MOST_TYPED, "{told}");
            }
        }
    }

    #[test]
    fn what_is_wrong_names_the_parameter_in_both_languages_and_is_short() {
        let long = "x".repeat(10_000);
        let all = [
            (Unreadable::Unknown("since", "round, limit"), "since"),
            (Unreadable::Unknown(&long, "round, limit"), "xxx"),
            (Unreadable::Twice("round"), "round"),
            (Unreadable::Missing("round"), "round"),
            (Unreadable::NoneOf("language", "th, en"), "language"),
            (Unreadable::Code("indicator"), "indicator"),
            (Unreadable::Number("limit"), "limit"),
            (Unreadable::Limit(1_000), "limit"),
            (Unreadable::After("zzz"), "zzz"),
            (Unreadable::After(""), "\"\""),
            (Unreadable::Count("firstNObservations"), "firstNObservations"),
            (Unreadable::Instant("updatedAfter"), "updatedAfter"),
            (Unreadable::Periods("c[TIME_PERIOD]", 1_000), "c[TIME_PERIOD]"),
            (Unreadable::Codes(&long, 1_000), "xxx"),
            (Unreadable::AtOnce("c[ORGANISATION]"), "c[ORGANISATION]"),
            (Unreadable::Series("dimensionAtObservation"), "dimensionAtObservation"),
            (Unreadable::Together("firstNObservations", "lastNObservations"), "lastNObservations"),
            (Unreadable::Key("FREQ.ORGANISATION"), "FREQ.ORGANISATION"),
            (Unreadable::LongKey(50, 1_000), "50"),
            (Unreadable::Value(&long), "xxx"),
        ];
        for (what, name) in all {
            let [th, en] = [Language::Th, Language::En].map(|language| unreadable(language, what));
            assert!(th.contains(name) && is_thai(&th), "{th}");
            assert!(en.contains(name) && !is_thai(&en), "{en}");
            assert!(th.chars().count() <= MOST && en.chars().count() <= MOST, "{th} {en}");
        }
    }
}
