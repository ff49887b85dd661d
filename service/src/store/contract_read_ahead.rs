//! Files of snapshots that are made and read whole before anybody asks, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator},
    contract_papers::asked,
    contract_sealed::{change, elsewhere, place, published},
    contract_snapshots::{reviewed, take},
};
use crate::{
    Services,
    snapshots::{ByteRange, MadeFile, Snapshot},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    ids::SnapshotCode,
    snapshot::{Export, Stage},
    text::Language,
};
use futures::{StreamExt as _, TryStreamExt as _};
use std::collections::BTreeMap;

on_both_databases!(
    what_is_large_is_there_before_anybody_asks,
    what_cannot_be_read_lets_nothing_else_fail,
    the_newest_that_are_published_are_read_and_no_others,
    what_is_published_gets_its_files_before_all_others,
    a_large_file_is_sent_before_it_was_read_whole,
    a_large_file_that_was_changed_never_ends_whole,
);

/// Of each file of a snapshot whether it is whole, as far as these services know without reading it.
async fn known(services: &Services, code: &SnapshotCode) -> BTreeMap<String, Option<bool>> {
    services.snapshots().known_whole(&operator(), code).await.expect("listed")
}

/// How a file is given out.
async fn given(services: &Services, file: &MadeFile) -> Result<Vec<u8>, String> {
    let given = async {
        let pieces: Vec<bytes::Bytes> =
            services.snapshots().file_bytes(file, ByteRange::All).await?.try_collect().await?;
        Ok(pieces.concat())
    };
    given.await.map_err(|error: crate::ServiceError| error.code().to_owned())
}

/// Keeps a file that is made of a snapshot.
async fn made(test: &TestServices, snapshot: &Snapshot, export: Export, content: &str) -> MadeFile {
    let path = test.folder.path().join("made");
    std::fs::write(&path, content).expect("written");
    test.services.snapshots().keep_file(&operator(), &snapshot.code, export, &path, 1).await.expect("kept")
}

async fn what_is_large_is_there_before_anybody_asks(engine: Engine) {
    let Some((test, snapshot, file)) = published(engine).await else { return };
    let paper = asked(&test.services, &snapshot, Language::Th, Some("%PDF of one")).await.expect("set");
    let names = [format!("{}.tidtam", snapshot.code), Export::Json.file_name(&snapshot.code), paper.file_name()];
    let started = elsewhere(&test).await;
    assert_eq!(known(&started, &snapshot.code).await, names.clone().map(|name| (name, None)).into());
    started.snapshots().read_ahead().await.expect("read ahead");
    let [signed, json, of_one] = names;
    let expected = BTreeMap::from([(signed, Some(true)), (json.clone(), Some(true)), (of_one, None)]);
    assert_eq!(
        known(&started, &snapshot.code).await,
        expected,
        "reports of single bodies are read when they are asked for"
    );
    assert!(given(&started, &file).await.is_ok());
    // What changes after it was read is not what was read.
    change(&place(&test, "snapshot-files", &file.sha256), "another text");
    assert_eq!(known(&started, &snapshot.code).await[&json], None);
    assert_eq!(given(&started, &file).await, Err("not_as_published".to_owned()));
}

async fn what_cannot_be_read_lets_nothing_else_fail(engine: Engine) {
    let Some((test, snapshot, changed)) = published(engine).await else { return };
    let lost = made(&test, &snapshot, Export::Workbook, "a workbook").await;
    let whole = made(&test, &snapshot, Export::Adx, "figures").await;
    change(&place(&test, "snapshot-files", &changed.sha256), "another text");
    let place_of_lost = place(&test, "snapshot-files", &lost.sha256);
    std::fs::remove_file(&place_of_lost).expect("removed");
    // A folder cannot be read as a file.
    std::fs::create_dir(&place_of_lost).expect("made");
    let started = elsewhere(&test).await;
    started.snapshots().read_ahead().await.expect("nothing fails");
    let found = known(&started, &snapshot.code).await;
    let of = |export: Export| found[&export.file_name(&snapshot.code)];
    assert_eq!([of(Export::Json), of(Export::Workbook), of(Export::Adx)], [Some(false), None, Some(true)]);
    assert_eq!(found[&format!("{}.tidtam", snapshot.code)], Some(true));
    assert_eq!(given(&started, &changed).await, Err("not_as_published".to_owned()));
    assert!(given(&started, &lost).await.is_err());
    assert_eq!(given(&started, &whole).await, Ok(b"figures".to_vec()));
}

async fn the_newest_that_are_published_are_read_and_no_others(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let mut codes = Vec::new();
    for _ in 0..9 {
        test.clock.advance(Duration::minutes(1));
        let taken = take(&test, Stage::Final, "แก้ไข").await;
        codes.push(snapshots.publish(&operator(), &taken.code, None).await.expect("published").code);
    }
    test.clock.advance(Duration::minutes(1));
    let embargoed = take(&test, Stage::Final, "แก้ไข").await.code;
    let until = test.clock.now() + Duration::days(1);
    snapshots.publish(&operator(), &embargoed, Some(until)).await.expect("published");
    let draft = take(&test, Stage::Draft, "").await.code;
    let started = elsewhere(&test).await;
    started.snapshots().read_ahead().await.expect("read ahead");
    let mut read = Vec::new();
    for code in codes.iter().chain([&embargoed, &draft]) {
        read.push(known(&started, code).await.into_values().next().expect("the signed file").is_some());
    }
    assert_eq!(read, [&[false][..], &[true; 8], &[false, false]].concat());
}

