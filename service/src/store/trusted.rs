//! The figures that have at least a grade: a connection of its own, on which `value` stands for those alone, and sums, usual
//! figures and scores for what is made of them. All else is what it is. Decision 0085.

use super::{
    Db, Tx,
    past::{MADE_OF_VALUES, alone_on, copy_shape, only_read, run, temporary},
};
use crate::ServiceResult;
use domain::{ids::RoundCode, trust::TrustGrade};
use sqlx::AssertSqlSafe;
use strum::IntoEnumIterator as _;

/// What holds of a value that has at least a grade.
pub(super) fn at_least(least: TrustGrade) -> String {
    let grades = TrustGrade::iter().filter(|grade| *grade >= least).map(|grade| format!("'{}'", grade.as_ref()));
    format!("trust IN ({})", grades.collect::<Vec<_>>().join(", "))
}

/// Gives the names their meaning on a connection that has none of them yet. Nothing is made of the values yet.
pub(crate) async fn set_up(db: &Db, least: TrustGrade) -> ServiceResult<()> {
    let (mut tx, main) = alone_on(db).await?;
    for table in MADE_OF_VALUES {
        copy_shape(&mut tx, table, &main).await?;
    }
    let values = format!("CREATE TEMPORARY VIEW value AS SELECT * FROM {main}.value WHERE {}", at_least(least));
    run(&mut tx, values).await?;
    tx.commit().await?;
    only_read(db).await
}

/// A transaction in which temporary tables change, and nothing else.
pub(crate) async fn begin(db: &Db) -> ServiceResult<Tx> {
    // PostgreSQL lets temporary tables change where all else is only read; SQLite knows no such thing.
    if let Db::Sqlite { readers, .. } = db {
        sqlx::query("PRAGMA query_only = OFF").execute(readers).await?;
    }
    Ok(alone_on(db).await?.0)
}

/// Keeps what was made.
pub(crate) async fn finish(tx: Tx, db: &Db) -> ServiceResult<()> {
    tx.commit().await?;
    if let Db::Sqlite { readers, .. } = db {
        sqlx::query("PRAGMA query_only = ON").execute(readers).await?;
    }
    Ok(())
}

/// Forgets what was made of the values of a round.
pub(crate) async fn clear(tx: &mut Tx, round: &RoundCode) -> ServiceResult<()> {
    for table in MADE_OF_VALUES {
        // Named in full, so that it can never be a table of the present.
        let sql = format!("DELETE FROM {}.{table} WHERE round = $1", temporary(tx));
        on!(tx, conn => sqlx::query(AssertSqlSafe(sql)).bind(round.as_str()).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
