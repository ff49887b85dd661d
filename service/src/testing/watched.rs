//! A PostgreSQL whose clock tests set, and which tells them who is at work. Programs that are tested
//! from outside know nothing of it: they ask the database what time it is, as always.

pub use crate::store::watched::Watch;

use crate::store;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

/// The database.
pub struct Watched {
    pool: PgPool,
    url: String,
}

#[expect(clippy::expect_used, reason = "tests stop at once")]
impl Watched {
    /// Watches a schema that `fresh` or `fresh_postgres` made and whose tables are there.
    ///
    /// # Panics
    /// When it cannot be set up, as all others do when the database does not answer.
    pub async fn new(database_url: &str, watch: Watch) -> Self {
        let pool = store::watched::set_up(database_url, watch).await.expect("a watched database");
        Self { pool, url: database_url.to_owned() }
    }

    /// The address for one server: it sees the clock that is set, and is told apart by its number.
    pub fn url_for(&self, server: usize) -> String {
        // The address ends with the path on which names are looked up.
        format!("{}%2Cpg_catalog%20-c%20test.server%3D{server}", self.url)
    }

    /// The present instant of its clock.
    ///
    /// # Panics
    /// As above.
    pub async fn now(&self) -> DateTime<Utc> {
        store::watched::now(&self.pool).await.expect("an instant")
    }

    /// Sets its clock on to an instant; one that is past changes nothing.
    ///
    /// # Panics
    /// As above.
    pub async fn advance_to(&self, at: DateTime<Utc>) {
        let by = at - self.now().await;
        if by > TimeDelta::zero() {
            store::watched::advance(&self.pool, by).await.expect("set on");
        }
    }

    /// The servers that are at this moment within a transaction that is watched.
    ///
    /// # Panics
    /// As above.
    pub async fn within(&self) -> Vec<usize> {
        let servers = store::watched::marked(&self.pool).await.expect("servers");
        servers.into_iter().map(|server| usize::try_from(server).expect("a number")).collect()
    }

    /// The name of the server that has the latest slot of a job in hand, with its address and process.
    ///
    /// # Panics
    /// As above.
    pub async fn at_work(&self, job: &str) -> Option<String> {
        store::watched::at_work(&self.pool, job).await.expect("a server")
    }

    /// The latest slot of a job that is done.
    ///
    /// # Panics
    /// As above.
    pub async fn last_done(&self, job: &str) -> Option<DateTime<Utc>> {
        store::watched::last_done(&self.pool, job).await.expect("a slot")
    }

    /// How many slots of all jobs are done, how many were begun in vain and made up for by a later one, and how many are
    /// open.
    ///
    /// # Panics
    /// As above.
    pub async fn slots(&self) -> (i64, i64, i64) {
        store::watched::slots(&self.pool).await.expect("counts")
    }
}
