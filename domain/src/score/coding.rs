//! How an answer becomes a number.

use super::{
    evaluation::ScoreFault,
    input::Input,
    number::{self, amount, settled},
    scheme::{Reads, Several},
};
use crate::{
    amount::Amount,
    ids::ChoiceCode,
    indicator::{Measure, Polarity},
    reading::Answer,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use strum::AsRefStr;

/// The map from answers to numbers. A plan asks for numbers, levels and yes or no; options of lists are for what is scored without a
/// plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, AsRefStr)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[strum(serialize_all = "snake_case")]
pub enum Coding {
    /// A number as it is.
    #[default]
    Number,
    /// Yes and no.
    YesNo {
        /// What yes is worth.
        yes: Amount,
        /// What no is worth.
        no: Amount,
    },
    /// One option of a list, each worth its grade.
    Choice {
        /// What each option is worth.
        grades: BTreeMap<ChoiceCode, Amount>,
    },
    /// Any number of options of a list, each adding its share.
    Choices {
        /// What each option adds.
        shares: BTreeMap<ChoiceCode, Amount>,
    },
    /// One step of an order, evenly spread from 0 for the first to 1 for the last.
    Ordinal {
        /// The steps, from the lowest.
        steps: Vec<ChoiceCode>,
    },
    /// A whole level, evenly spread from 0 for the lowest to 1 for the highest.
    Level {
        /// The lowest.
        lowest: u8,
        /// The highest.
        highest: u8,
    },
}

/// One answer of a map, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The answer.
    pub answer: Input,
    /// The number that it becomes, before floor and cap; of one option among many what it adds.
    pub worth: Amount,
    /// Whether the body answered so and it counts.
    pub applies: bool,
}

/// What an answer comes to.
pub(super) enum Coded {
    Number(Decimal),
    NotApplicable,
    Missing,
    NotAsked,
}

impl Coding {
    /// Every answer that the map has; nothing where a number is taken as it is.
    pub(super) fn answers(&self) -> Vec<Input> {
        match self {
            Self::Number => Vec::new(),
            Self::YesNo { .. } => [Answer::Yes, Answer::No].map(Input::Answer).into(),
            Self::Choice { grades } => grades.keys().cloned().map(Input::Choice).collect(),
            Self::Choices { shares } => {
                let alone = |option: &ChoiceCode| Input::Choices(BTreeSet::from([option.clone()]));
                shares.keys().map(alone).collect()
            }
            Self::Ordinal { steps } => steps.iter().cloned().map(Input::Choice).collect(),
            Self::Level { lowest, highest } => {
                (*lowest..=*highest).map(|level| Input::Number(Amount::whole(i64::from(level)))).collect()
            }
        }
    }

    /// Whether it has a number for every answer that a measure of a plan allows.
    pub fn takes(&self, measure: &Measure) -> bool {
        match self {
            Self::Number => *measure != Measure::YesNo,
            Self::YesNo { .. } => *measure == Measure::YesNo,
            Self::Level { lowest, highest } => {
                matches!(measure, Measure::Level { lowest: first, highest: last, .. } if lowest <= first && last <= highest)
            }
            Self::Choice { .. } | Self::Choices { .. } | Self::Ordinal { .. } => false,
        }
    }

    fn number(&self, input: &Input) -> Result<Decimal, ScoreFault> {
        match (self, input) {
            (Self::Number, Input::Number(number)) => Ok(number.decimal()),
            (Self::YesNo { yes, .. }, Input::Answer(Answer::Yes)) => Ok(yes.decimal()),
            (Self::YesNo { no, .. }, Input::Answer(Answer::No)) => Ok(no.decimal()),
            (Self::Choice { grades }, Input::Choice(choice)) => worth(grades, choice),
            (Self::Choices { shares }, Input::Choices(choices)) => {
                choices.iter().try_fold(Decimal::ZERO, |sum, choice| Ok(number::sum([sum, worth(shares, choice)?])?))
            }
            (Self::Ordinal { steps }, Input::Choice(choice)) => {
                let position = steps.iter().position(|step| step == choice);
                let position = position.ok_or_else(|| ScoreFault::UnknownChoice { choice: choice.clone() })?;
                Ok(number::quotient(position.into(), (steps.len().saturating_sub(1)).into())?)
            }
            (Self::Level { lowest, highest }, Input::Number(level)) => {
                let (lowest, highest) = (Decimal::from(*lowest), Decimal::from(*highest));
                let level = level.decimal();
                if !level.is_integer() || !(lowest..=highest).contains(&level) {
                    return Err(ScoreFault::NoSuchLevel { level: Amount::new(level) });
                }
                Ok(number::quotient(level - lowest, highest - lowest)?)
            }
            (
                Self::Number
                | Self::YesNo { .. }
                | Self::Choice { .. }
                | Self::Choices { .. }
                | Self::Ordinal { .. }
                | Self::Level { .. },
                _,
            ) => Err(ScoreFault::WrongInput),
        }
    }
}

