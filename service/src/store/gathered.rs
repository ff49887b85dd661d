//! Many small rows as few large ones. What a row of SQLite costs goes by the row far more than by what stands in it: it is
//! copied on SQLite's thread and handed to ours. Decision 0096.

use super::Tx;

/// Parts the texts of a row. No code, number, word or JSON has it; free text comes last.
pub(super) const BETWEEN: char = '\u{1f}';
/// Parts the rows that come as one. No code, number or word has it; whoever selects free text has to write it otherwise there.
const BETWEEN_ROWS: char = '\u{1e}';

impl Tx {
    /// Begins a column in which the texts of all rows of a group stand as one; [`rows`] takes it apart again.
    pub(super) fn gathers(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SELECT group_concat(",
            Self::Postgres(_) => "SELECT string_agg(",
        }
    }
}

/// Ends the column that [`Tx::gathers`] began.
pub(super) const GATHERED: &str = ", '\u{1e}') ";

/// The rows of a group.
pub(super) fn rows(group: &str) -> std::str::Split<'_, char> {
    group.split(BETWEEN_ROWS)
}
