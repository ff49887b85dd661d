//! Reading a formula: by precedence, with units checked on the way.

use super::{
    error::{ExpressionError, ExpressionReason},
    token::{self, Sign, Token},
    tree::{Comparison, Condition, Expression, Formula, FormulaKind, Operation, Span, When},
    unit::{Dimension, Unit},
};
use crate::{amount::Amount, ids::IndicatorCode};

/// The most numbers, figures and operations of a formula.
const MOST_PARTS: usize = 200;
/// How deep parentheses and functions may stand in one another.
const MOST_LEVELS: usize = 32;

impl Expression {
    /// Reads a formula; `unit_of` gives the units of the indicators that there are.
    ///
    /// # Errors
    /// The first thing that is wrong, with its position.
    pub fn parse(text: &str, unit_of: impl Fn(&IndicatorCode) -> Option<Unit>) -> Result<Self, ExpressionError> {
        let tokens = token::tokens(text)?;
        let end = Span { start: text.chars().count(), end: text.chars().count() };
        let mut reader = Reader { tokens, next: 0, end, parts: 0, level: 0, unit_of: &unit_of };
        let read = reader.part(0)?.number()?;
        if let Some((_, span)) = reader.peek() {
            return Err(ExpressionReason::Unexpected.at(span));
        }
        Ok(Self { text: text.to_owned(), unit: read.unit, formula: read.formula })
    }
}

/// A number or a condition that was read.
enum Part {
    Number(Number),
    Condition(Condition, Span),
}

struct Number {
    formula: Formula,
    unit: Unit,
    /// A bare 0, which fits any unit.
    is_any_zero: bool,
}

impl Part {
    fn span(&self) -> Span {
        match self {
            Self::Number(number) => number.formula.span,
            Self::Condition(_, span) => *span,
        }
    }

    fn number(self) -> Result<Number, ExpressionError> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Condition(_, span) => Err(ExpressionReason::NeedsNumber.at(span)),
        }
    }

    fn condition(self) -> Result<Condition, ExpressionError> {
        match self {
            Self::Condition(condition, _) => Ok(condition),
            Self::Number(number) => Err(ExpressionReason::NeedsCondition.at(number.formula.span)),
        }
    }
}

/// What stands between two parts.
#[derive(Clone, Copy)]
enum Between {
    Or,
    And,
    Compares(Comparison),
    Reckons(Operation),
}

impl Between {
    fn of(token: &Token) -> Option<Self> {
        match token {
            Token::Word(word) if word == "or" => Some(Self::Or),
            Token::Word(word) if word == "and" => Some(Self::And),
            Token::Sign(sign) => Some(match sign {
                Sign::Less => Self::Compares(Comparison::Less),
                Sign::AtMost => Self::Compares(Comparison::AtMost),
                Sign::More => Self::Compares(Comparison::More),
                Sign::AtLeast => Self::Compares(Comparison::AtLeast),
                Sign::Equal => Self::Compares(Comparison::Equal),
                Sign::Unequal => Self::Compares(Comparison::Unequal),
                Sign::Plus => Self::Reckons(Operation::Plus),
                Sign::Minus => Self::Reckons(Operation::Minus),
                Sign::Times => Self::Reckons(Operation::Times),
                Sign::Over => Self::Reckons(Operation::Over),
                Sign::Percent | Sign::Open | Sign::Close | Sign::Comma => return None,
            }),
            Token::Word(_) | Token::Number(_) | Token::Indicator(_) => None,
        }
    }

    /// How strongly it binds; what binds more strongly is done first.
    fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Compares(_) => 4,
            Self::Reckons(Operation::Plus | Operation::Minus) => 5,
            Self::Reckons(Operation::Times | Operation::Over) => 6,
        }
    }
}

/// Binds more strongly than `and` and less than a comparison.
const STRENGTH_OF_NOT: u8 = 3;
/// Binds more strongly than any operation.
const STRENGTH_OF_SIGN: u8 = 7;

