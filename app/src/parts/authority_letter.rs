//! Filing on behalf of an approver: that it was done and with which letter, and the form that does it.

use super::note::{Tone, note};
use crate::{
    context::PageContext,
    text::{authority_letters::AuthorityLetters as Words, format, refusals, words_in},
};
use domain::{
    access::Action, authority_letter::AuthorityLetter, evidence::LARGEST_FILE, submission::State, text::Language,
};
use leptos::prelude::*;
use service::{Actor, reports::Report};
use std::collections::BTreeMap;

/// That the report was filed by a letter and not signed in person, for everybody who reads it.
pub(crate) fn filed(language: Language, report: &Report) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    let letter = report.letter()?;
    let step = report.thread.iter().rev().find(|step| step.step == "file_on_behalf");
    let filer = step.and_then(|step| step.who.clone()).unwrap_or_default();
    let body = view! {
        <p>{words.not_in_person}</p>
        <p>{words.by}" "{filer}" · "{format::instant(language, letter.filed_at)}</p>
        <p>{file(language, letter)}</p>
        <p>{words.doubts}</p>
    };
    Some(note(Tone::Warning, sentence(language, letter), body))
}

/// On whose behalf, by which letter.
pub(crate) fn sentence(language: Language, letter: &AuthorityLetter) -> String {
    let words = words_in::<Words>(language);
    let authority = &letter.authority;
    let dated = format::day(language, authority.dated());
    format!(
        "{} {} {} {} {} {dated}",
        words.on_behalf_of,
        authority.name(),
        words.by_letter,
        authority.number(),
        words.dated
    )
}

/// The letter's file, to be downloaded.
pub(crate) fn file(language: Language, letter: &AuthorityLetter) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let start: String = letter.sha256.chars().take(12).collect();
    view! {
        <a href=format!("/letters/{}", letter.id) download>{words.letter}": "{letter.file_name.clone()}</a>
        " ("{format::file_size(letter.size_bytes)}", SHA-256 "<code>{start}"…"</code>")"
    }
}

/// The form that files a submitted report; for whoever may submit.
pub(crate) fn form(
    page: &PageContext,
    actor: &Actor,
    report: &Report,
    typed: &BTreeMap<String, String>,
    refused: &[String],
) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let waits = matches!(report.submission.state, State::Submitted { .. });
    if !waits || !actor.may(Action::SubmitReport, &report.path) {
        return None;
    }
    let key = &report.submission.key;
    let is_open = typed.keys().any(|name| name.starts_with("authority_"));
    let line = |name: &'static str, label: &'static str, hint: &'static str| {
        let problem = refused.iter().find(|code| *code == name).map(|code| refusals::refusal(page.language, code));
        let (hint_id, problem_id) = (format!("{name}-hint"), format!("{name}-problem"));
        let described = if problem.is_some() { format!("{hint_id} {problem_id}") } else { hint_id.clone() };
        view! {
            <div class="field">
                <label class="field__label" for=name>{label}</label>
                <p class="field__hint" id=hint_id>{hint}</p>
                <div class="field__control">
                    <input
                        class="field__input"
                        id=name
                        name=name
                        required
                        autocomplete="off"
                        value=typed.get(name).cloned()
                        aria-describedby=described
                        aria-invalid=problem.map(|_| "true")
                    />
                </div>
                {problem.map(|words| {
                    view! { <p class="field__problem" id=problem_id data-severity="blocking">{words}</p> }
                })}
            </div>
        }
    };
    let most = format!("{} {}", words.file_hint, format::file_limit(LARGEST_FILE));
    Some(view! {
        <details class="disclosure card" open=is_open>
            <summary class="disclosure__name">{words.title}</summary>
            <div class="disclosure__body">
                <p>{words.lead}</p>
                <form
                    class="stack"
                    method="post"
                    enctype="multipart/form-data"
                    action=format!("/reports/{}/{}/letter", key.round, key.agency)
                    id="letter"
                >
                    <input type="hidden" name="version" value=report.submission.version.to_string()/>
                    {line("authority_name", words.name, words.name_hint)}
                    {line("authority_number", words.number, words.number_hint)}
                    {line("authority_dated", words.dated_label, words.dated_hint)}
                    <div class="field">
                        <label class="field__label" for="letter-file">{words.file}</label>
                        <p class="field__hint" id="letter-file-hint">{most}</p>
                        <div class="field__control">
                            <input
                                class="field__input"
                                type="file"
                                id="letter-file"
                                name="letter"
                                required
                                aria-describedby="letter-file-hint"
                            />
                        </div>
                    </div>
                    <p><button class="button">{words.file_it}</button></p>
                </form>
            </div>
        </details>
    })
}
