//! Signing in, staying signed in and being signed out.

use super::{
    contract::{land, on_both_databases, operator},
    contract_accounts::{GOOD, OTHER, actions, actor, attempt, code, grant, joins, someone},
};
use crate::{
    Actor, Password, ServiceError,
    accounts::{Disabled, NewAccount},
    sessions::{ABSOLUTE_LIMIT, SessionInfo},
    store,
    testing::{Engine, TestServices},
    throttle::Subject,
};
use argon2::password_hash::PasswordHasher as _;
use chrono::Duration;
use domain::{access::Role, ids::AccountId};
use futures::future::join_all;

const EMAIL: &str = "one@mdes.go.th";

/// Signs in with the good password; gives the session's secret.
async fn signs_in(test: &TestServices, email: &str) -> String {
    test.services.sign_in(attempt(email, GOOD)).await.expect("signed in").secret
}

async fn session(test: &TestServices, secret: &str) -> Option<(Actor, SessionInfo)> {
    test.services.actor_for_session(secret).await.expect("looked up")
}

on_both_databases!(
    a_session_is_who_signed_in_with_what_they_may_do_now,
    every_refusal_to_sign_in_is_the_same,
    an_unknown_name_costs_as_much_as_a_wrong_password,
    failures_make_a_name_wait_whether_it_exists_or_not,
    failures_make_an_address_wait,
    many_guesses_at_once_gain_nothing,
    a_session_ends_when_idle_and_after_half_a_day,
    two_sessions_live_side_by_side,
    password_role_and_disabling_end_sessions,
    a_given_password_is_changed_before_anything_else,
    a_cheap_hash_is_renewed_on_signing_in,
    the_audit_log_has_every_change_and_no_secret,
);

async fn a_session_is_who_signed_in_with_what_they_may_do_now(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let both = [grant(Role::Approver, "one"), grant(Role::Reporter, "two")];
    let id = test.services.accounts().create(&operator(), someone(EMAIL, &both)).await.expect("created");
    let signed_in = test.services.sign_in(attempt(" ONE@mdes.go.th ", GOOD)).await.expect("signed in");
    assert_eq!((signed_in.account, signed_in.must_change_password, signed_in.secret.len()), (id, false, 64));
    assert!(!format!("{signed_in:?}").contains(&signed_in.secret));
    let (actor, info) = session(&test, &signed_in.secret).await.expect("a session");
    assert_eq!((actor.account, actor.scope, &actor.grants[..]), (id, None, &both[..]));
    assert_eq!((info.email.as_str(), info.signed_in_at), (EMAIL, test.clock.now()));
    let mut tx = test.services.db().write().await.expect("a transaction");
    store::accounts::set_grants(&mut tx, id, &[]).await.expect("set");
    tx.commit().await.expect("committed");
    assert_eq!(session(&test, &signed_in.secret).await.expect("a session").0.grants, []);
    assert!(session(&test, "").await.is_none());
    assert!(session(&test, &domain::audit::sha256(signed_in.secret.as_bytes())).await.is_none());
}

async fn every_refusal_to_sign_in_is_the_same(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    joins(&test, EMAIL, Role::Reporter, "one").await;
    let gone = joins(&test, "gone@mdes.go.th", Role::Reporter, "one").await;
    test.services.accounts().set_disabled(&operator(), gone, Disabled::Yes).await.expect("disabled");
    let attempts = [
        (EMAIL, OTHER),
        (EMAIL, ""),
        ("nobody@mdes.go.th", GOOD),
        ("gone@mdes.go.th", GOOD),
        ("gone@mdes.go.th", OTHER),
        ("no address", GOOD),
        ("nul\0@mdes.go.th", GOOD),
        ("", ""),
    ];
    for (email, password) in attempts {
        let error = test.services.sign_in(attempt(email, password)).await.expect_err("refused");
        assert_eq!((error.code(), error.to_string().as_str()), ("sign_in_refused", "sign-in refused"), "{email}");
    }
}

