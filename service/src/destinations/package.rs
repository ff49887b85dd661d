//! What a catalogue takes of a package: the fields of its own schema as they are, all others as extras; and whether what it has says
//! the same.

use domain::{license::License, thai_catalogue};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What the catalogue makes by itself, and does not give back as it was sent: name and address of a licence are those of its own list.
const MADE_THERE: [&str; 4] = ["tag_string", "private", "license_title", "license_url"];
/// What a CKAN has for fields that are none of its own.
const EXTRAS: &str = "extras";

/// Puts a package, also one that was kept by an earlier release, into what a catalogue with these fields of its own takes.
pub(super) fn suit(package: &mut Map<String, Value>, fields: &BTreeSet<String>) {
    thai_catalogue::fit(package);
    // Without the schema of the Thai catalogue licences are those of a CKAN, and Thai vowels are no letters.
    if !fields.contains("objective") {
        let license = thai_catalogue::license(package);
        let known_as = license.as_ref().map_or("notspecified", License::ckan_id);
        package.insert("license_id".to_owned(), json!(known_as));
        let tags = package.get("tags").and_then(Value::as_array).cloned().unwrap_or_default();
        let taken: Vec<&str> =
            tags.iter().filter_map(|tag| tag["name"].as_str()).filter(|name| is_plain(name)).collect();
        package.insert("tag_string".to_owned(), json!(taken.join(",")));
        package.insert("tags".to_owned(), taken.iter().map(|name| json!({ "name": name })).collect());
    }
    let mut extras = Vec::new();
    for field in thai_catalogue::FIELDS.into_iter().filter(|field| !fields.contains(*field)) {
        match package.remove(field) {
            Some(Value::Array(list)) => {
                let list: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                extras.push(json!({ "key": field, "value": list.join(", ") }));
            }
            Some(value) if value != "" => extras.push(json!({ "key": field, "value": value })),
            Some(_) | None => {}
        }
    }
    if !extras.is_empty() {
        package.insert(EXTRAS.to_owned(), Value::Array(extras));
    }
}

/// Whether every CKAN takes it as a tag.
fn is_plain(tag: &str) -> bool {
    tag.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-. ".contains(letter))
}

/// Whether an extra is one that a catalogue has got a field of its own for since it was given: it takes none under both.
fn is_field_now(extra: &Value, fields: &BTreeSet<String>) -> bool {
    extra["key"].as_str().is_some_and(|key| thai_catalogue::FIELDS.contains(&key) && fields.contains(key))
}

/// Whether the catalogue says anything else than is wanted, of what it gives back at all, or says as an extra what is a field by now.
pub(super) fn differs(wanted: &Map<String, Value>, there: &Value, fields: &BTreeSet<String>) -> bool {
    if items(&there[EXTRAS]).any(|extra| is_field_now(extra, fields)) {
        return true;
    }
    wanted.iter().filter(|(key, _)| !MADE_THERE.contains(&key.as_str())).any(|(key, value)| match there.get(key) {
        Some(known) if key == "tags" => sorted(known, "name") != sorted(value, "name"),
        // The catalogue keeps the organisation by its own identifier.
        Some(_) if key == "owner_org" => there["organization"]["name"] != *value && there[key] != *value,
        // Others may have added their own.
        Some(known) if key == EXTRAS => {
            !items(value).all(|ours| items(known).any(|it| it["key"] == ours["key"] && it["value"] == ours["value"]))
        }
        // Choices come back in the order of the schema.
        Some(known) if known.is_array() => sorted(known, "") != sorted(value, ""),
        Some(known) => known != value,
        None => false,
    })
}

