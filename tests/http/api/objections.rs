//! Objections by programs: an agency objects, proves it, and a reviewer who did not accept the value decides.

use super::{Api, Program, on_both_databases, report, value};
use chrono::{Duration, SecondsFormat};
use domain::access::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use service::testing::Engine;

on_both_databases!(
    an_objection_goes_from_its_filing_to_its_decision,
    an_objection_that_moved_since_or_is_over_is_refused,
    an_objection_belongs_to_its_report,
    the_list_tells_which_objections_there_were_then,
    a_score_is_objected_to_and_upheld_by_its_values_or_against_its_edition,
    an_objection_to_both_or_to_half_of_either_is_refused,
);

const OBJECTIONS: &str = "/rounds/2570-q1/agencies/one/objections";

fn objects(counter: &str) -> Value {
    json!({ "indicator": "svc-e2e", "value": counter, "base": 100, "reason": "ขาดเดือนธันวาคม", "evidence": "หนังสือที่ 1" })
}

impl Program {
    async fn files_objection(&self, counter: &str) -> (String, Value) {
        let filed = self.with_json(Method::POST, OBJECTIONS, &objects(counter)).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
        let filed = filed.json();
        (format!("{OBJECTIONS}/{}", filed["id"].as_str().expect("an id")), filed)
    }

    async fn does(&self, path: &str, what: &str, body: Value) -> super::Answer {
        self.with_json(Method::POST, &format!("{path}/{what}"), &body).await
    }
}

async fn an_objection_goes_from_its_filing_to_its_decision(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;
    reporter.with_json(Method::POST, OBJECTIONS, &objects("80")).await.refused(422, "objection_nothing_accepted");
    api.app.accept("two", &[("svc-e2e", "60", "100")]).await;
    api.app.accept("one", &[("svc-e2e", "50", "100")]).await;
    reporter.with_json(Method::POST, OBJECTIONS, &objects("50")).await.refused(422, "objection_same_value");
    let (path, filed) = reporter.files_objection("๘๐").await;
    assert_eq!((&filed["state"], &filed["counter"]), (&json!("open"), &json!({ "value": "80", "base": "100" })));
    assert_eq!((&filed["in_force"], &filed["counter_figure"]), (&json!("50"), &json!("80")));
    let effect = &filed["effects"][0];
    assert_eq!(effect["before"], "38.25");
    let places = ["place_before", "place_after"].map(|name| effect[name]["number"].as_i64());
    let of_how_many = ["placed_before", "placed_after"].map(|name| effect[name].as_i64());
    assert_eq!((places, of_how_many), ([Some(2), Some(1)], [Some(2), Some(2)]), "{effect}");

    reporter.with_headers(Method::GET, &path, &[("accept", "text/csv")], "").await.refused(406, "not_acceptable");
    let said = reporter.does(&path, "say", json!({ "version": 0, "words": "ส่งภาพหน้าจอตามมา" })).await.ok();
    assert_eq!(said["version"], 1);
    let proof = [("ภาพ.pdf", "%PDF")];
    let proven = reporter.sends_files(&format!("{path}/evidence"), ("words", "ภาพหน้าจอ"), &proof, "k").await.ok();
    let file = proven["steps"][2]["files"][0]["id"].as_str().expect("a file").to_owned();
    let again = reporter.sends_files(&format!("{path}/evidence"), ("words", "ภาพหน้าจอ"), &proof, "k").await.ok();
    assert_eq!(again["steps"].as_array().map(Vec::len), Some(3), "what is asked again is done once");
    assert_eq!(reviewer.get(&format!("/evidence/{file}")).await.text(), "%PDF");

    let upholds = json!({ "version": 2, "decision": "uphold", "reason": "นับรวมแล้ว" });
    reporter.does(&path, "decide", upholds.clone()).await.refused(403, "forbidden");
    let nothing = json!({ "version": 2, "decision": "uphold", "reason": " " });
    reviewer.does(&path, "decide", nothing).await.refused(422, "reason_missing");
    let upheld = reviewer.does(&path, "decide", upholds).await.ok();
    assert_eq!((&upheld["state"], &upheld["effects"][0]["after"]), (&json!("upheld"), &json!("75.75")));
    let accepted = &value(&reporter.get(&report("one")).await.ok(), "svc-e2e")["accepted"].clone();
    assert_eq!(accepted["verified"], json!({ "value": "80", "base": "100" }));
    assert_eq!(reporter.get(OBJECTIONS).await.ok()["items"][0]["state"], "upheld");
}

