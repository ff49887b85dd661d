//! Values of many bodies taken together, only in ways that make sense.
//!
//! There is one way for each measure, and it follows from the measure: a ratio is never averaged, a rank or score never
//! summed, because no such `Rollup` exists. Each one keeps the exact sums, so a part can be taken out again and what is
//! kept step by step equals what is computed afresh.

use crate::{
    amount::Amount,
    indicator::{Measure, Polarity},
    reading::{Answer, Reading},
    status::Status,
};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

/// Readings of many bodies, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollup {
    /// How they are taken together.
    pub rule: RollupRule,
    /// Sum of numerators, of numbers, of mean × weight, or the number of bodies that meet the goal.
    pub part: Amount,
    /// Sum of denominators, of weights, or the number of bodies counted; for sums the number of bodies too.
    pub whole: Amount,
    /// How many bodies contributed.
    pub contributors: i64,
}

/// How readings are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RollupRule {
    /// Sum of numerators over sum of denominators, times the scale.
    RatioOfSums,
    /// Sum.
    Sum,
    /// Mean weighted by what each mean was taken over.
    WeightedMean,
    /// Percentage of bodies that meet the goal.
    ShareMeeting,
}

impl Measure {
    /// How readings of this measure are taken together; `None` for ranks and scores, which never are.
    pub fn rollup_rule(&self) -> Option<RollupRule> {
        match self {
            Self::Ratio { .. } => Some(RollupRule::RatioOfSums),
            Self::Count | Self::Cumulative | Self::Amount => Some(RollupRule::Sum),
            Self::Mean { .. } => Some(RollupRule::WeightedMean),
            Self::Level { .. } | Self::YesNo => Some(RollupRule::ShareMeeting),
            Self::Score { .. } | Self::Rank { .. } => None,
        }
    }
}

impl Rollup {
    /// Nobody yet.
    pub fn empty(rule: RollupRule) -> Self {
        Self { rule, part: Amount::ZERO, whole: Amount::ZERO, contributors: 0 }
    }

    /// One reading alone; `None` where the measure is never taken together or the reading is of another measure.
    pub fn of(measure: &Measure, reading: Reading) -> Option<Self> {
        let rule = measure.rollup_rule()?;
        let one = |part, whole| Some(Self { rule, part, whole, contributors: 1 });
        let met = |meets: bool| one(if meets { Amount::ONE } else { Amount::ZERO }, Amount::ONE);
        match (measure, reading) {
            (Measure::Ratio { .. }, Reading::Ratio { numerator, denominator }) => one(numerator, denominator),
            (Measure::Count | Measure::Cumulative | Measure::Amount, Reading::Number(number)) => {
                one(number, Amount::ONE)
            }
            (Measure::Mean { .. }, Reading::Mean { mean, weight }) => one(mean.checked_mul(weight)?, weight),
            (Measure::Level { meets_at, .. }, Reading::Level(level)) => met(level >= *meets_at),
            (Measure::YesNo, Reading::Answer(answer)) => met(answer == Answer::Yes),
            _ => None,
        }
    }

