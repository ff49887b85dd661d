//! Bearer tokens: as whom, how much, how long.

use super::{
    contract::{country, key, land, on_both_databases, operator},
    contract_accounts::{GOOD, OTHER, actions, actor, code, grant, joins, someone},
};
use crate::{
    Actor, Channel, Password,
    accounts::Disabled,
    audit,
    drafts::Edit,
    testing::{Engine, TestServices},
    tokens::{NewToken, TokenScope},
};
use chrono::Duration;
use domain::{
    access::Role,
    entry::Entry,
    ids::{AccountId, TokenId},
};

fn new(test: &TestServices, account: AccountId, scope: TokenScope) -> NewToken {
    let expires_at = test.clock.now() + Duration::days(30);
    NewToken { account, label: "ระบบสารบรรณ".to_owned(), scope, expires_at }
}

async fn token(test: &TestServices, account: AccountId, scope: TokenScope) -> (TokenId, String) {
    test.services.tokens().create(&operator(), new(test, account, scope)).await.expect("made")
}

async fn bearer(test: &TestServices, secret: &str) -> Option<Actor> {
    test.services.actor_for_token(secret).await.expect("looked up").map(|(actor, _)| actor)
}

on_both_databases!(
    a_reading_token_changes_nothing,
    a_writing_token_does_what_its_account_may_but_makes_no_keys,
    a_token_ends_when_it_expires_is_revoked_or_its_account_is_disabled,
    tokens_are_made_within_the_subtree_and_within_bounds,
);

fn edit() -> Vec<Edit> {
    let entry = Entry { value: "40".to_owned(), base: "100".to_owned(), ..Entry::default() };
    vec![Edit { indicator: "svc-e2e".parse().expect("a code"), entry, base_version: 0 }]
}

async fn a_reading_token_changes_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let all = [grant(Role::Reporter, "one"), grant(Role::Administrator, "th")];
    let id = services.accounts().create(&operator(), someone("api@one.go.th", &all)).await.expect("created");
    let (_, secret) = token(&test, id, TokenScope::Read).await;
    assert!(secret.starts_with("tidtam_") && secret.len() == 71, "{secret}");
    let (reader, scope) = services.actor_for_token(&secret).await.expect("looked up").expect("an actor");
    assert_eq!((reader.account, reader.channel, scope), (id, Channel::Api, TokenScope::Read));
    services.reports().get(&reader, &key("one")).await.expect("read");
    services.audit().page(&reader, None, None, 1).await.expect("read");
    let before = actions(&test).await;
    assert_eq!(code(services.drafts().save(&reader, &key("one"), edit()).await), "forbidden");
    assert_eq!(code(services.rollups().rebuild(&reader).await), "forbidden");
    assert_eq!(code(services.accounts().list(&reader, None, None, 1).await), "forbidden");
    assert_eq!(code(services.sign_out_everywhere(&reader).await), "forbidden", "asks for no role, but is a change");
    let mut tx = services.db().write().await.expect("a transaction");
    let details = serde_json::json!({});
    let recorded = audit::record(services, &mut tx, &reader, "anything", "anything".to_owned(), &details).await;
    assert_eq!(code(recorded), "forbidden", "whatever a use case forgets to ask");
    drop(tx);
    assert_eq!(actions(&test).await, before);
}

async fn a_writing_token_does_what_its_account_may_but_makes_no_keys(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let all = [grant(Role::Reporter, "one"), grant(Role::Administrator, "th")];
    let id = services.accounts().create(&operator(), someone("api@one.go.th", &all)).await.expect("created");
    let (_, secret) = token(&test, id, TokenScope::Write).await;
    let writer = bearer(&test, &secret).await.expect("an actor");
    services.drafts().save(&writer, &key("one"), edit()).await.expect("saved");
    let links = services.audit().page(&operator(), None, None, 1).await.expect("a page").links;
    assert_eq!((links[0].event.channel.as_str(), links[0].event.account), ("api", Some(id)));
    assert_eq!(code(services.drafts().save(&writer, &key("two"), edit()).await), "forbidden");
    assert_eq!(code(services.tokens().create(&writer, new(&test, id, TokenScope::Write)).await), "forbidden");
    assert_eq!(code(services.accounts().create(&writer, someone("x@one.go.th", &[])).await), "forbidden");
    assert_eq!(
        code(services.accounts().change_password(&writer, &Password::new(GOOD), &Password::new(OTHER)).await),
        "forbidden"
    );
    joins(&test, "root@dga.or.th", Role::Administrator, "th").await;
    services.accounts().set_grants(&operator(), id, vec![grant(Role::Executive, "th")]).await.expect("set");
    let writer = bearer(&test, &secret).await.expect("an actor");
    assert_eq!(code(services.drafts().save(&writer, &key("one"), edit()).await), "forbidden", "grants count at once");
}

