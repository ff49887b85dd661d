//! The reports of single bodies, set once and kept by their hash, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator, person},
    contract_past::code,
    contract_sealed::{at_night, change, elsewhere, place, published},
    contract_snapshots::{raw, take},
};
use crate::{
    ServiceError, ServiceResult, Services,
    jobs::JobOutcome,
    snapshots::{Beside, ByteRange, Paper, SetPaper, Snapshot, Texts},
    testing::Engine,
};
use domain::{
    access::Role,
    ids::OrganisationCode,
    snapshot::{Hash, Stage},
    text::Language,
};
use futures::TryStreamExt as _;

on_both_databases!(
    a_report_is_set_once_in_each_language_and_known_by_its_hash,
    a_changed_report_is_not_given_out_and_found_at_night,
    a_lost_report_is_set_again_and_has_to_come_out_the_same,
    nobody_changes_removes_or_replaces_what_is_known_of_a_report,
    the_reports_of_all_bodies_are_asked_for_taken_back_and_done,
);

const SET: &str = "%PDF of one";
const FOLDER: &str = "snapshot-papers";

/// Asks for the report of a body, which would be set as a text.
pub(super) async fn asked(
    services: &Services,
    snapshot: &Snapshot,
    language: Language,
    text: Option<&'static str>,
) -> ServiceResult<SetPaper> {
    let body: OrganisationCode = code("one");
    let set = move |_: Texts<'_>, _: &Beside| Ok(text.map(|text| text.as_bytes().to_vec()));
    let (_, found) = services.snapshots().paper(None, &snapshot.code, &Paper { body, language }, set).await?;
    Ok(found.paper)
}

async fn given(services: &Services, paper: &SetPaper, range: ByteRange) -> ServiceResult<String> {
    let pieces: Vec<bytes::Bytes> = services.snapshots().paper_bytes(paper, range).await?.try_collect().await?;
    Ok(String::from_utf8(pieces.concat()).expect("a text"))
}

async fn a_report_is_set_once_in_each_language_and_known_by_its_hash(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    let services = &test.services;
    assert_eq!(services.snapshots().papers(None, &snapshot.code, 10).await.expect("listed"), []);
    let nothing = asked(services, &snapshot, Language::Th, None).await.expect_err("it owed no report");
    assert!(matches!(nothing, ServiceError::NotFound("report")), "{nothing:?}");
    let thai = asked(services, &snapshot, Language::Th, Some(SET)).await.expect("set");
    assert_eq!((thai.sha256, thai.size_bytes), (Hash::of(SET.as_bytes()), SET.len() as u64));
    assert_eq!(thai.file_name(), format!("{}.one.th.pdf", snapshot.code));
    assert!(place(&test, FOLDER, &thai.sha256).exists(), "it lies under its hash");
    // Whoever asks next, wherever, is given the same.
    let other = elsewhere(&test).await;
    assert_eq!(asked(&other, &snapshot, Language::Th, Some("another")).await.expect("kept"), thai);
    assert_eq!(given(&other, &thai, ByteRange::All).await.expect("given"), SET);
    assert_eq!(given(&other, &thai, ByteRange::Between(1, 3)).await.expect("given"), "PDF");
    let english = asked(services, &snapshot, Language::En, Some("%PDF in English")).await.expect("set");
    assert_ne!(english.sha256, thai.sha256);
    let listed = async |most| services.snapshots().papers(None, &snapshot.code, most).await.expect("listed");
    assert_eq!(listed(10).await, [english.clone(), thai]);
    assert_eq!(listed(1).await, std::slice::from_ref(&english));
    let (first, last): (OrganisationCode, OrganisationCode) = (code("a"), code("one"));
    let between =
        async |ends| services.snapshots().papers_between(None, &snapshot.code, ends).await.expect("listed").len();
    assert_eq!(
        (between((&first, &last)).await, between((&last, &last)).await, between((&first, &first)).await),
        (2, 2, 0)
    );
    for paper in [&english.paper(), &asked(services, &snapshot, Language::Th, None).await.expect("kept").paper()] {
        assert_eq!(Paper::named(&paper.file_name(&snapshot.code), &snapshot.code).as_ref(), Some(paper));
    }
    for name in
        ["2570-q1.final.1.one.pdf", "2570-q1.final.1.one.xx.pdf", "2570-q1.final.2.one.th.pdf", "one.th.pdf", ""]
    {
        assert_eq!(Paper::named(name, &snapshot.code), None, "{name}");
    }
    assert_eq!(at_night(&test).await.outcome, JobOutcome::Done);
}

async fn a_changed_report_is_not_given_out_and_found_at_night(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    let paper = asked(&test.services, &snapshot, Language::Th, Some(SET)).await.expect("set");
    assert_eq!(given(&test.services, &paper, ByteRange::All).await.expect("given"), SET);
    change(&place(&test, FOLDER, &paper.sha256), "%PDF of two");
    for range in [ByteRange::All, ByteRange::Between(0, 3)] {
        let refused = given(&test.services, &paper, range).await.expect_err("another one");
        assert_eq!(refused.code(), "not_as_published");
    }
    let changed = test.services.snapshots().changed_files(&operator(), &snapshot.code).await.expect("looked");
    assert!(changed.contains(&paper.file_name()), "{changed:?}");
    assert_eq!(at_night(&test).await.outcome, JobOutcome::Alarm);
}

