//! The workbook of many agencies: downloaded for a ministry, filled in, seen and applied.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use tests::{Answer, Form, TestApp, Visitor, Workbook};

const PAGE: &str = "/calendar/2570-q1/sheets";
const TEMPLATE: &str = "/calendar/2570-q1/sheet.xlsx?organisation=mdes";

async fn downloads(ministry: &mut Visitor) -> Workbook {
    let file = ministry.opens(TEMPLATE).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"reports-2570-q1-mdes.xlsx\"");
    Workbook::read(&file.bytes)
}

async fn uploads(ministry: &mut Visitor, content: &[u8]) -> Answer {
    let uploaded = ministry.uploads(PAGE, "รวม.xlsx", content).await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{}", uploaded.body);
    ministry.follows(&uploaded).await
}

#[tokio::test]
async fn a_ministry_fills_one_workbook_in_for_all_its_agencies() {
    let app = TestApp::new().await;
    let mut ministry = app.somebody(Role::Reporter, "mdes").await;
    let page = ministry.opens(PAGE).await;
    page.shows("แบบกรอกของหลายหน่วยงาน").shows("action=\"/calendar/2570-q1/sheet.xlsx\"").shows("value=\"mdes\"");
    page.shows("value=\"one\"").hides("value=\"moph\"");
    // Rows 5 to 7 are of the department one, then one-a, then two.
    let template = downloads(&mut ministry).await;
    uploads(&mut ministry, &template.clone().bytes()).await.shows("ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง");
    let filled = template.clone().with_number("I5", "27").with_number("K5", "64").with_text("O5", "ทำแล้ว");
    let filled = filled.with_number("I13", "12");
    let seen = uploads(&mut ministry, &filled.bytes()).await;
    seen.shows("หน่วยงานในไฟล์: 3").hides("จุดที่ต้องแก้");
    let start = seen.body.find("/reports/2570-q1/one/sheets/").expect("a way");
    let part = seen.body[start..].split('"').next().expect("an address").to_owned();
    ministry.opens(&part).await.shows("(I5)").shows("(O5)").shows("27").hides("id=\"apply\"");
    let applied = Form::on(&seen, "apply").send(&mut ministry).await;
    ministry.follows(&applied).await.shows("บันทึกคำตอบของทุกหน่วยงานในไฟล์ลงร่างแล้ว");
    ministry.opens("/reports/2570-q1/one").await.shows("value=\"27\"").shows("value=\"64\"").shows("ทำแล้ว");
    ministry.opens("/reports/2570-q1/two").await.shows("value=\"12\"");
    // What was saved is in the next one, and what nobody touched in the old one changes nothing.
    downloads(&mut ministry).await.part("xl/worksheets/sheet1.xml").find("<v>64</v>").expect("prefilled");
    uploads(&mut ministry, &template.bytes()).await.shows("ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง");
}

#[tokio::test]
async fn every_wrong_cell_of_every_agency_is_named_by_its_place() {
    let app = TestApp::new().await;
    let mut ministry = app.somebody(Role::Reporter, "mdes").await;
    let wrong = downloads(&mut ministry).await.with_number("I5", "101").with_number("K5", "100");
    let wrong = wrong.with_text("L6", "ไม่แน่ใจ").with_number("I13", "1.5").with_cell("I12", " t=\"e\"", "<v>#REF!</v>");
    let wrong = wrong.with_text("A8", "three");
    let seen = uploads(&mut ministry, &wrong.bytes()).await;
    seen.shows("<strong>I5: </strong>ตัวตั้ง (101) มากกว่าตัวหาร (100)").shows("<strong>L6: </strong>โปรดเลือกคำใดคำหนึ่ง");
    seen.shows("<strong>I13: </strong>ต้องเป็นจำนวนเต็ม").shows("<strong>I12: </strong>ช่องนี้แสดง #REF!");
    seen.shows("<strong>แถว 8: </strong>ไม่มีหน่วยงาน “three”").hides("id=\"apply\"");
    ministry.opens("/reports/2570-q1/one").await.hides("value=\"101\"");
    let mut english = ministry.in_english();
    uploads(&mut english, &wrong.bytes()).await.shows("<strong>row 8: </strong>No agency “three”");
}