async fn what_is_published_gets_its_files_before_all_others(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let mut taken = Vec::new();
    for stage in [Stage::Final, Stage::Final, Stage::Final, Stage::Draft] {
        test.clock.advance(Duration::minutes(1));
        taken.push(take(&test, stage, "นับใหม่").await.code);
    }
    let [first, second, third, draft] = <[SnapshotCode; 4]>::try_from(taken).expect("four");
    let snapshots = test.services.snapshots();
    for code in [&second, &first] {
        test.clock.advance(Duration::minutes(1));
        snapshots.publish(&operator(), code, None).await.expect("published");
    }
    let lacking = snapshots.lacking_files(&operator()).await.expect("listed");
    let order: Vec<_> = lacking.into_iter().map(|(snapshot, _)| snapshot.code).collect();
    assert_eq!(order, [second, first, draft, third]);
}

/// More than is read whole before its first byte is sent.
fn large() -> String {
    "figures of a large country\n".repeat(200_000)
}

async fn a_large_file_is_sent_before_it_was_read_whole(engine: Engine) {
    let Some((test, snapshot, small)) = published(engine).await else { return };
    let content = large();
    let file = made(&test, &snapshot, Export::Workbook, &content).await;
    let (started, name) = (elsewhere(&test).await, Export::Workbook.file_name(&snapshot.code));
    let mut pieces = started.snapshots().sent_file(&file, ByteRange::All).await.expect("begun");
    let mut sent = pieces.try_next().await.expect("read").expect("a piece").to_vec();
    assert_eq!(known(&started, &snapshot.code).await[&name], None, "its first bytes are there already");
    while let Some(piece) = pieces.try_next().await.expect("read") {
        sent.extend_from_slice(&piece);
    }
    assert!(sent == content.as_bytes(), "{} of {} bytes", sent.len(), content.len());
    assert_eq!(known(&started, &snapshot.code).await[&name], Some(true));
    // A small one is known before it is sent, and so is the whole file of which a part is sent.
    let small_name = Export::Json.file_name(&snapshot.code);
    drop(started.snapshots().sent_file(&small, ByteRange::All).await.expect("begun"));
    assert_eq!(known(&started, &snapshot.code).await[&small_name], Some(true));
    let started = elsewhere(&test).await;
    drop(started.snapshots().sent_file(&file, ByteRange::Between(0, 3)).await.expect("begun"));
    assert_eq!(known(&started, &snapshot.code).await[&name], Some(true));
}

async fn a_large_file_that_was_changed_never_ends_whole(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    let content = large();
    let file = made(&test, &snapshot, Export::Workbook, &content).await;
    let (path, name) = (place(&test, "snapshot-files", &file.sha256), Export::Workbook.file_name(&snapshot.code));
    let refused = async |services: &Services, range: ByteRange| {
        let error = services.snapshots().sent_file(&file, range).await.err();
        error.map(|error| error.code().to_owned())
    };
    let not_as_published = Some("not_as_published".to_owned());
    for changed in [format!("F{}", &content[1..]), format!("{}!", &content[..content.len() - 1])] {
        change(&path, &changed);
        let started = elsewhere(&test).await;
        let mut pieces = started.snapshots().sent_file(&file, ByteRange::All).await.expect("begun");
        let (mut sent, mut broken) = (0, None);
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => sent += piece.len(),
                Err(error) => broken = Some(error.code().to_owned()),
            }
        }
        assert_eq!(broken, not_as_published);
        assert!((1..content.len()).contains(&sent), "{sent} of {} bytes", content.len());
        assert_eq!(known(&started, &snapshot.code).await[&name], Some(false));
        for range in [ByteRange::All, ByteRange::Between(0, 3)] {
            assert_eq!(refused(&started, range).await, not_as_published, "the next one is refused at once: {range:?}");
        }
        let operations = started.operations(&operator(), &[]).await.expect("told");
        assert_eq!(operations.downloads_broken_off, 1);
        // A part is given only of what was read whole, and what is handed on inside is read whole first.
        let started = elsewhere(&test).await;
        assert_eq!(refused(&started, ByteRange::Between(0, 3)).await, not_as_published);
        assert_eq!(given(&elsewhere(&test).await, &file).await, Err("not_as_published".to_owned()));
    }
    // A client that counts bytes would take the beginning of a longer one for all of it.
    for changed in [format!("{content}!"), content[1..].to_owned()] {
        change(&path, &changed);
        assert_eq!(refused(&elsewhere(&test).await, ByteRange::All).await, not_as_published);
    }
}
