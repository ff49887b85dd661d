//! The document held against the server by somebody else's program, which tries what the document allows and what it forbids.

use super::Api;
use crate::{
    exports::makes_files,
    publications::{publish, reviewed},
};
use domain::access::Role;
use server::router::RouterSettings;
use std::{num::NonZeroU32, process::Command};
use tests::{Engine, TestApp};

const NAME: &str = "the API tried by schemathesis";

/// Tries everything for at most 45 seconds, with the headers given.
async fn tries(api: &Api, header: Option<String>) {
    let Ok(python) = std::env::var("TIDTAM_TEST_CALLERS") else {
        return tests::skip(NAME, "TIDTAM_TEST_CALLERS names no Python with schemathesis");
    };
    let address = api.app.listen().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(std::path::Path::new(&python).with_file_name("schemathesis"));
    command.current_dir(folder.path()).arg("run").arg(format!("http://{address}/api/v1/openapi.json"));
    command.args([
        "--phases",
        "examples,coverage,fuzzing",
        "--max-time",
        "45",
        "--max-examples",
        "20",
        "--seed",
        "2570",
    ]);
    command.args(["--checks", "not_a_server_error,content_type_conformance,response_schema_conformance"]);
    command.args(["--suppress-health-check", "all", "--no-shrink", "--warnings", "off", "--no-color"]);
    if let Some(header) = header {
        command.args(["--header", &header]);
    }
    let run = tokio::task::spawn_blocking(move || command.output()).await.expect("a run").expect("a program");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("Test cases:"), "it tried something: {said}");
}

async fn published() -> Api {
    let often =
        |settings| RouterSettings { api_requests_per_minute: NonZeroU32::new(1_000_000).expect("many"), ..settings };
    let app = TestApp::start_with(Engine::Sqlite, often).await.expect("SQLite");
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    makes_files(app.services()).await;
    Api { app }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_tried_without_a_token_is_answered_as_the_document_says() {
    tries(&published().await, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_tried_with_a_token_is_answered_as_the_document_says() {
    let api = published().await;
    let official = api.program("official", Role::Administrator, "th").await;
    tries(&api, Some(format!("Authorization: Bearer {}", official.secret))).await;
}
