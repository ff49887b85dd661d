//! The national report, and that of a body with others below it: how complete it is, every indicator over all who were accepted,
//! and the scores. With every change of what stands on it or how it looks the edition of papers in the service is raised.

use super::{
    completeness,
    content::{Bar, Frame, IndicatorRow, Lead, Made, Number, StrategyRows},
    schemes::{Found, SchemeRows, scheme_rows},
    world,
};
use crate::export::snapshot::{Copy, Described};
use app::text::{format, indicators, measures, papers::Papers, plans, unjudged::Stands, words_in};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, SchemeCode},
    indicator::Indicator,
    organisation::OrganisationKind,
    plan::Plan,
    ranking::Coverage,
    rollup::Rollup,
    score::{Scheme, Score},
    snapshot::{Counts, Line, Outcome, Part, Ranking, Report},
    status::Status,
    text::{Bilingual, Language},
};
use serde::{Deserialize, Serialize};
use service::snapshots::Beside;
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

#[derive(Serialize)]
struct National {
    #[serde(flatten)]
    frame: Frame,
    completeness_lead: &'static str,
    bodies: Vec<completeness::Row>,
    schemes: Vec<SchemeRows>,
    definitions: Vec<Meaning>,
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
pub(super) struct Gathered {
    /// The body with all below it; the whole country where none is named.
    top: Option<OrganisationCode>,
    /// Whether there are any bodies below it, once that was looked at.
    has_below: Option<bool>,
    lead: Lead,
    schemes: Vec<Scheme>,
    bodies: BTreeMap<OrganisationCode, (Bilingual, Option<OrganisationCode>)>,
    /// All together; nothing where that has more than 28 digits.
    rollups: BTreeMap<IndicatorCode, Option<Rollup>>,
    /// How many have a figure.
    contributors: BTreeMap<IndicatorCode, i64>,
    scores: BTreeMap<SchemeCode, BTreeMap<OrganisationCode, Score>>,
    counts: BTreeMap<OrganisationCode, Counts>,
    kinds: BTreeMap<OrganisationCode, OrganisationKind>,
    /// How many bodies of each kind owe a report.
    owed: BTreeMap<OrganisationKind, i64>,
    rankings: BTreeMap<SchemeCode, Ranking>,
}

/// Whose report a line is, without the rest of it.
#[derive(Deserialize)]
struct OfReport {
    report: OfBody,
}

#[derive(Deserialize)]
struct OfBody {
    body: OrganisationCode,
}

impl Gathered {
    /// Nothing yet of a body and all below it.
    pub(super) fn below(body: OrganisationCode) -> Self {
        Self { top: Some(body), ..Self::default() }
    }

    /// Takes the text of a line; of reports only those that belong to it are read.
    ///
    /// # Errors
    /// The line is no line of a snapshot.
    pub(super) fn take_text(&mut self, line: &[u8]) -> serde_json::Result<()> {
        if line.starts_with(b"{\"report\":") {
            // All bodies stand above the first report.
            let has_below = self.has_below.unwrap_or_else(|| self.has_below());
            self.has_below = Some(has_below);
            let is_read = has_below && {
                let OfReport { report } = serde_json::from_slice(line)?;
                self.is_within(&report.body)
            };
            if !is_read {
                return Ok(());
            }
        }
        self.take(serde_json::from_slice(line)?);
        Ok(())
    }

    /// The report as a PDF; nothing where nobody below the body owed one in this round, or it is the country itself.
    ///
    /// # Errors
    /// The snapshot is not whole.
    pub(super) fn set(self, language: Language, beside: &Beside) -> anyhow::Result<Option<Vec<u8>>> {
        let is_below = self.top.as_ref().is_some_and(|top| self.parent(top).is_some());
        let is_owed = is_below && self.has_below() && self.counts().expected > 0;
        if is_owed { Ok(Some(set(language, self, beside)?.0)) } else { Ok(None) }
    }

