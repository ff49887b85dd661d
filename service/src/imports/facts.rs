//! `facts.csv`, format `tidtam-facts/1`: sourced figures from outside.

use super::{
    Reason, Refusal, Refusals,
    table::{Cells, Presence, Table},
};
use crate::plans::Fact;
use domain::{amount::Amount, buddhist::arabic_digits, ids::OrganisationCode};
use std::collections::HashMap;

const COLUMNS: &[(&str, Presence)] = &[
    ("indicator_code", Presence::Needed),
    ("organisation_code", Presence::Needed),
    ("scope", Presence::Needed),
    ("period_kind", Presence::Needed),
    ("period", Presence::Needed),
    ("value", Presence::Needed),
    ("unit", Presence::Needed),
    ("name_th", Presence::Needed),
    ("name_en", Presence::Needed),
    ("source", Presence::Needed),
    ("confidence", Presence::Needed),
];
const PERIOD_KINDS: [&str; 3] = ["survey_year", "fiscal_year", "calendar_date"];
const CONFIDENCES: [&str; 3] = ["high", "medium", "low"];
/// Units whose figures are letters: they follow from a figure that is in the file as well, so they are not kept.
const LETTER_UNITS: [&str; 1] = ["class A-D"];

/// What a file of facts holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsFile {
    /// The figures.
    pub facts: Vec<Fact>,
    /// How many rows hold a letter and are not kept.
    pub letters: usize,
}

/// Reads sourced figures.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(bytes: &[u8]) -> Result<FactsFile, Vec<Refusal>> {
    let table = Table::read(bytes, COLUMNS)?;
    let mut refusals = Refusals::default();
    let mut file = FactsFile { facts: Vec::new(), letters: 0 };
    let mut lines: HashMap<[String; 4], u64> = HashMap::new();
    table.rows(&mut refusals, |cells| {
        let Some(fact) = fact(cells, &mut file.letters) else { return };
        let key = [fact.indicator.clone(), fact.scope.clone(), fact.period_kind.clone(), fact.period.clone()];
        match lines.insert(key, cells.line) {
            Some(line) => cells.refuse("indicator_code", Reason::Duplicate { line }),
            None => file.facts.push(fact),
        }
    });
    refusals.or(file)
}

fn fact(cells: &mut Cells<'_>, letters: &mut usize) -> Option<Fact> {
    let indicator: Option<domain::ids::IndicatorCode> = cells.code("indicator_code");
    let organisation: Option<OrganisationCode> = cells.code_or_none("organisation_code");
    let scope = match &organisation {
        Some(_) if !cells.raw("scope").is_empty() => {
            cells.refuse("scope", Reason::NotBlank);
            None
        }
        Some(code) => Some(code.to_string()),
        None => Some(cells.needed("scope")),
    };
    let period_kind = one_of(cells, "period_kind", &PERIOD_KINDS);
    let period = period_kind.as_deref().and_then(|kind| period(cells, kind));
    let unit = cells.needed("unit");
    let names = (cells.needed("name_th"), cells.needed("name_en"));
    let source = cells.needed("source");
    let confidence = one_of(cells, "confidence", &CONFIDENCES);
    let is_letter = LETTER_UNITS.contains(&unit.as_str());
    if is_letter && cells.raw("value").chars().all(|letter| letter.is_ascii_uppercase()) {
        *letters += 1;
        return None;
    }
    let value =
        Amount::read(cells.raw("value")).map_err(|error| cells.refuse("value", Reason::NotANumber(error))).ok()?;
    Some(Fact {
        indicator: indicator?.to_string(),
        scope: scope?,
        period_kind: period_kind?,
        period: period?,
        organisation: organisation.map(|code| code.to_string()),
        value: value.amount,
        unit,
        name_th: names.0,
        name_en: names.1,
        source,
        confidence: confidence?,
    })
}

fn one_of(cells: &mut Cells<'_>, column: &str, words: &[&str]) -> Option<String> {
    let text = cells.raw(column);
    if words.contains(&text) {
        return Some(text.to_owned());
    }
    cells.refuse(column, Reason::NotOneOf { words: words.iter().map(|word| (*word).to_owned()).collect() });
    None
}

/// A year of the Common Era, or a day.
fn period(cells: &mut Cells<'_>, kind: &str) -> Option<String> {
    if kind == "calendar_date" {
        if cells.raw("period").is_empty() {
            cells.refuse("period", Reason::Blank);
        }
        return cells.day_or_none("period").map(|day| day.to_string());
    }
    let text = arabic_digits(cells.raw("period"));
    let is_common_era = text.len() == 4 && text.parse::<i32>().is_ok_and(|year| (1900..2400).contains(&year));
    if !is_common_era {
        cells.refuse("period", Reason::NotAYear);
    }
    is_common_era.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::amount::AmountError;

    #[test]
    fn the_shipped_facts_are_read() {
        let file = read(include_bytes!("../../../reference/facts.csv")).expect("facts");
        assert_eq!(file.facts.len() + file.letters, 162);
        let rank = file.facts.iter().find(|fact| fact.indicator == "egdi-rank" && fact.period == "2024");
        assert_eq!(rank.map(|fact| fact.value), Some(Amount::whole(52)));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let text = "indicator_code,organisation_code,scope,period_kind,period,value,unit,name_th,name_en,source,confidence\n\
            egdi-rank,th,all,survey_year,2567,52nd,rank,ก,a,x,high\n\
            egdi-rank,,,year,2024,52,rank,ก,a,x,sure\n\
            egdi-rank,th,,calendar_date,,1e5,rank,,a,,high\n\
            egdi-rank,th,,survey_year,2024,52,rank,ก,a,x,high\n\
            egdi-rank,th,,survey_year,๒๐๒๔,53,rank,ก,a,x,high\n";
        let found = read(text.as_bytes()).expect_err("refused");
        let words = |words: [&str; 3]| Reason::NotOneOf { words: words.map(str::to_owned).to_vec() };
        let expected = [
            (2, "scope", Reason::NotBlank),
            (2, "period", Reason::NotAYear),
            (2, "value", Reason::NotANumber(AmountError::NotANumber)),
            (3, "scope", Reason::Blank),
            (3, "period_kind", words(PERIOD_KINDS)),
            (3, "confidence", words(CONFIDENCES)),
            (4, "period", Reason::Blank),
            (4, "name_th", Reason::Blank),
            (4, "source", Reason::Blank),
            (4, "value", Reason::NotANumber(AmountError::Exponent)),
            (6, "indicator_code", Reason::Duplicate { line: 5 }),
        ];
        assert_eq!(found, expected.map(|(line, column, reason)| Refusal::new(line, column, reason)));
    }
}
