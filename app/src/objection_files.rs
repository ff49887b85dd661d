//! What the page of an objection is told when files for it are refused.

/// What names the words beside files among all that was sent: the page has a field for other words too.
pub const WORDS_OF_FILES: &str = "words-of-files";
