//! People who get the national report by mail once everybody may read it: who is on the list, and what is written for them into
//! the outbox.

pub use crate::store::subscribers::{LastReport, Subscriber};

use crate::{
    Actor, FieldFaults, ServiceError, ServiceResult, Services, audit,
    mails::{Letter, Report},
    reminders::StageCounts,
    store::{self, Tx, mails::Mail, subscribers::ReportMail},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Action,
    account::EmailAddress,
    ids::{ReminderId, SubscriberId},
    mail::MailState,
    quiet::{ClockTime, QuietHours},
    recurrence::OnRestDays,
    snapshot::Export,
    text::Language,
};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

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

/// People who get the national report by mail.
pub struct Subscribers<'a>(pub(crate) &'a Services);

impl Services {
    /// People who get the national report by mail.
    pub fn subscribers(&self) -> Subscribers<'_> {
        Subscribers(self)
    }
}

/// Somebody on the list, with the last report that went to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberItem {
    /// Who.
    pub subscriber: Subscriber,
    /// The last report.
    pub last: Option<LastReport>,
}

impl Subscribers<'_> {
    async fn require(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<()> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))
    }

    /// Everybody on the list, by address.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<SubscriberItem>> {
        let mut tx = self.0.db().read().await?;
        self.require(&mut tx, actor).await?;
        let subscribers = store::subscribers::active(&mut tx).await?;
        let mut last: HashMap<_, _> = store::subscribers::last_reports(&mut tx).await?.into_iter().collect();
        let item = |subscriber: Subscriber| SubscriberItem { last: last.remove(&subscriber.id), subscriber };
        Ok(subscribers.into_iter().map(item).collect())
    }

    /// Sends the report of everything that is published from now on to somebody.
    ///
    /// # Errors
    /// The name or the address cannot be taken, or is on the list already; the list is full; the actor may not.
    pub async fn add(&self, actor: &Actor, name: &str, address: &str, language: Language) -> ServiceResult<Subscriber> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let mut faults = FieldFaults::default();
        let name = faults.note(name_of(name))?;
        let address = faults.note(read_address(address))?;
        let (name, address) = faults.end(name.zip(address))?;
        if store::subscribers::active(&mut tx).await?.len() >= MOST_SUBSCRIBERS {
            return Err(ServiceError::invalid("too_many_subscribers", MOST_SUBSCRIBERS.to_string()));
        }
        let subscriber = Subscriber {
            id: SubscriberId::new(self.0.chance().uuid()),
            name,
            address,
            language,
            // By the clock that says when something is published.
            created_at: self.0.now(),
            stopped_at: None,
        };
        if !store::subscribers::insert(&mut tx, &subscriber).await? {
            return Err(ServiceError::invalid("subscriber_known", "address"));
        }
        let details = json!({ "name": subscriber.name, "email": subscriber.address.as_str(), "language": language });
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
    let name = typed.trim();
    let is_good = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if is_good { Ok(name.to_owned()) } else { Err(ServiceError::invalid("subscriber_name", "name")) }
}

fn read_address(typed: &str) -> ServiceResult<EmailAddress> {
    let address: Option<EmailAddress> = typed.parse().ok();
    let address = address.filter(EmailAddress::takes_mail);
    address.ok_or_else(|| ServiceError::invalid("subscriber_address", "address"))
}

/// Writes into the outbox what became public a short while ago, has been set in the language of each, and was not written
/// for them yet; gives how many mails that are.
pub(crate) async fn write_in(services: &Services, tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<usize> {
    let subscribers = store::subscribers::active(tx).await?;
    if subscribers.is_empty() {
        return Ok(0);
    }
    let bounced = store::mails::bounced_addresses(tx).await?;
    let mut mails = Vec::new();
    for snapshot in store::snapshots::list(tx, None).await? {
        let Some(since) = snapshot.public_since().filter(|since| *since <= at && at < *since + STALE) else { continue };
        let told: BTreeSet<_> = store::subscribers::told(tx, &snapshot.code).await?.into_iter().collect();
        let files = store::snapshot_files::list(tx, Some(&snapshot.code)).await?;
        let is_set = |language| files.iter().any(|file| file.export == Export::Paper(language));
        for subscriber in &subscribers {
            let wants = subscriber.created_at <= since && !told.contains(&subscriber.id);
            if !wants || !is_set(subscriber.language) || bounced.contains(subscriber.address.as_str()) {
                continue;
            }
            let id = ReminderId::new(services.chance().uuid());
            let (name, snapshot) = (subscriber.name.clone(), snapshot.code.clone());
            let report = ReportMail { id, subscriber: subscriber.id, name, snapshot };
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

/// The letter of a mail that brings a report; none when whoever was to get it is on the list no more.
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
    let files = store::snapshot_files::list(tx, Some(&told.snapshot)).await?;
    let file = files.into_iter().find(|file| file.export == Export::Paper(subscriber.language));
    let Some((snapshot, file)) = snapshot.zip(file) else { return Ok(None) };
    let Ok(period) = snapshot.round.as_str().parse() else { return Ok(None) };
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
        report: Some(Report { snapshot, language: subscriber.language, file, content: None }),
        site: site.to_owned(),
    }))
}
