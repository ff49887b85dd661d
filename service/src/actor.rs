//! Who acts, and through what. Every method that reads or changes anything asks for an [`Actor`].

use crate::{ServiceError, ServiceResult};
use domain::{
    access::{Action, Grant, Role, may},
    ids::{AccountId, OrganisationCode},
};

/// Through what somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Channel {
    /// The screens.
    Web,
    /// The HTTP API.
    Api,
    /// The command line of the server itself.
    CommandLine,
    /// The timetable.
    Timetable,
}

/// Somebody who acts, with what they may do at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Their account; the operator on the command line has the nil identifier.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// What they may do, where.
    pub grants: Vec<Grant>,
    /// Through what.
    pub channel: Channel,
}

impl Actor {
    /// Whoever runs commands on the server itself: administrator and reviewer of everything below the root.
    pub fn operator(root: &OrganisationCode) -> Self {
        let grant = |role| Grant { role, organisation: root.clone() };
        Self {
            account: AccountId::new(uuid::Uuid::nil()),
            name: "operator".to_owned(),
            grants: vec![grant(Role::Administrator), grant(Role::Reviewer)],
            channel: Channel::CommandLine,
        }
    }

    /// Whether they may do something to an object, given its organisation and everything above.
    pub fn may(&self, action: Action, path: &[OrganisationCode]) -> bool {
        may(&self.grants, action, path)
    }

    /// Refuses what they may not do.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`].
    pub fn require(&self, action: Action, path: &[OrganisationCode]) -> ServiceResult<()> {
        if self.may(action, path) { Ok(()) } else { Err(ServiceError::Forbidden) }
    }

    /// The role by which they may do something here, for the thread of a report.
    pub fn role_for(&self, action: Action, path: &[OrganisationCode]) -> Option<Role> {
        self.grants
            .iter()
            .find(|grant| grant.role.allows(action) && path.contains(&grant.organisation))
            .map(|grant| grant.role)
    }

    /// Whether they have a role anywhere.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
}
