//! Writing a snapshot line by line, in memory for one line and one hash for each level of the tree.

use super::{
    canonical::NotCanonical,
    line::{Format, Head, Line, Part},
    manifest::{Algorithm, KeyId, Manifest, Signature, Signed},
    merkle::Tree,
};
use std::collections::BTreeMap;

/// A snapshot that is being written.
#[derive(Debug, Default)]
pub struct Writer {
    tree: Tree,
    lines: BTreeMap<Part, u64>,
}

impl Writer {
    /// The text of the next line with its end.
    ///
    /// # Errors
    /// It has no canonical text.
    pub fn line(&mut self, line: &Line) -> Result<String, NotCanonical> {
        let mut text = line.text()?;
        self.tree.add(text.as_bytes());
        *self.lines.entry(line.part()).or_default() += 1;
        text.push('\n');
        Ok(text)
    }

    /// How many lines there are.
    pub fn lines(&self) -> u64 {
        self.tree.leaves()
    }

    /// What is to be signed once every line is written.
    pub fn manifest(&self, head: &Head, key: KeyId) -> Manifest {
        Manifest {
            format: Format::One,
            code: head.code.clone(),
            stage: head.stage,
            round: head.round.code.clone(),
            taken_at: head.taken_at,
            lines: self.lines.clone(),
            root: self.tree.root(),
            key,
        }
    }
}

/// The last two lines.
///
/// # Errors
/// They have no canonical text.
pub fn ending(manifest: Manifest, signature: Signature) -> Result<String, NotCanonical> {
    let signed = Signed { algorithm: Algorithm::Ed25519, value: signature };
    let (manifest, signature) = (Line::Manifest(Box::new(manifest)).text()?, Line::Signature(signed).text()?);
    Ok(format!("{manifest}\n{signature}\n"))
}
