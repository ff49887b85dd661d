//! Secrets at rest: encrypted with a key of the configuration, each bound to its collector and to the origin that it is
//! sent to, so that nobody who can write into the database makes it go elsewhere.

use crate::{Chance, ServiceError, ServiceResult};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};
use domain::ids::CollectorId;
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The length of a nonce: so long that one drawn by chance never comes twice.
const NONCE: usize = 24;

/// A key for secrets at rest, with the name under which sealed secrets remember it: `2570-a:` and 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey {
    name: String,
    key: [u8; 32],
}

/// Not a key. The text is not repeated, since it may nearly be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a key is a name of 1 to 32 letters, digits, '-' or '_', a colon, and 64 hexadecimal digits")]
pub struct SecretKeyError;

impl SecretKey {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl FromStr for SecretKey {
    type Err = SecretKeyError;
    fn from_str(text: &str) -> Result<Self, SecretKeyError> {
        let (name, digits) = text.trim().split_once(':').ok_or(SecretKeyError)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let is_good = (1..=32).contains(&name.len()) && name.chars().all(is_plain);
        if !is_good || digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(SecretKeyError);
        }
        let mut key = [0; 32];
        for (place, byte) in key.iter_mut().enumerate() {
            let digits = digits.get(2 * place..2 * place + 2).ok_or(SecretKeyError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| SecretKeyError)?;
        }
        Ok(Self { name: name.to_owned(), key })
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.name)
    }
}

/// Keys: the first one seals, and all open. A new key is put before the old one, which goes once nothing needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecretKeys(pub Vec<SecretKey>);

/// A sealed secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// The name of the key.
    pub(crate) key: String,
    /// The nonce, and behind it what the cipher makes of the secret.
    pub(crate) bytes: Vec<u8>,
}

impl SecretKeys {
    /// The name of the key that seals.
    pub(crate) fn current(&self) -> Option<&str> {
        self.0.first().map(|key| key.name.as_str())
    }

    /// Seals a secret for a collector and an origin.
    ///
    /// # Errors
    /// No key is configured.
    pub(crate) fn seal(&self, chance: &Chance, id: CollectorId, origin: &str, secret: &str) -> ServiceResult<Sealed> {
        self.seal_for(chance, &bound(id, origin), secret)
    }

    /// Seals a secret together with what it is for.
    ///
    /// # Errors
    /// No key is configured.
    pub(crate) fn seal_for(&self, chance: &Chance, bound: &str, secret: &str) -> ServiceResult<Sealed> {
        let key = self.0.first().ok_or_else(|| ServiceError::invalid("secret_key_missing", "secret_password"))?;
        let nonce: [u8; NONCE] = chance.secret();
        let payload = Payload { msg: secret.as_bytes(), aad: bound.as_bytes() };
        let sealed = XChaCha20Poly1305::new(&key.key.into()).encrypt(&nonce.into(), payload);
        let sealed = sealed.map_err(|error| ServiceError::fault("sealing a secret", error.to_string()))?;
        Ok(Sealed { key: key.name.clone(), bytes: [nonce.as_slice(), &sealed].concat() })
    }

    /// Opens a sealed secret; none where its key is not configured or it was sealed for something else.
    pub(crate) fn open(&self, id: CollectorId, origin: &str, sealed: &Sealed) -> Option<String> {
        self.open_for(&bound(id, origin), sealed)
    }

    /// Opens what was sealed for something; none where its key is not configured or it was for something else.
    pub(crate) fn open_for(&self, bound: &str, sealed: &Sealed) -> Option<String> {
        let key = self.0.iter().find(|key| key.name == sealed.key)?;
        let (nonce, bytes) = sealed.bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: bytes, aad: bound.as_bytes() };
        let opened = XChaCha20Poly1305::new(&key.key.into()).decrypt(&nonce.into(), payload).ok()?;
        String::from_utf8(opened).ok()
    }

    /// The same secret sealed with the present key; none where no configured key opens it.
    ///
    /// # Errors
    /// It cannot be sealed.
    pub(crate) fn reseal_for(&self, chance: &Chance, bound: &str, sealed: &Sealed) -> ServiceResult<Option<Sealed>> {
        self.open_for(bound, sealed).map(|opened| self.seal_for(chance, bound, &opened)).transpose()
    }
}

/// What a secret is sealed together with.
pub(crate) fn bound(id: CollectorId, origin: &str) -> String {
    format!("tidtam collector {id} {origin}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, digit: &str) -> SecretKey {
        format!("{name}:{}", digit.repeat(64)).parse().expect("a key")
    }

    fn id(number: u128) -> CollectorId {
        CollectorId::new(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_secret_opens_for_its_collector_and_origin_alone() {
        let keys = SecretKeys(vec![key("a", "1")]);
        let sealed = keys.seal(&Chance::System, id(1), "https://a.example", "Bearer x").expect("sealed");
        assert!(!String::from_utf8_lossy(&sealed.bytes).contains("Bearer"));
        assert_eq!(keys.open(id(1), "https://a.example", &sealed).as_deref(), Some("Bearer x"));
        assert_eq!(keys.open(id(2), "https://a.example", &sealed), None);
        assert_eq!(keys.open(id(1), "https://b.example", &sealed), None);
        let mut changed = sealed.clone();
        changed.bytes[NONCE] ^= 1;
        assert_eq!(keys.open(id(1), "https://a.example", &changed), None);
        let again = keys.seal(&Chance::System, id(1), "https://a.example", "Bearer x").expect("sealed");
        assert_ne!(sealed.bytes, again.bytes, "no two are alike");
    }

    #[test]
    fn a_new_key_seals_while_the_old_one_still_opens() {
        let old = SecretKeys(vec![key("a", "1")]);
        let sealed = old.seal(&Chance::System, id(1), "o", "x").expect("sealed");
        let both = SecretKeys(vec![key("b", "2"), key("a", "1")]);
        assert_eq!((both.current(), both.open(id(1), "o", &sealed).as_deref()), (Some("b"), Some("x")));
        assert_eq!(both.seal(&Chance::System, id(1), "o", "x").expect("sealed").key, "b");
        assert_eq!(SecretKeys(vec![key("b", "2")]).open(id(1), "o", &sealed), None);
        assert_eq!(SecretKeys(vec![key("a", "2")]).open(id(1), "o", &sealed), None, "another key of the same name");
        assert!(SecretKeys::default().seal(&Chance::System, id(1), "o", "x").is_err());
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for text in [
            "",
            "a",
            "a:",
            ":00",
            &format!("a:{}", "g".repeat(64)),
            &format!("a b:{}", "0".repeat(64)),
            &format!("a:{}", "0".repeat(63)),
        ] {
            assert_eq!(text.parse::<SecretKey>(), Err(SecretKeyError), "{text}");
        }
        assert_eq!(format!("{:?}", key("a", "1")), "SecretKey(a)");
    }
}
