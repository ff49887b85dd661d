//! How far back a dashboard looks. Of what is asked once a year the rounds of the line have two or three answers, and of a running total
//! as few ends of years: forecasts of these look at rounds further back, as many as of what is asked in every round.

use super::line::LINE_ROUNDS;
use domain::{
    ids::IndicatorCode,
    indicator::{Indicator, Measure},
    plan::Plan,
    round::Round,
};

/// Of how many rounds of all kinds the line is taken: a year may have four quarters, three reports over its first
/// months and one over the whole.
pub(super) const ROUNDS_OF_ALL_KINDS: usize = 24;
/// The same where forecasts look back: as many years as a yearly answer needs, and one that is under way.
const ROUNDS_OF_ALL_YEARS: usize = 8 * (LINE_ROUNDS + 1);

/// How far back it looks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach<'a> {
    /// At the line alone: nothing of it is foretold.
    Line,
    /// As far as the forecast of one indicator needs it, or of each that the plan of the round shown asks agencies for.
    Forecasts(Option<&'a IndicatorCode>),
}

/// What is looked at before the line.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// The rounds, newest first.
    pub(super) rounds: Vec<Round>,
    /// Of which indicators.
    pub(super) indicators: Vec<IndicatorCode>,
}

impl Reach<'_> {
    /// How many rounds of all kinds are looked through.
    pub(super) fn looked_through(self) -> i64 {
        let rounds = match self {
            Self::Line => ROUNDS_OF_ALL_KINDS,
            Self::Forecasts(_) => ROUNDS_OF_ALL_YEARS,
        };
        i64::try_from(rounds).unwrap_or(i64::MAX)
    }

    /// Which of the rounds before those of the line are looked at as well, by the plan of the round shown. They are of the kind of the
    /// line, newest first.
    pub(super) fn early(self, plan: &Plan, line: &[Round], before: Vec<Round>) -> Early {
        let Self::Forecasts(only) = self else { return Early::default() };
        let is_foretold =
            |indicator: &&Indicator| indicator.scope.asks_agencies() && only.is_none_or(|only| indicator.code == *only);
        let missing = |indicator: &Indicator| {
            let counted = line.iter().filter(|round| counts(indicator, round)).count();
            LINE_ROUNDS.saturating_sub(counted)
        };
        let foretold = plan.indicators.iter().filter(is_foretold);
        let mut lacking: Vec<(&Indicator, usize)> = foretold.map(|known| (known, missing(known))).collect();
        lacking.retain(|(_, rounds)| *rounds > 0);
        let mut early = Early::default();
        for round in before {
            let mut is_needed = false;
            for (indicator, rounds) in &mut lacking {
                if *rounds > 0 && counts(indicator, &round) {
                    *rounds -= 1;
                    is_needed = true;
                }
            }
            if is_needed {
                early.rounds.push(round);
            }
        }
        if !early.rounds.is_empty() {
            early.indicators = lacking.iter().map(|(indicator, _)| indicator.code.clone()).collect();
        }
        early
    }
}

/// Whether a forecast looks at what an indicator was in a round: it is asked there, and of a running total the year ends.
pub(super) fn counts(indicator: &Indicator, round: &Round) -> bool {
    let is_end_of_year = round.period.last_day() == round.period.fiscal_year().last_day();
    indicator.frequency.is_asked_in(round.period) && (indicator.measure != Measure::Cumulative || is_end_of_year)
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
