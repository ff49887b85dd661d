//! The driver's process and its browser: started on a free port with a folder of their own, and ended with this value.

use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// A running driver.
pub(super) struct Chromedriver {
    child: Child,
    port: u16,
    /// Which browser it is to start.
    pub(super) chromium: String,
    folder: TempDir,
}

impl Chromedriver {
    /// Starts one; `None` where driver or browser is missing.
    pub(super) fn start() -> Option<Self> {
        let program = found("TIDTAM_TEST_CHROMEDRIVER", &["chromedriver"])?;
        let chromium = found("TIDTAM_TEST_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?;
        let folder = tempfile::Builder::new().prefix("tidtam-browser-").tempdir().expect("a folder");
        let mut child = Command::new(program)
            .arg("--port=0")
            .env("HOME", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver");
        let mut said = BufReader::new(child.stdout.take().expect("what it prints")).lines();
        let port = said.by_ref().map_while(Result::ok).find_map(|line| port_of(&line));
        // Read on, or the driver stops when its pipe is full; the thread ends with the driver.
        std::thread::spawn(move || said.for_each(drop));
        let chromium = chromium.to_string_lossy().into_owned();
        let Some(port) = port else {
            let _ = child.kill();
            panic!("chromedriver named no port");
        };
        Some(Self { child, port, chromium, folder })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the browser keeps.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// Ends what is left of the browser when a test failed: only processes that name our own folder.
    fn end_browser(&self) {
        let ours = self.folder.path().as_os_str().as_encoded_bytes().to_vec();
        let Ok(processes) = std::fs::read_dir("/proc") else { return };
        for process in processes.flatten() {
            let words = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            let is_number = process.file_name().to_str().is_some_and(|name| name.parse::<u32>().is_ok());
            if is_number && words.windows(ours.len()).any(|window| window == ours) {
                let _ = Command::new("kill").arg("-KILL").arg(process.file_name()).stderr(Stdio::null()).status();
            }
        }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.end_browser();
    }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port_of(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

/// A program that a variable names, or that lies on the path.
fn found(variable: &str, names: &[&str]) -> Option<OsString> {
    if let Some(named) = std::env::var_os(variable) {
        return Path::new(&named).exists().then_some(named);
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|program| program.is_file()).map(PathBuf::into_os_string)
}
