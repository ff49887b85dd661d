//! Accounts: made, changed and imported by those who may.

use super::contract::{land, on_both_databases, operator, start};
use crate::{
    Actor, Channel, Password, ServiceError,
    accounts::{Disabled, NewAccount},
    error::RowRefusal,
    organisations::ImportMode,
    sessions::SignIn,
    store,
    testing::{Engine, TestServices, fresh},
};
use domain::{
    access::{Grant, Role},
    ids::AccountId,
};

/// A password that nobody would refuse.
pub(super) const GOOD: &str = "ปลาทูสดใหม่ทุกเช้า";
/// Another one.
pub(super) const OTHER: &str = "มะม่วงสุกหวานในสวน";

pub(super) fn grant(role: Role, organisation: &str) -> Grant {
    Grant { role, organisation: organisation.parse().expect("a code") }
}

pub(super) fn someone(email: &str, grants: &[Grant]) -> NewAccount {
    NewAccount {
        email: email.parse().expect("an address"),
        name: format!("คุณ {email}"),
        password: Password::new(GOOD),
        grants: grants.to_vec(),
        must_change_password: false,
    }
}

/// Makes an account with one role.
pub(super) async fn joins(test: &TestServices, email: &str, role: Role, organisation: &str) -> AccountId {
    let new = someone(email, &[grant(role, organisation)]);
    test.services.accounts().create(&operator(), new).await.expect("created")
}

pub(super) fn actor(account: AccountId, role: Role, organisation: &str) -> Actor {
    Actor::new(account, "actor", vec![grant(role, organisation)], Channel::Web)
}

pub(super) fn attempt(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: Password::new(password),
        address: "192.0.2.7".parse().expect("an address"),
        agent: "Firefox\n".to_owned(),
    }
}

pub(super) fn code<T>(result: Result<T, ServiceError>) -> String {
    result.err().map_or_else(|| "allowed".to_owned(), |error| error.code().to_owned())
}

on_both_databases!(
    the_first_administrator_is_made_once,
    an_administrator_acts_within_the_subtree_alone,
    the_last_administrator_stays,
    a_list_is_searched_and_paged,
    a_password_or_name_that_will_not_do_is_refused,
    an_import_is_tried_applied_and_safe_to_repeat,
    an_import_names_every_row_it_cannot_take,
    changes_at_the_same_time_never_wait_for_each_other,
    the_log_of_one_account_names_who_acted,
);

async fn the_first_administrator_is_made_once(engine: Engine) {
    let Some(empty) = fresh(engine, crate::Clock::set(start())).await else { return };
    let email = || "root@dga.or.th".parse().expect("an address");
    let nowhere = empty.services.create_first_administrator(email(), "ราก", Password::new(GOOD)).await;
    assert_eq!(code(nowhere), "not_found");
    let Some(test) = land(engine).await else { return };
    let weak = test.services.create_first_administrator(email(), "ราก", Password::new("short")).await;
    assert_eq!(code(weak), "password_too_short");
    let other = "other@dga.or.th".parse().expect("an address");
    let (one, two) = tokio::join!(
        test.services.create_first_administrator(email(), "ราก", Password::new(GOOD)),
        test.services.create_first_administrator(other, "ราก", Password::new(GOOD)),
    );
    let mut outcomes = [code(one), code(two)];
    outcomes.sort();
    assert_eq!(outcomes, ["administrator_exists", "allowed"]);
    assert_eq!(test.services.accounts().list(&operator(), None, None, 10).await.expect("a list").len(), 1);
}

