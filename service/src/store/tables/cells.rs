//! Cells as both databases write them: read from a row of either, and read again from a line.

use super::Kind;
use crate::ServiceResult;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value;
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

/// A row of either database whose cells are read as both write them.
pub(super) trait Cells {
    fn cell(&self, number: usize, kind: Kind) -> ServiceResult<Value>;
}

fn or_null<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, Into::into)
}

impl Cells for SqliteRow {
    fn cell(&self, number: usize, kind: Kind) -> ServiceResult<Value> {
        Ok(match kind {
            Kind::Text => or_null(self.try_get::<Option<String>, _>(number)?),
            Kind::Integer => or_null(self.try_get::<Option<i64>, _>(number)?),
            Kind::Real => or_null(self.try_get::<Option<f64>, _>(number)?.map(|real| real.to_string())),
            Kind::Bytes => or_null(self.try_get::<Option<Vec<u8>>, _>(number)?.map(|bytes| hexadecimal(&bytes))),
        })
    }
}

impl Cells for PgRow {
    fn cell(&self, number: usize, _: Kind) -> ServiceResult<Value> {
        use sqlx::{Column as _, TypeInfo as _};
        Ok(match self.column(number).type_info().name() {
            "TIMESTAMPTZ" => or_null(self.try_get::<Option<DateTime<Utc>>, _>(number)?.map(instant)),
            "DATE" => or_null(self.try_get::<Option<NaiveDate>, _>(number)?.map(|date| date.to_string())),
            "INT4" => or_null(self.try_get::<Option<i32>, _>(number)?),
            "INT8" => or_null(self.try_get::<Option<i64>, _>(number)?),
            "BOOL" => or_null(self.try_get::<Option<bool>, _>(number)?.map(i64::from)),
            "FLOAT8" => or_null(self.try_get::<Option<f64>, _>(number)?.map(|real| real.to_string())),
            "UUID" => or_null(self.try_get::<Option<Uuid>, _>(number)?.map(|id| hexadecimal(id.as_bytes()))),
            "BYTEA" => or_null(self.try_get::<Option<Vec<u8>>, _>(number)?.map(|bytes| hexadecimal(&bytes))),
            _ => or_null(self.try_get::<Option<String>, _>(number)?),
        })
    }
}

/// An instant as SQLite keeps it.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
