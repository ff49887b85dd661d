//! Two people type over each other: nothing is lost, and nothing goes on before somebody has chosen.

use super::contract::{country, fill, indicator, key, on_both_databases, person};
use crate::{
    Actor, ServiceError,
    drafts::{Choice, Edit, Screen},
    reports::Conflict,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use domain::{access::Role, entry::Entry, merge::Cell, problem::ProblemKind};
use uuid::Uuid;

on_both_databases!(
    a_report_is_not_submitted_while_a_conflict_is_undecided,
    what_is_kept_beside_survives_every_other_edit,
    somebody_else_may_decide_when_whoever_typed_is_gone,
    what_nobody_else_changed_merges_and_the_rest_is_chosen_cell_by_cell,
    what_somebody_typed_on_two_pages_is_chosen_and_on_one_the_newest_counts,
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

/// Sends what was typed over a text that is known, as a browser does that was without a connection.
async fn sends(test: &TestServices, who: &Actor, (base, entry): (&Entry, Entry), base_version: i64) -> Vec<String> {
    let screen = Screen { page: None, bases: [(indicator("svc-e2e"), base.clone())].into() };
    sends_from(test, who, &screen, entry, base_version).await
}

async fn sends_from(test: &TestServices, who: &Actor, screen: &Screen, entry: Entry, base_version: i64) -> Vec<String> {
    let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version };
    let saved = test.services.drafts().merge(who, &key("one"), vec![edit], screen).await.expect("saved");
    let codes = |told: &str, codes: Vec<_>| codes.into_iter().map(|_| told.to_owned()).collect::<Vec<_>>();
    [codes("merged", saved.merged), codes("conflict", saved.conflicts)].concat()
}

async fn stored(test: &TestServices, who: &Actor) -> Entry {
    let report = test.services.reports().get(who, &key("one")).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").entry.clone()
}

async fn what_nobody_else_changed_merges_and_the_rest_is_chosen_cell_by_cell(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (mine, theirs) = (person(1, Role::Reporter, "one"), person(4, Role::Reporter, "one"));
    fill(&test, &mine, "one", "40").await;
    let (version, ..) = read(&test, &mine).await;
    let base = stored(&test, &mine).await;
    let with = |value: &str, obstacles: &str| Entry {
        value: value.to_owned(),
        obstacles: obstacles.to_owned(),
        ..base.clone()
    };
    types(&test, &theirs, with("42", ""), version).await;
    assert_eq!(sends(&test, &mine, (&base, with("40", "น้ำท่วม")), version).await, ["merged"]);
    assert_eq!(stored(&test, &mine).await, with("42", "น้ำท่วม"), "each cell of whoever changed it");
    types(&test, &theirs, with("42", "ไฟดับ"), version + 2).await;
    let told = sends(&test, &mine, (&base, with("41", "น้ำท่วมใหญ่")), version).await;
    assert_eq!(told, ["merged", "conflict"]);
    let (now, value, kept) = read(&test, &mine).await;
    let kept = kept.expect("both cells wait");
    assert_eq!((value.as_str(), kept.base.as_ref()), ("42", Some(&base)));
    assert_eq!(kept.entry, with("41", "น้ำท่วมใหญ่"));
    let (drafts, svc) = (test.services.drafts(), indicator("svc-e2e"));
    let figure = [(Cell::Figure, Choice::Mine)];
    let unseen = drafts.decide_cells(&mine, &key("one"), &svc, Some(now - 1), &figure).await;
    assert!(matches!(unseen, Err(ServiceError::Conflict)), "{unseen:?}");
    let nothing = drafts.decide_cells(&mine, &key("one"), &svc, Some(now), &[]).await;
    assert!(matches!(nothing, Err(ServiceError::Invalid { .. })), "{nothing:?}");
    drafts.decide_cells(&mine, &key("one"), &svc, Some(now), &figure).await.expect("one cell decided");
    let left = read(&test, &mine).await.2.expect("the other still waits");
    assert_eq!((stored(&test, &mine).await, left.entry), (with("41", "ไฟดับ"), with("41", "น้ำท่วมใหญ่")));
    let obstacles = [(Cell::Obstacles, Choice::Base)];
    drafts.decide_cells(&mine, &key("one"), &svc, None, &obstacles).await.expect("decided");
    assert_eq!((stored(&test, &mine).await, read(&test, &mine).await.2), (with("41", ""), None));
}

async fn what_somebody_typed_on_two_pages_is_chosen_and_on_one_the_newest_counts(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let mine = person(1, Role::Reporter, "one");
    fill(&test, &mine, "one", "40").await;
    let (version, ..) = read(&test, &mine).await;
    let base = stored(&test, &mine).await;
    let with = |value: &str, obstacles: &str| Entry {
        value: value.to_owned(),
        obstacles: obstacles.to_owned(),
        ..base.clone()
    };
    let page = |number| Screen { page: Some(Uuid::from_u128(number)), ..Screen::default() };
    assert_eq!(sends_from(&test, &mine, &page(1), with("41", "น้ำท่วม"), version).await, [""; 0]);
    // Back on the same page, which knows nothing of what was stored.
    assert_eq!(sends_from(&test, &mine, &page(1), with("42", ""), version).await, [""; 0]);
    assert_eq!(sends_from(&test, &mine, &page(1), with("43", ""), version).await, [""; 0]);
    assert_eq!(read(&test, &mine).await, (version + 3, "43".to_owned(), None), "the newest of one page");
    assert_eq!(sends_from(&test, &mine, &page(2), with("44", ""), version).await, ["conflict"]);
    let (_, value, kept) = read(&test, &mine).await;
    let kept = kept.expect("the other page is asked");
    assert_eq!((value.as_str(), kept.entry.value.as_str()), ("43", "44"));
    assert!(kept.is_own && kept.is_stored_own, "{kept:?}");
    let over = Screen { bases: [(indicator("svc-e2e"), base.clone())].into(), ..page(3) };
    assert_eq!(sends_from(&test, &mine, &over, with("40", "ไฟดับ"), version).await, ["merged"]);
    assert_eq!(stored(&test, &mine).await, with("43", "ไฟดับ"), "cells that do not touch merge");
}
