//! What the tests of several levels share: naming what cannot run here, complete lists of published figures, and the smallest
//! register.

use crate::{
    organisation::{Duty, Organisation, OrganisationKind, OrganisationTree},
    text::Bilingual,
};
use std::{
    collections::BTreeMap,
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

/// A row of a list: its cells by the names of their columns.
pub type Row = BTreeMap<String, String>;

/// Says by name that this test cannot run here. `scripts/test` lists it and does not count it among those that passed.
///
/// # Panics
/// When the list cannot be written.
pub fn skip(name: &str, reason: &str) {
    let thread = std::thread::current();
    tell(&format!("{name}: {reason}\t{}", thread.name().unwrap_or_default()));
}

/// Says by name that a part of this test cannot run here; the rest of it counts.
///
/// # Panics
/// When the list cannot be written.
pub fn skip_part(name: &str, reason: &str) {
    tell(&format!("{name}: {reason}"));
}

/// Adds a line to the list that `scripts/test` reads.
#[expect(clippy::expect_used, clippy::print_stdout, reason = "tests say what they skip and stop at once")]
fn tell(line: &str) {
    println!("skipped: {line}");
    let Some(list) = std::env::var_os("TIDTAM_TEST_SKIPS") else { return };
    let mut file = OpenOptions::new().append(true).create(true).open(list).expect("the list of skips");
    file.write_all(format!("{line}\n").as_bytes()).expect("written");
}

/// The rows of a list; `None` where there is no such file.
///
/// # Panics
/// When it is not a CSV with a heading.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub fn rows(path: &Path) -> Option<Vec<Row>> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    Some(reader.deserialize().map(|row| row.expect("a row")).collect())
}

/// The rows of a list that is not shipped, from the folder that `TIDTAM_TEST_SHARED_DATA` names or from `shared/data`
/// beside the project; `None`, and this test named as skipped, where it is not there.
///
/// # Panics
/// When it is not a CSV with a heading.
pub fn shared(name: &str) -> Option<Vec<Row>> {
    let folder = std::env::var_os("TIDTAM_TEST_SHARED_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")), PathBuf::from);
    let found = rows(&folder.join(name));
    if found.is_none() {
        skip(&format!("the oracle {name}"), "TIDTAM_TEST_SHARED_DATA names no folder with it");
    }
    found
}

/// A register of the country alone.
///
/// # Panics
/// Never: one body is a tree.
#[expect(clippy::expect_used, reason = "one body is a tree")]
pub fn country_alone() -> OrganisationTree {
    let country = Organisation {
        code: "th".parse().expect("a code"),
        parent: None,
        kind: OrganisationKind::Root,
        name: Bilingual::default(),
        abbreviation: Bilingual::default(),
        province: None,
        valid_from: None,
        valid_to: None,
        duty: Duty::None,
        source: "a test".to_owned(),
        size: None,
    };
    OrganisationTree::new(vec![country]).expect("a register")
}
