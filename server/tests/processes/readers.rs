//! People who read and write through the balancer, whatever happens behind it.

use crate::server::PATIENCE;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;

/// They rest so long between one thing and the next.
const REST: Duration = Duration::from_millis(20);

/// What came of reading.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub(crate) asked: usize,
    /// How many were not answered at the first time.
    pub(crate) repeated: usize,
}

impl Reads {
    pub(crate) fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.repeated += other.repeated;
    }
}

/// Reads an address over and over, until told to stop; each time until it is answered. Without a token as nobody.
pub(crate) fn reads(client: &Client, url: String, token: &str, stop: &Arc<AtomicBool>) -> JoinHandle<Reads> {
    let (client, token, stop) = (client.clone(), token.to_owned(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut counts = Reads::default();
        while !stop.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let ask = || {
                let request = client.get(&url).timeout(PATIENCE);
                if token.is_empty() { request } else { request.bearer_auth(&token) }
            };
            let mut attempts = 1;
            while !ask().send().await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                assert!(begun.elapsed() < PATIENCE, "{url} is not answered");
                attempts += 1;
                tokio::time::sleep(REST).await;
            }
            counts.add(&Reads { asked: 1, repeated: usize::from(attempts > 1) });
            tokio::time::sleep(REST).await;
        }
        counts
    })
}

/// Changes a value of a report over and over, until told to stop: each time after the change that was seen, and never over
/// another. Gives how many changes there were.
pub(crate) fn writes(client: &Client, report: String, token: &str, stop: &Arc<AtomicBool>) -> JoinHandle<usize> {
    let (client, token, stop) = (client.clone(), token.to_owned(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut written = 0;
        while !stop.load(Ordering::Relaxed) {
            let value = (written + 1).to_string();
            let begun = Instant::now();
            loop {
                assert!(begun.elapsed() < PATIENCE, "nothing can be changed");
                let seen = client.get(&report).bearer_auth(&token).timeout(PATIENCE).send().await;
                let Some((tag, stored)) = seen_in(seen).await else { continue };
                if stored == value {
                    break;
                }
                assert!(stored == written.to_string() || written == 0, "{stored} after {written}");
                let body = json!({ "values": [{ "indicator": "open-datasets", "value": value }] });
                let change = client.put(&report).bearer_auth(&token).header("if-match", tag).json(&body);
                // Whatever is answered, the next look tells what came of it.
                let _ = change.timeout(PATIENCE).send().await;
            }
            written += 1;
            tokio::time::sleep(REST).await;
        }
        written
    })
}

/// The tag of a report and its value, if it was answered.
async fn seen_in(answer: reqwest::Result<reqwest::Response>) -> Option<(String, String)> {
    let answer = answer.ok().filter(|answer| answer.status() == StatusCode::OK)?;
    let tag = answer.headers().get("etag")?.to_str().ok()?.to_owned();
    let body: Value = answer.json().await.ok()?;
    let mut values = body["values"].as_array()?.iter();
    let value = values.find(|value| value["indicator"] == "open-datasets")?["value"].as_str()?.to_owned();
    Some((tag, value))
}