async fn a_token_ends_when_it_expires_is_revoked_or_its_account_is_disabled(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let (tokens, accounts) = (test.services.tokens(), test.services.accounts());
    let id = joins(&test, "api@one.go.th", Role::Reporter, "one").await;
    let (_, expiring) = token(&test, id, TokenScope::Read).await;
    test.clock.advance(Duration::days(30) - Duration::seconds(1));
    assert!(bearer(&test, &expiring).await.is_some());
    test.clock.advance(Duration::seconds(1));
    assert!(bearer(&test, &expiring).await.is_none());

    let (revoked_id, revoked) = token(&test, id, TokenScope::Read).await;
    let me = actor(id, Role::Reporter, "one");
    let stranger = actor(AccountId::new(uuid::Uuid::from_u128(5)), Role::Reporter, "one");
    assert_eq!(code(tokens.revoke(&stranger, revoked_id).await), "forbidden");
    assert_eq!(code(tokens.list(&stranger, id).await), "forbidden");
    tokens.revoke(&me, revoked_id).await.expect("revoked");
    tokens.revoke(&me, revoked_id).await.expect("twice is no harm");
    assert!(bearer(&test, &revoked).await.is_none());

    test.clock.advance(Duration::seconds(1));
    let (_, disabled) = token(&test, id, TokenScope::Write).await;
    accounts.set_disabled(&operator(), id, Disabled::Yes).await.expect("disabled");
    assert!(bearer(&test, &disabled).await.is_none());
    assert_eq!(code(tokens.create(&operator(), new(&test, id, TokenScope::Read)).await), "account_disabled");
    accounts.set_disabled(&operator(), id, Disabled::No).await.expect("enabled");
    assert!(bearer(&test, &disabled).await.is_none(), "enabling brings no token back");

    let list = tokens.list(&me, id).await.expect("a list");
    assert_eq!(list.iter().map(|token| token.revoked_at.is_some()).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(list[1].scope, TokenScope::Read);
    assert!(bearer(&test, "tidtam_").await.is_none() && bearer(&test, &"0".repeat(64)).await.is_none());
    let log = format!("{:?}", test.services.audit().page(&operator(), None, None, 100).await.expect("a page").links);
    for secret in [expiring, revoked, disabled] {
        assert!(!log.contains(secret.trim_start_matches("tidtam_")));
    }
}

async fn tokens_are_made_within_the_subtree_and_within_bounds(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let id = joins(&test, "api@one.go.th", Role::Reporter, "one").await;
    let tokens = test.services.tokens();
    let admin = |organisation| actor(AccountId::new(uuid::Uuid::from_u128(5)), Role::Administrator, organisation);
    assert_eq!(code(tokens.create(&admin("two"), new(&test, id, TokenScope::Read)).await), "forbidden");
    assert_eq!(
        code(tokens.create(&actor(id, Role::Reporter, "one"), new(&test, id, TokenScope::Read)).await),
        "forbidden"
    );
    let (made, _) = tokens.create(&admin("mdes"), new(&test, id, TokenScope::Read)).await.expect("made");
    assert_eq!(code(tokens.list(&admin("two"), id).await), "forbidden");
    assert_eq!(code(tokens.revoke(&admin("two"), made).await), "forbidden");
    let at = test.clock.now();
    for (label, expires_at, refused) in [
        (" ", at + Duration::days(1), "token_label"),
        ("ก", at, "token_end"),
        ("ก", at + Duration::days(367), "token_end"),
    ] {
        let new = NewToken { label: label.to_owned(), expires_at, ..new(&test, id, TokenScope::Read) };
        assert_eq!(code(tokens.create(&operator(), new).await), refused);
    }
    let nobody = AccountId::new(uuid::Uuid::from_u128(6));
    assert_eq!(code(tokens.create(&operator(), new(&test, nobody, TokenScope::Read)).await), "not_found");
    assert_eq!(code(tokens.revoke(&operator(), TokenId::new(uuid::Uuid::from_u128(6))).await), "not_found");
}
