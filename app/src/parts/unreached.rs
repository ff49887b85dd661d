//! That mail does not reach somebody, and what the mail server said.

use super::note::{Tone, note};
use crate::text::{format, mails::Mails as Words, words_in};
use domain::text::Language;
use leptos::prelude::*;
use service::mails::Mail;

/// The latest mail that came back from the address which somebody has now.
pub(crate) fn unreached(language: Language, returned: Option<&Mail>) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    let mail = returned?;
    let when = mail.settled_at.map(|at| format!(" · {}", format::instant(language, at)));
    let title = format!("{}: {}", words.unreached, mail.address);
    let body = view! {
        <p>{words.unreached_why}</p>
        <p>{words.answer}": "{mail.answer.clone()}{when}</p>
    };
    Some(note(Tone::Warning, title, body))
}
