//! What the same machine does without Tidtam: the sqlite3 shell importing and committing, axum serving bytes from memory.

use crate::Outcome;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Serves one file's bytes at every address, from memory, until the process is ended.
pub(crate) fn serve_bytes(file: &Path, address: &str) -> Outcome<()> {
    let bytes: bytes::Bytes = std::fs::read(file)?.into();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let answer = move || {
            let bytes = bytes.clone();
            async move { ([(http::header::CONTENT_TYPE, "text/html; charset=utf-8")], bytes) }
        };
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, axum::Router::new().fallback(answer)).await?;
        Ok(())
    })
}

/// How long the sqlite3 shell takes to import files into a table without keys.
pub(crate) fn import_with_shell(files: &[PathBuf], database: &Path) -> Outcome<Duration> {
    let mut script = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;\n".to_owned();
    script.push_str("CREATE TABLE value (round, agency, indicator, value, base, applicability, note);\n");
    for file in files {
        writeln!(script, ".import --csv --skip 1 {} value", file.display())?;
    }
    shell(database, &script)
}

/// How long so many durable one-row commits take, one after the other.
pub(crate) fn bare_commits(folder: &Path, count: usize) -> Outcome<Duration> {
    let database = folder.join("bare.db");
    let mut script = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;\nCREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY, text TEXT);\n".to_owned();
    for _ in 0..count {
        writeln!(script, "BEGIN IMMEDIATE; INSERT INTO row (text) VALUES ('one value'); COMMIT;")?;
    }
    shell(&database, &script)
}

fn shell(database: &Path, script: &str) -> Outcome<Duration> {
    use std::io::Write as _;
    let started = Instant::now();
    let mut shell =
        Command::new("sqlite3").arg("-bail").arg(database).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    if let Some(mut input) = shell.stdin.take() {
        input.write_all(script.as_bytes())?;
    }
    let ended = shell.wait()?;
    if !ended.success() {
        return Err("the sqlite3 shell failed".into());
    }
    Ok(started.elapsed())
}
