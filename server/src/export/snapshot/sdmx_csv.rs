//! Values as SDMX-CSV: an observation is an organisation's figure of an indicator in a period.

use super::Copy;
use domain::{
    amount::Amount,
    calendar::Period,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, PlanCode},
    plan::Plan,
    snapshot::{Head, Line, Part, Parts, Report, ReportedValue, SdmxCsv},
    status::Status,
};
use std::{
    fs::File,
    io::{BufWriter, Write},
};

/// Who maintains the structures.
pub(crate) const MAINTAINER: &str = "DGA";
/// How many columns name the structure in a file of version 2.0.
pub(crate) const STRUCTURE: usize = 3;
/// The heading of a file of version 2.0: what names the structure, dimensions, the observation, attributes.
pub(crate) const HEADING: [&str; 16] = [
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
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

/// What one or two numbers were given as: the value or numerator, the denominator or weight.
pub(crate) type Numbers = (Option<Amount>, Option<Amount>);

/// An observation.
pub(crate) struct Observed<'a> {
    /// The period of the round.
    pub(crate) period: Period,
    /// Who reported.
    pub(crate) organisation: &'a OrganisationCode,
    /// Of what.
    pub(crate) indicator: &'a IndicatorCode,
    /// Whether that applies.
    pub(crate) applicability: Applicability,
    /// The figure that counts, in the indicator's unit.
    pub(crate) figure: Option<Amount>,
    /// What was reported.
    pub(crate) reported: Numbers,
    /// What was verified instead.
    pub(crate) verified: Numbers,
    /// Whether it was worked out from others.
    pub(crate) is_derived: bool,
    /// What was expected by the last day of the period.
    pub(crate) expected: Option<Amount>,
    /// The figure against that.
    pub(crate) status: Status,
}

impl Observed<'_> {
    /// Its cells behind those that name the structure. None needs quotes: codes, numbers and words of our own.
    pub(crate) fn cells(&self) -> [String; HEADING.len() - STRUCTURE] {
        let number = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        // The code list of observations: normal; cannot exist.
        let normal = match self.applicability {
            Applicability::Applies => "A",
            Applicability::NotApplicable => "M",
        };
        [
            frequency(self.period).to_owned(),
            self.organisation.to_string(),
            self.indicator.to_string(),
            time_period(self.period),
            number(self.figure),
            number(self.reported.0),
            number(self.reported.1),
            number(self.verified.0),
            number(self.verified.1),
            normal.to_owned(),
            self.is_derived.to_string(),
            number(self.expected),
            self.status.as_ref().to_owned(),
        ]
    }
}

/// What names the structure in every row of a file of version 2.0.
pub(crate) fn structure_of(plan: &PlanCode, version: i32) -> [String; STRUCTURE] {
    ["dataflow".to_owned(), format!("{MAINTAINER}:{plan}({version}.0.0)"), "I".to_owned()]
}

pub(super) fn write(version: SdmxCsv, copy: &Copy, to: File) -> anyhow::Result<u64> {
    let head = copy.head()?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BufWriter::new(to));
    let (names, structure) = structure(version, &head);
    writer.write_record(names.iter().chain(&HEADING[STRUCTURE..]))?;
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
            writer.write_record(structure.iter().cloned().chain(observed(&head, plan, &report, value).cells()))?;
            rows += 1;
        }
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)?.flush()?;
    Ok(rows)
}

/// What names the structure in the heading and in every row.
fn structure(version: SdmxCsv, head: &Head) -> (&'static [&'static str], Vec<String>) {
    let (plan, number) = (&head.round.plan, head.round.plan_version);
    match version {
        SdmxCsv::One => (&["DATAFLOW"], vec![format!("{MAINTAINER}:{plan}({number}.0)")]),
        SdmxCsv::Two => (&HEADING[..STRUCTURE], structure_of(plan, number).to_vec()),
    }
}

fn observed<'a>(head: &Head, plan: &Plan, report: &'a Report, value: &'a ReportedValue) -> Observed<'a> {
    let numbers = |parts: Option<Parts>| parts.map(|parts| (Some(parts.value), parts.base)).unwrap_or_default();
    let day = head.round.period.last_day();
    let indicator = plan.indicator(&value.indicator);
    Observed {
        period: head.round.period,
        organisation: &report.body,
        indicator: &value.indicator,
        applicability: value.applicability,
        figure: value.figure,
        reported: numbers(value.reported),
        verified: numbers(value.verified),
        is_derived: value.working.is_some(),
        expected: indicator.and_then(|indicator| indicator.expected_of_one(day)),
        status: indicator.map_or(Status::NoData, |indicator| value.status(indicator, day)),
    }
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
