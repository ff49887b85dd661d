//! Signing on behalf, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{country, fill, key, on_both_databases, operator, person, start},
    contract_accounts::{grant, someone},
};
use crate::{
    Actor, Channel, ServiceError,
    accounts::Disabled,
    delegations::NewDelegation,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::{Action, Grant, Role},
    ids::{AccountId, DelegationId, OrganisationCode},
    submission::{Refusal, StateName},
};

on_both_databases!(
    a_delegate_signs_in_their_own_name_and_the_report_says_for_whom,
    nobody_signs_what_they_or_their_giver_submitted,
    a_delegation_ends_by_itself_when_it_is_taken_back_and_with_its_giver,
    only_what_is_ones_own_can_be_given,
);

/// An approver of department one, and an official without any role there.
struct People {
    approver: AccountId,
    official: AccountId,
}

async fn people(test: &TestServices) -> People {
    let accounts = test.services.accounts();
    let approver = someone("approver@one.go.th", &[grant(Role::Approver, "one")]);
    let official = someone("official@one.go.th", &[grant(Role::Executive, "two")]);
    People {
        approver: accounts.create(&operator(), approver).await.expect("created"),
        official: accounts.create(&operator(), official).await.expect("created"),
    }
}

/// Somebody as they are when they sign in now: with their roles and what was given to them.
async fn now(test: &TestServices, account: AccountId) -> Actor {
    let mut tx = test.services.db().read().await.expect("a transaction");
    let grants: Vec<Grant> =
        super::accounts::grants(&mut tx, &[account]).await.expect("read").remove(&account).unwrap_or_default();
    let delegated = test.services.delegated_in(&mut tx, account).await.expect("read");
    Actor::new(account, "somebody", grants, Channel::Web).with_delegated(delegated)
}

fn new(given_to: &str, organisation: &str, days: (i64, i64)) -> NewDelegation {
    NewDelegation {
        organisation: organisation.parse().expect("a code"),
        given_to: given_to.parse().expect("an address"),
        starts_at: start() + Duration::days(days.0),
        ends_at: start() + Duration::days(days.1),
        reason: "คำสั่งที่ 1/2570".to_owned(),
    }
}

fn path() -> Vec<OrganisationCode> {
    ["one", "mdes", "th"].map(|code| code.parse().expect("a code")).to_vec()
}

async fn submitted(test: &TestServices, by: &Actor) {
    fill(test, by, "one", "40").await;
    test.services.submissions().submit(by, &key("one"), Seen::Any).await.expect("submitted");
}

async fn a_delegate_signs_in_their_own_name_and_the_report_says_for_whom(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (services, people) = (&test.services, people(&test).await);
    submitted(&test, &person(1, Role::Reporter, "one")).await;
    let before = now(&test, people.official).await;
    let refused = services.submissions().approve(&before, &key("one"), Seen::Any).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    let approver = now(&test, people.approver).await;
    let id = services.delegations().give(&approver, new("official@one.go.th", "one", (0, 10))).await.expect("given");
    let delegate = now(&test, people.official).await;
    assert_eq!(delegate.on_behalf(Action::ApproveReport, &path()).map(|of| of.given_by), Some(people.approver));
    assert!(!delegate.may(Action::EditReport, &path()), "signing, and nothing else");
    assert!(approver.may(Action::ManageCollectors, &path()), "which approvers do besides");
    assert!(!delegate.may(Action::ManageCollectors, &path()), "a collector would stay when the time is over");
    assert!(!delegate.may_somewhere(Action::ManageCollectors));
    services.submissions().approve(&delegate, &key("one"), Seen::Any).await.expect("approved");
    let report = services.reports().get(&person(9, Role::Executive, "th"), &key("one")).await.expect("a report");
    assert_eq!(report.submission.state.approved().map(|stamp| stamp.by), Some(people.official));
    let step = report.thread.last().expect("a step");
    assert_eq!((step.step.as_str(), step.role.as_str()), ("approve", "approver"));
    assert_eq!(step.on_behalf_of.as_deref(), Some(someone("approver@one.go.th", &[]).name.as_str()));
    let events = services.audit().page(&operator(), None, None, 5).await.expect("a log");
    let told = format!("{events:?}");
    assert!(told.contains(&people.approver.to_string()) && told.contains(&id.to_string()), "{told}");
    services.audit().verify(&operator()).await.expect("a whole chain");
    let listed = services.delegations().list(&delegate).await.expect("a list");
    assert_eq!(listed.iter().map(|named| named.delegation.id).collect::<Vec<_>>(), [id]);
}

