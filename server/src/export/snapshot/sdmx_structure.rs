//! What values are made under, as an SDMX-JSON 2.0 structure message: concepts, code lists, the data structure definition and
//! the dataflow that the other SDMX files name. Everything has the version of the plan. The list of organisations is the
//! register as of the snapshot, and says that it is partial.

use super::{Copy, dcat::head_and_plan, listed::Listed, sdmx_csv::MAINTAINER, sdmx_data::meta};
use app::text::states;
use domain::{
    organisation::Organisation,
    plan::Plan,
    snapshot::{Head, Line, Part},
    status::Status,
    text::{Bilingual, Language},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    cell::Cell,
    fs::File,
    io::{BufWriter, Write as _},
};
use strum::IntoEnumIterator as _;

/// The schema of the message.
const SCHEMA: &str = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json";
/// The scheme of our concepts.
const CONCEPTS: &str = "CS_TIDTAM";
/// The numbers behind a figure.
pub(super) const ATTRIBUTES: [&str; 4] = ["REPORTED_VALUE", "REPORTED_BASE", "VERIFIED_VALUE", "VERIFIED_BASE"];
/// Whether a value was worked out from others: true or false. The cross-domain list of `OBS_STATUS` knows what was estimated or
/// imputed, and a value that follows exactly from reported ones is neither.
pub(super) const DERIVED: &str = "DERIVED";
/// What was expected of a figure by the last day of the period.
pub(super) const EXPECTED: &str = "EXPECTED";
/// How the figure stands against that, in the words of the dashboards: not whether the observation is normal, which `OBS_STATUS`
/// says.
pub(super) const STATUS: &str = "STATUS";
/// The codes of `STATUS`.
const STATUSES: &str = "CL_STATUS";
/// The codes of `OBS_STATUS` that are used, as the cross-domain list has them.
pub(super) const OBSERVATION_STATUS: [(&str, &str, &str); 2] =
    [("A", "ปกติ", "Normal value"), ("M", "ไม่เกี่ยวข้องกับหน่วยงานนี้", "Missing value; data cannot exist")];
/// The codes of `FREQ` that are used, as the cross-domain list has them.
const FREQUENCIES: [(&str, &str, &str); 3] =
    [("Q", "รายไตรมาส", "Quarterly"), ("A", "รายปี", "Annual"), ("_O", "ช่วงแรกของปี", "Other")];
/// Every concept with its words.
const ALL_CONCEPTS: [(&str, &str, &str); 13] = [
    ("FREQ", "ความถี่", "Frequency"),
    ("ORGANISATION", "หน่วยงาน", "Organisation"),
    ("INDICATOR", "ตัวชี้วัด", "Indicator"),
    ("TIME_PERIOD", "งวด", "Time period"),
    ("OBS_VALUE", "ตัวเลขที่นับ ตามหน่วยของตัวชี้วัด", "The figure that counts, in the indicator's unit"),
    ("REPORTED_VALUE", "ค่าที่รายงาน หรือตัวตั้ง", "What was reported: the value or numerator"),
    ("REPORTED_BASE", "ตัวหารหรือน้ำหนักที่รายงาน", "The denominator or weight that was reported"),
    ("VERIFIED_VALUE", "ค่าที่ สพร. รับรองแทน", "What was verified instead, where it differs"),
    ("VERIFIED_BASE", "ตัวหารหรือน้ำหนักที่ สพร. รับรองแทน", "Its denominator or weight"),
    ("OBS_STATUS", "สถานะของค่า", "Observation status"),
    (DERIVED, "คำนวณจากค่าอื่น ไม่มีผู้รายงาน", "Whether it was worked out from others, and reported by nobody"),
    (EXPECTED, "ค่าที่คาดว่าถึงภายในวันสุดท้ายของงวด", "What was expected by the last day of the period"),
    (STATUS, "สถานะเทียบกับค่าที่คาด", "The figure against what was expected"),
];
/// The attributes that came to the first ones in later releases, in their order.
const ADDED: [&str; 3] = [DERIVED, EXPECTED, STATUS];

/// The codes of `STATUS` with their words.
pub(super) fn statuses() -> impl Iterator<Item = (String, Bilingual)> {
    let words =
        |status: Status| Bilingual::new(states::status(Language::Th, status), states::status(Language::En, status));
    Status::iter().map(move |status| (status.as_ref().to_owned(), words(status)))
}

/// The version of everything here.
fn version(head: &Head) -> String {
    format!("{}.0.0", head.round.plan_version)
}

/// The name of the dataflow, which all SDMX files of the plan share.
pub(super) fn dataflow(head: &Head) -> String {
    urn(head, "datastructure.Dataflow", head.round.plan.as_str())
}

fn urn(head: &Head, class: &str, id: &str) -> String {
    urn_of(&version(head), class, id)
}

