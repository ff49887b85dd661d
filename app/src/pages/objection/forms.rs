//! What can be done about an objection: decide, add files, say more, take it back.

use super::super::report_objections::{long_text, reason};
use crate::{
    context::PageContext,
    objection_files::WORDS_OF_FILES,
    parts::input::Input,
    text::{format, objections::Objections as Words, problems, words_in},
};
use domain::{amount::Amount, indicator::Measure};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::objections::{CorrectableValue, Deciding, Hand, ObjectionPage as Found, OfScore};

/// The place to add files.
pub(super) fn attach(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let action = format!("/objections/{}/evidence", found.listed.objection.id);
    let about = long_text(page, "words", WORDS_OF_FILES, words.attach_words);
    found.may_say.then(|| {
        view! {
            <form
                class="card stack"
                method="post"
                action=action
                enctype="multipart/form-data"
                aria-labelledby="attach"
            >
                <h2 class="card__title" id="attach">{words.attach}</h2>
                <div class="evidence__upload">
                    <label class="field__label" for="attach-file">{words.attach_file}</label>
                    <p class="field__hint" id="attach-hint">{words.attach_hint}</p>
                    <input
                        class="evidence__file"
                        type="file"
                        multiple
                        required
                        id="attach-file"
                        name="file"
                        aria-describedby="attach-hint"
                    />
                </div>
                {about}
                <p><button class="button">{words.attach}</button></p>
            </form>
        }
    })
}

/// The decision: of a value the agency is right or not; of a score there are values to correct, or the edition is at fault.
pub(super) fn decide(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let score = found.score.as_ref();
    if let Deciding::KeptOut(hand) = found.deciding {
        let why = match hand {
            Hand::Earlier => words.kept_out_earlier,
            Hand::Own if score.is_some() => words.kept_out_score,
            Hand::Own => words.kept_out,
        };
        return Some(Either::Left(view! { <div class="notice"><p>{why}</p></div> }));
    }
    let objection = &found.listed.objection;
    let (id, version) = (objection.id.to_string(), objection.version.to_string());
    let reason = reason(page, words.reason);
    let can = found.can_be_upheld;
    let button = |value: &'static str, name: &'static str| {
        view! { <button class="button button--primary" name="intent" value=value>{name}</button> }
    };
    let uphold = match score {
        Some(score) if can => {
            let values = (!score.correctable.is_empty()).then(|| button("uphold_values", words.uphold_values));
            EitherOf3::A(view! { {values}{button("uphold_edition", words.uphold_edition)} })
        }
        None if can => EitherOf3::B(button("uphold", words.uphold)),
        Some(_) | None => EitherOf3::C(()),
    };
    let reject = if score.is_some() { words.reject_score } else { words.reject };
    let values = score.filter(|_| can).map(|score| values(page, found, score));
    (found.deciding == Deciding::May).then(|| {
        Either::Right(view! {
            <form class="card stack" method="post" action="/do/objections/decide" aria-labelledby="decide">
                <h2 class="card__title" id="decide">{words.decide}</h2>
                <input type="hidden" name="objection" value=id/>
                <input type="hidden" name="version" value=version/>
                {reason}
                {values}
                <p class="cluster">
                    {uphold}
                    <button class="button" name="intent" value="reject">{reject}</button>
                </p>
            </form>
        })
    })
}

/// The values that a score is made of, each with the place to type what it should be: those that the agency objects to as well
/// with what it says, all others folded until something was typed there.
fn values(page: &PageContext, found: &Found, score: &OfScore) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let key = &found.listed.objection.key;
    let what_if = format!("/scores/{}/{}/{}/what-if", score.scheme.head().code, key.round, key.agency);
    let (claimed, others): (Vec<_>, Vec<_>) = score.correctable.iter().partition(|value| value.counter.is_some());
    let name = if claimed.is_empty() { words.all_values } else { words.other_values };
    let claimed: Vec<_> = claimed.into_iter().map(|value| fields(page, value)).collect();
    let claimed = (!claimed.is_empty()).then(|| view! { <p>{words.claimed_hint}</p> {claimed} });
    let count = format::counted(others.len());
    let is_open = is_nothing_typed(page) || others.iter().any(|value| is_typed(page, value));
    let others: Vec<_> = others.into_iter().map(|value| fields(page, value)).collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <details class="disclosure" open=is_open>
                <summary class="disclosure__name">{name}" "<span class="disclosure__count">{count}</span></summary>
                <div class="disclosure__body stack">{others}</div>
            </details>
        }
    });
    view! {
        <section class="stack" aria-labelledby="correct">
            <h3 id="correct">{words.correct}</h3>
            <p class="field__hint">{words.correct_hint}" · "<a href=what_if>{words.try_values}</a></p>
            {claimed}
            {others}
        </section>
    }
}

