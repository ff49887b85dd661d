//! Files that prove what is said about an objection come in. They go out like all evidence. Where they are refused, the page
//! is shown again with the words that came with them.

use super::{answer, errors::Failed, site::Site, uploads};
use app::{
    context::{Sent, SignedIn},
    error::{AppError, status_of},
    objection_files::WORDS_OF_FILES,
};
use axum::{
    Extension,
    extract::{Multipart, Path, State},
    http::{StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::ids::ObjectionId;
use service::ServiceError;

/// Adds files to an objection, and goes on to its page.
pub(crate) async fn attach(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    Path(id): Path<String>,
    parts: Parts,
    multipart: Multipart,
) -> Response {
    let Ok(id) = id.parse::<ObjectionId>() else {
        return Failed(ServiceError::NotFound("objection")).into_response();
    };
    let objections = site.services.objections();
    // Nothing is read of what somebody sends who may not add to it.
    if let Err(error @ (ServiceError::Forbidden | ServiceError::NotFound(_))) = objections.takes_files(&actor, id).await
    {
        return Failed(error).into_response();
    }
    let (words, files) = match uploads::read(multipart, "words").await {
        Ok(read) => read,
        Err(error) => return error.status().into_response(),
    };
    match objections.attach(&actor, id, &words, files).await {
        Ok(_) => {
            let page = format!("/objections/{id}?done=objection_evidence");
            (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response()
        }
        Err(error @ (ServiceError::Invalid { .. } | ServiceError::Conflict)) => {
            shown_again(&site, parts, id, words, error).await
        }
        Err(error) => Failed(error).into_response(),
    }
}

/// The page of the objection with the words that were typed, and why the files were refused.
async fn shown_again(site: &Site, mut parts: Parts, id: ObjectionId, words: String, error: ServiceError) -> Response {
    let status = status_of(&error);
    let sent = Sent { fields: vec![(WORDS_OF_FILES.to_owned(), words)], refused: AppError::from(error) };
    parts.uri = format!("/objections/{id}").parse().unwrap_or_else(|_| Uri::from_static("/"));
    parts.extensions.insert(sent.clone());
    answer::rendered(site, parts, status, sent).await
}
