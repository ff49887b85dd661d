//! Who may do what, where: roles, grants and the one table of permissions.

use crate::ids::OrganisationCode;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// What a person is, for an organisation and everything below it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Fills and submits reports.
    Reporter,
    /// Signs off for the agency, or sends back.
    Approver,
    /// Sees and endorses the reports of the agencies below.
    Coordinator,
    /// DGA: accepts, verifies or sends back.
    Reviewer,
    /// DGA: rounds, plans, organisations, accounts.
    Administrator,
    /// Reads dashboards and reports.
    Executive,
}

/// Something that can be done to an organisation's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// Read accepted figures, plans, calendars and organisations.
    ReadFigures,
    /// Read a report with its texts, evidence and history, accepted or not.
    ReadReport,
    /// Type, upload evidence.
    EditReport,
    /// Submit or withdraw.
    SubmitReport,
    /// See and set up what is fetched from the agency's own addresses.
    ManageCollectors,
    /// Approve, or return before approval.
    ApproveReport,
    /// Endorse, or return before endorsement.
    EndorseReport,
    /// Accept with verified values, return, reopen for correction, decide on objections.
    ReviewReport,
    /// Object to a verified value or a score, say more about it, or take the objection back.
    ObjectToValue,
    /// Open and change rounds, grant extensions.
    ManageRounds,
    /// Import plans and organisations.
    ManageReference,
    /// See and change accounts and tokens.
    ManageAccounts,
    /// Read the audit log.
    ReadAudit,
    /// Read how the timetable and the servers are.
    ReadOperations,
    /// Read snapshots that are not published yet, or still under embargo.
    ReadSnapshots,
    /// Take and publish snapshots, and say who reads them before everybody may; renew the key that signs them.
    ManageSnapshots,
    /// Copy the whole installation, and try whether a copy can be restored.
    ManageBackups,
}

impl Action {
    /// Whether it changes anything.
    pub fn changes(self) -> bool {
        match self {
            Self::ReadFigures | Self::ReadReport | Self::ReadAudit | Self::ReadOperations | Self::ReadSnapshots => {
                false
            }
            Self::EditReport
            | Self::SubmitReport
            | Self::ManageCollectors
            | Self::ApproveReport
            | Self::EndorseReport
            | Self::ReviewReport
            | Self::ObjectToValue
            | Self::ManageRounds
            | Self::ManageReference
            | Self::ManageAccounts
            | Self::ManageSnapshots
            | Self::ManageBackups => true,
        }
    }
}

/// How much of what its owner may do a bearer token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TokenScope {
    /// Reading.
    Read,
    /// Reading and changing, but for accounts and tokens: a stolen token makes no new keys.
    Write,
}

impl Action {
    /// Whether somebody may do it who was let sign for a time: looking at a report and signing it, and nothing that stays
    /// when the time is over.
    pub fn may_be_delegated(self) -> bool {
        matches!(self, Self::ReadFigures | Self::ReadReport | Self::ApproveReport)
    }
}

impl TokenScope {
    /// Whether a token of this scope lets an action through, if its owner may do it.
    pub fn allows(self, action: Action) -> bool {
        match self {
            Self::Read => !action.changes(),
            Self::Write => action != Action::ManageAccounts,
        }
    }
}

/// A role for an organisation and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// What the person is.
    pub role: Role,
    /// For which organisation, with everything below.
    pub organisation: OrganisationCode,
}

impl Role {
    /// Whether it is given and taken by the administrators of the root alone, whatever part of the tree it is for: these
    /// act for DGA, or make others do so.
    pub fn is_given_by_the_root(self) -> bool {
        match self {
            Self::Reviewer | Self::Administrator => true,
            Self::Reporter | Self::Approver | Self::Coordinator | Self::Executive => false,
        }
    }

    /// The table of permissions.
    ///
    /// Accepted figures are for every signed-in official, wherever their role lies: see [`may`].
    pub fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Reporter => {
                matches!(
                    action,
                    A::ReadFigures
                        | A::ReadReport
                        | A::EditReport
                        | A::SubmitReport
                        | A::ObjectToValue
                        | A::ManageCollectors
                )
            }
            Self::Approver => matches!(
                action,
                A::ReadFigures | A::ReadReport | A::ApproveReport | A::ObjectToValue | A::ManageCollectors
            ),
            Self::Coordinator => {
                matches!(action, A::ReadFigures | A::ReadReport | A::EndorseReport)
            }
            Self::Reviewer => matches!(action, A::ReadFigures | A::ReadReport | A::ReviewReport | A::ReadSnapshots),
            Self::Administrator => matches!(
                action,
                A::ReadFigures
                    | A::ReadReport
                    | A::ManageCollectors
                    | A::ManageRounds
                    | A::ManageReference
                    | A::ManageAccounts
                    | A::ReadAudit
                    | A::ReadOperations
                    | A::ReadSnapshots
                    | A::ManageSnapshots
                    | A::ManageBackups
            ),
            Self::Executive => matches!(action, A::ReadFigures | A::ReadReport),
        }
    }
}

