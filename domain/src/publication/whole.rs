//! What could only be told once every line was read: sums, orders, and the scores of a scheme.

use super::{
    extract::{
        BodyExtract, BodyRow, CountryExtract, Extract, IndicatorExtract, OwnReport, PartExtract, RankedFigure,
        SchemeExtract, Setting, Standing, Together,
    },
    extractor::{Apart, FIRST, Places, Register, Scored, above},
    leaders::Leaders,
};
use crate::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode, SchemeCode},
    indicator::Indicator,
    organisation::Organisation,
    ranking::{Coverage, places},
    rollup::Rollup,
    score::{ClassRule, Scheme},
    snapshot::Counts,
    status::{Status, StatusCounts},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many bodies directly below one stand in one extract.
const BELOW: usize = 50;

/// Everything, once all lines were read.
pub struct Whole {
    pub(super) setting: Setting,
    pub(super) places: Places,
    pub(super) register: Register,
    pub(super) sums: HashMap<OrganisationCode, Vec<Option<Rollup>>>,
    pub(super) apart: HashMap<(OrganisationCode, usize), Apart>,
    pub(super) not_applicable: HashSet<(OrganisationCode, usize)>,
    pub(super) counts: HashMap<OrganisationCode, StatusCounts>,
    pub(super) own: HashMap<OrganisationCode, OwnReport>,
    pub(super) completeness: HashMap<OrganisationCode, Counts>,
    pub(super) leaders: Vec<Leaders>,
    pub(super) scored: BTreeMap<SchemeCode, Scored>,
    pub(super) day: NaiveDate,
}

impl Whole {
    /// What follows from it, each made when it is asked for. The setting comes last.
    pub fn extracts(&self) -> impl Iterator<Item = Extract> {
        let Self { setting, register, counts, leaders, .. } = self;
        let tree = &register.tree;
        // Bodies that went out with their line have no page of their own left.
        let left = tree.bodies().filter(|it| !counts.contains_key(&it.code) || !tree.children(&it.code).is_empty());
        let indicators = setting.plan.indicators.iter().zip(leaders);
        left.flat_map(|body| self.of_body(body))
            .chain(
                indicators.map(|(indicator, leaders)| Extract::Indicator(Box::new(self.indicator(indicator, leaders)))),
            )
            .chain(std::iter::once_with(|| Extract::Setting(Box::new(setting.clone()))))
    }

    fn of_body(&self, body: &Organisation) -> Vec<Extract> {
        let (code, tree) = (&body.code, &self.register.tree);
        let pages = self.below(code);
        let pages_below = i64::try_from(pages.len()).unwrap_or(i64::MAX);
        let mut extracts: Vec<_> =
            (1..).zip(pages).map(|(number, rows)| Extract::Below(code.clone(), number, rows)).collect();
        extracts.push(if code == tree.root() {
            let schemes = self.setting.schemes.iter().map(|used| self.scheme(&used.scheme));
            let (root, together, schemes) = (code.clone(), self.together(code), schemes.collect());
            Extract::Country(Box::new(CountryExtract { root, together, schemes, pages_below }))
        } else {
            let together = (!tree.children(code).is_empty()).then(|| self.together(code));
            let (body, above, own) = (body.clone(), above(tree, code), self.own.get(code).cloned());
            Extract::Body(Box::new(BodyExtract { body, above, own, together, pages_below }))
        });
        extracts
    }

    /// The indicators that somebody at or below a body was asked in the round, with their places in the plan.
    fn asked(&self, node: &OrganisationCode) -> impl Iterator<Item = (usize, &Indicator, i64)> {
        let Register { tree, reporters } = &self.register;
        let period = self.setting.head.round.period;
        self.setting.plan.indicators.iter().enumerate().filter_map(move |(place, indicator)| {
            let asked = reporters.asked(tree, node, indicator);
            (asked > 0 && indicator.frequency.is_asked_in(period)).then_some((place, indicator, asked))
        })
    }

