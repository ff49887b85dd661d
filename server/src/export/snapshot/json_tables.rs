//! All tables as one JSON document: `{"format":"tidtam-tables/1","snapshot":"…","tables":{"values":[{…},…],…}}`. Numbers
//! are written with all their digits.

use super::Copy;
use domain::snapshot::table::{Cell, Column, Table};
use std::{
    fs::File,
    io::{BufWriter, Write},
};
use strum::IntoEnumIterator as _;

pub(super) fn write(copy: &Copy, to: File) -> anyhow::Result<u64> {
    let mut out = BufWriter::new(to);
    let code = serde_json::to_string(&copy.head()?.code)?;
    write!(out, "{{\"format\":\"tidtam-tables/1\",\"snapshot\":{code},\"tables\":{{")?;
    let mut rows = 0;
    for (place, table) in Table::iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        write!(out, "{comma}\n\"{}\":[", table.as_ref())?;
        let mut is_first = true;
        rows += copy.each_row(table, |row| {
            out.write_all(if std::mem::take(&mut is_first) { b"\n" } else { b",\n" })?;
            object(&mut out, table.columns(), row)
        })?;
        out.write_all(b"]")?;
    }
    out.write_all(b"}}\n")?;
    out.flush()?;
    Ok(rows)
}

fn object(out: &mut impl Write, columns: &[Column], row: &[Cell]) -> anyhow::Result<()> {
    for (place, (column, cell)) in columns.iter().zip(row).enumerate() {
        let before = if place == 0 { '{' } else { ',' };
        write!(out, "{before}\"{}\":", column.name)?;
        match cell {
            Cell::Blank => out.write_all(b"null")?,
            Cell::Whole(_) | Cell::Number(_) | Cell::Truth(_) => out.write_all(cell.text().as_bytes())?,
            Cell::Text(_) | Cell::Date(_) | Cell::Instant(_) => serde_json::to_writer(&mut *out, &cell.text())?,
        }
    }
    Ok(out.write_all(b"}")?)
}
