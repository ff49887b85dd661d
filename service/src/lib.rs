//! Level 1: what may be done.
//!
//! Every use case has one shape: load → `actor.require` → ask the domain → save → audit → commit, in one transaction.
//! The page, the API, the command line and the timetable call the same method. `store` is private and holds the only SQL.

/// People and what they may do.
pub mod accounts;
/// Who acts, and through what.
pub mod actor;
/// What was announced about rounds.
pub mod announcements;
/// Work that takes longer than a page may.
mod aside;
/// The record of everything that was done.
pub mod audit;
/// Filing on behalf of an approver by their letter.
pub mod authority_letters;
/// The whole installation as one file.
pub mod backups;
/// Mail that comes back later.
pub mod bounces;
/// Now, and chance: both injected.
pub mod clock;
/// Figures that agencies publish at addresses of their own.
pub mod collectors;
/// How complete reports are, and what keeps those that are missing.
pub mod completeness;
/// What executives look at: status, completeness, lateness and ranks, read from what is kept.
pub mod dashboards;
/// What a body has to hand in by when.
pub mod deadlines;
/// Signing on behalf of an approver.
pub mod delegations;
/// Large files with the answers of many agencies.
pub mod deliveries;
/// The demonstration: made-up reports of every body, the same every time.
pub mod demonstration;
/// Places that published snapshots are handed to.
pub mod destinations;
/// What is typed into a report before it is submitted.
pub mod drafts;
/// What can go wrong, as data.
pub mod error;
/// Files that prove a value.
pub mod evidence;
/// Deadlines for calendar programs.
pub mod feeds;
/// Public holidays.
pub mod holidays;
/// What programs ask twice and is done once.
pub mod idempotent_replies;
/// Reading files that people made elsewhere.
pub mod imports;
/// What waits for whom.
pub mod inbox;
/// The timetable's jobs.
pub mod jobs;
/// Mail on its way out.
pub mod mails;
/// Objections of agencies to verified values.
pub mod objections;
/// How the timetable and the servers are.
pub mod operations;
/// Bodies of the state.
pub mod organisations;
/// Passwords: what is allowed, and how they are kept.
pub mod passwords;
/// What was known at an earlier instant.
mod past;
/// Plans as code, and sourced facts.
pub mod plans;
/// Speaking to the mail server.
pub mod post;
/// In which language, era and digits people read.
mod preferences;
/// Published snapshots as everybody reads them.
pub mod publications;
/// Who is reminded of which reports, and when.
pub mod reminders;
/// A report as it is read: every indicator with its texts, problems, history and thread.
pub mod reports;
/// Kept sums and counters, and their check.
pub mod rollups;
/// Rules by which rounds recur.
pub mod round_rules;
/// Rounds, windows and extensions.
pub mod rounds;
/// Schemes of scores, each edition whole, and where they are in force.
pub mod schemes;
/// Scores of accepted reports, with their derivations and places.
pub mod scores;
/// Bodies and indicators by what somebody types.
pub mod search;
/// Secrets at rest.
pub mod secrets;
/// Signing in and out.
pub mod sessions;
/// Links to pages for people without an account.
pub mod shares;
/// A report by spreadsheet.
pub mod sheets;
/// Frozen, signed copies of rounds.
pub mod snapshots;
/// A report on its way: submitting, approving, returning, accepting.
pub mod submissions;
/// People who get the national report by mail.
pub mod subscribers;
/// Bearer tokens of the API.
pub mod tokens;
/// Accepted values.
pub mod values;
/// Programs of others that are told of every release.
pub mod webhooks;

mod settings;
mod store;
/// Databases of their own for tests.
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod throttle;
/// Figures that have at least a grade.
mod trusted;
mod usuals;
mod workings;

pub use actor::{Actor, Channel};
pub use clock::{Chance, Clock};
pub use error::{FieldFaults, ServiceError};
pub use passwords::Password;
pub use settings::{Publication, Settings};

use chrono::NaiveDate;
use domain::{
    ids::{PlanCode, SchemeCode},
    plan::Plan,
    register::Register,
    score::{Population, Scheme},
};
use object_store::ObjectStore;
use passwords::Hasher;
use std::{
    collections::HashMap,
    sync::{Arc, RwLock, atomic::AtomicBool},
};
use store::{Db, WRITERS_WAIT, shared_commits::SharedCommits};

