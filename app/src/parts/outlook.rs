//! Where a figure goes, in words: the pace, what is needed, how far such forecasts missed.

use super::facts::fact;
use crate::text::{forecast, forecast::Outlook as Words, words_in};
use domain::{
    forecast::{Forecast, NoForecast, Subject},
    indicator::Indicator,
    text::Language,
};
use leptos::{either::Either, prelude::*};

/// The forecast of an indicator, or why there is none.
pub(crate) fn outlook(
    language: Language,
    indicator: &Indicator,
    subject: Subject,
    outlook: &Result<Forecast, NoForecast>,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let told = match outlook {
        Ok(forecast) => Either::Left(told(language, indicator, subject, forecast)),
        Err(none) => {
            let why = forecast::why_none(language, none);
            Either::Right(view! { <p class="headline__stamp">{words.none}": "{why}</p> })
        }
    };
    view! {
        <section class="stack stack--tight" aria-labelledby="outlook">
            <h3 id="outlook">{words.title}</h3>
            {told}
        </section>
    }
}

fn told(language: Language, indicator: &Indicator, subject: Subject, forecast: &Forecast) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let required = forecast
        .required_a_year
        .map_or_else(|| words.met.to_owned(), |rate| forecast::rate(language, indicator, subject, rate));
    let pace = forecast::rate(language, indicator, subject, forecast.a_year);
    let between = forecast::pace_between(language, indicator, subject, forecast);
    let comes_out = forecast.outcome().map(|outcome| {
        let told = forecast::comes_out(language, indicator, subject, &outcome);
        view! { <p class="headline__why">{told}</p> }
    });
    let cut = forecast.is_cut.then(|| words.cut.to_owned());
    let broken = forecast.broken.map(|broken| forecast::broken(language, broken));
    let basis = std::iter::once(forecast::basis(language, forecast)).chain(broken).chain(cut);
    let basis = basis.collect::<Vec<_>>().join(" · ");
    view! {
        {comes_out}
        <p data-prospect=forecast.prospect.map(|prospect| prospect.as_ref().to_owned())>
            {forecast::prospect_with_need(language, indicator, subject, forecast)}
        </p>
        <dl class="facts">
            {fact(words.required, required)}
            {fact(words.pace, view! { {pace}<span class="table__sub">{between}</span> })}
            {fact(words.error, forecast::error(language, indicator, subject, forecast.back_test))}
        </dl>
        <p class="headline__stamp">{basis}</p>
        <p class="headline__stamp">{words.method}</p>
    }
}
