//! What is kept with its instants as it was at an earlier one, told to `SQLite` and `PostgreSQL` alike: files of evidence, one
//! objection, one snapshot.

use super::{
    contract::{country, indicator, key, on_both_databases, operator, person},
    contract_accounts::code,
    contract_objections::{filed, reporter, reviewer, verified_country},
    contract_papers::asked,
    contract_snapshots::{reviewed, take},
};
use crate::{
    Actor, Services,
    evidence::Upload,
    objections::{Deciding, Decision, ObjectionPage},
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    ids::ObjectionId,
    objection::ObjectionStateName,
    snapshot::{Export, Stage},
    submission::ReportKey,
    text::Language,
};

on_both_databases!(
    a_file_was_there_from_its_coming_until_it_was_taken_out,
    an_objection_is_what_it_was_and_nothing_can_be_done_about_it,
    a_snapshot_is_what_it_was_known_as,
);

/// An hour later, with the instant half an hour ago.
fn between(test: &TestServices) -> DateTime<Utc> {
    test.clock.advance(Duration::hours(1));
    test.clock.now() - Duration::minutes(30)
}

async fn then(test: &TestServices, at: DateTime<Utc>) -> Services {
    test.services.as_of(at).await.expect("a past")
}

fn upload(name: &str) -> Upload {
    Upload { file_name: name.to_owned(), media_type: "application/pdf".to_owned(), content: "%PDF".into() }
}

async fn a_file_was_there_from_its_coming_until_it_was_taken_out(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (reporter, files) = (person(1, Role::Reporter, "one"), test.services.evidence());
    let before = between(&test);
    let first = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("first.pdf")).await.expect("added");
    let with_first = between(&test);
    let second = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("second.pdf")).await.expect("added");
    let with_both = between(&test);
    files.remove(&reporter, first.id).await.expect("taken out");
    let without_first = between(&test);
    for (at, expected) in [
        (before, vec![]),
        (with_first, vec![first.clone()]),
        (with_both, vec![first.clone(), second.clone()]),
        (without_first, vec![second.clone()]),
    ] {
        let past = then(&test, at).await;
        assert_eq!(past.evidence().of_report(&reporter, &key("one")).await.expect("listed"), expected, "{at}");
        let is_there = past.evidence().about(&reporter, first.id).await.is_ok();
        assert_eq!(is_there, expected.contains(&first), "{at}");
    }
    let past = then(&test, with_both).await;
    let stranger = person(2, Role::Reporter, "two");
    assert_eq!(code(past.evidence().of_report(&stranger, &key("one")).await), "forbidden");
    assert_eq!(code(past.evidence().about(&stranger, first.id).await), "forbidden");
    // Rights are those of now, and by the tree of then nobody gets any.
    assert_eq!(files.of_report(&reporter, &key("one")).await.expect("listed"), [second]);
}

async fn an_objection_is_what_it_was_and_nothing_can_be_done_about_it(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let before = between(&test);
    let id = filed(&test, "40").await;
    let open = between(&test);
    test.services.objections().say(&reporter(), id, 0, "ตามหนังสือ").await.expect("said");
    let said = between(&test);
    test.services.objections().attach(&reporter(), id, "ภาพ", vec![upload("proof.pdf")]).await.expect("attached");
    let proven = between(&test);
    let live = test.services.objections().get(&reviewer(5), id).await.expect("read");
    assert_eq!((live.deciding, live.may_say), (Deciding::May, true));
    let upholds = (Decision::Uphold, "ถูกต้อง");
    test.services.objections().decide(&reviewer(5), id, 2, upholds).await.expect("upheld");
    let upheld = between(&test);
    let told = async |at| page(&then(&test, at).await, id).await;
    assert_eq!(code(then(&test, before).await.objections().get(&reviewer(5), id).await), "not_found");
    for (at, state, steps, files) in [
        (open, ObjectionStateName::Open, 1, 0),
        (said, ObjectionStateName::Open, 2, 0),
        (proven, ObjectionStateName::Open, 3, 1),
        (upheld, ObjectionStateName::Upheld, 4, 1),
    ] {
        let page = told(at).await;
        let objection = &page.listed.objection;
        assert_eq!((objection.state.name(), page.steps.len(), page.as_of), (state, steps, at));
        assert_eq!(page.steps.iter().map(|step| step.files.len()).sum::<usize>(), files, "{at}");
        assert_eq!(usize::try_from(objection.version).expect("few") + 1, steps);
        let can = (page.may_say, page.may_withdraw, page.deciding);
        assert_eq!(can, (false, false, Deciding::Not), "nothing is done in the past");
    }
    // What it was foretold to do, as it was read then; and what it did.
    let (foretold, done) = (told(proven).await, told(upheld).await);
    assert_eq!((foretold.effects, foretold.present), (live.effects, live.present));
    let now = page(&test.services, id).await;
    assert_eq!((done.effects, done.present, done.steps), (now.effects, now.present, now.steps));
    assert_ne!(live.present, done.present);
}

