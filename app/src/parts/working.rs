//! How a derived value was worked out: formulas, what they took with the way there, and what they came to.

use crate::{
    context::PageContext,
    parts::{
        facts::fact,
        round_picker::{ROUND, in_same_round, with_value},
    },
    text::{
        format, words_in,
        workings::{self, Workings as Words},
    },
};
use domain::{
    derived::{Derived, FormulaPart, Working},
    expression::{Used, When},
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    plan::Plan,
};
use leptos::{either::Either, prelude::*};

/// The formulas of a derived indicator as they are written.
pub(crate) fn formula_of(derived: &Derived) -> impl IntoView + use<> {
    let base = derived.base.as_ref().map(|base| view! { " ÷ "<code>{base.clone()}</code> });
    view! { <code>{derived.value.clone()}</code>{base} }
}

/// Whose value is shown: a body, and the round right before the one shown, where it is known.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) body: &'a OrganisationCode,
    pub(crate) before: Option<&'a RoundCode>,
}

/// The section of a derived indicator; nothing of one that is reported.
pub(crate) fn working(
    page: &PageContext,
    plan: &Plan,
    indicator: &Indicator,
    place: Place<'_>,
    working: Option<&Working>,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let Some(derived) = &indicator.derived else { return Either::Left(()) };
    let [value, base] = results(working);
    let has_base = derived.base.is_some();
    let base = derived.base.as_ref().map(|text| formula(workings::part(language, FormulaPart::Base, true), text, base));
    let value = formula(workings::part(language, FormulaPart::Value, has_base), &derived.value, value);
    let not_measured = working.and_then(|working| workings::not_measured(language, plan, indicator, working));
    let used: Vec<&Used> = working.iter().flat_map(|working| working.used()).collect();
    let rows: Vec<_> = used.into_iter().map(|used| row(page, plan, place, used)).collect();
    let inputs = (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="inputs" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="inputs">{words.inputs}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.input}</th>
                            <th scope="col">{words.of}</th>
                            <th scope="col" class="table__number">{words.taken}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    Either::Right(view! {
        <section class="card" aria-labelledby="working">
            <h2 class="card__title" id="working">{words.title}</h2>
            <p>{words.why}</p>
            <dl class="facts">{value}{base}</dl>
            {not_measured.map(|told| view! { <p><strong>{told}</strong></p> })}
            {inputs}
        </section>
    })
}

/// What the formulas came to, as far as they did.
fn results(working: Option<&Working>) -> [Option<String>; 2] {
    match working {
        Some(Working::Worked { value, base } | Working::Unfit { value, base, .. }) => {
            [Some(value), base.as_ref()].map(|worked| worked.map(|worked| format::exact(worked.value)))
        }
        Some(Working::Unworked { .. }) | None => [None, None],
    }
}

fn formula(name: &'static str, text: &str, result: Option<String>) -> impl IntoView + use<> {
    let result = result.map(|result| format!(" = {result}"));
    fact(name, view! { <code>{text.to_owned()}</code>{result} })
}

fn row(page: &PageContext, plan: &Plan, place: Place<'_>, used: &Used) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let body = place.body;
    let (code, value, href) = match used {
        Used::Figure { indicator, value, when } => {
            let own = format!("/organisations/{body}/indicators/{indicator}");
            let before = place.before.filter(|_| *when == When::Previous && page.public_base().is_none());
            let href =
                before.map_or_else(|| in_same_round(page, &own), |before| with_value(&own, ROUND, before.as_str()));
            (indicator, *value, href)
        }
        // What is summed stands cell by cell in the map of the bodies below.
        Used::Sum { indicator, value, .. } => {
            (indicator, *value, in_same_round(page, &format!("/organisations/{body}/heat-map")))
        }
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{name(page, plan, code)}</a></th>
            <td data-label=words.of>{workings::of(language, used)}</td>
            <td class="table__number" data-label=words.taken>{format::exact(value)}</td>
        </tr>
    }
}

fn name(page: &PageContext, plan: &Plan, code: &IndicatorCode) -> String {
    let known = plan.indicator(code);
    known.map_or_else(|| code.to_string(), |known| known.name.in_language(page.language).to_owned())
}
