//! Identifiers: one type for each kind of thing, so that an agency can never be passed for an indicator.

use crate::text::quoted;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// A text that is not a code: codes are 1–64 of `a–z A–Z 0–9 . _ -` and start with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} is not a code: use 1-64 letters A-Z or a-z, digits, '.', '_' or '-', starting with a letter or digit", quoted(.text))]
pub struct CodeError {
    /// The refused text, cut to 64 characters.
    pub text: String,
}

fn checked(text: &str) -> Result<String, CodeError> {
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    let all_allowed = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if starts_well && all_allowed && text.len() <= 64 {
        Ok(text.to_owned())
    } else {
        Err(CodeError { text: text.chars().take(64).collect() })
    }
}

macro_rules! codes {
    ($($(#[$meaning:meta])* $name:ident;)*) => {$(
        $(#[$meaning])*
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[cfg_attr(
            feature = "schema",
            schema(value_type = String, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$", min_length = 1, max_length = 64)
        )]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                checked(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

codes! {
    /// A body of the state, such as `dga` or `th-50`; it outlives renames.
    OrganisationCode;
    /// A plan through all its versions, such as `dgp-2566`.
    PlanCode;
    /// A strategy within a plan, such as `B2`.
    StrategyCode;
    /// A goal within a strategy, such as `B2.1`.
    GoalCode;
    /// An indicator through all plans, such as `svc-e2e`.
    IndicatorCode;
    /// A reporting round, such as `2570-q1`.
    RoundCode;
    /// A scheme of scoring through all its editions, such as `un-egdi`.
    SchemeCode;
    /// A node of a scheme, such as `osi`; the same through all editions.
    NodeCode;
    /// A class or level that a score falls into, such as `VH` or `defined`.
    ClassCode;
    /// One option of an answer that is chosen from a list.
    ChoiceCode;
    /// A snapshot, such as `2570-q1.final.1`: round, stage and how many of them there were.
    SnapshotCode;
    /// A place that published snapshots are handed to, such as `data-go-th`.
    DestinationCode;
}

macro_rules! numbers {
    ($($(#[$meaning:meta])* $name:ident;)*) => {$(
        $(#[$meaning])*
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Wraps a UUID made elsewhere: chance is not the domain's business.
            pub fn new(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )*};
}

numbers! {
    /// A person's account.
    AccountId;
    /// A bearer token of the API.
    TokenId;
    /// One uploaded file of evidence.
    EvidenceId;
    /// One letter by which an approver lets a report be filed.
    AuthorityLetterId;
    /// One address of a calendar.
    FeedId;
    /// One link by which somebody lets others read a page.
    ShareId;
    /// One filled spreadsheet that waits to be applied.
    SheetId;
    /// One file with the answers of many agencies that waits to be applied.
    BundleId;
    /// One large file with the answers of many agencies.
    DeliveryId;
    /// One collector of an agency.
    CollectorId;
    /// One time that a collector asked.
    PollId;
    /// One extension of a window.
    ExtensionId;
    /// One reminder to one person, or one report to a subscriber, and the mail that brings it.
    ReminderId;
    /// One delegation of signing.
    DelegationId;
    /// One objection to a verified value or a score.
    ObjectionId;
    /// One taking of a snapshot, whatever comes of it.
    TakingId;
    /// Somebody who gets the national report by mail.
    SubscriberId;
    /// One address of another program that is told of every release.
    WebhookId;
    /// One message to such an address.
    WebhookMessageId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_plain() {
        assert!("svc-e2e".parse::<IndicatorCode>().is_ok());
        assert!("B2.1".parse::<GoalCode>().is_ok());
        for wrong in ["", "-a", "a b", "ก", "a/b", "a'--", "x".repeat(65).as_str()] {
            assert!(wrong.parse::<IndicatorCode>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_code_from_json_is_checked_too() {
        assert!(serde_json::from_str::<OrganisationCode>("\"../etc\"").is_err());
    }
}
