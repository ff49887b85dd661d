//! Files of accepted values of many agencies: `round,agency,indicator,value` and, as wanted, `base`, `applicability`,
//! `note`, `submitted_on` and what an export has besides: `verified_value`, `verified_base`, `revision` and `accepted_at`.
//! Read a part at a time beside the asynchronous threads, each row by the rules of the domain.

pub(crate) use super::stream::Twice;
use super::{
    MOST_REFUSALS, Reason, Refusal,
    stream::{GoingOn, LONGEST_ROW, Rows},
    table::Presence,
};
use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use domain::{
    amount::AmountError,
    buddhist::{DateError, arabic_digits, read_date},
    entry::{Applicability, Entry, Field},
    indicator::Indicator,
    organisation::Organisation,
    plan::Plan,
    problem::Problem,
    reading::Reading,
    register::Register,
    round::Round,
    rule::{self, Before, Facts},
};
use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry as Slot},
    io::{self, Read, Seek},
    sync::Arc,
};
use tokio::sync::mpsc;

/// How many rows are handed on at once.
const ROWS_IN_PART: usize = 10_000;
/// How many parts wait for the database at most.
pub(crate) const PARTS_WAITING: usize = 4;

const COLUMNS: &[(&str, Presence)] = &[
    ("round", Presence::Needed),
    ("agency", Presence::Needed),
    ("indicator", Presence::Needed),
    ("value", Presence::Needed),
    ("base", Presence::Optional),
    ("applicability", Presence::Optional),
    ("note", Presence::Optional),
    ("submitted_on", Presence::Optional),
    ("verified_value", Presence::Optional),
    ("verified_base", Presence::Optional),
    ("revision", Presence::Optional),
    ("accepted_at", Presence::Optional),
    ("derived", Presence::Optional),
];

/// What the column `derived` says of a value that was worked out; nothing of one that was reported.
pub const DERIVED: &str = "derived";

/// What rows are held against: the rounds with their plans, and the register.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The latest first.
    pub(crate) rounds: Vec<(Round, Arc<Plan>)>,
    /// Which register it is.
    pub(crate) stamp: i64,
    pub(crate) register: Arc<Register>,
    /// Every body in the order of the codes; rows name them by their places.
    pub(crate) bodies: Vec<Organisation>,
}

/// One row that can be taken. Round, agency and indicator are places in what is known.
#[derive(Debug, Clone)]
pub(crate) struct ValueRow {
    pub(crate) line: u64,
    pub(crate) round: usize,
    pub(crate) agency: usize,
    pub(crate) indicator: usize,
    pub(crate) entry: Entry,
    pub(crate) reading: Option<Reading>,
    /// What was verified instead of what was reported.
    pub(crate) verified: Option<Reading>,
    pub(crate) of_report: OfReport,
}

/// What rows say of the whole report they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct OfReport {
    pub(crate) submitted_on: Option<NaiveDate>,
    pub(crate) revision: Option<i32>,
    pub(crate) accepted_at: Option<DateTime<Utc>>,
}

/// Some rows, or what is wrong with some.
#[derive(Debug, Default)]
pub(crate) struct ValuePart {
    pub(crate) rows: Vec<ValueRow>,
    pub(crate) refusals: Vec<Refusal>,
}

/// Reads the file to its end, handing parts on. Ends early when nobody takes them, or when too much is wrong.
pub(crate) fn read(file: impl Read + Send + 'static, known: &Known, parts: &mpsc::Sender<ValuePart>) {
    let mut rows = match Rows::open(file, COLUMNS, LONGEST_ROW) {
        Ok(rows) => rows,
        Err(refusals) => {
            let _ = parts.blocking_send(ValuePart { rows: Vec::new(), refusals });
            return;
        }
    };
    let mut reader = Reader::new(known);
    let mut part = ValuePart::default();
    let mut refused = 0;
    while let Some(row) = rows.next() {
        let mut going_on = GoingOn::Useful;
        match row {
            Ok((line, record)) => reader.take(&rows, line, &record, &mut part),
            Err((refusal, use_of_it)) => {
                part.refusals.push(refusal);
                going_on = use_of_it;
            }
        }
        refused += part.refusals.len();
        let is_enough = going_on == GoingOn::Useless || refused > MOST_REFUSALS;
        if (is_enough || part.rows.len() >= ROWS_IN_PART || !part.refusals.is_empty())
            && (parts.blocking_send(std::mem::take(&mut part)).is_err() || is_enough)
        {
            return;
        }
    }
    let _ = parts.blocking_send(part);
}

