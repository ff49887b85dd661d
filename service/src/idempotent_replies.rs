//! Asking twice and having it done once: a program names its asking by a key, and whoever asks again with the same key is
//! given the first answer. Kept by token, so that nobody is given somebody else's answer.

use crate::{
    Actor, ServiceError, ServiceResult, Services,
    organisations::path_of,
    store,
    store::{
        Tx,
        idempotent_replies::{Kept, Since},
    },
};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use domain::{
    access::Action,
    ids::{OrganisationCode, TokenId},
};

/// How long an answer is kept. Programs are promised a day.
pub const KEPT: TimeDelta = TimeDelta::hours(48);
/// An asking that has been under way for so long was broken off with its server; the same may be asked again.
pub const BROKEN_OFF: TimeDelta = TimeDelta::minutes(2);
/// The longest key in characters.
const LONGEST_KEY: usize = 255;

/// An asking that may be done now; it has to be finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    token: TokenId,
    name: String,
    claimed_at: DateTime<Utc>,
}

/// An answer as it is given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReply {
    /// The status.
    pub status: u16,
    /// The media type of the content.
    pub media_type: String,
    /// The entity tag, empty where there was none.
    pub tag: String,
    /// The content.
    pub content: Vec<u8>,
}

/// What a key means for an asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nobody asked with it: it may be done.
    Now(Asking),
    /// It was done, and this was the answer.
    Before(KeptReply),
    /// It is being done at this moment.
    UnderWay,
    /// Something else was asked with it.
    OfSomethingElse,
}

/// Answers that are kept under keys.
pub struct IdempotentReplies<'a>(pub(crate) &'a Services);

impl Services {
    /// Answers that are kept under keys.
    pub fn idempotent_replies(&self) -> IdempotentReplies<'_> {
        IdempotentReplies(self)
    }
}

impl IdempotentReplies<'_> {
    /// Lets through who may change reports of an agency in any way.
    ///
    /// # Errors
    /// There is no such agency; the actor may not.
    pub async fn admits(&self, actor: &Actor, agency: &OrganisationCode) -> ServiceResult<()> {
        use Action::{ApproveReport, EditReport, EndorseReport, ReviewReport, SubmitReport};
        let mut tx = self.0.db().read().await?;
        let path = path_of(&*self.0.tree_in(&mut tx).await?, agency)?;
        let changes = [EditReport, SubmitReport, ApproveReport, EndorseReport, ReviewReport];
        if changes.into_iter().any(|action| actor.may(action, &path)) { Ok(()) } else { Err(ServiceError::Forbidden) }
    }

    /// Begins an asking. The fingerprint is of everything that was asked.
    ///
    /// # Errors
    /// The key is empty, too long or holds anything but visible ASCII characters.
    pub async fn begin(&self, token: TokenId, name: &str, fingerprint: &str) -> ServiceResult<Begun> {
        if name.is_empty() || name.len() > LONGEST_KEY || !name.chars().all(|c| c.is_ascii_graphic()) {
            return Err(ServiceError::invalid("idempotency_key", "Idempotency-Key"));
        }
        let at = self.0.now().trunc_subsecs(6);
        let since = Since { answered: at - KEPT, under_way: at - BROKEN_OFF };
        let mut tx = self.0.db().write().await?;
        if store::idempotent_replies::claim(&mut tx, (token, name), fingerprint, at, since).await? {
            tx.commit().await?;
            return Ok(Begun::Now(Asking { token, name: name.to_owned(), claimed_at: at }));
        }
        // Whoever gave it up meanwhile leaves nothing: then it is as good as under way.
        let Some(kept) = store::idempotent_replies::get(&mut tx, token, name).await? else {
            return Ok(Begun::UnderWay);
        };
        if kept.fingerprint != fingerprint {
            return Ok(Begun::OfSomethingElse);
        }
        let Some(status) = kept.status.and_then(|status| u16::try_from(status).ok()) else {
            return Ok(Begun::UnderWay);
        };
        Ok(Begun::Before(KeptReply { status, media_type: kept.media_type, tag: kept.tag, content: kept.content }))
    }

    /// Keeps the answer of an asking.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn keep(&self, asking: &Asking, reply: KeptReply) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let kept = Kept {
            fingerprint: String::new(),
            status: Some(i32::from(reply.status)),
            media_type: reply.media_type,
            tag: reply.tag,
            content: reply.content,
        };
        store::idempotent_replies::keep(&mut tx, (asking.token, &asking.name), asking.claimed_at, &kept).await?;
        tx.commit().await
    }

    /// Gives an asking up that came to nothing for no fault of who asked, so that the same can be asked again.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn give_up(&self, asking: &Asking) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        store::idempotent_replies::release(&mut tx, (asking.token, &asking.name), asking.claimed_at).await?;
        tx.commit().await
    }
}

/// Forgets answers that are older than was promised, and tells how many.
pub(crate) async fn clean_in(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<u64> {
    store::idempotent_replies::forget(tx, at - KEPT).await
}
