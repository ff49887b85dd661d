//! Messages to programs of others that something was published: where they go, what becomes of one, and when it is tried again.

use crate::collector::{Endpoint, EndpointError};
use chrono::{DateTime, TimeDelta, Utc};
use strum::{AsRefStr, EnumIter, EnumString};

/// The longest name of a webhook, in characters.
pub const LONGEST_NAME: usize = 100;

/// The waits after each attempt in vain, as Standard Webhooks counsels; after the last one the message is given up. Each is the least:
/// the next attempt is made when the job looks again.
const WAITS: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// How often a message is tried.
pub const MOST_ATTEMPTS: usize = WAITS.len() + 1;

/// The status by which a receiver says that it wants nothing more.
pub const GONE: u16 = 410;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum MessageState {
    /// It was not taken yet.
    Waiting,
    /// The other program took it.
    Delivered,
    /// It was not taken in three days, its receiver wants nothing more, or another snapshot stands in for what it tells of.
    GivenUp,
}

/// What is known of a message after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// What became of it.
    pub state: MessageState,
    /// When it is tried again, where it waits.
    pub next_at: DateTime<Utc>,
}

/// What follows from an attempt, the last of so many: a status of the 200s takes the message, and nothing else does.
pub fn tried(status: Option<u16>, attempts: usize, at: DateTime<Utc>) -> Tried {
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Tried { state: MessageState::Delivered, next_at: at };
    }
    let wait = attempts.checked_sub(1).and_then(|before| WAITS.get(before)).filter(|_| status != Some(GONE));
    match wait {
        Some(wait) => Tried { state: MessageState::Waiting, next_at: at + *wait },
        None => Tried { state: MessageState::GivenUp, next_at: at },
    }
}

/// Where messages go: an address as collectors ask, but one and the same for every message.
///
/// # Errors
/// It is none, not `https`, or holds a password or a placeholder.
pub fn address(text: &str) -> Result<Endpoint, EndpointError> {
    let address = Endpoint::typed(text)?;
    if address.as_str().contains(['{', '}']) { Err(EndpointError::Placeholder) } else { Ok(address) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_ten_times_in_about_three_days() {
        let begun = DateTime::UNIX_EPOCH;
        let mut at = begun;
        for attempt in 1..MOST_ATTEMPTS {
            let next = tried(Some(503), attempt, at);
            assert_eq!(next.state, MessageState::Waiting, "{attempt}");
            assert!(next.next_at > at);
            at = next.next_at;
        }
        assert_eq!(tried(None, MOST_ATTEMPTS, at).state, MessageState::GivenUp);
        assert_eq!((MOST_ATTEMPTS, (at - begun).num_hours()), (10, 75));
    }

    #[test]
    fn only_the_200s_take_it_and_410_ends_it() {
        for (status, state) in [
            (Some(200), MessageState::Delivered),
            (Some(204), MessageState::Delivered),
            (Some(302), MessageState::Waiting),
            (Some(404), MessageState::Waiting),
            (Some(GONE), MessageState::GivenUp),
            (None, MessageState::Waiting),
        ] {
            assert_eq!(tried(status, 1, DateTime::UNIX_EPOCH).state, state, "{status:?}");
        }
    }

    #[test]
    fn an_address_is_the_same_for_every_message() {
        assert!(address(" https://portal.example/hook?of=tidtam ").is_ok());
        assert_eq!(address("https://portal.example/{agency}"), Err(EndpointError::Placeholder));
        assert_eq!(address("http://portal.example/"), Err(EndpointError::NotHttps));
    }
}
