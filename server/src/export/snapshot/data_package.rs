//! The description of tables as a Data Package (version 2), with a Table Schema for each.

use super::csv_tables::Written;
use app::text::exports;
use domain::{
    license::License,
    snapshot::{
        Head,
        table::{Column, Kind, Presence, Table},
    },
    text::Language,
};
use serde_json::{Value, json};

/// The package of a snapshot.
pub(super) fn of(head: &Head, license: Option<&License>, tables: &[Written]) -> Value {
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": head.code.as_str().to_ascii_lowercase(),
        "id": format!("urn:tidtam:snapshot:{}", head.code),
        "title": format!("ชุดข้อมูลติดตามแผนพัฒนารัฐบาลดิจิทัล รอบ {0} · Tidtam snapshot of {0}", head.round.period),
        "description": about(head),
        "version": head.code,
        "created": head.taken_at,
        "resources": tables.iter().map(resource).collect::<Vec<_>>(),
    });
    if let Some(license) = license {
        let mut named = json!({ "path": license.url(), "title": license.title() });
        // Only what the list of the Open Definition has is known by name.
        if let Some(id) = license.id() {
            named["name"] = json!(id);
        }
        package["licenses"] = json!([named]);
    }
    package
}

/// What it is, in both languages, with what changed where it stands in for another.
fn about(head: &Head) -> String {
    let mut parts = [Language::Th, Language::En].map(|language| exports::dataset_about(language, head)).to_vec();
    if !head.note.is_empty() {
        parts.push(head.note.clone());
    }
    parts.join("\n\n")
}

fn resource(written: &Written) -> Value {
    let (table, title) = (written.table, written.table.title());
    let fields: Vec<Value> = table.columns().iter().map(field).collect();
    let foreign: Vec<Value> = table.columns().iter().filter_map(|column| foreign(table, column)).collect();
    let mut schema = json!({ "fields": fields, "primaryKey": table.key(), "missingValues": [""] });
    if !foreign.is_empty() {
        schema["foreignKeys"] = Value::Array(foreign);
    }
    json!({
        "name": table.as_ref(),
        "type": "table",
        "path": written.name,
        "title": format!("{} · {}", title.th, title.en),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.bytes,
        "hash": format!("sha256:{}", written.sha256),
        "rows": written.rows,
        "schema": schema,
    })
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Whole => "integer",
        Kind::Reported | Kind::Computed => "number",
        Kind::Date => "date",
        Kind::Instant => "datetime",
        Kind::Truth => "boolean",
    };
    let mut field = json!({
        "name": column.name,
        "type": kind,
        "title": column.th,
        "description": column.en,
    });
    if column.presence == Presence::Always {
        field["constraints"] = json!({ "required": true });
    }
    if column.kind == Kind::Instant {
        field["format"] = json!("any");
    }
    field
}

fn foreign(table: Table, column: &Column) -> Option<Value> {
    let (other, name) = column.of?;
    let resource = if other == table { "" } else { other.as_ref() };
    Some(json!({ "fields": [column.name], "reference": { "resource": resource, "fields": [name] } }))
}
