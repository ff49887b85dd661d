//! SDMX REST over what is published: asked by hand, and by a client of other people's.

use super::{Api, Program, on_both_databases};
use crate::{
    exports::{makes_files, sdmx_json},
    publications::{publish, reviewed},
};
use axum::body::Body;
use domain::{
    audit::sha256,
    snapshot::{Export, SdmxCsv, SdmxMessage},
};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use service::{submissions::Seen, testing::Engine};
use tests::{TestApp, app::key, country::operator};

on_both_databases!(
    data_are_chosen_by_key_period_and_instant,
    every_column_of_the_data_is_a_component_of_their_structure,
    files_that_are_still_being_made_are_told_apart_from_a_busy_server,
    what_was_published_is_not_denied_while_an_upgrade_extracts_it_anew,
);

pub(super) const ALL: &str = "/sdmx/data/dataflow/DGA/small/1.0.0/*";
const CSV: &str = "application/vnd.sdmx.data+csv; version=2.0.0";

pub(super) async fn published(engine: Engine) -> Option<Api> {
    let app = TestApp::start(engine).await?;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    makes_files(app.services()).await;
    Some(Api { app })
}

/// The organisation and indicator of each row.
async fn rows(nobody: &Program, path: &str) -> Vec<String> {
    let answer = nobody.get(path).await;
    assert_eq!(
        (answer.status, answer.header(header::CONTENT_TYPE)),
        (StatusCode::OK, CSV),
        "{path}: {}",
        answer.text()
    );
    let text = answer.text();
    let mut lines = text.lines();
    let heading = lines.next().expect("a heading");
    assert!(heading.starts_with("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,ORGANISATION,INDICATOR,TIME_PERIOD"), "{heading}");
    let row = |line: &str| line.split(',').skip(4).take(2).collect::<Vec<_>>().join("/");
    lines.map(row).collect()
}

