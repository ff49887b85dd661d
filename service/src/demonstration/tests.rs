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
        for value in store::values::of_round_after(&mut tx, &round.code, None, i64::MAX).await.expect("values") {
            writeln!(text, "{value:?}").expect("written");
            count += 1;
        }
    }
    (count, sha256(text.as_bytes()))
}

#[tokio::test]
async fn the_demonstration_is_the_same_every_time_and_agrees_with_itself() {
    let (one, other) = (generated("2026-11-23T05:00:00Z").await, generated("2026-11-23T05:00:00Z").await);
    let (count, of_one) = digest(&one.services).await;
    assert!(count > 50_000, "{count}");
    assert_eq!(of_one, digest(&other.services).await.1);
    let operator = one.services.operator().await.expect("an operator");
    assert_eq!(one.services.rollups().check(&operator).await.expect("checked"), []);
    let verified = one.services.audit().verify(&operator).await.expect("verified");
    one.services.generate_demonstration(|_| {}).await.expect("again");
    assert_eq!(one.services.audit().verify(&operator).await.expect("verified"), verified, "again changes nothing");
}
