//! The demonstration is the same every time, and right.

use super::*;
use crate::{
    Clock, Password,
    objections::{Decision, NewScoreObjection},
    sessions::SignIn,
    submissions::Verified,
    testing::{Engine, TestServices, fresh},
};
use chrono::{DateTime, Utc};
use domain::{audit::sha256, indicator::Measure, submission::ReportKey};
use std::{
    fmt::Write as _,
    net::{IpAddr, Ipv4Addr},
};

async fn generated(at: &str) -> TestServices {
    let at: DateTime<Utc> = at.parse().expect("an instant");
    let test = fresh(Engine::Sqlite, Clock::set(at)).await.expect("services");
    test.services.generate_demonstration(|_| {}).await.expect("generated");
    test
}

/// Everything that counts, as one digest.
async fn digest(services: &Services) -> (usize, String) {
    let mut tx = services.db().read().await.expect("a transaction");
    let mut text = String::new();
    let mut count = 0;
    for round in store::rounds::latest(&mut tx, chrono::NaiveDate::MAX, 100).await.expect("rounds") {
        for value in store::values::after_place(&mut tx, &round.code, None, i64::MAX).await.expect("values") {
            writeln!(text, "{value:?}").expect("written");
            count += 1;
        }
    }
    (count, sha256(text.as_bytes()))
}

/// How many reports were corrected after acceptance, and how many figures explained.
async fn mix(services: &Services) -> (usize, usize) {
    let operator = services.operator().await.expect("an operator");
    let (mut corrections, mut explained) = (0, 0);
    let tree = services.organisations().tree(&operator).await.expect("a tree");
    let mut tx = services.db().read().await.expect("a transaction");
    for body in tree.bodies() {
        for report in store::submissions::of_agency(&mut tx, &body.code).await.expect("reports") {
            if report.state.name() != domain::submission::StateName::Accepted {
                continue;
            }
            let key = &report.key;
            let thread = store::submissions::events(&mut tx, key).await.expect("a thread");
            corrections += usize::from(thread.iter().any(|(step, _)| step.step == "correct"));
            let texts = store::submissions::revision(&mut tx, key, report.revision).await.expect("texts");
            explained += texts.values().filter(|entry| !entry.explanation.is_empty()).count();
        }
    }
    (corrections, explained)
}

/// One of the accounts that the sign-in page offers.
async fn offered(services: &Services, email: &str) -> Actor {
    let offered = services.demonstration_accounts().iter().find(|account| account.email == email).expect("offered");
    let attempt = SignIn {
        email: offered.email.to_owned(),
        password: Password::new(PASSWORD),
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        agent: String::new(),
    };
    let session = services.sign_in(attempt).await.expect("signed in");
    services.actor_for_session(&session.secret).await.expect("read").expect("an actor").0
}

/// An agency objects to its score, is right about a value, and objects again: somebody offered may decide each time.
async fn objections_are_played_through(services: &Services) {
    let objections = services.objections();
    let mut found = None;
    for agency in ["dopa", "dlt", "rd"] {
        let reporter = offered(services, &format!("reporter@{agency}.example")).await;
        let (round, agency) = ("2569-q4".parse().expect("a code"), agency.parse().expect("a code"));
        let key = ReportKey { round, agency };
        let scores = objections.of_report(&reporter, &key).await.expect("read").scores;
        found = found.or(scores.first().map(|score| (reporter, key, score.scheme.head().code.clone())));
    }
    let (reporter, key, scheme) = found.expect("an agency with an accepted report that somebody offered reports for");
    let first = offered(services, "objections@dga.example").await;
    let second = offered(services, "objections2@dga.example").await;
    let file = async |score: &str| {
        let new = NewScoreObjection {
            key: key.clone(),
            scheme: scheme.clone(),
            score: score.to_owned(),
            reason: "นับบริการขาด".to_owned(),
            evidence: "หนังสือที่ 1".to_owned(),
        };
        objections.file_to_score(&reporter, new).await.expect("filed")
    };
    let id = file("99").await;
    let page = objections.get(&first, id).await.expect("a page");
    let values = page.score.expect("a score").correctable;
    let value = values.iter().find(|value| matches!(value.indicator.measure, Measure::Ratio { .. })).expect("a share");
    let right = Verified { indicator: value.indicator.code.clone(), value: "1".to_owned(), base: "7".to_owned() };
    let decision = (Decision::UpholdByValues(vec![right]), "ตรวจแล้ว");
    objections.decide(&first, id, 0, decision).await.expect("decided by somebody who took no step of any report");
    let again = file("98").await;
    let refused = objections.decide(&first, again, 0, (Decision::Reject, "ตรวจแล้ว")).await.expect_err("their own");
    assert_eq!(refused.code(), "objection_same_person");
    objections.decide(&second, again, 0, (Decision::Reject, "ตรวจแล้ว")).await.expect("decided by another");
}

#[tokio::test]
async fn the_demonstration_is_the_same_every_time_and_agrees_with_itself() {
    let (one, other) = (generated("2026-11-23T05:00:00Z").await, generated("2026-11-23T05:00:00Z").await);
    let (count, of_one) = digest(&one.services).await;
    assert!(count > 50_000, "{count}");
    assert_eq!(of_one, digest(&other.services).await.1);
    let operator = one.services.operator().await.expect("an operator");
    assert_eq!(one.services.rollups().check(&operator).await.expect("checked"), []);
    assert_eq!(one.services.scores().check(&operator).await.expect("checked"), []);
    let (scheme, round) = ("plan-achievement-opdc".parse().expect("a code"), "2569-q4".parse().expect("a code"));
    let scores = one.services.scores().of_round(&operator, &scheme, &round).await.expect("scores");
    assert!(scores.coverage.allows_ranks(), "{:?}", scores.coverage);
    let (corrections, explained) = mix(&one.services).await;
    assert!((20..400).contains(&corrections), "{corrections} reports were corrected after acceptance");
    assert!((50..2_000).contains(&explained), "{explained} surprising figures were explained");
    let verified = one.services.audit().verify(&operator).await.expect("verified");
    let told = std::sync::Mutex::new(Vec::new());
    one.services.generate_demonstration(|progress| told.lock().expect("told").push(progress)).await.expect("again");
    assert_eq!(*told.lock().expect("told"), [Progress::Complete], "what is there is not made again");
    assert_eq!(one.services.audit().verify(&operator).await.expect("verified"), verified, "again changes nothing");
    objections_are_played_through(&one.services).await;
}

#[tokio::test]
async fn a_demonstration_of_an_earlier_release_gets_the_accounts_that_are_offered_since() {
    let at: DateTime<Utc> = "2026-11-23T05:00:00Z".parse().expect("an instant");
    let test = fresh(Engine::Sqlite, Clock::set(at)).await.expect("services");
    test.services.import_reference().await.expect("imported");
    let there = async || {
        let mut tx = test.services.db().read().await.expect("a transaction");
        let mut there = 0;
        for listed in people::LISTED {
            let email = listed.email.parse().expect("an address");
            there += usize::from(store::accounts::by_email(&mut tx, &email).await.expect("read").is_some());
        }
        there
    };
    assert_eq!(there().await, 0);
    test.services.complete_people().await.expect("completed");
    assert_eq!(there().await, people::LISTED.len());
    let operator = test.services.operator().await.expect("an operator");
    let verified = test.services.audit().verify(&operator).await.expect("verified");
    test.services.complete_people().await.expect("completed");
    assert_eq!(test.services.audit().verify(&operator).await.expect("verified"), verified, "nobody is made twice");
}
