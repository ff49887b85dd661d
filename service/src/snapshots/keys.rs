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
use std::path::Path;

/// What may follow the name of the file while a new secret is written.
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

/// Puts a secret in the place of another, whole or not at all. The process makes files for its own account alone.
async fn write(path: &Path, bytes: &[u8; 32]) -> ServiceResult<()> {
    let failed = |error| ServiceError::Unavailable(Fault::new("writing the signing key", error));
    let new = path.with_extension(NEW);
    tokio::fs::write(&new, format!("{}\n", to_hexadecimal(bytes))).await.map_err(failed)?;
    tokio::fs::File::open(&new).await.map_err(failed)?.sync_all().await.map_err(failed)?;
    tokio::fs::rename(&new, path).await.map_err(failed)
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
        let secret = read(self.0.signing_key_file()).await?;
        match (current, secret) {
            (Some(current), Some(secret)) if current.key == secret.public() => Ok(secret),
            (Some(current), _) => Err(ServiceError::invalid("signing_key_elsewhere", current.id.to_string())),
            (None, Some(secret)) => self.begin(actor, secret).await,
            (None, None) => {
                let bytes = self.0.chance().secret();
                write(self.0.signing_key_file(), &bytes).await?;
                self.begin(actor, Secret::new(&bytes)).await
            }
        }
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
    /// one signed still verifies.
    ///
    /// # Errors
    /// This server does not hold the secret of the key that signs now; the actor may not.
    pub async fn renew_key(&self, actor: &Actor) -> ServiceResult<SigningKey> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        let old = self.secret(actor).await?;
        let bytes = self.0.chance().secret();
        let new = Secret::new(&bytes);
        let vouched = Vouched { by: old.id(), signature: old.signs(&text_to_vouch(&new.public())) };
        let at = self.0.now();
        let key = SigningKey { since: at, vouched: Some(vouched), ..SigningKey::alone(new.public()) };
        let mut tx = self.0.db().write().await?;
        if current(&mut tx).await?.map(|current| current.id) != Some(old.id()) {
            return Err(ServiceError::Conflict);
        }
        store::signing_keys::end(&mut tx, old.id(), at).await?;
        store::signing_keys::insert(&mut tx, &key).await?;
        let details = serde_json::json!({ "key": key.key, "before": old.id() });
        audit::record(self.0, &mut tx, actor, "snapshots.key", format!("signing_key/{}", key.id), &details).await?;
        // The file first: a key in the database whose secret is nowhere could never sign, nor vouch for another.
        let file = self.0.signing_key_file();
        write(file, &bytes).await?;
        if let Err(error) = tx.commit().await {
            write(file, old.0.as_bytes()).await?;
            return Err(error);
        }
        Ok(key)
    }
}

/// The key that signs now.
async fn current(tx: &mut Tx) -> ServiceResult<Option<SigningKey>> {
    Ok(store::signing_keys::all(tx).await?.into_iter().rfind(|key| key.until.is_none()))
}
