//! The outbox: what waits to be sent, what came back, and the letters that are made of it.

pub use crate::store::mails::{Mail, MailCounts};

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    jobs::remind::MAIL_MEANS,
    objections::{concerns, named},
    reminders::StageCounts,
    snapshots::{MadeFile, SetPaper, Snapshot},
    store::{self, Tx, owed::Among},
    subscribers::{self, REPORT_MEANS},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, may},
    account::EmailAddress,
    calendar::Period,
    ids::{AccountId, OrganisationCode, ReminderId, RoundCode, SnapshotCode},
    mail::MailState,
    objection::ObjectionStateName,
    objection_reminder::ObjectionDue,
    organisation::Organisation,
    reminder::{About, Reminded, Stage},
    snapshot::Hash,
    text::{Bilingual, Language},
};
use std::collections::HashMap;

/// The most mails of one page.
const MOST: i64 = 100;

/// A letter to be written and sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its identifier, the same at every attempt.
    pub id: ReminderId,
    /// To which address.
    pub address: EmailAddress,
    /// The person's name.
    pub name: String,
    /// About which round.
    pub round: RoundCode,
    /// What is reported on.
    pub period: Period,
    /// How many days from the due day it was to be told; negative: before it.
    pub days: i32,
    /// When it was decided on; the stages are of that instant.
    pub written_at: DateTime<Utc>,
    /// How many reports are at each stage.
    pub counts: StageCounts,
    /// The reports, the first of them where there are many.
    pub reports: Vec<(Organisation, Reminded)>,
    /// The objections that wait for an answer or were decided, where it is about those, each with the name of the indicator or scheme.
    pub objections: Vec<(Organisation, Bilingual, ObjectionDue)>,
    /// How they were decided, where it tells that.
    pub decided: Option<ObjectionStateName>,
    /// The report that it brings, where it is about that.
    pub report: Option<Report>,
    /// Scheme, host and port for links.
    pub site: String,
}

/// A report of a snapshot, on its way to somebody.
#[derive(Debug, Clone)]
pub struct Report {
    /// Of which snapshot.
    pub snapshot: Snapshot,
    /// Whether every figure is made up.
    pub is_demonstration: bool,
    /// In which language.
    pub language: Language,
    /// The file.
    pub file: ReportFile,
    /// What is in it, where it goes with the letter; otherwise the letter says where it lies.
    pub content: Option<Bytes>,
}

/// The file of a report that goes by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportFile {
    /// The national report.
    National(MadeFile),
    /// That of one body, with what the body is called.
    Body(SetPaper, Bilingual),
}

impl ReportFile {
    /// The name under which it is given out.
    pub fn name(&self) -> String {
        match self {
            Self::National(file) => file.export.file_name(&file.snapshot),
            Self::Body(paper, _) => paper.file_name(),
        }
    }

    /// Its size.
    pub fn size_bytes(&self) -> u64 {
        match self {
            Self::National(file) => file.size_bytes,
            Self::Body(paper, _) => paper.size_bytes,
        }
    }

    /// The SHA-256 of its content.
    pub fn sha256(&self) -> Hash {
        match self {
            Self::National(file) => file.sha256,
            Self::Body(paper, _) => paper.sha256,
        }
    }
}

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Who writes, in words.
    pub from_name: String,
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, with nothing that is fetched.
    pub html: String,
}

/// A mail of the outbox with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailItem {
    /// The mail.
    pub mail: Mail,
    /// To whom.
    pub name: String,
    /// What it is about.
    pub about: MailAbout,
}

/// What a mail is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailAbout {
    /// It reminds.
    Reminder {
        /// Of which round.
        round: RoundCode,
        /// How many days from the due day.
        days: i32,
        /// Of what.
        about: About,
    },
    /// It brings the report of a snapshot: the national one where no body is named.
    Report(SnapshotCode, Option<OrganisationCode>),
}

/// Whether mail can go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    /// A mail server is configured.
    Open,
    /// None is: mail waits.
    Missing,
}

/// A part of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPage {
    /// The mails, newest first.
    pub items: Vec<MailItem>,
    /// How many there are of each state.
    pub counts: MailCounts,
    /// Whether mail can go out.
    pub outlet: Outlet,
}

