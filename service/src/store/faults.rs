//! What an error of a database means to whoever asked for something.

use crate::{ServiceError, error::Fault};

/// Storage that does not answer is not a fault of ours: nothing was saved, and trying again later may help.
impl From<sqlx::Error> for ServiceError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        let is_storage = if let Error::Database(database) = &error {
            database.code().is_some_and(|code| tells_of_storage(&code))
        } else {
            matches!(error, Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed)
        };
        let fault = Fault::new("the database", error);
        if is_storage { Self::Unavailable(fault) } else { Self::Fault(fault) }
    }
}

/// A change that did not begin. That SQLite's one writer did not come free, here or because of another process, is no
/// failure of storage: nothing was done, and trying again soon will help.
pub(super) fn unbegun(error: sqlx::Error) -> ServiceError {
    const BUSY_OR_LOCKED: [i64; 2] = [5, 6];
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<i64>().ok());
    let is_held = code.is_some_and(|code| BUSY_OR_LOCKED.contains(&(code & 0xff)));
    if is_held || matches!(error, sqlx::Error::PoolTimedOut) {
        tracing::warn!(%error, "the one writer did not come free");
        return ServiceError::Busy;
    }
    error.into()
}

/// Whether a database's error code means that storage itself is gone, full, locked or read-only.
fn tells_of_storage(code: &str) -> bool {
    // SQLite, the low byte: 5 busy, 6 locked, 8 read-only, 10 input/output, 13 full, 14 cannot open.
    const SQLITE: [i64; 6] = [5, 6, 8, 10, 13, 14];
    // PostgreSQL: connection, resources, shutting down, read-only, given up for the sake of another transaction.
    const POSTGRES: [&str; 5] = ["08", "53", "57P", "25006", "40"];
    if code.len() == 5 {
        return POSTGRES.iter().any(|class| code.starts_with(class));
    }
    code.parse::<i64>().is_ok_and(|number| SQLITE.contains(&(number & 0xff)))
}
