//! A catalogue that does what the actions of a CKAN do: with the schema of the Thai Government Data Catalog, which refuses what that
//! one refuses, or as a CKAN is installed. The choices are those of `ckanext-thai_gdc` 2.1.0 (January 2024, `ckan_dataset.json`); the
//! rules are those of `ckanext-scheming` 3 (`scheming_multiple_choice`, `isodate`, required fields) and of CKAN 2.9 (tags, extras).

use super::{SCHEMA, TOKEN};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Fields of several choices: the choices, and whether at least one is needed. What is given comes back in their order.
const SEVERAL: [(&str, bool, &[&str]); 4] = [
    (
        "objective",
        true,
        &[
            "ยุทธศาสตร์ชาติ",
            "แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ",
            "แผนความมั่นคงแห่งชาติ",
            "แผนแม่บทภายใต้ยุทธศาสตร์ชาติ",
            "แผนปฏิรูปประเทศ",
            "แผนระดับที่ 3 (มติครม. 4 ธ.ค. 2560)",
            "นโยบายรัฐบาล/ข้อสั่งการนายกรัฐมนตรี",
            "มติคณะรัฐมนตรี",
            "เพื่อการให้บริการประชาชน",
            "กฎหมายที่เกี่ยวข้อง",
            "พันธกิจหน่วยงาน",
            "ดัชนี/ตัวชี้วัดระดับนานาชาติ",
            "ไม่ทราบ",
            "อื่นๆ",
        ],
    ),
    (
        "data_format",
        true,
        &[
            "Database",
            "CSV",
            "XML",
            "Image",
            "Video",
            "Audio",
            "Text",
            "JSON",
            "HTML",
            "DOC/DOCX",
            "XLS",
            "PDF",
            "RDF",
            "NoSQL",
            "Arc/Info Coverage",
            "Shapefile",
            "GeoTiff",
            "GML",
            "ไม่ทราบ",
            "อื่นๆ",
        ],
    ),
    (
        "data_language",
        false,
        &[
            "ไทย",
            "อังกฤษ",
            "จีน",
            "มลายู",
            "พม่า",
            "ลาว",
            "เขมร",
            "ญี่ปุ่น",
            "เกาหลี",
            "ฝรั่งเศส",
            "เยอรมัน",
            "อารบิก",
            "ไม่ทราบ",
            "อื่นๆ",
        ],
    ),
    (
        "disaggregate",
        false,
        &[
            "ไม่มี",
            "เพศ",
            "อายุ/กลุ่มอายุ",
            "สถานภาพสมรส",
            "ศาสนา",
            "ระดับการศึกษา",
            "อาชีพ",
            "สถานภาพการทำงาน",
            "อุตสาหกรรม/ประเภทกิจการ",
            "รายได้",
            "ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่",
            "ไม่ทราบ",
            "อื่นๆ",
        ],
    ),
];

/// Fields of one choice, some of what its form offers; the schema itself takes any text here, and every one of ours is one of these.
const ONE: [(&str, &[&str]); 7] = [
    ("data_type", &["ข้อมูลระเบียน", "ข้อมูลสถิติ", "ข้อมูลภูมิสารสนเทศเชิงพื้นที่", "ข้อมูลหลากหลายประเภท", "ข้อมูลประเภทอื่นๆ"]),
    ("data_category", &["ข้อมูลสาธารณะ", "ข้อมูลใช้ภายใน", "ข้อมูลส่วนบุคคล", "ข้อมูลความมั่นคง", "ข้อมูลความลับทางราชการ"]),
    ("update_frequency_unit", &["ไม่ทราบ", "ปี", "ครึ่งปี", "ไตรมาส", "เดือน", "อื่นๆ"]),
    ("geo_coverage", &["ไม่มี", "โลก", "ประเทศ", "ภาค", "จังหวัด", "อื่นๆ"]),
    ("unit_of_multiplier", &["หน่วย", "สิบ", "ร้อย", "พัน", "ล้าน", "ไม่ทราบ", "อื่นๆ"]),
    ("official_statistics", &["False", "True"]),
    (
        "license_id",
        &[
            "Open Data Common",
            "Creative Commons Attributions",
            "Creative Commons Attribution Non-Commercial",
            "Creative Commons Attribution Share-Alike",
            "Creative Commons Attribution Non-Commercial Share-Alike",
            "Creative Commons Attribution Non-Commercial No-Derivs",
            "Creative Commons Attribution No-Derivs",
            "อื่นๆ",
        ],
    ),
];

/// Fields without which no package is taken, besides those above.
const NEEDED: [&str; 12] = [
    "data_type",
    "title",
    "name",
    "maintainer",
    "maintainer_email",
    "tag_string",
    "notes",
    "update_frequency_unit",
    "geo_coverage",
    "data_source",
    "data_category",
    "license_id",
];

/// Fields that are days.
const DAYS: [&str; 3] = ["created_date", "last_updated_date", "data_release_calendar"];

