//! The fields of one indicator: the value in the shape of its measure, the texts, and whether it applies at all.

use super::{
    entry::{Form, sentences},
    field::{LongText, Ties, problems},
};
use crate::{
    report_form::{field_id, field_name},
    text::indicators,
};
use domain::{
    entry::{Applicability, Field},
    indicator::{Indicator, Measure},
    problem::Severity,
    reading::{Answer, Reading},
    text::Language,
};
use leptos::{either::EitherOf3, prelude::*};
use service::reports::ReportEntry;

/// The value as it is measured.
pub(crate) fn value(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    match &entry.indicator.measure {
        Measure::Ratio { .. } | Measure::Mean { .. } => EitherOf3::A(two_numbers(form, entry)),
        Measure::YesNo | Measure::Level { .. } => EitherOf3::B(choices(form, entry)),
        Measure::Count | Measure::Cumulative | Measure::Amount | Measure::Score { .. } | Measure::Rank { .. } => {
            EitherOf3::C(one_number(form, entry))
        }
    }
}

/// The words of the first number.
pub(crate) fn value_label(form: &Form, indicator: &Indicator) -> String {
    match indicator.value_label() {
        Some(label) => label.in_language(form.language).to_owned(),
        None if matches!(indicator.measure, Measure::Mean { .. }) => {
            format!("{} ({})", form.words().mean, indicator.unit.in_language(form.language))
        }
        None => form.words().value.to_owned(),
    }
}

fn number(form: &Form, entry: &ReportEntry, field: Field) -> impl IntoView + use<> {
    let id = field_id(&entry.indicator.code, field);
    let ties = Ties::of(&id, None, &sentences(form, entry, field));
    view! {
        <input
            class="field__input field__input--number"
            id=id
            name=field_name(&entry.indicator.code, field)
            inputmode="decimal"
            autocomplete="off"
            value=entry.entry.text(field).to_owned()
            aria-describedby=ties.described_by
            aria-invalid=ties.invalid
        />
    }
}

fn one_number(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let id = field_id(&entry.indicator.code, Field::Value);
    let unit = entry.indicator.unit.in_language(form.language).to_owned();
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{value_label(form, &entry.indicator)}</label>
            <div class="field__control">{number(form, entry, Field::Value)}<span class="field__affix">{unit}</span></div>
            {problems(&id, sentences(form, entry, Field::Value))}
        </div>
    }
}

fn two_numbers(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let code = &entry.indicator.code;
    let (value_id, base_id) = (field_id(code, Field::Value), field_id(code, Field::Base));
    let base_label = entry.indicator.base_label().map(|label| label.in_language(form.language).to_owned());
    view! {
        <fieldset class="ratio">
            <legend class="visually-hidden">{entry.indicator.name.in_language(form.language).to_owned()}</legend>
            <div class="ratio__part">
                <label class="ratio__label" for=value_id.clone()>{value_label(form, &entry.indicator)}</label>
                <div class="field__control">{number(form, entry, Field::Value)}</div>
                {problems(&value_id, sentences(form, entry, Field::Value))}
            </div>
            <div class="ratio__part ratio__part--denominator">
                <label class="ratio__label" for=base_id.clone()>{base_label}</label>
                <div class="field__control">{number(form, entry, Field::Base)}</div>
                {problems(&base_id, sentences(form, entry, Field::Base))}
            </div>
        </fieldset>
    }
}

/// The values and words that can be chosen, and which reading each stands for.
fn options(language: Language, measure: &Measure) -> Vec<(String, String, Reading)> {
    if let Measure::Level { lowest, highest, .. } = measure {
        let level = |level: u8| (level.to_string(), level.to_string(), Reading::Level(level));
        return (*lowest..=*highest).map(level).collect();
    }
    let (yes, no) = match language {
        Language::Th => ("ใช่", "ไม่ใช่"),
        Language::En => ("Yes", "No"),
    };
    vec![
        ("yes".to_owned(), yes.to_owned(), Reading::Answer(Answer::Yes)),
        ("no".to_owned(), no.to_owned(), Reading::Answer(Answer::No)),
    ]
}

