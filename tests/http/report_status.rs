//! A form that cannot be changed says why, since when, and who can open it, also to those who never filled it.

use chrono::Duration;
use domain::{access::Role, window::Window};
use service::rounds::NewRound;
use tests::{
    Answer, TestApp,
    app::{key, operator},
};

const PAGE: &str = "/reports/2570-q1/one";
/// What is said to those who may read a report that is with its agency, and not fill it.
const NOT_YOURS: &str = "ท่านดูรายงานนี้ได้ แต่ไม่ได้รับมอบหมายให้กรอก";

/// What each plain notice of a page says, without its elements.
fn notices(page: &Answer) -> Vec<String> {
    let words = |html: &str| {
        let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
        pieces.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    };
    let inside = |rest: &str| words(rest.split("</div>").next().unwrap_or_default());
    page.body.split("<div class=\"notice\">").skip(1).map(inside).collect()
}

/// Asserts that a page has a notice of exactly these words.
#[track_caller]
fn tells(page: &Answer, why_since: &str, who: &str) {
    let (told, expected) = (notices(page), format!("{why_since} {who}"));
    assert!(told.contains(&expected), "{expected:?} is not among {told:?}");
}

#[tokio::test]
async fn a_form_that_was_never_handed_in_says_to_an_approver_since_when_it_is_closed() {
    let app = TestApp::new().await;
    app.fill("one").await;
    let open = app.approver("one").await.opens(PAGE).await;
    assert!(notices(&open).contains(&NOT_YOURS.to_owned()), "while it may be filled, by others: {:?}", notices(&open));
    open.hides("ปิดรับตั้งแต่");
    app.advance(Duration::days(25));
    let closed = "ปิดรับตั้งแต่ 15 ก.พ. 2570 09.00 น.";
    let who = "ผู้ดูแลระบบของ สพร. ขยายเวลาให้หน่วยงานได้";
    for agency in ["one", "two"] {
        let page = app.approver(agency).await.opens(&format!("/reports/2570-q1/{agency}")).await;
        tells(&page, closed, &format!("{who} {NOT_YOURS}"));
        page.hides("name=\"entry.svc-e2e.value\"");
    }
    tells(&app.reporter("one").await.opens(PAGE).await, closed, who);
    let page = app.approver("one").await.in_english().opens(PAGE).await;
    let who = "DGA's administrator can grant an extension";
    tells(
        &page,
        "Closed since 15 Feb 2027, 09:00",
        &format!("{who} You may read this report, but filling it in is not your task"),
    );
}

#[tokio::test]
async fn a_form_on_its_way_says_to_another_approver_who_has_it_since_when() {
    let app = TestApp::new().await;
    let (mut signing, mut reviewer) = (app.approver("one").await, app.reviewer().await);
    let mut coordinator = app.somebody(Role::Coordinator, "mdes").await;
    let mut approver = app.approver("one").await;
    app.fill("one").await;
    app.reporter("one").await.submits("one", app.version("one").await).await;
    let with_approver = "รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน ตั้งแต่ 22 ม.ค. 2570 09.00 น.";
    let who = "ผู้อนุมัติส่งกลับให้แก้ไขได้ และผู้รายงานดึงกลับได้จนกว่าจะอนุมัติ";
    tells(&approver.opens(PAGE).await, with_approver, who);
    app.advance(Duration::minutes(5));
    signing.approves("one", app.version("one").await).await;
    let with_dga = "รายงานอนุมัติแล้ว รอต้นสังกัดและ สพร. ตรวจรับรอง ตั้งแต่ 22 ม.ค. 2570 09.05 น.";
    tells(&approver.opens(PAGE).await, with_dga, "ผู้ประสานงานต้นสังกัดหรือ สพร. ส่งกลับให้แก้ไขได้");
    app.advance(Duration::minutes(5));
    coordinator.decides("one", app.version("one").await, "endorse", &[]).await;
    let endorsed = "ต้นสังกัดเห็นชอบแล้ว รอ สพร. ตรวจรับรอง ตั้งแต่ 22 ม.ค. 2570 09.10 น.";
    tells(&approver.opens(PAGE).await, endorsed, "สพร. ส่งกลับให้แก้ไขได้");
    app.advance(Duration::minutes(5));
    reviewer.decides("one", app.version("one").await, "accept", &[]).await;
    let accepted = "สพร. รับรองรายงานแล้วเมื่อ 22 ม.ค. 2570 09.15 น.";
    tells(&approver.opens(PAGE).await, accepted, "หากพบข้อผิดพลาด สพร. เปิดให้แก้ไขได้โดยระบุเหตุผล");
}

