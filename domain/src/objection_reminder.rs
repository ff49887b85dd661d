//! Reminders of objections that wait for an answer: before the day on which it is due to those who may decide, and after it
//! also to whoever objects; where nobody may decide, to those who may make somebody a reviewer. When they come within the day is
//! the business of the round's policy for reports.

use crate::{
    holiday::Holidays,
    ids::{AccountId, ObjectionId, OrganisationCode},
    objection::{Objection, ObjectionState, Subject},
    reminder::{Policy, Span},
    window::Window,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many days from the day on which the answer is due people are reminded; negative: before it. Tidtam's own
/// configuration, not an official figure.
pub const REMINDER_DAYS: [i32; 4] = [-5, -1, 1, 5];

/// One objection in a reminder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObjectionDue {
    /// Which one.
    pub objection: ObjectionId,
    /// Whose report it is about.
    pub agency: OrganisationCode,
    /// Which value or score; in the ledger by the name `indicator` or `scheme`.
    #[serde(flatten)]
    pub subject: Subject,
    /// Until when it is to be answered.
    pub answer_by: DateTime<Utc>,
    /// Whether nobody was free to decide on it when it was told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lacks_decider: bool,
}

impl From<&Objection> for ObjectionDue {
    fn from(objection: &Objection) -> Self {
        Self {
            objection: objection.id,
            agency: objection.key.agency.clone(),
            subject: objection.claim.subject(),
            answer_by: objection.answer_by,
            lacks_decider: false,
        }
    }
}

/// The slots (days and instant) of a span at which an objection that waits is told of; none before it was filed, and none
/// once it is over.
pub fn slots(
    objection: &Objection,
    policy: &Policy,
    holidays: &Holidays,
    span: Span,
) -> BTreeSet<(i32, DateTime<Utc>)> {
    let window = Window::new(objection.filed.at, objection.answer_by, objection.answer_by);
    match (&objection.state, window) {
        (ObjectionState::Open, Ok(window)) => policy.on_days(&REMINDER_DAYS).slots(window, holidays, span),
        (ObjectionState::Open, Err(_))
        | (
            ObjectionState::Withdrawn { .. } | ObjectionState::Upheld { .. } | ObjectionState::Rejected { .. },
            Ok(_) | Err(_),
        ) => BTreeSet::new(),
    }
}

/// Those who have a role, place by place from an agency upwards.
pub type Places = Vec<Vec<AccountId>>;

/// Whom a step concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerned {
    /// Who is told.
    pub people: BTreeSet<AccountId>,
    /// Whether nobody of those who could is free to decide.
    pub lacks_decider: bool,
}

