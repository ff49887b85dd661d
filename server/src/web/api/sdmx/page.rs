//! A page of a list of values as statistical programs read it: the rows are those of the files of snapshots.

use super::{
    AGENCY, Kind, message,
    rows::{Attributes, Rows},
};
use crate::export::snapshot::{frequency, time_period};
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

/// What one or two numbers were given as: the value or numerator, the denominator or weight.
pub(in crate::web::api) type Parts = (Option<Amount>, Option<Amount>);

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
    pub(in crate::web::api) parts: Option<[Parts; 2]>,
    /// Whether it was worked out from others.
    pub(in crate::web::api) is_derived: bool,
    /// What was expected by the last day of the period.
    pub(in crate::web::api) expected: Option<Amount>,
    /// The figure against that.
    pub(in crate::web::api) status: Status,
}

impl Observation {
    /// As a row of a file of version 2.0. No cell needs quotes: codes, numbers and words of our own.
    fn row(&self) -> String {
        let number = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let [reported, verified] = self.parts.unwrap_or_default();
        let normal = match self.applicability {
            Applicability::Applies => "A",
            Applicability::NotApplicable => "M",
        };
        let cells = [
            "dataflow".to_owned(),
            format!("{AGENCY}:{}({}.0.0)", self.plan, self.plan_version),
            "I".to_owned(),
            frequency(self.period).to_owned(),
            self.organisation.to_string(),
            self.indicator.to_string(),
            time_period(self.period),
            number(self.figure),
            number(reported.0),
            number(reported.1),
            number(verified.0),
            number(verified.1),
            normal.to_owned(),
            self.is_derived.to_string(),
            number(self.expected),
            self.status.as_ref().to_owned(),
        ];
        cells.join(",")
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

/// The page in a form of SDMX, made at one instant.
///
/// # Errors
/// It cannot be written.
pub(in crate::web::api) async fn page(
    kind: Kind,
    told: Told,
    observations: &[Observation],
    prepared: DateTime<Utc>,
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
            message::stream(rows, message::About { flows, prepared: Some(prepared) }).boxed()
        }
    };
    let pieces: Vec<_> = pieces.try_collect().await?;
    Ok(([(header::CONTENT_TYPE, kind.media_type())], pieces.concat()).into_response())
}
