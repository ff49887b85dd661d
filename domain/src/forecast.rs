//! Looking ahead: how fast a figure moves, how fast it has to move to meet its target, and where it comes out at this
//! pace, with an interval and with how far this way of looking ahead missed in the past.
//!
//! Everything is an exact decimal. Quotients carry 28 digits, and what is beyond them is refused: nothing is ever "not a
//! number".

mod outcome;
mod series;
mod trend;

pub use outcome::{Drift, Outcome};
pub use series::{Break, Observed, Seen, Series};
pub use trend::ENOUGH_POINTS;

use crate::{
    amount::Amount,
    calendar::FiscalYear,
    indicator::{Indicator, Measure, Polarity},
    rollup::RollupRule,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use series::month_of;
use strum::{AsRefStr, EnumIter};
use trend::{Point, Trend};

/// How many of the last figures are foretold from those before them, to see how far that misses.
const MOST_HELD_OUT: usize = 4;
/// The most figures that are looked at.
const MOST_POINTS: usize = 60;

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One body, or one figure of the country.
    One,
    /// Many bodies, taken together.
    Together,
}

/// What is to hold at the end of a fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// At whose end.
    pub fiscal_year: FiscalYear,
    /// The figure, in the unit in which the subject is measured.
    pub target: Amount,
}

/// A figure that lies ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// On this day
    pub day: NaiveDate,
    /// this, if it goes on like this,
    pub figure: Amount,
    /// in nine of ten cases not below this
    pub lowest: Amount,
    /// and not above this.
    pub highest: Amount,
}

/// How far the method missed when it foretold what is known by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackTest {
    /// How many of the last figures were foretold from those before.
    pub held_out: usize,
    /// The mean distance between foretold and actual figures, in the indicator's unit.
    pub error: Amount,
    /// The same of whoever had said that nothing will change.
    pub error_of_standing_still: Amount,
}

impl BackTest {
    /// Whether the method missed by more than whoever had said that nothing will change: then its word on what is to come is worth
    /// nothing. What differs beyond nine decimals is the rounding of quotients.
    pub fn refutes(&self) -> bool {
        self.error.rounded(9) > self.error_of_standing_still.rounded(9)
    }
}

/// Whether the target will be met, as far as one can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Prospect {
    /// The whole interval meets it.
    Safe,
    /// The forecast meets it, part of the interval does not.
    Likely,
    /// The forecast misses it, part of the interval meets it.
    Doubtful,
    /// Nothing in the interval meets it.
    OutOfReach,
}

/// Where a figure goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// How many figures it rests on.
    pub points: usize,
    /// The day of the first.
    pub first: NaiveDate,
    /// The latest of them.
    pub latest: Observed,
    /// Why earlier figures are left out.
    pub broken: Option<Break>,
    /// What is to be met.
    pub goal: Goal,
    /// By how much it moves in a year.
    pub a_year: Amount,
    /// Between which two rates the true one lies in nine of ten cases.
    pub a_year_between: [Amount; 2],
    /// By how much it has to move in a year from the latest figure on; nothing where the target is met by now.
    pub required_a_year: Option<Amount>,
    /// From the latest figure's day to the goal's, at the ends of fiscal years; the last is the forecast.
    pub ahead: Vec<Estimate>,
    /// Whether something of it was cut off, because no figure can be beyond it.
    pub is_cut: bool,
    /// Whether the target will be met; nothing where the past refutes the method ([`BackTest::refutes`]).
    pub prospect: Option<Prospect>,
    /// How far the method missed before; nothing while there are no figures to spare.
    pub back_test: Option<BackTest>,
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NoForecast {
    /// Fewer than five figures stand in one line.
    TooFew {
        /// How many do.
        known: usize,
        /// Why earlier ones do not.
        broken: Option<Break>,
        /// Whether it is a running total, of which only the ends of years can be compared.
        only_ends_of_years: bool,
    },
    /// No target lies ahead of the latest figure.
    NoTargetAhead,
    /// The target is that of one body, and the figure is the sum of many.
    TargetOfOneBody,
    /// An answer of yes or no has no trend.
    YesOrNo,
    /// Beyond 28 digits.
    TooLarge,
}

