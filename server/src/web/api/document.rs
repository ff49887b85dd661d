//! The document of `OpenAPI` 3.1: what the handlers say of themselves, with words in both languages, who may ask, and how
//! refusals look.

use super::{BASE, past, problem::ApiProblem};
use app::text::developers;
use domain::text::Language;
use serde_json::{Map, Value, json};
use service::Services;
use std::{collections::BTreeSet, sync::LazyLock};
use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        path::{Operation, PathItem},
        security::SecurityRequirement,
    },
};
use utoipa_axum::router::OpenApiRouter;

/// The media type of refusals.
const PROBLEM: &str = "application/problem+json";

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Holders of a token.
    Token,
    /// Everybody; holders of a token see all that they may.
    Both,
    /// Everybody; it is the same for all.
    Nobody,
}

/// The operations of a path.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten()
}

/// A router whose operations say who may ask.
pub(super) fn told(face: Face, mut router: OpenApiRouter<Services>) -> OpenApiRouter<Services> {
    let token = || SecurityRequirement::new("token", [""; 0]);
    for operation in router.get_openapi_mut().paths.paths.values_mut().flat_map(operations) {
        operation.security = Some(match face {
            Face::Token => vec![token()],
            Face::Both => vec![SecurityRequirement::default(), token()],
            Face::Nobody => Vec::new(),
        });
    }
    router
}

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(made);
    &DOCUMENT
}

fn made() -> Value {
    let mut document = serde_json::to_value(super::openapi()).unwrap_or_default();
    document["info"] = json!({
        "title": "Tidtam",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": developers::about(Language::En),
        "x-summary-th": developers::about(Language::Th),
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
    });
    document["servers"] = json!([{ "url": BASE }]);
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "bearerFormat": "tidtam_…" }
    });
    let mut of_problems = Vec::new();
    ApiProblem::schemas(&mut of_problems);
    of_problems.push((ApiProblem::name().into_owned(), ApiProblem::schema()));
    for (name, schema) in of_problems {
        document["components"]["schemas"][name] = json!(schema);
    }
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        speak(operation);
    }
    let bodies = read_as_bodies(&document);
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    for (_, schema) in schemas.filter(|(name, _)| !bodies.contains(name.as_str())) {
        open(schema);
    }
    document
}

/// Gives an operation its words and the form of its refusals.
fn speak(operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    for (member, language) in [("summary", Language::En), ("x-summary-th", Language::Th)] {
        operation[member] = json!(developers::operation(language, &id));
    }
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        for (member, language) in [("description", Language::En), ("x-description-th", Language::Th)] {
            parameter[member] = json!(developers::parameter(language, &name));
        }
    }
    let schema = json!({ "$ref": format!("#/components/schemas/{}", ApiProblem::name()) });
    operation["responses"]["default"] = json!({
        "description": developers::refusal(Language::En),
        "content": { PROBLEM: { "schema": schema } },
    });
    let mut parameters = operation["parameters"].as_array().into_iter().flatten();
    if !parameters.any(|parameter| parameter["name"] == past::NAME) {
        operation["responses"]["400"] = json!({
            "description": developers::no_past(Language::En),
            "x-description-th": developers::no_past(Language::Th),
            "content": { PROBLEM: { "schema": schema } },
        });
    }
    for answer in operation["responses"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if answer["description"].as_str().is_none_or(str::is_empty) {
            answer["description"] = json!(developers::answer(Language::En));
        }
    }
}

/// The names of the schemas that stand in bodies of requests.
fn read_as_bodies(document: &Value) -> BTreeSet<String> {
    let (mut found, mut waiting) = (BTreeSet::new(), Vec::new());
    let paths = document["paths"].as_object().into_iter().flat_map(Map::values);
    for operation in paths.filter_map(Value::as_object).flat_map(Map::values) {
        named(&operation["requestBody"], &mut waiting);
    }
    while let Some(name) = waiting.pop() {
        if found.insert(name.clone()) {
            named(&document["components"]["schemas"][name], &mut waiting);
        }
    }
    found
}

/// The names that a schema refers to.
fn named(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str).and_then(|reference| reference.rsplit('/').next());
            names.extend(name.map(str::to_owned));
            members.values().for_each(|member| named(member, names));
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Lets an answer have members that are not told: more may come, and a type that is read strictly stands within others here.
fn open(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("additionalProperties") == Some(&Value::Bool(false)) {
                members.remove("additionalProperties");
            }
            members.values_mut().for_each(open);
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_paths() -> BTreeSet<String> {
        document()["paths"].as_object().expect("paths").keys().cloned().collect()
    }

    #[test]
    fn every_route_is_in_the_document_and_nothing_else_is() {
        assert_eq!(super::super::routed(), told_paths());
    }

    #[test]
    fn everything_that_is_referred_to_is_there() {
        let mut names = Vec::new();
        named(document(), &mut names);
        let schemas = document()["components"]["schemas"].as_object().expect("schemas");
        let missing: Vec<_> = names.iter().filter(|name| !schemas.contains_key(*name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(document()["openapi"], "3.1.0");
    }

    #[test]
    fn every_operation_and_parameter_has_words_in_both_languages() {
        for (path, item) in document()["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let tells_the_past = parameters.filter(|parameter| parameter["name"] == past::NAME).count() == 1;
                assert_ne!(tells_the_past, operation["responses"]["400"].is_object(), "{method} {path}");
                for member in ["summary", "x-summary-th"] {
                    assert!(
                        operation[member].is_string(),
                        "{method} {path} ({}) lacks {member}",
                        operation["operationId"]
                    );
                }
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    for member in ["description", "x-description-th"] {
                        assert!(parameter[member].is_string(), "{path}: {} lacks {member}", parameter["name"]);
                    }
                }
                assert!(operation["security"].is_array(), "{method} {path}");
            }
        }
    }
}
