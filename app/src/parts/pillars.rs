//! Pillars in a table: what each is, beside a median and a year before. The twin of the radar.

use super::as_written::{mixed, name_in};
use crate::text::{format, peers, peers::Peers as Words, words_in};
use domain::{amount::Amount, score::Scheme, text::Language};
use leptos::{either::Either, prelude::*};

/// Values of pillars, in the order of the scheme.
pub(crate) struct Pillars<'a> {
    /// Whose they are, and their values.
    pub(crate) own: (&'static str, &'a [Option<Amount>]),
    /// Of what the medians are, and the medians.
    pub(crate) median: (&'static str, &'a [Option<Amount>]),
    /// A year before.
    pub(crate) before: &'a [Option<Amount>],
}

/// The table, with as many decimals as the scheme publishes; nothing without pillars.
pub(crate) fn pillar_table(
    language: Language,
    scheme: &Scheme,
    id: &str,
    pillars: &Pillars<'_>,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let decimals = scheme.head().rounding.decimals;
    let written = |figure: Option<Amount>| {
        figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::fixed(figure, decimals))
    };
    let difference = |one: Option<Amount>, other: Option<Amount>| {
        let difference = one.zip(other).and_then(|(one, other)| one.checked_sub(other));
        difference.map_or_else(|| format::NOTHING.to_owned(), |difference| signed(difference, decimals))
    };
    let (own_label, median_label) = (pillars.own.0, pillars.median.0);
    let rows = scheme.children(&scheme.root().code).zip(0usize..).map(|(node, place)| {
        let of = |values: &[Option<Amount>]| values.get(place).copied().flatten();
        let (own, median, before) = (of(pillars.own.1), of(pillars.median.1), of(pillars.before));
        view! {
            <tr>
                <td class="table__number" data-label=words.number>{(place + 1).to_string()}</td>
                <th scope="row" class="table__name">{name_in(language, &node.title)}</th>
                <td class="table__number" data-label=own_label>{written(own)}</td>
                <td class="table__number" data-label=median_label>{written(median)}</td>
                <td class="table__number" data-label=words.gap>{difference(own, median)}</td>
                <td class="table__number" data-label=words.before>{written(before)}</td>
                <td class="table__number" data-label=words.change>{difference(own, before)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Either::Left(());
    }
    // A page has several such tables, one for each scheme.
    let caption = peers::of_scheme(language, words.pillars, scheme);
    let (id, labelled_by) = (id.to_owned(), id.to_owned());
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby=labelled_by tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id>{mixed(language, caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="table__number">{words.number}</th>
                        <th scope="col">{words.pillar}</th>
                        <th scope="col" class="table__number table__number--wrapped">{own_label}</th>
                        <th scope="col" class="table__number table__number--wrapped">{median_label}</th>
                        <th scope="col" class="table__number table__number--wrapped">{words.gap}</th>
                        <th scope="col" class="table__number table__number--wrapped">{words.before}</th>
                        <th scope="col" class="table__number table__number--wrapped">{words.change}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

/// A difference with its sign.
fn signed(difference: Amount, decimals: u32) -> String {
    let written = format::fixed(difference, decimals);
    if difference > Amount::ZERO { format!("+{written}") } else { written.replace('-', "−") }
}
