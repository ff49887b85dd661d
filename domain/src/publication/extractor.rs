//! Reads the lines of a snapshot once and gives what the public pages show. Memory holds the register, the sums of bodies
//! that have others below them or stand right below the country, and who leads in each indicator; what any other body
//! answered goes out with its line.

use super::{
    extract::{BodyExtract, Extract, OwnAnswer, OwnReport, OwnScore, PlacedScore, Setting, UsedScheme},
    leaders::Leaders,
    whole::Whole,
};
use crate::{
    amount::Amount,
    entry::Applicability,
    ids::{ClassCode, OrganisationCode, SchemeCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationTree},
    plan::Plan,
    ranking::{Coverage, Place},
    reading::Reading,
    reporters::Reporters,
    rollup::Rollup,
    snapshot::{BodyScore, Counts, Head, Line, Outcome, Parts, Report, ReportedValue, beside},
    status::{Status, StatusCounts},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};
use thiserror::Error;

/// How many of an order are named.
pub(super) const FIRST: usize = 50;

/// Why nothing can be extracted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotExtracted {
    /// A line stands where it makes no sense: this is no snapshot that verifies.
    #[error("the lines are not those of a snapshot")]
    NoSnapshot,
    /// A sum beyond what is computed exactly.
    #[error("a sum has more than 28 digits")]
    Overflow,
}

/// The places of all bodies. They stand at the end of a file and are needed from its middle on, so they are read before.
#[derive(Debug, Clone, Default)]
pub struct Places(HashMap<SchemeCode, (Coverage, HashMap<OrganisationCode, Place>)>);

impl Places {
    /// Takes in a line; only rankings matter.
    pub fn add(&mut self, line: Line) {
        let Line::Ranking(ranking) = line else { return };
        let place =
            |place: crate::snapshot::BodyPlace| (place.body, Place { number: place.place, is_shared: place.is_shared });
        let places = ranking.places.into_iter().map(place).collect();
        self.0.insert(ranking.scheme, (ranking.coverage, places));
    }

    /// How many have a score by a scheme.
    pub(super) fn coverage(&self, scheme: &SchemeCode) -> Coverage {
        self.0.get(scheme).map(|(coverage, _)| *coverage).unwrap_or_default()
    }

    fn of(&self, scheme: &SchemeCode, body: &OrganisationCode) -> Option<Place> {
        self.0.get(scheme)?.1.get(body).copied()
    }
}

/// The register and who owes what.
pub(super) struct Register {
    pub(super) tree: OrganisationTree,
    pub(super) reporters: Reporters,
}

impl Register {
    /// Whether figures are gathered at a body: others are below it, or it is compared with those that stand right below the country.
    fn is_summed(&self, node: &OrganisationCode) -> bool {
        !self.tree.children(node).is_empty() || self.is_compared_alone(node)
    }

    /// Whether a body stands right below the country with nobody below it.
    fn is_compared_alone(&self, node: &OrganisationCode) -> bool {
        let parent = self.tree.get(node).and_then(|body| body.parent.as_ref());
        parent == Some(self.tree.root()) && self.tree.children(node).is_empty()
    }
}

/// What is gathered at a body of an indicator that is never taken together.
#[derive(Clone, Copy, Default)]
pub(super) struct Apart {
    /// How many at and below it have a figure.
    pub(super) contributors: i64,
    /// Its own.
    pub(super) own: Option<Amount>,
}

/// What is gathered of one scheme.
#[derive(Default)]
pub(super) struct Scored {
    pub(super) published: Vec<Amount>,
    pub(super) classes: BTreeMap<ClassCode, i64>,
    pub(super) first: Vec<PlacedScore>,
}

