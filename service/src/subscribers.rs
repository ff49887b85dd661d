//! People who get a report by mail once everybody may read it, the national one or that of one body: who is on the list, which
//! reports are to be set for them, and what is written for them into the outbox.

pub use crate::store::subscribers::{LastReport, Subscriber};

use crate::{
    Actor, FieldFaults, ServiceError, ServiceResult, Services, audit,
    mails::{Letter, Report, ReportFile},
    publications::has_paper,
    reminders::StageCounts,
    snapshots::{Paper, Snapshot, public_after, public_before, set_in},
    store::{self, Tx, mails::Mail, subscribers::ReportMail},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Action,
    account::EmailAddress,
    ids::{OrganisationCode, ReminderId, SnapshotCode, SubscriberId},
    mail::MailState,
    name::readable_name,
    organisation::{Duty, Organisation, OrganisationTree},
    quiet::{ClockTime, QuietHours},
    recurrence::OnRestDays,
    snapshot::Export,
    text::Language,
};
use serde_json::json;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// The most people on the list.
pub const MOST_SUBSCRIBERS: usize = 500;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// What became public longer ago goes to nobody any more.
const STALE: TimeDelta = TimeDelta::days(30);
/// How long the mail of a report means something.
pub(crate) const REPORT_MEANS: TimeDelta = TimeDelta::days(14);
/// A report may come at any hour: whoever wants it, wants it at once.
const NEVER_QUIET: QuietHours = QuietHours { from: ClockTime::of_minutes(0), until: ClockTime::of_minutes(0) };

/// People who get reports by mail.
pub struct Subscribers<'a>(pub(crate) &'a Services);

impl Services {
    /// People who get reports by mail.
    pub fn subscribers(&self) -> Subscribers<'_> {
        Subscribers(self)
    }
}

/// Somebody on the list, with the last report that went to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberItem {
    /// Who.
    pub subscriber: Subscriber,
    /// Whose report they get; the national one where there is none.
    pub body: Option<Organisation>,
    /// The last report.
    pub last: Option<LastReport>,
}

/// Somebody to be put on the list, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSubscriber<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their address.
    pub address: &'a str,
    /// The code of the body whose report they are to get; empty for the national one.
    pub organisation: &'a str,
    /// In which language.
    pub language: Language,
}

impl Subscribers<'_> {
    async fn require(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<Arc<OrganisationTree>> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))?;
        Ok(tree)
    }

    /// Everybody on the list, by address.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<SubscriberItem>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.require(&mut tx, actor).await?;
        let subscribers = store::subscribers::active(&mut tx).await?;
        let mut last: HashMap<_, _> = store::subscribers::last_reports(&mut tx).await?.into_iter().collect();
        let item = |subscriber: Subscriber| {
            let body = subscriber.organisation.as_ref().and_then(|body| tree.get(body)).cloned();
            SubscriberItem { last: last.remove(&subscriber.id), body, subscriber }
        };
        Ok(subscribers.into_iter().map(item).collect())
    }

    /// Sends the report of everything that is published from now on to somebody: the national one, or that of a body.
    ///
    /// # Errors
    /// The name or the address cannot be taken, or is on the list for this report already; there is no such body, or nobody there owes
    /// reports; the list is full; the actor may not.
    pub async fn add(&self, actor: &Actor, new: &NewSubscriber<'_>) -> ServiceResult<Subscriber> {
        let mut tx = self.0.db().write().await?;
        let tree = self.require(&mut tx, actor).await?;
        let language = new.language;
        let mut faults = FieldFaults::default();
        let name = faults.note(name_of(new.name))?;
        let address = faults.note(read_address(new.address))?;
        let organisation = faults.note(read_body(&tree, new.organisation))?;
        let read = name.zip(address).zip(organisation);
        let ((name, address), organisation) = faults.end(read)?;
        if store::subscribers::active(&mut tx).await?.len() >= MOST_SUBSCRIBERS {
            return Err(ServiceError::invalid("too_many_subscribers", MOST_SUBSCRIBERS.to_string()));
        }
        let subscriber = Subscriber {
            id: SubscriberId::new(self.0.chance().uuid()),
            name,
            address,
            organisation,
            language,
            // By the clock that says when something is published.
            created_at: self.0.now(),
            stopped_at: None,
        };
        if !store::subscribers::insert(&mut tx, &subscriber).await? {
            return Err(ServiceError::invalid("subscriber_known", "address"));
        }
        let details = json!({
            "name": subscriber.name, "email": subscriber.address.as_str(), "language": language,
            "organisation": subscriber.organisation,
        });
        audit::record(self.0, &mut tx, actor, "subscribers.add", object_of(subscriber.id), &details).await?;
        tx.commit().await?;
        Ok(subscriber)
    }

    /// Takes somebody off the list: no report goes to them any more, also none that waits.
    ///
    /// # Errors
    /// They are not on it; the actor may not.
    pub async fn stop(&self, actor: &Actor, id: SubscriberId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        if !store::subscribers::stop(&mut tx, id, self.0.now()).await? {
            return Err(ServiceError::NotFound("subscriber"));
        }
        audit::record(self.0, &mut tx, actor, "subscribers.stop", object_of(id), &json!({})).await?;
        tx.commit().await
    }
}

