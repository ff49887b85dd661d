//! Data as a message of SDMX-JSON 2.0, written as the rows go by: every observation stands by itself under the places of its
//! dimensions, and the lists that the places count come at the end.

use super::{
    MAINTAINER,
    rows::{COLUMNS, NORMAL, Rows, STATUS, TIME, VALUE, cells},
};
use crate::export::snapshot::STRUCTURE;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::ids::PlanCode;
use futures::{Stream, stream};
use serde_json::{Value, json};
use service::{ServiceResult, publications::Flow};
use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
};

/// The schema of the message.
const SCHEMA: &str = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json";
/// The dimensions, in the order of keys.
const DIMENSIONS: [&str; 4] = ["FREQ", "ORGANISATION", "INDICATOR", "TIME_PERIOD"];
/// The attributes that are numbers.
const NUMBERS: [&str; 4] = ["REPORTED_VALUE", "REPORTED_BASE", "VERIFIED_VALUE", "VERIFIED_BASE"];

/// The codes of a list in the order in which they came.
#[derive(Default)]
struct Places {
    of: HashMap<String, usize>,
    codes: Vec<String>,
}

impl Places {
    fn of(&mut self, code: &str) -> usize {
        if let Some(place) = self.of.get(code) {
            return *place;
        }
        let place = self.codes.len();
        self.of.insert(code.to_owned(), place);
        self.codes.push(code.to_owned());
        place
    }
}

/// Where the writing is.
enum Step {
    Begin,
    Observations,
    Over,
}

/// Of what the message is.
pub(super) struct About {
    /// The plans with their versions, which are the flows.
    pub(super) flows: BTreeSet<(PlanCode, i32)>,
    /// Of when it is.
    pub(super) prepared: Option<DateTime<Utc>>,
    /// Whether figures in it are made up.
    pub(super) is_test: bool,
}

impl About {
    /// Of published rounds.
    pub(super) fn of(flows: &[Flow]) -> Self {
        Self {
            flows: flows.iter().map(|flow| (flow.plan.clone(), flow.plan_version)).collect(),
            prepared: flows.iter().map(|flow| flow.snapshot.taken_at).max(),
            is_test: flows.iter().any(|flow| flow.is_demonstration),
        }
    }
}

struct Message {
    rows: Rows,
    about: About,
    step: Step,
    dimensions: [Places; 4],
    normal: Places,
    statuses: Places,
    is_first: bool,
}

/// The message in pieces.
pub(super) fn stream(rows: Rows, about: About) -> impl Stream<Item = ServiceResult<Bytes>> + Send + 'static {
    let message = Message {
        rows,
        about,
        step: Step::Begin,
        dimensions: std::array::from_fn(|_| Places::default()),
        normal: Places::default(),
        statuses: Places::default(),
        is_first: true,
    };
    stream::unfold(message, |mut message| async move {
        let piece = match message.step {
            Step::Begin => {
                message.step = Step::Observations;
                Ok(message.begin())
            }
            Step::Observations => match message.observations().await {
                Ok(Some(text)) => Ok(text),
                Ok(None) => {
                    message.step = Step::Over;
                    Ok(message.end())
                }
                Err(error) => {
                    message.step = Step::Over;
                    Err(error)
                }
            },
            Step::Over => return None,
        };
        Some((piece.map(Bytes::from), message))
    })
}

impl Message {
    fn links(&self) -> Value {
        let link = |(plan, version): &(PlanCode, i32)| json!({ "rel": "dataflow", "urn": format!("urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={MAINTAINER}:{plan}({version}.0.0)") });
        self.about.flows.iter().map(link).collect()
    }

    fn begin(&self) -> String {
        let meta = json!({
            "schema": SCHEMA,
            "id": "tidtam-data",
            "test": self.about.is_test,
            "prepared": self.about.prepared,
            "contentLanguages": ["th", "en"],
            "sender": { "id": MAINTAINER, "name": "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)" },
        });
        let links = self.links();
        format!(
            "{{\"meta\":{meta},\"data\":{{\"dataSets\":[{{\"structure\":0,\"action\":\"Information\",\"links\":{links},\"observations\":{{"
        )
    }

