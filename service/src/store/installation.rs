//! What kind of installation this is.

use super::Tx;
use crate::ServiceResult;

/// Whether every figure is made up.
pub(crate) async fn is_demonstration(tx: &mut Tx) -> ServiceResult<bool> {
    const SQL: &str = "SELECT demonstration FROM installation WHERE id = 1";
    let (is_demonstration,): (bool,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(is_demonstration)
}

/// Makes it a demonstration, for good.
pub(crate) async fn become_demonstration(tx: &mut Tx) -> ServiceResult<()> {
    const SQL: &str = "UPDATE installation SET demonstration = $1 WHERE id = 1";
    on!(tx, conn => sqlx::query(SQL).bind(true).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// By which rule the kept scores were made.
pub(crate) async fn scores_rule(tx: &mut Tx) -> ServiceResult<i32> {
    const SQL: &str = "SELECT scores_rule FROM installation WHERE id = 1";
    let (rule,): (i32,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(rule)
}

/// Notes by which rule scores are made from now on; whether they were made by an earlier one. Of many servers one is told so.
pub(crate) async fn advance_scores_rule(tx: &mut Tx, rule: i32) -> ServiceResult<bool> {
    const SQL: &str = "UPDATE installation SET scores_rule = $1 WHERE id = 1 AND scores_rule < $1";
    let changed = on!(tx, conn => sqlx::query(SQL).bind(rule).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// By which rule sums are kept.
pub(crate) async fn sums_rule(tx: &mut Tx) -> ServiceResult<i32> {
    const SQL: &str = "SELECT sums_rule FROM installation WHERE id = 1";
    let (rule,): (i32,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(rule)
}

/// Notes by which rule sums are kept from now on; whether they were kept by an earlier one. Of many servers one is told so.
pub(crate) async fn advance_sums_rule(tx: &mut Tx, rule: i32) -> ServiceResult<bool> {
    const SQL: &str = "UPDATE installation SET sums_rule = $1 WHERE id = 1 AND sums_rule < $1";
    let changed = on!(tx, conn => sqlx::query(SQL).bind(rule).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}
