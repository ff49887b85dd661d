//! The reports of all bodies of a snapshot: asked for by whoever manages snapshots, and set by the timetable.

use crate::{
    exports::{CODE, paper, with_files},
    exports_digests::signs_alike,
    mails::runs,
};
use http::StatusCode;
use serde_json::{Value, json};
use service::jobs::JobOutcome;
use tests::{Engine, TestApp, Visitor, app::operator};

const ASK: &str = "/do/snapshots/set_papers";
const STOP: &str = "/do/snapshots/stop_papers";

fn page() -> String {
    format!("/snapshots/{CODE}")
}

async fn asks(admin: &mut Visitor, path: &str, done: &str) {
    let answer = admin.posts(path, &[("code", CODE)]).await;
    assert_eq!(answer.location(), format!("{}?done={done}", page()), "{}", answer.body);
}

async fn publishes(admin: &mut Visitor) {
    let published = admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
}

/// The reports of single bodies: of which, in which language, and the SHA-256 where it is set.
async fn listed(app: &TestApp) -> Vec<(String, String, Value)> {
    let answer = app.nobody().opens(&format!("/api/v1/snapshots/{CODE}/papers?limit=1000")).await;
    let page: Value = serde_json::from_str(&answer.body).expect("JSON");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let one = |item: &Value| {
        let body = text(&item["organisation"])?;
        Some((body, text(&item["language"]).expect("a language"), item["sha256"].clone()))
    };
    page["items"].as_array().expect("a list").iter().filter_map(one).collect()
}

/// The SHA-256 of a report as everybody is given it.
async fn given(app: &TestApp, body: &str, language: &str) -> String {
    let given = app.nobody().opens(&paper(body, language)).await;
    assert!(given.bytes.starts_with(b"%PDF"), "{body} {language}");
    domain::audit::sha256(&given.bytes)
}

#[tokio::test]
async fn all_are_set_once_asked_for_and_are_what_each_is_when_it_is_asked_for_alone() {
    // Where each was set for whoever asked for it.
    let apart = TestApp::new().await;
    signs_alike(&apart.test);
    publishes(&mut with_files(&apart).await).await;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        signs_alike(&app.test);
        let mut admin = with_files(&app).await;
        admin.opens(&page()).await.hides(ASK);
        let early = admin.posts(ASK, &[("code", CODE)]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        early.shows("เตรียมรายงานของทุกหน่วยงานได้เมื่อทุกคนอ่านชุดนี้ได้แล้ว");
        publishes(&mut admin).await;
        app.nobody().opens(&page()).await.hides(ASK);
        admin.opens(&page()).await.shows(ASK).hides(STOP);
        let alone = given(&app, "one", "th").await;
        let all = listed(&app).await.len();
        asks(&mut admin, ASK, "snapshot_papers_asked").await;
        let told = format!("กำลังเตรียมรายงานของทุกหน่วยงาน · 1 จาก {all}");
        admin.opens(&page()).await.shows(&told).shows(STOP).hides(ASK);
        app.nobody().opens(&page()).await.shows(&told).hides(STOP);
        let (outcome, details) = runs(&app.test, app.services(), "set_papers").await;
        assert_eq!(outcome, JobOutcome::Done);
        assert_eq!(details, json!({ "set": all - 1, "left": 0, "failed": [] }));
        let told = format!("ด้วยรหัสหน่วยงานข้างต้น ({all})");
        admin.opens(&page()).await.shows(&told).hides(STOP).hides(ASK);
        assert_eq!(given(&app, "one", "th").await, alone, "what was set stays");
        for (body, language, sha256) in listed(&app).await {
            let set = given(&app, &body, &language).await;
            assert_eq!((&sha256, &set), (&json!(set), &given(&apart, &body, &language).await), "{body} {language}");
        }
        assert_eq!(runs(&app.test, app.services(), "set_papers").await.1["set"], 0, "once");
    }
}

#[tokio::test]
async fn who_takes_it_back_keeps_what_was_set() {
    let app = TestApp::new().await;
    let mut admin = with_files(&app).await;
    publishes(&mut admin).await;
    asks(&mut admin, ASK, "snapshot_papers_asked").await;
    let alone = given(&app, "one", "th").await;
    asks(&mut admin, STOP, "snapshot_papers_stopped").await;
    assert_eq!(runs(&app.test, app.services(), "set_papers").await.1["set"], 0, "nobody asks any more");
    admin.opens(&page()).await.shows(ASK).shows(&format!("{CODE}.one.th.pdf")).hides(STOP);
    assert_eq!(given(&app, "one", "th").await, alone);
    admin.opens("/audit").await.shows("สั่งเตรียมรายงานของทุกหน่วยงาน").shows("หยุดเตรียมรายงานของทุกหน่วยงาน");
}

#[tokio::test]
async fn what_cannot_be_kept_is_told_and_set_in_a_later_run() {
    let app = TestApp::new().await;
    let mut admin = with_files(&app).await;
    publishes(&mut admin).await;
    let all = listed(&app).await.len();
    asks(&mut admin, ASK, "snapshot_papers_asked").await;
    // Where reports are kept there is a file instead of a folder.
    let kept = app.test.settings.files.join("snapshot-papers");
    std::fs::write(&kept, "in the way").expect("written");
    let (outcome, details) = runs(&app.test, app.services(), "set_papers").await;
    assert_eq!((outcome, &details["set"], &details["left"]), (JobOutcome::Alarm, &json!(0), &json!(all)), "{details}");
    assert_eq!(details["failed"].as_array().map(Vec::len), Some(1), "it ends with the first: {details}");
    let code = CODE.parse().expect("a code");
    let unset = app.services().snapshots().unset_papers(&operator(), &code).await.expect("read");
    let last = unset.last().expect("none is set").file_name(&code);
    assert_eq!(details["failed"][0], format!("{last} unavailable"), "it comes after all others");
    let told = format!("เตรียมรายงานบางฉบับไม่สำเร็จ ระบบจะทำอีกครั้งภายใน 5 นาที · 0 จาก {all}");
    admin.opens(&page()).await.shows(&told).shows("ดูสาเหตุ").shows(STOP);
    app.nobody().opens(&page()).await.shows(&told).hides("ดูสาเหตุ");
    std::fs::remove_file(&kept).expect("removed");
    let (outcome, details) = runs(&app.test, app.services(), "set_papers").await;
    assert_eq!((outcome, details), (JobOutcome::Done, json!({ "set": all, "left": 0, "failed": [] })));
    admin.opens(&page()).await.hides("เตรียมรายงานบางฉบับไม่สำเร็จ").hides(STOP);
}
