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

/// How long to wait after so many times in vain, in milliseconds: doubled with each, and up to half as long again by chance
/// (`thousandth` of 0…999), so that not every browser asks at once when the server is back.
pub fn wait_ms(failures: u32, thousandth: u32) -> u32 {
    let doublings = failures.saturating_sub(1).min(16);
    let wait = FIRST_WAIT_MS.saturating_mul(1 << doublings).min(LONGEST_WAIT_MS);
    wait + wait / 2_000 * thousandth.min(999)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_two_minutes() {
        assert_eq!(
            [0, 1, 2, 3, 7, 8, 1_000].map(|failures| wait_ms(failures, 0)),
            [2_000, 2_000, 4_000, 8_000, 120_000, 120_000, 120_000]
        );
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
        fn a_wait_is_never_short_nor_longer_than_three_minutes(failures in any::<u32>(), thousandth in any::<u32>()) {
            prop_assert!((FIRST_WAIT_MS..=180_000).contains(&wait_ms(failures, thousandth)));
        }
    }
}