async fn an_unknown_name_costs_as_much_as_a_wrong_password(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    joins(&test, EMAIL, Role::Reporter, "one").await;
    let gone = joins(&test, "gone@mdes.go.th", Role::Reporter, "one").await;
    test.services.accounts().set_disabled(&operator(), gone, Disabled::Yes).await.expect("disabled");
    let hashed_before = test.services.hasher().hashed();
    let attempts = [
        (EMAIL, OTHER),
        (EMAIL, ""),
        ("nobody@mdes.go.th", GOOD),
        ("no address", GOOD),
        ("gone@mdes.go.th", GOOD),
        ("gone@mdes.go.th", OTHER),
    ];
    for (email, password) in attempts {
        let refused = test.services.sign_in(attempt(email, password)).await.expect_err("refused");
        assert_eq!((refused.code(), refused.to_string().as_str()), ("sign_in_refused", "sign-in refused"), "{email}");
        assert_eq!(
            test.services.hasher().hashed(),
            hashed_before[..1],
            "{email}: one hash, as dear as a new password's"
        );
    }
}

async fn failures_make_a_name_wait_whether_it_exists_or_not(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    joins(&test, EMAIL, Role::Reporter, "one").await;
    for email in [EMAIL, "nobody@mdes.go.th"] {
        for _ in 0..5 {
            assert_eq!(code(test.services.sign_in(attempt(email, OTHER)).await), "sign_in_refused");
        }
        for seconds in [1, 2, 4] {
            let early = test.services.sign_in(attempt(email, GOOD)).await.expect_err("too early");
            assert!(
                matches!(early, ServiceError::SignInThrottled { wait } if wait == Duration::seconds(seconds)),
                "{early:?}"
            );
            test.clock.advance(Duration::seconds(seconds));
            assert_eq!(code(test.services.sign_in(attempt(email, OTHER)).await), "sign_in_refused");
        }
    }
    test.clock.advance(Duration::seconds(8));
    signs_in(&test, EMAIL).await;
    for _ in 0..5 {
        assert_eq!(code(test.services.sign_in(attempt(EMAIL, OTHER)).await), "sign_in_refused", "forgiven");
    }
    assert_eq!(code(test.services.sign_in(attempt(EMAIL, GOOD)).await), "sign_in_throttled");
    test.clock.advance(Duration::hours(25));
    assert_eq!(test.services.clean_sessions().await.expect("cleaned"), 1 + 3, "a session; two names and an address");
    signs_in(&test, EMAIL).await;
}

async fn failures_make_an_address_wait(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    joins(&test, EMAIL, Role::Reporter, "one").await;
    let address = Subject::address(attempt(EMAIL, GOOD).address);
    let fail = async || {
        let mut tx = test.services.db().write().await.expect("a transaction");
        address.count(&mut tx, test.clock.now()).await.expect("counted");
        tx.commit().await.expect("committed");
    };
    for _ in 0..29 {
        fail().await;
    }
    signs_in(&test, EMAIL).await;
    fail().await;
    let mut blocked = attempt("somebody@else.go.th", GOOD);
    assert_eq!(code(test.services.sign_in(blocked.clone()).await), "sign_in_throttled", "success forgives no address");
    blocked.address = "192.0.2.8".parse().expect("an address");
    assert_eq!(code(test.services.sign_in(blocked).await), "sign_in_refused", "another address is free");
}

async fn many_guesses_at_once_gain_nothing(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    joins(&test, EMAIL, Role::Reporter, "one").await;
    let guesses = (0..20).map(|guess| test.services.sign_in(attempt(EMAIL, &format!("guess number {guess}"))));
    let codes: Vec<_> = join_all(guesses).await.into_iter().map(code).collect();
    let looked_at = codes.iter().filter(|code| *code == "sign_in_refused").count();
    let throttled = codes.iter().filter(|code| *code == "sign_in_throttled").count();
    assert_eq!((looked_at, throttled), (5, 15), "{codes:?}");
}

