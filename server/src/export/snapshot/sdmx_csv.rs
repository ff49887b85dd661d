//! Values as SDMX-CSV: an observation is an organisation's figure of an indicator in a period.

use super::Copy;
use domain::{
    calendar::Period,
    entry::Applicability,
    plan::Plan,
    snapshot::{Head, Line, Part, Parts, Report, ReportedValue, SdmxCsv},
    status::Status,
};
use std::{
    fs::File,
    io::{BufWriter, Write},
};

/// Who maintains the structures.
pub(super) const MAINTAINER: &str = "DGA";
/// The columns behind those that name the structure: dimensions, the observation, attributes.
const COLUMNS: [&str; 13] = [
    "FREQ",
    "ORGANISATION",
    "INDICATOR",
    "TIME_PERIOD",
    "OBS_VALUE",
    "REPORTED_VALUE",
    "REPORTED_BASE",
    "VERIFIED_VALUE",
    "VERIFIED_BASE",
    "OBS_STATUS",
    "DERIVED",
    "EXPECTED",
    "STATUS",
];

pub(super) fn write(version: SdmxCsv, copy: &Copy, to: File) -> anyhow::Result<u64> {
    let head = copy.head()?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BufWriter::new(to));
    let (names, structure) = structure(version, &head);
    writer.write_record(names.iter().copied().chain(COLUMNS))?;
    let mut rows = 0;
    let mut plan = None;
    for line in copy.lines(&[Part::Plan, Part::Report])? {
        let line = line?;
        if let Line::Plan(it) = line {
            plan = Some(it);
            continue;
        }
        let Line::Report(report) = line else { continue };
        let plan = plan.as_deref().ok_or_else(|| anyhow::anyhow!("a snapshot has a plan"))?;
        for value in &report.values {
            writer.write_record(structure.iter().cloned().chain(observation(&head, plan, &report, value)))?;
            rows += 1;
        }
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)?.flush()?;
    Ok(rows)
}

/// What names the structure in every row.
fn structure(version: SdmxCsv, head: &Head) -> (Vec<&'static str>, Vec<String>) {
    let (plan, number) = (&head.round.plan, head.round.plan_version);
    match version {
        SdmxCsv::One => (vec!["DATAFLOW"], vec![format!("{MAINTAINER}:{plan}({number}.0)")]),
        SdmxCsv::Two => (
            vec!["STRUCTURE", "STRUCTURE_ID", "ACTION"],
            vec!["dataflow".to_owned(), format!("{MAINTAINER}:{plan}({number}.0.0)"), "I".to_owned()],
        ),
    }
}

fn observation(head: &Head, plan: &Plan, report: &Report, value: &ReportedValue) -> [String; COLUMNS.len()] {
    let number = |parts: Option<Parts>| parts.map(|parts| parts.value.to_string()).unwrap_or_default();
    let base =
        |parts: Option<Parts>| parts.and_then(|parts| parts.base).map(|base| base.to_string()).unwrap_or_default();
    // The code list of observations: normal; cannot exist.
    let status = match value.applicability {
        Applicability::Applies => "A",
        Applicability::NotApplicable => "M",
    };
    let day = head.round.period.last_day();
    let indicator = plan.indicator(&value.indicator);
    let expected = indicator.and_then(|indicator| indicator.expected_of_one(day));
    let against_expected = indicator.map_or(Status::NoData, |indicator| value.status(indicator, day));
    [
        frequency(head.round.period).to_owned(),
        report.body.to_string(),
        value.indicator.to_string(),
        time_period(head.round.period),
        value.figure.map(|figure| figure.to_string()).unwrap_or_default(),
        number(value.reported),
        base(value.reported),
        number(value.verified),
        base(value.verified),
        status.to_owned(),
        value.working.is_some().to_string(),
        expected.map(|expected| expected.to_string()).unwrap_or_default(),
        against_expected.as_ref().to_owned(),
    ]
}

/// The code list of frequencies knows quarters and years; the first months of a year stand as half-yearly or "other".
pub(crate) fn frequency(period: Period) -> &'static str {
    match period {
        Period::Quarter(_) => "Q",
        Period::FirstMonths(..) => "_O",
        Period::Year(_) => "A",
    }
}

/// The period as SDMX writes it: quarters of the calendar year, and everything else as the first day and a length.
pub(crate) fn time_period(period: Period) -> String {
    match period {
        Period::Quarter(quarter) => {
            use chrono::Datelike as _;
            let first = quarter.first_day();
            format!("{}-Q{}", first.year(), first.month0() / 3 + 1)
        }
        Period::FirstMonths(..) | Period::Year(_) => period.iso(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_quarter_is_the_calendar_quarter_it_is() {
        for (period, written) in [
            ("2570-q1", "2026-Q4"),
            ("2570-q2", "2027-Q1"),
            ("2570-q4", "2027-Q3"),
            ("2570-m6", "2026-10-01/P6M"),
            ("2570", "2026-10-01/P12M"),
        ] {
            assert_eq!(time_period(period.parse().expect("a period")), written);
        }
    }
}
