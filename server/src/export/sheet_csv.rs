//! The template of a report as CSV (RFC 4180, UTF-8 with a byte-order mark, so that Thai opens in a spreadsheet), with
//! what says whose it is in every row.

use super::sheet_workbook::told;
use domain::sheet::{Cell, Column, harmless, number_text};
use service::sheets::Template;

/// Writes the CSV.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn csv(template: &Template) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    let head = template.head.pairs();
    let names = Column::all().map(|column| column.as_ref().to_owned());
    let head_names = head.iter().map(|(name, _)| (*name).to_owned());
    writer.write_record(names.chain(head_names).chain(["mark".to_owned()]))?;
    for (entry, (_, mark)) in template.report.entries.iter().zip(&template.marks) {
        let cells = Column::all().map(|column| match told(entry, column) {
            Cell::Blank => String::new(),
            Cell::Number(number) => number_text(number),
            Cell::Text(text) => harmless(&text),
        });
        let head_values = head.iter().map(|(_, value)| harmless(value));
        writer.write_record(cells.chain(head_values).chain([mark.to_string()]))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
