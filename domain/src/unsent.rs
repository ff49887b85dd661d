//! What is typed and not sent yet, as the browser of a person keeps it: each text with what it was typed over.

/// The first line of what is kept.
const FORM: &str = "unsent 1";
/// The wait after the first time in vain, in milliseconds; it doubles with each.
const FIRST_WAIT_MS: u32 = 2_000;
/// The longest wait between two times, in milliseconds.
const LONGEST_WAIT_MS: u32 = 120_000;
/// How long what somebody else kept on a machine stays there, in milliseconds: thirty days.
const STAYS_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// A text that the server has not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// Which version of the entry was on the screen, as the form names it.
    pub version: String,
    /// When it was typed, in milliseconds since 1970; 0 where that is not known.
    pub typed_at_ms: i64,
    /// What it was typed over, where that is known.
    pub base: Option<String>,
    /// What was typed.
    pub text: String,
}

impl Unsent {
    /// As one text, which the browser keeps.
    pub fn written(&self) -> String {
        let Self { version, typed_at_ms, base, text } = self;
        match base {
            Some(base) => format!("{FORM}\n{version}\n{typed_at_ms}\n{}\n{base}{text}", base.len()),
            None => format!("{FORM}\n{version}\n{typed_at_ms}\n-\n{text}"),
        }
    }

    /// Reads what was kept; none where it is no such text.
    pub fn read(kept: &str) -> Option<Self> {
        let mut lines = kept.splitn(5, '\n');
        if lines.next()? != FORM {
            return None;
        }
        let version = lines.next()?.to_owned();
        let typed_at_ms = lines.next()?.parse().ok()?;
        let length = lines.next()?;
        let rest = lines.next()?;
        let (base, text) = match length {
            "-" => (None, rest),
            length => {
                let (base, text) = rest.split_at_checked(length.parse().ok()?)?;
                (Some(base.to_owned()), text)
            }
        };
        Some(Self { version, typed_at_ms, base, text: text.to_owned() })
    }

    /// Whether it has lain for so long that a machine which somebody else uses now forgets it.
    pub fn is_left_behind(&self, now_ms: i64) -> bool {
        now_ms.saturating_sub(self.typed_at_ms) > STAYS_MS
    }
}

/// What an answer of the server means for texts that were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// They are taken, or it is said beside them why not.
    Taken,
    /// Nobody is signed in any more.
    SignedOut,
    /// The report takes nothing now.
    Refused,
    /// The server has too much to do, or cannot store anything at this moment: nothing was saved, trying again will help.
    Busy {
        /// In how many seconds it asked to be asked again; 0 where it did not say.
        after_seconds: u32,
    },
    /// Something else went wrong there: trying again may help.
    Failed,
}

impl Answered {
    /// What a status says, with the header `Retry-After` where there is one. Only seconds are read of it, not a day.
    pub fn of(status: u16, retry_after: Option<&str>) -> Self {
        match status {
            200 => Self::Taken,
            401 => Self::SignedOut,
            429 | 503 => {
                let seconds = retry_after.and_then(|seconds| seconds.trim().parse().ok());
                Self::Busy { after_seconds: seconds.unwrap_or(0) }
            }
            500.. => Self::Failed,
            _ => Self::Refused,
        }
    }
}

/// How long to wait after so many times in vain, in milliseconds: doubled with each, never shorter than the server asked
/// for, as far as that is no more than two minutes, and up to half as long again by chance (`thousandth` of 0…999), so that
/// not every browser asks at once when the server is back.
pub fn wait_ms(failures: u32, after_seconds: u32, thousandth: u32) -> u32 {
    let doublings = failures.saturating_sub(1).min(16);
    let asked = after_seconds.saturating_mul(1_000);
    let wait = FIRST_WAIT_MS.saturating_mul(1 << doublings).max(asked).min(LONGEST_WAIT_MS);
    wait + wait / 2_000 * thousandth.min(999)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_two_minutes() {
        assert_eq!(
            [0, 1, 2, 3, 7, 8, 1_000].map(|failures| wait_ms(failures, 0, 0)),
            [2_000, 2_000, 4_000, 8_000, 120_000, 120_000, 120_000]
        );
    }

    #[test]
    fn a_busy_server_is_asked_again_when_it_said_and_not_before() {
        let waits = |failures, header| match Answered::of(503, header) {
            Answered::Busy { after_seconds } => wait_ms(failures, after_seconds, 0),
            other @ (Answered::Taken | Answered::SignedOut | Answered::Refused | Answered::Failed) => {
                panic!("{other:?}")
            }
        };
        assert_eq!(waits(1, Some("10")), 10_000, "longer than our own");
        assert_eq!(waits(4, Some("10")), 16_000, "our own is longer by now");
        assert_eq!(waits(1, Some("Wed, 21 Oct 2026 07:28:00 GMT")), 2_000);
        assert_eq!(waits(1, Some("86400")), 120_000, "a day is not waited for");
        assert_eq!(waits(1, None), 2_000);
        assert!(wait_ms(1, 10, 999) > 10_000, "not everybody at once");
    }

    #[test]
    fn a_status_says_what_became_of_what_was_sent() {
        for (status, answered) in [
            (200, Answered::Taken),
            (401, Answered::SignedOut),
            (403, Answered::Refused),
            (409, Answered::Refused),
            (413, Answered::Refused),
            (429, Answered::Busy { after_seconds: 2 }),
            (500, Answered::Failed),
            (502, Answered::Failed),
            (503, Answered::Busy { after_seconds: 2 }),
            (504, Answered::Failed),
        ] {
            assert_eq!(Answered::of(status, Some("2")), answered, "{status}");
        }
    }

    #[test]
    fn what_is_something_else_is_not_read() {
        for kept in
            ["", "3.abc\n27", "unsent 1", "unsent 1\n3.a\nx\n-\n1", "unsent 1\n3.a\n0\n9\n12", "unsent 1\n3.a\n0\n1\nก"]
        {
            assert_eq!(Unsent::read(kept), None, "{kept:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_read_back(
            version in "[0-9]{1,4}\\.[a-f0-9]{12}", typed_at_ms in any::<i64>(),
            base in proptest::option::of("(?s).{0,40}"), text in "(?s).{0,40}",
        ) {
            let unsent = Unsent { version, typed_at_ms, base, text };
            prop_assert_eq!(Unsent::read(&unsent.written()), Some(unsent));
        }

        #[test]
        fn reading_never_fails_otherwise(kept in "(?s).{0,60}") {
            let _ = Unsent::read(&kept);
        }

        #[test]
        fn a_wait_is_never_short_nor_longer_than_three_minutes(
            failures in any::<u32>(), after_seconds in any::<u32>(), thousandth in any::<u32>(),
        ) {
            prop_assert!((FIRST_WAIT_MS..=180_000).contains(&wait_ms(failures, after_seconds, thousandth)));
        }
    }
}
