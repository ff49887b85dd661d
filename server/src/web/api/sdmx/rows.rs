//! The rows of SDMX-CSV files that a query lets through, one file after another, as they are read. A place is held while a piece
//! is read and looked through, and by nobody who takes their time over what they were sent.

use super::{asked::Asked, place, turn};
use crate::export::snapshot::{HEADING, STRUCTURE};
use bytes::Bytes;
use domain::snapshot::SdmxCsv;
use futures::{Stream, StreamExt as _, stream, stream::BoxStream};
use service::{
    ServiceError, ServiceResult, Services,
    snapshots::{ByteRange, MadeFile},
};
use std::collections::{HashMap, VecDeque};

/// So many bytes of a file are looked through at a turn, at least.
const A_TURN: usize = 64 * 1024;
/// Where the last dimension stands, and where the observation.
pub(super) const TIME: usize = STRUCTURE + 3;
pub(super) const VALUE: usize = TIME + 1;
/// The columns of a file.
pub(super) const COLUMNS: usize = HEADING.len();
/// Where it stands whether an observation is normal; behind it, whether the value was worked out from others and what was
/// expected of it.
pub(super) const NORMAL: usize = VALUE + 5;
/// Where the status stands.
pub(super) const STATUS: usize = COLUMNS - 1;

/// The cells of a row. Codes and numbers need no quotes. Files that were made before a column was added have fewer; what they do
/// not tell is empty.
pub(super) fn cells(row: &str) -> [&str; COLUMNS] {
    let mut cells = row.split(',');
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

/// How many observations of each series came, in little memory: a country has a hundred thousands of series, and an answer that
/// nobody reads on keeps what it counted.
#[derive(Default)]
struct Counted {
    organisations: HashMap<String, usize>,
    others: HashMap<String, usize>,
    /// By the number of the organisation, and by that of the rest of the key.
    series: Vec<Vec<u16>>,
}

impl Counted {
    /// Counts one more of an organisation, in the rest of the key.
    fn one_more(&mut self, organisation: &str, rest: &str) -> u32 {
        let row = number(&mut self.organisations, organisation);
        let column = number(&mut self.others, rest);
        if self.series.len() <= row {
            self.series.resize_with(row + 1, Vec::new);
        }
        let counts = &mut self.series[row];
        if counts.len() <= column {
            counts.resize(column + 1, 0);
        }
        counts[column] = counts[column].saturating_add(1);
        u32::from(counts[column])
    }
}

/// The number of a name, in the order in which they came.
fn number(names: &mut HashMap<String, usize>, name: &str) -> usize {
    if let Some(known) = names.get(name) {
        return *known;
    }
    let next = names.len();
    names.insert(name.to_owned(), next);
    next
}

/// Reads the files.
pub(super) struct Rows {
    /// Of the files; a page has none.
    services: Option<Services>,
    waiting: VecDeque<MadeFile>,
    open: Option<BoxStream<'static, ServiceResult<Bytes>>>,
    /// What was read and has no end yet.
    begun: Vec<u8>,
    /// Whether the heading of the open file is still to come.
    at_heading: bool,
    /// How many observations of each series were let through.
    counted: Counted,
    asked: Asked,
    attributes: Attributes,
}

/// Which attributes of observations go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attributes {
    /// All.
    All,
    /// All but what figures were reported and verified as.
    WithoutParts,
    /// None.
    None,
}

impl Attributes {
    /// Their columns.
    pub(super) fn columns(self) -> std::ops::Range<usize> {
        match self {
            Self::All => VALUE + 1..COLUMNS,
            Self::WithoutParts => NORMAL..COLUMNS,
            Self::None => COLUMNS..COLUMNS,
        }
    }
}

impl Rows {
    pub(super) fn new(services: Services, files: Vec<MadeFile>, asked: Asked) -> Self {
        Self {
            services: Some(services),
            waiting: files.into(),
            open: None,
            begun: Vec::new(),
            at_heading: true,
            counted: Counted::default(),
            attributes: if asked.has_attributes { Attributes::All } else { Attributes::None },
            asked,
        }
    }

    /// Rows that are there already.
    pub(super) fn of_page(rows: Vec<String>, attributes: Attributes) -> Self {
        let text: String = rows.into_iter().flat_map(|row| [row, "\n".to_owned()]).collect();
        Self {
            services: None,
            waiting: VecDeque::new(),
            open: Some(stream::once(async move { Ok(Bytes::from(text)) }).boxed()),
            begun: Vec::new(),
            at_heading: false,
            counted: Counted::default(),
            attributes,
            asked: Asked::everything(),
        }
    }

    /// Opens the first file, so that what cannot be read, or not at this moment, is told before anything is sent.
    pub(super) async fn begin(&mut self) -> ServiceResult<()> {
        let _place = place().await?;
        self.open_next().await?;
        Ok(())
    }

    /// Opens the next file; whether there was one.
    async fn open_next(&mut self) -> ServiceResult<bool> {
        let next = self.waiting.pop_front();
        let (Some(file), Some(services)) = (next, &self.services) else { return Ok(false) };
        self.open = Some(services.snapshots().file_bytes(&file, ByteRange::All).await?);
        self.at_heading = true;
        Ok(true)
    }

