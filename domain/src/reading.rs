//! A measured value in its parts.

use crate::{
    amount::Amount,
    indicator::{Indicator, Measure},
    rollup::Rollup,
    status::Status,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A value in the parts that can be taken together with those of other bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A part of a whole.
    Ratio {
        /// The part.
        numerator: Amount,
        /// The whole, never zero.
        denominator: Amount,
    },
    /// A plain number: count, running total, money, score.
    Number(Amount),
    /// A maturity level.
    Level(u8),
    /// Yes or no.
    Answer(Answer),
    /// An average and what it was taken over.
    Mean {
        /// The average.
        mean: Amount,
        /// The number it was taken over, above zero.
        weight: Amount,
    },
    /// A place among others.
    Rank(u32),
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Reading {
    /// The one or two numbers it is stored and exchanged as.
    pub fn parts(self) -> (Amount, Option<Amount>) {
        match self {
            Self::Ratio { numerator, denominator } => (numerator, Some(denominator)),
            Self::Number(number) => (number, None),
            Self::Level(level) => (Amount::whole(i64::from(level)), None),
            Self::Answer(Answer::Yes) => (Amount::ONE, None),
            Self::Answer(Answer::No) => (Amount::ZERO, None),
            Self::Mean { mean, weight } => (mean, Some(weight)),
            Self::Rank(rank) => (Amount::whole(i64::from(rank)), None),
        }
    }

    /// The reading that stored parts make under a measure; `None` when they do not fit it.
    pub fn from_parts(measure: &Measure, value: Amount, base: Option<Amount>) -> Option<Self> {
        match measure {
            Measure::Ratio { .. } => base
                .filter(|base| *base > Amount::ZERO)
                .map(|denominator| Self::Ratio { numerator: value, denominator }),
            Measure::Mean { .. } => {
                base.filter(|base| *base > Amount::ZERO).map(|weight| Self::Mean { mean: value, weight })
            }
            Measure::Count | Measure::Cumulative | Measure::Amount | Measure::Score { .. } => Some(Self::Number(value)),
            Measure::Level { .. } => whole(value).map(Self::Level),
            Measure::Rank { .. } => whole(value).map(Self::Rank),
            Measure::YesNo if value == Amount::ONE => Some(Self::Answer(Answer::Yes)),
            Measure::YesNo if value == Amount::ZERO => Some(Self::Answer(Answer::No)),
            Measure::YesNo => None,
        }
    }

    /// The single figure shown for one body, in the indicator's unit: a ratio times its scale, yes as 1 and no as 0.
    pub fn figure(self, indicator: &Indicator) -> Option<Amount> {
        match (self, &indicator.measure) {
            (Self::Ratio { numerator, denominator }, Measure::Ratio { scale, .. }) => {
                numerator.checked_mul(*scale)?.checked_div(denominator)
            }
            (Self::Ratio { numerator, denominator }, _) => numerator.checked_div(denominator),
            (reading, _) => Some(reading.parts().0),
        }
    }

    /// One body's reading against what is expected on a day. A level or an answer is held against the target of many as
    /// if there were only this one: it meets the goal, or it does not.
    pub fn status(self, indicator: &Indicator, day: NaiveDate) -> Status {
        let expected = indicator.trajectory().expected_on(day);
        match Rollup::of(&indicator.measure, self) {
            Some(alone) => alone.status(&indicator.measure, &indicator.polarity, expected),
            None => Status::of(self.figure(indicator), expected, &indicator.polarity),
        }
    }
}

fn whole<T: TryFrom<i64>>(amount: Amount) -> Option<T> {
    use rust_decimal::prelude::ToPrimitive;
    if !amount.is_whole() {
        return None;
    }
    amount.decimal().to_i64().and_then(|number| T::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{indicator::Polarity, trajectory::Milestone};

    fn indicator(measure: &str, target: i64) -> Indicator {
        let words = r#"{ "th": "คำ" }"#;
        let text = format!(
            r#"{{ "code": "i", "strategy": "B1", "name": {words}, "definition": {words}, "unit": {words},
                "measure": {measure}, "polarity": "higher", "frequency": "quarterly", "scope": "agency",
                "weight": "1", "evidence": {{ "required": true, "description": {words} }},
                "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
        );
        let mut indicator: Indicator = serde_json::from_str(&text).expect("an indicator");
        let (fiscal_year, provenance) = (2566.try_into().expect("a year"), indicator.provenance.clone());
        indicator.targets = vec![Milestone { fiscal_year, value: Amount::whole(target), provenance }];
        indicator
    }

    fn status(indicator: &Indicator, reading: Reading) -> Status {
        reading.status(indicator, NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day"))
    }

    #[test]
    fn a_level_is_held_against_the_goal_and_not_against_the_share() {
        let level = indicator(r#"{ "type": "level", "lowest": 1, "highest": 5, "meets_at": 3 }"#, 60);
        assert_eq!(status(&level, Reading::Level(3)), Status::OnCourse);
        assert_eq!(status(&level, Reading::Level(2)), Status::OffCourse);
        let mut answer = indicator(r#"{ "type": "yes_no" }"#, 60);
        assert_eq!(status(&answer, Reading::Answer(Answer::Yes)), Status::OnCourse);
        assert_eq!(status(&answer, Reading::Answer(Answer::No)), Status::OffCourse);
        answer.polarity = Polarity::Lower;
        assert_eq!(status(&answer, Reading::Answer(Answer::No)), Status::OnCourse);
    }

    #[test]
    fn a_number_is_held_against_the_target_of_one_body() {
        let count = indicator(r#"{ "type": "count" }"#, 10);
        assert_eq!(status(&count, Reading::Number(Amount::whole(10))), Status::OnCourse);
        assert_eq!(status(&count, Reading::Number(Amount::whole(9))), Status::AtRisk);
        let score = indicator(r#"{ "type": "score", "lowest": "0", "highest": "100" }"#, 10);
        assert_eq!(status(&score, Reading::Number(Amount::whole(8))), Status::OffCourse);
    }
}
