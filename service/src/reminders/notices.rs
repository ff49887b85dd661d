//! What somebody was reminded of, on their own page: for everybody, also those whose address takes no mail.

use super::{LedgerEntry, Reminders};
use crate::{
    Actor, ServiceError, ServiceResult,
    store::{self, owed::Among},
};
use chrono::TimeDelta;
use domain::{
    access::Action,
    calendar::Period,
    ids::{OrganisationCode, ReminderId, RoundCode},
    organisation::Organisation,
    reminder::{Reminded, Stage},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How long a notice is shown.
pub(crate) const NOTICES_SHOWN: TimeDelta = TimeDelta::days(14);
/// The most notices of one person.
pub(crate) const MOST_NOTICES: i64 = 20;

/// A reminder on somebody's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What the ledger says.
    pub entry: LedgerEntry,
    /// What is reported on.
    pub period: Period,
    /// The reports that still wait, of those that it names.
    pub waiting: Vec<(Organisation, Reminded)>,
}

/// A round with how far the reports are that it waits for.
struct RoundStages {
    period: Period,
    stages: HashMap<OrganisationCode, Stage>,
}

impl Reminders<'_> {
    /// What the actor was reminded of in the last days, has not put away, and still waits.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn notices(&self, actor: &Actor) -> ServiceResult<Vec<Notice>> {
        let mut tx = self.0.db().read().await?;
        let since = self.0.now() - NOTICES_SHOWN;
        let entries = store::reminders::notices(&mut tx, actor.account, since, MOST_NOTICES).await?;
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let tree = self.0.tree_in(&mut tx).await?;
        let mut rounds: HashMap<RoundCode, RoundStages> = HashMap::new();
        let mut named: BTreeMap<RoundCode, BTreeSet<OrganisationCode>> = BTreeMap::new();
        for entry in &entries {
            let agencies = entry.reports.iter().map(|reminded| reminded.agency.clone());
            named.entry(entry.round.clone()).or_default().extend(agencies);
        }
        for (code, agencies) in named {
            // Of a round that was taken out nothing is waited for.
            let Some(round) = store::rounds::get(&mut tx, &code).await? else { continue };
            let agencies: Vec<_> = agencies.into_iter().collect();
            let waiting = store::owed::waiting(&mut tx, &code, Among::Agencies(&agencies)).await?;
            let stages = waiting.into_iter().map(|owed| (owed.agency, owed.stage)).collect();
            rounds.insert(code, RoundStages { period: round.period, stages });
        }
        let mut notices = Vec::new();
        for entry in entries {
            let Some(RoundStages { period, stages }) = rounds.get(&entry.round) else { continue };
            let waiting = entry.reports.iter().filter_map(|reminded| {
                let stage = *stages.get(&reminded.agency)?;
                let may_see = actor.may(Action::ReadReport, &tree.path(&reminded.agency));
                let now = Reminded { stage, ..reminded.clone() };
                may_see.then_some((tree.get(&reminded.agency)?.clone(), now))
            });
            let waiting: Vec<_> = waiting.collect();
            if !waiting.is_empty() {
                notices.push(Notice { period: *period, waiting, entry });
            }
        }
        Ok(notices)
    }

    /// Puts a reminder of the actor's own page away.
    ///
    /// # Errors
    /// It is not theirs.
    pub async fn dismiss(&self, actor: &Actor, id: ReminderId) -> ServiceResult<()> {
        if actor.scope.is_some_and(|scope| !scope.allows(Action::EditReport)) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().write().await?;
        if !store::reminders::dismiss(&mut tx, actor.account, id, self.0.now()).await? {
            return Err(ServiceError::NotFound("reminder"));
        }
        tx.commit().await
    }
}
