//! The way to fill a report in with a spreadsheet: the templates to download, and the place to upload a filled one.

use super::field::Ties;
use crate::text::{sheets::Sheets, words_in};
use domain::{ids::RoundCode, submission::ReportKey, text::Language};
use leptos::prelude::*;

/// What a filled file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Upload {
    /// The first time.
    First,
    /// After it was corrected.
    Again,
}

/// Folded away on the page of a report until somebody wants it.
pub(crate) fn card(language: Language, key: &ReportKey) -> impl IntoView + use<> {
    let words = words_in::<Sheets>(language);
    let template = |kind: &str| format!("/reports/{}/{}/sheet.{kind}", key.round, key.agency);
    view! {
        <details class="disclosure card" id="sheet">
            <summary class="disclosure__name">{words.title}</summary>
            <div class="disclosure__body stack">
                <p>{words.lead}</p>
                <p class="sheet__ways">
                    <a class="button" href=template("xlsx") download>{words.download_workbook}</a>
                    <a class="button" href=template("csv") download>{words.download_csv}</a>
                </p>
                {upload(language, key, Upload::First)}
                <p class="field__hint">{words.unsaved}</p>
            </div>
        </details>
    }
}

/// The place to upload a filled file.
pub(crate) fn upload(language: Language, key: &ReportKey, which: Upload) -> impl IntoView + use<> {
    let words = words_in::<Sheets>(language);
    let action = format!("/reports/{}/{}/sheets", key.round, key.agency);
    form(language, action, which, words.choose, words.choose_hint, ".xlsx,.csv")
}

/// The place to upload a file of many agencies.
pub(crate) fn upload_many(language: Language, round: &RoundCode, which: Upload) -> impl IntoView + use<> {
    let words = words_in::<Sheets>(language);
    form(
        language,
        format!("/calendar/{round}/sheets"),
        which,
        words.many_file,
        words.many_limit,
        ".xlsx,.csv,.xml,.adx",
    )
}

fn form(
    language: Language,
    action: String,
    which: Upload,
    label: &'static str,
    hint: &'static str,
    accept: &'static str,
) -> impl IntoView + use<> {
    let words = words_in::<Sheets>(language);
    let ties = Ties::of("sheet-file", Some("always"), &[]);
    let press = match which {
        Upload::First => words.upload,
        Upload::Again => words.upload_again,
    };
    view! {
        <form
            class="evidence__upload"
            method="post"
            enctype="multipart/form-data"
            action=action
        >
            <label class="field__label" for="sheet-file">{label}</label>
            <p class="field__hint" id="sheet-file-hint">{hint}</p>
            <input
                class="evidence__file"
                type="file"
                id="sheet-file"
                name="file"
                accept=accept
                required
                aria-describedby=ties.described_by
            />
            <p><button class="button button--primary">{press}</button></p>
        </form>
    }
}
