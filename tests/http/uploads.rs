//! Files and texts that come together, and files that go out.

use axum::body::{Body, Bytes};
use chrono::Duration;
use domain::access::Role;
use futures::stream;
use http::{Method, StatusCode};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tests::{Answer, Form, TestApp};

const PAGE: &str = "/reports/2570-q1/one";
const SAVE: &str = "/reports/2570-q1/one/save";

/// The form of a report, as the page has it.
#[track_caller]
fn form(page: &Answer) -> Form {
    Form::on(page, "report")
}

/// One text of a body that a test writes itself.
fn part(name: &str, text: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
}

/// The start of a file of a body that a test writes itself.
fn file_part(code: &str, name: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"evidence.{code}\"; filename=\"{name}\"\r\n\r\n")
}

const KIND: &str = "multipart/form-data; boundary=x";

#[tokio::test]
async fn a_window_that_closes_during_a_slow_upload_loses_no_text() {
    let app = TestApp::new().await;
    app.advance(Duration::days(24) - Duration::minutes(1));
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let form = form(&page);
    let shown = form.value("version.svc-e2e").expect("a version");
    let start = [part("entry.svc-e2e.value", "27"), file_part("svc-e2e", "a.pdf"), "%PDF".to_owned()].concat();
    let end =
        ["-1\r\n".to_owned(), part("version.svc-e2e", shown), part("intent", "save"), "--x--\r\n".to_owned()].concat();
    let clock = app.test.clock.clone();
    let parts = [start, end].into_iter().enumerate().map(move |(place, part)| {
        if place == 1 {
            clock.advance(Duration::minutes(2));
        }
        Ok::<_, std::io::Error>(Bytes::from(part))
    });
    let body = Body::from_stream(stream::iter(parts));
    let refused = reporter.sends(Method::POST, SAVE, Some(KIND), body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows("รอบการรายงานนี้ปิดแล้ว").shows("value=\"27\"").shows("a.pdf");
}

#[tokio::test]
async fn a_file_that_is_too_large_or_empty_costs_no_text() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let large = "x".repeat(20 * 1024 * 1024 + 1);
    for (content, status, sentence) in [
        (large.as_str(), StatusCode::PAYLOAD_TOO_LARGE, "ไฟล์ใหญ่เกิน 20 MB"),
        ("", StatusCode::UNPROCESSABLE_ENTITY, "ไฟล์ว่างเปล่า"),
    ] {
        let page = reporter.opens(PAGE).await;
        let typing = form(&page).with("entry.svc-e2e.value", &content.len().to_string());
        let refused = typing.with_file("evidence.svc-e2e", "ใหญ่.pdf", content).press(&mut reporter, "submit").await;
        assert_eq!(refused.status, status);
        refused.shows(sentence).shows("ใหญ่.pdf").shows(&format!("value=\"{}\"", content.len()));
        let page = reporter.opens(PAGE).await;
        page.shows(&format!("value=\"{}\"", content.len())).hides("ใหญ่.pdf");
    }
}

#[tokio::test]
async fn a_body_of_many_gigabytes_stops_without_costing_a_text() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let mut bodies = vec![];
    let text = |name: &str, text: &str| Bytes::from(part(name, text));
    bodies.push(text("entry.svc-e2e.value", "27"));
    bodies.push(text("version.svc-e2e", form(&page).value("version.svc-e2e").expect("a version")));
    let chunk = Bytes::from(vec![b'x'; 1024 * 1024]);
    for number in 0..11 {
        bodies.push(Bytes::from(file_part("svc-e2e", &format!("{number}.pdf"))));
        bodies.extend(std::iter::repeat_n(chunk.clone(), 19));
        bodies.push(Bytes::from_static(b"\r\n"));
    }
    bodies.push(text("entry.open-datasets.value", "5"));
    bodies.push(text("version.open-datasets", form(&page).value("version.open-datasets").expect("a version")));
    bodies.push(Bytes::from_static(b"--x--\r\n"));
    let body = Body::from_stream(stream::iter(bodies.into_iter().map(Ok::<_, std::io::Error>)));
    let refused = reporter.sends(Method::POST, SAVE, Some(KIND), body).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    refused.shows("ใหญ่เกิน 200 MB").shows("10.pdf").shows("value=\"27\"").shows("value=\"5\"");
}

/// A body that counts how much of it was read.
fn counted(chunks: Vec<Bytes>) -> (Body, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    let count = read.clone();
    let chunks = chunks.into_iter().map(move |chunk| {
        count.fetch_add(chunk.len(), Ordering::Relaxed);
        Ok::<_, std::io::Error>(chunk)
    });
    (Body::from_stream(stream::iter(chunks)), read)
}

