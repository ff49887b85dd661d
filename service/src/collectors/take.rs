//! Figures into a draft: only where nobody typed anything else, marked with the poll they come from, and waiting for a
//! reporter to confirm them.

use super::{
    Collector, Collectors, TypedCollector, fetch::Answer, fetch::Fetched, fetch::Question, ledger::Told, object,
};
use crate::{
    Actor, Channel, ServiceError, ServiceResult, Services, audit,
    drafts::{Edit, OnConflict, object as report_object},
    reports::{self, Loaded, ReportEntry},
    store,
    store::Tx,
    submissions::Seen,
};
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Grant, Role},
    audit::sha256,
    calendar::Period,
    collector::{About, Found, Handing},
    entry::{Applicability, Entry, Field},
    ids::{AccountId, CollectorId, IndicatorCode, OrganisationCode, PollId},
    problem::ProblemKind,
    submission::{ReportKey, Stamp, StateName},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Write as _};

/// A figure that a collector put into a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// By which poll.
    pub poll: PollId,
    /// Of which collector.
    pub collector: CollectorId,
    /// What that is called.
    pub collector_name: String,
    /// The value that came.
    pub value: String,
    /// The base that came.
    pub base: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who confirmed it when.
    pub confirmed: Option<Stamp>,
}

impl Collected {
    /// Whether an entry still has what came, so that nobody typed over it.
    pub fn stands_in(&self, entry: &Entry) -> bool {
        entry.applicability == Applicability::Applies && entry.value == self.value && entry.base == self.base
    }
}

/// What became of the figures of one answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Taken {
    /// Put into the draft.
    pub taken: Vec<IndicatorCode>,
    /// In the draft already.
    pub same: Vec<IndicatorCode>,
    /// Left as a person typed them.
    pub kept: Vec<IndicatorCode>,
    /// Not asked in this round.
    pub not_asked: Vec<IndicatorCode>,
}

/// What a collector would do, tried before it is saved.
#[derive(Debug, Clone)]
pub struct Tested {
    /// The poll, which is not kept.
    pub poll: super::Poll,
    /// Of each mapped indicator that is asked: the draft as it stands and as it would be.
    pub entries: Vec<(ReportEntry, ReportEntry)>,
    /// The period that was asked for.
    pub period: Period,
}

/// Somebody who types for a collector into the drafts of one agency.
pub(super) fn actor(agency: &OrganisationCode) -> Actor {
    let grants = vec![Grant { role: Role::Reporter, organisation: agency.clone() }];
    Actor::new(AccountId::new(uuid::Uuid::nil()), "collector", grants, Channel::Timetable)
}

/// The figures of indicators that came whole: value, and base where one is asked.
pub(super) fn whole(found: &[Found]) -> BTreeMap<IndicatorCode, (String, String)> {
    let mut whole = BTreeMap::new();
    for part in found.iter().filter(|part| part.field == Field::Value) {
        let base = found.iter().find(|other| other.indicator == part.indicator && other.field == Field::Base);
        let base = base.map_or(Ok(""), |base| base.text.as_deref());
        if let (Ok(value), Ok(base)) = (&part.text, base) {
            whole.insert(part.indicator.clone(), (value.clone(), base.to_owned()));
        }
    }
    whole
}

/// Whether a collector may put its figures into an entry: nothing else stands there but what collectors put there before.
fn is_free(entry: &Entry, mark: Option<&Collected>) -> bool {
    let is_blank = entry.value.trim().is_empty() && entry.base.trim().is_empty();
    entry.applicability == Applicability::Applies && (is_blank || mark.is_some_and(|mark| mark.stands_in(entry)))
}

/// Puts figures into a draft, in the transaction in which the poll ends.
pub(super) async fn take(
    services: &Services,
    tx: &mut Tx,
    collector: &Collector,
    key: &ReportKey,
    poll: PollId,
    found: &[Found],
) -> ServiceResult<Taken> {
    let actor = actor(&collector.agency);
    let loaded = reports::load(services, tx, &actor, Action::EditReport, key).await?;
    let at = services.now();
    loaded.submission.editable(loaded.window.state(at), at)?;
    let asked: Vec<IndicatorCode> = loaded.asked()?.into_iter().map(|indicator| indicator.code.clone()).collect();
    let drafts = store::drafts::draft(tx, key).await?;
    let marks = store::polls::collected(tx, key).await?;
    let mut taken = Taken::default();
    let mut edits = Vec::new();
    for (indicator, (value, base)) in whole(found) {
        if !asked.contains(&indicator) {
            taken.not_asked.push(indicator);
            continue;
        }
        let draft = drafts.get(&indicator);
        let before = draft.map(|draft| draft.entry.clone()).unwrap_or_default();
        if before.value == value && before.base == base && before.applicability == Applicability::Applies {
            taken.same.push(indicator);
        } else if is_free(&before, marks.get(&indicator)) {
            let base_version = draft.map_or(0, |draft| draft.version);
            let entry = Entry { value, base, ..before };
            edits.push(Edit { indicator: indicator.clone(), entry, base_version });
        } else {
            taken.kept.push(indicator);
        }
    }
    if edits.is_empty() {
        return Ok(taken);
    }
    let figures: Vec<_> =
        edits.iter().map(|edit| (edit.indicator.clone(), edit.entry.value.clone(), edit.entry.base.clone())).collect();
    let saved = services.drafts().store_in(tx, &actor, key, edits, OnConflict::StoreNothing).await?;
    if !saved.conflicts.is_empty() {
        // Somebody typed at this very moment: theirs counts, and the next poll looks again.
        taken.kept.extend(saved.conflicts);
        return Ok(taken);
    }
    for (indicator, value, base) in figures {
        store::polls::mark(tx, key, &indicator, poll, (&value, &base), at).await?;
        taken.taken.push(indicator);
    }
    let details = serde_json::json!({ "collector": collector.id, "poll": poll, "taken": taken.taken });
    audit::record(services, tx, &actor, "collectors.take", report_object(key), &details).await?;
    reports::require_in_time(services, tx, saved.open_until).await?;
    Ok(taken)
}

