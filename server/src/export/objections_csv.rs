//! Objections as CSV (RFC 4180, UTF-8 with a byte-order mark, so that Thai opens in a spreadsheet), a row each. What was said
//! about them stays on their pages.

use domain::{
    amount::Amount,
    objection::{Claim, ObjectionState, Remedy},
    sheet::harmless,
};
use service::objections::ListedObjection;

const HEADING: [&str; 21] = [
    "id",
    "round",
    "agency",
    "agency_name_th",
    "agency_name_en",
    "subject",
    "code",
    "name_th",
    "name_en",
    "edition",
    "stood",
    "counter_value",
    "counter_base",
    "filed_at",
    "answer_by",
    "overdue",
    "state",
    "ended_at",
    "remedy",
    "revision_made",
    "corrected",
];

/// Writes the CSV.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn csv(listed: &[ListedObjection]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(HEADING)?;
    for listed in listed {
        writer.write_record(row(listed))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn row(listed: &ListedObjection) -> [String; 21] {
    let objection = &listed.objection;
    let name = listed.named.name();
    let written = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let (subject, edition, stood, (value, base)) = match &objection.claim {
        Claim::Value { counter, .. } => ("value", String::new(), None, *counter),
        Claim::Score { edition, stood, counter, .. } => ("score", edition.to_string(), *stood, (*counter, None)),
    };
    let (remedy, corrected) = remedy(&objection.state);
    [
        objection.id.to_string(),
        objection.key.round.to_string(),
        objection.key.agency.to_string(),
        harmless(&listed.organisation.name.th),
        harmless(&listed.organisation.name.en),
        subject.to_owned(),
        objection.claim.subject().code().to_owned(),
        harmless(&name.th),
        harmless(&name.en),
        edition,
        written(stood),
        value.to_string(),
        written(base),
        objection.filed.at.to_rfc3339(),
        objection.answer_by.to_rfc3339(),
        listed.is_overdue.to_string(),
        objection.state.name().as_ref().to_owned(),
        objection.state.ended().map(|stamp| stamp.at.to_rfc3339()).unwrap_or_default(),
        remedy.to_owned(),
        objection.state.upheld_in().map(|revision| revision.to_string()).unwrap_or_default(),
        corrected,
    ]
}

/// What was done about one that was upheld, and which values were corrected.
fn remedy(state: &ObjectionState) -> (&'static str, String) {
    let ObjectionState::Upheld { remedy, .. } = state else { return ("", String::new()) };
    match remedy {
        Remedy::OwnValue { .. } => ("own_value", String::new()),
        Remedy::Edition => ("edition", String::new()),
        Remedy::Values { corrected, .. } => {
            let codes: Vec<&str> = corrected.iter().map(|value| value.indicator.as_str()).collect();
            ("values", codes.join(" "))
        }
    }
}
