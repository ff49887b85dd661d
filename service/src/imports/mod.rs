//! Reading files that people made elsewhere. Every reader says all that is wrong at once, each with its line, its column
//! and the reason, and gives nothing unless everything is right.

/// Files with accounts.
pub mod accounts;
/// Files in TOML, part by part.
mod document;
/// Files with what happened to bodies of the state.
pub mod events;
/// Files with sourced figures.
pub mod facts;
/// Files with public holidays.
pub mod holidays;
/// Files with bodies of the state.
pub mod organisations;
/// Plans as code.
pub mod plans;
/// Schemes of scores as files.
pub mod schemes;
/// Reports that were filled in as a spreadsheet.
pub mod sheet;
/// Rows of a file of any length.
mod stream;
/// Rows and columns of a CSV file.
pub(crate) mod table;
/// Files with accepted values, however long.
pub mod values;

use domain::{
    amount::AmountError,
    buddhist::DateError,
    derived::FormulaFault,
    ids::{IndicatorCode, PlanCode},
    problem::ProblemKind,
    score::SchemeReason,
};

/// The most refusals that are listed; one more says that there are others.
pub const MOST_REFUSALS: usize = 1_000;

/// Why one place of a file cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The column or key; empty where the whole line is meant.
    pub column: String,
    /// What is wrong.
    pub reason: Reason,
}

impl Refusal {
    /// A refusal of one column of a line.
    pub(crate) fn new(line: u64, column: impl Into<String>, reason: Reason) -> Self {
        Self { line, column: column.into(), reason }
    }
}

/// What is wrong in a file. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, strum::AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// The bytes are no UTF-8: most likely Windows-874, TIS-620 or UTF-16.
    NotUtf8,
    /// A NUL character, which no text has.
    Nul,
    /// Nothing but a header, or not even that.
    Empty,
    /// The columns are parted by something else than commas.
    NotCommas,
    /// A column that must be there is not.
    ColumnMissing,
    /// A column that means nothing, or stands twice.
    ColumnUnknown,
    /// More or fewer cells than the header has.
    CellCount {
        /// As many as the header has.
        expected: usize,
        /// As many as the line has.
        found: usize,
    },
    /// A text that is longer than any real one; perhaps a quotation mark is not closed.
    TooLong {
        /// The longest that is taken, in characters.
        longest: usize,
    },
    /// Nothing where something is needed.
    Blank,
    /// Something where nothing may be.
    NotBlank,
    /// A text that a spreadsheet would compute.
    Formula,
    /// Not a code of plain letters, digits, dots and dashes.
    NotACode,
    /// None of the words that are possible.
    NotOneOf {
        /// The words.
        words: Vec<String>,
    },
    /// Not a day.
    NotADate(DateError),
    /// Not a year, or one of the wrong era.
    NotAYear,
    /// Not a number.
    NotANumber(AmountError),
    /// Not an e-mail address.
    NotAnAddress,
    /// The same as an earlier line.
    Duplicate {
        /// The earlier line.
        line: u64,
    },
    /// Different from an earlier line of the same thing.
    Differs {
        /// The earlier line.
        line: u64,
    },
    /// It is not registered, or not in the file.
    Unknown,
    /// The agency's kind is not asked for this indicator in this round.
    NotAsked,
    /// The indicator is worked out from others, so that no value is taken for it.
    Derived,
    /// The agency owes no report in this round.
    NotOwed,
    /// Somebody is working on this report.
    BeingWorkedOn,
    /// The report was accepted before: it changes by a correction, not by an import.
    AcceptedBefore {
        /// What was accepted; empty where the indicator was not reported.
        accepted: String,
    },
    /// The rules find the value wrong.
    Problem(ProblemKind),
    /// A parent that leads back to its child, or more than one root.
    NotATree {
        /// What is wrong with the tree.
        detail: String,
    },
    /// What a file in TOML says is no plan.
    Plan {
        /// What is wrong.
        detail: String,
    },
    /// A formula in a plan is wrong.
    FormulaOfPlan {
        /// What is wrong with it.
        fault: FormulaFault,
    },
    /// What a file in TOML says is no scheme.
    Scheme {
        /// What is wrong.
        detail: String,
    },
    /// A scheme that the engine refuses.
    SchemeRefused(SchemeReason),
    /// The bytes of a file in TOML are no UTF-8.
    TomlNotUtf8,
    /// Not TOML.
    NotToml {
        /// What is wrong.
        detail: String,
    },
    /// A key of TOML that must be there is not.
    KeyMissing,
    /// A key of TOML that means nothing.
    KeyUnknown {
        /// Those that are known there.
        known: Vec<String>,
    },
    /// A code that stands on an earlier line.
    CodeTwice {
        /// The earlier line.
        line: u64,
    },
    /// An indicator that the plan does not have.
    NotInPlan {
        /// The indicator.
        indicator: IndicatorCode,
        /// The plan.
        plan: PlanCode,
    },
    /// A coding for other answers than the plan asks for.
    CodingUnfit {
        /// The coding.
        coding: String,
        /// The indicator.
        indicator: IndicatorCode,
        /// The plan.
        plan: PlanCode,
        /// How the plan measures it.
        measure: String,
        /// The codings that take its answers.
        fitting: String,
    },
}

/// Refusals as they are found, up to [`MOST_REFUSALS`].
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    found: Vec<Refusal>,
}

impl Refusals {
    /// Notes one.
    pub(crate) fn add(&mut self, refusal: Refusal) {
        if !self.is_full() {
            self.found.push(refusal);
        }
    }

    /// Whether there is no need to look further.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() > MOST_REFUSALS
    }

    /// What was read, if nothing is wrong with it.
    pub(crate) fn or<T>(mut self, read: T) -> Result<T, Vec<Refusal>> {
        if self.found.is_empty() {
            return Ok(read);
        }
        self.found.sort_by_key(|refusal| refusal.line);
        Err(self.found)
    }
}
