//! The provinces of the country by the level that each has reached: as they lie, as tiles of one size, and in words.

use crate::{
    context::PageContext,
    parts::{
        level_bar::level_parts,
        province_map::{Area, Shade, province_map},
    },
    text::{format, maturity::Maturity as Levels, province_map as text, province_map::ProvinceMap, scores, words_in},
};
use domain::{
    ids::{ClassCode, RoundCode},
    organisation::OrganisationKind,
    ranking::Coverage,
    score::Scheme,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::dashboards::{Maturity, National, ProvinceLevel};
use std::sync::Arc;

/// Whether there is anything of it: a scheme is in force, and the country is not narrowed to a kind that reports for no province.
pub(super) fn is_shown(found: &National) -> bool {
    let reports_for_one = |kind| matches!(kind, OrganisationKind::Province | OrganisationKind::SpecialLocal);
    !found.schemes.is_empty() && found.kind.is_none_or(reports_for_one)
}

/// The section.
pub(super) fn section(page: &PageContext, found: &National) -> Option<impl IntoView + use<>> {
    let words = words_in::<ProvinceMap>(page.language);
    if !is_shown(found) {
        return None;
    }
    let drawn = found.maturity.iter().find(|of| of.provinces.iter().any(|province| province.score.is_some()));
    let drawn = match drawn {
        Some(of) => Either::Left(drawing(page.language, of)),
        // A scheme without levels may have scores all the same: its map tells.
        None => Either::Right((!found.maturity.is_empty()).then(|| view! { <p>{words.no_scores}</p> })),
    };
    let round = &found.round.round.code;
    let links: Vec<_> = found.schemes.iter().map(|scheme| link(page, scheme, round)).collect();
    Some(view! {
        <section class="stack" aria-labelledby="provinces">
            <h2 id="provinces">{words.title}</h2>
            {drawn}
            <ul class="cluster">{links}</ul>
        </section>
    })
}

/// The way to the map of the scores by a scheme, with every figure in a table.
fn link(page: &PageContext, scheme: &Arc<Scheme>, round: &RoundCode) -> impl IntoView + use<> {
    let head = scheme.head();
    let name = format!("{}: {}", words_in::<ProvinceMap>(page.language).link, head.title.in_language(page.language));
    let href = format!("/maps/{}/{round}", head.code);
    view! { <li><a href=href>{name}</a></li> }
}

/// A level with the provinces that stand at it.
struct Group<'a> {
    /// How it is shaded.
    shade: Shade,
    /// What stands on the tiles of its provinces: its number, counted from the lowest.
    short: String,
    /// What it is called.
    title: String,
    /// The provinces.
    provinces: Vec<&'a ProvinceLevel>,
}

fn groups(language: Language, found: &Maturity) -> Vec<Group<'_>> {
    let at = |level: Option<&ClassCode>| -> Vec<&ProvinceLevel> {
        let stands =
            |province: &&ProvinceLevel| province.score.as_ref().is_some_and(|(_, reached)| reached.as_ref() == level);
        found.provinces.iter().filter(stands).collect()
    };
    let shades = level_parts(&vec![0; found.levels.len()], 0);
    let levels = found.levels.iter().zip(shades).enumerate().map(|(number, ((code, _), part))| Group {
        shade: Shade::Step(part.step.saturating_sub(1)),
        short: format::counted(number + 1),
        title: format!("{} {}", format::counted(number + 1), scores::class_title(language, &found.scheme, code)),
        provinces: at(Some(code)),
    });
    let without = Group {
        shade: Shade::NoStep,
        short: format::NOTHING.to_owned(),
        title: words_in::<Levels>(language).without.to_owned(),
        provinces: at(None),
    };
    levels.chain(Some(without).filter(|without| !without.provinces.is_empty())).collect()
}

fn drawing(language: Language, found: &Maturity) -> impl IntoView + use<> {
    let words = words_in::<ProvinceMap>(language);
    let head = found.scheme.head();
    let groups = groups(language, found);
    let area = |group: &Group<'_>, province: &ProvinceLevel| {
        let score = province.score.as_ref().map(|(score, _)| format::fixed(*score, head.rounding.decimals));
        Area {
            province: province.province.clone(),
            name: province.name.in_language(language).to_owned(),
            shade: group.shade,
            value: format!("{} · {}", score.unwrap_or_default(), group.title),
            short: group.short.clone(),
            note: None,
        }
    };
    let areas = groups.iter().flat_map(|group| group.provinces.iter().map(move |province| area(group, province)));
    let areas: Vec<Area> = areas.collect();
    let key = groups.iter().map(|group| (group.shade, format!("{} ({})", group.title, group.provinces.len())));
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let coverage = Coverage { contributors: count(areas.len()), expected: count(found.provinces.len()) };
    let title = text::by_level(language, head.title.in_language(language));
    view! {
        <p>{title.clone()}" · "{text::coverage(language, coverage)}</p>
        {province_map(language, &areas, key.collect(), &title, "provinces-by-level", words.unasked)}
        {in_words(language, &groups, found)}
        <p class="table__note">{words.attribution}</p>
    }
}

/// The same in words, folded.
fn in_words(language: Language, groups: &[Group<'_>], found: &Maturity) -> impl IntoView + use<> {
    let (words, levels) = (words_in::<ProvinceMap>(language), words_in::<Levels>(language));
    let silent: Vec<&ProvinceLevel> = found.provinces.iter().filter(|province| province.score.is_none()).collect();
    let silent = (!silent.is_empty()).then(|| row(language, words.no_score.to_owned(), &silent));
    let rows: Vec<_> = groups.iter().map(|group| row(language, group.title.clone(), &group.provinces)).collect();
    view! {
        <details class="disclosure">
            <summary class="disclosure__name">{words.in_words}</summary>
            <div class="disclosure__body">
                <table class="table table--stacked">
                    <caption class="table__caption" id="provinces-by-level">{words.in_words}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{levels.level}</th>
                            <th scope="col" class="table__number">{words.how_many}</th>
                            <th scope="col">{words.which}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}{silent}</tbody>
                </table>
            </div>
        </details>
    }
}

fn row(language: Language, title: String, provinces: &[&ProvinceLevel]) -> impl IntoView + use<> {
    let words = words_in::<ProvinceMap>(language);
    let names: Vec<&str> = provinces.iter().map(|province| province.name.in_language(language)).collect();
    let names = if names.is_empty() { format::NOTHING.to_owned() } else { names.join(" · ") };
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td class="table__number" data-label=words.how_many>{format::counted(provinces.len())}</td>
            <td data-label=words.which>{names}</td>
        </tr>
    }
}
