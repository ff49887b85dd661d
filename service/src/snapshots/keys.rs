//! The key that signs snapshots. Its secret lies in a file of the server's own; the public part and its life are kept in the
//! database and published. A new key is vouched for by the one before.

use super::Snapshots;
use crate::{Actor, ServiceError, ServiceResult, Services, audit, error::Fault, store, store::Tx};
use domain::{
    access::Action,
    snapshot::{
        KeyId, Manifest, PublicKey, Signature, SigningKey, Vouched, from_hexadecimal, text_to_vouch, to_hexadecimal,
    },
};
use ed25519_dalek::Signer as _;
use std::path::{Path, PathBuf};

/// A key that took over from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// The key.
    pub key: SigningKey,
    /// The file in which its secret lies: its place, or beside it where the one there could not be replaced.
    pub secret: PathBuf,
}

/// What follows the name of the file while a new secret is on its way into its place.
const NEW: &str = "new";

/// A secret with its public part.
pub(super) struct Secret(ed25519_dalek::SigningKey);

impl Secret {
    fn new(bytes: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(bytes))
    }

    fn public(&self) -> PublicKey {
        PublicKey::new(self.0.verifying_key().to_bytes())
    }

    pub(super) fn id(&self) -> KeyId {
        self.public().id()
    }

    fn signs(&self, text: &str) -> Signature {
        Signature::new(self.0.sign(text.as_bytes()).to_bytes())
    }

    pub(super) fn signs_manifest(&self, manifest: &Manifest) -> ServiceResult<Signature> {
        let text = manifest.text_to_sign().map_err(|error| ServiceError::fault("signing a snapshot", error))?;
        Ok(self.signs(&text))
    }
}

/// The secret in a file; none where there is no file.
async fn read(path: &Path) -> ServiceResult<Option<Secret>> {
    match tokio::fs::read_to_string(path).await {
        Ok(text) => match from_hexadecimal(text.trim()) {
            Ok(bytes) => Ok(Some(Secret::new(&bytes))),
            // The text itself is secret and told to nobody.
            Err(_) => Err(ServiceError::invalid("signing_key_unreadable", path.display().to_string())),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ServiceError::Unavailable(Fault::new("reading the signing key", error))),
    }
}

/// Writes a secret into a new file that outlives a failure of power. The process makes files for its own account alone.
async fn lay(path: &Path, bytes: &[u8; 32]) -> ServiceResult<()> {
    let failed = |error| ServiceError::Unavailable(Fault::new("writing the signing key", error));
    tokio::fs::write(path, format!("{}\n", to_hexadecimal(bytes))).await.map_err(failed)?;
    tokio::fs::File::open(path).await.map_err(failed)?.sync_all().await.map_err(failed)?;
    sync_folder(path).await.map_err(failed)
}

/// Makes the name of a file outlive a failure of power.
async fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tokio::fs::File::open(folder).await?.sync_all().await
}

/// Puts the first secret into its place, whole or not at all.
async fn write_first(file: &Path, bytes: &[u8; 32]) -> ServiceResult<()> {
    let failed = |error| ServiceError::Unavailable(Fault::new("writing the signing key", error));
    let new = file.with_extension(NEW);
    lay(&new, bytes).await?;
    tokio::fs::rename(&new, file).await.map_err(failed)?;
    sync_folder(file).await.map_err(failed)
}

/// Where the secret of a new key lies until the key counts.
fn beside(file: &Path, key: KeyId) -> PathBuf {
    file.with_extension(format!("{key}.{NEW}"))
}

/// Puts the secret of a key that counts in the place of the one before, and tells where it lies. Where it cannot be put there, it
/// is used where it was laid.
async fn put_in_place(beside: &Path, file: &Path) -> PathBuf {
    // Another process may have put it there at the same moment.
    if let Err(error) = tokio::fs::rename(beside, file).await
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a new signing key cannot be put in its place, and is used where it lies");
        return beside.to_owned();
    }
    if let Err(error) = sync_folder(file).await {
        tracing::warn!(%error, "that a new signing key was put in its place may not outlive a failure of power");
    }
    file.to_owned()
}

/// The secret of a key: in its place, or still beside it where whoever renewed the key was stopped. What lies beside is looked at
/// first, since it only ever goes from there into its place.
async fn held(file: &Path, key: &SigningKey) -> ServiceResult<Option<Secret>> {
    let is_its = |secret: &Secret| secret.public() == key.key;
    let beside = beside(file, key.id);
    if let Some(secret) = read(&beside).await?.filter(is_its) {
        put_in_place(&beside, file).await;
        return Ok(Some(secret));
    }
    Ok(read(file).await?.filter(is_its))
}

impl Services {
    fn signing_key_file(&self) -> &Path {
        &self.settings().signing_key
    }
}

