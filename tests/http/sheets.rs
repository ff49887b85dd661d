//! Reports by spreadsheet: down, filled in, up again, looked at, applied.

use chrono::Duration;
use http::StatusCode;
use tests::{Answer, Form, TestApp, Visitor, Workbook};

const PAGE: &str = "/reports/2570-q1/one";
const UPLOAD: &str = "/reports/2570-q1/one/sheets";

/// The template as somebody downloads it from the link on the page.
async fn downloads(reporter: &mut Visitor) -> Workbook {
    let page = reporter.opens(PAGE).await;
    page.shows("กรอกด้วยสเปรดชีต").shows("href=\"/reports/2570-q1/one/sheet.xlsx\"");
    let file = reporter.opens("/reports/2570-q1/one/sheet.xlsx").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    Workbook::read(&file.bytes)
}

/// The page that shows what a file changes.
async fn uploads(reporter: &mut Visitor, name: &str, content: &[u8]) -> Answer {
    let uploaded = reporter.uploads(UPLOAD, name, content).await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{}", uploaded.body);
    reporter.follows(&uploaded).await
}

/// Types texts into an entry on the page.
async fn types(reporter: &mut Visitor, texts: &[(&str, &str)]) {
    let page = reporter.opens(PAGE).await;
    let form = texts.iter().fold(Form::on(&page, "report"), |form, (name, text)| form.with(name, text));
    let saved = form.press(reporter, "save").await;
    assert_eq!(saved.location(), format!("{PAGE}?done=saved"), "{}", saved.body);
}

#[tokio::test]
async fn a_template_is_filled_in_seen_and_applied() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    types(&mut reporter, &[("entry.svc-e2e.value", "๒๐"), ("entry.svc-e2e.base", "64")]).await;
    let filled = downloads(&mut reporter).await.with_number("G5", "27").with_text("G6", "ใช่ · Yes");
    let filled = filled.with_text("M5", "อบรมแล้ว\nสองรุ่น").with_number("G7", "12");
    let seen = uploads(&mut reporter, "แบบกรอก.xlsx", &filled.bytes()).await;
    assert_eq!(seen.status, StatusCode::OK);
    seen.shows("แบบกรอก.xlsx").shows("ยังไม่ได้บันทึกอะไร").shows("เปลี่ยน 3 ตัวชี้วัด").shows("๒๐").shows("27");
    seen.shows("(G5)").shows("ใช่ · Yes").shows("อบรมแล้ว").hides("ค่าจากไฟล์จะแทนที่");
    reporter.opens(PAGE).await.shows("value=\"๒๐\"").hides("value=\"27\"");
    let applied = Form::on(&seen, "apply").send(&mut reporter).await;
    assert_eq!(applied.location(), format!("{PAGE}?done=sheet_applied"), "{}", applied.body);
    let page = reporter.follows(&applied).await;
    page.shows("บันทึกคำตอบจากไฟล์ลงร่างแล้ว").shows("value=\"27\"").shows("value=\"64\"").shows("value=\"12\"");
    page.shows("อบรมแล้ว\nสองรุ่น").shows("42.19 %");
    let again = Form::on(&seen, "apply").send(&mut reporter).await;
    assert_eq!(again.location(), format!("{PAGE}?done=sheet_applied"), "pressing twice is wanting it once");
}

#[tokio::test]
async fn the_same_goes_by_csv_and_in_english() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await.in_english();
    let file = reporter.opens("/reports/2570-q1/one/sheet.csv").await;
    assert!(file.bytes.starts_with(b"\xef\xbb\xbfindicator,name,unit,last,target,"), "{}", file.body);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"report-2570-q1-one.csv\"");
    assert!(file.body.contains("\r\n"));
    let (blank, filled) = ("datasets\",,,,เกี่ยวข้อง", "datasets\",\"1,2\",,,เกี่ยวข้อง");
    assert_eq!(file.body.matches(blank).count(), 1, "{}", file.body);
    let seen = uploads(&mut reporter, "filled.csv", file.body.replace(blank, filled).as_bytes()).await;
    seen.shows("1 place to correct").shows("value: </strong>“1,2” can be read in two ways");
    let filled = file.body.replace(blank, &filled.replace("1,2", "12"));
    uploads(&mut reporter, "filled.csv", filled.as_bytes()).await.shows("1 indicator changes").shows("Open datasets");
    let made = "indicator,value,base,narrative,round,agency\nsvc-e2e,27,64,'=ours,2570-q1,one\n";
    let seen = uploads(&mut reporter, "filled.csv", made.as_bytes()).await;
    seen.shows("Nothing is saved yet").shows("1 indicator changes").shows("(line 2 value)").shows("=ours");
    let applied = Form::on(&seen, "apply").send(&mut reporter).await;
    reporter.follows(&applied).await.shows("The answers of the file are in the draft").shows("value=\"27\"");
}

