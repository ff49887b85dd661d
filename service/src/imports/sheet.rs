//! Reports that were filled in as a spreadsheet: a workbook, or the same as CSV. Nothing is held against a draft here; a
//! reader only says what stands in the file, and every cell that cannot be read.

/// The same as ADX.
mod adx;
/// What a workbook may cost.
mod bounds;
/// The same as CSV.
mod comma;
/// A workbook.
mod workbook;

pub use bounds::LARGEST_SHEET;

use domain::{
    round::Round,
    sheet::{Column, FilledRow, Misfit},
    submission::Refusal,
    text::Bilingual,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io::Read, ops::ControlFlow};
use strum::{AsRefStr, EnumString};

/// The most refusals that are listed of one file.
pub const MOST_SHEET_REFUSALS: usize = 200;

/// The most indicators of a file: far more than any plan has.
const MOST_ROWS: usize = 1_000;

/// The most agencies of one file.
pub const MOST_AGENCIES: usize = 500;

/// The most rows of a workbook of many agencies, all agencies together.
pub const MOST_ROWS_OF_MANY: usize = 2_000;

/// After so many places that cannot be taken, a large file is read no further.
pub const MOST_COUNTED_REFUSALS: usize = 10_000;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SheetKind {
    /// Office Open XML.
    Workbook,
    /// The same with the rows of many agencies.
    WorkbookOfMany,
    /// Comma-separated values.
    Csv,
    /// The exchange format of DHIS2.
    Adx,
}

/// Why one cell of a file, or all of it, cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRefusal {
    /// The row of the sheet or line of the file, counted from 1; 0 where the whole file is meant.
    pub row: u32,
    /// The column; none where the whole row is meant.
    pub column: Option<Column>,
    /// Why.
    pub why: Why,
}

/// What is wrong. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr)]
#[serde(tag = "why", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Why {
    /// Neither a workbook nor a text.
    NotASpreadsheet,
    /// Not a CSV, where only that is taken.
    NotACsv,
    /// A workbook of before 2007, or one that is protected by a password.
    OldWorkbook,
    /// A workbook that is protected by a password.
    Protected,
    /// A workbook that cannot be read.
    Damaged,
    /// More inside than any report has.
    TooMuchInside,
    /// A cell that lies far outside of the template.
    FarCell {
        /// Which.
        cell: String,
    },
    /// Nothing says that it is a template of this system.
    NoTemplate,
    /// A template with another layout.
    OtherVersion {
        /// Which.
        version: u32,
    },
    /// A template of another agency.
    OtherAgency {
        /// Whose, as the register has it; none where it has no such body.
        name: Option<Bilingual>,
    },
    /// A template of another round.
    OtherRound {
        /// Which, as the file says.
        round: String,
    },
    /// A CSV that is not UTF-8.
    NotUtf8,
    /// Columns that are parted by something else than commas.
    NotCommas,
    /// A column that must be there is not.
    ColumnMissing {
        /// Which.
        name: String,
    },
    /// A column that means nothing, or stands twice.
    ColumnUnknown {
        /// Which.
        name: String,
    },
    /// More or fewer cells than the heading has.
    CellCount,
    /// A row longer than any real one; perhaps a quotation mark is not closed.
    TooLong,
    /// A row with answers and without an indicator.
    NoIndicator,
    /// A code of no indicator.
    UnknownIndicator {
        /// What stands there.
        found: String,
    },
    /// An indicator that stands in another row, too.
    Twice {
        /// The other row.
        row: u32,
    },
    /// An indicator that was filled in and is not asked, or means something else now.
    Misfit {
        /// Which of both.
        misfit: Misfit,
    },
    /// A cell in which the spreadsheet shows an error.
    ErrorShown {
        /// What it shows, such as `#REF!`.
        shown: String,
    },
    /// A formula whose result the spreadsheet did not store.
    NotComputed,
    /// An agency that is unknown, owes no report in this round, or is not the person's to report for.
    NotYours {
        /// What stands there.
        agency: String,
    },
    /// A report that cannot be changed now.
    Closed {
        /// Why.
        refusal: Refusal,
    },
    /// A newer file has taken the place of a part of this one.
    PartReplaced,
    /// Rows of an agency that has others elsewhere in the file.
    NotTogether {
        /// Which agency.
        agency: String,
    },
    /// More is wrong than is counted, so that nobody read further.
    NotReadFurther,
    /// The answers of more agencies than one file may have.
    TooManyAgencies,
    /// A date where a number is asked.
    Date,
    /// None of the words of a list.
    NotOneOf {
        /// The words.
        words: Vec<String>,
    },
    /// A text with a character that no text has.
    Nul,
    /// XML that cannot be read to its end.
    NotXml,
    /// XML of another kind than ADX.
    NotAdx,
    /// A document type or an entity of one's own.
    Entities,
    /// An attribute that must be there is not.
    AttributeMissing {
        /// Which.
        name: String,
    },
    /// Figures that are parted by something that is not asked.
    Disaggregated {
        /// By what.
        name: String,
    },
    /// A group of another period.
    OtherPeriod {
        /// Which, as the file says.
        found: String,
        /// The one of the round.
        asked: String,
    },
    /// A group of another data set than the plan of the round.
    OtherDataSet {
        /// Which, as the file says.
        found: String,
        /// The plan of the round.
        asked: String,
    },
}

