//! Something went wrong: what it was, what is safe, and what to tell whoever helps.

use super::kept::SendAgain;
use crate::{
    context::{self, PUBLIC},
    parts::{
        notice::{self, WHAT_IF},
        round_picker::ROUND,
        title::tab_title,
    },
    standalone::{Failure, KeptForm},
    text::{
        failures::{self, Failures},
        publications::Publications,
        refusals,
        shell::Shell,
        words_in,
    },
};
use leptos::{either::Either, prelude::*};

/// What went wrong, and what was typed before it did.
#[component]
pub(crate) fn ErrorPage(failure: Failure, kept: Option<KeptForm>) -> impl IntoView {
    let page = context::page();
    let around = words_in::<Failures>(page.language);
    let name = words_in::<Shell>(page.language).name;
    let words = failures::failure(page.language, failure.status);
    let known = failure.code.as_deref().and_then(|code| refusals::known(page.language, code));
    let incident = failure.incident.map(|incident| {
        view! {
            {notice::incident_line(page.language, &incident)}
            <p>{around.tell}</p>
        }
    });
    let way = if page.actor.is_some() {
        Either::Left(view! { <a class="button" href="/">{around.to_start}</a> })
    } else {
        // Pages for everybody ask nobody to sign in.
        let sign_in = (!page.is_public()).then(|| view! { <a class="button" href="/sign-in">{around.to_sign_in}</a> });
        let published = format!("{PUBLIC}{}", page.language.as_ref());
        Either::Right(view! {
            <a class="button" href=published>{words_in::<Publications>(page.language).see}</a>
            {sign_in}
        })
    };
    let on = match failure.code.as_deref() {
        Some("round_not_found") => Some((page.address_with(&[(ROUND, "")]), around.to_latest)),
        Some("score_not_found") => page.path.strip_suffix(WHAT_IF).map(|score| (score.to_owned(), around.to_score)),
        _ => None,
    };
    let on = on.map(|(href, words)| view! { <a class="button" href=href>{words}</a> });
    let kept = kept.map(|form| {
        view! {
            <p>{around.kept}</p>
            <SendAgain form button=around.try_again/>
        }
    });
    view! {
        {tab_title(&format!("{} · {name}", words.title))}
        <div class="error-page">
            <h1>{words.title}</h1>
            <p>{known.unwrap_or(words.why)}</p>
            {kept}
            {incident}
            <p class="cluster">{on}{way}</p>
        </div>
    }
}
