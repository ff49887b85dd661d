//! How complete reports are as CSV (RFC 4180, UTF-8 with a byte-order mark, so that Thai opens in a spreadsheet): a row for
//! every body at and below one. Where nothing was handed in, timeliness and acceptance stay empty: that is not measured.

use domain::{calendar::Period, organisation::Organisation, sheet::harmless};
use service::completeness::Completeness;

const HEADING: [&str; 13] = [
    "round",
    "period_end",
    "organisation",
    "parent",
    "kind",
    "name_th",
    "name_en",
    "expected",
    "started",
    "handed_in",
    "on_time",
    "accepted",
    "missing",
];

/// Writes the CSV.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn csv(round: &str, period: Period, rows: &[(Organisation, Completeness)]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(HEADING)?;
    for (body, counts) in rows {
        let measured = |count: i64| if counts.handed_in > 0 { count.to_string() } else { String::new() };
        writer.write_record([
            round.to_owned(),
            period.last_day().to_string(),
            body.code.to_string(),
            body.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            body.kind.as_ref().to_owned(),
            harmless(&body.name.th),
            harmless(&body.name.en),
            counts.expected.to_string(),
            (counts.expected - counts.not_started()).to_string(),
            counts.handed_in.to_string(),
            measured(counts.on_time),
            measured(counts.accepted),
            counts.missing().to_string(),
        ])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
