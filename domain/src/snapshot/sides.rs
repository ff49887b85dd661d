//! The lines of two snapshots side by side, kind by kind.

use super::{
    change::DiffError,
    line::{Head, Line, Part},
};
use crate::{
    ids::{ClassCode, IndicatorCode, SchemeCode},
    plan::Plan,
    score::Population,
    text::Bilingual,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    iter::Peekable,
};

/// A scheme as one side uses it.
#[derive(PartialEq)]
pub(super) struct Used {
    pub(super) edition: i32,
    pub(super) title: Bilingual,
    pub(super) decimals: u32,
    pub(super) classes: BTreeMap<ClassCode, Bilingual>,
    pub(super) population: Option<Population>,
    pub(super) indicators: BTreeSet<IndicatorCode>,
    pub(super) weighs_by_trust: bool,
}

impl Used {
    /// Its edition and whom it is compared with.
    pub(super) fn named(&self) -> (i32, Option<String>) {
        (self.edition, self.population.as_ref().map(|population| population.name.clone()))
    }
}

/// One of the two.
pub(super) struct Side<Lines: Iterator<Item = Result<Line, Fault>>, Fault> {
    lines: Peekable<Lines>,
}

impl<Lines: Iterator<Item = Result<Line, Fault>>, Fault> Side<Lines, Fault> {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines: lines.peekable() }
    }

    /// The next line if it is of a kind; earlier kinds are passed over.
    fn next_of(&mut self, part: Part) -> Result<Option<Line>, DiffError<Fault>> {
        loop {
            match self.lines.peek() {
                Some(Ok(line)) if line.part() > part => return Ok(None),
                None => return Ok(None),
                Some(_) => {}
            }
            match self.lines.next() {
                Some(Ok(line)) if line.part() == part => return Ok(Some(line)),
                Some(Ok(_)) => {}
                Some(Err(fault)) => return Err(DiffError::Unreadable(fault)),
                None => return Ok(None),
            }
        }
    }

    pub(super) fn head(&mut self) -> Result<Head, DiffError<Fault>> {
        match self.next_of(Part::Head)? {
            Some(Line::Head(head)) => Ok(*head),
            Some(_) | None => Err(DiffError::NoSnapshot),
        }
    }

    pub(super) fn plan(&mut self) -> Result<Plan, DiffError<Fault>> {
        match self.next_of(Part::Plan)? {
            Some(Line::Plan(plan)) => Ok(*plan),
            Some(_) | None => Err(DiffError::NoSnapshot),
        }
    }

    /// The schemes in use.
    pub(super) fn schemes(&mut self) -> Result<BTreeMap<SchemeCode, Used>, DiffError<Fault>> {
        let mut schemes = BTreeMap::new();
        while let Some(line) = self.next_of(Part::Scheme)? {
            if let Line::Scheme(scheme) = line {
                let indicators = scheme.indicators().into_iter().cloned().collect();
                let (edition, title) = (scheme.head().edition, scheme.head().title.clone());
                let (decimals, weighs_by_trust) = (scheme.head().rounding.decimals, scheme.weighs_by_trust());
                let classing = scheme.head().classing.as_ref();
                let classes = classing.map(|classing| classing.rule.names()).unwrap_or_default();
                let used = Used { edition, title, decimals, classes, population: None, indicators, weighs_by_trust };
                schemes.insert(scheme.head().code.clone(), used);
            }
        }
        while let Some(line) = self.next_of(Part::Population)? {
            if let Line::Population(population) = line
                && let Some(of) = schemes.get_mut(&population.scheme)
            {
                of.population = Some(*population);
            }
        }
        Ok(schemes)
    }
}

/// Gives the lines of one kind of both sides in pairs with equal keys.
pub(super) fn paired<One, Other, Fault>(
    part: Part,
    before: &mut Side<One, Fault>,
    after: &mut Side<Other, Fault>,
    mut told: impl FnMut(Option<Line>, Option<Line>),
) -> Result<(), DiffError<Fault>>
where
    One: Iterator<Item = Result<Line, Fault>>,
    Other: Iterator<Item = Result<Line, Fault>>,
{
    let (mut old, mut new) = (before.next_of(part)?, after.next_of(part)?);
    loop {
        let order = match (&old, &new) {
            (None, None) => return Ok(()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some(new)) => old.key().cmp(new.key()),
        };
        if order.is_le() && order.is_ge() {
            told(old.take(), new.take());
            (old, new) = (before.next_of(part)?, after.next_of(part)?);
        } else if order.is_lt() {
            told(old.take(), None);
            old = before.next_of(part)?;
        } else {
            told(None, new.take());
            new = after.next_of(part)?;
        }
    }
}
