//! A label, a hint, the place to type, its unit, and what is wrong with it.

use leptos::prelude::*;

/// A sentence on what is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    /// The words.
    pub(crate) words: String,
    /// `blocking` or `explain`.
    pub(crate) severity: &'static str,
}

/// The attributes that tie a field to its hint and its problems.
#[derive(Debug, Clone)]
pub(crate) struct Ties {
    pub(crate) described_by: Option<String>,
    pub(crate) invalid: Option<&'static str>,
}

impl Ties {
    /// Of a field with an id, with or without a hint.
    pub(crate) fn of(id: &str, hint: Option<&str>, problems: &[FieldProblem]) -> Self {
        let mut ids: Vec<String> = hint.map(|_| format!("{id}-hint")).into_iter().collect();
        ids.push(format!("{id}-problems"));
        let blocks = problems.iter().any(|problem| problem.severity == "blocking");
        Self { described_by: Some(ids.join(" ")), invalid: blocks.then_some("true") }
    }
}

/// The sentences under a field. The box is always there, so that what is found while typing has its place.
pub(crate) fn problems(id: &str, problems: Vec<FieldProblem>) -> impl IntoView + use<> {
    let lines = problems
        .into_iter()
        .map(|problem| view! { <p class="field__problem" data-severity=problem.severity>{problem.words}</p> });
    view! { <div class="field__problems" id=format!("{id}-problems") data-field=id.to_owned()>{lines.collect_view()}</div> }
}

/// A long text.
pub(crate) struct LongText {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: &'static str,
    pub(crate) optional: Option<&'static str>,
    pub(crate) hint: Option<String>,
    pub(crate) text: String,
    pub(crate) problems: Vec<FieldProblem>,
    /// Whether browsers keep the form back while it is empty.
    pub(crate) required: bool,
}

impl LongText {
    /// The field.
    pub(crate) fn view(self) -> impl IntoView + use<> {
        let ties = Ties::of(&self.id, self.hint.as_deref(), &self.problems);
        let hint = self.hint.map(|hint| view! { <p class="field__hint" id=format!("{}-hint", self.id)>{hint}</p> });
        let optional = self.optional.map(|optional| view! { " " <span class="field__optional">{optional}</span> });
        view! {
            <div class="field">
                <label class="field__label" for=self.id.clone()>{self.label}{optional}</label>
                {hint}
                <textarea
                    class="field__input"
                    id=self.id.clone()
                    name=self.name
                    rows="3"
                    required=self.required
                    aria-describedby=ties.described_by
                    aria-invalid=ties.invalid
                >
                    {written_inside(&self.text)}
                </textarea>
                {problems(&self.id, self.problems)}
            </div>
        }
    }
}

/// A text as it stands inside of its field. Leptos writes the inside of a `textarea` as it is, so that a typed
/// `</textarea>` would end it; and HTML drops a line end right after the opening tag, so a text that starts with one gets
/// another.
fn written_inside(text: &str) -> String {
    let first = if text.starts_with('\n') { "\n" } else { "" };
    format!("{first}{}", html_escape::encode_text(text))
}

#[cfg(test)]
mod tests {
    use super::written_inside;

    #[test]
    fn a_text_cannot_end_the_field_that_it_stands_in() {
        assert_eq!(written_inside("</textarea><img src=x>"), "&lt;/textarea&gt;&lt;img src=x&gt;");
        assert_eq!(written_inside("\nน้ำท่วม & ลม"), "\n\nน้ำท่วม &amp; ลม");
    }
}
