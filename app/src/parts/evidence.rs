//! Files that prove a value: name, size, when they came; and the place to add one.

use super::{
    entry::{Form, sentences},
    field::{Ties, problems},
};
use crate::{report_form::field_id, text::format};
use domain::{
    entry::Field,
    evidence::{Evidence, LARGEST_FILE},
};
use leptos::prelude::*;
use service::reports::ReportEntry;

fn about(form: &Form, file: &Evidence) -> String {
    let at = format::instant(form.language, file.uploaded_at);
    format!("{} · {at}", format::file_size(file.size_bytes))
}

fn link(form: &Form, file: &Evidence) -> impl IntoView + use<> {
    view! {
        <span class="evidence__name">
            <a href=format!("/evidence/{}", file.id)>{file.file_name.clone()}</a>
            " "<span class="evidence__about">{about(form, file)}</span>
        </span>
    }
}

fn count(form: &Form, entry: &ReportEntry) -> String {
    let words = form.words();
    match entry.evidence.len() {
        0 => words.evidence_none.to_owned(),
        files => format!("{files} {}", words.evidence_files),
    }
}

/// The files, and the place to add more or take one out.
pub(crate) fn editable(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let code = &entry.indicator.code;
    let id = field_id(code, Field::Evidence);
    let found = sentences(form, entry, Field::Evidence);
    let is_open = !found.is_empty();
    let ties = Ties::of(&id, Some("always"), &found);
    let rule = &entry.indicator.evidence;
    let wanted = rule.description.in_language(form.language).to_owned();
    let asks = if rule.required { words.evidence_required } else { words.evidence_wanted };
    let largest = format::file_limit(LARGEST_FILE);
    let items = entry.evidence.iter().map(|file| {
        view! {
            <li class="evidence__item">
                {link(form, file)}
                <button class="button button--link" name="intent" value=format!("remove.{}", file.id)>
                    {words.evidence_remove}<span class="visually-hidden">" "{file.file_name.clone()}</span>
                </button>
            </li>
        }
    });
    let list = (!entry.evidence.is_empty()).then(|| view! { <ul class="evidence__list">{items.collect_view()}</ul> });
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__name">
                {words.evidence}" "<span class="disclosure__count">{count(form, entry)}</span>
            </summary>
            <div class="disclosure__body">
                <div class="evidence">
                    {list}
                    <div class="evidence__upload">
                        <label class="field__label" for=id.clone()>{words.evidence_add}</label>
                        <div class="field__hint" id=format!("{id}-hint")>
                            <p>{asks}" "{wanted}</p>
                            <p>{words.evidence_limit}" "{largest}</p>
                        </div>
                        <input
                            class="evidence__file"
                            type="file"
                            multiple
                            id=id.clone()
                            name=format!("evidence.{code}")
                            data-largest=LARGEST_FILE.to_string()
                            data-too-large=words.evidence_too_large
                            aria-describedby=ties.described_by
                            aria-invalid=ties.invalid
                        />
                        {problems(&id, found)}
                    </div>
                </div>
            </div>
        </details>
    }
}

/// The files as a row of facts.
pub(crate) fn fact(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let items = entry.evidence.iter().map(|file| view! { <li>{link(form, file)}</li> }).collect_view();
    let none = entry.evidence.is_empty().then_some(words.evidence_none);
    view! {
        <div class="facts__item">
            <dt class="facts__name">{words.evidence}</dt>
            <dd class="facts__value">{none}<ul>{items}</ul></dd>
        </div>
    }
}
