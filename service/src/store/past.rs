//! What the database held at an earlier instant: a connection of its own, on which the names of tables stand for what they
//! held then. Every statement of the store reads it as it is; the present is not touched. Decision 0078.
//!
//! What is written once is a view with the instant in it. What is moved is a temporary table with what it was. Sums, counters
//! and scores are made afresh for the rounds in which something happened since, by whatever makes them now.

use super::{
    Db, Tx,
    history::{Begun, save_reports},
    postgres_options, sqlite_options, stored, workings,
};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    ids::{AccountId, RoundCode},
    submission::{ReportKey, Stamp, Submission, ThreadStep},
};
use sqlx::{
    AssertSqlSafe, Connection as _, Database, FromRow,
    pool::{PoolConnectionMetadata, PoolOptions},
    postgres::PgPoolOptions,
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
const KEPT: [&str; 5] = ["rollup", "completeness", "kind_count", "usual", "score"];

/// Views and fills, with `{main}` where the tables of the present lie and `{at}` for the instant.
const BODIES: &str = "
    INSERT INTO organisation
        (code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
         valid_from, valid_to, duty, source, recorded_at,
         size_measure, size_number, size_counted_on, size_status, size_source)
    SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
           valid_from, valid_to, duty, source, recorded_at,
           size_measure, size_number, size_counted_on, size_status, size_source
    FROM {main}.organisation
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
           valid_from, valid_to, duty, source, recorded_at,
           size_measure, size_number, size_counted_on, size_status, size_source
    FROM {main}.organisation_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
const EVENTS: &str = "
    INSERT INTO organisation_event
        (organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at)
    SELECT organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at
    FROM {main}.organisation_event
    WHERE recorded_at <= {at}";
const ROUNDS: &str = "
    INSERT INTO round
        (code, plan, plan_version, period, period_end, opens_at, due_at, closes_at, version, recorded_at)
    SELECT code, plan, plan_version, period, period_end, opens_at, due_at, closes_at, version, recorded_at
    FROM {main}.round
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT kept.code, kept.plan, kept.plan_version, kept.period, kept.period_end,
           past.opens_at, past.due_at, past.closes_at, kept.version, past.recorded_at
    FROM {main}.round_past AS past
    JOIN {main}.round AS kept ON kept.code = past.code
    WHERE past.recorded_at <= {at} AND past.superseded_at > {at}";
const EXTENSIONS: &str = "
    INSERT INTO extension (id, round, organisation, kind, ends_at, reason, granted_by, granted_at)
    SELECT id, round, organisation, kind,
           CASE WHEN promised_until IS NOT NULL AND ends_at > {at} THEN promised_until ELSE ends_at END,
           reason, granted_by, granted_at
    FROM {main}.extension
    WHERE granted_at <= {at} AND round IN (SELECT code FROM round)";
const IN_FORCE: &str = "
    INSERT INTO scheme_in_force (plan, scheme, since, edition, population, recorded_at)
    SELECT plan, scheme, since, edition, population, recorded_at
    FROM {main}.scheme_in_force
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT plan, scheme, since, edition, population, recorded_at
    FROM {main}.scheme_in_force_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
/// Reports that nobody moved since stand as they do; when something was last typed is known only where nothing was since.
const UNMOVED: &str = "
    INSERT INTO submission
        (round, agency, version, revision, accepted_revision, first_submitted_at, state, submitted_by, submitted_at,
         approved_by, approved_at, step_by, step_at, edited_at, begun_by, begun_at)
    SELECT round, agency, version, revision, accepted_revision, first_submitted_at, state, submitted_by, submitted_at,
           approved_by, approved_at, step_by, step_at, CASE WHEN edited_at <= {at} THEN edited_at END, begun_by, begun_at
    FROM {main}.submission
    WHERE (step_at IS NULL OR step_at <= {at}) AND (begun_at IS NULL OR begun_at <= {at})
        AND round IN (SELECT code FROM round)";
/// A report that came whole from a file says when it was accepted elsewhere; here it was not known before it came.
const NOT_BEGUN: &str = "
    CREATE TEMPORARY TABLE not_begun AS
    SELECT round, agency
    FROM {main}.submission
    WHERE begun_at > {at}";
const VALUES: &str = "
    CREATE TEMPORARY VIEW value AS
    SELECT round, agency, indicator, revision, applicability, reported_value, reported_base,
           verified_value, verified_base, figure, accepted_at,
           CASE WHEN superseded_at <= {at} THEN superseded_at END AS superseded_at, explanation, trust, working
    FROM {main}.value AS kept
    WHERE accepted_at <= {at} AND (superseded_at IS NULL OR superseded_at > {at})
        AND NOT EXISTS (
            SELECT 1
            FROM not_begun
            WHERE not_begun.round = kept.round AND not_begun.agency = kept.agency
        )";
/// What a round asked about was there, whatever its own instant says.
const PLANS: &str = "
    CREATE TEMPORARY VIEW plan AS
    SELECT code, version, document, imported_at
    FROM {main}.plan AS kept
    WHERE imported_at <= {at}
        OR EXISTS (SELECT 1 FROM round WHERE round.plan = kept.code AND round.plan_version = kept.version)";
const SCHEMES: &str = "
    CREATE TEMPORARY VIEW scheme AS
    SELECT code, edition, document, imported_at
    FROM {main}.scheme AS kept
    WHERE imported_at <= {at}
        OR EXISTS (
            SELECT 1
            FROM scheme_in_force AS used
            WHERE used.scheme = kept.code AND used.edition = kept.edition
        )";
const FACTS: &str = "
    CREATE TEMPORARY VIEW fact AS
    SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
           recorded_at
    FROM {main}.fact
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
           recorded_at
    FROM {main}.fact_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
const SNAPSHOTS: &str = "
    CREATE TEMPORARY VIEW snapshot AS
    SELECT code, round, stage, root, sha256, size_bytes, signing_key, taken_at, taken_by, account, note, replaces, lines,
           value_count, score_count,
           CASE WHEN published_at <= {at} THEN published_at END AS published_at,
           CASE WHEN published_at <= {at} THEN published_by END AS published_by,
           CASE WHEN published_at <= {at} THEN embargo_until END AS embargo_until
    FROM {main}.snapshot
    WHERE taken_at <= {at}";
const REMINDERS: &str = "
    CREATE TEMPORARY VIEW reminder AS
    SELECT * FROM {main}.reminder WHERE told_at <= {at}";
/// The rounds in which something happened since: what is kept of the others is what it was.
const TOUCHED: &str = "
    SELECT round FROM {main}.submission WHERE step_at > {at} OR begun_at > {at}
    UNION
    SELECT code FROM {main}.round WHERE recorded_at > {at}
    UNION
    SELECT code FROM {main}.round_past WHERE superseded_at > {at}
    UNION
    SELECT round FROM {main}.extension WHERE granted_at > {at} OR (promised_until IS NOT NULL AND ends_at > {at})
    UNION
    SELECT round.code
    FROM {main}.round AS round
    JOIN {main}.scheme_in_force AS used ON used.plan = round.plan AND used.since <= round.period_end
    WHERE used.recorded_at > {at}
    UNION
    SELECT code
    FROM {main}.round
    WHERE EXISTS (
        SELECT 1
        FROM {main}.organisation_past AS past
        JOIN {main}.organisation AS body ON body.code = past.code
        WHERE past.recorded_at <= {at} AND past.superseded_at > {at}
            AND (past.parent IS DISTINCT FROM body.parent OR past.kind <> body.kind)
    )";

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

/// The past of one instant, while it is put together.
pub(crate) struct Then {
    instant: DateTime<Utc>,
    /// The same in the words of SQL.
    at: String,
    /// Where the tables of the present lie.
    main: String,
    tx: Tx,
}

impl Then {
    /// Begins on a connection that knows of nothing yet.
    pub(crate) async fn begin(db: &Db, at: DateTime<Utc>) -> ServiceResult<Self> {
        let (mut tx, main) = match db {
            Db::Sqlite { readers, .. } => (Tx::Sqlite(readers.begin().await?), "main".to_owned()),
            Db::Postgres(pool) => {
                let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?;
                let (main,): (String,) =
                    sqlx::query_as("SELECT quote_ident(current_schema())").fetch_one(&mut *tx).await?;
                (Tx::Postgres(tx), main)
            }
        };
        for table in MOVED.iter().chain(&KEPT) {
            copy_shape(&mut tx, table, &main).await?;
        }
        Ok(Self { instant: at, at: literal(at), main, tx })
    }

    /// The transaction in which it is put together.
    pub(crate) fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    async fn run(&mut self, sql: &str) -> ServiceResult<()> {
        run(&mut self.tx, written(sql, &self.main, &self.at)).await
    }

    /// Everything but what is kept of reports.
    pub(crate) async fn fill(&mut self) -> ServiceResult<()> {
        for sql in [BODIES, EVENTS, ROUNDS, EXTENSIONS, IN_FORCE, UNMOVED, NOT_BEGUN] {
            self.run(sql).await?;
        }
        self.run("CREATE INDEX not_begun_by_agency ON not_begun (round, agency)").await?;
        let moved = self.moved().await?;
        save_reports(&mut self.tx, &moved).await?;
        let values = written(VALUES, &self.main, &self.at);
        workings::make_past(&mut self.tx, values).await?;
        for sql in [PLANS, SCHEMES, FACTS, SNAPSHOTS, REMINDERS] {
            self.run(sql).await?;
        }
        Ok(())
    }

    /// Reports that were moved since, as their threads tell that they were.
    async fn moved(&mut self) -> ServiceResult<Vec<Begun>> {
        const REPORTS: &str = "
            SELECT round, agency, begun_by, begun_at, first_submitted_at
            FROM {main}.submission
            WHERE (step_at > {at} OR begun_at > {at}) AND round IN (SELECT code FROM round)
            ORDER BY round, agency";
        const STEPS: &str = "
            SELECT event.round, event.agency, event.version, event.revision, event.step, event.account, event.at
            FROM {main}.submission_event AS event
            JOIN {main}.submission AS report ON report.round = event.round AND report.agency = event.agency
            WHERE (report.step_at > {at} OR report.begun_at > {at}) AND event.at <= {at}
            ORDER BY event.round, event.agency, event.version";
        let reports = written(REPORTS, &self.main, &self.at);
        let steps = written(STEPS, &self.main, &self.at);
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
            let steps = steps.get(&(row.round, row.agency)).map(Vec::as_slice).unwrap_or_default();
            let report = Submission::after_steps(key, begun, row.first_submitted_at, steps);
            Ok((report.map_err(|error| ServiceError::fault("a report of the past", error))?, begun))
        };
        reports.into_iter().map(moved).collect()
    }

    /// In which rounds something happened since.
    pub(crate) async fn touched(&mut self) -> ServiceResult<BTreeSet<RoundCode>> {
        touched_in(&mut self.tx, &self.main, &self.at).await
    }

    /// Puts what was made afresh beside what is kept of all other rounds, and makes it last.
    pub(crate) async fn finish(mut self, db: &Db, touched: &BTreeSet<RoundCode>) -> ServiceResult<()> {
        let codes: Vec<String> = touched.iter().map(|code| format!("'{code}'")).collect();
        let untouched =
            if codes.is_empty() { String::new() } else { format!("WHERE round NOT IN ({})", codes.join(", ")) };
        for table in KEPT {
            let temporary = if matches!(self.tx, Tx::Sqlite(_)) { "temp" } else { "pg_temp" };
            run(&mut self.tx, format!("ALTER TABLE {temporary}.{table} RENAME TO {table}_then")).await?;
            self.run(&format!(
                "CREATE TEMPORARY VIEW {table} AS
                 SELECT * FROM {{main}}.{table} {untouched}
                 UNION ALL
                 SELECT * FROM {table}_then"
            ))
            .await?;
        }
        self.tx.commit().await?;
        // From here on nothing of it changes, and whatever was read before the names changed is read anew.
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
}

/// In which rounds something happened since an instant, as the connection of that instant finds out.
pub(crate) async fn touched(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<BTreeSet<RoundCode>> {
    let main = match tx {
        Tx::Sqlite(_) => "main".to_owned(),
        Tx::Postgres(tx) => {
            let (main,): (String,) =
                sqlx::query_as("SELECT quote_ident(current_schema())").fetch_one(&mut **tx).await?;
            main
        }
    };
    touched_in(tx, &main, &literal(at)).await
}

async fn touched_in(tx: &mut Tx, main: &str, at: &str) -> ServiceResult<BTreeSet<RoundCode>> {
    let sql = written(TOUCHED, main, at);
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(conn).await)?;
    rows.into_iter().map(|(code,)| stored("round", &code)).collect()
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
async fn copy_shape(tx: &mut Tx, table: &str, main: &str) -> ServiceResult<()> {
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