/// What the audit log calls somebody on the list.
fn object_of(id: SubscriberId) -> String {
    format!("subscriber/{id}")
}

fn name_of(typed: &str) -> ServiceResult<String> {
    readable_name(typed, LONGEST_NAME).ok_or_else(|| ServiceError::invalid("subscriber_name", "name"))
}

fn read_address(typed: &str) -> ServiceResult<EmailAddress> {
    let address: Option<EmailAddress> = typed.parse().ok();
    let address = address.filter(EmailAddress::takes_mail);
    address.ok_or_else(|| ServiceError::invalid("subscriber_address", "address"))
}

/// The body whose report somebody wants; none where they want the national one.
fn read_body(tree: &OrganisationTree, typed: &str) -> ServiceResult<Option<OrganisationCode>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let code: Option<OrganisationCode> = typed.parse().ok();
    let body = code.and_then(|code| tree.get(&code));
    let body = body.ok_or_else(|| ServiceError::invalid("subscriber_body_unknown", "organisation"))?;
    let reports = |code: &OrganisationCode| tree.get(code).is_some_and(|body| body.duty == Duty::Reports);
    // The report of the country is the national one.
    if body.code == *tree.root() || !tree.at_and_below(&body.code).iter().any(reports) {
        return Err(ServiceError::invalid("subscriber_body_silent", "organisation"));
    }
    Ok(Some(body.code.clone()))
}

/// What became public a short while ago and has not been replaced, and who wants its report and was not written to yet.
async fn owed(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<Vec<(Snapshot, Vec<Subscriber>)>> {
    let subscribers = store::subscribers::active(tx).await?;
    if subscribers.is_empty() {
        return Ok(Vec::new());
    }
    let bounced = store::mails::bounced_addresses(tx).await?;
    let mut owed = Vec::new();
    let all = store::snapshots::list(tx, None).await?;
    for snapshot in all.iter().filter(|snapshot| public_after(snapshot, &all, at).is_none()) {
        let Some(since) = snapshot.public_since().filter(|since| *since <= at && at < *since + STALE) else { continue };
        let told: HashSet<_> = store::subscribers::told(tx, &snapshot.code).await?.into_iter().collect();
        let wants = |subscriber: &&Subscriber| {
            let is_new = subscriber.created_at <= since && !told.contains(&subscriber.id);
            is_new && !bounced.contains(subscriber.address.as_str())
        };
        owed.push((snapshot.clone(), subscribers.iter().filter(wants).cloned().collect()));
    }
    Ok(owed)
}

/// The report of one body that somebody wants; none of whoever wants the national one.
fn paper_for(subscriber: &Subscriber) -> Option<Paper> {
    let body = subscriber.organisation.clone()?;
    Some(Paper { body, language: subscriber.language })
}

impl Subscribers<'_> {
    /// The reports of single bodies that are to go by mail and were not set yet, each once. Where nobody at or below a body
    /// owed one in a round there is none, and so it is of a snapshot whose pages are not made yet.
    ///
    /// # Errors
    /// A page of the body is not what was published; the actor may not.
    pub async fn unset(&self, actor: &Actor) -> ServiceResult<Vec<(SnapshotCode, Paper)>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.require(&mut tx, actor).await?;
        let mut unset = Vec::new();
        for (Snapshot { code, .. }, subscribers) in owed(&mut tx, self.0.now()).await? {
            let papers: BTreeSet<Paper> = subscribers.iter().filter_map(paper_for).collect();
            for paper in papers.into_iter().filter(|paper| tree.get(&paper.body).is_some()) {
                let is_set = set_in(&mut tx, &code, &paper).await?.is_some();
                if is_set {
                    continue;
                }
                // A page that cannot be read keeps nobody else's report back.
                match has_paper(&mut tx, &code, &paper.body).await {
                    Ok(true) => unset.push((code.clone(), paper)),
                    Ok(false) => {}
                    Err(error) => tracing::warn!(%code, body = %paper.body, cause = error.with_causes(), "unreadable"),
                }
            }
        }
        Ok(unset)
    }
}

