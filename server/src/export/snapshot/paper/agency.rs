//! The report of one body: its figures beside what is expected, its scores with what they are made of, and the way its
//! report went. With every change of what stands on it or how it looks the edition of papers in the service is raised.

use super::{
    content::{Bar, Frame, IndicatorRow, Lead, Made, Number, StrategyRows, full},
    world,
};
use app::text::{format, papers::Papers, scores, states, unjudged::Stands, words_in};
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{NodeCode, OrganisationCode, SchemeCode},
    indicator::Indicator,
    organisation::Organisation,
    score::Scheme,
    snapshot::{BodyPlace, BodyScore, Line, NodeScore, Outcome, Report, ReportedValue, Step},
    status::Status,
    text::Language,
};
use serde::Serialize;
use service::snapshots::Beside;
use std::collections::BTreeMap;

/// The template.
const TEMPLATE: &str = include_str!("agency.typ");

#[derive(Serialize)]
struct Agency {
    #[serde(flatten)]
    frame: Frame,
    schemes: Vec<SchemeRows>,
    steps: Vec<[String; 3]>,
}

#[derive(Serialize)]
struct SchemeRows {
    title: String,
    told: String,
    nodes: Vec<NodeRow>,
}

#[derive(Serialize)]
struct NodeRow {
    depth: usize,
    title: String,
    value: String,
    weight: String,
    contribution: String,
}

/// What of a snapshot the report of one body needs.
pub(super) struct Gathered {
    body: OrganisationCode,
    lead: Lead,
    schemes: Vec<Scheme>,
    organisation: Option<Box<Organisation>>,
    report: Option<Box<Report>>,
    places: BTreeMap<SchemeCode, BodyPlace>,
}

impl Gathered {
    /// Nothing yet of a body.
    pub(super) fn new(body: OrganisationCode) -> Self {
        Self {
            body,
            lead: Lead::default(),
            schemes: Vec::new(),
            organisation: None,
            report: None,
            places: BTreeMap::new(),
        }
    }

    /// Takes a line; reads only those that can tell of the body, since most of a snapshot are the reports of others.
    ///
    /// # Errors
    /// The line is no line of a snapshot.
    pub(super) fn take(&mut self, line: &[u8]) -> serde_json::Result<()> {
        let is_of_bodies = [&b"{\"report\":"[..], b"{\"organisation\":", b"{\"completeness\":"];
        let is_of_one = is_of_bodies.iter().any(|start| line.starts_with(start));
        if is_of_one && !holds(line, format!("\"{}\"", self.body).as_bytes()) {
            return Ok(());
        }
        match self.lead.take(serde_json::from_slice(line)?) {
            Some(Line::Scheme(scheme)) => self.schemes.push(*scheme),
            Some(Line::Organisation(body)) if body.code == self.body => self.organisation = Some(body),
            Some(Line::Report(report)) if report.body == self.body => self.report = Some(report),
            Some(Line::Ranking(ranking)) => {
                let place = ranking.places.into_iter().find(|place| place.body == self.body);
                self.places.extend(place.map(|place| (ranking.scheme, place)));
            }
            Some(
                Line::Head(_)
                | Line::Plan(_)
                | Line::Population(_)
                | Line::Organisation(_)
                | Line::Report(_)
                | Line::Completeness(_)
                | Line::Provenance(_)
                | Line::Manifest(_)
                | Line::Signature(_),
            )
            | None => {}
        }
        Ok(())
    }

    /// The report as a PDF; nothing where the body owed none in this round.
    ///
    /// # Errors
    /// The snapshot is not whole.
    pub(super) fn set(self, language: Language, beside: &Beside) -> anyhow::Result<Option<Vec<u8>>> {
        let Self { body, lead, schemes, organisation, report, places } = self;
        let made = lead.complete()?;
        let (Some(organisation), Some(report)) = (organisation, report) else { return Ok(None) };
        let words = words_in::<Papers>(language);
        let strategies = strategies(language, &made, &organisation, &report);
        let name = organisation.name.in_language(language).to_owned();
        let headline = headline(language, &schemes, &report, &places);
        let title = [format!("{name} ·"), words.of_body.to_owned()];
        let mut frame = Frame::new(language, &made, beside, title, headline, strategies);
        frame.tell_first(words.body, format!("{name} ({body})"));
        let by_scheme = |score: &BodyScore| {
            let scheme = schemes.iter().find(|scheme| scheme.head().code == score.scheme)?;
            Some(scheme_rows(language, scheme, score))
        };
        let paper = Agency {
            frame,
            schemes: report.scores.iter().filter_map(by_scheme).collect(),
            steps: report.steps.iter().map(|step| step_row(language, step)).collect(),
        };
        let identifier = format!("{}.{body}.{}", made.head.code, language.as_ref());
        world::set(TEMPLATE, &paper, identifier, made.head.taken_at).map(Some)
    }
}

fn holds(line: &[u8], name: &[u8]) -> bool {
    line.windows(name.len()).any(|part| part == name)
}

