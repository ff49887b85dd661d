//! Accepted values, a page at a time.

use super::{Api, Program, on_both_databases};
use axum::body::Body;
use domain::access::{Role, TokenScope};
use http::{Method, header};
use serde_json::{Value, json};
use service::testing::Engine;

on_both_databases!(pages_follow_each_other_until_there_is_none, a_correction_in_the_middle_of_paging_loses_nothing,);

/// Carries both agencies' reports to acceptance, and gives a program that reads.
async fn accepted(api: &Api) -> Program {
    let approver = api.program("approver", Role::Approver, "mdes").await;
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;
    for agency in ["one", "two"] {
        let reporter = api.program(&format!("reporter-{agency}"), Role::Reporter, agency).await;
        api.add_evidence(agency).await;
        reporter.fills(agency, "41").await;
        reporter.moves(agency, "submit", &json!({})).await.ok();
        approver.moves(agency, "approve", &json!({})).await.ok();
        let verified = json!({ "verified": [{ "indicator": "svc-e2e", "value": "39", "base": "100" }] });
        let verified = if agency == "one" { verified } else { json!({}) };
        reviewer.moves(agency, "accept", &verified).await.ok();
    }
    api.program_with("reader", Role::Reporter, "two", TokenScope::Read).await
}

fn places(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    let text = |item: &Value, name: &str| item[name].as_str().expect("a text").to_owned();
    items.iter().map(|item| format!("{}/{}", text(item, "agency"), text(item, "indicator"))).collect()
}

/// Follows the `Link` headers from a query to the end.
async fn follow(reader: &Program, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut path = format!("/values?{query}");
    while pages.len() < 20 {
        let answer = reader.get(&path).await;
        let page = answer.ok();
        pages.push(places(&page));
        let Some(next) = page["next"].as_str() else {
            assert_eq!(answer.header(header::LINK), "");
            return pages;
        };
        assert_eq!(answer.header(header::LINK), format!("<{next}>; rel=\"next\""));
        next.strip_prefix("/api/v1").expect("an address of the API").clone_into(&mut path);
    }
    panic!("no end: {pages:?}");
}

const ALL: [&str; 6] =
    ["one/digital-plan", "one/open-datasets", "one/svc-e2e", "two/digital-plan", "two/open-datasets", "two/svc-e2e"];

async fn pages_follow_each_other_until_there_is_none(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reader = accepted(&api).await;
    assert_eq!(follow(&reader, "").await.concat(), ALL);
    assert_eq!(follow(&reader, "limit=6").await, [ALL]);
    let pages = follow(&reader, "limit=4").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [4, 2]);
    assert_eq!(follow(&reader, "limit=1&round=2570-q1").await.concat(), ALL);
    assert_eq!(follow(&reader, "organisation=two").await.concat(), ALL[3..]);
    assert_eq!(follow(&reader, "organisation=mdes&indicator=svc-e2e&limit=1").await.concat(), [ALL[2], ALL[5]]);
    reader.get("/values?indicator=another").await.refused(404, "not_found");
    assert_eq!(follow(&reader, "trust=evidence_verified&limit=1").await.concat(), [ALL[2]], "what DGA corrected");
    assert_eq!(follow(&reader, "trust=self_reported&limit=4").await.concat(), ALL);
}

async fn a_correction_in_the_middle_of_paging_loses_nothing(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reader = accepted(&api).await;
    let page = reader.get("/values?limit=2").await.ok();
    let reviewer = tests::country::operator();
    let submissions = api.app.services().submissions();
    submissions
        .correct(&reviewer, &tests::app::key("one"), service::submissions::Seen::Any, "พิมพ์ผิด")
        .await
        .expect("reopened");
    let next = page["next"].as_str().expect("a next page").replace("/api/v1", "").replace("limit=2", "limit=10");
    assert_eq!(places(&reader.get(&next).await.ok()), ALL[2..], "values stay in force while they are corrected");
}

