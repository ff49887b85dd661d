//! What is said to whoever runs a command.

use anyhow::{Context as _, ensure};
use std::io::{ErrorKind, IsTerminal as _, Read as _, Write as _};
use thiserror::Error;

/// The longest password that is read, so that a wrong file does not fill the memory.
const LONGEST_SECRET_BYTES: u64 = 4_096;

/// Why an answer did not come out.
pub(crate) const UNWRITTEN: &str = "เขียนผลลัพธ์ไม่ได้ · the answer cannot be written";

/// Whoever read the answer has seen enough of it, as `head` has; nobody is there to be told more.
#[derive(Debug, Error)]
#[error("nobody reads the answer any more")]
pub(crate) struct NobodyReads;

/// Writes a line of the answer.
pub(crate) fn say(line: impl AsRef<str>) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{}", line.as_ref()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(NobodyReads.into()),
        written => written.context(UNWRITTEN),
    }
}

/// Writes a line beside the answer: progress and refusals.
pub(crate) fn tell(line: impl AsRef<str>) {
    // Where even the terminal is gone, the exit code still tells.
    let _ = writeln!(std::io::stderr().lock(), "{}", line.as_ref());
}

/// Reads a new secret: at a terminal it is asked for twice and not shown, from elsewhere it is the first line.
pub(crate) fn new_secret() -> anyhow::Result<String> {
    const FAILED: &str = "อ่านรหัสผ่านไม่ได้ · the password cannot be read";
    if std::io::stdin().is_terminal() {
        let typed = rpassword::prompt_password("รหัสผ่าน · password: ").context(FAILED)?;
        let again = rpassword::prompt_password("อีกครั้ง · again: ").context(FAILED)?;
        ensure!(typed == again, "รหัสผ่านสองครั้งไม่ตรงกัน · the two passwords differ");
        return Ok(typed);
    }
    let mut text = String::new();
    std::io::stdin().lock().take(LONGEST_SECRET_BYTES).read_to_string(&mut text).context(FAILED)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