async fn an_administrator_acts_within_the_subtree_alone(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let root = joins(&test, "root@dga.or.th", Role::Administrator, "th").await;
    let two = joins(&test, "two@mdes.go.th", Role::Reporter, "two").await;
    let both = [grant(Role::Reporter, "one"), grant(Role::Reporter, "two")];
    let spread = accounts.create(&operator(), someone("spread@mdes.go.th", &both)).await.expect("created");
    let bare = joins(&test, "bare@mdes.go.th", Role::Reporter, "one").await;
    accounts.set_grants(&operator(), bare, vec![]).await.expect("taken");
    let admin = actor(AccountId::new(uuid::Uuid::from_u128(1)), Role::Administrator, "one");

    let own = accounts.create(&admin, someone("one@mdes.go.th", &[grant(Role::Reporter, "one")])).await.expect("made");
    accounts.set_grants(&admin, own, vec![grant(Role::Approver, "one")]).await.expect("set");
    assert_eq!(accounts.get(&admin, own).await.expect("an account").grants, [grant(Role::Approver, "one")]);
    for beyond in [grant(Role::Administrator, "th"), grant(Role::Reporter, "mdes"), grant(Role::Reporter, "two")] {
        let created = accounts.create(&admin, someone("x@mdes.go.th", std::slice::from_ref(&beyond))).await;
        assert_eq!(code(created), "forbidden", "{beyond:?}");
        assert_eq!(code(accounts.set_grants(&admin, own, vec![beyond]).await), "forbidden");
    }
    assert_eq!(code(accounts.set_grants(&admin, own, vec![]).await), "forbidden");
    assert_eq!(code(accounts.create(&admin, someone("x@mdes.go.th", &[])).await), "forbidden");
    for foreign in [root, two, spread, bare] {
        assert_eq!(code(accounts.set_grants(&admin, foreign, vec![grant(Role::Reporter, "one")]).await), "forbidden");
        assert_eq!(code(accounts.set_disabled(&admin, foreign, Disabled::Yes).await), "forbidden");
        assert_eq!(code(accounts.reset_password(&admin, foreign, &Password::new(OTHER)).await), "forbidden");
        assert_eq!(code(accounts.get(&admin, foreign).await), if foreign == spread { "allowed" } else { "forbidden" });
    }
    let seen = accounts.list(&admin, None, None, 10).await.expect("a list");
    let seen: Vec<_> = seen.iter().map(|account| account.email.as_str()).collect();
    assert_eq!(seen, ["one@mdes.go.th", "spread@mdes.go.th"]);

    let reporter = actor(two, Role::Reporter, "two");
    assert_eq!(code(accounts.list(&reporter, None, None, 10).await), "forbidden");
    assert_eq!(code(accounts.get(&reporter, root).await), "forbidden");
    assert_eq!(code(accounts.get(&reporter, two).await), "allowed");
    assert_eq!(code(accounts.import(&reporter, vec![], ImportMode::DryRun).await), "forbidden");
    assert_eq!(code(accounts.get(&operator(), AccountId::new(uuid::Uuid::from_u128(9))).await), "not_found");
    assert_eq!(
        code(accounts.create(&operator(), someone("y@mdes.go.th", &[grant(Role::Reporter, "no")])).await),
        "not_found"
    );
}

async fn the_last_administrator_stays(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let one = joins(&test, "one@dga.or.th", Role::Administrator, "th").await;
    let last = |outcome| assert_eq!(code::<()>(outcome), "last_administrator");
    last(accounts.set_disabled(&operator(), one, Disabled::Yes).await);
    last(accounts.set_grants(&operator(), one, vec![grant(Role::Reviewer, "th")]).await);
    let mut row = someone("one@dga.or.th", &[grant(Role::Administrator, "mdes")]);
    assert_eq!(code(accounts.import(&operator(), vec![row.clone()], ImportMode::Apply).await), "last_administrator");
    assert_eq!(accounts.get(&operator(), one).await.expect("an account").grants, [grant(Role::Administrator, "th")]);
    let two = joins(&test, "two@dga.or.th", Role::Administrator, "th").await;
    let (first, second) = (actor(one, Role::Administrator, "th"), actor(two, Role::Administrator, "th"));
    for _ in 0..5 {
        let (one_goes, two_goes) = tokio::join!(
            accounts.set_disabled(&second, one, Disabled::Yes),
            accounts.set_disabled(&first, two, Disabled::Yes),
        );
        let mut outcomes = [code(one_goes), code(two_goes)];
        outcomes.sort();
        assert_eq!(outcomes, ["allowed", "last_administrator"], "of two at once, one stays");
        accounts.set_disabled(&operator(), one, Disabled::No).await.expect("enabled");
        accounts.set_disabled(&operator(), two, Disabled::No).await.expect("enabled");
    }
    row.grants = vec![grant(Role::Executive, "th")];
    accounts.import(&operator(), vec![row], ImportMode::Apply).await.expect("another one is left");
}

