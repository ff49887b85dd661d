//! Forms that bring files and one text beside them, read without ever holding more than may be taken.

use axum::extract::{Multipart, multipart::MultipartError};
use domain::evidence::LARGEST_FILE;
use service::{evidence::Upload, objections::MOST_FILES_AT_ONCE};

/// The most that one form may bring; pages say so.
pub(crate) const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;
/// The most that the text may bring.
const MOST_TEXT_BYTES: usize = 32 * 1024;

/// The text of a name and the files called `file`, of each one byte too much where it is too large, and one file too many where
/// there are more.
pub(crate) async fn read(mut multipart: Multipart, text_name: &str) -> Result<(String, Vec<Upload>), MultipartError> {
    let (mut text, mut uploads) = (String::new(), Vec::new());
    let largest = usize::try_from(LARGEST_FILE).unwrap_or(usize::MAX).saturating_add(1);
    while let Some(mut field) = multipart.next_field().await? {
        // A browser sends a file without name or content where none was chosen.
        let is_file = field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty());
        let is_wanted = is_file && uploads.len() <= MOST_FILES_AT_ONCE;
        let is_text = field.name() == Some(text_name);
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let most = match (is_wanted, is_text) {
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
        } else if is_text {
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    Ok((text, uploads))
}
