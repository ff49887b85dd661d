//! Words on a picture, wrapped over lines: a picture has no layout of its own, so how wide letters are is reckoned, rather too
//! wide than too narrow.

/// Where a line may end, the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// Between two letters.
    Letter,
    /// Before a Thai vowel that begins a syllable.
    Syllable,
    /// At a space.
    Space,
}

impl Gap {
    /// The gap between two letters; none where they stand and fall together.
    fn between(before: char, after: char) -> Option<Self> {
        if before == ' ' {
            return Some(Self::Space);
        }
        if is_mark(after) || after == ' ' || is_following(after) || is_leading(before) {
            return None;
        }
        Some(if is_leading(after) { Self::Syllable } else { Self::Letter })
    }
}

/// A vowel or tone mark above or below the letter that bears it.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// A vowel that is written before the letter it is spoken after.
fn is_leading(letter: char) -> bool {
    matches!(letter, '\u{e40}'..='\u{e44}')
}

/// What never begins a line: vowels after their letter, signs of repetition and of shortening, and what closes.
fn is_following(letter: char) -> bool {
    matches!(
        letter,
        '\u{e2f}' | '\u{e30}' | '\u{e32}' | '\u{e33}' | '\u{e45}' | '\u{e46}' | ')' | ',' | '.' | ':' | '%' | '”'
    )
}

/// How wide a letter is, in hundredths of its size.
fn width(letter: char) -> u32 {
    match letter {
        letter if is_mark(letter) => 0,
        ' ' | '.' | ',' | ':' | ';' | '·' | '|' | '\'' | 'i' | 'j' | 'l' | 'I' => 36,
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' => 45,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' => 98,
        'A'..='Z' => 74,
        '\u{e00}'..='\u{e7f}' => 70,
        _ => 63,
    }
}

/// The lines of a text in letters of a size, none wider than there is room; nothing is left out.
pub(super) fn lines(words: &str, size: u32, room: u32) -> Vec<String> {
    let (mut lines, mut rest) = (Vec::new(), words.trim());
    while !rest.is_empty() {
        let (line, after) = rest.split_at(end_of_line(rest, size, room));
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    lines
}

/// Where the first line of a text ends.
fn end_of_line(words: &str, size: u32, room: u32) -> usize {
    let room = room * 100;
    let (mut gaps, mut wide, mut before): (Vec<(Gap, usize, u32)>, u32, Option<char>) = (Vec::new(), 0, None);
    for (place, letter) in words.char_indices() {
        if let Some(gap) = before.and_then(|before| Gap::between(before, letter)) {
            gaps.push((gap, place, wide));
        }
        wide += width(letter) * size;
        if wide > room && letter != ' ' {
            // A line that ends well may be shorter, but not by half.
            let last_of = |least: Gap| {
                let fits =
                    |(gap, _, wide): &&(Gap, usize, u32)| *gap >= least && (*wide >= room / 2 || least == Gap::Letter);
                gaps.iter().rev().find(fits).map(|(_, place, _)| *place)
            };
            if let Some(end) = [Gap::Space, Gap::Syllable, Gap::Letter].into_iter().find_map(last_of) {
                return end;
            }
        }
        before = Some(letter);
    }
    words.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn english_words_stay_whole() {
        let name = "Share of staff who have passed digital-skills training";
        let lines = lines(name, 18, 300);
        assert!(
            lines.len() > 1 && lines.iter().all(|line| !line.starts_with(' ') && !line.ends_with(' ')),
            "{lines:?}"
        );
        assert_eq!(lines.join(" "), name);
    }

    #[test]
    fn a_thai_line_begins_with_no_mark_and_no_vowel_of_the_line_before() {
        let name = "สัดส่วนบุคลากรที่ผ่านการอบรมทักษะดิจิทัลของหน่วยงานภาครัฐทั้งหมดในปีงบประมาณที่เกี่ยวข้อง";
        let lines = lines(name, 18, 200);
        assert!(lines.len() > 2, "{lines:?}");
        for line in &lines {
            let first = line.chars().next().expect("a letter");
            let last = line.chars().last().expect("a letter");
            assert!(!is_mark(first) && !is_following(first) && !is_leading(last), "{lines:?}");
        }
        assert_eq!(lines.concat(), name);
    }

    #[test]
    fn what_fits_is_one_line_and_nothing_is_none() {
        assert_eq!(lines("53.84%", 22, 608), ["53.84%"]);
        assert!(lines("  ", 22, 608).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_left_out_and_nothing_is_too_wide(words in "[a-zก-ฮะาิี่้เแ 0-9%]{0,120}", room in 60u32..700) {
            let lines = lines(&words, 13, room);
            let without_spaces = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&words));
            let has_gap = |line: &str| {
                let letters: Vec<char> = line.chars().collect();
                letters.windows(2).any(|pair| Gap::between(pair[0], pair[1]).is_some())
            };
            for line in &lines {
                let wide: u32 = line.chars().map(|letter| width(letter) * 13).sum();
                prop_assert!(wide <= room * 100 || !has_gap(line), "{line:?} in {room}");
            }
        }
    }
}
