//! One indicator of a report: what is asked, the fields or the figures, the past beside them, what is wrong, and the
//! rest folded away until it is needed.

use super::{
    collected, conflict, diff, entry_fields, entry_read, evidence,
    field::FieldProblem,
    history,
    note::{Tone, note},
    review,
};
use crate::{
    report_form::{Attempt, SentEntry, Shown},
    text::{
        format, indicators, problems as problem_words,
        report::Report as Words,
        states::{self, EntryState},
        words_in,
    },
};
use domain::{
    calendar::Period,
    entry::{Applicability, Entry, Field},
    ids::{IndicatorCode, OrganisationCode},
    indicator::{Indicator, Measure},
    plan::ProvenanceStatus,
    problem::{Problem, Severity},
    reading::Reading,
    rule::Given,
    status::Status,
    submission::StateName,
    text::Language,
};
use leptos::{either::EitherOf3, prelude::*};
use service::reports::ReportEntry;
use std::collections::BTreeMap;

/// What the reader can do with the entries of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Fill them in.
    Fill,
    /// Read them.
    Read,
    /// Read them and send them back.
    Judge,
    /// Read them, send them back, and verify values.
    Verify,
}

/// What all entries of one page share.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) language: Language,
    pub(crate) period: Period,
    pub(crate) agency: OrganisationCode,
    pub(crate) mode: Mode,
    /// Where the report is on its way.
    pub(crate) state: StateName,
    pub(crate) attempt: Attempt,
    /// Texts that could not be stored, shown in place of the stored ones.
    pub(crate) typed: BTreeMap<IndicatorCode, SentEntry>,
    /// Fields of the reviewer's form that were refused, by name.
    pub(crate) review: BTreeMap<String, String>,
}

impl Form {
    pub(crate) fn words(&self) -> &'static Words {
        words_in::<Words>(self.language)
    }
}

/// Whether a problem only says that something is not there yet.
pub(crate) fn is_missing(problem: &Problem) -> bool {
    problem.is_missing()
}

/// The problems of an entry that are worth a sentence now.
pub(crate) fn shown_problems(form: &Form, entry: &ReportEntry) -> Vec<Problem> {
    let is_shown = |problem: &&Problem| form.attempt == Attempt::Submit || !is_missing(problem);
    entry.problems.iter().filter(is_shown).cloned().collect()
}

/// The sentences of one field.
pub(crate) fn sentences(form: &Form, entry: &ReportEntry, field: Field) -> Vec<FieldProblem> {
    let of_field = shown_problems(form, entry).into_iter().filter(|problem| problem.field == field);
    of_field
        .map(|problem| FieldProblem {
            words: problem_words::problem(form.language, &entry.indicator, &entry.entry, &problem),
            severity: if problem.severity == Severity::Blocking { "blocking" } else { "explain" },
        })
        .collect()
}

/// How far an entry is.
pub(crate) fn state_of(entry: &ReportEntry) -> EntryState {
    let is_untouched = entry.before.as_ref().is_none_or(|before| *before == entry.entry);
    let has = |test: &dyn Fn(&Problem) -> bool| entry.problems.iter().any(test);
    if entry.return_reason.is_some() && is_untouched {
        EntryState::Returned
    } else if has(&|problem| problem.severity == Severity::Blocking && !is_missing(problem)) {
        EntryState::Problem
    } else if entry.entry.is_blank() && entry.evidence.is_empty() {
        EntryState::Empty
    } else if has(&|problem| problem.severity == Severity::Blocking) {
        EntryState::Unfinished
    } else if has(&|problem| problem.severity == Severity::ExplainMe) {
        EntryState::Explain
    } else if entry.entry.applicability == Applicability::NotApplicable {
        EntryState::NotApplicable
    } else {
        EntryState::Filled
    }
}

/// How far an entry is, for whoever reads this form.
pub(crate) fn shown_state(form: &Form, entry: &ReportEntry) -> EntryState {
    match (form.mode, state_of(entry)) {
        (Mode::Fill, state) => state,
        // A return that is answered is the reporter's business; whoever reads sees what is there.
        (_, EntryState::Returned) if !entry.entry.is_blank() => EntryState::Filled,
        (_, state) => state,
    }
}

/// An entry with the texts that could not be stored in place of the stored ones.
pub(crate) fn with_typed(form: &Form, entry: ReportEntry) -> ReportEntry {
    match form.typed.get(&entry.indicator.code) {
        Some(sent) => entry.retyped(sent.entry.clone()),
        None => entry,
    }
}

