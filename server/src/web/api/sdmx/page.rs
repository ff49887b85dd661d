//! A page of a list of values as statistical programs read it: the rows are those of the files of snapshots.

use super::{
    Kind, message,
    rows::{Attributes, Rows},
};
use crate::export::snapshot::{Numbers, Observed, structure_of};
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    calendar::Period,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, PlanCode},
    status::Status,
};
use futures::{StreamExt as _, TryStreamExt as _};
use service::ServiceError;

/// A value as an observation.
#[derive(Debug, Clone)]
pub(in crate::web::api) struct Observation {
    /// The plan that was reported on, which is the flow.
    pub(in crate::web::api) plan: PlanCode,
    /// Its version.
    pub(in crate::web::api) plan_version: i32,
    /// The period of the round.
    pub(in crate::web::api) period: Period,
    /// Who reported.
    pub(in crate::web::api) organisation: OrganisationCode,
    /// Of what.
    pub(in crate::web::api) indicator: IndicatorCode,
    /// Whether that applies.
    pub(in crate::web::api) applicability: Applicability,
    /// The figure that counts, in the indicator's unit.
    pub(in crate::web::api) figure: Option<Amount>,
    /// What was reported and what was verified instead; `None` where the list does not tell it.
    pub(in crate::web::api) parts: Option<[Numbers; 2]>,
    /// Whether it was worked out from others.
    pub(in crate::web::api) is_derived: bool,
    /// What was expected by the last day of the period.
    pub(in crate::web::api) expected: Option<Amount>,
    /// The figure against that.
    pub(in crate::web::api) status: Status,
}

impl Observation {
    /// As a row of a file of version 2.0.
    fn row(&self) -> String {
        let [reported, verified] = self.parts.unwrap_or_default();
        let observed = Observed {
            period: self.period,
            organisation: &self.organisation,
            indicator: &self.indicator,
            applicability: self.applicability,
            figure: self.figure,
            reported,
            verified,
            is_derived: self.is_derived,
            expected: self.expected,
            status: self.status,
        };
        [&structure_of(&self.plan, self.plan_version)[..], &observed.cells()].concat().join(",")
    }
}

/// Which attributes the rows of a page have: a list that does not tell the parts of values leaves their columns out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::api) enum Told {
    /// All.
    All,
    /// Figures without what they were reported as.
    Figures,
}

/// Of what a page is.
#[derive(Debug, Clone, Copy)]
pub(in crate::web::api) struct Prepared {
    /// At which instant it was made.
    pub(in crate::web::api) at: DateTime<Utc>,
    /// Whether figures in it are made up.
    pub(in crate::web::api) is_test: bool,
}

/// The page in a form of SDMX.
///
/// # Errors
/// It cannot be written.
pub(in crate::web::api) async fn page(
    kind: Kind,
    told: Told,
    observations: &[Observation],
    prepared: Prepared,
) -> Result<Response, ServiceError> {
    let attributes = match told {
        Told::All => Attributes::All,
        Told::Figures => Attributes::WithoutParts,
    };
    let rows = Rows::of_page(observations.iter().map(Observation::row).collect(), attributes);
    let pieces = match kind {
        Kind::Csv(version) => rows.table(version).boxed(),
        Kind::Json => {
            let flows = observations.iter().map(|of| (of.plan.clone(), of.plan_version)).collect();
            let about = message::About { flows, prepared: Some(prepared.at), is_test: prepared.is_test };
            message::stream(rows, about).boxed()
        }
    };
    let pieces: Vec<_> = pieces.try_collect().await?;
    Ok(([(header::CONTENT_TYPE, kind.media_type())], pieces.concat()).into_response())
}
