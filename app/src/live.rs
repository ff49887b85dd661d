//! What changes on the page of a report while somebody types: the pieces that the browser puts in the place of the old
//! ones, each by its id. The words and the rules stay on the server. No piece holds a field that is typed into.

use crate::{
    parts::{
        action_bar,
        contents::{self, Section},
        entry::{self, Form, Mode},
        error_summary::{self, Telling},
        field::problems,
    },
    report_form::{Attempt, Shown, field_id},
};
use domain::{entry::Field, ids::IndicatorCode, text::Language};
use leptos::prelude::*;
use service::reports::{Report, ReportEntry};
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;

/// What became of the entries that were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// Stored as they were typed.
    pub saved: Vec<IndicatorCode>,
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
        let progress = sections.iter().map(|section| contents::progress(&form, section));
        // Anything that appears above would push away what somebody types into.
        let summary = (attempt == Attempt::Submit).then(|| error_summary::summary(&form, &sections, Telling::Quietly));
        let view = view! {
            {saved.collect_view()}
            {conflicts.collect_view()}
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
