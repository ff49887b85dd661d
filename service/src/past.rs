//! The past: the same services on what was known at an earlier instant. Whatever reads the present reads it too, by the same
//! code; nobody can change it. What it is made of stands in `store::past` and decision 0078.

use crate::{
    Clock, ServiceError, ServiceResult, Services, rollups, scores, store,
    store::past::{Recorded, Then},
    workings,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode},
    past::{PastRefusal, read_past},
    plan::Plan,
    round::Round,
    score::Asking,
    trust::TrustGrade,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};
use tokio::sync::Semaphore;

/// How many instants are kept. Each holds a connection, and what it had to make afresh in temporary tables.
const KEPT: usize = 4;
/// After how long everything is known that was recorded at an instant: whoever changes something writes down when they began.
/// Until then an instant stands as long as nothing more of the same time before it is there; then it is made once more, for good.
const SETTLED: Duration = Duration::minutes(2);

/// How many people wait for an instant at most; more are told to come back.
const WAITING: usize = 8;

/// Instants of the past that were asked for.
pub(crate) struct Pasts {
    /// The one asked for last stands last.
    kept: Mutex<Vec<Past>>,
    /// One is made at a time, since the present comes first.
    maker: Semaphore,
    waiting: Semaphore,
}

impl Default for Pasts {
    fn default() -> Self {
        Self { kept: Mutex::default(), maker: Semaphore::new(1), waiting: Semaphore::new(WAITING) }
    }
}

/// One instant.
#[derive(Clone)]
struct Past {
    at: DateTime<Utc>,
    /// The least grade of the figures that are there.
    least: TrustGrade,
    /// What was recorded of the time before it; nothing where it was made after everything was.
    unsettled: Option<Recorded>,
    /// In which rounds something had happened since: what is kept of the others is read where it is kept.
    touched: BTreeSet<RoundCode>,
    services: Services,
}

impl Past {
    /// Whether it is still the whole truth about its instant.
    async fn stands(&self, now: DateTime<Utc>) -> bool {
        if self.unsettled.is_some() && is_settled(self.at, now) {
            return false;
        }
        let asked = async {
            let mut tx = self.services.db().read().await?;
            if let Some(recorded) = &self.unsettled
                && store::past::recorded(&mut tx, self.at - SETTLED, self.at).await? != *recorded
            {
                return Ok(false);
            }
            let touched = store::past::touched(&mut tx, self.at).await?;
            ServiceResult::Ok(touched == self.touched)
        };
        asked.await.unwrap_or_default()
    }
}

/// Whether all that was recorded at an instant is there.
fn is_settled(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= at + SETTLED
}

impl Services {
    /// The same services on what was known at an earlier instant; their clock stands there. Made when it is first asked for,
    /// and kept for a while.
    ///
    /// # Errors
    /// The instant has not come yet; nothing was registered by then; too many wait already; storage does not answer.
    pub async fn as_of(&self, at: DateTime<Utc>) -> ServiceResult<Self> {
        self.as_of_grade(at, TrustGrade::default()).await
    }

