//! When a collector asks: a cron expression of five fields by Bangkok's clock, such as `0 6 * * *` for six every morning.

use crate::{ServiceError, ServiceResult, jobs};
use chrono::{DateTime, TimeDelta, Utc};

/// The longest expression, in characters.
const LONGEST: usize = 100;
/// How close two times may be.
const CLOSEST: TimeDelta = TimeDelta::minutes(5);
/// How many times are looked at for being too close: more than a day of the closest ones.
const LOOKED_AT: usize = 300;

/// Refuses what is no expression, never comes or comes too often; gives it in one spelling.
pub(super) fn check(text: &str, at: DateTime<Utc>) -> ServiceResult<String> {
    let refused = |code| ServiceError::invalid(code, "times");
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != 5 || text.chars().count() > LONGEST {
        return Err(refused("times_unreadable"));
    }
    let text = fields.join(" ");
    let next = |at| next(&text, at).map_err(|_| refused("times_unreadable"));
    let mut last = next(at)?.ok_or_else(|| refused("times_never"))?;
    for _ in 0..LOOKED_AT {
        let Some(slot) = next(last)? else { break };
        if slot - last < CLOSEST {
            return Err(refused("times_too_often"));
        }
        last = slot;
    }
    Ok(text)
}

/// The next time after an instant.
pub(super) fn next(text: &str, at: DateTime<Utc>) -> ServiceResult<Option<DateTime<Utc>>> {
    jobs::next_by(&format!("0 {text}"), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn times_go_by_bangkoks_clock() {
        let new_year = at("2026-12-31T20:00:00Z");
        assert_eq!(check("  0  6 * * * ", new_year).expect("times"), "0 6 * * *");
        assert_eq!(next("0 6 * * *", new_year).expect("read"), Some(at("2026-12-31T23:00:00Z")));
        assert_eq!(next("0 6 10 1,4,7,10 *", new_year).expect("read"), Some(at("2027-01-09T23:00:00Z")));
    }

    #[test]
    fn what_never_comes_or_comes_too_often_is_refused() {
        for (text, code) in [
            ("", "times_unreadable"),
            ("every morning", "times_unreadable"),
            ("0 0 6 * * *", "times_unreadable"),
            ("61 6 * * *", "times_unreadable"),
            ("0 6 30 2 *", "times_never"),
            ("* * * * *", "times_too_often"),
            ("*/4 * * * *", "times_too_often"),
            ("0,3 6 * * *", "times_too_often"),
            ("59,0 * * * *", "times_too_often"),
        ] {
            assert_eq!(
                check(text, at("2027-01-01T00:00:00Z")).map_err(|error| error.code().to_owned()),
                Err(code.to_owned()),
                "{text}"
            );
        }
        assert!(check("*/5 * * * *", at("2027-01-01T00:00:00Z")).is_ok());
    }
}
