//! What this browser keeps of one's texts that were never sent. Empty and hidden as the server writes it, which knows
//! nothing of that; the island fills it.

use crate::{
    context,
    islands::unsent::Unsent,
    text::{shell::Shell, words_in},
};
use leptos::{either::Either, prelude::*};

/// The box that tells of unsent texts, and the question before signing out.
#[component]
pub(crate) fn UnsentTexts() -> impl IntoView {
    let page = context::page();
    let words = words_in::<Shell>(page.language);
    let Some(actor) = page.actor else { return Either::Left(()) };
    Either::Right(view! {
        <div class="wrap" id="unsent" data-reader=actor.account.to_string() hidden>
            <div class="notice notice--warning">
                <p class="notice__title">{words.unsent_title}</p>
                <ul class="notice__list" id="unsent-list"></ul>
                <p class="notice__actions">
                    <button class="button button--small" type="button" id="unsent-drop" hidden>{words.unsent_drop}</button>
                </p>
            </div>
        </div>
        <dialog class="dialog" id="unsent-question" aria-labelledby="unsent-count">
            <div class="dialog__body">
                <h2 class="dialog__title" id="unsent-count" data-words=words.unsent_question>{words.unsent_title}</h2>
                <p>{words.unsent_why}</p>
                <div class="dialog__actions">
                    <button class="button button--primary" type="button" id="unsent-stay">{words.unsent_stay}</button>
                    <button class="button" type="button" id="unsent-leave">{words.unsent_leave}</button>
                    <button class="button button--danger" type="button" id="unsent-forget">{words.unsent_forget}</button>
                </div>
            </div>
        </dialog>
        <Unsent/>
    })
}
