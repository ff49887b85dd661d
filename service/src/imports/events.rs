//! `organisation_events.csv`, format `tidtam-organisation-events/1`: what happened to bodies, each on a known day.

use super::{
    Reason, Refusal, Refusals,
    table::{Presence, Table},
};
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationEvent, OrganisationEventKind},
    text::Bilingual,
};
use std::collections::{BTreeSet, HashMap};
use strum::IntoEnumIterator as _;

const COLUMNS: &[(&str, Presence)] = &[
    ("effective_on", Presence::Needed),
    ("kind", Presence::Needed),
    ("code", Presence::Needed),
    ("other_code", Presence::Needed),
    ("name_th_before", Presence::Needed),
    ("name_en_before", Presence::Needed),
    ("note", Presence::Needed),
    ("source", Presence::Needed),
];

/// Reads what happened to the bodies of a register.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8], bodies: &[Organisation]) -> Result<Vec<OrganisationEvent>, Vec<Refusal>> {
    let table = Table::read(bytes, COLUMNS)?;
    let known: BTreeSet<&OrganisationCode> = bodies.iter().map(|body| &body.code).collect();
    let kinds: Vec<OrganisationEventKind> = OrganisationEventKind::iter().collect();
    let kinds: Vec<&str> = kinds.iter().map(AsRef::as_ref).collect();
    let mut refusals = Refusals::default();
    let mut events: Vec<OrganisationEvent> = Vec::new();
    let mut lines: HashMap<(OrganisationCode, chrono::NaiveDate, OrganisationEventKind), u64> = HashMap::new();
    table.rows(&mut refusals, |cells| {
        if cells.raw("effective_on").is_empty() {
            cells.refuse("effective_on", Reason::Blank);
        }
        let effective_on = cells.day_or_none("effective_on");
        let kind: Option<OrganisationEventKind> = cells.word("kind", &kinds);
        let organisation: Option<OrganisationCode> = cells.code("code");
        let other: Option<OrganisationCode> = cells.code_or_none("other_code");
        for (column, code) in [("code", &organisation), ("other_code", &other)] {
            if code.as_ref().is_some_and(|code| !known.contains(code)) {
                cells.refuse(column, Reason::Unknown);
            }
        }
        let needs_other = matches!(
            kind,
            Some(OrganisationEventKind::Merged | OrganisationEventKind::Split | OrganisationEventKind::Moved)
        );
        if needs_other && cells.raw("other_code").is_empty() {
            cells.refuse("other_code", Reason::Blank);
        }
        let name_before = Bilingual::new(cells.text("name_th_before"), cells.text("name_en_before"));
        if kind == Some(OrganisationEventKind::Renamed) && name_before.th.is_empty() {
            cells.refuse("name_th_before", Reason::Blank);
        }
        let (note, source) = (cells.text("note"), cells.needed("source"));
        let (Some(effective_on), Some(kind), Some(organisation)) = (effective_on, kind, organisation) else { return };
        match lines.insert((organisation.clone(), effective_on, kind), cells.line) {
            Some(line) => cells.refuse("code", Reason::Duplicate { line }),
            None => {
                events.push(OrganisationEvent { effective_on, kind, organisation, other, name_before, note, source });
            }
        }
    });
    refusals.or(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies() -> Vec<Organisation> {
        super::super::organisations::read(include_bytes!("../../../reference/organisations.csv")).expect("bodies")
    }

    #[test]
    fn the_shipped_events_are_read() {
        let events = read(include_bytes!("../../../reference/organisation_events.csv"), &bodies()).expect("events");
        assert_eq!(events.len(), 9);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let text = "effective_on,kind,code,other_code,name_th_before,name_en_before,note,source\n\
            2019-05-02,merged,nrct,,,,,x\n\
            ,renamed,nobody,,,,,x\n\
            2019-05-02,split,nrct,dga,,,,x\n\
            2019-05-02,split,nrct,dga,,,,\n";
        let found = read(text.as_bytes(), &bodies()).expect_err("refused");
        let expected = [
            (2, "other_code", Reason::Blank),
            (3, "effective_on", Reason::Blank),
            (3, "code", Reason::Unknown),
            (3, "name_th_before", Reason::Blank),
            (5, "source", Reason::Blank),
            (5, "code", Reason::Duplicate { line: 4 }),
        ];
        assert_eq!(found, expected.map(|(line, column, reason)| Refusal::new(line, column, reason)));
    }
}
