//! What the same machine does without Tidtam: the shells of the databases importing and committing, axum serving bytes
//! from memory.

use crate::{Outcome, progress};
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

/// How long the sqlite3 shell takes to write what a statement selects as CSV.
pub(crate) fn export_with_shell(database: &Path, select: &str, to: &Path) -> Outcome<Duration> {
    shell(database, &format!(".headers on\n.mode csv\n.output {}\n{select};\n", to.display()))
}

/// How long `PostgreSQL`'s COPY takes to write what a statement selects as CSV.
pub(crate) fn copy_out_of_postgres(url: &str, select: &str, to: &Path) -> Outcome<Duration> {
    let select = select.split_whitespace().collect::<Vec<_>>().join(" ");
    run(&mut postgres_shell(url), &format!("\\copy ({select}) TO '{}' WITH (FORMAT csv, HEADER)\n", to.display()))
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

/// How long `PostgreSQL`'s COPY takes for files into a table without keys.
pub(crate) fn copy_into_postgres(files: &[PathBuf], url: &str) -> Outcome<Duration> {
    let columns =
        ["round", "agency", "indicator", "value", "base", "applicability", "note"].map(|name| format!("{name} text"));
    let mut script = format!("CREATE TABLE copied ({});\n", columns.join(", "));
    for file in files {
        writeln!(script, "\\copy copied FROM '{}' WITH (FORMAT csv, HEADER)", file.display())?;
    }
    run(&mut postgres_shell(url), &script)
}

/// How long so many durable one-row commits take on `PostgreSQL`, one after the other.
pub(crate) fn bare_commits_on_postgres(url: &str, count: usize) -> Outcome<Duration> {
    let table =
        "CREATE TABLE IF NOT EXISTS bare (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text);\n";
    run(
        &mut postgres_shell(url),
        &format!("{table}{}", "INSERT INTO bare (text) VALUES ('one value');\n".repeat(count)),
    )
}

/// What a script of this folder prints, run by the Python that has other people's readers; none where that is not there.
pub(crate) fn python(script: &str, arguments: &[&Path]) -> Outcome<Option<String>> {
    let Ok(python) = std::env::var("TIDTAM_TEST_READERS") else {
        progress("skipped: without TIDTAM_TEST_READERS nothing is measured beside DuckDB");
        return Ok(None);
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench").join(script);
    let told = Command::new(python).arg(script).args(arguments).output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    Ok(Some(String::from_utf8(told.stdout)?.trim().to_owned()))
}

fn postgres_shell(url: &str) -> Command {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url]);
    command
}

pub(crate) fn shell(database: &Path, script: &str) -> Outcome<Duration> {
    run(Command::new("sqlite3").arg("-bail").arg(database), script)
}

/// How long a program takes for a script.
fn run(program: &mut Command, script: &str) -> Outcome<Duration> {
    use std::io::Write as _;
    let started = Instant::now();
    let mut running = program.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    if let Some(mut input) = running.stdin.take() {
        input.write_all(script.as_bytes())?;
    }
    if running.wait()?.success() { Ok(started.elapsed()) } else { Err("the shell of a database failed".into()) }
}
