//! Values as an SDMX-JSON 2.0 data message: a series is what one organisation says of one indicator, its observation the figure of
//! the period, with what was reported and verified as attributes. That is how services of SDMX give data unless they are asked
//! otherwise, and the only way that some readers know (decision 0100). Numbers are written with all their digits. What the
//! keys count are the lists at the end, so that the message can be written as the reports go by.

use super::{
    Copy,
    listed::Listed,
    sdmx_csv::{MAINTAINER, frequency, time_period},
    sdmx_structure::{ATTRIBUTES, DERIVED, EXPECTED, OBSERVATION_STATUS, STATUS, dataflow, statuses, words},
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode},
    indicator::Indicator,
    plan::Plan,
    snapshot::{Head, Line, Part, Parts, ReportedValue},
    status::Status,
    text::Bilingual,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Write},
};
use strum::IntoEnumIterator as _;

/// The schema of the message.
const SCHEMA: &str = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json";

pub(super) fn write(copy: &Copy, to: File) -> anyhow::Result<u64> {
    let mut out = BufWriter::new(to);
    let head = copy.head()?;
    let mut plan = None;
    let mut asked = HashMap::new();
    let (mut series, mut rows) = (Vec::new(), 0);
    write!(out, "{{\"meta\":{},\"data\":{{\"dataSets\":[", meta(&head, SCHEMA, "data"))?;
    let links = json!([{ "rel": "dataflow", "urn": dataflow(&head) }]);
    // One round of many: nobody is told to put it in the place of a whole flow.
    write!(out, "{{\"structure\":0,\"action\":\"Information\",\"links\":{links},\"series\":{{")?;
    for line in copy.lines(&[Part::Plan, Part::Report])? {
        match line? {
            Line::Plan(it) => {
                asked = Asked::all(&it, head.round.period.last_day());
                plan = Some(it);
            }
            Line::Report(report) if !report.values.is_empty() => {
                for value in &report.values {
                    out.write_all(if rows > 0 { ",".as_bytes() } else { b"" })?;
                    observation(&mut out, series.len(), &asked, value)?;
                    rows += 1;
                }
                series.push(report.body);
            }
            Line::Head(_)
            | Line::Scheme(_)
            | Line::Population(_)
            | Line::Organisation(_)
            | Line::Report(_)
            | Line::Completeness(_)
            | Line::Ranking(_)
            | Line::Provenance(_)
            | Line::Manifest(_)
            | Line::Signature(_) => {}
        }
    }
    let plan = plan.ok_or_else(|| anyhow::anyhow!("a snapshot has a plan"))?;
    out.write_all(b"}}],\"structures\":[")?;
    serde_json::to_writer(&mut out, &structure(&head, &plan, &series, copy))?;
    out.write_all(b"]}}")?;
    out.flush()?;
    Ok(rows)
}

/// What a message is: who sends it and when.
pub(super) fn meta(head: &Head, schema: &str, kind: &str) -> Value {
    let id = format!("{}-{kind}", head.code).replace('.', "_");
    json!({
        "schema": schema,
        "id": id,
        "test": head.is_demonstration,
        "prepared": head.taken_at,
        "contentLanguages": ["th", "en"],
        "sender": { "id": MAINTAINER, "name": "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)",
            "names": { "th": "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "en": "Digital Government Development Agency" } },
    })
}

/// An indicator of the plan, with what values are held against.
struct Asked {
    place: usize,
    indicator: Indicator,
    day: NaiveDate,
    expected: Option<Amount>,
}

impl Asked {
    fn all(plan: &Plan, day: NaiveDate) -> HashMap<IndicatorCode, Self> {
        let asked = |(place, indicator): (usize, &Indicator)| {
            let expected = indicator.expected_of_one(day);
            (indicator.code.clone(), Self { place, indicator: indicator.clone(), day, expected })
        };
        plan.indicators.iter().enumerate().map(asked).collect()
    }
}

/// The series of one value, under the place of its organisation among those that reported and that of its indicator in the plan.
fn observation(
    out: &mut impl Write,
    organisation: usize,
    asked: &HashMap<IndicatorCode, Asked>,
    value: &ReportedValue,
) -> anyhow::Result<()> {
    let asked = asked.get(&value.indicator);
    let asked = asked.ok_or_else(|| anyhow::anyhow!("{} is not in the plan", value.indicator))?;
    write!(out, "\n\"0:{organisation}:{}\":{{\"observations\":{{\"0\":[", asked.place)?;
    let whole = |parts: Option<Parts>| parts.map(|parts| parts.value);
    let base = |parts: Option<Parts>| parts.and_then(|parts| parts.base);
    for number in
        [value.figure, whole(value.reported), base(value.reported), whole(value.verified), base(value.verified)]
    {
        write!(out, "{},", number.map_or_else(|| "null".to_owned(), exact))?;
    }
    let status = match value.applicability {
        Applicability::Applies => 0,
        Applicability::NotApplicable => 1,
    };
    let expected = asked.expected.map_or_else(|| "null".to_owned(), exact);
    let against_expected = value.status(&asked.indicator, asked.day);
    let against_expected = Status::iter().position(|status| status == against_expected).unwrap_or_default();
    write!(out, "{status},{},{expected},{against_expected}]}}}}", value.working.is_some())?;
    Ok(())
}

/// A number with all its digits.
fn exact(number: Amount) -> String {
    number.to_string()
}

/// The lists that keys count.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Structure<Organisations> {
    #[serde(flatten)]
    words: Value,
    links: Value,
    dimensions: Dimensions<Organisations>,
    measures: Value,
    attributes: Value,
    data_sets: [u8; 1],
}

/// What the parts of keys count. A list stands there although nothing does in it: readers look for it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dimensions<Organisations> {
    data_set: [Value; 0],
    series: Vec<Dimension<Organisations>>,
    observation: Vec<Value>,
}

