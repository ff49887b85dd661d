//! Why a file is not the snapshot that was signed.

use super::{line::Part, manifest::KeyId};
use crate::ids::{OrganisationCode, SchemeCode};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumCount};
use thiserror::Error;

/// What is wrong, and on which line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("line {line}: {damage}")]
pub struct Broken {
    /// The line.
    pub line: u64,
    /// What is wrong.
    pub damage: Damage,
}

/// What is wrong. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize, AsRefStr, EnumCount)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Damage {
    /// It is no snapshot of this format: the first line is another one.
    #[error("this is no snapshot in the format tidtam-snapshot/1")]
    NoSnapshot,
    /// A line that is too long to be one of ours.
    #[error("the line is too long")]
    TooLong,
    /// A line that cannot be read as one of the format.
    #[error("the line cannot be read: {reason}")]
    Unreadable {
        /// Why, in the words of the reader.
        reason: String,
    },
    /// A line that says what it says in another than the one canonical text.
    #[error("the line is not in canonical form")]
    NotCanonical,
    /// A line that should stand elsewhere, or stands twice.
    #[error("the line {part:?} is out of order")]
    OutOfOrder {
        /// What kind of line.
        part: Part,
    },
    /// A kind of line that must be there is not.
    #[error("the line {part:?} is missing")]
    Missing {
        /// What kind of line.
        part: Part,
    },
    /// The file ends before its signature, or within a line.
    #[error("the file is cut off")]
    CutOff,
    /// Something stands after the signature.
    #[error("something stands after the signature")]
    TooMuch,
    /// A scheme, population or body does not belong to the others.
    #[error("the line does not belong to the lines above it")]
    Stray,
    /// The bodies make no tree.
    #[error("the bodies make no tree: {reason}")]
    NoTree {
        /// Why.
        reason: String,
    },
    /// A figure is not what the parts of its value make.
    #[error("a figure of {body} is not what its value makes")]
    Figure {
        /// Whose.
        body: OrganisationCode,
    },
    /// A score is not what the values make.
    #[error("the score of {body} under {scheme} is not what the values make")]
    Score {
        /// Whose.
        body: OrganisationCode,
        /// Under which scheme.
        scheme: SchemeCode,
    },
    /// Scores are missing, or there are some without values.
    #[error("{body} has other scores than the schemes in force")]
    Scores {
        /// Whose.
        body: OrganisationCode,
    },
    /// The provenance is not what the lines say.
    #[error("the provenance is not what the lines say")]
    Provenance,
    /// Counters are not what the reports make.
    #[error("the completeness is not what the reports make")]
    Completeness,
    /// Places are not what the scores make.
    #[error("the places are not what the scores make")]
    Ranking,
    /// The manifest speaks of another snapshot than the first line.
    #[error("the manifest speaks of another snapshot")]
    OtherManifest,
    /// Lines were taken out or put in.
    #[error("the manifest counts other lines")]
    Lines,
    /// The lines are not those that were signed.
    #[error("the lines are not those that the manifest names")]
    Root,
    /// It is signed by a key that is not among those given.
    #[error("the key {key} is not among those given")]
    UnknownKey {
        /// The key.
        key: KeyId,
    },
    /// The key did not sign at that time.
    #[error("the key {key} did not sign at that time")]
    KeyNotThen {
        /// The key.
        key: KeyId,
    },
    /// The signature is not that key's signature of this manifest.
    #[error("the signature does not fit")]
    Signature,
}
