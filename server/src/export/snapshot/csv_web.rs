//! The description of tables for CSV on the Web (W3C), with titles in both languages.

use super::csv_tables::Written;
use domain::{
    license::License,
    snapshot::{
        Head,
        table::{Column, Kind, Presence},
    },
};
use serde_json::{Value, json};

/// The tables of a snapshot.
pub(super) fn of(head: &Head, license: Option<&License>, tables: &[Written]) -> Value {
    let mut group = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "dc:identifier": format!("urn:tidtam:snapshot:{}", head.code),
        "dc:created": { "@value": head.taken_at, "@type": "xsd:dateTime" },
        "dialect": { "encoding": "utf-8", "header": true, "lineTerminators": ["\r\n"] },
        "tables": tables.iter().map(table).collect::<Vec<_>>(),
    });
    if let Some(license) = license {
        group["dc:license"] = json!({ "@id": license.url() });
    }
    group
}

fn table(written: &Written) -> Value {
    let title = written.table.title();
    json!({
        "url": written.name,
        "dc:title": [{ "@value": title.th, "@language": "th" }, { "@value": title.en, "@language": "en" }],
        "tableSchema": {
            "columns": written.table.columns().iter().map(column).collect::<Vec<_>>(),
            "primaryKey": written.table.key(),
        },
    })
}

fn column(column: &Column) -> Value {
    let datatype = match column.kind {
        Kind::Text => json!("string"),
        Kind::Whole => json!("integer"),
        Kind::Reported | Kind::Computed => json!("decimal"),
        Kind::Date => json!("date"),
        Kind::Instant => json!("dateTimeStamp"),
        Kind::Truth => json!({ "base": "boolean", "format": "true|false" }),
    };
    json!({
        "name": column.name,
        "titles": { "th": column.th, "en": column.en, "und": column.name },
        "datatype": datatype,
        "required": column.presence == Presence::Always,
    })
}
