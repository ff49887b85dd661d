//! The national report: how complete it is, every indicator over all who were accepted, and the scores.

use super::{
    content::{Bar, Frame, IndicatorRow, Lead, Made, Number, StrategyRows},
    world,
};
use crate::export::snapshot::Copy;
use app::text::{dashboards, format, indicators, measures, papers, papers::Papers, plans, scores, words_in};
use domain::{
    amount::Amount,
    ids::{ClassCode, IndicatorCode, OrganisationCode, SchemeCode},
    indicator::Indicator,
    ranking::Coverage,
    rollup::Rollup,
    score::{Accepted, Scheme, Score},
    snapshot::{Counts, Line, Outcome, Part, Ranking, Report, ReportedValue},
    status::Status,
    text::{Bilingual, Language},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
};

/// The template.
const TEMPLATE: &str = include_str!("national.typ");
/// What is read of a snapshot.
const NEEDED: [Part; 9] = [
    Part::Head,
    Part::Plan,
    Part::Scheme,
    Part::Organisation,
    Part::Report,
    Part::Completeness,
    Part::Ranking,
    Part::Manifest,
    Part::Signature,
];
/// How many places are listed.
const PLACES: usize = 30;
/// Into how many ranges scores are counted.
const RANGES: u32 = 10;

#[derive(Serialize)]
struct National {
    #[serde(flatten)]
    frame: Frame,
    bodies: Vec<BodyRow>,
    schemes: Vec<SchemeRows>,
    definitions: Vec<Meaning>,
}

#[derive(Serialize)]
struct BodyRow {
    name: String,
    expected: String,
    handed_in: String,
    on_time: String,
    accepted: String,
    bar: Bar,
    percent: String,
}

#[derive(Serialize)]
struct SchemeRows {
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

#[derive(Serialize)]
struct Meaning {
    name: String,
    unit: String,
    definition: String,
    polarity: String,
    source: String,
}

/// What is gathered while the lines go by: sums and names, and never the reports themselves.
#[derive(Default)]
struct Gathered {
    lead: Lead,
    schemes: Vec<Scheme>,
    bodies: BTreeMap<OrganisationCode, (Bilingual, Option<OrganisationCode>)>,
    rollups: BTreeMap<IndicatorCode, Rollup>,
    scores: BTreeMap<SchemeCode, BTreeMap<OrganisationCode, Score>>,
    counts: BTreeMap<OrganisationCode, Counts>,
    rankings: BTreeMap<SchemeCode, Ranking>,
}

impl Gathered {
    fn take(&mut self, line: Line) {
        match self.lead.take(line) {
            Some(Line::Scheme(scheme)) => self.schemes.push(*scheme),
            Some(Line::Organisation(body)) => {
                self.bodies.insert(body.code, (body.name, body.parent));
            }
            Some(Line::Report(report)) => self.add(*report),
            Some(Line::Completeness(of)) => {
                // All bodies stand above: the root, and those right below it.
                let parent = self.bodies.get(&of.body).and_then(|(_, parent)| parent.as_ref());
                if parent.is_none_or(|parent| self.is_root(parent)) {
                    self.counts.insert(of.body, of.counts);
                }
            }
            Some(Line::Ranking(ranking)) => {
                self.rankings.insert(ranking.scheme.clone(), ranking);
            }
            Some(
                Line::Head(_)
                | Line::Plan(_)
                | Line::Population(_)
                | Line::Provenance(_)
                | Line::Manifest(_)
                | Line::Signature(_),
            )
            | None => {}
        }
    }

    fn add(&mut self, report: Report) {
        for value in &report.values {
            let one = self.lead.plan().and_then(|plan| alone(plan.indicator(&value.indicator)?, value));
            let Some(one) = one else { continue };
            let sum = self.rollups.entry(value.indicator.clone()).or_insert(Rollup::empty(one.rule));
            // Beyond 28 digits there is no sum; the table of values has every one.
            *sum = sum.plus(one).unwrap_or(*sum);
        }
        for score in report.scores {
            if let Outcome::Scored(mut found) = score.outcome {
                // What a level asks for stands in the snapshot; thousands of copies of it would be much to hold.
                if let Some(class) = &mut found.class {
                    class.criteria = Vec::new();
                }
                self.scores.entry(score.scheme).or_default().insert(report.body.clone(), found);
            }
        }
    }

