//! Sends the mail of the outbox, one after the other over one connection. Each mail is settled in a transaction of its own
//! as soon as the mail server has answered: whoever is killed in between sends at most that one twice, under the same
//! `Message-ID`. A server that cannot be reached costs no mail an attempt; it is an alarm.

use super::{Job, Told, Work};
use crate::{
    ServiceError, ServiceResult, Services,
    mails::{Letter, Report, ReportFile, letter_of},
    post::{MailSettings, Post, Trouble},
    snapshots::ByteRange,
    store::{self, mails::Mail},
};
use bytes::Bytes;
use chrono::TimeDelta;
use domain::mail::{Attempt, MailState, Outcome, short};
use futures::TryStreamExt as _;
use serde_json::json;
use std::time::{Duration, Instant};

/// The job.
pub const SEND_MAIL: Job =
    Job { name: "send_mail", work: Work::Outside { lease: LEASE, work: |services, _| Box::pin(send_mail(services)) } };

/// How long one run may take.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// No more mail is taken after so long.
const ENOUGH: Duration = Duration::from_mins(4);
/// So many mails are taken at once.
const AT_ONCE: i64 = 5;
/// How long they are in hand: longer than all of them may take.
const IN_HAND: TimeDelta = TimeDelta::minutes(12);
/// Mail that could not be tried waits so long.
const UNTRIED_WAIT: TimeDelta = TimeDelta::minutes(1);
/// How long a mail means something at least once it was held back for the quiet hours or for days of rest: a long weekend is no
/// reason not to send it.
const HELD_MEANS: TimeDelta = TimeDelta::days(1);
/// What is said of a mail whose letter cannot be written; why stands in the log.
const UNWRITTEN: &str = "the letter cannot be written";
/// So many broken connections end a run.
const MOST_TROUBLE: usize = 3;

/// What a run has come to so far.
#[derive(Default)]
struct Run {
    sent: usize,
    bounced: usize,
    postponed: usize,
    dropped: usize,
    unwritten: usize,
    trouble: Vec<String>,
}

impl Run {
    fn told(&self, expired: u64) -> Told {
        let Self { sent, bounced, postponed, dropped, unwritten, trouble } = self;
        let mut details = json!({
            "sent": sent, "bounced": bounced, "postponed": postponed, "dropped": dropped, "expired": expired,
        });
        if trouble.is_empty() && *unwritten == 0 {
            return Told::done(details);
        }
        if *unwritten > 0 {
            details["unwritten"] = json!(unwritten);
        }
        if !trouble.is_empty() {
            details["trouble"] = json!(trouble);
        }
        Told::alarm(details)
    }
}

async fn send_mail(services: Services) -> ServiceResult<Told> {
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    let expired = store::mails::expire(&mut tx, at).await?;
    let waiting = store::mails::count_waiting(&mut tx).await?;
    tx.commit().await?;
    let Some(settings) = &services.settings().mail else {
        return Ok(Told::done(json!({ "mail_server": "none", "waiting": waiting, "expired": expired })));
    };
    let begun = Instant::now();
    let mut run = Run::default();
    let mut post = None;
    while begun.elapsed() < ENOUGH && run.trouble.len() < MOST_TROUBLE {
        let mails = take(&services).await?;
        if mails.is_empty() {
            break;
        }
        let mut mails = mails.into_iter();
        while let Some(mail) = mails.next() {
            if !is_in_hand(&services, &mail).await? {
                continue;
            }
            let letter = match letter(&services, settings, &mail).await {
                Ok(Some(letter)) => letter,
                Ok(None) => {
                    drop_mail(&services, &mail).await?;
                    run.dropped += 1;
                    continue;
                }
                Err(error @ (ServiceError::Unavailable(_) | ServiceError::Busy)) => return Err(error),
                // One letter that cannot be written keeps no other one waiting; it is tried again, until it means nothing more.
                Err(error) => {
                    tracing::error!(mail = %mail.id, cause = error.with_causes(), "a letter cannot be written");
                    run.unwritten += 1;
                    settle(&services, &mail, Attempt::NotNow(UNWRITTEN.to_owned()), &mut run).await?;
                    continue;
                }
            };
            let tried = deliver(&mut post, settings, &letter).await;
            match tried {
                Tried::Answered(attempt) => settle(&services, &mail, attempt, &mut run).await?,
                Tried::Broken(trouble) => {
                    let said = describe(&trouble);
                    run.trouble.push(said.clone());
                    settle(&services, &mail, Attempt::NotNow(said), &mut run).await?;
                    give_back(&services, mails.by_ref(), "").await?;
                }
                Tried::Unreachable(trouble) => {
                    let said = describe(&trouble);
                    give_back(&services, std::iter::once(mail).chain(mails.by_ref()), &said).await?;
                    run.trouble.push(said);
                    return Ok(run.told(expired));
                }
            }
        }
    }
    if let Some(post) = post {
        post.close().await;
    }
    Ok(run.told(expired))
}