/// Whether grants allow an action on an object, given the object's organisation and everything above it.
///
/// Figures are read by anybody with a grant anywhere; everything else needs a grant on the path.
pub fn may(grants: &[Grant], action: Action, path: &[OrganisationCode]) -> bool {
    grants
        .iter()
        .any(|grant| grant.role.allows(action) && (action == Action::ReadFigures || path.contains(&grant.organisation)))
}

/// Whether grants let somebody give, take or touch a grant, given its organisation and everything above it.
pub fn may_give(grants: &[Grant], given: &Grant, path: &[OrganisationCode]) -> bool {
    let beyond = if given.role.is_given_by_the_root() { path.len().saturating_sub(1) } else { 0 };
    may(grants, Action::ManageAccounts, &path[beyond..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    fn code(text: &str) -> OrganisationCode {
        text.parse().expect("a code")
    }

    fn grant(role: Role, organisation: &str) -> Vec<Grant> {
        vec![Grant { role, organisation: code(organisation) }]
    }

    #[test]
    fn a_grant_reaches_down_and_neither_up_nor_sideways() {
        let coordinator = grant(Role::Coordinator, "mdes");
        assert!(may(&coordinator, Action::ReadReport, &[code("onde"), code("mdes"), code("th")]));
        assert!(!may(&coordinator, Action::ReadReport, &[code("th")]));
        assert!(!may(&coordinator, Action::ReadReport, &[code("moph"), code("th")]));
    }

    /// What each role may do, written out: a change of the rules is a change here too.
    const ALLOWED: &[(Role, &[&str])] = &[
        (
            Role::Reporter,
            &["read_figures", "read_report", "edit_report", "submit_report", "manage_collectors", "object_to_value"],
        ),
        (Role::Approver, &["read_figures", "read_report", "manage_collectors", "approve_report", "object_to_value"]),
        (Role::Coordinator, &["read_figures", "read_report", "endorse_report"]),
        (Role::Reviewer, &["read_figures", "read_report", "review_report", "read_snapshots"]),
        (
            Role::Administrator,
            &[
                "read_figures",
                "read_report",
                "manage_collectors",
                "manage_rounds",
                "manage_reference",
                "manage_accounts",
                "read_audit",
                "read_operations",
                "read_snapshots",
                "manage_snapshots",
                "manage_backups",
            ],
        ),
        (Role::Executive, &["read_figures", "read_report"]),
    ];

    #[test]
    fn every_role_may_do_what_is_written_and_nothing_else() {
        for role in Role::iter() {
            let (_, written) = ALLOWED.iter().find(|(of, _)| *of == role).expect("every role is written out");
            let allowed: Vec<_> = Action::iter().filter(|action| role.allows(*action)).collect();
            let allowed: Vec<&str> = allowed.iter().map(AsRef::as_ref).collect();
            assert_eq!(&allowed, written, "{role:?}");
        }
    }

    #[test]
    fn nobody_holds_both_ends_of_a_check() {
        for role in Role::iter() {
            let held = [Action::SubmitReport, Action::ApproveReport, Action::EndorseReport, Action::ReviewReport];
            assert!(held.iter().filter(|action| role.allows(**action)).count() <= 1, "{role:?}");
        }
    }

    #[test]
    fn whoever_acts_for_dga_is_appointed_by_the_administrators_of_the_root() {
        let path = [code("dopa"), code("moi"), code("th")];
        let (ministry, root) = (grant(Role::Administrator, "moi"), grant(Role::Administrator, "th"));
        for role in Role::iter() {
            let given = Grant { role, organisation: code("dopa") };
            assert!(may_give(&root, &given, &path), "{role:?}");
            assert_eq!(may_give(&ministry, &given, &path), !role.is_given_by_the_root(), "{role:?}");
        }
        for role in [Role::Reviewer, Role::Administrator] {
            assert!(role.is_given_by_the_root(), "{role:?}");
        }
        let executive = Grant { role: Role::Executive, organisation: code("th") };
        assert!(!may_give(&ministry, &executive, &[code("th")]));
        assert!(!may_give(&root, &executive, &[]), "what is nowhere is nobody's");
    }

    #[test]
    fn every_action_is_somebodys() {
        for action in Action::iter() {
            assert!(Role::iter().any(|role| role.allows(action)), "{action:?}");
        }
    }

    #[test]
    fn a_token_never_manages_accounts_and_a_reading_one_changes_nothing() {
        for scope in TokenScope::iter() {
            assert!(!scope.allows(Action::ManageAccounts), "{scope:?}");
        }
        let read: Vec<_> = Action::iter().filter(|action| TokenScope::Read.allows(*action)).collect();
        let expected =
            [Action::ReadFigures, Action::ReadReport, Action::ReadAudit, Action::ReadOperations, Action::ReadSnapshots];
        assert_eq!(read, expected);
    }

    #[test]
    fn without_a_grant_nothing_is_allowed() {
        for action in Action::iter() {
            assert!(!may(&[], action, &[code("th")]), "{action:?}");
        }
    }
}
