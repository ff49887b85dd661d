//! Settings from file, environment and flags, each stronger than the one before. Keys that mean nothing are refused by
//! name, so that a spelling mistake never goes unnoticed; secrets are never shown.

/// How mail goes out.
mod mail;
/// Why settings are refused.
mod refusal;
/// What is in force, as it is shown.
mod shown;

pub use mail::{SmtpPassword, SmtpSecurity};
pub use refusal::ConfigError;

use domain::{account::EmailAddress, collector::Allowed, license::License, network::Network};
use figment::{
    Figment, Profile,
    providers::{Env, Format as _, Serialized, Toml},
};
use serde::{Deserialize, Deserializer, Serialize};
use service::collectors::{CollectorSettings, SecretKey, SecretKeys};
use std::{
    fmt,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    str::FromStr,
};

/// What environment variables begin with.
const PREFIX: &str = "TIDTAM_";
/// What tests of the project are told by environment variables; no settings.
const TEST_PREFIX: &str = "TIDTAM_TEST_";
/// The file that is read where no other is named.
pub const DEFAULT_FILE: &str = "tidtam.toml";

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Where the database is. Its text may hold a password, so it is never shown in full.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address, for connecting.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_known = ["postgres://", "postgresql://", "sqlite:"].iter().any(|start| text.starts_with(start));
        if is_known || text.is_empty() {
            Ok(Self(text))
        } else {
            Err("ต้องขึ้นต้นด้วย sqlite:// หรือ postgres:// · it must begin with sqlite:// or postgres://")
        }
    }
}

impl From<DatabaseUrl> for String {
    fn from(url: DatabaseUrl) -> Self {
        url.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once(':') {
            Some(("sqlite", path)) => write!(f, "sqlite:{}", path.split('?').next().unwrap_or_default()),
            Some((scheme @ ("postgres" | "postgresql"), _)) => write!(f, "{scheme}://***"),
            _ => f.write_str("***"),
        }
    }
}

/// The address under which people reach the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Whether people come over TLS: then cookies are `Secure` and browsers are told to stay on https.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        const REFUSED: &str = "public_url must be http:// or https:// with a host and perhaps a port, and nothing more";
        let origin = text.trim().trim_end_matches('/').to_lowercase();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).ok_or(REFUSED)?;
        let is_plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        // Browsers leave the usual port out of what they call an origin.
        let usual = if origin.starts_with("https:") { ":443" } else { ":80" };
        let shortest = origin.strip_suffix(usual).unwrap_or(&origin);
        if is_plain { Ok(Self(shortest.to_owned())) } else { Err(REFUSED) }
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.0
    }
}

/// Every setting. The table in docs/operating.md tells what each is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the server listens.
    pub addr: SocketAddr,
    /// The folder of the embedded database and of uploaded files.
    pub data: PathBuf,
    /// The database; without it a file in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<DatabaseUrl>,
    /// The file with the secret of the key that signs snapshots; without it one in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<PathBuf>,
    /// The folder of nightly backups; without it one in the data folder, and none are made where it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backups: Option<PathBuf>,
    /// The address under which people reach the server; without it the one it listens on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<PublicUrl>,
    /// Whom catalogues of open data name as the one to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<EmailAddress>,
    /// Under which licence published data may be used; without it none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_license: Option<License>,
    /// Proxies whose forwarded addresses are believed.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<Network>,
    /// Networks that collectors may connect to although they are not public.
    #[serde(deserialize_with = "networks")]
    pub collector_networks: Vec<Network>,
    /// A file with certificates (PEM) of authorities that collectors trust besides those that browsers trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collector_authorities: Option<PathBuf>,
    /// Keys for secrets at rest, the present one first; see [`SecretKey`].
    #[serde(skip_serializing, default, deserialize_with = "keys")]
    pub secret_keys: Vec<SecretKey>,
    /// The folder of scripts, styles and fonts for browsers.
    pub site_root: PathBuf,
    /// What is logged, such as `info` or `info,sqlx=warn`.
    pub log_level: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// The largest form or API request, in bytes; files of evidence have a limit of their own.
    pub largest_request_bytes: usize,
    /// How often a minute one address may ask the API without a token.
    pub api_requests_per_minute: NonZeroU32,
    /// How often the timetable looks for what was missed or failed, in milliseconds, besides the seconds of its lines.
    #[serde(deserialize_with = "look_ms")]
    pub timetable_look_ms: u64,
    /// The mail server; without it mail waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_host: Option<String>,
    /// Its port; without it the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_port: Option<u16>,
    /// How the connection to it is kept.
    pub smtp_security: SmtpSecurity,
    /// The name it knows us by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_user: Option<String>,
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_password: Option<SmtpPassword>,
    /// From which address mail comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_from: Option<EmailAddress>,
    /// A file of certificates that are trusted in place of the public ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_ca_file: Option<PathBuf>,
    /// How long connecting to it, and each mail, may take, in milliseconds.
    #[serde(deserialize_with = "smtp_ms")]
    pub smtp_timeout_ms: u64,
    /// The largest report that is attached to a mail, in bytes; of a larger one the mail says where it lies.
    pub smtp_largest_attachment_bytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 3000)),
            data: PathBuf::from("data"),
            database_url: None,
            signing_key: None,
            backups: None,
            public_url: None,
            contact_email: None,
            data_license: None,
            trusted_proxies: Vec::new(),
            collector_networks: Vec::new(),
            collector_authorities: None,
            secret_keys: Vec::new(),
            site_root: PathBuf::from("target/site"),
            log_level: "info".to_owned(),
            log_format: LogFormat::Text,
            largest_request_bytes: 2 * 1024 * 1024,
            api_requests_per_minute: const { NonZeroU32::new(600).expect("more than none") },
            timetable_look_ms: 15_000,
            smtp_host: None,
            smtp_port: None,
            smtp_security: SmtpSecurity::Tls,
            smtp_user: None,
            smtp_password: None,
            smtp_from: None,
            smtp_ca_file: None,
            smtp_timeout_ms: 30_000,
            // Ten megabytes as mail writes them, which most mail servers take.
            smtp_largest_attachment_bytes: 7 * 1024 * 1024,
        }
    }
}

