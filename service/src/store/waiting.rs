//! Which reports wait for somebody, in whatever round they are.

use super::{Tx, one_of::push_one_of, submissions::Row};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, OrganisationCode, RoundCode},
    submission::{StateName, Submission},
};
use sqlx::{Database, Encode, QueryBuilder, Type};
use uuid::Uuid;

const REPORTS: &str = "
    SELECT round, agency, version, revision, accepted_revision, first_submitted_at,
           state, submitted_by, submitted_at, approved_by, approved_at, step_by, step_at
    FROM submission";

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting<'a> {
    /// In these states a report waits in any round.
    pub(crate) states: &'a [StateName],
    /// For those who fill reports: in these rounds they wait until they are handed in, and reopened ones in any.
    pub(crate) filled_in: Option<&'a [RoundCode]>,
    /// Of these agencies; of all where none are given.
    pub(crate) agencies: Option<&'a [OrganisationCode]>,
    /// But not those that somebody brought here, who does not take the next step.
    pub(crate) not_of: Option<AccountId>,
}

impl<'a> Waiting<'a> {
    fn is_nobody(&self) -> bool {
        self.agencies.is_some_and(<[_]>::is_empty) || self.states.is_empty()
    }

    fn push<Db: Database>(self, query: &mut QueryBuilder<Db>)
    where
        &'a str: Encode<'a, Db> + Type<Db>,
        Uuid: Encode<'a, Db> + Type<Db>,
    {
        query.push(" WHERE (state");
        push_one_of(query, self.states.iter().map(AsRef::as_ref));
        if let Some(rounds) = self.filled_in {
            query.push(" OR (state = 'draft' AND accepted_revision IS NOT NULL)");
            if !rounds.is_empty() {
                query.push(" OR (state IN ('not_started', 'draft') AND round");
                push_one_of(query, rounds.iter().map(RoundCode::as_str));
                query.push(")");
            }
        }
        query.push(")");
        if let Some(agencies) = self.agencies {
            query.push(" AND agency");
            push_one_of(query, agencies.iter().map(OrganisationCode::as_str));
        }
        if let Some(somebody) = self.not_of {
            for step in ["submitted_by", "approved_by", "step_by"] {
                query.push(format!(" AND ({step} IS NULL OR {step} <> "));
                query.push_bind(somebody.uuid()).push(")");
            }
        }
    }
}

/// How many there are.
pub(crate) async fn count(tx: &mut Tx, wanted: Waiting<'_>) -> ServiceResult<usize> {
    if wanted.is_nobody() {
        return Ok(0);
    }
    let (count,): (i64,) = on!(tx, conn => {
        let mut query = QueryBuilder::new("SELECT count(*) FROM submission");
        wanted.push(&mut query);
        query.build_query_as().fetch_one(conn).await
    })?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// So many of them after those that are skipped, the longest waiting first.
pub(crate) async fn some(
    tx: &mut Tx,
    wanted: Waiting<'_>,
    skipped: usize,
    most: usize,
) -> ServiceResult<Vec<Submission>> {
    if wanted.is_nobody() {
        return Ok(Vec::new());
    }
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(REPORTS);
        wanted.push(&mut query);
        query.push(" ORDER BY submitted_at NULLS FIRST, round, agency LIMIT ").push_bind(number(most));
        query.push(" OFFSET ").push_bind(number(skipped));
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Submission::try_from).collect()
}

/// The reports of a round that were sent back, or opened again, at an instant or later, and were not handed in since.
pub(crate) async fn sent_back_since(
    tx: &mut Tx,
    round: &RoundCode,
    since: DateTime<Utc>,
) -> ServiceResult<Vec<Submission>> {
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(REPORTS);
        query.push(" WHERE round = ").push_bind(round.as_str());
        query.push(" AND state IN ('returned', 'draft') AND (state = 'returned' OR accepted_revision IS NOT NULL)");
        query.push(" AND step_at >= ").push_bind(since);
        query.push(" ORDER BY agency").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Submission::try_from).collect()
}