/// Writes into the outbox what became public a short while ago, has been set in the language of each, and was not written
/// for them yet; gives how many mails that are.
pub(crate) async fn write_in(services: &Services, tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<usize> {
    let mut mails = Vec::new();
    for (Snapshot { code, .. }, subscribers) in owed(tx, at).await? {
        let files = store::snapshot_files::list(tx, Some(&code)).await?;
        for subscriber in &subscribers {
            let is_set = match paper_for(subscriber) {
                None => files.iter().any(|file| file.export == Export::Paper(subscriber.language)),
                Some(paper) => set_in(tx, &code, &paper).await?.is_some(),
            };
            if !is_set {
                continue;
            }
            let id = ReminderId::new(services.chance().uuid());
            let (name, organisation) = (subscriber.name.clone(), subscriber.organisation.clone());
            let report = ReportMail { id, subscriber: subscriber.id, name, organisation, snapshot: code.clone() };
            if store::subscribers::tell(tx, &report, at).await? {
                mails.push(mail(id, subscriber, at));
            }
        }
    }
    store::mails::insert(tx, &mails).await?;
    Ok(mails.len())
}

fn mail(id: ReminderId, to: &Subscriber, at: DateTime<Utc>) -> Mail {
    Mail {
        id,
        account: None,
        address: to.address.clone(),
        quiet: NEVER_QUIET,
        on_rest_days: OnRestDays::Stay,
        created_at: at,
        expires_at: at + REPORT_MEANS,
        next_at: at,
        lease_until: at,
        attempts: 0,
        state: MailState::Waiting,
        settled_at: None,
        answer: String::new(),
    }
}

/// The address that whoever gets a mail with a report has now.
///
/// # Errors
/// There is no such mail; they were taken off the list.
pub(crate) async fn address_of(tx: &mut Tx, id: ReminderId) -> ServiceResult<EmailAddress> {
    let told = store::subscribers::reports(tx, &[id]).await?.pop().ok_or(ServiceError::NotFound("mail"))?;
    let to = store::subscribers::get(tx, told.subscriber).await?.filter(|to| to.stopped_at.is_none());
    Ok(to.ok_or_else(|| ServiceError::invalid("mail_of_stopped", id.to_string()))?.address)
}

/// The letter of a mail that brings a report; none when whoever was to get it is on the list no more, or another snapshot was published
/// in place of that of the report.
pub(crate) async fn letter_of(
    services: &Services,
    tx: &mut Tx,
    mail: &Mail,
    site: &str,
) -> ServiceResult<Option<Letter>> {
    let Some(told) = store::subscribers::reports(tx, &[mail.id]).await?.pop() else { return Ok(None) };
    let subscriber = store::subscribers::get(tx, told.subscriber).await?;
    let Some(subscriber) = subscriber.filter(|subscriber| subscriber.stopped_at.is_none()) else { return Ok(None) };
    let at = services.now();
    let snapshot = store::snapshots::get(tx, &told.snapshot).await?.filter(|snapshot| snapshot.is_public(at));
    let Some((snapshot, file)) = snapshot.zip(file_for(services, tx, &told.snapshot, &subscriber).await?) else {
        return Ok(None);
    };
    let Ok(period) = snapshot.round.as_str().parse() else { return Ok(None) };
    let all = store::snapshots::list(tx, Some(&snapshot.round)).await?;
    if public_after(&snapshot, &all, at).is_some() {
        return Ok(None);
    }
    let replaces = public_before(&snapshot, &all, snapshot.public_since().unwrap_or(at));
    let snapshot = Snapshot { replaces, ..snapshot };
    let (is_demonstration, language) = (services.is_demonstration(), subscriber.language);
    Ok(Some(Letter {
        id: mail.id,
        address: mail.address.clone(),
        name: subscriber.name,
        round: snapshot.round.clone(),
        period,
        days: 0,
        written_at: mail.created_at,
        counts: StageCounts::default(),
        reports: Vec::new(),
        objections: Vec::new(),
        decided: None,
        report: Some(Report { snapshot, is_demonstration, language, file, content: None }),
        site: site.to_owned(),
    }))
}

/// The file that goes to somebody, where it was set.
async fn file_for(
    services: &Services,
    tx: &mut Tx,
    code: &SnapshotCode,
    to: &Subscriber,
) -> ServiceResult<Option<ReportFile>> {
    let Some(paper) = paper_for(to) else {
        let files = store::snapshot_files::list(tx, Some(code)).await?;
        let file = files.into_iter().find(|file| file.export == Export::Paper(to.language));
        return Ok(file.map(ReportFile::National));
    };
    let set = set_in(tx, code, &paper).await?;
    let tree = services.tree_in(tx).await?;
    let name = tree.get(&paper.body).map(|body| body.name.clone());
    Ok(set.zip(name).map(|(set, name)| ReportFile::Body(set, name)))
}
