//! The command line as people run it: the binary, its words and its exit codes.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops at once")]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A folder with the binary's data.
struct Place {
    folder: tempfile::TempDir,
}

fn reference(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../reference").join(file)
}

fn text(output: &Output) -> (Option<i32>, String, String) {
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), read(&output.stdout), read(&output.stderr))
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// Bodies and the plan.
    fn with_reference() -> Self {
        let place = Self::new();
        for (kind, file) in [("organisations", "organisations.csv"), ("plan", "plans/dgp-2566.toml")] {
            let (code, _, said) = place.run(&["import", kind, &reference(file).display().to_string()]);
            assert_eq!(code, Some(0), "{said}");
        }
        place
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let file = self.folder.path().join(name);
        std::fs::write(&file, content).expect("written");
        file.display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidtam"));
        command.env_clear().current_dir(self.folder.path()).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        text(&self.command(arguments).output().expect("it runs"))
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("typed");
        text(&child.wait_with_output().expect("it ends"))
    }
}

#[test]
fn help_names_every_command_in_both_languages() {
    let (code, said, _) = Place::new().run(&["--help"]);
    assert_eq!(code, Some(0));
    for command in
        ["serve", "migrate", "import", "accounts", "tokens", "export", "rollups", "scores", "audit", "config"]
    {
        assert!(said.contains(&format!("\n  {command} ")), "{command}: {said}");
    }
    assert!(said.contains("เปิดเซิร์ฟเวอร์ · Start the web server"), "{said}");
    let (code, _, _) = Place::new().run(&["no-such-command"]);
    assert_eq!(code, Some(2));
}

