//! Snapshots through the API: without a token what is published, with one what it may see, and nothing else through either.

use super::{Answer, Api, Program, on_both_databases};
use crate::{
    exports::makes_files,
    publications::{publish, reviewed},
    subscribers::printed,
};
use axum::{body::Body, extract::ConnectInfo};
use domain::{
    access::Role,
    audit::sha256,
    snapshot::{Catalogue, Export},
    text::Language,
};
use http::{Method, StatusCode, header};
use serde_json::Value;
use service::testing::Engine;
use tests::TestApp;

on_both_databases!(
    anybody_reads_what_is_published_page_by_page,
    nothing_shows_before_the_embargo_ends_or_of_what_is_not_published,
    papers_are_listed_with_what_is_known_of_those_that_are_set,
    what_one_replaces_is_what_everybody_saw,
);

const CODE: &str = "2570-q1.final.1";
/// What there is of a snapshot.
const PARTS: [&str; 8] =
    ["", "/organisations", "/indicators", "/values", "/scores", "/completeness", "/file", "/papers"];

fn of(part: &str) -> String {
    format!("/snapshots/{CODE}{part}")
}

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("items")
}

/// All items of a list, following its pages.
async fn follow(reader: &Program, path: &str) -> Vec<Value> {
    let (mut path, mut found) = (path.to_owned(), Vec::new());
    for _ in 0..100 {
        let page = reader.get(&path).await.ok();
        found.extend(items(&page).iter().cloned());
        let Some(next) = page["next"].as_str() else { return found };
        next.strip_prefix("/api/v1").expect("of the API").clone_into(&mut path);
    }
    panic!("no end: {path}")
}

async fn with(program: &Program, path: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = program.request(Method::GET, path).header(name, value);
    program.send(request.body(Body::empty()).expect("a request")).await
}

async fn anybody_reads_what_is_published_page_by_page(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    makes_files(app.services()).await;
    let api = Api { app };
    let nobody = api.nobody();
    let listed = nobody.get("/snapshots").await.ok();
    assert_eq!((items(&listed).len(), &items(&listed)[0]["code"]), (1, &CODE.into()));
    let one = nobody.get(&of("")).await.ok();
    let files = one["files"].as_array().expect("files");
    for file in files {
        let href = file["href"].as_str().expect("a link").strip_prefix("/api/v1").expect("of the API");
        let given = nobody.get(href).await;
        assert_eq!(given.status, StatusCode::OK, "{href}");
        assert_eq!(given.header(header::CONTENT_TYPE), file["media_type"].as_str().expect("a type"));
        assert_eq!(sha256(&given.body), file["sha256"].as_str().expect("a digest"));
        assert_eq!(given.body.len() as u64, file["size_bytes"].as_u64().expect("a size"));
        // Also of files that are JSON themselves.
        let beyond = with(&nobody, href, header::RANGE, "bytes=999999999-").await;
        assert_eq!(beyond.header(header::CONTENT_RANGE), format!("bytes */{}", given.body.len()), "{href}");
        let problem = beyond.refused(416, "range_not_satisfiable");
        assert!(problem["title_th"].as_str().is_some_and(|title| title.contains("ท้ายไฟล์")), "{problem}");
    }
    assert!(files.len() > 10);
    let signed = nobody.get(&of("/file")).await;
    assert_eq!(sha256(&signed.body), one["sha256"].as_str().expect("a digest"));
    assert_eq!(with(&nobody, &of("/file"), header::RANGE, "bytes=0-9").await.status, StatusCode::PARTIAL_CONTENT);

    let values = nobody.get(&of("/values")).await.ok();
    let figure = items(&values).iter().find(|item| item["organisation"] == "one" && item["indicator"] == "svc-e2e");
    assert_eq!(figure.expect("a value")["figure"], "40");
    for list in ["/values", "/scores", "/completeness", "/organisations", "/indicators"] {
        let whole = nobody.get(&format!("{}?limit=1000", of(list))).await.ok();
        assert!(items(&whole).len() >= 2 && whole["next"].is_null(), "{list}: {whole}");
        for limit in [1, 2, 3] {
            assert_eq!(follow(&nobody, &format!("{}?limit={limit}", of(list))).await, *items(&whole), "{list} {limit}");
        }
    }
    let of_two = follow(&nobody, &format!("{}?organisation=two&indicator=svc-e2e&language=en", of("/values"))).await;
    assert_eq!((of_two.len(), &of_two[0]["figure"], &of_two[0]["name"]), (1, &"60".into(), &"Body two".into()));
    assert_eq!(follow(&nobody, &format!("{}?organisation=mdes&scheme=small", of("/scores"))).await.len(), 2);
    assert_eq!(follow(&nobody, &format!("{}?organisation=th&limit=2", of("/values"))).await, *items(&values));
    for wrong in ["organisation=nowhere", "organisation=th-nothing"] {
        nobody.get(&format!("{}?{wrong}", of("/values"))).await.refused(404, "not_found");
    }
    for wrong in
        ["after=nobody/svc-e2e", "after=one/nothing", "after=", "limit=0", "limit=1001", "language=xx", "round=x"]
    {
        nobody.get(&format!("{}?{wrong}", of("/values"))).await.refused(400, "bad_request");
    }
    nobody.get("/snapshots?after=2570-q9.final.9").await.refused(400, "bad_request");
    nobody.get("/snapshots?round=nope").await.refused(404, "not_found");
    assert_eq!(items(&nobody.get("/snapshots?round=2570-q1").await.ok()).len(), 1);
    let table = with(&nobody, &of("/indicators"), header::ACCEPT, "text/csv").await.text();
    assert!(table.starts_with("plan,plan_version,code,") && table.contains("\r\nsmall,1,svc-e2e,S1,"), "{table}");
    with(&nobody, &of("/indicators"), header::ACCEPT, "image/png").await.refused(406, "not_acceptable");
    for wrong in ["after=nothing", "limit=0", "language=xx", "organisation=one", "more=1"] {
        nobody.get(&format!("{}?{wrong}", of("/indicators"))).await.refused(400, "bad_request");
    }
    nobody.get(&format!("{}?limit=-1", of(""))).await.refused(400, "bad_request");
}

