//! Approvers who let somebody else sign for a time.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    account::EmailAddress,
    delegation::Delegation,
    ids::{AccountId, DelegationId, OrganisationCode},
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    organisation: String,
    given_by: Uuid,
    given_to: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    reason: String,
    given_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Delegation {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: DelegationId::new(row.id),
            organisation: stored("organisation", &row.organisation)?,
            given_by: AccountId::new(row.given_by),
            given_to: AccountId::new(row.given_to),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            reason: row.reason,
            given_at: row.given_at,
            revoked_at: row.revoked_at,
        })
    }
}

/// Puts a new one in.
pub(crate) async fn insert(tx: &mut Tx, delegation: &Delegation) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO delegation
            (id, organisation, given_by, given_to, starts_at, ends_at, reason, given_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(delegation.id.uuid())
        .bind(delegation.organisation.as_str())
        .bind(delegation.given_by.uuid())
        .bind(delegation.given_to.uuid())
        .bind(delegation.starts_at)
        .bind(delegation.ends_at)
        .bind(&delegation.reason)
        .bind(delegation.given_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One of them.
pub(crate) async fn get(tx: &mut Tx, id: DelegationId) -> ServiceResult<Option<Delegation>> {
    const SQL: &str = "
        SELECT id, organisation, given_by, given_to, starts_at, ends_at, reason, given_at, revoked_at
        FROM delegation
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Delegation::try_from).transpose()
}

/// Takes one back, unless it was taken back before.
pub(crate) async fn revoke(tx: &mut Tx, id: DelegationId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE delegation SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// All that somebody gave or was given and that had not ended by an instant, the latest first.
pub(crate) async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    not_ended_by: DateTime<Utc>,
) -> ServiceResult<Vec<Delegation>> {
    const SQL: &str = "
        SELECT id, organisation, given_by, given_to, starts_at, ends_at, reason, given_at, revoked_at
        FROM delegation
        WHERE (given_by = $1 OR given_to = $1) AND ends_at >= $2
        ORDER BY given_at DESC, id";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).bind(not_ended_by).fetch_all(conn).await)?;
    rows.into_iter().map(Delegation::try_from).collect()
}

/// A delegation that runs, with who gave it and one body for which that person approves now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) delegation: Delegation,
    pub(crate) giver: String,
    pub(crate) giver_approves: OrganisationCode,
}

/// What somebody was given that runs at an instant, once for each body for which its giver approves now. Nothing of those
/// who can no longer sign in or approve nowhere.
pub(crate) async fn running(tx: &mut Tx, account: AccountId, at: DateTime<Utc>) -> ServiceResult<Vec<Running>> {
    const SQL: &str = "
        SELECT delegation.id, delegation.organisation, delegation.given_by, delegation.given_to,
               delegation.starts_at, delegation.ends_at, delegation.reason, delegation.given_at,
               delegation.revoked_at, giver.name AS giver, account_grant.organisation AS giver_approves
        FROM delegation
        JOIN account AS giver ON giver.id = delegation.given_by AND giver.disabled_at IS NULL
        JOIN account_grant ON account_grant.account = delegation.given_by AND account_grant.role = 'approver'
        WHERE delegation.given_to = $1 AND delegation.ends_at >= $2 AND delegation.starts_at <= $2
            AND delegation.revoked_at IS NULL
        ORDER BY delegation.ends_at DESC, delegation.id";
    #[derive(FromRow)]
    struct Named {
        #[sqlx(flatten)]
        row: Row,
        giver: String,
        giver_approves: String,
    }
    let rows: Vec<Named> = on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).bind(at).fetch_all(conn).await)?;
    let running = |named: Named| {
        Ok(Running {
            delegation: named.row.try_into()?,
            giver: named.giver,
            giver_approves: stored("organisation", &named.giver_approves)?,
        })
    };
    rows.into_iter().map(running).collect()
}

/// Somebody to whom a delegation that runs was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delegate {
    pub(crate) organisation: OrganisationCode,
    pub(crate) account: AccountId,
    pub(crate) address: EmailAddress,
    /// By whom it was given.
    pub(crate) given_by: AccountId,
    /// For which body its giver approves now.
    pub(crate) giver_approves: OrganisationCode,
}

/// Everybody to whom a delegation was given that runs at an instant, once for each body for which its giver approves now.
pub(crate) async fn delegates(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<Vec<Delegate>> {
    const SQL: &str = "
        SELECT delegation.organisation, taker.id, taker.email, giver.id, account_grant.organisation
        FROM delegation
        JOIN account AS giver ON giver.id = delegation.given_by AND giver.disabled_at IS NULL
        JOIN account AS taker ON taker.id = delegation.given_to AND taker.disabled_at IS NULL
        JOIN account_grant ON account_grant.account = delegation.given_by AND account_grant.role = 'approver'
        WHERE delegation.ends_at >= $1 AND delegation.starts_at <= $1 AND delegation.revoked_at IS NULL
        ORDER BY taker.id, delegation.organisation, account_grant.organisation";
    let rows: Vec<(String, Uuid, String, Uuid, String)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(at).fetch_all(conn).await)?;
    let delegate = |(organisation, account, email, giver, giver_approves): (String, Uuid, String, Uuid, String)| {
        Ok(Delegate {
            organisation: stored("organisation", &organisation)?,
            account: AccountId::new(account),
            address: stored("e-mail address", &email)?,
            given_by: AccountId::new(giver),
            giver_approves: stored("organisation", &giver_approves)?,
        })
    };
    rows.into_iter().map(delegate).collect()
}
