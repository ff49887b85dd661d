//! Databases of their own for tests: a new SQLite file, or a new schema in the PostgreSQL of
//! `TIDTAM_TEST_POSTGRES_URL`.

/// A job that leaves a row for each of its slots, for tests with several processes.
pub mod beats;
/// An endpoint that publishes figures, well or badly.
pub mod endpoint;
/// A PostgreSQL whose clock is set and which tells who is at work, for tests with several processes.
pub mod watched;

use crate::{
    Chance, Clock, Publication, Services, Settings,
    store::{self, Db},
};
use std::time::{SystemTime, UNIX_EPOCH};

pub use domain::testing::{skip, skip_part};

/// The environment variable with the address of a PostgreSQL in which tests may create schemas.
pub const POSTGRES_URL: &str = "TIDTAM_TEST_POSTGRES_URL";

/// How many statements this thread has told a database since this was last asked.
pub fn statements_taken() -> usize {
    store::statements::taken()
}

/// A database engine that tests run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded file.
    Sqlite,
    /// The server.
    Postgres,
}

/// Services on a database of their own, and the folder it lives in.
pub struct TestServices {
    /// The services.
    pub services: Services,
    /// Where they keep things, for opening them a second time.
    pub settings: Settings,
    /// Their clock.
    pub clock: Clock,
    /// Removed when dropped.
    pub folder: tempfile::TempDir,
}

impl TestServices {
    /// Marks everything as made up, as a demonstration is, without its data.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn become_demonstration(&self) {
        let mut tx = self.services.db().write().await.expect("a transaction");
        store::installation::become_demonstration(&mut tx).await.expect("marked");
        tx.commit().await.expect("committed");
        self.services.load_installation().await.expect("loaded");
    }

    /// Fills the disk: whatever the database would have to add from now on is refused as it is then. `SQLite` may still
    /// put a short text where there is room.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn fill_disk(&self) {
        store::testing::fill_disk(self.services.db()).await.expect("full");
    }

    /// Takes away what keeps what was made of snapshots from being changed, as somebody can who owns the database.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn unseal(&self) {
        store::testing::unseal(self.services.db()).await.expect("unsealed");
    }

    /// Changes every page of every snapshot where nobody can see it, and no triggers are in the way: the same JSON, otherwise spelt.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn respell_publications(&self) {
        self.unseal().await;
        store::testing::respell_publications(self.services.db()).await.expect("changed");
    }

    /// Leaves what was extracted of every snapshot as an older release left it: in another form, so that it is extracted anew.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn age_publications(&self) {
        self.unseal().await;
        store::testing::age_publications(self.services.db()).await.expect("changed");
        self.services.publications().forget_listed();
    }

    /// Changes the sum of `svc-e2e` that is kept of `mdes` where nobody can see it.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn spoil_sums(&self) {
        store::testing::spoil_sums(self.services.db()).await.expect("changed");
    }

    /// Changes the score that is kept of `one` where nobody can see it.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn spoil_scores(&self) {
        store::testing::spoil_scores(self.services.db()).await.expect("changed");
    }

    /// Makes room on the disk again.
    ///
    /// # Panics
    /// When the database does not take it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn free_disk(&self) {
        store::testing::free_disk(self.services.db()).await.expect("free");
    }

    /// Holds the one writer of `SQLite`, as a change that takes long does; on `PostgreSQL` nobody waits for it.
    ///
    /// # Panics
    /// When the database does not give it.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn hold_writer(&self) -> HeldWriter {
        HeldWriter(self.services.db().write().await.expect("a transaction"))
    }

    /// Holds the one worker of everything that is worked out aside, as a long run does.
    ///
    /// # Panics
    /// When there is none any more.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub async fn hold_worker(&self) -> HeldWorker {
        HeldWorker(self.services.kept_alerts().hold_worker().await.expect("a worker"))
    }

    /// Puts a plain file where the folder of uploaded files was, so that no file can be stored.
    ///
    /// # Panics
    /// When it cannot be done.
    #[expect(clippy::expect_used, reason = "tests stop at once")]
    pub fn block_files(&self) {
        std::fs::remove_dir_all(&self.settings.files).expect("removed");
        std::fs::write(&self.settings.files, "").expect("written");
    }

    /// Cuts the services off from their database, as when it is gone.
    pub async fn hang_up(&self) {
        match self.services.db() {
            Db::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

/// A worker that does not come free.
pub struct HeldWorker(tokio::sync::OwnedSemaphorePermit);

impl HeldWorker {
    /// Lets others have their turn.
    pub fn release(self) {
        drop(self.0);
    }
}

/// A writer that does not come free.
pub struct HeldWriter(store::Tx);

impl HeldWriter {
    /// Lets others have their turn.
    pub fn release(self) {
        drop(self.0);
    }
}

/// Services on a new database; `None`, and this test named as skipped, where there is no PostgreSQL: also one that is told
/// to SQLite besides has then not run as a whole.
///
/// # Panics
/// When the database cannot be made.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn fresh(engine: Engine, clock: Clock) -> Option<TestServices> {
    let folder = tempfile::tempdir().expect("a folder");
    let database_url = match engine {
        Engine::Sqlite => format!("sqlite://{}", folder.path().join("tidtam.db").display()),
        Engine::Postgres => fresh_postgres().await?,
    };
    let contact = Some("data@tidtam.example".parse().expect("an address"));
    let publication = Publication { origin: "https://tidtam.example".to_owned(), contact, license: None };
    let settings = Settings { publication, ..Settings::below(folder.path(), database_url) };
    let services = Services::open(&settings, clock.clone(), Chance::seeded(7)).await.expect("services");
    Some(TestServices { services, settings, clock, folder })
}

/// The address of a new, empty schema of `PostgreSQL`, for programs that are tested from outside; `None`, and this test named
/// as skipped, where there is no `PostgreSQL`.
pub async fn fresh_postgres() -> Option<String> {
    let Ok(url) = std::env::var(POSTGRES_URL) else {
        skip("what is told to PostgreSQL", &format!("{POSTGRES_URL} is not set"));
        return None;
    };
    Some(fresh_schema(&url).await)
}

#[expect(clippy::expect_used, clippy::disallowed_methods, reason = "tests stop at once; the instant only makes a name")]
async fn fresh_schema(url: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
    let schema = format!("test_{}_{since_epoch}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    store::testing::create_schema(url, &schema).await.expect("a schema");
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-c%20search_path%3D{schema}")
}
