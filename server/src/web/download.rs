//! A file that is made for whoever asks for it.

use super::errors::Failed;
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use service::{ServiceError, ServiceResult};

/// Writes a file beside the asynchronous threads, and sends it under a name; nobody on the way keeps it.
pub(crate) async fn download(
    name: &str,
    kind: &'static str,
    write: impl FnOnce() -> ServiceResult<Vec<u8>> + Send + 'static,
) -> Result<Response, Failed> {
    let writing = tokio::task::spawn_blocking(write);
    let content = writing.await.map_err(|error| ServiceError::fault(format!("writing {name}"), error))??;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