async fn a_session_ends_when_idle_and_after_half_a_day(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    joins(&test, EMAIL, Role::Reporter, "one").await;
    let (idle, busy) = (signs_in(&test, EMAIL).await, signs_in(&test, EMAIL).await);
    let begin = test.clock.now();
    test.clock.advance(Duration::minutes(29));
    let (_, info) = session(&test, &busy).await.expect("a session");
    assert_eq!(info.ends_at, begin + Duration::minutes(59));
    test.clock.advance(Duration::minutes(1));
    assert!(session(&test, &idle).await.is_none(), "idle for half an hour");
    assert_eq!(test.services.clean_sessions().await.expect("cleaned"), 0, "not yet past the half hour");
    test.clock.advance(Duration::seconds(30));
    assert_eq!(test.services.clean_sessions().await.expect("cleaned"), 1);
    while test.clock.now() + Duration::minutes(25) < begin + ABSOLUTE_LIMIT {
        assert!(session(&test, &busy).await.is_some(), "{}", test.clock.now());
        test.clock.advance(Duration::minutes(25));
    }
    let (_, info) = session(&test, &busy).await.expect("a session");
    assert_eq!(info.ends_at, begin + ABSOLUTE_LIMIT);
    test.clock.advance(begin + ABSOLUTE_LIMIT - test.clock.now());
    assert!(session(&test, &busy).await.is_none(), "twelve hours, however busy");
}

async fn two_sessions_live_side_by_side(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let id = joins(&test, EMAIL, Role::Reporter, "one").await;
    joins(&test, "two@mdes.go.th", Role::Reporter, "two").await;
    let (office, home) = (signs_in(&test, EMAIL).await, signs_in(&test, EMAIL).await);
    let colleague = signs_in(&test, "two@mdes.go.th").await;
    assert_ne!(office, home);
    test.services.sign_out(&office).await.expect("signed out");
    test.services.sign_out(&office).await.expect("twice is no harm");
    assert!(session(&test, &office).await.is_none());
    let (me, _) = session(&test, &home).await.expect("a session");
    assert_eq!(me.account, id);
    let phone = signs_in(&test, EMAIL).await;
    test.services.sign_out_everywhere(&me).await.expect("signed out");
    assert!(session(&test, &home).await.is_none() && session(&test, &phone).await.is_none());
    assert!(session(&test, &colleague).await.is_some());
}

async fn password_role_and_disabling_end_sessions(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let id = joins(&test, EMAIL, Role::Reporter, "one").await;
    let colleague = joins(&test, "two@mdes.go.th", Role::Reporter, "two").await;
    let other = signs_in(&test, "two@mdes.go.th").await;
    let ended = async |secret: &str| session(&test, secret).await.is_none();

    let before = signs_in(&test, EMAIL).await;
    accounts.set_grants(&operator(), id, vec![grant(Role::Reporter, "one")]).await.expect("set");
    assert!(!ended(&before).await, "nothing changed");
    accounts.set_grants(&operator(), id, vec![grant(Role::Approver, "one")]).await.expect("set");
    assert!(ended(&before).await);

    let before = signs_in(&test, EMAIL).await;
    accounts.set_disabled(&operator(), id, Disabled::Yes).await.expect("disabled");
    assert!(ended(&before).await);
    accounts.set_disabled(&operator(), id, Disabled::No).await.expect("enabled");
    assert!(ended(&before).await, "enabling brings no session back");

    let (here, there) = (signs_in(&test, EMAIL).await, signs_in(&test, EMAIL).await);
    let me = actor(id, Role::Approver, "one");
    accounts.change_password(&me, &Password::new(GOOD), &Password::new(OTHER)).await.expect("changed");
    assert!(ended(&here).await && ended(&there).await);
    assert_eq!(code(test.services.sign_in(attempt(EMAIL, GOOD)).await), "sign_in_refused");
    let before = test.services.sign_in(attempt(EMAIL, OTHER)).await.expect("signed in").secret;
    accounts.reset_password(&operator(), id, &Password::new(GOOD)).await.expect("reset");
    assert!(ended(&before).await);
    assert!(!ended(&other).await, "{colleague}'s session is not concerned");
}

