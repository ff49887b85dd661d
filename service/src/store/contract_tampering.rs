//! The audit chain against somebody who owns the database: a thousand random changes of what is kept, told to `SQLite` and
//! `PostgreSQL` alike. Each is thrown with a seed of its own, which a failure names with the change.

use super::{
    Tx,
    contract::{accept, country, on_both_databases},
};
use crate::{audit::verified_in, testing::Engine};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::{AuditLink, ChainEnd},
    ids::AccountId,
    score::SplitMix64,
};

on_both_databases!(a_thousand_changes_of_the_kept_chain_are_all_found);

const CHANGES: u64 = 1_000;
/// The first change is thrown with this seed, each one after it with the next.
const FIRST_SEED: u64 = 20_270_115;
/// The columns of an event besides its place.
const TEXTS: [&str; 6] = ["channel", "action", "object", "details", "previous", "digest"];

/// A number below a bound.
fn below(dice: &mut SplitMix64, bound: usize) -> usize {
    usize::try_from(dice.next_number() % (bound as u64)).expect("small")
}

/// A text with one bit changed that is still a text which both databases keep.
fn flipped(text: &str, dice: &mut SplitMix64) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let tries = std::iter::repeat_with(|| {
        let mut bytes = text.as_bytes().to_vec();
        let place = below(dice, bytes.len());
        bytes[place] ^= 1 << below(dice, 8);
        String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
    });
    tries.take(100).flatten().next()
}

/// One statement with what it binds.
enum Change {
    Text(String, String),
    Instant(DateTime<Utc>),
    Account(Option<AccountId>),
    Plain(&'static str),
}

async fn make(tx: &mut Tx, change: &Change, sequence: i64, other: i64) -> Result<u64, sqlx::Error> {
    match change {
        Change::Text(column, text) => {
            let sql = sqlx::AssertSqlSafe(format!("UPDATE audit_event SET {column} = $1 WHERE sequence = $2"));
            on!(tx, conn => sqlx::query(sql).bind(text).bind(sequence).execute(conn).await.map(|done| done.rows_affected()))
        }
        Change::Instant(at) => {
            let sql = "UPDATE audit_event SET at = $1 WHERE sequence = $2";
            on!(tx, conn => sqlx::query(sql).bind(at).bind(sequence).execute(conn).await.map(|done| done.rows_affected()))
        }
        Change::Account(account) => {
            let sql = "UPDATE audit_event SET account = $1 WHERE sequence = $2";
            let account = account.map(AccountId::uuid);
            on!(tx, conn => sqlx::query(sql)
                .bind(account).bind(sequence).execute(conn).await.map(|done| done.rows_affected()))
        }
        Change::Plain(sql) => {
            // Every statement names both, so that each can be bound.
            on!(tx, conn => sqlx::query(*sql)
                .bind(sequence).bind(other).execute(conn).await.map(|done| done.rows_affected()))
        }
    }
}

/// One change of some kind, as far as the event allows it, and what it is called.
fn thrown(kind: usize, link: &AuditLink, dice: &mut SplitMix64) -> Option<(String, Change)> {
    let event = &link.event;
    Some(match kind {
        0..=2 => {
            let column = TEXTS[below(dice, TEXTS.len())];
            let text = match column {
                "channel" => &event.channel,
                "action" => &event.action,
                "object" => &event.object,
                "details" => &event.details,
                "previous" => &link.previous,
                _ => &link.digest,
            };
            let text = flipped(text, dice)?;
            (format!("{column} becomes {text}"), Change::Text(column.to_owned(), text))
        }
        3 => {
            let bit = below(dice, 50);
            let micros = event.at.timestamp_micros() ^ (1 << bit);
            (format!("bit {bit} of the instant"), Change::Instant(DateTime::from_timestamp_micros(micros)?))
        }
        4 => {
            let bit = below(dice, 128);
            let other = event.account.map(|account| account.uuid().as_u128() ^ (1 << bit));
            let other = other.or(Some(1 << bit)).map(|number| AccountId::new(uuid::Uuid::from_u128(number)));
            (format!("bit {bit} of the account"), Change::Account(other))
        }
        5 => ("it is taken out".to_owned(), Change::Plain("DELETE FROM audit_event WHERE sequence = $1 AND $2 = $2")),
        6 => (
            "it and all after it are cut off".to_owned(),
            Change::Plain("DELETE FROM audit_event WHERE sequence >= $1 AND $2 = $2"),
        ),
        7 => (
            "its place becomes another".to_owned(),
            Change::Plain("UPDATE audit_event SET sequence = sequence + 1000 WHERE sequence = $1 AND $2 = $2"),
        ),
        8 => ("the head moves".to_owned(), Change::Plain("UPDATE audit_head SET sequence = $1 - 1 WHERE $2 = $2")),
        _ => (
            "the head has the digest of another".to_owned(),
            Change::Plain(
                "UPDATE audit_head SET digest = (SELECT previous FROM audit_event WHERE sequence = $1) WHERE $2 = $2",
            ),
        ),
    })
}

/// Two events change their places.
async fn swap(tx: &mut Tx, one: i64, other: i64) {
    let sql = "UPDATE audit_event SET sequence = $1 WHERE sequence = $2";
    for (to, from) in [(-1, one), (one, other), (other, -1)] {
        on!(tx, conn => sqlx::query(sql).bind(to).bind(from).execute(conn).await.map(|_| ())).expect("moved");
    }
}

async fn say(tx: &mut Tx, sql: &'static str) {
    on!(tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ())).expect(sql);
}

