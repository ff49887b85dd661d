//! Counts the statements of a test, so that it can say that a page's number of them does not depend on the data. Each
//! test has a thread of its own.

use std::cell::Cell;

thread_local! {
    static STATEMENTS: Cell<usize> = const { Cell::new(0) };
}

/// Counts one statement.
pub(crate) fn count() {
    STATEMENTS.set(STATEMENTS.get() + 1);
}

/// How many there were since this was last asked.
pub(crate) fn taken() -> usize {
    STATEMENTS.replace(0)
}
