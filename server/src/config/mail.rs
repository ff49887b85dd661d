//! How mail goes out. Half a configuration is refused: mail that silently stays is worse than a server that says why it
//! does not start.

use super::{Config, ConfigError};
use app::text::reminder_mails;
use serde::{Deserialize, Serialize};
use service::post::{MailSettings, Secret, Security};
use std::{fmt, net::IpAddr, time::Duration};

/// How the connection to the mail server is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// From the first byte.
    Tls,
    /// After `STARTTLS`.
    StartTls,
    /// Not at all: for a mail server on this machine alone.
    None,
}

impl SmtpSecurity {
    /// The port that is usual.
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// The password of the mail server. It is never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SmtpPassword(String);

impl fmt::Debug for SmtpPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Config {
    /// How mail goes out; nothing where no mail server is named.
    ///
    /// # Errors
    /// Only half of it is said, or a password or reports would go over a network that can be read.
    pub fn mail(&self) -> Result<Option<MailSettings>, ConfigError> {
        let refused = |key: &'static str, reason: &'static str| ConfigError::Mail { key, reason };
        let Some(host) = self.smtp_host.clone().filter(|host| !host.is_empty()) else {
            let strays = [
                ("smtp_from", self.smtp_from.is_some()),
                ("smtp_user", self.smtp_user.is_some()),
                ("smtp_password", self.smtp_password.is_some()),
            ];
            return match strays.into_iter().find(|(_, is_set)| *is_set) {
                Some((key, _)) => Err(refused(key, "smtp_host is not set")),
                None => Ok(None),
            };
        };
        let from = self.smtp_from.clone().ok_or_else(|| refused("smtp_from", "mail needs a sender"))?;
        let credentials = match (self.smtp_user.clone(), self.smtp_password.clone()) {
            (Some(user), Some(SmtpPassword(password))) => Some((user, Secret::new(password))),
            (None, None) => None,
            (Some(_), None) => return Err(refused("smtp_password", "smtp_user is set, and it is not")),
            (None, Some(_)) => return Err(refused("smtp_user", "smtp_password is set, and it is not")),
        };
        let security = match self.smtp_security {
            SmtpSecurity::Tls => Security::Tls,
            SmtpSecurity::StartTls => Security::StartTls,
            SmtpSecurity::None if is_this_machine(&host) => Security::None,
            SmtpSecurity::None => {
                return Err(refused("smtp_security", "none is only for a mail server on this machine"));
            }
        };
        Ok(Some(MailSettings {
            port: self.smtp_port.unwrap_or_else(|| self.smtp_security.port()),
            host,
            security,
            credentials,
            trusted: self.smtp_ca_file.clone(),
            from,
            site: self.origin(),
            timeout: Duration::from_millis(self.smtp_timeout_ms),
            largest_attachment_bytes: self.smtp_largest_attachment_bytes,
            write: reminder_mails::reminder,
        }))
    }

    /// The settings of mail, each with its value, secrets hidden.
    pub(super) fn mail_shown(&self) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let password = if self.smtp_password.is_some() { "***" } else { "" };
        vec![
            ("smtp_host", text(&self.smtp_host)),
            ("smtp_port", self.smtp_port.unwrap_or_else(|| self.smtp_security.port()).to_string()),
            ("smtp_security", format!("{:?}", self.smtp_security).to_lowercase()),
            ("smtp_user", text(&self.smtp_user)),
            ("smtp_password", password.to_owned()),
            ("smtp_from", self.smtp_from.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("smtp_ca_file", self.smtp_ca_file.as_ref().map(|file| file.display().to_string()).unwrap_or_default()),
            ("smtp_timeout_ms", self.smtp_timeout_ms.to_string()),
            ("smtp_largest_attachment_bytes", self.smtp_largest_attachment_bytes.to_string()),
        ]
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
