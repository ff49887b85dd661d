//! A filled file against a draft: what it changes, and every cell that cannot be taken.

use super::{Sheet, SheetRefusal, Why};
use crate::{drafts::Edit, reports::ReportEntry};
use domain::{
    audit::sha256,
    entry::{Entry, Field},
    indicator::Indicator,
    problem::{Problem, Severity},
    sheet::{ANSWERS, Column},
};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// What a file changes in one entry.
#[derive(Debug, Clone)]
pub struct Change {
    /// The row of the file.
    pub row: u32,
    /// The entry as it stands.
    pub before: ReportEntry,
    /// The entry as it would be, with what the rules find in it.
    pub after: ReportEntry,
    /// Columns that were also changed on the page since the file was downloaded.
    pub also_changed: Vec<Column>,
}

impl Change {
    /// The change as an edit of the version that was seen.
    pub(crate) fn edit(self) -> Edit {
        Edit { indicator: self.before.indicator.code, entry: self.after.entry, base_version: self.before.version }
    }
}

/// One cell that cannot be taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// The row of the file, counted from 1; 0 where all of it is meant.
    pub row: u32,
    /// The column; none where the whole row is meant.
    pub column: Option<Column>,
    /// What is wrong.
    pub what: What,
}

impl Refused {
    /// One that cannot be read.
    pub(crate) fn unreadable(refusal: &SheetRefusal) -> Self {
        Self { row: refusal.row, column: refusal.column, what: What::Unreadable(refusal.why.clone()) }
    }
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It cannot be read.
    Unreadable(Why),
    /// It can be read, and the rules find it wrong.
    Wrong {
        /// The indicator.
        indicator: Box<Indicator>,
        /// The entry with what the file has in it.
        entry: Box<Entry>,
        /// What the rules find.
        problem: Problem,
    },
}

/// All of a file against a draft.
pub(crate) struct Compared {
    pub(crate) changes: Vec<Change>,
    pub(crate) refused: Vec<Refused>,
    pub(super) seen: String,
}

impl Compared {
    pub(super) fn of(sheet: &Sheet, entries: &[ReportEntry]) -> Self {
        let mut refused: Vec<Refused> = sheet.refusals.iter().map(Refused::unreadable).collect();
        let mut changes = Vec::new();
        for row in &sheet.rows {
            let entry = entries.iter().find(|entry| entry.indicator.code == row.indicator);
            if let Err(misfit) = row.fits(entry.map(|entry| &entry.indicator)) {
                let what = What::Unreadable(Why::Misfit { misfit });
                refused.push(Refused { row: row.row, column: Some(Column::Indicator), what });
                continue;
            }
            let Some(before) = entry else { continue };
            let merged = row.merged(&before.indicator, &before.entry);
            if merged.entry == before.entry {
                continue;
            }
            let after = before.clone().retyped(merged.entry);
            refused.extend(wrong(row.row, &after));
            changes.push(Change { row: row.row, before: before.clone(), after, also_changed: merged.also_changed });
        }
        refused.sort_by_key(|refused| (refused.row, refused.column));
        Self { seen: seen(&changes), changes, refused }
    }
}

/// The cells of a changed entry that the rules find wrong. What is only missing, or has to be explained, is no reason to
/// refuse: a draft may be unfinished.
fn wrong(row: u32, after: &ReportEntry) -> Vec<Refused> {
    let is_wrong = |problem: &&Problem| {
        problem.severity == Severity::Blocking && !problem.is_missing() && problem.field != Field::Evidence
    };
    let refused = |problem: &Problem| Refused {
        row,
        column: Column::of(problem.field),
        what: What::Wrong {
            indicator: Box::new(after.indicator.clone()),
            entry: Box::new(after.entry.clone()),
            problem: problem.clone(),
        },
    };
    after.problems.iter().filter(is_wrong).map(refused).collect()
}

/// A digest of what somebody sees: which versions of which entries, as they are and as they would be.
fn seen(changes: &[Change]) -> String {
    let mut text = String::new();
    for Change { before, after, .. } in changes {
        // Writing into a text never fails.
        let _ = write!(text, "{}\u{1f}{}", before.indicator.code, before.version);
        for column in ANSWERS {
            text.push('\u{1f}');
            text.push_str(column.text(&before.entry));
            text.push('\u{1f}');
            text.push_str(column.text(&after.entry));
        }
        text.push('\n');
    }
    sha256(text.as_bytes()).chars().take(16).collect()
}
