//! What is in force, as it is shown.

use super::{Config, DatabaseUrl};
use domain::network::Network;

impl Config {
    /// Every setting on a line of its own, secrets hidden.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let networks = |list: &[Network]| list.iter().map(Network::to_string).collect::<Vec<_>>().join(", ");
        let authorities = self.collector_authorities.as_ref().map(|file| file.display().to_string());
        let storage = DatabaseUrl(self.storage().database_url);
        let mut shown = vec![
            ("addr", self.addr.to_string()),
            ("data", self.data.display().to_string()),
            ("database_url", storage.to_string()),
            ("signing_key", self.storage().signing_key.display().to_string()),
            ("backups", self.storage().backups.map_or_else(String::new, |folder| folder.display().to_string())),
            ("public_url", self.origin()),
            ("contact_email", self.contact_email.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("data_license", self.data_license.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("trusted_proxies", networks(&self.trusted_proxies)),
            ("collector_networks", networks(&self.collector_networks)),
            ("collector_authorities", authorities.unwrap_or_default()),
            (
                "secret_keys",
                self.secret_keys.iter().map(|key| format!("{}:***", key.name())).collect::<Vec<_>>().join(", "),
            ),
            ("site_root", self.site_root.display().to_string()),
            ("log_level", self.log_level.clone()),
            ("log_format", format!("{:?}", self.log_format).to_lowercase()),
            ("largest_request_bytes", self.largest_request_bytes.to_string()),
            ("api_requests_per_minute", self.api_requests_per_minute.to_string()),
            ("timetable_look_ms", self.timetable_look_ms.to_string()),
        ];
        shown.extend(self.mail_shown());
        shown
    }
}