async fn data_are_chosen_by_key_period_and_instant(engine: Engine) {
    let Some(api) = published(engine).await else { return };
    let nobody = api.nobody();
    let all = rows(&nobody, ALL).await;
    assert_eq!(all.len(), 6);
    for (path, expected) in [
        ("/sdmx/data/*/*/*/*/*", 6),
        ("/sdmx/data/dataflow/DGA/small/~/Q.*.*", 6),
        ("/sdmx/data/dataflow/DGA/small/1.0.0/Q.one.*", 3),
        ("/sdmx/data/dataflow/DGA/small/1.0.0/Q.one+two.svc-e2e", 2),
        ("/sdmx/data/dataflow/DGA/small/1.0.0/A.*.*", 0),
    ] {
        assert_eq!(rows(&nobody, path).await.len(), expected, "{path}");
    }
    for (query, expected) in [
        ("c[ORGANISATION]=two", 3),
        ("c%5BORGANISATION%5D=two&c%5BINDICATOR%5D=svc-e2e", 1),
        ("c[TIME_PERIOD]=2026-Q4", 6),
        ("c[TIME_PERIOD]=2026-Q4,2027-Q1", 6),
        ("c[TIME_PERIOD]=ge:2027-Q1", 0),
        ("c[TIME_PERIOD]=ge:2026-Q1%2Ble:2026-Q4", 6),
        ("lastNObservations=1", 6),
        ("firstNObservations=1", 6),
        ("updatedAfter=2020-01-01T00:00:00Z", 6),
        ("updatedAfter=2999-01-01T00:00:00Z", 0),
        ("attributes=none", 6),
    ] {
        assert_eq!(rows(&nobody, &format!("{ALL}?{query}")).await.len(), expected, "{query}");
    }
    // A token that does not count is no way around what everybody may ask.
    for path in [ALL, "/sdmx/structure/*/*/*/*"] {
        let answer = api.app.nobody().with("authorization", "Bearer x").opens(&format!("/api/v1{path}")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // A correction stands in for what was published before; as of then, the other one is still there.
    let before = api.app.services().now();
    api.app.advance(chrono::Duration::days(1));
    let reviewer = operator();
    let submissions = api.app.services().submissions();
    submissions.correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    api.app.accept("one", &[("svc-e2e", "90", "100")]).await;
    let mut admin = api.app.administrator().await;
    publish(&api.app, &mut admin, 2, "แก้ไขค่า", "").await;
    makes_files(api.app.services()).await;
    api.app.advance(chrono::Duration::minutes(1));
    let figure = async |query: &str| {
        let answer = nobody.get(&format!("/sdmx/data/dataflow/DGA/small/1.0.0/Q.one.svc-e2e{query}")).await;
        answer.text().lines().nth(1).and_then(|line| line.split(',').nth(7)).map(str::to_owned)
    };
    assert_eq!(figure("").await.as_deref(), Some("90"));
    let as_of = before.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    assert_eq!(figure(&format!("?asOf={as_of}")).await.as_deref(), Some("40"));
    // A day is its end in Bangkok, and today the present, as everywhere.
    let day = domain::buddhist::bangkok_day(before);
    for (query, found) in [(format!("as_of={as_of}"), "40"), (format!("asOf={day}"), "40")] {
        assert_eq!(figure(&format!("?{query}")).await.as_deref(), Some(found), "{query}");
    }
    let today = domain::buddhist::bangkok_day(api.app.services().now());
    assert_eq!(figure(&format!("?asOf={today}")).await.as_deref(), Some("90"));
    for early in ["2020-01-01T00:00:00Z", "2020-01-01", "1900-01-01"] {
        nobody.get(&format!("{ALL}?asOf={early}")).await.refused(404, "as_of_before_records");
    }
    for late in ["2999-01-01T00:00:00Z", "2099-01-01"] {
        nobody.get(&format!("{ALL}?asOf={late}")).await.refused(400, "as_of_future");
    }
    for nonsense in ["yesterday", "", "99999999999"] {
        nobody.get(&format!("{ALL}?asOf={nonsense}")).await.refused(400, "as_of_unreadable");
    }
    nobody.get(&format!("{ALL}?asOf={as_of}").replace("/small/", "/another/")).await.refused(404, "not_found");
}

async fn files_that_are_still_being_made_are_told_apart_from_a_busy_server(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let api = Api { app };
    let nobody = api.nobody();
    for path in [ALL, STRUCTURE] {
        let answer = nobody.get(path).await;
        assert_eq!(answer.refused(503, "files_under_way")["detail"], CODE, "{path}");
        assert_eq!(answer.header(header::RETRY_AFTER), "300", "{path}");
    }
    makes_files(api.app.services()).await;
    for path in [ALL, STRUCTURE] {
        assert_eq!(nobody.get(path).await.status, StatusCode::OK, "{path}");
    }
}

async fn what_was_published_is_not_denied_while_an_upgrade_extracts_it_anew(engine: Engine) {
    let Some(api) = published(engine).await else { return };
    let nobody = api.nobody();
    let then = api.app.services().now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    api.app.advance(chrono::Duration::days(1));
    api.app.test.age_publications().await;
    let as_of = format!("{ALL}?asOf={then}");
    for path in [as_of.as_str(), ALL, STRUCTURE] {
        let answer = nobody.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    }
    nobody.get(&format!("{ALL}?asOf=2020-01-01")).await.refused(404, "as_of_before_records");
    let code = CODE.parse().expect("a code");
    api.app.services().publications().prepare(&operator(), &code).await.expect("extracted");
    for path in [as_of.as_str(), ALL, STRUCTURE] {
        assert_eq!(nobody.get(path).await.status, StatusCode::OK, "{path}");
    }
}

const CODE: &str = "2570-q1.final.1";
const STRUCTURE: &str = "/sdmx/structure/datastructure/DGA/small/1.0.0?references=all";

/// How a value can stand.
const STATUSES: [&str; 5] = ["on_course", "at_risk", "off_course", "no_data", "not_applicable"];

/// What came to rows and structures in later releases.
const ADDED: [&str; 3] = ["DERIVED", "EXPECTED", "STATUS"];

/// A published snapshot whose files an older release made, when nothing said which values were derived, nor how they stood.
async fn published_before(engine: Engine) -> Option<Api> {
    let app = TestApp::start(engine).await?;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let (snapshots, operator, code) = (app.services().snapshots(), operator(), CODE.parse().expect("a code"));
    let snapshot = snapshots.get(None, &code).await.expect("published");
    let folder = tempfile::tempdir().expect("a folder");
    let (copy, made) = (folder.path().join("copy"), folder.path().join("made"));
    snapshots.copy_to(&operator, &code, &copy).await.expect("copied");
    for export in [Export::SdmxJson(SdmxMessage::Structure), Export::Sdmx(SdmxCsv::Two)] {
        let to = std::fs::File::create(&made).expect("a file");
        let rows = server::write_alone(export, copy.clone(), snapshot.sha256, to).expect("written");
        let text = std::fs::read_to_string(&made).expect("a text");
        let is_table = matches!(export, Export::Sdmx(_));
        let older = if is_table { without_last_columns(&text) } else { without_added(&text) };
        assert_ne!(older, text, "something is taken out");
        std::fs::write(&made, older).expect("written");
        snapshots.keep_file(&operator, &code, export, &made, rows).await.expect("kept");
    }
    makes_files(app.services()).await;
    Some(Api { app })
}

fn without_last_columns(table: &str) -> String {
    let lines = table.lines().map(|line| line.rsplitn(1 + ADDED.len(), ',').last().expect("columns"));
    lines.flat_map(|line| [line, "\r\n"]).collect()
}

fn without_added(message: &str) -> String {
    let mut message: Value = serde_json::from_str(message).expect("JSON");
    for list in ["/conceptSchemes/0/concepts", "/dataStructures/0/dataStructureComponents/attributeList/attributes"] {
        let list = message["data"].pointer_mut(list).and_then(Value::as_array_mut).expect("a list");
        list.retain(|it| !it["id"].as_str().is_some_and(|id| ADDED.contains(&id)));
    }
    let lists = message["data"]["codelists"].as_array_mut().expect("lists");
    // The list of statuses was shorter.
    let statuses = lists.iter_mut().find(|it| it["id"] == "CL_STATUS").expect("the list of statuses");
    statuses["codes"].as_array_mut().expect("codes").pop();
    message.to_string()
}

async fn every_column_of_the_data_is_a_component_of_their_structure(engine: Engine) {
    for older in [false, true] {
        let api = if older { published_before(engine).await } else { published(engine).await };
        let Some(api) = api else { return };
        let nobody = api.nobody();
        if older {
            let kept = nobody.get(&format!("/snapshots/{CODE}/files/{CODE}.sdmx-structure.json")).await;
            assert!(
                !ADDED.iter().any(|id| kept.text().contains(&format!("\"{id}\""))),
                "the file stays as it was made"
            );
        }
        let table = nobody.get(ALL).await.text();
        let columns: Vec<&str> = table.lines().next().expect("a heading").split(',').skip(3).collect();
        let answer = nobody.get(STRUCTURE).await;
        let data = answer.json()["data"].clone();
        let parts = &data["dataStructures"][0]["dataStructureComponents"];
        let ids = |list: &Value| -> Vec<String> {
            let each = list.as_array().expect("components").iter();
            each.map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
        };
        let mut components = ids(&parts["dimensionList"]["dimensions"]);
        components.extend(parts["dimensionList"]["timeDimension"]["id"].as_str().map(str::to_owned));
        components.extend(ids(&parts["measureList"]["measures"]));
        components.extend(ids(&parts["attributeList"]["attributes"]));
        assert_eq!(columns, components, "older: {older}");
        let concepts = ids(&data["conceptSchemes"][0]["concepts"]);
        assert!(components.iter().all(|component| concepts.contains(component)), "{concepts:?}");
        let attributes = parts["attributeList"]["attributes"].as_array().expect("attributes");
        let (_, added) = attributes.split_at(attributes.len() - ADDED.len());
        let list = "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=DGA:CL_STATUS(1.0.0)";
        let representations = [
            json!({ "format": { "dataType": "Boolean" } }),
            json!({ "format": { "dataType": "Decimal" } }),
            json!({ "enumeration": list }),
        ];
        for ((attribute, id), representation) in added.iter().zip(ADDED).zip(representations) {
            let concept = format!("urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=DGA:CS_TIDTAM(1.0.0).{id}");
            assert_eq!(attribute["conceptIdentity"], concept);
            assert_eq!(attribute["localRepresentation"], representation, "{id}");
        }
        let lists = data["codelists"].as_array().expect("lists");
        let statuses = lists.iter().find(|list| list["id"] == "CL_STATUS").expect("the list of statuses");
        assert_eq!(ids(&statuses["codes"]), STATUSES, "older: {older}");
        // Whoever kept what was told before is told anew: the tag speaks of the columns, too.
        let snapshot = nobody.get(&format!("/snapshots/{CODE}")).await.ok()["sha256"].as_str().map(str::to_owned);
        for address in [STRUCTURE.to_owned(), format!("/api/v1{STRUCTURE}")] {
            let before = sha256(format!("{address} {}", snapshot.clone().expect("a digest")).as_bytes());
            let known = format!("\"{}\"", &before[..32]);
            let again = nobody.with_headers(Method::GET, STRUCTURE, &[("if-none-match", &known)], "").await;
            assert_eq!(again.status, StatusCode::OK, "{address}");
        }
        let known = answer.header(header::ETAG).to_owned();
        let again = nobody.with_headers(Method::GET, STRUCTURE, &[("if-none-match", &known)], "").await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn forms_are_chosen_by_accept_and_kept_by_their_tag() {
    let api = published(Engine::Sqlite).await.expect("SQLite");
    let nobody = api.nobody();
    let ask = async |path: &str, name: header::HeaderName, value: &str| {
        let request = nobody.request(Method::GET, path).header(name, value);
        nobody.send(request.body(Body::empty()).expect("a request")).await
    };
    let old = ask(ALL, header::ACCEPT, "application/vnd.sdmx.data+csv;version=1.0.0").await;
    assert!(old.text().starts_with("DATAFLOW,FREQ,"), "{}", old.text());
    assert!(old.text().contains("\r\nDGA:small(1.0),Q,one,"), "{}", old.text());
    let message = ask(ALL, header::ACCEPT, "application/vnd.sdmx.data+json;version=2.0.0").await;
    assert_eq!(message.header(header::CONTENT_TYPE), "application/vnd.sdmx.data+json; version=2.0.0");
    let message = message.json();
    assert_eq!(message["data"]["dataSets"][0]["observations"].as_object().expect("observations").len(), 6);
    // No form tells a loader to put one round in the place of a whole flow, the file as little as the service.
    let file = nobody.get(&format!("/snapshots/{CODE}/files/{CODE}.sdmx-data.json")).await.json();
    for data in [&message, &file] {
        assert_eq!(data["data"]["dataSets"][0]["action"], "Information");
    }
    assert!(nobody.get(ALL).await.text().lines().skip(1).all(|row| row.split(',').nth(2) == Some("I")));
    ask(ALL, header::ACCEPT, "application/vnd.sdmx.genericdata+xml;version=2.1").await.refused(406, "not_acceptable");
    let first = nobody.get(ALL).await;
    assert_eq!(first.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "other people's pages may read it");
    let tag = first.header(header::ETAG).to_owned();
    assert!(tag.starts_with('"'));
    for known in [tag.clone(), format!("W/{tag}")] {
        assert_eq!(ask(ALL, header::IF_NONE_MATCH, &known).await.status, StatusCode::NOT_MODIFIED);
    }
    for wrong in ["?includeHistory=true", "?more=1", "?c[OBS_VALUE]=gt:5", "?lastNObservations=0"] {
        nobody.get(&format!("{ALL}{wrong}")).await.refused(400, "bad_request");
    }
    nobody.get("/sdmx/data/dataflow/DGA/small/1.0.0/Q.one").await.refused(400, "bad_request");
    nobody.get("/sdmx/data/dataflow/DGA/unknown/1.0.0/*").await.refused(404, "not_found");
    nobody.get("/sdmx/data/dataflow/SDMX/small/1.0.0/*").await.refused(404, "not_found");
    nobody.get("/sdmx/structure/dataflow/DGA/unknown/~").await.refused(404, "not_found");
    nobody.get("/sdmx/structure/metadataflow/DGA/small/~").await.refused(404, "not_found");
    let stubs = nobody.get("/sdmx/structure/*/DGA/*/*?detail=allstubs").await.json();
    assert!(stubs["data"]["codelists"][0]["codes"].is_null() && stubs["data"]["codelists"][0]["id"].is_string());
    let short = nobody.get("/sdmx/structure/dataflow/").await;
    assert_eq!(short.header(header::LOCATION), "/api/v1/sdmx/structure/dataflow/*/*/~");
}

#[tokio::test]
async fn an_answer_is_made_once_and_given_again_as_it_was_sent() {
    let api = published(Engine::Sqlite).await.expect("SQLite");
    let nobody = api.nobody();
    let ask = async |path: &str, name: header::HeaderName, value: &str| {
        let request = nobody.request(Method::GET, path).header(name, value);
        nobody.send(request.body(Body::empty()).expect("a request")).await
    };
    let two = format!("{ALL}?c[ORGANISATION]=two");
    let paths = [ALL, two.as_str(), "/sdmx/structure/dataflow/DGA/small/~?references=all"];
    let mut sent = Vec::new();
    for path in paths {
        sent.push(nobody.get(path).await);
    }
    let json = "application/vnd.sdmx.data+json;version=2.0.0";
    let message = ask(ALL, header::ACCEPT, json).await;
    // From here on nothing can be made anew.
    api.app.test.block_files();
    let unmade = nobody.get("/sdmx/structure/codelist/DGA/*/~").await;
    assert!(!unmade.status.is_success(), "{}", unmade.text());
    for (path, first) in paths.into_iter().zip(&sent) {
        let again = nobody.get(path).await;
        assert_eq!((first.status, again.status), (StatusCode::OK, StatusCode::OK), "{path}");
        assert!(!first.body.is_empty() && again.body == first.body, "{path}: {}", again.text());
        for name in [header::ETAG, header::CONTENT_TYPE, header::CACHE_CONTROL, header::VARY] {
            assert_eq!(again.header(&name), first.header(&name), "{path} {name}");
        }
        assert_eq!(again.header(header::CACHE_CONTROL), "public, max-age=60, must-revalidate", "{path}");
        let known = ask(path, header::IF_NONE_MATCH, again.header(header::ETAG)).await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let other = ask(path, header::IF_NONE_MATCH, "\"other\"").await;
        assert_eq!((other.status, &other.body), (StatusCode::OK, &first.body), "{path}");
        let refused = api.app.nobody().with("authorization", "Bearer x").opens(&format!("/api/v1{path}")).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path}: a token that does not count");
    }
    assert_ne!(sent[0].header(header::ETAG), message.header(header::ETAG), "each form has its own");
    assert_eq!(ask(ALL, header::ACCEPT, json).await.body, message.body);
}

#[tokio::test]
async fn what_is_under_embargo_answers_when_it_ends_and_never_before() {
    let api = published(Engine::Sqlite).await.expect("SQLite");
    let nobody = api.nobody();
    let first = nobody.get(ALL).await;
    api.app.advance(chrono::Duration::days(1));
    let submissions = api.app.services().submissions();
    submissions.correct(&operator(), &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    api.app.accept("one", &[("svc-e2e", "90", "100")]).await;
    let mut admin = api.app.administrator().await;
    publish(&api.app, &mut admin, 2, "แก้ไขค่า", "1/1/2572").await;
    makes_files(api.app.services()).await;
    api.app.advance(chrono::Duration::minutes(1));
    let kept = nobody.get(ALL).await;
    assert_eq!((&kept.body, kept.header(header::ETAG)), (&first.body, first.header(header::ETAG)));
    api.app.advance(chrono::Duration::days(1_000));
    let after = nobody.get(ALL).await;
    assert_ne!(after.header(header::ETAG), first.header(header::ETAG));
    assert!(after.text().contains(",90,"), "{}", after.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn other_peoples_client_finds_structures_and_data_by_itself() {
    const NAME: &str = "SDMX REST asked by other people's clients";
    let Ok(python) = std::env::var("TIDTAM_TEST_READERS") else {
        return tests::skip(NAME, "TIDTAM_TEST_READERS names no Python with pysdmx");
    };
    let sdmx_json = sdmx_json(NAME);
    let api = published(Engine::Sqlite).await.expect("SQLite");
    let address = api.app.listen().await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/api/sdmx_client.py");
    let base = format!("http://{address}/api/v1/sdmx");
    let run = move || std::process::Command::new(python).arg(script).arg(base).args(sdmx_json).output();
    let run = tokio::task::spawn_blocking(run);
    let run = run.await.expect("a run").expect("a program");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
}
