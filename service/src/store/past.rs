//! What the database held at an earlier instant: a connection of its own, on which the names of tables stand for what they
//! held then. Every statement of the store reads it as it is; the present is not touched. Decision 0078.
//!
//! What is written once is a view with the instant in it. What is moved is a temporary table with what it was. Sums, counters
//! and scores are made afresh for the rounds in which something happened since, by whatever makes them now.

mod stands;
mod texts;

pub(crate) use self::stands::{Recorded, recorded, touched};

use super::{
    Db, Tx,
    history::{Begun, save_reports},
    postgres_options, sqlite_options, stored, trusted,
};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    ids::{AccountId, RoundCode},
    submission::{ReportKey, Stamp, Submission, ThreadStep},
    trust::TrustGrade,
};
use sqlx::{
    AssertSqlSafe, Connection as _, Database, FromRow,
    pool::{PoolConnectionMetadata, PoolOptions},
    postgres::{PgConnection, PgPoolOptions},
    sqlite::SqlitePoolOptions,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use uuid::Uuid;

/// How long somebody waits for the one connection of an instant, which its readers share.
const WAIT: Duration = Duration::from_secs(30);
/// What is moved, and filled with what it was.
const MOVED: [&str; 6] = ["organisation", "organisation_event", "round", "extension", "scheme_in_force", "submission"];
/// What is kept of reports.
const KEPT: [&str; 6] = ["rollup", "kind_rollup", "completeness", "kind_count", "usual", "score"];
/// What of that is made of values.
pub(super) const MADE_OF_VALUES: [&str; 4] = ["rollup", "kind_rollup", "usual", "score"];

/// One connection, never made a second time: a new one would not know of the past, and tell the present instead.
pub(crate) async fn connect(url: &str) -> ServiceResult<Db> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let pool = alone(PgPoolOptions::new()).connect_with(postgres_options(url)?).await?;
        return Ok(Db::Postgres(pool));
    }
    // Names lead to tables of the present and of the past alike, so that nothing can be looked after between them.
    let options = sqlite_options(url)?.foreign_keys(false).pragma("cache_size", "-16384");
    let writer = SqlitePoolOptions::new().connect_lazy_with(options.clone());
    writer.close().await;
    let readers = alone(SqlitePoolOptions::new()).connect_with(options).await?;
    Ok(Db::Sqlite { readers, writer })
}

fn alone<Base: Database>(options: PoolOptions<Base>) -> PoolOptions<Base> {
    let is_made = AtomicBool::new(false);
    let options = options.max_connections(1).idle_timeout(None).max_lifetime(None).acquire_timeout(WAIT);
    options.after_connect(move |_, _: PoolConnectionMetadata| {
        let is_second = is_made.swap(true, Ordering::Relaxed);
        Box::pin(async move { if is_second { Err(sqlx::Error::PoolClosed) } else { Ok(()) } })
    })
}

/// A transaction on a connection of its own that sees one state of everything, and where the tables of the present lie.
pub(super) async fn alone_on(db: &Db) -> ServiceResult<(Tx, String)> {
    Ok(match db {
        Db::Sqlite { readers, .. } => (Tx::Sqlite(readers.begin().await?), "main".to_owned()),
        Db::Postgres(pool) => {
            let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?;
            let main = schema(&mut tx).await?;
            (Tx::Postgres(tx), main)
        }
    })
}

/// Where the tables of the present lie in `PostgreSQL`.
async fn schema(connection: &mut PgConnection) -> ServiceResult<String> {
    let (main,): (String,) = sqlx::query_as("SELECT quote_ident(current_schema())").fetch_one(&mut *connection).await?;
    Ok(main)
}

/// Where temporary tables lie.
pub(super) fn temporary(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "temp",
        Tx::Postgres(_) => "pg_temp",
    }
}

/// The past of one instant, while it is put together.
pub(crate) struct Then {
    instant: DateTime<Utc>,
    /// The same in the words of SQL.
    at: String,
    /// Where the tables of the present lie.
    main: String,
    /// Whether values of some rounds are copies.
    copies_values: bool,
    /// The least grade of the values that are there.
    least: TrustGrade,
    tx: Tx,
}

impl Then {
    /// Begins on a connection that knows of nothing yet.
    pub(crate) async fn begin(db: &Db, at: DateTime<Utc>) -> ServiceResult<Self> {
        let (mut tx, main) = alone_on(db).await?;
        for table in MOVED.iter().chain(&KEPT) {
            copy_shape(&mut tx, table, &main).await?;
        }
        Ok(Self { instant: at, at: literal(at), main, copies_values: false, least: TrustGrade::default(), tx })
    }

    /// The transaction in which it is put together.
    pub(crate) fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    async fn run(&mut self, sql: &str) -> ServiceResult<()> {
        run(&mut self.tx, written(sql, &self.main, &self.at)).await
    }

