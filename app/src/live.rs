//! What changes on the page of a report while somebody types: the pieces that the browser puts in the place of the old
//! ones, each by its id. The words and the rules stay on the server. No piece holds a field that is typed
//! into; what somebody else changed meanwhile comes as the texts alone.

use crate::{
    parts::{
        action_bar,
        contents::{self, Section},
        entry::{self, Form, Mode},
        error_summary::{self, Telling},
        field::problems,
    },
    report_form::{Attempt, Shown, field_id, field_name},
};
use domain::{
    entry::{Applicability, Field},
    ids::IndicatorCode,
    merge::Cell,
    text::Language,
};
use leptos::prelude::*;
use service::reports::{Report, ReportEntry};
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;

/// What became of the entries that were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// Stored as they were typed.
    pub saved: Vec<IndicatorCode>,
    /// Stored together with what somebody else had changed, which the screen does not show yet.
    pub merged: Vec<IndicatorCode>,
    /// Somebody else had changed them: to be decided. Their fields on the screen are not what is stored.
    pub conflicts: Vec<IndicatorCode>,
}

/// The pieces as HTML.
pub fn pieces(language: Language, report: &Report, sent: &Sent, attempt: Attempt) -> String {
    let form = Form {
        language,
        period: report.round.period,
        agency: report.agency.code.clone(),
        mode: Mode::Fill,
        state: report.submission.state.name(),
        attempt,
        typed: BTreeMap::new(),
        review: BTreeMap::new(),
    };
    Owner::new().with(|| {
        let sections = Section::of(&form, report);
        let saved = sent.saved.iter().filter_map(|code| report.entry(code)).map(|entry| of_saved(&form, entry));
        let conflicts = sent.conflicts.iter().filter_map(|code| report.entry(code));
        let conflicts = conflicts.map(|entry| entry::notes(&form, entry));
        let merged = sent.merged.iter().filter_map(|code| report.entry(code)).map(of_merged);
        let progress = sections.iter().map(|section| contents::progress(&form, section));
        // Anything that appears above would push away what somebody types into.
        let summary = (attempt == Attempt::Submit).then(|| error_summary::summary(&form, &sections, Telling::Quietly));
        let view = view! {
            {saved.collect_view()}
            {conflicts.collect_view()}
            {merged.collect_view()}
            {progress.collect_view()}
            {summary}
            {contents::contents(&form, &sections)}
            {action_bar::progress(&form, &sections)}
            <input type="hidden" name="version" id="version" value=report.submission.version.to_string()/>
            <span id="saved" role="status">{action_bar::last_saved(&form, report)}</span>
        };
        view.to_html()
    })
}

/// The texts of an entry as they are stored, for the fields on the screen. Where two texts wait for a choice, the field
/// keeps what was typed into it.
fn of_merged(entry: &ReportEntry) -> impl IntoView + use<> {
    let code = &entry.indicator.code;
    let open =
        entry.conflict.as_ref().map(|conflict| Cell::differing(&entry.entry, &conflict.entry)).unwrap_or_default();
    let is_settled = |field: &Field| Cell::of(*field).is_some_and(|cell| !open.contains(&cell));
    let texts =
        Field::iter().filter(is_settled).map(|field| (field_name(code, field), entry.entry.text(field).to_owned()));
    let applicability = match entry.entry.applicability {
        Applicability::Applies => "",
        Applicability::NotApplicable => Applicability::NotApplicable.as_ref(),
    };
    let applicability = (!open.contains(&Cell::Applicability))
        .then(|| (format!("entry.{code}.applicability"), applicability.to_owned()));
    let stored = |(name, text): (String, String)| view! { <input type="hidden" data-stored=name value=text/> };
    texts.chain(applicability).map(stored).collect_view()
}

fn of_saved(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let code = &entry.indicator.code;
    let shown = Shown::of(&entry.entry, entry.version);
    let found = Field::iter().map(|field| problems(&field_id(code, field), entry::sentences(form, entry, field)));
    view! {
        {entry::badge(form.language, code, entry::state_of(entry))}
        {entry::sum(form, entry)}
        {entry::notes(form, entry)}
        {found.collect_view()}
        {entry::version(code, &shown)}
    }
}