impl Forecast {
    /// Where a figure goes, up to the last target of the plan.
    ///
    /// # Errors
    /// Says why nothing can be said.
    pub fn of(indicator: &Indicator, subject: Subject, series: &Series) -> Result<Self, NoForecast> {
        let is_sum = indicator.measure.rollup_rule() == Some(RollupRule::Sum);
        match subject {
            Subject::One if indicator.measure == Measure::YesNo => return Err(NoForecast::YesOrNo),
            Subject::Together if is_sum => return Err(NoForecast::TargetOfOneBody),
            Subject::One | Subject::Together => {}
        }
        let last = indicator.targets.iter().max_by_key(|target| target.fiscal_year).ok_or(NoForecast::NoTargetAhead)?;
        let target = match subject {
            Subject::One => indicator.expected_of_one(last.fiscal_year.last_day()).ok_or(NoForecast::NoTargetAhead)?,
            Subject::Together => last.value,
        };
        let goal = Goal { fiscal_year: last.fiscal_year, target };
        let observed = one_a_month(&series.observed);
        let newest = &observed[observed.len().saturating_sub(MOST_POINTS)..];
        let too_few = || NoForecast::TooFew {
            known: newest.len(),
            broken: series.broken,
            only_ends_of_years: indicator.measure == Measure::Cumulative,
        };
        let ([first, .., latest], true) = (newest, newest.len() >= ENOUGH_POINTS) else { return Err(too_few()) };
        if month_of(goal.day()) <= month_of(latest.day) {
            return Err(NoForecast::NoTargetAhead);
        }
        let looked = Ahead { polarity: &indicator.polarity, bounds: possible(indicator, subject), goal };
        let known = Known { points: newest.len(), first: first.day, latest: *latest, broken: series.broken };
        looked.forecast(newest, &known).ok_or(NoForecast::TooLarge)
    }

    /// The figure at the goal's day, if it goes on like this.
    pub fn at_goal(&self) -> Option<&Estimate> {
        self.ahead.last()
    }
}

impl Goal {
    /// The day on which it is to hold.
    pub fn day(&self) -> NaiveDate {
        self.fiscal_year.last_day()
    }
}

/// Beyond 28 digits.
struct TooLarge;

/// What is known of the past.
struct Known {
    points: usize,
    first: NaiveDate,
    latest: Observed,
    broken: Option<Break>,
}

/// What is asked of the future.
struct Ahead<'a> {
    polarity: &'a Polarity,
    bounds: [Option<Amount>; 2],
    goal: Goal,
}

impl Ahead<'_> {
    /// `None` beyond 28 digits.
    fn forecast(&self, observed: &[Observed], known: &Known) -> Option<Forecast> {
        let trend = Trend::of(&points(observed))?;
        let a_year = |a_month: Decimal| Some(Amount::new(a_month.checked_mul(Decimal::from(12))?));
        let [slow, fast] = trend.a_month_between;
        let (mut ahead, mut is_cut) = (Vec::new(), false);
        for day in self.days(known.latest.day) {
            let on = trend.on(month_of(day))?;
            let [figure, lowest, highest] = [on.figure, on.lowest, on.highest].map(Amount::new);
            let kept = [figure, lowest, highest].map(|figure| self.kept(figure));
            is_cut |= kept != [figure, lowest, highest];
            ahead.push(Estimate { day, figure: kept[0], lowest: kept[1], highest: kept[2] });
        }
        let back_test = self.back_test(observed).ok()?;
        let at_goal = ahead.last()?;
        let is_refuted = back_test.is_some_and(|test| test.refutes());
        let prospect = (!is_refuted).then(|| self.prospect(at_goal));
        Some(Forecast {
            a_year: a_year(trend.a_month)?,
            a_year_between: [a_year(slow)?, a_year(fast)?],
            required_a_year: self.required(known.latest).ok()?,
            back_test,
            points: known.points,
            first: known.first,
            latest: known.latest,
            broken: known.broken,
            goal: self.goal,
            ahead,
            is_cut,
            prospect,
        })
    }

    /// The latest figure's day, and the ends of fiscal years after it up to the goal's.
    fn days(&self, latest: NaiveDate) -> Vec<NaiveDate> {
        let years = std::iter::successors(Some(FiscalYear::of(latest)), |year| year.next());
        let ends =
            years.map(FiscalYear::last_day).take_while(|end| *end <= self.goal.day()).filter(|end| *end > latest);
        std::iter::once(latest).chain(ends).collect()
    }

    fn kept(&self, figure: Amount) -> Amount {
        let [lowest, highest] = self.bounds;
        let figure = lowest.map_or(figure, |lowest| figure.max(lowest));
        highest.map_or(figure, |highest| figure.min(highest))
    }

    /// By how much it has to move in a year; nothing where the target is met.
    fn required(&self, latest: Observed) -> Result<Option<Amount>, TooLarge> {
        if self.polarity.is_met(latest.figure, self.goal.target) {
            return Ok(None);
        }
        let wanted = match self.polarity {
            Polarity::Higher | Polarity::Lower => self.goal.target,
            Polarity::Within([lowest, highest]) => latest.figure.max(*lowest).min(*highest),
        };
        let months = Amount::whole(month_of(self.goal.day()) - month_of(latest.day));
        let way = wanted.checked_sub(latest.figure).and_then(|way| way.checked_mul(Amount::whole(12)));
        way.and_then(|way| way.checked_div(months)).map(Some).ok_or(TooLarge)
    }

    fn prospect(&self, at_goal: &Estimate) -> Prospect {
        let meets = |figure: Amount| self.polarity.is_met(figure, self.goal.target);
        let overlaps = match self.polarity {
            Polarity::Higher | Polarity::Lower => meets(at_goal.lowest) || meets(at_goal.highest),
            Polarity::Within([lowest, highest]) => at_goal.lowest <= *highest && *lowest <= at_goal.highest,
        };
        match (meets(at_goal.lowest) && meets(at_goal.highest), meets(at_goal.figure), overlaps) {
            (true, true, _) => Prospect::Safe,
            (_, true, _) => Prospect::Likely,
            (_, false, true) => Prospect::Doubtful,
            (_, false, false) => Prospect::OutOfReach,
        }
    }

    /// Foretells the last figures from those before; nothing where too few are left to foretell from.
    fn back_test(&self, observed: &[Observed]) -> Result<Option<BackTest>, TooLarge> {
        let held_out = observed.len().saturating_sub(ENOUGH_POINTS).min(MOST_HELD_OUT);
        let (before, after) = observed.split_at(observed.len() - held_out);
        match before.last() {
            Some(last) if held_out > 0 => self.tested(before, *last, after).map(Some).ok_or(TooLarge),
            Some(_) | None => Ok(None),
        }
    }

    fn tested(&self, before: &[Observed], last: Observed, after: &[Observed]) -> Option<BackTest> {
        let trend = Trend::of(&points(before))?;
        let (mut error, mut still) = (Decimal::ZERO, Decimal::ZERO);
        for actual in after {
            let foretold = self.kept(Amount::new(trend.on(month_of(actual.day))?.figure)).decimal();
            let figure = actual.figure.decimal();
            error = error.checked_add(figure.checked_sub(foretold)?.abs())?;
            still = still.checked_add(figure.checked_sub(last.figure.decimal())?.abs())?;
        }
        let mean = |sum: Decimal| Some(Amount::new(sum.checked_div(Decimal::from(after.len()))?));
        Some(BackTest { held_out: after.len(), error: mean(error)?, error_of_standing_still: mean(still)? })
    }
}