/// Which rounds a file names, by their places in what is known; nothing where it can be read only once. The file is left where it
/// was.
pub(crate) fn rounds_named<File: Read + Seek + Send + 'static>(
    file: &Twice<File>,
    known: &Known,
) -> io::Result<Option<BTreeSet<usize>>> {
    let Some(begin) = file.place() else { return Ok(None) };
    let mut named = BTreeSet::new();
    // What is wrong with the file is told by whoever reads it in earnest.
    if let Ok(mut rows) = Rows::open(file.clone(), COLUMNS, LONGEST_ROW) {
        let reader = Reader::new(known);
        while let Some(row) = rows.next() {
            match row {
                Ok((_, record)) => named.extend(reader.round(rows.cell(&record, "round"))),
                Err((_, GoingOn::Useful)) => {}
                Err((_, GoingOn::Useless)) => break,
            }
        }
    }
    file.back_to(begin)?;
    Ok(Some(named))
}

/// What is remembered from row to row.
struct Reader<'a> {
    known: &'a Known,
    rounds: HashMap<&'a str, usize>,
    agencies: HashMap<&'a str, usize>,
    /// Of each round its indicators.
    indicators: Vec<HashMap<&'a str, usize>>,
    /// On which line each indicator of a report stands; 0 for one that has not come.
    lines: HashMap<(usize, usize), Report>,
}

struct Report {
    lines: Vec<u64>,
    first_line: u64,
    said: OfReport,
}

impl<'a> Reader<'a> {
    fn new(known: &'a Known) -> Self {
        let indicators = |plan: &'a Plan| {
            plan.indicators.iter().enumerate().map(|(place, indicator)| (indicator.code.as_str(), place)).collect()
        };
        Self {
            known,
            rounds: known.rounds.iter().enumerate().map(|(place, (round, _))| (round.code.as_str(), place)).collect(),
            agencies: known.bodies.iter().enumerate().map(|(place, body)| (body.code.as_str(), place)).collect(),
            indicators: known.rounds.iter().map(|(_, plan)| indicators(plan)).collect(),
            lines: HashMap::new(),
        }
    }

    fn round(&self, code: &str) -> Option<usize> {
        self.rounds.get(code).or_else(|| self.rounds.get(arabic_digits(code).as_str())).copied()
    }

    fn take(&mut self, rows: &Rows, line: u64, record: &StringRecord, part: &mut ValuePart) {
        if self.is_derived(rows, record) {
            return;
        }
        let mut refuse = |column: &str, reason| part.refusals.push(Refusal::new(line, column, reason));
        let cell = |column| rows.cell(record, column);
        let round = self.round(cell("round"));
        let agency = self.agencies.get(cell("agency")).copied();
        if round.is_none() {
            refuse("round", unknown(cell("round")));
        }
        if agency.is_none() {
            refuse("agency", unknown(cell("agency")));
        }
        let of_report = of_report(["submitted_on", "revision", "accepted_at"].map(cell), &mut refuse);
        let place = round.and_then(|round| {
            let place = self.indicators[round].get(cell("indicator")).copied();
            if place.is_none() {
                refuse("indicator", unknown(cell("indicator")));
            }
            place
        });
        let known = round.zip(agency).zip(place).map(|((round, agency), indicator)| Place { round, agency, indicator });
        let is_placed = known.is_some_and(|of| self.places(of, (line, of_report), &mut refuse));
        // Its other cells are looked at wherever it belongs.
        let Some(entry) = entry(cell("value"), cell("base"), cell("applicability"), cell("note")) else {
            let words = ["applies", "not_applicable"].map(str::to_owned).to_vec();
            return refuse("applicability", Reason::NotOneOf { words });
        };
        if entry.applicability == Applicability::NotApplicable {
            for column in ["value", "base", "verified_value", "verified_base"] {
                if !cell(column).is_empty() {
                    refuse(column, Reason::NotBlank);
                }
            }
        }
        if entry.narrative.starts_with(['=', '@']) || entry.not_applicable_reason.starts_with(['=', '@']) {
            refuse("note", Reason::Formula);
        }
        let Some(indicator) = round.zip(place).map(|(round, place)| &self.known.rounds[round].1.indicators[place])
        else {
            return;
        };
        let verified = Entry {
            value: cell("verified_value").to_owned(),
            base: cell("verified_base").to_owned(),
            ..Entry::default()
        };
        let is_verified = !verified.is_blank() && entry.applicability == Applicability::Applies;
        // What was not reported can have been verified.
        let is_reported = !is_verified || !cell("value").is_empty() || !cell("base").is_empty();
        let reading = is_reported.then(|| read_entry(indicator, &entry, &mut refuse, column_of)).flatten();
        let verified = is_verified.then(|| read_entry(indicator, &verified, &mut refuse, column_of_verified)).flatten();
        let Some(Place { round, agency, indicator: place }) = known.filter(|_| is_placed) else { return };
        part.rows.push(ValueRow {
            line,
            round,
            agency,
            indicator: place,
            entry,
            reading,
            verified: verified.filter(|verified| Some(*verified) != reading),
            of_report,
        });
    }

    /// Whether a row is one of our own exports that says it is derived, of an indicator that is derived here too: it is worked
    /// out again from the others.
    fn is_derived(&self, rows: &Rows, record: &StringRecord) -> bool {
        let round = self.rounds.get(rows.cell(record, "round")).copied();
        let place =
            round.and_then(|round| Some((round, self.indicators[round].get(rows.cell(record, "indicator")).copied()?)));
        let indicator = place.map(|(round, place)| &self.known.rounds[round].1.indicators[place]);
        rows.cell(record, "derived") == DERIVED && indicator.is_some_and(|indicator| indicator.derived.is_some())
    }

    /// Notes that a row of a report came on a line; tells whether it is asked, the first of its indicator, and says the same
    /// of its report as the rows before.
    fn places(
        &mut self,
        Place { round, agency, indicator: place }: Place,
        (line, of_report): (u64, OfReport),
        refuse: &mut impl FnMut(&str, Reason),
    ) -> bool {
        let (of_round, plan) = &self.known.rounds[round];
        let indicator = &plan.indicators[place];
        if indicator.derived.is_some() {
            refuse("indicator", Reason::Derived);
            return false;
        }
        if !indicator.is_asked_of(self.known.bodies[agency].kind) || !indicator.frequency.is_asked_in(of_round.period) {
            refuse("indicator", Reason::NotAsked);
            return false;
        }
        let report = match self.lines.entry((round, agency)) {
            Slot::Occupied(report) => report.into_mut(),
            Slot::Vacant(empty) => {
                empty.insert(Report { lines: vec![0; plan.indicators.len()], first_line: line, said: of_report })
            }
        };
        for column in report.said.differing(of_report) {
            refuse(column, Reason::Differs { line: report.first_line });
        }
        match report.lines[place] {
            0 => {
                report.lines[place] = line;
                true
            }
            earlier => {
                refuse("indicator", Reason::Duplicate { line: earlier });
                false
            }
        }
    }
}

