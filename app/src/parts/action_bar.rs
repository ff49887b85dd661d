//! Stays at the foot of the window: is my work safe, and what next.

use super::{
    contents::Section,
    entry::{Form, Mode, state_of},
    error_summary::stopping,
};
use crate::{
    report_form::field_id,
    text::{format, states::EntryState},
};
use domain::submission::StateName;
use leptos::{either::EitherOf3, prelude::*};
use service::reports::Report;

/// How far the report is, in a line that is brought up to date while somebody types.
pub(crate) fn progress(form: &Form, sections: &[Section]) -> impl IntoView + use<> {
    let words = form.words();
    let all: usize = sections.iter().map(|section| section.entries.len()).sum();
    let answered: usize = sections.iter().map(Section::answered).sum();
    let found = stopping(form, sections);
    let problems = found.first().map(|(_, entry, problem)| {
        let href = format!("#{}", field_id(&entry.indicator.code, problem.field));
        let told = format!("{} {} {}", words.to_correct, found.len(), words.points);
        view! { " "<a href=href>{told}</a> }
    });
    let untouched = sections.iter().flat_map(|section| &section.entries).map(|(_, entry)| entry);
    let untouched: Vec<_> = untouched.filter(|entry| state_of(entry) == EntryState::Returned).collect();
    let untouched = untouched.first().map(|first| {
        let told = format!("{} {}", words.sent_back_untouched, untouched.len());
        view! { " "<a href=format!("#{}", first.indicator.code)>{told}</a> }
    });
    let told = format!("{} {answered}/{all}", words.filled);
    view! {
        <span id="progress" class="action-bar__progress-box">
            <span class="action-bar__progress">{told}</span>{problems}{untouched}
        </span>
    }
}

/// When something was last saved; or that two texts wait for a choice.
pub(crate) fn last_saved(form: &Form, report: &Report) -> Option<String> {
    if is_undecided(report) {
        return Some(form.words().conflict_here.to_owned());
    }
    let at = report.entries.iter().filter_map(|entry| entry.edited_at).max()?;
    Some(format!("{} {}", form.words().saved_at, format::instant(form.language, at)))
}

fn is_undecided(report: &Report) -> bool {
    report.entries.iter().any(|entry| entry.conflict.is_some())
}

/// The bar with the buttons of this reader.
pub(crate) fn bar(form: &Form, report: &Report, sections: &[Section], role: Buttons) -> impl IntoView + use<> {
    let words = form.words();
    let (state, saved) = match last_saved(form, report) {
        _ if !form.typed.is_empty() => ("failed", words.kept_title.to_owned()),
        Some(saved) if is_undecided(report) => ("failed", saved),
        Some(saved) => ("saved", saved),
        None => ("empty", words.not_saved_yet.to_owned()),
    };
    let saved = (form.mode == Mode::Fill).then(|| {
        view! {
            <span
                class="action-bar__saved"
                id="saved"
                role="status"
                data-saving=words.saving
                data-unsaved=words.unsaved
                data-failed=words.failed
                data-busy=words.busy
                data-not-kept=words.not_kept
                data-refused=words.refused
                data-signed-out=words.signed_out
                data-restored=words.restored
                data-undecided=words.conflict_here
            >
                {saved}
            </span>
        }
    });
    let progress = (form.mode == Mode::Fill).then(|| progress(form, sections));
    let hint = (form.mode != Mode::Fill).then(|| view! { <span>{words.return_how}</span> });
    view! {
        <div class="action-bar" id="action-bar" data-state=state>
            <div class="action-bar__body">
                <div class="action-bar__state">{saved}{progress}{hint}</div>
                <div class="action-bar__actions">{buttons(form, report, role)}</div>
            </div>
        </div>
    }
}

/// Whose buttons these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Buttons {
    /// Save and submit.
    Reporter,
    /// Approve or send back.
    Approver,
    /// Endorse or send back.
    Coordinator,
    /// Accept or send back.
    Reviewer,
}

fn buttons(form: &Form, report: &Report, role: Buttons) -> impl IntoView + use<> {
    let words = form.words();
    if role == Buttons::Reporter {
        let was_submitted = report.submission.state.name() == StateName::Returned || report.submission.revision > 0;
        let submit = if was_submitted { words.resubmit } else { words.submit };
        let save = if form.typed.is_empty() { words.save } else { words.retry };
        return EitherOf3::A(view! {
            <button class="button" name="intent" value="save">{save}</button>
            <button class="button button--primary" name="intent" value="submit">{submit}</button>
        });
    }
    let (word, intent) = match role {
        Buttons::Approver => (words.approve, "approve"),
        Buttons::Coordinator => (words.endorse, "endorse"),
        Buttons::Reviewer => (words.accept, "accept"),
        Buttons::Reporter => return EitherOf3::B(()),
    };
    EitherOf3::C(view! {
        <button class="button button--danger" name="intent" value="return_for_change">{words.return_for_change}</button>
        <button class="button button--primary" name="intent" value=intent>{word}</button>
    })
}