#[tokio::test]
async fn an_accepted_form_says_when_it_was_accepted_and_when_an_objection_changed_it() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "50", "100")]).await;
    app.advance(Duration::minutes(5));
    app.objects_to_all("one").await;
    let mut approver = app.approver("one").await;
    let accepted = "สพร. รับรองรายงานแล้วเมื่อ 22 ม.ค. 2570 09.00 น. · ค่าเปลี่ยนตามคำคัดค้านเมื่อ 22 ม.ค. 2570 09.05 น.";
    tells(&approver.opens(PAGE).await, accepted, "หากพบข้อผิดพลาด สพร. เปิดให้แก้ไขได้โดยระบุเหตุผล");
    let page = app.somebody(Role::Executive, "th").await.opens("/completeness/one").await;
    page.shows("ค่าที่รับรองใช้อยู่ตั้งแต่ 22 ม.ค. 2570 09.05 น.").hides("รับรองรายงานแล้วเมื่อ");
}

#[tokio::test]
async fn a_form_that_waits_for_its_approver_after_closing_is_opened_by_them_alone() {
    let app = TestApp::new().await;
    app.fill("one").await;
    app.reporter("one").await.submits("one", app.version("one").await).await;
    app.advance(Duration::days(25));
    let since = "รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน ตั้งแต่ 22 ม.ค. 2570 09.00 น.";
    let mut approver = app.approver("one").await;
    let page = approver.opens(PAGE).await;
    tells(&page, since, "ผู้อนุมัติส่งกลับให้แก้ไขได้");
    page.shows("name=\"reason.svc-e2e\"");
    let reason = [("reason.svc-e2e", "ตัวหารไม่ตรงกับทะเบียน")];
    let returned = approver.decides("one", app.version("one").await, "return_for_change", &reason).await;
    assert_eq!(returned.location(), format!("{PAGE}?done=returned"), "they do open it: {}", returned.body);
    let open = notices(&approver.opens(PAGE).await);
    assert!(open.contains(&NOT_YOURS.to_owned()), "and it is with its agency again: {open:?}");
    // And until when it can be handed in again is over as well.
    app.advance(Duration::days(60));
    let reader = app.actor(9, Role::Executive, "th");
    let report = app.services().reports().get(&reader, &key("one")).await.expect("a report");
    let since = report.submission.locked_since(report.window);
    let since = app::text::format::instant(domain::text::Language::Th, since);
    let who = format!("ผู้ดูแลระบบของ สพร. ขยายเวลาให้หน่วยงานได้ {NOT_YOURS}");
    tells(&app.approver("one").await.opens(PAGE).await, &format!("ปิดรับตั้งแต่ {since}"), &who);
}

#[tokio::test]
async fn a_form_of_a_round_that_has_not_opened_says_when_it_will() {
    let app = TestApp::new().await;
    let days = |days| app.services().now() + Duration::days(days);
    let window = Window::new(days(5), days(80), days(90)).expect("in order");
    let period = "2570-q2".parse().expect("a period");
    let new = NewRound { plan: "small".parse().expect("a code"), period, window };
    app.services().rounds().open(&operator(), new).await.expect("set up");
    let upcoming = "รอบนี้ยังไม่เปิดรับ จะเปิดวันที่ 27 ม.ค. 2570 09.00 น.";
    let page = app.approver("one").await.opens("/reports/2570-q2/one").await;
    tells(&page, upcoming, &format!("กรอกได้ตั้งแต่เวลาเปิดรับ {NOT_YOURS}"));
    let page = app.reporter("one").await.opens("/reports/2570-q2/one").await;
    tells(&page, upcoming, "กรอกได้ตั้งแต่เวลาเปิดรับ");
}
