//! Deadlines for calendar programs, which cannot sign in: each feed has a secret address that whoever made it can take
//! back. It tells only what every signed-in official may see, and counts as long as its owner may sign in.

pub use crate::store::feeds::Feed;

use crate::{
    Actor, ServiceError, ServiceResult, Services, accounts, audit,
    deadlines::{AgencyDeadlines, deadlines_in},
    organisations::path_of,
    sessions::new_secret,
    store,
};
use domain::{
    access::Action,
    audit::sha256,
    ids::{FeedId, OrganisationCode},
};

/// The most feeds of one account: more are a mistake or an attack.
pub const MOST_FEEDS: usize = 20;

/// Secret addresses of calendars.
pub struct Feeds<'a>(pub(crate) &'a Services);

impl Services {
    /// Secret addresses of calendars.
    pub fn feeds(&self) -> Feeds<'_> {
        Feeds(self)
    }
}

impl Feeds<'_> {
    /// Makes a feed of a body's deadlines. Its secret is given out this once and kept nowhere.
    ///
    /// # Errors
    /// There is no such body; the actor has too many feeds, or may read no figures.
    pub async fn create(&self, actor: &Actor, organisation: &OrganisationCode) -> ServiceResult<(FeedId, String)> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let path = path_of(&tree, organisation)?;
        actor.require(Action::ReadFigures, &path)?;
        if store::feeds::of_account(&mut tx, actor.account).await?.len() >= MOST_FEEDS {
            return Err(ServiceError::invalid("too_many_feeds", MOST_FEEDS.to_string()));
        }
        let secret = new_secret(self.0);
        let feed = Feed {
            id: FeedId::new(self.0.chance().uuid()),
            account: actor.account,
            organisation: organisation.clone(),
            created_at: self.0.now(),
            revoked_at: None,
        };
        store::feeds::insert(&mut tx, &feed, &sha256(secret.as_bytes())).await?;
        let details = serde_json::json!({ "feed": feed.id, "organisation": organisation });
        let object = audit::account_object(actor.account);
        audit::record(self.0, &mut tx, actor, "feeds.create", object, &details).await?;
        tx.commit().await?;
        Ok((feed.id, secret))
    }

    /// One's own feeds that still count, newest first.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<Feed>> {
        let mut tx = self.0.db().read().await?;
        store::feeds::of_account(&mut tx, actor.account).await
    }

    /// Takes a feed back: its address stops answering at once. One's own or, for administrators, anybody's below them.
    ///
    /// # Errors
    /// There is no such feed; the actor may not.
    pub async fn revoke(&self, actor: &Actor, id: FeedId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let feed = store::feeds::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("feed"))?;
        if feed.account != actor.account {
            accounts::hold(self.0, &mut tx, actor, feed.account).await?;
        }
        if feed.revoked_at.is_some() {
            return Ok(());
        }
        store::feeds::revoke(&mut tx, id, self.0.now()).await?;
        let details = serde_json::json!({ "feed": id, "organisation": feed.organisation });
        let object = audit::account_object(feed.account);
        audit::record(self.0, &mut tx, actor, "feeds.revoke", object, &details).await?;
        tx.commit().await
    }

    /// What a feed tells, found by its secret alone.
    ///
    /// # Errors
    /// No feed with this secret counts.
    pub async fn read(&self, secret: &str) -> ServiceResult<AgencyDeadlines> {
        let mut tx = self.0.db().read().await?;
        let feed = store::feeds::find(&mut tx, &sha256(secret.as_bytes())).await?;
        let feed = feed.ok_or(ServiceError::NotFound("feed"))?;
        deadlines_in(self.0, &mut tx, &feed.organisation).await
    }
}
