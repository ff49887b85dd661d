//! Signing in and out, and who a session is.

use crate::{
    Actor, Channel, Password, ServiceError, ServiceResult, Services, audit,
    passwords::Verdict,
    store,
    store::{Tx, accounts::AccountRow, sessions::NewSession},
    throttle::{self, Subject},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{account::EmailAddress, audit::sha256, ids::AccountId, manner::Preferences};
use std::{
    fmt::{self, Write as _},
    net::IpAddr,
};

/// A session ends when it was not used for this long.
pub const IDLE_LIMIT: TimeDelta = TimeDelta::minutes(30);
/// A session ends this long after signing in, however much it is used.
pub const ABSOLUTE_LIMIT: TimeDelta = TimeDelta::hours(12);
/// How exactly it is noted when a session was last used; each note is a write.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// So long a request waits for that to be noted.
const LONGEST_NOTE: std::time::Duration = std::time::Duration::from_millis(200);
/// How much is kept of what a browser calls itself.
const AGENT_LENGTH: usize = 200;

/// An attempt to sign in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The e-mail address as typed.
    pub email: String,
    /// The password as typed.
    pub password: Password,
    /// From where, as far as trusted proxies tell.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session that began.
#[derive(Clone)]
pub struct SignedIn {
    /// The secret that finds the session again: for the browser's cookie alone.
    pub secret: String,
    /// Who signed in.
    pub account: AccountId,
    /// Whether they may do nothing before they change the password that somebody else gave them.
    pub must_change_password: bool,
    /// In which language, era and digits they read; nothing until they chose.
    pub preferences: Option<Preferences>,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("account", &self.account).finish_non_exhaustive()
    }
}

/// What is known about a session besides who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// The address they sign in with.
    pub email: EmailAddress,
    /// When they signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When the session ends if nothing more is done in it.
    pub ends_at: DateTime<Utc>,
    /// Whether they have to change their password first: until then the actor has no grants.
    pub must_change_password: bool,
}

