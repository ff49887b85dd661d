//! Handed to a bucket of somebody else's server that speaks the S3 protocol.

use super::{failed, hand, set, settings};
use crate::exports::{CODE, with_files};
use domain::{
    destination::Destination,
    snapshot::{Catalogue, Export, Hash},
};
use service::destinations::Handed;
use tests::{Engine, TestApp};

/// A process that ends with the test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_bucket_of_somebody_elses_server_gets_every_file_once() {
    const NAME: &str = "snapshots handed to a bucket behind the S3 protocol";
    let Ok(python) = std::env::var("TIDTAM_TEST_MOTO") else {
        return tests::skip(NAME, "TIDTAM_TEST_MOTO names no Python with moto");
    };
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let mut server = std::process::Command::new(python);
    server.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
    let server = server.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn();
    let _server = Running(server.expect("started"));
    let (endpoint, client) =
        (format!("http://127.0.0.1:{port}"), reqwest::Client::builder().build().expect("a client"));
    let bucket = format!("{endpoint}/open-data");
    let mut tries = tokio::time::interval(std::time::Duration::from_millis(200));
    for _ in 0..150 {
        tries.tick().await;
        if client.put(&bucket).send().await.is_ok_and(|made| made.status().is_success()) {
            break;
        }
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start_with_collectors(engine, settings()).await else { continue };
        let mut admin = with_files(&app).await;
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        let prefix = format!("{engine:?}/tidtam").to_lowercase();
        let destination = Destination::Bucket {
            endpoint: endpoint.clone(),
            bucket: "open-data".to_owned(),
            region: "ap-southeast-1".to_owned(),
            prefix: prefix.clone(),
            key_id: "key-1".to_owned(),
        };
        set(&app, "bucket", destination.clone(), "a-secret").await;
        let all = Export::all().len() as u64 + 1;
        assert_eq!(hand(&app, "bucket").await, Handed { handed: all, failed: vec![], unmade: vec![] });
        let code = CODE.parse().expect("a code");
        for export in Export::all() {
            let name = export.file_name(&code);
            let there = client.get(format!("{bucket}/{prefix}/{CODE}/{name}")).send().await.expect("an answer");
            let digest = there.headers()["x-amz-meta-sha256"].to_str().expect("a text").to_owned();
            assert_eq!(there.headers()["content-type"], export.media_type(), "{name}");
            let there = there.bytes().await.expect("bytes");
            let here = admin.opens(&format!("/snapshots/{CODE}/files/{name}")).await;
            assert_eq!(there, here.bytes, "{name}");
            assert_eq!(Hash::of(&there).to_string(), digest, "{name}");
        }
        assert_eq!(hand(&app, "bucket").await, Handed::default());
        // Whoever did not come to writing it down finds everything there, and another content is left alone.
        set(&app, "bucket-again", destination.clone(), "a-secret").await;
        assert_eq!(hand(&app, "bucket-again").await, Handed { handed: all, failed: vec![], unmade: vec![] });
        let package = Export::Description(Catalogue::Ckan).file_name(&code);
        let place = format!("{bucket}/{prefix}/{CODE}/{package}");
        let other = client.put(&place).header("content-type", "application/octet-stream").body("other").send().await;
        assert!(other.expect("an answer").status().is_success());
        set(&app, "bucket-third", destination, "a-secret").await;
        let failed = failed(&app, "bucket-third").await;
        assert_eq!(failed, [format!("bucket-third {package} destination_other_content")]);
        let there = client.get(&place).send().await.expect("an answer");
        assert!(!there.headers().contains_key("x-amz-meta-sha256"), "what lies there is not ours");
        let elsewhere = Destination::Bucket {
            endpoint: endpoint.clone(),
            bucket: "nobodys".to_owned(),
            region: "ap-southeast-1".to_owned(),
            prefix: String::new(),
            key_id: "key-1".to_owned(),
        };
        set(&app, "nobodys", elsewhere, "a-secret").await;
        assert_eq!(hand(&app, "nobodys").await.failed.len(), 1, "a bucket that is not there");
    }
}