/// What is made of a snapshot's lines, as they come.
#[derive(Default)]
pub struct Extractor {
    places: Places,
    head: Option<Head>,
    plan: Option<Plan>,
    schemes: Vec<UsedScheme>,
    bodies: Vec<Organisation>,
    register: Option<Register>,
    /// The sums of bodies that have others below them, and of those that the pages of indicators compare, by the place of each
    /// indicator in the plan.
    sums: HashMap<OrganisationCode, Vec<Option<Rollup>>>,
    /// What the same bodies have of what is never taken together, by the place of the indicator in the plan.
    apart: HashMap<(OrganisationCode, usize), Apart>,
    /// What does not apply to a body that is compared with those right below the country and has nobody below it.
    not_applicable: HashSet<(OrganisationCode, usize)>,
    /// How the indicators of every body without others below it stand.
    counts: HashMap<OrganisationCode, StatusCounts>,
    /// What bodies that have others below them reported themselves.
    own: HashMap<OrganisationCode, OwnReport>,
    completeness: HashMap<OrganisationCode, Counts>,
    /// Who leads, by the place of the indicator in the plan.
    leaders: Vec<Leaders>,
    scored: BTreeMap<SchemeCode, Scored>,
}

impl Extractor {
    /// One that knows the places.
    pub fn new(places: Places) -> Self {
        Self { places, ..Self::default() }
    }

    /// Takes in the next line, and gives what is known for good.
    ///
    /// # Errors
    /// The lines are not those of a snapshot, or too large to be added.
    pub fn add(&mut self, line: Line) -> Result<Option<Extract>, NotExtracted> {
        match line {
            Line::Head(head) => self.head = Some(*head),
            Line::Plan(plan) => {
                self.leaders = plan.indicators.iter().map(|indicator| Leaders::by(&indicator.polarity)).collect();
                self.plan = Some(*plan);
            }
            Line::Scheme(scheme) => self.schemes.push(UsedScheme { scheme: *scheme, population: None }),
            Line::Population(population) => {
                let used = self.schemes.iter_mut().find(|used| population.is_of(&used.scheme));
                let used = used.ok_or(NotExtracted::NoSnapshot)?;
                used.population = Some((population.name, population.bodies));
            }
            Line::Organisation(body) => self.bodies.push(*body),
            Line::Report(report) => return self.report(&report),
            Line::Completeness(of) => {
                self.completeness.insert(of.body, of.counts);
            }
            Line::Ranking(_) | Line::Provenance(_) | Line::Manifest(_) | Line::Signature(_) => {}
        }
        Ok(None)
    }

    fn register(&mut self) -> Result<&Register, NotExtracted> {
        if self.register.is_none() {
            let tree = OrganisationTree::new(std::mem::take(&mut self.bodies)).map_err(|_| NotExtracted::NoSnapshot)?;
            let reporters = Reporters::on(&tree, self.day()?);
            self.register = Some(Register { tree, reporters });
        }
        self.register.as_ref().ok_or(NotExtracted::NoSnapshot)
    }

    fn day(&self) -> Result<NaiveDate, NotExtracted> {
        Ok(self.head.as_ref().ok_or(NotExtracted::NoSnapshot)?.round.period.last_day())
    }