/// What stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) kind: SheetKind,
    /// Of which round and agency the file says it is, as it says so; a CSV may leave it open.
    pub(crate) whose: Vec<(String, String)>,
    /// The digest of what was asked when it was downloaded.
    pub(crate) asked: Option<String>,
    pub(crate) rows: Vec<FilledRow>,
    pub(crate) refusals: Vec<SheetRefusal>,
}

impl Filled {
    fn nothing(kind: SheetKind) -> Self {
        Self { kind, whose: Vec::new(), asked: None, rows: Vec::new(), refusals: Vec::new() }
    }

    /// Notes why a place cannot be taken, unless there is more wrong already than anybody reads.
    fn refuse(&mut self, row: u32, column: Option<Column>, why: Why) {
        if !self.is_full() {
            self.refusals.push(SheetRefusal { row, column, why });
        }
    }

    /// Whether there is no use in reading on.
    fn is_full(&self) -> bool {
        self.refusals.len() > MOST_SHEET_REFUSALS || self.rows.len() > MOST_ROWS
    }

    /// Takes the row of an indicator, unless it stands in another row.
    fn take(&mut self, row: FilledRow) {
        if self.rows.len() == MOST_ROWS {
            self.refuse(row.row, None, Why::TooMuchInside);
        }
        match self.rows.iter().find(|other| other.indicator == row.indicator) {
            Some(other) => self.refuse(row.row, Some(Column::Indicator), Why::Twice { row: other.row }),
            None => self.rows.push(row),
        }
    }
}

/// The rows of one agency that stand together in a large file.
pub(crate) struct Portion {
    /// The agency, as the file names it.
    pub(crate) agency: String,
    /// The first of its rows.
    pub(crate) first_row: u32,
    /// How many they are.
    pub(crate) rows: i64,
    /// What stands in them.
    pub(crate) filled: Filled,
}

/// Reads a CSV of any length with the answers of many agencies, agency by agency, in constant memory; gives what cannot be
/// said of any agency.
pub(crate) fn read_portions(
    file: impl Read + Send + 'static,
    give: impl FnMut(Portion) -> ControlFlow<()>,
) -> Vec<SheetRefusal> {
    comma::read_portions(file, give)
}

/// Reads a CSV or ADX with the answers of many agencies for a round, each by the code that its rows name; what cannot be
/// said of any agency stands apart.
pub(crate) fn read_many(bytes: &[u8], round: &Round) -> (SheetKind, BTreeMap<String, Filled>, Vec<SheetRefusal>) {
    let kind = match bytes {
        bytes if adx::is_xml(bytes) => SheetKind::Adx,
        bytes if is_workbook(bytes) => SheetKind::WorkbookOfMany,
        _ => SheetKind::Csv,
    };
    let mut apart = Filled::nothing(kind);
    let mut agencies = BTreeMap::new();
    if kind == SheetKind::Adx {
        adx::read_many(bytes, round, &mut agencies, &mut apart);
    } else if kind == SheetKind::WorkbookOfMany {
        let checked = bounds::check(bytes, &bounds::OF_MANY);
        if let Err(why) = checked.and_then(|()| workbook::read_many(bytes, &mut agencies, &mut apart)) {
            apart.refuse(0, None, why);
        }
    } else if bytes.iter().take(512).any(|byte| *byte == 0) || bytes.starts_with(b"%PDF") {
        apart.refuse(0, None, Why::NotACsv);
    } else {
        comma::read_many(bytes, &mut agencies, &mut apart);
    }
    (kind, agencies, apart.refusals)
}

/// Whether a file is a workbook, of today or of before 2007.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Reads a file, whichever kind it is.
pub(crate) fn read(bytes: &[u8]) -> Filled {
    if is_workbook(bytes) {
        let mut filled = Filled::nothing(SheetKind::Workbook);
        if let Err(why) = bounds::check(bytes, &bounds::OF_ONE).and_then(|()| workbook::read(bytes, &mut filled)) {
            filled.refuse(0, None, why);
        }
        return filled;
    }
    let mut filled = Filled::nothing(SheetKind::Csv);
    if bytes.starts_with(b"%PDF") || bytes.iter().take(512).any(|byte| *byte == 0) {
        filled.refuse(0, None, Why::NotASpreadsheet);
    } else {
        comma::read(bytes, &mut filled);
    }
    filled
}