/// What a service call gives.
pub type ServiceResult<T> = Result<T, ServiceError>;

/// Everything the product can do. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Services {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    clock: Clock,
    chance: Chance,
    files: Arc<dyn ObjectStore>,
    hasher: Hasher,
    settings: Settings,
    /// Commits that those share who type at the same time.
    draft_commits: SharedCommits<drafts::Saved>,
    /// What came before reports that are being typed.
    kept_pasts: reports::KeptPasts,
    /// What is usual among peers, for all of their reports.
    kept_usuals: usuals::KeptUsuals,
    /// Instants of the past that were asked for.
    pasts: past::Pasts,
    /// Figures that have at least a grade, as far as somebody asked for them.
    grades: trusted::Grades,
    /// How firm places are, as far as it was worked out.
    kept_robustness: scores::KeptRobustness,
    /// Who has which alerts, as far as it was worked out.
    kept_alerts: dashboards::KeptAlerts,
    /// How the indicators of agencies stand, as far as somebody asked.
    kept_standings: dashboards::KeptStandings,
    kept_figures: dashboards::KeptFigures,
    /// Scores of rounds added up.
    kept_tallies: scores::KeptTallies,
    /// Places for trying what scores would be.
    rescoring: scores::Rescoring,
    /// How many more filled spreadsheets may be read at this moment.
    sheet_readers: tokio::sync::Semaphore,
    /// How many more large files may be worked on at this moment.
    delivery_workers: tokio::sync::Semaphore,
    /// How far large files are that are put into drafts.
    applying: deliveries::Applying,
    /// How many more snapshots may be worked through at this moment.
    snapshot_readers: Arc<tokio::sync::Semaphore>,
    /// How many snapshots this process was asked for and is still taking.
    taking_at_work: snapshots::AtWork,
    /// Which files of snapshots this process has read whole.
    read_whole: snapshots::ReadWhole,
    /// What is published, for a moment.
    published: RwLock<publications::Kept>,
    /// Asks the endpoints of collectors.
    fetcher: collectors::Fetcher,
    /// How many more people may try an endpoint at this moment.
    testers: tokio::sync::Semaphore,
    /// Whether every figure is made up; read once, since it never changes back.
    is_demonstration: AtomicBool,
    /// Whether they stand on an earlier instant, or on the figures of a grade.
    stands_on: trusted::StandsOn,
    /// The register of bodies with the stamp it was read at.
    register: RwLock<Option<(i64, Arc<Register>)>>,
    /// Who owes reports on which day, counted from the register of that day.
    reporters: RwLock<HashMap<NaiveDate, dashboards::CountedReporters>>,
    /// Plan versions never change, so they are kept for good.
    plans: RwLock<HashMap<(PlanCode, i32), Arc<Plan>>>,
    /// Editions of schemes never change either.
    schemes: RwLock<HashMap<(SchemeCode, i32), Arc<Scheme>>>,
    /// Nor do populations.
    populations: RwLock<HashMap<(SchemeCode, i32, String), Arc<Population>>>,
}

impl Services {
    /// Opens the database, brings its tables up to date and opens the object store.
    ///
    /// # Errors
    /// The database cannot be reached or the folder cannot be made.
    pub async fn open(settings: &Settings, clock: Clock, chance: Chance) -> ServiceResult<Self> {
        let db = Db::connect(&settings.database_url).await?;
        db.migrate().await?;
        std::fs::create_dir_all(&settings.files).map_err(|error| ServiceError::fault("the folder of files", error))?;
        let files = object_store::local::LocalFileSystem::new_with_prefix(&settings.files)
            .map_err(|error| ServiceError::fault("the folder of files", error))?;
        let fetcher = collectors::Fetcher::new(settings.collectors.clone())?;
        let services = Self::new(db, clock, chance, Arc::new(files), fetcher, settings.clone());
        services.load_installation().await?;
        services.renew().await?;
        Ok(services)
    }

    /// Makes anew, once, what an earlier release kept by other rules. Scores come last: they are made of derived values.
    pub(crate) async fn renew(&self) -> ServiceResult<()> {
        self.renew_sums().await?;
        self.renew_scores().await
    }

