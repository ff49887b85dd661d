//! What every line of reports is made under, and what follows from it: the same code makes a snapshot and verifies it.

use super::{
    line::{BodyCounts, BodyPlace, BodyScore, Counts, Head, NodeScore, Outcome, Parts, Ranking, Report, ReportedValue},
    provenance,
};
use crate::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode},
    organisation::{OrganisationKind, OrganisationTree},
    plan::Plan,
    ranking::{Coverage, places},
    score::{Absence, Accepted, Derived, Inputs, Population, Scheme, Score},
    submission::StateName,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// A scheme in force with whom it compares.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The scheme.
    pub scheme: Scheme,
    /// Its population; nobody where it compares nobody.
    pub population: Population,
}

impl Compared {
    /// A scheme with its population.
    pub fn new(scheme: Scheme, population: Option<Population>) -> Self {
        let population = population.unwrap_or_else(|| Population::nobody(&scheme));
        Self { scheme, population }
    }

    /// The name of the population, if there is one.
    pub fn name(&self) -> Option<&str> {
        Some(self.population.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The score of one body with its derivation.
    fn score(&self, inputs: &Inputs) -> BodyScore {
        let head = self.scheme.head();
        let mut score = BodyScore {
            scheme: head.code.clone(),
            edition: head.edition,
            population: self.name().map(str::to_owned),
            outcome: Outcome::Absent(Absence::NotReported),
            zeroed_by: None,
            nodes: Vec::new(),
        };
        match self.scheme.score(inputs, &self.population) {
            Ok(derivation) => {
                flatten(&derivation.root, &mut score.nodes);
                score.zeroed_by = derivation.zeroed_by;
                score.outcome = match (derivation.score, derivation.published, derivation.absence) {
                    (Some(full), Some(published), _) => {
                        Outcome::Scored(Score { full, published, class: derivation.class })
                    }
                    (_, _, Some(absence)) => Outcome::Absent(absence),
                    (_, _, None) => Outcome::Absent(Absence::NotReported),
                };
            }
            Err(fault) => score.outcome = Outcome::Fault(fault),
        }
        score
    }
}

fn flatten(node: &Derived, nodes: &mut Vec<NodeScore>) {
    nodes.push(NodeScore {
        node: node.node.clone(),
        figure: node.figure,
        value: node.value,
        weight: node.weight_effective,
        contribution: node.contribution,
        absence: node.absence.clone(),
        applied: node.applied,
    });
    for child in &node.children {
        flatten(child, nodes);
    }
}

/// By the rules of which release what follows from values is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// Of this one.
    Present,
    /// Of those before running totals began anew each year: they were held against the baseline and the next target.
    Unbroken,
    /// Of those, also before derived values kept the rules of typed ones: one that is not measured counted as one that nobody reported.
    Earlier,
}

/// What a snapshot's reports are made under.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What this is.
    pub head: Head,
    /// The plan that was reported on.
    pub plan: Plan,
    /// The schemes in force, in the order of their codes.
    pub compared: Vec<Compared>,
}

impl Frame {
    /// A report with all that follows from its values: figures, scores with derivations, provenance.
    #[must_use]
    pub fn completed(&self, report: Report) -> Report {
        self.completed_by(report, Rules::Present)
    }

    /// The same as the releases signed it before running totals began anew each year.
    pub(super) fn completed_unbroken(&self, report: Report) -> Report {
        self.completed_by(report, Rules::Unbroken)
    }

    /// The same as earlier releases signed it, levels included.
    pub(super) fn completed_before(&self, report: Report) -> Report {
        self.leveled_before(self.completed_by(report, Rules::Earlier))
    }

    fn completed_by(&self, mut report: Report, rules: Rules) -> Report {
        self.derive(&mut report, rules);
        let weighs_by_trust = self.compared.iter().any(|compared| compared.scheme.weighs_by_trust());
        for carried in &mut report.carried {
            carried.value.working = None;
        }
        for value in report.values.iter_mut().chain(report.carried.iter_mut().map(|carried| &mut carried.value)) {
            value.figure = self.figure(value);
            value.trust = value.trust.filter(|_| weighs_by_trust);
        }
        report.scores = Vec::new();
        if !report.values.is_empty() {
            let carried = report.carried.iter();
            let carried = carried.map(|carried| (carried.from.clone(), accepted_by(rules, &carried.value)));
            let own = report.values.iter().map(|value| accepted_by(rules, value));
            let period = self.head.round.period;
            let inputs =
                Inputs::accepted(&self.plan, period, own).carrying(&self.plan, carried).not_asked(&report.not_asked);
            let inputs = match rules {
                Rules::Present => inputs,
                Rules::Unbroken | Rules::Earlier => inputs.held_as_before(&self.plan, period),
            };
            report.scores = self.compared.iter().map(|compared| compared.score(&inputs)).collect();
        }
        report.provenance = provenance::of_report(&self.head, &self.plan, &report);
        report
    }

    /// A completed report as earlier releases signed it: with levels that went by values before rounding.
    pub(super) fn leveled_before(&self, mut report: Report) -> Report {
        for (score, compared) in report.scores.iter_mut().zip(&self.compared) {
            if let (Outcome::Scored(score), Some(classing)) = (&mut score.outcome, &compared.scheme.head().classing) {
                score.class = score.class.as_ref().and_then(|class| classing.before_rounding(class));
            }
        }
        report
    }

    /// The indicators that scores read.
    pub fn read(&self) -> BTreeSet<&IndicatorCode> {
        self.compared.iter().flat_map(|compared| compared.scheme.indicators()).collect()
    }

