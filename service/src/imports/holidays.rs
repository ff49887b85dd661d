//! `holidays.csv`, format `tidtam-holidays/1`: days on which offices are closed.

use super::{
    Reason, Refusal, Refusals,
    table::{Cells, Presence, Table},
};
use chrono::NaiveDate;
use domain::{
    holiday::Holiday,
    plan::{Provenance, ProvenanceStatus},
    text::Bilingual,
};
use std::collections::HashMap;
use strum::IntoEnumIterator as _;

const COLUMNS: &[(&str, Presence)] = &[
    ("day", Presence::Needed),
    ("name_th", Presence::Needed),
    ("name_en", Presence::Optional),
    ("status", Presence::Needed),
    ("source", Presence::Needed),
];

/// Reads public holidays.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(bytes: &[u8]) -> Result<Vec<Holiday>, Vec<Refusal>> {
    let table = Table::read(bytes, COLUMNS)?;
    let mut refusals = Refusals::default();
    let mut holidays: Vec<Holiday> = Vec::new();
    let mut lines: HashMap<NaiveDate, u64> = HashMap::new();
    table.rows(&mut refusals, |cells| {
        let Some(holiday) = holiday(cells) else { return };
        match lines.insert(holiday.day, cells.line) {
            Some(line) => cells.refuse("day", Reason::Duplicate { line }),
            None => holidays.push(holiday),
        }
    });
    refusals.or(holidays)
}

fn holiday(cells: &mut Cells<'_>) -> Option<Holiday> {
    let statuses: Vec<ProvenanceStatus> = ProvenanceStatus::iter().collect();
    let statuses: Vec<&str> = statuses.iter().map(AsRef::as_ref).collect();
    if cells.raw("day").is_empty() {
        cells.refuse("day", Reason::Blank);
    }
    let day = cells.day_or_none("day");
    let name = Bilingual::new(cells.needed("name_th"), cells.text("name_en"));
    let status = cells.word("status", &statuses);
    let source = cells.needed("source");
    Some(Holiday { day: day?, name, provenance: Provenance { status: status?, source } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_taken_and_says_that_it_is_not_confirmed() {
        let holidays = read(include_bytes!("../../../reference/holidays.csv")).expect("holidays");
        assert!(holidays.len() > 40);
        assert!(holidays.windows(2).all(|two| two[0].day < two[1].day), "in order, each day once");
        assert!(holidays.iter().all(|holiday| holiday.provenance.status == ProvenanceStatus::Background));
    }

    #[test]
    fn every_mistake_is_named() {
        let file = "day,name_th,name_en,status,source\n5/12/70,วันชาติ,,background,x\n5/12/2570,,,sure,x\n\
                    6/12/2570,ก,,press,x\n2027-12-06,ข,,press,\n06/12/2570,ค,,press,x\n";
        let refusals = read(file.as_bytes()).expect_err("refused");
        let places: Vec<_> = refusals.iter().map(|refusal| (refusal.line, refusal.column.as_str())).collect();
        assert_eq!(places, [(2, "day"), (3, "name_th"), (3, "status"), (5, "source"), (5, "day"), (6, "day")]);
    }
}
