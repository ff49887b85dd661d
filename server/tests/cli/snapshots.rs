//! Snapshots: taken, saved, verified with nothing but the file and the keys, published, compared.

use super::{Place, reference, values::with_round};

#[tokio::test]
async fn a_snapshot_is_taken_saved_verified_published_and_compared() {
    let place = Place::with_reference();
    with_round(&format!("sqlite://{}", place.folder.path().join("data/tidtam.db").display()), &place).await;
    // The binary keeps its files and its key below the data folder.
    std::fs::remove_dir_all(place.folder.path().join("files")).expect("removed");
    let scheme = reference("schemes/plan-achievement-opdc.toml").display().to_string();
    let (code, _, said) = place.run(&["import", "scheme", &scheme, "--plan", "dgp-2566"]);
    assert_eq!(code, Some(0), "{said}");
    let import = |part: &str| {
        let rows =
            format!("round,agency,indicator,value,base\n2569-q4,dopa,svc-e2e,{part},100\n2569-q4,rd,svc-e2e,70,100\n");
        place.run(&["import", "values", &place.file("values.csv", rows)])
    };
    let (code, _, said) = import("40");
    assert_eq!(code, Some(0), "{said}");
    let (code, said, error) = place.run(&["snapshot", "take", "2569-q4", "--stage", "final"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("taken: 2569-q4.final.1") && said.contains("root: "), "{said}");
    let (_, said, _) = place.run(&["snapshot", "list"]);
    assert!(said.contains("2569-q4.final.1") && said.trim_end().ends_with('-'), "{said}");
    let (code, keys, _) = place.run(&["snapshot", "keys"]);
    assert_eq!(code, Some(0));
    let keys = place.file("keys.json", keys);
    let file = place.folder.path().join("q4.tidtam").display().to_string();
    let (code, said, error) = place.run(&["snapshot", "save", "2569-q4.final.1", "--out", &file]);
    assert_eq!(code, Some(0), "{error}");
    let digest = said.trim().trim_start_matches("sha256: ").to_owned();
    let (code, _, said) = place.run(&["snapshot", "save", "2569-q4.final.1", "--out", &file]);
    assert_eq!(code, Some(1), "a file that is there is left alone: {said}");
    assert!(said.contains("is there already: choose another name") && said.contains("อยู่แล้ว"), "{said}");
    // Somewhere else, with no database and no settings: the file and the keys are enough.
    let elsewhere = Place::new();
    let (code, said, error) = elsewhere.run(&["snapshot", "verify", &file, "--keys", &keys]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("whole and signed: 2569-q4.final.1") && said.contains(&digest), "{said}");
    assert!(said.contains("scores computed again: 2, from 2 values"), "{said}");
    assert!(!elsewhere.folder.path().join("data").exists(), "nothing is made");
    let whole = std::fs::read_to_string(&file).expect("the file");
    let wrong = elsewhere.file("wrong.tidtam", whole.replacen("\"value\":\"70\"", "\"value\":\"71\"", 1));
    let (code, _, said) = elsewhere.run(&["snapshot", "verify", &wrong, "--keys", &keys]);
    assert_eq!(code, Some(3));
    assert!(said.contains("ไม่ถูกต้อง · not whole") && said.contains("Line "), "{said}");
    let other = "ab".repeat(32);
    let (code, _, said) = elsewhere.run(&["snapshot", "verify", &file, "--key", &other]);
    assert_eq!(code, Some(3));
    assert!(said.contains("a key that is not known"), "{said}");
    let (code, _, said) = elsewhere.run(&["snapshot", "verify", "nothing.tidtam", "--keys", &keys]);
    assert_eq!(code, Some(1));
    assert!(said.contains("nothing.tidtam cannot be read"), "{said}");
    let (code, _, said) = elsewhere.run(&["snapshot", "verify", &file]);
    assert_eq!(code, Some(2), "without keys there is nothing to verify by");
    assert!(said.contains("ต้องบอกกุญแจสาธารณะ") && said.contains("name the public keys"), "{said}");
    let (code, _, said) = place.run(&["snapshot", "take", "2599-q4"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("ไม่พบรอบ · there is no such round: 2599-q4"), "{said}");
    let (_, _, said) = place.run(&["snapshot", "publish", "2569-q4.final.9"]);
    assert!(said.contains("ไม่พบชุดข้อมูล · there is no such snapshot: 2569-q4.final.9"), "{said}");
    let (_, _, said) = place.run(&["deliver", "now", "nowhere"]);
    assert!(said.contains("ไม่พบปลายทาง · there is no such destination: nowhere"), "{said}");
    let (code, said, _) = place.run(&["snapshot", "publish", "2569-q4.final.1"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("published: 2569-q4.final.1"), "{said}");
    let (code, _, said) = place.run(&["snapshot", "publish", "2569-q4.final.1"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("it was published already"), "{said}");
    let archive = place.folder.path().display().to_string();
    for told in ["set: archive", "changed: archive"] {
        let (_, said, error) = place.run(&["deliver", "folder", "archive", &archive]);
        assert!(said.contains(told), "{said}{error}");
    }
    // Nothing makes files here.
    let (code, said, error) = place.run(&["deliver", "now"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(
        said.contains("handed over: 0") && said.contains("files of 2569-q4.final.1 are still being made"),
        "{said}"
    );
    let (code, _, said) = place.run(&["snapshot", "take", "2569-q4", "--stage", "final"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("say what changed and why"), "{said}");
    let (_, _, error) = place.run(&["snapshot", "take", "2569-q4", "--stage", "final", "--note", "ตรวจซ้ำ"]);
    let (code, said, _) = place.run(&["snapshot", "diff", "2569-q4.final.1", "2569-q4.final.2", "--language", "en"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("nothing differs") && said.contains("ตรวจซ้ำ"), "{said}");
    let (code, _, said) = place.run(&["snapshot", "diff", "2569-q4.final.2", "2569-q4.final.1"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("swap the two (2569-q4.final.2 2569-q4.final.1)"), "{said}");
    for (typed, missing) in [
        (["2569-q4.final.1", "nope"], "nope"),
        (["2569-q4.final.8", "2569-q4.final.1"], "2569-q4.final.8"),
        (["nope", "neither"], "nope neither"),
    ] {
        let (code, _, said) = place.run(&["snapshot", "diff", typed[0], typed[1]]);
        assert_eq!(code, Some(1));
        assert!(said.trim_end().ends_with(&format!("there is no such snapshot: {missing}")), "{said}");
    }
    let (code, said, error) = place.run(&["snapshot", "list", "--round", "nope"]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(error.contains("ไม่พบรอบ · there is no such round: nope"), "{error}");
    assert!(place.run(&["snapshot", "list", "--round", "2569-q4"]).1.contains("2569-q4.final.2"));
    let (code, renewed, error) = place.run(&["snapshot", "keys", "--renew"]);
    assert_eq!((code, renewed.matches("\"key\"").count()), (Some(0), 2), "{error}");
    assert!(error.contains("its secret lies in this file") && error.contains("signing.key"), "{error}");
    let renewed = elsewhere.file("renewed.json", renewed);
    assert_eq!(elsewhere.run(&["snapshot", "verify", &file, "--keys", &renewed]).0, Some(0));
}

#[test]
fn an_embargo_that_is_no_instant_is_told_in_both_languages_with_the_form_that_is_taken() {
    let place = Place::new();
    for typed in ["tomorrow", "2570-01-15", "15/1/2570", "2027-01-15T09:00:00", "2570-01-15T09:00:00+07:00"] {
        let (code, _, said) = place.run(&["snapshot", "publish", "2569-q4.final.1", "--embargo-until", typed]);
        assert_eq!(code, Some(2), "{typed}: {said}");
        assert!(said.contains(typed) && said.contains("ไม่ใช่วันและเวลา"), "{said}");
        assert!(said.contains("write 2027-01-15T09:00:00+07:00"), "{said}");
    }
    let (code, _, said) =
        place.run(&["snapshot", "publish", "2569-q4.final.1", "--embargo-until", "2027-01-15T09:00:00+07:00"]);
    assert_eq!(code, Some(1), "the form is taken, and nothing is there to publish: {said}");
}

#[test]
fn a_folder_that_is_not_there_is_no_destination() {
    let place = Place::with_reference();
    let folder = place.folder.path().join("open-data");
    let path = folder.display().to_string();
    let (code, _, error) = place.run(&["deliver", "folder", "archive", &path]);
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("ไม่มีโฟลเดอร์นี้") && error.contains("no such folder") && error.contains(&path), "{error}");
    let (_, said, _) = place.run(&["deliver", "list"]);
    assert!(said.contains("none yet"), "{said}");
    std::fs::create_dir(&folder).expect("a folder");
    let (code, said, error) = place.run(&["deliver", "folder", "archive", &path]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("set: archive"), "{said}");
}
