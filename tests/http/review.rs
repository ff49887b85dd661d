//! Judging a report: returned, approved, accepted, taken back.

use domain::access::{Grant, Role};
use http::StatusCode;
use service::{Actor, Channel};
use tests::{Answer, Form, TestApp, country::ROUND};

const PAGE: &str = "/reports/2570-q1/one";

/// The form of a report, as the page has it.
#[track_caller]
fn form(page: &Answer) -> Form {
    Form::on(page, "report")
}

#[tokio::test]
async fn a_report_goes_from_typing_to_acceptance_with_a_return_in_between() {
    let app = TestApp::new().await;
    let (mut reporter, mut approver, mut reviewer) =
        (app.reporter("one").await, app.approver("one").await, app.reviewer().await);
    app.fill("one").await;
    let page = reporter.opens(PAGE).await;
    let submitted = form(&page).press(&mut reporter, "submit").await;
    reporter.follows(&submitted).await.shows("ส่งรายงานแล้ว").shows("รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน");
    approver.opens("/").await.shows("รอท่านอนุมัติ").shows("หน่วยงาน one");
    approver.opens(PAGE).await.shows("อนุมัติรายงาน").shows("name=\"reason.svc-e2e\"");
    let reasons = [("reason.svc-e2e", "ตัวหารไม่ตรงกับทะเบียน"), ("reason.digital-plan", " "), ("note", "ขอแก้ไข")];
    let returned = approver.decides("one", app.version("one").await, "return_for_change", &reasons).await;
    assert_eq!(returned.location(), format!("{PAGE}?done=returned"), "{}", returned.body);
    reporter.opens("/").await.shows("ถูกส่งกลับให้แก้ไข");
    let page = reporter.opens(PAGE).await;
    page.shows("ตัวหารไม่ตรงกับทะเบียน").shows("ขอแก้ไข").shows("ส่งรายงานอีกครั้ง");
    let changed = form(&page).with("entry.svc-e2e.value", "4").with("entry.svc-e2e.base", "100");
    let submitted = changed.press(&mut reporter, "submit").await;
    assert_eq!(submitted.location(), format!("{PAGE}?done=submitted"), "{}", submitted.body);
    let page = approver.opens(PAGE).await;
    page.shows("ตัวชี้วัดที่เปลี่ยนจากฉบับก่อน: 1").shows("3 ÷ 100 = 3 %").shows("4 ÷ 100 = 4 %");
    let passed = approver.approves("one", app.version("one").await).await;
    assert_eq!(passed.location(), format!("{PAGE}?done=approved"), "{}", passed.body);
    reviewer.opens("/").await.shows("รอท่านตรวจรับรอง");
    let verified = [("verified.svc-e2e.value", "๕"), ("verified.svc-e2e.base", "100")];
    let accepted = reviewer.decides("one", app.version("one").await, "accept", &verified).await;
    assert_eq!(accepted.location(), format!("{PAGE}?done=accepted"), "{}", accepted.body);
    let page = reporter.opens(PAGE).await;
    page.shows("ค่าที่ สพร. ตรวจสอบแล้ว").shows("5 %").shows("รับรองรายงาน").hides("name=\"entry.svc-e2e.value\"");
}

