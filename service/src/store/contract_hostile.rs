//! Endpoints that mean harm or are broken, told to `SQLite` and `PostgreSQL` alike: whatever they say, the draft stands.

use super::{
    contract::{country, on_both_databases},
    contract_collectors::{asking, entry, page, set, time_passes, typed},
};
use crate::{
    collectors::{FetchProblem, PollOutcome, Told},
    testing::{
        Engine,
        endpoint::{Behaviour, Endpoint, answer, json},
    },
};
use domain::collector::Trouble;
use futures::FutureExt as _;

on_both_databases!(whatever_an_endpoint_says_the_draft_stands);

/// An answer in bytes that are no text.
fn bytes(kind: &str, body: &[u8]) -> Behaviour {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncontent-type: {kind}\r\n\r\n", body.len());
    Behaviour::Says([head.as_bytes(), body].concat())
}

async fn whatever_an_endpoint_says_the_draft_stands(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    time_passes(&test, &services).await;
    let before = entry(&services).await;
    assert_eq!((before.entry.value.as_str(), before.entry.base.as_str()), ("27", "64"));
    let here = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let inside = format!("http://{}/", here.local_addr().expect("an address"));
    // "สิบ" as Windows writes Thai.
    let thai = b"{\"e2e\": [\"\xca\xd4\xba\", 64]}";
    let not_json = || Told::Unreadable(Trouble::NotJson { line: 1 });
    let charset = Trouble::OtherCharset { charset: "windows-874".to_owned() };
    for (says, told) in [
        (json(r#"{"e2e": [NaN, 64]}"#), not_json()),
        (json(r#"{"e2e": [-Infinity, 64]}"#), not_json()),
        (json("<html>{\"e2e\": [1, 2]}"), not_json()),
        (bytes("application/json; charset=windows-874", thai), Told::Unreadable(charset)),
        (bytes("application/json; charset=utf-8", thai), Told::Unreadable(Trouble::NotUtf8)),
        (bytes("application/json", thai), Told::Unreadable(Trouble::NotUtf8)),
        (Behaviour::Says(answer("302 Found", &[("location", &inside)], "")), Told::Failed(FetchProblem::Redirect)),
        (Behaviour::Floods(b"HTTP/1.1 200 OK\r\n\r\n{\"e2e\": [1, 2]}".to_vec()), Told::Failed(FetchProblem::TooLarge)),
        (
            Behaviour::BreaksOff(b"HTTP/1.1 200 OK\r\n\r\n{\"e2e\": [1, 2]}".to_vec()),
            Told::Failed(FetchProblem::Broken),
        ),
    ] {
        endpoint.becomes(says.clone());
        time_passes(&test, &services).await;
        let poll = page(&services, id).await.polls.remove(0);
        let outcome = if matches!(told, Told::Failed(_)) { PollOutcome::Failed } else { PollOutcome::Unreadable };
        assert_eq!((poll.outcome, poll.details.told.as_ref()), (outcome, Some(&told)));
        assert_eq!(entry(&services).await.entry, before.entry, "{told:?}");
    }
    assert!(here.accept().now_or_never().is_none(), "nobody was led to this machine");
    // A figure beyond all bounds is no number, and stops the report as a text that a person typed.
    endpoint.becomes(json(r#"{"e2e": [1e999, 64]}"#));
    time_passes(&test, &services).await;
    let wrong = entry(&services).await;
    assert_eq!((wrong.entry.value.as_str(), wrong.reading), ("1e999", None));
}
