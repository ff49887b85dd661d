//! Moves of bodies as they are told, held against the register: what cannot have been, and what speaks against it.

use crate::{
    ids::OrganisationCode,
    organisation::{OrganisationEvent, OrganisationEventKind, OrganisationKind},
    register::Register,
};

/// Why a move cannot have happened as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveFault {
    /// From below itself, or from below a body that stood below it.
    FromBelowItself,
    /// From below the body below which it stands from that day on.
    Nowhere,
    /// A ministry, from below a body that holds no ministries.
    MinistryFromBelow,
}

impl Register {
    /// Those of some moves of the register that cannot have happened as they are told, in their order.
    pub fn faults<'a>(&self, told: &'a [OrganisationEvent]) -> Vec<(&'a OrganisationEvent, MoveFault)> {
        let possible = self.possible();
        told.iter().filter_map(|event| Some((event, possible.fault_of(event)?))).collect()
    }

    fn fault_of(&self, event: &OrganisationEvent) -> Option<MoveFault> {
        let (own, former) = (&event.organisation, former_of(event)?);
        if self.path_on(former, event.effective_on.pred_opt()?).contains(&own) {
            return Some(MoveFault::FromBelowItself);
        }
        if self.parent_on(own, event.effective_on) == Some(former) {
            return Some(MoveFault::Nowhere);
        }
        let is_ministry = self.now().kind(own) == Some(OrganisationKind::Ministry);
        let holds_none = self.now().kind(former).is_some_and(|kind| !holds_ministries(kind));
        (is_ministry && holds_none).then_some(MoveFault::MinistryFromBelow)
    }

    /// Below which body the register had a body on the day before a move that is new to it, where that is neither the former parent
    /// that is told nor the one to which it went: then either is wrong, or another move is not told.
    pub fn contradicts(&self, event: &OrganisationEvent, to: &OrganisationCode) -> Option<&OrganisationCode> {
        let former = former_of(event)?;
        let stood = self.parent_on(&event.organisation, event.effective_on.pred_opt()?)?;
        (stood != former && stood != to).then_some(stood)
    }
}

/// From below which body somebody moved.
fn former_of(event: &OrganisationEvent) -> Option<&OrganisationCode> {
    if event.kind == OrganisationEventKind::Moved { event.other.as_ref() } else { None }
}

/// Whether ministries can stand below a body of a kind; one may have been part of another.
fn holds_ministries(kind: OrganisationKind) -> bool {
    matches!(kind, OrganisationKind::Root | OrganisationKind::Group | OrganisationKind::Ministry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organisation::{Duty, Organisation, OrganisationTree},
        text::Bilingual,
    };
    use std::sync::Arc;

    fn code(text: &str) -> OrganisationCode {
        text.parse().expect("a code")
    }

    fn body(text: &str, parent: &str, kind: OrganisationKind) -> Organisation {
        Organisation {
            code: code(text),
            parent: parent.parse().ok(),
            kind,
            name: Bilingual::new(text, text),
            abbreviation: Bilingual::default(),
            province: None,
            valid_from: None,
            valid_to: None,
            duty: Duty::Reports,
            source: "test".to_owned(),
            size: None,
        }
    }

    fn moved(on: &str, organisation: &str, from: &str) -> OrganisationEvent {
        OrganisationEvent {
            effective_on: on.parse().expect("a day"),
            kind: OrganisationEventKind::Moved,
            organisation: code(organisation),
            other: Some(code(from)),
            name_before: Bilingual::default(),
            note: String::new(),
            source: "test".to_owned(),
        }
    }

    /// Two ministries, of which the first has a department with an office.
    fn register(events: &[OrganisationEvent]) -> Register {
        let bodies = vec![
            body("th", "", OrganisationKind::Root),
            body("mdes", "th", OrganisationKind::Ministry),
            body("moph", "th", OrganisationKind::Ministry),
            body("one", "mdes", OrganisationKind::Department),
            body("office", "one", OrganisationKind::Department),
            body("two", "moph", OrganisationKind::Department),
        ];
        Register::new(Arc::new(OrganisationTree::new(bodies).expect("a tree")), events.to_vec())
    }

    fn faults(events: &[OrganisationEvent]) -> Vec<(String, MoveFault)> {
        let register = register(events);
        register.faults(events).into_iter().map(|(event, fault)| (event.organisation.to_string(), fault)).collect()
    }

    #[test]
    fn moves_that_cannot_have_happened_are_told_apart() {
        for (body, from, fault) in [
            ("one", "moph", None),
            ("one", "mdes", Some(MoveFault::Nowhere)),
            ("one", "one", Some(MoveFault::FromBelowItself)),
            ("mdes", "office", Some(MoveFault::FromBelowItself)),
            ("mdes", "two", Some(MoveFault::MinistryFromBelow)),
            ("mdes", "moph", None),
            ("office", "two", None),
        ] {
            let expected: Vec<_> = fault.map(|fault| (body.to_owned(), fault)).into_iter().collect();
            assert_eq!(faults(&[moved("2027-02-01", body, from)]), expected, "{body} from {from}");
        }
    }

    #[test]
    fn a_body_may_come_back_and_two_may_change_places_on_a_day() {
        assert_eq!(faults(&[moved("2027-02-01", "one", "mdes"), moved("2027-05-01", "one", "moph")]), []);
        assert_eq!(faults(&[moved("2027-02-01", "office", "mdes"), moved("2027-02-01", "one", "office")]), []);
        let twice = [moved("2027-02-01", "one", "moph"), moved("2027-05-01", "one", "moph")];
        assert_eq!(
            faults(&twice),
            [("one".to_owned(), MoveFault::Nowhere)],
            "nobody told that it went back in between"
        );
    }

    #[test]
    fn what_the_register_had_before_speaks_against_another_former_parent() {
        let known = register(&[]);
        let stood = |from: &str, to: &str| known.contradicts(&moved("2027-02-01", "one", from), &code(to)).cloned();
        assert_eq!(stood("mdes", "moph"), None);
        assert_eq!(stood("moph", "mdes"), None, "the day of a move that is in the register already");
        assert_eq!(stood("th", "moph"), Some(code("mdes")));
        let moved_before = register(&[moved("2027-05-01", "one", "moph")]);
        let after = moved_before.contradicts(&moved("2027-06-01", "one", "th"), &code("moph")).cloned();
        assert_eq!(after, Some(code("mdes")), "where it came to by what was told before");
    }
}
