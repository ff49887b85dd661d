//! What an import of the register changes, in the words of its files.

use super::{ChangedIn, ImportDiff};
use chrono::NaiveDate;
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationEvent},
    text::differing,
};
use std::collections::BTreeMap;

/// What an import tells of events.
pub(super) struct Events<'a> {
    /// Those that were told before.
    pub(super) known: &'a [OrganisationEvent],
    /// Those that are told, or told otherwise.
    pub(super) new: &'a [OrganisationEvent],
    /// Those that are withdrawn, each with why.
    pub(super) withdrawn: &'a [OrganisationEvent],
}

/// What changes of so many bodies in all, and of events.
pub(super) fn of(
    before: &BTreeMap<&OrganisationCode, &Organisation>,
    changed: &[Organisation],
    total: usize,
    events: &Events<'_>,
) -> ImportDiff {
    let mut diff = ImportDiff { unchanged: total - changed.len(), ..ImportDiff::default() };
    for body in changed {
        match before.get(&body.code) {
            None => diff.added.push(format!("{} {}", body.code, body.name.th)),
            Some(old) => {
                let (columns, words) = changes(old, body);
                diff.changed.push(format!("{} {}: {words}", body.code, body.name.th));
                diff.changed_in.push(ChangedIn::Register(columns.join(", ")));
            }
        }
    }
    for event in events.new {
        match events.known.iter().find(|known| known.key() == event.key()) {
            None => diff.added.push(name_of(event)),
            Some(old) => {
                let (columns, words) = changes_of_event(old, event);
                diff.changed.push(format!("{}: {words}", name_of(event)));
                diff.changed_in.push(ChangedIn::Events(columns.join(", ")));
            }
        }
    }
    diff.withdrawn.extend(events.withdrawn.iter().map(|event| format!("{}: {}", name_of(event), event.source)));
    diff
}

/// Which event it is.
pub(super) fn name_of(event: &OrganisationEvent) -> String {
    format!("{} {} {}", event.effective_on, event.organisation, event.kind.as_ref())
}

fn code(of: Option<&OrganisationCode>) -> String {
    of.map(ToString::to_string).unwrap_or_default()
}

fn changes_of_event(old: &OrganisationEvent, new: &OrganisationEvent) -> (Vec<&'static str>, String) {
    differing([
        ("other_code", code(old.other.as_ref()), code(new.other.as_ref())),
        ("name_th_before", old.name_before.th.clone(), new.name_before.th.clone()),
        ("name_en_before", old.name_before.en.clone(), new.name_before.en.clone()),
        ("note", old.note.clone(), new.note.clone()),
        ("source", old.source.clone(), new.source.clone()),
    ])
}

/// A size with all that is known of it; empty without one.
fn size_of(body: &Organisation) -> String {
    let told = |size: &domain::size::Size| {
        let (measure, status) = (size.measure.as_ref(), size.provenance.status.as_ref());
        format!("{} {measure} {} ({status}: {})", size.number, size.counted_on, size.provenance.source)
    };
    body.size.as_ref().map(told).unwrap_or_default()
}

fn changes(old: &Organisation, new: &Organisation) -> (Vec<&'static str>, String) {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    differing([
        ("parent_code", code(old.parent.as_ref()), code(new.parent.as_ref())),
        ("kind", old.kind.as_ref().to_owned(), new.kind.as_ref().to_owned()),
        ("name_th", old.name.th.clone(), new.name.th.clone()),
        ("name_en", old.name.en.clone(), new.name.en.clone()),
        ("abbreviation_th", old.abbreviation.th.clone(), new.abbreviation.th.clone()),
        ("abbreviation_en", old.abbreviation.en.clone(), new.abbreviation.en.clone()),
        ("province_code", old.province.clone().unwrap_or_default(), new.province.clone().unwrap_or_default()),
        ("valid_from", day(old.valid_from), day(new.valid_from)),
        ("valid_to", day(old.valid_to), day(new.valid_to)),
        ("reports", old.duty.as_ref().to_owned(), new.duty.as_ref().to_owned()),
        ("source", old.source.clone(), new.source.clone()),
        ("size", size_of(old), size_of(new)),
    ])
}
