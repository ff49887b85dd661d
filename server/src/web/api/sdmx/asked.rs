//! What a query for data asks: the key, components, instants, how many observations, and in which form.

use crate::web::api::{
    ApiProblem,
    accept::{Offer, accepted},
    paging::unread,
};
use app::text::queries::Unreadable;
use axum::http::HeaderMap;
use chrono::{DateTime, Months, NaiveDate, SecondsFormat, Utc};
use domain::{calendar::Period, snapshot::SdmxCsv};
use service::publications::Flow;
use std::collections::HashSet;

/// The most alternatives of a key: each is looked at for every row.
const MOST_ALTERNATIVES: usize = 50;
/// The most codes of a key, of a component, and the most periods.
const MOST_CODES: usize = 1_000;
/// The most months of a period that is written with its length.
const LONGEST_PERIOD: u32 = 1_200;
/// The dimensions of a key, in their order.
const DIMENSIONS: [&str; 3] = ["FREQ", "ORGANISATION", "INDICATOR"];
/// What else chooses among data, besides components by the names of dimensions.
const PARAMETERS: [&str; 9] = [
    "c[TIME_PERIOD]",
    "updatedAfter",
    "asOf",
    "firstNObservations",
    "lastNObservations",
    "attributes",
    "measures",
    "dimensionAtObservation",
    "includeHistory",
];

/// In which form data go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::api) enum Kind {
    /// SDMX-CSV of a version.
    Csv(SdmxCsv),
    /// SDMX-JSON 2.0.
    Json,
}

impl Kind {
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Csv(SdmxCsv::Two) => "application/vnd.sdmx.data+csv; version=2.0.0",
            Self::Csv(SdmxCsv::One) => "application/vnd.sdmx.data+csv; version=1.0.0",
            Self::Json => "application/vnd.sdmx.data+json; version=2.0.0",
        }
    }

    /// How they are named among other forms.
    pub(in crate::web::api) const OFFERS: [Offer<Self>; 3] = [
        Offer { form: Self::Csv(SdmxCsv::Two), name: "application/vnd.sdmx.data+csv", versions: &["2.0.0", "2.0"] },
        Offer { form: Self::Csv(SdmxCsv::One), name: "application/vnd.sdmx.data+csv", versions: &["1.0.0", "1.0"] },
        Offer { form: Self::Json, name: "application/vnd.sdmx.data+json", versions: &["2.0.0", "2.0"] },
    ];
    /// What a program means that knows nothing of statistics, where there are no other forms.
    const PLAIN: [Offer<Self>; 2] = [
        Offer { form: Self::Csv(SdmxCsv::Two), name: "text/csv", versions: &[] },
        Offer { form: Self::Json, name: "application/json", versions: &[] },
    ];

    /// The form that the caller takes best; CSV 2.0 where they say nothing.
    pub(super) fn accepted(headers: &HeaderMap) -> Result<Self, ApiProblem> {
        accepted(headers, Self::OFFERS.into_iter().chain(Self::PLAIN))
    }
}

/// What one dimension may be: everything, or one of some codes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Codes(Option<HashSet<String>>);

impl Codes {
    fn read(text: &str) -> Self {
        let all = text.is_empty() || text == "*";
        Self((!all).then(|| text.split('+').map(str::to_owned).collect()))
    }

    fn has(&self, code: &str) -> bool {
        self.0.as_ref().is_none_or(|codes| codes.contains(code) || codes.contains("*"))
    }
}

/// A bound of the periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    From(NaiveDate),
    Until(NaiveDate),
    In(NaiveDate, NaiveDate),
    /// Exactly these days.
    Is(NaiveDate, NaiveDate),
}

/// The instant of the past that somebody asks for; nothing where it is the present.
pub(super) type OfThePast = Result<Option<DateTime<Utc>>, ApiProblem>;

/// Everything that is asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The alternatives of the key, each by dimension.
    keys: Vec<[Codes; 3]>,
    /// The components that are named, by the place of their column.
    components: Vec<(usize, HashSet<String>)>,
    /// Of each list of periods one has to fit, with everything that it says.
    periods: Vec<Vec<Vec<Bound>>>,
    updated_after: Option<DateTime<Utc>>,
    pub(super) as_of: Option<DateTime<Utc>>,
    pub(super) first: Option<u32>,
    pub(super) last: Option<u32>,
    pub(super) has_attributes: bool,
    pub(super) has_measures: bool,
    /// Whether series are asked for.
    by_series: bool,
}

impl Asked {
    /// Without any choice.
    pub(super) fn everything() -> Self {
        Self {
            keys: vec![[(); 3].map(|()| Codes(None))],
            components: Vec::new(),
            periods: Vec::new(),
            updated_after: None,
            as_of: None,
            first: None,
            last: None,
            has_attributes: true,
            has_measures: true,
            by_series: false,
        }
    }

