//! Nobody checks their own work: who appoints whom, and who takes which step of a report.

use super::{
    contract::{fill, key, land, on_both_databases, operator, person},
    contract_accounts::{GOOD, OTHER, actor, attempt, code, grant, joins, someone},
};
use crate::{
    Actor, Password, ServiceError,
    accounts::Disabled,
    organisations::ImportMode,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    ids::AccountId,
    submission::{Refusal, StateName},
};

on_both_databases!(
    only_the_root_appoints_who_acts_for_dga,
    nobody_changes_what_they_themselves_may_do,
    a_name_and_an_address_are_changed_by_those_who_may,
    whoever_took_a_step_of_a_report_does_not_take_the_next,
    who_approved_is_known_for_reports_on_their_way_before_the_rule,
);

async fn only_the_root_appoints_who_acts_for_dga(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let admin = joins(&test, "admin@mdes.go.th", Role::Administrator, "mdes").await;
    let approver = joins(&test, "approver@one.go.th", Role::Approver, "one").await;
    let ministry = actor(admin, Role::Administrator, "mdes");
    for role in [Role::Reviewer, Role::Administrator] {
        for organisation in ["mdes", "one"] {
            let given = grant(role, organisation);
            let made = accounts.create(&ministry, someone("x@one.go.th", std::slice::from_ref(&given))).await;
            assert_eq!(code(made), "forbidden", "{role:?} {organisation}");
            let both = vec![grant(Role::Approver, "one"), given.clone()];
            assert_eq!(code(accounts.set_grants(&ministry, approver, both).await), "forbidden");
            let row = someone("approver@one.go.th", std::slice::from_ref(&given));
            assert_eq!(code(accounts.import(&ministry, vec![row], ImportMode::Apply).await), "rows_refused");
        }
    }
    accounts
        .set_grants(&ministry, approver, vec![grant(Role::Coordinator, "mdes")])
        .await
        .expect("within the ministry");

    let reviewer = joins(&test, "reviewer@mdes.go.th", Role::Reviewer, "mdes").await;
    let fellow = joins(&test, "fellow@mdes.go.th", Role::Administrator, "mdes").await;
    for appointed in [reviewer, fellow] {
        let taken = accounts.set_grants(&ministry, appointed, vec![grant(Role::Reporter, "one")]).await;
        assert_eq!(code(taken), "forbidden", "what the root gave, the root takes");
        assert_eq!(code(accounts.reset_password(&ministry, appointed, &Password::new(OTHER)).await), "forbidden");
        assert_eq!(code(accounts.set_disabled(&ministry, appointed, Disabled::Yes).await), "forbidden");
        assert_eq!(code(accounts.get(&ministry, appointed).await), "allowed", "but it may know of them");
        accounts.set_grants(&operator(), appointed, vec![grant(Role::Reporter, "one")]).await.expect("taken");
    }
}

async fn nobody_changes_what_they_themselves_may_do(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    joins(&test, "root@dga.or.th", Role::Administrator, "th").await;
    let admin = joins(&test, "admin@dga.or.th", Role::Administrator, "th").await;
    let me = actor(admin, Role::Administrator, "th");
    let wanted = vec![grant(Role::Reviewer, "th"), grant(Role::Administrator, "th")];
    assert_eq!(code(accounts.set_grants(&me, admin, wanted.clone()).await), "own_grants");
    let row = || someone("admin@dga.or.th", &wanted);
    let Err(ServiceError::Rows(refusals)) = accounts.import(&me, vec![row()], ImportMode::Apply).await else {
        panic!("an import is no way around")
    };
    assert_eq!(refusals.iter().map(|refusal| refusal.code.as_str()).collect::<Vec<_>>(), ["own_grants"]);
    assert_eq!(code(accounts.set_grants(&me, admin, vec![grant(Role::Administrator, "th")]).await), "allowed");
    accounts.set_grants(&operator(), admin, wanted.clone()).await.expect("somebody else may");
    assert_eq!(accounts.get(&me, admin).await.expect("an account").grants, wanted);
    assert!(test.services.sign_in(attempt("admin@dga.or.th", GOOD)).await.is_ok());
}

