//! Scores: how they stand, what each is made of, and its derivation as JSON.

use domain::{access::Role, score::Derivation};
use http::StatusCode;
use service::submissions::Seen;
use tests::{Engine, TestApp, app::key};

const STANDINGS: &str = "/scores/small/2570-q1";
const SCORE: &str = "/scores/small/2570-q1/one";
const JSON: &str = "/scores/small/2570-q1/one/derivation.json";

async fn accept(app: &TestApp, agency: &str) {
    app.fill(agency).await;
    let (submissions, key) = (app.services().submissions(), key(agency));
    submissions.submit(&app.actor(1, Role::Reporter, agency), &key, Seen::Any).await.expect("submitted");
    submissions.approve(&app.actor(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
    submissions.accept(&app.actor(3, Role::Reviewer, "th"), &key, Seen::Any, &[]).await.expect("accepted");
}

#[tokio::test]
async fn a_score_is_shown_with_all_that_it_is_made_of() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut executive = app.somebody(Role::Executive, "th").await;
        executive.opens(STANDINGS).await.shows("คะแนนเล็กสำหรับทดสอบ").shows("ยังไม่มีรายงานที่รับรองแล้วในรอบนี้");
        assert_eq!(executive.opens(SCORE).await.status, StatusCode::NOT_FOUND);
        assert_eq!(executive.opens("/scores/other/2570-q1").await.status, StatusCode::NOT_FOUND);
        accept(&app, "one").await;
        // One of four agencies: a score, and no place.
        let page = executive.opens(STANDINGS).await;
        page.shows("หน่วยงาน one").shows("มีคะแนน 1 จาก 4").shows("จึงไม่จัดอันดับ").shows(SCORE);
        // 3 of 100 lies behind the baseline of 20, so that the first node is 0; three datasets weigh one part of four.
        let mut executive = executive.in_english();
        let page = executive.opens(SCORE).await;
        page.shows("Score 0.75").shows("(3 − 20) ÷ (80 − 20) × 100").shows("Services online").shows("weighted mean");
        page.shows("/reports/2570-q1/one#svc-e2e").shows(JSON);
        accept(&app, "two").await;
        executive.opens(STANDINGS).await.shows("1 (tied)");
        let page = executive.opens(SCORE).await;
        page.shows("id=\"peers\"").shows("id=\"spread-title\"").shows("no score for the same part");
        let pillars = page.table("pillars");
        assert_eq!((pillars.len(), pillars[2][1].as_str()), (3, "Open datasets"), "{pillars:?}");
        assert_eq!(pillars[2][2..5], ["3.00", "3.00", "0.00"], "its own, the median and no difference");
        executive.opens("/national").await.shows(STANDINGS);
        executive.opens("/organisations/one").await.shows(SCORE).shows("0.75");
    }
}

#[tokio::test]
async fn the_json_is_the_derivation_for_everybody_who_may_read_figures() {
    let app = TestApp::new().await;
    accept(&app, "one").await;
    let mut other = app.reporter("two").await;
    let answer = other.opens(JSON).await;
    assert_eq!(answer.status, StatusCode::OK);
    let derivation: Derivation = serde_json::from_str(&answer.body).expect("a derivation");
    assert_eq!(derivation.published.map(|score| score.to_string()).as_deref(), Some("0.75"));
    // Figures are for everybody, reports are not.
    other.opens(SCORE).await.hides("/reports/2570-q1/one");
    assert_eq!(other.opens("/scores/small/2570-q1/two/derivation.json").await.status, StatusCode::NOT_FOUND);
}