#[tokio::test]
async fn every_wrong_cell_is_named_at_once_and_nothing_is_saved() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let filled = downloads(&mut reporter).await.with_number("G5", "101").with_number("I5", "100");
    let filled = filled.with_number("G7", "1.5").with_text("J6", "ไม่แน่ใจ").with_cell("G6", " t=\"e\"", "<v>#REF!</v>");
    let seen = uploads(&mut reporter, "a.xlsx", &filled.bytes()).await;
    seen.shows("มีจุดที่ต้องแก้ 4 จุด").shows("<strong>G5: </strong>ตัวตั้ง (101) มากกว่าตัวหาร (100)");
    seen.shows("<strong>G7: </strong>ต้องเป็นจำนวนเต็ม").shows("<strong>J6: </strong>โปรดเลือกคำใดคำหนึ่ง");
    seen.shows("<strong>G6: </strong>ช่องนี้แสดง #REF!").hides("id=\"apply\"").shows("อัปโหลดไฟล์ที่แก้ไขแล้ว");
    reporter.opens(PAGE).await.hides("value=\"101\"");
    let seen = uploads(&mut reporter, "a.csv", b"indicator,value,base\nsvc-e2e,101,100\nopen-datasets,x,\n").await;
    seen.shows("<strong>บรรทัด 2 value: </strong>ตัวตั้ง (101) มากกว่าตัวหาร (100)").shows("“x” ไม่ใช่ตัวเลข");
    let mut english = reporter.in_english();
    let seen = uploads(&mut english, "a.xlsx", &filled.bytes()).await;
    seen.shows("4 places to correct").shows("<strong>G5: </strong>The part (101) is larger than the whole (100).");
}

/// Texts that spreadsheets, XML or CSV would rather have otherwise.
const NASTY: [&str; 16] = [
    "=1+1",
    "+66 2 123",
    "-x",
    "@sum",
    "'quoted",
    "''=x",
    "a\"b",
    "x,y;z",
    "บรรทัด\nสอง",
    "_x0041_",
    "<b>&amp;</b>",
    "a\u{1}b",
    "  รอบข้าง  ",
    "😀",
    "\tTab",
    "1,234",
];

#[tokio::test]
async fn a_template_that_nobody_touched_changes_nothing() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    for text in NASTY {
        types(&mut reporter, &[("entry.svc-e2e.value", text), ("entry.svc-e2e.narrative", text)]).await;
        let template = downloads(&mut reporter).await;
        assert!(!template.part("xl/worksheets/sheet1.xml").contains("<f>"), "{text:?} is no formula");
        uploads(&mut reporter, "a.xlsx", &template.bytes()).await.shows("ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง");
        let csv = reporter.opens("/reports/2570-q1/one/sheet.csv").await;
        uploads(&mut reporter, "a.csv", &csv.bytes).await.shows("ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง");
        let would_compute = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let cells = csv.body.split(['\n', ',']).map(|cell| cell.trim_start_matches('"'));
        let computed: Vec<_> = cells.filter(|cell| would_compute(cell) && cell.parse::<f64>().is_err()).collect();
        assert!(computed.is_empty() || text.contains(','), "{computed:?}");
    }
}

