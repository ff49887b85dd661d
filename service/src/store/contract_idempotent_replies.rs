//! Asking twice and having it done once, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{land, on_both_databases, operator, start},
    contract_accounts::{grant, someone},
};
use crate::{
    idempotent_replies::{BROKEN_OFF, Begun, KEPT, KeptReply},
    testing::{Engine, TestServices},
    tokens::{NewToken, TokenScope},
};
use chrono::Duration;
use domain::{access::Role, ids::TokenId};

on_both_databases!(
    what_was_done_under_a_key_is_answered_again,
    one_of_two_at_the_same_moment_does_it,
    an_asking_that_was_broken_off_may_be_done_again,
    answers_are_kept_for_two_days_and_then_cleaned_away,
    a_key_that_cannot_be_one_is_refused,
);

/// Two tokens of one account.
async fn tokens(test: &TestServices) -> [TokenId; 2] {
    let new = someone("program@one.go.th", &[grant(Role::Reporter, "one")]);
    let account = test.services.accounts().create(&operator(), new).await.expect("created");
    let mut ids = Vec::new();
    for label in ["first", "second"] {
        let expires_at = start() + Duration::days(90);
        let new = NewToken { account, label: label.to_owned(), scope: TokenScope::Write, expires_at };
        ids.push(test.services.tokens().create(&operator(), new).await.expect("made").0);
    }
    [ids[0], ids[1]]
}

fn reply() -> KeptReply {
    KeptReply {
        status: 200,
        media_type: "application/json".to_owned(),
        tag: "\"abc\"".to_owned(),
        content: "{\"ผล\":1}".into(),
    }
}

async fn what_was_done_under_a_key_is_answered_again(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let [first, second] = tokens(&test).await;
    let replies = test.services.idempotent_replies();
    let Begun::Now(asking) = replies.begin(first, "k-1", "print").await.expect("begun") else { panic!("not now") };
    assert_eq!(replies.begin(first, "k-1", "print").await.expect("begun"), Begun::UnderWay);
    assert_eq!(replies.begin(first, "k-1", "other").await.expect("begun"), Begun::OfSomethingElse);
    replies.keep(&asking, reply()).await.expect("kept");
    assert_eq!(replies.begin(first, "k-1", "print").await.expect("begun"), Begun::Before(reply()));
    assert_eq!(replies.begin(first, "k-1", "other").await.expect("begun"), Begun::OfSomethingElse);
    let of_another = replies.begin(second, "k-1", "print").await.expect("begun");
    assert!(matches!(of_another, Begun::Now(_)), "a key is its token's own: {of_another:?}");
    let Begun::Now(asking) = replies.begin(first, "k-2", "print").await.expect("begun") else { panic!("not now") };
    replies.give_up(&asking).await.expect("given up");
    assert!(matches!(replies.begin(first, "k-2", "other").await.expect("begun"), Begun::Now(_)));
}

async fn one_of_two_at_the_same_moment_does_it(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let [token, _] = tokens(&test).await;
    for round in 0..8 {
        let name = format!("k-{round}");
        let replies = test.services.idempotent_replies();
        let both = tokio::join!(replies.begin(token, &name, "print"), replies.begin(token, &name, "print"));
        let begun = [both.0.expect("begun"), both.1.expect("begun")];
        let now = begun.iter().filter(|begun| matches!(begun, Begun::Now(_))).count();
        let under_way = begun.iter().filter(|begun| matches!(begun, Begun::UnderWay)).count();
        assert_eq!((now, under_way), (1, 1), "{begun:?}");
    }
}

async fn an_asking_that_was_broken_off_may_be_done_again(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let [token, _] = tokens(&test).await;
    let replies = test.services.idempotent_replies();
    let Begun::Now(old) = replies.begin(token, "k", "print").await.expect("begun") else { panic!("not now") };
    test.clock.advance(BROKEN_OFF);
    assert_eq!(replies.begin(token, "k", "print").await.expect("begun"), Begun::UnderWay);
    test.clock.advance(Duration::seconds(1));
    let Begun::Now(new) = replies.begin(token, "k", "print").await.expect("begun") else { panic!("not now") };
    // The one who was thought to be gone comes back: what it says no longer counts.
    replies.keep(&old, KeptReply { status: 500, ..reply() }).await.expect("nothing");
    replies.give_up(&old).await.expect("nothing");
    assert_eq!(replies.begin(token, "k", "print").await.expect("begun"), Begun::UnderWay);
    replies.keep(&new, reply()).await.expect("kept");
    assert_eq!(replies.begin(token, "k", "print").await.expect("begun"), Begun::Before(reply()));
}

async fn answers_are_kept_for_two_days_and_then_cleaned_away(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let [token, _] = tokens(&test).await;
    let replies = test.services.idempotent_replies();
    let Begun::Now(asking) = replies.begin(token, "k", "print").await.expect("begun") else { panic!("not now") };
    replies.keep(&asking, reply()).await.expect("kept");
    let clean = || async {
        let mut tx = test.services.db().write().await.expect("a transaction");
        let cleaned = crate::idempotent_replies::clean_in(&mut tx, test.clock.now()).await.expect("cleaned");
        tx.commit().await.expect("kept");
        cleaned
    };
    test.clock.advance(KEPT);
    assert_eq!(clean().await, 0);
    assert_eq!(replies.begin(token, "k", "print").await.expect("begun"), Begun::Before(reply()));
    test.clock.advance(Duration::seconds(1));
    let again = replies.begin(token, "k", "other").await.expect("begun");
    assert!(matches!(again, Begun::Now(_)), "what is too old counts no longer, cleaned or not: {again:?}");
    test.clock.advance(KEPT + Duration::seconds(1));
    assert_eq!(clean().await, 1);
}

async fn a_key_that_cannot_be_one_is_refused(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let [token, _] = tokens(&test).await;
    for name in ["", "two words", "คีย์", &"k".repeat(256)] {
        let refused = test.services.idempotent_replies().begin(token, name, "print").await.expect_err("refused");
        assert_eq!(refused.code(), "idempotency_key", "{name}");
    }
}
