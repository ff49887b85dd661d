//! A line to type in. When its form was refused, what was typed stands in it again, with what is wrong beside it.

use crate::{context::PageContext, error::AppError, text::refusals};
use leptos::prelude::*;

/// A line to type in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Input {
    /// The name of the field, which is its id too.
    pub(crate) name: String,
    /// What to type.
    pub(crate) label: String,
    /// How to type it.
    pub(crate) hint: Option<String>,
    /// The kind of input, `text` when empty.
    pub(crate) kind: &'static str,
    /// What stands in it at first.
    pub(crate) value: String,
    /// What browsers may fill in.
    pub(crate) autocomplete: &'static str,
    /// The list of what can be chosen.
    pub(crate) list: Option<&'static str>,
    /// Refusals that speak of this field.
    pub(crate) codes: &'static [&'static str],
    /// What exactly is wrong with it, where the refusal alone does not say.
    pub(crate) told: Option<String>,
    /// Whether it may stay empty.
    pub(crate) optional: bool,
}

impl Input {
    /// A line with a name and a label.
    pub(crate) fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), kind: "text", autocomplete: "off", ..Self::default() }
    }

    /// The field.
    pub(crate) fn view(self, page: &PageContext) -> impl IntoView + use<> {
        let sent = page.sent.as_ref();
        let refused = sent.and_then(|sent| {
            let is_of_this = |refused: &&AppError| {
                self.codes.contains(&refused.code.as_str()) || refused.place.as_ref() == Some(&self.name)
            };
            sent.refused.all().find(is_of_this)
        });
        let problem = refused
            .map(|refused| self.told.unwrap_or_else(|| refusals::refusal(page.language, &refused.code).to_owned()));
        let value = sent.and_then(|sent| sent.value(&self.name)).map_or(self.value, str::to_owned);
        let (hint_id, problem_id) = (format!("{}-hint", self.name), format!("{}-problem", self.name));
        let described = [self.hint.is_some().then(|| hint_id.clone()), problem.as_ref().map(|_| problem_id.clone())];
        let described: Vec<String> = described.into_iter().flatten().collect();
        view! {
            <div class="field">
                <label class="field__label" for=self.name.clone()>{self.label}</label>
                {self.hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
                <div class="field__control">
                    <input
                        class="field__input"
                        id=self.name.clone()
                        name=self.name
                        r#type=self.kind
                        value=value
                        autocomplete=self.autocomplete
                        list=self.list
                        required=!self.optional
                        aria-invalid=problem.as_ref().map(|_| "true")
                        aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                    />
                </div>
                {problem.map(|words| {
                    view! { <p class="field__problem" id=problem_id data-severity="blocking">{words}</p> }
                })}
            </div>
        }
    }
}
