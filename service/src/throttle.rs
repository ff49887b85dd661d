//! How often somebody may try a password: the first attempts are free, then each failure doubles the wait.
//!
//! An attempt counts as failed before its password is looked at and is taken back when it was right, so that many
//! attempts at once gain nothing.

use crate::{ServiceError, ServiceResult, store, store::Tx, store::sessions::Counted};
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::sha256;
use std::net::IpAddr;

/// Failures of one name before it has to wait.
const FREE_FOR_NAME: i64 = 5;
/// Failures from one address before it has to wait: a whole ministry may stand behind one.
const FREE_FOR_ADDRESS: i64 = 30;
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// After this long without an attempt, failures are forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// What is throttled; kept as a digest, so that the table tells nobody's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    digest: String,
    free: i64,
}

impl Subject {
    /// A name, whether anybody has it or not.
    pub(crate) fn name(typed: &str) -> Self {
        let name = typed.trim().to_lowercase();
        Self { digest: sha256(format!("name:{name}").as_bytes()), free: FREE_FOR_NAME }
    }

    /// An address; of IPv6 the /64 network, which is one customer.
    pub(crate) fn address(address: IpAddr) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
        };
        Self { digest: sha256(format!("address:{network}").as_bytes()), free: FREE_FOR_ADDRESS }
    }

    /// The wait after so many failures in a row.
    fn wait(&self, failures: i64) -> TimeDelta {
        let Ok(beyond) = u32::try_from(failures - self.free) else { return TimeDelta::zero() };
        let seconds = 1_i64.checked_shl(beyond.min(32)).unwrap_or(i64::MAX);
        LONGEST_WAIT.min(TimeDelta::seconds(seconds))
    }

    /// Counts an attempt as failed.
    ///
    /// # Errors
    /// [`ServiceError::SignInThrottled`]: it comes too early.
    pub(crate) async fn count(&self, tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<()> {
        match store::sessions::count_attempt(tx, &self.digest, at, at - FORGOTTEN_AFTER).await? {
            Counted::WaitUntil(free_at) => Err(ServiceError::SignInThrottled { wait: free_at - at }),
            Counted::Attempt(failures) if failures < self.free => Ok(()),
            Counted::Attempt(failures) => {
                store::sessions::set_free_at(tx, &self.digest, at + self.wait(failures)).await
            }
        }
    }

    /// Takes back an attempt that was right, without forgiving the failures before it.
    pub(crate) async fn take_back(&self, tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<()> {
        store::sessions::take_back_attempt(tx, &self.digest, at).await
    }

    /// Forgives all failures.
    pub(crate) async fn forgive(&self, tx: &mut Tx) -> ServiceResult<()> {
        store::sessions::forgive(tx, &self.digest).await
    }
}

/// Removes what is forgotten; gives of how many subjects.
pub(crate) async fn clean(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<u64> {
    store::sessions::forget_failures(tx, at - FORGOTTEN_AFTER).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let name = Subject::name("somchai@dga.or.th");
        let waits: Vec<_> = [4, 5, 6, 7, 14, 15, 100].map(|failures| name.wait(failures).num_seconds()).into();
        assert_eq!(waits, [0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn a_name_is_one_however_it_is_written_and_an_ipv6_customer_too() {
        assert_eq!(Subject::name(" Somchai@DGA.or.th"), Subject::name("somchai@dga.or.th"));
        let address = |text: &str| Subject::address(text.parse().expect("an address"));
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
        assert_ne!(address("192.0.2.1"), address("192.0.2.2"));
    }
}
