//! Filling a report, alone and with others, and everything bad that can be typed.

use chrono::Duration;
use http::StatusCode;
use tests::{Answer, Form, TestApp, Visitor};

const PAGE: &str = "/reports/2570-q1/one";

/// The form of a report, as the page has it.
#[track_caller]
fn form(page: &Answer) -> Form {
    Form::on(page, "report")
}

/// Types a ratio and saves; gives the page afterwards.
async fn saves_ratio(reporter: &mut Visitor, value: &str, base: &str) -> Answer {
    let page = reporter.opens(PAGE).await;
    let typing = form(&page).with("entry.svc-e2e.value", value).with("entry.svc-e2e.base", base);
    let saved = typing.press(reporter, "save").await;
    assert_eq!(saved.location(), format!("{PAGE}?done=saved"), "{}", saved.body);
    reporter.follows(&saved).await
}

#[tokio::test]
async fn everything_that_is_asked_stands_on_the_page_with_its_target() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows("บริการที่ครบวงจร (บริการ)").shows("บริการทั้งหมด (บริการ)").shows("หน่วยงานมีแผนดิจิทัล");
    page.shows("name=\"entry.svc-e2e.value\"").shows("name=\"entry.digital-plan.value\"").shows("เป้าหมาย");
    let page = reporter.in_english().opens(PAGE).await;
    page.shows("Report of Body one").shows("Services online from end to end (services)").shows("Save draft");
}

#[tokio::test]
async fn every_bad_number_is_kept_as_typed_and_gets_its_sentence() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    for (typed, sentence) in [
        ("NaN", "“NaN” ไม่ใช่ตัวเลข"),
        ("1e308", "โปรดพิมพ์ตัวเลขเต็มแทน “1e308”"),
        ("1.234,5", "“1.234,5” อ่านได้มากกว่าหนึ่งแบบ"),
        ("50%", "ช่องนี้ให้พิมพ์จำนวน ไม่ใช่ร้อยละ"),
        ("-", "ขีด (-) ไม่ใช่ตัวเลข"),
        ("-5", "ค่าต้องไม่ติดลบ"),
        ("1000000000000000", "ตัวเลขใหญ่เกินไป"),
        ("0.1234567", "ทศนิยมเกิน 6 ตำแหน่ง"),
        ("1,234.50", "ต้องเป็นจำนวนเต็ม ไม่มีทศนิยม"),
        ("101", "ตัวตั้ง (101) มากกว่าตัวหาร (100)"),
    ] {
        let page = saves_ratio(&mut reporter, typed, "100").await;
        page.shows(sentence).shows(&format!("value=\"{typed}\"")).shows("aria-invalid=\"true\"");
    }
    let markup = saves_ratio(&mut reporter, "<b>1</b>", "100").await;
    markup.shows("“&lt;b&gt;1&lt;/b&gt;” ไม่ใช่ตัวเลข").hides("<b>1</b>");
}

#[tokio::test]
async fn a_text_that_is_longer_than_a_draft_keeps_is_refused_and_given_back() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let long = "ก".repeat(50_001);
    let refused = form(&page).with("entry.svc-e2e.narrative", &long).press(&mut reporter, "save").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("ยาวเกิน 50,000 ตัวอักษร").shows(&long);
    let most = form(&page).with("entry.svc-e2e.narrative", &long[3..]).press(&mut reporter, "save").await;
    assert_eq!(most.location(), format!("{PAGE}?done=saved"));
    reporter.follows(&most).await.shows("ข้อความยาวเกิน 10,000 ตัวอักษร");
}

#[tokio::test]
async fn a_nul_is_shown_and_not_dropped() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = saves_ratio(&mut reporter, "1\u{0}2", "100").await;
    page.shows("value=\"1\u{fffd}2\"").shows("ไม่ใช่ตัวเลข");
}

#[tokio::test]
async fn numbers_are_read_as_officials_write_them() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    for (value, base, shown) in [("๔๒", "๑๐๐", "42 %"), ("1,234.00", "2,468", "50 %"), (" 1 000 ", "4000", "25 %")]
    {
        let page = saves_ratio(&mut reporter, value, base).await;
        page.shows(shown).hides("aria-invalid");
    }
}

#[tokio::test]
async fn a_zero_denominator_is_told_what_to_do_instead() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    saves_ratio(&mut reporter, "0", "0").await.shows("ตัวหารเป็นศูนย์จึงคำนวณไม่ได้");
}

