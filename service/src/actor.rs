//! Who acts, and through what. Every method that reads or changes anything asks for an `Actor`.

use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Grant, Role, TokenScope, may},
    ids::{AccountId, DelegationId, OrganisationCode},
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

/// What somebody may sign on behalf of somebody else at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegated {
    /// By which delegation.
    pub id: DelegationId,
    /// For which body, with everything below.
    pub organisation: OrganisationCode,
    /// On whose behalf.
    pub given_by: AccountId,
    /// The name of that person.
    pub giver: String,
    /// Until when.
    pub ends_at: DateTime<Utc>,
}

/// Somebody who acts, with what they may do at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Their account; the operator on the command line has the nil identifier.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// What they may do, where; what they may do on behalf of others stands last.
    pub grants: Vec<Grant>,
    /// What they may sign on behalf of others, each with a grant.
    pub delegated: Vec<Delegated>,
    /// Through what.
    pub channel: Channel,
    /// What the bearer token lets through, where somebody acts by one.
    pub scope: Option<TokenScope>,
}

impl Actor {
    /// Somebody with all that their grants allow.
    pub fn new(account: AccountId, name: impl Into<String>, grants: Vec<Grant>, channel: Channel) -> Self {
        Self { account, name: name.into(), grants, delegated: Vec::new(), channel, scope: None }
    }

    /// The same with what they may sign on behalf of others.
    #[must_use]
    pub(crate) fn with_delegated(mut self, delegated: Vec<Delegated>) -> Self {
        let grant = |of: &Delegated| Grant { role: Role::Approver, organisation: of.organisation.clone() };
        self.grants.extend(delegated.iter().map(grant));
        self.delegated.extend(delegated);
        self
    }

    /// What they may do by roles of their own.
    pub fn own_grants(&self) -> &[Grant] {
        &self.grants[..self.grants.len().saturating_sub(self.delegated.len())]
    }

    /// What counts for an action: also what they may do on behalf of others, where that can be delegated.
    fn grants_for(&self, action: Action) -> &[Grant] {
        if action.may_be_delegated() { &self.grants } else { self.own_grants() }
    }

    /// On whose behalf they do something here; nobody's where a role of their own allows it.
    pub fn on_behalf(&self, action: Action, path: &[OrganisationCode]) -> Option<&Delegated> {
        if may(self.own_grants(), action, path) || !Role::Approver.allows(action) {
            return None;
        }
        self.delegated.iter().find(|of| path.contains(&of.organisation))
    }

    /// Whoever runs commands on the server itself: administrator and reviewer of everything below the root.
    pub fn operator(root: &OrganisationCode) -> Self {
        let grant = |role| Grant { role, organisation: root.clone() };
        let grants = vec![grant(Role::Administrator), grant(Role::Reviewer)];
        Self::new(AccountId::new(uuid::Uuid::nil()), "operator", grants, Channel::CommandLine)
    }

    /// The timetable: administrator of everything below the root.
    pub(crate) fn timetable(root: &OrganisationCode) -> Self {
        let grants = vec![Grant { role: Role::Administrator, organisation: root.clone() }];
        Self::new(AccountId::new(uuid::Uuid::nil()), "timetable", grants, Channel::Timetable)
    }

    /// Whether they may do something to an object, given its organisation and everything above.
    pub fn may(&self, action: Action, path: &[OrganisationCode]) -> bool {
        self.is_let_through(action) && may(self.grants_for(action), action, path)
    }

    /// Whether they may do something to any object at all.
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.is_let_through(action) && self.grants_for(action).iter().any(|grant| grant.role.allows(action))
    }

    /// The organisations at which, and below which, they may do something.
    pub(crate) fn places(&self, action: Action) -> Vec<OrganisationCode> {
        if !self.is_let_through(action) {
            return Vec::new();
        }
        let allowing = self.grants_for(action).iter().filter(|grant| grant.role.allows(action));
        allowing.map(|grant| grant.organisation.clone()).collect()
    }

    /// Whether reports ever wait for them: to be filled, approved, endorsed or reviewed.
    pub fn acts_on_reports(&self) -> bool {
        let acts = [Action::SubmitReport, Action::ApproveReport, Action::EndorseReport, Action::ReviewReport];
        acts.into_iter().any(|action| self.may_somewhere(action))
    }

    /// Whether the token, if there is one, lets an action through.
    fn is_let_through(&self, action: Action) -> bool {
        self.scope.is_none_or(|scope| scope.allows(action))
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
        self.grants_for(action)
            .iter()
            .find(|grant| grant.role.allows(action) && path.contains(&grant.organisation))
            .map(|grant| grant.role)
    }

    /// Whether they have a role anywhere.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
}
