//! Periods in narrow places.

use super::{manner, year_of};
use chrono::Datelike as _;
use domain::{
    calendar::{FirstMonths, Period},
    text::Language,
};

/// A period in a narrow place: `1/2570`, `6 ด./2570`, `2570`; in English, which counts in the Common Era, `Q1 FY2027`,
/// `H1 FY2027`, `FY2027`.
pub fn short_period(language: Language, period: Period) -> String {
    let manner = manner();
    let year = year_of(language, manner, period.fiscal_year().last_day().year());
    let year = match language {
        Language::Th => year.to_string(),
        Language::En => format!("FY{year}"),
    };
    let written = match (language, period) {
        (Language::Th, Period::Quarter(quarter)) => format!("{}/{year}", quarter.number()),
        (Language::En, Period::Quarter(quarter)) => format!("Q{} {year}", quarter.number()),
        (Language::Th, Period::FirstMonths(_, months)) => format!("{} ด./{year}", months.count()),
        (Language::En, Period::FirstMonths(_, FirstMonths::Six)) => format!("H1 {year}"),
        (Language::En, Period::FirstMonths(_, months)) => format!("M{} {year}", months.count()),
        (_, Period::Year(_)) => year,
    };
    manner.shaped(written)
}

/// Periods in a narrow place, each written once however often it stands on a page.
#[derive(Debug)]
pub struct ShortPeriods {
    language: Language,
    written: Vec<(Period, String)>,
}

impl ShortPeriods {
    /// None is written yet.
    pub fn new(language: Language) -> Self {
        Self { language, written: Vec::new() }
    }

    /// A period as [`short_period`] writes it.
    pub fn of(&mut self, period: Period) -> &str {
        let known = self.written.iter().position(|(known, _)| *known == period);
        let place = known.unwrap_or_else(|| {
            self.written.push((period, short_period(self.language, period)));
            self.written.len() - 1
        });
        &self.written[place].1
    }
}

#[cfg(test)]
mod tests {
    use super::super::fiscal_year;
    use super::*;
    use domain::calendar::FiscalYear;

    #[test]
    fn narrow_periods_are_in_the_era_of_their_language() {
        let period = |text: &str| text.parse().expect("a period");
        let both = |text: &str| [Language::Th, Language::En].map(|language| short_period(language, period(text)));
        assert_eq!(both("2568-q4"), ["4/2568", "Q4 FY2025"]);
        assert_eq!(both("2570-m6"), ["6 ด./2570", "H1 FY2027"]);
        let year = FiscalYear::new(2570).expect("a year");
        assert_eq!([Language::Th, Language::En].map(|language| fiscal_year(language, year)), ["2570", "2570 (2027)"]);
    }
}