    fn figure(&self, value: &ReportedValue) -> Option<Amount> {
        let indicator = self.plan.indicator(&value.indicator)?;
        value.reading(indicator)?.figure(indicator)
    }

    /// Where the snapshot as a whole comes from.
    pub fn provenance(&self) -> serde_json::Value {
        let schemes: Vec<_> = self.compared.iter().map(|compared| (&compared.scheme, compared.name())).collect();
        provenance::of_snapshot(&self.head, &self.plan, &schemes)
    }
}

pub(super) fn accepted(value: &ReportedValue) -> Accepted<'_> {
    let parts = value.verified.or(value.reported).map(|Parts { value, base }| (value, base));
    let working = value.working.as_ref();
    Accepted { indicator: &value.indicator, applicability: value.applicability, parts, trust: value.trust, working }
}

/// What a value is to scores by the rules of a release.
fn accepted_by(rules: Rules, value: &ReportedValue) -> Accepted<'_> {
    let accepted = accepted(value);
    Accepted { working: accepted.working.filter(|_| rules != Rules::Earlier), ..accepted }
}

/// The scores of many bodies, gathered report by report for their order.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    by_scheme: BTreeMap<usize, Vec<(Amount, OrganisationCode)>>,
    /// How many bodies of each kind owe a report.
    owed: BTreeMap<OrganisationKind, i64>,
}

impl Gathered {
    /// Adds the scores of a completed report of a body of a kind.
    pub fn add(&mut self, frame: &Frame, kind: OrganisationKind, report: &Report) {
        *self.owed.entry(kind).or_default() += 1;
        for (number, (score, compared)) in report.scores.iter().zip(&frame.compared).enumerate() {
            if let Outcome::Scored(score) = &score.outcome {
                let judged = compared.scheme.head().rounding.judged(score.full);
                self.by_scheme.entry(number).or_default().push((judged, report.body.clone()));
            }
        }
    }

    /// The order under each scheme, among those who owe a report and of whose kind something is asked that the scheme reads.
    pub fn rankings(self, frame: &Frame) -> Vec<Ranking> {
        self.ranked(frame, |scheme, kind| scheme.is_asked_of(&frame.plan, kind))
    }

    /// The same as earlier releases signed it: among all who owe a report.
    pub(super) fn rankings_before(self, frame: &Frame) -> Vec<Ranking> {
        self.ranked(frame, |_, _| true)
    }

    fn ranked(self, frame: &Frame, counts: impl Fn(&Scheme, OrganisationKind) -> bool) -> Vec<Ranking> {
        let Self { mut by_scheme, owed } = self;
        let ranking = |(number, compared): (usize, &Compared)| {
            let mut scored = by_scheme.remove(&number).unwrap_or_default();
            let contributors = i64::try_from(scored.len()).unwrap_or(i64::MAX);
            let counted = owed.iter().filter(|(kind, _)| counts(&compared.scheme, **kind));
            let coverage = Coverage { contributors, expected: counted.map(|(_, bodies)| bodies).sum() };
            scored.sort_by(|(one, its_body), (other, other_body)| {
                Reverse(one).cmp(&Reverse(other)).then_with(|| its_body.cmp(other_body))
            });
            let judged: Vec<Amount> = scored.iter().map(|(judged, _)| *judged).collect();
            let places = if coverage.allows_ranks() { places(0, 0, &judged) } else { Vec::new() };
            let in_order = scored.into_iter().zip(places);
            let places = in_order
                .map(|((_, body), place)| BodyPlace { body, place: place.number, is_shared: place.is_shared })
                .collect();
            Ranking { scheme: compared.scheme.head().code.clone(), coverage, places }
        };
        frame.compared.iter().enumerate().map(ranking).collect()
    }
}

/// The reports of every body and all below it, counted report by report.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    by_body: BTreeMap<OrganisationCode, Counts>,
    /// How many reports say until when they were on time, and how many do not.
    dated: u64,
    undated: u64,
}

impl Counted {
    /// Counts a report at every body from its own to the root.
    pub fn add(&mut self, tree: &OrganisationTree, report: &Report) {
        let one = |holds: bool| i64::from(holds);
        let is_on_time = report.first_submitted_at.zip(report.due_at).is_some_and(|(at, due_at)| at <= due_at);
        *(if report.due_at.is_some() { &mut self.dated } else { &mut self.undated }) += 1;
        for body in tree.path(&report.body) {
            let counts = self.by_body.entry(body).or_default();
            counts.expected += 1;
            counts.draft += one(report.state == StateName::Draft);
            counts.returned += one(report.state == StateName::Returned);
            counts.submitted += one(report.state == StateName::Submitted);
            counts.approved += one(matches!(report.state, StateName::Approved | StateName::Endorsed));
            counts.accepted += one(report.state == StateName::Accepted);
            counts.handed_in += one(report.first_submitted_at.is_some());
            counts.on_time += one(is_on_time);
        }
    }

    /// Takes a body out, whether its counters are what was counted. In a snapshot of an earlier release, where no report says
    /// until when it was on time, those on time may be any of those that were handed in; either all reports say it or none.
    pub fn agrees(&mut self, of: &BodyCounts) -> bool {
        let counted = self.by_body.remove(&of.body).unwrap_or_default();
        let on_time = of.counts.on_time;
        match (self.dated, self.undated) {
            (_, 0) => counted == of.counts,
            (0, _) => Counts { on_time, ..counted } == of.counts && (0..=counted.handed_in).contains(&on_time),
            (_, _) => false,
        }
    }

    /// Whether every body was taken out.
    pub fn is_empty(&self) -> bool {
        self.by_body.is_empty()
    }
}