async fn page(services: &Services, id: ObjectionId) -> ObjectionPage {
    services.objections().get(&reviewer(5), id).await.expect("read")
}

async fn a_snapshot_is_what_it_was_known_as(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let before = between(&test);
    let taken = take(&test, Stage::Final, "").await;
    let unmade = between(&test);
    let file = test.folder.path().join("made");
    std::fs::write(&file, "{}").expect("written");
    test.services.snapshots().keep_file(&operator(), &taken.code, Export::Json, &file, 1).await.expect("kept");
    let made = between(&test);
    let until = test.clock.now() + Duration::days(1);
    test.services.snapshots().publish(&operator(), &taken.code, Some(until)).await.expect("published");
    let embargoed = between(&test);
    test.clock.advance(Duration::days(2));
    asked(&test.services, &taken, Language::Th, Some("%PDF")).await.expect("set");
    let public = between(&test);
    let again = take(&test, Stage::Final, "แก้ค่า").await;
    between(&test);
    assert_eq!(code(then(&test, before).await.snapshots().get(Some(&operator()), &taken.code).await), "not_found");
    for (at, is_published, is_public, files, papers) in [
        (unmade, false, false, 0, 0),
        (made, false, false, 1, 0),
        (embargoed, true, false, 1, 0),
        (public, true, true, 1, 1),
    ] {
        let past = then(&test, at).await;
        let (snapshots, reader) = (past.snapshots(), operator());
        let around = snapshots.around(Some(&reader), &taken.code).await.expect("read");
        assert_eq!((around.snapshot.published_at.is_some(), around.is_public), (is_published, is_public), "{at}");
        assert_eq!(snapshots.files(Some(&reader), &taken.code).await.expect("listed").len(), files, "{at}");
        assert_eq!(snapshots.papers(Some(&reader), &taken.code, 9).await.expect("listed").len(), papers, "{at}");
        assert_eq!(snapshots.get(None, &taken.code).await.is_ok(), is_public, "{at}");
        assert!(!around.may_manage && around.readers.is_empty(), "nothing is done in the past");
        assert_eq!(around.siblings.len(), 1, "{} came later", again.code);
    }
    let now = test.services.snapshots().around(Some(&operator()), &taken.code).await.expect("read");
    assert!(now.may_manage && now.siblings.len() == 2);
}

/// The files and the objections of a report, each with its thread and what it does to scores.
pub(super) async fn told_of_report(services: &Services, reader: &Actor, key: &ReportKey) -> Vec<(String, String)> {
    let about = format!("{} {}", key.agency, key.round);
    let files = services.evidence().of_report(reader, key).await.map_err(|error| error.code().to_owned());
    let mut found = vec![(format!("evidence {about}"), format!("{files:#?}"))];
    let objections = services.objections().of_report(reader, key).await.map(|found| found.listed).unwrap_or_default();
    found.push((format!("objections {about}"), format!("{:#?}", objections.len())));
    for listed in objections {
        let page = services.objections().get(reader, listed.objection.id).await.expect("an objection");
        let figures = (page.present, page.reported, page.counter, page.can_be_upheld);
        let told = (figures, page.listed.objection, page.listed.is_overdue, page.steps, page.effects);
        found.push((format!("objection {about}"), format!("{told:#?}")));
    }
    found
}
