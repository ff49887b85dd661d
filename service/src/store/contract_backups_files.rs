//! Files of backups that are not what they should be, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator},
    contract_backups::{change, empty, land, made, night, other, restored},
};
use crate::{
    backups,
    jobs::{JobOutcome, back_up},
    testing::{Engine, TestServices},
};
use std::path::{Path, PathBuf};

on_both_databases!(
    a_rotten_file_that_lies_there_already_gives_way,
    a_whole_file_that_lies_there_already_stays,
    a_night_is_red_while_a_file_is_rotten,
    a_backup_that_is_whole_but_for_files_keeps_its_day,
    a_file_that_is_lost_for_good_and_named_so_is_no_alarm,
    what_comes_back_otherwise_undoes_everything,
);

/// The places of all evidence, below the folder of files.
fn evidence(test: &TestServices) -> Vec<String> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    };
    let found = entries(&test.settings.files.join("evidence")).into_iter().flat_map(|folder| entries(&folder));
    let below = |path: PathBuf| path.strip_prefix(&test.settings.files).expect("below").display().to_string();
    let mut places: Vec<String> = found.map(below).collect();
    places.sort();
    places
}

/// A file in an installation, with its first bit changed.
fn rot(test: &TestServices, place: &str) -> Vec<u8> {
    let path = test.settings.files.join(place);
    let whole = std::fs::read(&path).expect("a file");
    let mut rotten = whole.clone();
    rotten[0] ^= 1;
    std::fs::write(&path, rotten).expect("written");
    whole
}

/// Lays a file where a backup will put one.
fn lay(test: &TestServices, place: &str, content: &[u8]) -> PathBuf {
    let path = test.settings.files.join(place);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, content).expect("written");
    path
}

async fn a_rotten_file_that_lies_there_already_gives_way(engine: Engine) {
    let (Some(test), Some(there)) = (land(engine).await, empty(engine).await) else { return };
    let (path, backup) = made(&test, "whole").await;
    assert!(backup.damaged.is_empty(), "{backup:?}");
    let mut laid = Vec::new();
    for place in evidence(&test) {
        let whole = std::fs::read(test.settings.files.join(&place)).expect("a file");
        laid.push((lay(&there, &place, "เน่า".as_bytes()), whole));
    }
    assert!(!laid.is_empty());
    restored(&path, &there).await.expect("restored");
    for (path, whole) in laid {
        assert!(std::fs::read(&path).expect("a file") == whole, "{}", path.display());
    }
}

async fn a_whole_file_that_lies_there_already_stays(engine: Engine) {
    let (Some(test), Some(there)) = (land(engine).await, empty(engine).await) else { return };
    let place = evidence(&test).pop().expect("a file");
    let whole = rot(&test, &place);
    let (path, backup) = made(&test, "rotten").await;
    assert_eq!(backup.damaged, [place.as_str()]);
    assert_eq!(backups::check(&path).await.expect("what was written").damaged, [place.as_str()]);
    let laid = lay(&there, &place, &whole);
    let (_, told) = restored(&path, &there).await.expect("restored");
    assert_eq!(told.damaged, [place]);
    assert!(std::fs::read(laid).expect("a file") == whole, "it is what its name says");
}

async fn a_night_is_red_while_a_file_is_rotten(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let place = evidence(&test).pop().expect("a file");
    let whole = rot(&test, &place);
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["damaged"]), (JobOutcome::Alarm, &1.into()), "{told:?}");
    assert_eq!(told.details["first_damaged"], serde_json::json!([place]), "{told:?}");
    assert_eq!((&told.details["missing"], &told.details["broken"]), (&0.into(), &serde_json::Value::Null));
    lay(&test, &place, &whole);
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["damaged"]), (JobOutcome::Done, &0.into()), "{told:?}");
    // The last snapshot is a file like others, and something else in its place is no reason to say less.
    let last = test.services.snapshots().list(Some(&operator()), None).await.expect("listed").remove(0);
    let digest = last.sha256.to_string();
    rot(&test, &format!("snapshots/{}/{digest}", &digest[..2]));
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["damaged"]), (JobOutcome::Alarm, &1.into()), "{told:?}");
    assert_eq!(told.details["broken"], serde_json::json!(last.code), "{told:?}");
}