async fn an_objection_that_moved_since_or_is_over_is_refused(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    api.app.accept("one", &[("svc-e2e", "50", "100")]).await;
    let (path, _) = reporter.files_objection("80").await;
    reporter.with_json(Method::POST, OBJECTIONS, &objects("81")).await.refused(422, "objection_waits");
    reporter.does(&path, "withdraw", json!({ "version": 7 })).await.refused(409, "conflict");
    reporter.does(&path, "withdraw", json!({})).await.refused(422, "bad_request");
    assert_eq!(reporter.does(&path, "withdraw", json!({ "version": 0 })).await.ok()["state"], "withdrawn");
    let late = json!({ "version": 1, "words": "อีกอย่าง" });
    reporter.does(&path, "say", late).await.refused(422, "objection_closed");
    let proof = reporter.sends_files(&format!("{path}/evidence"), ("words", ""), &[("a.pdf", "a")], "").await;
    proof.refused(422, "objection_closed");
}

async fn an_objection_belongs_to_its_report(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let stranger = api.program("stranger", Role::Reporter, "two").await;
    let all = api.program("all", Role::Reviewer, "th").await;
    api.app.accept("one", &[("svc-e2e", "50", "100")]).await;
    let (path, _) = reporter.files_objection("80").await;
    stranger.get(&path).await.refused(403, "forbidden");
    stranger.does(&path, "withdraw", json!({ "version": 0 })).await.refused(403, "forbidden");
    let elsewhere = path.replace("/one/", "/two/");
    for program in [&stranger, &all] {
        program.get(&elsewhere).await.refused(404, "not_found");
        program.does(&elsewhere, "say", json!({ "version": 0, "words": "x" })).await.refused(404, "not_found");
    }
    assert_eq!(all.get(&path).await.ok()["state"], "open");
}

async fn the_list_tells_which_objections_there_were_then(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let stranger = api.program("stranger", Role::Reporter, "two").await;
    api.app.accept("one", &[("svc-e2e", "50", "100")]).await;
    // Each instant is told once an hour has passed.
    let hour = || {
        api.app.advance(Duration::hours(1));
        api.app.services().now().to_rfc3339_opts(SecondsFormat::Micros, true)
    };
    let before = hour();
    hour();
    let (path, _) = reporter.files_objection("80").await;
    reporter.does(&path, "say", json!({ "version": 0, "words": "ส่งภาพหน้าจอตามมา" })).await.ok();
    let said = hour();
    hour();
    reporter.does(&path, "withdraw", json!({ "version": 1 })).await.ok();
    hour();
    let then = async |at: &str| reporter.get(&format!("{OBJECTIONS}?asOf={at}")).await.ok()["items"].clone();
    assert_eq!(then(&before).await, json!([]));
    let told = then(&said).await;
    assert_eq!(
        (&told[0]["state"], &told[0]["version"], &told[0]["ended_at"]),
        (&json!("open"), &json!(1), &Value::Null)
    );
    let now = reporter.get(OBJECTIONS).await.ok()["items"].clone();
    assert_eq!((&now[0]["state"], &now[0]["version"]), (&json!("withdrawn"), &json!(2)));
    assert_eq!((&now[0]["id"], &now[0]["counter"]), (&told[0]["id"], &told[0]["counter"]));
    stranger.get(&format!("{OBJECTIONS}?asOf={said}")).await.refused(403, "forbidden");
    // One of them with its thread, as it stood.
    let one = async |at: &str| reporter.get(&format!("{path}?asOf={at}")).await;
    one(&before).await.refused(404, "not_found");
    let told = one(&said).await.ok();
    let steps = |told: &Value| told["steps"].as_array().map(Vec::len);
    assert_eq!((&told["state"], &told["version"], steps(&told)), (&json!("open"), &json!(1), Some(2)));
    assert_eq!((&told["in_force"], &told["counter_figure"]), (&json!("50"), &json!("80")));
    assert_eq!(told["effects"][0]["before"], "38.25");
    let now = reporter.get(&path).await.ok();
    assert_eq!((&now["state"], steps(&now)), (&json!("withdrawn"), Some(3)));
    stranger.get(&format!("{path}?asOf={said}")).await.refused(403, "forbidden");
    let body = json!({ "version": 1, "words": "อีกอย่าง" });
    let said = format!("{path}/say?asOf={said}");
    reporter.with_json(Method::POST, &said, &body).await.refused(400, "as_of_not_here");
}

