//! What people type into the forms of administrators, read. What cannot be read names its field.

use chrono::NaiveDate;
use domain::{
    account::EmailAddress,
    buddhist::{DateError, arabic_digits, end_of_day, read_date, start_of_day},
    ids::OrganisationCode,
    organisation::OrganisationTree,
    window::Window,
};
use service::{ServiceError, ServiceResult};
use std::str::FromStr;

/// A body by its code, its name or its abbreviation, in either language.
pub(crate) fn organisation(tree: &OrganisationTree, typed: &str, field: &str) -> ServiceResult<OrganisationCode> {
    let typed = typed.trim();
    let code = typed.to_lowercase().parse().ok().filter(|code| tree.get(code).is_some());
    let is_called = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(typed);
    let named = || {
        let mut found = tree.bodies().filter(|body| {
            let names = [&body.name.th, &body.name.en, &body.abbreviation.th, &body.abbreviation.en];
            names.into_iter().any(|name| is_called(name))
        });
        // A name that two bodies share means neither.
        found.next().filter(|_| found.next().is_none()).map(|body| body.code.clone())
    };
    code.or_else(named).ok_or_else(|| ServiceError::invalid("unknown_organisation", field))
}

/// A day in either era.
pub(crate) fn day(typed: &str, field: &str) -> ServiceResult<NaiveDate> {
    read_date(typed).map_err(|error| {
        let code = match error {
            DateError::NotADate => "date_unreadable",
            DateError::UnclearEra => "date_unclear_era",
            DateError::NoSuchDay => "date_missing",
        };
        ServiceError::invalid(code, field)
    })
}

/// A whole number, in Thai or Arabic digits.
pub(crate) fn number<Number: FromStr>(typed: &str, code: &'static str, field: &str) -> ServiceResult<Number> {
    let plain = arabic_digits(typed.trim()).replace('\u{2212}', "-");
    plain.parse().map_err(|_| ServiceError::invalid(code, field))
}

/// Whole numbers, parted by commas or blanks; none where nothing is typed.
pub(crate) fn numbers(typed: &str, code: &'static str, field: &str) -> ServiceResult<Vec<i32>> {
    let texts = typed.split([',', ' ', '\u{a0}']).filter(|text| !text.trim().is_empty());
    texts.map(|text| number(text, code, field)).collect()
}

/// A window from the start of one day to the ends of two others.
pub(crate) fn window(opens: &str, due: &str, closes: &str) -> ServiceResult<Window> {
    let (opens, due, closes) = (day(opens, "opens")?, day(due, "due")?, day(closes, "closes")?);
    if due < opens {
        return Err(ServiceError::invalid("window_due", "due"));
    }
    Window::new(start_of_day(opens), end_of_day(due), end_of_day(closes))
        .map_err(|_| ServiceError::invalid("window_closes", "closes"))
}

/// An e-mail address.
pub(crate) fn email(typed: &str) -> ServiceResult<EmailAddress> {
    typed.parse().map_err(|_| ServiceError::invalid("email", "email"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(result: ServiceResult<T>) -> (String, String) {
        let Err(ServiceError::Invalid { code, place }) = result else { panic!("{result:?}") };
        (code.to_owned(), place)
    }

    #[test]
    fn a_window_is_read_in_either_era_and_its_mistakes_name_their_field() {
        let read = window("1/1/2570", "๑๕ ม.ค. ๒๕๗๐", "2027-01-31").expect("a window");
        assert_eq!(read.opens_at().to_rfc3339(), "2026-12-31T17:00:00+00:00");
        assert_eq!(read.due_at().to_rfc3339(), "2027-01-15T16:59:59+00:00");
        assert_eq!(read.closes_at().to_rfc3339(), "2027-01-31T16:59:59+00:00");
        let place = |opens, due, closes| refused(window(opens, due, closes));
        let told = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        assert_eq!(place("1/1/70", "15/1/2570", "31/1/2570"), told("date_unclear_era", "opens"));
        assert_eq!(place("1/1/2570", "31/2/2570", "31/3/2570"), told("date_missing", "due"));
        assert_eq!(place("1/1/2570", "15/1/2570", "สิ้นเดือน"), told("date_unreadable", "closes"));
        assert_eq!(place("16/1/2570", "15/1/2570", "31/1/2570"), told("window_due", "due"));
        assert_eq!(place("1/1/2570", "15/1/2570", "14/1/2570"), told("window_closes", "closes"));
    }

    #[test]
    fn a_number_is_read_in_either_digits() {
        assert_eq!(number::<i32>(" -๑๕ ", "rule_opens", "opens_days").expect("a number"), -15);
        assert_eq!(number::<i32>("\u{2212}15", "rule_opens", "opens_days").expect("a number"), -15);
        for wrong in ["", "1.5", "fifteen", "99999999999", "-1"] {
            let refused = refused(number::<u32>(wrong, "rule_due_day", "due_day"));
            assert_eq!(refused, ("rule_due_day".to_owned(), "due_day".to_owned()), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_parted_by_commas_and_each_must_be_one() {
        let read = |typed| numbers(typed, "reminder_days", "days");
        assert_eq!(read("21, ๑๔,7  1,").expect("numbers"), [21, 14, 7, 1]);
        assert_eq!(read("  ").expect("none"), Vec::<i32>::new());
        assert_eq!(refused(read("21; 14")), ("reminder_days".to_owned(), "days".to_owned()));
    }

    #[test]
    fn one_day_is_a_window_too() {
        assert!(window("15/1/2570", "15/1/2570", "15/1/2570").is_ok());
    }
}
