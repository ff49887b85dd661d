//! Files that go out.

/// How complete reports are, as CSV.
pub(crate) mod completeness_csv;
/// Objections, as CSV.
pub(crate) mod objections_csv;
/// How firm places are, as CSV.
pub(crate) mod robustness_csv;
/// The templates of many agencies as one workbook.
pub(crate) mod sheet_bodies;
/// The template of a report as CSV.
pub(crate) mod sheet_csv;
/// The template of a report as a workbook.
pub(crate) mod sheet_workbook;
/// The files that are made of a snapshot.
pub(crate) mod snapshot;
