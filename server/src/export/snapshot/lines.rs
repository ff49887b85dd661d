//! The lines of a snapshot's file, one after another: those of some kinds, and the others passed over without being held. A
//! population or a ranking of a whole country stands on one line of many megabytes, which most files say nothing of.

use domain::snapshot::{Line, Part};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

/// By so many bytes of a line it is known of which kind it is.
const BEGINNING: u64 = 32;
/// A line that was longer leaves no room behind that is kept for the next one.
const KEPT_ROOM: usize = 1 << 20;

/// Lines of some kinds, as they are read.
pub(super) struct Lines {
    file: BufReader<File>,
    wanted: Vec<Part>,
    text: Vec<u8>,
}

impl Lines {
    pub(super) fn open(path: &Path, wanted: &[Part]) -> std::io::Result<Self> {
        Ok(Self { file: BufReader::new(File::open(path)?), wanted: wanted.to_vec(), text: Vec::new() })
    }

    /// Reads the text of the next line that is wanted; tells whether there is one.
    fn next_text(&mut self) -> std::io::Result<bool> {
        loop {
            self.text.clear();
            self.text.shrink_to(KEPT_ROOM);
            if self.file.by_ref().take(BEGINNING).read_until(b'\n', &mut self.text)? == 0 {
                return Ok(false);
            }
            let is_wanted = self.wanted.iter().any(|part| part.begins(&self.text));
            if !self.text.ends_with(b"\n") {
                if is_wanted {
                    self.file.read_until(b'\n', &mut self.text)?;
                } else {
                    self.file.skip_until(b'\n')?;
                }
            }
            if is_wanted {
                return Ok(true);
            }
        }
    }
}

impl Iterator for Lines {
    type Item = anyhow::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next_text() {
            Ok(true) => Some(serde_json::from_slice(&self.text).map_err(anyhow::Error::from)),
            Ok(false) => None,
            Err(error) => Some(Err(error.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn lines_of_some_kinds_come_in_order_and_others_are_passed_over_unread() {
        let body = |code: &str, words: &str| {
            format!(
                r#"{{"completeness":{{"body":"{code}","counts":{{"expected":1,"draft":0,"returned":0,"submitted":0,"approved":0,"accepted":1,"handed_in":1,"on_time":1}}}}}}{words}"#
            )
        };
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        // No line of the format, and longer than any room; a short one; one that ends with the file.
        writeln!(file, "{{\"population\":{}", "x".repeat(3 << 20)).expect("written");
        writeln!(file, "{}", body("one", "")).expect("written");
        writeln!(file, "{{}}").expect("written");
        writeln!(file, "{{\"completeness_of\":1}}").expect("written");
        write!(file, "{}", body("two", "")).expect("written");
        let found: Vec<String> = Lines::open(file.path(), &[Part::Completeness])
            .expect("opened")
            .map(|line| line.expect("a line").key().to_owned())
            .collect();
        assert_eq!(found, ["one", "two"]);
        let none = Lines::open(file.path(), &[]).expect("opened").count();
        assert_eq!(none, 0);
        let mut unread = Lines::open(file.path(), &[Part::Population]).expect("opened");
        assert!(unread.next().is_some_and(|line| line.is_err()), "what is wanted is read");
    }
}