    fn report(&mut self, report: &Report) -> Result<Option<Extract>, NotExtracted> {
        self.register()?;
        let (Some(head), Some(plan), Some(register)) = (&self.head, &self.plan, &self.register) else {
            return Err(NotExtracted::NoSnapshot);
        };
        let body = register.tree.get(&report.body).ok_or(NotExtracted::NoSnapshot)?;
        let period = head.round.period;
        let by_code: BTreeMap<_, _> = report.values.iter().map(|value| (&value.indicator, value)).collect();
        let mut answers = Vec::new();
        let is_compared_alone = register.is_compared_alone(&report.body);
        for (place, indicator) in plan.indicators.iter().enumerate() {
            let value = by_code.get(&indicator.code).copied();
            let reading = value.and_then(|value| value.reading(indicator));
            if let Some(reading) = reading {
                let is_apart = indicator.measure.rollup_rule().is_none();
                let figure = reading.figure(indicator);
                let above = register.tree.path(&report.body);
                for node in above.into_iter().filter(|node| register.is_summed(node)) {
                    if is_apart {
                        let own = figure.filter(|_| node == report.body);
                        let apart = self.apart.entry((node, place)).or_default();
                        apart.contributors += i64::from(figure.is_some());
                        apart.own = own.or(apart.own);
                        continue;
                    }
                    let sums = self.sums.entry(node).or_insert_with(|| vec![None; plan.indicators.len()]);
                    add(sums.get_mut(place), indicator, reading)?;
                }
                if let (Some(figure), Some(leaders)) = (figure, self.leaders.get_mut(place)) {
                    leaders.add(figure, &report.body);
                }
            }
            if is_compared_alone && value.is_some_and(|value| value.applicability == Applicability::NotApplicable) {
                self.not_applicable.insert((report.body.clone(), place));
            }
            if indicator.is_asked_of(body.kind) && indicator.frequency.is_asked_in(period) {
                answers.push(answer(indicator, value, period.last_day()));
            }
        }
        for score in &report.scores {
            let Outcome::Scored(found) = &score.outcome else { continue };
            let class = found.class.as_ref().map(|classed| classed.code.clone());
            let scored = self.scored.entry(score.scheme.clone()).or_default();
            scored.published.push(found.published);
            if let Some(class) = &class {
                *scored.classes.entry(class.clone()).or_default() += 1;
            }
            let place = self.places.of(&score.scheme, &report.body);
            if let Some(place) = place.filter(|place| place.number <= i64::try_from(FIRST).unwrap_or(i64::MAX)) {
                let (published, objected) = (found.published, beside(&report.objections, score));
                scored.first.push(PlacedScore { body: body.clone(), place, published, class, objected });
            }
        }
        let own = OwnReport {
            state: report.state,
            first_submitted_at: report.first_submitted_at,
            answers,
            scores: report.scores.iter().map(|score| self.own_score(score, report)).collect(),
        };
        if !register.tree.children(&report.body).is_empty() {
            self.own.insert(report.body.clone(), own);
            return Ok(None);
        }
        self.counts.insert(report.body.clone(), own.counts());
        let (body, above) = (body.clone(), above(&register.tree, &report.body));
        let extract = BodyExtract { body, above, own: Some(own), together: None, pages_below: 0 };
        Ok(Some(Extract::Body(Box::new(extract))))
    }

    fn own_score(&self, score: &BodyScore, report: &Report) -> OwnScore {
        OwnScore {
            scheme: score.scheme.clone(),
            outcome: score.outcome.clone(),
            place: self.places.of(&score.scheme, &report.body),
            placed: self.places.coverage(&score.scheme).contributors,
            objected: beside(&report.objections, score),
        }
    }

    /// What could only be told once every line was read.
    ///
    /// # Errors
    /// The lines are not those of a snapshot.
    pub fn finish(mut self) -> Result<Whole, NotExtracted> {
        self.register()?;
        let day = self.day()?;
        let (Some(head), Some(plan), Some(register)) = (self.head, self.plan, self.register) else {
            return Err(NotExtracted::NoSnapshot);
        };
        Ok(Whole {
            setting: Setting { head, plan, schemes: self.schemes },
            places: self.places,
            register,
            sums: self.sums,
            apart: self.apart,
            not_applicable: self.not_applicable,
            counts: self.counts,
            own: self.own,
            completeness: self.completeness,
            leaders: self.leaders,
            scored: self.scored,
            day,
        })
    }
}

/// The bodies above one, the nearest last, without the country.
pub(super) fn above(tree: &OrganisationTree, body: &OrganisationCode) -> Vec<Organisation> {
    let mut path = tree.path(body);
    path.reverse();
    let above = path.iter().filter(|code| *code != tree.root() && *code != body);
    above.filter_map(|code| tree.get(code).cloned()).collect()
}

fn answer(indicator: &Indicator, value: Option<&ReportedValue>, day: NaiveDate) -> OwnAnswer {
    let figure = |kept: Option<Parts>| {
        let Parts { value, base } = kept?;
        Reading::from_parts(&indicator.measure, value, base)?.figure(indicator)
    };
    OwnAnswer {
        indicator: indicator.code.clone(),
        applicability: value.map(|value| value.applicability),
        reported: value.and_then(|value| figure(value.reported)),
        verified: value.and_then(|value| figure(value.verified)),
        figure: value.and_then(|value| value.figure),
        status: value.map_or(Status::NoData, |value| value.status(indicator, day)),
    }
}

fn add(sum: Option<&mut Option<Rollup>>, indicator: &Indicator, reading: Reading) -> Result<(), NotExtracted> {
    let (Some(sum), Some(one)) = (sum, Rollup::of(&indicator.measure, reading)) else { return Ok(()) };
    *sum = Some(match *sum {
        Some(before) => before.plus(one).ok_or(NotExtracted::Overflow)?,
        None => one,
    });
    Ok(())
}
