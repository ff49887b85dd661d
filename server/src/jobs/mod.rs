//! Jobs of the timetable that need what only the server has.

/// Makes the files of snapshots.
pub(crate) mod make_files;