/// What lies in the folder of backups, by name.
fn nights(test: &TestServices) -> Vec<String> {
    let folder = test.settings.backups.as_ref().expect("a folder");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the name of tonight's backup begins with.
fn tonight(test: &TestServices) -> String {
    domain::buddhist::bangkok(test.clock.now()).format("tidtam-%Y-%m-%d").to_string()
}

async fn a_backup_that_is_whole_but_for_files_keeps_its_day(engine: Engine) {
    let (Some(test), Some(there)) = (land(engine).await, empty(engine).await) else { return };
    let place = evidence(&test).pop().expect("a file");
    assert_eq!(night(&test).await.outcome, JobOutcome::Done);
    let mut expected = vec![format!("{}.backup.zip", tonight(&test))];
    let whole = rot(&test, &place);
    // An attempt at the same night takes no whole one's place either.
    for day in 0..=back_up::KEPT {
        assert_eq!(night(&test).await.outcome, JobOutcome::Alarm);
        expected.push(format!("{}.damaged.backup.zip", tonight(&test)));
        if day < back_up::KEPT {
            assert_eq!(nights(&test), expected);
            test.clock.advance(chrono::Duration::days(1));
        }
    }
    // The oldest damaged one gave way, the whole one did not.
    expected.remove(1);
    assert_eq!(nights(&test), expected);
    let last = test.settings.backups.as_ref().expect("a folder").join(expected.last().expect("one"));
    let (_, told) = restored(&last, &there).await.expect("restored");
    assert_eq!(told.damaged, [place.as_str()]);
    // One that is gone is told as missing; the rest is there all the same.
    std::fs::remove_file(test.settings.files.join(&place)).expect("removed");
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["missing"]), (JobOutcome::Alarm, &1.into()), "{told:?}");
    assert_eq!(told.details["first_missing"], serde_json::json!([place]), "{told:?}");
    // The last snapshot and the values are looked at as on any night.
    assert_eq!((&told.details["scores"], &told.details["other_values"]), (&1.into(), &0.into()), "{told:?}");
    assert!(told.details["values"].as_u64() > Some(0), "{told:?}");
    assert_eq!(nights(&test), expected);
    lay(&test, &place, &whole);
    assert_eq!(night(&test).await.outcome, JobOutcome::Done);
    expected.pop();
    expected.push(format!("{}.backup.zip", tonight(&test)));
    assert_eq!(nights(&test), expected, "it is the one of this night now");
    for _ in 0..back_up::KEPT {
        test.clock.advance(chrono::Duration::days(1));
        assert_eq!(night(&test).await.outcome, JobOutcome::Done);
    }
    let kept = nights(&test);
    assert!(kept.len() == back_up::KEPT && kept.iter().all(|name| !name.contains("damaged")), "{kept:?}");
}

async fn a_file_that_is_lost_for_good_and_named_so_is_no_alarm(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let place = evidence(&test).pop().expect("a file");
    rot(&test, &place);
    assert_eq!(night(&test).await.outcome, JobOutcome::Alarm);
    let list = test.settings.backups.as_ref().expect("a folder").join("lost-for-good.txt");
    std::fs::write(&list, format!("\u{feff}{place}\r\n")).expect("written");
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["damaged"]), (JobOutcome::Done, &0.into()), "{told:?}");
    assert_eq!(told.details["lost_for_good"], 1, "{told:?}");
    assert_eq!(nights(&test), ["lost-for-good.txt".to_owned(), format!("{}.backup.zip", tonight(&test))]);
    // So is one that is gone.
    std::fs::remove_file(test.settings.files.join(&place)).expect("removed");
    let (path, mut backup) = made(&test, "without").await;
    assert!(backup.damaged.is_empty(), "{backup:?}");
    assert_eq!(backup.missing, [place.as_str()]);
    let list = test.settings.backups.as_deref();
    assert_eq!(backup.leave_out(&backups::lost_for_good(list, &path)), [place.as_str()]);
    assert!(backup.has_all_files());
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["missing"]), (JobOutcome::Done, &0.into()), "{told:?}");
    assert_eq!(told.details["lost_for_good"], 1, "{told:?}");
    // Another one is told as before.
    let digest = test.services.snapshots().list(Some(&operator()), None).await.expect("listed").remove(0).sha256;
    let snapshot = format!("snapshots/{}/{digest}", &digest.to_string()[..2]);
    rot(&test, &snapshot);
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["damaged"]), (JobOutcome::Alarm, &1.into()), "{told:?}");
    assert_eq!(told.details["first_damaged"], serde_json::json!([snapshot]), "{told:?}");
    assert!(nights(&test).contains(&format!("{}.damaged.backup.zip", tonight(&test))));
    // A last snapshot that is gone keeps its backup, and the night says that nothing was held against it.
    std::fs::remove_file(test.settings.files.join(&snapshot)).expect("removed");
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["first_missing"]), (JobOutcome::Alarm, &serde_json::json!([snapshot])));
    assert_eq!((&told.details["snapshot"], &told.details["values"]), (&serde_json::Value::Null, &0.into()));
    assert_eq!(told.details["not_verified"], serde_json::json!(["scores", "values"]), "{told:?}");
    assert!(nights(&test).contains(&format!("{}.damaged.backup.zip", tonight(&test))));
}

/// Statements after which every body that is put in has another name than was told.
fn spoil(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &["CREATE TRIGGER spoils AFTER INSERT ON organisation
            BEGIN UPDATE organisation SET name_en = 'spoilt' WHERE code = NEW.code; END"],
        Engine::Postgres => &[
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN NEW.name_en := 'spoilt'; RETURN NEW; END $$",
            "CREATE TRIGGER spoils BEFORE INSERT ON organisation FOR EACH ROW EXECUTE FUNCTION spoil()",
        ],
    }
}

/// The statement after which it no longer has.
fn mend(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "DROP TRIGGER spoils",
        Engine::Postgres => "DROP TRIGGER spoils ON organisation",
    }
}

async fn what_comes_back_otherwise_undoes_everything(engine: Engine) {
    let (Some(test), Some(there)) = (land(engine).await, empty(engine).await) else { return };
    let (path, _) = made(&test, "whole").await;
    for sql in spoil(other(engine)) {
        change(&there, sql).await;
    }
    let refused = restored(&path, &there).await.map(|_| ()).expect_err("names are other ones");
    assert_eq!(refused.to_string(), "backup_not_the_same at organisation");
    assert!(there.services.organisations().is_empty().await.expect("read"), "nothing was restored");
    let (from, to) = (&test.settings.database_url, &there.settings.database_url);
    let refused = backups::copy(from, to, test.services.now()).await.expect_err("names are other ones");
    assert_eq!(refused.to_string(), "backup_not_the_same at organisation");
    assert!(there.services.organisations().is_empty().await.expect("read"), "nothing was copied");
    change(&there, mend(other(engine))).await;
    backups::copy(from, to, test.services.now()).await.expect("nothing of the first attempts is there");
}