#[test]
fn an_unknown_setting_stops_every_command() {
    let place = Place::new();
    let output = place.command(&["config"]).env("TIDTAM_ADRESS", "127.0.0.1:1").output().expect("it runs");
    let (code, _, said) = text(&output);
    assert_eq!(code, Some(1));
    assert!(said.contains("unknown key TIDTAM_ADRESS"), "{said}");
    place.file("tidtam.toml", "datebase_url = \"postgres://tidtam:gulf-of-siam@db/tidtam\"\n");
    let (code, _, said) = place.run(&["migrate"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("unknown key datebase_url in tidtam.toml") && !said.contains("gulf"), "{said}");
}

#[test]
fn settings_are_shown_without_secrets() {
    let place = Place::new();
    place.file("other.toml", "database_url = \"postgres://tidtam:gulf-of-siam@db/tidtam\"\nlog_format = \"json\"\n");
    let (code, said, _) = place.run(&["config", "--config", "other.toml", "--data", "elsewhere"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("database_url = postgres://***") && !said.contains("gulf"), "{said}");
    assert!(said.contains("data = elsewhere") && said.contains("log_format = json"), "{said}");
    let (code, _, said) = place.run(&["config", "--config", "missing.toml"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("missing.toml"), "{said}");
}

#[test]
fn an_import_is_tried_made_and_safe_to_repeat() {
    let place = Place::new();
    let file = reference("organisations.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "organisations", &file, "--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ dga สำนักงานพัฒนารัฐบาลดิจิทัล") && said.contains("tried only"), "{said}");
    let (code, _, said) = place.run(&["rollups", "rebuild", "--check"]);
    assert_eq!(code, Some(1), "a dry run registers nobody");
    assert!(said.contains("import organisations"), "{said}");
    let events = reference("organisation_events.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "organisations", &file, "--events", &events]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 516, changed 0"), "{said}");
    let (_, said, _) = place.run(&["import", "organisations", &file, "--events", &events]);
    assert!(said.contains("added 0, changed 0, unchanged 507"), "{said}");
    let changed = std::fs::read_to_string(&file).expect("the register").replace(",กรมการปกครอง,", ",กรมปกครอง,");
    let (_, said, _) = place.run(&["import", "organisations", &place.file("new.csv", changed), "--dry-run"]);
    assert!(said.contains("~ dopa กรมปกครอง: name_th \"กรมการปกครอง\" → \"กรมปกครอง\""), "{said}");
}

#[test]
fn a_refused_file_is_told_line_by_line_and_changes_nothing() {
    let place = Place::with_reference();
    let good = std::fs::read_to_string(reference("organisations.csv")).expect("the register");
    let wrong = good.replace(",department,", ",departement,");
    let (code, _, said) = place.run(&["import", "organisations", &place.file("wrong.csv", &wrong)]);
    assert_eq!(code, Some(1));
    assert_eq!(said.matches(" kind: ").count(), 164, "{said}");
    assert!(said.contains("164 places"), "{said}");
    let thai_874 = good.replace("ประเทศไทย", "").into_bytes().into_iter().chain([0xa1, 0xc3, 0xc1]).collect::<Vec<_>>();
    let (code, _, said) = place.run(&["import", "organisations", &place.file("874.csv", thai_874)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("save it as CSV UTF-8"), "{said}");
    let shorter: Vec<&str> = good.lines().filter(|line| !line.starts_with("dopa,")).collect();
    let (code, _, said) = place.run(&["import", "organisations", &place.file("short.csv", shorter.join("\n"))]);
    assert_eq!(code, Some(1));
    assert!(said.contains("dopa"), "{said}");
    let (_, said, _) = place.run(&["import", "organisations", &reference("organisations.csv").display().to_string()]);
    assert!(said.contains("unchanged 507"), "{said}");
}

#[test]
fn plans_and_facts_are_taken_once() {
    let place = Place::with_reference();
    let plan = reference("plans/dgp-2566.toml").display().to_string();
    let (code, said, _) = place.run(&["import", "plan", &plan]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 0"), "{said}");
    let other = std::fs::read_to_string(&plan).expect("the plan").replace("weight = \"1\"", "weight = \"2\"");
    let (code, _, said) = place.run(&["import", "plan", &place.file("plan.toml", other)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("raise the version"), "{said}");
    let facts = reference("facts.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "facts", &facts]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ egdi-rank th survey_year 2024: 52"), "{said}");
    let (_, said, _) = place.run(&["import", "facts", &facts]);
    assert!(said.contains("added 0, changed 0"), "{said}");
}

#[test]
fn holidays_are_tried_and_taken() {
    let place = Place::with_reference();
    let file = reference("holidays.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "holidays", &file, "--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ 2027-01-01 วันขึ้นปีใหม่") && said.contains("tried only"), "{said}");
    let (_, said, _) = place.run(&["import", "holidays", &file]);
    assert!(said.contains("changed 0, unchanged 0"), "{said}");
    let (_, said, _) = place.run(&["import", "holidays", &file]);
    assert!(said.contains("added 0, changed 0"), "{said}");
    let wrong = place.file("wrong.csv", "day,name_th,status,source\n1/1/2570,,press,x\n");
    let (code, _, said) = place.run(&["import", "holidays", &wrong]);
    assert_eq!(code, Some(1));
    assert!(said.contains("wrong.csv:2 name_th"), "{said}");
}

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

#[test]
fn a_refused_export_leaves_no_file_and_spares_the_one_that_was_there() {
    let place = Place::with_reference();
    let before = place.file("before.csv", "what was there");
    for file in ["new.csv", "before.csv"] {
        let (code, _, said) = place.run(&["export", "values", "--round", "2599-q1", "--output", file]);
        assert_eq!(code, Some(1), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&before).expect("a file"), "what was there");
    let (code, _, said) = place.run(&["export", "values", "--output", "whole.csv"]);
    assert_eq!(code, Some(0), "{said}");
    let names = std::fs::read_dir(place.folder.path()).expect("a folder").flatten();
    let mut names: Vec<_> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["before.csv", "data", "whole.csv"]);
}

#[test]
fn a_database_of_another_kind_is_refused_and_nothing_is_made() {
    let place = Place::new();
    let output = place.command(&["migrate"]).env("DATABASE_URL", "mysql://tidtam:gulf@db/tidtam").output();
    let (code, _, said) = text(&output.expect("it runs"));
    assert_eq!(code, Some(1));
    assert!(said.contains("sqlite:// or postgres://") && !said.contains("gulf"), "{said}");
    assert_eq!(std::fs::read_dir(place.folder.path()).expect("a folder").count(), 0);
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
async fn with_round(url: &str, place: &Place) {
    let settings = service::Settings { database_url: url.to_owned(), files: place.folder.path().join("files") };
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
    let header =
        "round,agency,indicator,value,base,applicability,note,verified_value,verified_base,revision,accepted_at";
    let stamp = "2026-10-02T03:04:05.000006+00:00";
    let rows = [
        format!("2569-q4,dopa,data-catalog,3,4,,,,,1,{stamp}"),
        format!("2569-q4,dopa,svc-digital-id,,,not_applicable,ไม่มีบริการ,,,1,{stamp}"),
        format!("2569-q4,dopa,svc-e2e,40,100,,,39,100,1,{stamp}"),
        format!("2569-q4,rd,svc-e2e,\"๑,๒๓๔\",2468,,,,,3,{stamp}"),
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
    assert_eq!(lines[4], format!("2569-q4,rd,svc-e2e,1234,2468,,,,,3,{stamp}"), "{lines:?}");
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

#[test]
fn a_scheme_is_tried_put_in_force_and_safe_to_repeat() {
    let place = Place::with_reference();
    let plan = reference("plans/dgp-2566.toml").display().to_string();
    assert_eq!(place.run(&["import", "plan", &plan]).0, Some(0));
    let file = reference("schemes/plan-achievement-opdc.toml").display().to_string();
    let with_plan = |more: &[&str]| place.run(&[&["import", "scheme", &file, "--plan", "dgp-2566"], more].concat());
    let (code, said, _) = with_plan(&["--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ achievement ") && said.contains("tried only"), "{said}");
    let (code, said, _) = with_plan(&[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ achievement "), "a dry run keeps nothing: {said}");
    let (code, said, _) = with_plan(&[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 0, changed 0"), "{said}");
    let good = std::fs::read_to_string(&file).expect("a scheme");
    let changed = good.replacen("decimals = 4", "decimals = 3", 1);
    let (code, _, said) = place.run(&["import", "scheme", &place.file("changed.toml", changed)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("raise the edition"), "{said}");
    let wrong = good.replacen("weight = \"1\"", "weight = \"-1\"", 1);
    let line = 1 + wrong.lines().take_while(|line| *line != "weight = \"-1\"").count();
    let (code, _, said) = place.run(&["import", "scheme", &place.file("wrong.toml", &wrong)]);
    assert_eq!(code, Some(1));
    // The node begins four lines above its weight.
    let told = format!("wrong.toml:{} node B1: น้ำหนักต้องเป็น 0 ขึ้นไป", line - 4);
    assert!(said.contains(&told) && said.contains("a weight must be 0 or more"), "{said}");
    let (code, said, _) = place.run(&["scores", "rebuild", "--check"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("agrees exactly"), "{said}");
    assert_eq!(place.run(&["scores", "rebuild"]).0, Some(0));
}
