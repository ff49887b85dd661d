//! Somebody else's mail server, which tells what it was given.

use serde_json::{Value, json};
use server::config::{Config, SmtpSecurity};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
};

/// The mail server, with the certificates it shows; it ends with the test.
pub(crate) struct Sink {
    child: Child,
    folder: tempfile::TempDir,
    ports: Value,
    taken: Receiver<Value>,
}

impl Sink {
    /// Starts it; `None`, with a printed line, where there is no such server.
    pub(crate) fn start(name: &str) -> Option<Self> {
        let Ok(python) = std::env::var("TIDTAM_TEST_AIOSMTPD") else {
            tests::skip(name, "TIDTAM_TEST_AIOSMTPD names no Python with aiosmtpd");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        certify(&folder);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/mails_sink.py");
        let mut command = Command::new(python);
        let command = command.arg(script).arg(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a mail server");
        let lines = BufReader::new(child.stdout.take().expect("an output")).lines();
        let (tells, taken) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = tells.send(serde_json::from_str(&line).expect("JSON"));
            }
        });
        let ports = taken.recv().expect("its ports");
        Some(Self { child, folder, ports, taken })
    }

    /// The settings of a server that sends over one of its ways.
    pub(crate) fn settings(&self, way: &str, security: SmtpSecurity) -> Config {
        Config {
            smtp_host: Some("localhost".to_owned()),
            smtp_port: Some(u16::try_from(self.ports[way].as_u64().expect("a port")).expect("a port")),
            smtp_security: security,
            smtp_user: Some("tidtam".to_owned()),
            smtp_password: Some(serde_json::from_value(json!("ลับมาก")).expect("a password")),
            smtp_from: Some("tidtam@dga.or.th".parse().expect("an address")),
            smtp_ca_file: Some(self.file("ca.pem")),
            smtp_timeout_ms: 2_000,
            public_url: Some("https://tidtam.dga.or.th".to_owned().try_into().expect("an address")),
            ..Config::default()
        }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What it has taken since it was last asked.
    pub(crate) fn taken(&self) -> Vec<Value> {
        // It tells before it answers, and its answer has been heard.
        let mut taken = Vec::new();
        while let Ok(mail) = self.taken.recv_timeout(std::time::Duration::from_millis(300)) {
            taken.push(mail);
        }
        taken
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An authority of its own, a certificate for `localhost` by it, and an authority that nobody used.
fn certify(folder: &tempfile::TempDir) {
    let run = |arguments: &[&str]| {
        let made = Command::new("openssl").args(arguments).current_dir(folder.path()).output().expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    let new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    for name in ["ca", "other"] {
        let (key, file, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/CN=tidtam tests {name}"));
        let rest = ["-keyout", &key, "-out", &file, "-days", "2", "-subj", &subject];
        run(&[&["req", "-x509"][..], &new_key, &rest].concat());
    }
    let rest = ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"];
    run(&[&["req"][..], &new_key, &rest].concat());
    let mut names = std::fs::File::create(folder.path().join("names")).expect("a file");
    names.write_all(b"subjectAltName=DNS:localhost\n").expect("written");
    run(&[
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "names",
        "-out",
        "server.pem",
    ]);
}
