//! The first administrator and first passwords.

use super::Place;

#[test]
fn the_first_administrator_comes_from_the_command_line_once() {
    let place = Place::with_reference();
    let arguments = ["accounts", "create-admin", "--email", "admin@dga.or.th", "--name", "อารีย์"];
    let (code, _, said) = place.run_with_input(&arguments, "short\n");
    assert_eq!(code, Some(1));
    assert!(said.contains("at least 15 characters"), "{said}");
    let (code, said, _) = place.run_with_input(&arguments, "ปลาทูสดใหม่ทุกเช้า\n");
    assert_eq!(code, Some(0));
    assert!(said.contains("admin@dga.or.th"), "{said}");
    let (code, _, said) = place.run_with_input(&arguments, "ปลาทูสดใหม่ทุกเช้า\n");
    assert_eq!(code, Some(1));
    assert!(!said.contains("()") && !said.contains("(th)"), "{said}");
    assert!(said.contains("e-mail") || said.contains("administrator"), "{said}");
    let token = ["tokens", "create", "--email", "admin@dga.or.th", "--label", "ทดสอบ"];
    let (code, said, _) = place.run(&token);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("tidtam_"), "{said}");
    let (code, _, said) = place.run(&["tokens", "create", "--email", "nobody@dga.or.th", "--label", "x"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("nobody@dga.or.th"), "{said}");
}

#[test]
fn a_password_in_a_file_is_taken_whole_or_not_at_all() {
    let place = Place::with_reference();
    let password = "ปลาทูสดใหม่ทุกเช้า";
    let create = |file: &str| {
        let of = ["accounts", "create-admin", "--email", "admin@dga.or.th", "--name", "อารีย์", "--password-file", file];
        place.run(&of)
    };
    for (content, told) in [
        ("x".repeat(5_000).into_bytes(), "the password is longer than 4096 bytes and was not taken"),
        (format!("{password}\0").into_bytes(), "the password has characters that cannot be seen"),
        (format!("\u{feff}{password}\n").into_bytes(), "the password has characters that cannot be seen"),
        ([password.as_bytes(), &[0xff]].concat(), "the password is no text in UTF-8"),
        (Vec::new(), "no password was given"),
        (format!("\n{password}\n").into_bytes(), "no password was given"),
    ] {
        let file = place.file("password", content);
        let (code, _, said) = create(&file);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(told) && said.contains("รหัสผ่าน") && !said.contains(password), "{said}");
    }
    let (code, _, said) = create("nothing");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the file nothing cannot be read") && said.contains("อ่านแฟ้ม nothing ไม่ได้"), "{said}");
    let (code, said, error) = create(&place.file("password", format!("{password}\r\na line for people\n")));
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("admin@dga.or.th"), "{said}");
}

#[test]
fn first_passwords_are_kept_where_only_their_owner_reads() {
    let place = Place::with_reference();
    let rows = "email,name,role,organisation\na@dopa.go.th,ก,reporter,dopa\nb@dopa.go.th,ข,approver,dopa\n";
    let file = place.file("people.csv", rows);
    let (code, said, _) = place.run(&["import", "accounts", &file, "--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ a@dopa.go.th"), "{said}");
    let passwords = place.folder.path().join("people.passwords.csv");
    assert!(!passwords.exists(), "a dry run writes nothing");
    let (code, said, _) = place.run(&["import", "accounts", &file]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 2"), "{said}");
    let kept = std::fs::read_to_string(&passwords).expect("passwords");
    assert_eq!(kept.lines().count(), 3, "{kept}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&passwords).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (code, said, _) = place.run(&["import", "accounts", &file]);
    assert_eq!(code, Some(0), "the same again needs no new file of passwords");
    assert!(said.contains("unchanged 2"), "{said}");
    let wrong = place.file("wrong.csv", "email,name,role,organisation\na@dopa.go.th,ก,king,nowhere\n");
    let (code, _, said) = place.run(&["import", "accounts", &wrong]);
    assert_eq!(code, Some(1));
    assert!(said.contains("wrong.csv:2 role") && said.contains("wrong.csv:2 organisation"), "{said}");
}
