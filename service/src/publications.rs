//! Published snapshots as everybody reads them: the country, a body, an indicator, from what was extracted of the signed
//! lines and from nothing else. Nobody's permissions are asked, since nothing else can be read through here.

mod bodies;
mod check;
mod flows;
mod prepare;
mod read;

pub use bodies::BodyPage;
pub(crate) use bodies::{has_paper, with_papers};
pub use flows::Flow;
pub use read::{PublicBody, PublicCountry, PublicIndicator, PublicReport, PublicTogether};

use crate::{
    ServiceError, ServiceResult, Services,
    snapshots::{self, MadeFile, Snapshot},
    store,
    store::Tx,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::sha256,
    ids::SnapshotCode,
    plan::Plan,
    publication::{Part, Setting},
    snapshot::{Catalogue, Export},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

/// How long what is published is not looked at again: an embargo ends, or another server publishes, so much later here.
const FRESH: TimeDelta = TimeDelta::seconds(2);
/// How many settings stay in memory; each is a plan with its schemes.
const SETTINGS: usize = 8;

/// What everybody may read.
pub struct Publications<'a>(pub(crate) &'a Services);

impl Services {
    /// What everybody may read.
    pub fn publications(&self) -> Publications<'_> {
        Publications(self)
    }
}

/// Every published snapshot, also those whose pages are being made anew after an upgrade: what is published is never denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Newest first: by period, then by when it was taken.
    pub snapshots: Vec<Snapshot>,
    /// Those of them whose pages cannot be read yet; whoever asks for one is told so ([`ServiceError::UnderWay`]).
    pub lacking: BTreeSet<SnapshotCode>,
    /// Changes with every change of this list, and with nothing else.
    pub version: String,
}

impl Listed {
    /// The one that a reader sees who asks for none.
    pub fn newest(&self) -> Option<&Snapshot> {
        self.snapshots.first()
    }

    /// Those whose pages can be read.
    pub fn readable(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.iter().filter(|snapshot| !self.lacking.contains(&snapshot.code))
    }

    /// The one that stands in for another.
    pub fn newer_than(&self, code: &SnapshotCode) -> Option<&Snapshot> {
        let of = self.snapshots.iter().find(|snapshot| snapshot.code == *code)?;
        self.snapshots.iter().find(|other| other.round == of.round).filter(|newest| newest.taken_at > of.taken_at)
    }

    /// The one that another stands in for, as everybody finds it.
    pub fn before(&self, snapshot: &Snapshot) -> Option<&Snapshot> {
        snapshots::before(snapshot, self.snapshots.iter())
    }

    /// The newest of each round.
    pub fn rounds(&self) -> Vec<&Snapshot> {
        let mut rounds: Vec<&Snapshot> = Vec::new();
        for snapshot in &self.snapshots {
            if rounds.iter().all(|known| known.round != snapshot.round) {
                rounds.push(snapshot);
            }
        }
        rounds
    }
}

/// What is kept in memory of what is published.
#[derive(Default)]
pub(crate) struct Kept {
    listed: Option<(DateTime<Utc>, Arc<Listed>)>,
    /// How often something was published here.
    generation: u64,
    settings: Vec<(SnapshotCode, Arc<Setting>, Arc<Plan>)>,
    /// Of which plan each snapshot is; it never changes.
    plans: BTreeMap<SnapshotCode, flows::OfPlan>,
}

/// A published snapshot among the others.
#[derive(Debug, Clone)]
pub struct Published {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// What its figures were made under.
    pub setting: Arc<Setting>,
    /// The plan that was reported on.
    pub plan: Arc<Plan>,
    /// Everything that is published.
    pub listed: Arc<Listed>,
}

