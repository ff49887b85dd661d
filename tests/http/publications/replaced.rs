//! What was published in the place of another snapshot says so under its title, and leads to what changed.

use super::{E2E, FINAL, ONE, publish, reviewed};
use http::StatusCode;
use tests::TestApp;

#[tokio::test]
async fn a_page_says_under_its_title_what_it_stands_in_for_and_why_and_leads_to_what_changed() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    app.advance(chrono::Duration::minutes(1));
    publish(&app, &mut admin, 2, "หน่วยงาน one นับใหม่", "").await;
    // What is published is not looked at again for a moment.
    app.advance(chrono::Duration::minutes(1));
    let told = "ชุดข้อมูลนี้แทนชุด 2570-q1.final.1 ของรอบเดียวกัน: หน่วยงาน one นับใหม่";
    let changes = "/snapshots/2570-q1.final.2/from/2570-q1.final.1";
    for first in [FINAL, ONE, E2E] {
        app.nobody().opens(first).await.shows("มีชุดข้อมูล 2570-q1.final.2").hides("ชุดข้อมูลนี้แทนชุด").hides(changes);
        let page = app.nobody().opens(&first.replace("final.1", "final.2")).await;
        page.shows(told).shows(&format!("href=\"{changes}\"")).shows(&format!("href=\"{FINAL}\""));
        let place = |text: &str| page.body.find(text).expect("it is there");
        assert!(place("</h1>") < place(told) && place(told) < place("id=\"proof\""), "{}", page.body);
        page.hides("อ่านหมายเหตุทั้งหมด");
    }
    assert_eq!(app.nobody().opens(changes).await.status, StatusCode::OK, "it is for everybody");
    let english = app.nobody().opens("/public/en/2570-q1.final.2").await;
    english
        .shows("This snapshot replaces 2570-q1.final.1 of the same round: <span lang=\"th\">หน่วยงาน one นับใหม่</span>");
    english.shows("See what changed").shows("href=\"/public/en/2570-q1.final.1\"");
    // Of a long note the beginning, and the way to all of it.
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 3, "แก้อีก\nตัวเลขของสองหน่วยงาน", "").await;
    app.advance(chrono::Duration::minutes(1));
    let third = app.nobody().opens("/public/th/2570-q1.final.3").await;
    third.shows("แทนชุด 2570-q1.final.2 ของรอบเดียวกัน: แก้อีก…").shows("<a href=\"#proof\">อ่านหมายเหตุทั้งหมด</a>");
    let second = app.nobody().opens("/public/th/2570-q1.final.2").await;
    second.shows("มีชุดข้อมูล 2570-q1.final.3").shows(told);
}
