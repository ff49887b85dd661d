//! Files that prove a value, addressed by the digest of their content.

use crate::ids::{AccountId, EvidenceId, IndicatorCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The largest file taken, in bytes.
pub const LARGEST_FILE: u64 = 20 * 1024 * 1024;
/// The most files that are ever taken for one report, those that were removed included: their content stays.
pub const MOST_FILES: u64 = 500;
/// The most bytes that they have together.
pub const MOST_BYTES: u64 = 1024 * 1024 * 1024;
/// The longest file name kept, in characters.
const LONGEST_NAME: usize = 120;

/// One uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which upload.
    pub id: EvidenceId,
    /// For which indicator; none where it proves an objection to a score.
    pub indicator: Option<IndicatorCode>,
    /// Its name, made harmless.
    pub file_name: String,
    /// The type that was claimed; files are only ever given out as attachments.
    pub media_type: String,
    /// Its size.
    pub size_bytes: i64,
    /// SHA-256 of its content, where the object store keeps it.
    pub sha256: String,
    /// Who uploaded it.
    pub uploaded_by: AccountId,
    /// When.
    pub uploaded_at: DateTime<Utc>,
}

/// How much a report has taken in already, what was removed included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// How many files.
    pub files: u64,
    /// How many bytes they have together.
    pub bytes: u64,
}

impl Taken {
    /// Whether another file of a size still has room.
    pub fn has_room_for(self, bytes: u64) -> bool {
        self.has_room_for_all(1, bytes)
    }

    /// Whether so many more files, of a size together, still have room.
    pub fn has_room_for_all(self, files: usize, bytes: u64) -> bool {
        let files = u64::try_from(files).unwrap_or(u64::MAX);
        self.files.saturating_add(files) <= MOST_FILES && self.bytes.saturating_add(bytes) <= MOST_BYTES
    }
}

/// A file name that is harmless in every place: no folders, no control characters, no direction marks, not empty.
pub fn harmless_name(claimed: &str) -> String {
    let base = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|c| if matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?' | ';') { '_' } else { c })
        .collect();
    let trimmed = kept.trim().trim_start_matches('.');
    if trimmed.is_empty() {
        return "file".to_owned();
    }
    let (stem, ending) = match trimmed.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (trimmed, String::new()),
    };
    let room = LONGEST_NAME - ending.chars().count();
    format!("{}{ending}", stem.chars().take(room).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_made_harmless() {
        for (claimed, kept) in [
            ("รายงาน ไตรมาส 1.pdf", "รายงาน ไตรมาส 1.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\a.xlsx", "a.xlsx"),
            ("", "file"),
            ("...", "file"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
            ("exe\u{202e}fdp.pdf", "exefdp.pdf"),
            ("\"><script>.svg", "___script_.svg"),
        ] {
            assert_eq!(harmless_name(claimed), kept);
        }
    }

    #[test]
    fn a_report_takes_in_so_many_files_and_no_more() {
        let taken = |files, bytes| Taken { files, bytes };
        assert!(taken(MOST_FILES - 1, MOST_BYTES - 10).has_room_for(10));
        assert!(!taken(MOST_FILES, 0).has_room_for(0));
        assert!(!taken(0, MOST_BYTES - 9).has_room_for(10));
        assert!(!taken(0, 1).has_room_for(u64::MAX));
        assert!(taken(MOST_FILES - 3, 0).has_room_for_all(3, MOST_BYTES));
        assert!(!taken(MOST_FILES - 3, 0).has_room_for_all(4, 1));
    }

    proptest! {
        #[test]
        fn a_name_is_never_empty_long_or_a_path(claimed in ".{0,300}") {
            let name = harmless_name(&claimed);
            prop_assert!(!name.is_empty() && name.chars().count() <= 120);
            prop_assert!(!name.contains(['/', '\\', '\n', '\r', '"']) && name != "..");
        }
    }
}
