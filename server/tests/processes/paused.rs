//! A server stops where it stands, between the last statement of a change and its commit, with the place in the audit log
//! in its hands that every other change waits for.

use crate::{
    country::{Country, agency},
    server::{PATIENCE, Place},
};
use domain::access::Role;
use reqwest::{Client, RequestBuilder, StatusCode};
use service::testing::{
    Engine,
    watched::{Watch, Watched},
};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_paused_in_the_middle_of_a_change_does_not_hold_up_the_others_for_good() {
    let Some(country) = Country::new(Engine::Postgres, 2).await else { return };
    let round = country.opens("2568-q4", 30, 40).await;
    let token = country.token(&country.person("reporter", Role::Reporter, "mdes").await).await;
    let watched = Watched::new(country.url(), Watch::Changes).await;
    let folder = country.test.folder.path();
    let places = [0, 1].map(|number| Place::new(folder, &watched.url_for(number), &[]));
    let mut servers = [places[0].start(), places[1].start()];
    let client = Client::builder().no_proxy().build().expect("a client");
    for server in &mut servers {
        server.is_ready(&client).await;
    }
    let report = |server: usize, number| {
        places[server].at(&format!("/api/v1/rounds/{round}/agencies/{}/values", agency(number)))
    };
    let changes = |server, number, value: &str| {
        let body = serde_json::json!({ "values": [{ "indicator": "open-datasets", "value": value }] });
        client.put(report(server, number)).bearer_auth(&token).header("if-match", "*").json(&body)
    };
    let cut_off = tokio::spawn(changes(0, 0, "1").send());
    while !watched.within().await.contains(&0) {
        assert!(!cut_off.is_finished(), "it was done before anybody saw it");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    servers[0].pauses();
    let begun = Instant::now();
    while !is_taken(changes(1, 1, "2")).await {
        assert!(begun.elapsed() < PATIENCE, "the paused server holds everybody up");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("another server's change was taken {} ms after the pause began", begun.elapsed().as_millis());
    servers[0].goes_on();
    let answer = cut_off.await.expect("an end").expect("an answer");
    assert!(answer.status().is_server_error(), "{}", answer.status());
    for (number, value) in [(0, ""), (1, "2")] {
        let answer = client.get(report(0, number)).bearer_auth(&token).send().await.expect("an answer");
        let body: serde_json::Value = answer.json().await.expect("a report");
        let mut values = body["values"].as_array().expect("values").iter();
        let entry = values.find(|entry| entry["indicator"] == "open-datasets").expect("an entry");
        assert_eq!(entry["value"], value, "what nobody was told of is not there");
    }
    assert!(is_taken(changes(0, 0, "3")).await, "the server that was paused takes changes again");
    country.is_whole().await;
}

async fn is_taken(request: RequestBuilder) -> bool {
    let answer = request.timeout(PATIENCE).send().await;
    answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
}
