//! Names as people look for them: found by any part, typed with or without tone marks, and put in the order of a Thai
//! dictionary.

/// What somebody typed to find a name: words, all of which must be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameQuery {
    words: Vec<String>,
    /// As it was typed, in small letters.
    written: String,
}

impl NameQuery {
    /// Reads what was typed; `None` where nothing is left to look for.
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<String> = text.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
        let written = text.trim().to_lowercase();
        if words.is_empty() { None } else { Some(Self { words, written }) }
    }

    /// Whether every word is somewhere in the names of one thing.
    pub fn finds<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> bool {
        self.closeness(&FoldedNames::of(names)).is_some()
    }

    /// How close the names of one thing come to it; `None` where a word is in none of them.
    pub fn closeness(&self, names: &FoldedNames) -> Option<Closeness> {
        let is_somewhere = |word: &String| names.0.iter().any(|name| name.contains(word.as_str()));
        if !self.words.iter().all(is_somewhere) {
            return None;
        }
        let whole = self.words.concat();
        let of_one = |name: &String| {
            if *name == whole {
                Closeness::Whole
            } else if name.starts_with(&whole) {
                Closeness::Beginning
            } else if name.contains(&whole) {
                Closeness::Within
            } else {
                Closeness::Scattered
            }
        };
        names.0.iter().map(of_one).min()
    }

    /// Whether it stands in a name just as it was typed, tone marks and all.
    pub fn is_written_in(&self, name: &str) -> bool {
        name.to_lowercase().contains(&self.written)
    }
}

/// The names of one thing, without what people leave out: folded once, to be looked through often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedNames(Vec<String>);

impl FoldedNames {
    /// Folds names; empty ones are left out.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(folded).filter(|name| !name.is_empty()).collect())
    }
}

/// How close a name comes to what somebody typed, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// It is the name, the abbreviation or the code.
    Whole,
    /// A name begins with it.
    Beginning,
    /// It stands within a name.
    Within,
    /// Its words stand apart, or in several of the names.
    Scattered,
}

/// A text without what people leave out or type differently: tone and silencing marks, capitals, spaces, points.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in crate::buddhist::arabic_digits(text).chars() {
        match c {
            // Sara am typed as nikhahit and sara aa, with or without a tone mark between them.
            'า' if folded.ends_with('\u{0e4d}') => {
                folded.pop();
                folded.push('ำ');
            }
            '\u{0e4d}' => folded.push(c),
            _ if is_mark(c) || c.is_whitespace() => {}
            '.' | '-' | '_' | '(' | ')' | ',' | '\u{200b}' => {}
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded.retain(|c| c != '\u{0e4d}');
    folded
}

/// Mai taikhu, the four tone marks, thanthakhat and yamakkan.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0e47}'..='\u{0e4c}' | '\u{0e4e}')
}

/// A name without what nobody sees: control characters, signs of no width, marks of direction, fillers.
pub fn visible(name: &str) -> String {
    let is_invisible = |c: char| {
        c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                    | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
                    | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
                    | '\u{e0000}'..='\u{e0fff}'
            )
    };
    name.chars().filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
}

/// A name as it is kept, without what stands around it; `None` where nobody sees anything of it, it holds control characters, or is
/// longer than so many characters.
pub fn readable_name(typed: &str, longest: usize) -> Option<String> {
    let name = typed.trim();
    let is_read = !visible(name).is_empty() && !name.chars().any(char::is_control);
    (is_read && name.chars().count() <= longest).then(|| name.to_owned())
}