#[tokio::test]
async fn what_is_no_workbook_of_many_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let mut ministry = app.somebody(Role::Reporter, "mdes").await;
    let template = downloads(&mut ministry).await;
    let sheet = template.part("xl/worksheets/sheet1.xml");
    let far = sheet.replace("r=\"R13\"", "r=\"XFD1048576\"");
    assert_ne!(far, sheet);
    let strings = template.part("xl/sharedStrings.xml");
    let older = strings.replace(">2570-q1<", ">2569-q4<");
    assert_ne!(older, strings);
    for (content, sentence) in [
        (template.clone().with_part("xl/worksheets/sheet1.xml", &far).bytes(), "มีข้อมูลที่ช่อง XFD1048576"),
        (template.clone().with_part("xl/sharedStrings.xml", &older).bytes(), "แบบกรอกนี้เป็นของรอบ 2569-q4"),
        (b"PK\x03\x04broken".to_vec().into(), "เสียหายหรืออ่านไม่ได้"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec().into(), "Excel รุ่นเก่า"),
    ] {
        uploads(&mut ministry, &content).await.shows(sentence).hides("id=\"apply\"");
    }
    // The template of one report is a file of one agency.
    let single = ministry.opens("/reports/2570-q1/one/sheet.xlsx").await;
    let single = Workbook::read(&single.bytes).with_number("G7", "12").bytes();
    uploads(&mut ministry, &single).await.shows("หน่วยงานในไฟล์: 1").shows("id=\"apply\"");
    // And one of many is none of one report.
    let many = template.bytes();
    let uploaded = ministry.uploads("/reports/2570-q1/one/sheets", "a.xlsx", &many).await;
    ministry.follows(&uploaded).await.shows("ไฟล์นี้ไม่ใช่แบบกรอกของระบบ");
}

#[tokio::test]
async fn a_template_is_of_those_that_can_be_reported_for_now() {
    let app = TestApp::new().await;
    let mut ministry = app.somebody(Role::Reporter, "mdes").await;
    let others = ministry.opens("/calendar/2570-q1/sheet.xlsx?organisation=moph").await;
    ministry.follows(&others).await.shows("ไม่มีรายงานของหน่วยงานในสังกัดนี้");
    let nobody = ministry.opens("/calendar/2570-q1/sheet.xlsx?organisation=nobody").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    assert_eq!(app.approver("mdes").await.opens(TEMPLATE).await.status, StatusCode::FORBIDDEN);
    app.advance(Duration::days(30));
    let mut ministry = app.somebody(Role::Reporter, "mdes").await;
    let closed = ministry.opens(TEMPLATE).await;
    ministry.follows(&closed).await.shows("ไม่มีรายงานของหน่วยงานในสังกัดนี้");
}

#[tokio::test]
async fn a_country_is_too_large_for_a_workbook() {
    let app = TestApp::of_size(tests::Engine::Sqlite, 501).await.expect("SQLite is always there");
    let mut dga = app.somebody(Role::Reporter, "th").await;
    let refused = dga.opens("/calendar/2570-q1/sheet.xlsx?organisation=th").await;
    dga.follows(&refused).await.shows("แบบกรอก Excel มีได้ไม่เกิน 2,000 แถว");
    let ministry = dga.opens(TEMPLATE).await;
    assert_eq!(ministry.status, StatusCode::OK, "253 agencies with three rows each");
    uploads(&mut dga, &ministry.bytes).await.shows("ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง");
}

#[tokio::test]
async fn somebody_elses_library_reads_and_fills_a_workbook_of_many() {
    const NAME: &str = "a workbook of many agencies read and filled by openpyxl";
    let Ok(python) = std::env::var("TIDTAM_TEST_OPENPYXL") else {
        return tests::skip(NAME, "TIDTAM_TEST_OPENPYXL names no Python with openpyxl");
    };
    let app = TestApp::new().await;
    let mut ministry = app.somebody(Role::Reporter, "mdes").await;
    let folder = tempfile::tempdir().expect("a folder");
    let (template, filled) = (folder.path().join("template.xlsx"), folder.path().join("filled.xlsx"));
    std::fs::write(&template, downloads(&mut ministry).await.bytes()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/sheets_of_many_openpyxl.py");
    let run = std::process::Command::new(python).arg(script).args([&template, &filled]).output().expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let seen = uploads(&mut ministry, &std::fs::read(&filled).expect("a file")).await;
    seen.shows("หน่วยงานในไฟล์: 3").hides("จุดที่ต้องแก้").shows("id=\"apply\"");
    let applied = Form::on(&seen, "apply").send(&mut ministry).await;
    assert!(applied.location().ends_with("?done=bundle_applied"), "{}", applied.body);
    ministry.opens("/reports/2570-q1/one").await.shows("value=\"12\"").shows("อบรมแล้ว\nสองรุ่น");
    ministry.opens("/reports/2570-q1/two").await.shows("value=\"34\"");
}