fn urn_of(version: &str, class: &str, id: &str) -> String {
    format!("urn:sdmx:org.sdmx.infomodel.{class}={MAINTAINER}:{id}({version})")
}

/// Puts the words of a thing in both languages, Thai first.
pub(super) fn words(value: &mut Value, name: &Bilingual) {
    value["name"] = json!(name.th);
    value["names"] = if name.en.is_empty() { json!({ "th": name.th }) } else { json!(name) };
}

/// The message; the register of a whole country is written while it is read.
#[derive(Serialize)]
struct Message<Organisations> {
    meta: Value,
    data: Contents<Organisations>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contents<Organisations> {
    codelists: (Value, Value, Organisations, Value, Value),
    concept_schemes: [Value; 1],
    data_structures: [Value; 1],
    dataflows: [Value; 1],
}

pub(super) fn write(copy: &Copy, to: File) -> anyhow::Result<u64> {
    let (head, plan) = head_and_plan(copy)?;
    let indicators: Vec<Value> = plan.indicators.iter().map(indicator_code).collect();
    let rows = Cell::new(indicators.len() as u64);
    let bodies = || {
        Ok(copy.lines(&[Part::Organisation])?.filter_map(|line| match line {
            Ok(Line::Organisation(body)) => {
                rows.set(rows.get() + 1);
                Some(Ok(code_of(&body)))
            }
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }))
    };
    let fixed = |codes: &[(&str, &str, &str)]| codes.iter().map(|(id, th, en)| named(id, th, en)).collect();
    let mut organisations = maintained(
        &head,
        "codelist.Codelist",
        "CL_ORGANISATION",
        &Bilingual::new("หน่วยงาน ณ วันที่ทำชุดข้อมูล", "Organisations as of the snapshot"),
    );
    organisations["isPartial"] = json!(true);
    let message = Message {
        meta: meta(&head, SCHEMA, "structure"),
        data: Contents {
            codelists: (
                list(&head, "CL_FREQ", ("ความถี่", "Frequencies"), fixed(&FREQUENCIES)),
                list(&head, "CL_OBS_STATUS", ("สถานะของค่า", "Observation statuses"), fixed(&OBSERVATION_STATUS)),
                Listed { members: organisations, name: "codes", items: bodies },
                list(&head, "CL_INDICATOR", ("ตัวชี้วัดของแผน", "Indicators of the plan"), indicators),
                status_list(&version(&head)),
            ),
            concept_schemes: [concepts(&head)],
            data_structures: [definition(&head, &plan)],
            dataflows: [flow(&head, &plan)],
        },
    };
    let mut out = BufWriter::new(to);
    serde_json::to_writer(&mut out, &message)?;
    out.flush()?;
    Ok(rows.get())
}

fn named(id: &str, th: &str, en: &str) -> Value {
    let mut value = json!({ "id": id });
    words(&mut value, &Bilingual::new(th, en));
    value
}

fn code_of(body: &Organisation) -> Value {
    let mut code = json!({ "id": body.code });
    words(&mut code, &body.name);
    if let Some(parent) = &body.parent {
        code["parent"] = json!(parent);
    }
    code
}

fn indicator_code(indicator: &domain::indicator::Indicator) -> Value {
    let mut code = json!({ "id": indicator.code });
    words(&mut code, &indicator.name);
    code["description"] = json!(indicator.definition.th);
    code["descriptions"] = if indicator.definition.en.is_empty() {
        json!({ "th": indicator.definition.th })
    } else {
        json!(indicator.definition)
    };
    code
}

/// What is maintained: name, version, maintainer and its own address.
fn maintained(head: &Head, class: &str, id: &str, name: &Bilingual) -> Value {
    maintained_as(&version(head), class, id, name)
}

fn maintained_as(version: &str, class: &str, id: &str, name: &Bilingual) -> Value {
    let mut value = json!({
        "id": id,
        "version": version,
        "agencyID": MAINTAINER,
        "links": [{ "rel": "self", "urn": urn_of(version, class, id) }],
    });
    words(&mut value, name);
    value
}

fn list(head: &Head, id: &str, (th, en): (&str, &str), codes: Vec<Value>) -> Value {
    let mut list = maintained(head, "codelist.Codelist", id, &Bilingual::new(th, en));
    list["codes"] = Value::Array(codes);
    list
}

fn concepts(head: &Head) -> Value {
    let name = Bilingual::new("แนวคิดของระบบติดตาม", "Concepts of Tidtam");
    let mut scheme = maintained(head, "conceptscheme.ConceptScheme", CONCEPTS, &name);
    scheme["concepts"] = ALL_CONCEPTS.iter().map(|(id, th, en)| named(id, th, en)).collect();
    scheme
}

/// The list of statuses.
fn status_list(version: &str) -> Value {
    let name = Bilingual::new("สถานะเทียบกับค่าที่คาด", "Statuses against what was expected");
    let mut list = maintained_as(version, "codelist.Codelist", STATUSES, &name);
    let code = |(id, name): (String, Bilingual)| {
        let mut code = json!({ "id": id });
        words(&mut code, &name);
        code
    };
    list["codes"] = statuses().map(code).collect();
    list
}

/// An attribute that came in a later release.
fn added(version: &str, id: &str) -> Value {
    let representation = match id {
        DERIVED => json!({ "format": { "dataType": "Boolean" } }),
        EXPECTED => json!({ "format": { "dataType": "Decimal" } }),
        _ => json!({ "enumeration": urn_of(version, "codelist.Codelist", STATUSES) }),
    };
    json!({
        "id": id,
        "conceptIdentity": format!("{}.{id}", urn_of(version, "conceptscheme.Concept", CONCEPTS)),
        "localRepresentation": representation,
        "attributeRelationship": { "observation": {} },
    })
}

/// Adds to structures that an older release wrote what every row of data has had since: concepts and attributes that say which
/// values were worked out from others, what was expected and how the figure stands, with the list of its codes as it is now.
pub(crate) fn complete(data: &mut Value) {
    fn add(list: &mut Value, id: &str, more: impl FnOnce() -> Option<Value>) {
        let Value::Array(list) = list else { return };
        if !list.iter().any(|it| it["id"] == id) {
            list.extend(more());
        }
    }
    let of_plan = |list: &Value| list.as_array().and_then(|list| list.first()).map(|it| it["version"].clone());
    if let Some(Value::String(version)) = of_plan(&data["dataStructures"]) {
        if let Some(lists) = data["codelists"].as_array_mut() {
            lists.retain(|list| list["id"] != STATUSES);
        }
        add(&mut data["codelists"], STATUSES, || Some(status_list(&version)));
    }
    let each = |data: &mut Value, member: &str, complete: fn(&mut Value)| {
        data.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten().for_each(complete);
    };
    each(data, "conceptSchemes", |scheme| {
        if scheme["id"] == CONCEPTS
            && let Some(concepts) = scheme.get_mut("concepts")
        {
            for (id, th, en) in ALL_CONCEPTS.iter().filter(|(id, ..)| ADDED.contains(id)) {
                add(concepts, id, || Some(named(id, th, en)));
            }
        }
    });
    each(data, "dataStructures", |definition| {
        let version = definition["version"].as_str().unwrap_or_default().to_owned();
        if let Some(attributes) = definition.pointer_mut("/dataStructureComponents/attributeList/attributes") {
            for id in ADDED {
                add(attributes, id, || Some(added(&version, id)));
            }
        }
    });
}

fn definition(head: &Head, plan: &Plan) -> Value {
    let concept = |id: &str| format!("{}.{id}", urn(head, "conceptscheme.Concept", CONCEPTS));
    let coded = |id: &str, list: &str| json!({ "id": id, "conceptIdentity": concept(id), "localRepresentation": { "enumeration": urn(head, "codelist.Codelist", list) } });
    let dimension = |position: usize, id: &str, list: &str| {
        let mut dimension = coded(id, list);
        dimension["position"] = json!(position);
        dimension
    };
    let number = json!({ "format": { "dataType": "Decimal" } });
    let of_observation = |mut attribute: Value| {
        attribute["attributeRelationship"] = json!({ "observation": {} });
        attribute
    };
    let mut attributes: Vec<Value> = ATTRIBUTES
        .iter()
        .map(|id| json!({ "id": id, "conceptIdentity": concept(id), "localRepresentation": number }))
        .map(of_observation)
        .collect();
    attributes.push(of_observation(coded("OBS_STATUS", "CL_OBS_STATUS")));
    attributes.extend(ADDED.map(|id| added(&version(head), id)));
    let mut definition = maintained(head, "datastructure.DataStructure", head.round.plan.as_str(), &plan.plan.title);
    definition["dataStructureComponents"] = json!({
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                dimension(0, "FREQ", "CL_FREQ"),
                dimension(1, "ORGANISATION", "CL_ORGANISATION"),
                dimension(2, "INDICATOR", "CL_INDICATOR"),
            ],
            "timeDimension": {
                "id": "TIME_PERIOD",
                "conceptIdentity": concept("TIME_PERIOD"),
                "localRepresentation": { "format": { "dataType": "ObservationalTimePeriod" } },
            },
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [{ "id": "OBS_VALUE", "conceptIdentity": concept("OBS_VALUE"), "localRepresentation": number }],
        },
        "attributeList": { "id": "AttributeDescriptor", "attributes": attributes },
    });
    definition
}

fn flow(head: &Head, plan: &Plan) -> Value {
    let mut flow = maintained(head, "datastructure.Dataflow", head.round.plan.as_str(), &plan.plan.title);
    flow["structure"] = json!(urn(head, "datastructure.DataStructure", head.round.plan.as_str()));
    flow
}
