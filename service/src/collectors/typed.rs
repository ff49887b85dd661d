//! A collector as it is typed, and reading it: every field, or all that are wrong by name.

use super::{Collector, Collectors, Secret, times};
use crate::{Actor, FieldFaults, ServiceError, ServiceResult, store, store::Tx};
use domain::{
    collector::{
        Activity, Allowed, Endpoint, EndpointError, Handing, LONGEST_NAME, Mapping, MappingError, MappingProblem,
        TypedMapping, Where, is_secret_header, is_secret_text,
    },
    ids::{CollectorId, OrganisationCode},
    name::readable_name,
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
    /// A typed collector, read: every field, or all that are wrong in the order of the form.
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
        let tree = self.0.tree_in(tx).await?;
        let kind = tree.get(agency).ok_or(ServiceError::NotFound("organisation"))?.kind;
        let mut faults = FieldFaults::default();
        let plan = faults.note(self.plan_of(tx, &typed.plan).await)?;
        let name = faults.note(name_of(&typed.name))?;
        let allowed = &self.0.fetcher().settings().allowed;
        let endpoint = faults.note(checked_endpoint(Endpoint::typed(&typed.endpoint), allowed, "endpoint"))?;
        let mapping = match &plan {
            Some(plan) => {
                let asked: Vec<_> = plan.indicators.iter().filter(|indicator| indicator.is_typed_by(kind)).collect();
                let mapping = Mapping::read(&typed.mapping, &asked);
                faults
                    .note(mapping.map_err(|wrong| ServiceError::Together(wrong.into_iter().map(refused).collect())))?
            }
            None => None,
        };
        let times = faults.note(times::check(&typed.times, at))?;
        let secret = faults.note(self.secret(id, endpoint.as_ref(), before.as_ref(), &typed.secret))?;
        let fields = plan.zip(name).zip(endpoint).zip(mapping).zip(times).zip(secret);
        let (((((plan, name), endpoint), mapping), times), secret) = faults.end(fields)?;
        let next_due_at = match typed.activity {
            Activity::Active => times::next(&times, at)?,
            Activity::Paused => None,
        };
        Ok(Collector {
            id,
            agency: agency.clone(),
            plan: plan.plan.code.clone(),
            name,
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

    /// A secret stays only where it was meant to go: with another origin it has to be typed anew. Without an endpoint that
    /// can be taken, only what is typed is looked at.
    fn secret(
        &self,
        id: CollectorId,
        endpoint: Option<&Endpoint>,
        before: Option<&Collector>,
        typed: &TypedSecret,
    ) -> ServiceResult<Option<Secret>> {
        match typed {
            TypedSecret::None => Ok(None),
            TypedSecret::Keep => match before.and_then(|before| Some((before, before.secret.clone()?))) {
                Some((before, _)) if endpoint.is_some_and(|now| before.endpoint.origin() != now.origin()) => {
                    Err(ServiceError::invalid("secret_of_other_origin", "secret_password"))
                }
                Some((_, secret)) => Ok(Some(secret)),
                None => Ok(None),
            },
            TypedSecret::New { header, secret } => {
                let (header, secret) = (header.trim(), secret.trim());
                let mut faults = FieldFaults::default();
                let is_good =
                    |is_good, code, place| if is_good { Ok(()) } else { Err(ServiceError::invalid(code, place)) };
                faults.note(is_good(is_secret_header(header), "secret_header", "secret_header"))?;
                faults.note(is_good(is_secret_text(secret), "secret_text", "secret_password"))?;
                faults.end(Some(()))?;
                let Some(endpoint) = endpoint else { return Ok(None) };
                let keys = &self.0.fetcher().settings().keys;
                let sealed = keys.seal(self.0.chance(), id, &endpoint.origin(), secret)?;
                Ok(Some(Secret { header: header.to_owned(), sealed }))
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

/// A typed address, as far as it can be refused before its name is resolved; `place` is the field's name.
pub(crate) fn checked_endpoint(
    typed: Result<Endpoint, EndpointError>,
    allowed: &Allowed,
    place: &str,
) -> ServiceResult<Endpoint> {
    let refused = |code| ServiceError::invalid(code, place);
    let endpoint = typed.map_err(|error| {
        refused(match error {
            EndpointError::Unreadable => "endpoint_unreadable",
            EndpointError::NotHttps => "endpoint_not_https",
            EndpointError::Credentials => "endpoint_credentials",
            EndpointError::Placeholder => "endpoint_placeholder",
            EndpointError::TooLong => "endpoint_too_long",
        })
    })?;
    let is_forbidden = endpoint.literal_address().is_some_and(|address| allowed.check(address).is_err());
    if is_forbidden { Err(refused("endpoint_forbidden")) } else { Ok(endpoint) }
}

fn name_of(typed: &str) -> ServiceResult<String> {
    readable_name(typed, LONGEST_NAME).ok_or_else(|| ServiceError::invalid("collector_name", "name"))
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