/// Between which figures one has to lie, where there are such.
pub(crate) fn possible(indicator: &Indicator, subject: Subject) -> [Option<Amount>; 2] {
    let of_measure = match (&indicator.measure, subject) {
        (Measure::Level { .. } | Measure::YesNo, Subject::Together) => [Some(Amount::ZERO), Some(Amount::HUNDRED)],
        (Measure::Level { lowest, highest, .. }, Subject::One) => {
            [*lowest, *highest].map(|level| Some(Amount::whole(i64::from(level))))
        }
        (Measure::Score { lowest, highest }, _) => [Some(*lowest), Some(*highest)],
        (Measure::Rank { of }, _) => [Some(Amount::ONE), Some(Amount::whole(i64::from(*of)))],
        (Measure::Count | Measure::Cumulative, _) => [Some(Amount::ZERO), None],
        // Agencies may not type less than nothing; facts of the country may be so.
        (Measure::Amount | Measure::Mean { .. }, _) => [indicator.scope.asks_agencies().then_some(Amount::ZERO), None],
        // A part above its whole takes a range that says so.
        (Measure::Ratio { scale, .. }, _) => [Some(Amount::ZERO), Some(*scale)],
        (Measure::YesNo, _) => [None, None],
    };
    let is_share = subject == Subject::Together && indicator.measure.rollup_rule() == Some(RollupRule::ShareMeeting);
    match indicator.range.filter(|_| !is_share) {
        Some(range) => [Some(range.lowest), Some(range.highest)],
        None => of_measure,
    }
}

/// The figures, of two in one month the later.
fn one_a_month(observed: &[Observed]) -> Vec<Observed> {
    let mut kept: Vec<Observed> = Vec::with_capacity(observed.len());
    for observed in observed {
        if kept.last().is_some_and(|before| month_of(before.day) == month_of(observed.day)) {
            kept.pop();
        }
        kept.push(*observed);
    }
    kept
}

fn points(observed: &[Observed]) -> Vec<Point> {
    observed.iter().map(|observed| (month_of(observed.day), observed.figure.decimal())).collect()
}

#[cfg(test)]
mod tests;
