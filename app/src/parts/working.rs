//! How a derived value was worked out: formulas, what they took with the way there, and what they came to.

use crate::{
    context::PageContext,
    parts::{facts::fact, round_picker::in_same_round},
    text::{
        format, words_in,
        workings::{self, Workings as Words},
    },
};
use domain::{
    derived::{FormulaPart, Working},
    expression::Used,
    ids::{IndicatorCode, OrganisationCode},
    indicator::Indicator,
    plan::Plan,
};
use leptos::{either::Either, prelude::*};

/// The section of a derived indicator; nothing of one that is reported.
pub(crate) fn working(
    page: &PageContext,
    plan: &Plan,
    indicator: &Indicator,
    body: &OrganisationCode,
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
    let rows: Vec<_> = used.into_iter().map(|used| row(page, plan, body, used)).collect();
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

fn row(page: &PageContext, plan: &Plan, body: &OrganisationCode, used: &Used) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (code, value, place) = match used {
        Used::Figure { indicator, value, .. } => {
            (indicator, *value, format!("/organisations/{body}/indicators/{indicator}"))
        }
        // What is summed stands cell by cell in the map of the bodies below.
        Used::Sum { indicator, value, .. } => (indicator, *value, format!("/organisations/{body}/heat-map")),
    };
    let href = in_same_round(page, &place);
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
