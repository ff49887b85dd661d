//! What is said to whoever runs a command.

use anyhow::Context as _;
use std::io::{IsTerminal as _, Read as _, Write as _};

/// The longest password that is read, so that a wrong file does not fill the memory.
const LONGEST_SECRET_BYTES: u64 = 4_096;

/// Writes a line of the answer.
pub(crate) fn say(line: impl AsRef<str>) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{}", line.as_ref()).context("เขียนผลลัพธ์ไม่ได้ · the answer cannot be written")
}

/// Writes a line beside the answer: progress and refusals.
pub(crate) fn tell(line: impl AsRef<str>) {
    // Where even the terminal is gone, the exit code still tells.
    let _ = writeln!(std::io::stderr().lock(), "{}", line.as_ref());
}

/// Reads a secret from standard input: one line, not shown while it is typed.
pub(crate) fn secret(prompt: &str) -> anyhow::Result<String> {
    let typed = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)
    } else {
        let mut text = String::new();
        std::io::stdin().lock().take(LONGEST_SECRET_BYTES).read_to_string(&mut text).map(|_| text)
    };
    let typed = typed.context("อ่านรหัสผ่านไม่ได้ · the password cannot be read")?;
    Ok(typed.trim_end_matches(['\r', '\n']).to_owned())
}
