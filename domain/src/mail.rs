//! Mail on its way out: what becomes of it, and when it is tried again.

use crate::{ids::ReminderId, quiet::QuietHours};
use chrono::{DateTime, Duration, Utc};
use std::{fmt, str::FromStr};
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// The wait after the first attempt in vain; it doubles with each.
const FIRST_WAIT: Duration = Duration::minutes(1);
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::hours(4);
/// The most characters of an answer that are kept.
pub const LONGEST_ANSWER: usize = 300;

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum MailState {
    /// It is not sent yet.
    Waiting,
    /// The mail server took it.
    Sent,
    /// A mail server refused it for good, at once or later; nothing more goes to that address until somebody looks.
    Bounced,
    /// It could not be sent while it meant something.
    Expired,
}

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The mail server took it.
    Taken,
    /// Not now (4xx), with its answer.
    NotNow(String),
    /// Never (5xx), with its answer.
    Never(String),
}

/// What is known of a mail after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What became of it.
    pub state: MailState,
    /// When it is tried again, where it waits.
    pub next_at: DateTime<Utc>,
    /// What the mail server said.
    pub answer: String,
}

impl Attempt {
    /// What follows from the attempt: `attempts` counts this one.
    pub fn outcome(self, attempts: i32, at: DateTime<Utc>, quiet: QuietHours) -> Outcome {
        match self {
            Self::Taken => Outcome { state: MailState::Sent, next_at: at, answer: String::new() },
            Self::Never(answer) => Outcome { state: MailState::Bounced, next_at: at, answer: short(&answer) },
            Self::NotNow(answer) => {
                let next_at = quiet.loud_from(at + wait_after(attempts));
                Outcome { state: MailState::Waiting, next_at, answer: short(&answer) }
            }
        }
    }
}

/// What a mail server says became of a mail, as an enhanced status code (RFC 3463) such as `5.1.1`: the address is not
/// known there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryStatus {
    class: u8,
    subject: u16,
    detail: u16,
}

/// A text that is no enhanced status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an enhanced status code is three numbers, such as 5.1.1, of which the first is 2, 4 or 5")]
pub struct NoStatus;

impl FromStr for DeliveryStatus {
    type Err = NoStatus;
    fn from_str(text: &str) -> Result<Self, NoStatus> {
        // A comment may follow.
        let code = text.split_whitespace().next().ok_or(NoStatus)?;
        let mut parts = code.split('.').map(|part| {
            let is_number = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { part.parse::<u16>().map_err(|_| NoStatus) } else { Err(NoStatus) }
        });
        let mut next = || parts.next().unwrap_or(Err(NoStatus));
        let (class, subject, detail) = (next()?, next()?, next()?);
        let class = match class {
            2 => 2,
            4 => 4,
            5 => 5,
            _ => return Err(NoStatus),
        };
        if parts.next().is_some() { Err(NoStatus) } else { Ok(Self { class, subject, detail }) }
    }
}

impl fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl DeliveryStatus {
    /// Whether the mail was not delivered.
    pub fn is_failure(self) -> bool {
        self.class != 2
    }
}

/// What came back of a mail that a mail server had taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// Which mail.
    pub mail: ReminderId,
    /// What it says.
    pub status: DeliveryStatus,
    /// What the last mail server said, as much of it as is kept.
    pub said: String,
}

impl Bounce {
    /// Status and words on one line, as the answer of a mail is kept.
    pub fn answer(&self) -> String {
        short(&format!("{} {}", self.status, self.said))
    }
}

/// How long to wait after so many attempts in vain.
pub fn wait_after(attempts: i32) -> Duration {
    let doublings = attempts.saturating_sub(1).clamp(0, 10);
    (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT)
}

/// An answer on one line, as much of it as is kept.
pub fn short(answer: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    answer.trim().chars().map(plain).take(LONGEST_ANSWER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(from: &str, until: &str) -> QuietHours {
        QuietHours { from: from.parse().expect("a time"), until: until.parse().expect("a time") }
    }

    #[test]
    fn waits_double_up_to_four_hours_and_never_end_in_quiet_hours() {
        let minutes = |attempts| wait_after(attempts).num_minutes();
        assert_eq!([0, 1, 2, 3, 8, 9, 1_000].map(minutes), [1, 1, 2, 4, 128, 240, 240]);
        let at = "2027-01-15T10:30:00Z".parse().expect("an instant");
        let next = |quiet| Attempt::NotNow("451 busy".to_owned()).outcome(9, at, quiet).next_at.to_rfc3339();
        assert_eq!(next(quiet("18:00", "08:00")), "2027-01-16T01:00:00+00:00");
        assert_eq!(next(quiet("00:00", "00:00")), "2027-01-15T14:30:00+00:00");
    }

    #[test]
    fn what_was_refused_for_good_is_not_tried_again() {
        let at = "2027-01-15T02:30:00Z".parse().expect("an instant");
        let said = format!("550 no such\r\nuser {}", "x".repeat(1_000));
        let bounced = Attempt::Never(said).outcome(1, at, quiet("18:00", "08:00"));
        assert_eq!((bounced.state, bounced.answer.chars().count()), (MailState::Bounced, LONGEST_ANSWER));
        assert!(bounced.answer.starts_with("550 no such  user"));
        assert_eq!(Attempt::Taken.outcome(1, at, quiet("18:00", "08:00")).state, MailState::Sent);
    }

    #[test]
    fn a_status_code_is_read_and_nothing_else() {
        let read = |text: &str| text.parse::<DeliveryStatus>().map(|status| (status.to_string(), status.is_failure()));
        assert_eq!(read("5.1.1"), Ok(("5.1.1".to_owned(), true)));
        assert_eq!(read(" 4.4.7 (delivery time expired)"), Ok(("4.4.7".to_owned(), true)));
        assert_eq!(read("2.0.0"), Ok(("2.0.0".to_owned(), false)));
        for wrong in ["", "5", "5.1", "5.1.1.1", "3.1.1", "5.-1.1", "5.1.1000", "5..1", "+5.1.1", "๕.๑.๑"] {
            assert_eq!(read(wrong), Err(NoStatus), "{wrong:?}");
        }
    }
}
