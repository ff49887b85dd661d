//! What stands on every page that is for everybody: of which snapshot it is, that a newer one exists, and how to check it.

use super::{
    as_written::{as_written, written_in},
    facts::fact,
    structured_data::whole,
};
use crate::{
    context::PageContext,
    embed::snippets,
    text::{
        dashboards::Dashboards, format, publications, publications::Publications as Words, snapshots::Snapshots,
        words_in,
    },
};
use leptos::{either::Either, prelude::*};
use service::publications::Published;

/// Of when and which snapshot the figures are.
pub(crate) fn stamp(page: &PageContext, published: &Published) -> String {
    let head = &published.setting.head;
    publications::stamp(page.language, head.taken_at, head.round.period, &head.code)
}

/// What the figures are: those that were accepted, or made up, as the snapshot itself says.
pub(crate) fn basis(page: &PageContext, published: &Published) -> &'static str {
    let words = words_in::<Dashboards>(page.language);
    if published.setting.head.is_demonstration { words.made_up } else { words.accepted_only }
}

/// That another snapshot of the round was published since; nothing where this is the latest.
pub(crate) fn replaced(page: &PageContext, published: &Published) -> impl IntoView + use<> {
    let language = page.language;
    published.listed.newer_than(&published.snapshot.code).map(|newer| {
        let href = format!("/public/{}/{}", language.as_ref(), newer.code);
        view! {
            <div class="notice notice--warning">
                <p>{publications::replaced(language, &newer.code)}</p>
                <p><a href=href>{words_in::<Words>(language).see_newer}</a></p>
            </div>
        }
    })
}

/// Which published snapshot this one stands in for, why, and the way to what changed; nothing where it is the first of its round.
pub(crate) fn replaces(page: &PageContext, published: &Published) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let snapshot = &published.snapshot;
    published.listed.before(snapshot).map(|before| {
        let changes = format!("/snapshots/{}/from/{}", snapshot.code, before.code);
        let href = format!("/public/{}/{}", language.as_ref(), before.code);
        let begins = publications::note_begins(&snapshot.note);
        let whole = (begins != snapshot.note.trim()).then(|| view! { <a href="#proof">{words.whole_note}</a> });
        let note = (!begins.is_empty()).then(|| view! { ": "{written_in(language, begins)} });
        view! {
            <div class="notice">
                <p>{publications::replaces(language, &before.code)}{note}</p>
                <p class="notice__actions">
                    <a href=changes>{words.see_changes}</a>
                    <a href=href>{words.see_before}</a>
                    {whole}
                </p>
            </div>
        }
    })
}

/// Where the figures come from, and how to check them.
pub(crate) fn proof(page: &PageContext, published: &Published) -> impl IntoView + use<> {
    let language = page.language;
    let (words, about) = (words_in::<Words>(language), words_in::<Snapshots>(language));
    let snapshot = &published.snapshot;
    let code = snapshot.code.to_string();
    let page_of = format!("/snapshots/{code}");
    let published_at = snapshot.embargo_until.or(snapshot.published_at);
    let published_at = published_at.map(|at| fact(words.published, format::instant(language, at)));
    let note = (!snapshot.note.is_empty()).then(|| fact(words.note, as_written(snapshot.note.clone())));
    let license = match &page.services.publication().license {
        Some(license) => {
            let (href, title) = (license.url().to_owned(), license.title().to_owned());
            Either::Left(view! { <a href=href rel="license">{title}</a> })
        }
        None => Either::Right(words.license_unsaid),
    };
    let digest = |text: String| view! { <code>{text}</code> };
    view! {
        <section class="card" aria-labelledby="proof">
            <h2 class="card__title" id="proof">{words.proof}</h2>
            <p>{words.proof_why}</p>
            <dl class="facts">
                {fact(words.snapshot, view! { <a href=page_of.clone()>{code}</a> })}
                {fact(words.as_of, format::instant(language, snapshot.taken_at))}
                {published_at}
                {note}
                {fact(words.publisher, view! { <span id="publisher">{words.dga}</span> })}
                {fact(words.license, license)}
                {fact(about.sha256, digest(snapshot.sha256.to_string()))}
                {fact(about.root, digest(snapshot.root.to_string()))}
                {fact(about.key, digest(snapshot.key.to_string()))}
            </dl>
            <p class="cluster">
                <a href=format!("{page_of}/file") download="">{about.download}</a>
                <a href=page_of>{words.all_files}</a>
                <a href="/verify">{words.verify}</a>
                <a href=format!("/public/{}/feed.atom", language.as_ref())>{words.feed}</a>
            </p>
        </section>
    }
}

/// How to show the page's picture elsewhere, to be copied.
pub(crate) fn embed(page: &PageContext, title: &str) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let [frame, picture] = snippets(&whole(&page.path), title);
    let field = |id: &'static str, label: &'static str, snippet: String| {
        // What stands in a text area is written as it is.
        let snippet = html_escape::encode_text(&snippet).into_owned();
        view! {
            <div class="field">
                <label class="field__label" for=id>{label}</label>
                <div class="field__control">
                    <textarea class="field__input" id=id rows="3" readonly=true>{snippet}</textarea>
                </div>
            </div>
        }
    };
    view! {
        <details class="disclosure share">
            <summary class="disclosure__name">{words.embed}</summary>
            <div class="disclosure__body stack">
                <p>{words.embed_why}</p>
                {field("embed-frame", words.embed_frame, frame)}
                {field("embed-picture", words.embed_picture, picture)}
                <p><a href=format!("{}/figure.svg", page.path)>{words.embed_see}</a></p>
            </div>
        </details>
    }
}