/// Other fields of the schema, any text.
const OTHERS: [&str; 12] = [
    "objective_other",
    "update_frequency_interval",
    "geo_coverage_other",
    "data_format_other",
    "license_id_other",
    "accessible_condition",
    "data_language_other",
    "first_year_of_data",
    "last_year_of_data",
    "disaggregate_other",
    "unit_of_measure",
    "calculation_method",
];

/// The fields of every CKAN.
const OWN: [&str; 15] = [
    "id",
    "name",
    "title",
    "owner_org",
    "organization",
    "private",
    "maintainer",
    "maintainer_email",
    "tag_string",
    "tags",
    "notes",
    "url",
    "version",
    "license_id",
    "resources",
];

/// A catalogue.
#[derive(Clone, Default)]
pub(super) struct Catalogued(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    packages: BTreeMap<String, Value>,
    calls: Vec<String>,
    ids: usize,
    is_plain: bool,
}

impl Catalogued {
    /// One without the schema.
    pub(super) fn plain() -> Self {
        Self(Arc::new(Mutex::new(Inside { is_plain: true, ..Inside::default() })))
    }

    pub(super) fn gets_the_schema(&self) {
        self.0.lock().expect("the catalogue").is_plain = false;
    }

    pub(super) async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/api/3/action/{action}", post(act)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    /// What it was asked for since this was asked.
    pub(super) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("the catalogue").calls)
    }

    pub(super) fn packages(&self) -> Vec<Value> {
        self.0.lock().expect("the catalogue").packages.values().cloned().collect()
    }

    /// Changes the first package.
    pub(super) fn change(&self, change: impl FnOnce(&mut Value)) {
        change(self.0.lock().expect("the catalogue").packages.values_mut().next().expect("a package"));
    }
}

fn fields() -> impl Iterator<Item = &'static str> {
    let several = SEVERAL.into_iter().map(|(field, ..)| field);
    several.chain(ONE.into_iter().map(|(field, _)| field)).chain(NEEDED).chain(DAYS).chain(OTHERS)
}

/// Holds a package against the schema of the Thai catalogue; says which field it refuses, and why.
fn hold(package: &mut Map<String, Value>) -> Result<(), Value> {
    let says = |package: &Map<String, Value>, field: &str| {
        package.get(field).is_some_and(|value| !value.is_null() && value != "" && *value != json!([]))
    };
    for field in NEEDED {
        if !says(package, field) {
            return Err(json!({ field: ["Missing value"] }));
        }
    }
    for (field, is_needed, choices) in SEVERAL {
        let given: Vec<String> = match package.get(field) {
            None => Vec::new(),
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(list)) => list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            Some(_) => return Err(json!({ field: ["expecting list of strings"] })),
        };
        if let Some(strange) = given.iter().find(|one| !choices.contains(&one.as_str())) {
            return Err(json!({ field: [format!("unexpected choice \"{strange}\"")] }));
        }
        if is_needed && given.is_empty() {
            return Err(json!({ field: ["Select at least one"] }));
        }
        let given: Vec<&str> = choices.iter().copied().filter(|choice| given.iter().any(|one| one == choice)).collect();
        package.insert(field.to_owned(), json!(given));
    }
    for (field, choices) in ONE {
        let given = package.get(field).and_then(Value::as_str);
        if given.is_some_and(|given| !choices.contains(&given)) {
            return Err(json!({ field: ["unexpected choice"] }));
        }
    }
    for field in DAYS {
        let day = package.get(field).and_then(Value::as_str).filter(|day| !day.is_empty());
        if day.is_some_and(|day| day.parse::<chrono::NaiveDate>().is_err()) {
            return Err(json!({ field: ["Date format incorrect"] }));
        }
    }
    let extras = package.get("extras").and_then(Value::as_array).cloned().unwrap_or_default();
    if extras.iter().any(|extra| fields().any(|field| extra["key"] == field)) {
        return Err(json!({ "extras": ["There is a schema field with the same name"] }));
    }
    package
        .retain(|field, _| OWN.contains(&field.as_str()) || field == "extras" || fields().any(|known| known == field));
    Ok(())
}

/// Holds a package against a CKAN as it is installed: its tags are of letters, and Thai vowels are none to it; fields that it does not
/// know are lost.
fn hold_plain(package: &mut Map<String, Value>) -> Result<(), Value> {
    let is_mark = |letter: char| matches!(letter, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}');
    let tags = package.get("tags").and_then(Value::as_array).cloned().unwrap_or_default();
    if tags.iter().any(|tag| tag["name"].as_str().is_none_or(|name| name.chars().any(is_mark))) {
        return Err(json!({ "tags": ["Tag must be alphanumeric characters or symbols: -_."] }));
    }
    package.retain(|field, _| OWN.contains(&field.as_str()) || field == "extras");
    Ok(())
}

