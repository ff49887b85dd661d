//! The rules of the domain in the browser: what is wrong with an entry is said although the server cannot be asked.

#[path = "given.rs"]
mod given;

use super::form::{ReportForm, Which};
use crate::text::problems;
use domain::{
    entry::{Entry, Field},
    problem::Severity,
};
use strum::IntoEnumIterator as _;

/// Says at the fields of an indicator what the rules find in what is typed.
pub(super) fn show(form: &ReportForm, code: &str) {
    show_at(form, code, |_| true);
}

/// Says it anew where something is said already: nobody reads of a mistake that they have mended, and nobody is told of
/// one before they have rested.
pub(super) fn show_again(form: &ReportForm, code: &str) {
    let says = |id: &str| form.document.get_element_by_id(id).is_some_and(|piece| piece.child_element_count() > 0);
    let mut pieces = Field::iter().map(|field| problems_id(code, field));
    if pieces.any(|id| says(&id)) {
        show_at(form, code, says);
    }
}

fn problems_id(code: &str, field: Field) -> String {
    format!("{code}-{}-problems", field.as_ref().replace('_', "-"))
}

fn show_at(form: &ReportForm, code: &str, is_wanted: impl Fn(&str) -> bool) {
    let article = form.document.get_element_by_id(code);
    let given = article.and_then(|article| article.get_attribute("data-rules"));
    let Some(given) = given.and_then(|given| given::read(&given)) else { return };
    let entry = typed(form, code);
    let found = given.check(&entry).problems;
    let is_attempt = form.text("attempt").is_some();
    let fields = Field::iter().filter(|field| *field != Field::Evidence);
    for (field, problems_id) in fields.map(|field| (field, problems_id(code, field))) {
        if !is_wanted(&problems_id) {
            continue;
        }
        let Ok(piece) = form.document.create_element("div") else { continue };
        piece.set_class_name("field__problems");
        piece.set_id(&problems_id);
        let _ = piece.set_attribute("data-field", problems_id.trim_end_matches("-problems"));
        let of_field = found.iter().filter(|problem| problem.field == field);
        for problem in of_field.filter(|problem| is_attempt || !problem.is_missing()) {
            let Ok(line) = form.document.create_element("p") else { continue };
            line.set_class_name("field__problem");
            let is_blocking = problem.severity == Severity::Blocking;
            let _ = line.set_attribute("data-severity", if is_blocking { "blocking" } else { "explain" });
            let words = problems::problem(form.language(), &given.indicator, &entry, problem);
            line.set_text_content(Some(&words));
            let _ = piece.append_child(&line);
        }
        form.put_piece(&piece);
    }
}

fn typed(form: &ReportForm, code: &str) -> Entry {
    let mut entry = Entry::default();
    let start = format!("entry.{code}.");
    for (name, text) in form.texts(&start, Which::Typed) {
        let field = name.strip_prefix(&start).unwrap_or_default();
        if field == "applicability" {
            entry.applicability = text.parse().unwrap_or_default();
        } else if let Ok(field) = field.parse() {
            entry.set_text(field, text);
        }
    }
    entry
}