fn worth(of: &BTreeMap<ChoiceCode, Amount>, choice: &ChoiceCode) -> Result<Decimal, ScoreFault> {
    let worth = of.get(choice).ok_or_else(|| ScoreFault::UnknownChoice { choice: choice.clone() })?;
    Ok(worth.decimal())
}

impl Reads {
    /// The number of an answer, between floor and cap. Raw figures may be as large as amounts are; only what a
    /// normaliser makes of them must be a score.
    pub(super) fn coded(&self, input: &Input) -> Result<Coded, ScoreFault> {
        match input {
            Input::Missing => Ok(Coded::Missing),
            Input::NotApplicable => Ok(Coded::NotApplicable),
            Input::NotAsked => Ok(Coded::NotAsked),
            Input::Several(inputs) => self.of_several(inputs),
            Input::Number(_) | Input::Answer(_) | Input::Choice(_) | Input::Choices(_) => {
                Ok(Coded::Number(self.kept_between(self.coding.number(input)?)))
            }
        }
    }

    /// Those among several that are missing or do not apply are left out; with nothing left the whole is missing, or does
    /// not apply if none applies.
    fn of_several(&self, inputs: &[Input]) -> Result<Coded, ScoreFault> {
        let rule = self.several.ok_or(ScoreFault::WrongInput)?;
        let (mut numbers, mut some_missing) = (Vec::new(), inputs.is_empty());
        for input in inputs {
            match input {
                Input::Missing => some_missing = true,
                Input::NotApplicable => {}
                Input::Several(_) | Input::NotAsked => return Err(ScoreFault::WrongInput),
                Input::Number(_) | Input::Answer(_) | Input::Choice(_) | Input::Choices(_) => {
                    numbers.push(self.kept_between(self.coding.number(input)?));
                }
            }
        }
        if numbers.is_empty() {
            return Ok(if some_missing { Coded::Missing } else { Coded::NotApplicable });
        }
        let is_better_lower = match self.polarity {
            Polarity::Higher => false,
            Polarity::Lower => true,
            // By how far outside each is.
            Polarity::Within(bounds) => {
                numbers.sort_by_key(|number| outside(bounds, *number));
                true
            }
        };
        if !matches!(self.polarity, Polarity::Within(_)) {
            numbers.sort();
        }
        let at_end = |wants_last: bool| if wants_last { numbers.last() } else { numbers.first() };
        let number = match rule {
            Several::Best => at_end(!is_better_lower).copied().unwrap_or_default(),
            Several::Worst => at_end(is_better_lower).copied().unwrap_or_default(),
            Several::Mean => {
                let count = Decimal::from(numbers.len());
                settled(number::quotient(number::sum(numbers)?, count)?)?
            }
        };
        Ok(Coded::Number(number))
    }

    /// The whole map from answers to numbers, with those that the body gave and that count; nothing where a number is taken
    /// as it is. `coded` is what the answer came to.
    pub(super) fn codes(&self, given: Option<&Input>, coded: Option<Amount>) -> Vec<Code> {
        let worth = |answer: &Input| self.coding.number(answer).ok();
        let is_chosen = |one: &Input| worth(one).map(|worth| amount(self.kept_between(worth))) == coded;
        let counted: Vec<&Input> = match (given, self.several) {
            (Some(Input::Several(several)), Some(Several::Best | Several::Worst)) => {
                several.iter().filter(|one| is_chosen(one)).collect()
            }
            (Some(Input::Several(several)), Some(Several::Mean) | None) => several.iter().collect(),
            (Some(given), _) => vec![given],
            (None, _) => Vec::new(),
        };
        let holds = |answer: &Input, given: &Input| match (answer, given) {
            (Input::Choices(option), Input::Choices(chosen)) => option.is_subset(chosen),
            (answer, given) => answer == given,
        };
        let code = |answer: Input| {
            let applies = counted.iter().any(|given| holds(&answer, given));
            worth(&answer).map(|worth| Code { worth: amount(worth), answer, applies })
        };
        self.coding.answers().into_iter().filter_map(code).collect()
    }

    fn kept_between(&self, number: Decimal) -> Decimal {
        let number = self.floor.map_or(number, |floor| number.max(floor.decimal()));
        self.cap.map_or(number, |cap| number.min(cap.decimal()))
    }
}

/// How far a number is outside two bounds.
pub(super) fn outside([lowest, highest]: [Amount; 2], number: Decimal) -> Decimal {
    (lowest.decimal().saturating_sub(number)).max(number.saturating_sub(highest.decimal())).max(Decimal::ZERO)
}
