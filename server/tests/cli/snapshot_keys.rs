//! `tidtam snapshot verify` against keys, signatures and files that are not what they should be: each is told in both languages, and
//! nothing else comes of it.

use super::{Place, values::with_round};
use domain::snapshot::PublicKey;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// Two snapshots of one round that one key signed, and the keys as they are published.
struct Signed {
    first: String,
    second: String,
    keys: Value,
}

static SIGNED: OnceCell<Signed> = OnceCell::const_new();

async fn signed() -> &'static Signed {
    let sign = async || {
        let place = Place::with_reference();
        with_round(&format!("sqlite://{}", place.folder.path().join("data/tidtam.db").display()), &place).await;
        let mut files = Vec::new();
        for code in ["2569-q4.draft.1", "2569-q4.draft.2"] {
            let (ended, _, said) = place.run(&["snapshot", "take", "2569-q4"]);
            assert_eq!(ended, Some(0), "{said}");
            let file = place.folder.path().join(code).display().to_string();
            let (ended, _, said) = place.run(&["snapshot", "save", code, "--out", &file]);
            assert_eq!(ended, Some(0), "{said}");
            files.push(std::fs::read_to_string(file).expect("a file"));
        }
        let (ended, keys, said) = place.run(&["snapshot", "keys"]);
        assert_eq!(ended, Some(0), "{said}");
        let [first, second] = files.try_into().expect("two");
        Signed { first, second, keys: serde_json::from_str(&keys).expect("keys") }
    };
    SIGNED.get_or_init(sign).await
}

/// Another key, which signed nothing, as it would stand among those that are published.
fn other_key() -> Value {
    let key = other();
    let since = "2020-01-01T00:00:00Z";
    json!({ "id": key.id(), "key": key, "since": since, "until": null, "vouched": null })
}

fn other() -> PublicKey {
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c".parse().expect("the second key of RFC 8032")
}

/// Verifies a file against keys and gives what is said, once it ended with a code and as people can read it.
#[track_caller]
fn said(file: impl AsRef<[u8]>, keys: impl AsRef<[u8]>, ends: i32) -> String {
    let place = Place::new();
    let (file, keys) = (place.file("some.tidtam", file), place.file("keys.json", keys));
    let (code, told, said) = place.run(&["snapshot", "verify", &file, "--keys", &keys]);
    assert_eq!(code, Some(ends), "{told}{said}");
    assert!(!said.contains("panicked"), "{said}");
    format!("{told}{said}")
}

