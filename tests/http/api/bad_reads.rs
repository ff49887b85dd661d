//! Nothing that can be written into an address is a fault: every read route of the document, every parameter of it, with a
//! token and without one.

use super::{Answer, Api, Program};
use crate::{
    exports::makes_files,
    publications::{publish, reviewed},
};
use domain::access::Role;
use http::StatusCode;
use serde_json::Value;
use tests::{TestApp, hostile::hostile};

/// A value that the parameter can have.
fn good(name: &str) -> &'static str {
    match name {
        "round" => "2570-q1",
        "agency" | "organisation" => "one",
        "indicator" => "svc-e2e",
        "strategy" => "S1",
        "plan" | "scheme" => "small",
        "snapshot" => "2570-q1.final.1",
        "name" => "2570-q1.final.1.json",
        "trust" => "self_reported",
        "language" => "th",
        "limit" => "10",
        "context" => "dataflow",
        "type" => "codelist",
        "agency_id" => "DGA",
        "resource_id" | "version" | "key" | "item" => "*",
        _ => "x",
    }
}

#[track_caller]
fn check(answer: &Answer, path: &str) {
    assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.text());
    assert!(answer.headers.get("x-injected").is_none(), "{path}");
    if answer.status.is_client_error() {
        let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
        answer.refused(answer.status.as_u16(), &code);
    } else {
        // A short address of SDMX leads to its long form.
        assert!(answer.status == StatusCode::OK || answer.status.is_redirection(), "{path}: {}", answer.status);
    }
}

/// The addresses of the read routes: each path with its parameters.
fn reads(document: &Value) -> Vec<(String, Vec<(String, String)>)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let read = paths.filter(|(_, item)| item["get"].is_object());
    let parameters = |item: &Value| {
        let all = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        all.iter().map(|parameter| (text(&parameter["name"]), text(&parameter["in"]))).collect()
    };
    read.map(|(path, item)| (path.clone(), parameters(item))).collect()
}

fn address(path: &str, parameters: &[(String, String)], hostile: (&str, &str)) -> String {
    let value = |name: &str| if name == hostile.0 { hostile.1.to_owned() } else { good(name).to_owned() };
    let of_path = parameters.iter().filter(|(_, place)| place == "path");
    let path = of_path.fold(path.to_owned(), |path, (name, _)| path.replace(&format!("{{{name}}}"), &value(name)));
    let is_in_query = parameters.iter().any(|(name, place)| place == "query" && name == hostile.0);
    if is_in_query { format!("{path}?{}={}", hostile.0, hostile.1) } else { path }
}

#[tokio::test]
async fn nothing_that_is_written_into_an_address_is_a_fault() {
    let often = |settings| server::router::RouterSettings {
        api_requests_per_minute: std::num::NonZeroU32::new(1_000_000).expect("many"),
        ..settings
    };
    let app = TestApp::start_with(service::testing::Engine::Sqlite, often).await.expect("SQLite");
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    makes_files(app.services()).await;
    let api = Api { app };
    let who: [Program; 2] = [api.nobody(), api.program("official", Role::Administrator, "th").await];
    let document = who[0].get("/openapi.json").await.ok();
    let (hostile, longer): (Vec<String>, _) = (hostile().collect(), "a".repeat(10_000));
    let mut asked = 0;
    for (path, parameters) in reads(&document) {
        for caller in &who {
            check(&caller.get(&address(&path, &parameters, ("", ""))).await, &path);
            for (name, _) in &parameters {
                for hostile in &hostile {
                    let address = address(&path, &parameters, (name, hostile));
                    check(&caller.get(&address).await, &address);
                    asked += 1;
                }
            }
            // What no route knows, ten thousand characters of it, and the same twice.
            let plain = address(&path, &parameters, ("", ""));
            for query in [format!("x={longer}"), "limit=1&limit=2".to_owned(), "&&&===".to_owned(), "%".to_owned()] {
                let address = format!("{plain}?{query}");
                check(&caller.get(&address).await, &address);
            }
        }
    }
    assert!(asked > 1_500, "{asked}");
}
