//! Frozen, signed copies of a round, which anybody can verify.
//!
//! A snapshot is one text file of lines (`Line`), each in its one canonical form. A tree of hashes over the lines gives
//! the root, a `Manifest` names it, an Ed25519 key signs that. `Frame` is what the reports of a snapshot are made
//! under; the same code completes a report when a snapshot is taken and when it is verified. The format is told to readers
//! in other languages in `docs/snapshot-format.md`.

mod canonical;
mod carried;
mod change;
mod damage;
mod derive;
mod diff;
mod export;
mod frame;
mod line;
mod manifest;
mod merkle;
mod objected;
mod objected_otherwise;
mod provenance;
mod sides;
mod standing;
mod step;
/// A snapshot as tables.
pub mod table;
mod trusted;
mod verify;
mod write;

pub use canonical::{NotCanonical, canonical};
pub use carried::Carried;
pub use change::{
    BodyChange, Cause, Diff, DiffError, EditionMove, Listed, ScoreChange, ScoreSide, StateChange, ValueChange,
    ValueReason,
};
pub use damage::{Broken, Damage};
pub use derive::{OtherSum, Summed};
pub use diff::diff;
pub use export::{Catalogue, Export, NoExport, SdmxCsv, SdmxMessage};
pub use frame::{Compared, Counted, Frame, Gathered};
pub use line::{
    BodyCounts, BodyPlace, BodyScore, Counts, Format, Head, Line, NodeScore, Outcome, Part, Parts, Ranking, Replaced,
    Report, ReportedValue, Stage, TakenBy,
};
pub use manifest::{
    Algorithm, HistoryFormat, KeyHistory, KeyId, Manifest, PublicKey, Signature, Signed, SigningKey, Vouched,
    text_to_vouch,
};
pub use merkle::{Hash, NotHexadecimal, Tree, from_hexadecimal, to_hexadecimal};
pub use objected::{Objected, beside};
pub use objected_otherwise::{ObjectionChange, ScoreMove, ValueMove};
pub use step::{Step, steps_behind};
pub use trusted::TrustChange;
pub use verify::{LONGEST_LINE, Verified, Verifier};
pub use write::{Writer, ending};

#[cfg(test)]
mod covered_tests;
#[cfg(test)]
mod derive_tests;
#[cfg(test)]
mod diff_tests;
#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod leveled_tests;
#[cfg(test)]
mod running_totals_tests;
#[cfg(test)]
mod tampering_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod worked_before_tests;
