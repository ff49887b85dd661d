//! Links to pages, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{land, on_both_databases, operator},
    contract_accounts::{actions, actor, grant, joins},
    contract_snapshots::raw,
};
use crate::{
    Actor, ServiceError,
    accounts::Disabled,
    jobs::{Cadence, CatchUp, Line, clean_up::CLEAN_UP},
    shares::{End, Ended, Followed, MOST_SHARES, Opened},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::{Action, Role, TokenScope},
    share::{Lasts, SharedPage},
};

on_both_databases!(
    a_link_shows_its_page_as_its_owner_sees_it_for_reading_alone,
    it_ends_with_its_time_its_owner_and_when_it_is_taken_back,
    a_row_that_was_changed_counts_no_more,
    owners_and_administrators_above_see_and_take_back_and_nobody_else,
    an_administrator_sees_those_below_however_many_others_made_later,
    one_account_has_only_so_many,
    what_is_over_is_forgotten,
);

fn page(address: &str) -> SharedPage {
    address.parse().expect("a page")
}

async fn open(test: &TestServices, secret: &str) -> Result<Opened, ServiceError> {
    match test.services.shares().open(secret).await? {
        Followed::Page(opened) => Ok(*opened),
        Followed::Ended(ended) => panic!("{ended:?}"),
    }
}

async fn is_dead(test: &TestServices, secret: &str) -> bool {
    test.services.shares().open(secret).await.is_err_and(|error| error.code() == "not_found")
}

async fn ended(test: &TestServices, secret: &str) -> Ended {
    match test.services.shares().open(secret).await.expect("told") {
        Followed::Ended(ended) => ended,
        Followed::Page(opened) => panic!("{opened:?}"),
    }
}

async fn a_link_shows_its_page_as_its_owner_sees_it_for_reading_alone(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let account = joins(&test, "owner@example.go.th", Role::Administrator, "mdes").await;
    let owner = actor(account, Role::Administrator, "mdes");
    let shares = test.services.shares();
    let (share, secret) = shares.create(&owner, page("/national?round=2570-q1"), Lasts::Month).await.expect("made");
    assert_eq!(share.expires_at - share.created_at, Duration::days(30));
    let opened = open(&test, &secret).await.expect("opened");
    assert_eq!((opened.page.as_str(), opened.until), ("/national?round=2570-q1", share.expires_at));
    assert_eq!((opened.reader.account, opened.reader.scope), (account, Some(TokenScope::Read)));
    assert_eq!(opened.reader.grants, owner.grants);
    assert!(opened.reader.may_somewhere(Action::ReadFigures));
    let path = ["one", "mdes", "th"].map(|code| code.parse().expect("a code"));
    for changes in [Action::ManageAccounts, Action::EditReport, Action::ReviewReport, Action::ManageRounds] {
        assert!(!opened.reader.may(changes, &path), "{changes:?}");
    }
    let further = shares.create(&opened.reader, page("/late"), Lasts::Week).await.expect_err("a link makes none");
    assert_eq!(further.code(), "forbidden");
    // Its rights are those of now, not of when it was made.
    let changed = vec![grant(Role::Executive, "one")];
    test.services.accounts().set_grants(&operator(), account, changed.clone()).await.expect("changed");
    assert_eq!(open(&test, &secret).await.expect("opened").reader.grants, changed);
    let used = shares.list(&owner).await.expect("listed");
    assert_eq!(used[0].last_used_at, Some(test.clock.now()));
    test.clock.advance(Duration::seconds(30));
    open(&test, &secret).await.expect("opened");
    assert_eq!(shares.list(&owner).await.expect("listed"), used, "noted to the minute");
    test.clock.advance(Duration::seconds(31));
    open(&test, &secret).await.expect("opened");
    assert_eq!(shares.list(&owner).await.expect("listed")[0].last_used_at, Some(test.clock.now()));
    assert!(actions(&test).await.contains(&"shares.create".to_owned()));
    for wrong in ["", "0", &"0".repeat(64), &secret.to_uppercase(), &secret[..63]] {
        assert!(is_dead(&test, wrong).await, "{wrong}");
    }
}