fn headline(
    language: Language,
    schemes: &[Scheme],
    report: &Report,
    places: &BTreeMap<SchemeCode, BodyPlace>,
) -> Vec<Number> {
    let words = words_in::<Papers>(language);
    let mut numbers =
        vec![Number { figure: states::state(language, report.state).to_owned(), label: words.state.to_owned() }];
    for score in &report.scores {
        let Some(scheme) = schemes.iter().find(|scheme| scheme.head().code == score.scheme) else { continue };
        let title = scheme.head().title.in_language(language);
        let figure = outcome(language, scheme, score);
        let place = places.get(&score.scheme).map(|place| {
            let shared = if place.is_shared { words.shared } else { "" };
            format!(" · {} {} {shared}", words.place, place.place).trim_end().to_owned()
        });
        numbers.push(Number { figure, label: format!("{title}{}", place.unwrap_or_default()) });
    }
    numbers
}

/// The score as it is published, with its level.
fn outcome(language: Language, scheme: &Scheme, score: &BodyScore) -> String {
    match &score.outcome {
        Outcome::Scored(found) => {
            let number = found.published.with_decimals(scheme.head().rounding.decimals);
            let class = found.class.as_ref().map(|class| scores::class_name(language, scheme, Some(class)));
            class.map_or(number.clone(), |class| format!("{number} · {class}"))
        }
        Outcome::Absent(_) | Outcome::Fault(_) => words_in::<Papers>(language).no_score.to_owned(),
    }
}

fn strategies(language: Language, made: &Made, organisation: &Organisation, report: &Report) -> Vec<StrategyRows> {
    let period = made.head.round.period;
    let is_asked =
        |indicator: &Indicator| indicator.is_asked_of(organisation.kind) && indicator.frequency.is_asked_in(period);
    let row = |indicator: &&Indicator| {
        let value = report.values.iter().find(|value| value.indicator == indicator.code);
        indicator_row(language, made, indicator, value)
    };
    made.plan
        .by_strategy(is_asked)
        .into_iter()
        .map(|(strategy, indicators)| StrategyRows {
            title: strategy.title.in_language(language).to_owned(),
            indicators: indicators.iter().map(row).collect(),
        })
        .collect()
}

fn indicator_row(
    language: Language,
    made: &Made,
    indicator: &Indicator,
    value: Option<&ReportedValue>,
) -> IndicatorRow {
    let words = words_in::<Papers>(language);
    let day = made.head.round.period.last_day();
    let status = value.map_or(Status::NoData, |value| value.status(indicator, day));
    let figure = value.and_then(|value| value.figure);
    let expected = indicator.expected_of_one(day).map(|expected| format::reachable(indicator, expected));
    let write = |amount: Option<Amount>| {
        amount.map_or_else(|| format::NOTHING.to_owned(), |amount| format::of_one(language, indicator, amount))
    };
    let is_applicable = value.is_none_or(|value| value.applicability == Applicability::Applies);
    let is_verified = value.is_some_and(|value| value.verified.is_some());
    let unit = indicator.unit.in_language(language).to_owned();
    IndicatorRow {
        unit: if is_verified { format!("{unit} · {}", words.verified) } else { unit },
        figure: if is_applicable { write(figure) } else { words.not_applicable.to_owned() },
        expected: write(expected),
        bar: figure.and_then(|_| Bar::of(figure, expected, full(&indicator.measure))),
        ..IndicatorRow::empty(language, indicator, Stands::of_one((status, figure)))
    }
}

fn scheme_rows(language: Language, scheme: &Scheme, score: &BodyScore) -> SchemeRows {
    let head = scheme.head();
    SchemeRows {
        title: format!("{} · {}", head.title.in_language(language), scores::edition(language, head.edition)),
        told: outcome(language, scheme, score),
        nodes: score.nodes.iter().map(|node| node_row(language, scheme, node)).collect(),
    }
}

fn node_row(language: Language, scheme: &Scheme, node: &NodeScore) -> NodeRow {
    let nothing = || format::NOTHING.to_owned();
    let title = scheme.node(&node.node).map(|node| node.title.in_language(language).to_owned());
    let why = node.absence.as_ref().map(|absence| scores::absence(language, absence, scheme));
    NodeRow {
        depth: depth(scheme, &node.node),
        title: title.unwrap_or_else(|| node.node.to_string()),
        value: node.value.map(scores::short).or(why).unwrap_or_else(nothing),
        weight: node.weight.map_or_else(nothing, scores::short),
        contribution: node.contribution.map_or_else(nothing, scores::contribution),
    }
}

/// How many nodes a node is below the root.
fn depth(scheme: &Scheme, node: &NodeCode) -> usize {
    let parent = |code: &NodeCode| scheme.node(code).and_then(|node| node.parent.clone());
    std::iter::successors(parent(node), |code| parent(code)).count()
}

fn step_row(language: Language, step: &Step) -> [String; 3] {
    let role = step.role.map(|role| format!(" ({})", states::role(language, role)));
    [
        format::instant(language, step.at),
        format!("{}{}", states::step(language, &step.step), role.unwrap_or_default()),
        step.revision.to_string(),
    ]
}
