//! What is registered.

use super::Api;
use domain::access::{Role, TokenScope};

#[tokio::test]
async fn organisations_come_with_their_place_and_names() {
    let api = Api::new().await;
    let reader = api.program_with("reader", Role::Executive, "th", TokenScope::Read).await;
    let answer = reader.get("/organisations").await.ok();
    let codes: Vec<_> = answer["items"].as_array().expect("items").iter().map(|item| &item["code"]).collect();
    assert_eq!(codes, ["mdes", "moph", "one", "one-a", "th", "three", "two"]);
    insta::assert_json_snapshot!(answer["items"][2], @r#"
    {
      "code": "one",
      "parent": "mdes",
      "kind": "department",
      "name": {
        "th": "หน่วยงาน one",
        "en": "Body one"
      },
      "abbreviation": {
        "th": "",
        "en": ""
      },
      "province": null,
      "valid_from": null,
      "valid_to": null,
      "reports": true
    }
    "#);
}

#[tokio::test]
async fn a_plan_comes_complete_with_the_provenance_of_every_figure() {
    let api = Api::new().await;
    let reader = api.program_with("reader", Role::Reporter, "one", TokenScope::Read).await;
    let answer = reader.get("/plans").await.ok();
    assert_eq!(answer["items"].as_array().map(Vec::len), Some(1));
    let plan = &answer["items"][0];
    assert_eq!(plan["plan"]["code"], "small");
    let target = &plan["indicator"][0]["targets"][0];
    assert_eq!(target["value"], "80", "figures are texts, so that no digit is lost");
    assert_eq!(target["provenance"]["status"], "demonstration");
}

#[tokio::test]
async fn indicators_are_found_by_strategy_and_code() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Reporter, "one").await;
    let codes = |answer: serde_json::Value| -> Vec<String> {
        let items = answer["items"].as_array().expect("items");
        items.iter().filter_map(|item| item["code"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(codes(reader.get("/indicators").await.ok()), ["svc-e2e", "digital-plan", "open-datasets"]);
    assert_eq!(codes(reader.get("/indicators?strategy=S2").await.ok()), ["open-datasets"]);
    assert_eq!(codes(reader.get("/indicators?plan=small&indicator=svc-e2e").await.ok()), ["svc-e2e"]);
    assert_eq!(codes(reader.get("/indicators?plan=another").await.ok()), [""; 0]);
    let one = reader.get("/indicators?indicator=svc-e2e").await.ok();
    assert_eq!((&one["items"][0]["plan"], &one["items"][0]["plan_version"]), (&"small".into(), &1.into()));
}

#[tokio::test]
async fn a_filter_that_is_not_known_is_refused_and_not_ignored() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Reporter, "one").await;
    for query in ["stategy=S1", "strategy=%00", "strategy=%FF%FE", "plan=", "strategy=S1&strategy=S2"] {
        reader.get(&format!("/indicators?{query}")).await.refused(400, "bad_request");
    }
}

#[tokio::test]
async fn rounds_say_when_they_are_open() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Reporter, "one").await;
    insta::assert_json_snapshot!(reader.get("/rounds").await.ok(), @r#"
    {
      "items": [
        {
          "code": "2570-q1",
          "plan": "small",
          "plan_version": 1,
          "period": "2570-q1",
          "period_start": "2026-10-01",
          "period_end": "2026-12-31",
          "window": {
            "opens": "2027-01-01T02:00:00Z",
            "due": "2027-01-31T02:00:00Z",
            "closes": "2027-02-15T02:00:00Z"
          },
          "state": "open"
        }
      ]
    }
    "#);
    api.app.advance(chrono::Duration::days(10));
    assert_eq!(reader.get("/rounds").await.ok()["items"][0]["state"], "grace");
    api.app.advance(chrono::Duration::days(20));
    assert_eq!(reader.get("/rounds").await.ok()["items"][0]["state"], "closed");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_method_are_problem_documents_too() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Reporter, "one").await;
    for path in ["/nothing", "/", "", "/rounds/2570-q1", "/rounds/2570-q1/agencies/one/explode"] {
        reader.get(path).await.refused(404, "not_found");
    }
    for (path, allowed) in [("/organisations", "GET,HEAD"), ("/rounds/2570-q1/agencies/one/values", "GET,HEAD,PUT")] {
        let answer = reader.with_text(http::Method::DELETE, path, "").await;
        answer.refused(405, "method_not_allowed");
        assert_eq!(answer.header(http::header::ALLOW), allowed);
    }
    reader.get("/rounds/2570-q1/agencies/one/submit").await.refused(405, "method_not_allowed");
}