    /// Both together; `None` for different rules or beyond 28 digits.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.rule != other.rule {
            return None;
        }
        Some(Self {
            rule: self.rule,
            part: self.part.checked_add(other.part)?,
            whole: self.whole.checked_add(other.whole)?,
            contributors: self.contributors + other.contributors,
        })
    }

    /// This one without the other; `None` for different rules or beyond 28 digits.
    pub fn minus(self, other: Self) -> Option<Self> {
        if self.rule != other.rule {
            return None;
        }
        Some(Self {
            rule: self.rule,
            part: self.part.checked_sub(other.part)?,
            whole: self.whole.checked_sub(other.whole)?,
            contributors: self.contributors - other.contributors,
        })
    }

    /// The figure in the indicator's unit; shares are percentages. `None` while nobody contributed.
    pub fn figure(self, measure: &Measure) -> Option<Amount> {
        if self.contributors == 0 {
            return None;
        }
        match (self.rule, measure) {
            (RollupRule::Sum, _) => Some(self.part),
            (RollupRule::RatioOfSums, Measure::Ratio { scale, .. }) => {
                self.part.checked_mul(*scale)?.checked_div(self.whole)
            }
            (RollupRule::RatioOfSums | RollupRule::WeightedMean, _) => self.part.checked_div(self.whole),
            (RollupRule::ShareMeeting, _) => self.part.checked_mul(Amount::HUNDRED)?.checked_div(self.whole),
        }
    }

    /// What is expected of those who contributed, from what the plan expects: the target of a sum is that of one body,
    /// so it is taken as many times as bodies contributed; every other target holds at any level of the tree.
    /// `None` for a sum to which nobody contributed, or beyond 28 digits.
    pub fn expected(self, of_plan: Amount) -> Option<Amount> {
        match self.rule {
            RollupRule::Sum if self.contributors == 0 => None,
            RollupRule::Sum => of_plan.checked_mul(Amount::whole(self.contributors)),
            RollupRule::RatioOfSums | RollupRule::WeightedMean | RollupRule::ShareMeeting => Some(of_plan),
        }
    }

    /// The figure against what is expected of those who contributed; the bounds of a range grow as targets do.
    pub fn status(self, measure: &Measure, polarity: &Polarity, of_plan: Option<Amount>) -> Status {
        let expected = of_plan.and_then(|of_plan| self.expected(of_plan));
        let figure = self.figure(measure);
        match polarity {
            Polarity::Higher | Polarity::Lower => Status::of(figure, expected, polarity),
            Polarity::Within([lowest, highest]) => match (self.expected(*lowest), self.expected(*highest)) {
                (Some(lowest), Some(highest)) => Status::of(figure, expected, &Polarity::Within([lowest, highest])),
                _ => Status::NoData,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Bilingual;
    use proptest::prelude::*;

    fn percent() -> Measure {
        Measure::Ratio { numerator: Bilingual::default(), denominator: Bilingual::default(), scale: Amount::HUNDRED }
    }

    fn ratio(numerator: i64, denominator: i64) -> Rollup {
        let reading = Reading::Ratio { numerator: Amount::whole(numerator), denominator: Amount::whole(denominator) };
        Rollup::of(&percent(), reading).expect("a ratio")
    }

    #[test]
    fn a_ratio_of_sums_is_not_an_average_of_ratios() {
        let together = ratio(1, 2).plus(ratio(0, 98)).and_then(|both| both.figure(&percent()));
        assert_eq!(together, Some(Amount::whole(1)));
    }

    #[test]
    fn ranks_and_scores_are_never_taken_together() {
        assert_eq!(Rollup::of(&Measure::Rank { of: 193 }, Reading::Rank(52)), None);
        let score = Measure::Score { lowest: Amount::ZERO, highest: Amount::ONE };
        assert_eq!(Rollup::of(&score, Reading::Number(Amount::ONE)), None);
    }

    #[test]
    fn a_mean_is_weighted_by_what_it_was_taken_over() {
        let measure = Measure::Mean { weight: Bilingual::default() };
        let one = |mean, weight| {
            Rollup::of(&measure, Reading::Mean { mean: Amount::whole(mean), weight: Amount::whole(weight) })
                .expect("a mean")
        };
        assert_eq!(one(10, 1).plus(one(20, 3)).and_then(|both| both.figure(&measure)), "17.5".parse().ok());
    }

    #[test]
    fn a_level_counts_bodies_that_meet_the_goal() {
        let measure = Measure::Level { lowest: 1, highest: 5, meets_at: 3 };
        let one = |level| Rollup::of(&measure, Reading::Level(level)).expect("a level");
        let together = one(2).plus(one(3)).and_then(|both| both.plus(one(5)));
        assert_eq!(together.and_then(|all| all.figure(&measure)).map(|figure| figure.rounded(2)), "66.67".parse().ok());
    }

    #[test]
    fn nobody_is_no_figure() {
        assert_eq!(Rollup::empty(RollupRule::Sum).figure(&Measure::Count), None);
    }

    fn counts(numbers: &[i64]) -> Rollup {
        let one = |number: &i64| Rollup::of(&Measure::Count, Reading::Number(Amount::whole(*number)));
        numbers.iter().fold(Rollup::empty(RollupRule::Sum), |sum, number| {
            one(number).and_then(|one| sum.plus(one)).expect("small")
        })
    }

    #[test]
    fn the_target_of_a_sum_is_that_of_one_body() {
        let three = counts(&[10, 5, 3]);
        assert_eq!(three.expected(Amount::whole(6)), Some(Amount::whole(18)));
        let status = |target| three.status(&Measure::Count, &Polarity::Higher, Some(Amount::whole(target)));
        assert_eq!((status(6), status(7)), (Status::OnCourse, Status::OffCourse));
        assert_eq!(
            ratio(1, 2).plus(ratio(1, 2)).and_then(|two| two.expected(Amount::whole(50))),
            Some(Amount::whole(50))
        );
    }

    #[test]
    fn a_range_of_one_body_grows_with_the_bodies() {
        let within = Polarity::Within([Amount::whole(2), Amount::whole(4)]);
        let status = |numbers: &[i64]| counts(numbers).status(&Measure::Count, &within, None);
        assert_eq!(status(&[3]), Status::OnCourse);
        assert_eq!(status(&[2, 4, 4]), Status::OnCourse);
        assert_eq!(status(&[9, 9]), Status::OffCourse);
        assert_eq!(status(&[]), Status::NoData);
    }

    #[test]
    fn of_nobody_no_sum_is_expected() {
        assert_eq!(counts(&[]).expected(Amount::whole(6)), None);
        assert_eq!(Rollup::empty(RollupRule::RatioOfSums).expected(Amount::whole(6)), Some(Amount::whole(6)));
        assert_eq!(counts(&[]).status(&Measure::Count, &Polarity::Lower, Some(Amount::ZERO)), Status::NoData);
    }

    proptest! {
        #[test]
        fn what_is_taken_out_leaves_what_was_there(a in 0i64..1_000_000, b in 1i64..1_000_000, c in 0i64..1_000_000, d in 1i64..1_000_000) {
            let (one, other) = (ratio(a, b), ratio(c, d));
            prop_assert_eq!(one.plus(other).and_then(|both| both.minus(other)), Some(one));
        }

        #[test]
        fn the_order_does_not_matter(parts in proptest::collection::vec((0i64..1000, 1i64..1000), 1..20)) {
            let together = |parts: &[(i64, i64)]| parts.iter().try_fold(Rollup::empty(RollupRule::RatioOfSums), |sum, (n, d)| sum.plus(ratio(*n, *d)));
            let mut reversed = parts.clone();
            reversed.reverse();
            prop_assert_eq!(together(&parts), together(&reversed));
        }

        #[test]
        fn a_ratio_lies_between_the_smallest_and_the_largest(parts in proptest::collection::vec((0i64..1000, 1i64..1000), 1..20)) {
            let figure = |rollup: Rollup| rollup.figure(&percent()).expect("somebody").rounded(9);
            let together = parts.iter().try_fold(Rollup::empty(RollupRule::RatioOfSums), |sum, (n, d)| sum.plus(ratio(*n, *d))).expect("small");
            let figures: Vec<_> = parts.iter().map(|(n, d)| figure(ratio(*n, *d))).collect();
            prop_assert!(figures.iter().min() <= Some(&figure(together)));
            prop_assert!(Some(&figure(together)) <= figures.iter().max());
        }
    }
}