fn choices(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let id = field_id(&entry.indicator.code, Field::Value);
    let name = field_name(&entry.indicator.code, Field::Value);
    let found = sentences(form, entry, Field::Value);
    let ties = Ties::of(&id, None, &found);
    let typed = entry.entry.value.clone();
    let mut options = options(form.language, &entry.indicator.measure);
    let chosen = options.iter().position(|(_, _, reading)| Some(*reading) == entry.reading);
    // What came through the API in other words stays as it is: chosen, or as a choice of its own.
    if let Some((value, _, _)) = chosen.and_then(|chosen| options.get_mut(chosen)) {
        value.clone_from(&typed);
    }
    let strange =
        (chosen.is_none() && !typed.is_empty()).then(|| (typed.clone(), format!("{}: “{typed}”", words.as_typed)));
    let readable = options.into_iter().map(|(value, word, _)| (value, word));
    let radios = readable.chain(strange).enumerate().map(|(place, (value, word))| {
        // The first takes the id that links of the summary lead to.
        let id = if place == 0 { id.clone() } else { format!("{id}-{place}") };
        let is_checked = !typed.is_empty() && value == typed;
        view! {
            <div class="choice">
                <input class="choice__input" type="radio" name=name.clone() id=id.clone() value=value checked=is_checked/>
                <label for=id>{word}</label>
            </div>
        }
    });
    let legend = indicators::how_to_fill(form.language, &entry.indicator);
    view! {
        <fieldset aria-describedby=ties.described_by>
            <legend class="choices__legend">{legend}</legend>
            <div class="choices choices--inline">{radios.collect_view()}</div>
            {problems(&id, found)}
        </fieldset>
    }
}

/// Why a surprising value is right. Always in the page, so that nothing typed into it is lost when the value changes
/// back; hidden while there is nothing to explain.
pub(crate) fn explanation(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let code = &entry.indicator.code;
    let asks = entry.problems.iter().any(|problem| problem.severity != Severity::Blocking);
    let is_hidden = !asks && entry.entry.explanation.is_empty();
    let field = LongText {
        id: field_id(code, Field::Explanation),
        name: field_name(code, Field::Explanation),
        label: words.explanation,
        optional: None,
        hint: Some(words.explanation_hint.to_owned()),
        text: entry.entry.explanation.clone(),
        problems: sentences(form, entry, Field::Explanation),
        required: false,
    };
    // The island shows it when a problem of the field it names asks for it.
    let asked_by = field_id(code, Field::Value);
    view! { <div id=format!("{asked_by}-explain") hidden=is_hidden>{field.view()}</div> }
}

/// What was done, what stood in the way, what would help.
pub(crate) fn remarks(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let texts = [
        (Field::Narrative, words.narrative, words.narrative_hint),
        (Field::Obstacles, words.obstacles, words.obstacles_hint),
        (Field::HelpNeeded, words.help_needed, words.help_needed_hint),
    ];
    let some = texts.iter().any(|(field, _, _)| !entry.entry.text(*field).is_empty());
    let is_open = texts.iter().any(|(field, _, _)| !sentences(form, entry, *field).is_empty());
    let fields = texts.map(|(field, label, hint)| {
        let code = &entry.indicator.code;
        LongText {
            id: field_id(code, field),
            name: field_name(code, field),
            label,
            optional: Some(words.optional),
            hint: Some(hint.to_owned()),
            text: entry.entry.text(field).to_owned(),
            problems: sentences(form, entry, field),
            required: false,
        }
        .view()
    });
    let count = some.then(|| view! { " " <span class="disclosure__count">{words.words_some}</span> });
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__name">{words.words}{count}</summary>
            <div class="disclosure__body">{fields.into_iter().collect_view()}</div>
        </details>
    }
}

/// Whether it applies at all, and why not.
pub(crate) fn not_applicable(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let code = &entry.indicator.code;
    let is_chosen = entry.entry.applicability == Applicability::NotApplicable;
    let id = format!("{code}-applicability");
    let reason = LongText {
        id: field_id(code, Field::NotApplicableReason),
        name: field_name(code, Field::NotApplicableReason),
        label: words.not_applicable_reason,
        optional: None,
        hint: Some(words.reason_hint.to_owned()),
        text: entry.entry.not_applicable_reason.clone(),
        problems: sentences(form, entry, Field::NotApplicableReason),
        required: false,
    };
    view! {
        <details class="disclosure" open=is_chosen>
            <summary class="disclosure__name">{words.not_applicable}</summary>
            <div class="disclosure__body">
                <div class="choices">
                    <div class="choice">
                        <input
                            class="choice__input"
                            type="checkbox"
                            data-reveals
                            id=id.clone()
                            name=format!("entry.{code}.applicability")
                            value=Applicability::NotApplicable.as_ref().to_owned()
                            checked=is_chosen
                        />
                        <label for=id>{words.not_applicable_choose}</label>
                    </div>
                </div>
                <div class="choices__more">{reason.view()}</div>
            </div>
        </details>
    }
}
