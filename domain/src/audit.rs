//! The hash-chained record of everything that was done. Each link holds the digest of the one before, so nothing in the
//! middle can be changed, removed or put in without every later digest failing.

use crate::ids::AccountId;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The digest before the first link.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// 1, 2, 3 … without gaps.
    pub sequence: i64,
    /// When, to the microsecond.
    pub at: DateTime<Utc>,
    /// Who; none for the command line and the timetable.
    pub account: Option<AccountId>,
    /// Through what: `web`, `api`, `command_line`, `timetable`.
    pub channel: String,
    /// What: a verb such as `submission.submit`.
    pub action: String,
    /// To what: a path such as `submission/2570-q1/dga`.
    pub object: String,
    /// Details as canonical JSON text.
    pub details: String,
}

/// An event with its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLink {
    /// What was done.
    pub event: AuditEvent,
    /// Digest of the link before, as hexadecimal.
    pub previous: String,
    /// Digest of this link, as hexadecimal.
    pub digest: String,
}

/// Where a chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit chain breaks at event {sequence}: {reason}")]
pub struct Broken {
    /// The event that does not fit.
    pub sequence: i64,
    /// What does not fit.
    pub reason: &'static str,
}

/// SHA-256 as lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl AuditEvent {
    /// The digest of this event after the link before. Each part is preceded by its length, so that no two different
    /// events give the same bytes.
    pub fn digest(&self, previous: &str) -> String {
        let account = self.account.map(|account| account.to_string()).unwrap_or_default();
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let sequence = self.sequence.to_string();
        let mut bytes = String::new();
        for part in [previous, &sequence, &at, &account, &self.channel, &self.action, &self.object, &self.details] {
            let _ = write!(bytes, "{}:{part},", part.len());
        }
        sha256(bytes.as_bytes())
    }

    /// Puts the event after the link before.
    pub fn linked(self, previous: &str) -> AuditLink {
        let digest = self.digest(previous);
        AuditLink { event: self, previous: previous.to_owned(), digest }
    }
}

/// The end of a verified chain: give it back to go on verifying in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEnd {
    /// The last event.
    pub sequence: i64,
    /// Its digest.
    pub digest: String,
}

impl ChainEnd {
    /// Before the first event.
    pub fn genesis() -> Self {
        Self { sequence: 0, digest: GENESIS.to_owned() }
    }

    /// Verifies the next link.
    ///
    /// # Errors
    /// A gap, a wrong predecessor or a wrong digest.
    pub fn follow(self, link: &AuditLink) -> Result<Self, Broken> {
        let sequence = link.event.sequence;
        let broken = |reason| Err(Broken { sequence, reason });
        if sequence != self.sequence + 1 {
            return broken("the numbering has a gap");
        }
        if link.previous != self.digest {
            return broken("it does not follow the event before");
        }
        if link.event.digest(&link.previous) != link.digest {
            return broken("its content was changed");
        }
        Ok(Self { sequence, digest: link.digest.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(length: i64) -> Vec<AuditLink> {
        let mut links: Vec<AuditLink> = Vec::new();
        for sequence in 1..=length {
            let event = AuditEvent {
                sequence,
                at: DateTime::UNIX_EPOCH,
                account: None,
                channel: "web".to_owned(),
                action: "submission.submit".to_owned(),
                object: format!("submission/2570-q1/agency-{sequence}"),
                details: "{}".to_owned(),
            };
            let previous = links.last().map_or(GENESIS, |link| link.digest.as_str()).to_owned();
            links.push(event.linked(&previous));
        }
        links
    }

    fn verify(links: &[AuditLink]) -> Result<ChainEnd, Broken> {
        links.iter().try_fold(ChainEnd::genesis(), ChainEnd::follow)
    }

    #[test]
    fn an_untouched_chain_verifies() {
        assert_eq!(verify(&chain(5)).map(|end| end.sequence), Ok(5));
    }

    #[test]
    fn moving_text_between_fields_changes_the_digest() {
        let link = chain(1).remove(0);
        let mut moved = link.clone();
        moved.event.channel = "websubmission".to_owned();
        moved.event.action = ".submit".to_owned();
        assert_ne!(moved.event.digest(GENESIS), link.digest);
    }

    proptest! {
        #[test]
        fn every_edit_deletion_or_swap_is_found(at in 0usize..9, what in 0u8..4) {
            let mut links = chain(10);
            match what {
                0 => links[at].event.details = "{\"x\":1}".to_owned(),
                1 => { links.remove(at); }
                2 => links.swap(at, at + 1),
                _ => links[at].event.at += chrono::Duration::microseconds(1),
            }
            prop_assert!(verify(&links).is_err());
        }
    }
}