/// What one part of keys counts.
#[derive(Serialize)]
#[serde(untagged)]
enum Dimension<Organisations> {
    Organisations(Organisations),
    Other(Value),
}

fn structure(head: &Head, plan: &Plan, series: &[OrganisationCode], copy: &Copy) -> impl Serialize {
    let indicators: Vec<Value> =
        plan.indicators.iter().map(|indicator| value_named(indicator.code.as_str(), &indicator.name)).collect();
    let attribute = |id: &str| json!({ "id": id, "name": id, "relationship": { "observation": {} } });
    let mut attributes: Vec<Value> = ATTRIBUTES.iter().map(|id| attribute(id)).collect();
    let mut status = attribute("OBS_STATUS");
    status["values"] =
        OBSERVATION_STATUS.iter().map(|(id, th, en)| value_named(id, &Bilingual::new(*th, *en))).collect();
    attributes.push(status);
    attributes.extend([attribute(DERIVED), attribute(EXPECTED)]);
    let mut against_expected = attribute(STATUS);
    against_expected["values"] = statuses().map(|(id, name)| value_named(&id, &name)).collect();
    attributes.push(against_expected);
    let period = head.round.period;
    let organisations = Listed {
        members: json!({ "id": "ORGANISATION", "keyPosition": 1 }),
        name: "values",
        items: move || bodies(series, copy),
    };
    let dimension = |place: u8, id: &str, values: Value| json!({ "id": id, "keyPosition": place, "values": values });
    let frequency = json!([{ "id": frequency(period), "name": frequency(period) }]);
    let period = dimension(3, "TIME_PERIOD", json!([{ "value": time_period(period) }]));
    // A dimension of which nothing is told would have no values, and a list of those is never empty.
    let (series_of, observation) = if series.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        let of = [
            Dimension::Other(dimension(0, "FREQ", frequency)),
            Dimension::Organisations(organisations),
            Dimension::Other(dimension(2, "INDICATOR", indicators.into())),
        ];
        (of.into(), vec![period])
    };
    let mut named = json!({});
    words(&mut named, &plan.plan.title);
    Structure {
        words: named,
        links: json!([{ "rel": "dataflow", "urn": dataflow(head) }]),
        dimensions: Dimensions { data_set: [], series: series_of, observation },
        measures: json!({ "observation": [{ "id": "OBS_VALUE", "name": "OBS_VALUE" }] }),
        attributes: json!({ "dataSet": [], "series": [], "observation": attributes }),
        data_sets: [0],
    }
}

fn value_named(id: &str, name: &Bilingual) -> Value {
    let mut value = json!({ "id": id });
    words(&mut value, name);
    value
}

/// The bodies of the series, as the register names them. Both stand in the order of codes, so the register is read once.
fn bodies(series: &[OrganisationCode], copy: &Copy) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Value>>> {
    let mut register = copy.lines(&[Part::Organisation])?;
    Ok(series.iter().map(move |code| {
        loop {
            match register.next().transpose()? {
                Some(Line::Organisation(body)) if body.code == *code => {
                    return Ok(value_named(code.as_str(), &body.name));
                }
                Some(_) => {}
                None => anyhow::bail!("{code} is not in the register, or not in order"),
            }
        }
    }))
}