#[tokio::test]
async fn a_value_comes_reported_and_verified_side_by_side() {
    let api = Api::new().await;
    let reader = accepted(&api).await;
    let page = reader.get("/values?organisation=one&indicator=svc-e2e").await.ok();
    insta::assert_json_snapshot!(page, @r#"
    {
      "items": [
        {
          "round": "2570-q1",
          "agency": "one",
          "indicator": "svc-e2e",
          "revision": 1,
          "applicability": "applies",
          "in_force": {
            "value": "39",
            "base": "100"
          },
          "reported": {
            "value": "41",
            "base": "100"
          },
          "verified": {
            "value": "39",
            "base": "100"
          },
          "explanation": null,
          "trust": "evidence_verified",
          "accepted_at": "2027-01-22T02:00:00Z"
        }
      ],
      "next": null
    }
    "#);
}

#[tokio::test]
async fn csv_comes_to_whoever_accepts_it() {
    let api = Api::new().await;
    let reader = accepted(&api).await;
    let ask = async |accept: &str| {
        let request = reader.request(Method::GET, "/values?indicator=svc-e2e").header(header::ACCEPT, accept);
        reader.send(request.body(Body::empty()).expect("a request")).await
    };
    let answer = ask("text/csv").await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present");
    assert!(answer.headers.get_all(header::VARY).iter().any(|names| names == "accept"));
    insta::assert_snapshot!(answer.text().replace("\r\n", "\n"), @"
    round,agency,indicator,revision,applicability,value,base,reported_value,reported_base,verified_value,verified_base,accepted_at,derived,name,trust
    2570-q1,one,svc-e2e,1,applies,39,100,41,100,39,100,2027-01-22T02:00:00Z,false,,evidence_verified
    2570-q1,two,svc-e2e,1,applies,41,100,41,100,,,2027-01-22T02:00:00Z,false,,self_reported
    ");
    for accept in ["text/csv, */*;q=0.1", "text/csv;q=0.5", "TEXT/CSV, application/json;q=0.9", "text/csv, text/html"] {
        assert!(ask(accept).await.header(header::CONTENT_TYPE).starts_with("text/csv"), "{accept}");
    }
    for accept in ["*/*", "application/json, text/csv;q=0.9", "\u{7f}"] {
        let request = reader.request(Method::GET, "/values").header(header::ACCEPT, accept.as_bytes());
        let Ok(request) = request.body(Body::empty()) else { continue };
        reader.send(request).await.ok();
    }
    for accept in ["text/csv;q=0", "text/csv;q=nonsense", "image/png"] {
        ask(accept).await.refused(406, "not_acceptable");
    }
}

#[tokio::test]
async fn names_stand_beside_the_codes_in_the_language_that_is_asked_for() {
    let api = Api::new().await;
    let reader = accepted(&api).await;
    for (language, names) in [("th", ["หน่วยงาน one", "หน่วยงาน two"]), ("en", ["Body one", "Body two"])]
    {
        let first = reader.get(&format!("/values?indicator=svc-e2e&language={language}&limit=1")).await.ok();
        assert_eq!(first["items"][0]["name"], names[0]);
        let next = first["next"].as_str().expect("a next page").strip_prefix("/api/v1").expect("of the API");
        assert_eq!(reader.get(next).await.ok()["items"][0]["name"], names[1], "the next page is of the same language");
        let path = format!("/values?indicator=svc-e2e&language={language}");
        let table = reader.with_headers(Method::GET, &path, &[("accept", "text/csv")], "").await.text();
        assert!(table.contains(&format!(",false,{},self_reported\r\n", names[1])), "{table}");
    }
    assert!(reader.get("/values?limit=1").await.ok()["items"][0].get("name").is_none());
    reader.get("/values?language=fr").await.refused(400, "bad_request");
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Executive, "th").await;
    for query in [
        "limit=0",
        "limit=-1",
        "limit=1001",
        "limit=ten",
        "limit=99999999999999999999",
        "after=",
        "after=%00",
        "after=/one/svc-e2e",
        "after=2570-q1/../x",
        "after=2570-q1/one/svc-e2e/more",
        "after=zz",
        "after=2599-q1/one/svc-e2e",
        "after=2570-q1/nowhere/svc-e2e",
        "round=%FF",
        "since=2570",
        "round=2570-q1&round=2570-q1",
    ] {
        reader.get(&format!("/values?{query}")).await.refused(400, "bad_request");
    }
    let far = "x".repeat(5_000);
    for (path, said) in [
        ("/values?after=zzz", "after: zzz is not in this list"),
        ("/indicators?after=zzz", "after: zzz is not in this list"),
        ("/values?after=", "after: \"\" is not in this list"),
        ("/values?limit=ten", "limit: must be a whole number"),
        ("/values?limit=1001", "limit: must be a whole number from 1 to 1000"),
        ("/values?language=fr", "language: must be one of th, en"),
        ("/values?round=2570-q1&round=2570-q1", "round: more than once"),
        ("/values?since=2570", "since: no parameter here; there are round, organisation"),
        (format!("/values?round={far}").as_str(), "round: must be a code of 1–64"),
        (format!("/values?{far}=1").as_str(), "xxx"),
        (format!("/values?after={far}").as_str(), "after: xxx"),
    ] {
        let problem = reader.get(path).await.refused(400, "bad_request");
        let [en, th] = ["detail", "detail_th"].map(|name| problem[name].as_str().expect("a sentence"));
        assert!(en.starts_with(said) && en.chars().count() <= 200, "{path}: {en}");
        assert!(!en.contains("as_of"), "the document calls it asOf: {en}");
        let name = said.split(':').next().expect("a name");
        let is_thai = th.chars().any(|letter| ('\u{e00}'..='\u{e7f}').contains(&letter));
        assert!(th.starts_with(name) && is_thai && th.chars().count() <= 200, "{path}: {th}");
    }
    // All that it can be is named in both languages, the last one too.
    let problem = reader.get("/completeness?round=2570-q1&kind=x").await.refused(400, "bad_request");
    for name in ["detail", "detail_th"] {
        let told = problem[name].as_str().expect("a sentence");
        assert!(told.starts_with("kind: ") && told.ends_with(", local_administration"), "{told}");
    }
    reader.get("/values?round=2599-q1").await.refused(404, "not_found");
    reader.get("/values?organisation=nowhere").await.refused(404, "not_found");
    assert_eq!(reader.get("/values").await.ok(), json!({ "items": [], "next": null }));
}