async fn a_lost_report_is_set_again_and_has_to_come_out_the_same(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    let services = &test.services;
    let paper = asked(services, &snapshot, Language::Th, Some(SET)).await.expect("set");
    let lies_at = place(&test, FOLDER, &paper.sha256);
    std::fs::remove_file(&lies_at).expect("removed");
    assert_eq!(asked(services, &snapshot, Language::Th, Some(SET)).await.expect("set again"), paper);
    assert_eq!(given(services, &paper, ByteRange::All).await.expect("given"), SET);
    std::fs::remove_file(&lies_at).expect("removed");
    let refused = asked(services, &snapshot, Language::Th, Some("%PDF of two")).await.expect_err("another one");
    assert_eq!(refused.code(), "not_as_published");
    assert!(!place(&test, FOLDER, &Hash::of(b"%PDF of two")).exists(), "and is kept nowhere");
}

async fn nobody_changes_removes_or_replaces_what_is_known_of_a_report(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    let paper = asked(&test.services, &snapshot, Language::Th, Some(SET)).await.expect("set");
    for sql in [
        "UPDATE snapshot_paper SET sha256 = 'x'",
        "UPDATE snapshot_paper SET organisation = 'two'",
        "DELETE FROM snapshot_paper",
    ] {
        assert!(raw(&test, sql).await.is_err_and(|error| error.contains("never")), "{sql}");
    }
    match engine {
        Engine::Sqlite => raw(
            &test,
            "REPLACE INTO snapshot_paper (snapshot, organisation, language, edition, sha256, size_bytes, set_at)
                SELECT snapshot, organisation, language, edition, 'x', size_bytes, set_at FROM snapshot_paper",
        )
        .await
        .expect("passed over"),
        Engine::Postgres => {
            let emptied = raw(&test, "TRUNCATE snapshot_paper").await;
            assert!(emptied.is_err_and(|error| error.contains("never")));
        }
    }
    assert_eq!(test.services.snapshots().papers(None, &snapshot.code, 10).await.expect("listed"), [paper]);
}

async fn the_reports_of_all_bodies_are_asked_for_taken_back_and_done(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    let (snapshots, of, operator) = (test.services.snapshots(), &snapshot.code, operator());
    let unset = async || snapshots.unset_papers(&operator, of).await.expect("read");
    let how_far = async || snapshots.all_papers(None, of).await.expect("read").expect("asked");
    let to_do = async || snapshots.with_asked_papers(&operator).await.expect("read");
    assert_eq!((snapshots.all_papers(None, of).await.expect("read"), to_do().await), (None, vec![]));
    let all = unset().await;
    let is_of_one = |paper: &Paper| paper.body.as_str() == "one";
    assert_eq!(all.iter().filter(|paper| is_of_one(paper)).count(), 2, "in Thai and English: {all:?}");
    snapshots.ask_for_papers(&operator, of).await.expect("asked");
    test.clock.advance(chrono::TimeDelta::minutes(1));
    snapshots.ask_for_papers(&operator, of).await.expect("asked already");
    let first = how_far().await;
    assert_eq!((first.set, first.asked.papers, first.asked.asked_by), (0, all.len() as u64, operator.account));
    assert!(first.asked.asked_at < test.services.now() && first.are_under_way() && !first.are_there(), "{first:?}");
    let thai = asked(&test.services, &snapshot, Language::Th, Some(SET)).await.expect("set").paper();
    assert_eq!(unset().await, all.iter().filter(|paper| **paper != thai).cloned().collect::<Vec<_>>());
    assert_eq!((how_far().await.set, to_do().await), (1, vec![of.clone()]));
    for _ in 0..2 {
        snapshots.stop_papers(&operator, of).await.expect("taken back");
    }
    assert!(!snapshots.are_papers_asked(of).await.expect("read") && to_do().await.is_empty());
    assert_eq!(snapshots.all_papers(None, of).await.expect("read"), None);
    snapshots.ask_for_papers(&operator, of).await.expect("asked again");
    assert!(snapshots.are_papers_asked(of).await.expect("read"));
    snapshots.papers_are_set(&operator, of).await.expect("noted");
    let last = how_far().await;
    assert!(to_do().await.is_empty() && !last.are_under_way() && !last.are_there(), "one is set of {last:?}");
    snapshots.stop_papers(&operator, of).await.expect("nothing to take back");
    assert_eq!(how_far().await, last, "what was done is done");
    // Of whom there are reports is told by pages, which are made when it is published.
    let draft = take(&test, Stage::Draft, "").await.code;
    let unready = snapshots.unset_papers(&operator, &draft).await;
    assert!(matches!(&unready, Err(ServiceError::UnderWay(of)) if *of == draft), "{unready:?}");
    assert_eq!(
        snapshots.ask_for_papers(&operator, &draft).await.expect_err("nobody else may read it").code(),
        "papers_not_public"
    );
    let (unknown, other) = (code("2570-q1.final.9"), person(1, Role::Reviewer, "th"));
    for refused in
        [snapshots.ask_for_papers(&operator, &unknown).await, snapshots.stop_papers(&operator, &unknown).await]
    {
        assert!(matches!(refused, Err(ServiceError::NotFound("snapshot"))), "{refused:?}");
    }
    for refused in [
        snapshots.ask_for_papers(&other, of).await,
        snapshots.stop_papers(&other, of).await,
        snapshots.papers_are_set(&other, of).await,
        snapshots.unset_papers(&other, of).await.map(|_| ()),
        snapshots.with_asked_papers(&other).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    }
}
