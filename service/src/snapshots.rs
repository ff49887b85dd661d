//! Frozen, signed copies of rounds: taken, listed, read, verified, held against each other, published.

mod all_papers;
mod content;
mod due;
mod files;
mod keys;
mod lines;
mod making;
mod papers;
mod replaced;
mod sending;
mod take;
mod under_way;
mod whole;

pub use crate::store::snapshots::Snapshot;
pub use all_papers::{AllPapers, PaperRequest};
pub(crate) use content::READERS;
pub use content::{ByteRange, Content, Differing};
pub use due::{Due, StillOpen};
pub use files::MadeFile;
pub use keys::Renewed;
pub(crate) use lines::reported;
pub use making::{MAKES_FILES, SETS_PAPERS};
pub(crate) use papers::set_in;
pub use papers::{Beside, GivenPaper, Paper, SetPaper, Texts};
pub use replaced::as_found;
pub(crate) use replaced::{before, public_after, public_before};
pub use take::Taking;
pub(crate) use under_way::AtWork;
pub use under_way::{Progress, UnderWay};
pub(crate) use whole::ReadWhole;

use crate::{Actor, ServiceError, ServiceResult, Services, audit, store, store::Tx};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    account::EmailAddress,
    ids::{AccountId, RoundCode, SnapshotCode},
    snapshot::{Hash, Stage, Verified},
};
use object_store::path::Path;
use std::collections::{BTreeSet, HashMap};

/// Snapshots. What is published and past its embargo is for everybody, also without an account; the rest is for whoever may
/// read snapshots and for those on the list of each.
pub struct Snapshots<'a>(pub(crate) &'a Services);

impl Services {
    /// Snapshots.
    pub fn snapshots(&self) -> Snapshots<'_> {
        Snapshots(self)
    }
}

/// A snapshot with what stands around it.
#[derive(Debug, Clone)]
pub struct Around {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Those of the same round that the reader may see, newest first.
    pub siblings: Vec<Snapshot>,
    /// Whether everybody may read it.
    pub is_public: bool,
    /// Whether files that tell which one it stands in for are made only once it is published: the one that its file names is not
    /// everybody's to read yet, whether or not this reader sees it.
    pub waits_for_publication: bool,
    /// Whether the reader may publish it and say who reads it.
    pub may_manage: bool,
    /// Who may read it before everybody may; told to those who may say so.
    pub readers: Vec<AccountId>,
    /// The names of accounts that stand here, for those who may manage snapshots.
    pub names: HashMap<AccountId, String>,
}

impl Around {
    /// The one that it stands in for, of those that the reader may see: the latest that was published of those taken before it,
    /// else the one that its file names. Another one may have been published since the file was signed.
    pub fn before(&self) -> Option<&Snapshot> {
        before(&self.snapshot, self.siblings.iter())
    }

    /// The one that stands in for it, of those that the reader may see: the newest that was published of those taken after it,
    /// else the one whose file names it.
    pub fn newer(&self) -> Option<&Snapshot> {
        let code = &self.snapshot.code;
        let mut later = self.alike().take_while(|sibling| sibling.code != *code);
        let names_it = |sibling: &&Snapshot| sibling.replaces.as_ref() == Some(code);
        later.clone().find(|sibling| sibling.published_at.is_some()).or_else(|| later.find(names_it))
    }

    /// Those of the same stage, newest first, itself among them.
    fn alike(&self) -> impl Iterator<Item = &Snapshot> + Clone {
        let stage = self.snapshot.stage;
        self.siblings.iter().filter(move |sibling| sibling.stage == stage)
    }
}

/// Where the content lies.
fn place(sha256: &Hash) -> Path {
    let digest = sha256.to_string();
    Path::from(format!("snapshots/{}/{digest}", &digest[..2]))
}

/// Which snapshots somebody may read.
struct Seen {
    all: bool,
    some: BTreeSet<SnapshotCode>,
    at: DateTime<Utc>,
}

impl Seen {
    fn sees(&self, snapshot: &Snapshot) -> bool {
        self.all || snapshot.is_public(self.at) || self.some.contains(&snapshot.code)
    }
}

