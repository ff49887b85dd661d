//! The package of a snapshot in the values of the Thai Government Data Catalog, whose schema takes choices of its own lists where
//! words would say the same. They are those of `ckanext-thai_gdc` 2.1.0 (January 2024: `ckan_dataset.json`, `presets.json`) with the
//! validators of `ckanext-scheming` 3; releases before it differ in the names of licences, which no release holds against its list.

use crate::license::License;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// The choice for what is none of the others; a field that ends in `_other` says what.
const OTHER: &str = "อื่นๆ";
/// The choice of an objective: what the publisher is there for.
const MISSION: &str = "พันธกิจหน่วยงาน";
/// The choices of formats that files of ours have, in the order of the schema.
const FORMATS: [&str; 5] = ["CSV", "XML", "JSON", "XLS", "PDF"];
/// What stands for a licence that nobody chose: the newest schema has no choice for it.
const NO_LICENSE: &str = "ยังไม่ได้กำหนดสัญญาอนุญาต (License not specified)";

/// The fields of a package that a CKAN has by that schema alone.
pub const FIELDS: [&str; 23] = [
    "objective",
    "objective_other",
    "data_type",
    "data_category",
    "data_language",
    "data_source",
    "data_format",
    "data_format_other",
    "geo_coverage",
    "update_frequency_unit",
    "update_frequency_interval",
    "license_id_other",
    "accessible_condition",
    "first_year_of_data",
    "last_year_of_data",
    "data_release_calendar",
    "last_updated_date",
    "disaggregate",
    "disaggregate_other",
    "unit_of_measure",
    "unit_of_multiplier",
    "calculation_method",
    "official_statistics",
];

/// Puts a package into the values of the catalogue, also one that was kept by an earlier release; what has them stays as it is.
pub fn fit(package: &mut Map<String, Value>) {
    in_own_words(package, "objective", &[MISSION, OTHER]);
    in_own_words(package, "disaggregate", &[OTHER]);
    if let Some(languages) = words(package, "data_language") {
        put(package, "data_language", json!(languages.split(", ").collect::<Vec<_>>()));
    }
    fit_formats(package);
    let is_no = words(package, "official_statistics").is_some_and(|told| told == "ไม่ใช่");
    if is_no {
        put(package, "official_statistics", json!("False"));
    }
    // It was the same day, as people read it.
    let is_a_day = words(package, "data_release_calendar").is_some_and(|day| day.parse::<NaiveDate>().is_ok());
    if let (false, Some(day)) = (is_a_day, package.get("last_updated_date").cloned()) {
        put(package, "data_release_calendar", day);
    }
    fit_license(package);
}

/// The licence that a package names.
pub fn license(package: &Map<String, Value>) -> Option<License> {
    words(package, "license_url")?.parse().ok()
}

fn put(package: &mut Map<String, Value>, field: &str, value: Value) {
    package.insert(field.to_owned(), value);
}

/// What a field says as a text; none where it is a list, or says nothing.
fn words(package: &Map<String, Value>, field: &str) -> Option<String> {
    package.get(field)?.as_str().filter(|words| !words.is_empty()).map(str::to_owned)
}

/// Makes choices of a field that tells it in words, and keeps the words beside them.
fn in_own_words(package: &mut Map<String, Value>, field: &str, chosen: &[&str]) {
    if let Some(told) = words(package, field) {
        put(package, field, json!(chosen));
        put(package, &format!("{field}_other"), json!(told));
    }
}

/// The choice for a format by which files are called; tables as CSV come as an archive.
fn choice_of(name: &str) -> Option<&'static str> {
    match name {
        "CSV" | "ZIP" => Some("CSV"),
        "XML" => Some("XML"),
        "JSON" => Some("JSON"),
        "XLS" | "XLSX" => Some("XLS"),
        "PDF" => Some("PDF"),
        _ => None,
    }
}