async fn nothing_shows_before_the_embargo_ends_or_of_what_is_not_published(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "1/1/2572").await;
    admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", "draft"), ("note", "")]).await;
    let api = Api { app };
    let (nobody, reporter) = (api.nobody(), api.program("reporter", Role::Reporter, "one").await);
    let official = api.program("official", Role::Administrator, "th").await;
    let hidden = async || {
        for who in [&nobody, &reporter] {
            for part in PARTS {
                who.get(&of(part)).await.refused(404, "not_found");
                who.get(&of(part).replace("final", "draft")).await.refused(404, "not_found");
            }
            assert!(items(&who.get("/snapshots").await.ok()).is_empty());
        }
        // Whether a round is registered is not told to whoever has no account.
        let rounds = ["2570-q1", "2599-q1"].map(|round| format!("/snapshots?round={round}"));
        for path in &rounds {
            nobody.get(path).await.refused(404, "not_found");
        }
        assert!(items(&reporter.get(&rounds[0]).await.ok()).is_empty());
        reporter.get(&rounds[1]).await.refused(404, "not_found");
    };
    hidden().await;
    // Whoever may see it already asks in between: nothing of that is kept for others.
    for part in PARTS {
        let seen = official.get(&of(part)).await;
        assert_eq!(seen.status, StatusCode::OK, "{part}: {}", seen.text());
        assert!(seen.header(header::CACHE_CONTROL).starts_with("private, no-store"), "{part}");
    }
    assert_eq!(items(&official.get("/snapshots").await.ok()).len(), 2);
    assert_eq!(official.get("/snapshots/2570-q1.draft.1").await.status, StatusCode::OK);
    official.get("/snapshots/2570-q1.draft.1/values").await.refused(404, "not_found");
    hidden().await;
    // A token that does not count is no reason to show less than nothing.
    let stranger = Program { secret: "tidtam_nobody".to_owned(), ..nobody.clone() };
    stranger.get("/snapshots").await.refused(401, "token_refused");
    api.app.advance(chrono::Duration::days(900));
    for part in PARTS {
        assert_eq!(nobody.get(&of(part)).await.status, StatusCode::OK, "{part}");
        nobody.get(&of(part).replace("final", "draft")).await.refused(404, "not_found");
    }
}

/// Where a link leads within the API.
fn href(item: &Value) -> &str {
    item["href"].as_str().and_then(|href| href.strip_prefix("/api/v1")).expect("a link of the API")
}

