//! The scores by one scheme on a paper: how they are spread, how many bodies are at each level, and the first places.

use super::content::Bar;
use app::text::{format, papers, papers::Papers, scores, words_in};
use domain::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode},
    ranking::Coverage,
    score::{Scheme, Score},
    snapshot::BodyPlace,
    text::Language,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many places are listed.
const PLACES: usize = 30;
/// Into how many ranges scores are counted.
const RANGES: u32 = 10;

/// What was found of a scheme.
pub(super) struct Found<'a> {
    /// The scores.
    pub(super) scores: &'a BTreeMap<OrganisationCode, Score>,
    /// How many have one, out of how many owe a report.
    pub(super) coverage: Coverage,
    /// Their places, the first one first.
    pub(super) places: Vec<&'a BodyPlace>,
    /// What a body is called.
    pub(super) name: &'a dyn Fn(&OrganisationCode) -> String,
}

/// The scores by one scheme.
#[derive(Serialize)]
pub(super) struct SchemeRows {
    title: String,
    told: String,
    bins: Vec<Bin>,
    bins_told: String,
    classes: Vec<ClassRow>,
    places_told: String,
    places: Vec<PlaceRow>,
}

#[derive(Serialize)]
struct Bin {
    name: String,
    count: String,
    share: f64,
}

#[derive(Serialize)]
struct ClassRow {
    name: String,
    count: String,
    bar: Bar,
    percent: String,
}

#[derive(Serialize)]
struct PlaceRow {
    place: String,
    name: String,
    score: String,
    class: String,
}

/// The rows of a scheme.
pub(super) fn scheme_rows(language: Language, scheme: &Scheme, of: &Found<'_>) -> SchemeRows {
    let Found { scores: found, coverage, places, name } = of;
    let head = scheme.head();
    let bins = ranges(&found.values().map(|score| score.published).collect::<Vec<_>>());
    let most = bins.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let bin = |(name, count): &(String, usize)| Bin {
        name: name.clone(),
        count: format::counted(*count),
        share: Bar::share(whole(*count), whole(most)).figure,
    };
    let shared = words_in::<Papers>(language).shared;
    let place = |of: &&BodyPlace| PlaceRow {
        place: if of.is_shared { format!("{} {shared}", of.place) } else { of.place.to_string() },
        name: name(&of.body),
        score: found.get(&of.body).map(|score| written(scheme, score)).unwrap_or_default(),
        class: scores::class_name(language, scheme, found.get(&of.body).and_then(|score| score.class.as_ref())),
    };
    SchemeRows {
        title: format!("{} · {}", head.title.in_language(language), scores::edition(language, head.edition)),
        told: scores::coverage(language, *coverage),
        bins_told: papers::spread_told(language, &bins),
        bins: bins.iter().map(bin).collect(),
        classes: classes(language, scheme, found),
        places_told: papers::first_places(language, places.len().min(PLACES), places.len()),
        places: places.iter().take(PLACES).map(place).collect(),
    }
}

/// A score with as many decimals as are published.
fn written(scheme: &Scheme, score: &Score) -> String {
    score.published.with_decimals(scheme.head().rounding.decimals)
}

fn classes(language: Language, scheme: &Scheme, found: &BTreeMap<OrganisationCode, Score>) -> Vec<ClassRow> {
    let mut counts: BTreeMap<&ClassCode, i64> = BTreeMap::new();
    for classed in found.values().filter_map(|score| score.class.as_ref()) {
        *counts.entry(&classed.code).or_default() += 1;
    }
    let all = whole(found.len());
    let row = |(code, name): (ClassCode, String)| {
        let count = counts.get(&code).copied().unwrap_or_default();
        ClassRow {
            name,
            count: format::count(count),
            bar: Bar::share(count, all),
            percent: format::percent(count, all),
        }
    };
    scores::class_titles(language, scheme).into_iter().rev().map(row).collect()
}

/// How many figures are in each of ten equal ranges from the lowest to the highest; the last one includes its end.
fn ranges(figures: &[Amount]) -> Vec<(String, usize)> {
    let (Some(lowest), Some(highest)) = (figures.iter().min(), figures.iter().max()) else { return Vec::new() };
    let step = highest.checked_sub(*lowest).and_then(|way| way.checked_div(Amount::whole(i64::from(RANGES))));
    let Some(step) = step.filter(|step| *step > Amount::ZERO) else {
        return vec![(format::figure(*lowest), figures.len())];
    };
    let bound = |number: u32| {
        let way = step.checked_mul(Amount::whole(i64::from(number)));
        way.and_then(|way| lowest.checked_add(way)).unwrap_or(*highest)
    };
    let range = |number: u32| {
        let (from, to) = (bound(number), bound(number + 1));
        let is_last = number + 1 == RANGES;
        let is_in = |figure: &&Amount| **figure >= from && (**figure < to || is_last);
        (format!("{}–{}", format::figure(from), format::figure(to)), figures.iter().filter(is_in).count())
    };
    (0..RANGES).map(range).collect()
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_in_one_range() {
        let figures: Vec<Amount> = (0..=100).map(Amount::whole).collect();
        let ranges = ranges(&figures);
        assert_eq!(ranges.iter().map(|(_, count)| count).sum::<usize>(), figures.len());
        assert_eq!((ranges[0].clone(), ranges[9].clone()), (("0–10".to_owned(), 10), ("90–100".to_owned(), 11)));
    }

    #[test]
    fn figures_that_are_alike_are_one_range() {
        assert_eq!(ranges(&[Amount::ONE, Amount::ONE]), [("1".to_owned(), 2)]);
        assert!(ranges(&[]).is_empty());
    }
}
