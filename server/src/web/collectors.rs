//! The form of a collector: tried or saved, and answered with its own page where that is to show something.

use super::{answer::rendered, errors::Failed, site::Site};
use app::{
    collector_form::{Answer, Intent, Sent},
    context::{Sent as Refused, SignedIn},
    error::{AppError, status_of},
};
use axum::{
    extract::{Form, Path, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::ids::{CollectorId, OrganisationCode};
use service::ServiceError;
use std::sync::Arc;

type Fields = Form<Vec<(String, String)>>;

/// A new collector.
pub(crate) async fn create(
    State(site): State<Site>,
    Path(agency): Path<OrganisationCode>,
    parts: Parts,
    Form(fields): Fields,
) -> Response {
    take(&site, parts, &agency, None, Sent::new(fields)).await
}

/// A collector that is saved.
pub(crate) async fn change(
    State(site): State<Site>,
    Path((agency, id)): Path<(OrganisationCode, String)>,
    parts: Parts,
    Form(fields): Fields,
) -> Response {
    let id: CollectorId = id.parse().unwrap_or_else(|_| CollectorId::new(uuid::Uuid::nil()));
    take(&site, parts, &agency, Some(id), Sent::new(fields)).await
}

async fn take(site: &Site, parts: Parts, agency: &OrganisationCode, id: Option<CollectorId>, sent: Sent) -> Response {
    let Some(SignedIn(actor)) = parts.extensions.get::<SignedIn>().cloned() else {
        return Failed(ServiceError::Forbidden).into_response();
    };
    let collectors = site.services.collectors();
    let typed = sent.typed();
    let tested = match sent.intent() {
        Intent::Test => collectors.test(&actor, agency, id, &typed).await.map(|tested| Some(Arc::new(tested))),
        Intent::Save => match collectors.set(&actor, agency, id.map(|id| (id, sent.version())), &typed).await {
            Ok(id) => {
                let page = format!("/organisations/{agency}/collectors/{id}?done=collector_set");
                return (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response();
            }
            Err(error) => Err(error),
        },
    };
    match tested {
        Ok(tested) => page(site, parts, StatusCode::OK, Answer { sent, refused: None, tested }).await,
        Err(error @ (ServiceError::Invalid { .. } | ServiceError::Together(_) | ServiceError::Conflict)) => {
            let status = status_of(&error);
            let refused = Some(AppError::from(error));
            page(site, parts, status, Answer { sent, refused, tested: None }).await
        }
        Err(error) => Failed(error).into_response(),
    }
}

/// The page of the form, with what was typed.
async fn page(site: &Site, mut parts: Parts, status: StatusCode, answer: Answer) -> Response {
    if let Some(refused) = answer.refused.clone() {
        parts.extensions.insert(Refused { fields: answer.sent.fields.clone(), refused });
    }
    rendered(site, parts, status, answer).await
}
