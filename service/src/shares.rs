//! Links to a page for people without an account. A link shows one page with its filters as whoever made it sees it at that
//! moment, and can be asked for nothing else; it ends with its time, when it is taken back, and with its owner's rights.

/// What the codes in their addresses are called.
mod names;

pub use crate::store::shares::Share;
pub use names::PageNames;

use crate::{
    Actor, Channel, ServiceError, ServiceResult, Services, accounts, audit,
    sessions::new_secret,
    store,
    store::{Tx, shares::Owners},
};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::{
    access::{Action, TokenScope},
    audit::sha256,
    ids::ShareId,
    share::{Lasts, SharedPage},
    snapshot::{from_hexadecimal, to_hexadecimal},
};

/// The most links of one account that count: more are a mistake or an attack.
pub const MOST_SHARES: usize = 50;
/// The most links of others that are listed.
const MOST_LISTED: i64 = 500;
/// How exactly it is noted when a link was last opened; each note is a write.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Links to pages.
pub struct Shares<'a>(pub(crate) &'a Services);

impl Services {
    /// Links to pages.
    pub fn shares(&self) -> Shares<'_> {
        Shares(self)
    }
}

/// A link that somebody else made, with their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedShare {
    /// The link.
    pub share: Share,
    /// Whose it is.
    pub name: String,
}

/// A link that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The page with its filters.
    pub page: SharedPage,
    /// As whom it is seen: with the present rights of whoever made the link, for reading alone.
    pub reader: Actor,
    /// Until when the link counts.
    pub until: DateTime<Utc>,
}

/// What came of following a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// It counts.
    Page(Box<Opened>),
    /// It counts no more.
    Ended(Ended),
}

/// A link that counted once. What it showed is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub end: End,
    /// When.
    pub at: DateTime<Utc>,
    /// Who can make another one: its owner, unless they may not sign in any more.
    pub by: Option<String>,
}

/// How a link ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Somebody took it back.
    Revoked,
    /// Its time was over.
    Expired,
}

/// How and when a link ended, where it has.
fn end_of(share: &Share, now: DateTime<Utc>) -> Option<(End, DateTime<Utc>)> {
    match share.revoked_at {
        Some(at) if at < share.expires_at => Some((End::Revoked, at)),
        Some(_) | None => (share.expires_at <= now).then_some((End::Expired, share.expires_at)),
    }
}

/// What a link says, made with its secret: whoever changes the row without the secret ends the link.
fn seal(secret: &str, share: &Share) -> Option<String> {
    let key: [u8; 32] = from_hexadecimal(secret).ok()?;
    let until = share.expires_at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let says = format!("tidtam share {} {} {until} {}", share.id, share.account, share.page);
    // A secret seals one link, so that one nonce is enough.
    let payload = Payload { msg: &[], aad: says.as_bytes() };
    let sealed = XChaCha20Poly1305::new(&key.into()).encrypt(&XNonce::default(), payload).ok()?;
    Some(to_hexadecimal(&sealed))
}

