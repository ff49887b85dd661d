//! The document as the page for developers shows it.

use super::{BASE, document::document};
use app::reference::{Answer, Operation, Parameter, Reference, Shape};
use serde_json::{Map, Value};
use std::sync::{Arc, LazyLock};

/// What the page shows.
pub(crate) fn reference() -> Arc<Reference> {
    static REFERENCE: LazyLock<Arc<Reference>> = LazyLock::new(|| Arc::new(read(document())));
    REFERENCE.clone()
}

fn read(document: &Value) -> Reference {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let item = item.as_object().into_iter().flatten();
        item.map(move |(method, operation)| operation_of(path, method, operation))
    });
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    let shapes = schemas.map(|(name, schema)| Shape { name: name.clone(), fields: fields_of(schema) });
    Reference { operations: operations.collect(), shapes: shapes.filter(|shape| !shape.fields.is_empty()).collect() }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn operation_of(path: &str, method: &str, operation: &Value) -> Operation {
    let parameter = |parameter: &Value| Parameter {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        kind: kind_of(&parameter["schema"]),
        is_required: parameter["required"].as_bool().unwrap_or_default(),
    };
    let body = operation["requestBody"]["content"].as_object().into_iter().flatten().next();
    let answers = operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| *status != "default");
    let answer = |(status, answer): (&String, &Value)| Answer {
        status: status.clone(),
        kinds: answer["content"].as_object().into_iter().flatten().map(|(kind, _)| kind.clone()).collect(),
        shape: shape_of(&answer["content"]["application/json"]["schema"]),
    };
    Operation {
        id: text(&operation["operationId"]),
        tag: text(&operation["tags"][0]),
        method: method.to_uppercase(),
        path: format!("{BASE}{path}"),
        needs_token: operation["security"].as_array().is_some_and(|all| all.iter().any(|one| one["token"].is_array())),
        is_open: operation["security"].as_array().is_none_or(|all| all.is_empty() || all.contains(&empty())),
        parameters: operation["parameters"].as_array().into_iter().flatten().map(parameter).collect(),
        body: body.map(|(kind, content)| (kind.clone(), shape_of(&content["schema"]).unwrap_or_default())),
        answers: answers.map(answer).collect(),
    }
}

fn empty() -> Value {
    Value::Object(Map::new())
}

/// The name of the shape that a schema refers to, if need be behind "or nothing".
fn shape_of(schema: &Value) -> Option<String> {
    let reference = std::iter::once(schema).chain(choices_of(schema)).find_map(|one| one["$ref"].as_str());
    reference.and_then(|reference| reference.rsplit('/').next()).map(str::to_owned)
}

/// Those of which a schema is one.
fn choices_of(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["oneOf"].as_array().into_iter().chain(schema["anyOf"].as_array()).flatten()
}

/// What a schema is, in a word or two.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = shape_of(schema) {
        return name;
    }
    let items = &schema["items"];
    if items.is_object() {
        return format!("[{}]", kind_of(items));
    }
    let choices = schema["enum"].as_array().map(|choices| {
        let choices: Vec<String> = choices.iter().map(text).collect();
        choices.join(" | ")
    });
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds.iter().map(text).filter(|kind| kind != "null").collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    let format = schema["format"].as_str().map(|format| format!(" ({format})")).unwrap_or_default();
    choices.unwrap_or_else(|| format!("{}{format}", kinds.join(" | ")))
}

/// The members of a schema, also of those that it is put together of, or of which it is one.
fn fields_of(schema: &Value) -> Vec<(String, String)> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, schema)| (name.clone(), kind_of(schema)));
    let of_parts = parts.flat_map(|part| match shape_of(part) {
        Some(name) => vec![("…".to_owned(), name)],
        None => fields_of(part),
    });
    let one_of: Vec<String> = choices_of(schema).filter_map(shape_of).collect();
    let one_of = (!one_of.is_empty()).then(|| ("…".to_owned(), one_of.join(" | ")));
    own.chain(of_parts).chain(one_of).collect()
}
