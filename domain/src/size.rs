//! How large a body is: a figure with its day and source, or nothing where none is known.

use crate::plan::Provenance;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// By what the size of a body is measured.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SizeMeasure {
    /// The people who work there.
    Staff,
    /// The people whom it serves.
    Population,
}

/// How large a body is. Nobody's size is guessed: a body without a sourced figure has none.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// By what it is measured.
    pub measure: SizeMeasure,
    /// How many; at least one.
    pub number: i64,
    /// The day on which they were counted.
    pub counted_on: NaiveDate,
    /// Where the figure comes from.
    pub provenance: Provenance,
}
