//! How complete reports are as CSV (RFC 4180, UTF-8 with a byte-order mark, so that Thai opens in a spreadsheet): a row for
//! every body at and below one, for every indicator that is asked, or for every body of the league of timeliness. Where nothing was
//! handed in, timeliness and acceptance stay empty: that is not measured.

use domain::{calendar::Period, organisation::Organisation, sheet::harmless, timeliness::Standing};
use serde::Deserialize;
use service::completeness::{Completeness, CompletenessPage, IndicatorCompleteness};

/// What one row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// A body.
    #[default]
    Body,
    /// An indicator.
    Indicator,
    /// A body of the league.
    Timeliness,
}

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

/// Writes the CSV of bodies.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn csv(round: &str, period: Period, rows: &[(Organisation, Completeness)]) -> Result<Vec<u8>, csv::Error> {
    let row = |(body, counts): &(Organisation, Completeness)| {
        [
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
            measured(*counts, counts.on_time),
            measured(*counts, counts.accepted),
            counts.missing().to_string(),
        ]
    };
    written(HEADING, rows.iter().map(row))
}

const OF_INDICATORS: [&str; 11] = [
    "round",
    "organisation",
    "indicator",
    "name_th",
    "name_en",
    "expected",
    "handed_in",
    "on_time",
    "accepted",
    "missing",
    "with_figure",
];

/// Writes the CSV of the indicators that bodies at and below one are asked.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn of_indicators(page: &CompletenessPage) -> Result<Vec<u8>, csv::Error> {
    let row = |of: &IndicatorCompleteness| {
        [
            page.round.round.code.to_string(),
            page.organisation.code.to_string(),
            of.indicator.code.to_string(),
            harmless(&of.indicator.name.th),
            harmless(&of.indicator.name.en),
            of.counts.expected.to_string(),
            of.counts.handed_in.to_string(),
            measured(of.counts, of.counts.on_time),
            measured(of.counts, of.counts.accepted),
            of.counts.missing().to_string(),
            of.with_figure.map(|count| count.to_string()).unwrap_or_default(),
        ]
    };
    written(OF_INDICATORS, page.indicators.iter().map(row))
}

const OF_LEAGUE: [&str; 9] =
    ["first_period", "last_period", "place", "organisation", "name_th", "name_en", "owed", "handed_in", "on_time"];

/// Writes the CSV of the league of timeliness, in the order of places; those of whom too little was owed have none.
///
/// # Errors
/// There is no memory to write to: a mistake of ours.
pub(crate) fn of_league(page: &CompletenessPage) -> Result<Vec<u8>, csv::Error> {
    let period = |period: Option<&Period>| period.map(ToString::to_string).unwrap_or_default();
    let row = |Standing { place, body, timeliness }: &Standing<Organisation>| {
        [
            period(page.league_periods.last()),
            period(page.league_periods.first()),
            place.map(|place| place.number.to_string()).unwrap_or_default(),
            body.code.to_string(),
            harmless(&body.name.th),
            harmless(&body.name.en),
            timeliness.owed.to_string(),
            timeliness.handed_in.to_string(),
            timeliness.on_time.to_string(),
        ]
    };
    written(OF_LEAGUE, page.league.iter().map(row))
}

/// A count of what was handed in; nothing where nothing was.
fn measured(counts: Completeness, count: i64) -> String {
    if counts.handed_in > 0 { count.to_string() } else { String::new() }
}

fn written<const COLUMNS: usize>(
    heading: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(heading)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