async fn a_list_is_searched_and_paged(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    for email in ["ann@one.go.th", "bob@one.go.th", "a_n@two.go.th", "cat@two.go.th"] {
        joins(&test, email, Role::Reporter, "one").await;
    }
    let list = async |search: Option<&str>, after: Option<&str>, most| {
        let accounts = test.services.accounts().list(&operator(), search, after, most).await.expect("a list");
        accounts.iter().map(|account| account.email.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(list(None, None, 2).await, ["a_n@two.go.th", "ann@one.go.th"]);
    assert_eq!(list(None, Some("ann@one.go.th"), 2).await, ["bob@one.go.th", "cat@two.go.th"]);
    assert_eq!(list(Some(" TWO "), None, 9).await, ["a_n@two.go.th", "cat@two.go.th"]);
    assert_eq!(list(Some("คุณ bob"), None, 9).await, ["bob@one.go.th"]);
    assert_eq!(list(Some("a_n"), None, 9).await, ["a_n@two.go.th"], "no wildcard");
    assert_eq!(list(Some("%"), None, 9).await, Vec::<String>::new());
    assert_eq!(list(Some("\\"), None, 9).await, Vec::<String>::new());
    assert_eq!(list(Some("'\0"), None, 9).await, Vec::<String>::new());
}

async fn a_password_or_name_that_will_not_do_is_refused(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let one = joins(&test, "one@dga.or.th", Role::Administrator, "th").await;
    let some = [grant(Role::Reporter, "one")];
    assert_eq!(code(accounts.create(&operator(), someone("two@dga.or.th", &[])).await), "grants_missing");
    let taken = someone("ONE@dga.or.th", &some);
    assert_eq!(code(accounts.create(&operator(), taken).await), "email_taken");
    for nothing in [" \u{7} ", "\u{200b}\u{200d}\u{feff}", "\u{3164}"] {
        let nameless = NewAccount { name: nothing.to_owned(), ..someone("two@dga.or.th", &some) };
        assert_eq!(code(accounts.create(&operator(), nameless).await), "account_name", "{nothing:?}");
    }
    let weak = NewAccount { password: Password::new("password1234567"), ..someone("two@dga.or.th", &some) };
    assert_eq!(code(accounts.create(&operator(), weak).await), "password_common");
    let me = actor(one, Role::Administrator, "th");
    assert_eq!(
        code(accounts.change_password(&me, &Password::new(OTHER), &Password::new(OTHER)).await),
        "old_password_wrong"
    );
    assert_eq!(
        code(accounts.change_password(&me, &Password::new(GOOD), &Password::new(GOOD)).await),
        "password_unchanged"
    );
    assert_eq!(
        code(accounts.change_password(&me, &Password::new(GOOD), &Password::new("short")).await),
        "password_too_short"
    );
    assert_eq!(code(accounts.reset_password(&me, one, &Password::new(OTHER)).await), "own_password");
    for _ in 0..3 {
        code(accounts.change_password(&me, &Password::new("guess"), &Password::new(OTHER)).await);
    }
    let guessed = accounts.change_password(&me, &Password::new(GOOD), &Password::new(OTHER)).await;
    assert_eq!(code(guessed), "sign_in_throttled", "guessing the old password is throttled too");
}

async fn an_import_is_tried_applied_and_safe_to_repeat(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    joins(&test, "old@one.go.th", Role::Reporter, "one").await;
    let signed_in = test.services.sign_in(attempt("old@one.go.th", GOOD)).await.expect("signed in");
    let rows = || {
        let mut changed = someone("old@one.go.th", &[grant(Role::Approver, "one"), grant(Role::Approver, "one")]);
        changed.name = "ชื่อใหม่".to_owned();
        changed.password = Password::new("ignored");
        vec![someone("new@one.go.th", &[grant(Role::Reporter, "one")]), changed]
    };
    let tried = accounts.import(&operator(), rows(), ImportMode::DryRun).await.expect("tried");
    assert_eq!((tried.added.len(), tried.changed.len(), tried.unchanged), (1, 1, 0));
    assert!(tried.changed[0].contains("reporter one") && tried.changed[0].contains("approver one"), "{tried:?}");
    assert_eq!(accounts.list(&operator(), None, None, 9).await.expect("a list").len(), 1);
    assert_eq!(accounts.import(&operator(), rows(), ImportMode::Apply).await.expect("applied"), tried);
    assert!(test.services.actor_for_session(&signed_in.secret).await.expect("looked up").is_none());
    let again = accounts.import(&operator(), rows(), ImportMode::Apply).await.expect("applied");
    assert_eq!((again.added.len(), again.changed.len(), again.unchanged), (0, 0, 2));
    let list = accounts.list(&operator(), None, None, 9).await.expect("a list");
    assert_eq!((list[1].name.as_str(), &list[1].grants[..]), ("ชื่อใหม่", &[grant(Role::Approver, "one")][..]));
    for email in ["old@one.go.th", "new@one.go.th"] {
        test.services.sign_in(attempt(email, GOOD)).await.expect("signed in");
    }
    let actions: Vec<_> = actions(&test).await;
    assert!(actions.contains(&"accounts.rename".to_owned()) && actions.contains(&"accounts.set_grants".to_owned()));
}

async fn the_log_of_one_account_names_who_acted(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let admin = joins(&test, "root@dga.or.th", Role::Administrator, "th").await;
    let other = joins(&test, "other@dga.or.th", Role::Reporter, "one").await;
    let root = actor(admin, Role::Administrator, "th");
    test.services.accounts().set_disabled(&root, other, Disabled::Yes).await.expect("disabled");
    let object = format!("account/{other}");
    let page = test.services.audit().page(&root, Some(&object), None, 9).await.expect("a page");
    let actions: Vec<_> = page.links.iter().map(|link| link.event.action.as_str()).collect();
    assert_eq!(actions, ["accounts.disable", "accounts.create"]);
    assert_eq!(page.names.get(&admin).map(String::as_str), Some("คุณ root@dga.or.th"));
    let before = test.services.audit().page(&root, Some(&object), Some(page.links[0].event.sequence), 9).await;
    assert_eq!(before.expect("a page").links.len(), 1);
}

/// What the audit log has, newest first.
pub(super) async fn actions(test: &TestServices) -> Vec<String> {
    let links = test.services.audit().page(&operator(), None, None, 500).await.expect("a page").links;
    links.into_iter().map(|link| link.event.action).collect()
}

async fn an_import_names_every_row_it_cannot_take(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    joins(&test, "root@dga.or.th", Role::Administrator, "th").await;
    let admin = actor(AccountId::new(uuid::Uuid::from_u128(1)), Role::Administrator, "mdes");
    let weak =
        NewAccount { password: Password::new("short"), ..someone("b@mdes.go.th", &[grant(Role::Reporter, "two")]) };
    let rows = vec![
        someone("a@mdes.go.th", &[grant(Role::Reporter, "one")]),
        weak,
        someone("c@mdes.go.th", &[grant(Role::Reporter, "nowhere")]),
        someone("d@mdes.go.th", &[grant(Role::Executive, "th")]),
        someone("a@mdes.go.th", &[]),
        someone("root@dga.or.th", &[grant(Role::Reporter, "one")]),
    ];
    let Err(ServiceError::Rows(refusals)) = accounts.import(&admin, rows, ImportMode::Apply).await else {
        panic!("taken")
    };
    let short = |refusal: &RowRefusal| (refusal.row, refusal.column, refusal.code.clone(), refusal.found.clone());
    let owned = |text: &str| text.to_owned();
    assert_eq!(
        refusals.iter().map(short).collect::<Vec<_>>(),
        [
            (2, "password", owned("password_too_short"), owned("")),
            (3, "grants", owned("unknown_organisation"), owned("reporter nowhere")),
            (4, "grants", owned("forbidden"), owned("executive th")),
            (5, "email", owned("email_twice"), owned("a@mdes.go.th")),
            (5, "grants", owned("forbidden"), owned("")),
            (6, "email", owned("forbidden"), owned("root@dga.or.th")),
        ]
    );
    let mut tx = test.services.db().read().await.expect("a transaction");
    let nobody = store::accounts::by_email(&mut tx, &"a@mdes.go.th".parse().expect("an address")).await.expect("read");
    assert!(nobody.is_none(), "nothing was changed");
}

async fn changes_at_the_same_time_never_wait_for_each_other(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let ann = joins(&test, "ann@one.go.th", Role::Reporter, "one").await;
    let bob = joins(&test, "bob@one.go.th", Role::Reporter, "one").await;
    for round in 0..6 {
        let role = if round % 2 == 0 { Role::Approver } else { Role::Reporter };
        let grants = || vec![grant(role, "two")];
        let row = |email: &str| someone(email, &[grant(role, "one")]);
        let (here, there) = (operator(), operator());
        let (first, second, third, fourth, fifth) = tokio::join!(
            accounts.import(
                &here,
                vec![row("ann@one.go.th"), row("bob@one.go.th"), row("new@one.go.th")],
                ImportMode::Apply
            ),
            accounts.import(
                &there,
                vec![row("new@one.go.th"), row("bob@one.go.th"), row("ann@one.go.th")],
                ImportMode::Apply
            ),
            accounts.set_grants(&here, bob, grants()),
            accounts.set_grants(&there, ann, grants()),
            test.services.sign_in(attempt("bob@one.go.th", GOOD)),
        );
        for outcome in [code(first), code(second), code(third), code(fourth), code(fifth)] {
            assert!(["allowed", "conflict", "email_taken"].contains(&outcome.as_str()), "{outcome}");
        }
    }
    test.services.audit().verify(&operator()).await.expect("verified");
}
