//! The operations page and the figures for monitors.

use super::access::objects::new_token;
use chrono::Duration;
use domain::access::Role;
use http::{Method, StatusCode};
use server::schedule::TIMETABLE;
use tests::{Answer, Engine, TestApp};

/// Every job of the timetable runs, as it would within the hour.
async fn everything_runs(app: &TestApp) {
    for line in TIMETABLE {
        app.services().jobs().look(line, "127.0.0.1:3000 (1)").await.expect("looked");
    }
}

async fn metrics(app: &TestApp, role: Role) -> Answer {
    let (_, account) = app.somebody_with_account(role, "th").await;
    let (_, secret) = new_token(app, account).await;
    let mut monitor = app.nobody().with("accept", "").with("authorization", &format!("Bearer {secret}"));
    monitor.sends(Method::GET, "/metrics", None, "").await
}

#[tokio::test]
async fn administrators_see_what_ran_and_which_silence_is_an_alarm() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = app.administrator().await;
        let before = admin.opens("/operations").await;
        before.shows("เงียบหาย").shows("ยังไม่เคย").shows("href=\"/operations\"");
        everything_runs(&app).await;
        let after = admin.opens("/operations").await;
        after.shows("ปกติ").hides("เงียบหาย").shows("เปิดรอบตามกฎ").shows("22 ม.ค. 2570 09.00 น.");
        after.shows("ไตรมาส 1 ปีงบประมาณ 2570").shows("22 ม.ค. 2570 09.05 น.");
        app.advance(Duration::minutes(25));
        let mut english = admin.in_english();
        let silent = english.opens("/operations").await;
        silent.shows("Jobs have been silent for longer than they should").shows("Open rounds by rule");
        // The hourly and the nightly jobs are not late yet; those of every few minutes have been due for twenty.
        let expected = TIMETABLE.iter().filter(|line| line.silent_after < Duration::minutes(20)).count();
        assert_eq!(silent.body.matches("data-state=\"late\"").count(), expected, "{}", silent.body);
    }
}

#[tokio::test]
async fn monitors_read_the_same_with_an_administrators_token() {
    let app = TestApp::new().await;
    app.advance(Duration::days(12));
    everything_runs(&app).await;
    let answer = metrics(&app, Role::Administrator).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "# TYPE tidtam_job_lateness_seconds gauge",
        "# UNIT tidtam_job_lateness_seconds seconds",
        "tidtam_job_silent{job=\"announce\"} 0",
        "tidtam_job_alarm{job=\"verify_audit\"} 0",
        "tidtam_job_failed_slots{job=\"clean_up\"} 0",
        "tidtam_reports{round=\"2570-q1\",state=\"overdue\"} 4",
        "tidtam_reports{round=\"2570-q1\",state=\"due\"} 0",
        "tidtam_http_answers_total{method=\"POST\",route=\"/do/sessions/sign_in\",status=\"303\"} 1",
        "tidtam_http_answer_duration_seconds_bucket{le=\"+Inf\"}",
        "tidtam_mails{state=\"waiting\"} 0",
        "tidtam_downloads_broken_off_total 0",
        "tidtam_database_connections{state=\"open\"}",
    ] {
        answer.shows(line);
    }
    let done = app.test.clock.now().timestamp();
    answer.shows(&format!("tidtam_job_last_success_timestamp_seconds{{job=\"open_rounds\"}} {done}"));
    assert!(answer.body.ends_with("# EOF\n"), "{}", answer.body);
    assert_eq!(answer.body.matches("# EOF").count(), 1);
    assert_eq!(metrics(&app, Role::Reviewer).await.status, StatusCode::FORBIDDEN);
    let mut nobody = app.nobody().with("accept", "");
    assert_eq!(nobody.opens("/metrics").await.status, StatusCode::UNAUTHORIZED);
}
