//! Passwords: what is allowed, and how they are kept.
//!
//! Kept as Argon2id in the standard text form, which names its cost, so that the cost can be raised later: whoever signs
//! in next has their password kept anew. Hashing runs beside the asynchronous threads, a few at once, since each takes
//! its memory for tens of milliseconds; a longer queue is refused, so that a flood of attempts cannot drown the server.

use crate::{ServiceError, ServiceResult, Services};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{Decimal, Error, Ident, PasswordHash, PasswordHasher, PasswordVerifier as _, Salt, SaltString},
};
use domain::account::{EmailAddress, check_password};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, LazyLock},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization as _;

/// Memory of one hash in KiB, after the OWASP cheat sheet for Argon2id.
const MEMORY_KIB: u32 = 19_456;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Lanes of one hash.
const LANES: u32 = 1;
/// How many passwords one process hashes at once.
const AT_ONCE: usize = 4;
/// How many more may wait for their turn.
const WAITING: usize = 64;

/// Long passwords that people are known or likely to choose, in lower case.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../reference/common-passwords.txt").lines().collect());

/// A password as somebody typed it: never printed, never logged.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a typed password, in the one form of Unicode (NFC) that all its ways of typing share.
    pub fn new(typed: &str) -> Self {
        Self(typed.nfc().collect())
    }

    /// Whether it is good enough for a new password of somebody.
    ///
    /// # Errors
    /// [`ServiceError::Password`] with the first reason against it.
    pub fn check(&self, email: &EmailAddress) -> ServiceResult<()> {
        Ok(check_password(&self.0, email, |password| COMMON.contains(password))?)
    }

    /// Whether somebody typed the same twice.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Characters that are not taken for one another when they are read out or copied from paper.
const PLAIN: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789+";

impl Services {
    /// A password of 100 random bits to hand to somebody, who has to change it when they first sign in.
    pub fn temporary_password(&self) -> String {
        let characters = self.chance().secret::<20>().map(|byte| char::from(PLAIN[usize::from(byte % 32)]));
        let groups: Vec<String> = characters.chunks(5).map(|group| group.iter().collect()).collect();
        groups.join("-")
    }
}

/// Hashes passwords, a few at once.
pub(crate) struct Hasher {
    at_once: Arc<Semaphore>,
    places: Arc<Semaphore>,
    meter: Meter,
}

/// Counts what is hashed, so that tests compare work instead of time. Costs nothing outside them.
#[derive(Debug, Clone, Default)]
struct Meter {
    #[cfg(test)]
    hashed: Arc<std::sync::Mutex<Vec<Cost>>>,
}

/// What one hash costs: memory in KiB, passes and lanes.
type Cost = (u32, u32, u32);

impl Meter {
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "only tests count"))]
    fn count(&self, cost: Cost) {
        #[cfg(test)]
        self.hashed.lock().expect("no test fails while it counts").push(cost);
        #[cfg(not(test))]
        let _ = cost;
    }
}

/// Argon2id as it is configured, the one way to a hash; counts each.
struct Metered<'a> {
    argon: Argon2<'a>,
    meter: &'a Meter,
}

impl PasswordHasher for Metered<'_> {
    type Params = Params;

    fn hash_password_customized<'a>(
        &self,
        password: &[u8],
        algorithm: Option<Ident<'a>>,
        version: Option<Decimal>,
        params: Params,
        salt: impl Into<Salt<'a>>,
    ) -> Result<PasswordHash<'a>, Error> {
        self.meter.count((params.m_cost(), params.t_cost(), params.p_cost()));
        self.argon.hash_password_customized(password, algorithm, version, params, salt)
    }

    fn hash_password<'a>(&self, password: &[u8], salt: impl Into<Salt<'a>>) -> Result<PasswordHash<'a>, Error> {
        self.hash_password_customized(password, None, None, self.argon.params().clone(), salt)
    }
}

/// A place in the queue.
pub(crate) struct Place(OwnedSemaphorePermit);

