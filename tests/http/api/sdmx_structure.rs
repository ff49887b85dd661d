//! Structures of SDMX REST: their items, and as they were.

use super::{Program, sdmx::published};
use crate::{exports::makes_files, publications::publish};
use chrono::{Duration, SecondsFormat};
use http::{StatusCode, header};
use serde_json::Value;
use service::{submissions::Seen, testing::Engine};
use tests::{app::key, country::operator};

const LISTS: &str = "/sdmx/structure/codelist/DGA";

/// What a message is made of.
async fn data(nobody: &Program, path: &str) -> Value {
    let answer = nobody.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()["data"].clone()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|it| it["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn items_of_lists_are_asked_for_by_their_codes() {
    let api = published(Engine::Sqlite).await.expect("SQLite is always there");
    let nobody = api.nobody();
    let path = format!("{LISTS}/CL_ORGANISATION/1.0.0/one");
    let one = data(&nobody, &path).await;
    assert_eq!(ids(&one["codelists"]), ["CL_ORGANISATION"]);
    assert_eq!(ids(&one["codelists"][0]["codes"]), ["one"]);
    assert_eq!(one.as_object().map(serde_json::Map::len), Some(1), "{one}");
    let two = data(&nobody, &format!("{LISTS}/CL_ORGANISATION/~/two,one,nobody")).await;
    assert_eq!(ids(&two["codelists"][0]["codes"]), ["one", "two"]);
    // A part says that it is one; everything is the list itself.
    let indicator = data(&nobody, &format!("{LISTS}/CL_INDICATOR/1.0.0/svc-e2e")).await;
    assert_eq!(ids(&indicator["codelists"][0]["codes"]), ["svc-e2e"]);
    assert_eq!(indicator["codelists"][0]["isPartial"], true);
    let whole = data(&nobody, &format!("{LISTS}/CL_INDICATOR/1.0.0")).await;
    assert_eq!(data(&nobody, &format!("{LISTS}/CL_INDICATOR/1.0.0/*")).await, whole);
    assert!(whole["codelists"][0]["isPartial"].is_null(), "{whole}");
    let concept = data(&nobody, "/sdmx/structure/conceptscheme/DGA/CS_TIDTAM/1.0.0/OBS_VALUE").await;
    assert_eq!(ids(&concept["conceptSchemes"][0]["concepts"]), ["OBS_VALUE"]);
    let anywhere = data(&nobody, "/sdmx/structure/*/DGA/*/1.0.0/svc-e2e").await;
    assert_eq!(ids(&anywhere["codelists"]), ["CL_INDICATOR"]);
    // What stands around it comes whole.
    let around = data(&nobody, &format!("{path}?references=all")).await;
    let codes = |id: &str| {
        let list = around["codelists"].as_array().into_iter().flatten().find(|list| list["id"] == id);
        ids(&list.expect("a list")["codes"])
    };
    assert_eq!((codes("CL_ORGANISATION"), codes("CL_INDICATOR")), (vec!["one"], ids(&whole["codelists"][0]["codes"])));
    let stub = data(&nobody, &format!("{path}?detail=allstubs")).await;
    assert!(stub["codelists"][0]["codes"].is_null() && stub["codelists"][0]["id"].is_string(), "{stub}");
    assert_eq!(data(&nobody, &format!("{path}?detail=partialraw")).await, one);

    nobody.get(&format!("{LISTS}/CL_ORGANISATION/1.0.0/nobody")).await.refused(404, "not_found");
    nobody.get(&format!("{LISTS}/CL_INDICATOR/1.0.0/one")).await.refused(404, "not_found");
    nobody.get("/sdmx/structure/metadataflow/DGA/small/1.0.0/one").await.refused(404, "not_found");
    for kind in ["dataflow", "datastructure"] {
        let path = format!("/sdmx/structure/{kind}/DGA/small/1.0.0/one");
        let problem = nobody.get(&path).await.refused(400, "bad_request");
        assert_eq!(problem["detail"], "type: must be one of codelist, conceptscheme, *", "{path}");
    }
    let slash = nobody.get(&format!("{path}/")).await;
    assert_eq!(slash.header(header::LOCATION), format!("/api/v1{path}"));
}

#[tokio::test]
async fn structures_are_told_as_they_were() {
    let api = published(Engine::Sqlite).await.expect("SQLite is always there");
    let nobody = api.nobody();
    let before = api.app.services().now();
    api.app.advance(Duration::days(1));
    api.app.services().submissions().correct(&operator(), &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    api.app.accept("one", &[("svc-e2e", "90", "100")]).await;
    let mut admin = api.app.administrator().await;
    publish(&api.app, &mut admin, 2, "แก้ไขค่า", "").await;
    makes_files(api.app.services()).await;
    api.app.advance(Duration::minutes(1));
    let (list, item) = (format!("{LISTS}/CL_ORGANISATION/1.0.0"), format!("{LISTS}/CL_ORGANISATION/1.0.0/one"));
    let as_of = before.to_rfc3339_opts(SecondsFormat::Secs, true);
    let without_zone = as_of.trim_end_matches('Z').to_owned();
    let day = domain::buddhist::bangkok_day(before);
    for path in [list, item] {
        // Which snapshot they are of stands in the name of the message.
        let of = async |query: &str| nobody.get(&format!("{path}{query}")).await.json()["meta"]["id"].clone();
        assert_eq!(of("").await, "2570-q1_final_2-structure", "{path}");
        for query in
            [format!("asOf={as_of}"), format!("as_of={as_of}"), format!("asOf={without_zone}"), format!("asOf={day}")]
        {
            assert_eq!(of(&format!("?{query}")).await, "2570-q1_final_1-structure", "{path} {query}");
        }
        for (instant, status, code) in [
            ("2020-01-01", 404, "as_of_before_records"),
            ("2999-01-01T00:00:00Z", 400, "as_of_future"),
            ("yesterday", 400, "as_of_unreadable"),
            ("", 400, "as_of_unreadable"),
        ] {
            nobody.get(&format!("{path}?asOf={instant}")).await.refused(status, code);
        }
    }
}
