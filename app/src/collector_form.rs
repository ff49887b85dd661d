//! The form of a collector as it travels: its fields read, and what the page shows when it answers one.
//!
//! ```text
//! plan, name, endpoint, kind, rows, times, handing, activity
//! value.CODE, base.CODE            where the figures of an indicator stand
//! secret_choice                    keep, none or new
//! secret_header, secret_password   a new secret; the latter is never shown again
//! version                          the version that was on the screen
//! intent                           test or save
//! ```

use crate::error::AppError;
use domain::collector::{SourceKind, TypedMapping, TypedPart};
use service::collectors::{Tested, TypedCollector, TypedSecret};
use std::sync::Arc;

/// What the button that was pressed asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Ask by what is typed, and save nothing.
    Test,
    /// Save.
    Save,
}

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Its fields; a secret is not among them.
    pub fields: Vec<(String, String)>,
    secret: String,
}

/// What the page of a form shows besides what was typed.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// What was typed.
    pub sent: Sent,
    /// Why it was refused.
    pub refused: Option<AppError>,
    /// What came of trying it.
    pub tested: Option<Arc<Tested>>,
}

impl Answer {
    /// Why a field was refused, as a code.
    pub fn refused_at(&self, field: &str) -> Option<&str> {
        let mut refused = self.refused.iter().flat_map(AppError::all);
        refused.find(|refused| refused.place.as_deref() == Some(field)).map(|refused| refused.code.as_str())
    }
}

impl Sent {
    /// Of the fields of a form.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sent = Self::default();
        for (name, value) in fields {
            if name == "secret_password" { sent.secret = value } else { sent.fields.push((name, value)) }
        }
        sent
    }

    /// What stood in a field.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Which button was pressed.
    pub fn intent(&self) -> Intent {
        if self.value("intent") == "save" { Intent::Save } else { Intent::Test }
    }

    /// The version that was on the screen.
    pub fn version(&self) -> i64 {
        self.value("version").parse().unwrap_or_default()
    }

    /// The collector that was typed.
    pub fn typed(&self) -> TypedCollector {
        let text = |name: &str| self.value(name).to_owned();
        let part = |(name, value): &(String, String)| {
            let code = name.strip_prefix("value.")?;
            let indicator = code.parse().ok()?;
            Some(TypedPart { indicator, value: value.clone(), base: text(&format!("base.{code}")) })
        };
        let kind: SourceKind = self.value("kind").parse().unwrap_or_default();
        let secret = match self.value("secret_choice") {
            "none" => TypedSecret::None,
            "new" => TypedSecret::New { header: text("secret_header"), secret: self.secret.clone() },
            _ => TypedSecret::Keep,
        };
        TypedCollector {
            plan: text("plan"),
            name: text("name"),
            endpoint: text("endpoint"),
            mapping: TypedMapping { kind, rows: text("rows"), parts: self.fields.iter().filter_map(part).collect() },
            times: text("times"),
            handing: self.value("handing").parse().unwrap_or_default(),
            activity: self.value("activity").parse().unwrap_or_default(),
            secret,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_and_not_kept_among_the_fields() {
        let fields = [
            ("secret_choice", "new"),
            ("secret_header", "X-Api-Key"),
            ("secret_password", "k-123"),
            ("value.svc-e2e", "/a"),
            ("base.svc-e2e", "/b"),
            ("value.../x", "/c"),
        ];
        let sent = Sent::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(!format!("{:?}", sent.fields).contains("k-123"));
        let typed = sent.typed();
        let secret = TypedSecret::New { header: "X-Api-Key".to_owned(), secret: "k-123".to_owned() };
        assert!(typed.secret == secret);
        assert_eq!((typed.mapping.parts.len(), typed.mapping.parts[0].base.as_str()), (1, "/b"));
        assert_eq!(sent.intent(), Intent::Test);
    }
}
