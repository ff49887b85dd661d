//! The public parts of the keys that sign snapshots.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::snapshot::{KeyId, SigningKey, Vouched};
use sqlx::FromRow;

#[derive(FromRow)]
struct Row {
    id: String,
    public_key: String,
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    vouched_by: Option<String>,
    vouched_signature: Option<String>,
}

impl TryFrom<Row> for SigningKey {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let vouched = match (row.vouched_by, row.vouched_signature) {
            (Some(by), Some(signature)) => {
                Some(Vouched { by: stored("key", &by)?, signature: stored("signature", &signature)? })
            }
            (None, _) | (_, None) => None,
        };
        Ok(Self {
            id: stored("key", &row.id)?,
            key: stored("key", &row.public_key)?,
            since: row.since,
            until: row.until,
            vouched,
        })
    }
}

/// Every key, the oldest first.
pub(crate) async fn all(tx: &mut Tx) -> ServiceResult<Vec<SigningKey>> {
    const SQL: &str = "
        SELECT id, public_key, since, until, vouched_by, vouched_signature
        FROM signing_key
        ORDER BY since, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(SigningKey::try_from).collect()
}

/// Puts a new key in.
pub(crate) async fn insert(tx: &mut Tx, key: &SigningKey) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO signing_key (id, public_key, since, until, vouched_by, vouched_signature)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.id.to_string())
        .bind(key.key.to_string())
        .bind(key.since)
        .bind(key.until)
        .bind(key.vouched.as_ref().map(|vouched| vouched.by.to_string()))
        .bind(key.vouched.as_ref().map(|vouched| vouched.signature.to_string()))
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Ends the life of a key that signs.
pub(crate) async fn end(tx: &mut Tx, key: KeyId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE signing_key SET until = $2 WHERE id = $1 AND until IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(key.to_string()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}
