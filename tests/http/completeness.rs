//! How complete reports are: by body and indicator, with silence in grey, who has a report since when, the league, the
//! file, and more time for many.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use tests::{Answer, TestApp, Visitor};

/// Two of seven were accepted, and one department began.
async fn two_of_seven() -> (TestApp, Visitor) {
    let app = TestApp::of_size(tests::Engine::Sqlite, 4).await.expect("SQLite");
    app.imports(&[("d001", "svc-e2e", "9", "10"), ("d002", "svc-e2e", "1", "10")]).await;
    app.fill("one").await;
    let executive = app.somebody(Role::Executive, "th").await;
    (app, executive)
}

#[track_caller]
fn row(page: &Answer, table: &str, begins: &str) -> Vec<String> {
    let rows = page.table(table);
    let found = rows.iter().find(|row| row.iter().any(|cell| cell.contains(begins)));
    found.unwrap_or_else(|| panic!("no {begins} in {rows:?}")).clone()
}

#[tokio::test]
async fn silence_is_not_measured_and_never_a_zero() {
    let (app, mut executive) = two_of_seven().await;
    let open = executive.opens("/completeness").await;
    assert_eq!(open.status, StatusCode::OK);
    let moph = row(&open, "bodies", "moph");
    assert_eq!(&moph[1..], ["3", "1 33%", "1 33%", "1 33%", "1 33%"], "{moph:?}");
    let mdes = executive.opens("/completeness/mdes").await;
    let one = row(&mdes, "bodies", "one");
    assert_eq!(&one[3..5], ["ไม่ได้วัด", "ยังไม่ถึงกำหนด"], "begun and not handed in: {one:?}");
    app.advance(Duration::days(20));
    let mut executive = app.somebody(Role::Executive, "th").await;
    let two = row(&executive.opens("/completeness/mdes").await, "bodies", "two");
    assert_eq!(&two[2..], ["ไม่ได้วัด", "ไม่ได้วัด", "ไม่ได้วัด", "ไม่ได้วัด"], "{two:?}");
    let indicator = row(&executive.opens("/completeness").await, "indicators", "สัดส่วนบริการ");
    assert_eq!((indicator[1].as_str(), indicator[6].as_str()), ("7", "2 29%"), "{indicator:?}");
    let mut english = executive.in_english();
    english.opens("/completeness/mdes").await.shows("not measured").shows("League of timeliness");
    assert_eq!(english.opens("/completeness/nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(english.opens("/completeness?round=2569-q1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_agency_is_told_who_has_its_report_and_why_it_is_locked() {
    let (app, mut executive) = two_of_seven().await;
    let begun = executive.opens("/completeness/one").await;
    begun.shows("ผู้รายงานของหน่วยงาน").hides("แก้ไขไม่ได้เพราะ");
    let version = app.version("one").await;
    app.reporter("one").await.submits("one", version).await;
    executive.opens("/completeness/one").await.shows("ผู้อนุมัติของหน่วยงาน").shows("ผู้รายงานดึงกลับได้");
    app.advance(Duration::days(60));
    let mut executive = app.somebody(Role::Executive, "th").await;
    let silent = executive.opens("/completeness/two").await;
    silent.shows("เกินกำหนด").shows("ปิดรับตั้งแต่").shows("ขยายเวลาให้หน่วยงานได้");
    // It could not be handed in again, so nobody takes it back.
    executive.opens("/completeness/one").await.shows("ผู้อนุมัติส่งกลับให้แก้ไขได้").hides("ผู้รายงานดึงกลับได้");
    let mut english = executive.in_english();
    english.opens("/completeness/two").await.shows("Why it cannot be changed").shows("DGA's administrator");
}

#[tokio::test]
async fn the_league_counts_rounds_that_are_over() {
    let (app, mut executive) = two_of_seven().await;
    executive.opens("/completeness").await.shows("ยังไม่มีรอบที่ปิดแล้ว");
    app.advance(Duration::days(60));
    let mut executive = app.somebody(Role::Executive, "th").await;
    let page = executive.opens("/completeness").await;
    let rows = page.table("league-caption");
    assert!(rows.iter().all(|row| row.len() == 5), "{rows:?}");
    let mdes = row(&page, "league-caption", "mdes");
    assert_eq!(&mdes[2..], ["4", "1", "1 25%"], "one of four on time: {mdes:?}");
    let moph = row(&page, "league-caption", "moph");
    assert_eq!(moph[0], "น้อยเกินไป", "three reports are too few: {moph:?}");
    let file = executive.opens("/completeness.csv?by=timeliness").await;
    assert!(file.body.lines().any(|line| line.starts_with("2570-q1,2570-q1,1,mdes,")), "{}", file.body);
    assert!(file.body.lines().any(|line| line.starts_with("2570-q1,2570-q1,,moph,")), "no place: {}", file.body);
}

#[tokio::test]
async fn the_file_has_a_row_for_every_body_and_nothing_where_nothing_was_measured() {
    let (_app, mut executive) = two_of_seven().await;
    let file = executive.opens("/completeness.csv?organisation=mdes").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
    let text = file.body.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("round,period_end,organisation,"), "{text}");
    let line = |code: &str| {
        let found = lines.iter().find(|line| line.contains(&format!(",{code},")));
        found.unwrap_or_else(|| panic!("no {code} in {text}")).to_string()
    };
    assert!(line("d001").ends_with(",1,1,1,1,1,0"), "{text}");
    assert!(line("two").ends_with(",1,0,0,,,1"), "{text}");
    assert!(!text.contains(",d002,"), "of another ministry");
    let file = executive.opens("/completeness.csv?organisation=mdes&by=indicator").await;
    let page = executive.opens("/completeness/mdes").await;
    page.shows("by=indicator").shows("by=timeliness");
    assert!(file.body.contains("\r\n2570-q1,mdes,svc-e2e,"), "{}", file.body);
    let rows = file.body.lines().count() - 1;
    assert_eq!(rows, 3, "each indicator that is asked: {}", file.body);
    let refused = executive.opens("/completeness.csv?by=nothing").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let unknown = executive.opens("/completeness.csv?organisation=nobody").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn more_time_for_many_is_shown_before_it_is_granted() {
    let (app, _executive) = two_of_seven().await;
    let mut admin = app.administrator().await;
    let path = "/calendar/2570-q1/extend";
    admin.opens("/calendar/2570-q1").await.shows(path);
    admin.opens(path).await.shows("ดูก่อนว่าถึงใคร");
    let seen = admin.opens(&format!("{path}?organisation=th&kind=department")).await;
    seen.shows("ถึงรายงาน 7 ฉบับ ในจำนวนนี้ยังไม่เคยส่ง 5 ฉบับ");
    let fields = |seen: &'static str, ends: &'static str, reason: &'static str| {
        [
            ("round", "2570-q1"),
            ("organisation", "th"),
            ("kind", "department"),
            ("seen", seen),
            ("ends", ends),
            ("reason", reason),
        ]
    };
    let refused = admin.posts("/do/rounds/extend_many", &fields("7", "31/3/2570", "")).await;
    refused.shows("value=\"31/3/2570\"").shows("ถึงรายงาน 7 ฉบับ");
    let stale = admin.posts("/do/rounds/extend_many", &fields("6", "31/3/2570", "น้ำท่วม")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let granted = admin.posts("/do/rounds/extend_many", &fields("7", "31/3/2570", "น้ำท่วม")).await;
    assert_eq!(granted.location(), "/calendar/2570-q1?done=extended");
    let after = admin.follows(&granted).await;
    after.shows("น้ำท่วม").shows("31 มี.ค. 2570").shows("7 ฉบับ ยังไม่เคยส่ง 5 ฉบับ");
    assert_eq!(after.body.matches("name=\"extension\"").count(), 1, "it ends for all of them at once");
    let nobody = admin.opens(&format!("{path}?organisation=th&kind=court")).await;
    nobody.shows("ถึงรายงาน 0 ฉบับ").hides("/do/rounds/extend_many");
}
