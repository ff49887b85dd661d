//! The programs in Python that stand in `docs`, run as they are and as it is said there.

use super::Api;
use crate::publications::{publish, reviewed};
use domain::{access::Role, amount::Amount};
use std::process::{Command, Output};
use tests::TestApp;

async fn run(address: std::net::SocketAddr, token: Option<String>) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api_client.py");
    let mut command = Command::new("python3");
    command.arg("-X").arg("dev").arg(script).arg(format!("http://{address}")).env_remove("TIDTAM_TOKEN");
    if let Some(token) = token {
        command.env("TIDTAM_TOKEN", token);
    }
    tokio::task::spawn_blocking(move || command.output()).await.expect("a run").expect("Python")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_reads_what_is_published_and_what_counts_now() {
    if Command::new("python3").arg("--version").output().is_err() {
        return tests::skip("the example of a client", "there is no python3");
    }
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    let api = Api { app };
    let address = api.app.listen().await;
    let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let empty = run(address, None).await;
    assert_eq!(text(&empty), "nothing is published yet\n", "{}", String::from_utf8_lossy(&empty.stderr));
    publish(&api.app, &mut admin, 1, "", "").await;
    let told = run(address, None).await;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let lines = text(&told);
    assert!(lines.starts_with("2570-q1.final.1: ") && lines.contains("one\tsvc-e2e\t40\t"), "{lines}");
    assert!(!lines.contains("derivation"), "{lines}");
    let reader = api.program("reader", Role::Executive, "th").await;
    let told = run(address, Some(reader.secret.clone())).await;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(text(&told).contains("/api/v1/scores/small/2570-q1/one/derivation"), "{}", text(&told));
    // Who may see what is no release yet is told of the release all the same.
    api.app.advance(chrono::Duration::minutes(1));
    admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", "draft"), ("note", "")]).await;
    api.app.services().snapshots().settled().await;
    let official = api.program("official", Role::Administrator, "th").await;
    assert_eq!(official.get("/snapshots").await.ok()["items"].as_array().expect("items").len(), 2);
    let told = run(address, Some(official.secret.clone())).await;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(text(&told).starts_with("2570-q1.final.1: "), "{}", text(&told));
    let refused = run(address, Some("tidtam_nobody".to_owned())).await;
    assert!(String::from_utf8_lossy(&refused.stderr).contains("401 token_refused"), "the reason is told");
}

#[tokio::test]
async fn the_script_makes_the_published_score_of_what_the_page_and_the_api_give() {
    let app = TestApp::new().await;
    reviewed(&app).await;
    let api = Api { app };
    let reader = api.program("reader", Role::Executive, "th").await;
    let given = reader.get("/scores/small/2570-q1/one/derivation").await.text();
    let page = "/scores/small/2570-q1/one/derivation.json";
    let downloaded = api.app.somebody(Role::Executive, "th").await.opens(page).await.body;
    let score = |text: &str| text.trim().parse::<Amount>().expect("a score");
    let told = serde_json::from_str::<serde_json::Value>(&given).expect("JSON");
    let published = score(told["published"].as_str().expect("a text"));
    let folder = tempfile::tempdir().expect("a folder");
    for (name, derivation) in [("given", given), ("downloaded", downloaded)] {
        let file = folder.path().join(name);
        std::fs::write(&file, derivation).expect("written");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/recompute_score.py");
        let Ok(run) = Command::new("python3").arg(script).arg(&file).output() else {
            return tests::skip("recomputing what the API gives", "there is no python3");
        };
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        assert_eq!(score(&String::from_utf8_lossy(&run.stdout)), published, "{name}");
    }
}