#[tokio::test]
async fn of_whoever_may_not_type_into_the_report_no_more_is_read_than_is_given_back() {
    let app = TestApp::new().await;
    let strangers = [app.reporter("two").await, app.somebody(Role::Executive, "th").await, app.approver("one").await];
    for mut stranger in strangers {
        for path in [SAVE, "/reports/2570-q1/mdes/save", "/reports/2599-q1/one/save"] {
            let large = Bytes::from(part("entry.svc-e2e.narrative", &"x".repeat(1024 * 1024 - 1)));
            let (body, read) = counted(vec![large; 64]);
            let refused = stranger.sends(Method::POST, path, Some(KIND), body).await;
            assert!(
                matches!(refused.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
                "{path}: {}",
                refused.status
            );
            assert!(read.load(Ordering::Relaxed) < 8 * 1024 * 1024, "{path}: {}", read.load(Ordering::Relaxed));
        }
    }
}

#[tokio::test]
async fn of_one_form_no_more_is_kept_than_a_report_can_hold() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let version = form(&page).value("version.svc-e2e").expect("a version").to_owned();
    let typed = [part("entry.svc-e2e.value", "27"), part("version.svc-e2e", &version)].map(Bytes::from);
    let large = Bytes::from(part("entry.no-such.narrative", &"x".repeat(1024 * 1024 - 1)));
    let empty = Bytes::from(part("entry.no-such.narrative", "").repeat(1_000));
    for (much, most_read) in [(vec![large; 100], 26 * 1024 * 1024), (vec![empty; 100], 3 * 1024 * 1024)] {
        let (body, read) = counted(typed.iter().cloned().chain(much).collect());
        let refused = reporter.sends(Method::POST, SAVE, Some(KIND), body).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
        refused.shows("ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป");
        assert!(read.load(Ordering::Relaxed) < most_read, "{}", read.load(Ordering::Relaxed));
    }
    let stray = [part("entry.no-such.value", "13"), part("version.no-such", "0.x"), part("intent", "save")];
    let body = [&stray.concat(), "--x--\r\n"].concat();
    let saved = reporter.sends(Method::POST, SAVE, Some(KIND), body).await;
    assert_eq!(saved.location(), format!("{PAGE}?done=saved"), "what is not asked is passed over: {}", saved.body);
}

#[tokio::test]
async fn a_form_of_nobody_is_read_no_further_than_it_is_kept() {
    let app = TestApp::new().await;
    let chunk = Bytes::from(vec![b'x'; 1024 * 1024]);
    let parts = Bytes::from(part(&"n".repeat(900), "").repeat(1_000));
    for (kind, chunk) in [("application/x-www-form-urlencoded", chunk), (KIND, parts)] {
        let (body, read) = counted(vec![chunk; 64]);
        let refused = app.nobody().sends(Method::POST, SAVE, Some(kind), body).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{kind}");
        assert!(read.load(Ordering::Relaxed) < 8 * 1024 * 1024, "{kind}: {}", read.load(Ordering::Relaxed));
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_keeps_the_entries_that_came_whole() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let whole = form(&page).with("entry.svc-e2e.value", "27").with("entry.svc-e2e.base", "64");
    whole.press(&mut reporter, "save").await;
    let page = reporter.opens(PAGE).await;
    let shown = form(&page);
    let body = [
        part("entry.open-datasets.value", "5"),
        part("version.open-datasets", shown.value("version.open-datasets").expect("a version")),
        part("entry.svc-e2e.value", ""),
        part("entry.svc-e2e.base", "64").trim_end_matches("4\r\n").to_owned(),
    ]
    .concat();
    let broken = reporter.sends(Method::POST, SAVE, Some(KIND), body).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    broken.shows("การส่งข้อมูลขาดตอน");
    reporter.opens(PAGE).await.shows("value=\"5\"").shows("value=\"27\"").shows("value=\"64\"");
}

#[tokio::test]
async fn evidence_goes_out_as_a_download_whatever_it_claims_to_be() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    for (claimed, kept) in [
        ("../../etc/หลักฐาน.svg", "หลักฐาน.svg"),
        ("a\u{202e}fdp.html", "afdp.html"),
        ("C:\\\\x\\\\<script>.pdf", "_script_.pdf"),
    ] {
        let page = reporter.opens(PAGE).await;
        let saved = form(&page)
            .with_file("evidence.svc-e2e", claimed, "<svg onload=\"alert(1)\"/>")
            .press(&mut reporter, "save")
            .await;
        let page = reporter.follows(&saved).await;
        page.shows(&format!(">{kept}<"));
        let start = page.body.rfind("/evidence/").expect("a file");
        let path = page.body[start..].split('"').next().expect("a path").to_owned();
        let file = reporter.opens(&path).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header("content-disposition").starts_with("attachment; filename=\""), "{:?}", file.headers);
        assert!(!file.header("content-disposition").contains(['/', '\\', '<']));
        assert_eq!(file.header("content-type"), "application/octet-stream");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert_eq!(file.body, "<svg onload=\"alert(1)\"/>");
        let stranger = app.reporter("two").await.opens(&path).await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN);
        let id = path.trim_start_matches("/evidence/");
        let removed = form(&page).press(&mut reporter, &format!("remove.{id}")).await;
        assert_eq!(removed.location(), format!("{PAGE}?done=file_removed"));
        assert_eq!(reporter.opens(&path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(reporter.opens("/evidence/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_whose_content_is_gone_is_told_in_a_sentence() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let typing = form(&page).with_file("evidence.svc-e2e", "a.pdf", "content");
    let saved = typing.press(&mut reporter, "save").await;
    let page = reporter.follows(&saved).await;
    let start = page.body.rfind("/evidence/").expect("a file");
    let path = page.body[start..].split('"').next().expect("a path").to_owned();
    std::fs::remove_dir_all(app.test.settings.files.join("evidence")).expect("removed");
    let gone = reporter.opens(&path).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.shows("ไม่พบเนื้อหาของไฟล์นี้").shows("หมายเลขเหตุการณ์").hides("object_store");
    reporter.in_english().opens(&path).await.shows("The content of this file is lost");
}

#[tokio::test]
async fn taking_a_file_out_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = reporter.opens(PAGE).await;
    let typing = form(&page).with("entry.svc-e2e.obstacles", "น้ำท่วม");
    let gone = "remove.00000000-0000-0000-0000-000000000001";
    let removed = typing.press(&mut reporter, gone).await;
    reporter.follows(&removed).await.shows("น้ำท่วม");
}