    fn is_root(&self, body: &OrganisationCode) -> bool {
        self.bodies.get(body).is_some_and(|(_, parent)| parent.is_none())
    }

    fn name(&self, language: Language, body: &OrganisationCode) -> String {
        let found = self.bodies.get(body).map(|(name, _)| name.in_language(language).to_owned());
        found.unwrap_or_else(|| body.to_string())
    }
}

/// One value as it goes into the sum.
fn alone(indicator: &Indicator, value: &ReportedValue) -> Option<Rollup> {
    let parts = value.verified.or(value.reported).map(|parts| (parts.value, parts.base));
    let accepted =
        Accepted { indicator: &value.indicator, applicability: value.applicability, parts, trust: value.trust };
    Rollup::of(&indicator.measure, accepted.reading(indicator)?)
}

/// Writes the report; tells how many indicators it holds.
pub(crate) fn write(language: Language, copy: &Copy, to: File) -> anyhow::Result<u64> {
    let mut gathered = Gathered::default();
    for line in copy.lines(&NEEDED)? {
        gathered.take(line?);
    }
    let made = std::mem::take(&mut gathered.lead).complete()?;
    let words = words_in::<Papers>(language);
    let of_root = gathered.counts.iter().find(|(body, _)| gathered.is_root(body));
    let counts = of_root.map(|(_, counts)| *counts).unwrap_or_default();
    let strategies = strategies(language, &made, &gathered);
    let rows = strategies.iter().map(|strategy| strategy.indicators.len() as u64).sum();
    let title = [words.national.to_owned(), made.plan.plan.title.in_language(language).to_owned()];
    let mut frame = Frame::new(language, &made, &copy.sha256, title, headline(words, counts), strategies);
    let coverage = Coverage { contributors: counts.accepted, expected: counts.expected };
    let by_status = frame.counts();
    frame.say_first(dashboards::verdict(language, by_status.verdict(Some(coverage)), by_status));
    let paper = National {
        frame,
        bodies: gathered
            .counts
            .iter()
            .filter_map(|(body, counts)| body_row(language, &gathered, body, *counts))
            .collect(),
        schemes: gathered.schemes.iter().map(|scheme| scheme_rows(language, &gathered, scheme)).collect(),
        definitions: asked(&made).map(|indicator| definition(language, indicator)).collect(),
    };
    let identifier = format!("{}.{}", made.head.code, language.as_ref());
    let pdf = world::set(TEMPLATE, serde_json::to_vec(&paper)?, identifier, made.head.taken_at)?;
    let mut out = BufWriter::new(to);
    out.write_all(&pdf)?;
    out.flush()?;
    Ok(rows)
}

/// The indicators that agencies were asked in this round.
fn asked(made: &Made) -> impl Iterator<Item = &Indicator> {
    made.plan.indicators.iter().filter(|indicator| is_asked(made, indicator))
}

fn is_asked(made: &Made, indicator: &Indicator) -> bool {
    indicator.scope.asks_agencies() && indicator.frequency.is_asked_in(made.head.round.period)
}

fn headline(words: &Papers, counts: Counts) -> Vec<Number> {
    let number = |figure: String, label: &str| Number { figure, label: label.to_owned() };
    vec![
        number(format::count(counts.expected), words.reports_expected),
        number(format::percent(counts.handed_in, counts.expected), words.reports_handed_in),
        number(format::percent(counts.on_time, counts.expected), words.reports_on_time),
        number(format::percent(counts.accepted, counts.expected), words.reports_accepted),
    ]
}

fn strategies(language: Language, made: &Made, gathered: &Gathered) -> Vec<StrategyRows> {
    let row = |indicator: &&Indicator| indicator_row(language, made, indicator, gathered.rollups.get(&indicator.code));
    made.plan
        .by_strategy(|indicator| is_asked(made, indicator))
        .into_iter()
        .map(|(strategy, indicators)| StrategyRows {
            title: strategy.title.in_language(language).to_owned(),
            indicators: indicators.iter().map(row).collect(),
        })
        .collect()
}

fn indicator_row(language: Language, made: &Made, indicator: &Indicator, sum: Option<&Rollup>) -> IndicatorRow {
    let of_plan = indicator.trajectory().expected_on(made.head.round.period.last_day());
    let status = sum.map_or(Status::NoData, |sum| sum.status(&indicator.measure, &indicator.polarity, of_plan));
    let figure = sum.and_then(|sum| sum.figure(&indicator.measure));
    let expected = of_plan.and_then(|of_plan| sum.map_or(Some(of_plan), |sum| sum.expected(of_plan)));
    let write = |amount: Option<Amount>| {
        amount.map_or_else(|| format::NOTHING.to_owned(), |amount| format::together(indicator, amount))
    };
    let is_share = sum.is_some_and(|sum| sum.rule == domain::rollup::RollupRule::ShareMeeting);
    let full = if is_share { Some(Amount::HUNDRED) } else { super::content::full(&indicator.measure) };
    IndicatorRow {
        unit: measures::unit_together(language, indicator),
        figure: write(figure),
        expected: write(expected.map(|expected| format::reachable(indicator, expected))),
        contributors: format::count(sum.map_or(0, |sum| sum.contributors)),
        bar: figure.and_then(|_| Bar::of(figure, expected, full)),
        ..IndicatorRow::empty(language, indicator, status)
    }
}

/// The row of a body below the root; nothing of one that owes no reports.
fn body_row(language: Language, gathered: &Gathered, body: &OrganisationCode, counts: Counts) -> Option<BodyRow> {
    if gathered.is_root(body) || counts.expected == 0 {
        return None;
    }
    Some(BodyRow {
        name: gathered.name(language, body),
        expected: format::count(counts.expected),
        handed_in: format::count(counts.handed_in),
        on_time: format::count(counts.on_time),
        accepted: format::count(counts.accepted),
        bar: Bar::share(counts.accepted, counts.expected),
        percent: format::percent(counts.accepted, counts.expected),
    })
}

fn definition(language: Language, indicator: &Indicator) -> Meaning {
    let in_language = |words: &Bilingual| words.in_language(language).to_owned();
    Meaning {
        name: in_language(&indicator.name),
        unit: in_language(&indicator.unit),
        definition: in_language(&indicator.definition),
        polarity: indicators::polarity(language, &indicator.polarity),
        source: plans::source(language, &indicator.provenance.source).to_owned(),
    }
}

fn scheme_rows(language: Language, gathered: &Gathered, scheme: &Scheme) -> SchemeRows {
    let head = scheme.head();
    let empty = BTreeMap::new();
    let found = gathered.scores.get(&head.code).unwrap_or(&empty);
    let ranking = gathered.rankings.get(&head.code);
    let coverage = ranking.map(|ranking| ranking.coverage).unwrap_or_default();
    let places = ranking.map_or(&[][..], |ranking| &ranking.places);
    let bins = ranges(&found.values().map(|score| score.published).collect::<Vec<_>>());
    let most = bins.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let bin = |(name, count): &(String, usize)| Bin {
        name: name.clone(),
        count: format::counted(*count),
        share: Bar::share(whole(*count), whole(most)).figure,
    };
    let shared = words_in::<Papers>(language).shared;
    let place = |of: &domain::snapshot::BodyPlace| PlaceRow {
        place: if of.is_shared { format!("{} {shared}", of.place) } else { of.place.to_string() },
        name: gathered.name(language, &of.body),
        score: found.get(&of.body).map(|score| written(scheme, score)).unwrap_or_default(),
        class: scores::class_name(language, scheme, found.get(&of.body).and_then(|score| score.class.as_ref())),
    };
    SchemeRows {
        title: format!("{} · {}", head.title.in_language(language), scores::edition(language, head.edition)),
        told: scores::coverage(language, coverage),
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
