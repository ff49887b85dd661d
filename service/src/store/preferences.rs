//! In which language, era and digits people read.

use super::{Tx, stored};
use crate::ServiceResult;
use domain::{ids::AccountId, manner::Preferences};

/// What somebody chose; nothing until they did.
pub(crate) async fn get(tx: &mut Tx, account: AccountId) -> ServiceResult<Option<Preferences>> {
    const SQL: &str = "
        SELECT language, era, digits
        FROM account
        WHERE id = $1 AND language IS NOT NULL AND era IS NOT NULL AND digits IS NOT NULL";
    let row: Option<(String, String, String)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).fetch_optional(conn).await)?;
    let read = |(language, era, digits): (String, String, String)| {
        Ok(Preferences {
            language: stored("language", &language)?,
            era: stored("era", &era)?,
            digits: stored("digits", &digits)?,
        })
    };
    row.map(read).transpose()
}

/// Keeps what somebody chose.
pub(crate) async fn set(tx: &mut Tx, account: AccountId, chosen: Preferences) -> ServiceResult<()> {
    const SQL: &str = "UPDATE account SET language = $2, era = $3, digits = $4 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL)
        .bind(account.uuid())
        .bind(chosen.language.as_ref())
        .bind(chosen.era.as_ref())
        .bind(chosen.digits.as_ref())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