    fn new(
        db: Db,
        clock: Clock,
        chance: Chance,
        files: Arc<dyn ObjectStore>,
        fetcher: collectors::Fetcher,
        settings: Settings,
    ) -> Self {
        let worker = aside::Worker::default();
        let inner = Inner {
            draft_commits: SharedCommits::new(&db, WRITERS_WAIT),
            db,
            clock,
            chance,
            files,
            hasher: Hasher::default(),
            settings,
            kept_pasts: reports::KeptPasts::default(),
            kept_usuals: usuals::KeptUsuals::default(),
            pasts: past::Pasts::default(),
            grades: trusted::Grades::default(),
            kept_robustness: scores::KeptRobustness::new(worker.clone()),
            kept_alerts: dashboards::KeptAlerts::new(worker),
            kept_standings: dashboards::KeptStandings::default(),
            kept_figures: dashboards::KeptFigures::default(),
            kept_tallies: scores::KeptTallies::default(),
            rescoring: scores::Rescoring::default(),
            sheet_readers: tokio::sync::Semaphore::new(sheets::READERS),
            delivery_workers: tokio::sync::Semaphore::new(deliveries::WORKERS),
            applying: deliveries::Applying::default(),
            snapshot_readers: Arc::new(tokio::sync::Semaphore::new(snapshots::READERS)),
            taking_at_work: snapshots::AtWork::default(),
            read_whole: snapshots::ReadWhole::default(),
            published: RwLock::default(),
            fetcher,
            testers: tokio::sync::Semaphore::new(collectors::TESTERS),
            is_demonstration: AtomicBool::new(false),
            stands_on: trusted::StandsOn::default(),
            register: RwLock::default(),
            reporters: RwLock::default(),
            plans: RwLock::default(),
            schemes: RwLock::default(),
            populations: RwLock::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The present instant, to the microsecond that both databases keep.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.inner.clock.now()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ready(&self) -> ServiceResult<()> {
        let mut tx = self.db().read().await?;
        store::ping(&mut tx).await?;
        Ok(())
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn draft_commits(&self) -> &SharedCommits<drafts::Saved> {
        &self.inner.draft_commits
    }

    fn chance(&self) -> &Chance {
        &self.inner.chance
    }

    fn hasher(&self) -> &Hasher {
        &self.inner.hasher
    }

    /// What is told of us where data is published.
    pub fn publication(&self) -> &Publication {
        &self.inner.settings.publication
    }

    fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    fn snapshot_readers(&self) -> Arc<tokio::sync::Semaphore> {
        self.inner.snapshot_readers.clone()
    }

    fn taking_at_work(&self) -> &snapshots::AtWork {
        &self.inner.taking_at_work
    }

    fn read_whole(&self) -> &snapshots::ReadWhole {
        &self.inner.read_whole
    }

    fn kept_pasts(&self) -> &reports::KeptPasts {
        &self.inner.kept_pasts
    }

    fn kept_standings(&self) -> &dashboards::KeptStandings {
        &self.inner.kept_standings
    }

    fn kept_figures(&self) -> &dashboards::KeptFigures {
        &self.inner.kept_figures
    }

    fn kept_usuals(&self) -> &usuals::KeptUsuals {
        &self.inner.kept_usuals
    }

    fn kept_robustness(&self) -> &scores::KeptRobustness {
        &self.inner.kept_robustness
    }

    fn kept_alerts(&self) -> &dashboards::KeptAlerts {
        &self.inner.kept_alerts
    }

    fn published(&self) -> &RwLock<publications::Kept> {
        &self.inner.published
    }

    fn sheet_readers(&self) -> &tokio::sync::Semaphore {
        &self.inner.sheet_readers
    }

    fn applying(&self) -> &deliveries::Applying {
        &self.inner.applying
    }

    fn delivery_workers(&self) -> &tokio::sync::Semaphore {
        &self.inner.delivery_workers
    }

    fn fetcher(&self) -> &collectors::Fetcher {
        &self.inner.fetcher
    }

    fn testers(&self) -> &tokio::sync::Semaphore {
        &self.inner.testers
    }

    fn files(&self) -> &dyn ObjectStore {
        self.inner.files.as_ref()
    }
}
