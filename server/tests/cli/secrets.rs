//! `tidtam secrets`: a key changes, and nothing has to be set again.

use super::{Place, text};
use std::{io::Write as _, process::Stdio};

/// A setting with keys of these names, the present one first.
fn keys(names: &[(&str, char)]) -> String {
    let keys: Vec<String> =
        names.iter().map(|(name, digit)| format!("{name}:{}", digit.to_string().repeat(64))).collect();
    keys.join(",")
}

fn runs(place: &Place, keys: &str, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut command = place.command(arguments);
    command.env("TIDTAM_SECRET_KEYS", keys).env("TIDTAM_CONTACT_EMAIL", "data@dga.or.th");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    text(&child.wait_with_output().expect("its end"))
}

#[test]
fn a_new_key_takes_over_and_what_no_key_opens_is_named() {
    let place = Place::with_reference();
    let (old, both) = (keys(&[("old", '1')]), keys(&[("new", '2'), ("old", '1')]));
    let deliver = ["deliver", "ckan", "catalogue", "--address", "https://data.example.go.th", "--organisation", "dga"];
    let (code, _, said) = runs(&place, &old, &deliver, "a-token\n");
    assert_eq!(code, Some(0), "{said}");
    // The old key went too early: it is named, and nothing is lost by saying so.
    let (code, _, said) = runs(&place, &keys(&[("new", '2')]), &["secrets", "reseal"], "");
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot be opened") && said.contains("destination catalogue"), "{said}");
    let (code, told, said) = runs(&place, &both, &["secrets", "reseal"], "");
    assert_eq!(code, Some(0), "{said}");
    assert!(told.contains("1 of destinations") && told.contains("only the first"), "{told}");
    let (code, told, said) = runs(&place, &keys(&[("new", '2')]), &["secrets", "reseal"], "");
    assert_eq!(code, Some(0), "{said}");
    assert!(told.contains("0 of destinations"), "{told}");
}

#[test]
fn a_secret_that_cannot_be_one_is_refused_and_nothing_is_set() {
    let place = Place::with_reference();
    let key = keys(&[("only", '1')]);
    let deliver = ["deliver", "ckan", "catalogue", "--address", "https://data.example.go.th", "--organisation", "dga"];
    for (input, told) in [
        ("x".repeat(5_000), "the secret is longer than 4096 bytes and was not taken"),
        ("a\0b".to_owned(), "the secret has characters that cannot be seen and was not taken"),
        ("โทเคน".to_owned(), "a secret is made of visible Latin characters"),
        (" a-token".to_owned(), "a secret is made of visible Latin characters"),
    ] {
        let (code, _, said) = runs(&place, &key, &deliver, &input);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(told) && !said.contains("password"), "{said}");
    }
    let (code, told, said) = place.run(&["deliver", "list"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(told.contains("none yet"), "{told}");
    // A catalogue takes nothing that names nobody to ask, which the terminal is told before anything is handed over.
    let (code, _, said) = place.run_with_input(&deliver, "a-token\n");
    assert_eq!(code, Some(1));
    assert!(said.contains("no contact_email is set") && said.contains("ยังไม่ได้ตั้ง contact_email"), "{said}");
}