impl Snapshots<'_> {
    async fn seen(&self, tx: &mut Tx, reader: Option<&Actor>) -> ServiceResult<Seen> {
        let at = self.0.now();
        let Some(actor) = reader else { return Ok(Seen { all: false, some: BTreeSet::new(), at }) };
        let tree = self.0.tree_in(tx).await?;
        let all = actor.may(Action::ReadSnapshots, std::slice::from_ref(tree.root()));
        let readers = store::snapshots::readers(tx, None, Some(actor.account)).await?;
        Ok(Seen { all, some: readers.into_iter().map(|(code, _)| code).collect(), at })
    }

    /// The snapshots that somebody may read, of one round where one is given, newest first; `None` reads without an
    /// account.
    ///
    /// # Errors
    /// There is no such round or, without an account, none that something may be read of: which of both is not told; storage does
    /// not answer.
    pub async fn list(&self, reader: Option<&Actor>, round: Option<&RoundCode>) -> ServiceResult<Vec<Snapshot>> {
        let mut tx = self.0.db().read().await?;
        if let (Some(round), Some(_)) = (round, reader) {
            self.0.round_in(&mut tx, round).await?;
        }
        let seen = self.seen(&mut tx, reader).await?;
        let mut found = store::snapshots::list(&mut tx, round).await?;
        found.retain(|snapshot| seen.sees(snapshot));
        if round.is_some() && reader.is_none() && found.is_empty() {
            return Err(ServiceError::NotFound("round"));
        }
        Ok(found)
    }

    /// One snapshot.
    ///
    /// # Errors
    /// There is none that this reader may see: whether there is another one is not told.
    pub async fn get(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Snapshot> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await
    }

    pub(crate) async fn get_in(
        &self,
        tx: &mut Tx,
        reader: Option<&Actor>,
        code: &SnapshotCode,
    ) -> ServiceResult<Snapshot> {
        let seen = self.seen(tx, reader).await?;
        let found = store::snapshots::get(tx, code).await?.filter(|snapshot| seen.sees(snapshot));
        found.ok_or(ServiceError::NotFound("snapshot"))
    }

    /// One snapshot with what stands around it.
    ///
    /// # Errors
    /// There is none that this reader may see.
    pub async fn around(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Around> {
        let mut tx = self.0.db().read().await?;
        let snapshot = self.get_in(&mut tx, reader, code).await?;
        let seen = self.seen(&mut tx, reader).await?;
        let all = store::snapshots::list(&mut tx, Some(&snapshot.round)).await?;
        let waits_for_publication = replaced::is_undecided(&snapshot, &all, seen.at);
        let siblings = all.into_iter().filter(|sibling| seen.sees(sibling)).collect();
        let tree = self.0.tree_in(&mut tx).await?;
        let manages = reader.is_some_and(|actor| actor.may(Action::ManageSnapshots, std::slice::from_ref(tree.root())));
        // Who could read it at an earlier instant is not kept, and nothing is done there.
        let may_manage = manages && !self.0.are_of_the_past();
        let (mut readers, mut names) = (Vec::new(), HashMap::new());
        if may_manage {
            let of = store::snapshots::readers(&mut tx, Some(code), None).await?;
            readers = of.into_iter().map(|(_, account)| account).collect();
        }
        if manages {
            let acted = [snapshot.account, snapshot.published_by].into_iter().flatten();
            let accounts: BTreeSet<AccountId> = acted.chain(readers.iter().copied()).collect();
            let accounts: Vec<AccountId> = accounts.into_iter().collect();
            names = store::accounts::names(&mut tx, &accounts).await?;
        }
        let is_public = snapshot.is_public(seen.at);
        Ok(Around { snapshot, siblings, is_public, waits_for_publication, may_manage, readers, names })
    }

    /// Whether somebody may take and publish snapshots.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn may_manage(&self, actor: &Actor) -> ServiceResult<bool> {
        let root = self.0.root().await?;
        Ok(actor.may(Action::ManageSnapshots, std::slice::from_ref(&root)))
    }

    /// Publishes a final snapshot for good: at once, or for everybody only from an instant on. Of two who do so at once, on whichever
    /// servers, one does and the other is refused.
    ///
    /// # Errors
    /// It is a draft, or published already; the embargo has passed already; its file is not what was signed, or was signed by an
    /// earlier release whose rules let through what is refused now; sums, counters, derived values or scores that are kept of its
    /// round are not what its values and reports make; the actor may not.
    pub async fn publish(
        &self,
        actor: &Actor,
        code: &SnapshotCode,
        embargo_until: Option<DateTime<Utc>>,
    ) -> ServiceResult<Snapshot> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        // Read whole before it can never be taken back.
        let verified = self
            .verify(Some(actor), code)
            .await?
            .map_err(|broken| ServiceError::FileLost(crate::error::Fault::new(format!("verifying {code}"), broken)))?;
        self.publish_verified(actor, &verified, embargo_until).await
    }

    /// Publishes what was read whole, of an actor who may.
    pub(crate) async fn publish_verified(
        &self,
        actor: &Actor,
        verified: &Verified,
        embargo_until: Option<DateTime<Utc>>,
    ) -> ServiceResult<Snapshot> {
        let code = &verified.head.code;
        let snapshot = self.get(Some(actor), code).await?;
        if snapshot.stage == Stage::Final && snapshot.published_at.is_none() {
            if verified.is_earlier {
                return Err(ServiceError::invalid("snapshot_earlier_rules", code.to_string()));
            }
            // The file adds up, or it would not verify; dashboards beside it show sums and scores that are kept.
            self.0.rollups().require_sums(&snapshot.round).await?;
            self.0.scores().require_kept(&snapshot.round).await?;
            self.0.publications().prepare(actor, code).await?;
        }
        let mut tx = self.0.db().write().await?;
        let snapshot = store::snapshots::get(&mut tx, code).await?.ok_or(ServiceError::NotFound("snapshot"))?;
        if snapshot.stage != Stage::Final {
            return Err(ServiceError::invalid("snapshot_is_draft", code.to_string()));
        }
        let published_already = || ServiceError::invalid("snapshot_published", code.to_string());
        if snapshot.published_at.is_some() {
            return Err(published_already());
        }
        let at = self.0.now();
        if embargo_until.is_some_and(|until| until <= at) {
            return Err(ServiceError::invalid("embargo_in_the_past", code.to_string()));
        }
        let by = Some(actor.account).filter(|account| !account.uuid().is_nil());
        if !store::snapshots::publish(&mut tx, code, by, at, embargo_until).await? {
            return Err(published_already());
        }
        let details = serde_json::json!({ "root": snapshot.root, "embargo_until": embargo_until });
        audit::record(self.0, &mut tx, actor, "snapshots.publish", format!("snapshot/{code}"), &details).await?;
        tx.commit().await?;
        self.0.publications().forget_listed();
        Ok(Snapshot { published_at: Some(at), published_by: by, embargo_until, ..snapshot })
    }

    /// Lets the account with an address read a snapshot before everybody may.
    ///
    /// # Errors
    /// There is no such snapshot or account; the actor may not.
    pub async fn let_read(&self, actor: &Actor, code: &SnapshotCode, email: &str) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))?;
        store::snapshots::get(&mut tx, code).await?.ok_or(ServiceError::NotFound("snapshot"))?;
        let email: EmailAddress = email.parse().map_err(|_| ServiceError::invalid("account_unknown", email))?;
        let account = store::accounts::by_email(&mut tx, &email).await?;
        let account = account.ok_or_else(|| ServiceError::invalid("account_unknown", email.to_string()))?.id;
        store::snapshots::let_read(&mut tx, code, account, actor.account, self.0.now()).await?;
        let (object, details) = (format!("snapshot/{code}"), serde_json::json!({ "account": account }));
        audit::record(self.0, &mut tx, actor, "snapshots.let_read", object, &details).await?;
        tx.commit().await
    }

    /// Takes an account off the list of those who read a snapshot before everybody may; nothing where it is not on the list.
    ///
    /// # Errors
    /// There is no such snapshot; the actor may not.
    pub async fn stop_reading(&self, actor: &Actor, code: &SnapshotCode, account: AccountId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))?;
        store::snapshots::get(&mut tx, code).await?.ok_or(ServiceError::NotFound("snapshot"))?;
        if !store::snapshots::stop_reading(&mut tx, code, account).await? {
            return Ok(());
        }
        let (object, details) = (format!("snapshot/{code}"), serde_json::json!({ "account": account }));
        audit::record(self.0, &mut tx, actor, "snapshots.stop_reading", object, &details).await?;
        tx.commit().await
    }
}
