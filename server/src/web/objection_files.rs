//! Files that prove what is said about an objection come in. They go out like all evidence.

use super::{errors::Failed, site::Site};
use app::context::SignedIn;
use axum::{
    Extension,
    extract::{Multipart, Path, State, multipart::MultipartError},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{evidence::LARGEST_FILE, ids::ObjectionId};
use service::{ServiceError, evidence::Upload, objections::MOST_FILES_AT_ONCE};

/// The most that one form may bring; the page says so.
pub(crate) const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;
/// The most that the words may bring.
const MOST_TEXT_BYTES: usize = 32 * 1024;

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
        Ok(()) => match read(multipart).await {
            Err(error) => return error.status().into_response(),
            Ok((words, uploads)) => objections.attach(&actor, id, &words, uploads).await,
        },
    };
    let said = match attached {
        Ok(_) => "done=objection_evidence".to_owned(),
        Err(ServiceError::Invalid { code, .. }) => format!("refused={code}"),
        Err(error) => return Failed(error).into_response(),
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/objections/{id}?{said}"))]).into_response()
}

/// The words and the files, of each one byte too much where it is too large, and one file too many where there are more.
async fn read(mut multipart: Multipart) -> Result<(String, Vec<Upload>), MultipartError> {
    let (mut words, mut uploads) = (String::new(), Vec::new());
    let largest = usize::try_from(LARGEST_FILE).unwrap_or(usize::MAX).saturating_add(1);
    while let Some(mut field) = multipart.next_field().await? {
        // A browser sends a file without name or content where none was chosen.
        let is_file = field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty());
        let is_wanted = is_file && uploads.len() <= MOST_FILES_AT_ONCE;
        let is_words = field.name() == Some("words");
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let most = match (is_wanted, is_words) {
            (true, _) => largest,
            (false, true) => MOST_TEXT_BYTES,
            (false, false) => 0,
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await? {
            let room = most.saturating_sub(bytes.len());
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        if is_wanted {
            uploads.push(Upload { file_name, media_type, content: bytes.into() });
        } else if is_words {
            words = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    Ok((words, uploads))
}