/// The outbox.
pub struct Mails<'a>(pub(crate) &'a Services);

impl Services {
    /// The outbox.
    pub fn mails(&self) -> Mails<'_> {
        Mails(self)
    }

    pub(crate) fn outlet(&self) -> Outlet {
        if self.settings().mail.is_some() { Outlet::Open } else { Outlet::Missing }
    }
}

impl Mails<'_> {
    /// The mail of a state, newest first: so many after so many, at most a hundred.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn page(&self, actor: &Actor, state: MailState, skip: i64, most: i64) -> ServiceResult<MailPage> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadOperations, std::slice::from_ref(tree.root()))?;
        let mails = store::mails::page(&mut tx, state, skip.max(0), most.clamp(1, MOST)).await?;
        let accounts: Vec<_> = mails.iter().filter_map(|mail| mail.account).collect();
        let names = store::accounts::names(&mut tx, &accounts).await?;
        let ids: Vec<_> = mails.iter().map(|mail| mail.id).collect();
        let heads = store::reminders::heads(&mut tx, &ids).await?;
        let heads: HashMap<_, _> = heads.into_iter().map(|head| (head.id, head)).collect();
        let reports = store::subscribers::reports(&mut tx, &ids).await?;
        let reports: HashMap<_, _> = reports.into_iter().map(|report| (report.id, report)).collect();
        let items = mails.into_iter().filter_map(|mail| {
            if let Some(report) = reports.get(&mail.id) {
                return Some(MailItem {
                    name: report.name.clone(),
                    about: MailAbout::Report(report.snapshot.clone(), report.organisation.clone()),
                    mail,
                });
            }
            let head = heads.get(&mail.id)?;
            let name = mail.account.and_then(|account| names.get(&account)).cloned().unwrap_or_default();
            let about = MailAbout::Reminder { round: head.round.clone(), days: head.days, about: head.about };
            Some(MailItem { mail, name, about })
        });
        let items = items.collect();
        Ok(MailPage { items, counts: store::mails::counts(&mut tx).await?, outlet: self.0.outlet() })
    }

    /// The latest mail that came back from the address which somebody has now: mail does not reach them.
    ///
    /// # Errors
    /// There is no such account; it is neither one's own nor below a grant of the actor's.
    pub async fn returned(&self, actor: &Actor, account: AccountId) -> ServiceResult<Option<Mail>> {
        let account = self.0.accounts().get(actor, account).await?;
        let mut tx = self.0.db().read().await?;
        store::mails::returned(&mut tx, account.id, &account.email).await
    }

    /// Sends what came back or was given up once more, to the address that the person has now.
    ///
    /// # Errors
    /// There is no such mail, or it waits or is sent; the actor may not.
    pub async fn retry(&self, actor: &Actor, id: ReminderId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        let mail = store::mails::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("mail"))?;
        let (address, means) = match mail.account {
            None => (subscribers::address_of(&mut tx, id).await?, REPORT_MEANS),
            Some(account) => {
                let account = store::accounts::get(&mut tx, account).await?.ok_or(ServiceError::NotFound("account"))?;
                if account.disabled_at.is_some() {
                    return Err(ServiceError::invalid("mail_of_disabled", id.to_string()));
                }
                (account.email, MAIL_MEANS)
            }
        };
        let at = self.0.shared_now(&mut tx).await?;
        if !store::mails::retry(&mut tx, id, &address, at, at + means).await? {
            return Err(ServiceError::Conflict);
        }
        let details = serde_json::json!({ "account": mail.account, "state": mail.state.as_ref() });
        audit::record(self.0, &mut tx, actor, "mails.retry", format!("mail/{id}"), &details).await?;
        tx.commit().await
    }
}