/// Where a row belongs.
#[derive(Clone, Copy)]
struct Place {
    round: usize,
    agency: usize,
    indicator: usize,
}

impl OfReport {
    /// The columns in which two rows of one report differ.
    fn differing(self, other: Self) -> impl Iterator<Item = &'static str> {
        let differs = [
            ("submitted_on", self.submitted_on != other.submitted_on),
            ("revision", self.revision != other.revision),
            ("accepted_at", self.accepted_at != other.accepted_at),
        ];
        differs.into_iter().filter_map(|(column, differs)| differs.then_some(column))
    }
}

/// What a row says of its whole report.
fn of_report([submitted_on, revision, accepted_at]: [&str; 3], refuse: &mut impl FnMut(&str, Reason)) -> OfReport {
    let mut of_report = OfReport::default();
    if !submitted_on.is_empty() {
        let day = read_date(submitted_on);
        of_report.submitted_on = day.map_err(|error| refuse("submitted_on", Reason::NotADate(error))).ok();
    }
    if !revision.is_empty() {
        of_report.revision = revision.parse().ok().filter(|revision| *revision > 0);
        if of_report.revision.is_none() {
            refuse("revision", Reason::NotANumber(AmountError::NotANumber));
        }
    }
    if !accepted_at.is_empty() {
        of_report.accepted_at = DateTime::parse_from_rfc3339(accepted_at).ok().map(|at| at.with_timezone(&Utc));
        if of_report.accepted_at.is_none() {
            refuse("accepted_at", Reason::NotADate(DateError::NotADate));
        }
    }
    of_report
}

/// The value of an entry by the rules. Files prove nothing here, and earlier figures are not looked at: these values were
/// accepted elsewhere.
fn read_entry(
    indicator: &Indicator,
    entry: &Entry,
    refuse: &mut impl FnMut(&str, Reason),
    column_of: fn(Field) -> &'static str,
) -> Option<Reading> {
    let checked = rule::check(indicator, Facts { entry, evidence_count: 1, before: Before::default() });
    for problem in checked.problems.into_iter().filter(Problem::blocks) {
        refuse(column_of(problem.field), Reason::Problem(problem.kind));
    }
    checked.reading
}

fn unknown(text: &str) -> Reason {
    if text.is_empty() { Reason::Blank } else { Reason::Unknown }
}

/// None for a word that says neither.
fn entry(value: &str, base: &str, applicability: &str, note: &str) -> Option<Entry> {
    let applicability = if applicability.is_empty() { Applicability::Applies } else { applicability.parse().ok()? };
    let (narrative, not_applicable_reason) = match applicability {
        Applicability::Applies => (note.to_owned(), String::new()),
        Applicability::NotApplicable => (String::new(), note.to_owned()),
    };
    let (value, base) = (value.to_owned(), base.to_owned());
    Some(Entry { value, base, narrative, applicability, not_applicable_reason, ..Entry::default() })
}

fn column_of(field: Field) -> &'static str {
    match field {
        Field::Value => "value",
        Field::Base => "base",
        Field::Narrative | Field::Obstacles | Field::HelpNeeded | Field::Explanation | Field::NotApplicableReason => {
            "note"
        }
        Field::Evidence => "",
    }
}

fn column_of_verified(field: Field) -> &'static str {
    if field == Field::Base { "verified_base" } else { "verified_value" }
}