/// What came of trying one letter.
enum Tried {
    /// The mail server said something about it.
    Answered(Attempt),
    /// The connection broke while it was on its way.
    Broken(Trouble),
    /// There was no connection.
    Unreachable(Trouble),
}

async fn deliver<'a>(post: &mut Option<Post<'a>>, settings: &'a MailSettings, letter: &Letter) -> Tried {
    let mut open = match post.take().filter(|post| !post.is_broken()) {
        Some(open) => open,
        None => match Post::open(settings).await {
            Ok(open) => open,
            Err(trouble) => return Tried::Unreachable(trouble),
        },
    };
    match open.send(letter).await {
        Ok(attempt) => {
            *post = Some(open);
            Tried::Answered(attempt)
        }
        // The connection is dropped with what may still be in it.
        Err(trouble) => Tried::Broken(trouble),
    }
}

/// Some mail that is due. What became due while somebody is not to be disturbed, because it waited for the mail server or
/// was asked for again, goes back until they are.
async fn take(services: &Services) -> ServiceResult<Vec<Mail>> {
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    let holidays = store::holidays::days(&mut tx).await?;
    let mut loud = Vec::new();
    while loud.is_empty() {
        let mails = store::mails::claim(&mut tx, at, at + IN_HAND, AT_ONCE).await?;
        if mails.is_empty() {
            break;
        }
        for mail in mails {
            let next_at = mail.quiet.working_from(at, mail.on_rest_days, &holidays);
            if next_at <= at {
                loud.push(mail);
            } else {
                let means_until = mail.expires_at.max(next_at + HELD_MEANS);
                store::mails::give_back(&mut tx, &mail, (next_at, means_until), &mail.answer).await?;
            }
        }
    }
    tx.commit().await?;
    loud.sort_by_key(|mail| (mail.next_at, mail.id));
    Ok(loud)
}

/// Whether a mail that was taken is still this server's: not once it was paused for so long that others may send it.
async fn is_in_hand(services: &Services, mail: &Mail) -> ServiceResult<bool> {
    let mut tx = services.db().read().await?;
    let at = services.shared_now(&mut tx).await?;
    let now = store::mails::get(&mut tx, mail.id).await?;
    Ok(at < mail.lease_until
        && now.is_some_and(|now| now.state == MailState::Waiting && now.lease_until == mail.lease_until))
}

async fn letter(services: &Services, settings: &MailSettings, mail: &Mail) -> ServiceResult<Option<Letter>> {
    let mut tx = services.db().read().await?;
    let Some(mut letter) = letter_of(services, &mut tx, mail, &settings.site).await? else { return Ok(None) };
    drop(tx);
    let fits = |report: &&mut Report| report.file.size_bytes() <= settings.largest_attachment_bytes;
    if let Some(report) = letter.report.as_mut().filter(fits) {
        report.content = match content(services, report).await {
            Ok(content) => Some(content),
            // The letter says where it lies; no other letter waits for it.
            Err(error) => {
                tracing::error!(cause = error.with_causes(), mail = %mail.id, "a report cannot be attached");
                None
            }
        };
    }
    Ok(Some(letter))
}

async fn content(services: &Services, report: &Report) -> ServiceResult<Bytes> {
    let snapshots = services.snapshots();
    let pieces = match &report.file {
        ReportFile::National(file) => snapshots.file_bytes(file, ByteRange::All).await?,
        ReportFile::Body(paper, _) => snapshots.paper_bytes(paper, ByteRange::All).await?,
    };
    Ok(pieces.try_collect::<Vec<Bytes>>().await?.concat().into())
}

async fn settle(services: &Services, mail: &Mail, attempt: Attempt, run: &mut Run) -> ServiceResult<()> {
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    let outcome = attempt.outcome(mail.attempts + 1, at, mail.quiet);
    store::mails::settle(&mut tx, mail, &outcome, at).await?;
    tx.commit().await?;
    match outcome.state {
        MailState::Sent => run.sent += 1,
        MailState::Bounced => run.bounced += 1,
        MailState::Waiting | MailState::Expired => run.postponed += 1,
    }
    Ok(())
}

/// What the mail is about is no more.
async fn drop_mail(services: &Services, mail: &Mail) -> ServiceResult<()> {
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    let outcome = Outcome { state: MailState::Expired, next_at: at, answer: String::new() };
    store::mails::settle(&mut tx, mail, &outcome, at).await?;
    tx.commit().await
}

async fn give_back(services: &Services, mails: impl Iterator<Item = Mail>, said: &str) -> ServiceResult<()> {
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    for mail in mails {
        let next_at = mail.quiet.loud_from(at + UNTRIED_WAIT);
        store::mails::give_back(&mut tx, &mail, (next_at, mail.expires_at), &short(said)).await?;
    }
    tx.commit().await
}

/// An error with its causes, on one line.
fn describe(trouble: &Trouble) -> String {
    let mut said = trouble.to_string();
    let mut source = std::error::Error::source(trouble);
    while let Some(error) = source {
        let more = error.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        source = error.source();
    }
    short(&said)
}
