//! The form of a report as it travels, told by example.

use super::*;

fn code() -> IndicatorCode {
    "svc-e2e".parse().expect("a code")
}

fn entry(value: &str) -> Entry {
    Entry { value: value.to_owned(), narrative: "บรรทัด\nสอง".to_owned(), ..Entry::default() }
}

fn sent(value: &str, shown: Option<Shown>) -> SentForm {
    let mut form = SentForm::default();
    form.take("entry.svc-e2e.value", value.to_owned());
    form.take("entry.svc-e2e.narrative", "บรรทัด\r\nสอง".to_owned());
    if let Some(shown) = shown {
        form.take("version.svc-e2e", shown.to_string());
    }
    form
}

#[test]
fn what_was_not_touched_is_no_edit() {
    let form = sent("27", Some(Shown::of(&entry("27"), 3)));
    assert!(form.edits().is_empty());
}

#[test]
fn what_was_touched_is_an_edit_of_the_version_on_the_screen() {
    let form = sent("28", Some(Shown::of(&entry("27"), 3)));
    let edits = form.edits();
    assert_eq!(
        edits.iter().map(|edit| (edit.entry.value.as_str(), edit.base_version)).collect::<Vec<_>>(),
        [("28", 3)]
    );
}

#[test]
fn an_entry_that_broke_off_empties_nothing() {
    assert!(sent("", None).edits().is_empty());
}

#[test]
fn buttons_say_what_they_want() {
    let id = "00000000-0000-0000-0000-000000000007".parse().expect("an id");
    for (text, intent) in [
        ("save", Intent::Save),
        ("submit", Intent::Submit),
        ("autosave", Intent::Autosave),
        ("remove.00000000-0000-0000-0000-000000000007", Intent::RemoveFile(id)),
        ("mine.svc-e2e", Intent::Decide(code(), Choice::Mine)),
        ("theirs.svc-e2e", Intent::Decide(code(), Choice::Theirs)),
        ("decide.svc-e2e", Intent::DecideCells(code())),
        ("decide.", Intent::Save),
        ("remove.x", Intent::Save),
        ("anything", Intent::Save),
    ] {
        assert_eq!(Intent::from(text), intent, "{text}");
    }
}

#[test]
fn what_is_not_asked_is_passed_over() {
    let mut form = SentForm::default();
    for code in ["svc-e2e", "other"] {
        form.take_asked(&format!("entry.{code}.value"), "1".to_owned(), |asked| *asked == code_of("svc-e2e"));
        form.take_asked(&format!("version.{code}"), "0.x".to_owned(), |asked| *asked == code_of("svc-e2e"));
    }
    form.take_asked("version", "7".to_owned(), |_| false);
    assert_eq!(form.entries.keys().collect::<Vec<_>>(), [&code_of("svc-e2e")]);
    assert_eq!(form.version, Some(7));
}

fn code_of(text: &str) -> IndicatorCode {
    text.parse().expect("a code")
}

#[test]
fn what_was_typed_over_and_what_was_chosen_come_along() {
    let mut form = sent("28", Some(Shown::of(&entry("27"), 3)));
    for (name, text) in [
        ("base.svc-e2e.value", "27"),
        ("choice.svc-e2e.figure", "base"),
        ("choice.svc-e2e.obstacles", "nobody's"),
        ("choice.svc-e2e.colour", "mine"),
        ("seen.svc-e2e", "4"),
    ] {
        form.take(name, text.to_owned());
    }
    assert_eq!(form.screen().bases.get(&code()).map(|base| base.value.as_str()), Some("27"));
    assert_eq!(form.choices.get(&code()), Some(&vec![(Cell::Figure, Choice::Base)]));
    assert_eq!((form.seen.get(&code()), form.edits().len()), (Some(&4), 1));
}

#[test]
fn strange_names_are_passed_over() {
    let mut form = SentForm::default();
    for name in ["", "entry", "entry.", "entry..value", "entry.a b.value", "entry.svc-e2e.evidence", "x.y.z"] {
        form.take(name, "1".to_owned());
    }
    assert!(form.edits().is_empty());
}
