//! People and what they may do.

use super::{ROWS_AT_ONCE, Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    access::{Grant, Role},
    account::EmailAddress,
    ids::{AccountId, OrganisationCode},
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::HashMap;
use uuid::Uuid;

/// An account as it is stored, without its grants.
#[derive(Debug, Clone)]
pub(crate) struct AccountRow {
    pub(crate) id: AccountId,
    pub(crate) email: EmailAddress,
    pub(crate) name: String,
    pub(crate) password_hash: String,
    pub(crate) must_change_password: bool,
    pub(crate) disabled_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    password_hash: String,
    must_change_password: bool,
    disabled_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for AccountRow {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: AccountId::new(row.id),
            email: stored("e-mail address", &row.email)?,
            name: row.name,
            password_hash: row.password_hash,
            must_change_password: row.must_change_password,
            disabled_at: row.disabled_at,
        })
    }
}

/// Reads a stored role and organisation.
pub(crate) fn grant((role, organisation): (String, String)) -> ServiceResult<Grant> {
    Ok(Grant { role: stored("role", &role)?, organisation: stored("organisation", &organisation)? })
}

/// The account of an address.
pub(crate) async fn by_email(tx: &mut Tx, email: &EmailAddress) -> ServiceResult<Option<AccountRow>> {
    const SQL: &str = "
        SELECT id, email, name, password_hash, must_change_password, disabled_at
        FROM account
        WHERE email = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(email.as_str()).fetch_optional(conn).await)?;
    row.map(AccountRow::try_from).transpose()
}

/// One account.
pub(crate) async fn get(tx: &mut Tx, id: AccountId) -> ServiceResult<Option<AccountRow>> {
    const SQL: &str = "
        SELECT id, email, name, password_hash, must_change_password, disabled_at
        FROM account
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(AccountRow::try_from).transpose()
}

/// One account, to be changed: other writers of it wait until this transaction ends.
pub(crate) async fn hold(tx: &mut Tx, id: AccountId) -> ServiceResult<Option<AccountRow>> {
    const SQL: &str = "
        UPDATE account
        SET version = version + 1
        WHERE id = $1
        RETURNING id, email, name, password_hash, must_change_password, disabled_at";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(AccountRow::try_from).transpose()
}

/// A page of accounts in the order of their addresses: after an address, with a text in address or name, with a grant
/// for one of some organisations.
pub(crate) async fn page(
    tx: &mut Tx,
    after: &str,
    search: Option<&str>,
    organisations: Option<&[OrganisationCode]>,
    most: i64,
) -> ServiceResult<Vec<AccountRow>> {
    const SQL: &str = "
        SELECT id, email, name, password_hash, must_change_password, disabled_at
        FROM account
        WHERE email > ";
    let pattern = search.map(|text| {
        let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("%{escaped}%")
    });
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(after);
        if let Some(pattern) = &pattern {
            query.push(" AND (email LIKE ").push_bind(pattern).push(" ESCAPE '\\'");
            query.push(" OR lower(name) LIKE ").push_bind(pattern).push(" ESCAPE '\\')");
        }
        if let Some(organisations) = organisations {
            query.push(" AND id IN (SELECT account FROM account_grant WHERE organisation IN (");
            let mut list = query.separated(", ");
            for organisation in organisations {
                list.push_bind(organisation.as_str());
            }
            query.push("))");
        }
        query.push(" ORDER BY email LIMIT ").push_bind(most).build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(AccountRow::try_from).collect()
}

/// What some accounts may do.
pub(crate) async fn grants(tx: &mut Tx, accounts: &[AccountId]) -> ServiceResult<HashMap<AccountId, Vec<Grant>>> {
    const SQL: &str = "SELECT account, role, organisation FROM account_grant WHERE account IN (";
    let mut found: HashMap<AccountId, Vec<Grant>> = HashMap::new();
    for chunk in accounts.chunks(ROWS_AT_ONCE) {
        let rows: Vec<(Uuid, String, String)> = on!(tx, conn => {
            let mut query = QueryBuilder::new(SQL);
            let mut list = query.separated(", ");
            for account in chunk {
                list.push_bind(account.uuid());
            }
            query.push(") ORDER BY account, organisation, role").build_query_as().fetch_all(conn).await
        })?;
        for (account, role, organisation) in rows {
            found.entry(AccountId::new(account)).or_default().push(grant((role, organisation))?);
        }
    }
    Ok(found)
}

/// The names of some accounts.
pub(crate) async fn names(tx: &mut Tx, accounts: &[AccountId]) -> ServiceResult<HashMap<AccountId, String>> {
    const SQL: &str = "SELECT id, name FROM account WHERE id IN (";
    let mut found = HashMap::new();
    for chunk in accounts.chunks(ROWS_AT_ONCE) {
        let rows: Vec<(Uuid, String)> = on!(tx, conn => {
            let mut query = QueryBuilder::new(SQL);
            let mut list = query.separated(", ");
            for account in chunk {
                list.push_bind(account.uuid());
            }
            query.push(")").build_query_as().fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(account, name)| (AccountId::new(account), name)));
    }
    Ok(found)
}