/// Networks, as a list.
fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Network>, D::Error> {
    list(deserializer)
}

/// Keys, as a list.
fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SecretKey>, D::Error> {
    list(deserializer)
}

/// A list in the file, or words parted by commas in the environment.
fn list<'de, D: Deserializer<'de>, Item: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<Vec<Item>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum ListOrText {
        List(Vec<String>),
        Text(String),
    }
    let texts = match ListOrText::deserialize(deserializer)? {
        ListOrText::List(texts) => texts,
        ListOrText::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    let filled = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    filled.map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}

/// Ten milliseconds to an hour: less would only load the database, more would leave failed jobs lying.
fn look_ms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let milliseconds = u64::deserialize(deserializer)?;
    if (10..=3_600_000).contains(&milliseconds) {
        Ok(milliseconds)
    } else {
        Err(serde::de::Error::custom("expected 10 to 3600000"))
    }
}

/// A tenth of a second to a minute: less would break off mail under way, more would let a run outlast its lease.
fn smtp_ms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let milliseconds = u64::deserialize(deserializer)?;
    if (100..=60_000).contains(&milliseconds) {
        Ok(milliseconds)
    } else {
        Err(serde::de::Error::custom("expected 100 to 60000"))
    }
}

/// Settings given as flags; stronger than the environment.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Flags {
    /// `--addr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addr: Option<SocketAddr>,
    /// `--data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
}

impl Config {
    /// Reads the settings: defaults, then the file, then the environment, then flags.
    ///
    /// # Errors
    /// The named file is missing; a key is unknown; a value cannot be used.
    pub fn load(file: Option<&Path>, flags: &Flags) -> Result<Self, ConfigError> {
        if let Some(file) = file
            && !file.is_file()
        {
            return Err(ConfigError::NoFile(file.display().to_string()));
        }
        let file = file.unwrap_or(Path::new(DEFAULT_FILE));
        let environment = Env::prefixed(PREFIX).filter(|key| !is_no_setting(key.as_str()));
        let defaults = Figment::from(Serialized::defaults(Self::default()));
        let with_file = if file.is_file() { defaults.merge(Toml::file_exact(file)) } else { defaults };
        let config: Self = with_file
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(environment)
            .merge(Serialized::from(flags, Profile::Default))
            .extract()
            .map_err(|error| refusal::refusal(&error, file))?;
        config.mail()?;
        Ok(config)
    }

    /// What `Services::open` needs.
    pub fn storage(&self) -> service::Settings {
        let database_url = match &self.database_url {
            Some(url) if !url.reveal().is_empty() => url.reveal().to_owned(),
            Some(_) | None => sqlite_url(&self.data.join("tidtam.db")),
        };
        // Loading refuses mail that does not go together.
        let mail = self.mail().ok().flatten();
        let collectors = CollectorSettings {
            allowed: Allowed(self.collector_networks.clone()),
            keys: SecretKeys(self.secret_keys.clone()),
            ..CollectorSettings::default()
        };
        let defaults = service::Settings::below(&self.data, database_url);
        let signing_key = self.signing_key.clone().unwrap_or(defaults.signing_key);
        let backups = self.backups.clone().or(defaults.backups.clone()).filter(|folder| !folder.as_os_str().is_empty());
        let publication = service::Publication {
            origin: self.origin(),
            contact: self.contact_email.clone(),
            license: self.data_license.clone(),
        };
        service::Settings { mail, signing_key, backups, collectors, publication, ..defaults }
    }

    /// The certificates of the authorities that collectors trust besides those that browsers trust.
    ///
    /// # Errors
    /// The named file cannot be read.
    pub fn authorities(&self) -> std::io::Result<Vec<u8>> {
        self.collector_authorities.as_ref().map_or(Ok(Vec::new()), std::fs::read)
    }

    /// Whether people come over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// Scheme, host and port under which people reach the server.
    pub fn origin(&self) -> String {
        self.public_url.as_ref().map_or_else(|| format!("http://{}", self.addr), |url| url.as_str().to_owned())
    }
}

/// Where the settings file is named, and what tests are told.
fn is_no_setting(key: &str) -> bool {
    let name = format!("{PREFIX}{key}").to_uppercase();
    name == "TIDTAM_CONFIG" || name.starts_with(TEST_PREFIX)
}

/// `%` and `?` mean something in a database address, but not in a folder's name.
fn sqlite_url(path: &Path) -> String {
    format!("sqlite://{}", path.display().to_string().replace('%', "%25").replace('?', "%3F"))
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