struct Reader<'a> {
    tokens: Vec<(Token, Span)>,
    next: usize,
    end: Span,
    parts: usize,
    level: usize,
    unit_of: &'a dyn Fn(&IndicatorCode) -> Option<Unit>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<(Token, Span)> {
        self.tokens.get(self.next).cloned()
    }

    fn take(&mut self) -> Result<(Token, Span), ExpressionError> {
        let token = self.peek().ok_or_else(|| ExpressionReason::EndsEarly.at(self.end))?;
        self.next += 1;
        Ok(token)
    }

    fn takes(&mut self, sign: Sign) -> Option<Span> {
        let (token, span) = self.peek()?;
        if token == Token::Sign(sign) {
            self.next += 1;
            return Some(span);
        }
        None
    }

    /// A part and all that binds to it at least this strongly.
    fn part(&mut self, least: u8) -> Result<Part, ExpressionError> {
        let here = self.peek().map_or(self.end, |(_, span)| span);
        self.level += 1;
        if self.level > MOST_LEVELS {
            return Err(ExpressionReason::TooDeep.at(here));
        }
        let mut left = self.single()?;
        while let Some((token, span)) = self.peek() {
            let Some(between) = Between::of(&token).filter(|between| between.strength() >= least) else { break };
            self.next += 1;
            self.counts(span)?;
            let right = self.part(between.strength() + 1)?;
            left = joined(left, between, right)?;
        }
        self.level -= 1;
        Ok(left)
    }

    fn counts(&mut self, span: Span) -> Result<(), ExpressionError> {
        self.parts += 1;
        if self.parts > MOST_PARTS { Err(ExpressionReason::TooManyParts.at(span)) } else { Ok(()) }
    }

    /// One part without anything that follows it.
    fn single(&mut self) -> Result<Part, ExpressionError> {
        let (token, span) = self.take()?;
        self.counts(span)?;
        match token {
            Token::Number(value) => self.literal(value, span).map(Part::Number),
            Token::Indicator(indicator) => {
                let unit = self.unit(&indicator, span)?;
                let kind = FormulaKind::Figure { indicator, when: When::Now };
                Ok(Part::Number(Number { formula: Formula { span, kind }, unit, is_any_zero: false }))
            }
            Token::Sign(Sign::Minus) => {
                let of = self.part(STRENGTH_OF_SIGN)?.number()?;
                reckonable(&of)?;
                let whole = span.to(of.formula.span);
                let formula = Formula { span: whole, kind: FormulaKind::Negated(Box::new(of.formula)) };
                Ok(Part::Number(Number { formula, ..of }))
            }
            Token::Sign(Sign::Open) => {
                let inside = self.part(0)?;
                self.close(span)?;
                Ok(inside)
            }
            Token::Word(word) if word == "not" => {
                let of = self.part(STRENGTH_OF_NOT)?;
                let whole = span.to(of.span());
                Ok(Part::Condition(Condition::Not(Box::new(of.condition()?)), whole))
            }
            Token::Word(word) => self.function(&word, span).map(Part::Number),
            Token::Sign(_) => Err(ExpressionReason::Unexpected.at(span)),
        }
    }

    /// A number with the unit that may follow it.
    fn literal(&mut self, value: Amount, span: Span) -> Result<Number, ExpressionError> {
        let (mut unit, mut whole, mut is_bare) = (Unit::plain(), span, true);
        if let Some(sign) = self.takes(Sign::Percent) {
            (unit, whole, is_bare) = (Unit::of(Dimension::Percent), span.to(sign), false);
        } else if let Some((Token::Word(word), of_word)) = self.peek()
            && !matches!(word.as_str(), "and" | "or")
        {
            let dimension = match word.as_str() {
                "percent" => Dimension::Percent,
                "baht" => Dimension::Baht,
                "count" => Dimension::Count,
                "score" => Dimension::Score,
                "level" => Dimension::Level,
                "rank" => Dimension::Rank,
                _ => return Err(ExpressionReason::UnknownWord.at(of_word)),
            };
            self.next += 1;
            (unit, whole, is_bare) = (Unit::of(dimension), span.to(of_word), false);
        }
        let formula = Formula { span: whole, kind: FormulaKind::Number(value) };
        Ok(Number { formula, unit, is_any_zero: is_bare && value == Amount::ZERO })
    }

    fn unit(&self, indicator: &IndicatorCode, span: Span) -> Result<Unit, ExpressionError> {
        let unknown = || ExpressionReason::UnknownIndicator { indicator: indicator.clone() }.at(span);
        (self.unit_of)(indicator).ok_or_else(unknown)
    }

    fn close(&mut self, opened: Span) -> Result<Span, ExpressionError> {
        match (self.takes(Sign::Close), self.peek()) {
            (Some(span), _) => Ok(span),
            (None, Some((_, span))) => Err(ExpressionReason::Unexpected.at(span)),
            (None, None) => Err(ExpressionReason::ParenthesisOpen.at(opened)),
        }
    }

    fn function(&mut self, word: &str, name: Span) -> Result<Number, ExpressionError> {
        if !matches!(word, "min" | "max" | "if" | "previous" | "sum") {
            return Err(ExpressionReason::UnknownWord.at(name));
        }
        let Some(opened) = self.takes(Sign::Open) else {
            let here = self.peek().map_or(self.end, |(_, span)| span);
            return Err(ExpressionReason::Unexpected.at(here));
        };
        if matches!(word, "previous" | "sum") {
            return self.of_indicator(word, name, opened);
        }
        let mut arguments = vec![self.part(0)?];
        while self.takes(Sign::Comma).is_some() {
            arguments.push(self.part(0)?);
        }
        let span = name.to(self.close(opened)?);
        if word == "if" {
            return choice(arguments, span);
        }
        let mut numbers = arguments.into_iter().map(Part::number).collect::<Result<Vec<_>, _>>()?.into_iter();
        let first = numbers.next().ok_or_else(|| ExpressionReason::Arguments.at(span))?;
        let (mut unit, mut is_any_zero, mut formulas) = (first.unit, first.is_any_zero, vec![first.formula]);
        for number in numbers {
            (unit, is_any_zero) = alike((unit, is_any_zero), &number)?;
            formulas.push(number.formula);
        }
        if formulas.len() < 2 {
            return Err(ExpressionReason::Arguments.at(span));
        }
        let kind = if word == "min" { FormulaKind::Least(formulas) } else { FormulaKind::Greatest(formulas) };
        Ok(Number { formula: Formula { span, kind }, unit, is_any_zero })
    }

    /// `previous` and `sum`, which take an indicator and nothing else.
    fn of_indicator(&mut self, word: &str, name: Span, opened: Span) -> Result<Number, ExpressionError> {
        let (token, at) = self.take()?;
        let Token::Indicator(indicator) = token else { return Err(ExpressionReason::NeedsIndicator.at(at)) };
        let unit = self.unit(&indicator, at)?;
        let span = name.to(self.close(opened)?);
        if word == "previous" {
            let kind = FormulaKind::Figure { indicator, when: When::Previous };
            return Ok(Number { formula: Formula { span, kind }, unit, is_any_zero: false });
        }
        let summed = unit.summed().ok_or_else(|| ExpressionReason::NotSummable { unit }.at(at))?;
        let kind = FormulaKind::SumOfChildren { indicator };
        Ok(Number { formula: Formula { span, kind }, unit: summed, is_any_zero: false })
    }
}

