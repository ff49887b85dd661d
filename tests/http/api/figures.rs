//! Scores and completeness that count now.

use super::{Api, Program, on_both_databases};
use axum::body::Body;
use domain::access::{Role, TokenScope};
use http::{Method, header};
use serde_json::{Value, json};
use service::testing::Engine;

on_both_databases!(
    scores_come_with_their_derivation,
    a_score_that_is_objected_to_says_so,
    completeness_comes_page_by_page,
);

/// Two accepted reports, and a program that reads.
async fn accepted(api: &Api) -> Program {
    api.app.accept("one", &[("svc-e2e", "40", "100")]).await;
    api.app.accept("two", &[("svc-e2e", "60", "100")]).await;
    api.program_with("reader", Role::Executive, "th", TokenScope::Read).await
}

async fn csv(reader: &Program, path: &str) -> String {
    let request = reader.request(Method::GET, path).header(header::ACCEPT, "text/csv");
    let answer = reader.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present");
    answer.text()
}

fn codes(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["organisation"].as_str().expect("a code")).collect()
}

async fn scores_come_with_their_derivation(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reader = accepted(&api).await;
    assert_eq!(reader.get("/schemes").await.ok()["items"][0]["code"], "small");
    let all = reader.get("/scores?scheme=small&round=2570-q1&language=th").await.ok();
    assert_eq!(codes(&all), ["one", "two"]);
    assert_eq!(all["items"][0]["name"], "หน่วยงาน one");
    let first = reader.get("/scores?limit=1").await;
    let next = first.ok()["next"].as_str().expect("a next page").to_owned();
    assert_eq!(first.header(header::LINK), format!("<{next}>; rel=\"next\""));
    let second = reader.get(next.strip_prefix("/api/v1").expect("of the API")).await.ok();
    assert_eq!((codes(&second), &second["next"]), (vec!["two"], &Value::Null));
    assert_eq!(codes(&reader.get("/scores?organisation=two").await.ok()), ["two"]);
    assert_eq!(codes(&reader.get("/scores?organisation=mdes").await.ok()), ["one", "two"]);
    let link = all["items"][0]["derivation"].as_str().expect("a link").strip_prefix("/api/v1").expect("of the API");
    let derivation = reader.get(link).await.ok();
    assert_eq!(derivation["format"], "tidtam-derivation/1");
    assert_eq!(derivation["published"], all["items"][0]["published"]);
    assert!(csv(&reader, "/scores").await.starts_with("scheme,edition,round,organisation,"));
    reader.get("/scores?after=nobody").await.refused(400, "bad_request");
    reader.get("/scores?scheme=unknown").await.refused(404, "not_found");
    reader.get("/scores?organisation=nowhere").await.refused(404, "not_found");
    reader.get("/scores/small/2570-q1/three/derivation").await.refused(404, "not_found");
}

async fn a_score_that_is_objected_to_says_so(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reader = accepted(&api).await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let objected = async || {
        let page = reader.get("/scores?scheme=small&round=2570-q1").await.ok();
        let items = page["items"].as_array().expect("items").clone();
        items.into_iter().map(|item| item["objected"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(objected().await, [Value::Null, Value::Null]);
    let path = "/rounds/2570-q1/agencies/one/objections";
    let new = json!({ "scheme": "small", "score": "80", "reason": "น้ำหนักผิด", "evidence": "หนังสือที่ 1" });
    let filed = reporter.with_json(Method::POST, path, &new).await.json();
    assert_eq!(objected().await, [json!("open"), Value::Null]);
    let lines = csv(&reader, "/scores?scheme=small&round=2570-q1").await;
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[0].ends_with(",derivation,objected") && lines[1].ends_with(",open"), "{lines:?}");
    assert!(lines[2].ends_with("/derivation,"), "{lines:?}");
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;
    let upholds = json!({ "version": 0, "decision": "uphold_edition", "reason": "จริง" });
    let decide = format!("{path}/{}/decide", filed["id"].as_str().expect("an id"));
    reviewer.with_json(Method::POST, &decide, &upholds).await.ok();
    assert_eq!(objected().await, [json!("upheld"), Value::Null]);
    let document = reader.get("/openapi.json").await.ok();
    let told = &document["components"]["schemas"]["ScoreItem"]["properties"]["objected"];
    assert!(told.to_string().contains("objection"), "{told}");
}

async fn completeness_comes_page_by_page(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reader = accepted(&api).await;
    let all = reader.get("/completeness?language=en").await.ok();
    let every = codes(&all).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert!(every.is_sorted() && every.contains(&"th".to_owned()), "{every:?}");
    let country = all["items"].as_array().expect("items").iter().find(|item| item["organisation"] == "th");
    let country = country.expect("the country");
    assert_eq!((&country["accepted"], &country["round"]), (&2.into(), &"2570-q1".into()));
    let (mut path, mut found) = ("/completeness?limit=2".to_owned(), Vec::new());
    loop {
        let page = reader.get(&path).await.ok();
        found.extend(codes(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        next.strip_prefix("/api/v1").expect("of the API").clone_into(&mut path);
    }
    assert_eq!(found, every);
    let table = csv(&reader, "/completeness?organisation=one&language=th").await;
    assert!(table.contains("\r\n2570-q1,one,mdes,หน่วยงาน one,"), "{table}");
    reader.get("/completeness?after=zz").await.refused(400, "bad_request");
    reader.get("/completeness?organisation=nowhere").await.refused(404, "not_found");
}
