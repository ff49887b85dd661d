//! What is signed, the signature, and the keys that count.

use super::{
    canonical::{NotCanonical, canonical},
    line::{Format, Part, Stage},
    merkle::{Hash, NotHexadecimal, from_hexadecimal, to_hexadecimal},
};
use crate::ids::{RoundCode, SnapshotCode};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// What stands before a manifest when it is signed, so that no other text of ours has its signature.
const SIGNED_AS: &str = "tidtam-snapshot-manifest/1\n";
/// What stands before a new key when the one before vouches for it.
const VOUCHED_AS: &str = "tidtam-snapshot-key/1\n";

/// The statement that is signed: it names every line above by their root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format.
    pub format: Format,
    /// The snapshot.
    pub code: SnapshotCode,
    /// How far the round was.
    pub stage: Stage,
    /// The round.
    pub round: RoundCode,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// How many lines stand above, by their kind.
    pub lines: BTreeMap<Part, u64>,
    /// The root of the tree over them.
    pub root: Hash,
    /// The key that signs it.
    pub key: KeyId,
}

/// The signature of the line above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// How.
    pub algorithm: Algorithm,
    /// The signature.
    pub value: Signature,
}

/// How it is signed; another one is refused by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Algorithm {
    /// RFC 8032.
    #[default]
    Ed25519,
}

macro_rules! bytes {
    ($($(#[$meaning:meta])* $name:ident($count:literal);)*) => {$(
        $(#[$meaning])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $count]);

        impl $name {
            /// Wraps bytes made elsewhere.
            pub fn new(bytes: [u8; $count]) -> Self {
                Self(bytes)
            }

            /// The bytes inside.
            pub fn bytes(&self) -> &[u8; $count] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_hexadecimal(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = NotHexadecimal;
            fn from_str(text: &str) -> Result<Self, NotHexadecimal> {
                from_hexadecimal(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotHexadecimal;
            fn try_from(text: String) -> Result<Self, NotHexadecimal> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> Self {
                bytes.to_string()
            }
        }
    )*};
}

bytes! {
    /// What a key is known by: the first 16 bytes of the SHA-256 of its public part.
    KeyId(16);
    /// The public part of a key.
    PublicKey(32);
    /// An Ed25519 signature.
    Signature(64);
}

impl PublicKey {
    /// What it is known by.
    pub fn id(&self) -> KeyId {
        let digest = crate::audit::sha256(&self.0);
        KeyId(from_hexadecimal(&digest[..32]).unwrap_or_default())
    }

    fn signed(&self, text: &str, signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        // Strict: keys and signatures with a second spelling do not count.
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

/// A key that takes over from another, as that one signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// The key before.
    pub by: KeyId,
    /// Its signature of the new one.
    pub signature: Signature,
}

/// A key with its life: one entry of the published history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// What it is known by.
    pub id: KeyId,
    /// Its public part.
    pub key: PublicKey,
    /// From when it signs.
    pub since: DateTime<Utc>,
    /// Until when it signed; it still verifies what it signed before.
    pub until: Option<DateTime<Utc>>,
    /// The key before it, and that one's word for it; none for the first, or where the one before was lost.
    pub vouched: Option<Vouched>,
}

impl SigningKey {
    /// A key that somebody was given by itself, without its life.
    pub fn alone(key: PublicKey) -> Self {
        Self { id: key.id(), key, since: DateTime::<Utc>::MIN_UTC, until: None, vouched: None }
    }

    /// Whether it signed at an instant.
    pub fn signs_at(&self, at: DateTime<Utc>) -> bool {
        self.since <= at && self.until.is_none_or(|until| at <= until)
    }

    /// Whether the key before it vouches for it.
    pub fn is_vouched_by(&self, before: &Self) -> bool {
        self.vouched.as_ref().is_some_and(|vouched| {
            vouched.by == before.id && before.key.signed(&text_to_vouch(&self.key), &vouched.signature)
        })
    }
}

/// The format of a published history of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum HistoryFormat {
    /// The only one so far.
    #[default]
    #[serde(rename = "tidtam-keys/1")]
    One,
}

/// Every key there was, as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyHistory {
    /// The format.
    pub format: HistoryFormat,
    /// The keys, the oldest first.
    pub keys: Vec<SigningKey>,
}

impl KeyHistory {
    /// The key at which the words from the first key to another end: nobody vouches for it, as where the one before was lost.
    pub fn unvouched(&self, key: &KeyId) -> Option<&SigningKey> {
        let at = self.keys.iter().rposition(|known| known.id == *key)?;
        self.keys.get(..=at)?.windows(2).rev().find_map(|pair| match pair {
            [before, after] if !after.is_vouched_by(before) => Some(after),
            _ => None,
        })
    }
}

/// What the key before signs when a new one takes over.
pub fn text_to_vouch(new: &PublicKey) -> String {
    format!("{VOUCHED_AS}{new}")
}

impl Manifest {
    /// What is signed.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn text_to_sign(&self) -> Result<String, NotCanonical> {
        canonical(self).map(|text| format!("{SIGNED_AS}{text}"))
    }

    /// Whether a key signed it.
    pub fn is_signed_by(&self, key: &PublicKey, signature: &Signature) -> bool {
        self.text_to_sign().is_ok_and(|text| key.signed(&text, signature))
    }
}
