//! How firm places are as CSV (RFC 4180, UTF-8 with a byte-order mark): a row for every body that has a score, with how it
//! was worked out in every row, so that a row taken out of the file still says what it is.

use domain::sheet::harmless;
use service::scores::{Firmness, RoundFirmness};

const HEADING: [&str; 15] = [
    "scheme",
    "edition",
    "round",
    "seed",
    "draws",
    "spread",
    "organisation",
    "name_th",
    "name_en",
    "place",
    "best",
    "percentile_5",
    "median",
    "percentile_95",
    "worst",
];

/// Writes the CSV; the heading alone where nobody has a place.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn csv(found: &RoundFirmness) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    let known = match &found.firmness {
        Firmness::Known(known) => Some(known),
        Firmness::NoPlaces | Firmness::UnderWay(_) => None,
    };
    let nodes = known.map(|known| known.left_out.as_slice()).unwrap_or_default();
    let without = nodes.iter().map(|left_out| format!("place_without_{}", left_out.node));
    writer.write_record(HEADING.into_iter().map(str::to_owned).chain(without))?;
    let head = found.among.scheme.head();
    let place = |place: Option<i64>| place.map(|place| place.to_string()).unwrap_or_default();
    let intervals = known.map(|known| known.intervals.as_slice()).unwrap_or_default();
    for (index, interval) in intervals.iter().enumerate() {
        let name = found.among.tree.get(&interval.body).map(|body| body.name.clone()).unwrap_or_default();
        let own = [
            head.code.to_string(),
            head.edition.to_string(),
            found.among.round.code.to_string(),
            found.plan.seed.to_string(),
            found.plan.draws.to_string(),
            found.plan.spread.to_string(),
            interval.body.to_string(),
            harmless(&name.th),
            harmless(&name.en),
            place(interval.place),
            place(interval.best),
            place(interval.fifth_percentile),
            place(interval.median),
            place(interval.ninety_fifth_percentile),
            place(interval.worst),
        ];
        let without = nodes.iter().map(|left_out| place(left_out.places.get(index).copied().flatten()));
        writer.write_record(own.into_iter().chain(without))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