fn fit_formats(package: &mut Map<String, Value>) {
    let names = package.get("data_format").and_then(Value::as_array);
    let names: Vec<String> = names.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    if names.is_empty() || names.iter().all(|name| name == OTHER || FORMATS.contains(&name.as_str())) {
        return;
    }
    let mut chosen: Vec<&str> =
        FORMATS.into_iter().filter(|choice| names.iter().any(|name| choice_of(name) == Some(*choice))).collect();
    let others: Vec<&str> = names.iter().map(String::as_str).filter(|name| choice_of(name).is_none()).collect();
    if !others.is_empty() {
        chosen.push(OTHER);
        put(package, "data_format_other", json!(others.join(", ")));
    }
    put(package, "data_format", json!(chosen));
}

fn fit_license(package: &mut Map<String, Value>) {
    let license = license(package);
    let other = match &license {
        None => NO_LICENSE.to_owned(),
        Some(license) if license.title() == license.url() => license.url().to_owned(),
        Some(license) => format!("{} ({})", license.title(), license.url()),
    };
    if let Some(choice) = license.as_ref().and_then(License::thai_id) {
        put(package, "license_id", json!(choice));
        package.remove("license_id_other");
    } else {
        put(package, "license_id", json!(OTHER));
        put(package, "license_id_other", json!(other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package as releases before wrote it.
    fn earlier() -> Map<String, Value> {
        let package = json!({
            "title": "แผน", "objective": "เพื่อติดตาม", "disaggregate": "หน่วยงาน, ตัวชี้วัด", "data_language": "ไทย, อังกฤษ",
            "data_format": ["CSV", "JSON", "PARQUET", "PDF", "TIDTAM", "XLSX", "XML", "ZIP"],
            "data_release_calendar": "15 ม.ค. 2570", "last_updated_date": "2027-01-15", "official_statistics": "ไม่ใช่",
            "license_id": "cc-by", "license_url": "https://creativecommons.org/licenses/by/4.0/",
        });
        package.as_object().cloned().expect("a package")
    }

    #[test]
    fn a_package_of_before_has_the_values_of_the_catalogue_and_keeps_them() {
        let mut package = earlier();
        fit(&mut package);
        let fitted = json!({
            "title": "แผน", "objective": ["พันธกิจหน่วยงาน", "อื่นๆ"], "objective_other": "เพื่อติดตาม",
            "disaggregate": ["อื่นๆ"], "disaggregate_other": "หน่วยงาน, ตัวชี้วัด", "data_language": ["ไทย", "อังกฤษ"],
            "data_format": ["CSV", "XML", "JSON", "XLS", "PDF", "อื่นๆ"], "data_format_other": "PARQUET, TIDTAM",
            "data_release_calendar": "2027-01-15", "last_updated_date": "2027-01-15", "official_statistics": "False",
            "license_id": "Creative Commons Attributions", "license_url": "https://creativecommons.org/licenses/by/4.0/",
        });
        assert_eq!(Value::Object(package.clone()), fitted);
        fit(&mut package);
        assert_eq!(Value::Object(package), fitted, "once more changes nothing");
    }

    #[test]
    fn a_licence_that_is_no_choice_is_named_in_words() {
        for (url, id, other) in [
            (None, "อื่นๆ", Some(NO_LICENSE)),
            (
                Some("https://creativecommons.org/publicdomain/zero/1.0/"),
                "อื่นๆ",
                Some("CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/)"),
            ),
            (Some("https://data.go.th/terms"), "อื่นๆ", Some("https://data.go.th/terms")),
            (Some("https://opendatacommons.org/licenses/odbl/1-0/"), "Open Data Common", None),
        ] {
            let mut package = earlier();
            package.remove("license_url");
            if let Some(url) = url {
                put(&mut package, "license_url", json!(url));
            }
            fit(&mut package);
            assert_eq!(package["license_id"], id, "{url:?}");
            assert_eq!(package.get("license_id_other").and_then(Value::as_str), other, "{url:?}");
        }
    }
}