async fn it_ends_with_its_time_its_owner_and_when_it_is_taken_back(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let shares = test.services.shares();
    let account = joins(&test, "owner@example.go.th", Role::Executive, "one").await;
    let owner = actor(account, Role::Executive, "one");
    let make = async |lasts| shares.create(&owner, page("/national"), lasts).await.expect("made");
    let ((week, of_week), (_, of_month)) = (make(Lasts::Week).await, make(Lasts::Month).await);
    test.clock.advance(Duration::days(7) - Duration::seconds(1));
    open(&test, &of_week).await.expect("to the last second");
    test.clock.advance(Duration::seconds(1));
    let by = Some("คุณ owner@example.go.th".to_owned());
    let of_time = Ended { end: End::Expired, at: week.expires_at, by };
    assert_eq!(ended(&test, &of_week).await, of_time);
    assert!(shares.list(&owner).await.expect("listed").iter().all(|share| share.id != week.id));
    let accounts = test.services.accounts();
    accounts.set_disabled(&operator(), account, Disabled::Yes).await.expect("disabled");
    let with_its_owner = Ended { end: End::Revoked, at: test.clock.now(), by: None };
    assert_eq!(ended(&test, &of_month).await, with_its_owner, "its owner may not sign in");
    let log = test.services.audit().page(&operator(), None, None, 1).await.expect("a page");
    assert!(log.links[0].event.details.contains("\"shares_revoked\":1"), "the one that counted");
    assert_eq!(ended(&test, &of_week).await, Ended { by: None, ..of_time.clone() }, "nor gives another one");
    accounts.set_disabled(&operator(), account, Disabled::No).await.expect("enabled");
    let still = Ended { by: of_time.by.clone(), ..with_its_owner };
    assert_eq!(ended(&test, &of_month).await, still, "it does not come back with its owner");
    let (month, of_month) = make(Lasts::Month).await;
    open(&test, &of_month).await.expect("they may make another one");
    raw(&test, "UPDATE account SET must_change_password = TRUE WHERE email = 'owner@example.go.th'")
        .await
        .expect("set");
    assert!(is_dead(&test, &of_month).await, "its owner may do nothing yet");
    raw(&test, "UPDATE account SET must_change_password = FALSE").await.expect("set");
    raw(&test, "DELETE FROM account_grant").await.expect("taken");
    assert!(is_dead(&test, &of_month).await, "its owner may read nothing");
    accounts.set_grants(&operator(), account, vec![grant(Role::Executive, "two")]).await.expect("given");
    open(&test, &of_month).await.expect("they may again");
    shares.revoke(&owner, month.id).await.expect("taken back");
    let taken_back = Ended { end: End::Revoked, at: test.clock.now(), by: of_time.by.clone() };
    assert_eq!(ended(&test, &of_month).await, taken_back);
    shares.revoke(&owner, month.id).await.expect("twice is once");
    test.clock.advance(Duration::days(40));
    assert_eq!(ended(&test, &of_month).await, taken_back, "its time would be over by now");
    let events = actions(&test).await;
    assert_eq!(events.iter().filter(|event| *event == "shares.revoke").count(), 1);
}

async fn a_row_that_was_changed_counts_no_more(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let account = joins(&test, "owner@example.go.th", Role::Executive, "th").await;
    joins(&test, "other@example.go.th", Role::Administrator, "th").await;
    let owner = actor(account, Role::Executive, "th");
    let made = test.services.shares().create(&owner, page("/national"), Lasts::Week).await;
    let (_, secret) = made.expect("made");
    open(&test, &secret).await.expect("as it was made");
    for (change, back) in [
        ("UPDATE share SET page = '/late'", "UPDATE share SET page = '/national'"),
        (
            "UPDATE share SET account = (SELECT id FROM account WHERE email = 'other@example.go.th')",
            "UPDATE share SET account = (SELECT id FROM account WHERE email = 'owner@example.go.th')",
        ),
    ] {
        raw(&test, change).await.expect("changed");
        assert!(is_dead(&test, &secret).await, "{change}");
        raw(&test, back).await.expect("changed back");
        open(&test, &secret).await.expect("as it was made");
    }
    raw(&test, "UPDATE share SET expires_at = '2099-01-01T00:00:00+00:00'").await.expect("changed");
    assert!(is_dead(&test, &secret).await, "nobody makes it last longer");
    raw(&test, "UPDATE share SET revoked_at = created_at").await.expect("changed");
    assert!(is_dead(&test, &secret).await, "nothing is told of what was changed");
}

