//! A program that is to be told of releases: its form, and the page that shows its secret once.

use super::{answer::rendered, document, errors::Failed, site::Site};
use app::{
    context::{Sent, SignedIn},
    error::{AppError, status_of},
    standalone::Standalone,
};
use axum::{
    Extension,
    extract::{Form, State},
    http::{StatusCode, Uri, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use service::ServiceError;

/// The page with the form.
const PAGE: &str = "/webhooks";

#[derive(Deserialize)]
pub(crate) struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
}

/// Adds it and shows its secret, or the form again with what is wrong.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    mut parts: Parts,
    Form(New { name, address }): Form<New>,
) -> Response {
    match site.services.webhooks().add(&actor, &name, &address).await {
        Ok((webhook, secret)) => {
            let shown = Standalone::NewWebhook { name: webhook.name, secret };
            document::answer(&site, parts, StatusCode::OK, shown).await
        }
        Err(error @ (ServiceError::Invalid { .. } | ServiceError::Together(_))) => {
            let status = status_of(&error);
            let fields = vec![("name".to_owned(), name), ("address".to_owned(), address)];
            parts.uri = Uri::from_static(PAGE);
            parts.extensions.insert(Sent { fields, refused: AppError::from(error) });
            // The form reads what was sent; nothing else is told.
            rendered(&site, parts, status, ()).await
        }
        Err(error) => Failed(error).into_response(),
    }
}
