//! Signing in.

use crate::{
    context,
    parts::{notice::RefusalNotice, title::PageTitle},
    text::{sign_in::SignIn as SignInWords, words_in},
};
use leptos::prelude::*;

/// The form that signs somebody in.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let page = context::page();
    let words = words_in::<SignInWords>(page.language);
    let next = page.asked("next").unwrap_or_default();
    view! {
        <PageTitle title=words.title.to_owned()/>
        <RefusalNotice/>
        <form class="sign-in stack" method="post" action="/do/sessions/sign_in">
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label class="field__label" for="email">{words.email}</label>
                <input class="field__input" id="email" name="email" type="email" autocomplete="username" required/>
            </div>
            <div class="field">
                <label class="field__label" for="password">{words.password}</label>
                <input class="field__input" id="password" name="password" type="password" autocomplete="current-password" required/>
            </div>
            <button class="button button--primary">{words.submit}</button>
        </form>
    }
}
