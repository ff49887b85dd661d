//! What is said to whoever runs a command.

use anyhow::{Context as _, bail, ensure};
use std::{
    fs::File,
    io::{ErrorKind, IsTerminal as _, Read, Write as _},
    path::Path,
};
use thiserror::Error;

/// The longest secret that is read, so that a wrong file does not fill the memory.
const LONGEST_SECRET_BYTES: usize = 4_096;

/// What is asked for without being shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    /// Of somebody who signs in.
    Password,
    /// Of a place outside.
    KeyOrToken,
}

impl Secret {
    fn named(self) -> [&'static str; 2] {
        match self {
            Self::Password => ["รหัสผ่าน", "password"],
            Self::KeyOrToken => ["กุญแจลับหรือโทเคน", "secret"],
        }
    }
}

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
pub(crate) fn new_secret(what: Secret) -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        return first_line(std::io::stdin().lock(), what);
    }
    let [th, en] = what.named();
    let failed = || format!("อ่าน{th}ไม่ได้ · the {en} cannot be read");
    let typed = rpassword::prompt_password(format!("{th} · {en}: ")).with_context(failed)?;
    let again = rpassword::prompt_password("อีกครั้ง · again: ").with_context(failed)?;
    ensure!(typed == again, "{th}สองครั้งไม่ตรงกัน · it was not the same {en} twice");
    first_line(typed.as_bytes(), what)
}

/// Reads a secret from a file: its first line.
pub(crate) fn secret_in(file: &Path, what: Secret) -> anyhow::Result<String> {
    let place = file.display();
    let unread = || format!("อ่านแฟ้ม {place} ไม่ได้ · the file {place} cannot be read");
    first_line(File::open(file).with_context(unread)?, what)
        .with_context(|| format!("ในแฟ้ม {place} · in the file {place}"))
}

/// The first line of what is read, where it can be a secret: whole, and nothing that cannot be seen in it.
fn first_line(from: impl Read, what: Secret) -> anyhow::Result<String> {
    let [th, en] = what.named();
    let mut read = Vec::new();
    // One more than may be, with the end of the line: what is longer is not taken for the part of it that fits.
    let most = u64::try_from(LONGEST_SECRET_BYTES + 2)?;
    let done = from.take(most).read_to_end(&mut read);
    done.with_context(|| format!("อ่าน{th}ไม่ได้ · the {en} cannot be read"))?;
    let line = read.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > LONGEST_SECRET_BYTES {
        bail!(
            "{th}ยาวเกิน {LONGEST_SECRET_BYTES} ไบต์ จึงไม่ได้บันทึก · the {en} is longer than {LONGEST_SECRET_BYTES} bytes and was not taken"
        );
    }
    let Ok(line) = std::str::from_utf8(line) else {
        bail!("{th}ไม่ใช่ข้อความ UTF-8 จึงไม่ได้บันทึก · the {en} is no text in UTF-8 and was not taken");
    };
    ensure!(
        !line.chars().any(is_unseen),
        "{th}มีอักขระที่มองไม่เห็น จึงไม่ได้บันทึก · the {en} has characters that cannot be seen and was not taken"
    );
    Ok(line.to_owned())
}

/// Whether nobody would see that a character is there: some editors begin every file with a mark of the order of bytes.
fn is_unseen(character: char) -> bool {
    character.is_control() || character == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        first_line(bytes, Secret::KeyOrToken).map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_is_its_first_line_whole_or_not_at_all() {
        let longest = "x".repeat(LONGEST_SECRET_BYTES);
        for (input, secret) in [
            ("a-secret", "a-secret"),
            ("a-secret\n", "a-secret"),
            ("a-secret\r\nanother line\n", "a-secret"),
            ("ปลาทูสดใหม่ทุกเช้า", "ปลาทูสดใหม่ทุกเช้า"),
            ("", ""),
            (longest.as_str(), longest.as_str()),
            (format!("{longest}\r\nmore").as_str(), longest.as_str()),
            (format!("short\n{longest}{longest}").as_str(), "short"),
        ] {
            assert_eq!(read(input.as_bytes()).as_deref(), Ok(secret));
        }
        for (input, told) in [
            (format!("{longest}x").into_bytes(), "is longer than 4096 bytes"),
            (longest.repeat(9).into_bytes(), "is longer than 4096 bytes"),
            (b"a\0b".to_vec(), "cannot be seen"),
            (b"a\x1b[31mb\n".to_vec(), "cannot be seen"),
            ("\u{feff}a-secret\n".as_bytes().to_vec(), "cannot be seen"),
            (b"a\xff\n".to_vec(), "no text in UTF-8"),
        ] {
            let refused = read(&input).expect_err("no secret");
            assert!(refused.contains(told) && refused.contains("จึงไม่ได้บันทึก"), "{refused}");
        }
    }
}
