//! The same services on those figures alone that have at least a grade. Whatever reads all figures reads them too, by the same
//! code: sums, places and scores are made of them anew. What it is made of stands in `store::trusted` and decision 0085.

use crate::{ServiceError, ServiceResult, Services, rollups, store, store::rounds::RoundStamp};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{ids::RoundCode, trust::TrustGrade};
use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Mutex, Semaphore};

/// How many people wait at most until sums are made; more are told to come back.
const WAITING: usize = 32;
/// How often sums are made anew on one connection: PostgreSQL never clears up after temporary tables by itself.
const MOST_FOLLOWS: u32 = 256;

/// What services stand on besides all figures of the present; set before anybody has them.
#[derive(Default)]
pub(crate) struct StandsOn {
    /// What was known at an earlier instant.
    pub(crate) past: AtomicBool,
    /// Figures of a grade, of which sums and scores are made when somebody asks.
    grade: AtomicBool,
    /// How the rounds stood of whose figures of a grade the scores were made.
    made_of: std::sync::Mutex<HashMap<RoundCode, RoundStamp>>,
}

/// The grades that were asked for, each with what was made of its figures.
pub(crate) struct Grades {
    kept: std::sync::Mutex<HashMap<TrustGrade, Arc<Mutex<Option<OfGrade>>>>>,
    waiting: Semaphore,
}

impl Default for Grades {
    fn default() -> Self {
        Self { kept: std::sync::Mutex::default(), waiting: Semaphore::new(WAITING) }
    }
}

/// The figures of one grade.
struct OfGrade {
    services: Services,
    /// How the rounds stood of whose figures it was made.
    made_of: HashMap<RoundCode, RoundStamp>,
    /// How often anything was made.
    follows: u32,
}

impl OfGrade {
    /// Makes sums and scores of those rounds anew in which anything changed.
    async fn follow(&mut self) -> ServiceResult<()> {
        let services = &self.services;
        let db = services.db();
        let now = store::rounds::every_stamp(&mut db.read().await?).await?;
        if now == self.made_of {
            return Ok(());
        }
        let mut tx = store::trusted::begin(db).await?;
        // Stamps of rounds are those of the present: they may have changed before the scores do here. Nobody reads meanwhile,
        // since there is one connection.
        services.inner.kept_tallies.forget();
        services.kept_robustness().forget_stamps();
        let now = store::rounds::every_stamp(&mut tx).await?;
        let register = services.register_in(&mut tx).await?;
        for gone in self.made_of.keys().filter(|round| !now.contains_key(*round)) {
            store::trusted::clear(&mut tx, gone).await?;
        }
        let rounds = store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await?;
        let codes: Vec<RoundCode> = rounds.iter().map(|round| round.code.clone()).collect();
        let stamps = store::rounds::stamps(&mut tx, &codes).await?;
        for round in rounds {
            if now.get(&round.code) != self.made_of.get(&round.code) {
                store::trusted::clear(&mut tx, &round.code).await?;
                rollups::make_of_values(services, &mut tx, &round, register.of(&round)).await?;
            }
        }
        store::trusted::finish(tx, db).await?;
        // Once the scores are there: whoever reads it before them never takes scores of before for those of now.
        *services.made_of() = stamps;
        self.made_of = now;
        self.follows += 1;
        Ok(())
    }
}

impl Services {
    /// The same services on those figures alone that have at least a grade. Made when somebody first asks for the grade, and of
    /// each round again when anything in it changed.
    ///
    /// # Errors
    /// Too many wait already; storage does not answer.
    pub async fn of_grade(&self, least: TrustGrade) -> ServiceResult<Self> {
        if least == TrustGrade::default() {
            return Ok(self.clone());
        }
        let services = self.clone();
        // It goes on where whoever asked for it has left: all that was made would be lost with them.
        let made = tokio::spawn(async move { services.follow_grade(least).await });
        made.await.map_err(|error| ServiceError::fault("the figures of a grade", error))?
    }

    async fn follow_grade(&self, least: TrustGrade) -> ServiceResult<Self> {
        let grades = &self.inner.grades;
        let _place = grades.waiting.try_acquire().map_err(|_| ServiceError::Busy)?;
        let kept = grades.kept.lock().unwrap_or_else(PoisonError::into_inner).entry(least).or_default().clone();
        let mut kept = kept.lock().await;
        let mut found = match kept.take().filter(|found| found.follows < MOST_FOLLOWS) {
            Some(found) => found,
            None => self.begin_grade(least).await?,
        };
        // Where this fails it is begun anew by whoever asks next, on another connection.
        found.follow().await?;
        let services = found.services.clone();
        *kept = Some(found);
        Ok(services)
    }

    async fn begin_grade(&self, least: TrustGrade) -> ServiceResult<OfGrade> {
        let db = store::past::connect(&self.settings().database_url).await?;
        store::trusted::set_up(&db, least).await?;
        let services = self.on(db, self.inner.clock.clone());
        services.inner.stands_on.grade.store(true, Ordering::Relaxed);
        Ok(OfGrade { services, made_of: HashMap::new(), follows: 0 })
    }

    /// Whether they stand on figures of a grade of the present, whose scores may be of a moment before.
    pub(crate) fn is_of_grade(&self) -> bool {
        self.inner.stands_on.grade.load(Ordering::Relaxed)
    }

    fn made_of(&self) -> std::sync::MutexGuard<'_, HashMap<RoundCode, RoundStamp>> {
        self.inner.stands_on.made_of.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How a round stood of whose figures the scores that are read next were made, or how it stood before: figures of a grade may be
    /// of a moment before the present, whose stamp says nothing of them.
    pub(crate) async fn stamp_of_scores(&self, round: &RoundCode) -> ServiceResult<Option<RoundStamp>> {
        if self.is_of_grade() {
            return Ok(self.made_of().get(round).copied());
        }
        let mut tx = self.db().read().await?;
        Ok(store::rounds::stamps(&mut tx, std::slice::from_ref(round)).await?.get(round).copied())
    }

    /// Whether they stand on all figures of the present.
    pub(crate) fn is_of_present(&self) -> bool {
        !self.is_of_grade() && !self.inner.stands_on.past.load(Ordering::Relaxed)
    }

    /// The services that a page asks for: at an instant of the past or now, on figures that have at least a grade.
    ///
    /// # Errors
    /// As [`Self::as_of`] and [`Self::of_grade`].
    pub async fn seen(&self, at: Option<DateTime<Utc>>, least: TrustGrade) -> ServiceResult<Self> {
        match at {
            Some(at) => self.as_of_grade(at, least).await,
            None => self.of_grade(least).await,
        }
    }

    /// Services like these on another connection.
    pub(crate) fn on(&self, db: store::Db, clock: crate::Clock) -> Self {
        let services = Self::new(
            db,
            clock,
            self.chance().clone(),
            self.inner.files.clone(),
            self.fetcher().clone(),
            self.settings().clone(),
        );
        services.inner.is_demonstration.store(self.is_demonstration(), Ordering::Relaxed);
        services
    }
}
