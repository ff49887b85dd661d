//! The database that is connected, and transactions on it.

use super::{ROWS_AT_ONCE, faults};
use crate::{ServiceError, ServiceResult};
use sqlx::{
    Connection as _, Postgres, Sqlite,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs::File, io::Read as _, path::Path, str::FromStr, time::Duration};

/// How long whoever changes something waits for SQLite's one writer: a large file is put into all drafts in one
/// transaction, see decision 0045.
pub(crate) const WRITERS_WAIT: Duration = Duration::from_secs(30);
/// How long a server may be silent within a transaction before PostgreSQL undoes it: a server that is paused then holds
/// locks that every change of the others waits for.
const LONGEST_SILENCE: (&str, &str) = ("idle_in_transaction_session_timeout", "20s");

/// A connected database.
#[derive(Clone)]
pub(crate) enum Db {
    /// The embedded file: many readers, one writer.
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// A transaction on either.
pub(crate) enum Tx {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// How a file of SQLite begins.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Whether there is a database to be read; of a server only connecting tells.
pub(crate) fn is_there(url: &str) -> bool {
    let file = SqliteConnectOptions::from_str(url).map(|options| options.get_filename().to_owned());
    let is_one = |file: &Path| {
        let mut begins = [0; SQLITE.len()];
        File::open(file).and_then(|mut file| file.read_exact(&mut begins)).is_ok_and(|()| begins == *SQLITE)
    };
    !url.starts_with("sqlite:") || file.is_ok_and(|file| file.is_file() && is_one(&file))
}

pub(super) fn postgres_options(url: &str) -> ServiceResult<PgConnectOptions> {
    let options =
        PgConnectOptions::from_str(url).map_err(|error| ServiceError::fault("the database address", error))?;
    Ok(options.application_name("tidtam").options([LONGEST_SILENCE]))
}

pub(super) fn sqlite_options(url: &str) -> ServiceResult<SqliteConnectOptions> {
    let options =
        SqliteConnectOptions::from_str(url).map_err(|error| ServiceError::fault("the database address", error))?;
    Ok(options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .row_buffer_size(ROWS_AT_ONCE)
        .pragma("cache_size", "-65536")
        .pragma("mmap_size", "1073741824"))
}

impl Db {
    pub(crate) async fn connect(url: &str) -> ServiceResult<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = PgPoolOptions::new()
                .max_connections(20)
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(postgres_options(url)?)
                .await?;
            return Ok(Self::Postgres(pool));
        }
        if !url.starts_with("sqlite:") {
            return Err(ServiceError::fault(
                "the database address",
                "it begins neither with sqlite: nor with postgres://",
            ));
        }
        let options = sqlite_options(url)?.create_if_missing(true).foreign_keys(true);
        let pool = |wait| SqlitePoolOptions::new().acquire_timeout(wait);
        // On a full disk SQLite rolls back by itself and sqlx goes on counting a transaction, so that none could ever
        // begin again: such a connection is not kept. The ping lets a rollback that is under way finish first.
        let writer = pool(WRITERS_WAIT).max_connections(1).after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
        let writer = writer.connect_with(options.clone()).await?;
        let readers =
            pool(Duration::from_secs(5)).max_connections(8).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self::Sqlite { readers, writer })
    }

    /// The same for whoever reads much and each of it once: of the embedded file a connection of its own, which keeps few pages
    /// in memory and lets go of them when it ends.
    pub(crate) async fn reading_once(&self, url: &str) -> ServiceResult<Self> {
        let Self::Sqlite { writer, .. } = self else { return Ok(self.clone()) };
        let options = sqlite_options(url)?.pragma("cache_size", "-8192").pragma("query_only", "on");
        let readers = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        Ok(Self::Sqlite { readers, writer: writer.clone() })
    }

    pub(crate) async fn migrate(&self) -> ServiceResult<()> {
        let migrated = match self {
            Self::Sqlite { writer, .. } => sqlx::migrate!("../migrations/sqlite").run(writer).await,
            Self::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await,
        };
        migrated.map_err(|error| ServiceError::fault("bringing the tables up to date", error))
    }

    /// Open connections, and how many of them are idle.
    pub(crate) fn connections(&self) -> crate::operations::Connections {
        let idle = |idle: usize| u32::try_from(idle).unwrap_or(u32::MAX);
        let (open, idle) = match self {
            Self::Sqlite { readers, writer } => {
                (readers.size() + writer.size(), idle(readers.num_idle() + writer.num_idle()))
            }
            Self::Postgres(pool) => (pool.size(), idle(pool.num_idle())),
        };
        crate::operations::Connections { open, idle }
    }

    /// A transaction that sees one state of the data throughout and changes nothing.
    pub(crate) async fn read(&self) -> ServiceResult<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that changes something. SQLite takes its one writer's lock at once.
    pub(crate) async fn write(&self) -> ServiceResult<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await.map_err(faults::unbegun)?)
            }
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

impl Tx {
    /// Makes everything durable. Dropped without it, nothing happened.
    pub(crate) async fn commit(self) -> ServiceResult<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Asks the database for nothing, to see that it answers.
pub(crate) async fn ping(tx: &mut Tx) -> ServiceResult<()> {
    on!(tx, conn => sqlx::query("SELECT 1").execute(conn).await.map(|_| ()))?;
    Ok(())
}
