//! `HAProxy` in front of the servers, with the configuration that `docs/operating.md` recommends.

use crate::server::{PATIENCE, Place, free_address};
use std::{
    io::{Read as _, Write as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Where people reach the servers; it ends with the test.
pub(crate) struct Balancer {
    child: Child,
    socket: PathBuf,
    /// Its address.
    pub(crate) address: String,
}

impl Balancer {
    /// Whether there is one here; otherwise the list of skips gets a line.
    pub(crate) fn program(name: &str) -> Option<String> {
        let program = std::env::var("TIDTAM_TEST_HAPROXY").ok();
        if program.is_none() {
            service::testing::skip(name, "TIDTAM_TEST_HAPROXY names no HAProxy");
        }
        program
    }

    /// Starts it on an address before three servers.
    pub(crate) fn start(program: &str, folder: &Path, address: &str, places: &[Place; 3]) -> Self {
        let socket = folder.join("balancer.sock");
        let mut text = format!("global\n    stats socket {} mode 600 level user\n\n", socket.display());
        text.push_str(&example(address, places));
        let file = folder.join("haproxy.cfg");
        std::fs::write(&file, text).expect("written");
        let mut command = Command::new(program);
        let child = command.arg("-db").arg("-f").arg(&file).stdin(Stdio::null()).spawn().expect("a balancer");
        let balancer = Self { child, socket, address: address.to_owned() };
        let begun = Instant::now();
        while UnixStream::connect(&balancer.socket).is_err() {
            assert!(begun.elapsed() < PATIENCE, "the balancer does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        balancer
    }

    /// Waits until it has taken a server in, or out.
    pub(crate) async fn waits_until(&self, server: usize, state: &str) {
        let begun = Instant::now();
        while !self.state(server).starts_with(state) {
            assert!(begun.elapsed() < PATIENCE, "server {server} is {} and not {state}", self.state(server));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How it sees a server: `UP`, `DOWN`, or on the way from one to the other.
    fn state(&self, server: usize) -> String {
        let mut socket = UnixStream::connect(&self.socket).expect("its socket");
        socket.write_all(b"show stat\n").expect("asked");
        let mut table = String::new();
        socket.read_to_string(&mut table).expect("answered");
        let mut lines = table.lines();
        let head: Vec<_> = lines.next().expect("a head").trim_start_matches("# ").split(',').collect();
        let column = |name| head.iter().position(|head| *head == name).expect("a column");
        let (name, status) = (column("svname"), column("status"));
        let rows = lines.map(|line| line.split(',').collect::<Vec<_>>());
        let row = rows.into_iter().find(|row| row.get(name) == Some(&NAMES[server])).expect("the server");
        row[status].to_owned()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the example calls its servers.
const NAMES: [&str; 3] = ["one", "two", "three"];

/// The example with the addresses of this test.
fn example(address: &str, places: &[Place; 3]) -> String {
    let guide = include_str!("../../../docs/operating.md");
    let (_, rest) = guide.split_once("```haproxy\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let mut text = example.to_owned();
    let mut replace = |from: &str, to: &str| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, to);
    };
    replace("bind :443 ssl crt /etc/haproxy/tidtam.pem", &format!("bind {address}"));
    for (number, place) in places.iter().enumerate() {
        replace(&format!("10.0.0.{}:3000", number + 1), &place.address);
    }
    text
}

/// The address at which it will listen.
pub(crate) fn address() -> String {
    free_address()
}