/// What a name is sorted by: as in a Thai dictionary, a vowel that is written before its consonant counts after it, and
/// marks count only between names that are otherwise alike.
pub fn dictionary_key(name: &str) -> (String, String) {
    let folded = folded(name);
    let mut key = String::with_capacity(folded.len());
    let mut waiting = None;
    for c in folded.chars() {
        if let Some(vowel) = waiting.take() {
            key.extend([c, vowel]);
        } else if matches!(c, 'เ'..='ไ') {
            waiting = Some(c);
        } else {
            key.push(c);
        }
    }
    key.extend(waiting);
    (key, name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(typed: &str, name: &str) -> bool {
        NameQuery::read(typed).expect("something typed").finds([name])
    }

    #[test]
    fn a_name_is_what_can_be_seen_of_it() {
        assert_eq!(visible(" สม\u{200b}ชาย  ใจดี\n"), "สมชาย  ใจดี");
        for nothing in ["\u{200b}\u{200d}\u{feff}", " \u{7} ", "\u{3164}", "\u{2800}", "\u{a0}\u{2060}", ""] {
            assert_eq!(visible(nothing), "", "{nothing:?}");
        }
    }

    #[test]
    fn a_name_that_is_kept_can_be_read_on_one_line() {
        assert_eq!(readable_name(" พอร์ทัล\n", 7).as_deref(), Some("พอร์ทัล"));
        for wrong in ["", " \u{200b}", "a\nb", "a\0b", "a\u{7}b", "พอร์ทัล1"] {
            assert_eq!(readable_name(wrong, 7), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_name_is_found_without_its_tone_marks() {
        assert!(finds("ทองเทียว", "กระทรวงการท่องเที่ยวและกีฬา"));
        assert!(finds("กีฬา", "กระทรวงการท่องเที่ยวและกีฬา"));
        assert!(!finds("ท่าเรือ", "กระทรวงการท่องเที่ยวและกีฬา"));
    }

    #[test]
    fn sara_am_is_one_letter_however_it_was_typed() {
        for typed in ["น้ำ", "นํ้า", "น้ํา", "นำ"] {
            assert!(finds(typed, "กรมทรัพยากรน้ำ"), "{typed}");
        }
    }

    #[test]
    fn english_is_found_in_any_case_and_abbreviations_without_points() {
        assert!(finds("INTERIOR", "Ministry of Interior"));
        assert!(finds("สพร", "สพร."));
        assert!(finds("๗๗ จังหวัด", "จังหวัด 77"));
    }

    #[test]
    fn every_word_must_be_in_one_of_the_names() {
        let query = NameQuery::read("ปกครอง dopa").expect("words");
        assert!(query.finds(["กรมการปกครอง", "DOPA"]));
        assert!(!query.finds(["กรมการปกครอง", "DLA"]));
    }

    #[test]
    fn the_whole_name_is_closer_than_its_beginning_and_that_closer_than_its_middle() {
        let closeness = |typed: &str, names: &[&str]| {
            NameQuery::read(typed).expect("words").closeness(&FoldedNames::of(names.iter().copied()))
        };
        let dopa = ["กรมการปกครอง", "Department of Provincial Administration", "ปค.", "dopa"];
        assert_eq!(closeness("ปค", &dopa), Some(Closeness::Whole));
        assert_eq!(closeness("กรมการปก", &dopa), Some(Closeness::Beginning));
        assert_eq!(closeness("provincial admin", &dopa), Some(Closeness::Within));
        assert_eq!(closeness("administration provincial", &dopa), Some(Closeness::Scattered));
        assert_eq!(closeness("ปกครอง dopa", &dopa), Some(Closeness::Scattered));
        assert_eq!(closeness("ที่ดิน", &dopa), None);
        assert!(Closeness::Whole < Closeness::Scattered);
    }

    #[test]
    fn what_is_typed_with_its_tone_marks_is_told_from_what_only_sounds_like_it() {
        let query = NameQuery::read("ป่า").expect("a word");
        assert!(query.finds(["กรมป่าไม้"]) && query.finds(["ปาล์ม"]));
        assert!(query.is_written_in("กรมป่าไม้") && !query.is_written_in("ปาล์ม"));
    }

    #[test]
    fn nothing_to_look_for_is_no_query() {
        for nothing in ["", "  ", "่", ". -"] {
            assert_eq!(NameQuery::read(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn names_stand_as_in_a_thai_dictionary() {
        let mut names = ["เชียงใหม่", "ไทย", "กรุงเทพ", "แก่ง", "ขอนแก่น", "เกาะ", "กาญจนบุรี"];
        names.sort_by_key(|name| dictionary_key(name));
        assert_eq!(names, ["กรุงเทพ", "กาญจนบุรี", "เกาะ", "แก่ง", "ขอนแก่น", "เชียงใหม่", "ไทย"]);
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_itself(name in "[ก-ฮเ-ไะ-ู่้์ำA-Za-z0-9 ]{1,20}") {
            if let Some(query) = NameQuery::read(&name) {
                prop_assert!(query.finds([name.as_str()]));
                prop_assert_eq!(query.closeness(&FoldedNames::of([name.as_str()])), Some(Closeness::Whole));
            }
        }
    }
}
