//! `asOf`: what was known at an earlier instant.

use super::{Api, Program, on_both_databases, report};
use crate::{exports::makes_files, publications::reviewed};
use chrono::{Duration, SecondsFormat};
use domain::{
    access::{Role, TokenScope},
    snapshot::{Export, Stage},
};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use service::{snapshots::Taking, submissions::Seen, testing::Engine};
use tests::{TestApp, app::key, country::operator};

on_both_databases!(
    every_list_tells_what_was_known_then,
    what_cannot_be_is_refused_clearly,
    a_report_tells_where_it_was_and_what_was_accepted_by_then,
    files_of_evidence_tell_whether_they_were_there,
    a_snapshot_tells_what_was_known_of_it,
);

/// An address with something in the place of each parameter.
fn filled(path: &str) -> String {
    fn part(part: &str) -> &str {
        match part {
            "{round}" => "2570-q1",
            "{agency}" | "{organisation}" => "one",
            "{scheme}" => "small",
            "{key}" => "*",
            "{snapshot}" => "2570-q1.final.1",
            "{id}" | "{objection}" => "5a1f4a52-6c34-4f0e-9a38-0a4f6d1f2b11",
            other if other.starts_with('{') => "x",
            other => other,
        }
    }
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Whoever adds an address either tells the past there and says so in the document, or the address refuses: nobody is given the
/// present in its place.
#[tokio::test]
async fn every_address_tells_the_past_or_refuses_it() {
    let api = Api::new().await;
    let reader = api.program_with("reader", Role::Executive, "th", TokenScope::Read).await;
    let document = api.nobody().get("/openapi.json").await.ok();
    let (mut telling, mut refusing) = (0, 0);
    for (method, path) in server::web::api::routes() {
        let path = path.strip_prefix("/api/v1").expect("of the API");
        let parameters = document["paths"][path][method.to_lowercase()]["parameters"].as_array();
        let is_told = parameters.into_iter().flatten().any(|parameter| parameter["name"] == "asOf");
        for name in ["asOf", "as_of"] {
            let address = format!("{}?{name}=2999-01-01T00:00:00Z", filled(path));
            let answer = match method {
                "GET" => reader.get(&address).await,
                _ => reader.with_text(method.parse().expect("a method"), &address, "{}").await,
            };
            let problem = match (is_told, path.starts_with("/sdmx/") && name == "as_of") {
                // An instant that has not come shows that somebody reads it.
                (true, false) => answer.refused(400, "as_of_future"),
                // SDMX knows its own name of it alone.
                (true, true) => continue,
                (false, _) => answer.refused(400, "as_of_not_here"),
            };
            assert_eq!(problem["detail"], "asOf", "{method} {path}");
        }
        *(if is_told { &mut telling } else { &mut refusing }) += 1;
    }
    assert!(telling >= 19 && refusing >= 25, "{telling} tell, {refusing} refuse");
    let words = reader.get("/openapi.json?asOf=2026-10-01").await.refused(400, "as_of_not_here");
    assert!(words["title"].as_str().is_some_and(|words| words.contains("no past")), "{words}");
    assert!(words["title_th"].as_str().is_some_and(|words| words.contains("ไม่มีข้อมูลย้อนหลัง")), "{words}");
    reader.get("/openapi.json").await.ok();
}

/// The same of the filters of dashboards: an address is narrowed by them and says so in the document, or refuses.
#[tokio::test]
async fn every_address_is_narrowed_by_a_filter_or_refuses_it() {
    let api = Api::new().await;
    let reader = api.program_with("reader", Role::Executive, "th", TokenScope::Read).await;
    let document = api.nobody().get("/openapi.json").await.ok();
    let (mut narrowing, mut refusing) = (0, 0);
    for (method, path) in server::web::api::routes() {
        let path = path.strip_prefix("/api/v1").expect("of the API");
        let parameters = document["paths"][path][method.to_lowercase()]["parameters"].as_array();
        for name in ["kind", "strategy", "trust"] {
            let is_told = parameters.into_iter().flatten().any(|parameter| parameter["name"] == name);
            let address = format!("{}?{name}=%00", filled(path));
            let answer = match method {
                "GET" => reader.get(&address).await,
                _ => reader.with_text(method.parse().expect("a method"), &address, "{}").await,
            };
            if is_told {
                // What can be none shows that somebody reads it.
                answer.refused(400, "bad_request");
                narrowing += 1;
            } else {
                let problem = answer.refused(400, &format!("{name}_not_here"));
                assert_eq!(problem["detail"], name, "{method} {path}");
                refusing += 1;
            }
        }
    }
    assert!(narrowing >= 3 && refusing >= 100, "{narrowing} narrow, {refusing} refuse");
    let of_kind = async |kind: &str| {
        let page = reader.get(&format!("/completeness?organisation=th&kind={kind}")).await.ok();
        let items = page["items"].as_array().expect("items").clone();
        let country = items.iter().find(|item| item["organisation"] == "th").cloned();
        country.map_or(0, |item| item["expected"].as_i64().expect("a number"))
    };
    let all = reader.get("/completeness?organisation=th").await.ok();
    let all = all["items"].as_array().into_iter().flatten().find(|item| item["organisation"] == "th").cloned();
    let all = all.expect("the country")["expected"].as_i64().expect("a number");
    assert_eq!(of_kind("department").await + of_kind("public_organisation").await, all, "the parts are the whole");
    assert_eq!(of_kind("court").await, 0, "nobody, and not everybody");
    let first = reader.get("/completeness?limit=1&kind=department").await.ok();
    assert!(first["next"].as_str().is_some_and(|next| next.contains("kind=department")), "{first}");
}

/// A value that was accepted and corrected later, and the instants: before, in between, and now.
async fn corrected(api: &Api) -> (Program, [String; 2]) {
    let app = &api.app;
    let instant = || app.services().now().to_rfc3339_opts(SecondsFormat::Micros, true);
    app.advance(Duration::hours(1));
    let before = instant();
    app.advance(Duration::hours(1));
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    let between = instant();
    app.advance(Duration::hours(1));
    let reviewer = app.actor(3, Role::Reviewer, "th");
    app.services().submissions().correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    app.accept("one", &[("svc-e2e", "90", "100")]).await;
    app.advance(Duration::hours(1));
    (api.program_with("reader", Role::Executive, "th", TokenScope::Read).await, [before, between])
}

fn figure(page: &Value) -> Option<String> {
    let items = page["items"].as_array().expect("items");
    let value = items.iter().find(|item| item["indicator"] == "svc-e2e")?;
    Some(value["in_force"]["value"].to_string().trim_matches('"').to_owned())
}

async fn every_list_tells_what_was_known_then(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let (reader, [before, between]) = corrected(&api).await;
    assert_eq!(figure(&reader.get("/values").await.ok()).as_deref(), Some("90"));
    assert_eq!(figure(&reader.get(&format!("/values?asOf={between}")).await.ok()).as_deref(), Some("40"));
    assert_eq!(figure(&reader.get(&format!("/values?as_of={between}")).await.ok()).as_deref(), Some("40"));
    assert_eq!(figure(&reader.get(&format!("/values?asOf={before}")).await.ok()), None);

    let first = reader.get(&format!("/values?limit=1&asOf={between}")).await.ok();
    let next = first["next"].as_str().expect("a next page").to_owned();
    assert!(next.contains("asOf="), "{next}");
    assert_eq!(reader.get(next.strip_prefix("/api/v1").expect("of the API")).await.status, StatusCode::OK);

    let score = |page: &Value| page["items"][0]["published"].clone();
    let (now, then) = (reader.get("/scores").await.ok(), reader.get(&format!("/scores?asOf={between}")).await.ok());
    assert_ne!(score(&now), score(&then));
    let link = then["items"][0]["derivation"].as_str().expect("a link").strip_prefix("/api/v1").expect("of the API");
    assert_eq!(reader.get(link).await.ok()["published"], score(&then));
    assert_eq!(reader.get(&format!("/scores?asOf={before}")).await.ok()["items"], Value::Array(Vec::new()));

    let accepted = async |asked: &str| {
        let page = reader.get(&format!("/completeness?organisation=one{asked}")).await.ok();
        page["items"][0]["accepted"].clone()
    };
    assert_eq!(accepted("").await, 1);
    assert_eq!(accepted(&format!("&asOf={before}")).await, 0);
    for list in ["/organisations", "/plans", "/rounds", "/indicators", "/schemes", "/snapshots"] {
        let answer = reader.get(&format!("{list}?asOf={between}")).await;
        assert!(answer.ok()["items"].is_array(), "{list}");
    }

    // It stays what it is.
    let answer = reader.get(&format!("/values?asOf={between}")).await;
    let tag = answer.header(header::ETAG).to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let path = format!("/values?asOf={between}");
    let again = reader.with_headers(Method::GET, &path, &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

async fn what_cannot_be_is_refused_clearly(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let (reader, _) = corrected(&api).await;
    for path in ["/values", "/scores", "/completeness", "/organisations", "/plans", "/rounds", "/snapshots"] {
        let ask = async |as_of: &str| reader.get(&format!("{path}?asOf={as_of}")).await;
        ask("2999-01-01T00:00:00Z").await.refused(400, "as_of_future");
        for nonsense in ["yesterday", "", "2027-13-40T00:00:00Z", "%00", "99999999999"] {
            ask(nonsense).await.refused(400, "as_of_unreadable");
        }
        if path != "/snapshots" {
            ask("2001-01-01T00:00:00Z").await.refused(404, "as_of_before_records");
        }
    }
    api.nobody().get("/values?asOf=2001-01-01T00:00:00Z").await.refused(401, "token_refused");
}

async fn a_report_tells_where_it_was_and_what_was_accepted_by_then(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let (reader, [before, between]) = corrected(&api).await;
    let stranger = api.program("stranger", Role::Reporter, "two").await;
    let then = async |at: &str| reader.get(&format!("{}?asOf={at}", report("one"))).await.ok();
    let parts = |told: &Value| {
        let values = told["values"].as_array().expect("values");
        let value = values.iter().find(|value| value["indicator"] == "svc-e2e")?;
        Some(value["accepted"]["reported"].clone())
    };
    let (first, second, now) = (then(&before).await, then(&between).await, reader.get(&report("one")).await.ok());
    assert_eq!((&first["state"], &first["values"]), (&json!("not_started"), &json!([])));
    assert_eq!((&second["state"], parts(&second)), (&json!("accepted"), Some(json!({ "value": "40", "base": "100" }))));
    assert_eq!((&now["state"], parts(&now)), (&json!("accepted"), Some(json!({ "value": "90", "base": "100" }))));
    assert_eq!((&second["revision"], &now["revision"]), (&json!(1), &json!(2)));
    assert!(second["version"].as_i64() < now["version"].as_i64(), "{second}");
    assert!(second["as_of"].is_string() && now.get("as_of").is_none(), "{second}");
    // What was being typed then nobody knows, and so nothing is told of it.
    assert!(second.get("editable").is_none() && second["values"][0].get("narrative").is_none(), "{second}");
    stranger.get(&format!("{}?asOf={between}", report("one"))).await.refused(403, "forbidden");
}

/// An hour later, with the instant half an hour ago.
fn between(api: &Api) -> String {
    api.app.advance(Duration::hours(1));
    (api.app.services().now() - Duration::minutes(30)).to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn files_of_evidence_tell_whether_they_were_there(engine: Engine) {
    const FILES: &str = "/rounds/2570-q1/agencies/one/evidence";
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let stranger = api.program("stranger", Role::Reporter, "two").await;
    let before = between(&api);
    let added = reporter.sends_files(FILES, ("indicator", "open-datasets"), &[("ทะเบียน.pdf", "%PDF")], "").await;
    let (added, path) = (added.json(), format!("/evidence/{}", added.json()["id"].as_str().expect("an id")));
    let with = between(&api);
    let content = async |asked: &str| reporter.get(&format!("{path}{asked}")).await;
    assert_eq!(content(&format!("?asOf={with}")).await.text(), "%PDF");
    assert_eq!(reporter.with_text(Method::DELETE, &path, "").await.status, StatusCode::NO_CONTENT);
    let without = between(&api);
    let items = async |at: &str| reporter.get(&format!("{FILES}?asOf={at}")).await.ok()["items"].clone();
    for (at, there) in [(&before, json!([])), (&with, json!([added])), (&without, json!([]))] {
        assert_eq!(items(at).await, there, "{at}");
    }
    content(&format!("?asOf={before}")).await.refused(404, "not_found");
    content(&format!("?asOf={with}")).await.refused(410, "evidence_taken_out");
    content(&format!("?asOf={without}")).await.refused(404, "not_found");
    content("").await.refused(404, "not_found");
    for path in [FILES, &path] {
        stranger.get(&format!("{path}?asOf={with}")).await.refused(403, "forbidden");
    }
    let taken_out = format!("{path}?asOf={with}");
    reporter.with_text(Method::DELETE, &taken_out, "").await.refused(400, "as_of_not_here");
}

async fn a_snapshot_tells_what_was_known_of_it(engine: Engine) {
    const CODE: &str = "2570-q1.final.1";
    let Some(app) = TestApp::start(engine).await else { return };
    reviewed(&app).await;
    let api = Api { app };
    let (nobody, official) = (api.nobody(), api.program("official", Role::Administrator, "th").await);
    let before = between(&api);
    let services = api.app.services();
    let taking = Taking { round: "2570-q1".parse().expect("a code"), stage: Stage::Final, note: String::new() };
    services.snapshots().take(&operator(), &taking).await.expect("taken");
    let taken = between(&api);
    makes_files(api.app.services()).await;
    let made = between(&api);
    services.snapshots().publish(&operator(), &CODE.parse().expect("a code"), None).await.expect("published");
    let public = between(&api);
    let asked = |at: &str| format!("/snapshots/{CODE}?asOf={at}");
    for who in [&nobody, &official] {
        who.get(&asked(&before)).await.refused(404, "not_found");
        who.get(&asked("2999-01-01T00:00:00Z")).await.refused(400, "as_of_future");
    }
    for at in [&taken, &made] {
        nobody.get(&asked(at)).await.refused(404, "not_found");
    }
    let now = official.get(&format!("/snapshots/{CODE}")).await.ok();
    for (at, files, is_public) in
        [(&taken, 0, false), (&made, Export::all().len(), false), (&public, Export::all().len(), true)]
    {
        let told = official.get(&asked(at)).await.ok();
        assert_eq!(told["files"].as_array().map(Vec::len), Some(files), "{at}");
        assert_eq!((&told["is_public"], told["published_at"].is_null()), (&json!(is_public), !is_public), "{at}");
        assert_eq!(told["sha256"], now["sha256"], "what was signed never changes");
    }
    assert_eq!(nobody.get(&asked(&public)).await.ok(), now);
}