    /// The next rows, perhaps none of a piece; nothing at the end.
    pub(super) async fn next(&mut self) -> ServiceResult<Option<Vec<String>>> {
        // Nobody waits for a page of a list, which is there already.
        let _place = match self.services {
            Some(_) => Some(turn().await?),
            None => None,
        };
        let (mut rows, mut read) = (Vec::new(), 0);
        while read < A_TURN {
            let Some(open) = &mut self.open else {
                if self.open_next().await? {
                    continue;
                }
                return Ok((read > 0).then_some(rows));
            };
            let Some(piece) = open.next().await else {
                self.open = None;
                self.begun.clear();
                continue;
            };
            let piece = piece?;
            read += piece.len();
            self.begun.extend_from_slice(&piece);
            rows.append(&mut self.whole()?);
        }
        Ok(Some(rows))
    }

    /// The rows of what was read that have an end.
    fn whole(&mut self) -> ServiceResult<Vec<String>> {
        let Some(end) = self.begun.iter().rposition(|byte| *byte == b'\n') else { return Ok(Vec::new()) };
        let rest = self.begun.split_off(end + 1);
        let read = std::mem::replace(&mut self.begun, rest);
        let text = String::from_utf8(read).map_err(|error| ServiceError::fault("reading a file of SDMX", error))?;
        let mut rows = Vec::new();
        for line in text.lines() {
            if std::mem::take(&mut self.at_heading) {
                continue;
            }
            if self.takes(&cells(line)) {
                rows.push(line.to_owned());
            }
        }
        Ok(rows)
    }

    fn takes(&mut self, row: &[&str; COLUMNS]) -> bool {
        let [_, flow, _, frequency, organisation, indicator, ..] = row;
        if !self.asked.lets_through([frequency, organisation, indicator]) {
            return false;
        }
        let Some(most) = self.asked.first.or(self.asked.last) else { return true };
        self.counted.one_more(organisation, &format!("{flow} {frequency} {indicator}")) <= most
    }

    /// Whether the observations themselves are asked for.
    pub(super) fn has_measures(&self) -> bool {
        self.asked.has_measures
    }

    /// Which of their attributes are.
    pub(super) fn attributes(&self) -> Attributes {
        self.attributes
    }

    /// The rows as a file of SDMX-CSV.
    pub(super) fn table(self, version: SdmxCsv) -> impl Stream<Item = ServiceResult<Bytes>> + Send + 'static {
        let first = self.line(version, &HEADING.join(","));
        let heading = stream::once(async move { Ok(Bytes::from(first)) });
        let rows = stream::unfold(self, move |mut rows| async move {
            match rows.next().await {
                Ok(None) => None,
                Ok(Some(found)) => {
                    let text: String = found.iter().map(|row| rows.line(version, row)).collect();
                    Some((Ok(Bytes::from(text)), rows))
                }
                Err(error) => {
                    rows.waiting.clear();
                    rows.open = None;
                    Some((Err(error), rows))
                }
            }
        });
        heading.chain(rows.filter(|piece| std::future::ready(piece.as_ref().map_or(true, |text| !text.is_empty()))))
    }

    /// One row in a version, without what is not asked for.
    fn line(&self, version: SdmxCsv, row: &str) -> String {
        let is_whole = row.split(',').count() == COLUMNS;
        if is_whole && version == SdmxCsv::Two && self.has_measures() && self.attributes == Attributes::All {
            return format!("{row}\r\n");
        }
        let row = cells(row);
        let structure: Vec<String> = match version {
            SdmxCsv::Two => row[..STRUCTURE].iter().copied().map(str::to_owned).collect(),
            // The older one names the flow alone, with a version of two numbers.
            SdmxCsv::One if row[0] == HEADING[0] => vec!["DATAFLOW".to_owned()],
            SdmxCsv::One => vec![row[1].replace(".0.0)", ".0)")],
        };
        let value = self.has_measures().then(|| row[VALUE]);
        let attributes = &row[self.attributes.columns()];
        let structure = structure.iter().map(String::as_str);
        let cells =
            structure.chain(row[STRUCTURE..=TIME].iter().copied()).chain(value).chain(attributes.iter().copied());
        let cells: Vec<&str> = cells.collect();
        format!("{}\r\n", cells.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn observations_are_counted_by_series() {
        let mut counted = Counted::default();
        let all =
            [("one", "a", 1), ("one", "b", 1), ("two", "b", 1), ("one", "a", 2), ("two", "a", 1), ("one", "b", 2)];
        for (organisation, rest, count) in all {
            assert_eq!(counted.one_more(organisation, rest), count, "{organisation} {rest}");
        }
    }

    #[test]
    fn a_row_of_an_older_file_tells_nothing_of_the_columns_that_came_later() {
        let row = "dataflow,DGA:small(1.0.0),I,Q,one,svc-e2e,2026-Q4,40,40,100,,,A";
        let old = cells(row);
        assert_eq!((old[VALUE], old[NORMAL], &old[NORMAL + 1..]), ("40", "A", ["", "", ""].as_slice()));
        let row = format!("{row},true,50,at_risk");
        let new = cells(&row);
        assert_eq!((new[VALUE], new[NORMAL], &new[NORMAL + 1..]), ("40", "A", ["true", "50", "at_risk"].as_slice()));
        assert_eq!((HEADING[VALUE], HEADING[NORMAL], HEADING[STATUS]), ("OBS_VALUE", "OBS_STATUS", "STATUS"));
    }
}