fn joined(left: Part, between: Between, right: Part) -> Result<Part, ExpressionError> {
    let span = left.span().to(right.span());
    match between {
        Between::Or | Between::And => {
            let (left, right) = (Box::new(left.condition()?), Box::new(right.condition()?));
            let condition = if matches!(between, Between::Or) {
                Condition::Either(left, right)
            } else {
                Condition::Both(left, right)
            };
            Ok(Part::Condition(condition, span))
        }
        Between::Compares(comparison) => {
            let (left, right) = (left.number()?, right.number()?);
            alike((left.unit, left.is_any_zero), &right)?;
            let condition = Condition::Compared { left: left.formula, comparison, right: right.formula };
            Ok(Part::Condition(condition, span))
        }
        Between::Reckons(operation) => {
            let (left, right) = (left.number()?, right.number()?);
            reckonable(&left)?;
            reckonable(&right)?;
            let too_high = || ExpressionReason::UnitTooHigh.at(span);
            let (unit, is_any_zero) = match operation {
                Operation::Plus | Operation::Minus => alike((left.unit, left.is_any_zero), &right)?,
                Operation::Times => (left.unit.times(&right.unit).ok_or_else(too_high)?, false),
                Operation::Over => (left.unit.over(&right.unit).ok_or_else(too_high)?, false),
            };
            let (left, right) = (Box::new(left.formula), Box::new(right.formula));
            let formula = Formula { span, kind: FormulaKind::Reckoned { left, operation, right } };
            Ok(Part::Number(Number { formula, unit, is_any_zero }))
        }
    }
}

fn choice(arguments: Vec<Part>, span: Span) -> Result<Number, ExpressionError> {
    let Ok([condition, then, otherwise]) = <[Part; 3]>::try_from(arguments) else {
        return Err(ExpressionReason::Arguments.at(span));
    };
    let (condition, then, otherwise) = (Box::new(condition.condition()?), then.number()?, otherwise.number()?);
    let (unit, is_any_zero) = alike((then.unit, then.is_any_zero), &otherwise)?;
    let (then, otherwise) = (Box::new(then.formula), Box::new(otherwise.formula));
    Ok(Number { formula: Formula { span, kind: FormulaKind::If { condition, then, otherwise } }, unit, is_any_zero })
}

/// The common unit of two numbers; a bare 0 takes that of the other.
fn alike((left, left_is_zero): (Unit, bool), right: &Number) -> Result<(Unit, bool), ExpressionError> {
    if left == right.unit || right.is_any_zero {
        Ok((left, left_is_zero && right.is_any_zero))
    } else if left_is_zero {
        Ok((right.unit.clone(), right.is_any_zero))
    } else {
        Err(ExpressionReason::UnitsDiffer { left, right: right.unit.clone() }.at(right.formula.span))
    }
}

fn reckonable(number: &Number) -> Result<(), ExpressionError> {
    if number.unit.can_be_reckoned_with() {
        return Ok(());
    }
    Err(ExpressionReason::NotReckonable { unit: number.unit.clone() }.at(number.formula.span))
}
