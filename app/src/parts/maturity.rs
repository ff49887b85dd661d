//! How mature the country is by each scheme with levels: what a minister takes away, the bar that proves it with its table,
//! how it moved, and how far it can be trusted.

use super::{
    figure::Trend,
    kind_choice::with_kind,
    level_bar::{level_bar, level_parts, level_swatch},
};
use crate::{
    context::PageContext,
    listing::{LEVEL, NO_LEVEL},
    text::{
        definitions, format, maturity, maturity::Maturity as Words, peers, robustness, robustness::Robustness,
        score_movers, score_movers::ScoreMovers, scores, words_in,
    },
};
use domain::{amount::Amount, ids::RoundCode, organisation::OrganisationKind, text::Language};
use leptos::{either::Either, prelude::*};
use service::dashboards::{Maturity, Then};

/// One scheme, of all bodies or of those of one kind.
pub(crate) fn maturity_card(
    page: &PageContext,
    round: &RoundCode,
    found: &Maturity,
    kind: Option<OrganisationKind>,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let head = found.scheme.head();
    let decimals = head.rounding.decimals;
    let id = format!("maturity-{}", head.code);
    let over =
        format!("{} · {} · {}", words.title, head.title.in_language(language), scores::edition(language, head.edition));
    let said = found.reached.as_ref().map(|(level, bodies)| {
        let level = scores::class_title(language, &found.scheme, level);
        maturity::reached(language, &level, *bodies, found.coverage.contributors)
    });
    let is_enough = found.median.is_some();
    let verdict = said.unwrap_or_else(|| {
        let said = match (found.coverage.contributors, is_enough) {
            (0, _) => words.nobody,
            (_, false) => words.too_low,
            (_, true) => words.no_level,
        };
        said.to_owned()
    });
    let why = match found.median {
        Some(median) => maturity::median(language, &format::fixed(median, decimals)),
        None => maturity::too_few(language, found.coverage),
    };
    let trends = is_enough.then(|| {
        let thens = [(&found.before, words.nothing_before), (&found.year_before, words.nothing_a_year_before)];
        thens.into_iter().map(|(then, nothing)| trend(language, found, then, nothing)).collect_view()
    });
    let covered = is_enough.then(|| maturity::covered(language, found.coverage));
    let behind = maturity::behind(language, &found.grades, found.ungraded);
    let firmness = match &found.firmness {
        Some(firmness) => maturity::firm(language, firmness.half_within, &robustness::spread(&firmness.plan)),
        None => words.untested.to_owned(),
    };
    // Places are those among all bodies.
    let is_placed = kind.is_none() && found.coverage.allows_ranks();
    let firmness = is_placed.then(|| view! { <p class="headline__stamp">{firmness}</p> });
    let firm_link = is_placed.then(|| {
        let href = format!("/robustness/{}/{round}", head.code);
        view! { <a href=href>{words_in::<Robustness>(language).link}</a> }
    });
    let movers = kind.is_none().then(|| {
        let href = format!("/movers/{}/{round}", head.code);
        view! { <a href=href>{words_in::<ScoreMovers>(language).link}</a> }
    });
    let lines = covered.into_iter().chain(Some(behind)).filter(|line| !line.is_empty());
    let lines: Vec<_> = lines.map(|line| view! { <p class="headline__stamp">{line}</p> }).collect();
    view! {
        <section class="headline" aria-labelledby=id.clone()>
            <p class="headline__stamp">{over}</p>
            <h2 class="headline__verdict" id=id.clone()>{verdict}</h2>
            <p class="headline__why">{why}</p>
            {trends}
            {levels(language, round, found, kind, &id)}
            {lines}
            {firmness}
            <p class="cluster">
                <a href=with_kind(&format!("/scores/{}/{round}", head.code), kind)>{words.list}</a>
                {movers}
                {firm_link}
            </p>
        </section>
    }
}

/// What it was in an earlier round.
fn trend(language: Language, found: &Maturity, then: &Then, nothing: &'static str) -> impl IntoView + use<> {
    let decimals = found.scheme.head().rounding.decimals;
    let (moved, said) = match then {
        Then::Nothing => (Trend::Same, nothing.to_owned()),
        Then::MadeOtherwise { period, edition, changes } => {
            let why = definitions::editions(language, &found.scheme, changes);
            (Trend::Same, peers::made_otherwise(language, *period, *edition, &why))
        }
        Then::TooFew { period } => (Trend::Same, maturity::not_enough(language, *period)),
        Then::Comparable { period, median, change } => {
            let moved = if *change > Amount::ZERO {
                Trend::Better
            } else if change.is_negative() {
                Trend::Worse
            } else {
                Trend::Same
            };
            let signed = (moved != Trend::Same).then(|| score_movers::signed(*change, decimals));
            let then = format::fixed(*median, decimals);
            (moved, maturity::moved(language, *period, &then, signed.as_deref()))
        }
    };
    view! { <p class="figure__trend" data-trend=moved.as_ref().to_owned()>{said}</p> }
}

/// The bar with its table: each row leads to the bodies that it counts, and all together are those that owe a report.
fn levels(
    language: Language,
    round: &RoundCode,
    found: &Maturity,
    kind: Option<OrganisationKind>,
    id: &str,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let counts: Vec<i64> = found.levels.iter().map(|(_, bodies)| *bodies).collect();
    let parts = level_parts(&counts, found.without());
    let scheme = &found.scheme.head().code;
    let listed_at = |level: &str| with_kind(&format!("/scores/{scheme}/{round}?{LEVEL}={level}"), kind);
    let levels = found
        .levels
        .iter()
        .map(|(code, _)| (scores::class_title(language, &found.scheme, code), listed_at(code.as_str())));
    let without = (words.without.to_owned(), listed_at(NO_LEVEL));
    let names: Vec<(String, String)> = levels.chain([without]).collect();
    let told: Vec<(String, i64)> =
        names.iter().zip(&parts).map(|((name, _), part)| (name.clone(), part.bodies)).collect();
    let whole = found.whole();
    let rows = names.into_iter().zip(&parts).map(|((name, href), part)| {
        let name = if part.bodies > 0 { Either::Left(view! { <a href=href>{name}</a> }) } else { Either::Right(name) };
        view! {
            <tr>
                <th scope="row">{level_swatch(id, part.step)}" "{name}</th>
                <td class="table__number">{format::count(part.bodies)}</td>
                <td class="table__number">{format::percent(part.bodies, whole)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let caption = format!("{id}-levels");
    view! {
        {level_bar(id, &parts, maturity::told(&told))}
        <table class="table">
            <caption class="visually-hidden" id=caption>{words.levels}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.level}</th>
                    <th scope="col" class="table__number">{words.bodies}</th>
                    <th scope="col" class="table__number table__number--wrapped level-bar__share" data-short=words.share_short>
                        <span>{words.share}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{words.whole}</th>
                    <td class="table__number">{format::count(whole)}</td>
                    <td class="table__number">{format::percent(whole, whole)}</td>
                </tr>
            </tfoot>
        </table>
    }
}