/// Makes what a catalogue has say what is wanted; what others added stays, and of ours what is no field by now.
pub(super) fn merge(wanted: Map<String, Value>, there: &mut Value, fields: &BTreeSet<String>) {
    if let Some(extras) = there.get_mut(EXTRAS).and_then(Value::as_array_mut) {
        extras.retain(|extra| !is_field_now(extra, fields));
    }
    for (key, mut value) in wanted {
        if let (true, Value::Array(ours)) = (key == EXTRAS, &mut value) {
            let theirs: Vec<Value> = items(&there[EXTRAS])
                .filter(|known| !ours.iter().any(|own| own["key"] == known["key"]))
                .cloned()
                .collect();
            ours.extend(theirs);
        }
        there[key] = value;
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The texts of a list, or those of a field of what stands in it, in one order.
fn sorted(list: &Value, field: &str) -> Vec<String> {
    let mut texts: Vec<String> =
        items(list).map(|item| if field.is_empty() { item.to_string() } else { item[field].to_string() }).collect();
    texts.sort();
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn a_package_differs_by_what_it_says_and_not_by_what_the_catalogue_adds() {
        let wanted = object(&json!({
            "name": "a", "title": "ชื่อ", "owner_org": "dga", "tag_string": "x,y", "private": false, "objective": ["o", "p"],
            "license_id": "cc-by", "license_title": "Creative Commons Attribution 4.0",
            "tags": [{ "name": "x" }, { "name": "y" }], "extras": [{ "key": "a", "value": "1" }],
        }));
        let there = json!({
            "id": "1", "name": "a", "title": "ชื่อ", "owner_org": "5f", "organization": { "name": "dga" }, "state": "active",
            "license_id": "cc-by", "license_title": "Creative Commons Attribution", "objective": ["p", "o"],
            "tags": [{ "name": "y", "state": "active" }, { "name": "x", "state": "active" }],
            "extras": [{ "key": "theirs", "value": "2" }, { "key": "a", "value": "1", "state": "active" }],
        });
        let none = BTreeSet::new();
        assert!(!differs(&wanted, &there, &none));
        for (key, value) in [
            ("title", json!("x")),
            ("tags", json!([])),
            ("organization", json!({ "name": "moi" })),
            ("license_id", json!("notspecified")),
            ("objective", json!(["o"])),
            ("extras", json!([{ "key": "a", "value": "2" }])),
        ] {
            let mut other = there.clone();
            other[key] = value;
            assert!(differs(&wanted, &other, &none), "{key}");
            merge(wanted.clone(), &mut other, &none);
            assert!(key == "organization" || !differs(&wanted, &other, &none), "{key} {other}");
        }
        let mut other = there.clone();
        merge(wanted, &mut other, &none);
        let extras = json!([{ "key": "a", "value": "1" }, { "key": "theirs", "value": "2" }]);
        assert_eq!(other["extras"], extras, "what others added stays");
    }

    #[test]
    fn what_was_an_extra_is_said_by_the_field_alone_once_there_is_one() {
        let fields = BTreeSet::from(["objective".to_owned(), "theirs".to_owned()]);
        let wanted = object(&json!({ "title": "ชื่อ", "objective": ["อื่นๆ"] }));
        let left = json!([{ "key": "data_type", "value": "x" }, { "key": "a", "value": "1" }]);
        let mut there = json!({ "title": "ชื่อ", "extras": left });
        there["extras"].as_array_mut().expect("extras").insert(1, json!({ "key": "objective", "value": "อื่นๆ" }));
        assert!(!differs(&wanted, &there, &BTreeSet::new()));
        assert!(differs(&wanted, &there, &fields));
        merge(wanted.clone(), &mut there, &fields);
        assert_eq!((&there["extras"], &there["objective"]), (&left, &json!(["อื่นๆ"])));
        assert!(!differs(&wanted, &there, &fields));
    }

    #[test]
    fn a_catalogue_without_the_schema_gets_extras_and_its_own_licences() {
        // As releases before kept it.
        let mut package = object(&json!({
            "title": "ชื่อ", "objective": "เพื่อติดตาม", "data_language": "ไทย, อังกฤษ", "accessible_condition": "",
            "license_id": "cc-by", "license_url": "https://creativecommons.org/licenses/by/4.0/",
            "tags": [{ "name": "ตัวชี้วัด" }, { "name": "indicators" }], "tag_string": "ตัวชี้วัด,indicators",
        }));
        let mut theirs = package.clone();
        suit(&mut package, &BTreeSet::new());
        let suited = json!({
            "title": "ชื่อ", "license_id": "cc-by", "license_url": "https://creativecommons.org/licenses/by/4.0/",
            "tags": [{ "name": "indicators" }], "tag_string": "indicators",
            "extras": [
                { "key": "objective", "value": "พันธกิจหน่วยงาน, อื่นๆ" },
                { "key": "objective_other", "value": "เพื่อติดตาม" },
                { "key": "data_language", "value": "ไทย, อังกฤษ" },
            ],
        });
        assert_eq!(Value::Object(package), suited);
        // The Thai catalogue has them as fields, and takes Thai words.
        let fields: BTreeSet<String> = thai_catalogue::FIELDS.map(str::to_owned).into_iter().collect();
        suit(&mut theirs, &fields);
        assert_eq!(theirs.get(EXTRAS), None);
        assert_eq!(theirs["license_id"], "Creative Commons Attributions");
        assert_eq!(theirs["data_language"], json!(["ไทย", "อังกฤษ"]));
        assert_eq!(theirs["tags"], json!([{ "name": "ตัวชี้วัด" }, { "name": "indicators" }]));
    }
}
