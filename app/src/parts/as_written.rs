//! What people and sources wrote, told apart from the language of the page for those who listen.

use crate::{context, text};
use domain::text::{Bilingual, Language};
use leptos::{either::Either, prelude::*};

/// A text as it was written, marked as Thai on a page that is not.
pub(crate) fn as_written(written: String) -> impl IntoView + use<> {
    written_in(context::page().language, written)
}

/// The same where the language of the page is at hand.
pub(crate) fn written_in(language: Language, written: String) -> impl IntoView + use<> {
    if text::foreign(language, &written).is_some() {
        Either::Left(view! { <span lang="th">{written}</span> })
    } else {
        Either::Right(written)
    }
}

/// A name in the language of the page, marked as Thai where there is no English one.
pub(crate) fn name_in(language: Language, name: &Bilingual) -> impl IntoView + use<> {
    written_in(language, name.in_language(language).to_owned())
}

/// A line that is put together of words of the page and of names: what is Thai of it is marked on a page that is not.
pub(crate) fn mixed(language: Language, line: String) -> impl IntoView + use<> {
    if text::foreign(language, &line).is_none() {
        return Either::Right(line);
    }
    let piece = |(is_thai, piece): (bool, &str)| {
        let piece = piece.to_owned();
        if is_thai { Either::Left(view! { <span lang="th">{piece}</span> }) } else { Either::Right(piece) }
    };
    Either::Left(pieces(&line).into_iter().map(piece).collect::<Vec<_>>())
}

/// A line cut into what is Thai and what is not. What is Thai goes from one Thai letter to the last before a letter of another
/// script, with the spaces, figures and signs between them.
fn pieces(line: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(begin) = rest.find(text::is_thai_letter) {
        let (before, from) = rest.split_at(begin);
        let is_of_another = |letter: char| letter.is_alphabetic() && !text::is_thai_letter(letter);
        let (run, _) = from.split_at(from.find(is_of_another).unwrap_or(from.len()));
        let thai = run.trim_end_matches(|letter: char| !text::is_thai_letter(letter));
        pieces.extend([(false, before), (true, thai)]);
        (_, rest) = from.split_at(thai.len());
    }
    pieces.push((false, rest));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_thai_of_a_line_is_told_apart() {
        assert_eq!(pieces("Objection: ร้อยละ 80 ของบริการ"), [(false, "Objection: "), (true, "ร้อยละ 80 ของบริการ")]);
        assert_eq!(
            pieces("กรมการปกครอง · svc-e2e · Q1 (ไตรมาส 1)"),
            [(true, "กรมการปกครอง"), (false, " · svc-e2e · Q1 ("), (true, "ไตรมาส"), (false, " 1)")]
        );
        assert_eq!(pieces("ศูนย์ DGA ไทย"), [(true, "ศูนย์"), (false, " DGA "), (true, "ไทย")]);
        assert_eq!(pieces("ค่า"), [(true, "ค่า")]);
        assert!(pieces("").is_empty());
    }

    #[test]
    fn a_name_without_an_english_one_is_marked_on_english_pages_alone() {
        // Marks between the parts of a page are no part of the text.
        let told = |language, name: &Bilingual| name_in(language, name).to_html().replace("<!>", "");
        let (thai, both) = (Bilingual::new("กรมป่าไม้", ""), Bilingual::new("กรมป่าไม้", "Royal Forest Department"));
        assert_eq!(told(Language::En, &thai), "<span lang=\"th\">กรมป่าไม้</span>");
        assert_eq!(told(Language::Th, &thai), "กรมป่าไม้");
        assert_eq!(told(Language::En, &both), "Royal Forest Department");
    }
}
