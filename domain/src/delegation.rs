//! An approver lets somebody else sign for a time.

use crate::ids::{AccountId, DelegationId, OrganisationCode};
use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};
use strum::AsRefStr;
use thiserror::Error;

/// The longest time for which somebody can let another one sign, in days. Tidtam's own rule.
pub const LONGEST_DAYS: u64 = 92;

/// One approver's right to sign for a body and everything below, given to a named person for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Which one.
    pub id: DelegationId,
    /// For which body, with everything below.
    pub organisation: OrganisationCode,
    /// Who gave it.
    pub given_by: AccountId,
    /// To whom.
    pub given_to: AccountId,
    /// From when on it counts.
    pub starts_at: DateTime<Utc>,
    /// Until when; it ends by itself.
    pub ends_at: DateTime<Utc>,
    /// Why, such as the number of the order.
    pub reason: String,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What a delegation is at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum DelegationState {
    /// It has not begun.
    Upcoming,
    /// It counts.
    Running,
    /// It ended by itself.
    Over,
    /// It was taken back.
    Revoked,
}

/// Why a delegation cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum DelegationRefusal {
    /// To oneself.
    #[error("nobody delegates to themselves")]
    ToOneself,
    /// It ends before it begins, is over already, or lasts longer than [`LONGEST_DAYS`] days.
    #[error("a delegation ends after it begins and now, within {LONGEST_DAYS} days")]
    Ends,
    /// Without a reason.
    #[error("a reason is needed")]
    ReasonMissing,
}

impl Delegation {
    /// Refuses what nobody may give.
    ///
    /// # Errors
    /// It is to oneself, ends too early or too late, or has no reason.
    pub fn checked(self) -> Result<Self, DelegationRefusal> {
        if self.given_by == self.given_to {
            return Err(DelegationRefusal::ToOneself);
        }
        let latest = self.starts_at.checked_add_days(Days::new(LONGEST_DAYS));
        if self.ends_at <= self.starts_at
            || self.ends_at <= self.given_at
            || latest.is_none_or(|latest| self.ends_at > latest)
        {
            return Err(DelegationRefusal::Ends);
        }
        if self.reason.trim().is_empty() { Err(DelegationRefusal::ReasonMissing) } else { Ok(self) }
    }

    /// What it is at an instant. Its first and last instants count.
    pub fn state(&self, at: DateTime<Utc>) -> DelegationState {
        if self.revoked_at.is_some_and(|revoked| revoked <= at) {
            DelegationState::Revoked
        } else if at > self.ends_at {
            DelegationState::Over
        } else if at < self.starts_at {
            DelegationState::Upcoming
        } else {
            DelegationState::Running
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn hour(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hours)
    }

    fn delegation() -> Delegation {
        Delegation {
            id: DelegationId::new(uuid::Uuid::nil()),
            organisation: "dga".parse().expect("a code"),
            given_by: AccountId::new(uuid::Uuid::from_u128(1)),
            given_to: AccountId::new(uuid::Uuid::from_u128(2)),
            starts_at: hour(10),
            ends_at: hour(20),
            reason: "ไปราชการต่างประเทศ".to_owned(),
            given_at: hour(5),
            revoked_at: None,
        }
    }

    #[test]
    fn it_runs_from_its_first_instant_to_its_last_and_ends_when_it_is_taken_back() {
        use DelegationState as S;
        let states = |delegation: &Delegation| [9, 10, 20, 21].map(|hours| delegation.state(hour(hours)));
        assert_eq!(states(&delegation()), [S::Upcoming, S::Running, S::Running, S::Over]);
        let revoked = Delegation { revoked_at: Some(hour(12)), ..delegation() };
        assert_eq!([11, 12, 21].map(|hours| revoked.state(hour(hours))), [S::Running, S::Revoked, S::Revoked]);
    }

    #[test]
    fn what_nobody_may_give_is_refused() {
        assert!(delegation().checked().is_ok());
        let refused = |change: &dyn Fn(&mut Delegation)| {
            let mut given = delegation();
            change(&mut given);
            given.checked().expect_err("refused")
        };
        assert_eq!(refused(&|given| given.given_to = given.given_by), DelegationRefusal::ToOneself);
        assert_eq!(refused(&|given| given.ends_at = given.starts_at), DelegationRefusal::Ends);
        assert_eq!(refused(&|given| given.given_at = given.ends_at), DelegationRefusal::Ends);
        let too_long = Duration::days(92) + Duration::seconds(1);
        assert_eq!(refused(&|given| given.ends_at = given.starts_at + too_long), DelegationRefusal::Ends);
        assert_eq!(refused(&|given| given.reason = " ".to_owned()), DelegationRefusal::ReasonMissing);
    }
}
