//! What a filled spreadsheet changes, cell by cell, and every cell that cannot be taken.

use super::entry_read::lines;
use crate::text::{
    problems,
    sheets::{self, Sheets as Words},
    words_in,
};
use domain::{
    problem::Severity,
    sheet::{ANSWERS, Cell, Column},
    text::Language,
};
use leptos::prelude::*;
use service::{
    reports::ReportEntry,
    sheets::{Change, MOST_SHEET_REFUSALS, Preview, Refused, SheetKind, What},
};

/// Every cell that cannot be taken, all at once.
pub(crate) fn refusals(language: Language, kind: SheetKind, refused: &[Refused]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let item = |refused: &Refused| {
        let place = sheets::place(language, kind, refused.row, refused.column);
        let place = (!place.is_empty()).then(|| format!("{place}: "));
        let (sentence, name) = match &refused.what {
            What::Unreadable(why) => (sheets::why(language, why), None),
            What::Wrong { indicator, entry, problem } => {
                let sentence = problems::problem(language, indicator, entry, problem);
                (sentence, Some(indicator.name.in_language(language).to_owned()))
            }
        };
        let name = name.map(|name| view! { " "<span class="error-summary__place">{name}</span> });
        view! { <li><strong>{place}</strong>{sentence}{name}</li> }
    };
    let items = refused.iter().take(MOST_SHEET_REFUSALS).map(item).collect_view();
    let more = (refused.len() > MOST_SHEET_REFUSALS).then(|| view! { <p>{words.and_more}</p> });
    let title = sheets::refused_count(language, refused.len().min(MOST_SHEET_REFUSALS));
    view! {
        <div class="error-summary" role="alert" tabindex="-1" id="problems" aria-labelledby="problems-title">
            <h2 class="error-summary__title" id="problems-title">{title}</h2>
            <p>{words.refused_why}</p>
            <ul class="error-summary__list">{items}</ul>
            {more}
        </div>
    }
}

/// What changes, as it is and as it would be.
pub(crate) fn changes(language: Language, preview: &Preview) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    if preview.changes.is_empty() {
        return None;
    }
    let title = sheets::changed_count(language, preview.changes.len());
    let items = preview.changes.iter().map(|change| of_entry(language, preview, change)).collect_view();
    Some(view! {
        <section class="stack" aria-labelledby="changes-title">
            <h2 id="changes-title">{words.changes}": "{title}</h2>
            {items}
        </section>
    })
}

fn of_entry(language: Language, preview: &Preview, change: &Change) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let indicator = &change.before.indicator;
    let (name, code) = (indicator.name.in_language(language).to_owned(), indicator.code.to_string());
    let id = format!("{code}-name");
    let row = sheets::place(language, preview.sheet.kind, change.row, None);
    let cells =
        ANSWERS.into_iter().filter(|column| column.text(&change.before.entry) != column.text(&change.after.entry));
    let cells = cells.map(|column| of_cell(language, preview, change, column)).collect_view();
    let problems = change.after.problems.iter().filter(|problem| !problem.is_missing()).map(|problem| {
        let sentence = problems::problem(language, indicator, &change.after.entry, problem);
        let severity = if problem.severity == Severity::Blocking { "blocking" } else { "explain" };
        view! { <p class="field__problem" data-severity=severity>{sentence}</p> }
    });
    let problems = problems.collect_view();
    let also = (!change.also_changed.is_empty()).then(|| {
        let names: Vec<_> = change.also_changed.iter().map(|column| sheets::heading(language, *column)).collect();
        let told = format!("{}: {}", words.also_changed, names.join(", "));
        view! { <p class="field__problem" data-severity="explain">{told}</p> }
    });
    view! {
        <article class="card" aria-labelledby=id.clone()>
            <div class="card__head">
                <h3 class="card__title" id=id.clone()>{name}</h3>
                <p class="card__more">{code}" · "{row}</p>
            </div>
            {cells}
            {also}
            {problems}
        </article>
    }
}

/// One cell, as the draft has it and as the file has it.
fn of_cell(language: Language, preview: &Preview, change: &Change, column: Column) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let heading = sheets::heading(language, column);
    let place = sheets::place(language, preview.sheet.kind, change.row, Some(column));
    let text = |entry: &ReportEntry| match Cell::answer(&entry.indicator, column, &entry.entry) {
        Cell::Text(text) if matches!(column, Column::Value | Column::Applicability) => text,
        Cell::Blank | Cell::Number(_) | Cell::Text(_) => column.text(&entry.entry).to_owned(),
    };
    let shown = |entry: &ReportEntry| {
        Some(text(entry)).filter(|text| !text.is_empty()).unwrap_or_else(|| words.empty.to_owned())
    };
    let (old, new) = (shown(&change.before), shown(&change.after));
    view! {
        <div class="diff">
            <del class="diff__before"><span class="diff__name">{heading}" · "{words.column_now}</span>{lines(language, &old)}</del>
            <ins class="diff__after">
                <span class="diff__name">{heading}" · "{words.column_then}" ("{place}")"</span>{lines(language, &new)}
            </ins>
        </div>
    }
}
