//! Files that prove what is said about an objection come in. They go out like all evidence.

use super::{errors::Failed, site::Site, uploads};
use app::context::SignedIn;
use axum::{
    Extension,
    extract::{Multipart, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::ids::ObjectionId;
use service::ServiceError;

/// Adds files to an objection, and goes on to its page.
pub(crate) async fn attach(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    Path(id): Path<String>,
    multipart: Multipart,
) -> Response {
    let Ok(id) = id.parse::<ObjectionId>() else {
        return Failed(ServiceError::NotFound("objection")).into_response();
    };
    let objections = site.services.objections();
    // Nothing is read of what somebody sends who may not add to it.
    let attached = match objections.takes_files(&actor, id).await {
        Err(error) => Err(error),
        Ok(()) => match uploads::read(multipart, "words").await {
            Err(error) => return error.status().into_response(),
            Ok((words, files)) => objections.attach(&actor, id, &words, files).await,
        },
    };
    let said = match attached {
        Ok(_) => "done=objection_evidence".to_owned(),
        Err(ServiceError::Invalid { code, .. }) => format!("refused={code}"),
        Err(error) => return Failed(error).into_response(),
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/objections/{id}?{said}"))]).into_response()
}