/// What comparing a password with its hash found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another password, or nobody's.
    Wrong,
    /// The password.
    Right {
        /// The hash to keep from now on, where the stored one cost less than one costs now.
        renewed: Option<String>,
    },
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            meter: Meter::default(),
        }
    }
}

impl Hasher {
    /// Takes a place in the queue.
    ///
    /// # Errors
    /// [`ServiceError::Busy`]: the queue is full.
    pub(crate) fn place(&self) -> ServiceResult<Place> {
        self.places.clone().try_acquire_owned().map(Place).map_err(|_| ServiceError::Busy)
    }

    /// The text to keep for a password.
    pub(crate) async fn hash(&self, place: Place, password: &Password, salt: [u8; 16]) -> ServiceResult<String> {
        let (password, meter) = (password.clone(), self.meter.clone());
        let hashed = self.beside(place, move || hash(&meter, &password, salt)).await?;
        hashed.map_err(|error| ServiceError::fault("hashing a password", error))
    }

    /// Compares a password with a kept text. Without one it takes as long and finds it wrong.
    pub(crate) async fn verify(
        &self,
        place: Place,
        password: &Password,
        kept: Option<String>,
        salt: [u8; 16],
    ) -> ServiceResult<Verdict> {
        let (password, meter) = (password.clone(), self.meter.clone());
        let verdict = self.beside(place, move || verify(&meter, &password, kept.as_deref(), salt)).await?;
        verdict.map_err(|error| ServiceError::fault("comparing a password", error))
    }

    /// What was hashed since the last look, one after the other.
    #[cfg(test)]
    pub(crate) fn hashed(&self) -> Vec<(u32, u32, u32)> {
        std::mem::take(&mut *self.meter.hashed.lock().expect("no test fails while it counts"))
    }

    /// Runs work beside the asynchronous threads. The place is kept until the work is done, also when nobody waits for
    /// it any more.
    async fn beside<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> ServiceResult<T> {
        let turn = self.at_once.clone().acquire_owned().await;
        let turn = turn.map_err(|error| ServiceError::fault("waiting for a turn", error))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((place.0, turn));
            done
        });
        done.await.map_err(|error| ServiceError::fault("hashing", error))
    }
}

fn argon(meter: &Meter) -> Result<Metered<'_>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Metered { argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), meter })
}

fn hash(meter: &Meter, password: &Password, salt: [u8; 16]) -> Result<String, Error> {
    let salt = SaltString::encode_b64(&salt)?;
    Ok(argon(meter)?.hash_password(password.0.as_bytes(), &salt)?.to_string())
}

fn verify(meter: &Meter, password: &Password, kept: Option<&str>, salt: [u8; 16]) -> Result<Verdict, Error> {
    let Some(kept) = kept else {
        hash(meter, password, salt)?;
        return Ok(Verdict::Wrong);
    };
    let kept = PasswordHash::new(kept)?;
    match argon(meter)?.verify_password(password.0.as_bytes(), &kept) {
        Ok(()) if costs_less(&kept)? => Ok(Verdict::Right { renewed: Some(hash(meter, password, salt)?) }),
        Ok(()) => Ok(Verdict::Right { renewed: None }),
        Err(Error::Password) => Ok(Verdict::Wrong),
        Err(error) => Err(error),
    }
}