#[tokio::test]
async fn what_is_missing_is_no_problem_until_somebody_submits() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = saves_ratio(&mut reporter, "27", "").await;
    page.hides("ต้องแก้").shows("ยังไม่ครบ");
    let refused = form(&page).press(&mut reporter, "submit").await;
    assert_eq!(refused.location(), format!("{PAGE}?refused=problems_remain"));
    let page = reporter.follows(&refused).await;
    page.shows("ยังส่งไม่ได้ ต้องแก้").shows("href=\"#svc-e2e-base\"").shows("ยังไม่ได้กรอกตัวหาร");
    page.shows("id=\"svc-e2e-base\"").shows("href=\"#digital-plan-value\"").shows("value=\"27\"");
}

#[tokio::test]
async fn two_people_editing_different_indicators_do_not_meet() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    let page = one.opens(PAGE).await;
    let theirs = form(&other.opens(PAGE).await).with("entry.open-datasets.value", "3");
    theirs.press(&mut other, "save").await;
    let mine = form(&page).with("entry.svc-e2e.value", "1").with("entry.svc-e2e.base", "2");
    let saved = mine.press(&mut one, "save").await;
    let page = one.follows(&saved).await;
    page.shows("value=\"3\"").shows("50 %").hides("มีผู้อื่นแก้ไขตัวชี้วัดนี้พร้อมกับท่าน");
}

#[tokio::test]
async fn two_people_editing_one_indicator_lose_nothing_and_choose() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    let page = one.opens(PAGE).await;
    let theirs = form(&page).with("entry.open-datasets.value", "11");
    theirs.press(&mut other, "save").await;
    let mine = form(&page).with("entry.open-datasets.value", "12");
    let refused = mine.press(&mut one, "submit").await;
    assert_eq!(refused.location(), format!("{PAGE}?refused=conflict_kept"));
    let page = one.follows(&refused).await;
    page.shows("มีผู้อื่นแก้ไขตัวชี้วัดนี้พร้อมกับท่าน").shows("12 ชุด").shows("value=\"11\"");
    let chosen = form(&page).with("entry.open-datasets.value", "11").press(&mut one, "mine.open-datasets").await;
    assert_eq!(chosen.location(), format!("{PAGE}?done=decided"));
    one.follows(&chosen).await.shows("value=\"12\"").hides("มีผู้อื่นแก้ไขตัวชี้วัดนี้พร้อมกับท่าน");
}

#[tokio::test]
async fn one_account_on_two_pages_loses_nothing_and_going_back_means_the_newest() {
    let app = TestApp::new().await;
    let mut one = app.reporter("one").await;
    let (page, other) = (one.opens(PAGE).await, one.opens(PAGE).await);
    for value in ["10", "11"] {
        let saved = form(&page).with("entry.open-datasets.value", value).press(&mut one, "save").await;
        one.follows(&saved).await.shows(&format!("value=\"{value}\"")).hides("โปรดเลือกว่าจะใช้ข้อความใด");
    }
    let refused = form(&other).with("entry.open-datasets.value", "12").press(&mut one, "submit").await;
    assert_eq!(refused.location(), format!("{PAGE}?refused=conflict_kept"));
    let page = one.follows(&refused).await;
    page.shows("ท่านแก้ไขตัวชี้วัดนี้ในอีกหน้าหนึ่งหรืออีกเครื่องหนึ่งด้วย").shows("value=\"11\"").shows("12 ชุด");
}

#[tokio::test]
async fn an_undecided_conflict_stops_the_report_and_is_told_until_somebody_chooses() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    app.fill("one").await;
    let page = one.opens(PAGE).await;
    form(&page).with("entry.open-datasets.value", "11").press(&mut other, "save").await;
    let saved = form(&page).with("entry.open-datasets.value", "12").press(&mut one, "save").await;
    assert_eq!(saved.location(), format!("{PAGE}?refused=conflict_kept"), "not a plain \"saved\"");
    let page = one.opens(PAGE).await;
    page.shows("มีการแก้ไขพร้อมกันจากที่อื่น โปรดเลือกที่ตัวชี้วัดนั้น").hides("id=\"action-bar\" data-state=\"saved\"");
    let explained = form(&page).with("entry.open-datasets.explanation", "น้ำท่วม").press(&mut one, "submit").await;
    assert_eq!(explained.location(), format!("{PAGE}?refused=problems_remain"));
    one.follows(&explained).await.shows("โปรดเลือกว่าจะใช้ข้อความใดก่อนส่ง").shows("href=\"#open-datasets-value\"");
    let page = other.opens(PAGE).await;
    page.shows("ยังไม่มีใครเลือก").shows("ที่เก็บไว้รอเลือก").shows("12 ชุด");
    form(&page).press(&mut other, "theirs.open-datasets").await;
    let submitted = form(&other.opens(PAGE).await).press(&mut other, "submit").await;
    assert_eq!(submitted.location(), format!("{PAGE}?done=submitted"));
}

