//! What only tests ask of a database: that its disk is full, and a schema of their own.

use super::Db;
#[cfg(test)]
use super::Tx;

/// Refuses every change as `PostgreSQL` does when its disk is full.
const FULL: &str = "
    CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
    END $$;
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %I
                EXECUTE FUNCTION disk_is_full()', name);
        END LOOP;
    END $$;";

/// Fills the disk. Refused for the lack of room, `SQLite`'s connection is not kept, and a new one knows of no limit.
pub(crate) async fn fill_disk(db: &Db) -> sqlx::Result<()> {
    match db {
        // It takes the present size instead: no page may be added.
        Db::Sqlite { writer, .. } => sqlx::query("PRAGMA max_page_count = 1").execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::raw_sql(FULL).execute(pool).await.map(|_| ()),
    }
}

/// Makes room on the disk again.
pub(crate) async fn free_disk(db: &Db) -> sqlx::Result<()> {
    match db {
        Db::Sqlite { writer, .. } => sqlx::query("PRAGMA max_page_count = 1000000").execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::raw_sql("DROP FUNCTION disk_is_full CASCADE").execute(pool).await.map(|_| ()),
    }
}

/// Drops the triggers that keep what was made of snapshots from being changed.
pub(crate) async fn unseal(db: &Db) -> sqlx::Result<()> {
    const SQLITE: &str = "
        DROP TRIGGER publication_is_never_changed;
        DROP TRIGGER publication_is_never_removed;
        DROP TRIGGER publication_is_never_replaced;
        DROP TRIGGER snapshot_file_is_never_changed;
        DROP TRIGGER snapshot_file_is_never_removed;
        DROP TRIGGER snapshot_file_is_never_replaced;
        DROP TRIGGER snapshot_paper_is_never_changed;
        DROP TRIGGER snapshot_paper_is_never_removed;
        DROP TRIGGER snapshot_paper_is_never_replaced;";
    match db {
        Db::Sqlite { writer, .. } => sqlx::raw_sql(SQLITE).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => {
            sqlx::raw_sql("DROP FUNCTION refuse_change_of_made CASCADE").execute(pool).await.map(|_| ())
        }
    }
}

/// Spells what public pages show otherwise, with the same meaning.
pub(crate) async fn respell_publications(db: &Db) -> sqlx::Result<()> {
    const SQL: &str = "UPDATE publication SET content = content || ' '";
    match db {
        Db::Sqlite { writer, .. } => sqlx::query(SQL).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::query(SQL).execute(pool).await.map(|_| ()),
    }
}

/// Says of what public pages show that it has the form of an older release.
pub(crate) async fn age_publications(db: &Db) -> sqlx::Result<()> {
    const SQL: &str = "UPDATE publication SET edition = 0";
    match db {
        Db::Sqlite { writer, .. } => sqlx::query(SQL).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::query(SQL).execute(pool).await.map(|_| ()),
    }
}

/// Changes a kept sum, so that it is no longer what its parts make.
pub(crate) async fn spoil_sums(db: &Db) -> sqlx::Result<()> {
    const SQL: &str = "UPDATE rollup SET part = '999' WHERE organisation = 'mdes' AND indicator = 'svc-e2e'";
    match db {
        Db::Sqlite { writer, .. } => sqlx::query(SQL).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::query(SQL).execute(pool).await.map(|_| ()),
    }
}

/// Changes a kept score, so that it is no longer what its values make.
pub(crate) async fn spoil_scores(db: &Db) -> sqlx::Result<()> {
    const SQL: &str = "UPDATE score SET published = '999' WHERE organisation = 'one'";
    match db {
        Db::Sqlite { writer, .. } => sqlx::query(SQL).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::query(SQL).execute(pool).await.map(|_| ()),
    }
}

/// Whether somebody waits for a lock of this transaction. Only `PostgreSQL` tells; on `SQLite` others wait before they begin.
#[cfg(test)]
pub(crate) async fn is_waited_for(tx: &mut Tx) -> sqlx::Result<bool> {
    // Not of pg_stat_activity: within a transaction that stays what it was at the first look.
    const SQL: &str = "
        SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))";
    let Tx::Postgres(tx) = tx else { return Ok(true) };
    let (waiting,): (i64,) = sqlx::query_as(SQL).fetch_one(&mut **tx).await?;
    Ok(waiting > 0)
}

/// Keeps everybody from looking into a table until this transaction ends, on `PostgreSQL`.
#[cfg(test)]
pub(crate) async fn hold(tx: &mut Tx, table: &'static str) -> sqlx::Result<()> {
    let sql = sqlx::AssertSqlSafe(format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"));
    on!(tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ()))
}

/// Makes an empty schema in a `PostgreSQL`.
pub(crate) async fn create_schema(url: &str, schema: &str) -> sqlx::Result<()> {
    let pool = sqlx::PgPool::connect(url).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&pool).await?;
    pool.close().await;
    Ok(())
}