async fn a_thousand_changes_of_the_kept_chain_are_all_found(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    for agency in ["one", "two"] {
        accept(&test, agency, "40", &[]).await;
        test.clock.advance(TimeDelta::microseconds(1_234_567));
    }
    let mut tx = test.services.db().write().await.expect("a transaction");
    // What only the owner of the tables can do.
    let unguarded: &[&str] = match engine {
        Engine::Sqlite => &[
            "DROP TRIGGER audit_event_is_never_changed",
            "DROP TRIGGER audit_event_is_never_removed",
            "DROP TRIGGER audit_event_is_never_replaced",
        ],
        Engine::Postgres => &["ALTER TABLE audit_event DISABLE TRIGGER USER"],
    };
    for sql in unguarded {
        say(&mut tx, sql).await;
    }
    let links = super::audit::after(&mut tx, ChainEnd::genesis().sequence).await.expect("links");
    assert!(links.len() >= 15, "a chain that is worth it: {}", links.len());
    verified_in(&mut tx).await.expect("whole");
    let mut found = 0;
    for seed in FIRST_SEED..FIRST_SEED + CHANGES {
        let mut dice = SplitMix64::new(seed);
        say(&mut tx, "SAVEPOINT change").await;
        let kind = below(&mut dice, 11);
        let what = loop {
            let (one, other) = (below(&mut dice, links.len()), below(&mut dice, links.len() - 1));
            let other = if other >= one { other + 1 } else { other };
            let [sequence, second] = [one, other].map(|place| links[place].event.sequence);
            if kind == 10 {
                swap(&mut tx, sequence, second).await;
                break format!("events {sequence} and {second} swapped");
            }
            // An event without details or account cannot have a bit of them changed.
            let Some((what, change)) = thrown(kind, &links[one], &mut dice) else { continue };
            let changed = make(&mut tx, &change, sequence, second).await.expect("made");
            assert!(changed > 0, "seed {seed}: {what}");
            break format!("event {sequence}: {what}");
        };
        let verified = verified_in(&mut tx).await;
        assert!(verified.is_err(), "seed {seed}: {what} went through");
        assert_eq!(verified.expect_err("found").code(), "audit_broken", "seed {seed}: {what}");
        found += 1;
        say(&mut tx, "ROLLBACK TO SAVEPOINT change").await;
        say(&mut tx, "RELEASE SAVEPOINT change").await;
    }
    assert_eq!(found, CHANGES);
    verified_in(&mut tx).await.expect("whole again");
}