    /// The same on those figures alone that had at least a grade.
    ///
    /// # Errors
    /// As [`Self::as_of`].
    pub async fn as_of_grade(&self, at: DateTime<Utc>, least: TrustGrade) -> ServiceResult<Self> {
        if at > self.now() {
            return Err(ServiceError::invalid("as_of_future", at.to_rfc3339()));
        }
        if let Some(kept) = self.kept_past(at, least).await {
            return Ok(kept);
        }
        let _place = self.inner.pasts.waiting.try_acquire().map_err(|_| ServiceError::Busy)?;
        let _turn = self.inner.pasts.maker.acquire().await.map_err(|error| ServiceError::fault("the past", error))?;
        // Somebody else may have asked for the same meanwhile.
        if let Some(kept) = self.kept_past(at, least).await {
            return Ok(kept);
        }
        let past = self.make_past(at, least).await?;
        let services = past.services.clone();
        let mut kept = self.inner.pasts.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| (other.at, other.least) != (at, least));
        kept.push(past);
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
        Ok(services)
    }

    /// The services of the instant that somebody asks for, in words that [`domain::past::read_past`] reads; the present, where
    /// they ask for none.
    ///
    /// # Errors
    /// It cannot be read; as [`Self::as_of`].
    pub async fn as_asked(&self, asked: Option<&str>) -> ServiceResult<Self> {
        let Some(text) = asked else { return Ok(self.clone()) };
        match self.read_past(text)? {
            Some(at) => self.as_of(at).await,
            None => Ok(self.clone()),
        }
    }

    /// The instant of the past that somebody asks for; nothing where it is the present.
    ///
    /// # Errors
    /// It cannot be read, or has not come yet.
    pub fn read_past(&self, text: &str) -> ServiceResult<Option<DateTime<Utc>>> {
        read_past(text, self.now()).map_err(|refusal| {
            let code = match refusal {
                PastRefusal::NotAnInstant => "as_of_unreadable",
                PastRefusal::InTheFuture => "as_of_future",
            };
            ServiceError::invalid(code, text.chars().take(64).collect::<String>())
        })
    }

    /// Whether these services stand on what was known at an earlier instant: nothing can be done there.
    pub(crate) fn are_of_the_past(&self) -> bool {
        self.inner.stands_on.past.load(Ordering::Relaxed)
    }

    /// Along which bodies a right to one reaches, the body first. Bodies that stood elsewhere at an earlier instant are no way to a
    /// right that somebody has now: there only rights to the body itself or to the whole country count.
    pub(crate) fn rights_along(&self, path: &[OrganisationCode]) -> Vec<OrganisationCode> {
        match path {
            [body, .., root] if self.are_of_the_past() => vec![body.clone(), root.clone()],
            _ => path.to_vec(),
        }
    }

    /// What is kept of an instant and still stands.
    async fn kept_past(&self, at: DateTime<Utc>, least: TrustGrade) -> Option<Self> {
        let found = {
            let mut kept = self.inner.pasts.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let place = kept.iter().position(|past| (past.at, past.least) == (at, least))?;
            let past = kept.remove(place);
            kept.push(past.clone());
            past
        };
        found.stands(self.now()).await.then_some(found.services)
    }

    async fn make_past(&self, at: DateTime<Utc>, least: TrustGrade) -> ServiceResult<Past> {
        let is_settled = is_settled(at, self.now());
        let db = store::past::connect(&self.settings().database_url).await?;
        let services = self.on(db.clone(), Clock::set(at));
        services.inner.stands_on.past.store(true, Ordering::Relaxed);
        let mut then = Then::begin(&db, at).await?;
        let unsettled = if is_settled { None } else { Some(then.recorded(at - SETTLED).await?) };
        then.fill().await?;
        if store::organisations::all(then.tx()).await?.is_empty() {
            return Err(ServiceError::invalid("as_of_before_records", at.to_rfc3339()));
        }
        let touched = then.touched().await?;
        let register = services.register_in(then.tx()).await?;
        let line = scores::line(&services, then.tx()).await?;
        let present = store::rounds::latest(&mut self.db().read().await?, NaiveDate::MAX, i64::MAX).await?;
        let moved: Vec<&Round> = present.iter().filter(|round| touched.contains(&round.code)).collect();
        // A derived value may take a figure of the round before: all rounds from the first one on follow.
        let derives = store::workings::any(then.tx()).await?;
        let first = line.iter().position(|(round, _)| touched.contains(&round.code));
        let follow = |place: usize| derives && first.is_some_and(|first| first <= place);
        // A score may rest on answers of an earlier round, or on its not having been opened yet.
        let carries = |asking: Asking<'_>| moved.iter().any(|earlier| asking.may_carry_from(earlier));
        let is_afresh = |(place, (round, plan)): &(usize, &(Round, Arc<Plan>))| {
            touched.contains(&round.code) || follow(*place) || carries(Asking { round, plan })
        };
        let afresh: Vec<&Round> = line.iter().enumerate().filter(is_afresh).map(|(_, (round, _))| round).collect();
        let mut copied = workings::rounds_read(&services, then.tx(), &afresh).await?;
        if !copied.is_empty() {
            for round in &afresh {
                let holding = scores::holding(&services, then.tx(), round).await?;
                copied.extend(holding.by_round().into_keys().cloned());
            }
            if least > TrustGrade::default() {
                copied.extend(line.iter().map(|(round, _)| round.code.clone()));
            }
        }
        then.fill_values(&copied).await?;
        for round in afresh.iter().copied() {
            rollups::rebuild_round(&services, then.tx(), round, register.of(round)).await?;
            scores::rebuild::rebuild_round(&services, then.tx(), round).await?;
        }
        let afresh = afresh.iter().map(|round| round.code.clone()).collect();
        if least > TrustGrade::default() {
            then.keep_least(least).await?;
            for (round, _) in &line {
                rollups::make_of_values(&services, then.tx(), round, register.of(round)).await?;
            }
        }
        then.finish(&db, &afresh).await?;
        Ok(Past { at, least, unsettled, touched, services })
    }
}
