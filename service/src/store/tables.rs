//! Every table as lines of text, the same on both databases, for copies of a whole installation.
//!
//! A line is a JSON array with a row's cells in the order of their columns' names. Lines stand in the order of the table's
//! key. Truth values are 0 and 1, bytes hexadecimal, instants as SQLite keeps them, and binary fractions the shortest text
//! that is read as the same one, so that equal data are equal bytes.

use super::{Db, ROWS_AT_ONCE, Tx, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _, Sqlite, postgres::PgRow, sqlite::SqliteRow};
use tokio::sync::mpsc::{Receiver, Sender};
use uuid::Uuid;

/// Whoever was signed in signs in again: a session that ended since would begin anew.
const NOT_COPIED: &str = "session";
/// How many bytes of lines are handed on at once.
const PIECE_BYTES: usize = 1 << 18;
/// SQLite takes so many values in one statement.
const MOST_VALUES: usize = 32_000;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// Its columns, by name.
    pub(crate) columns: Vec<Column>,
    /// The columns that tell one row from the others, in their order.
    pub(crate) key: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Text,
    Integer,
    Real,
    Bytes,
}

/// Rows of one table on their way into it.
pub(crate) type Rows = Vec<Vec<Value>>;

impl Table {
    /// The columns as they stand in SQL.
    fn columns(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        names.join(", ")
    }

    fn select(&self) -> String {
        let key: Vec<_> = self.key.iter().map(|name| quoted(name)).collect();
        format!("SELECT {} FROM {} ORDER BY {}", self.columns(), quoted(&self.name), key.join(", "))
    }
}

/// A name that comes from the database itself.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The number of the last migration that the database has seen.
pub(crate) async fn migration(tx: &mut Tx) -> ServiceResult<i64> {
    const SQL: &str = "SELECT MAX(version) FROM _sqlx_migrations";
    let (version,): (i64,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(version)
}

/// Every table that is copied, by name.
pub(crate) async fn all(tx: &mut Tx) -> ServiceResult<Vec<Table>> {
    const SQLITE: &str = "
        SELECT tables.name, columns.name, columns.type, columns.pk
        FROM pragma_table_list AS tables JOIN pragma_table_info(tables.name) AS columns
        WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY tables.name, columns.name";
    const POSTGRES: &str = "
        SELECT class.relname::text, attribute.attname::text, format_type(attribute.atttypid, NULL),
            COALESCE(array_position(index.indkey::int2[], attribute.attnum) + 1, 0)::bigint
        FROM pg_class AS class
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
        LEFT JOIN pg_index AS index ON index.indrelid = class.oid AND index.indisprimary
        WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind = 'r'
        ORDER BY class.relname COLLATE \"C\", attribute.attname COLLATE \"C\"";
    let columns: Vec<(String, String, String, i64)> = match tx {
        Tx::Sqlite(tx) => sqlx::query_as(SQLITE).fetch_all(&mut **tx).await?,
        Tx::Postgres(tx) => sqlx::query_as(POSTGRES).fetch_all(&mut **tx).await?,
    };
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: Vec<Vec<(i64, String)>> = Vec::new();
    for (table, name, held, place) in columns {
        if table == NOT_COPIED || table == "_sqlx_migrations" {
            continue;
        }
        if tables.last().is_none_or(|last| last.name != table) {
            tables.push(Table { name: table, columns: Vec::new(), key: Vec::new() });
            keys.push(Vec::new());
        }
        if let (Some(table), Some(key)) = (tables.last_mut(), keys.last_mut()) {
            table.columns.push(Column { kind: kind(&held)?, name: name.clone() });
            key.extend((place > 0).then_some((place, name)));
        }
    }
    for (table, mut key) in tables.iter_mut().zip(keys) {
        key.sort();
        table.key = key.into_iter().map(|(_, name)| name).collect();
    }
    Ok(tables)
}

/// What a column of a type holds, by the name that its database has for it.
fn kind(held: &str) -> ServiceResult<Kind> {
    match held {
        "TEXT" | "text" | "timestamp with time zone" | "date" => Ok(Kind::Text),
        "INTEGER" | "integer" | "bigint" | "boolean" => Ok(Kind::Integer),
        "REAL" | "double precision" => Ok(Kind::Real),
        "BLOB" | "bytea" | "uuid" => Ok(Kind::Bytes),
        other => Err(ServiceError::fault("reading a table", format!("columns of the type {other} are not copied"))),
    }
}

/// Hands on every row of a table as lines, some at a time; ends early where nobody takes them.
pub(crate) async fn read<T: From<Vec<u8>>>(tx: &mut Tx, table: &Table, to: &Sender<T>) -> ServiceResult<()> {
    let sql = table.select();
    let mut piece = Vec::new();
    macro_rules! hand_on {
        ($tx:expr) => {
            let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut **$tx);
            while let Some(row) = rows.try_next().await? {
                let cells: ServiceResult<Vec<Value>> =
                    table.columns.iter().enumerate().map(|(number, column)| row.cell(number, column.kind)).collect();
                serde_json::to_writer(&mut piece, &cells?).map_err(|error| unreadable("row", error))?;
                piece.push(b'\n');
                if piece.len() >= PIECE_BYTES && to.send(std::mem::take(&mut piece).into()).await.is_err() {
                    return Ok(());
                }
            }
        };
    }
    match tx {
        Tx::Sqlite(tx) => {
            hand_on!(tx);
        }
        Tx::Postgres(tx) => {
            hand_on!(tx);
        }
    }
    if !piece.is_empty() {
        // Whoever takes them no longer has said why.
        let _ = to.send(piece.into()).await;
    }
    Ok(())
}

