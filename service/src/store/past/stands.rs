//! Whether what was made of an instant is still the whole truth about it: asked at each look, and so by a few rows of indexes.

use super::{literal, schema, texts, written};
use crate::{
    ServiceResult,
    store::{Tx, stored},
};
use chrono::{DateTime, Utc};
use domain::ids::RoundCode;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows of each kind are recorded of a while.
pub(crate) type Recorded = BTreeMap<String, i64>;

/// In which rounds something happened since an instant, as the connection of that instant finds out.
pub(crate) async fn touched(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<BTreeSet<RoundCode>> {
    let main = main(tx).await?;
    touched_in(tx, &main, &literal(at)).await
}

/// How much of the while between two instants is recorded by now, as the connection of the later one finds out.
pub(crate) async fn recorded(tx: &mut Tx, since: DateTime<Utc>, at: DateTime<Utc>) -> ServiceResult<Recorded> {
    let main = main(tx).await?;
    recorded_in(tx, &main, since, &literal(at)).await
}

/// Where the tables of the present lie.
async fn main(tx: &mut Tx) -> ServiceResult<String> {
    match tx {
        Tx::Sqlite(_) => Ok("main".to_owned()),
        Tx::Postgres(tx) => schema(tx).await,
    }
}

pub(super) async fn touched_in(tx: &mut Tx, main: &str, at: &str) -> ServiceResult<BTreeSet<RoundCode>> {
    let sql = written(texts::TOUCHED, main, at);
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(conn).await)?;
    rows.into_iter().map(|(code,)| stored("round", &code)).collect()
}

pub(super) async fn recorded_in(tx: &mut Tx, main: &str, since: DateTime<Utc>, at: &str) -> ServiceResult<Recorded> {
    let sql = written(texts::RECORDED, main, at).replace("{since}", &literal(since));
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(conn).await)?;
    Ok(rows.into_iter().collect())
}
