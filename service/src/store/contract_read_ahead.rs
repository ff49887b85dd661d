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
use futures::TryStreamExt as _;
use std::collections::BTreeMap;

on_both_databases!(
    what_is_large_is_there_before_anybody_asks,
    what_cannot_be_read_lets_nothing_else_fail,
    the_newest_that_are_published_are_read_and_no_others,
    what_is_published_gets_its_files_before_all_others,
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