/// Whom a step concerns: of the `deciders`, who could decide, those at the nearest place with somebody who is free to; where
/// nobody is, the nearest `givers`, who may make somebody a reviewer.
pub fn concerned(
    days: i32,
    objection: &Objection,
    (deciders, givers): (&Places, &Places),
    is_free: impl Fn(AccountId) -> bool,
) -> Concerned {
    let nearest = |places: &Places, is_it: &dyn Fn(AccountId) -> bool| {
        let of_place =
            places.iter().map(|place| place.iter().copied().filter(|it| is_it(*it)).collect::<BTreeSet<_>>());
        of_place.into_iter().find(|place| !place.is_empty()).unwrap_or_default()
    };
    let free = nearest(deciders, &is_free);
    let lacks_decider = free.is_empty();
    let told = if lacks_decider { nearest(givers, &|_| true) } else { free };
    let objector = (days > 0).then_some(objection.filed.by);
    Concerned { people: told.into_iter().chain(objector).collect(), lacks_decider }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        amount::Amount,
        buddhist::bangkok,
        objection::{Claim, answer_by},
        submission::{ReportKey, Stamp},
    };
    use chrono::Duration;

    fn account(number: u128) -> AccountId {
        AccountId::new(uuid::Uuid::from_u128(number))
    }

    /// Filed on Monday 7 December 2026, so that the answer is due on Monday the 28th.
    fn objection() -> Objection {
        let filed: DateTime<Utc> = "2026-12-07T03:00:00Z".parse().expect("an instant");
        Objection {
            id: ObjectionId::new(uuid::Uuid::nil()),
            key: ReportKey { round: "2570-q1".parse().expect("a code"), agency: "one".parse().expect("a code") },
            claim: Claim::Value { indicator: "svc-e2e".parse().expect("a code"), counter: (Amount::ONE, None) },
            revision: 1,
            filed: Stamp { by: account(1), at: filed },
            accepted_by: Some(account(3)),
            answer_by: answer_by(filed, &Holidays::default()),
            version: 0,
            state: ObjectionState::Open,
        }
    }

    fn told(objection: &Objection, span: Span) -> Vec<(i32, String)> {
        let slots = slots(objection, &Policy::default(), &Holidays::default(), span);
        slots.into_iter().map(|(days, at)| (days, bangkok(at).format("%m-%d %H:%M").to_string())).collect()
    }

    #[test]
    fn an_objection_is_told_of_before_and_after_its_answer_is_due_on_working_mornings() {
        let told = told(&objection(), Span::All);
        // Wednesday the 23rd, and of Sunday the 27th the Friday before; Tuesday, and of Saturday 2 January the Monday.
        let expected = [(-5, "12-23 08:30"), (-1, "12-25 08:30"), (1, "12-29 08:30"), (5, "01-04 08:30")];
        assert_eq!(told, expected.map(|(days, at)| (days, at.to_owned())));
    }

    #[test]
    fn of_what_was_missed_the_last_is_told_and_nothing_of_what_is_over() {
        let open = objection();
        let span = Span::Missed { after: open.filed.at, until: open.answer_by + Duration::days(2) };
        assert_eq!(told(&open, span), [(1, "12-29 08:30".to_owned())]);
        let over = open.reject(Stamp { by: account(4), at: span_end() }, "no").expect("rejected");
        assert_eq!(told(&over, Span::All), []);
    }

    fn span_end() -> DateTime<Utc> {
        "2026-12-20T03:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn the_ledger_names_what_it_was_filed_against_as_it_always_did() {
        let due = |claim| ObjectionDue::from(&Objection { claim, ..objection() });
        let written = |due: &ObjectionDue| serde_json::to_value(due).expect("written");
        let value = due(objection().claim);
        assert_eq!(written(&value)["indicator"], "svc-e2e");
        let scheme = "readiness".parse().expect("a code");
        let score = due(Claim::Score { scheme, edition: 1, stood: None, counter: Amount::ONE });
        assert_eq!(written(&score)["scheme"], "readiness");
        assert_eq!(written(&score).get("lacks_decider"), None);
        for due in [value, score] {
            assert_eq!(serde_json::from_value::<ObjectionDue>(written(&due)).expect("read"), due);
        }
    }

    #[test]
    fn the_nearest_who_are_free_to_decide_are_told_and_late_also_whoever_objects() {
        let places = vec![vec![account(1), account(3)], vec![account(3), account(4)], vec![account(5)]];
        let givers = vec![Vec::new(), vec![account(6)], vec![account(7)]];
        let objection = objection();
        let people = |days, deciders: &Places, is_free: &dyn Fn(AccountId) -> bool| {
            let found = concerned(days, &objection, (deciders, &givers), is_free);
            (found.people, found.lacks_decider)
        };
        let is_free = |person| objection.may_be_decided_by(person);
        assert_eq!(people(-5, &places, &is_free), (BTreeSet::from([account(4)]), false));
        assert_eq!(people(1, &places, &is_free), (BTreeSet::from([account(1), account(4)]), false));
        // Whoever had a hand in it is not told, and those farther off are.
        let not_the_fourth = |person| is_free(person) && person != account(4);
        assert_eq!(people(-5, &places, &not_the_fourth), (BTreeSet::from([account(5)]), false));
        let nearer = vec![places[0].clone()];
        assert_eq!(people(-1, &nearer, &is_free), (BTreeSet::from([account(6)]), true), "nobody is free");
        assert_eq!(people(1, &nearer, &is_free), (BTreeSet::from([account(1), account(6)]), true));
        assert_eq!(concerned(-1, &objection, (&nearer, &Places::new()), is_free).people, BTreeSet::new());
    }
}
