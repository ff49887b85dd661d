//! Values in the forms that programs ask for by `Accept`: JSON, tables, and those of statistics.

use super::{Api, Program, on_both_databases};
use crate::{
    exports::makes_files,
    publications::{publish, reviewed},
};
use domain::access::Role;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use service::testing::Engine;
use tests::TestApp;

on_both_databases!(
    values_go_out_in_every_form_that_is_served,
    lists_of_values_refuse_forms_that_there_are_not,
    messages_of_made_up_figures_say_so,
);

const TWO: &str = "application/vnd.sdmx.data+csv; version=2.0.0";
const ONE: &str = "application/vnd.sdmx.data+csv; version=1.0.0";
const MESSAGE: &str = "application/vnd.sdmx.data+json; version=2.0.0";
const SIGNED: &str = "/snapshots/2570-q1.final.1/values";
const STRUCTURE: &str = "/sdmx/structure/dataflow/DGA/*/*";
const FLOW: &str = "/sdmx/data/dataflow/DGA/small/1.0.0/*";

async fn published(engine: Engine) -> Option<Api> {
    Some(published_of(TestApp::start(engine).await?).await)
}

async fn published_of(app: TestApp) -> Api {
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    makes_files(app.services()).await;
    Api { app }
}

async fn ask(program: &Program, path: &str, accept: &str) -> super::Answer {
    program.with_headers(Method::GET, path, &[("accept", accept)], "").await
}

/// The cells of rows that some columns have, in the order of keys.
fn told(table: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let mut lines = table.lines();
    let heading: Vec<&str> = lines.next().expect("a heading").split(',').collect();
    let place = |name: &&str| heading.iter().position(|column| column == name).unwrap_or_else(|| panic!("{name}"));
    let places: Vec<usize> = columns.iter().map(place).collect();
    let cells = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        places.iter().map(|place| cells[*place].to_owned()).collect()
    };
    let mut rows: Vec<Vec<String>> = lines.map(cells).collect();
    rows.sort();
    rows
}

async fn values_go_out_in_every_form_that_is_served(engine: Engine) {
    let Some(api) = published(engine).await else { return };
    let (nobody, reader) = (api.nobody(), api.program("reader", Role::Executive, "th").await);
    // What the files of the snapshot say, as the service of SDMX gives them.
    let file = nobody.get(FLOW).await.text();
    let all = "ORGANISATION,INDICATOR,TIME_PERIOD,FREQ,OBS_VALUE,OBS_STATUS,DERIVED,EXPECTED,STATUS";
    let all: Vec<&str> = all.split(',').collect();
    let parts = ["ORGANISATION", "INDICATOR", "REPORTED_VALUE", "REPORTED_BASE", "VERIFIED_VALUE", "VERIFIED_BASE"];
    assert_eq!(told(&file, &all).len(), 6);
    for (program, path) in [(&nobody, SIGNED), (&reader, SIGNED), (&reader, "/values")] {
        let table = ask(program, path, "application/vnd.sdmx.data+csv;version=2.0.0").await;
        assert_eq!(
            (table.status, table.header(header::CONTENT_TYPE)),
            (StatusCode::OK, TWO),
            "{path}: {}",
            table.text()
        );
        assert_eq!(told(&table.text(), &all), told(&file, &all), "{path}");
        assert!(table.text().starts_with("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,"), "{path}");
        assert!(table.text().contains("\r\ndataflow,DGA:small(1.0.0),I,Q,one,"), "{path}: {}", table.text());
        let older = ask(program, path, "application/vnd.sdmx.data+csv; version=1.0.0, */*;q=0.5").await;
        assert_eq!(older.header(header::CONTENT_TYPE), ONE, "{path}");
        assert_eq!(told(&older.text(), &all), told(&file, &all), "{path}");
        assert!(older.text().contains("\r\nDGA:small(1.0),Q,one,"), "{path}");
        let message = ask(program, path, "text/csv;q=0.1, application/vnd.sdmx.data+json;version=2.0.0;q=0.2").await;
        assert_eq!(message.header(header::CONTENT_TYPE), MESSAGE, "{path}");
        let message = message.json();
        assert_eq!(message["meta"]["test"], false, "{path}");
        let observations = message["data"]["dataSets"][0]["observations"].as_object().expect("observations");
        assert_eq!(observations.len(), 6, "{path}");
        let structure = &message["data"]["structures"][0];
        let ids = |list: &Value| -> Vec<String> {
            let list = list.as_array().expect("a list").iter();
            list.map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
        };
        let attributes = ids(&structure["attributes"]["observation"]);
        assert!(attributes.ends_with(&["DERIVED".to_owned(), "EXPECTED".to_owned(), "STATUS".to_owned()]), "{path}");
        assert!(observations.values().all(|it| it.as_array().is_some_and(|it| it.len() == 1 + attributes.len())));
        // What the list does not tell has no column; live values have every one.
        let heading = table.text().lines().next().expect("a heading").to_owned();
        assert_eq!(heading.contains("REPORTED_VALUE"), path == "/values", "{heading}");
        assert_eq!(attributes.contains(&"VERIFIED_BASE".to_owned()), path == "/values", "{attributes:?}");
        if path == "/values" {
            assert_eq!(told(&table.text(), &parts), told(&file, &parts));
        }
        // Whoever asks for nothing, or for anything, gets JSON; and each form is another answer on its way.
        for accept in ["*/*", "application/json", "application/json, application/vnd.sdmx.data+csv;q=0.9"] {
            let answer = ask(program, path, accept).await;
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/json", "{path} {accept}");
            let varies =
                answer.headers.get_all(header::VARY).iter().flat_map(|value| value.to_str().expect("text").split(','));
            assert!(varies.into_iter().any(|name| name.trim().eq_ignore_ascii_case("accept")), "{path}");
            assert_eq!(answer.json()["items"].as_array().map(Vec::len), Some(6), "{path}");
        }
        assert_eq!(program.get(path).await.header(header::CONTENT_TYPE), "application/json", "{path}");
        let csv = ask(program, path, "text/csv").await;
        assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present", "{path}");
        // Pages and filters are those of the list.
        let page = ask(program, &format!("{path}?limit=4"), TWO).await;
        let next = page.header(header::LINK).to_owned();
        assert_eq!((page.text().lines().count(), next.is_empty()), (5, false), "{path}");
        let next = next.trim_start_matches("</api/v1").trim_end_matches(">; rel=\"next\"");
        let rest = ask(program, next, TWO).await;
        assert_eq!((rest.text().lines().count(), rest.header(header::LINK)), (3, ""), "{path}");
        let chosen = ask(program, &format!("{path}?organisation=two&indicator=svc-e2e"), TWO).await;
        assert_eq!(told(&chosen.text(), &["ORGANISATION", "INDICATOR"]), [["two", "svc-e2e"]], "{path}");
        let none = ask(program, &format!("{path}?indicator=another"), MESSAGE).await;
        if path == "/values" {
            none.refused(404, "not_found");
        } else {
            assert_eq!(none.json()["data"]["dataSets"][0]["observations"], json!({}), "{path}");
        }
    }
}

