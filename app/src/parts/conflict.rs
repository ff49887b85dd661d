//! Two people typed into one entry: both texts of each cell side by side, with what they were typed over where that is
//! known, and the choice.

use super::{
    entry::{Form, told},
    entry_read::lines,
    note::{Tone, note},
};
use crate::{report_form::choice_name, text::report::Report as Words};
use domain::{
    entry::{Applicability, Entry},
    merge::{Cell, Choice},
};
use leptos::prelude::*;
use service::reports::{Conflict, ReportEntry};

/// Who typed over whom, as the reader sees it.
enum Whose {
    MineOverTheirs,
    MineOnTwoPages,
    Others,
}

impl Whose {
    fn of(conflict: &Conflict) -> Self {
        match (conflict.is_own, conflict.is_stored_own) {
            (true, false) => Self::MineOverTheirs,
            (true, true) => Self::MineOnTwoPages,
            (false, _) => Self::Others,
        }
    }
}

/// What is kept beside what is stored, to be chosen cell by cell, or all of it at once.
pub(crate) fn choice(form: &Form, entry: &ReportEntry, conflict: &Conflict) -> impl IntoView + use<> {
    let words = form.words();
    let whose = Whose::of(conflict);
    let (title, take_stored, take_kept) = match whose {
        Whose::MineOverTheirs => (words.conflict, words.take_theirs, words.take_mine),
        Whose::MineOnTwoPages => (words.conflict_of_pages, words.take_stored, words.take_kept),
        Whose::Others => (words.conflict_of_others, words.take_stored, words.take_kept),
    };
    let code = &entry.indicator.code;
    let cells = Cell::differing(&entry.entry, &conflict.entry);
    let cells = cells.into_iter().map(|cell| of_cell(form, entry, conflict, cell)).collect_view();
    note(
        Tone::Warning,
        title.to_owned(),
        view! {
            {cells}
            <input type="hidden" name=format!("seen.{code}") value=entry.version.to_string()/>
            <p class="notice__actions">
                <button class="button button--small" name="intent" value=format!("decide.{code}")>{words.take_chosen}</button>
                <button class="button button--small" name="intent" value=format!("theirs.{code}")>{take_stored}</button>
                <button class="button button--small" name="intent" value=format!("mine.{code}")>{take_kept}</button>
            </p>
        },
    )
}

fn of_cell(form: &Form, entry: &ReportEntry, conflict: &Conflict, cell: Cell) -> impl IntoView + use<> {
    let words = form.words();
    let (stored, kept) = match Whose::of(conflict) {
        Whose::MineOverTheirs => (words.conflict_theirs, words.conflict_mine),
        Whose::MineOnTwoPages | Whose::Others => (words.conflict_stored, words.conflict_kept),
    };
    let name = choice_name(&entry.indicator.code, cell);
    let text = |choice: Choice, whose: &'static str, texts: &Entry| {
        let said = said(form, entry, texts, cell);
        let id = format!("{name}.{}", choice.as_ref());
        view! {
            <div class="merge__text" data-choice=choice.as_ref().to_owned()>
                <input class="choice__input" type="radio" id=id.clone() name=name.clone() value=choice.as_ref().to_owned()/>
                <label for=id><span class="merge__whose">{whose}</span>{lines(form.language, &said)}</label>
            </div>
        }
    };
    let base = conflict.base.as_ref().map(|base| text(Choice::Base, words.conflict_base, base));
    view! {
        <fieldset class="merge">
            <legend class="choices__legend">{cell_name(words, cell)}</legend>
            <div class="merge__texts">
                {text(Choice::Theirs, stored, &entry.entry)}
                {text(Choice::Mine, kept, &conflict.entry)}
                {base}
            </div>
        </fieldset>
    }
}

fn cell_name(words: &Words, cell: Cell) -> &'static str {
    match cell {
        Cell::Figure => words.value,
        Cell::Narrative => words.narrative,
        Cell::Obstacles => words.obstacles,
        Cell::HelpNeeded => words.help_needed,
        Cell::Explanation => words.explanation,
        Cell::Applicability => words.not_applicable,
    }
}

/// What an entry says in a cell.
fn said(form: &Form, entry: &ReportEntry, texts: &Entry, cell: Cell) -> String {
    let words = form.words();
    let or_nothing = |text: &str| if text.is_empty() { format!("({})", words.nothing) } else { text.to_owned() };
    match cell {
        Cell::Figure => {
            let figure = Entry { value: texts.value.clone(), base: texts.base.clone(), ..Entry::default() };
            told(form.language, entry, &figure)
        }
        Cell::Narrative => or_nothing(&texts.narrative),
        Cell::Obstacles => or_nothing(&texts.obstacles),
        Cell::HelpNeeded => or_nothing(&texts.help_needed),
        Cell::Explanation => or_nothing(&texts.explanation),
        Cell::Applicability if texts.applicability == Applicability::Applies => words.applies.to_owned(),
        Cell::Applicability => format!("{} {}", words.not_applicable_because, or_nothing(&texts.not_applicable_reason)),
    }
}
