//! Help, settings and the database a command works on.

use super::{Place, text};

#[test]
fn help_names_every_command_in_both_languages() {
    let (code, said, _) = Place::new().run(&["--help"]);
    assert_eq!(code, Some(0));
    for command in [
        "serve", "migrate", "import", "accounts", "tokens", "export", "rollups", "scores", "snapshot", "audit",
        "config",
    ] {
        assert!(said.contains(&format!("\n  {command} ")), "{command}: {said}");
    }
    assert!(said.contains("เปิดเซิร์ฟเวอร์ · Start the web server"), "{said}");
    let (code, _, said) = Place::new().run(&["no-such-command"]);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("ไม่มีคำสั่งนี้: no-such-command\n") && said.contains("unrecognized subcommand"), "{said}");
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
fn a_database_of_another_kind_is_refused_and_nothing_is_made() {
    let place = Place::new();
    let output = place.command(&["migrate"]).env("DATABASE_URL", "mysql://tidtam:gulf@db/tidtam").output();
    let (code, _, said) = text(&output.expect("it runs"));
    assert_eq!(code, Some(1));
    assert!(said.contains("sqlite:// or postgres://") && !said.contains("gulf"), "{said}");
    assert_eq!(std::fs::read_dir(place.folder.path()).expect("a folder").count(), 0);
}