    /// Everything but values and what is kept of reports.
    pub(crate) async fn fill(&mut self) -> ServiceResult<()> {
        for sql in [texts::BODIES, texts::EVENTS, texts::ROUNDS, texts::EXTENSIONS, texts::IN_FORCE] {
            self.run(sql).await?;
        }
        for sql in [texts::MOVED_SINCE, texts::NOT_BEGUN] {
            self.run(sql).await?;
        }
        for table in ["moved_since", "not_begun"] {
            self.run(&format!("CREATE INDEX {table}_by_agency ON {table} (round, agency)")).await?;
        }
        self.run(texts::UNMOVED).await?;
        let moved = self.moved().await?;
        save_reports(&mut self.tx, &moved).await?;
        copy_indexes(&mut self.tx, "submission").await?;
        for sql in [texts::OBJECTION_STEPS, texts::OBJECTIONS] {
            self.run(sql).await?;
        }
        for sql in [texts::PLANS, texts::SCHEMES, texts::FACTS, texts::REMINDERS, texts::EVIDENCE] {
            self.run(sql).await?;
        }
        for sql in [texts::SNAPSHOTS, texts::SNAPSHOT_FILES, texts::SNAPSHOT_PAPERS] {
            self.run(sql).await?;
        }
        Ok(())
    }

    /// Gives what values were: those of some rounds as copies, since derived ones are worked out anew in them, and all others
    /// where they lie.
    pub(crate) async fn fill_values(&mut self, copied: &BTreeSet<RoundCode>) -> ServiceResult<()> {
        if copied.is_empty() {
            return self.run(&format!("CREATE TEMPORARY VIEW value AS {}", texts::VALUES)).await;
        }
        self.copies_values = true;
        let copied = quoted(copied);
        self.run(&format!("CREATE TEMPORARY TABLE value AS {} AND kept.round IN ({copied})", texts::VALUES)).await?;
        self.run("CREATE INDEX value_then_by_agency ON value (round, agency, indicator)").await
    }

    /// Reports that were moved since, as their threads tell that they were: at the latest version whose steps had all been taken.
    async fn moved(&mut self) -> ServiceResult<Vec<Begun>> {
        let reports = written(texts::MOVED_REPORTS, &self.main, &self.at);
        let steps = written(texts::STEPS_UNTIL_THEN, &self.main, &self.at);
        let reports: Vec<ReportRow> =
            on!(&mut self.tx, conn => sqlx::query_as(AssertSqlSafe(reports)).fetch_all(conn).await)?;
        let rows: Vec<StepRow> = on!(&mut self.tx, conn => sqlx::query_as(AssertSqlSafe(steps)).fetch_all(conn).await)?;
        let mut steps: BTreeMap<(String, String), Vec<ThreadStep>> = BTreeMap::new();
        for row in rows {
            let stamp = Stamp { by: AccountId::new(row.account.unwrap_or_default()), at: row.at };
            let step = ThreadStep { step: row.step, version: row.version, revision: row.revision, stamp };
            steps.entry((row.round, row.agency)).or_default().push(step);
        }
        let instant = self.instant;
        let moved = |row: ReportRow| {
            let begun = row.begun_by.zip(row.begun_at).map(|(by, at)| Stamp { by: AccountId::new(by), at });
            let begun = begun.filter(|begun| begun.at <= instant);
            let key = ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? };
            let is_begun = row.begun_at.is_none_or(|at| at <= instant);
            let steps = steps.get(&(row.round, row.agency)).filter(|_| is_begun).map(Vec::as_slice).unwrap_or_default();
            let report = Submission::after_steps(key, begun, row.first_submitted_at, steps);
            Ok((report.map_err(|error| ServiceError::fault("a report of the past", error))?, begun))
        };
        reports.into_iter().map(moved).collect()
    }

    /// Whether values below some grade are not there.
    fn is_of_a_grade(&self) -> bool {
        self.least > TrustGrade::default()
    }

    /// Leaves only values with at least a grade, and nothing of what was made of all of them: that is made anew for every round.
    /// Where values are copies, those of every round are.
    pub(crate) async fn keep_least(&mut self, least: TrustGrade) -> ServiceResult<()> {
        self.least = least;
        let (temporary, at_least) = (temporary(&self.tx), trusted::at_least(least));
        if self.copies_values {
            run(&mut self.tx, format!("DELETE FROM {temporary}.value WHERE NOT ({at_least})")).await?;
        } else {
            run(&mut self.tx, format!("DROP VIEW {temporary}.value")).await?;
            self.run(&format!("CREATE TEMPORARY VIEW value AS {} AND {at_least}", texts::VALUES)).await?;
        }
        for table in MADE_OF_VALUES {
            run(&mut self.tx, format!("DELETE FROM {temporary}.{table}")).await?;
        }
        Ok(())
    }

    /// In which rounds something happened since.
    pub(crate) async fn touched(&mut self) -> ServiceResult<BTreeSet<RoundCode>> {
        stands::touched_in(&mut self.tx, &self.main, &self.at).await
    }

    /// How much of the last while before the instant is recorded by now.
    pub(crate) async fn recorded(&mut self, since: DateTime<Utc>) -> ServiceResult<Recorded> {
        stands::recorded_in(&mut self.tx, &self.main, since, &self.at).await
    }

    /// Lets a name stand for what others hold, and for what was made afresh under it until now, as far as that counts.
    async fn put_beside(&mut self, table: &str, others: &str, counts: &str) -> ServiceResult<()> {
        let temporary = temporary(&self.tx);
        run(&mut self.tx, format!("ALTER TABLE {temporary}.{table} RENAME TO {table}_then")).await?;
        let view = format!("CREATE TEMPORARY VIEW {table} AS {others} UNION ALL SELECT * FROM {table}_then {counts}");
        self.run(&view).await
    }

    /// Puts what was made afresh beside what is kept of all other rounds, and makes it last.
    pub(crate) async fn finish(mut self, db: &Db, touched: &BTreeSet<RoundCode>) -> ServiceResult<()> {
        let codes = quoted(touched);
        let untouched = if codes.is_empty() { String::new() } else { format!("WHERE round NOT IN ({codes})") };
        for table in KEPT {
            if self.is_of_a_grade() && MADE_OF_VALUES.contains(&table) {
                continue;
            }
            self.put_beside(table, &format!("SELECT * FROM {{main}}.{table} {untouched}"), "").await?;
        }
        if self.copies_values && !self.is_of_a_grade() {
            // What was only looked at stays where it lies.
            let others = format!("{} AND kept.round NOT IN ({codes})", texts::VALUES);
            self.put_beside("value", &others, &format!("WHERE round IN ({codes})")).await?;
        }
        self.tx.commit().await?;
        only_read(db).await
    }
}

