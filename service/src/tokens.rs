//! Bearer tokens of the API: each acts as one account, and never does more than it.

pub use crate::store::tokens::Token;
pub use domain::access::TokenScope;

use crate::{Actor, Channel, ServiceError, ServiceResult, Services, accounts, audit, sessions::new_secret, store};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use domain::{
    audit::sha256,
    ids::{AccountId, TokenId},
};

/// What every token begins with, so that people and secret scanners know one when they see it.
const PREFIX: &str = "tidtam_";
/// The longest life of a token.
pub const LONGEST_LIFE: TimeDelta = TimeDelta::days(366);
/// The longest label in characters.
const LABEL_LENGTH: usize = 200;

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// As whom it acts.
    pub account: AccountId,
    /// What it is for.
    pub label: String,
    /// How much it lets through.
    pub scope: TokenScope,
    /// From when on it no longer counts: at most [`LONGEST_LIFE`] from now.
    pub expires_at: DateTime<Utc>,
}

/// Bearer tokens.
pub struct Tokens<'a>(pub(crate) &'a Services);

impl Services {
    /// Bearer tokens.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens(self)
    }

    /// Who acts by a token, with what they may do at this moment, narrowed by its scope; none when it does not count.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn actor_for_token(&self, secret: &str) -> ServiceResult<Option<(Actor, TokenScope)>> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let mut tx = self.db().read().await?;
        let Some(bearer) = store::tokens::bearer(&mut tx, &sha256(secret.as_bytes())).await? else { return Ok(None) };
        let token = bearer.token;
        if token.revoked_at.is_some() || token.expires_at <= self.now() {
            return Ok(None);
        }
        let delegated = self.delegated_in(&mut tx, token.account).await?;
        let actor = Actor::new(token.account, bearer.name, bearer.grants, Channel::Api).with_delegated(delegated);
        Ok(Some((Actor { scope: Some(token.scope), ..actor }, token.scope)))
    }
}

impl Services {
    /// Which token a secret is of; none when it does not count.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn token_of(&self, secret: &str) -> ServiceResult<Option<TokenId>> {
        let mut tx = self.db().read().await?;
        let bearer = store::tokens::bearer(&mut tx, &sha256(secret.as_bytes())).await?;
        let counts = |token: &Token| token.revoked_at.is_none() && token.expires_at > self.now();
        Ok(bearer.map(|bearer| bearer.token).filter(counts).map(|token| token.id))
    }
}

impl Tokens<'_> {
    /// Makes a token. Its secret is given out this once and kept nowhere.
    ///
    /// # Errors
    /// There is no such account, or it is disabled; the end lies in the past or too far away; the actor may not.
    pub async fn create(&self, actor: &Actor, new: NewToken) -> ServiceResult<(TokenId, String)> {
        let label: String = new.label.trim().chars().filter(|c| !c.is_control()).collect();
        if label.is_empty() || label.chars().count() > LABEL_LENGTH {
            return Err(ServiceError::invalid("token_label", label));
        }
        let at = self.0.now();
        if new.expires_at <= at || new.expires_at > at + LONGEST_LIFE {
            return Err(ServiceError::invalid("token_end", new.expires_at.to_rfc3339()));
        }
        let mut tx = self.0.db().write().await?;
        let (account, _) = accounts::hold(self.0, &mut tx, actor, new.account).await?;
        if account.disabled_at.is_some() {
            return Err(ServiceError::invalid("account_disabled", account.email.to_string()));
        }
        let secret = format!("{PREFIX}{}", new_secret(self.0));
        let token = Token {
            id: TokenId::new(self.0.chance().uuid()),
            account: new.account,
            label,
            scope: new.scope,
            created_at: at,
            expires_at: new.expires_at.trunc_subsecs(6),
            revoked_at: None,
        };
        store::tokens::insert(&mut tx, &token, &sha256(secret.as_bytes())).await?;
        let details = serde_json::json!({
            "token": token.id, "label": token.label, "scope": token.scope, "expires_at": token.expires_at,
        });
        let object = audit::account_object(token.account);
        audit::record(self.0, &mut tx, actor, "tokens.create", object, &details).await?;
        tx.commit().await?;
        Ok((token.id, secret))
    }

    /// The tokens of an account, newest first, also those that no longer count.
    ///
    /// # Errors
    /// There is no such account; it is somebody else's and the actor may not.
    pub async fn list(&self, actor: &Actor, account: AccountId) -> ServiceResult<Vec<Token>> {
        let mut tx = self.0.db().read().await?;
        accounts::visible(self.0, &mut tx, actor, account).await?;
        store::tokens::of_account(&mut tx, account).await
    }

    /// Takes a token back: it stops counting at once. One's own or, for administrators, anybody's below them.
    ///
    /// # Errors
    /// There is no such token; the actor may not.
    pub async fn revoke(&self, actor: &Actor, id: TokenId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let token = store::tokens::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("token"))?;
        if token.account != actor.account {
            accounts::hold(self.0, &mut tx, actor, token.account).await?;
        }
        if token.revoked_at.is_some() {
            return Ok(());
        }
        store::tokens::revoke(&mut tx, id, self.0.now()).await?;
        let details = serde_json::json!({ "token": id, "label": token.label });
        let object = audit::account_object(token.account);
        audit::record(self.0, &mut tx, actor, "tokens.revoke", object, &details).await?;
        tx.commit().await
    }
}