async fn papers_are_listed_with_what_is_known_of_those_that_are_set(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let api = Api { app };
    let nobody = api.nobody();
    let papers = async || items(&nobody.get(&of("/papers")).await.ok()).clone();
    let unmade = papers().await;
    let names: Vec<_> = unmade.iter().map(|item| item["name"].as_str().expect("a name")).collect();
    let whose = ["mdes.", "moph.", "one.", "one-a.", "three.", "two."];
    let expected = whose.iter().flat_map(|body| ["th", "en"].map(|language| format!("{CODE}.{body}{language}.pdf")));
    assert_eq!(names, expected.collect::<Vec<_>>());
    assert!(unmade.iter().all(|item| item["sha256"].is_null() && item["size_bytes"].is_null()), "{unmade:?}");
    assert_eq!(follow(&nobody, &format!("{}?limit=1", of("/papers"))).await, unmade, "nothing that is not there");
    let national = format!("/snapshots/{CODE}/files/{CODE}.th.pdf");
    nobody.get(&national).await.refused(404, "not_found");
    makes_files(api.app.services()).await;
    // The national ones are made by the timetable, those of bodies when they are asked for.
    let made = papers().await;
    assert!(made[0]["sha256"].is_string() && made[1]["sha256"].is_string() && made[2..] == unmade[..], "{made:?}");
    assert_eq!(href(&made[0]), national);
    assert_eq!((&made[0]["organisation"], &made[6]["organisation"]), (&Value::Null, &"one".into()));
    for (place, item) in made.iter().enumerate() {
        let given = nobody.get(href(item)).await;
        assert_eq!((given.status, given.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/pdf"), "{item}");
        let told = papers().await[place].clone();
        assert_eq!(told["sha256"], sha256(&given.body).as_str(), "{item}");
        assert_eq!(told["size_bytes"].as_u64(), Some(given.body.len() as u64));
        assert!(told["set_at"].is_string(), "{told}");
        assert_eq!(given.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{item}");
        let tag = given.header(header::ETAG).to_owned();
        for known in [tag.clone(), format!("W/{tag}")] {
            assert_eq!(with(&nobody, href(item), header::IF_NONE_MATCH, &known).await.status, StatusCode::NOT_MODIFIED);
        }
        let other = with(&nobody, href(item), header::IF_MATCH, "\"another\"").await;
        let problem = other.refused(412, "another_file");
        assert!(problem["title"].as_str().is_some_and(|title| title.contains("is not the one that If-Match names")));
        let part = with(&nobody, href(item), header::RANGE, "bytes=0-3").await;
        assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &b"%PDF"[..]));
    }
    let set = papers().await;
    for limit in 1..=15 {
        assert_eq!(follow(&nobody, &format!("{}?limit={limit}", of("/papers"))).await, set, "{limit}");
        let of_one = follow(&nobody, &format!("{}?organisation=one&limit={limit}", of("/papers"))).await;
        assert_eq!(of_one, set[6..10], "{limit}");
    }
    let of_ministry = follow(&nobody, &format!("{}?organisation=mdes&limit=1", of("/papers"))).await;
    assert_eq!(of_ministry, [&set[2..4], &set[6..10], &set[12..]].concat());
    let table = with(&nobody, &of("/papers"), header::ACCEPT, "text/csv").await.text();
    assert!(table.starts_with("organisation,language,name,media_type,size_bytes,sha256,set_at,href\r\n"), "{table}");
    assert_eq!(table.lines().count(), 15);
    for wrong in
        ["after=*/xx", "after=*/th&organisation=one", "after=one/xx", "after=nobody/th", "limit=0", "language=th"]
    {
        nobody.get(&format!("{}?{wrong}", of("/papers"))).await.refused(400, "bad_request");
    }
    for name in ["th.th.pdf", "nobody.th.pdf", "one.xx.pdf", "one.pdf", "th.pdf", "..%2F..%2Fone.th.pdf", "%00.th.pdf"]
    {
        let path = of(&format!("/papers/{CODE}.{name}"));
        nobody.get(&path).await.refused(404, "not_found");
    }
    nobody.get(&of("/papers/2570-q1.final.2.one.th.pdf")).await.refused(404, "not_found");
    nobody.get(&of("/papers?asOf=2027-01-01")).await.refused(400, "as_of_not_here");
}

#[tokio::test]
async fn what_is_published_is_kept_and_has_a_strong_tag() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let api = Api { app };
    let nobody = api.nobody();
    for path in [
        "/snapshots".to_owned(),
        "/snapshots/rounds".to_owned(),
        of("/values"),
        format!("{}?organisation=one", of("/values")),
    ] {
        let first = nobody.get(&path).await;
        first.ok();
        let tag = first.header(header::ETAG).to_owned();
        assert!(tag.starts_with('"') && tag.len() > 20, "{path}: {tag}");
        assert_eq!(first.header(header::CACHE_CONTROL), "public, max-age=60, must-revalidate");
        assert_eq!(first.header(header::VARY), "accept, accept-encoding, authorization");
        assert_eq!(first.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "other people's pages may read it");
        let again = with(&nobody, &path, header::IF_NONE_MATCH, &tag).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let table = with(&nobody, &path, header::ACCEPT, "text/csv").await;
        assert!(table.header(header::CONTENT_TYPE).starts_with("text/csv"), "{path}");
        assert_ne!(table.header(header::ETAG), tag);
        assert_eq!(nobody.get(&path).await.header(header::ETAG), tag, "the table did not take its place");
    }
    // Other people's pages also read files and the list of papers, and never what a token opens.
    let reader = api.program("reader", Role::Executive, "th").await;
    for (path, is_for_everybody) in [(of("/file"), true), (of("/papers"), false), ("/snapshots".to_owned(), false)] {
        let answer = nobody.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{path}");
        let exposed = answer.header(header::ACCESS_CONTROL_EXPOSE_HEADERS);
        for needed in ["etag", "link", "content-range", "retry-after"] {
            assert!(exposed.split(", ").any(|exposed| exposed == needed), "{path}: {exposed}");
        }
        let answer = reader.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let is_let = answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(is_let, is_for_everybody, "{path}");
    }
}