async fn a_score_is_objected_to_and_upheld_by_its_values_or_against_its_edition(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;
    let to_score = json!({ "scheme": "small", "score": 80, "reason": "นับขาด", "evidence": "หนังสือที่ 2" });
    reporter.with_json(Method::POST, OBJECTIONS, &to_score).await.refused(422, "objection_no_score");
    api.app.accept("one", &[("svc-e2e", "50", "100")]).await;
    let neither = json!({ "reason": "นับขาด", "evidence": "หนังสือที่ 2" });
    reporter.with_json(Method::POST, OBJECTIONS, &neither).await.refused(422, "objection_subject");
    let mut both = to_score.clone();
    both["indicator"] = json!("svc-e2e");
    both["value"] = json!(1);
    reporter.with_json(Method::POST, OBJECTIONS, &both).await.refused(422, "objection_subject");
    let filed = reporter.with_json(Method::POST, OBJECTIONS, &to_score).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let filed = filed.json();
    let told = ["scheme", "edition", "stood", "counter_score", "indicator", "counter"].map(|name| filed[name].clone());
    assert_eq!(told, [json!("small"), json!(1), json!("38.25"), json!("80"), Value::Null, Value::Null]);
    let path = format!("{OBJECTIONS}/{}", filed["id"].as_str().expect("an id"));
    let proof = [("สูตร.pdf", "%PDF")];
    let proven = reporter.sends_files(&format!("{path}/evidence"), ("words", ""), &proof, "k").await.ok();
    assert_eq!(proven["steps"][1]["files"][0]["indicator"], Value::Null);
    let decides = |decision: &str, values: Value| json!({ "version": 1, "decision": decision, "reason": "นับรวมแล้ว", "values": values });
    reviewer.does(&path, "decide", decides("uphold", json!([]))).await.refused(422, "objection_other_decision");
    reviewer
        .does(&path, "decide", decides("uphold_values", json!([])))
        .await
        .refused(422, "objection_nothing_corrected");
    let values = json!([{ "indicator": "svc-e2e", "value": 80, "base": 100 }]);
    let upheld = reviewer.does(&path, "decide", decides("uphold_values", values)).await.ok();
    assert_eq!((&upheld["state"], &upheld["remedy"]), (&json!("upheld"), &json!("values")));
    assert_eq!(upheld["corrected"][0]["after"], json!({ "value": "80", "base": "100" }));
    assert_eq!((&upheld["effects"][0]["before"], &upheld["effects"][0]["after"]), (&json!("38.25"), &json!("75.75")));
    let filed = reporter.with_json(Method::POST, OBJECTIONS, &to_score).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let path = format!("{OBJECTIONS}/{}", filed.json()["id"].as_str().expect("an id"));
    let against = json!({ "version": 0, "decision": "uphold_edition", "reason": "น้ำหนักผิด" });
    reviewer.does(&path, "decide", against.clone()).await.refused(422, "objection_same_person");
    let other = api.program("other", Role::Reviewer, "th").await;
    let upheld = other.does(&path, "decide", against).await.ok();
    assert_eq!((&upheld["state"], &upheld["remedy"]), (&json!("upheld"), &json!("edition")));
}

async fn an_objection_to_both_or_to_half_of_either_is_refused(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    api.app.accept("one", &[("svc-e2e", "50", "100")]).await;
    for subject in [
        json!({ "indicator": "svc-e2e" }),
        json!({ "value": 80, "base": 100 }),
        json!({ "scheme": "small" }),
        json!({ "score": 80 }),
        json!({ "indicator": "svc-e2e", "score": 80 }),
        json!({ "indicator": "svc-e2e", "value": 80, "base": 100, "scheme": "small" }),
        json!({ "indicator": "svc-e2e", "value": 80, "base": 100, "score": 80 }),
        json!({ "scheme": "small", "score": 80, "indicator": "svc-e2e" }),
        json!({ "scheme": "small", "score": 80, "value": 80 }),
        json!({ "scheme": "small", "score": 80, "base": 100 }),
    ] {
        let mut new = subject;
        new["reason"] = json!("นับขาด");
        new["evidence"] = json!("หนังสือที่ 2");
        reporter.with_json(Method::POST, OBJECTIONS, &new).await.refused(422, "objection_subject");
    }
    assert_eq!(reporter.get(OBJECTIONS).await.ok()["items"], json!([]), "nothing was filed");
}