    fn take(&mut self, line: Line) {
        match self.lead.take(line) {
            Some(Line::Scheme(scheme)) => self.schemes.push(*scheme),
            Some(Line::Organisation(body)) => {
                self.kinds.insert(body.code.clone(), body.kind);
                self.bodies.insert(body.code, (body.name, body.parent));
            }
            Some(Line::Report(report)) => self.add(*report),
            Some(Line::Completeness(of)) => {
                // All bodies stand above: the topmost, and those right below it.
                let parent = self.parent(&of.body);
                if self.is_top(&of.body) || parent.is_some_and(|parent| self.is_top(parent)) {
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
        if let Some(kind) = self.kinds.get(&report.body) {
            *self.owed.entry(*kind).or_default() += 1;
        }
        for value in &report.values {
            let Some(indicator) = self.lead.plan().and_then(|plan| plan.indicator(&value.indicator)) else { continue };
            let Some(rule) = indicator.measure.rollup_rule() else {
                let counted = i64::from(value.figure.is_some());
                *self.contributors.entry(value.indicator.clone()).or_default() += counted;
                continue;
            };
            let Some(reading) = value.reading(indicator) else { continue };
            let one = Rollup::of(&indicator.measure, reading);
            *self.contributors.entry(value.indicator.clone()).or_default() += 1;
            // A sum without one of them would be another figure; the table of values has every one.
            let sum = self.rollups.entry(value.indicator.clone()).or_insert(Some(Rollup::empty(rule)));
            *sum = sum.zip(one).and_then(|(sum, one)| sum.plus(one));
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

    fn parent(&self, body: &OrganisationCode) -> Option<&OrganisationCode> {
        self.bodies.get(body).and_then(|(_, parent)| parent.as_ref())
    }

    fn is_top(&self, body: &OrganisationCode) -> bool {
        match &self.top {
            Some(top) => top == body,
            None => self.bodies.get(body).is_some_and(|(_, parent)| parent.is_none()),
        }
    }

    /// Whether a body is the topmost or below it.
    fn is_within(&self, body: &OrganisationCode) -> bool {
        std::iter::successors(Some(body), |body| self.parent(body)).any(|body| self.is_top(body))
    }

    fn has_below(&self) -> bool {
        self.bodies.values().any(|(_, parent)| parent.as_ref().is_some_and(|parent| self.is_top(parent)))
    }

    /// Where the reports of all are.
    fn counts(&self) -> Counts {
        let of_top = self.counts.iter().find(|(body, _)| self.is_top(body));
        of_top.map(|(_, counts)| *counts).unwrap_or_default()
    }

    fn name(&self, language: Language, body: &OrganisationCode) -> String {
        let found = self.bodies.get(body).map(|(name, _)| name.in_language(language).to_owned());
        found.unwrap_or_else(|| body.to_string())
    }
}

/// Writes the national report; tells how many indicators it holds.
pub(crate) fn write(language: Language, copy: &Copy, described: &Described, to: File) -> anyhow::Result<u64> {
    let mut gathered = Gathered::default();
    for line in copy.lines(&NEEDED)? {
        gathered.take(line?);
    }
    let beside = Beside { sha256: copy.sha256, replaces: described.replaces.clone() };
    let (pdf, rows) = set(language, gathered, &beside)?;
    let mut out = BufWriter::new(to);
    out.write_all(&pdf)?;
    out.flush()?;
    Ok(rows)
}

/// The report as a PDF, and how many indicators it holds.
fn set(language: Language, mut gathered: Gathered, beside: &Beside) -> anyhow::Result<(Vec<u8>, u64)> {
    let made = std::mem::take(&mut gathered.lead).complete()?;
    let words = words_in::<Papers>(language);
    let counts = gathered.counts();
    let strategies = strategies(language, &made, &gathered);
    let rows = strategies.iter().map(|strategy| strategy.indicators.len() as u64).sum();
    let plan = made.plan.plan.title.in_language(language);
    let name = gathered.top.as_ref().map(|top| (gathered.name(language, top), top));
    let title = match &name {
        None => [words.national.to_owned(), plan.to_owned()],
        Some((name, _)) => [format!("{name} ·"), words.of_group.to_owned()],
    };
    let mut frame = Frame::new(language, &made, beside, title, headline(words, counts), strategies);
    let coverage = Coverage { contributors: counts.accepted, expected: counts.expected };
    let (by_status, unjudged) = frame.counts();
    frame.say_first(unjudged.verdict(language, by_status.verdict(Some(coverage)), by_status, Some(coverage)));
    let whom = name.as_ref().map(|(_, top)| format!("{top}.")).unwrap_or_default();
    let completeness_lead = if name.is_some() { words.completeness_of_group_lead } else { words.completeness_lead };
    if let Some((name, top)) = &name {
        frame.tell_first(words.body, format!("{name} ({top})"));
    }
    let below = gathered.counts.iter().filter(|(body, _)| !gathered.is_top(body));
    let below = below.map(|(body, counts)| (gathered.name(language, body), *counts));
    let paper = National {
        frame,
        completeness_lead,
        bodies: completeness::rows(below),
        schemes: gathered.schemes.iter().map(|scheme| scores_by(language, &gathered, (&made.plan, scheme))).collect(),
        definitions: asked(&made).map(|indicator| definition(language, indicator)).collect(),
    };
    let identifier = format!("{}.{whom}{}", made.head.code, language.as_ref());
    let pdf = world::set(TEMPLATE, &paper, identifier, made.head.taken_at)?;
    Ok((pdf, rows))
}

/// The scores by a scheme: of the country with its coverage, of a body with all below it with theirs.
fn scores_by(language: Language, gathered: &Gathered, (plan, scheme): (&Plan, &Scheme)) -> SchemeRows {
    let code = &scheme.head().code;
    let empty = BTreeMap::new();
    let scores = gathered.scores.get(code).unwrap_or(&empty);
    let ranking = gathered.rankings.get(code);
    let places = ranking.into_iter().flat_map(|ranking| &ranking.places);
    let of_all = ranking.map(|ranking| ranking.coverage).unwrap_or_default();
    let contributors = i64::try_from(scores.len()).unwrap_or(i64::MAX);
    let asked = gathered.owed.iter().filter(|(kind, _)| scheme.is_asked_of(plan, **kind));
    let of_some = Coverage { contributors, expected: asked.map(|(_, bodies)| bodies).sum() };
    let found = Found {
        scores,
        coverage: if gathered.top.is_some() { of_some } else { of_all },
        places: places.filter(|place| gathered.is_within(&place.body)).collect(),
        name: &|body: &OrganisationCode| gathered.name(language, body),
    };
    scheme_rows(language, scheme, &found)
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
    let row = |indicator: &&Indicator| indicator_row(language, made, indicator, gathered);
    made.plan
        .by_strategy(|indicator| is_asked(made, indicator))
        .into_iter()
        .map(|(strategy, indicators)| StrategyRows {
            title: strategy.title.in_language(language).to_owned(),
            indicators: indicators.iter().map(row).collect(),
        })
        .collect()
}

fn indicator_row(language: Language, made: &Made, indicator: &Indicator, gathered: &Gathered) -> IndicatorRow {
    let sum = gathered.rollups.get(&indicator.code);
    let is_beyond = sum.is_some_and(Option::is_none);
    let sum = sum.copied().flatten();
    let contributors = gathered.contributors.get(&indicator.code).copied().unwrap_or_default();
    let of_plan = indicator.trajectory().expected_on(made.head.round.period.last_day());
    let status = sum.map_or(Status::NoData, |sum| sum.status(&indicator.measure, &indicator.polarity, of_plan));
    let figure = sum.and_then(|sum| sum.figure(&indicator.measure));
    let of_all = of_plan.filter(|_| !is_beyond);
    let expected = of_all.and_then(|of_plan| sum.map_or(Some(of_plan), |sum| sum.expected(of_plan)));
    let write = |amount: Option<Amount>| {
        amount.map_or_else(|| format::NOTHING.to_owned(), |amount| format::together(indicator, amount))
    };
    let stands = Stands::of_many(indicator, (status, figure));
    let is_share = sum.is_some_and(|sum| sum.rule == domain::rollup::RollupRule::ShareMeeting);
    let full = if is_share { Some(Amount::HUNDRED) } else { super::content::full(&indicator.measure) };
    IndicatorRow {
        unit: measures::unit_together(language, indicator),
        figure: write(figure),
        expected: write(expected.map(|expected| format::reachable(indicator, expected))),
        contributors: format::count(contributors),
        bar: figure.and_then(|_| Bar::of(figure, expected, full)),
        with_figure: contributors,
        ..IndicatorRow::empty(language, indicator, stands)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(datasets: &str) -> Line {
        let value = json!({
            "indicator": "open-datasets", "revision": 1, "applicability": "applies", "verified": null, "figure": datasets,
            "reported": { "value": datasets, "base": null }, "accepted_at": "2027-01-22T02:00:00Z",
        });
        let report = json!({
            "body": "one", "state": "accepted", "revision": 1, "accepted_revision": 1, "first_submitted_at": null,
            "steps": [], "values": [value], "scores": [], "provenance": {},
        });
        serde_json::from_value(json!({ "report": report })).expect("a line")
    }

    #[test]
    fn what_is_beyond_all_digits_together_has_no_sum_rather_than_one_without_some() {
        let plan = include_str!("../../../../../tests/support/plan.toml");
        let plan = service::plans::read_plan(plan).expect("a plan");
        let mut gathered = Gathered::default();
        gathered.take(Line::Plan(Box::new(plan)));
        let datasets: IndicatorCode = "open-datasets".parse().expect("a code");
        // The largest number that there is, after which nothing is one any more.
        for (value, sum) in [("7", Some("7")), ("79228162514264337593543950335", None), ("1", None)] {
            gathered.take(report(value));
            let kept = gathered.rollups[&datasets].map(|sum| sum.part.to_string());
            assert_eq!(kept.as_deref(), sum, "{value}");
        }
        assert_eq!(gathered.contributors[&datasets], 3);
    }
}
