//! Somebody else's mail server, which tells what it took.

use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

/// The mail server; it ends with the test.
pub(crate) struct MailSink {
    child: Child,
    port: u64,
    taken: Receiver<Value>,
    _folder: tempfile::TempDir,
}

impl MailSink {
    /// Starts it; `None`, with a line in the list of skips, where there is no such server.
    pub(crate) fn start(name: &str) -> Option<Self> {
        let Ok(python) = std::env::var("TIDTAM_TEST_AIOSMTPD") else {
            service::testing::skip(name, "TIDTAM_TEST_AIOSMTPD names no Python with aiosmtpd");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.pem"])
            .current_dir(&folder)
            .output()
            .expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/http/mails_sink.py");
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
        let ports: Value = taken.recv().expect("its ports");
        Some(Self { child, port: ports["plain"].as_u64().expect("a port"), taken, _folder: folder })
    }

    /// What a server has to know to send here.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TIDTAM_SMTP_HOST", "localhost".to_owned()),
            ("TIDTAM_SMTP_PORT", self.port.to_string()),
            ("TIDTAM_SMTP_SECURITY", "none".to_owned()),
            ("TIDTAM_SMTP_FROM", "tidtam@dga.or.th".to_owned()),
        ]
    }

    /// What it has taken since it was last asked. It tells before it answers, so whatever was answered is among it.
    pub(crate) fn taken(&self) -> Vec<Value> {
        let mut taken = Vec::new();
        while let Ok(mail) = self.taken.recv_timeout(Duration::from_secs(1)) {
            taken.push(mail);
        }
        taken
    }
}

impl Drop for MailSink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
