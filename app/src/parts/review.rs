//! What an approver, coordinator or reviewer says about a report: a reason at each indicator that is to be changed, a
//! verified value where it differs, and the decision.

use super::{
    entry::{Form, Mode},
    entry_fields::value_label,
    field::{FieldProblem, LongText, Ties, problems},
};
use crate::{
    report_form::{checked_name, reason_name, verified_name},
    text::problems as problem_words,
};
use domain::{
    entry::{Applicability, Entry, Field},
    indicator::Measure,
    problem::Severity,
};
use leptos::prelude::*;
use service::reports::ReportEntry;

/// The fields of one indicator.
pub(crate) fn of_entry(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let code = &entry.indicator.code;
    let kept = |name: &str| form.review.get(name).cloned().unwrap_or_default();
    let name = reason_name(code);
    let reason = kept(&name);
    let is_open = !reason.is_empty();
    let field = LongText {
        id: format!("{code}-reason"),
        name,
        label: words.review_reason,
        optional: None,
        hint: Some(words.review_reason_hint.to_owned()),
        text: reason,
        problems: Vec::new(),
        required: false,
    };
    let verified = (form.mode == Mode::Verify && entry.entry.applicability == Applicability::Applies)
        .then(|| verified(form, entry));
    let checked = (verified.is_some() && !entry.evidence.is_empty()).then(|| {
        let name = checked_name(code);
        let is_checked = !kept(&name).is_empty();
        view! {
            <div class="choice">
                <input class="choice__input" type="checkbox" id=name.clone() name=name.clone() value="yes" checked=is_checked/>
                <label for=name>
                    {words.review_checked}<span class="visually-hidden">" "{entry.indicator.name.in_language(form.language).to_owned()}</span>
                </label>
            </div>
        }
    });
    view! {
        <div class="entry__more">
            {checked}
            {verified}
            <details class="disclosure" open=is_open>
                <summary class="disclosure__name">
                    {words.review_return}<span class="visually-hidden">" "{entry.indicator.name.in_language(form.language).to_owned()}</span>
                </summary>
                <div class="disclosure__body">{field.view()}</div>
            </details>
        </div>
    }
}

fn verified(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let indicator = &entry.indicator;
    let code = &indicator.code;
    let typed = |field: Field| form.review.get(&verified_name(code, field)).cloned().unwrap_or_default();
    let texts = Entry { value: typed(Field::Value), base: typed(Field::Base), ..Entry::default() };
    let is_open = !texts.is_blank();
    let found = if is_open { unreadable(form, entry, texts) } else { Vec::new() };
    let input = |field: Field, label: String| {
        let name = verified_name(code, field);
        let id = format!("{code}-verified-{}", field.as_ref());
        let text = typed(field);
        let found: Vec<_> = found.iter().filter(|(at, _)| *at == field).map(|(_, found)| found.clone()).collect();
        let ties = Ties::of(&id, None, &found);
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{label}</label>
                <div class="field__control">
                    <input
                        class="field__input field__input--number"
                        id=id.clone()
                        name=name
                        inputmode="decimal"
                        autocomplete="off"
                        value=text
                        aria-describedby=ties.described_by
                        aria-invalid=ties.invalid
                    />
                </div>
                {problems(&id, found)}
            </div>
        }
    };
    let label = match &indicator.measure {
        Measure::YesNo => format!("{} ({}/{})", words.review_verified, words.yes, words.no),
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Level { .. }
        | Measure::Mean { .. }
        | Measure::Score { .. }
        | Measure::Rank { .. } => value_label(form, indicator),
    };
    let base = indicator.base_label().map(|label| input(Field::Base, label.in_language(form.language).to_owned()));
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__name">
                {words.review_verified}<span class="visually-hidden">" "{indicator.name.in_language(form.language).to_owned()}</span>
            </summary>
            <div class="disclosure__body">
                <p class="field__hint">{words.review_verified_hint}</p>
                {input(Field::Value, label)}
                {base}
            </div>
        </details>
    }
}

/// Why verified texts cannot be read as a value; surprises and files are the agency's business.
fn unreadable(form: &Form, entry: &ReportEntry, texts: Entry) -> Vec<(Field, FieldProblem)> {
    let typed = entry.clone().retyped(texts);
    let blocking = typed.problems.iter().filter(|problem| problem.severity == Severity::Blocking);
    blocking
        .filter(|problem| problem.field != Field::Evidence)
        .map(|problem| {
            let words = problem_words::problem(form.language, &typed.indicator, &typed.entry, problem);
            (problem.field, FieldProblem { words, severity: "blocking" })
        })
        .collect()
}
