//! The command line as people run it: the binary, its words and its exit codes.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops at once")]

mod accounts;
mod backups;
mod documented;
mod imports;
mod schemes;
mod secrets;
mod settings;
mod snapshot_keys;
mod snapshots;
mod values;

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
