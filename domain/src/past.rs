//! An instant of the past, as somebody asks for it.

use crate::{
    buddhist::{DateError, arabic_digits, bangkok_day, read_date, start_of_day},
    share::fits,
};
use chrono::{DateTime, Days, Duration, NaiveDate, SubsecRound as _, Utc};
use thiserror::Error;

/// The pages that show the past as they show the present. A star stands for one code.
const PAGES: [&str; 23] = [
    "/alerts",
    "/compare",
    "/completeness",
    "/completeness/*",
    "/indicators/*",
    "/indicators/*/map",
    "/late",
    "/maps/*/*",
    "/movers/*/*",
    "/national",
    "/objections/*",
    "/organisations",
    "/organisations/*",
    "/organisations/*/figures",
    "/organisations/*/heat-map",
    "/organisations/*/indicators/*",
    "/organisations/*/letter",
    "/plans",
    "/plans/*",
    "/robustness/*/*",
    "/scores/*/*",
    "/scores/*/*/*",
    "/snapshots/*",
];
/// Files of those pages, which tell of the same instant.
const FILES: [&str; 3] = ["/completeness.csv", "/robustness/*/*/places.csv", "/scores/*/*/*/derivation.json"];

/// Whether a page shows the past.
pub fn shows_the_past(path: &str) -> bool {
    PAGES.iter().any(|page| fits(page, path))
}

/// Whether an address keeps the instant that the page with a link to it is asked for.
pub fn keeps_the_past(path: &str) -> bool {
    shows_the_past(path) || FILES.iter().any(|file| fits(file, path))
}

/// Why an instant was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PastRefusal {
    /// Neither a day nor an instant.
    #[error("write a day, for example 1/10/2569 or 2026-10-01, or an instant such as 2026-10-01T09:00:00+07:00")]
    NotAnInstant,
    /// It has not come yet.
    #[error("this instant has not come yet")]
    InTheFuture,
}

/// The last instant of a day in Bangkok, to the microsecond that is kept.
pub fn last_instant_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(start_of_day(day.checked_add_days(Days::new(1))?) - Duration::microseconds(1))
}

/// Reads the instant that somebody asks for: one by RFC 3339, or a day in either era, which means its end in Bangkok. Today is
/// the present, and so is this very instant: then nothing is given back.
///
/// # Errors
/// It is neither, or has not come yet.
pub fn read_past(text: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, PastRefusal> {
    let text = arabic_digits(text.trim());
    // An unescaped plus comes as a space.
    let at = if let Ok(instant) = DateTime::parse_from_rfc3339(&text.replace(' ', "+")) {
        instant.with_timezone(&Utc).trunc_subsecs(6)
    } else {
        let day = read_date(&text).map_err(|error| match error {
            DateError::NotADate | DateError::UnclearEra | DateError::NoSuchDay => PastRefusal::NotAnInstant,
        })?;
        if day == bangkok_day(now) {
            return Ok(None);
        }
        last_instant_of(day).ok_or(PastRefusal::NotAnInstant)?
    };
    if at > now {
        return Err(PastRefusal::InTheFuture);
    }
    Ok(Some(at.max(DateTime::UNIX_EPOCH)).filter(|at| *at < now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, PastRefusal> {
        let now = "2026-11-26T04:00:00Z".parse().expect("an instant");
        read_past(text, now).map(|at| at.map(|at| at.to_rfc3339()))
    }

    #[test]
    fn a_day_is_its_end_in_bangkok_and_an_instant_is_itself() {
        let end = Ok(Some("2026-10-01T16:59:59.999999+00:00".to_owned()));
        for day in ["2026-10-01", "1/10/2569", "๑ ต.ค. ๒๕๖๙", " 1/10/2026 "] {
            assert_eq!(read(day), end, "{day}");
        }
        let instant = Ok(Some("2026-10-01T02:00:00+00:00".to_owned()));
        for text in ["2026-10-01T02:00:00Z", "2026-10-01T09:00:00+07:00", "2026-10-01T09:00:00 07:00"] {
            assert_eq!(read(text), instant, "{text}");
        }
        assert_eq!(read("2026-10-01T02:00:00.123456789Z"), Ok(Some("2026-10-01T02:00:00.123456+00:00".to_owned())));
    }

    #[test]
    fn today_and_now_are_the_present() {
        for text in ["2026-11-26", "26/11/2569", "2026-11-26T04:00:00Z"] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_has_not_come_or_is_no_instant_is_refused() {
        for text in ["2026-11-27", "2999-01-01T00:00:00Z", "2026-11-26T04:00:01Z"] {
            let refused = read(text);
            assert!(
                matches!(refused, Err(PastRefusal::InTheFuture | PastRefusal::NotAnInstant)),
                "{text}: {refused:?}"
            );
        }
        assert_eq!(read("2026-11-27"), Err(PastRefusal::InTheFuture));
        for text in ["", "yesterday", "1/2/3", "2026-02-30", "2026-10-01T", "9999-99-99T00:00:00Z", "\0", "1;DROP"] {
            assert_eq!(read(text), Err(PastRefusal::NotAnInstant), "{text}");
        }
    }

    #[test]
    fn pages_of_figures_show_the_past_and_others_do_not() {
        for page in [
            "/national",
            "/organisations/dga",
            "/scores/dga-readiness/2570-q1/dga",
            "/completeness",
            "/snapshots/2570-q1.final.1",
            "/objections/5a1f4a52-6c34-4f0e-9a38-0a4f6d1f2b11",
        ] {
            assert!(shows_the_past(page), "{page}");
        }
        for page in [
            "/",
            "/reports/2570-q1/dga",
            "/audit",
            "/scores/a/b/c/what-if",
            "/organisations/dga/collectors",
            "/snapshots",
            "/snapshots/2570-q1.final.1/file",
            "/objections",
        ] {
            assert!(!shows_the_past(page), "{page}");
        }
        assert!(keeps_the_past("/completeness.csv") && !shows_the_past("/completeness.csv"));
    }

    #[test]
    fn nothing_was_kept_before_1970() {
        for text in ["1900-01-01", "0000-01-01T00:00:00Z"] {
            assert_eq!(read(text), Ok(Some("1970-01-01T00:00:00+00:00".to_owned())), "{text}");
        }
    }
}