    async fn observations(&mut self) -> ServiceResult<Option<String>> {
        let Some(rows) = self.rows.next().await? else { return Ok(None) };
        let mut text = String::new();
        for row in &rows {
            self.observation(&cells(row), &mut text);
        }
        Ok(Some(text))
    }

    fn observation(&mut self, row: &[&str; COLUMNS], text: &mut String) {
        let comma = if std::mem::take(&mut self.is_first) { "" } else { "," };
        let _ = write!(text, "{comma}\n\"");
        for (place, code) in row[STRUCTURE..=TIME].iter().enumerate() {
            let colon = if place > 0 { ":" } else { "" };
            let _ = write!(text, "{colon}{}", self.dimensions[place].of(code));
        }
        text.push_str("\":[");
        // Numbers are written with all their digits.
        let number = |cell: &str| if cell.is_empty() { "null".to_owned() } else { cell.to_owned() };
        let mut parts = Vec::new();
        if self.rows.has_measures() {
            parts.push(number(row[VALUE]));
        }
        let told = self.rows.attributes().columns();
        if !told.is_empty() {
            parts.extend(row[told.start..NORMAL].iter().map(|cell| number(cell)));
            parts.push(self.normal.of(row[NORMAL]).to_string());
            // Derived: true, false, or untold; and what was expected.
            parts.extend(row[NORMAL + 1..STATUS].iter().map(|cell| number(cell)));
            let status = Some(row[STATUS]).filter(|status| !status.is_empty());
            parts.push(status.map_or_else(|| "null".to_owned(), |status| self.statuses.of(status).to_string()));
        }
        let _ = write!(text, "{}]", parts.join(","));
    }

    fn end(&self) -> String {
        let dimension = |(place, id): (usize, &&str)| {
            let of = |code: &String| {
                if *id == "TIME_PERIOD" { json!({ "value": code }) } else { json!({ "id": code, "name": code }) }
            };
            let values: Vec<Value> = self.dimensions[place].codes.iter().map(of).collect();
            json!({ "id": id, "keyPosition": place, "values": values })
        };
        let attribute = |id: &&str| json!({ "id": id, "name": id, "relationship": { "observation": {} } });
        let mut attributes: Vec<Value> = Vec::new();
        let told = self.rows.attributes().columns();
        if !told.is_empty() {
            attributes.extend(NUMBERS.iter().skip(told.start - VALUE - 1).map(attribute));
            let coded = |id: &str, places: &Places| {
                let mut attribute = attribute(&id);
                let values = places.codes.iter().map(|code| json!({ "id": code, "name": code }));
                attribute["values"] = values.collect();
                attribute
            };
            attributes.push(coded("OBS_STATUS", &self.normal));
            attributes.extend([attribute(&"DERIVED"), attribute(&"EXPECTED")]);
            // Files that were made before there was one tell no status; a list of none would be one.
            attributes.push(if self.statuses.codes.is_empty() {
                attribute(&"STATUS")
            } else {
                coded("STATUS", &self.statuses)
            });
        }
        let measures: Vec<Value> =
            self.rows.has_measures().then(|| json!({ "id": "OBS_VALUE", "name": "OBS_VALUE" })).into_iter().collect();
        // A dimension without values is not allowed; the lists of dimensions and attributes may be empty, and readers look for them.
        let told = DIMENSIONS.iter().enumerate().filter(|_| !self.is_first);
        let dimensions = json!({ "dataSet": [], "series": [], "observation": told.map(dimension).collect::<Vec<_>>() });
        let structure = json!({
            "links": self.links(),
            "dimensions": dimensions,
            "measures": { "observation": measures },
            "attributes": { "dataSet": [], "series": [], "observation": attributes },
            "dataSets": [0],
        });
        format!("}}}}],\"structures\":[{structure}]}}}}")
    }
}