/// Everybody who may sign in and has one of some roles: who, their address, and for which organisation.
pub(crate) async fn with_roles(tx: &mut Tx, roles: &[Role]) -> ServiceResult<Vec<(AccountId, EmailAddress, Grant)>> {
    const SQL: &str = "
        SELECT account.id, account.email, account_grant.role, account_grant.organisation
        FROM account_grant
        JOIN account ON account.id = account_grant.account
        WHERE account.disabled_at IS NULL AND account_grant.role IN (";
    let rows: Vec<(Uuid, String, String, String)> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        let mut list = query.separated(", ");
        for role in roles {
            list.push_bind(role.as_ref());
        }
        query.push(") ORDER BY account.id, account_grant.organisation, account_grant.role");
        query.build_query_as().fetch_all(conn).await
    })?;
    let read = |(id, email, role, organisation): (Uuid, String, String, String)| {
        Ok((AccountId::new(id), stored("e-mail address", &email)?, grant((role, organisation))?))
    };
    rows.into_iter().map(read).collect()
}

/// What happened to a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// It is there.
    Yes,
    /// Somebody has this address.
    EmailTaken,
}

/// Puts a new account in, without grants.
pub(crate) async fn insert(tx: &mut Tx, account: &AccountRow, at: DateTime<Utc>) -> ServiceResult<Inserted> {
    const SQL: &str = "
        INSERT INTO account (id, email, name, password_hash, must_change_password, disabled_at, created_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
        ON CONFLICT (email) DO NOTHING";
    let inserted = on!(tx, conn => sqlx::query(SQL)
        .bind(account.id.uuid())
        .bind(account.email.as_str())
        .bind(&account.name)
        .bind(&account.password_hash)
        .bind(account.must_change_password)
        .bind(account.disabled_at)
        .bind(at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(if inserted == 1 { Inserted::Yes } else { Inserted::EmailTaken })
}

/// Replaces what an account may do.
pub(crate) async fn set_grants(tx: &mut Tx, id: AccountId, grants: &[Grant]) -> ServiceResult<()> {
    const DELETE: &str = "DELETE FROM account_grant WHERE account = $1";
    const INSERT: &str = "INSERT INTO account_grant (account, role, organisation) ";
    on!(tx, conn => sqlx::query(DELETE).bind(id.uuid()).execute(conn).await.map(|_| ()))?;
    for chunk in grants.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, grant| {
                row.push_bind(id.uuid()).push_bind(grant.role.as_ref()).push_bind(grant.organisation.as_str());
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Changes the name of a person.
pub(crate) async fn set_name(tx: &mut Tx, id: AccountId, name: &str) -> ServiceResult<()> {
    const SQL: &str = "UPDATE account SET name = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(name).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Gives an account another address, if nobody else has it.
pub(crate) async fn set_email(tx: &mut Tx, id: AccountId, email: &EmailAddress) -> ServiceResult<Inserted> {
    const SQL: &str = "
        UPDATE account
        SET email = $2
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM account AS other WHERE other.email = $2 AND other.id <> $1)";
    let set = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(email.as_str()).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(if set == 1 { Inserted::Yes } else { Inserted::EmailTaken })
}

/// Disables an account from an instant on, or lets it sign in again.
pub(crate) async fn set_disabled(tx: &mut Tx, id: AccountId, disabled_at: Option<DateTime<Utc>>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE account SET disabled_at = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(disabled_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether a password must be changed before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// It was given by somebody else.
    Demanded,
    /// The person chose it.
    NotDemanded,
}

/// Replaces a password.
pub(crate) async fn set_password(tx: &mut Tx, id: AccountId, hash: &str, change: Change) -> ServiceResult<()> {
    const SQL: &str = "UPDATE account SET password_hash = $2, must_change_password = $3 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(hash).bind(change == Change::Demanded).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Keeps the same password under another hash.
pub(crate) async fn rehash(tx: &mut Tx, id: AccountId, hash: &str) -> ServiceResult<()> {
    const SQL: &str = "UPDATE account SET password_hash = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(hash).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// How many accounts that are not disabled have a role for exactly one organisation.
pub(crate) async fn count_enabled(tx: &mut Tx, role: Role, organisation: &OrganisationCode) -> ServiceResult<i64> {
    const SQL: &str = "
        SELECT count(*)
        FROM account_grant
        JOIN account ON account.id = account_grant.account
        WHERE account_grant.organisation = $1 AND account_grant.role = $2 AND account.disabled_at IS NULL";
    let (count,): (i64,) = on!(tx, conn => sqlx::query_as(SQL)
        .bind(organisation.as_str()).bind(role.as_ref()).fetch_one(conn).await)?;
    Ok(count)
}
