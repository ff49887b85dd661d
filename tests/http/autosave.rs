//! What the page itself sends while somebody types, and the pieces that come back.

use chrono::Duration;
use http::StatusCode;
use tests::{Answer, Form, TestApp, Visitor};

const PAGE: &str = "/reports/2570-q1/one";

/// The form of a report, as the page has it.
#[track_caller]
fn form(page: &Answer) -> Form {
    Form::on(page, "report")
}

/// The same browser, asking as a script does.
fn script(visitor: &Visitor) -> Visitor {
    visitor.clone().with("accept", "*/*")
}

#[tokio::test]
async fn what_is_typed_is_saved_and_the_pieces_that_change_come_back() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let typed = form(&page).with("entry.svc-e2e.value", "101").with("entry.svc-e2e.base", "100");
    let pieces = typed.clone().press(&mut script(&reporter), "autosave").await;
    assert_eq!(pieces.status, StatusCode::OK, "{}", pieces.body);
    pieces.shows("ตัวตั้ง (101) มากกว่าตัวหาร (100)").shows("id=\"svc-e2e-version\"").shows("value=\"1.").hides("<html");
    pieces.hides("name=\"entry.svc-e2e.value\"").shows("บันทึกแล้ว").shows("data-state=\"problem\"");
    reporter.opens(PAGE).await.shows("value=\"101\"");
}

#[tokio::test]
async fn a_button_pressed_before_the_pieces_came_meets_nobody() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let typed = form(&page).with("entry.svc-e2e.value", "1").with("entry.svc-e2e.base", "2");
    typed.clone().press(&mut script(&reporter), "autosave").await;
    let saved = typed.press(&mut reporter, "save").await;
    assert_eq!(saved.location(), format!("{PAGE}?done=saved"));
    reporter.follows(&saved).await.shows("50 %").hides("data-conflict");
}

#[tokio::test]
async fn a_change_of_somebody_else_comes_back_as_a_choice() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    let page = one.opens(PAGE).await;
    form(&page).with("entry.open-datasets.value", "11").press(&mut other, "save").await;
    let mine = form(&page).with("entry.open-datasets.value", "12");
    let pieces = mine.press(&mut script(&one), "autosave").await;
    // Without a new version, so that typing on does not overwrite what was not seen.
    pieces.shows("data-conflict").shows("mine.open-datasets").hides("id=\"open-datasets-version\"");
    one.opens(PAGE).await.shows("data-conflict").shows("value=\"11\"").shows("12 ชุด");
}

#[tokio::test]
async fn a_script_whose_session_or_window_has_ended_is_told_by_the_status() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let typed = form(&page).with("entry.open-datasets.value", "12");
    let mut nobody = script(&app.nobody());
    assert_eq!(typed.clone().press(&mut nobody, "autosave").await.status, StatusCode::UNAUTHORIZED);
    app.advance(Duration::days(30));
    let mut late = script(&app.reporter("one").await);
    let refused = typed.press(&mut late, "autosave").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows("window_closed");
}

#[tokio::test]
async fn what_is_missing_stays_a_problem_after_somebody_tried_to_submit() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let refused = form(&reporter.opens(PAGE).await).press(&mut reporter, "submit").await;
    let page = reporter.follows(&refused).await;
    let typed = form(&page).with("entry.svc-e2e.value", "1");
    let pieces = typed.press(&mut script(&reporter), "autosave").await;
    pieces.shows("ยังไม่ได้กรอกตัวหาร").shows("id=\"problems\"").hides("ยังไม่ได้กรอกตัวตั้ง");
}

#[tokio::test]
async fn what_was_typed_without_a_connection_merges_and_shows_what_both_changed() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    let page = one.opens(PAGE).await;
    let theirs = form(&page).with("entry.open-datasets.value", "11").with("entry.svc-e2e.value", "9");
    theirs.with("entry.svc-e2e.base", "10").press(&mut other, "save").await;
    let fields = ["value", "base", "narrative", "obstacles", "help_needed", "explanation", "not_applicable_reason"];
    let over_nothing = |mut form: Form, code: &str| {
        for field in fields {
            form = form.with(&format!("base.{code}.{field}"), "");
        }
        form
    };
    let mine = form(&page).with("entry.open-datasets.value", "12").with("entry.svc-e2e.obstacles", "น้ำท่วม");
    let mine = over_nothing(over_nothing(mine, "open-datasets"), "svc-e2e");
    let pieces = mine.press(&mut script(&one), "autosave").await;
    // What nobody else touched is stored, and what they changed comes for the fields.
    pieces.shows("data-stored=\"entry.svc-e2e.value\"").shows("value=\"9\"").hides("mine.svc-e2e");
    pieces.shows("mine.open-datasets").shows("ก่อนการแก้ไขทั้งสอง").hides("data-stored=\"entry.open-datasets.value\"");
    let page = one.opens(PAGE).await;
    page.shows("น้ำท่วม").shows("choice.open-datasets.figure").hides("choice.svc-e2e");
    let nothing = form(&page).press(&mut one, "decide.open-datasets").await;
    nothing.shows("โปรดเลือกข้อความในแต่ละช่องก่อน");
    let chosen = form(&page).with("choice.open-datasets.figure", "mine").press(&mut one, "decide.open-datasets").await;
    one.follows(&chosen).await.hides("choice.open-datasets").shows("value=\"12\"");
}

#[tokio::test]
async fn a_choice_between_texts_of_which_one_changed_since_is_asked_again() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (app.reporter("one").await, app.reporter("one").await);
    let page = one.opens(PAGE).await;
    form(&page).with("entry.open-datasets.value", "11").press(&mut other, "save").await;
    form(&page).with("entry.open-datasets.value", "12").press(&mut script(&one), "autosave").await;
    let seen = one.opens(PAGE).await;
    form(&other.opens(PAGE).await).with("entry.open-datasets.value", "13").press(&mut other, "save").await;
    let chosen = form(&seen).with("choice.open-datasets.figure", "mine").press(&mut one, "decide.open-datasets").await;
    assert_eq!(chosen.location(), format!("{PAGE}?refused=conflict"));
    one.follows(&chosen).await.shows("value=\"13\"").shows("12 ชุด");
}
