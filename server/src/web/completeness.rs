//! How complete reports are, as a file.

use super::{download::download, errors::Failed, past, site::Site};
use crate::export::completeness_csv::{self, By};
use app::context::SignedIn;
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::Uri,
    response::Response,
};
use domain::{
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationKind,
    text::Language,
};
use serde::Deserialize;
use service::ServiceError;

/// What is asked for; blank is the same as not named.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    round: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    by: By,
}

/// Every body at and below one, a row each; or every indicator, or the league.
pub(crate) async fn csv(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    uri: Uri,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failed> {
    let Query(asked) = asked.map_err(|_| ServiceError::NotFound("round"))?;
    let round = Some(asked.round).filter(|text| !text.is_empty()).map(|text| text.parse::<RoundCode>());
    let round = round.transpose().map_err(|_| ServiceError::NotFound("round"))?;
    let node = Some(asked.organisation).filter(|text| !text.is_empty()).map(|text| text.parse::<OrganisationCode>());
    let node = node.transpose().map_err(|_| ServiceError::NotFound("organisation"))?;
    let services = past::services(&site, &uri).await?;
    let kind = asked.kind.parse::<OrganisationKind>().ok();
    let completeness = services.completeness();
    let narrowed = (kind, Language::Th);
    let (name, written, is_narrowed) = match asked.by {
        By::Body => {
            let found = completeness.every_body_of_kind(&actor, node.as_ref(), round.as_ref(), kind);
            let (round, rows) = found.await?;
            let name = format!("completeness-{}.csv", round.code);
            (name, completeness_csv::csv(round.code.as_str(), round.period, &rows), !rows.is_empty())
        }
        By::Indicator => {
            let page = completeness.of_kind(&actor, node.as_ref(), round.as_ref(), narrowed).await?;
            let name = format!("completeness-indicators-{}.csv", page.round.round.code);
            (name, completeness_csv::of_indicators(&page), page.kind.is_some())
        }
        By::Timeliness => {
            let page = completeness.of_kind(&actor, node.as_ref(), round.as_ref(), narrowed).await?;
            ("completeness-timeliness.csv".to_owned(), completeness_csv::of_league(&page), page.kind.is_some())
        }
    };
    if let Some(kind) = kind.filter(|_| !is_narrowed) {
        return Err(ServiceError::invalid("nobody_of_kind", kind.as_ref()).into());
    }
    let bytes = written.map_err(|error| ServiceError::fault("completeness as CSV", error));
    download(&name, "text/csv; charset=utf-8; header=present", move || bytes).await
}