    /// Reads key and query; what is not understood is refused and not left out. Instants of the past are read as everywhere.
    pub(super) fn read(key: &str, query: &str, past: impl Fn(&str) -> OfThePast) -> Result<Self, ApiProblem> {
        let mut asked = Self { keys: keys(key)?, ..Self::everything() };
        let mut seen = HashSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            asked.take(&name, &value, &past)?;
            let name = if name == "as_of" { "asOf" } else { &*name };
            // Components narrow one another; of anything else one would count and the other not.
            if !name.starts_with("c[") && !seen.insert(name.to_owned()) {
                return Err(unread(Unreadable::Twice(name)));
            }
        }
        if asked.first.is_some() && asked.last.is_some() {
            return Err(unread(Unreadable::Together("firstNObservations", "lastNObservations")));
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: &str, past: &impl Fn(&str) -> OfThePast) -> Result<(), ApiProblem> {
        let count = || {
            let count = value.parse::<u32>().ok().filter(|count| *count > 0);
            count.map(Some).ok_or_else(|| unread(Unreadable::Count(name)))
        };
        match name {
            "updatedAfter" => {
                self.updated_after = Some(instant(value).ok_or_else(|| unread(Unreadable::Instant(name)))?);
            }
            "asOf" | "as_of" => self.as_of = past(&of_the_past(value))?,
            "firstNObservations" => self.first = count()?,
            "lastNObservations" => self.last = count()?,
            "attributes" => {
                let known = (&["dsd", "all", "obs"][..], &["none", "dataset", "series", "msd"][..]);
                self.has_attributes = is_first_of(name, value, known)?;
            }
            "measures" => self.has_measures = is_first_of(name, value, (&["all", "OBS_VALUE"], &["none"]))?,
            "includeHistory" => {
                is_first_of(name, value, (&["false"], &[]))?;
            }
            "dimensionAtObservation" => {
                self.by_series = !is_first_of(name, value, (&["AllDimensions"], &["TIME_PERIOD"]))?;
            }
            "c[TIME_PERIOD]" => {
                let group = |group: &str| group.split([' ', '+']).map(bound).collect::<Option<Vec<_>>>();
                let groups = value.split(',').map(group).collect::<Option<Vec<_>>>();
                let groups = groups.filter(|groups| groups.len() <= MOST_CODES);
                self.periods.push(groups.ok_or_else(|| unread(Unreadable::Periods(name, MOST_CODES)))?);
            }
            _ => {
                let component = name.strip_prefix("c[").and_then(|rest| rest.strip_suffix(']'));
                let place = component.and_then(|id| DIMENSIONS.iter().position(|dimension| *dimension == id));
                let place = place.ok_or_else(|| unknown(name))?;
                // Commas stand between alternatives, and a plus between what holds at once, which two codes never do.
                let code = |code: &str| code.strip_prefix("eq:").unwrap_or(code).to_owned();
                let mut codes = HashSet::new();
                for alternative in value.split(',') {
                    let at_once: HashSet<String> = alternative.split(['+', ' ']).map(code).collect();
                    if at_once.len() > 1 {
                        return Err(unread(Unreadable::AtOnce(name)));
                    }
                    codes.extend(at_once);
                }
                // Other comparisons of codes are not known here.
                let is_known = codes.len() <= MOST_CODES && codes.iter().all(|code| !code.contains(':'));
                if !is_known {
                    return Err(unread(Unreadable::Codes(name, MOST_CODES)));
                }
                self.components.push((place, codes));
            }
        }
        Ok(())
    }

    /// Refuses series where there are none: a table is the same either way, and the series of a message would be those of files
    /// that are read one after another.
    pub(super) fn suits(&self, kind: Kind) -> Result<(), ApiProblem> {
        if self.by_series && kind == Kind::Json {
            return Err(unread(Unreadable::Series("dimensionAtObservation")));
        }
        Ok(())
    }

    /// Whether anything of a round is asked for.
    pub(super) fn wants(&self, flow: &Flow) -> bool {
        let is_newer = self.updated_after.is_none_or(|at| flow.snapshot.public_since().is_some_and(|since| since > at));
        is_newer && self.wants_period(flow.period)
    }

    /// Whether the observations of a period are asked for.
    fn wants_period(&self, period: Period) -> bool {
        let (first, last) = (period.first_day(), period.last_day());
        let fits = |bound: &Bound| match *bound {
            Bound::From(day) => first >= day,
            Bound::Until(day) => last <= day,
            Bound::In(begin, end) => first >= begin && last <= end,
            Bound::Is(begin, end) => (first, last) == (begin, end),
        };
        let fits_one = |groups: &Vec<Vec<Bound>>| groups.iter().any(|group| group.iter().all(fits));
        self.periods.iter().all(fits_one)
    }

