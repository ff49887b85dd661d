use super::{
    PIECES,
    archive::{self, Archive, Manifest, Piece},
    files, read_again,
};
use bytes::Bytes;
use chrono::DateTime;
use domain::snapshot::Hash;
use object_store::{ObjectStoreExt as _, local::LocalFileSystem, path::Path as Place};
use std::{fs::OpenOptions, path::Path};
use tokio::sync::mpsc;

/// More than goes from hand to hand at once.
const LENGTH: usize = 12 << 20;

/// A backup of nothing but one file, named by its content, and where that lies.
async fn archive_of(content: &Bytes, path: &Path) -> (Manifest, String) {
    let digest = Hash::of(content).to_string();
    let place = format!("evidence/{}/{digest}", &digest[..2]);
    let file = std::fs::File::create(path).expect("created");
    let (give, mut pieces) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || archive::write(&file, &mut pieces, DateTime::UNIX_EPOCH, 1));
    for piece in [Piece::File(place.clone()), Piece::Bytes(content.clone()), Piece::End] {
        give.send(piece).await.expect("taken");
    }
    (writing.await.expect("not broken off").expect("written").expect("whole"), place)
}

#[tokio::test]
async fn what_breaks_off_while_it_is_read_leaves_no_part_of_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, store) = (folder.path().join("backup"), folder.path().join("files"));
    std::fs::create_dir(&store).expect("created");
    let content = Bytes::from(vec![7; LENGTH]);
    let (manifest, place) = archive_of(&content, &path).await;
    let whole = std::fs::read(&path).expect("read");
    let told = manifest.files.first().expect("a file");
    let files = LocalFileSystem::new_with_prefix(&store).expect("a folder of files");
    let archive = Archive::open(&path).expect("opened");
    let half = u64::try_from(LENGTH / 2).expect("small");
    OpenOptions::new().write(true).open(&path).expect("opened").set_len(half).expect("cut off");
    let error = files::put(&files, archive, told).await.map(|_| ()).expect_err("half of it");
    assert_eq!(error.code(), "backup_damaged");
    let left: Vec<_> = std::fs::read_dir(store.join(&place).parent().expect("a folder"))
        .expect("read")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    // The next attempt finds nothing there that it would take for the file.
    std::fs::write(&path, whole).expect("written");
    files::put(&files, Archive::open(&path).expect("opened"), told).await.expect("put");
    let there = files.get(&Place::from(place)).await.expect("there").bytes().await.expect("read");
    assert!(there == content, "every byte");
}

#[tokio::test]
async fn a_backup_that_is_not_what_was_written_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, other) = (folder.path().join("backup"), folder.path().join("other"));
    let (manifest, _) = archive_of(&Bytes::from_static("หนึ่ง".as_bytes()), &path).await;
    read_again(&path, &manifest).await.expect("the same");
    archive_of(&Bytes::from_static("สอง".as_bytes()), &other).await;
    let error = read_again(&other, &manifest).await.expect_err("whole, and another one");
    assert_eq!(error.code(), "backup_not_written");
    let mut bytes = std::fs::read(&path).expect("read");
    let at = bytes.windows(3).position(|part| part == &"ห".as_bytes()[..3]).expect("the content");
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).expect("written");
    let error = read_again(&path, &manifest).await.expect_err("a bit of it is another one");
    assert_eq!(error.code(), "backup_not_written");
}
