//! Values out and in again, kept sums, the log, and who may read the files.

use super::{Place, reference, text};
use std::path::{Path, PathBuf};

#[cfg(unix)]
#[test]
fn what_is_stored_and_exported_is_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    fn look(path: &Path, found: &mut Vec<PathBuf>) {
        let about = std::fs::metadata(path).expect("it is there");
        assert_eq!(about.permissions().mode() & 0o077, 0, "{} is open to others", path.display());
        found.push(path.to_owned());
        if about.is_dir() {
            std::fs::read_dir(path).expect("a folder").flatten().for_each(|entry| look(&entry.path(), found));
        }
    }
    let place = Place::with_reference();
    let (code, _, said) = place.run(&["export", "values", "--output", "out.csv"]);
    assert_eq!(code, Some(0), "{said}");
    let mut found = Vec::new();
    for made in ["data", "out.csv"] {
        look(&place.folder.path().join(made), &mut found);
    }
    for expected in ["data/tidtam.db", "data/files"] {
        assert!(found.contains(&place.folder.path().join(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn a_refused_export_leaves_no_file_and_spares_the_one_that_was_there() {
    let place = Place::with_reference();
    let before = place.file("before.csv", "what was there");
    for file in ["new.csv", "before.csv"] {
        let (code, _, said) = place.run(&["export", "values", "--round", "2599-q1", "--output", file]);
        assert_eq!(code, Some(1), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&before).expect("a file"), "what was there");
    for (filter, typed, missing) in [
        ("--round", "2599-q1", "round"),
        ("--organisation", "nowhere", "organisation"),
        ("--indicator", "zzz", "indicator"),
    ] {
        let (code, said, error) = place.run(&["export", "values", filter, typed]);
        assert_eq!((code, said.as_str()), (Some(1), ""), "no heading of nothing");
        assert!(error.contains(&format!("there is no such {missing}: {typed}")), "{error}");
    }
    let (code, _, said) = place.run(&["export", "values", "--indicator", "svc-e2e"]);
    assert_eq!(code, Some(0), "an indicator of which nothing was reported: {said}");
    let (code, _, said) = place.run(&["export", "values", "--output", "whole.csv"]);
    assert_eq!(code, Some(0), "{said}");
    let names = std::fs::read_dir(place.folder.path()).expect("a folder").flatten();
    let mut names: Vec<_> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["before.csv", "data", "whole.csv"]);
}

#[test]
fn a_reader_who_has_seen_enough_is_told_nothing_more() {
    let place = Place::with_reference();
    for arguments in [&["config"][..], &["export", "values"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ended = place.command(arguments).stdout(writer).output().expect("it runs");
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(141), ""));
    }
}

#[test]
fn the_log_is_verified_and_sums_agree() {
    let place = Place::with_reference();
    let (code, said, _) = place.run(&["audit", "verify"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("events: 2") && said.contains("digest: "), "{said}");
    let (code, said, _) = place.run(&["rollups", "rebuild", "--check"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("agrees exactly"), "{said}");
    let (code, said, _) = place.run(&["export", "values"]);
    assert_eq!((code, said.lines().count()), (Some(0), 1), "{said}");
    let wrong = place.file("values.csv", "round,agency,indicator,value\n2569-q4,dopa,svc-e2e,1\n");
    let (code, _, said) = place.run(&["import", "values", &wrong]);
    assert_eq!(code, Some(1));
    assert!(said.contains("values.csv:2 round"), "{said}");
}

/// The binary's data where a test says, with a round opened past it: the command line opens none.
pub(crate) async fn with_round(url: &str, place: &Place) {
    let settings = service::Settings::below(place.folder.path(), url.to_owned());
    let services = service::Services::open(&settings, service::Clock::System, service::Chance::System);
    let services = services.await.expect("services");
    let days = |days| services.now() + chrono::Duration::days(days);
    let window = domain::window::Window::new(days(-30), days(-10), days(-5)).expect("in order");
    let (plan, period) = ("dgp-2566".parse().expect("a code"), "2569-q4".parse().expect("a period"));
    let operator = services.operator().await.expect("an operator");
    let new = service::rounds::NewRound { plan, period, window };
    services.rounds().open(&operator, new).await.expect("opened");
}

#[tokio::test]
async fn what_is_exported_is_imported_again_and_is_the_same_on_both_databases() {
    let header = "round,agency,indicator,value,base,applicability,note,verified_value,verified_base,revision,accepted_at,derived";
    let stamp = "2026-10-02T03:04:05.000006+00:00";
    let rows = [
        format!("2569-q4,dopa,data-catalog,3,4,,,,,1,{stamp},"),
        format!("2569-q4,dopa,svc-digital-id,,,not_applicable,ไม่มีบริการ,,,1,{stamp},"),
        format!("2569-q4,dopa,svc-e2e,40,100,,,39,100,1,{stamp},"),
        format!("2569-q4,rd,svc-e2e,\"๑,๒๓๔\",2468,,,,,3,{stamp},"),
    ];
    let mut exported = Vec::new();
    for engine in ["sqlite", "postgres"] {
        for number in [1, 2] {
            let place = Place::new();
            let url = match engine {
                "sqlite" => format!("sqlite://{}", place.folder.path().join("tidtam.db").display()),
                _ => match service::testing::fresh_postgres().await {
                    Some(url) => url,
                    None => continue,
                },
            };
            let run = |arguments: &[&str]| {
                text(&place.command(arguments).env("TIDTAM_DATABASE_URL", &url).output().expect("it runs"))
            };
            for (kind, file) in [("organisations", "organisations.csv"), ("plan", "plans/dgp-2566.toml")] {
                let (code, _, said) = run(&["import", kind, &reference(file).display().to_string()]);
                assert_eq!(code, Some(0), "{said}");
            }
            with_round(&url, &place).await;
            let first = exported.last().cloned().unwrap_or_else(|| format!("{header}\n{}\n", rows.join("\n")));
            let (code, _, said) = run(&["import", "values", &place.file("values.csv", &first)]);
            assert_eq!(code, Some(0), "{engine} {number}: {said}");
            let (code, export, said) = run(&["export", "values"]);
            assert_eq!(code, Some(0), "{said}");
            let (code, said, _) = run(&["import", "values", &place.file("again.csv", &export)]);
            assert_eq!(code, Some(0));
            assert!(said.contains("added 0") && said.contains("unchanged 4"), "{said}");
            let (_, said, _) = run(&["rollups", "rebuild", "--check"]);
            assert!(said.contains("agrees exactly"), "{said}");
            exported.push(export);
        }
    }
    let lines: Vec<&str> = exported[0].lines().collect();
    assert_eq!(lines[0], header);
    assert_eq!(lines[4], format!("2569-q4,rd,svc-e2e,1234,2468,,,,,3,{stamp},"), "{lines:?}");
    assert_eq!(lines[1..4], rows[..3].iter().map(String::as_str).collect::<Vec<_>>());
    assert!(exported.iter().all(|export| *export == exported[0]), "{exported:?}");
}

#[test]
fn a_malformed_file_of_values_is_told_by_its_lines_and_takes_nothing() {
    let place = Place::with_reference();
    let header = "round,agency,indicator,value";
    for (content, words) in [
        ("round;agency;indicator;value\n2569-q4;dopa;svc-e2e;1\n".to_owned(), "columns are not parted by commas"),
        (format!("{header}\n2569-q4,dopa\n"), "values.csv:2"),
        (format!("{header}\n2569-q4,dopa,svc-e2e,\"1{}\n", ",x\n".repeat(50_000)), "a quotation mark is not closed"),
        (format!("{header}\n2569-q4,dopa,svc-e2e,\0\n"), "values.csv:2"),
        (format!("{header},{header}\n"), "stands twice"),
        ("value\n1\n".to_owned(), "values.csv:1 round"),
        (String::new(), "values.csv:1"),
    ] {
        let (code, _, said) = place.run(&["import", "values", &place.file("values.csv", &content)]);
        assert_eq!(code, Some(1), "{words}: {said}");
        assert!(said.contains(words), "{words}: {said}");
    }
    let (_, said, _) = place.run(&["export", "values"]);
    assert_eq!(said.lines().count(), 1, "{said}");
}
