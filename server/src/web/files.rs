//! Files of evidence go out: always as a download, never as a page, whatever they claim to be.

use super::{errors::Failed, site::Site};
use app::context::SignedIn;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::ids::EvidenceId;
use service::ServiceError;

/// Types that no browser runs; everything else is bytes.
const HARMLESS_TYPES: [&str; 7] = [
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/zip",
    "image/jpeg",
    "image/png",
];

/// What a browser that shows a file all the same lets it do: nothing.
const SANDBOX: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// One file.
pub(crate) async fn evidence(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let id: EvidenceId = id.parse().map_err(|_| ServiceError::NotFound("file"))?;
    let (evidence, content) = site.services.evidence().get(&actor, id).await?;
    Ok(attachment(&evidence.file_name, &evidence.media_type, content))
}

/// A file that somebody uploaded, as a download.
pub(crate) fn attachment(file_name: &str, media_type: &str, content: Bytes) -> Response {
    let mut response = Body::from(content).into_response();
    let headers = response.headers_mut();
    let media_type = HARMLESS_TYPES.into_iter().find(|harmless| *harmless == media_type);
    let media_type = HeaderValue::from_static(media_type.unwrap_or("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    if let Ok(disposition) = HeaderValue::from_str(&disposition(file_name)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// The name in both spellings of RFC 6266: ASCII for the old, RFC 5987 for all others.
fn disposition(file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    let encoded: String = file_name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thai_name_goes_out_in_both_spellings() {
        assert_eq!(disposition("ก 1.pdf"), "attachment; filename=\"_ 1.pdf\"; filename*=UTF-8''%E0%B8%81%201.pdf");
    }
}