/// It is no signed snapshot, for a reason in both languages.
#[track_caller]
fn not_whole(file: impl AsRef<[u8]>, keys: &Value, reason: [&str; 2]) {
    let said = said(file, keys.to_string(), 3);
    for words in ["ไม่ถูกต้อง · not whole", reason[0], reason[1]] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

const UNKNOWN: [&str; 2] = ["ไม่รู้จักกุญแจที่ลงลายมือชื่อ", "it is signed by a key that is not known"];
const NOT_THEN: [&str; 2] = ["กุญแจนี้ไม่ได้ใช้ลงลายมือชื่อในเวลานั้น", "the key did not sign at that time"];
const SIGNATURE: [&str; 2] = ["ลายมือชื่อไม่ถูกต้อง", "the signature does not fit"];
const OTHER: [&str; 2] = ["รายการที่ลงลายมือชื่อเป็นของชุดข้อมูลอื่น", "what is signed is of another snapshot"];
const NO_SNAPSHOT: [&str; 2] =
    ["ไฟล์นี้ไม่ใช่ชุดข้อมูลในรูปแบบ tidtam-snapshot/1", "this is no snapshot in the format tidtam-snapshot/1"];

#[tokio::test]
async fn what_is_whole_is_told_so() {
    let signed = signed().await;
    for (file, code) in [(&signed.first, "2569-q4.draft.1"), (&signed.second, "2569-q4.draft.2")] {
        let said = said(file, signed.keys.to_string(), 0);
        assert!(said.contains(&format!("ถูกต้องครบถ้วน · whole and signed: {code}")), "{said}");
    }
}

#[tokio::test]
async fn a_signature_by_a_key_that_is_not_among_the_published_ones_is_refused() {
    let signed = signed().await;
    let of = |keys: Value| json!({ "format": "tidtam-keys/1", "keys": keys });
    not_whole(&signed.first, &of(json!([])), UNKNOWN);
    not_whole(&signed.first, &of(json!([other_key()])), UNKNOWN);
    // What a key is called does not make it that key.
    let mut called = other_key();
    called["id"] = signed.keys["keys"][0]["id"].clone();
    not_whole(&signed.first, &of(json!([called])), UNKNOWN);
    let place = Place::new();
    let file = place.file("some.tidtam", &signed.first);
    let (code, _, said) = place.run(&["snapshot", "verify", &file, "--key", &other().to_string()]);
    assert_eq!(code, Some(3), "{said}");
    let key = signed.keys["keys"][0]["id"].as_str().expect("a name");
    assert!(said.contains(UNKNOWN[0]) && said.contains(UNKNOWN[1]) && said.contains(key), "{said}");
}

#[tokio::test]
async fn a_signature_that_names_a_published_key_which_did_not_make_it_is_refused() {
    let signed = signed().await;
    let mut keys = signed.keys.clone();
    keys["keys"].as_array_mut().expect("keys").push(other_key());
    let key = keys["keys"][0]["id"].as_str().expect("a name");
    let forged = signed.first.replace(key, &other().id().to_string());
    assert_ne!(forged, signed.first);
    not_whole(forged, &keys, SIGNATURE);
}

#[tokio::test]
async fn a_key_that_had_ended_or_had_not_begun_by_then_does_not_count() {
    let signed = signed().await;
    for (member, instant) in [("until", "2021-01-01T00:00:00Z"), ("since", "2999-01-01T00:00:00Z")] {
        let mut keys = signed.keys.clone();
        keys["keys"][0][member] = json!(instant);
        not_whole(&signed.first, &keys, NOT_THEN);
    }
}

#[tokio::test]
async fn the_right_key_with_the_signature_of_another_snapshot_is_refused() {
    let signed = signed().await;
    let endings = |file: &str, lines: usize| {
        let at = file.trim_end().rmatch_indices('\n').nth(lines - 1).expect("so many lines").0 + 1;
        (file[..at].to_owned(), file[at..].to_owned())
    };
    let exchanged = |lines| endings(&signed.first, lines).0 + &endings(&signed.second, lines).1;
    not_whole(exchanged(1), &signed.keys, SIGNATURE);
    not_whole(exchanged(2), &signed.keys, OTHER);
}

#[tokio::test]
async fn a_file_of_keys_that_is_none_is_told_so() {
    let signed = signed().await;
    let words = ["อ่านแฟ้มกุญแจ", "cannot be read"];
    let cut_off = json!({ "format": "tidtam-keys/1", "keys": [{ "id": "ab", "key": "ab" }] }).to_string();
    let none = [
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n".to_owned(),
        other().to_string(),
        "\0".to_owned(),
        "a".repeat(10_000),
        "[".repeat(10_000),
        json!({ "format": "tidtam-keys/2", "keys": [] }).to_string(),
        json!({ "format": "tidtam-keys/1", "keys": [], "more": 1 }).to_string(),
        cut_off,
        signed.first.clone(),
    ];
    let none = none.iter().map(|keys| keys.as_bytes().to_vec()).chain([b"\xff\xfe{}".to_vec()]);
    for keys in none {
        let said = said(&signed.first, &keys, 1);
        assert!(words.iter().all(|words| said.contains(words)), "{}: {said}", String::from_utf8_lossy(&keys));
        let is_for_programmers = ["expected", " at line ", "KeyHistory"].iter().any(|word| said.contains(word));
        assert!(!is_for_programmers, "{}: {said}", String::from_utf8_lossy(&keys));
    }
    let place = Place::new();
    let file = place.file("some.tidtam", &signed.first);
    for keys in [".", "nothing.json"] {
        let (code, _, said) = place.run(&["snapshot", "verify", &file, "--keys", keys]);
        assert_eq!(code, Some(1), "{said}");
        assert!(words.iter().all(|words| said.contains(words)), "{keys}: {said}");
    }
    for key in ["", "xyz", &"ab".repeat(31), &"AB".repeat(32), &"a".repeat(10_000)] {
        let (code, _, said) = place.run(&["snapshot", "verify", &file, "--key", key]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("ไม่ใช่กุญแจสาธารณะ") && said.contains("no public key"), "{said}");
    }
}

#[tokio::test]
async fn keys_that_nobody_vouches_for_as_they_say_are_refused() {
    let signed = signed().await;
    let mut keys = signed.keys.clone();
    let mut new = other_key();
    new["vouched"] = json!({ "by": keys["keys"][0]["id"], "signature": "00".repeat(64) });
    keys["keys"].as_array_mut().expect("keys").push(new);
    let said = said(&signed.first, keys.to_string(), 1);
    assert!(said.contains("ไม่ได้รับรองโดยกุญแจก่อนหน้า") && said.contains("is not vouched for by the one before"), "{said}");
}

#[tokio::test]
async fn a_key_that_nobody_vouches_for_is_told_to_whoever_verifies() {
    const TOLD: [&str; 2] = ["ไม่มีกุญแจก่อนหน้ารับรองกุญแจนี้", "no key before vouches for this key"];
    let signed = signed().await;
    let ours = &signed.keys["keys"][0];
    let of = |keys: [&Value; 2]| json!({ "format": "tidtam-keys/1", "keys": keys }).to_string();
    let after_a_lost_one = said(&signed.first, of([&other_key(), ours]), 0);
    assert!(after_a_lost_one.contains("whole and signed"), "{after_a_lost_one}");
    let key = ours["id"].as_str().expect("a name");
    for words in TOLD.into_iter().chain([key]) {
        assert!(after_a_lost_one.contains(words), "{words}: {after_a_lost_one}");
    }
    // The first key needs nobody's word, whatever comes after it.
    for keys in [signed.keys.to_string(), of([ours, &other_key()])] {
        let first = said(&signed.first, keys, 0);
        assert!(TOLD.iter().all(|words| !first.contains(words)), "{first}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_snapshot_or_was_changed_is_told_so() {
    let signed = signed().await;
    for file in [&b""[..], b"\0", b"\xff\xfe", b"%PDF-1.7\n", b"{}\n", "ก".repeat(10_000).as_bytes()] {
        not_whole(file, &signed.keys, NO_SNAPSHOT);
    }
    let first = signed.first.as_str();
    not_whole(first.trim_end(), &signed.keys, ["ไฟล์ไม่ครบ", "the file is cut off before its signature"]);
    for more in ["\0\n", "x", first] {
        not_whole(format!("{first}{more}"), &signed.keys, ["มีข้อความต่อท้าย", "something stands after the signature"]);
    }
    not_whole(
        first.replacen("{\"plan\"", "{\"plan\0\"", 1),
        &signed.keys,
        ["อ่านบรรทัดนี้ไม่ได้", "the line cannot be read"],
    );
    not_whole(first.replacen("{\"plan\"", "{ \"plan\"", 1), &signed.keys, ["ตามแบบที่กำหนด", "its one canonical form"]);
    let place = Place::new();
    let keys = place.file("keys.json", signed.keys.to_string());
    for file in [".", "nothing.tidtam"] {
        let (code, _, said) = place.run(&["snapshot", "verify", file, "--keys", &keys]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("อ่านแฟ้ม") && said.contains("cannot be read"), "{said}");
    }
}
