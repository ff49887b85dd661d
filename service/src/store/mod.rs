//! The only SQL. One text serves both databases; a dialect difference is a second `const` named for its database.

/// Chooses the transaction's database once and runs the same expression for it.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {{
        #[cfg(any(test, feature = "testing"))]
        $crate::store::statements::count();
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::store::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    }};
}

pub(crate) mod accounts;
pub(crate) mod announcements;
pub(crate) mod audit;
pub(crate) mod authority_letters;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod beats;
pub(crate) mod bundles;
pub(crate) mod collectors;
pub(crate) mod conflicts;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod contract_accounts;
#[cfg(test)]
mod contract_alerts;
#[cfg(test)]
mod contract_as_of;
#[cfg(test)]
mod contract_as_of_kept;
#[cfg(test)]
mod contract_as_of_random;
#[cfg(test)]
mod contract_as_of_told;
#[cfg(test)]
mod contract_authority_letters;
#[cfg(test)]
mod contract_backups;
#[cfg(test)]
mod contract_backups_files;
#[cfg(test)]
mod contract_bundles;
#[cfg(test)]
mod contract_collector_rules;
#[cfg(test)]
mod contract_collectors;
#[cfg(test)]
mod contract_completeness;
#[cfg(test)]
mod contract_conflicts;
#[cfg(test)]
mod contract_dashboards;
#[cfg(test)]
mod contract_deadline;
#[cfg(test)]
mod contract_definitions;
#[cfg(test)]
mod contract_delegations;
#[cfg(test)]
mod contract_deliveries;
#[cfg(test)]
mod contract_derived_snapshots;
#[cfg(test)]
mod contract_duties;
#[cfg(test)]
mod contract_evidence;
#[cfg(test)]
mod contract_history;
#[cfg(test)]
mod contract_holding;
#[cfg(test)]
mod contract_holding_kept;
#[cfg(test)]
mod contract_hostile;
#[cfg(test)]
mod contract_idempotent_replies;
#[cfg(test)]
mod contract_jobs;
#[cfg(test)]
mod contract_kinds;
#[cfg(test)]
mod contract_late;
#[cfg(test)]
mod contract_lost_polls;
#[cfg(test)]
mod contract_mails;
#[cfg(test)]
mod contract_maturity;
#[cfg(test)]
mod contract_moves;
#[cfg(test)]
mod contract_moves_extended;
#[cfg(test)]
mod contract_moves_parts;
#[cfg(test)]
mod contract_moves_withdrawn;
#[cfg(test)]
mod contract_narrowed;
#[cfg(test)]
mod contract_objection_files;
#[cfg(test)]
mod contract_objection_lists;
#[cfg(test)]
mod contract_objection_reminders;
#[cfg(test)]
mod contract_objections;
#[cfg(test)]
mod contract_objections_together;
#[cfg(test)]
mod contract_obstacles;
#[cfg(test)]
mod contract_papers;
#[cfg(test)]
mod contract_past;
#[cfg(test)]
mod contract_peers;
#[cfg(test)]
mod contract_preferences;
#[cfg(test)]
mod contract_publications;
#[cfg(test)]
mod contract_published_at_once;
#[cfg(test)]
mod contract_read_ahead;
#[cfg(test)]
mod contract_register_meanwhile;
#[cfg(test)]
mod contract_reminders;
#[cfg(test)]
mod contract_replaced;
#[cfg(test)]
mod contract_robustness;
#[cfg(test)]
mod contract_round_rules;
#[cfg(test)]
mod contract_rounds;
#[cfg(test)]
mod contract_score_objections;
#[cfg(test)]
mod contract_scores;
#[cfg(test)]
mod contract_sealed;
#[cfg(test)]
mod contract_secrets;
#[cfg(test)]
mod contract_sessions;
#[cfg(test)]
mod contract_shared_commits;
#[cfg(test)]
mod contract_shares;
#[cfg(test)]
mod contract_sheets;
#[cfg(test)]
mod contract_signing_keys;
#[cfg(test)]
mod contract_snapshot_objections;
#[cfg(test)]
mod contract_snapshot_trust;
#[cfg(test)]
mod contract_snapshots;
#[cfg(test)]
mod contract_snapshots_due;
#[cfg(test)]
mod contract_snapshots_meanwhile;
#[cfg(test)]
mod contract_subscribers;
#[cfg(test)]
mod contract_sums;
#[cfg(test)]
mod contract_takings;
#[cfg(test)]
mod contract_tampering;
#[cfg(test)]
mod contract_tokens;
#[cfg(test)]
mod contract_trouble;
#[cfg(test)]
mod contract_trust;
#[cfg(test)]
mod contract_trusted;
#[cfg(test)]
mod contract_unasked;
#[cfg(test)]
mod contract_usuals;
#[cfg(test)]
mod contract_values;
#[cfg(test)]
mod contract_webhooks;
#[cfg(test)]
mod contract_webhooks_kept;
#[cfg(test)]
mod contract_what_if;
#[cfg(test)]
mod contract_workings;
mod db;
pub(crate) mod delegations;
pub(crate) mod deliveries;
pub(crate) mod destinations;
pub(crate) mod drafts;
pub(crate) mod evidence;
pub(crate) mod facts;
mod faults;
pub(crate) mod feeds;
mod gathered;
pub(crate) mod history;
pub(crate) mod holidays;
pub(crate) mod idempotent_replies;
pub(crate) mod installation;
pub(crate) mod job_runs;
pub(crate) mod kind_counts;
pub(crate) mod kind_rollups;
pub(crate) mod late;
pub(crate) mod mails;
pub(crate) mod not_applicable;
pub(crate) mod objection_reminders;
pub(crate) mod objections;
pub(crate) mod obstacles;
mod one_of;
pub(crate) mod organisations;
pub(crate) mod owed;
pub(crate) mod paper_requests;
pub(crate) mod past;
pub(crate) mod plans;
pub(crate) mod polls;
pub(crate) mod preferences;
pub(crate) mod publications;
pub(crate) mod reminders;
pub(crate) mod rollups;
pub(crate) mod round_rules;
pub(crate) mod rounds;
pub(crate) mod schemes;
pub(crate) mod scores;
pub(crate) mod sessions;
pub(crate) mod shared_commits;
pub(crate) mod shares;
pub(crate) mod sheets;
pub(crate) mod signing_keys;
pub(crate) mod snapshot_files;
pub(crate) mod snapshot_papers;
pub(crate) mod snapshots;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod statements;
pub(crate) mod submissions;
pub(crate) mod subscribers;
pub(crate) mod tables;
pub(crate) mod takings;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod testing;
pub(crate) mod tokens;
pub(crate) mod trusted;
pub(crate) mod usuals;
pub(crate) mod values;
pub(crate) mod values_of_round;
pub(crate) mod waiting;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod watched;
pub(crate) mod webhooks;
pub(crate) mod workings;

pub(crate) use db::{Db, Tx, WRITERS_WAIT, is_there, ping};
use db::{postgres_options, sqlite_options};

use crate::{ServiceError, ServiceResult};
use std::str::FromStr;

/// Rows in one multi-row statement: 1,000 rows of 16 columns stay below SQLite's 32,766 parameters. Also the rows that
/// SQLite's thread reads ahead, since each change of threads costs more than the row.
pub(crate) const ROWS_AT_ONCE: usize = 1_000;

/// A stored text that no longer fits its type: a fault of ours, never of the user.
pub(crate) fn unreadable(
    what: &'static str,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> ServiceError {
    ServiceError::fault(format!("reading a stored {what}"), error)
}

/// Reads a stored text as its type.
pub(crate) fn stored<T: FromStr>(what: &'static str, text: &str) -> ServiceResult<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|error: T::Err| unreadable(what, error))
}