#[tokio::test]
async fn what_was_typed_on_the_page_meanwhile_is_kept() {
    let app = TestApp::new().await;
    let (mut reporter, mut colleague) = (app.reporter("one").await, app.reporter("one").await);
    let template = downloads(&mut reporter).await;
    types(&mut colleague, &[("entry.svc-e2e.base", "64"), ("entry.svc-e2e.obstacles", "น้ำท่วม")]).await;
    let filled = template.with_number("G5", "27").with_number("G7", "12");
    let seen = uploads(&mut reporter, "a.xlsx", &filled.bytes()).await;
    seen.hides("น้ำท่วม").shows("เปลี่ยน 2 ตัวชี้วัด");
    types(&mut colleague, &[("entry.svc-e2e.value", "26")]).await;
    let moved = Form::on(&seen, "apply").send(&mut reporter).await;
    let again = reporter.follows(&moved).await;
    again.shows("มีการแก้ไขร่างหลังจากที่ท่านตรวจดู").shows("26").shows("ค่าจากไฟล์จะแทนที่: ค่า / ตัวตั้ง");
    reporter.opens(PAGE).await.shows("value=\"26\"").hides("value=\"12\"");
    let applied = Form::on(&again, "apply").send(&mut reporter).await;
    let page = reporter.follows(&applied).await;
    page.shows("value=\"27\"").shows("value=\"64\"").shows("น้ำท่วม").shows("value=\"12\"");
}

#[tokio::test]
async fn a_template_of_another_agency_or_round_is_told_whose_it_is() {
    let app = TestApp::new().await;
    let mut ministry = app.somebody(domain::access::Role::Reporter, "mdes").await;
    let template = downloads(&mut ministry).await.with_number("G5", "27");
    let uploaded = ministry.uploads("/reports/2570-q1/two/sheets", "a.xlsx", &template.bytes()).await;
    let seen = ministry.follows(&uploaded).await;
    seen.shows("แบบกรอกนี้เป็นของหน่วยงาน one ไม่ใช่ของหน่วยงานในหน้านี้").hides("id=\"apply\"").hides("<ins");
    let strings = template.part("xl/sharedStrings.xml");
    let stranger = template.clone().with_part("xl/sharedStrings.xml", &strings.replace(">one<", ">secret-unit<"));
    let seen = uploads(&mut ministry, "a.xlsx", &stranger.bytes()).await;
    seen.shows("แบบกรอกนี้เป็นของหน่วยงานอื่น").hides("secret-unit");
    let older = template.with_part("xl/sharedStrings.xml", &strings.replace(">2570-q1<", ">2569-q4<"));
    uploads(&mut ministry, "a.xlsx", &older.bytes()).await.shows("แบบกรอกนี้เป็นของรอบ 2569-q4");
}

#[tokio::test]
async fn what_is_no_template_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let template = downloads(&mut reporter).await;
    let workbook = template.part("xl/workbook.xml").replace("name=\"tidtam\"", "name=\"other\"");
    let without = template.clone().with_part("xl/workbook.xml", &workbook).bytes();
    let far = template.with_cell("P7", "", "").part("xl/worksheets/sheet1.xml").replace("r=\"P7\"", "r=\"XFD1048576\"");
    let far = downloads(&mut reporter).await.with_part("xl/worksheets/sheet1.xml", &far).bytes();
    for (name, content, sentence) in [
        ("a.xlsx", without.as_ref(), "ไฟล์นี้ไม่ใช่แบบกรอกของระบบ"),
        ("a.xlsx", far.as_ref(), "มีข้อมูลที่ช่อง XFD1048576 ซึ่งอยู่ไกลนอกแบบกรอก"),
        ("a.pdf", b"%PDF-1.7", "ไฟล์นี้ไม่ใช่แบบกรอก"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel รุ่นเก่า"),
        ("a.xlsx", b"PK\x03\x04broken", "เสียหายหรืออ่านไม่ได้"),
        ("a.csv", b"indicator;value\nsvc-e2e;1\n", "ไม่ได้คั่นด้วยจุลภาค"),
        ("a.csv", b"indicator,value\nsvc-e2e,\xa1\n", "ไม่ใช่ UTF-8"),
    ] {
        uploads(&mut reporter, name, content).await.shows(sentence).hides("id=\"apply\"");
    }
}

