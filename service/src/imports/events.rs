//! `organisation_events.csv`, format `tidtam-organisation-events/1`: what happened to bodies, each on a known day, and what of that
//! is withdrawn since.

use super::{
    Reason, Refusal, Refusals,
    table::{Presence, Table},
};
use crate::organisations::{Told, Withdrawal};
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationEvent, OrganisationEventKind},
    text::Bilingual,
};
use std::collections::{BTreeSet, HashMap};
use strum::{EnumString, IntoEnumIterator as _};

const COLUMNS: &[(&str, Presence)] = &[
    ("effective_on", Presence::Needed),
    ("kind", Presence::Needed),
    ("code", Presence::Needed),
    ("other_code", Presence::Needed),
    ("name_th_before", Presence::Needed),
    ("name_en_before", Presence::Needed),
    ("note", Presence::Needed),
    ("source", Presence::Needed),
    ("withdrawn", Presence::Optional),
];

/// What stands in the column of what is withdrawn; nothing there is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString)]
enum Withdrawn {
    #[strum(serialize = "yes")]
    Yes,
    #[strum(serialize = "no")]
    No,
}

/// Reads what happened to the bodies of a register. What is withdrawn is known by its day, kind and code; why, its source says.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8], bodies: &[Organisation]) -> Result<Told, Vec<Refusal>> {
    let table = Table::read(bytes, COLUMNS)?;
    let known: BTreeSet<&OrganisationCode> = bodies.iter().map(|body| &body.code).collect();
    let kinds: Vec<OrganisationEventKind> = OrganisationEventKind::iter().collect();
    let kinds: Vec<&str> = kinds.iter().map(AsRef::as_ref).collect();
    let mut refusals = Refusals::default();
    let mut told = Told::default();
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
        let is_withdrawn = match cells.raw("withdrawn") {
            "" => false,
            _ => cells.word("withdrawn", &["yes", "no"]) == Some(Withdrawn::Yes),
        };
        let needs_other = matches!(
            kind,
            Some(OrganisationEventKind::Merged | OrganisationEventKind::Split | OrganisationEventKind::Moved)
        );
        if !is_withdrawn && needs_other && cells.raw("other_code").is_empty() {
            cells.refuse("other_code", Reason::Blank);
        }
        let name_before = Bilingual::new(cells.text("name_th_before"), cells.text("name_en_before"));
        if !is_withdrawn && kind == Some(OrganisationEventKind::Renamed) && name_before.th.is_empty() {
            cells.refuse("name_th_before", Reason::Blank);
        }
        let (note, source) = (cells.text("note"), cells.needed("source"));
        let (Some(effective_on), Some(kind), Some(organisation)) = (effective_on, kind, organisation) else { return };
        if let Some(line) = lines.insert((organisation.clone(), effective_on, kind), cells.line) {
            return cells.refuse("code", Reason::Duplicate { line });
        }
        let event = OrganisationEvent { effective_on, kind, organisation, other, name_before, note, source };
        if is_withdrawn {
            told.withdrawn.push(Withdrawal { line: cells.line, event });
        } else {
            told.events.push(event);
        }
    });
    told.lines = lines;
    refusals.or(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies() -> Vec<Organisation> {
        super::super::organisations::read(include_bytes!("../../../reference/organisations.csv"))
            .expect("bodies")
            .bodies
    }

    #[test]
    fn the_shipped_events_are_read() {
        let events = read(include_bytes!("../../../reference/organisation_events.csv"), &bodies()).expect("events");
        assert_eq!((events.events.len(), events.withdrawn.len()), (9, 0));
    }

    #[test]
    fn what_is_withdrawn_is_known_by_its_day_kind_and_code() {
        let text = "effective_on,kind,code,other_code,name_th_before,name_en_before,note,source,withdrawn\n\
            2019-05-02,merged,nrct,,,,,x,yes\n\
            2019-05-03,merged,nrct,dga,,,,x,no\n\
            2019-05-04,merged,nrct,dga,,,,x,\n";
        let told = read(text.as_bytes(), &bodies()).expect("events");
        let days = |event: &OrganisationEvent| event.effective_on.to_string();
        assert_eq!(told.events.iter().map(days).collect::<Vec<_>>(), ["2019-05-03", "2019-05-04"]);
        let withdrawn: Vec<_> = told.withdrawn.iter().map(|of| (of.line, days(&of.event))).collect();
        assert_eq!(withdrawn, [(2, "2019-05-02".to_owned())]);
        let refused = read(text.replace("x,no", "x,perhaps").as_bytes(), &bodies()).expect_err("refused");
        let words = vec!["yes".to_owned(), "no".to_owned()];
        assert_eq!(refused, [Refusal::new(3, "withdrawn", Reason::NotOneOf { words })]);
        let both = text.replace("2019-05-03", "2019-05-02");
        let refused = read(both.as_bytes(), &bodies()).expect_err("refused");
        assert_eq!(refused, [Refusal::new(3, "code", Reason::Duplicate { line: 2 })]);
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