impl Shares<'_> {
    /// Whether the actor may make one more link, asked before its page is looked at.
    ///
    /// # Errors
    /// The actor has too many links, or may read no figures.
    pub async fn require_room(&self, actor: &Actor) -> ServiceResult<()> {
        self.require_room_in(&mut self.0.db().read().await?, actor).await
    }

    async fn require_room_in(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<()> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        // A link lets nobody make further ones.
        if actor.scope.is_some() {
            return Err(ServiceError::Forbidden);
        }
        let most = i64::try_from(MOST_SHARES).unwrap_or(i64::MAX);
        if store::shares::counting(tx, self.0.now(), actor.account, most).await?.len() >= MOST_SHARES {
            return Err(ServiceError::invalid("too_many_shares", MOST_SHARES.to_string()));
        }
        Ok(())
    }

    /// Makes a link to a page that the actor sees. Its secret is given out this once and kept nowhere.
    ///
    /// # Errors
    /// The actor has too many links, or may read no figures.
    pub async fn create(&self, actor: &Actor, page: SharedPage, lasts: Lasts) -> ServiceResult<(Share, String)> {
        let mut tx = self.0.db().write().await?;
        self.require_room_in(&mut tx, actor).await?;
        let at = self.0.now();
        let secret = new_secret(self.0);
        let share = Share {
            id: ShareId::new(self.0.chance().uuid()),
            account: actor.account,
            page,
            created_at: at,
            expires_at: at + lasts.length(),
            last_used_at: None,
            revoked_at: None,
        };
        let sealed =
            seal(&secret, &share).ok_or_else(|| ServiceError::fault("sealing a link", "it cannot be sealed"))?;
        store::shares::insert(&mut tx, &share, &sha256(secret.as_bytes()), &sealed).await?;
        let details =
            serde_json::json!({ "share": share.id, "page": share.page.as_str(), "ends_at": share.expires_at });
        let object = audit::account_object(actor.account);
        audit::record(self.0, &mut tx, actor, "shares.create", object, &details).await?;
        tx.commit().await?;
        Ok((share, secret))
    }

    /// One's own links that still count, newest first.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<Share>> {
        let mut tx = self.0.db().read().await?;
        store::shares::counting(&mut tx, self.0.now(), actor.account, MOST_LISTED).await
    }

    /// The links of others whose accounts the actor may see as an administrator, newest first.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list_of_others(&self, actor: &Actor) -> ServiceResult<Vec<NamedShare>> {
        if !actor.may_somewhere(Action::ManageAccounts) {
            return Ok(Vec::new());
        }
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        // Whoever administers everything also sees those whose owners have no role any more.
        let below = actor.places(Action::ManageAccounts);
        let owners = if actor.may(Action::ManageAccounts, std::slice::from_ref(tree.root())) {
            Owners::All
        } else {
            Owners::Below(&below)
        };
        let at = self.0.now();
        let shares = store::shares::counting_of_others(&mut tx, at, actor.account, owners, MOST_LISTED).await?;
        Ok(shares.into_iter().map(|(share, name)| NamedShare { share, name }).collect())
    }

    /// Takes a link back: it shows nothing from then on. One's own or, for administrators, anybody's below them.
    ///
    /// # Errors
    /// There is no such link; the actor may not.
    pub async fn revoke(&self, actor: &Actor, id: ShareId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let share = store::shares::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("share"))?;
        if share.account != actor.account {
            accounts::hold(self.0, &mut tx, actor, share.account).await?;
        }
        if share.revoked_at.is_some() {
            return Ok(());
        }
        store::shares::revoke(&mut tx, id, self.0.now()).await?;
        let details = serde_json::json!({ "share": id, "page": share.page.as_str() });
        let object = audit::account_object(share.account);
        audit::record(self.0, &mut tx, actor, "shares.revoke", object, &details).await?;
        tx.commit().await
    }

    /// What a link shows, found by its secret alone; of one whose time is over or that was taken back, that and when, as long as
    /// it is kept.
    ///
    /// # Errors
    /// No link has this secret, it was changed, or its owner may read nothing any more. Which of these is not told.
    pub async fn open(&self, secret: &str) -> ServiceResult<Followed> {
        let nothing = || ServiceError::NotFound("share");
        let at = self.0.now();
        let mut tx = self.0.db().read().await?;
        let found = store::shares::find(&mut tx, &sha256(secret.as_bytes())).await?;
        let (share, sealed) = found.ok_or_else(nothing)?;
        if seal(secret, &share) != Some(sealed) {
            tracing::warn!(share = %share.id, "a link was changed since it was made");
            return Err(nothing());
        }
        let owner = store::accounts::get(&mut tx, share.account).await?.ok_or_else(nothing)?;
        if let Some((end, at)) = end_of(&share, at) {
            let by = owner.disabled_at.is_none().then_some(owner.name);
            return Ok(Followed::Ended(Ended { end, at, by }));
        }
        // Whoever may do nothing before they change their password shows nothing either.
        if owner.disabled_at.is_some() || owner.must_change_password {
            return Err(nothing());
        }
        let grants = store::accounts::grants(&mut tx, &[owner.id]).await?.remove(&owner.id).unwrap_or_default();
        let mut reader = Actor::new(owner.id, owner.name, grants, Channel::Web);
        reader.scope = Some(TokenScope::Read);
        if !reader.may_somewhere(Action::ReadFigures) {
            return Err(nothing());
        }
        drop(tx);
        if share.last_used_at.is_none_or(|used| used + USED_EVERY <= at)
            && let Err(error) = self.note_use(share.id, at).await
        {
            // Reading goes on while nothing can be written; only the list says less.
            tracing::warn!(%error, "a link could not be noted as opened");
        }
        Ok(Followed::Page(Box::new(Opened { page: share.page, reader, until: share.expires_at })))
    }

    async fn note_use(&self, id: ShareId, at: DateTime<Utc>) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        store::shares::note_use(&mut tx, id, at).await?;
        tx.commit().await
    }
}
