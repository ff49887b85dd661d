//! Jobs of the timetable that need what only the server has.

/// Makes the files of snapshots.
pub(crate) mod make_files;
/// Sets the reports of single bodies that go by mail.
pub(crate) mod set_papers;