impl Publications<'_> {
    /// Every published snapshot. Whatever tells what is published asks here, or for [`Self::rounds`] of it.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn listed(&self) -> ServiceResult<Arc<Listed>> {
        let at = self.0.now();
        let kept = self.0.published().read().unwrap_or_else(PoisonError::into_inner).listed.clone();
        if let Some((read_at, listed)) = kept
            && read_at <= at
            && at < read_at + FRESH
        {
            return Ok(listed);
        }
        let generation = self.0.published().read().unwrap_or_else(PoisonError::into_inner).generation;
        let mut tx = self.0.db().read().await?;
        let prepared = store::publications::prepared(&mut tx).await?;
        let mut snapshots = store::snapshots::list(&mut tx, None).await?;
        snapshots.retain(|snapshot| snapshot.is_public(at));
        snapshots.sort_by_key(|snapshot| std::cmp::Reverse((last_day(snapshot), snapshot.taken_at)));
        // Files come by themselves soon after, and pages name them.
        let files = store::snapshot_files::list(&mut tx, None).await?;
        let files_of = |snapshot: &Snapshot| files.iter().filter(|file| file.snapshot == snapshot.code).count();
        let codes = snapshots.iter().map(|snapshot| snapshot.code.clone());
        let lacking: BTreeSet<SnapshotCode> = codes.filter(|code| !prepared.contains(code)).collect();
        let told = |snapshot: &Snapshot| {
            let lacks = if lacking.contains(&snapshot.code) { " lacking" } else { "" };
            format!("{} {} {}{lacks}", snapshot.code, snapshot.sha256, files_of(snapshot))
        };
        let told: Vec<_> = snapshots.iter().map(told).collect();
        let listed = Arc::new(Listed { snapshots, lacking, version: sha256(told.join("\n").as_bytes()) });
        let mut kept = self.0.published().write().unwrap_or_else(PoisonError::into_inner);
        // What was read before something was published, or before somebody else read, is told to nobody else.
        let is_newer = kept.listed.as_ref().is_none_or(|(read_at, _)| *read_at <= at);
        if kept.generation == generation && is_newer {
            kept.listed = Some((at, listed.clone()));
        }
        Ok(listed)
    }

    /// Looks again at what is published when it is asked next.
    pub(crate) fn forget_listed(&self) {
        let mut kept = self.0.published().write().unwrap_or_else(PoisonError::into_inner);
        kept.listed = None;
        kept.generation += 1;
    }

    /// Since when there is something that could be published: when the first thing was done here; none where nothing was.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn began(&self) -> ServiceResult<Option<DateTime<Utc>>> {
        store::audit::first(&mut self.0.db().read().await?).await
    }

    /// The files in which published snapshots describe themselves, in Turtle: one of each that is listed, in the same order.
    ///
    /// # Errors
    /// Storage does not answer; one of them is not made yet ([`ServiceError::UnderWay`]).
    pub async fn descriptions(&self, listed: &Listed) -> ServiceResult<Vec<MadeFile>> {
        let mut tx = self.0.db().read().await?;
        let files = store::snapshot_files::list(&mut tx, None).await?;
        let described = files.into_iter().filter(|file| file.export == Export::Description(Catalogue::Turtle));
        let mut described: BTreeMap<SnapshotCode, MadeFile> =
            described.map(|file| (file.snapshot.clone(), file)).collect();
        let of = |snapshot: &Snapshot| {
            described.remove(&snapshot.code).ok_or_else(|| ServiceError::UnderWay(snapshot.code.clone()))
        };
        listed.snapshots.iter().map(of).collect()
    }

    /// One published snapshot.
    ///
    /// # Errors
    /// None of this code is published; its pages are not made yet.
    pub async fn get(&self, code: &SnapshotCode) -> ServiceResult<Published> {
        let listed = self.listed().await?;
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, code, listed).await
    }

    /// One of those that are listed; what is listed is read before, since one request holds one transaction.
    async fn get_in(&self, tx: &mut Tx, code: &SnapshotCode, listed: Arc<Listed>) -> ServiceResult<Published> {
        let at = self.0.now();
        let found = store::snapshots::get(tx, code).await?.filter(|snapshot| snapshot.is_public(at));
        let snapshot = found.ok_or(ServiceError::NotFound("snapshot"))?;
        self.around_in(tx, snapshot, listed).await
    }

    /// What stands around a snapshot that its reader may see.
    async fn around_in(&self, tx: &mut Tx, snapshot: Snapshot, listed: Arc<Listed>) -> ServiceResult<Published> {
        let code = &snapshot.code;
        if let Some((setting, plan)) = self.kept_setting(code) {
            return Ok(Published { snapshot, setting, plan, listed });
        }
        let content = store::publications::get(tx, code, Part::Setting, "", 0).await?;
        // Published by a release that made no pages, or in another form: the timetable makes them.
        let lacking = || match snapshot.published_at {
            Some(_) => ServiceError::UnderWay(code.clone()),
            None => ServiceError::NotFound("page"),
        };
        let setting: Setting = read::piece(&content.ok_or_else(lacking)?)?;
        let (plan, setting) = (Arc::new(setting.plan.clone()), Arc::new(setting));
        self.keep_setting(code, &setting, &plan);
        Ok(Published { snapshot, setting, plan, listed })
    }

    fn kept_setting(&self, code: &SnapshotCode) -> Option<(Arc<Setting>, Arc<Plan>)> {
        let kept = self.0.published().read().unwrap_or_else(PoisonError::into_inner);
        let (_, setting, plan) = kept.settings.iter().find(|(of, _, _)| of == code)?;
        Some((setting.clone(), plan.clone()))
    }

    fn keep_setting(&self, code: &SnapshotCode, setting: &Arc<Setting>, plan: &Arc<Plan>) {
        let mut kept = self.0.published().write().unwrap_or_else(PoisonError::into_inner);
        kept.settings.retain(|(of, _, _)| of != code);
        kept.settings.insert(0, (code.clone(), setting.clone(), plan.clone()));
        kept.settings.truncate(SETTINGS);
    }
}

/// The last day of the period of a snapshot's round; the code of a round is its period.
fn last_day(snapshot: &Snapshot) -> Option<chrono::NaiveDate> {
    snapshot.round.as_str().parse::<domain::calendar::Period>().ok().map(domain::calendar::Period::last_day)
}