async fn act(
    State(catalogue): State<Catalogued>,
    Path(action): Path<String>,
    headers: HeaderMap,
    Json(mut asked): Json<Value>,
) -> Response {
    let mut inside = catalogue.0.lock().expect("the catalogue");
    inside.calls.push(action.clone());
    let refuse = |status: StatusCode, kind: &str, why: Value| {
        let told = json!({ "success": false, "error": { "__type": kind, "why": why } });
        (status, Json(told)).into_response()
    };
    if headers.get("authorization").and_then(|token| token.to_str().ok()) != Some(TOKEN) {
        return refuse(StatusCode::FORBIDDEN, "Authorization Error", Value::Null);
    }
    inside.ids += 1;
    let id = json!(format!("id-{}", inside.ids));
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let result = match action.as_str() {
        SCHEMA if inside.is_plain => {
            let told = "Bad request - Action name not known: scheming_dataset_schema_show";
            return (StatusCode::BAD_REQUEST, Json(json!(told))).into_response();
        }
        SCHEMA => {
            assert_eq!(asked["type"], "dataset");
            let fields: Vec<Value> = fields().map(|field| json!({ "field_name": field })).collect();
            Some(json!({ "dataset_type": "dataset", "dataset_fields": fields }))
        }
        "package_show" => inside.packages.get(&text(&asked, "id")).cloned(),
        "package_create" | "package_update" => {
            let name = text(&asked, "name");
            let is_known = inside.packages.contains_key(&name);
            if is_known == (action == "package_create") {
                return refuse(StatusCode::CONFLICT, "Validation Error", json!("name"));
            }
            let package = asked.as_object_mut().expect("a package");
            let held = if inside.is_plain { hold_plain(package) } else { hold(package) };
            if let Err(why) = held {
                return refuse(StatusCode::CONFLICT, "Validation Error", why);
            }
            if action == "package_create" {
                if asked["owner_org"] != "dga" {
                    return refuse(StatusCode::CONFLICT, "Validation Error", json!("owner_org"));
                }
                asked["id"] = id;
                asked["resources"] = json!([]);
            }
            // As a CKAN does: the organisation by its own identifier, and tags of its own.
            asked["owner_org"] = json!("5f1d");
            asked["organization"] = json!({ "name": "dga", "id": "5f1d" });
            asked.as_object_mut().expect("a package").remove("tag_string");
            inside.packages.insert(name, asked.clone());
            Some(asked)
        }
        "resource_create" | "resource_update" => {
            if !inside.is_plain && ["name", "url", "format"].iter().any(|field| text(&asked, field).is_empty()) {
                return refuse(StatusCode::CONFLICT, "Validation Error", json!("Missing value"));
            }
            let package = inside.packages.values_mut().find(|package| package["id"] == asked["package_id"]);
            let Some(package) = package else { return refuse(StatusCode::NOT_FOUND, "Not Found Error", Value::Null) };
            let resources = package["resources"].as_array_mut().expect("a list");
            if action == "resource_create" {
                asked["id"] = id;
                resources.push(asked.clone());
                Some(asked)
            } else {
                let known = resources.iter_mut().find(|known| known["id"] == asked["id"]);
                known.map(|known| std::mem::replace(known, asked.clone()))
            }
        }
        other => panic!("{other} is no action that we ask for"),
    };
    match result {
        Some(result) => Json(json!({ "success": true, "result": result })).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "Not Found Error", Value::Null),
    }
}

#[test]
fn what_the_thai_catalogue_refuses_is_refused() {
    let package = json!({
        "data_type": "ข้อมูลสถิติ", "title": "x", "name": "x", "maintainer": "x", "maintainer_email": "a@b.go.th", "notes": "x",
        "tag_string": "x", "update_frequency_unit": "ไตรมาส", "geo_coverage": "ประเทศ", "data_source": "x",
        "data_category": "ข้อมูลสาธารณะ", "license_id": "Open Data Common", "objective": ["อื่นๆ", "พันธกิจหน่วยงาน"],
        "data_format": ["CSV"], "data_release_calendar": "2027-01-15",
    });
    let mut good = package.as_object().cloned().expect("a package");
    assert_eq!(hold(&mut good), Ok(()));
    assert_eq!(good["objective"], json!(["พันธกิจหน่วยงาน", "อื่นๆ"]), "in the order of the choices");
    // As releases before wrote them, and what is missing.
    for (field, value) in [
        ("objective", json!("เพื่อติดตามและประเมินผล")),
        ("objective", json!([])),
        ("data_format", json!(["CSV", "PARQUET"])),
        ("data_language", json!("ไทย, อังกฤษ")),
        ("disaggregate", json!("หน่วยงาน, ตัวชี้วัด")),
        ("data_release_calendar", json!("15 ม.ค. 2570")),
        ("official_statistics", json!("ไม่ใช่")),
        ("license_id", json!("cc-by")),
        ("maintainer_email", json!("")),
        ("extras", json!([{ "key": "objective", "value": "x" }])),
    ] {
        let mut package = package.as_object().cloned().expect("a package");
        package.insert(field.to_owned(), value.clone());
        assert!(hold(&mut package).is_err(), "{field} {value}");
    }
}