    /// Whether an observation is asked for: its frequency, organisation and indicator.
    pub(super) fn lets_through(&self, dimensions: [&str; 3]) -> bool {
        let of_key = self.keys.iter().any(|key| key.iter().zip(dimensions).all(|(codes, code)| codes.has(code)));
        let is_named = |(place, codes): &(usize, HashSet<String>)| codes.contains(dimensions[*place]);
        of_key && self.components.iter().all(is_named)
    }

    /// Whether the earliest observations of each series are counted.
    pub(super) fn counts_from_the_first(&self) -> bool {
        self.last.is_none()
    }
}

/// Whether a choice is one of the first of two lists, or left empty; what is in neither is refused.
fn is_first_of(name: &str, value: &str, (first, second): (&[&str], &[&str])) -> Result<bool, ApiProblem> {
    let is_first = value.is_empty() || first.contains(&value);
    if is_first || second.contains(&value) {
        return Ok(is_first);
    }
    Err(unread(Unreadable::NoneOf(name, &[first, second].concat().join(", "))))
}

/// That nothing of that name chooses among data.
fn unknown(name: &str) -> ApiProblem {
    let components = DIMENSIONS.map(|dimension| format!("c[{dimension}]")).join(", ");
    unread(Unreadable::Unknown(name, &format!("{components}, {}", PARAMETERS.join(", "))))
}

/// The alternatives of a key: parts of dimensions between points, alternatives between commas.
fn keys(key: &str) -> Result<Vec<[Codes; 3]>, ApiProblem> {
    let one = |alternative: &str| {
        if alternative == "*" || alternative == "all" {
            return Ok([(); 3].map(|()| Codes(None)));
        }
        let parts: Vec<Codes> = alternative.split('.').map(Codes::read).collect();
        <[Codes; 3]>::try_from(parts).map_err(|_| unread(Unreadable::Key(&DIMENSIONS.join("."))))
    };
    let alternatives: Vec<&str> = key.split(',').collect();
    let codes = key.split([',', '.', '+']).count();
    if alternatives.len() > MOST_ALTERNATIVES || codes > MOST_CODES {
        return Err(unread(Unreadable::LongKey(MOST_ALTERNATIVES, MOST_CODES)));
    }
    alternatives.into_iter().map(one).collect()
}

/// An instant; a `+` before the zone that a form turned into a blank is one again.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.replace(' ', "+");
    let with_zone = DateTime::parse_from_rfc3339(&text).map(|at| at.to_utc()).ok();
    with_zone.or_else(|| DateTime::parse_from_rfc3339(&format!("{text}Z")).map(|at| at.to_utc()).ok())
}

/// What is asked of the past, as it is read everywhere: an instant without a zone is of UTC, as programs of statistics write it.
pub(super) fn of_the_past(text: &str) -> String {
    instant(text).map_or_else(|| text.to_owned(), exact)
}

/// The same instant with its zone.
fn exact(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// A bound such as `ge:2026-Q4`, or one period.
fn bound(text: &str) -> Option<Bound> {
    match text.split_once(':') {
        Some(("ge", period)) => Some(Bound::From(days(period)?.0)),
        Some(("le", period)) => Some(Bound::Until(days(period)?.1)),
        Some(("eq", period)) => one(period),
        Some(_) => None,
        None => one(text),
    }
}

/// One period: that alone which is written with its length, as in data, and all that lie within any other.
fn one(text: &str) -> Option<Bound> {
    let (begin, end) = days(text)?;
    Some(if text.contains('/') { Bound::Is(begin, end) } else { Bound::In(begin, end) })
}

/// The days of a period of the calendar as SDMX writes it, of so many months from a day (`2026-10-01/P6M`), or of one of ours.
fn days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    if let Ok(period) = text.parse::<Period>() {
        return Some((period.first_day(), period.last_day()));
    }
    if let Some((begin, length)) = text.split_once('/') {
        let begin: NaiveDate = begin.parse().ok()?;
        let months = length.strip_prefix('P')?.strip_suffix('M')?.parse::<u32>().ok();
        return lasting(begin, months.filter(|months| (1..=LONGEST_PERIOD).contains(months))?);
    }
    let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
    let year: i32 = year.parse().ok().filter(|year| (1_900..=2_300).contains(year))?;
    let (begin, months) = match rest {
        None => (NaiveDate::from_ymd_opt(year, 1, 1)?, 12),
        Some(rest) => match rest.strip_prefix('Q') {
            Some(quarter) => {
                let quarter: u32 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                (NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1)?, 3)
            }
            None if rest.len() == 2 => (NaiveDate::from_ymd_opt(year, rest.parse().ok()?, 1)?, 1),
            None => {
                let day = text.parse::<NaiveDate>().ok()?;
                return Some((day, day));
            }
        },
    };
    lasting(begin, months)
}

/// So many months from a day.
fn lasting(begin: NaiveDate, months: u32) -> Option<(NaiveDate, NaiveDate)> {
    Some((begin, begin.checked_add_months(Months::new(months))?.pred_opt()?))
}

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;
