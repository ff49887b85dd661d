//! The demonstration is the same every time, and right.

use super::*;
use crate::{
    Clock,
    testing::{Engine, TestServices, fresh},
};
use chrono::{DateTime, Utc};
use domain::audit::sha256;
use std::fmt::Write as _;

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
}
