//! Asking on time: each collector by itself, a bounded number at once, each time claimed by one server alone. What came of
//! it is written down whatever it was.

use super::{
    Collector, Collectors,
    fetch::Timing,
    ledger::{Poll, PollDetails, PollOutcome, Told},
    take, times,
};
use crate::{Actor, ServiceError, ServiceResult, Services, audit, store, store::Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    calendar::Period,
    collector::{About, RUN_AGAIN_AFTER_SECONDS},
    ids::{AccountId, CollectorId, OrganisationCode, PollId},
    submission::ReportKey,
};
use futures::{StreamExt as _, stream};
use serde::Serialize;

/// How many endpoints are asked at once: a stuck one takes one place for ten seconds.
const AT_ONCE: usize = 64;
/// The most collectors of one look.
const MOST_DUE: i64 = 5_000;
/// How many of the latest rounds are looked through for those that can be reported on.
const ROUNDS: i64 = 24;
/// A poll that has not ended for so long has lost its server.
const LOST_AFTER: TimeDelta = TimeDelta::minutes(5);
/// How often in a row a time is asked for again whose server went away: it may be the endpoint that makes servers go away.
const MOST_AGAIN: i64 = 3;

/// A poll that is written down as under way.
struct Begun {
    poll: Poll,
    key: ReportKey,
    about: About,
    /// What the endpoint said of its last answer, where this one is compared with it.
    validators: Option<(Option<String>, Option<String>)>,
}

