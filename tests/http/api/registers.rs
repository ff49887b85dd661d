//! What is registered.

use super::{Answer, Api, Program};
use axum::body::Body;
use domain::access::{Role, TokenScope};
use http::{Method, header};

async fn accepting(reader: &Program, path: &str, accept: &str) -> Answer {
    let request = reader.request(Method::GET, path).header(header::ACCEPT, accept);
    reader.send(request.body(Body::empty()).expect("a request")).await
}

/// The codes of a list, page after page.
async fn follow(reader: &Program, path: &str) -> Vec<Vec<String>> {
    let (mut path, mut pages) = (path.to_owned(), Vec::new());
    while pages.len() < 20 {
        let answer = reader.get(&path).await;
        let page = answer.ok();
        let items = page["items"].as_array().expect("items");
        pages.push(items.iter().map(|item| item["code"].as_str().expect("a code").to_owned()).collect());
        let Some(next) = page["next"].as_str() else {
            assert_eq!(answer.header(header::LINK), "", "{path}");
            return pages;
        };
        assert_eq!(answer.header(header::LINK), format!("<{next}>; rel=\"next\""));
        next.strip_prefix("/api/v1").expect("an address of the API").clone_into(&mut path);
    }
    panic!("no end: {path}");
}

#[tokio::test]
async fn registers_come_a_page_at_a_time() {
    let api = Api::new().await;
    let reader = api.program_with("reader", Role::Executive, "th", TokenScope::Read).await;
    for (list, all) in [
        ("/organisations", &["mdes", "moph", "one", "one-a", "th", "three", "two"][..]),
        ("/indicators", &["svc-e2e", "digital-plan", "open-datasets"][..]),
        ("/rounds", &["2570-q1"][..]),
    ] {
        assert_eq!(follow(&reader, list).await, [all], "{list}");
        for limit in [1, 2, 1_000] {
            let pages = follow(&reader, &format!("{list}?limit={limit}")).await;
            assert_eq!(pages.concat(), all, "{list} {limit}");
            assert!(pages.iter().all(|page| page.len() <= limit), "{list} {limit}");
        }
    }
    let first = reader.get("/organisations?language=th&limit=2").await.ok();
    assert_eq!(first["next"], "/api/v1/organisations?language=th&limit=2&after=moph");
    let first = reader.get("/indicators?plan=small&language=en&limit=1").await.ok();
    assert_eq!(first["next"], "/api/v1/indicators?plan=small&language=en&limit=1&after=small/svc-e2e");
    assert_eq!(follow(&reader, "/indicators?strategy=S1&limit=1").await.len(), 2);
}

#[tokio::test]
async fn registers_come_in_the_form_that_is_accepted() {
    let api = Api::new().await;
    let reader = api.program_with("reader", Role::Executive, "th", TokenScope::Read).await;
    for (list, heading, begins) in [
        ("/organisations", "code,parent,kind,name_th,", "mdes,th,"),
        ("/indicators", "plan,plan_version,code,strategy,name_th,", "small,1,svc-e2e,S1,"),
        (
            "/rounds",
            "code,plan,plan_version,period,period_start,period_end,opens,due,closes,state",
            "2570-q1,small,1,2570-q1,2026-10-01,2026-12-31,2027-01-01T02:00:00Z,",
        ),
        ("/schemes", "code,edition,title_th,title_en", "small,1,"),
    ] {
        let answer = accepting(&reader, list, "text/csv").await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present", "{list}");
        assert!(answer.headers.get_all(header::VARY).iter().any(|names| names == "accept"), "{list}");
        let text = answer.text();
        let mut lines = text.split("\r\n");
        let found = lines.next().expect("a heading");
        assert!(found.starts_with(heading), "{list}: {found}");
        assert!(lines.next().is_some_and(|line| line.starts_with(begins)), "{list}: {text}");
    }
    let table = accepting(&reader, "/indicators?indicator=svc-e2e", "text/csv").await.text();
    assert!(table.contains(",ratio,higher,quarterly,agency,"), "{table}");
    let first = accepting(&reader, "/organisations?limit=1", "text/csv").await;
    assert_eq!(first.header(header::LINK), "</api/v1/organisations?limit=1&after=mdes>; rel=\"next\"");
    for list in ["/organisations", "/plans", "/indicators", "/rounds", "/schemes", "/snapshots/plans"] {
        assert!(accepting(&reader, list, "text/csv;q=0.5, application/json").await.ok()["next"].is_null(), "{list}");
        for accept in ["application/xml", "image/png", "*/*;q=0"] {
            accepting(&reader, list, accept).await.refused(406, "not_acceptable");
        }
    }
    for whole in ["/plans", "/snapshots/plans"] {
        accepting(&reader, whole, "text/csv").await.refused(406, "not_acceptable");
    }
}

#[tokio::test]
async fn what_a_list_does_not_take_is_refused() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Executive, "th").await;
    for list in ["/organisations", "/indicators", "/rounds"] {
        for query in [
            "limit=0",
            "limit=-1",
            "limit=1001",
            "limit=ten",
            "limit=99999999999999999999",
            "after=",
            "after=%00",
            "after=nowhere",
            "after=small/nothing",
            "more=1",
            "limit=1&limit=1",
        ] {
            reader.get(&format!("{list}?{query}")).await.refused(400, "bad_request");
        }
    }
    for list in ["/organisations", "/indicators"] {
        reader.get(&format!("{list}?language=xx")).await.refused(400, "bad_request");
    }
    // What has no pages, or no names beside its codes, says that it does not know them.
    for (path, name) in [
        ("/plans", "limit"),
        ("/plans", "after"),
        ("/plans", "language"),
        ("/schemes", "limit"),
        ("/schemes", "after"),
        ("/snapshots/plans", "limit"),
        ("/rounds", "language"),
        ("/rounds/2570-q1/agencies/one/values", "limit"),
        ("/rounds/2570-q1/agencies/one/evidence", "limit"),
        ("/rounds/2570-q1/agencies/one/objections", "after"),
        ("/snapshots/2570-q1.final.1", "limit"),
    ] {
        let problem = reader.get(&format!("{path}?{name}=-1")).await.refused(400, "bad_request");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(name)), "{path}: {problem}");
    }
}

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
      ],
      "next": null
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
        let answer = reader.with_text(Method::DELETE, path, "").await;
        answer.refused(405, "method_not_allowed");
        assert_eq!(answer.header(header::ALLOW), allowed);
    }
    reader.get("/rounds/2570-q1/agencies/one/submit").await.refused(405, "method_not_allowed");
}