/// A row of either database whose cells are read as both write them.
trait Cells {
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

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// What rows name others by, where that is looked at as each row comes: its table and its name.
type ForeignKey = (String, String);

/// Lets rows name others that come later, until [`close`], which needs what this gives. Whatever a new database begins with
/// is put away.
///
/// # Errors
/// Somebody has put something into the database.
pub(crate) async fn open(tx: &mut Tx, tables: &[Table]) -> ServiceResult<Vec<ForeignKey>> {
    const HOLD: &str = "LOCK TABLE organisation, account, audit_head IN EXCLUSIVE MODE";
    const AT_ONCE: &str = "
        SELECT class.relname::text, foreign_key.conname::text
        FROM pg_constraint AS foreign_key JOIN pg_class AS class ON class.oid = foreign_key.conrelid
        WHERE foreign_key.contype = 'f' AND NOT foreign_key.condeferrable
            AND class.relnamespace = current_schema()::regnamespace";
    let at_once = match tx {
        Tx::Sqlite(tx) => {
            sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut **tx).await?;
            Vec::new()
        }
        Tx::Postgres(tx) => {
            sqlx::query(HOLD).execute(&mut **tx).await?;
            sqlx::query_as(AT_ONCE).fetch_all(&mut **tx).await?
        }
    };
    if is_used(tx).await? {
        return Err(ServiceError::invalid("backup_into_use", ""));
    }
    look(tx, &at_once, "DEFERRABLE INITIALLY DEFERRED").await?;
    for table in tables {
        let sql = format!("DELETE FROM {}", quoted(&table.name));
        on!(tx, conn => sqlx::query(AssertSqlSafe(sql)).execute(conn).await.map(|_| ()))?;
    }
    Ok(at_once)
}

/// Makes sure that whatever rows name is there, and that it is looked at as before.
pub(crate) async fn close(tx: &mut Tx, at_once: &[ForeignKey]) -> ServiceResult<()> {
    match tx {
        Tx::Sqlite(tx) => {
            let unknown: Option<(String,)> = sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")
                .fetch_optional(&mut **tx)
                .await?;
            if let Some((table,)) = unknown {
                return Err(ServiceError::invalid("backup_damaged", format!("tables/{table}.jsonl")));
            }
            return Ok(());
        }
        Tx::Postgres(tx) => {
            sqlx::query("SET CONSTRAINTS ALL IMMEDIATE").execute(&mut **tx).await?;
        }
    }
    look(tx, at_once, "NOT DEFERRABLE").await
}

/// Says when foreign keys are looked at.
async fn look(tx: &mut Tx, foreign_keys: &[ForeignKey], when: &str) -> ServiceResult<()> {
    let Tx::Postgres(tx) = tx else { return Ok(()) };
    for (table, name) in foreign_keys {
        let sql = format!("ALTER TABLE {} ALTER CONSTRAINT {} {when}", quoted(table), quoted(name));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await?;
    }
    Ok(())
}

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

/// Whether anybody has put anything into the database; not where it has no tables yet.
pub(crate) async fn is_used(tx: &mut Tx) -> ServiceResult<bool> {
    const SQLITE: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'audit_event')";
    const POSTGRES: &str = "SELECT to_regclass('audit_event') IS NOT NULL";
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM organisation) OR EXISTS (SELECT 1 FROM account)
            OR EXISTS (SELECT 1 FROM audit_event)";
    let (has_tables,): (bool,) = match tx {
        Tx::Sqlite(tx) => sqlx::query_as(SQLITE).fetch_one(&mut **tx).await?,
        Tx::Postgres(tx) => sqlx::query_as(POSTGRES).fetch_one(&mut **tx).await?,
    };
    if !has_tables {
        return Ok(false);
    }
    let (is_used,): (bool,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(is_used)
}

/// Where the files lie that the tables speak of, in order.
pub(crate) async fn places(tx: &mut Tx) -> ServiceResult<Vec<String>> {
    const SQL: &str = "
        SELECT 'evidence/' || substr(sha256, 1, 2) || '/' || sha256 AS place FROM evidence
        UNION SELECT 'evidence/' || substr(sha256, 1, 2) || '/' || sha256 FROM authority_letter
        UNION SELECT 'snapshots/' || substr(sha256, 1, 2) || '/' || sha256 FROM snapshot
        UNION SELECT 'snapshot-files/' || substr(sha256, 1, 2) || '/' || sha256 FROM snapshot_file
        ORDER BY place";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(place,)| place).collect())
}

impl Db {
    /// Ends all connections, so that whatever was open is free.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
