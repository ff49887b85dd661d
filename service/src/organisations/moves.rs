//! Moves that a list tells, held against the register: what cannot have been is refused, what is doubted is told.

use super::{DoubtedMove, Told};
use crate::{ServiceError, ServiceResult};
use domain::{
    ids::OrganisationCode,
    organisation::{OrganisationEvent, OrganisationEventKind},
    register::Register,
    told_move::MoveFault,
};

/// Refuses moves that cannot have happened as they are told, all at once.
pub(super) fn refuse(register: &Register, new: &[OrganisationEvent], told: &Told) -> ServiceResult<()> {
    let refused = |(event, fault): (&OrganisationEvent, MoveFault)| {
        ServiceError::invalid(code_of(fault), place(register, event, told.line_of(event)))
    };
    let mut refused: Vec<ServiceError> = register.faults(new).into_iter().map(refused).collect();
    match refused.len() {
        0 => Ok(()),
        1 => Err(refused.remove(0)),
        _ => Err(ServiceError::Together(refused)),
    }
}

fn code_of(fault: MoveFault) -> &'static str {
    match fault {
        MoveFault::FromBelowItself => "moves_make_no_tree",
        MoveFault::Nowhere => "move_to_the_same",
        MoveFault::MinistryFromBelow => "move_of_ministry",
    }
}

/// Which line tells of it, the day, who moved, from where, and where it stands from that day on.
fn place(register: &Register, event: &OrganisationEvent, line: Option<u64>) -> String {
    let name = |code: Option<&OrganisationCode>| code.map_or_else(|| "–".to_owned(), ToString::to_string);
    let line = line.map_or_else(String::new, |line| format!("{line}: "));
    let to = register.parent_on(&event.organisation, event.effective_on);
    format!("{line}{} {}: {} → {}", event.effective_on, event.organisation, name(event.other.as_ref()), name(to))
}

/// New moves against which speaks what the register had before. What corrects an event is told so on purpose, and what comes after
/// another new move of the same body is held against that one.
pub(super) fn doubted(
    was: &Register,
    register: &Register,
    [known, new]: [&[OrganisationEvent]; 2],
    told: &Told,
) -> Vec<DoubtedMove> {
    let moves_before = |event: &OrganisationEvent, other: &OrganisationEvent| {
        other.kind == OrganisationEventKind::Moved
            && other.organisation == event.organisation
            && other.effective_on < event.effective_on
    };
    let is_withdrawn = |event: &OrganisationEvent| {
        told.withdrawn.iter().any(|of| of.event.organisation == event.organisation && of.event.kind == event.kind)
    };
    let is_first = |event: &&OrganisationEvent| {
        known.iter().all(|other| other.key() != event.key())
            && !new.iter().any(|other| moves_before(event, other))
            && !is_withdrawn(event)
    };
    let doubt = |event: &OrganisationEvent| {
        let to = register.parent_on(&event.organisation, event.effective_on)?;
        Some(DoubtedMove {
            line: told.line_of(event),
            on: event.effective_on,
            organisation: event.organisation.clone(),
            former: event.other.clone()?,
            stood: was.contradicts(event, to)?.clone(),
        })
    };
    new.iter().filter(is_first).filter_map(doubt).collect()
}