/// Submits a report by itself, in the name of whoever chose so, once nothing stands in its way. Gives why not, as a code.
pub(super) async fn submit(
    services: &Services,
    collector: &Collector,
    key: &ReportKey,
) -> ServiceResult<Option<String>> {
    let mut tx = services.db().write().await?;
    let account =
        store::accounts::get(&mut tx, collector.set_by).await?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(Some("forbidden".to_owned())) };
    let grants = store::accounts::grants(&mut tx, &[account.id]).await?.remove(&account.id).unwrap_or_default();
    let actor = Actor::new(account.id, account.name, grants, Channel::Timetable);
    let loaded = match reports::load(services, &mut tx, &actor, Action::SubmitReport, key).await {
        Err(ServiceError::Forbidden) => return Ok(Some("forbidden".to_owned())),
        loaded => loaded?,
    };
    // What came back is for a person to look at.
    if loaded.submission.state.name() != StateName::Draft || loaded.submission.is_reopened() {
        return Ok(Some("wrong_state".to_owned()));
    }
    let entries = reports::entries(services, &mut tx, &actor, &loaded).await?;
    let blocks = |entry: &ReportEntry| {
        entry.problems.iter().any(|problem| problem.blocks() && problem.kind != ProblemKind::Unconfirmed)
    };
    if entries.iter().any(blocks) {
        return Ok(Some("problems_remain".to_owned()));
    }
    confirm_all(services, &mut tx, &actor, &loaded, &entries).await?;
    tx.commit().await?;
    match services.submissions().submit(&actor, key, Seen::Any).await {
        Ok(()) => Ok(None),
        Err(error @ (ServiceError::Refused(_) | ServiceError::Problems(_) | ServiceError::Forbidden)) => {
            Ok(Some(error.code().to_owned()))
        }
        Err(error) => Err(error),
    }
}

async fn confirm_all(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    loaded: &Loaded,
    entries: &[ReportEntry],
) -> ServiceResult<Vec<IndicatorCode>> {
    let stamp = Stamp { by: actor.account, at: services.now() };
    let mut confirmed = Vec::new();
    for entry in entries.iter().filter(|entry| entry.awaits_confirmation()) {
        store::polls::confirm(tx, &loaded.submission.key, &entry.indicator.code, stamp).await?;
        confirmed.push(entry.indicator.code.clone());
    }
    if !confirmed.is_empty() {
        let details = serde_json::json!({ "confirmed": confirmed });
        let object = report_object(&loaded.submission.key);
        audit::record(services, tx, actor, "collectors.confirm", object, &details).await?;
    }
    Ok(confirmed)
}

/// A digest of all that was fetched and waits for a reporter, for confirming exactly what was seen.
pub fn waiting_digest(entries: &[ReportEntry]) -> String {
    let mut text = String::new();
    for entry in entries.iter().filter(|entry| entry.awaits_confirmation()) {
        let ReportEntry { indicator, entry, .. } = entry;
        // Writing into a text never fails.
        let _ = writeln!(text, "{}\u{1f}{}\u{1f}{}", indicator.code, entry.value, entry.base);
    }
    sha256(text.as_bytes()).chars().take(16).collect()
}

