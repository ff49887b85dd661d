//! Why settings are refused, in words that name the key and never its value.

use super::PREFIX;
use figment::error::Kind;
use std::path::Path;
use thiserror::Error;

/// Why settings were refused. No value is repeated, since it may be a secret.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The named file is not there.
    #[error("ไม่พบแฟ้มการตั้งค่า {0} · there is no settings file {0}")]
    NoFile(String),
    /// A key that means nothing.
    #[error("ไม่รู้จักการตั้งค่า {key} ใน {place} · unknown key {key} in {place}; known are: {known}")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// The file, or the environment.
        place: String,
        /// The keys there are.
        known: String,
    },
    /// A value of the wrong kind.
    #[error("ค่าของ {key} ใน {place} ใช้ไม่ได้ · the value of {key} in {place} cannot be used: {reason}")]
    Value {
        /// The key as written.
        key: String,
        /// The file, or the environment.
        place: String,
        /// What is expected.
        reason: String,
    },
    /// Settings of mail that do not go together.
    #[error("การตั้งค่าอีเมล {key} ใช้ไม่ได้ · the mail setting {key} cannot be used: {reason}")]
    Mail {
        /// Which.
        key: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// A file that is not TOML.
    #[error("อ่านแฟ้มการตั้งค่าไม่ได้ · the settings cannot be read: {0}")]
    Unreadable(String),
}

/// What the reader of settings found wrong, in our words.
pub(super) fn refusal(error: &figment::Error, file: &Path) -> ConfigError {
    let is_environment = error.metadata.as_ref().is_some_and(|metadata| metadata.name.contains("environment"));
    let named = |key: &str| if is_environment { format!("{PREFIX}{}", key.to_uppercase()) } else { key.to_owned() };
    let place = if is_environment { "environment".to_owned() } else { file.display().to_string() };
    let path = error.path.join(".");
    match &error.kind {
        Kind::UnknownField(key, known) => ConfigError::UnknownKey { key: named(key), place, known: known.join(", ") },
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            ConfigError::Value { key: named(&path), place, reason: format!("expected {expected}") }
        }
        Kind::UnknownVariant(_, known) => {
            ConfigError::Value { key: named(&path), place, reason: format!("expected one of {}", known.join(", ")) }
        }
        Kind::Message(reason) if path.is_empty() => ConfigError::Unreadable(without_lines_of_the_file(reason)),
        Kind::Message(reason) => ConfigError::Value { key: named(&path), place, reason: reason.clone() },
        kind @ (Kind::InvalidLength(..)
        | Kind::MissingField(_)
        | Kind::DuplicateField(_)
        | Kind::ISizeOutOfRange(_)
        | Kind::USizeOutOfRange(_)
        | Kind::Unsupported(_)
        | Kind::UnsupportedKey(..)) => ConfigError::Unreadable(kind.to_string()),
    }
}

/// A TOML error quotes the line it stumbled over, which may hold a password.
fn without_lines_of_the_file(reason: &str) -> String {
    let kept: Vec<&str> = reason.lines().filter(|line| !line.contains('|')).map(str::trim).collect();
    kept.join(": ")
}
