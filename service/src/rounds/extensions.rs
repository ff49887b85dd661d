//! More time for bodies in a round: whom it reaches goes by the tree of the round, who may give and end it by the register of now.

use super::Rounds;
use crate::{
    Actor, ServiceError, ServiceResult, audit, error,
    organisations::path_of,
    rollups, store,
    store::{Tx, kind_counts::NodeKind},
    submissions::words_of,
};
use chrono::{DateTime, Days, Utc};
use domain::{
    access::Action,
    ids::{ExtensionId, OrganisationCode, RoundCode},
    organisation::{OrganisationKind, OrganisationTree},
    round::Round,
    submission::{StateName, Submission},
    window::Extension,
};
use std::sync::Arc;
use strum::IntoEnumIterator as _;

/// Whom an extension is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// The body; those below it are meant too.
    pub organisation: OrganisationCode,
    /// Only bodies of this kind.
    pub kind: Option<OrganisationKind>,
}

/// Whose reports an extension reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// How many reports.
    pub reports: i64,
    /// How many of them were never submitted.
    pub missing: i64,
    /// Some of the agencies that owe them, in the order of their codes.
    pub some: Vec<OrganisationCode>,
}

/// How many of the agencies that an extension reaches are named.
const NAMED: usize = 8;

/// An extension with what it reaches now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The extension.
    pub extension: Extension,
    /// How many reports it is for.
    pub reports: i64,
    /// How many of them were never submitted.
    pub missing: i64,
}

impl Rounds<'_> {
    /// The extensions of a round, in the order they were granted.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn extensions(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<Vec<Extension>> {
        Ok(self.granted(actor, code).await?.into_iter().map(|granted| granted.extension).collect())
    }

    /// The extensions of a round with what each reaches now, in the order they were granted.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn granted(&self, actor: &Actor, code: &RoundCode) -> ServiceResult<Vec<Granted>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        self.0.round_in(&mut tx, code).await?;
        let extensions = store::rounds::extensions(&mut tx, code).await?;
        let bodies: Vec<OrganisationCode> = extensions.iter().map(|extension| extension.organisation.clone()).collect();
        let counts = store::kind_counts::of_nodes(&mut tx, code, &bodies).await?;
        let with_counts = |extension: Extension| {
            let is_meant = |(node, kind): &NodeKind| {
                *node == extension.organisation && extension.kind.is_none_or(|only| only == *kind)
            };
            let of = counts.iter().filter(|(place, _)| is_meant(place)).map(|(_, counts)| *counts);
            let counts = of.fold(rollups::Completeness::default(), rollups::Completeness::plus);
            Granted { extension, reports: counts.expected, missing: counts.missing() }
        };
        Ok(extensions.into_iter().map(with_counts).collect())
    }

    /// Gives a body, and all below it, more time.
    ///
    /// # Errors
    /// The end lies in the past or before the due instant; there is no reason; the actor may not, or not for each of them.
    pub async fn extend(
        &self,
        actor: &Actor,
        code: &RoundCode,
        organisation: &OrganisationCode,
        ends_at: DateTime<Utc>,
        reason: &str,
    ) -> ServiceResult<Extension> {
        let mut tx = self.0.db().write().await?;
        let whom = Whom { organisation: organisation.clone(), kind: None };
        let (round, _) = self.require_each(&mut tx, actor, code, &whom).await?;
        let extension = self.new_extension(actor, &round, &whom, ends_at, reason)?;
        store::rounds::insert_extension(&mut tx, code, &extension).await?;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        let object = format!("round/{code}/{organisation}");
        let details = serde_json::json!({ "ends_at": ends_at, "reason": extension.reason });
        audit::record(self.0, &mut tx, actor, "rounds.extend", object, &details).await?;
        tx.commit().await?;
        Ok(extension)
    }

    /// Whom an extension would reach, asked before it is granted.
    ///
    /// # Errors
    /// There is no such round or body; the actor may not, or not for each of them.
    pub async fn extension_reach(&self, actor: &Actor, code: &RoundCode, whom: &Whom) -> ServiceResult<Reach> {
        let mut tx = self.0.db().read().await?;
        let (round, tree) = self.require_each(&mut tx, actor, code, whom).await?;
        reach(&mut tx, &tree, &round, whom).await
    }

    /// Gives every body of one kind at and below another more time, or all of them without a kind, by one extension: it
    /// ends for all of them at once. Gives back how many reports it reaches.
    ///
    /// # Errors
    /// As [`Self::extend`]; the reach is not the one that was seen; nobody is reached.
    pub async fn extend_many(
        &self,
        actor: &Actor,
        code: &RoundCode,
        whom: &Whom,
        seen: i64,
        ends_at: DateTime<Utc>,
        reason: &str,
    ) -> ServiceResult<i64> {
        let mut tx = self.0.db().write().await?;
        let (round, tree) = self.require_each(&mut tx, actor, code, whom).await?;
        let reach = reach(&mut tx, &tree, &round, whom).await?;
        if reach.reports == 0 {
            return Err(ServiceError::invalid("extension_nobody", "kind"));
        }
        if reach.reports != seen {
            return Err(ServiceError::Conflict);
        }
        let extension = self.new_extension(actor, &round, whom, ends_at, reason)?;
        store::rounds::insert_extension(&mut tx, code, &extension).await?;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        let object = format!("round/{code}/{}", whom.organisation);
        let details = serde_json::json!({
            "extension": extension.id, "organisation": whom.organisation, "kind": whom.kind, "reports": reach.reports,
            "never_submitted": reach.missing, "ends_at": ends_at, "reason": extension.reason,
        });
        audit::record(self.0, &mut tx, actor, "rounds.extend_many", object, &details).await?;
        tx.commit().await?;
        Ok(reach.reports)
    }

    /// Ends an extension now: what it allowed until this moment stays as it was.
    ///
    /// # Errors
    /// There is no such extension; it is over already; the actor may not, or not for each of those it reaches.
    pub async fn end_extension(&self, actor: &Actor, code: &RoundCode, id: ExtensionId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.0.round_in(&mut tx, code).await?;
        let extensions = store::rounds::extensions(&mut tx, code).await?;
        let extension = extensions.into_iter().find(|extension| extension.id == id);
        let extension = extension.ok_or(ServiceError::NotFound("extension"))?;
        let whom = Whom { organisation: extension.organisation.clone(), kind: extension.kind };
        let (round, _) = self.require_each(&mut tx, actor, code, &whom).await?;
        let at = self.0.now();
        if extension.ends_at <= at {
            return Err(ServiceError::invalid("extension_over", extension.ends_at.to_rfc3339()));
        }
        store::rounds::end_extension(&mut tx, id, at).await?;
        rollups::rebuild_completeness(self.0, &mut tx, &round).await?;
        let object = format!("round/{code}/{}", extension.organisation);
        let details = serde_json::json!({
            "extension": id, "kind": extension.kind, "before": extension.ends_at, "ends_at": at,
        });
        audit::record(self.0, &mut tx, actor, "rounds.end_extension", object, &details).await?;
        tx.commit().await
    }
}