/// 256 random bits as hexadecimal.
pub(crate) fn new_secret(services: &Services) -> String {
    services.chance().secret::<32>().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Services {
    /// Begins a session for the right password.
    ///
    /// # Errors
    /// [`ServiceError::SignInRefused`] for an unknown name, a wrong password and a disabled account alike, in equal
    /// time; [`ServiceError::SignInThrottled`] after many failures; [`ServiceError::Busy`].
    pub async fn sign_in(&self, attempt: SignIn) -> ServiceResult<SignedIn> {
        let place = self.hasher().place()?;
        let (name, address) = (Subject::name(&attempt.email), Subject::address(attempt.address));
        let email: Option<EmailAddress> = attempt.email.parse().ok();
        let mut tx = self.db().write().await?;
        name.count(&mut tx, self.now()).await?;
        address.count(&mut tx, self.now()).await?;
        let account = match &email {
            Some(email) => store::accounts::by_email(&mut tx, email).await?,
            None => None,
        };
        tx.commit().await?;
        let kept = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = self.hasher().verify(place, &attempt.password, kept, self.chance().secret()).await?;
        let (Some(account), Verdict::Right { renewed }) = (account, verdict) else {
            tracing::info!(address = %attempt.address, "sign-in refused");
            return Err(ServiceError::SignInRefused);
        };
        let mut tx = self.db().write().await?;
        if !is_still(&account, store::accounts::hold(&mut tx, account.id).await?.as_ref()) {
            tracing::info!(address = %attempt.address, account = %account.id, "sign-in refused");
            return Err(ServiceError::SignInRefused);
        }
        name.forgive(&mut tx).await?;
        address.take_back(&mut tx, self.now()).await?;
        if let Some(renewed) = renewed {
            store::accounts::rehash(&mut tx, account.id, &renewed).await?;
        }
        let secret = new_secret(self);
        let session = NewSession {
            digest: sha256(secret.as_bytes()),
            account: account.id,
            at: self.now(),
            address: attempt.address.to_string(),
            agent: attempt.agent.chars().filter(|c| !c.is_control()).take(AGENT_LENGTH).collect(),
        };
        store::sessions::insert(&mut tx, &session).await?;
        let preferences = store::preferences::get(&mut tx, account.id).await?;
        let actor = Actor::new(account.id, account.name, Vec::new(), Channel::Web);
        let details = serde_json::json!({ "address": session.address });
        audit::record(self, &mut tx, &actor, "sessions.begin", audit::account_object(account.id), &details).await?;
        tx.commit().await?;
        let must_change_password = account.must_change_password;
        Ok(SignedIn { secret, account: account.id, must_change_password, preferences })
    }

    /// Who a session is, with what they may do at this moment; none when it has ended.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn actor_for_session(&self, secret: &str) -> ServiceResult<Option<(Actor, SessionInfo)>> {
        let digest = sha256(secret.as_bytes());
        let mut tx = self.db().read().await?;
        let Some(session) = store::sessions::get(&mut tx, &digest).await? else { return Ok(None) };
        let at = self.now();
        if session.seen_at + IDLE_LIMIT <= at || session.created_at + ABSOLUTE_LIMIT <= at {
            return Ok(None);
        }
        // Whoever has to change their password first may do nothing else.
        let (grants, delegated) = if session.must_change_password {
            Default::default()
        } else {
            (session.grants, self.delegated_in(&mut tx, session.account).await?)
        };
        drop(tx);
        if session.seen_at + SEEN_EVERY <= at {
            // Reading goes on while nothing can be written: nobody waits for this.
            let seeing = tokio::spawn(self.clone().see(digest, at));
            let _ = tokio::time::timeout(LONGEST_NOTE, seeing).await;
        }
        let info = SessionInfo {
            email: session.email,
            signed_in_at: session.created_at,
            ends_at: (at + IDLE_LIMIT).min(session.created_at + ABSOLUTE_LIMIT),
            must_change_password: session.must_change_password,
        };
        let actor = Actor::new(session.account, session.name, grants, Channel::Web).with_delegated(delegated);
        Ok(Some((actor, info)))
    }

    async fn see(self, digest: String, at: DateTime<Utc>) {
        let seen = async {
            let mut tx = self.db().write().await?;
            store::sessions::see(&mut tx, &digest, at).await?;
            tx.commit().await
        };
        if let Err(error) = seen.await {
            // The session only ends a little early.
            tracing::warn!(%error, "a session could not be noted as seen");
        }
    }

    /// Ends a session; one that has ended already stays so.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn sign_out(&self, secret: &str) -> ServiceResult<()> {
        let mut tx = self.db().write().await?;
        let Some(account) = store::sessions::end(&mut tx, &sha256(secret.as_bytes())).await? else { return Ok(()) };
        let actor = Actor::new(account, "", Vec::new(), Channel::Web);
        let object = audit::account_object(account);
        audit::record(self, &mut tx, &actor, "sessions.end", object, &serde_json::json!({})).await?;
        tx.commit().await
    }

    /// Ends all sessions of whoever acts, on every machine.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> ServiceResult<()> {
        let mut tx = self.db().write().await?;
        let ended = store::sessions::end_all(&mut tx, actor.account).await?;
        let details = serde_json::json!({ "ended": ended });
        audit::record(self, &mut tx, actor, "sessions.end_all", audit::account_object(actor.account), &details).await?;
        tx.commit().await
    }

    /// Removes ended sessions and forgotten failures; gives how many rows. For the timetable.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn clean_sessions(&self) -> ServiceResult<u64> {
        let mut tx = self.db().write().await?;
        let cleaned = clean_in(&mut tx, self.now()).await?;
        tx.commit().await?;
        Ok(cleaned)
    }
}

/// Removes ended sessions and forgotten failures; gives how many rows.
pub(crate) async fn clean_in(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<u64> {
    // A session past its absolute limit is no longer noted as seen, so it is among these soon after.
    let ended = store::sessions::forget_unseen(tx, at - IDLE_LIMIT).await?;
    Ok(ended + throttle::clean(tx, at).await?)
}

/// Whether an account may still sign in with what was compared before.
pub(crate) fn is_still(compared: &AccountRow, now: Option<&AccountRow>) -> bool {
    now.is_some_and(|now| now.disabled_at.is_none() && now.password_hash == compared.password_hash)
}