async fn a_name_and_an_address_are_changed_by_those_who_may(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let accounts = test.services.accounts();
    let admin = joins(&test, "admin@mdes.go.th", Role::Administrator, "mdes").await;
    let ann = joins(&test, "ann@one.go.th", Role::Reporter, "one").await;
    let ministry = actor(admin, Role::Administrator, "mdes");
    let address = |text: &str| text.parse().expect("an address");
    let session = test.services.sign_in(attempt("ann@one.go.th", GOOD)).await.expect("signed in");
    accounts.rename(&ministry, ann, " แอน\u{200b} ใจดี ", &address("ann@one.go.th")).await.expect("renamed");
    assert!(
        test.services.actor_for_session(&session.secret).await.expect("looked up").is_some(),
        "a name ends nothing"
    );
    accounts.rename(&ministry, ann, "แอน ใจดี", &address("ann.jaidee@one.go.th")).await.expect("moved");
    assert!(test.services.actor_for_session(&session.secret).await.expect("looked up").is_none());
    assert_eq!(code(test.services.sign_in(attempt("ann@one.go.th", GOOD)).await), "sign_in_refused");
    assert!(test.services.sign_in(attempt("ann.jaidee@one.go.th", GOOD)).await.is_ok());
    let account = accounts.get(&ministry, ann).await.expect("an account");
    assert_eq!((account.name.as_str(), account.email.as_str()), ("แอน ใจดี", "ann.jaidee@one.go.th"));
    let taken = accounts.rename(&ministry, ann, "แอน", &address("admin@mdes.go.th")).await;
    assert_eq!(code(taken), "email_taken");
    assert_eq!(code(accounts.rename(&ministry, ann, "\u{200b}", &address("ann@one.go.th")).await), "account_name");
    assert_eq!(code(accounts.rename(&ministry, admin, "x", &address("x@mdes.go.th")).await), "forbidden");
    let account = accounts.get(&ministry, ann).await.expect("an account");
    assert_eq!(account.name, "แอน ใจดี", "what is refused changes nothing");
}

/// Somebody with several roles.
fn with_roles(number: u128, roles: &[(Role, &str)]) -> Actor {
    let grants = roles.iter().map(|(role, organisation)| grant(*role, organisation)).collect();
    Actor { grants, ..person(number, Role::Executive, "th") }
}

async fn state(test: &TestServices) -> (i64, StateName) {
    let report = test.services.reports().get(&operator(), &key("one")).await.expect("a report");
    (report.submission.version, report.submission.state.name())
}

async fn whoever_took_a_step_of_a_report_does_not_take_the_next(engine: Engine) {
    let Some(test) = super::contract::country(engine).await else { return };
    let submissions = test.services.submissions();
    let reporter = person(1, Role::Reporter, "one");
    let approver = with_roles(2, &[(Role::Approver, "one"), (Role::Coordinator, "mdes"), (Role::Reviewer, "th")]);
    let coordinator = with_roles(3, &[(Role::Coordinator, "mdes"), (Role::Reviewer, "th")]);
    let is_refused = |outcome: Result<(), ServiceError>| {
        assert!(matches!(outcome, Err(ServiceError::Refused(Refusal::SamePerson))), "{outcome:?}");
    };
    fill(&test, &reporter, "one", "40").await;
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&approver, &key("one"), Seen::Any).await.expect("approved");
    let before = state(&test).await;
    is_refused(submissions.endorse(&approver, &key("one"), Seen::Any).await);
    is_refused(submissions.accept(&approver, &key("one"), Seen::Any, &[]).await);
    assert_eq!(state(&test).await, before, "nothing moved");
    let waiting = async |actor: &Actor| {
        let lists = test.services.inbox(actor, 1).await.expect("lists");
        lists.into_iter().map(|list| (list.role, list.total)).collect::<Vec<_>>()
    };
    let (mine, theirs) = (waiting(&approver).await, waiting(&coordinator).await);
    assert_eq!(
        mine,
        [(Role::Approver, 0), (Role::Coordinator, 0), (Role::Reviewer, 0)],
        "what cannot be done is no work"
    );
    assert!(theirs.iter().any(|(role, total)| (*role, *total) == (Role::Coordinator, 1)), "{theirs:?}");
    submissions.endorse(&coordinator, &key("one"), Seen::Any).await.expect("endorsed");
    for person in [&approver, &coordinator] {
        is_refused(submissions.accept(person, &key("one"), Seen::Any, &[]).await);
    }
    submissions.accept(&person(4, Role::Reviewer, "th"), &key("one"), Seen::Any, &[]).await.expect("accepted");
    assert_eq!(state(&test).await.1, StateName::Accepted);
}

/// What the migration does to reports that were approved before it.
async fn who_approved_is_known_for_reports_on_their_way_before_the_rule(engine: Engine) {
    let Some(test) = super::contract::country(engine).await else { return };
    let submissions = test.services.submissions();
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&person(2, Role::Approver, "one"), &key("one"), Seen::Any).await.expect("approved");
    submissions.endorse(&person(3, Role::Coordinator, "mdes"), &key("one"), Seen::Any).await.expect("endorsed");
    let migration = match engine {
        Engine::Sqlite => include_str!("../../../migrations/sqlite/0016_approvals.sql"),
        Engine::Postgres => include_str!("../../../migrations/postgres/0016_approvals.sql"),
    };
    let (_, fill_in) =
        migration.split_once("approved_at").and_then(|(_, rest)| rest.split_once(';')).expect("an update");
    let mut tx = test.services.db().write().await.expect("a transaction");
    for sql in ["UPDATE submission SET approved_by = NULL, approved_at = NULL", fill_in] {
        on!(&mut tx, conn => sqlx::query(sqlx::AssertSqlSafe(sql)).execute(conn).await.map(|_| ())).expect("done");
    }
    tx.commit().await.expect("kept");
    let report = test.services.reports().get(&operator(), &key("one")).await.expect("a report");
    let approved = report.submission.state.approved().expect("an approval");
    assert_eq!((approved.by, approved.at), (AccountId::new(uuid::Uuid::from_u128(2)), test.services.now()));
}