/// One indicator.
pub(crate) fn card(form: &Form, number: &str, entry: &ReportEntry) -> impl IntoView + use<> {
    let code = entry.indicator.code.to_string();
    let name_id = format!("{code}-name");
    let state = shown_state(form, entry);
    let body = match form.mode {
        Mode::Fill => EitherOf3::A(fill(form, entry)),
        Mode::Read => EitherOf3::B(entry_read::body(form, entry)),
        Mode::Judge | Mode::Verify => {
            EitherOf3::C(view! { {entry_read::body(form, entry)}{review::of_entry(form, entry)} })
        }
    };
    // What the browser needs to find problems by itself when the server cannot be asked.
    let given = (form.mode == Mode::Fill)
        .then(|| Given::of(&entry.indicator, entry.evidence.len(), entry.past))
        .and_then(|given| serde_json::to_string(&given).ok());
    view! {
        <article
            class="entry"
            id=code
            data-state=state.as_ref().to_owned()
            data-rules=given
            aria-labelledby=name_id
            tabindex="-1"
        >
            <header class="entry__head">
                <p class="entry__about">{about(form, number, entry)}</p>
                {badge(form.language, &entry.indicator.code, state)}
                <h3 class="entry__name" id=name_id.clone()>{entry.indicator.name.in_language(form.language).to_owned()}</h3>
            </header>
            {notes(form, entry)}
            {body}
        </article>
    }
}

/// The state of an entry in a word.
pub(crate) fn badge(language: Language, code: &IndicatorCode, state: EntryState) -> impl IntoView + use<> {
    let shape = if state == EntryState::Unfinished { EntryState::Empty } else { state };
    view! {
        <span class="entry__state badge" id=format!("{code}-state") data-entry=code.to_string() data-state=shape.as_ref().to_owned()>
            {states::entry(language, state)}
        </span>
    }
}

fn about(form: &Form, number: &str, entry: &ReportEntry) -> String {
    let indicator = &entry.indicator;
    let mut parts = vec![
        number.to_owned(),
        indicator.unit.in_language(form.language).to_owned(),
        indicators::polarity(form.language, &indicator.polarity),
        indicators::frequency(form.language, indicator.frequency),
    ];
    if indicator.provenance.status == ProvenanceStatus::Demonstration {
        parts.push(form.words().demonstration.to_owned());
    }
    parts.join(" · ")
}

/// Why it was sent back, what somebody else typed, and what changed.
pub(crate) fn notes(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let returned = returned(form, entry);
    let conflict = (form.mode == Mode::Fill)
        .then(|| entry.conflict.as_ref().map(|mine| conflict::choice(form, entry, mine)))
        .flatten();
    let is_reading = form.mode != Mode::Fill;
    let changes = is_reading.then(|| diff::of_entry(form, entry)).flatten();
    let id = format!("{}-notes", entry.indicator.code);
    let source = collected::source(form.language, &form.agency, entry);
    let has_conflict = conflict.is_some();
    view! { <div class="entry__notes" id=id data-conflict=has_conflict>{returned}{conflict}{changes}{source}</div> }
}

/// Why it was sent back: a task for its agency, and for whoever decides on the answer what to look at. What is accepted
/// has it in its thread alone.
fn returned(form: &Form, entry: &ReportEntry) -> Option<impl IntoView + use<>> {
    let words = form.words();
    let (tone, title) = match form.state {
        StateName::Accepted => return None,
        StateName::NotStarted | StateName::Draft | StateName::Returned => (Tone::Warning, words.returned),
        StateName::Submitted | StateName::Approved | StateName::Endorsed if diff::has_changed(entry) => {
            (Tone::Plain, words.returned_before)
        }
        StateName::Submitted | StateName::Approved | StateName::Endorsed => (Tone::Warning, words.returned_unchanged),
    };
    let reason = entry.return_reason.clone()?;
    Some(note(tone, title.to_owned(), view! { <p class="notice__words">{reason}</p> }))
}

fn fill(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let code = &entry.indicator.code;
    let shown = form.typed.get(code).and_then(|sent| sent.shown.clone());
    let shown = shown.unwrap_or_else(|| Shown::of(&entry.entry, entry.version));
    view! {
        <div class="entry__body">
            <div class="entry__fields">
                {entry_fields::value(form, entry)}
                {entry_fields::explanation(form, entry)}
                {sum(form, entry)}
            </div>
            <div class="entry__beside">{history::table(form.language, entry)}</div>
        </div>
        <div class="entry__more">
            {definition(form, entry)}
            {entry_fields::remarks(form, entry)}
            {evidence::editable(form, entry)}
            {entry_fields::not_applicable(form, entry)}
        </div>
        {version(code, &shown)}
    }
}

