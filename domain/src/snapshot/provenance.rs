//! Where every figure comes from, in the words of W3C PROV, as PROV-JSON writes it: value → computation → inputs → agency.
//!
//! It says nothing that does not stand in the lines themselves, so whoever verifies a snapshot makes it again and compares.

use super::{
    carried::Carried,
    line::{BodyScore, Head, Report},
};
use crate::{plan::Plan, score::Scheme};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What our names begin with.
const OURS: &str = "tidtam";
const NAMESPACE: &str = "urn:tidtam:";

fn plan_name(plan: &Plan) -> String {
    format!("{OURS}:plan/{}/{}", plan.plan.code, plan.plan.version)
}

fn scheme_name(scheme: &str, edition: i32) -> String {
    format!("{OURS}:scheme/{scheme}/{edition}")
}

fn population_name(scheme: &str, edition: i32, name: &str) -> String {
    format!("{OURS}:population/{scheme}/{edition}/{name}")
}

fn relation(pairs: &[(&str, &str)]) -> Value {
    Value::Object(pairs.iter().map(|(key, value)| (format!("prov:{key}"), json!(value))).collect())
}

fn numbered(relations: Vec<Value>) -> Value {
    let numbers = (1..).map(|number| format!("_:{number}"));
    Value::Object(numbers.zip(relations).collect())
}

/// A document of what is there, leaving out what is empty.
fn document(parts: [(&str, Value); 7]) -> Value {
    let is_full = |value: &Value| value.as_object().is_some_and(|members| !members.is_empty());
    Value::Object(
        parts.into_iter().filter(|(_, value)| is_full(value)).map(|(key, value)| (key.to_owned(), value)).collect(),
    )
}

/// The values of an earlier round of which one still holds.
fn carried_name(carried: &Carried, report: &Report) -> String {
    format!("{OURS}:values/{}/{}/{}", carried.from.round, report.body, carried.value.revision)
}

/// Where the values and scores of one report come from.
pub(super) fn of_report(head: &Head, plan: &Plan, report: &Report) -> Value {
    let Some(revision) = report.accepted_revision.filter(|_| !report.values.is_empty()) else { return json!({}) };
    let place = format!("{}/{}", head.round.code, report.body);
    let (values, agency) = (format!("{OURS}:values/{place}/{revision}"), format!("{OURS}:agency/{}", report.body));
    let acceptance = format!("{OURS}:acceptance/{place}/{revision}");
    let accepted_at = report.values.iter().map(|value| value.accepted_at).max();
    let mut entities = Map::from_iter([(values.clone(), json!({}))]);
    let mut activities = Map::from_iter([(acceptance.clone(), json!({ "prov:endTime": accepted_at }))]);
    let mut generated = vec![relation(&[("entity", &values), ("activity", &acceptance)])];
    let mut used = vec![relation(&[("activity", &acceptance), ("entity", &plan_name(plan))])];
    let mut derived = Vec::new();
    let earlier: BTreeSet<String> = report.carried.iter().map(|carried| carried_name(carried, report)).collect();
    entities.extend(earlier.iter().map(|name| (name.clone(), json!({}))));
    for score in &report.scores {
        let BodyScore { scheme, edition, population, .. } = score;
        let (entity, activity) = (format!("{OURS}:score/{place}/{scheme}"), format!("{OURS}:scoring/{place}/{scheme}"));
        entities.insert(entity.clone(), json!({}));
        activities.insert(activity.clone(), json!({}));
        generated.push(relation(&[("entity", &entity), ("activity", &activity)]));
        used.push(relation(&[("activity", &activity), ("entity", &values)]));
        used.push(relation(&[("activity", &activity), ("entity", &scheme_name(scheme.as_str(), *edition))]));
        if let Some(name) = population {
            let name = population_name(scheme.as_str(), *edition, name);
            used.push(relation(&[("activity", &activity), ("entity", &name)]));
        }
        derived.push(relation(&[("generatedEntity", &entity), ("usedEntity", &values)]));
        for earlier in &earlier {
            used.push(relation(&[("activity", &activity), ("entity", earlier)]));
            derived.push(relation(&[("generatedEntity", &entity), ("usedEntity", earlier)]));
        }
    }
    document([
        ("agent", json!({ agency.clone(): { "prov:type": "prov:Organization" } })),
        ("entity", Value::Object(entities)),
        ("activity", Value::Object(activities)),
        ("wasAttributedTo", numbered(vec![relation(&[("entity", &values), ("agent", &agency)])])),
        ("wasGeneratedBy", numbered(generated)),
        ("used", numbered(used)),
        ("wasDerivedFrom", numbered(derived)),
    ])
}

/// Where the snapshot as a whole comes from.
pub(super) fn of_snapshot(head: &Head, plan: &Plan, schemes: &[(&Scheme, Option<&str>)]) -> Value {
    let (snapshot, taking) = (format!("{OURS}:snapshot/{}", head.code), format!("{OURS}:taking/{}", head.code));
    let (software, round) = (format!("{OURS}:software"), format!("{OURS}:round/{}", head.round.code));
    let mut inputs = vec![round, plan_name(plan)];
    for (scheme, population) in schemes {
        let (code, edition) = (scheme.head().code.as_str(), scheme.head().edition);
        inputs.push(scheme_name(code, edition));
        inputs.extend(population.map(|name| population_name(code, edition, name)));
    }
    let mut entities: Map<String, Value> = inputs.iter().map(|name| (name.clone(), json!({}))).collect();
    entities.insert(snapshot.clone(), json!({ "prov:type": "prov:Collection" }));
    let mut derived = Vec::new();
    if let Some(before) = &head.replaces {
        let before = format!("{OURS}:snapshot/{}", before.code);
        entities.insert(before.clone(), json!({ "prov:type": "prov:Collection" }));
        let revision = [("generatedEntity", snapshot.as_str()), ("usedEntity", &before), ("type", "prov:Revision")];
        derived.push(relation(&revision));
    }
    let used = inputs.iter().map(|input| relation(&[("activity", &taking), ("entity", input)])).collect();
    let mut whole = document([
        ("agent", json!({ software.clone(): { "prov:type": "prov:SoftwareAgent" } })),
        ("entity", Value::Object(entities)),
        ("activity", json!({ taking.clone(): { "prov:startTime": head.taken_at } })),
        ("wasAttributedTo", numbered(vec![relation(&[("entity", &snapshot), ("agent", &software)])])),
        ("wasGeneratedBy", numbered(vec![relation(&[("entity", &snapshot), ("activity", &taking)])])),
        ("used", numbered(used)),
        ("wasDerivedFrom", numbered(derived)),
    ]);
    if let Some(members) = whole.as_object_mut() {
        members.insert("prefix".to_owned(), json!({ OURS: NAMESPACE }));
    }
    whole
}
