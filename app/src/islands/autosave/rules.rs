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
    let article = form.document.get_element_by_id(code);
    let given = article.and_then(|article| article.get_attribute("data-rules"));
    let Some(given) = given.and_then(|given| given::read(&given)) else { return };
    let entry = typed(form, code);
    let found = given.check(&entry).problems;
    let is_attempt = form.text("attempt").is_some();
    for field in Field::iter().filter(|field| *field != Field::Evidence) {
        let Ok(piece) = form.document.create_element("div") else { continue };
        let id = format!("{code}-{}", field.as_ref().replace('_', "-"));
        piece.set_class_name("field__problems");
        piece.set_id(&format!("{id}-problems"));
        let _ = piece.set_attribute("data-field", &id);
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
