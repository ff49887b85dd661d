//! The head of every page: name, menu, language, who is signed in, and the banner of the demonstration.

use super::{as_written::as_written, unsent::UnsentTexts};
use crate::{
    context::{self, PRESENT, PUBLIC, PageContext},
    pages::search::TYPED,
    report_form::Answer,
    text::{search::Search, shares, shares::Shares, shell::Shell, states, words_in},
};
use domain::{access::Action, text::Language};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};

/// The head of every page.
#[component]
pub(crate) fn SiteHeader() -> impl IntoView {
    let Some(page) = use_context::<PageContext>() else { return Either::Left(()) };
    let words = words_in::<Shell>(page.language);
    let banner = page.is_demonstration.then(|| {
        view! {
            <div class="demo-banner">
                <div class="wrap">
                    <p class="demo-banner__text"><strong>{words.demonstration}</strong>" "{words.demonstration_why}</p>
                </div>
            </div>
        }
    });
    let home = if page.is_public() { format!("{PUBLIC}{}", page.language.as_ref()) } else { "/".to_owned() };
    Either::Right(view! {
        <div>
            <a class="skip-link" href="#main">{words.skip}</a>
            <header class="site-header">
                <div class="wrap site-header__bar">
                    <a class="site-header__brand" href=home>
                        <svg class="site-header__mark" viewBox="0 0 32 32" aria-hidden="true">
                            <path class="site-header__mark-line" d="M4 25 12 16 18 20 27 8"></path>
                            <circle class="site-header__mark-dot" cx="27" cy="8" r="4"></circle>
                        </svg>
                        <span class="site-header__name">{words.name}</span>
                        <span class="site-header__tagline">{words.tagline}</span>
                    </a>
                    {page.is_signed_in().then(|| view! { <SearchBox/> })}
                    <div class="site-header__tools">
                        <Languages/>
                        <Person/>
                    </div>
                </div>
                {page.is_signed_in().then(|| view! { <Menu/><UnsentTexts/> })}
                {banner}
                {shared_by(&page)}
            </header>
        </div>
    })
}

/// Who shared the page, and until when, for whoever reads it by a link.
fn shared_by(page: &PageContext) -> Option<impl IntoView + use<>> {
    let shared = page.shared.as_ref()?;
    let told = shares::shared_by(page.language, &shared.by, shared.until);
    let read_only = words_in::<Shares>(page.language).read_only;
    Some(view! {
        <div class="shared-banner" role="note">
            <div class="wrap"><p class="shared-banner__text"><strong>{as_written(told)}</strong>" "{read_only}</p></div>
        </div>
    })
}

/// Where one finds an organisation or an indicator from every page.
#[component]
fn SearchBox() -> impl IntoView {
    let page = context::page();
    let words = words_in::<Search>(page.language);
    let typed = if page.path == "/search" { page.asked(TYPED) } else { None };
    view! {
        <form class="site-header__search" method="get" action="/search" role="search" aria-label=words.box_label>
            <label class="visually-hidden" for="site-search">{words.box_label}</label>
            <input
                class="site-header__typed"
                type="search"
                id="site-search"
                name=TYPED
                value=typed
                placeholder=words.placeholder
                autocomplete="off"
            />
            <button class="site-header__find">
                <svg class="site-header__lens" viewBox="0 0 20 20" aria-hidden="true">
                    <path d="M13 13 18 18M8.5 14.5a6 6 0 1 1 0-12 6 6 0 0 1 0 12z"></path>
                </svg>
                <span class="visually-hidden">{words.show}</span>
            </button>
        </form>
    }
}

#[component]
fn Languages() -> impl IntoView {
    let page = context::page();
    // What is typed and stored nowhere stands in this very answer: another page would not have it.
    let holds_texts = page.answers_a_form
        && page.sent.is_none()
        && use_context::<Answer>().is_none_or(|answer| !answer.typed.is_empty() || !answer.review.is_empty());
    if holds_texts {
        return Either::Left(());
    }
    let asked = if page.query.is_empty() { page.path.clone() } else { format!("{}?{}", page.path, page.query) };
    let asked = page.shared.as_ref().map_or(asked, |shared| shared.address.clone());
    let back: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    let link = |language: Language, code: &'static str, word: &'static str| {
        let current = (page.language == language).then_some("true");
        let href = match page.path.strip_prefix(PUBLIC) {
            // Pages for everybody have an address for each language.
            Some(rest) => {
                let rest = rest.split_once('/').map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
                // Which have no other day: whoever asked for one was told so.
                let present = page.address_with(&PRESENT);
                let query = present.strip_prefix(page.path.as_str()).unwrap_or_default();
                format!("{PUBLIC}{code}{rest}{query}")
            }
            None => format!("/language?to={code}&back={back}"),
        };
        view! { <a class="site-header__language" href=href lang=code hreflang=code aria-current=current>{word}</a> }
    };
    Either::Right(view! {
        <div class="site-header__languages">
            {link(Language::Th, "th", "ไทย")}
            {link(Language::En, "en", "English")}
        </div>
    })
}

#[component]
fn Person() -> impl IntoView {
    let page = context::page();
    let words = words_in::<Shell>(page.language);
    let Some(actor) = page.actor.clone().filter(|_| page.is_signed_in()) else {
        if page.is_public() {
            // The page is the same for everybody: whoever is signed in goes on, and whoever is not signs in first.
            let onwards = view! { <a class="site-header__sign-in" href="/">{words.to_system}</a> };
            return EitherOf3::A(onwards);
        }
        return EitherOf3::B(view! {
            <a class="site-header__sign-in" href="/public">{words.published}</a>
            <a class="site-header__sign-in" href="/sign-in">{words.sign_in}</a>
        });
    };
    let mut roles: Vec<_> = actor.grants.iter().map(|grant| states::role(page.language, grant.role)).collect();
    roles.dedup();
    EitherOf3::C(view! {
        <details class="site-header__person">
            <summary class="site-header__who">
                <span class="site-header__full-name" title=actor.name.clone()>{as_written(actor.name.clone())}</span>
            </summary>
            <div class="site-header__menu">
                <p><strong>{as_written(actor.name)}</strong><br/>{roles.join(" · ")}</p>
                <a href="/account">{words.my_account}</a>
                <form method="post" action="/do/sessions/sign_out">
                    <button class="button button--small">{words.sign_out}</button>
                </form>
            </div>
        </details>
    })
}

#[component]
fn Menu() -> impl IntoView {
    let page = context::page();
    let words = words_in::<Shell>(page.language);
    let may = |action: Action| page.actor.as_ref().is_some_and(|actor| actor.may_somewhere(action));
    let link = |href: &'static str, word: &'static str| {
        let is_here = if href == "/" { page.path == "/" } else { page.path.starts_with(href) };
        let current = is_here.then_some("page");
        view! { <li><a class="site-header__link" href=href aria-current=current>{word}</a></li> }
    };
    view! {
        <nav class="site-header__nav" aria-label=words.menu>
            <ul class="wrap site-header__links">
                {link("/", words.work)}
                {link("/national", words.national)}
                {link("/organisations", words.organisations)}
                {link("/plans", words.plans)}
                {link("/calendar", words.calendar)}
                {link("/snapshots", words.snapshots)}
                {may(Action::ManageAccounts).then(|| link("/accounts", words.accounts))}
                {may(Action::ReadAudit).then(|| link("/audit", words.audit))}
                {may(Action::ReadOperations).then(|| link("/operations", words.operations))}
            </ul>
        </nav>
    }
}
