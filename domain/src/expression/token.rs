//! Words, numbers and signs of a formula.

use super::{
    error::{ExpressionError, ExpressionReason},
    tree::Span,
};
use crate::{amount::Amount, ids::IndicatorCode};

/// The longest formula, in characters.
pub(super) const MOST_CHARACTERS: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Amount),
    Indicator(IndicatorCode),
    Word(String),
    Sign(Sign),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    Over,
    Percent,
    Open,
    Close,
    Comma,
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
}

/// The tokens of a text, each with its place; or the first thing that is none.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, ExpressionError> {
    let characters: Vec<char> = crate::buddhist::arabic_digits(text).chars().collect();
    if characters.len() > MOST_CHARACTERS {
        let span = Span { start: MOST_CHARACTERS, end: characters.len() };
        return Err(ExpressionReason::TooLong.at(span));
    }
    let (mut tokens, mut start) = (Vec::new(), 0);
    while let Some(first) = characters.get(start).copied() {
        let rest = characters.get(start..).unwrap_or_default();
        let (token, length) = if first.is_whitespace() || first == '\u{200b}' {
            start += 1;
            continue;
        } else if first.is_ascii_digit() || first == '.' {
            number(rest, start)?
        } else if first == '[' {
            indicator(rest, start)?
        } else if first.is_alphabetic() {
            let word: String = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
            let length = word.chars().count();
            (Token::Word(word.to_lowercase()), length)
        } else {
            sign(first, rest.get(1).copied()).ok_or_else(|| ExpressionReason::Unreadable.at(Span::at(start)))?
        };
        tokens.push((token, Span { start, end: start + length }));
        start += length;
    }
    Ok(tokens)
}

fn number(rest: &[char], start: usize) -> Result<(Token, usize), ExpressionError> {
    // A comma separates arguments, so thousands are not grouped here.
    let digits: String = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
    match Amount::read(&digits) {
        Ok(typed) => Ok((Token::Number(typed.amount), digits.len())),
        Err(_) => Err(ExpressionReason::NotANumber.at(Span { start, end: start + digits.len() })),
    }
}

fn indicator(rest: &[char], start: usize) -> Result<(Token, usize), ExpressionError> {
    let Some(length) = rest.iter().position(|c| *c == ']') else {
        return Err(ExpressionReason::BracketOpen.at(Span { start, end: start + rest.len() }));
    };
    let code: String = rest.iter().take(length).skip(1).collect();
    match code.trim().parse() {
        Ok(code) => Ok((Token::Indicator(code), length + 1)),
        Err(_) => Err(ExpressionReason::NotACode.at(Span { start, end: start + length + 1 })),
    }
}

fn sign(first: char, second: Option<char>) -> Option<(Token, usize)> {
    let (sign, length) = match (first, second) {
        ('<', Some('=')) => (Sign::AtMost, 2),
        ('>', Some('=')) => (Sign::AtLeast, 2),
        ('<', Some('>')) | ('!', Some('=')) => (Sign::Unequal, 2),
        ('<', _) => (Sign::Less, 1),
        ('>', _) => (Sign::More, 1),
        ('≤', _) => (Sign::AtMost, 1),
        ('≥', _) => (Sign::AtLeast, 1),
        ('≠', _) => (Sign::Unequal, 1),
        ('=', Some('=')) => (Sign::Equal, 2),
        ('=', _) => (Sign::Equal, 1),
        ('+', _) => (Sign::Plus, 1),
        ('-' | '−' | '–', _) => (Sign::Minus, 1),
        ('*' | '×', _) => (Sign::Times, 1),
        ('/' | '÷', _) => (Sign::Over, 1),
        ('%', _) => (Sign::Percent, 1),
        ('(', _) => (Sign::Open, 1),
        (')', _) => (Sign::Close, 1),
        (',', _) => (Sign::Comma, 1),
        _ => return None,
    };
    Some((Token::Sign(sign), length))
}