impl Snapshots<'_> {
    /// Every public key with its life, the oldest first: for everybody.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn keys(&self) -> ServiceResult<Vec<SigningKey>> {
        let mut tx = self.0.db().read().await?;
        store::signing_keys::all(&mut tx).await
    }

    /// The secret of the key that signs now. The first one is made when it is first needed, or taken from the file where an
    /// operator put one.
    pub(super) async fn secret(&self, actor: &Actor) -> ServiceResult<Secret> {
        let mut tx = self.0.db().read().await?;
        let current = current(&mut tx).await?;
        drop(tx);
        let file = self.0.signing_key_file();
        if let Some(current) = current {
            let elsewhere = || ServiceError::invalid("signing_key_elsewhere", current.id.to_string());
            return held(file, &current).await?.ok_or_else(elsewhere);
        }
        if let Some(secret) = read(file).await? {
            return self.begin(actor, secret).await;
        }
        let bytes = self.0.chance().secret();
        write_first(file, &bytes).await?;
        self.begin(actor, Secret::new(&bytes)).await
    }

    /// The key that this server would sign with now.
    #[cfg(test)]
    pub(crate) async fn would_sign_with(&self, actor: &Actor) -> ServiceResult<KeyId> {
        Ok(self.secret(actor).await?.id())
    }

    /// Makes the first key known.
    async fn begin(&self, actor: &Actor, secret: Secret) -> ServiceResult<Secret> {
        let mut tx = self.0.db().write().await?;
        if current(&mut tx).await?.is_some() {
            return Err(ServiceError::Conflict);
        }
        let known = store::signing_keys::all(&mut tx).await?;
        if known.iter().any(|known| known.key == secret.public()) {
            return Err(ServiceError::invalid("signing_key_retired", secret.id().to_string()));
        }
        let key = SigningKey { since: self.0.now(), ..SigningKey::alone(secret.public()) };
        store::signing_keys::insert(&mut tx, &key).await?;
        let details = serde_json::json!({ "key": key.key });
        audit::record(self.0, &mut tx, actor, "snapshots.key", format!("signing_key/{}", key.id), &details).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Renews the key: a new one signs from now on, vouched for by the one before, whose secret is gone for good. What that
    /// one signed still verifies. Wherever this is stopped, the secret of the key that counts lies in its place or beside it.
    ///
    /// # Errors
    /// This server does not hold the secret of the key that signs now; the actor may not.
    pub async fn renew_key(&self, actor: &Actor) -> ServiceResult<Renewed> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        let old = self.secret(actor).await?;
        let bytes = self.0.chance().secret();
        let new = Secret::new(&bytes);
        let file = self.0.signing_key_file();
        let (beside, before) = (beside(file, new.id()), beside(file, old.id()));
        lay(&beside, &bytes).await?;
        let (tx, key) = match self.take_over(actor, &old, &new).await {
            Ok(taken_over) => taken_over,
            Err(error) => {
                // Nobody will ever look for it.
                let _ = tokio::fs::remove_file(&beside).await;
                return Err(error);
            }
        };
        // Where the answer to this is lost nobody knows here which of the two counts: both secrets stay.
        tx.commit().await?;
        let secret = put_in_place(&beside, file).await;
        // Where the one before could not be put in its place either, it lay there until now.
        if let Err(error) = tokio::fs::remove_file(&before).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the secret of a signing key that was renewed cannot be removed");
        }
        Ok(Renewed { key, secret })
    }

    /// Lets a new key take over from the one that signs, as far as the commit.
    async fn take_over(&self, actor: &Actor, old: &Secret, new: &Secret) -> ServiceResult<(Tx, SigningKey)> {
        let vouched = Vouched { by: old.id(), signature: old.signs(&text_to_vouch(&new.public())) };
        let mut tx = self.0.db().write().await?;
        let details = serde_json::json!({ "key": new.public(), "before": old.id() });
        // First of all: whoever renews a key or keeps a snapshot waits here for others who do, and sees what they did.
        audit::record(self.0, &mut tx, actor, "snapshots.key", format!("signing_key/{}", new.id()), &details).await?;
        if current(&mut tx).await?.map(|current| current.id) != Some(old.id()) {
            return Err(ServiceError::Conflict);
        }
        let at = self.0.now();
        let key = SigningKey { since: at, vouched: Some(vouched), ..SigningKey::alone(new.public()) };
        store::signing_keys::end(&mut tx, old.id(), at).await?;
        store::signing_keys::insert(&mut tx, &key).await?;
        Ok((tx, key))
    }
}

/// The key that signs now.
async fn current(tx: &mut Tx) -> ServiceResult<Option<SigningKey>> {
    Ok(store::signing_keys::all(tx).await?.into_iter().rfind(|key| key.until.is_none()))
}