/// What was on the screen; the last field of an entry.
pub(crate) fn version(code: &IndicatorCode, shown: &Shown) -> impl IntoView + use<> {
    view! { <input type="hidden" id=format!("{code}-version") name=format!("version.{code}") value=shown.to_string()/> }
}

/// What the value comes to, and what is expected.
pub(crate) fn sum(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let indicator = &entry.indicator;
    // What is wrong comes to nothing.
    let is_wrong = entry.problems.iter().any(|problem| problem.severity == Severity::Blocking && !is_missing(problem));
    let reading = entry.reading.filter(|_| !is_wrong);
    let figure = reading.and_then(|reading| reading.figure(indicator));
    let comes_to = figure.filter(|_| indicator.asks_base() && form.mode == Mode::Fill).map(|figure| {
        let shown = indicators::figure(form.language, indicator, figure);
        view! { <span>{words.comes_to}" "<output class="entry__value">{shown}</output></span> }
    });
    // What stands between two years' targets is seldom whole.
    let exact = entry.expected.filter(|expected| format::reachable(indicator, *expected) != *expected);
    let exact = exact.map(format::figure);
    let (word, shown) = match entry.expected {
        Some(expected) => (words.target, indicators::target(form.language, indicator, expected)),
        None => (states::no_target(form.language), String::new()),
    };
    let target = view! { <span>{word}" "<strong class="entry__target" title=exact>{shown}</strong></span> };
    let status = reading.map_or(Status::NoData, |reading| reading.status(indicator, form.period.last_day()));
    let status = match status {
        Status::NoData | Status::NotApplicable => None,
        status @ (Status::OnCourse | Status::AtRisk | Status::OffCourse) => Some(view! {
            <span class="status" data-status=status.as_ref().to_owned()>{states::status(form.language, status)}</span>
        }),
    };
    view! { <p class="entry__sum" id=format!("{}-sum", indicator.code)>{comes_to}{target}{status}</p> }
}

/// The rule of counting, how to fill it in, and where it comes from.
pub(crate) fn definition(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let indicator = &entry.indicator;
    view! {
        <details class="disclosure">
            <summary class="disclosure__name">
                {words.definition}<span class="visually-hidden">" "{indicator.name.in_language(form.language).to_owned()}</span>
            </summary>
            <div class="disclosure__body">
                <p>{indicator.definition.in_language(form.language).to_owned()}</p>
                <p>{words.how_to_fill}": "{indicators::how_to_fill(form.language, indicator)}</p>
                <p>{words.proofs}": "{indicator.evidence.description.in_language(form.language).to_owned()}</p>
                <p class="field__hint">{words.provenance}": "{super::provenance::source(&indicator.provenance.source)}</p>
            </div>
        </details>
    }
}

/// A value as it was typed, with what it comes to: `27 ÷ 64 = 42.19 %`.
pub(crate) fn told(language: Language, entry: &ReportEntry, texts: &Entry) -> String {
    let words = words_in::<Words>(language);
    if texts.applicability == Applicability::NotApplicable {
        return words.not_applicable.to_owned();
    }
    if texts.value.trim().is_empty() && texts.base.trim().is_empty() {
        return words.nothing.to_owned();
    }
    let reading = entry.clone().retyped(texts.clone()).reading;
    match reading.and_then(|reading| told_reading(language, &entry.indicator, reading)) {
        Some(told) => told,
        None if texts.base.is_empty() => format!("“{}”", texts.value),
        None => format!("“{}” ÷ “{}”", texts.value, texts.base),
    }
}

/// A value with what it comes to; nothing where it comes to nothing.
pub(crate) fn told_reading(language: Language, indicator: &Indicator, reading: Reading) -> Option<String> {
    let shown = indicators::figure(language, indicator, reading.figure(indicator)?);
    Some(match reading.parts() {
        (value, Some(base)) if matches!(indicator.measure, Measure::Ratio { .. }) => {
            format!("{} ÷ {} = {shown}", format::exact(value), format::exact(base))
        }
        (_, Some(weight)) => format!("{shown} ({})", format::exact(weight)),
        (_, None) => shown,
    })
}
