//! The title of a page: in the browser's tab and at its head.

use super::as_written::mixed;
use crate::{
    context::{self, PageContext},
    report_form::Answer,
    text::{shell::Shell, words_in},
};
use leptos::prelude::*;
use leptos_meta::Title;
use maud::html;

/// What the browser's tab says: that something was refused comes first, for those who hear it before the page.
fn tab(page: &PageContext, words: &Shell, title: &str) -> String {
    let is_answered = use_context::<Answer>().is_some_and(|answer| !answer.refused.is_empty());
    let is_refused = is_answered || page.sent.is_some() || page.asked("refused").is_some();
    let before = if is_refused { words.refused } else { "" };
    format!("{before}{title} · {}", words.name)
}

/// The title in the browser's tab. `leptos_meta` writes it into the page as it is, so what people typed is escaped here.
pub(crate) fn tab_title(text: &str) -> impl IntoView + use<> {
    view! { <Title text=html! { (text) }.into_string()/> }
}

/// The heading of a page with what stands above, beside and below it, and its actions. The `mark` tells in what state the thing
/// is that the title names.
#[component]
pub(crate) fn PageTitle(
    title: String,
    #[prop(optional, into)] over: Option<String>,
    #[prop(optional, into)] lead: Option<String>,
    #[prop(optional_no_strip)] mark: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let page = context::page();
    let language = page.language;
    let words = words_in::<Shell>(language);
    let in_tab = tab_title(&tab(&page, words, &title));
    view! {
        {in_tab}
        <div class="page-title">
            <div class="page-title__words">
                {over.map(|over| view! { <p class="page-title__over">{mixed(language, over)}</p> })}
                <div class="page-title__name"><h1>{mixed(language, title)}</h1>{mark}</div>
                {lead.filter(|lead| !lead.is_empty()).map(|lead| view! { <p class="page-title__lead">{mixed(language, lead)}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-title__actions">{children()}</div> })}
        </div>
    }
}
