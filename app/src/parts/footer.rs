//! The foot of every page.

use crate::{
    context::PageContext,
    text::{shell::Shell, words_in},
};
use leptos::prelude::*;

/// The foot of every page.
#[component]
pub(crate) fn SiteFooter() -> impl IntoView {
    let page = use_context::<PageContext>();
    page.map(|page| {
        let words = words_in::<Shell>(page.language);
        view! {
            <footer class="site-footer">
                <div class="wrap site-footer__body">
                    <p>{words.owner}</p>
                    <p class="site-footer__links"><a href="/developers">{words.developers}</a></p>
                </div>
            </footer>
        }
    })
}