async fn a_given_password_is_changed_before_anything_else(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let new = NewAccount { must_change_password: true, ..someone(EMAIL, &[grant(Role::Executive, "th")]) };
    let accounts = test.services.accounts();
    let id = accounts.create(&operator(), new).await.expect("created");
    assert!(accounts.get(&operator(), id).await.expect("an account").must_change);
    let signed_in = test.services.sign_in(attempt(EMAIL, GOOD)).await.expect("signed in");
    assert!(signed_in.must_change_password);
    let (me, info) = session(&test, &signed_in.secret).await.expect("a session");
    assert!(info.must_change_password);
    assert_eq!(code(test.services.organisations().tree(&me).await), "forbidden");
    accounts.change_password(&me, &Password::new(GOOD), &Password::new(OTHER)).await.expect("changed");
    let signed_in = test.services.sign_in(attempt(EMAIL, OTHER)).await.expect("signed in");
    assert!(!signed_in.must_change_password);
    let (me, _) = session(&test, &signed_in.secret).await.expect("a session");
    test.services.organisations().tree(&me).await.expect("allowed");
    let given = test.services.temporary_password();
    assert_ne!(given, test.services.temporary_password());
    accounts.reset_password(&operator(), id, &Password::new(&given)).await.expect("reset");
    assert!(test.services.sign_in(attempt(EMAIL, &given)).await.expect("signed in").must_change_password);
}

async fn a_cheap_hash_is_renewed_on_signing_in(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let id = joins(&test, EMAIL, Role::Reporter, "one").await;
    let params = argon2::Params::new(8, 1, 1, None).expect("params");
    let cheap = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let salt = argon2::password_hash::SaltString::encode_b64(&[7; 16]).expect("a salt");
    let hash = cheap.hash_password(GOOD.as_bytes(), &salt).expect("a hash").to_string();
    let mut tx = test.services.db().write().await.expect("a transaction");
    store::accounts::rehash(&mut tx, id, &hash).await.expect("kept");
    tx.commit().await.expect("committed");
    for _ in 0..2 {
        signs_in(&test, EMAIL).await;
        assert!(kept_hash(&test, id).await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}

async fn kept_hash(test: &TestServices, id: AccountId) -> String {
    let mut tx = test.services.db().read().await.expect("a transaction");
    store::accounts::get(&mut tx, id).await.expect("read").expect("an account").password_hash
}

async fn the_audit_log_has_every_change_and_no_secret(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let (services, accounts) = (&test.services, test.services.accounts());
    joins(&test, "root@dga.or.th", Role::Administrator, "th").await;
    let id = joins(&test, EMAIL, Role::Reporter, "one").await;
    let secret = signs_in(&test, EMAIL).await;
    let (me, _) = session(&test, &secret).await.expect("a session");
    accounts.change_password(&me, &Password::new(GOOD), &Password::new(OTHER)).await.expect("changed");
    accounts.reset_password(&operator(), id, &Password::new(GOOD)).await.expect("reset");
    accounts.set_grants(&operator(), id, vec![grant(Role::Approver, "one")]).await.expect("set");
    let last = signs_in(&test, EMAIL).await;
    services.sign_out(&last).await.expect("signed out");
    services.sign_out_everywhere(&me).await.expect("signed out");
    accounts.set_disabled(&operator(), id, Disabled::Yes).await.expect("disabled");
    accounts.set_disabled(&operator(), id, Disabled::No).await.expect("enabled");
    let mut told = actions(&test).await;
    told.reverse();
    assert_eq!(
        told,
        [
            "organisations.import",
            "accounts.create",
            "accounts.create",
            "sessions.begin",
            "accounts.change_password",
            "accounts.reset_password",
            "accounts.set_grants",
            "sessions.begin",
            "sessions.end",
            "sessions.end_all",
            "accounts.disable",
            "accounts.enable",
        ]
    );
    let links = services.audit().page(&operator(), None, None, 500).await.expect("a page").links;
    let log = format!("{links:?}");
    for hidden in [secret.as_str(), last.as_str(), GOOD, OTHER, "argon2", EMAIL] {
        assert!(!log.contains(hidden), "{hidden}");
    }
    services.audit().verify(&operator()).await.expect("verified");
    if engine == Engine::Sqlite {
        let files = std::fs::read_dir(test.folder.path()).expect("a folder").map(|entry| entry.expect("a file").path());
        for file in files.filter(|path| path.is_file()) {
            let bytes = std::fs::read(&file).expect("a file");
            for hidden in [secret.as_str(), last.as_str(), GOOD, OTHER] {
                let found = bytes.windows(hidden.len()).any(|window| window == hidden.as_bytes());
                assert!(!found, "{hidden} in {}", file.display());
            }
        }
    }
}