impl Collectors<'_> {
    /// Asks at once, for every report that can be changed now. Gives the polls.
    ///
    /// # Errors
    /// There is nothing to ask for; somebody asked a moment ago, which says after how many seconds it can be asked again;
    /// too much is tried at once; there is no such collector; the actor may not.
    pub async fn run(&self, actor: &Actor, agency: &OrganisationCode, id: CollectorId) -> ServiceResult<Vec<PollId>> {
        let _place = self.0.testers().try_acquire().map_err(|_| ServiceError::invalid("collectors_busy", ""))?;
        let mut tx = self.0.db().write().await?;
        let collector = self.of_agency(&mut tx, actor, agency, id).await?;
        let open = self.open_rounds(&mut tx, &collector).await?;
        if open.is_empty() {
            return Err(ServiceError::invalid("collector_no_open_round", collector.name));
        }
        let at = self.0.shared_now(&mut tx).await?;
        self.rest(&mut tx, id, at).await?;
        let begun = self.begin(&mut tx, &collector, open, Some(actor.account), at).await?;
        let details = serde_json::json!({ "collector": id });
        audit::record(self.0, &mut tx, actor, "collectors.run", super::object(agency), &details).await?;
        tx.commit().await?;
        let mut polls = Vec::new();
        for begun in begun {
            polls.push(self.poll_once(&collector, begun).await?);
        }
        Ok(polls)
    }

    /// Claims that a collector runs now, by the clock that all servers share.
    async fn rest(&self, tx: &mut Tx, id: CollectorId, at: DateTime<Utc>) -> ServiceResult<()> {
        let rest = TimeDelta::seconds(RUN_AGAIN_AFTER_SECONDS);
        match store::collectors::claim_run(tx, id, at, at - rest).await? {
            None => Ok(()),
            Some(run_at) => {
                let left = (run_at + rest - at).num_milliseconds();
                let seconds = (left + 999).div_euclid(1_000).clamp(1, RUN_AGAIN_AFTER_SECONDS);
                Err(ServiceError::invalid("collector_rests", seconds.to_string()))
            }
        }
    }

    /// The reports of a collector's agency that can be changed now.
    async fn open_rounds(&self, tx: &mut Tx, collector: &Collector) -> ServiceResult<Vec<(ReportKey, Period)>> {
        let actor = take::actor(&collector.agency);
        let register = self.0.register_in(tx).await?;
        let path = crate::organisations::path_of(register.now(), &collector.agency)?;
        actor.require(domain::access::Action::EditReport, &path)?;
        let at = self.0.now();
        let mut open = Vec::new();
        for round in store::rounds::latest(tx, NaiveDate::MAX, ROUNDS).await? {
            if round.plan != collector.plan {
                continue;
            }
            let key = ReportKey { round: round.code.clone(), agency: collector.agency.clone() };
            let Some(submission) = store::submissions::get(tx, &key).await? else { continue };
            let window = self.0.window_for(tx, &round, (register.of(&round), &collector.agency)).await?;
            if submission.editable(window.state(at), at).is_ok() {
                open.push((key, round.period));
            }
        }
        Ok(open)
    }

    /// The report with which a collector is tried: one that can be changed now, or else the latest.
    pub(super) async fn round_for(
        &self,
        tx: &mut Tx,
        collector: &Collector,
    ) -> ServiceResult<Option<(ReportKey, Period)>> {
        if let Some(open) = self.open_rounds(tx, collector).await?.into_iter().next() {
            return Ok(Some(open));
        }
        for round in store::rounds::latest(tx, NaiveDate::MAX, ROUNDS).await? {
            let key = ReportKey { round: round.code.clone(), agency: collector.agency.clone() };
            if round.plan == collector.plan && store::submissions::get(tx, &key).await?.is_some() {
                return Ok(Some((key, round.period)));
            }
        }
        Ok(None)
    }

    pub(super) fn new_poll(
        &self,
        collector: &Collector,
        key: &ReportKey,
        about: &About,
        asked_by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> ServiceResult<Poll> {
        let url = collector.endpoint.url(about).map_err(|error| ServiceError::fault("a stored endpoint", error))?;
        Ok(Poll {
            id: PollId::new(self.0.chance().uuid()),
            collector: collector.id,
            rule_version: collector.version,
            round: key.round.clone(),
            asked_by,
            started_at: at,
            finished_at: None,
            outcome: PollOutcome::Running,
            url: url.to_string(),
            request: Vec::new(),
            address: None,
            status: None,
            response: Vec::new(),
            size_bytes: None,
            sha256: None,
            etag: None,
            last_modified: None,
            timing: Timing::default(),
            details: PollDetails::default(),
        })
    }

    /// Writes down that an endpoint is asked for each of these reports, in the transaction that claims its time: whenever
    /// the server goes away after that, polls without an end tell of it.
    async fn begin(
        &self,
        tx: &mut Tx,
        collector: &Collector,
        open: Vec<(ReportKey, Period)>,
        asked_by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> ServiceResult<Vec<Begun>> {
        let mut all = Vec::new();
        for (key, period) in open {
            let about = About { agency: collector.agency.clone(), period };
            let poll = self.new_poll(collector, &key, &about, asked_by, at)?;
            let validators = match asked_by {
                None => Some(store::polls::validators(tx, collector.id, collector.version, &key.round).await?),
                // Whoever asks by hand has the answer read anew.
                Some(_) => None,
            };
            store::polls::begin(tx, &poll).await?;
            all.push(Begun { poll, key, about, validators });
        }
        Ok(all)
    }

    /// Asks for one report, and writes down what came of it together with the figures that came. When the poll was given up
    /// meanwhile, nothing that came counts.
    async fn poll_once(&self, collector: &Collector, begun: Begun) -> ServiceResult<PollId> {
        let Begun { mut poll, key, about, validators } = begun;
        let sent = validators.clone();
        let fetched = self.ask(collector, &about, validators).await;
        let found = self.found(collector, &about, &fetched).await?;
        poll.tell(fetched, &found, self.0.now());
        if let (Err(Told::NotModified), Some((etag, last_modified))) = (&found, sent) {
            // The next question is compared with the same answer.
            poll.etag = poll.etag.or(etag);
            poll.last_modified = poll.last_modified.or(last_modified);
        }
        let mut tx = self.0.db().write().await?;
        // Whoever changed or removed the rule meanwhile does not get figures by the old one.
        let now = store::collectors::get(&mut tx, collector.id).await?;
        let is_present = now.is_some_and(|now| now.version == collector.version);
        if let (Ok(found), true) = (&found, is_present) {
            match take::take(self.0, &mut tx, collector, &key, poll.id, found).await {
                Ok(taken) => {
                    if !taken.taken.is_empty() {
                        poll.outcome = PollOutcome::Taken;
                    } else if poll.outcome == PollOutcome::Same && taken.same.is_empty() {
                        poll.outcome = PollOutcome::Kept;
                    }
                    poll.details.taken = taken;
                }
                Err(ServiceError::Refused(refusal)) => {
                    poll.outcome = PollOutcome::Refused;
                    poll.details.refusal = Some(refusal);
                    // Where it was refused at the last moment, figures are in the draft already: out with them.
                    drop(tx);
                    tx = self.0.db().write().await?;
                }
                Err(error) => return Err(error),
            }
        }
        let is_good = matches!(poll.outcome, PollOutcome::Taken | PollOutcome::Same);
        let may_submit = is_present && is_good && take::submits(collector);
        // The figures are there before anything is submitted; the poll ends when that is known, too.
        let known = if may_submit { poll.under_way() } else { poll.clone() };
        if !store::polls::update(&mut tx, &known).await? {
            // Without the transaction there are no figures either: nothing would tell where they come from.
            tracing::warn!(collector = %collector.id, poll = %poll.id, "a poll that was given up came to an end");
            return Ok(poll.id);
        }
        let has_failed = matches!(poll.outcome, PollOutcome::Failed);
        store::collectors::count_failures(&mut tx, collector.id, has_failed).await?;
        tx.commit().await?;
        if may_submit {
            match take::submit(self.0, collector, &key).await? {
                None => poll.outcome = PollOutcome::Submitted,
                Some(code) => poll.details.not_submitted = Some(code),
            }
            let mut tx = self.0.db().write().await?;
            if !store::polls::update(&mut tx, &poll).await? {
                tracing::warn!(collector = %collector.id, poll = %poll.id, "a poll was given up while it submitted");
            }
            tx.commit().await?;
        }
        Ok(poll.id)
    }

    /// Asks one collector that is due, if no other server has it.
    async fn poll_due(&self, id: CollectorId) -> ServiceResult<usize> {
        let mut tx = self.0.db().write().await?;
        let at = self.0.shared_now(&mut tx).await?;
        let Some(collector) = store::collectors::get(&mut tx, id).await? else { return Ok(0) };
        let Some(due_at) = collector.next_due_at.filter(|due_at| *due_at <= at) else { return Ok(0) };
        let next_due_at = times::next(&collector.times, at)?;
        if !store::collectors::claim(&mut tx, id, due_at, next_due_at).await? {
            return Ok(0);
        }
        let open = self.open_rounds(&mut tx, &collector).await?;
        let begun = self.begin(&mut tx, &collector, open, None, at).await?;
        tx.commit().await?;
        let count = begun.len();
        for begun in begun {
            self.poll_once(&collector, begun).await?;
        }
        Ok(count)
    }
}

/// What one look at all collectors came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Looked {
    pub(crate) due: usize,
    pub(crate) polls: usize,
    /// Collectors at which something went wrong here, not there.
    pub(crate) faults: usize,
}