/// Whether a hash was made with other parameters than those of now.
fn costs_less(kept: &PasswordHash<'_>) -> Result<bool, Error> {
    let params = Params::try_from(kept)?;
    Ok(kept.algorithm != Algorithm::Argon2id.ident()
        || kept.version != Some(Version::V0x13.into())
        || (params.m_cost(), params.t_cost(), params.p_cost()) != (MEMORY_KIB, PASSES, LANES))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "ปลาทูสดใหม่ทุกเช้า";

    fn hash(password: &Password, salt: [u8; 16]) -> Result<String, Error> {
        super::hash(&Meter::default(), password, salt)
    }

    fn verify(password: &Password, kept: Option<&str>, salt: [u8; 16]) -> Result<Verdict, Error> {
        super::verify(&Meter::default(), password, kept, salt)
    }

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(format!("{:?}", Password::new(GOOD)), "Password(…)");
    }

    #[test]
    fn a_listed_password_is_refused_however_it_is_written() {
        let email = "somchai@dga.or.th".parse().expect("an address");
        let listed = COMMON.iter().find(|listed| listed.chars().any(char::is_alphabetic)).expect("a listed one");
        let refused = Password::new(&listed.to_uppercase()).check(&email);
        assert!(matches!(refused, Err(ServiceError::Password(_))), "{listed}: {refused:?}");
        assert!(COMMON.len() > 500);
        assert!(Password::new(GOOD).check(&email).is_ok());
    }

    #[test]
    fn only_the_same_password_matches_and_its_cost_is_named() {
        let kept = hash(&Password::new(GOOD), [7; 16]).expect("a hash");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let verdict = |typed: &str| verify(&Password::new(typed), Some(&kept), [8; 16]).expect("a verdict");
        assert_eq!(verdict(GOOD), Verdict::Right { renewed: None });
        assert_eq!(verdict("ปลาทูสดใหม่ทุกเย็น"), Verdict::Wrong);
        assert_eq!(verify(&Password::new(GOOD), None, [8; 16]).expect("a verdict"), Verdict::Wrong);
    }

    #[test]
    fn thai_marks_in_another_order_are_the_same_password() {
        let kept = hash(&Password::new("ปลาทู\u{e48}สดทุกเช้าวัน"), [7; 16]).expect("a hash");
        let typed = Password::new("ปลาท\u{e48}\u{e39}สดทุกเช้าวัน");
        assert_eq!(verify(&typed, Some(&kept), [7; 16]).expect("a verdict"), Verdict::Right { renewed: None });
    }

    #[test]
    fn a_cheaper_hash_is_renewed() {
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("params"));
        let salt = SaltString::encode_b64(&[7; 16]).expect("a salt");
        let kept = cheap.hash_password(Password::new(GOOD).0.as_bytes(), &salt).expect("a hash").to_string();
        let Verdict::Right { renewed: Some(renewed) } =
            verify(&Password::new(GOOD), Some(&kept), [8; 16]).expect("a verdict")
        else {
            panic!("not renewed")
        };
        assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(
            verify(&Password::new(GOOD), Some(&renewed), [9; 16]).expect("a verdict"),
            Verdict::Right { renewed: None }
        );
    }

    #[tokio::test]
    async fn comparing_with_nothing_costs_what_comparing_with_a_hash_costs() {
        let hasher = Hasher::default();
        let place = || hasher.place().expect("a place");
        let kept = hasher.hash(place(), &Password::new(GOOD), [7; 16]).await.expect("a hash");
        assert_eq!(hasher.hashed(), [(MEMORY_KIB, PASSES, LANES)]);
        for kept in [None, Some(kept)] {
            let verdict = hasher.verify(place(), &Password::new("guess"), kept, [8; 16]).await.expect("a verdict");
            assert_eq!((verdict, &hasher.hashed()[..]), (Verdict::Wrong, &[(MEMORY_KIB, PASSES, LANES)][..]));
        }
    }

    #[tokio::test]
    async fn a_full_queue_is_refused_and_empties_again() {
        let hasher = Hasher::default();
        let places: Vec<_> = (0..AT_ONCE + WAITING).map(|_| hasher.place().expect("a place")).collect();
        assert!(matches!(hasher.place(), Err(ServiceError::Busy)));
        drop(places);
        let place = hasher.place().expect("a place");
        hasher.hash(place, &Password::new(GOOD), [1; 16]).await.expect("hashed");
        assert_eq!(hasher.places.available_permits(), AT_ONCE + WAITING);
    }
}