    fn standing(&self, node: &OrganisationCode, place: usize, indicator: &Indicator, asked: i64) -> Standing {
        let of_plan = indicator.trajectory().expected_on(self.day);
        let kept = self.sums.get(node).and_then(|sums| sums.get(place).copied().flatten());
        let sum = indicator.measure.rollup_rule().map(|rule| kept.unwrap_or(Rollup::empty(rule)));
        let Some(sum) = sum else { return self.apart(node, place, indicator, asked) };
        Standing {
            indicator: indicator.code.clone(),
            figure: sum.figure(&indicator.measure),
            expected: of_plan.and_then(|of_plan| sum.expected(of_plan)),
            status: self.or_not_applicable(node, place, sum.status(&indicator.measure, &indicator.polarity, of_plan)),
            contributors: sum.contributors,
            asked,
        }
    }

    /// A status, or that the indicator does not apply to a body alone.
    fn or_not_applicable(&self, node: &OrganisationCode, place: usize, status: Status) -> Status {
        let is_out = status == Status::NoData && self.not_applicable.contains(&(node.clone(), place));
        if is_out { Status::NotApplicable } else { status }
    }

    /// How an indicator that is never taken together stands at a body: by its own figure where nobody is below it.
    fn apart(&self, node: &OrganisationCode, place: usize, indicator: &Indicator, asked: i64) -> Standing {
        let Apart { contributors, own } = self.apart.get(&(node.clone(), place)).copied().unwrap_or_default();
        let figure = own.filter(|_| self.register.tree.children(node).is_empty());
        let expected = figure.and_then(|_| indicator.expected_of_one(self.day));
        let status = self.or_not_applicable(node, place, Status::of(figure, expected, &indicator.polarity));
        Standing { indicator: indicator.code.clone(), figure, expected, status, contributors, asked }
    }

    fn together(&self, node: &OrganisationCode) -> Together {
        let asked = self.asked(node);
        let standings: Vec<_> =
            asked.map(|(place, indicator, asked)| self.standing(node, place, indicator, asked)).collect();
        let counts: StatusCounts = standings.iter().map(|standing| standing.status).collect();
        let completeness = self.completeness.get(node).copied().unwrap_or_default();
        let reports = Coverage { contributors: completeness.accepted, expected: completeness.expected };
        Together { completeness, verdict: counts.verdict(Some(reports)), counts, standings }
    }

    /// The bodies directly below one that owe a report or have others below them that do, a page at a time.
    fn below(&self, node: &OrganisationCode) -> Vec<Vec<BodyRow>> {
        let Register { tree, reporters } = &self.register;
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

    fn indicator(&self, indicator: &Indicator, leaders: &Leaders) -> IndicatorExtract {
        let tree = &self.register.tree;
        let of = |node: &OrganisationCode| {
            let mut asked = self.asked(node);
            asked
                .find(|(_, found, _)| found.code == indicator.code)
                .map(|(place, found, asked)| self.standing(node, place, found, asked))
        };
        let country = of(tree.root());
        let part = |child: &OrganisationCode| {
            let (body, is_alone) = (tree.get(child)?.clone(), tree.children(child).is_empty());
            Some(PartExtract { body, is_alone, standing: of(child)? })
        };
        let parts = tree.children(tree.root()).iter().filter_map(part).collect();
        let expected = country.as_ref().map_or(0, |country| country.asked);
        let coverage = Coverage { contributors: leaders.figures, expected };
        let best = if coverage.allows_ranks() { &leaders.best[..] } else { &[] };
        let amounts: Vec<Amount> = best.iter().map(|(figure, _)| *figure).collect();
        let ranked = best.iter().zip(places(0, 0, &amounts)).take(FIRST).filter_map(|((figure, body), place)| {
            let (body, figure) = (tree.get(body)?.clone(), *figure);
            let status = Status::of(Some(figure), indicator.expected_of_one(self.day), &indicator.polarity);
            Some(RankedFigure { body, place, figure, status })
        });
        IndicatorExtract { indicator: indicator.code.clone(), country, parts, coverage, first: ranked.collect() }
    }

    /// The scores of all bodies by one scheme.
    fn scheme(&self, scheme: &Scheme) -> SchemeExtract {
        let code = &scheme.head().code;
        let (coverage, scored) = (self.places.coverage(code), self.scored.get(code));
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
}
