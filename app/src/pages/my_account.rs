//! Who I am here, what I may do, my sessions and my password.

use super::account::PASSWORD_REFUSALS;
use crate::{
    context::{self, PageContext},
    parts::{
        delegations::delegations,
        facts::fact,
        feeds::feed_table,
        filters::{Choice, ChoiceField},
        grants::grant_list,
        input::Input,
        notice::failed,
        title::PageTitle,
        tokens::token_table,
        unreached::unreached,
    },
    text::{
        accounts::{self, Accounts, MyAccount as Words},
        feeds::Feeds,
        format,
        shares::Shares,
        words_in,
    },
};
use domain::{
    manner::{Digits, Era, Manner},
    organisation::OrganisationTree,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{
    Actor, ServiceError, ServiceResult, delegations::NamedDelegation, feeds::Feed, mails::Mail, sessions::SessionInfo,
    tokens::Token,
};
use std::sync::Arc;
use strum::IntoEnumIterator as _;

struct Mine {
    actor: Actor,
    session: SessionInfo,
    /// None before the password is changed: until then nothing may be read.
    belongings: Option<Belongings>,
}

/// What is mine besides the account itself.
struct Belongings {
    tree: Arc<OrganisationTree>,
    tokens: Vec<Token>,
    feeds: Vec<Feed>,
    delegations: Vec<NamedDelegation>,
    returned: Option<Mail>,
}

/// My account.
#[component]
pub(crate) fn MyAccount() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match mine(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(mine) => Either::Right(page_of(&page, mine)),
        }
    })
}

async fn mine(page: &PageContext) -> ServiceResult<Mine> {
    let actor = page.actor()?.clone();
    let session = page.session.clone().ok_or(ServiceError::Forbidden)?;
    let belongings = if actor.grants.is_empty() {
        None
    } else {
        let tree = page.services.organisations().tree(&actor).await?;
        let tokens = page.services.tokens().list(&actor, actor.account).await?;
        let delegations = page.services.delegations().list(&actor).await?;
        let feeds = page.services.feeds().list(&actor).await?;
        let returned = page.services.mails().returned(&actor, actor.account).await?;
        Some(Belongings { tree, tokens, feeds, delegations, returned })
    };
    Ok(Mine { actor, session, belongings })
}

fn page_of(page: &PageContext, mine: Mine) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let Mine { actor, session, belongings } = mine;
    let is_due = session.must_change_password;
    let due = is_due.then(|| {
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">{words.due_title}</p>
                <p>{words.due}</p>
            </div>
        }
    });
    let roles = belongings.as_ref().map(|mine| grant_list(language, &mine.tree, &actor.grants));
    let roles = roles.map_or_else(|| Either::Left(words.no_roles), Either::Right);
    let returned = belongings.as_ref().and_then(|mine| mine.returned.clone());
    let tokens = belongings.map(|Belongings { tree, tokens, feeds, delegations: found, .. }| {
        let calendars = words_in::<Feeds>(language);
        view! {
            {delegations(page, &actor, &tree, &found)}
            <section class="stack" aria-labelledby="feeds-title">
                <h2 id="feeds-title">{calendars.title}</h2>
                <p>{calendars.lead}</p>
                {feed_table(language, &tree, &feeds)}
            </section>
            <p><a href="/shares">{words_in::<Shares>(language).to_list}</a></p>
            <section class="stack" aria-labelledby="tokens-title">
                <h2 id="tokens-title">{words_in::<Accounts>(language).tokens}</h2>
                {token_table(language, tokens, None, page.services.now())}
            </section>
        }
    });
    let about = (!is_due).then(|| {
        view! {
            <section class="card" aria-labelledby="about-title">
                <h2 class="card__title" id="about-title">{words.about}</h2>
                <dl class="facts">
                    {fact(words.name, actor.name.clone())}
                    {fact(words.email, session.email.to_string())}
                    {fact(words.roles, roles)}
                </dl>
            </section>
        }
    });
    view! {
        <PageTitle title=words.title.to_owned()/>
        {due}
        {unreached(language, returned.as_ref())}
        {about}
        {(!is_due).then(|| display_form(page))}
        {password_form(page, &session)}
        <section class="stack" aria-labelledby="session-title">
            <h2 id="session-title">{words.session}</h2>
            <dl class="facts">
                {fact(words.signed_in_at, format::instant(language, session.signed_in_at))}
                {fact(words.ends_at, format::instant(language, session.ends_at))}
            </dl>
            <form class="stack stack--tight" method="post" action="/do/sessions/sign_out_everywhere">
                <p>{words.everywhere_why}</p>
                <p><button class="button">{words.everywhere}</button></p>
            </form>
        </section>
        {(!is_due).then_some(tokens)}
    }
}

/// In which language, era and digits pages are shown.
fn display_form(page: &PageContext) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let manner = use_context::<Manner>().unwrap_or_default();
    let choice = |value: &str, name: &str| Choice { value: value.to_owned(), name: name.to_owned() };
    let languages = Language::iter().map(|of| choice(of.as_ref(), accounts::language_name(of))).collect();
    let eras = Era::iter().map(|era| choice(era.as_ref(), accounts::era(language, era))).collect();
    let digits = Digits::iter().map(|digits| choice(digits.as_ref(), accounts::digits(language, digits))).collect();
    view! {
        <section class="stack" aria-labelledby="display-title">
            <h2 id="display-title">{words.display}</h2>
            <p>{words.display_why}</p>
            <form class="stack" method="post" action="/do/preferences/set">
                <ChoiceField name="language" label=words.language choices=languages chosen=language.as_ref()/>
                <ChoiceField name="era" label=words.era choices=eras chosen=manner.era.as_ref()/>
                <ChoiceField name="digits" label=words.digits choices=digits chosen=manner.digits.as_ref()/>
                <p><button class="button">{words.save_display}</button></p>
            </form>
        </section>
    }
}

fn password_form(page: &PageContext, session: &SessionInfo) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let old = Input {
        kind: "password",
        autocomplete: "current-password",
        codes: &["old_password_wrong"],
        ..Input::new("old_password", words.old)
    };
    let new = Input {
        kind: "password",
        autocomplete: "new-password",
        codes: &PASSWORD_REFUSALS,
        ..Input::new("new_password", words.new)
    };
    view! {
        <section class="stack" aria-labelledby="password-title">
            <h2 id="password-title">{words.password}</h2>
            <ul>
                <li>{words.rule_length}</li>
                <li>{words.rule_common}</li>
                <li>{words.rule_name}</li>
                <li>{words.rule_end}</li>
            </ul>
            <form class="stack" method="post" action="/do/accounts/change_password">
                // For password managers, which otherwise keep a password without its name.
                <input type="hidden" autocomplete="username" value=session.email.to_string()/>
                {old.view(page)}
                {new.view(page)}
                <p><button class="button button--primary">{words.change}</button></p>
            </form>
        </section>
    }
}
