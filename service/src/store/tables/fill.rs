//! Rows on their way into a table: in statements of many rows, or by PostgreSQL's `COPY`.

use super::{Column, Kind, Rows, Table, cells::bytes, quoted};
use crate::{
    ServiceError, ServiceResult,
    store::{ROWS_AT_ONCE, Tx},
};
use serde_json::Value;
use sqlx::{QueryBuilder, Sqlite};
use tokio::sync::mpsc::Receiver;

/// SQLite takes so many values in one statement.
const MOST_VALUES: usize = 32_000;

/// Puts rows into a table as they come, until there are no more.
pub(crate) async fn fill(tx: &mut Tx, table: &Table, from: &mut Receiver<Rows>) -> ServiceResult<()> {
    match tx {
        Tx::Sqlite(tx) => {
            let at_once = (MOST_VALUES / table.columns.len().max(1)).min(ROWS_AT_ONCE);
            while let Some(rows) = from.recv().await {
                for rows in rows.chunks(at_once) {
                    insert(table, rows)?.build().execute(&mut **tx).await?;
                }
            }
        }
        Tx::Postgres(tx) => {
            let sql = format!("COPY {} ({}) FROM STDIN", quoted(&table.name), table.columns());
            let is_identifier = identifiers(tx, table).await?;
            let mut copying = tx.copy_in_raw(&sql).await?;
            while let Some(rows) = from.recv().await {
                copying.send(copied(table, &is_identifier, &rows)?).await?;
            }
            copying.finish().await?;
        }
    }
    Ok(())
}

fn insert(table: &Table, rows: &[Vec<Value>]) -> ServiceResult<QueryBuilder<Sqlite>> {
    let mut sql = QueryBuilder::new(format!("INSERT INTO {} ({}) ", quoted(&table.name), table.columns()));
    let mut wrong = None;
    sql.push_values(rows, |mut row, cells| {
        for (column, cell) in table.columns.iter().zip(cells) {
            match (column.kind, cell) {
                (Kind::Text, Value::String(text)) => row.push_bind(text.clone()),
                (Kind::Integer, Value::Number(number)) if number.is_i64() => row.push_bind(number.as_i64()),
                (Kind::Real, Value::String(text)) if text.parse::<f64>().is_ok() => {
                    row.push_bind(text.parse::<f64>().ok())
                }
                (Kind::Bytes, Value::String(text)) if bytes(text).is_some() => row.push_bind(bytes(text)),
                (_, Value::Null) => row.push_bind(None::<String>),
                (_, _) => {
                    wrong = Some(misfit(table, column));
                    row.push_bind(None::<String>)
                }
            };
        }
    });
    wrong.map_or(Ok(sql), Err)
}

fn misfit(table: &Table, column: &Column) -> ServiceError {
    ServiceError::invalid("backup_damaged", format!("tables/{}.jsonl, {}", table.name, column.name))
}

/// Which columns hold identifiers: the others with bytes hold plain bytes, which are written otherwise.
async fn identifiers(tx: &mut sqlx::PgConnection, table: &Table) -> ServiceResult<Vec<bool>> {
    const SQL: &str = "
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = (SELECT oid FROM pg_class WHERE relname = $1 AND relnamespace = current_schema()::regnamespace)
            AND atttypid = 'uuid'::regtype";
    let found: Vec<(String,)> = sqlx::query_as(SQL).bind(&table.name).fetch_all(tx).await?;
    Ok(table.columns.iter().map(|column| found.iter().any(|(name,)| *name == column.name)).collect())
}

/// Rows as PostgreSQL's `COPY` reads them.
fn copied(table: &Table, is_identifier: &[bool], rows: &[Vec<Value>]) -> ServiceResult<Vec<u8>> {
    let mut text = String::new();
    for cells in rows {
        for (number, ((column, is_identifier), cell)) in table.columns.iter().zip(is_identifier).zip(cells).enumerate()
        {
            if number > 0 {
                text.push('\t');
            }
            match (column.kind, cell) {
                (_, Value::Null) => text.push_str("\\N"),
                (Kind::Bytes, Value::String(digits)) if bytes(digits).is_some() => {
                    text.push_str(if *is_identifier { "" } else { "\\\\x" });
                    text.push_str(digits);
                }
                (Kind::Text, Value::String(cell)) if cell.contains('\0') => {
                    let place = format!("{}, {}", table.name, column.name);
                    return Err(ServiceError::invalid("copy_with_nul", place));
                }
                (Kind::Text, Value::String(cell)) => escaped(&mut text, cell),
                (Kind::Integer, Value::Number(number)) if number.is_i64() => text.push_str(&number.to_string()),
                (Kind::Real, Value::String(real)) if real.parse::<f64>().is_ok() => text.push_str(real),
                (_, _) => return Err(misfit(table, column)),
            }
        }
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn escaped(text: &mut String, cell: &str) {
    for character in cell.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other => text.push(other),
        }
    }
}
