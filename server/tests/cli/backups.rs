//! Backups as people make them: a file, another machine, another kind of database.

use super::{Place, values::with_round};

#[test]
fn a_backup_is_made_tried_restored_elsewhere_and_never_over_anything() {
    let place = Place::with_reference();
    let file = place.folder.path().join("all.backup.zip").display().to_string();
    let (code, said, error) = place.run(&["backup", &file]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("backed up") && said.contains("sha256: "), "{said}");
    let (code, _, said) = place.run(&["backup", &file]);
    assert_eq!(code, Some(1));
    assert!(said.contains("the file is there already"), "{said}");
    place.file("a-file", "");
    for nowhere in ["nowhere/all.zip", "a-file/all.zip"] {
        let (code, _, said) = place.run(&["backup", nowhere]);
        assert_eq!(code, Some(1));
        assert!(said.contains("no file can be written there") && !said.contains("storage does not answer"), "{said}");
    }
    let (code, said, error) = place.run(&["restore", "--trial", &file]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("it can be restored") && said.contains("sums and scores that differ: 0"), "{said}");
    let (code, _, said) = place.run(&["restore", &file]);
    assert_eq!(code, Some(1));
    assert!(said.contains("holds data already"), "{said}");
    let elsewhere = Place::new();
    let (code, said, error) = elsewhere.run(&["restore", "--trial", &file]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("it can be restored"), "{said}");
    assert_eq!(
        std::fs::read_dir(elsewhere.folder.path()).expect("a folder").count(),
        0,
        "a trial needs and makes nothing"
    );
    let (code, said, error) = elsewhere.run(&["restore", &file]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("restored") && said.contains("the audit log is whole: 2 events"), "{said}");
    assert_eq!(elsewhere.run(&["rollups", "rebuild", "--check"]).0, Some(0));
    let (code, _, said) = elsewhere.run(&["restore", "nothing.zip"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot be opened"), "{said}");
    let (code, _, said) = elsewhere.run(&["restore", &place.file("no.zip", "no backup")]);
    assert_eq!(code, Some(1));
    assert!(said.contains("is no backup"), "{said}");
}

#[tokio::test]
async fn a_trial_that_ends_in_red_says_that_the_backup_is_not_whole() {
    let place = Place::with_reference();
    let data = place.folder.path().join("data");
    with_round(&format!("sqlite://{}", data.join("tidtam.db").display()), &place).await;
    let (code, _, said) = place.run(&["snapshot", "take", "2569-q4"]);
    assert_eq!(code, Some(0), "{said}");
    std::fs::remove_dir_all(data.join("files/snapshots")).expect("lost");
    let file = place.folder.path().join("lost.zip").display().to_string();
    let (code, told, said) = place.run(&["backup", &file]);
    assert_eq!(code, Some(1), "{told}{said}");
    assert!(told.contains("backed up"), "it is all there is: {told}");
    let lost =
        said.lines().find_map(|line| line.strip_prefix("แฟ้มที่ขาดหายไป · missing: ")).expect("its place").to_owned();
    assert!(lost.starts_with("snapshots/") && said.contains("lost-for-good.txt"), "{said}");
    let (code, told, said) = place.run(&["restore", "--trial", &file]);
    assert_eq!(code, Some(1), "{told}{said}");
    assert!(!told.contains("files that are missing: 0") && !told.contains("it can be restored"), "{told}");
    assert!(said.contains(&format!("missing: {lost}")) && said.contains("not verified: scores were not"), "{said}");
    assert!(said.contains("กู้คืนได้ไม่ครบถ้วน") && said.contains("this backup cannot be restored whole"), "{said}");
    let elsewhere = Place::new();
    let (code, told, said) = elsewhere.run(&["restore", &file]);
    assert_eq!(code, Some(0), "{told}{said}");
    assert!(said.contains(&format!("missing: {lost}")), "{said}");
    // Once it is named as lost it is told all the same, and a backup that lacks it alone is none that failed.
    std::fs::write(place.folder.path().join("lost-for-good.txt"), format!("{lost}\n")).expect("written");
    let file = place.folder.path().join("known.zip").display().to_string();
    let (code, told, said) = place.run(&["backup", &file]);
    assert_eq!(code, Some(0), "{told}{said}");
    assert!(said.contains(&format!("lost for good, as the list says: {lost}")) && !said.contains("missing:"), "{said}");
    let (code, told, said) = place.run(&["restore", "--trial", &file]);
    assert_eq!(code, Some(1), "the last snapshot was not verified: {told}{said}");
    assert!(
        told.contains("files that are missing: 0") && said.contains("not verified: scores were not"),
        "{told}{said}"
    );
}

#[tokio::test]
async fn a_backup_names_the_files_that_came_into_it_damaged() {
    let place = Place::with_reference();
    let data = place.folder.path().join("data");
    with_round(&format!("sqlite://{}", data.join("tidtam.db").display()), &place).await;
    let (code, _, said) = place.run(&["snapshot", "take", "2569-q4"]);
    assert_eq!(code, Some(0), "{said}");
    let entries = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    };
    let kept: Vec<_> = entries(&data.join("files/snapshots")).iter().flat_map(|folder| entries(folder)).collect();
    std::fs::write(kept.first().expect("a snapshot"), "เน่า").expect("written");
    let file = place.folder.path().join("damaged.zip").display().to_string();
    let (code, told, said) = place.run(&["backup", &file]);
    assert_eq!(code, Some(1), "{told}{said}");
    assert!(told.contains("backed up"), "it is all there is: {told}");
    assert!(said.contains("damaged before it was backed up: snapshots/") && said.contains("เสียหาย"), "{said}");
    let (code, told, said) = place.run(&["restore", "--trial", &file]);
    assert_eq!(code, Some(1), "{told}{said}");
    assert!(said.contains("damaged before it was backed up: snapshots/"), "{said}");
    assert!(said.contains("this backup cannot be restored whole"), "{said}");
}

#[test]
fn a_database_is_copied_into_an_empty_one() {
    let place = Place::with_reference();
    let other = Place::new();
    let url = |folder: &Place, file: &str| format!("sqlite://{}", folder.folder.path().join(file).display());
    let (from, to) = (url(&place, "data/tidtam.db"), url(&other, "other.db"));
    let (code, said, error) = other.run(&["copy", "--from", &from, "--to", &to]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("copied"), "{said}");
    let (code, _, said) = other.run(&["copy", "--from", &from, "--to", &to]);
    assert_eq!(code, Some(1));
    assert!(said.contains("holds data already"), "{said}");
    let text = format!("sqlite://{}", other.file("passwd", "root:x:0:0:root:/root:/bin/sh\n"));
    let third = url(&other, "third.db");
    let (code, _, said) = other.run(&["copy", "--from", &text, "--to", &third]);
    assert_eq!(code, Some(1));
    assert!(said.contains("there is no such database to copy from"), "{said}");
    let (code, _, said) = other.run(&["copy", "--from", "mysql://x", "--to", &to]);
    assert_eq!(code, Some(2));
    assert!(said.contains("it must begin with sqlite:// or postgres://"), "{said}");
}
