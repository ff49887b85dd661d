//! The example of a client, which stands in `docs`, run as it is.

use super::Api;
use crate::publications::{publish, reviewed};
use domain::access::Role;
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
    let refused = run(address, Some("tidtam_nobody".to_owned())).await;
    assert!(String::from_utf8_lossy(&refused.stderr).contains("401 token_refused"), "the reason is told");
}
