//! Rounds that were opened by mistake, and extensions that end early, told to `SQLite` and `PostgreSQL` alike.

use super::contract::{country, fill, key, on_both_databases, operator, person, start};
use crate::{ServiceError, rounds::NewRound, submissions::Seen, testing::Engine};
use chrono::Duration;
use domain::{
    access::Role,
    ids::{OrganisationCode, RoundCode},
    submission::Refusal,
    window::{Window, WindowState},
};

on_both_databases!(
    reports_are_never_due_before_what_they_report_on_has_ended,
    a_round_that_nobody_has_begun_can_be_taken_out,
    a_round_that_somebody_has_begun_stays,
    an_extension_can_be_ended_early,
);

fn round(code: &str) -> RoundCode {
    code.parse().expect("a code")
}

fn next_quarter(days: [i64; 3]) -> NewRound {
    let [opens, due, closes] = days.map(|days| start() + Duration::days(days));
    let window = Window::new(opens, due, closes).expect("in order");
    NewRound { plan: "dgp-2566".parse().expect("a code"), period: "2571-q1".parse().expect("a period"), window }
}

fn code_of(refused: &ServiceError) -> String {
    refused.code().to_owned()
}

async fn reports_are_never_due_before_what_they_report_on_has_ended(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rounds = test.services.rounds();
    let too_soon = next_quarter([0, 30, 45]);
    let refused = rounds.open(&operator(), too_soon.clone()).await.expect_err("refused");
    assert_eq!(code_of(&refused), "window_before_period_end");
    assert!(rounds.get(&operator(), &round("2571-q1")).await.is_err());
    rounds.open(&operator(), next_quarter([0, 100, 120])).await.expect("opened");
    let moved = rounds.set_window(&operator(), &round("2571-q1"), too_soon.window).await.expect_err("refused");
    assert_eq!(code_of(&moved), "window_before_period_end");
}

async fn a_round_that_nobody_has_begun_can_be_taken_out(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rounds = test.services.rounds();
    rounds.open(&operator(), next_quarter([0, 100, 120])).await.expect("opened");
    let (code, one): (_, OrganisationCode) = (round("2571-q1"), "one".parse().expect("a code"));
    rounds.extend(&operator(), &code, &one, start() + Duration::days(130), "flood").await.expect("extended");
    let ministry = person(5, Role::Administrator, "mdes");
    assert!(matches!(rounds.remove(&ministry, &code).await, Err(ServiceError::Forbidden)));
    assert!(rounds.is_untouched(&operator(), &code).await.expect("an answer"));
    rounds.remove(&operator(), &code).await.expect("removed");
    assert!(matches!(rounds.get(&operator(), &code).await, Err(ServiceError::NotFound(_))));
    assert!(matches!(rounds.remove(&operator(), &code).await, Err(ServiceError::NotFound(_))));
    let again = rounds.open(&operator(), next_quarter([0, 100, 120])).await.expect("opened once more");
    assert_eq!(rounds.extensions(&operator(), &again.code).await.expect("a list"), []);
    test.services.audit().verify(&operator()).await.expect("a whole chain");
}

async fn a_round_that_somebody_has_begun_stays(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rounds = test.services.rounds();
    fill(&test, &person(1, Role::Reporter, "one"), "one", "40").await;
    assert!(!rounds.is_untouched(&operator(), &round("2570-q1")).await.expect("an answer"));
    let refused = rounds.remove(&operator(), &round("2570-q1")).await.expect_err("refused");
    assert_eq!(code_of(&refused), "round_begun");
    let reporter = person(1, Role::Reporter, "one");
    test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await.expect("all is there as before");
    let two = test.services.reports().get(&person(2, Role::Reporter, "two"), &key("two")).await;
    assert!(two.is_ok(), "reports that nobody began are there as before");
}

async fn an_extension_can_be_ended_early(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rounds = test.services.rounds();
    let (code, one): (_, OrganisationCode) = (round("2570-q1"), "one".parse().expect("a code"));
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    test.clock.advance(Duration::days(50));
    let ends_at = test.clock.now() + Duration::days(20);
    let extension = rounds.extend(&operator(), &code, &one, ends_at, "flood").await.expect("extended");
    let elsewhere = person(5, Role::Administrator, "two");
    assert!(matches!(rounds.end_extension(&elsewhere, &code, extension.id).await, Err(ServiceError::Forbidden)));
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("a report");
    assert_eq!(report.window_state, WindowState::Open { due_at: ends_at });
    rounds.end_extension(&operator(), &code, extension.id).await.expect("ended");
    test.clock.advance(Duration::seconds(1));
    let refused = test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await;
    assert!(matches!(refused, Err(ServiceError::Refused(Refusal::WindowClosed))), "{refused:?}");
    let twice = rounds.end_extension(&operator(), &code, extension.id).await.expect_err("refused");
    assert_eq!(code_of(&twice), "extension_over");
    let unknown = domain::ids::ExtensionId::new(uuid::Uuid::nil());
    assert!(matches!(rounds.end_extension(&operator(), &code, unknown).await, Err(ServiceError::NotFound(_))));
}
