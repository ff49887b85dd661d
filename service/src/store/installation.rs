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
