//! What could only be told once every line was read: sums, orders, and the scores of a scheme.

use super::{
    extract::{BodyRow, IndicatorExtract, RankedFigure, SchemeExtract, Standing, Together},
    extractor::{FIRST, Places, Register, Scored},
};
use crate::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode},
    indicator::{Indicator, Polarity},
    plan::Plan,
    ranking::{Coverage, places},
    rollup::Rollup,
    score::{ClassRule, Scheme},
    snapshot::{Counts, Head},
    status::{Status, StatusCounts},
};
use chrono::NaiveDate;
use std::{cmp::Reverse, collections::HashMap};

/// How many bodies directly below one stand in one extract.
const BELOW: usize = 50;

/// Everything, once all lines were read.
pub(super) struct Whole<'a> {
    pub(super) head: &'a Head,
    pub(super) plan: &'a Plan,
    pub(super) register: &'a Register,
    pub(super) sums: &'a HashMap<OrganisationCode, Vec<Option<Rollup>>>,
    pub(super) counts: &'a HashMap<OrganisationCode, StatusCounts>,
    pub(super) completeness: &'a HashMap<OrganisationCode, Counts>,
    pub(super) day: NaiveDate,
}

impl Whole<'_> {
    /// The indicators that somebody at or below a body was asked in the round, with their places in the plan.
    fn asked(&self, node: &OrganisationCode) -> impl Iterator<Item = (usize, &Indicator, i64)> {
        let Register { tree, reporters } = self.register;
        let period = self.head.round.period;
        self.plan.indicators.iter().enumerate().filter_map(move |(place, indicator)| {
            let asked = reporters.asked(tree, node, indicator);
            (asked > 0 && indicator.frequency.is_asked_in(period)).then_some((place, indicator, asked))
        })
    }

    fn standing(&self, node: &OrganisationCode, place: usize, indicator: &Indicator, asked: i64) -> Standing {
        let of_plan = indicator.trajectory().expected_on(self.day);
        let kept = self.sums.get(node).and_then(|sums| sums.get(place).copied().flatten());
        let sum = indicator.measure.rollup_rule().map(|rule| kept.unwrap_or(Rollup::empty(rule)));
        Standing {
            indicator: indicator.code.clone(),
            figure: sum.and_then(|sum| sum.figure(&indicator.measure)),
            expected: sum.zip(of_plan).and_then(|(sum, of_plan)| sum.expected(of_plan)),
            status: sum.map_or(Status::NoData, |sum| sum.status(&indicator.measure, &indicator.polarity, of_plan)),
            contributors: sum.map_or(0, |sum| sum.contributors),
            asked,
        }
    }

    pub(super) fn together(&self, node: &OrganisationCode) -> Together {
        let asked = self.asked(node);
        let standings: Vec<_> =
            asked.map(|(place, indicator, asked)| self.standing(node, place, indicator, asked)).collect();
        let counts: StatusCounts = standings.iter().map(|standing| standing.status).collect();
        let completeness = self.completeness.get(node).copied().unwrap_or_default();
        let reports = Coverage { contributors: completeness.accepted, expected: completeness.expected };
        Together { completeness, verdict: counts.verdict(Some(reports)), counts, standings }
    }

    /// The bodies directly below one that owe a report or have others below them that do, a page at a time.
    pub(super) fn below(&self, node: &OrganisationCode) -> Vec<Vec<BodyRow>> {
        let Register { tree, reporters } = self.register;
        let owing = tree.children(node).iter().filter(|child| reporters.owing(tree, child) > 0);
        let row = |child: &OrganisationCode| {
            let counts = match self.counts.get(child) {
                Some(counts) => *counts,
                None => self.together(child).counts,
            };
            let completeness = self.completeness.get(child).copied().unwrap_or_default();
            Some(BodyRow { body: tree.get(child)?.clone(), counts, completeness })
        };
        let rows: Vec<_> = owing.filter_map(row).collect();
        rows.chunks(BELOW).map(<[BodyRow]>::to_vec).collect()
    }

    pub(super) fn indicator(
        &self,
        indicator: &Indicator,
        mut figures: Vec<(Amount, OrganisationCode)>,
    ) -> IndicatorExtract {
        let tree = &self.register.tree;
        let of = |node: &OrganisationCode| {
            let mut asked = self.asked(node);
            asked
                .find(|(_, found, _)| found.code == indicator.code)
                .map(|(place, found, asked)| self.standing(node, place, found, asked))
        };
        let country = of(tree.root());
        let part = |child: &OrganisationCode| Some((tree.get(child)?.clone(), of(child)?));
        let parts = tree.children(tree.root()).iter().filter_map(part).collect();
        let contributors = i64::try_from(figures.len()).unwrap_or(i64::MAX);
        let coverage = Coverage { contributors, expected: country.as_ref().map_or(0, |country| country.asked) };
        match indicator.polarity {
            Polarity::Higher => {
                figures.sort_by(|one, other| (Reverse(one.0), &one.1).cmp(&(Reverse(other.0), &other.1)));
            }
            Polarity::Lower => figures.sort(),
            // Best between two bounds is no order.
            Polarity::Within(_) => figures.clear(),
        }
        if !coverage.allows_ranks() {
            figures.clear();
        }
        // One more, so that a tie with those that are not named is seen.
        figures.truncate(FIRST + 1);
        let amounts: Vec<Amount> = figures.iter().map(|(figure, _)| *figure).collect();
        let ranked =
            figures.into_iter().zip(places(0, 0, &amounts)).take(FIRST).filter_map(|((figure, body), place)| {
                let body = tree.get(&body)?.clone();
                let expected = indicator.expected_of_one(self.day);
                Some(RankedFigure {
                    body,
                    place,
                    figure,
                    status: Status::of(Some(figure), expected, &indicator.polarity),
                })
            });
        IndicatorExtract { indicator: indicator.code.clone(), country, parts, coverage, first: ranked.collect() }
    }
}

/// The scores of all bodies by one scheme.
pub(super) fn scheme_of(scheme: &Scheme, places: &Places, scored: Option<&Scored>) -> SchemeExtract {
    let code = &scheme.head().code;
    let coverage = places.coverage(code);
    let mut published = scored.map(|scored| scored.published.clone()).unwrap_or_default();
    published.sort();
    let median = published.get(published.len() / 2).copied().map(|upper| {
        let lower = published.get(published.len().saturating_sub(1) / 2).copied().unwrap_or(upper);
        let middle = lower.checked_add(upper).and_then(|sum| sum.checked_div(Amount::whole(2)));
        middle.unwrap_or(upper)
    });
    let found = |class: &ClassCode| scored.and_then(|scored| scored.classes.get(class).copied()).unwrap_or(0);
    let codes: Vec<ClassCode> = match scheme.head().classing.as_ref().map(|classing| &classing.rule) {
        Some(ClassRule::Thresholds { classes }) => classes.iter().map(|class| class.code.clone()).collect(),
        Some(ClassRule::Staged { levels }) => levels.iter().map(|level| level.code.clone()).collect(),
        None => Vec::new(),
    };
    let mut first = scored.map(|scored| scored.first.clone()).unwrap_or_default();
    first.sort_by(|one, other| (one.place.number, &one.body.code).cmp(&(other.place.number, &other.body.code)));
    first.truncate(FIRST);
    SchemeExtract {
        scheme: code.clone(),
        coverage,
        median,
        range: published.first().copied().zip(published.last().copied()),
        classes: codes.into_iter().map(|class| (class.clone(), found(&class))).collect(),
        first,
    }
}
