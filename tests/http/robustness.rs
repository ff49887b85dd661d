//! How firm places are, on the screen and as a file.

use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp};

const PAGE: &str = "/robustness/small/2570-q1";
const CSV: &str = "/robustness/small/2570-q1/places.csv";

#[tokio::test]
async fn places_are_shown_with_their_intervals_and_how_they_were_tested() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut executive = app.somebody(Role::Executive, "th").await;
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        executive.opens(PAGE).await.shows("จึงไม่จัดอันดับ").hides("<table");
        assert_eq!(executive.opens(CSV).await.body.lines().count(), 1, "the heading alone");
        app.accept("two", &[("svc-e2e", "60", "100")]).await;
        executive.opens("/scores/small/2570-q1").await.shows(PAGE);
        executive.opens("/scores/small/2570-q1/one").await.shows("/robustness/small/2570-q1?organisation=one");
        let page = executive.opens(PAGE).await;
        page.shows("สุ่มน้ำหนักของทุกองค์ประกอบ 1,000 ครั้ง").shows("เริ่มที่ 2008").shows("±25%").shows(CSV);
        let rows = page.table("intervals");
        assert_eq!(rows[1][..5], ["หน่วยงาน two", "1", "1", "1", "1"], "{rows:?}");
        let left_out = page.table("left-out");
        assert_eq!(left_out.len(), 3, "{left_out:?}");
        let own = executive.in_english().opens(&format!("{PAGE}?organisation=one")).await;
        own.shows("id=\"own\"").shows("90% of the draws").shows("How it was worked out");
        assert_eq!(own.body.matches("Interval (1–2)").count(), 2, "both drawings say from which place to which");
        let mut executive = app.somebody(Role::Executive, "th").await;
        let csv = executive.opens(CSV).await;
        assert!(csv.header("content-disposition").contains("robustness-small-2570-q1.csv"));
        let lines: Vec<&str> = csv.body.lines().collect();
        assert!(lines[0].ends_with("worst,place_without_services,place_without_datasets"), "{}", lines[0]);
        assert!(lines[1].starts_with("small,1,2570-q1,2008,1000,0.25,two,"), "{}", lines[1]);
        assert_eq!(lines.len(), 3);
        executive.opens("/scores/small/2570-q1").await.shows("/movers/small/2570-q1");
        executive.opens("/movers/small/2570-q1").await.shows("ไม่มีรอบก่อนหน้าที่มีคะแนน");
        executive.opens("/national").await.shows("/movers/small/2570-q1");
        assert_eq!(executive.opens("/movers/other/2570-q1").await.status, StatusCode::NOT_FOUND);
        assert_eq!(executive.opens("/robustness/other/2570-q1").await.status, StatusCode::NOT_FOUND);
        assert_eq!(executive.opens("/robustness/small/2599-q1").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_body_without_a_score_is_told_to_have_no_place() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "50", "100")]).await;
    app.accept("two", &[("svc-e2e", "60", "100")]).await;
    let mut thai = app.somebody(Role::Executive, "th").await;
    thai.opens(&format!("{PAGE}?organisation=mdes")).await.shows("ไม่มีคะแนนตามเกณฑ์นี้ในรอบนี้ จึงไม่มีอันดับให้ทดสอบ");
    let mut executive = thai.in_english();
    for without in ["mdes", "three"] {
        let page = executive.opens(&format!("{PAGE}?organisation={without}")).await;
        page.shows("has no score by this scheme in this round, and so no place to test").hides("id=\"own\"");
        let why = format!("/scores/small/2570-q1/{without}");
        assert!(page.links().contains(&why), "{:?}", page.links());
        executive.opens(&why).await.shows("Why there is no score");
        assert_eq!(page.table("intervals").len(), 3, "the others have theirs");
    }
    for address in [PAGE.to_owned(), format!("{PAGE}?organisation=one")] {
        executive.opens(&address).await.hides("no place to test");
    }
    for nobody in ["nobody", "%3Cscript%3E"] {
        let page = executive.opens(&format!("{PAGE}?organisation={nobody}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{nobody}");
    }
}

#[tokio::test]
async fn whoever_waits_is_told_how_long_it_takes_and_how_far_it_is() {
    let app = TestApp::new().await;
    let mut executive = app.somebody(Role::Executive, "th").await;
    app.accept("one", &[("svc-e2e", "50", "100")]).await;
    app.accept("two", &[("svc-e2e", "60", "100")]).await;
    let held = app.test.hold_worker().await;
    let page = executive.opens(PAGE).await;
    page.shows("กำลังคำนวณ").shows("รอคิว เพราะระบบกำลังคำนวณเรื่องอื่นอยู่").shows("มักเสร็จภายในหนึ่งนาที").hides("<table");
    let mut executive = executive.in_english();
    executive.opens(PAGE).await.shows("It waits for its turn").shows("It usually takes less than a minute");
    assert_eq!(executive.opens(CSV).await.status, StatusCode::SERVICE_UNAVAILABLE);
    held.release();
    assert_eq!(executive.opens(PAGE).await.table("intervals").len(), 3);
}
