//! Signing in, also in the middle of a form whose session has ended.

use super::kept::KeptFields;
use crate::{
    context::{self, PageContext},
    parts::{notice, title::tab_title},
    standalone::Attempt,
    text::{publications::Publications, refusals, shell::Shell, sign_in::SignIn as SignInWords, states, words_in},
};
use leptos::{either::Either, prelude::*};
use service::demonstration::{self, DemonstrationAccount};

/// The page that signs somebody in; whoever is signed in already goes on.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let page = context::page();
    if page.actor.is_some() {
        leptos_axum::redirect("/");
    }
    let refused = page.asked("refused").map(|code| (code, notice::incident(&page)));
    let attempt = Attempt { next: page.asked("next").unwrap_or_default(), refused, ..Attempt::default() };
    view! { <SignInForm attempt/> }
}

/// The form that signs somebody in.
#[component]
pub(crate) fn SignInForm(attempt: Attempt) -> impl IntoView {
    let page = context::page();
    let words = words_in::<SignInWords>(page.language);
    let Shell { name, refused: before, .. } = words_in::<Shell>(page.language);
    let before = if attempt.refused.is_some() { *before } else { "" };
    let Attempt { email, next, refused, kept } = attempt;
    let has_ended = kept.is_some();
    let action = if has_ended { "/do/sessions/sign_in_again" } else { "/do/sessions/sign_in" };
    let title = if has_ended { words.again } else { words.title };
    let refused = refused.map(|(code, incident)| {
        let why = refusals::refusal(page.language, &code);
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="refused">
                <h2 class="error-summary__title" id="refused">{words.refused}</h2>
                <p>{why}</p>
                {incident.map(|incident| notice::incident_line(page.language, &incident))}
            </div>
        }
    });
    let kept = match kept {
        Some(form) => Either::Left(view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">{words.ended}</p>
                <p>{words.kept}</p>
                {form.lost_files.then(|| view! { <p>{words.files_lost}</p> })}
            </div>
            <KeptFields form prefix="kept."/>
        }),
        None => Either::Right(view! { <input type="hidden" name="next" value=next/> }),
    };
    view! {
        {tab_title(&format!("{before}{title} · {name}"))}
        <div class="sign-in">
            <form class="sign-in__card" method="post" action=action enctype=has_ended.then_some("multipart/form-data")>
                <h1 class="sign-in__title">{title}</h1>
                {refused}
                {kept}
                <div class="field">
                    <label class="field__label" for="email">{words.email}</label>
                    <div class="field__control">
                        <input class="field__input" id="email" name="email" type="email" autocomplete="username" required value=email/>
                    </div>
                </div>
                <div class="field">
                    <label class="field__label" for="password">{words.password}</label>
                    <div class="field__control">
                        <input class="field__input" id="password" name="password" type="password" autocomplete="current-password" required/>
                    </div>
                </div>
                <button class="button button--primary">{words.submit}</button>
                <p class="field__hint">{words.forgotten}</p>
                {has_ended.then(|| demonstration_buttons(&page))}
            </form>
            {(!has_ended).then(|| view! { <div class="stack stack--loose">{published(&page)}<DemonstrationAccounts/></div> })}
        </div>
    }
}

/// The way to what everybody may read.
fn published(page: &PageContext) -> impl IntoView + use<> {
    let words = words_in::<Publications>(page.language);
    view! {
        <section class="card" aria-labelledby="published">
            <h2 class="card__title" id="published"><a href="/public">{words.see}</a></h2>
            <p>{words.see_why}</p>
        </section>
    }
}

/// The accounts of the demonstration as buttons of a form that holds what was typed; nothing outside of it.
fn demonstration_buttons(page: &PageContext) -> Option<impl IntoView + use<>> {
    let accounts = page.services.demonstration_accounts();
    if accounts.is_empty() {
        return None;
    }
    let words = words_in::<SignInWords>(page.language);
    let item = |account: &DemonstrationAccount| {
        let told = format!("{} · {}", states::role(page.language, account.role), account.email);
        view! {
            <li class="demo-accounts__item">
                <p class="demo-accounts__about">{told}</p>
                <button class="button button--small" name="account" value=account.email formnovalidate>
                    {words.enter}
                    <span class="visually-hidden">{format!(" {} {}", words.enter_as, account.name)}</span>
                </button>
            </li>
        }
    };
    Some(view! {
        <h2>{words.demonstration}</h2>
        <ul class="demo-accounts">{accounts.iter().map(item).collect_view()}</ul>
        <p class="field__hint">{words.demonstration_password}" "<code>{demonstration::PASSWORD}</code></p>
    })
}

/// The accounts of the demonstration, each a button; nothing outside of it.
#[component]
fn DemonstrationAccounts() -> impl IntoView {
    let page = context::page();
    let accounts = page.services.demonstration_accounts();
    if accounts.is_empty() {
        return Either::Left(());
    }
    let words = words_in::<SignInWords>(page.language);
    Either::Right(Suspend::new(async move {
        // Names of bodies are no secret, and there is nobody signed in to ask for them.
        let tree = match page.services.operator().await {
            Ok(operator) => page.services.organisations().tree(&operator).await.ok(),
            Err(_) => None,
        };
        let name_of = |code: &str| {
            let body = tree.as_ref().and_then(|tree| tree.get(&code.parse().ok()?));
            body.map_or_else(|| code.to_owned(), |body| body.name.in_language(page.language).to_owned())
        };
        let item = |account: &DemonstrationAccount| {
            let role = states::role(page.language, account.role);
            view! {
                <li class="demo-accounts__item">
                    <div>
                        <p class="demo-accounts__role">{role}</p>
                        <p class="demo-accounts__about">
                            {format!("{} · {} · {}", account.name, name_of(account.organisation), account.email)}
                        </p>
                    </div>
                    <form method="post" action="/do/sessions/demonstration">
                        <button class="button button--small" name="account" value=account.email>
                            {words.enter}
                            <span class="visually-hidden">{format!(" {} {role} {}", words.enter_as, account.name)}</span>
                        </button>
                    </form>
                </li>
            }
        };
        view! {
            <section class="stack" aria-labelledby="demonstration">
                <div>
                    <h2 id="demonstration">{words.demonstration}</h2>
                    <p>{words.demonstration_about}</p>
                </div>
                <ul class="demo-accounts">{accounts.iter().map(item).collect_view()}</ul>
                <p class="field__hint">{words.demonstration_password}" "<code>{demonstration::PASSWORD}</code></p>
            </section>
        }
    }))
}