#[tokio::test]
async fn a_report_that_somebody_else_changed_is_not_submitted_unseen() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    app.fill("one").await;
    let page = one.opens(PAGE).await;
    let theirs = form(&page).with("entry.svc-e2e.value", "9").with("entry.svc-e2e.base", "100");
    theirs.press(&mut other, "save").await;
    let refused = form(&page).press(&mut one, "submit").await;
    assert_eq!(refused.location(), format!("{PAGE}?refused=conflict"));
    let submitted = form(&one.follows(&refused).await).press(&mut one, "submit").await;
    assert_eq!(submitted.location(), format!("{PAGE}?done=submitted"));
}

#[tokio::test]
async fn pressing_submit_twice_submits_once() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    app.fill("one").await;
    let page = reporter.opens(PAGE).await;
    for _ in 0..2 {
        let submitted = form(&page).press(&mut reporter, "submit").await;
        assert_eq!(submitted.location(), format!("{PAGE}?done=submitted"), "{}", submitted.body);
    }
    assert_eq!(reporter.opens(PAGE).await.body.matches("ฉบับที่ 1").count(), 1);
}

#[tokio::test]
async fn pressing_submit_twice_at_once_or_with_new_texts_submits_them_once() {
    for presses in ["one after the other", "at once"] {
        let app = TestApp::new().await;
        let mut reporter = app.reporter("one").await;
        app.fill("one").await;
        let page = reporter.opens(PAGE).await;
        let typed = form(&page).with("entry.svc-e2e.value", "41").with("entry.svc-e2e.narrative", "สอง\nบรรทัด");
        let mut again = reporter.clone();
        let answers = if presses == "at once" {
            let (first, second) =
                tokio::join!(typed.clone().press(&mut reporter, "submit"), typed.press(&mut again, "submit"));
            [first, second]
        } else {
            let first = typed.clone().press(&mut reporter, "submit").await;
            [first, typed.press(&mut again, "submit").await]
        };
        for answer in answers {
            assert_eq!(answer.location(), format!("{PAGE}?done=submitted"), "{presses}: {}", answer.body);
        }
        let page = reporter.opens(PAGE).await;
        assert_eq!(page.body.matches("ฉบับที่ 1").count(), 1);
        page.shows("41 ÷ 100").hides("ฉบับที่ 2");
    }
}

#[tokio::test]
async fn a_number_in_the_wrong_unit_stops_until_it_is_explained() {
    let app = TestApp::new().await;
    app.accept("one", &[]).await;
    app.advance(Duration::days(30));
    let page_of_next = app.opens_next_round().await;
    let mut reporter = app.reporter("one").await;
    // The quarter before said 3.
    let slip = form(&reporter.opens(&page_of_next).await).with("entry.open-datasets.value", "3000");
    let saved = slip.press(&mut reporter, "save").await;
    let page = reporter.follows(&saved).await;
    page.shows("ค่านี้ประมาณ 1,000 เท่าของครั้งก่อน (3 ชุด) อาจพิมพ์ผิดหน่วย").shows("value=\"3000\"");
    let refused = form(&page).press(&mut reporter, "submit").await;
    assert_eq!(refused.location(), format!("{page_of_next}?refused=problems_remain"));
    let page = reporter.follows(&refused).await;
    page.shows("href=\"#open-datasets-value\"").shows("name=\"entry.open-datasets.explanation\"");
    let explained = form(&page).with("entry.open-datasets.explanation", "เปิดคลังข้อมูลทั้งหมด");
    let saved = explained.press(&mut reporter, "save").await;
    let page = reporter.follows(&saved).await;
    page.shows("เปิดคลังข้อมูลทั้งหมด").hides("href=\"#open-datasets-value\"");
}