/// The letter of a mail; none when what it is about is no more, or the person may not sign in any longer.
pub(crate) async fn letter_of(
    services: &Services,
    tx: &mut Tx,
    mail: &Mail,
    site: &str,
) -> ServiceResult<Option<Letter>> {
    let Some(to) = mail.account else { return subscribers::letter_of(services, tx, mail, site).await };
    let entries = store::reminders::get(tx, &[mail.id]).await?;
    let Some(entry) = entries.into_iter().next() else {
        return letter_of_objections(services, tx, mail, to, site).await;
    };
    let Some(round) = store::rounds::get(tx, &entry.round).await? else { return Ok(None) };
    let account = store::accounts::get(tx, to).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(None) };
    let tree = services.tree_in(tx).await?;
    // Reports are handed in and roles change while mail waits: nobody is told of what is done, or what they may no longer read.
    let agencies: Vec<_> = entry.reports.iter().map(|reminded| reminded.agency.clone()).collect();
    let waiting = store::owed::waiting(tx, &entry.round, Among::Agencies(&agencies)).await?;
    let grants = store::accounts::grants(tx, &[to]).await?.remove(&to).unwrap_or_default();
    let delegated = services.delegated_in(tx, entry.account).await?;
    let signs = |path: &[OrganisationCode]| delegated.iter().any(|delegated| path.contains(&delegated.organisation));
    let is_readable = |path: &[OrganisationCode]| may(&grants, Action::ReadReport, path) || signs(path);
    // Whoever only fills a report has done their part once it is submitted.
    let only_fills = |path: &[OrganisationCode]| {
        may(&grants, Action::SubmitReport, path) && !may(&grants, Action::ApproveReport, path) && !signs(path)
    };
    let (mut reports, mut over) = (Vec::new(), Vec::new());
    for reminded in entry.reports {
        let path = tree.path(&reminded.agency);
        let now = waiting.iter().find(|owed| owed.agency == reminded.agency).map(|owed| owed.stage);
        let still = now.filter(|stage| match stage {
            Stage::AwaitingApproval => !only_fills(&path),
            // What was sent back since has a time and reminders of its own.
            Stage::Returned => reminded.stage == Stage::Returned,
            Stage::NotStarted | Stage::Draft => true,
        });
        match still.filter(|_| is_readable(&path)).zip(tree.get(&reminded.agency)) {
            Some((stage, agency)) => reports.push((agency.clone(), Reminded { stage, ..reminded })),
            None => over.push(reminded),
        }
    }
    if reports.is_empty() {
        return Ok(None);
    }
    Ok(Some(Letter {
        id: mail.id,
        address: mail.address.clone(),
        name: account.name,
        round: round.code,
        period: round.period,
        days: entry.days,
        written_at: entry.told_at,
        counts: entry.counts.without(StageCounts::of(&over)),
        reports,
        objections: Vec::new(),
        decided: None,
        report: None,
        site: site.to_owned(),
    }))
}

/// The letter of a mail about objections: of those that still wait, or of what was decided.
async fn letter_of_objections(
    services: &Services,
    tx: &mut Tx,
    mail: &Mail,
    to: AccountId,
    site: &str,
) -> ServiceResult<Option<Letter>> {
    let Some(entry) = store::objection_reminders::get(tx, mail.id).await? else { return Ok(None) };
    let Some(round) = store::rounds::get(tx, &entry.round).await? else { return Ok(None) };
    let account = store::accounts::get(tx, to).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(None) };
    let (tree, plan) = (services.tree_in(tx).await?, services.plan_of(tx, &round).await?);
    let grants = store::accounts::grants(tx, &[to]).await?.remove(&to).unwrap_or_default();
    let (mut objections, mut decided) = (Vec::new(), None);
    for due in entry.objections {
        let Some(objection) = store::objections::get(tx, due.objection).await? else { continue };
        let state = objection.state.name();
        let named = named(services, tx, &plan, &objection.claim).await?;
        let Some((agency, named)) = tree.get(&due.agency).zip(named) else { continue };
        if concerns(entry.about, state) && may(&grants, Action::ReadReport, &tree.path(&due.agency)) {
            decided = Some(state).filter(|_| entry.about == About::Decisions);
            objections.push((agency.clone(), named.name().clone(), due));
        }
    }
    if objections.is_empty() {
        return Ok(None);
    }
    Ok(Some(Letter {
        id: mail.id,
        address: mail.address.clone(),
        name: account.name,
        round: round.code,
        period: round.period,
        days: entry.days,
        written_at: entry.told_at,
        counts: StageCounts::default(),
        reports: Vec::new(),
        objections,
        decided,
        report: None,
        site: site.to_owned(),
    }))
}
