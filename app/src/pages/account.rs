//! One person's account, for administrators: roles, password, whether they may sign in, tokens.

use super::accounts::state_badge;
use crate::{
    context::{self, PageContext, named},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        grants::{grant_lines, organisation_choices},
        input::Input,
        notice::failed,
        title::PageTitle,
        tokens::token_table,
        unreached::unreached,
    },
    text::{accounts::Accounts as Words, format, words_in},
};
use domain::{access::Action, ids::AccountId, organisation::OrganisationTree, text::Language};
use leptos::{either::Either, prelude::*};
use service::{ServiceError, ServiceResult, accounts::AccountSummary, mails::Mail, tokens::Token};
use std::sync::Arc;

/// Refusals that speak of a new password.
pub(crate) const PASSWORD_REFUSALS: [&str; 6] = [
    "password_too_short",
    "password_too_long",
    "password_common",
    "password_repetitive",
    "password_contains_name",
    "password_unchanged",
];

struct Shown {
    account: AccountSummary,
    tree: Arc<OrganisationTree>,
    tokens: Vec<Token>,
    returned: Option<Mail>,
}

/// One person's account.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let page = context::page();
    let id = named::<AccountId>("id", "account");
    Suspend::new(async move {
        let shown = match id {
            Ok(id) => read(&page, id).await,
            Err(error) => Err(error),
        };
        match shown {
            Err(error) => Either::Left(failed(error)),
            Ok(shown) => Either::Right(page_of(&page, shown)),
        }
    })
}

async fn read(page: &PageContext, id: AccountId) -> ServiceResult<Shown> {
    let actor = page.actor()?;
    if !actor.may_somewhere(Action::ManageAccounts) {
        return Err(ServiceError::Forbidden);
    }
    let account = page.services.accounts().get(actor, id).await?;
    let tree = page.services.organisations().tree(actor).await?;
    let tokens = page.services.tokens().list(actor, id).await?;
    let returned = page.services.mails().returned(actor, id).await?;
    Ok(Shown { account, tree, tokens, returned })
}

fn page_of(page: &PageContext, shown: Shown) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let Shown { account, tree, tokens, returned } = shown;
    let is_own = page.actor.as_ref().is_some_and(|actor| actor.account == account.id);
    let since = account.disabled_at.map(|at| fact(words.disabled_since, format::instant(language, at)));
    let log = format!("/audit?object=account%2F{}", account.id);
    let own = is_own.then(|| {
        view! {
            <div class="notice"><p>{words.own}" "<a href="/account">{words.to_own}</a></p></div>
        }
    });
    let others = (!is_own).then(|| {
        view! {
            {reset_form(page, account.id)}
            {sign_in_form(language, &account)}
        }
    });
    let mark = state_badge(language, &account).into_any();
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/accounts", words.title)] here=account.name.clone()/>
            <PageTitle title=account.name.clone() mark=Some(mark)/>
        </div>
        {own}
        {unreached(language, returned.as_ref())}
        <dl class="facts">
            {fact(words.email, account.email.to_string())}
            {since}
        </dl>
        <p><a href=log>{words.log}</a></p>
        {rename_form(page, &account)}
        <section class="stack" aria-labelledby="grants-title">
            <h2 id="grants-title">{words.grants}</h2>
            <form class="stack" method="post" action="/do/accounts/set_grants">
                <input type="hidden" name="account" value=account.id.to_string()/>
                {grant_lines(page, &account.grants)}
                {organisation_choices(language, &tree)}
                <p>{words.save_grants_why}</p>
                <p><button class="button button--primary">{words.save_grants}</button></p>
            </form>
        </section>
        {others}
        <section class="stack" aria-labelledby="tokens-title">
            <h2 id="tokens-title">{words.tokens}</h2>
            {token_table(language, tokens, Some(account.id), page.services.now())}
        </section>
    }
}

fn rename_form(page: &PageContext, account: &AccountSummary) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let name = Input { value: account.name.clone(), codes: &["account_name"], ..Input::new("name", words.person) };
    let email = Input {
        kind: "email",
        value: account.email.to_string(),
        hint: Some(words.rename_why.to_owned()),
        codes: &["email_taken"],
        ..Input::new("email", words.email)
    };
    view! {
        <section class="stack" aria-labelledby="rename-title">
            <h2 id="rename-title">{words.rename}</h2>
            <form class="stack" method="post" action="/do/accounts/rename">
                <input type="hidden" name="account" value=account.id.to_string()/>
                {name.view(page)}
                {email.view(page)}
                <p><button class="button">{words.save_rename}</button></p>
            </form>
        </section>
    }
}

fn reset_form(page: &PageContext, account: AccountId) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let password = Input {
        kind: "password",
        autocomplete: "new-password",
        hint: Some(words.first_password_hint.to_owned()),
        codes: &PASSWORD_REFUSALS,
        ..Input::new("password", words.new_password)
    };
    view! {
        <section class="stack" aria-labelledby="reset-title">
            <h2 id="reset-title">{words.reset}</h2>
            <form class="stack" method="post" action="/do/accounts/reset_password">
                <input type="hidden" name="account" value=account.to_string()/>
                <p>{words.reset_why}</p>
                {password.view(page)}
                <p><button class="button">{words.reset}</button></p>
            </form>
        </section>
    }
}

fn sign_in_form(language: Language, account: &AccountSummary) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let hidden = view! { <input type="hidden" name="account" value=account.id.to_string()/> };
    let form = if account.disabled_at.is_some() {
        Either::Left(view! {
            <form method="post" action="/do/accounts/enable">
                {hidden}
                <button class="button">{words.enable}</button>
            </form>
        })
    } else {
        Either::Right(view! {
            <form class="stack" method="post" action="/do/accounts/disable">
                {hidden}
                <p>{words.disable_why}</p>
                <p><button class="button button--danger">{words.disable}</button></p>
            </form>
        })
    };
    view! {
        <section class="stack" aria-labelledby="state-title">
            <h2 id="state-title">{words.state}</h2>
            {form}
        </section>
    }
}
