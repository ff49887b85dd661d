//! One table as Parquet with typed columns. Reported numbers are exact; of computed ones 18 decimals are kept, since
//! Parquet's decimals have a fixed number of digits.

use super::Copy;
use domain::{
    amount::Amount,
    snapshot::table::{Cell, Column, Kind, Presence, Table},
};
use parquet::{
    basic::Compression,
    data_type::{
        BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
    },
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::parser::parse_message_type,
};
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    sync::Arc,
};

/// How many rows are held in memory and written together: of the widest table, with what is written of them, some 8 MiB.
const ROWS_TOGETHER: usize = 2_000;
/// Digits after the point of what was reported.
const OF_REPORTED: u32 = 6;
/// Digits after the point of what was computed.
const OF_COMPUTED: u32 = 18;

pub(super) fn write(table: Table, copy: &Copy, to: File) -> anyhow::Result<u64> {
    let schema = Arc::new(parse_message_type(&message(table))?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(BufWriter::new(to), schema, Arc::new(properties))?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let count = copy.each_row(table, |row| {
        rows.push(row.to_vec());
        if rows.len() == ROWS_TOGETHER { write_group(&mut writer, table, &std::mem::take(&mut rows)) } else { Ok(()) }
    })?;
    write_group(&mut writer, table, &rows)?;
    writer.into_inner()?.flush()?;
    Ok(count)
}

/// The schema in Parquet's own words.
fn message(table: Table) -> String {
    let column = |column: &Column| {
        let repetition = match column.presence {
            Presence::Always => "REQUIRED",
            Presence::Sometimes => "OPTIONAL",
        };
        let (physical, logical) = match column.kind {
            Kind::Text => ("BYTE_ARRAY", "(STRING)".to_owned()),
            Kind::Whole => ("INT64", String::new()),
            Kind::Reported => ("FIXED_LEN_BYTE_ARRAY (16)", format!("(DECIMAL(38,{OF_REPORTED}))")),
            Kind::Computed => ("FIXED_LEN_BYTE_ARRAY (16)", format!("(DECIMAL(38,{OF_COMPUTED}))")),
            Kind::Date => ("INT32", "(DATE)".to_owned()),
            Kind::Instant => ("INT64", "(TIMESTAMP(MICROS,true))".to_owned()),
            Kind::Truth => ("BOOLEAN", String::new()),
        };
        format!("  {repetition} {physical} {} {logical};\n", column.name)
    };
    let columns: String = table.columns().iter().map(column).collect();
    format!("message {} {{\n{columns}}}", table.as_ref())
}

fn write_group(
    writer: &mut SerializedFileWriter<BufWriter<File>>,
    table: Table,
    rows: &[Vec<Cell>],
) -> anyhow::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut group = writer.next_row_group()?;
    for (place, column) in table.columns().iter().enumerate() {
        let Some(mut to) = group.next_column()? else { break };
        let cells = rows.iter().filter_map(|row| row.get(place));
        let put = match column.kind {
            Kind::Text => {
                put::<ByteArrayType>(&mut to, column, cells, |cell| Some(ByteArray::from(cell.text().as_str())))
            }
            Kind::Whole => put::<Int64Type>(&mut to, column, cells, |cell| {
                if let Cell::Whole(number) = cell { Some(*number) } else { None }
            }),
            Kind::Reported => put::<FixedLenByteArrayType>(&mut to, column, cells, |cell| decimal(cell, OF_REPORTED)),
            Kind::Computed => put::<FixedLenByteArrayType>(&mut to, column, cells, |cell| decimal(cell, OF_COMPUTED)),
            Kind::Date => put::<Int32Type>(&mut to, column, cells, |cell| {
                let Cell::Date(day) = cell else { return None };
                i32::try_from(day.signed_duration_since(chrono::NaiveDate::default()).num_days()).ok()
            }),
            Kind::Instant => put::<Int64Type>(&mut to, column, cells, |cell| {
                if let Cell::Instant(instant) = cell { Some(instant.timestamp_micros()) } else { None }
            }),
            Kind::Truth => {
                put::<BoolType>(
                    &mut to,
                    column,
                    cells,
                    |cell| {
                        if let Cell::Truth(is) = cell { Some(*is) } else { None }
                    },
                )
            }
        };
        put?;
        to.close()?;
    }
    group.close()?;
    Ok(())
}

/// Writes one column: what is there, and where nothing is.
fn put<'a, T: DataType>(
    to: &mut SerializedColumnWriter<'_>,
    column: &Column,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> anyhow::Result<()> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let there = if *cell == Cell::Blank { None } else { value(cell) };
        anyhow::ensure!(there.is_some() || column.presence == Presence::Sometimes, "{} is empty", column.name);
        levels.push(i16::from(there.is_some()));
        values.extend(there);
    }
    let levels = (column.presence == Presence::Sometimes).then_some(levels.as_slice());
    to.typed::<T>().write_batch(&values, levels, None)?;
    Ok(())
}

/// A decimal with so many digits after the point, as sixteen bytes, the highest first.
fn decimal(cell: &Cell, scale: u32) -> Option<FixedLenByteArray> {
    let Cell::Number(amount) = cell else { return None };
    let bytes = unscaled(*amount, scale)?.to_be_bytes();
    Some(ByteArray::from(bytes.to_vec()).into())
}

fn unscaled(amount: Amount, scale: u32) -> Option<i128> {
    let rounded = amount.rounded(scale).decimal();
    let missing = scale.checked_sub(rounded.scale())?;
    rounded.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_digits() {
        for (text, scale, expected) in [
            ("1234.5", 6, 1_234_500_000),
            ("-0.000001", 6, -1),
            ("999999999999999.999999", 6, 999_999_999_999_999_999_999),
            ("0.3333333333333333333333333333", 18, 333_333_333_333_333_333),
        ] {
            assert_eq!(unscaled(text.parse().expect("a number"), scale), Some(expected), "{text}");
        }
    }
}
