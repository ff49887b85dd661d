//! What a filled file changes in a draft.

use super::{ANSWERS, Cell, Column, Mark};
use crate::{entry::Entry, ids::IndicatorCode, indicator::Indicator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::AsRefStr;

/// What stands in the answer cells of a row, as it is read; a column that is not in the file is not here.
pub type Answers = BTreeMap<Column, String>;

/// A row of a file that names an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledRow {
    /// The row of the sheet or line of the file, counted from 1.
    pub row: u32,
    /// The indicator.
    pub indicator: IndicatorCode,
    /// Its answers.
    pub answers: Answers,
    /// What stood in the row when it was downloaded, if the file says so; see [`Mark`].
    pub mark: Option<String>,
}

/// Why a row cannot be taken over to what is asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Misfit {
    /// The indicator is not asked in this round.
    NotAsked,
    /// It is asked, and means something else than when the file was downloaded.
    MeansAnother,
}

/// An entry after a file, and where both the file and somebody on the page changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The texts.
    pub entry: Entry,
    /// Columns that were also changed on the page since the file was downloaded.
    pub also_changed: Vec<Column>,
}

impl FilledRow {
    fn known_mark(&self) -> Option<Mark> {
        self.mark.as_ref().and_then(|mark| mark.parse().ok())
    }

    /// Whether somebody filled this row in: a cell differs from what stood there, or holds something where it is not
    /// known what stood there.
    pub fn is_touched(&self) -> bool {
        let mark = self.known_mark();
        self.answers.iter().any(|(column, text)| is_touched(mark.as_ref(), *column, text))
    }

    /// Whether it can be taken over to what is asked now. A row that nobody touched does no harm.
    ///
    /// # Errors
    /// Its indicator is not asked, or means something else.
    pub fn fits(&self, asked: Option<&Indicator>) -> Result<(), Misfit> {
        match asked {
            _ if !self.is_touched() => Ok(()),
            None => Err(Misfit::NotAsked),
            Some(asked) if self.known_mark().is_some_and(|mark| !mark.means(asked)) => Err(Misfit::MeansAnother),
            Some(_) => Ok(()),
        }
    }

    /// The draft's entry with the cells that were filled in. Cells that nobody touched keep what the draft has now.
    pub fn merged(&self, indicator: &Indicator, draft: &Entry) -> Merged {
        let mark = self.known_mark();
        let mut merged = Merged { entry: draft.clone(), also_changed: Vec::new() };
        for column in ANSWERS {
            let Some(text) = self.answers.get(&column) else { continue };
            let kept = Cell::answer(indicator, column, draft).read_back(column);
            if !is_touched(mark.as_ref(), column, text) || *text == kept {
                continue;
            }
            if mark.as_ref().is_some_and(|mark| !mark.stood(column, &kept)) {
                merged.also_changed.push(column);
            }
            column.put(&mut merged.entry, text.clone());
        }
        merged
    }
}

fn is_touched(mark: Option<&Mark>, column: Column, text: &str) -> bool {
    match mark {
        Some(mark) => !mark.stood(column, text),
        None if column == Column::Applicability => text == "not_applicable",
        None => !text.is_empty(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::entry::Applicability;

    pub(crate) fn indicator(code: &str, measure: &str) -> Indicator {
        let words = r#"{ "th": "คำ" }"#;
        let measure = match measure {
            "ratio" => {
                format!(r#"{{ "type": "ratio", "numerator": {words}, "denominator": {words}, "scale": "100" }}"#)
            }
            other => format!(r#"{{ "type": "{other}" }}"#),
        };
        let text = format!(
            r#"{{ "code": "{code}", "strategy": "B1", "name": {words}, "definition": {words}, "unit": {words},
                "measure": {measure}, "polarity": "higher", "frequency": "quarterly", "scope": "agency",
                "weight": "1", "evidence": {{ "required": false, "description": {words} }},
                "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
        );
        serde_json::from_str(&text).expect("an indicator")
    }

    fn entry(value: &str, narrative: &str) -> Entry {
        Entry { value: value.to_owned(), narrative: narrative.to_owned(), ..Entry::default() }
    }

    /// A row as it was downloaded with an entry, with some cells filled in since.
    fn row(asked: &Indicator, downloaded: &Entry, filled: &[(Column, &str)]) -> FilledRow {
        let read = |column: Column| (column, Cell::answer(asked, column, downloaded).read_back(column));
        let mut answers: Answers = ANSWERS.into_iter().map(read).collect();
        answers.extend(filled.iter().map(|(column, text)| (*column, (*text).to_owned())));
        let mark = Some(Mark::of(asked, downloaded).to_string());
        FilledRow { row: 5, indicator: asked.code.clone(), answers, mark }
    }

    #[test]
    fn a_file_that_nobody_touched_changes_nothing() {
        let asked = indicator("i", "count");
        for typed in ["1,234", "๑๒", "x", "", "50%"] {
            let downloaded = entry(typed, "บรรทัด\nสอง");
            let untouched = row(&asked, &downloaded, &[]);
            assert!(!untouched.is_touched(), "{typed}");
            let typed_since = entry("9", "typed on the page");
            assert_eq!(untouched.merged(&asked, &typed_since).entry, typed_since);
        }
    }

    #[test]
    fn only_cells_that_were_filled_in_change_the_draft() {
        let asked = indicator("i", "count");
        let filled = row(&asked, &entry("1", "old"), &[(Column::Value, "2")]);
        let merged = filled.merged(&asked, &entry("1", "typed on the page"));
        assert_eq!(merged, Merged { entry: entry("2", "typed on the page"), also_changed: vec![] });
    }

    #[test]
    fn what_both_changed_is_named() {
        let asked = indicator("i", "count");
        let filled = row(&asked, &entry("1", ""), &[(Column::Value, "2")]);
        assert_eq!(filled.merged(&asked, &entry("3", "")).also_changed, [Column::Value]);
        assert_eq!(filled.merged(&asked, &entry("2", "")).also_changed, []);
    }

    #[test]
    fn a_cell_is_emptied_only_where_it_is_known_what_stood_there() {
        let asked = indicator("i", "count");
        let emptied = row(&asked, &entry("1", "old"), &[(Column::Narrative, "")]);
        assert_eq!(emptied.merged(&asked, &entry("1", "old")).entry, entry("1", ""));
        let unknown = FilledRow { mark: None, ..emptied };
        assert_eq!(unknown.merged(&asked, &entry("1", "old")).entry, entry("1", "old"));
    }

    #[test]
    fn whether_it_applies_travels_too() {
        let asked = indicator("i", "count");
        let filled = row(&asked, &Entry::default(), &[(Column::Applicability, "not_applicable")]);
        assert!(filled.is_touched());
        assert_eq!(filled.merged(&asked, &Entry::default()).entry.applicability, Applicability::NotApplicable);
    }

    #[test]
    fn an_answer_to_another_question_is_not_taken_over() {
        let (asked, other) = (indicator("i", "count"), indicator("i", "amount"));
        let filled = row(&asked, &Entry::default(), &[(Column::Value, "2")]);
        assert_eq!(filled.fits(Some(&asked)), Ok(()));
        assert_eq!(filled.fits(Some(&other)), Err(Misfit::MeansAnother));
        assert_eq!(filled.fits(None), Err(Misfit::NotAsked));
        assert_eq!(row(&asked, &Entry::default(), &[]).fits(None), Ok(()));
    }
}