#[tokio::test]
async fn what_is_typed_for_what_is_not_asked_or_not_ones_own_is_refused() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let shown = form(&page).value("version.svc-e2e").expect("a version").to_owned();
    for code in ["nothing", "egdi-rank", "../svc-e2e"] {
        let stray = form(&page).with(&format!("entry.{code}.value"), "5").with(&format!("version.{code}"), &shown);
        let answer = stray.with("entry.svc-e2e.value", "7").press(&mut reporter, "save").await;
        assert!(answer.status.is_client_error() || answer.status.is_redirection(), "{code}: {}", answer.status);
        let kept = if answer.status.is_redirection() { reporter.follows(&answer).await } else { answer };
        kept.shows("value=\"7\"");
    }
    app.fill("two").await;
    let theirs = app.reporter("two").await.opens("/reports/2570-q1/two").await;
    let at = theirs.body.rfind("/evidence/").expect("a file") + "/evidence/".len();
    let id = theirs.body[at..].split('"').next().expect("an id");
    let answer = form(&page).press(&mut reporter, &format!("remove.{id}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    app.reporter("two").await.opens("/reports/2570-q1/two").await.shows(id);
}

#[tokio::test]
async fn what_looks_like_markup_is_given_back_as_it_was_typed() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let text = "https://data.example/?id=1&copy=2&reg=3 และ R&amp;D </textarea><form action=\"/x\"><b>";
    for _ in 0..2 {
        let page = reporter.opens(PAGE).await;
        form(&page).with("entry.svc-e2e.obstacles", text).press(&mut reporter, "save").await;
        let page = reporter.opens(PAGE).await;
        page.hides("<form action=\"/x\">").hides("&copy=2&reg");
        assert_eq!(form(&page).value("entry.svc-e2e.obstacles"), Some(text), "as often as it is saved");
    }
}

#[tokio::test]
async fn what_is_typed_after_going_back_is_refused_and_kept() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    app.fill("one").await;
    let page = reporter.opens(PAGE).await;
    form(&page).press(&mut reporter, "submit").await;
    let late = form(&page).with("entry.svc-e2e.value", "177").with("entry.svc-e2e.base", "100");
    let refused = late.press(&mut reporter, "save").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows("รายงานอยู่ระหว่างการพิจารณา").shows("value=\"177\"").shows("ลองบันทึกอีกครั้ง");
    refused.shows("ต้องแก้ก่อนส่ง 1 จุด").hides("ข้อความบันทึกแล้ว");
}

#[tokio::test]
async fn a_window_that_closed_refuses_and_gives_back_what_was_typed() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    app.advance(Duration::days(30));
    let mut reporter = sign_in_again(&app, reporter).await;
    let late = form(&page).with("entry.svc-e2e.value", "27").with("entry.svc-e2e.obstacles", "น้ำท่วม");
    let refused = late.press(&mut reporter, "submit").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows("รอบการรายงานนี้ปิดแล้ว").shows("value=\"27\"").shows("น้ำท่วม").shows("ยังอยู่ครบในหน้านี้");
    reporter.opens(PAGE).await.shows("ปิดรับตั้งแต่").hides("name=\"entry.svc-e2e.value\"");
}

/// Somebody else of the same agency: a session does not live as long as a window.
async fn sign_in_again(app: &TestApp, _: Visitor) -> Visitor {
    app.reporter("one").await
}

#[tokio::test]
async fn not_applicable_needs_its_reason() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    app.fill("one").await;
    let page = reporter.opens(PAGE).await;
    let typing = form(&page).with("entry.svc-e2e.applicability", "not_applicable");
    let refused = typing.press(&mut reporter, "submit").await;
    let page = reporter.follows(&refused).await;
    page.shows("โปรดระบุเหตุผลที่ตัวชี้วัดนี้ไม่เกี่ยวข้อง").shows("href=\"#svc-e2e-not-applicable-reason\"");
    let typing = form(&page)
        .with("entry.svc-e2e.applicability", "not_applicable")
        .with("entry.svc-e2e.not_applicable_reason", "ไม่มีบริการ");
    let submitted = typing.press(&mut reporter, "submit").await;
    assert_eq!(submitted.location(), format!("{PAGE}?done=submitted"), "{}", submitted.body);
    reporter.follows(&submitted).await.shows("ไม่เกี่ยวข้องเพราะ").shows("ไม่มีบริการ");
}
