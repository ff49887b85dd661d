//! A collector as it is typed, and reading it: every field, or the first that is wrong by name.

use super::{Collector, Collectors, Secret, times};
use crate::{Actor, ServiceError, ServiceResult, store, store::Tx};
use domain::{
    collector::{
        Activity, Endpoint, EndpointError, Handing, LONGEST_NAME, Mapping, MappingError, MappingProblem, TypedMapping,
        Where, is_secret_header, is_secret_text,
    },
    ids::{CollectorId, OrganisationCode},
    plan::Plan,
};
use std::sync::Arc;

/// What becomes of the secret when a collector is set.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum TypedSecret {
    /// It stays as it is; if there is none, none is sent.
    #[default]
    Keep,
    /// None is sent from now on.
    None,
    /// Another one.
    New {
        /// The name of the header.
        header: String,
        /// The whole text of the header.
        secret: String,
    },
}

impl std::fmt::Debug for TypedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::None => "None",
            Self::New { .. } => "New",
        })
    }
}

/// A collector as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedCollector {
    /// The plan.
    pub plan: String,
    /// What it is called.
    pub name: String,
    /// Where the figures are published.
    pub endpoint: String,
    /// Where each figure stands.
    pub mapping: TypedMapping,
    /// When it asks.
    pub times: String,
    /// What becomes of the figures.
    pub handing: Handing,
    /// Whether it asks by itself.
    pub activity: Activity,
    /// What becomes of the secret.
    pub secret: TypedSecret,
}

impl Collectors<'_> {
    /// A typed collector, read: every field or the first that is wrong.
    pub(super) async fn read(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        agency: &OrganisationCode,
        id: CollectorId,
        before: Option<Collector>,
        typed: &TypedCollector,
    ) -> ServiceResult<Collector> {
        let at = self.0.shared_now(tx).await?;
        let name = typed.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains('\0') {
            return Err(ServiceError::invalid("collector_name", "name"));
        }
        let plan = self.plan_of(tx, &typed.plan).await?;
        let endpoint: Endpoint = typed.endpoint.parse().map_err(|error: EndpointError| {
            let code = match error {
                EndpointError::Unreadable => "endpoint_unreadable",
                EndpointError::NotHttps => "endpoint_not_https",
                EndpointError::Credentials => "endpoint_credentials",
                EndpointError::Placeholder => "endpoint_placeholder",
                EndpointError::TooLong => "endpoint_too_long",
            };
            ServiceError::invalid(code, "endpoint")
        })?;
        let allowed = &self.0.fetcher().settings().allowed;
        if endpoint.literal_address().is_some_and(|address| allowed.check(address).is_err()) {
            return Err(ServiceError::invalid("endpoint_forbidden", "endpoint"));
        }
        let times = times::check(&typed.times, at)?;
        let tree = self.0.tree_in(tx).await?;
        let kind = tree.get(agency).ok_or(ServiceError::NotFound("organisation"))?.kind;
        let asked: Vec<_> = plan.indicators.iter().filter(|indicator| indicator.is_asked_of(kind)).collect();
        let mapping = Mapping::read(&typed.mapping, &asked).map_err(refused)?;
        let secret = self.secret(id, &endpoint, before.as_ref(), &typed.secret)?;
        let next_due_at = match typed.activity {
            Activity::Active => times::next(&times, at)?,
            Activity::Paused => None,
        };
        Ok(Collector {
            id,
            agency: agency.clone(),
            plan: plan.plan.code.clone(),
            name: name.to_owned(),
            endpoint,
            mapping,
            times,
            handing: typed.handing,
            activity: typed.activity,
            secret,
            version: before.map_or(0, |before| before.version) + 1,
            next_due_at,
            failures: 0,
            set_by: actor.account,
            set_at: self.0.now(),
        })
    }

    /// A secret stays only where it was meant to go: with another origin it has to be typed anew.
    fn secret(
        &self,
        id: CollectorId,
        endpoint: &Endpoint,
        before: Option<&Collector>,
        typed: &TypedSecret,
    ) -> ServiceResult<Option<Secret>> {
        match typed {
            TypedSecret::None => Ok(None),
            TypedSecret::Keep => match before.and_then(|before| Some((before, before.secret.clone()?))) {
                Some((before, _)) if before.endpoint.origin() != endpoint.origin() => {
                    Err(ServiceError::invalid("secret_of_other_origin", "secret_password"))
                }
                Some((_, secret)) => Ok(Some(secret)),
                None => Ok(None),
            },
            TypedSecret::New { header, secret } => {
                if !is_secret_header(header.trim()) {
                    return Err(ServiceError::invalid("secret_header", "secret_header"));
                }
                if !is_secret_text(secret.trim()) {
                    return Err(ServiceError::invalid("secret_text", "secret_password"));
                }
                let keys = &self.0.fetcher().settings().keys;
                let sealed = keys.seal(self.0.chance(), id, &endpoint.origin(), secret.trim())?;
                Ok(Some(Secret { header: header.trim().to_owned(), sealed }))
            }
        }
    }

    async fn plan_of(&self, tx: &mut Tx, typed: &str) -> ServiceResult<Arc<Plan>> {
        let versions = store::plans::versions(tx).await?;
        let latest = versions.iter().filter(|(code, _)| code == typed).map(|(_, version)| *version).max();
        let unknown = || ServiceError::invalid("unknown_plan", "plan");
        let (Some(latest), Ok(code)) = (latest, typed.parse()) else { return Err(unknown()) };
        self.0.plan_in(tx, &code, latest).await
    }
}

fn refused(error: MappingError) -> ServiceError {
    use MappingProblem as P;
    let place = match error.at {
        Where::Whole => "mapping".to_owned(),
        Where::Rows => "rows".to_owned(),
        Where::Value(indicator) => format!("value.{indicator}"),
        Where::Base(indicator) => format!("base.{indicator}"),
    };
    let code = match error.problem {
        P::Nothing => "mapping_nothing",
        P::Pointer => "mapping_pointer",
        P::Column => "mapping_column",
        P::Condition => "mapping_condition",
        P::Placeholder => "mapping_placeholder",
        P::Half => "mapping_half",
        P::NoBase => "mapping_no_base",
        P::NotAsked => "mapping_not_asked",
        P::TooLong => "mapping_too_long",
    };
    ServiceError::invalid(code, place)
}