/// The names of the two fields of a value.
fn names(value: &CorrectableValue) -> [String; 2] {
    let code = &value.indicator.code;
    [format!("values[{code}]"), format!("bases[{code}]")]
}

/// What is wrong with what was typed for a value, for beside its number and beside its base.
fn told(page: &PageContext, value: &CorrectableValue) -> [Option<String>; 2] {
    let [number, base] =
        names(value).map(|name| page.sent.as_ref().and_then(|sent| sent.value(&name)).unwrap_or_default());
    problems::alone(page.language, &value.indicator, number, base)
}

/// The same by the name of a field.
pub(super) fn told_at(page: &PageContext, found: &Found, field: &str) -> Option<String> {
    let values = found.score.iter().flat_map(|score| &score.correctable);
    let mut fields = values.flat_map(|value| names(value).into_iter().zip(told(page, value)));
    fields.find(|(name, _)| name == field)?.1
}

/// Whether values were to be corrected and none was typed.
fn is_nothing_typed(page: &PageContext) -> bool {
    page.sent.as_ref().is_some_and(|sent| sent.refused.all().any(|it| it.code == "objection_nothing_corrected"))
}

/// Whether something stands in a field of a value after its form was refused, or the refusal speaks of it.
fn is_typed(page: &PageContext, value: &CorrectableValue) -> bool {
    let Some(sent) = &page.sent else { return false };
    names(value).iter().any(|name| {
        let is_filled = sent.value(name).is_some_and(|typed| !typed.trim().is_empty());
        is_filled || sent.refused.all().any(|refused| refused.place.as_ref() == Some(name))
    })
}

/// What a value is and the place to type what it should be; of a ratio or mean in its two numbers, side by side where there is
/// room.
fn fields(page: &PageContext, value: &CorrectableValue) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let indicator = &value.indicator;
    let present = value.present.map(|figure| format::of_one(language, indicator, figure));
    let present = present.unwrap_or_else(|| format::NOTHING.to_owned());
    let [number, base] = names(value);
    let [of_number, of_base] = told(page, value);
    let field = |name: String, label: &'static str, counter: Option<Amount>, told: Option<String>| {
        let counter = counter.map(|counter| counter.to_string()).unwrap_or_default();
        Input { optional: true, value: counter, told, ..Input::new(name, label) }.view(page)
    };
    let has_base = matches!(indicator.measure, Measure::Ratio { .. } | Measure::Mean { .. });
    let (claimed, claimed_base) = value.counter.map_or((None, None), |(number, base)| (Some(number), base));
    let base = has_base.then(|| field(base, words.new_base, claimed_base, of_base));
    let legend = format!("{} ({} {present})", indicator.name.in_language(language), words.counts_now);
    view! {
        <fieldset class="stack stack--tight">
            <legend>{legend}</legend>
            <div class="grid">{field(number, words.new_value, claimed, of_number)}{base}</div>
        </fieldset>
    }
}

/// The place to say more, and to take it back.
pub(super) fn say(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let objection = &found.listed.objection;
    let (id, version) = (objection.id.to_string(), objection.version.to_string());
    let withdraw = found.may_withdraw.then(|| {
        let (id, version) = (id.clone(), version.clone());
        view! {
            <form method="post" action="/do/objections/withdraw">
                <input type="hidden" name="objection" value=id/>
                <input type="hidden" name="version" value=version/>
                <button class="button">{words.withdraw}</button>
            </form>
        }
    });
    let said = long_text(page, "words", "words", words.words);
    let say = found.may_say.then(|| {
        view! {
            <form class="card stack" method="post" action="/do/objections/say" aria-labelledby="say">
                <h2 class="card__title" id="say">{words.say}</h2>
                <input type="hidden" name="objection" value=id/>
                <input type="hidden" name="version" value=version/>
                {said}
                <p><button class="button">{words.say}</button></p>
            </form>
        }
    });
    view! {
        {say}
        {withdraw}
    }
}