impl Collectors<'_> {
    /// Confirms every collected figure of a report that waits and was seen.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when something else waits by now; the report cannot be changed now; the actor may not.
    pub async fn confirm(&self, actor: &Actor, key: &ReportKey, seen: &str) -> ServiceResult<Vec<IndicatorCode>> {
        let mut tx = self.0.db().write().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::EditReport, key).await?;
        let at = self.0.now();
        loaded.submission.editable(loaded.window.state(at), at)?;
        let entries = reports::entries(self.0, &mut tx, actor, &loaded).await?;
        if waiting_digest(&entries) != seen {
            return Err(ServiceError::Conflict);
        }
        let confirmed = confirm_all(self.0, &mut tx, actor, &loaded, &entries).await?;
        tx.commit().await?;
        Ok(confirmed)
    }

    /// Asks an endpoint by a collector that is not saved, and tells what would come of it. Nothing is changed.
    ///
    /// # Errors
    /// Fields cannot be taken, all of which are named; there is no round to try it with; too much is tried at once; the actor may
    /// not.
    pub async fn test(
        &self,
        actor: &Actor,
        agency: &OrganisationCode,
        before: Option<CollectorId>,
        typed: &TypedCollector,
    ) -> ServiceResult<Tested> {
        let _place = self.0.testers().try_acquire().map_err(|_| ServiceError::invalid("collectors_busy", ""))?;
        let mut tx = self.0.db().write().await?;
        self.allowed(&mut tx, actor, agency).await?;
        let before = match before {
            Some(id) => Some(self.of_agency(&mut tx, actor, agency, id).await?),
            None => None,
        };
        let id = before.as_ref().map_or_else(|| CollectorId::new(self.0.chance().uuid()), |before| before.id);
        let collector = self.read(&mut tx, actor, agency, id, before, typed).await?;
        let key = self.round_for(&mut tx, &collector).await?;
        let (key, period) = key.ok_or_else(|| ServiceError::invalid("collector_no_round", "plan"))?;
        let details = serde_json::json!({ "endpoint": collector.endpoint, "round": key.round });
        audit::record(self.0, &mut tx, actor, "collectors.test", object(agency), &details).await?;
        tx.commit().await?;
        let about = About { agency: agency.clone(), period };
        let mut poll = self.new_poll(&collector, &key, &about, Some(actor.account), self.0.now())?;
        let fetched = self.ask(&collector, &about, None).await;
        let found = self.found(&collector, &about, &fetched).await?;
        poll.tell(fetched, &found, self.0.now());
        let entries = self.beside_draft(&collector, &key, found.as_deref().unwrap_or_default()).await?;
        Ok(Tested { poll, entries, period })
    }

    /// The draft as it stands, and as figures would make it.
    async fn beside_draft(
        &self,
        collector: &Collector,
        key: &ReportKey,
        found: &[Found],
    ) -> ServiceResult<Vec<(ReportEntry, ReportEntry)>> {
        let actor = actor(&collector.agency);
        let report = self.0.reports().get(&actor, key).await?;
        let whole = whole(found);
        let beside = |entry: &ReportEntry| {
            let (value, base) = whole.get(&entry.indicator.code)?.clone();
            let texts = Entry { value, base, applicability: Applicability::Applies, ..entry.entry.clone() };
            Some((entry.clone(), entry.clone().retyped(texts)))
        };
        Ok(report.entries.iter().filter_map(beside).collect())
    }

    /// Asks the endpoint of a collector.
    pub(super) async fn ask(
        &self,
        collector: &Collector,
        about: &About,
        validators: Option<(Option<String>, Option<String>)>,
    ) -> Fetched {
        use super::fetch::FetchProblem;
        let failed = |problem| Fetched { answer: Answer::Failed(problem), ..Fetched::default() };
        let Ok(url) = collector.endpoint.url(about) else { return failed(FetchProblem::NoAddress) };
        let keys = &self.0.fetcher().settings().keys;
        let secret = match &collector.secret {
            None => None,
            Some(secret) => match keys.open(collector.id, &collector.endpoint.origin(), &secret.sealed) {
                Some(opened) => Some((secret.header.clone(), opened)),
                None => return failed(FetchProblem::SecretLost),
            },
        };
        let (etag, last_modified) = validators.unwrap_or_default();
        self.0.fetcher().fetch(&Question { url, secret, etag, last_modified }).await
    }

    /// What stands in an answer, read beside the asynchronous threads.
    pub(super) async fn found(
        &self,
        collector: &Collector,
        about: &About,
        fetched: &Fetched,
    ) -> ServiceResult<Result<Vec<Found>, Told>> {
        match &fetched.answer {
            Answer::NotModified => Ok(Err(Told::NotModified)),
            Answer::Failed(problem) => Ok(Err(Told::Failed(problem.clone()))),
            Answer::Body(body) => {
                let (mapping, body) = (collector.mapping.clone(), body.clone());
                let (media_type, about) = (fetched.media_type.clone(), about.clone());
                let reading = tokio::task::spawn_blocking(move || mapping.read_answer(&body, &media_type, &about));
                let read = reading.await.map_err(|error| ServiceError::fault("reading an answer", error))?;
                Ok(read.map_err(Told::Unreadable))
            }
        }
    }
}

/// Whether what a collector brought is to be submitted by itself.
pub(super) fn submits(collector: &Collector) -> bool {
    collector.handing == Handing::Submit
}