impl Rounds<'_> {
    /// The round and its tree, where the actor may give and take time of each body that an extension reaches: by the tree of the round
    /// it may reach some that are below another one by now, and who may do what goes by the register of now.
    async fn require_each(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        code: &RoundCode,
        whom: &Whom,
    ) -> ServiceResult<(Round, Arc<OrganisationTree>)> {
        let register = self.0.register_in(tx).await?;
        let now = register.now();
        actor.require(Action::ManageRounds, &path_of(now, &whom.organisation)?)?;
        let round = self.0.round_in(tx, code).await?;
        let tree = register.of(&round);
        if !Arc::ptr_eq(tree, now) {
            let is_of_others = |body: &OrganisationCode| !actor.may(Action::ManageRounds, &now.path(body));
            let mut of_others = tree.at_and_below(&whom.organisation);
            of_others.retain(is_of_others);
            let reached = reached(tx, tree, &round, whom, Some(&of_others)).await?;
            if !reached.is_empty() {
                let named = error::some_of(reached.iter().map(|report| report.key.agency.as_str()));
                return Err(ServiceError::invalid("extension_of_others", named));
            }
        }
        Ok((round, tree.clone()))
    }

    /// An extension that starts now, with a reason and an end that lie within bounds.
    fn new_extension(
        &self,
        actor: &Actor,
        round: &Round,
        whom: &Whom,
        ends_at: DateTime<Utc>,
        reason: &str,
    ) -> ServiceResult<Extension> {
        let at = self.0.now();
        domain::submission::check_length(reason)?;
        let reason = words_of(reason);
        if reason.is_empty() {
            return Err(domain::submission::Refusal::ReasonMissing.into());
        }
        let is_too_late = at.checked_add_days(Days::new(366)).is_some_and(|latest| ends_at > latest);
        if ends_at <= at || ends_at <= round.window.due_at() || is_too_late {
            return Err(ServiceError::invalid("extension_end", ends_at.to_rfc3339()));
        }
        Ok(Extension {
            id: ExtensionId::new(self.0.chance().uuid()),
            organisation: whom.organisation.clone(),
            kind: whom.kind,
            ends_at,
            reason,
            granted_by: actor.account,
            granted_at: at,
        })
    }
}

/// The reports of a round that an extension reaches on the tree of the round, of all agencies or of those in a list.
async fn reached(
    tx: &mut Tx,
    tree: &OrganisationTree,
    round: &Round,
    whom: &Whom,
    of: Option<&[OrganisationCode]>,
) -> ServiceResult<Vec<Submission>> {
    let every_state: Vec<StateName> = StateName::iter().collect();
    let reports = store::submissions::in_states(tx, &round.code, &every_state, of, i64::MAX).await?;
    let is_reached = |report: &Submission| {
        let body = tree.get(&report.key.agency);
        body.is_some_and(|body| whom.kind.is_none_or(|kind| body.kind == kind))
            && tree.path(&report.key.agency).contains(&whom.organisation)
    };
    Ok(reports.into_iter().filter(is_reached).collect())
}

/// Whose reports of a round an extension reaches, on the tree of the round.
async fn reach(tx: &mut Tx, tree: &OrganisationTree, round: &Round, whom: &Whom) -> ServiceResult<Reach> {
    let reached = reached(tx, tree, round, whom, None).await?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Reach {
        reports: number(reached.len()),
        missing: number(reached.iter().filter(|report| report.first_submitted_at.is_none()).count()),
        some: reached.into_iter().map(|report| report.key.agency).take(NAMED).collect(),
    })
}