/// Asks every collector that is due. What goes wrong with one is no matter of the others.
pub(crate) async fn collect_due(services: &Services) -> ServiceResult<Looked> {
    let mut tx = services.db().read().await?;
    let at = services.shared_now(&mut tx).await?;
    let due = store::collectors::due(&mut tx, at, MOST_DUE).await?;
    drop(tx);
    let mut looked = Looked { due: due.len(), ..Looked::default() };
    let polls = due.into_iter().map(|id| async move { (id, services.collectors().poll_due(id).await) });
    let mut polls = stream::iter(polls).buffer_unordered(AT_ONCE);
    while let Some((id, polled)) = polls.next().await {
        match polled {
            Ok(count) => looked.polls += count,
            Err(error) => {
                looked.faults += 1;
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(collector = %id, %error, cause, "a collector could not be asked");
            }
        }
    }
    Ok(looked)
}

/// What became of polls whose server went away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct GivenUp {
    pub(crate) polls: usize,
    /// Collectors that are due again because of it.
    pub(crate) again: usize,
}

/// Gives up polls whose server went away. What the timetable asked for is due again at once, a few times in a row.
pub(crate) async fn give_up_lost(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<GivenUp> {
    let lost = store::polls::give_up(tx, at - LOST_AFTER, at).await?;
    let mut given_up = GivenUp { polls: lost.len(), again: 0 };
    for lost in lost.iter().filter(|lost| lost.asked_by.is_none()) {
        let in_a_row = store::polls::lost_in_a_row(tx, lost.collector, &lost.round).await?;
        if in_a_row <= MOST_AGAIN && store::collectors::ask_again(tx, lost.collector, at).await? {
            given_up.again += 1;
        }
    }
    Ok(given_up)
}