#[tokio::test]
async fn a_decision_that_is_refused_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let (mut reporter, mut approver, mut reviewer) =
        (app.reporter("one").await, app.approver("one").await, app.reviewer().await);
    app.fill("one").await;
    reporter.submits("one", app.version("one").await).await;
    let version = app.version("one").await;
    let none = approver.decides("one", version, "return_for_change", &[("note", "ข้อความยาว")]).await;
    assert_eq!(none.status, StatusCode::CONFLICT);
    none.shows("โปรดระบุเหตุผล").shows("ข้อความยาว");
    let both = approver.decides("one", version, "approve", &[("reason.svc-e2e", "ผิดหน่วย")]).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    both.shows("ท่านเขียนเหตุผลส่งกลับไว้").shows("ผิดหน่วย");
    let stale = approver.decides("one", version - 1, "return_for_change", &[("reason.svc-e2e", "ผิดหน่วย")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.shows("มีผู้อื่นแก้ไขไปก่อนแล้ว").shows("ผิดหน่วย");
    approver.approves("one", version).await;
    let version = app.version("one").await;
    let unreadable = reviewer.decides("one", version, "accept", &[("verified.svc-e2e.value", "ห้า")]).await;
    assert_eq!(unreadable.status, StatusCode::UNPROCESSABLE_ENTITY);
    unreadable.shows("value=\"ห้า\"").shows("ค่าที่ตรวจสอบแล้วบางค่ายังใช้ไม่ได้").shows("“ห้า” ไม่ใช่ตัวเลข");
}

#[tokio::test]
async fn whoever_submitted_sees_why_they_cannot_approve() {
    let app = TestApp::new().await;
    let mut approver = app.approver("one").await;
    app.fill("one").await;
    let (mut both, account) = app.somebody_with_account(Role::Approver, "one").await;
    let grant = Grant { role: Role::Reporter, organisation: "one".parse().expect("a code") };
    let reporter = Actor::new(account, "both".to_owned(), vec![grant], Channel::Web);
    let seen = service::submissions::Seen::Any;
    app.services().submissions().submit(&reporter, &tests::app::key("one"), seen).await.expect("submitted");
    approver.opens(PAGE).await.shows("อนุมัติรายงาน");
    both.opens(PAGE).await.shows("จึงต้องให้ผู้อื่นพิจารณาขั้นต่อไป").hides("อนุมัติรายงาน</button>");
    let mut reader = app.somebody(Role::Executive, "th").await;
    reader.opens(PAGE).await.shows("รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน").hides("อนุมัติรายงาน</button>");
    let mut stranger = app.reporter("two").await;
    assert_eq!(stranger.opens(PAGE).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_submitted_report_can_be_taken_back() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    app.fill("one").await;
    reporter.submits("one", app.version("one").await).await;
    reporter.opens(PAGE).await.shows("ดึงรายงานกลับมาแก้ไข");
    let version = app.version("one").await.to_string();
    let fields = [("round", ROUND), ("agency", "one"), ("version", version.as_str())];
    let withdrawn = reporter.posts("/do/submissions/withdraw", &fields).await;
    assert_eq!(withdrawn.location(), format!("{PAGE}?done=withdrawn"));
    reporter.follows(&withdrawn).await.shows("name=\"entry.svc-e2e.value\"");
}

#[tokio::test]
async fn a_report_that_could_not_be_handed_in_again_is_not_taken_back() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    app.fill("one").await;
    reporter.submits("one", app.version("one").await).await;
    app.advance(chrono::Duration::days(90));
    let mut reporter = app.reporter("one").await;
    for page in [PAGE, "/"] {
        reporter.opens(page).await.shows("รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน").hides("/do/submissions/withdraw");
    }
    let version = app.version("one").await.to_string();
    let fields = [("round", ROUND), ("agency", "one"), ("version", version.as_str())];
    reporter.posts("/do/submissions/withdraw", &fields).await.shows("รอบการรายงานนี้ปิดแล้ว");
    reporter.opens(PAGE).await.shows("รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน");
}

#[tokio::test]
async fn a_decision_that_is_pressed_twice_counts_once() {
    let app = TestApp::new().await;
    let (mut reporter, mut approver, mut reviewer) =
        (app.reporter("one").await, app.approver("one").await, app.reviewer().await);
    app.fill("one").await;
    reporter.submits("one", app.version("one").await).await;
    let version = app.version("one").await;
    let reason = [("reason.svc-e2e", "ผิดหน่วย")];
    for _ in 0..2 {
        let returned = approver.decides("one", version, "return_for_change", &reason).await;
        assert_eq!(returned.location(), format!("{PAGE}?done=returned"), "{}", returned.body);
    }
    let other = approver.decides("one", version, "return_for_change", &[("reason.svc-e2e", "อีกเหตุผล")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.shows("อีกเหตุผล");
    let answered = form(&reporter.opens(PAGE).await).with("entry.svc-e2e.narrative", "ตรวจกับทะเบียนแล้ว");
    answered.press(&mut reporter, "submit").await;
    let version = app.version("one").await;
    for _ in 0..2 {
        let answer = approver.approves("one", version).await;
        assert_eq!(answer.location(), format!("{PAGE}?done=approved"), "{}", answer.body);
    }
    let mut somebody_else = app.approver("one").await;
    assert_eq!(somebody_else.approves("one", version).await.status, StatusCode::CONFLICT);
    let version = app.version("one").await;
    for _ in 0..2 {
        let accepted = reviewer.decides("one", version, "accept", &[]).await;
        assert_eq!(accepted.location(), format!("{PAGE}?done=accepted"), "{}", accepted.body);
    }
    assert_eq!(reporter.opens(PAGE).await.body.matches("</strong> รับรองรายงาน").count(), 1);
}

#[tokio::test]
async fn a_returned_report_says_so_at_its_top_and_leads_to_each_indicator() {
    let app = TestApp::new().await;
    let (mut reporter, mut approver) = (app.reporter("one").await, app.approver("one").await);
    app.fill("one").await;
    reporter.submits("one", app.version("one").await).await;
    let reasons = [("reason.svc-e2e", "ตัวหารไม่ตรงกับทะเบียน"), ("note", "ขอแก้ไข")];
    approver.decides("one", app.version("one").await, "return_for_change", &reasons).await;
    let page = reporter.opens(PAGE).await;
    page.shows("รายงานถูกส่งกลับให้แก้ไข: 1 ตัวชี้วัด").shows("แก้ไขและส่งใหม่ได้ถึง");
    let top = page.body.split("id=\"report\"").next().expect("a head");
    for told in ["href=\"#svc-e2e-value\"", "ตัวหารไม่ตรงกับทะเบียน", "ขอแก้ไข", "ผู้อนุมัติ", "ส่งกลับแก้ไข 1"]
    {
        assert!(top.contains(told), "{told} is not at the top");
    }
    page.shows("ยังไม่ได้แก้ที่ส่งกลับ 1");
    let unanswered = reporter.submits("one", app.version("one").await).await;
    reporter.follows(&unanswered).await.shows("รายการนี้ถูกส่งกลับและยังไม่ได้แก้");
    let changed = form(&page).with("entry.svc-e2e.value", "4").with("entry.svc-e2e.base", "100");
    let saved = changed.press(&mut reporter, "save").await;
    reporter.follows(&saved).await.shows("รายงานถูกส่งกลับให้แก้ไข").hides("ยังไม่ได้แก้ที่ส่งกลับ");
    approver.opens(PAGE).await.shows("รายงานถูกส่งกลับให้แก้ไข").hides("href=\"#svc-e2e-value\"");
}

#[tokio::test]
async fn a_reopened_report_is_no_ordinary_draft() {
    let app = TestApp::new().await;
    let (mut reporter, mut approver, mut reviewer) =
        (app.reporter("one").await, app.approver("one").await, app.reviewer().await);
    app.fill("one").await;
    reporter.submits("one", app.version("one").await).await;
    approver.approves("one", app.version("one").await).await;
    reviewer.decides("one", app.version("one").await, "accept", &[]).await;
    let reason = [("note", "ตัวตั้งผิดไปหนึ่งหลัก")];
    let reopened = reviewer.decides("one", app.version("one").await, "correct", &reason).await;
    assert_eq!(reopened.location(), format!("{PAGE}?done=corrected"), "{}", reopened.body);
    let work = reporter.opens("/").await;
    work.shows("ถูกส่งกลับให้แก้ไข").shows("เปิดให้แก้ไข").hides("ฉบับร่าง");
    let page = reporter.opens(PAGE).await;
    page.shows("สพร. เปิดรายงานที่รับรองแล้วให้แก้ไข").hides("ฉบับร่าง</span>");
    let top = page.body.split("id=\"report\"").next().expect("a head");
    assert!(top.contains("ตัวตั้งผิดไปหนึ่งหลัก"), "the reason is at the top");
}

#[tokio::test]
async fn what_was_handed_in_stays_in_sight_until_it_is_accepted() {
    let app = TestApp::new().await;
    let (mut reporter, mut approver, mut reviewer) =
        (app.reporter("one").await, app.approver("one").await, app.reviewer().await);
    let mut coordinator = app.somebody(Role::Coordinator, "mdes").await;
    app.fill("one").await;
    reporter.opens("/").await.hides("ส่งแล้ว อยู่ระหว่างพิจารณา");
    reporter.submits("one", app.version("one").await).await;
    let work = reporter.opens("/").await;
    work.shows("ส่งแล้ว อยู่ระหว่างพิจารณา").shows("รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน ตั้งแต่").shows("/do/submissions/withdraw");
    app.reporter("two").await.opens("/").await.hides("ส่งแล้ว อยู่ระหว่างพิจารณา");
    approver.approves("one", app.version("one").await).await;
    let work = reporter.opens("/").await;
    work.shows("รอต้นสังกัดและ สพร. ตรวจรับรอง ตั้งแต่").hides("/do/submissions/withdraw");
    coordinator.decides("one", app.version("one").await, "endorse", &[]).await;
    for page in ["/", PAGE] {
        let page = reporter.opens(page).await;
        page.shows("ต้นสังกัดเห็นชอบแล้ว รอ สพร. ตรวจรับรอง ตั้งแต่").hides("รอต้นสังกัดและ สพร.");
    }
    reviewer.decides("one", app.version("one").await, "accept", &[]).await;
    reporter.opens("/").await.hides("ส่งแล้ว อยู่ระหว่างพิจารณา");
}