/// Nothing but temporary tables changes from here on, and whatever was read before the names changed is read anew.
pub(super) async fn only_read(db: &Db) -> ServiceResult<()> {
    match db {
        Db::Sqlite { readers, .. } => {
            let mut connection = readers.acquire().await?;
            sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await?;
            connection.clear_cached_statements().await?;
        }
        Db::Postgres(pool) => {
            let mut connection = pool.acquire().await?;
            sqlx::query("SET default_transaction_read_only = ON").execute(&mut *connection).await?;
            connection.clear_cached_statements().await?;
        }
    }
    Ok(())
}

/// Codes as they stand in SQL; nothing but what a code may be made of.
fn quoted(rounds: &BTreeSet<RoundCode>) -> String {
    let codes: Vec<String> = rounds.iter().map(|code| format!("'{code}'")).collect();
    codes.join(", ")
}

/// An instant as it stands in SQL; `SQLite` compares it as the text that it is kept as.
fn literal(at: DateTime<Utc>) -> String {
    format!("'{}'", at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
}

fn written(sql: &str, main: &str, at: &str) -> String {
    sql.replace("{main}", main).replace("{at}", at)
}

pub(super) async fn run(tx: &mut Tx, sql: String) -> ServiceResult<()> {
    on!(tx, conn => sqlx::query(AssertSqlSafe(sql)).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// An empty temporary table with the columns and the key of one of the present.
pub(super) async fn copy_shape(tx: &mut Tx, table: &str, main: &str) -> ServiceResult<()> {
    const SQLITE: &str = "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = $1";
    let sql = match tx {
        Tx::Sqlite(tx) => {
            let (sql,): (String,) = sqlx::query_as(SQLITE).bind(table).fetch_one(&mut **tx).await?;
            sql.replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1)
        }
        Tx::Postgres(_) => {
            format!("CREATE TEMPORARY TABLE {table} (LIKE {main}.{table} INCLUDING DEFAULTS INCLUDING INDEXES)")
        }
    };
    run(tx, sql).await
}

/// The indexes of a table of the present, on its temporary one; in `PostgreSQL` they came with its shape.
async fn copy_indexes(tx: &mut Tx, table: &str) -> ServiceResult<()> {
    const SQLITE: &str =
        "SELECT sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL";
    let Tx::Sqlite(sqlite) = tx else { return Ok(()) };
    let indexes: Vec<(String,)> = sqlx::query_as(SQLITE).bind(table).fetch_all(&mut **sqlite).await?;
    for (sql,) in indexes {
        run(tx, sql.replacen("CREATE INDEX ", "CREATE INDEX temp.", 1)).await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct ReportRow {
    round: String,
    agency: String,
    begun_by: Option<Uuid>,
    begun_at: Option<DateTime<Utc>>,
    first_submitted_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct StepRow {
    round: String,
    agency: String,
    version: i64,
    revision: i32,
    step: String,
    account: Option<Uuid>,
    at: DateTime<Utc>,
}