async fn nobody_signs_what_they_or_their_giver_submitted(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (services, people) = (&test.services, people(&test).await);
    let approver = now(&test, people.approver).await;
    services.delegations().give(&approver, new("official@one.go.th", "one", (0, 10))).await.expect("given");
    let delegate = now(&test, people.official).await;
    let reporter_of = |account| {
        let grants = vec![grant(Role::Reporter, "one")];
        Actor::new(account, "reporter", grants, Channel::Web)
    };
    // The delegate reports as well: what they submitted is not theirs to sign.
    submitted(&test, &reporter_of(people.official)).await;
    let own = services.submissions().approve(&delegate, &key("one"), Seen::Any).await;
    assert!(matches!(own, Err(ServiceError::Refused(Refusal::SamePerson))), "{own:?}");
    services.submissions().withdraw(&reporter_of(people.official), &key("one"), Seen::Any).await.expect("withdrawn");
    // Nor what whoever let them sign submitted: the one would check the other's work for them.
    let by_giver = reporter_of(people.approver);
    services.submissions().submit(&by_giver, &key("one"), Seen::Any).await.expect("submitted");
    let givers = services.submissions().approve(&delegate, &key("one"), Seen::Any).await;
    assert!(matches!(givers, Err(ServiceError::Refused(Refusal::SamePerson))), "{givers:?}");
    let report = services.reports().get(&delegate, &key("one")).await.expect("a report");
    assert_eq!(report.submission.state.name(), StateName::Submitted);
}

async fn a_delegation_ends_by_itself_when_it_is_taken_back_and_with_its_giver(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (services, people) = (&test.services, people(&test).await);
    let approver = now(&test, people.approver).await;
    let may = || async { now(&test, people.official).await.may(Action::ApproveReport, &path()) };
    services.delegations().give(&approver, new("official@one.go.th", "one", (2, 4))).await.expect("given");
    assert!(!may().await, "not begun");
    test.clock.advance(Duration::days(3));
    assert!(may().await);
    test.clock.advance(Duration::days(2));
    assert!(!may().await, "over");

    let id = services.delegations().give(&approver, new("official@one.go.th", "one", (5, 60))).await.expect("given");
    assert!(may().await);
    let stranger = services.delegations().revoke(&now(&test, people.official).await, id).await;
    assert!(matches!(stranger, Err(ServiceError::Forbidden)), "{stranger:?}");
    services.delegations().revoke(&approver, id).await.expect("taken back");
    assert!(!may().await);
    let twice = services.delegations().revoke(&approver, id).await.expect_err("refused");
    assert_eq!(twice.code(), "delegation_over");
    let nothing = services.delegations().revoke(&approver, DelegationId::new(uuid::Uuid::nil())).await;
    assert!(matches!(nothing, Err(ServiceError::NotFound(_))));

    services.delegations().give(&approver, new("official@one.go.th", "one", (5, 60))).await.expect("given");
    assert!(may().await);
    services
        .accounts()
        .set_grants(&operator(), people.approver, vec![grant(Role::Approver, "two")])
        .await
        .expect("set");
    assert!(!may().await, "its giver approves elsewhere now");
    services
        .accounts()
        .set_grants(&operator(), people.approver, vec![grant(Role::Approver, "mdes")])
        .await
        .expect("set");
    assert!(may().await, "and here again, from above");
    services.accounts().set_disabled(&operator(), people.approver, Disabled::Yes).await.expect("disabled");
    assert!(!may().await, "its giver is gone");
}

async fn only_what_is_ones_own_can_be_given(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (services, people) = (&test.services, people(&test).await);
    let approver = now(&test, people.approver).await;
    let give = |actor: Actor, new: NewDelegation| async move { services.delegations().give(&actor, new).await };
    let code = |refused: Result<DelegationId, ServiceError>| refused.expect_err("refused").code().to_owned();
    assert_eq!(code(give(approver.clone(), new("official@one.go.th", "two", (0, 5))).await), "forbidden");
    assert_eq!(code(give(approver.clone(), new("nobody@one.go.th", "one", (0, 5))).await), "delegate_unknown");
    assert_eq!(code(give(approver.clone(), new("approver@one.go.th", "one", (0, 5))).await), "delegate_self");
    assert_eq!(code(give(approver.clone(), new("official@one.go.th", "one", (0, 93))).await), "delegation_end");
    for nothing in [" ", "\0", "\u{200b}", " \u{202e}\u{2060}"] {
        let silent = NewDelegation { reason: nothing.to_owned(), ..new("official@one.go.th", "one", (0, 5)) };
        assert_eq!(code(give(approver.clone(), silent).await), "reason_missing", "{nothing:?}");
    }
    let marked = NewDelegation {
        reason: "คำ\u{200b}สั่ง\0 ".to_owned(), ..new("official@one.go.th", "one", (0, 5))
    };
    give(approver.clone(), marked).await.expect("given");
    let given = services.delegations().list(&approver).await.expect("listed").remove(0).delegation;
    assert_eq!(given.reason, "คำ\u{200b}สั่ง\u{fffd}", "marks within words stay");
    let third = someone("third@one.go.th", &[grant(Role::Executive, "one")]);
    services.accounts().create(&operator(), third).await.expect("created");
    let delegate = now(&test, people.official).await;
    assert!(delegate.may(Action::ApproveReport, &path()));
    assert_eq!(code(give(delegate, new("third@one.go.th", "one", (0, 5))).await), "forbidden", "not given on");
}
