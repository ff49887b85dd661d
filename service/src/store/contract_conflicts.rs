//! Two people type over each other: nothing is lost, and nothing goes on before somebody has chosen.

use super::contract::{country, fill, indicator, key, on_both_databases, person};
use crate::{
    Actor, ServiceError,
    drafts::{Choice, Edit},
    reports::Conflict,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use domain::{access::Role, entry::Entry, problem::ProblemKind};

on_both_databases!(
    a_report_is_not_submitted_while_a_conflict_is_undecided,
    what_is_kept_beside_survives_every_other_edit,
    somebody_else_may_decide_when_whoever_typed_is_gone,
);

fn typed(value: &str, explanation: &str) -> Entry {
    let texts = |text: &str| text.to_owned();
    Entry { value: texts(value), base: texts("100"), explanation: texts(explanation), ..Entry::default() }
}

/// Types into one indicator over a version.
async fn types(test: &TestServices, who: &Actor, entry: Entry, base_version: i64) {
    let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version };
    test.services.drafts().save(who, &key("one"), vec![edit]).await.expect("saved");
}

/// The version that is stored, its value, and what is kept beside it, as somebody reads it.
async fn read(test: &TestServices, who: &Actor) -> (i64, String, Option<Conflict>) {
    let report = test.services.reports().get(who, &key("one")).await.expect("a report");
    let entry = report.entry(&indicator("svc-e2e")).expect("an entry");
    (entry.version, entry.entry.value.clone(), entry.conflict.clone())
}

/// A report without problems in which `mine` typed 41 over the 42 of `theirs`.
async fn conflicting(test: &TestServices) -> (Actor, Actor) {
    let (mine, theirs) = (person(1, Role::Reporter, "one"), person(4, Role::Reporter, "one"));
    fill(test, &mine, "one", "40").await;
    let (version, ..) = read(test, &mine).await;
    types(test, &theirs, typed("42", ""), version).await;
    types(test, &mine, typed("41", ""), version).await;
    (mine, theirs)
}

async fn a_report_is_not_submitted_while_a_conflict_is_undecided(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (mine, theirs) = conflicting(&test).await;
    for who in [&mine, &theirs] {
        let refused = test.services.submissions().submit(who, &key("one"), Seen::Any).await;
        let Err(ServiceError::Problems(problems)) = refused else { panic!("{refused:?}") };
        let told: Vec<_> = problems.iter().map(|(code, problem)| (code.as_str(), problem.kind.clone())).collect();
        assert_eq!(told, [("svc-e2e", ProblemKind::Undecided)]);
    }
    test.services.drafts().decide(&mine, &key("one"), &indicator("svc-e2e"), Choice::Mine).await.expect("decided");
    assert_eq!(read(&test, &theirs).await, (3, "41".to_owned(), None));
    test.services.submissions().submit(&theirs, &key("one"), Seen::Any).await.expect("submitted");
}

async fn what_is_kept_beside_survives_every_other_edit(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (mine, theirs) = conflicting(&test).await;
    let (version, ..) = read(&test, &mine).await;
    types(&test, &mine, typed("42", "น้ำท่วม"), version).await;
    types(&test, &theirs, typed("42", "น้ำท่วมสองเดือน"), version + 1).await;
    let (_, value, kept) = read(&test, &mine).await;
    let kept = kept.expect("still kept");
    assert_eq!((value.as_str(), kept.entry.value.as_str(), kept.is_own), ("42", "41", true));
    types(&test, &mine, typed("41", ""), version + 2).await;
    assert_eq!(read(&test, &mine).await.2, None, "whoever saves the kept text itself has chosen it");
}

async fn somebody_else_may_decide_when_whoever_typed_is_gone(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (mine, theirs) = conflicting(&test).await;
    let seen_by_them = read(&test, &theirs).await.2.expect("they see it too");
    assert_eq!((seen_by_them.entry.value.as_str(), seen_by_them.is_own), ("41", false));
    let drafts = test.services.drafts();
    drafts.decide(&theirs, &key("one"), &indicator("svc-e2e"), Choice::Theirs).await.expect("decided");
    assert_eq!(read(&test, &mine).await.1, "42");
    let again = drafts.decide(&theirs, &key("one"), &indicator("svc-e2e"), Choice::Mine).await;
    assert!(matches!(again, Err(ServiceError::NotFound(_))), "{again:?}");
    test.services.submissions().submit(&theirs, &key("one"), Seen::Any).await.expect("submitted");
}