#[tokio::test]
async fn a_file_that_is_missing_too_large_or_too_late_leads_back_to_the_report() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let large = vec![b'x'; 5 * 1024 * 1024 + 1];
    for (content, sentence) in [(large.as_slice(), "ไฟล์ใหญ่เกิน 5 MB"), (b"".as_slice(), "โปรดเลือกไฟล์ที่กรอกแล้ว")]
    {
        uploads(&mut reporter, "a.csv", content).await.shows(sentence).shows("name=\"entry.svc-e2e.value\"");
    }
    let too_much = reporter.uploads(UPLOAD, "a.csv", &vec![b'x'; 64 * 1024 * 1024 + 1]).await;
    assert_eq!(too_much.status, StatusCode::PAYLOAD_TOO_LARGE);
    app.advance(Duration::days(30));
    let mut reporter = app.reporter("one").await;
    uploads(&mut reporter, "a.csv", b"indicator\n").await.shows("รอบการรายงานนี้ปิดแล้ว");
    let template = reporter.opens("/reports/2570-q1/one/sheet.xlsx").await;
    assert_eq!(template.status, StatusCode::CONFLICT);
    template.shows("รอบการรายงานนี้ปิดแล้ว");
}

#[tokio::test]
async fn somebody_elses_library_reads_and_fills_a_template() {
    const NAME: &str = "a template read and filled by openpyxl";
    let Ok(python) = std::env::var("TIDTAM_TEST_OPENPYXL") else {
        return tests::skip(NAME, "TIDTAM_TEST_OPENPYXL names no Python with openpyxl");
    };
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    types(&mut reporter, &[("entry.svc-e2e.value", "1,234.50"), ("entry.svc-e2e.narrative", "=1+1")]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (template, filled) = (folder.path().join("template.xlsx"), folder.path().join("filled.xlsx"));
    std::fs::write(&template, downloads(&mut reporter).await.bytes()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/sheets_openpyxl.py");
    let run = std::process::Command::new(python).arg(script).args([&template, &filled]).output().expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let seen = uploads(&mut reporter, "filled.xlsx", &std::fs::read(&filled).expect("a file")).await;
    seen.shows("<strong>G5: </strong>ช่องนี้ให้พิมพ์จำนวน ไม่ใช่ร้อยละ").shows("มีจุดที่ต้องแก้ 1 จุด");
    seen.shows("ไม่ใช่ · No").shows("12").shows("อบรมแล้ว").hides("M5");
}

#[tokio::test]
async fn a_ministry_reports_for_many_agencies_with_one_file() {
    let app = TestApp::new().await;
    let mut ministry = app.somebody(domain::access::Role::Reporter, "mdes").await;
    ministry.opens("/calendar/2570-q1").await.shows("href=\"/calendar/2570-q1/sheets\"");
    ministry
        .opens("/calendar/2570-q1/sheets")
        .await
        .shows("อัปโหลดคำตอบของหลายหน่วยงาน")
        .shows("accept=\".xlsx,.csv,.xml,.adx\"");
    let wrong = "agency,indicator,value,base\none,svc-e2e,27,64\ntwo,svc-e2e,11,10\nthree,svc-e2e,1,10\n";
    let uploaded = ministry.uploads("/calendar/2570-q1/sheets", "รวม.csv", wrong.as_bytes()).await;
    let seen = ministry.follows(&uploaded).await;
    seen.shows("มีจุดที่ต้องแก้ 2 จุด").shows("<strong>บรรทัด 3 value: </strong>ตัวตั้ง (11) มากกว่าตัวหาร (10)");
    seen.shows("<strong>บรรทัด 4: </strong>ไม่มีหน่วยงาน “three” ที่ต้องรายงานในรอบนี้").hides("id=\"apply\"");
    let csv = |agency: &str| format!("/reports/2570-q1/{agency}/sheet.csv");
    let one = ministry.opens(&csv("one")).await.body;
    let two = ministry.opens(&csv("two")).await.body;
    let (_, rows_of_two) = two.split_once("\r\n").expect("a heading");
    let blank = "datasets\",,,,เกี่ยวข้อง";
    let both = format!("{one}{rows_of_two}").replace(blank, &blank.replace(",,,,", ",12,,,"));
    let uploaded = ministry.uploads("/calendar/2570-q1/sheets", "รวม.csv", both.as_bytes()).await;
    let seen = ministry.follows(&uploaded).await;
    seen.shows("หน่วยงานในไฟล์: 2").shows("ดูทุกช่อง").hides("จุดที่ต้องแก้");
    let start = seen.body.find("/reports/2570-q1/two/sheets/").expect("a way");
    let part = seen.body[start..].split('"').next().expect("an address").to_owned();
    ministry.opens(&part).await.shows("ยืนยันได้ที่หน้าไฟล์รวม").shows("12").hides("id=\"apply\"");
    let applied = Form::on(&seen, "apply").send(&mut ministry).await;
    ministry.follows(&applied).await.shows("บันทึกคำตอบของทุกหน่วยงานในไฟล์ลงร่างแล้ว");
    for agency in ["one", "two"] {
        ministry.opens(&format!("/reports/2570-q1/{agency}")).await.shows("value=\"12\"");
    }
    let missing = ministry.uploads("/calendar/2570-q1/sheets", "", b"").await;
    ministry.follows(&missing).await.shows("โปรดเลือกไฟล์ที่กรอกแล้ว");
    let workbook = ministry.uploads("/calendar/2570-q1/sheets", "a.xlsx", b"PK\x03\x04").await;
    ministry.follows(&workbook).await.shows("เสียหายหรืออ่านไม่ได้");
}

#[tokio::test]
async fn a_formula_without_a_result_is_not_taken_for_blank() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let filled =
        downloads(&mut reporter).await.with_cell("G5", "", "<f>20+7</f>").with_cell("I5", "", "<f>60+4</f><v>64</v>");
    let seen = uploads(&mut reporter, "a.xlsx", &filled.bytes()).await;
    seen.shows("<strong>G5: </strong>ช่องนี้เป็นสูตรที่ยังไม่มีผลลัพธ์").hides("<strong>I5: </strong>").shows("64");
}

#[tokio::test]
async fn a_file_is_its_owners_alone() {
    let app = TestApp::new().await;
    let (mut reporter, mut colleague) = (app.reporter("one").await, app.reporter("one").await);
    let uploaded = reporter.uploads(UPLOAD, "a.csv", b"indicator,value\nsvc-e2e,27\n").await;
    let address = uploaded.location().to_owned();
    assert_eq!(reporter.opens(&address).await.status, StatusCode::OK);
    assert_eq!(colleague.opens(&address).await.status, StatusCode::NOT_FOUND);
    let applied = colleague.posts(&format!("{address}/apply"), &[("seen", "")]).await;
    assert_eq!(applied.status, StatusCode::NOT_FOUND);
    assert_eq!(app.reporter("two").await.opens(&address).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reporter.opens(&format!("{UPLOAD}/nonsense")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_was_seen_before_the_round_closed_is_refused_with_the_sentence() {
    let app = TestApp::new().await;
    // Ten minutes before the window closes.
    app.advance(Duration::days(24) - Duration::minutes(10));
    let mut reporter = app.reporter("one").await;
    let mut ministry = app.somebody(domain::access::Role::Reporter, "mdes").await;
    let sheet = uploads(&mut reporter, "a.csv", b"indicator,value,base\nsvc-e2e,27,64\n").await;
    let many = b"agency,indicator,value,base\none,svc-e2e,27,64\ntwo,svc-e2e,3,10\n";
    let bundle = ministry.uploads("/calendar/2570-q1/sheets", "b.csv", many).await;
    let bundle = ministry.follows(&bundle).await;
    app.advance(Duration::minutes(11));
    for (visitor, seen) in [(&mut reporter, sheet), (&mut ministry, bundle)] {
        let late = Form::on(&seen, "apply").send(visitor).await;
        let told = if late.status == StatusCode::SEE_OTHER { visitor.follows(&late).await } else { late };
        told.shows("รอบการรายงานนี้ปิดแล้ว");
        for agency in ["one", "two"] {
            let mut reader = app.somebody(domain::access::Role::Reporter, "mdes").await;
            let page = reader.opens(&format!("/reports/2570-q1/{agency}")).await;
            page.hides("value=\"27\"").hides(">27<").hides("value=\"3\"");
        }
    }
}
