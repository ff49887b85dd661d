//! Large files of many agencies: uploaded, checked in the background, seen and applied in a browser without scripts.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use service::testing::Engine;
use std::fmt::Write as _;
use tests::{Answer, Form, TestApp, Visitor};

const UPLOAD: &str = "/calendar/2570-q1/sheets";
/// More than are looked at at once.
const DEPARTMENTS: usize = 520;

async fn large() -> TestApp {
    TestApp::of_size(Engine::Sqlite, DEPARTMENTS).await.expect("SQLite is always there")
}

/// A file with two rows for each department.
fn file() -> String {
    (1..=DEPARTMENTS).fold("agency,indicator,value,base\n".to_owned(), |mut file, number| {
        writeln!(file, "d{number:03},svc-e2e,{},600\nd{number:03},open-datasets,{number},", number % 500)
            .expect("a text");
        file
    })
}

/// The page once it does not load itself anew any more.
async fn settles(visitor: &mut Visitor, address: &str) -> Answer {
    loop {
        let page = visitor.opens(address).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        if page.header("refresh").is_empty() {
            return page;
        }
        assert_eq!(page.header("refresh"), "3");
        page.shows("หน้านี้โหลดใหม่เอง").hides("http-equiv");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn uploads(visitor: &mut Visitor, content: &str) -> String {
    let uploaded = visitor.uploads(UPLOAD, "ทั้งประเทศ.csv", content.as_bytes()).await;
    assert!(uploaded.location().starts_with("/calendar/2570-q1/deliveries/"), "{} {}", uploaded.status, uploaded.body);
    uploaded.location().to_owned()
}

#[tokio::test]
async fn a_whole_countrys_file_is_uploaded_seen_and_applied() {
    let app = large().await;
    let mut dga = app.somebody(Role::Reporter, "th").await;
    let address = uploads(&mut dga, &file()).await;
    let seen = settles(&mut dga, &address).await;
    seen.shows("ทั้งประเทศ.csv").shows("ตรวจแล้ว รอการยืนยัน").shows("1,040").shows("520").shows("id=\"apply\"");
    seen.shows("href=\"/reports/2570-q1/d001\"").hides("href=\"/reports/2570-q1/d101\"").shows("page=2");
    dga.opens(&format!("{address}?page=6")).await.shows("href=\"/reports/2570-q1/d520\"").hides("d101");
    dga.opens("/reports/2570-q1/d007").await.hides("value=\"600\"");
    let applied = Form::on(&seen, "apply").send(&mut dga).await;
    assert_eq!(applied.location(), format!("{address}?done=delivery_applies"), "{}", applied.body);
    settles(&mut dga, &address).await.shows("บันทึกลงร่างของทุกหน่วยงานแล้วเมื่อ").hides("id=\"apply\"");
    for department in ["d001", "d007", "d520"] {
        dga.opens(&format!("/reports/2570-q1/{department}")).await.shows("value=\"600\"");
    }
    let mut english = dga.in_english();
    english.opens(&address).await.shows("All of it came into the drafts on").shows("Indicators that change in drafts");
    let administrator = &mut app.administrator().await;
    administrator.opens("/audit").await.shows("บันทึกแฟ้มใหญ่ลงร่าง").shows("ตรวจแฟ้มใหญ่").shows("นำส่งแฟ้มใหญ่");
}

#[tokio::test]
async fn one_bad_row_at_the_end_refuses_all_of_it_with_its_place() {
    let app = large().await;
    let mut dga = app.somebody(Role::Reporter, "th").await;
    let address = uploads(&mut dga, &format!("{}three,svc-e2e,11,10\nnobody,svc-e2e,1,2\n", file())).await;
    let seen = settles(&mut dga, &address).await;
    seen.shows("มีจุดที่ต้องแก้ 2 จุด").shows("<strong>บรรทัด 1042 value: </strong>ตัวตั้ง (11) มากกว่าตัวหาร (10)");
    seen.shows("<strong>บรรทัด 1043: </strong>ไม่มีหน่วยงาน “nobody”").hides("id=\"apply\"");
    seen.shows("action=\"/calendar/2570-q1/sheets\"");
    dga.opens("/reports/2570-q1/d007").await.hides("value=\"600\"");
    let parted = format!("{}d001,svc-e2e,1,2\n", file().replace(",600", ",0"));
    let address = uploads(&mut dga, &parted).await;
    let seen = settles(&mut dga, &address).await;
    seen.shows("และยังมีอีก").shows("จุดที่ไม่ได้แสดง");
    // A ministry hears nothing of others' agencies.
    let mut ministry = app.somebody(Role::Reporter, "moph").await;
    let address = uploads(&mut ministry, &file()).await;
    settles(&mut ministry, &address).await.shows("ไม่มีหน่วยงาน “d001” ที่ต้องรายงานในรอบนี้");
    assert_eq!(dga.opens(&address).await.status, StatusCode::NOT_FOUND, "it is its owner's alone");
}

#[tokio::test]
async fn a_round_that_closes_before_it_is_confirmed_takes_nothing() {
    let app = large().await;
    // Ten minutes before the window closes.
    app.advance(Duration::days(24) - Duration::minutes(10));
    let mut dga = app.somebody(Role::Reporter, "th").await;
    let address = uploads(&mut dga, &file()).await;
    let seen = settles(&mut dga, &address).await;
    app.advance(Duration::minutes(11));
    let applied = Form::on(&seen, "apply").send(&mut dga).await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER);
    let stopped = settles(&mut dga, &address).await;
    stopped.shows("งานหยุด ยังไม่มีอะไรลงร่าง").shows("รอบการรายงานนี้ปิดแล้ว").shows("id=\"check\"");
    dga.opens("/reports/2570-q1/d007").await.hides("value=\"600\"");
    let again = Form::on(&stopped, "check").send(&mut dga).await;
    assert_eq!(again.location(), format!("{address}?done=delivery_checks"));
    settles(&mut dga, &address).await.shows("มีจุดที่ต้องแก้ 200 จุด").hides("id=\"apply\"");
}
