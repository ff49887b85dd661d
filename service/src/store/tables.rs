//! Every table as lines of text, the same on both databases, for copies of a whole installation.
//!
//! A line is a JSON array with a row's cells in the order of their columns' names. Lines stand in the order of the table's
//! key. Truth values are 0 and 1, bytes hexadecimal, instants as SQLite keeps them, and binary fractions the shortest text
//! that is read as the same one, so that equal data are equal bytes.

/// Cells as both databases write them.
mod cells;
/// Rows on their way in.
mod fill;

pub(crate) use fill::fill;

use super::{Db, Tx, unreadable};
use crate::{ServiceError, ServiceResult};
use cells::Cells as _;
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use tokio::sync::mpsc::Sender;

/// Whoever was signed in signs in again: a session that ended since would begin anew.
const NOT_COPIED: &str = "session";
/// How many bytes of lines are handed on at once.
const PIECE_BYTES: usize = 1 << 18;

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
        UNION SELECT 'snapshot-papers/' || substr(sha256, 1, 2) || '/' || sha256 FROM snapshot_paper
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