async fn messages_of_made_up_figures_say_so(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    app.test.become_demonstration().await;
    let api = published_of(app).await;
    let (nobody, reader) = (api.nobody(), api.program("reader", Role::Executive, "th").await);
    let none = format!("{SIGNED}?indicator=another");
    for (program, path) in
        [(&nobody, FLOW), (&nobody, SIGNED), (&nobody, none.as_str()), (&reader, SIGNED), (&reader, "/values")]
    {
        assert_eq!(ask(program, path, MESSAGE).await.json()["meta"]["test"], true, "{path}");
    }
}

async fn lists_of_values_refuse_forms_that_there_are_not(engine: Engine) {
    let Some(api) = published(engine).await else { return };
    let (nobody, reader) = (api.nobody(), api.program("reader", Role::Executive, "th").await);
    for (program, path) in [(&nobody, SIGNED), (&reader, SIGNED), (&reader, "/values")] {
        for accept in [
            "application/xml",
            "application/vnd.sdmx.genericdata+xml;version=2.1",
            "application/vnd.sdmx.data+csv;version=9.0.0",
            "application/vnd.sdmx.data+json;version=1.0.0",
            "application/json;q=0",
            "*/*;q=0",
        ] {
            let answer = ask(program, path, accept).await;
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{path} {accept}");
            let refused = answer.refused(406, "not_acceptable");
            assert_eq!(refused["detail"], accept, "{path}");
        }
    }
    // Every list chooses alike, and so do the services of statistics.
    for (path, accept, form) in [
        ("/snapshots", "text/*", "text/csv; charset=utf-8; header=present"),
        ("/snapshots", "text/csv;q=0.5, application/json;q=0.9", "application/json"),
        ("/snapshots", "application/*;q=0.1, text/csv;q=0.2", "text/csv; charset=utf-8; header=present"),
        ("/snapshots/rounds", "application/json;q=0, */*;q=0.1", "text/csv; charset=utf-8; header=present"),
        (FLOW, "application/vnd.sdmx.data+csv;q=0.5, application/vnd.sdmx.data+json", MESSAGE),
        (FLOW, "application/vnd.sdmx.data+csv, application/vnd.sdmx.data+csv;version=1.0.0;q=0.9", TWO),
    ] {
        assert_eq!(ask(&nobody, path, accept).await.header(header::CONTENT_TYPE), form, "{path} {accept}");
    }
    for (path, accept) in [
        ("/snapshots", "image/png"),
        ("/snapshots/rounds", "text/html"),
        ("/snapshots/rounds", "*/*;q=0"),
        (FLOW, "application/vnd.sdmx.data+json;q=0"),
        (STRUCTURE, "application/vnd.sdmx.structure+json;q=0"),
        (STRUCTURE, "application/vnd.sdmx.structure+json;version=1.0.0"),
    ] {
        ask(&nobody, path, accept).await.refused(406, "not_acceptable");
    }
    assert_eq!(ask(&nobody, STRUCTURE, "application/*;q=0.1").await.status, StatusCode::OK);
    // The description says what is served.
    let document = nobody.get("/openapi.json").await.json();
    for path in ["/values", "/snapshots/{snapshot}/values"] {
        let content = &document["paths"][path]["get"]["responses"]["200"]["content"];
        let mut forms: Vec<&str> = content.as_object().expect("forms").keys().map(String::as_str).collect();
        forms.sort_unstable();
        assert_eq!(forms, ["application/json", ONE, TWO, MESSAGE, "text/csv"], "{path}");
    }
}
