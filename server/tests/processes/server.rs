//! The program as it is served: a process with its settings in the environment.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

/// How long anything may take on a machine that does much else.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// Where a server listens, and with which settings.
#[derive(Clone)]
pub(crate) struct Place {
    /// Its address.
    pub(crate) address: String,
    settings: Vec<(&'static str, String)>,
    log: PathBuf,
}

/// A server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    place: Place,
}

impl Place {
    /// A place with a port of its own. What is logged there goes to a file in the folder.
    pub(crate) fn new(folder: &Path, database_url: &str, settings: &[(&'static str, String)]) -> Self {
        let address = free_address();
        let log = folder.join(format!("{}.log", address.replace(':', "-")));
        let mut all = vec![
            ("TIDTAM_ADDR", address.clone()),
            ("TIDTAM_DATA", folder.display().to_string()),
            ("TIDTAM_DATABASE_URL", database_url.to_owned()),
            ("TIDTAM_LOG_LEVEL", "warn".to_owned()),
            // A database whose clock a test sets has a table more than a backup knows.
            ("TIDTAM_BACKUPS", String::new()),
        ];
        all.extend_from_slice(settings);
        Self { address, settings: all, log }
    }

    /// The address of a page.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Starts a server here.
    pub(crate) fn start(&self) -> Server {
        let log = File::options().append(true).create(true).open(&self.log).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidtam"));
        command.env_clear().arg("serve").current_dir(self.log.parent().expect("a folder"));
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
        Server { child: command.spawn().expect("a process"), place: self.clone() }
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Server {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it answers and its database does.
    pub(crate) async fn is_ready(&mut self, client: &reqwest::Client) {
        let begun = Instant::now();
        loop {
            let answer = client.get(self.place.at("/readyz")).timeout(PATIENCE).send().await;
            if answer.is_ok_and(|answer| answer.status() == reqwest::StatusCode::OK) {
                return;
            }
            let ended = self.child.try_wait().expect("a process");
            assert!(ended.is_none(), "{ended:?}: {}", self.place.said());
            assert!(begun.elapsed() < PATIENCE, "it does not get ready: {}", self.place.said());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Kills it: nothing of it runs on, and nothing is put away.
    pub(crate) fn dies(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("its end");
    }

    /// Stops it where it stands, connections open, until it goes on.
    pub(crate) fn pauses(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn goes_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill");
        assert!(sent.success(), "{name}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine on which nothing listens, below the ports that connections get: it stays free while a
/// server is down.
pub(crate) fn free_address() -> String {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 5_000).expect("a number");
    for _ in 0..10_000 {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        let address = format!("127.0.0.1:{port}");
        if std::net::TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
    unreachable!("no port is free")
}
