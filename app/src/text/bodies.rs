//! Words of what cannot be read in the body that a program sends.

use super::queries::{a_code, typed};
use domain::text::Language;

/// Where in a body something stands, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// The members that lead there, such as `values[0].indicator`; nothing where it is the body as a whole.
    pub path: &'a str,
    /// Line and column, from one; columns count bytes.
    pub at: Option<(usize, usize)>,
}

/// What is wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread<'a> {
    /// It is said to be something else than JSON.
    Kind,
    /// It broke off on its way.
    Broken,
    /// It ends before it is whole.
    Ends,
    /// It is no JSON, or not that which has its place there.
    Syntax,
    /// Too many lists and objects within each other.
    Deep,
    /// A member that the object does not have, with those that it has as they are listed.
    Unknown(&'a str),
    /// A member that stands there more than once.
    Twice,
    /// A member that has to stand there.
    Missing,
    /// Which values it can have, as they are listed.
    NoneOf(&'a str),
    /// It is to be a code.
    Code,
    /// It is to be a whole number.
    Number,
    /// It is to be a text.
    Text,
    /// It is to be a number or a text.
    NumberOrText,
    /// It is to be true or false.
    Truth,
    /// It is to be a list.
    List,
    /// It is to be an object.
    Object,
    /// Only that it does not fit is known.
    Value,
    /// It is a form, and cannot be read as one.
    Form,
    /// A form has exactly one file.
    File,
}

/// What is wrong with a body: where, no longer than somebody finds it again, and whole what it is to be.
pub fn misread(language: Language, place: Place<'_>, what: Misread<'_>) -> String {
    let (place, what) = match language {
        Language::Th => (place_in_thai(place), in_thai(what)),
        Language::En => (place_in_english(place), in_english(what)),
    };
    format!("{place}: {what}")
}

fn place_in_thai(place: Place<'_>) -> String {
    match (place.path, place.at) {
        ("", None) => "เนื้อความ".to_owned(),
        ("", Some((line, column))) => format!("บรรทัด {line} คอลัมน์ {column}"),
        (path, None) => typed(path),
        (path, Some((line, column))) => format!("{} (บรรทัด {line} คอลัมน์ {column})", typed(path)),
    }
}

fn place_in_english(place: Place<'_>) -> String {
    match (place.path, place.at) {
        ("", None) => "the body".to_owned(),
        ("", Some((line, column))) => format!("line {line}, column {column}"),
        (path, None) => typed(path),
        (path, Some((line, column))) => format!("{} (line {line}, column {column})", typed(path)),
    }
}

fn in_thai(what: Misread<'_>) -> String {
    let told = match what {
        Misread::Kind => "ต้องเป็น JSON และมี Content-Type: application/json",
        Misread::Broken => "ขาดหายระหว่างส่ง",
        Misread::Ends => "จบก่อนครบถ้วน",
        Misread::Syntax => "ไม่ใช่ JSON ตามที่ต้องการ",
        Misread::Deep => "ซ้อนกันหลายชั้นเกินไป",
        Misread::Unknown(known) => return format!("ไม่มีรายการนี้ ที่มีคือ {known}"),
        Misread::Twice => "ระบุได้ครั้งเดียว",
        Misread::Missing => "ต้องระบุ",
        Misread::NoneOf(known) => return format!("ต้องเป็นค่าใดค่าหนึ่งใน {known}"),
        Misread::Code => a_code(Language::Th),
        Misread::Number => "ต้องเป็นจำนวนเต็ม",
        Misread::Text => "ต้องเป็นข้อความในเครื่องหมายคำพูด",
        Misread::NumberOrText => "ต้องเป็นตัวเลขหรือข้อความ",
        Misread::Truth => "ต้องเป็น true หรือ false",
        Misread::List => "ต้องเป็นรายการในวงเล็บเหลี่ยม [ ]",
        Misread::Object => "ต้องเป็นออบเจ็กต์ในวงเล็บปีกกา { }",
        Misread::Value => "อ่านค่าไม่ได้",
        Misread::Form => "อ่านแบบฟอร์มไม่ได้",
        Misread::File => "ต้องมีหนึ่งไฟล์เท่านั้น",
    };
    told.to_owned()
}

fn in_english(what: Misread<'_>) -> String {
    let told = match what {
        Misread::Kind => "must be JSON, with Content-Type: application/json",
        Misread::Broken => "broke off on its way",
        Misread::Ends => "ends before it is whole",
        Misread::Syntax => "not the JSON that is asked for",
        Misread::Deep => "too many lists and objects within each other",
        Misread::Unknown(known) => return format!("no member here; there are {known}"),
        Misread::Twice => "more than once",
        Misread::Missing => "missing",
        Misread::NoneOf(known) => return format!("must be one of {known}"),
        Misread::Code => a_code(Language::En),
        Misread::Number => "must be a whole number",
        Misread::Text => "must be a text in quotation marks",
        Misread::NumberOrText => "must be a number or a text",
        Misread::Truth => "must be true or false",
        Misread::List => "must be a list in square brackets",
        Misread::Object => "must be an object in braces",
        Misread::Value => "cannot be read",
        Misread::Form => "the form cannot be read",
        Misread::File => "must have exactly one file",
    };
    told.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_thai;

    #[test]
    fn what_it_can_be_is_named_whole_however_much_there_is() {
        let members: Vec<String> = (0..100).map(|number| format!("member_{number}")).collect();
        let (members, long) = (members.join(", "), "x".repeat(10_000));
        for language in [Language::Th, Language::En] {
            for what in [Misread::Unknown(&members), Misread::NoneOf(&members)] {
                let told = misread(language, Place { path: &long, at: Some((3, 7)) }, what);
                assert!(told.ends_with(&members), "{told}");
                assert!(told.chars().count() < members.len() + 200, "{told}");
            }
        }
    }

    #[test]
    fn what_is_wrong_names_the_place_in_both_languages_and_is_short() {
        let long = "x".repeat(10_000);
        let all = [
            Misread::Kind,
            Misread::Broken,
            Misread::Ends,
            Misread::Syntax,
            Misread::Deep,
            Misread::Unknown("indicator, value"),
            Misread::Twice,
            Misread::Missing,
            Misread::NoneOf("applies, not_applicable"),
            Misread::Code,
            Misread::Number,
            Misread::Text,
            Misread::NumberOrText,
            Misread::Truth,
            Misread::List,
            Misread::Object,
            Misread::Value,
            Misread::Form,
            Misread::File,
        ];
        let places = [
            (Place { path: "values[0].indicator", at: Some((3, 7)) }, "values[0].indicator", "7"),
            (Place { path: &long, at: None }, "xxx", ""),
            (Place { path: "", at: Some((3, 7)) }, "3", "7"),
            (Place::default(), "", ""),
        ];
        for what in all {
            for (place, path, column) in places {
                let [th, en] = [Language::Th, Language::En].map(|language| misread(language, place, what));
                assert!(th.contains(path) && th.contains(column) && is_thai(&th), "{th}");
                assert!(en.contains(path) && en.contains(column) && !is_thai(&en), "{en}");
                assert!(th.chars().count() <= 200 && en.chars().count() <= 200, "{th} {en}");
            }
        }
    }
}
