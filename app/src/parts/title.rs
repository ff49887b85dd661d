//! The title of a page: in the browser's tab and at its head.

use crate::{
    context,
    text::{shell::Shell, words_in},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The heading of a page with what stands above and below it, and its actions.
#[component]
pub(crate) fn PageTitle(
    title: String,
    #[prop(optional, into)] over: Option<String>,
    #[prop(optional, into)] lead: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let name = words_in::<Shell>(context::page().language).name;
    view! {
        <Title text=format!("{title} · {name}")/>
        <div class="page-title">
            <div class="page-title__words">
                {over.map(|over| view! { <p class="page-title__over">{over}</p> })}
                <h1>{title}</h1>
                {lead.filter(|lead| !lead.is_empty()).map(|lead| view! { <p class="page-title__lead">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-title__actions">{children()}</div> })}
        </div>
    }
}