#[tokio::test]
async fn one_address_asks_so_often_without_a_token_and_with_one_as_it_likes() {
    let few = |settings| server::router::RouterSettings {
        api_requests_per_minute: std::num::NonZeroU32::new(3).expect("three"),
        ..settings
    };
    let app = TestApp::start_with(Engine::Sqlite, few).await.expect("SQLite");
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let api = Api { app };
    let reader = api.program("reader", Role::Executive, "th").await;
    let mut browser = api.app.nobody();
    let (nobody, peer) = (api.nobody(), browser.peer);
    let path = |number: usize| format!("{}?limit={number}", of("/values"));
    // A program on the same machine as the browser.
    let asks = async |number: usize| {
        let mut request = nobody.request(Method::GET, &path(number)).body(Body::empty()).expect("a request");
        request.extensions_mut().insert(ConnectInfo(peer));
        nobody.send(request).await
    };
    for number in 1..=3 {
        asks(number).await.ok();
    }
    let refused = asks(4).await;
    refused.refused(429, "too_many_requests");
    assert!((1..=60).contains(&refused.header(header::RETRY_AFTER).parse::<u64>().expect("seconds")));
    for number in 1..=5 {
        reader.get(&path(number)).await.ok();
    }
    // What is set for printing costs as much from a page: it is counted with the rest, and of people signed in not at all.
    let paper = format!("/snapshots/{CODE}/paper?organisation=one");
    let refused = browser.opens(&paper).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&refused.header("retry-after").parse::<u64>().expect("seconds")));
    let told = browser.with("accept", "application/json").opens(&paper).await;
    assert_eq!(told.header("content-type"), "application/problem+json");
    told.shows("\"too_many_requests\"");
    let mut elsewhere = api.app.nobody();
    elsewhere.peer = std::net::SocketAddr::from(([203, 0, 113, 9], 40_000));
    for expected in [StatusCode::OK, StatusCode::OK, StatusCode::OK, StatusCode::TOO_MANY_REQUESTS] {
        assert_eq!(elsewhere.opens(&paper).await.status, expected);
    }
    assert_ne!(admin.opens(&paper).await.status, StatusCode::TOO_MANY_REQUESTS);
}

async fn what_one_replaces_is_what_everybody_saw(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", "final"), ("note", "")]).await;
    app.services().snapshots().settled().await;
    let has_reader = std::process::Command::new("pdftotext").arg("-v").output().is_ok();
    if !has_reader {
        tests::skip_part("what a snapshot replaces: the covers of reports", "pdftotext is not installed");
    }
    let api = Api { app };
    let (nobody, official) = (api.nobody(), api.program("official", Role::Administrator, "th").await);
    for (number, replaces) in [(2, None), (3, Some("2570-q1.final.2"))] {
        api.app.advance(chrono::Duration::minutes(1));
        publish(&api.app, &mut admin, number, "นับใหม่", "").await;
        makes_files(api.app.services()).await;
        let code = format!("2570-q1.final.{number}");
        let path = format!("/snapshots/{code}");
        // Whoever sees one that was not published finds it where readers saw none.
        for (who, found) in [(&nobody, replaces), (&official, replaces.or(Some(CODE)))] {
            let one = who.get(&path).await.ok();
            assert_eq!(one["replaces"].as_str(), found, "{code}");
            assert_eq!(items(&who.get("/snapshots").await.ok())[0]["replaces"], one["replaces"], "{code}");
        }
        let names = |text: &str| (1..number).map(|it| format!("2570-q1.final.{it}")).find(|it| text.contains(it));
        let file = async |export: Export| {
            nobody.get(&format!("{path}/files/{}", export.file_name(&code.parse().expect("a code")))).await
        };
        for catalogue in [Catalogue::Turtle, Catalogue::JsonLd] {
            assert_eq!(names(&file(Export::Description(catalogue)).await.text()).as_deref(), replaces, "{code}");
        }
        if has_reader {
            let of_one = nobody.get(&format!("{path}/papers/{code}.one.en.pdf")).await;
            for paper in [of_one, file(Export::Paper(Language::En)).await] {
                assert_eq!(names(&printed(&paper.body)).as_deref(), replaces, "{code}");
            }
        }
    }
}
