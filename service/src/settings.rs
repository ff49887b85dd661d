//! What a server is told about where things are kept and how it reaches others.

use crate::{collectors, post};

/// Where things are kept.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite:///path/file.db` or `postgres://…`.
    pub database_url: String,
    /// The folder of the object store.
    pub files: std::path::PathBuf,
    /// How mail goes out; without it, mail waits.
    pub mail: Option<post::MailSettings>,
    /// The file with the secret of the key that signs snapshots; made when it is first needed.
    pub signing_key: std::path::PathBuf,
    /// The folder of nightly backups; without it none are made.
    pub backups: Option<std::path::PathBuf>,
    /// What the configuration says about collectors.
    pub collectors: collectors::CollectorSettings,
    /// What is told of us where data is published.
    pub publication: Publication,
    /// Up to how many bodies are scored anew to find a place under other weights: more than twice as many as the state has.
    pub most_rescored: usize,
}

/// What is told of us where data is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Scheme, host and port under which people reach the server.
    pub origin: String,
    /// Whom to ask about the data, where somebody was named.
    pub contact: Option<domain::account::EmailAddress>,
    /// Under which licence the data may be used, where their owner has chosen one.
    pub license: Option<domain::license::License>,
}

impl Default for Publication {
    fn default() -> Self {
        Self { origin: "http://127.0.0.1:3000".to_owned(), contact: None, license: None }
    }
}

impl Settings {
    /// Everything below one folder, and nothing configured besides.
    pub fn below(folder: &std::path::Path, database_url: String) -> Self {
        Self {
            database_url,
            files: folder.join("files"),
            mail: None,
            signing_key: folder.join("signing.key"),
            backups: Some(folder.join("backups")),
            collectors: collectors::CollectorSettings::default(),
            publication: Publication::default(),
            most_rescored: 20_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_under_other_weights_are_found_for_twice_the_whole_state() {
        /// How many agencies owe a report in the largest country that everything is measured with.
        const STATE: usize = 8_500;
        let settings = Settings::below(std::path::Path::new("data"), "sqlite://data/tidtam.db".to_owned());
        assert!(settings.most_rescored >= 2 * STATE, "{}", settings.most_rescored);
    }
}
