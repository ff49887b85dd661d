//! The derived values of reports, worked out again from what stands in the lines.

use super::{
    frame::{Frame, Rules, accepted},
    line::{Parts, Report},
};
use crate::{
    amount::Amount,
    derived::{Formula, Working, asked_below},
    entry::Applicability,
    expression::{Figures, When},
    ids::{IndicatorCode, OrganisationCode},
    indicator::Indicator,
    organisation::OrganisationTree,
};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

impl Frame {
    /// Works the derived values of a report out again. Figures of the round before and sums over the bodies below are taken as
    /// the values say them; the latter are held against the other reports by [`Summed`].
    pub(super) fn derive(&self, report: &mut Report, rules: Rules) {
        let mut now: BTreeMap<IndicatorCode, Amount> = BTreeMap::new();
        let mut stated: BTreeMap<IndicatorCode, Working> = BTreeMap::new();
        for value in &mut report.values {
            let Some(indicator) = self.plan.indicator(&value.indicator) else { continue };
            if let Some(working) = value.working.take() {
                stated.insert(value.indicator.clone(), working);
            }
            let figure = accepted(value).reading(indicator).and_then(|reading| reading.figure(indicator));
            if let Some(figure) = figure.filter(|_| indicator.derived.is_none()) {
                now.insert(value.indicator.clone(), figure);
            }
        }
        let Ok(formulas) = self.plan.formulas() else { return };
        for (code, formula) in formulas.iter() {
            let Some(indicator) = self.plan.indicator(code) else { continue };
            let Some(value) = report.values.iter_mut().find(|value| value.indicator == *code) else { continue };
            let working = again((formula, rules), indicator, &now, stated.get(code));
            if let Some(figure) = working.figure(indicator) {
                now.insert(code.clone(), figure);
            }
            value.applicability = Applicability::Applies;
            value.reported = working.parts().map(|(value, base)| Parts { value, base });
            value.verified = None;
            value.working = Some(working);
        }
    }
}

fn again(
    (formula, rules): (&Formula, Rules),
    indicator: &Indicator,
    now: &BTreeMap<IndicatorCode, Amount>,
    stated: Option<&Working>,
) -> Working {
    let figure = |code: &IndicatorCode, when: When| match when {
        When::Now => now.get(code).copied(),
        When::Previous => stated.and_then(|stated| stated.taken_before(code)),
    };
    // One figure with the whole sum, and as many more as are said to have given one.
    let of_children = |code: &IndicatorCode| {
        let Some((sum, given, missing)) = stated.and_then(|stated| stated.summed(code)) else { return Vec::new() };
        let (given, missing) = (given.min(MOST_BELOW), missing.min(MOST_BELOW));
        let others = std::iter::repeat_n(Some(Amount::ZERO), given.saturating_sub(1));
        let figures = std::iter::once(Some(sum)).filter(|_| given > 0).chain(others);
        figures.chain(std::iter::repeat_n(None, missing)).collect()
    };
    // What was defined before stands in another file, as the figure of then does.
    let is_redefined = |code: &IndicatorCode| stated.and_then(Working::redefined) == Some(code);
    let figures = Figures { figure: &figure, is_redefined: &is_redefined, of_children: &of_children };
    match rules {
        Rules::Present | Rules::Unbroken => formula.work_out(indicator, &figures),
        Rules::Earlier => formula.work_out_before(indicator, &figures),
    }
}

/// No body has so many right below it, whatever a file says.
const MOST_BELOW: usize = 100_000;

/// A derived value that took another sum than the bodies right below make: the register or a figure below has changed since.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{indicator} of {body} took another sum of {summed} than the bodies right below it make")]
pub struct OtherSum {
    /// Whose value.
    pub body: OrganisationCode,
    /// The derived indicator.
    pub indicator: IndicatorCode,
    /// The indicator that it sums over.
    pub summed: IndicatorCode,
}

/// Sums over bodies that derived values say they took, gathered report by report, for holding against the figures.
#[derive(Debug, Clone, Default)]
pub struct Summed {
    /// The indicators over which the plan sums; known from the first report on.
    indicators: Option<BTreeSet<IndicatorCode>>,
    figures: BTreeMap<(OrganisationCode, IndicatorCode), Amount>,
    said: Vec<Said>,
}

/// A sum that a value says it took: the sum, how many gave a figure and how many gave none.
#[derive(Debug, Clone)]
struct Said {
    body: OrganisationCode,
    by: IndicatorCode,
    indicator: IndicatorCode,
    sum: Amount,
    given: usize,
    missing: Option<usize>,
}

impl Summed {
    /// Adds a completed report.
    pub fn add(&mut self, frame: &Frame, report: &Report) {
        let indicators = self.indicators.get_or_insert_with(|| {
            let formulas = frame.plan.formulas().unwrap_or_default();
            formulas.summed().into_iter().cloned().collect()
        });
        for value in &report.values {
            if let Some(figure) = value.figure.filter(|_| indicators.contains(&value.indicator)) {
                self.figures.insert((report.body.clone(), value.indicator.clone()), figure);
            }
            let Some(working) = &value.working else { continue };
            for indicator in indicators.iter() {
                let said = |(sum, given, missing)| Said {
                    body: report.body.clone(),
                    by: value.indicator.clone(),
                    indicator: indicator.clone(),
                    sum,
                    given,
                    missing,
                };
                let nobody = working.nobody_below().filter(|of| *of == indicator).map(|_| (Amount::ZERO, 0, None));
                let took = working.summed(indicator).map(|(sum, given, missing)| (sum, given, Some(missing)));
                self.said.extend(took.into_iter().chain(nobody).map(said));
            }
        }
    }

    /// Holds every sum against the figures of the bodies right below.
    ///
    /// # Errors
    /// The first that is not what they make.
    pub fn check(self, frame: &Frame, tree: &OrganisationTree) -> Result<(), OtherSum> {
        let day = frame.head.round.period.last_day();
        for said in self.said {
            let Some(indicator) = frame.plan.indicator(&said.indicator) else { continue };
            let below: Vec<_> = asked_below(tree, &said.body, indicator, day).collect();
            let key = |body: &&OrganisationCode| ((*body).clone(), said.indicator.clone());
            let given: Vec<Amount> = below.iter().filter_map(|body| self.figures.get(&key(body)).copied()).collect();
            let sum = given.iter().try_fold(Amount::ZERO, |sum, figure| sum.checked_add(*figure));
            let missing = below.len() - given.len();
            let agrees =
                sum == Some(said.sum) && given.len() == said.given && said.missing.is_none_or(|said| said == missing);
            if !agrees {
                return Err(OtherSum { body: said.body, indicator: said.by, summed: said.indicator });
            }
        }
        Ok(())
    }
}