async fn owners_and_administrators_above_see_and_take_back_and_nobody_else(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let shares = test.services.shares();
    let account = joins(&test, "owner@example.go.th", Role::Executive, "one").await;
    let owner = actor(account, Role::Executive, "one");
    let (share, secret) = shares.create(&owner, page("/national"), Lasts::Month).await.expect("made");
    let someone =
        |role, organisation| actor(domain::ids::AccountId::new(uuid::Uuid::from_u128(77)), role, organisation);
    let above = [someone(Role::Administrator, "mdes"), someone(Role::Administrator, "th")];
    let beside = [someone(Role::Administrator, "two"), someone(Role::Executive, "one"), someone(Role::Reviewer, "th")];
    let seen = async |who: &Actor| shares.list_of_others(who).await.expect("listed").len();
    for who in &above {
        assert_eq!(seen(who).await, 1, "{}", who.name);
        assert!(shares.list(who).await.expect("listed").is_empty());
    }
    for who in &beside {
        assert_eq!(seen(who).await, 0, "{}", who.name);
        assert_eq!(shares.revoke(who, share.id).await.expect_err("refused").code(), "forbidden");
    }
    assert_eq!(seen(&owner).await, 0, "one's own stand apart");
    open(&test, &secret).await.expect("still");
    shares.revoke(&above[0], share.id).await.expect("taken back");
    assert_eq!(ended(&test, &secret).await.end, End::Revoked);
    let nothing = domain::ids::ShareId::new(uuid::Uuid::nil());
    assert_eq!(shares.revoke(&owner, nothing).await.expect_err("unknown").code(), "not_found");
}

async fn an_administrator_sees_those_below_however_many_others_made_later(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let shares = test.services.shares();
    let make = async |name: &str, role, organisation: &str, count: usize| {
        let account = joins(&test, &format!("{name}@example.go.th"), role, organisation).await;
        let owner = actor(account, role, organisation);
        for _ in 0..count {
            shares.create(&owner, page("/national"), Lasts::Month).await.expect("made");
        }
        account
    };
    let one = make("one", Role::Executive, "one", 2).await;
    test.clock.advance(Duration::seconds(1));
    // More than are listed, all of them newer, none of them at or below the department.
    for number in 0..11 {
        make(&format!("other-{number}"), Role::Executive, "two", MOST_SHARES).await;
    }
    let someone =
        |organisation| actor(domain::ids::AccountId::new(uuid::Uuid::from_u128(77)), Role::Administrator, organisation);
    let of_one = shares.list_of_others(&someone("one")).await.expect("listed");
    assert_eq!(of_one.iter().map(|of| of.share.account).collect::<Vec<_>>(), [one, one]);
    assert!(of_one.iter().all(|of| !of.name.is_empty()));
    assert_eq!(shares.list_of_others(&someone("mdes")).await.expect("listed").len(), 500, "so many are listed");
    // Those whose owners have no role any more are for whoever administers everything.
    raw(&test, "DELETE FROM account_grant").await.expect("taken");
    assert!(shares.list_of_others(&someone("mdes")).await.expect("listed").is_empty());
    assert_eq!(shares.list_of_others(&someone("th")).await.expect("listed").len(), 500);
}

async fn one_account_has_only_so_many(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let shares = test.services.shares();
    let account = joins(&test, "owner@example.go.th", Role::Executive, "one").await;
    let owner = actor(account, Role::Executive, "one");
    let mut last = None;
    shares.require_room(&owner).await.expect("room");
    for _ in 0..MOST_SHARES {
        last = Some(shares.create(&owner, page("/national"), Lasts::Month).await.expect("made").0.id);
    }
    let beyond = shares.create(&owner, page("/national"), Lasts::Month).await.expect_err("too many");
    assert_eq!(beyond.code(), "too_many_shares");
    assert_eq!(shares.require_room(&owner).await.expect_err("too many").code(), "too_many_shares");
    shares.revoke(&owner, last.expect("some")).await.expect("taken back");
    shares.require_room(&owner).await.expect("one is free");
    shares.create(&owner, page("/national"), Lasts::Month).await.expect("one is free");
}

async fn what_is_over_is_forgotten(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let account = joins(&test, "owner@example.go.th", Role::Executive, "one").await;
    let owner = actor(account, Role::Executive, "one");
    let (share, _) = test.services.shares().create(&owner, page("/national"), Lasts::Week).await.expect("made");
    let line = Line {
        job: CLEAN_UP,
        cadence: Cadence::Cron("0 17 * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: Duration::minutes(90),
    };
    let is_there = async || {
        test.services.jobs().look(&line, "first").await.expect("looked");
        let mut tx = test.services.db().read().await.expect("a transaction");
        super::shares::get(&mut tx, share.id).await.expect("asked").is_some()
    };
    assert!(is_there().await);
    test.clock.advance(Duration::days(60));
    assert!(is_there().await);
    test.clock.advance(Duration::days(60));
    assert!(!is_there().await);
}
