//! Snapshots as files, whole or in parts, and the public keys.

use super::{address::ClientAddress, entity_tags, errors::Failed, site::Site};
use crate::export::snapshot::paper::body;
use app::context::SignedIn;
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::{OrganisationCode, SnapshotCode},
    snapshot::{Export, Hash, KeyHistory},
    text::Language,
};
use serde::Deserialize;
use service::{
    Actor, ServiceError, ServiceResult, Services,
    snapshots::{ByteRange, Paper},
};

/// The media type of snapshots.
const MEDIA_TYPE: &str = "application/vnd.tidtam.snapshot";
/// A public one never changes under its address.
const FOR_GOOD: &str = "public, max-age=31536000, immutable, no-transform";
/// A paper that is set anew lies at the same address.
const FOR_A_WHILE: &str = "public, max-age=300, no-transform";
/// One that is not for everybody is kept by nobody.
const FOR_NOBODY: &str = "private, no-store, no-transform";

/// What a request wants of a file of so many bytes.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(u64, u64),
    Impossible,
}

/// One range of bytes, as RFC 9110 writes it; several, and what cannot be read, are answered with all.
fn wanted(range: Option<&str>, size: u64) -> Wanted {
    let Some(range) = range.and_then(|range| range.strip_prefix("bytes=")) else { return Wanted::All };
    let Some((first, last)) = range.split_once('-') else { return Wanted::All };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (first, last) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => (first, last),
        (Some(first), None) if last.trim().is_empty() => (first, u64::MAX),
        (None, Some(0)) if first.trim().is_empty() => return Wanted::Impossible,
        (None, Some(count)) if first.trim().is_empty() => (size.saturating_sub(count), u64::MAX),
        (_, _) => return Wanted::All,
    };
    if first >= size { Wanted::Impossible } else { Wanted::Part(first, last.min(size - 1)) }
}

/// A file that can be given whole or in part.
struct Whole {
    name: String,
    media_type: &'static str,
    sha256: Hash,
    size_bytes: u64,
    is_public: bool,
    /// Whether it never becomes another one under the same address.
    is_for_good: bool,
}

impl Whole {
    /// Answers a request with the range of bytes that it asks for; `Err` is the answer without any.
    fn answer(&self, asked: &HeaderMap) -> Result<(StatusCode, HeaderMap, ByteRange), Box<Response>> {
        let tag = format!("\"{}\"", self.sha256);
        let mut headers = HeaderMap::new();
        let mut set = |name: header::HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(header::ETAG, &tag);
        let lifetime = match (self.is_public, self.is_for_good) {
            (true, true) => FOR_GOOD,
            (true, false) => FOR_A_WHILE,
            (false, _) => FOR_NOBODY,
        };
        set(header::CACHE_CONTROL, lifetime);
        set(header::ACCEPT_RANGES, "bytes");
        if entity_tags::is_refused(asked, &tag) {
            // Kept by somebody on the way, it would be told to whoever asks for the file later.
            set(header::CACHE_CONTROL, FOR_NOBODY);
            return Err(Box::new((StatusCode::PRECONDITION_FAILED, headers).into_response()));
        }
        if entity_tags::is_known(asked, &tag) {
            return Err(Box::new((StatusCode::NOT_MODIFIED, headers).into_response()));
        }
        // A part of another file would fit nowhere.
        let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok());
        let range = range.filter(|_| entity_tags::fits(asked, &tag));
        let length = self.size_bytes;
        let (status, range, given) = match wanted(range, length) {
            Wanted::All => (StatusCode::OK, ByteRange::All, length),
            Wanted::Part(first, last) => {
                set(header::CONTENT_RANGE, &format!("bytes {first}-{last}/{length}"));
                let given = last - first + 1;
                // A part that is the whole can be checked on its way like one.
                let range = if given == length { ByteRange::All } else { ByteRange::Between(first, last) };
                (StatusCode::PARTIAL_CONTENT, range, given)
            }
            Wanted::Impossible => {
                set(header::CACHE_CONTROL, FOR_NOBODY);
                set(header::CONTENT_RANGE, &format!("bytes */{length}"));
                return Err(Box::new((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response()));
            }
        };
        // What is refused above is not the file, and gets words of its own.
        set(header::CONTENT_TYPE, self.media_type);
        // Bytes are counted as they lie, so that parts fit together and the digest is that of what arrives.
        set(header::CONTENT_ENCODING, "identity");
        set(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{}\"", self.name));
        set(header::CONTENT_LENGTH, &given.to_string());
        Ok((status, headers, range))
    }
}

/// The file of a snapshot.
pub(crate) async fn file(
    State(site): State<Site>,
    signed_in: Option<Extension<SignedIn>>,
    Path(code): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Failed> {
    let code: SnapshotCode = code.parse().map_err(|_| ServiceError::NotFound("snapshot"))?;
    let reader = signed_in.as_ref().map(|Extension(SignedIn(actor))| actor);
    Ok(file_for(&site.services, reader, &code, &asked).await?)
}

/// The file of a snapshot for whoever may read it.
pub(crate) async fn file_for(
    services: &Services,
    reader: Option<&Actor>,
    code: &SnapshotCode,
    asked: &HeaderMap,
) -> ServiceResult<Response> {
    let snapshots = services.snapshots();
    let snapshot = snapshots.get(reader, code).await?;
    let whole = Whole {
        name: format!("{code}.tidtam"),
        media_type: MEDIA_TYPE,
        sha256: snapshot.sha256,
        size_bytes: snapshot.size_bytes,
        is_public: snapshot.is_public(services.now()),
        is_for_good: true,
    };
    let (status, headers, range) = match whole.answer(asked) {
        Ok(answer) => answer,
        Err(answer) => return Ok(*answer),
    };
    let content = snapshots.sent_content(reader, code, range).await?;
    Ok((status, headers, Body::from_stream(content.bytes)).into_response())
}

/// A file that was made of a snapshot.
pub(crate) async fn made_file(
    State(site): State<Site>,
    signed_in: Option<Extension<SignedIn>>,
    Path((code, name)): Path<(String, String)>,
    asked: HeaderMap,
) -> Result<Response, Failed> {
    let code: SnapshotCode = code.parse().map_err(|_| ServiceError::NotFound("snapshot"))?;
    let reader = signed_in.as_ref().map(|Extension(SignedIn(actor))| actor);
    Ok(made_file_for(&site.services, reader, &code, &name, &asked).await?)
}

/// A file that was made of a snapshot for whoever may read that.
pub(crate) async fn made_file_for(
    services: &Services,
    reader: Option<&Actor>,
    code: &SnapshotCode,
    name: &str,
    asked: &HeaderMap,
) -> ServiceResult<Response> {
    let export = Export::named(name, code).map_err(|_| ServiceError::NotFound("file"))?;
    let snapshots = services.snapshots();
    let (snapshot, file) = snapshots.file(reader, code, export).await?;
    let whole = Whole {
        name: name.to_owned(),
        media_type: export.media_type(),
        sha256: file.sha256,
        size_bytes: file.size_bytes,
        is_public: snapshot.is_public(services.now()),
        is_for_good: true,
    };
    let (status, headers, range) = match whole.answer(asked) {
        Ok(answer) => answer,
        Err(answer) => return Ok(*answer),
    };
    Ok((status, headers, Body::from_stream(snapshots.sent_file(&file, range).await?)).into_response())
}

/// Whose report is asked for, and in which language.
#[derive(Debug, Deserialize)]
pub(crate) struct AskedPaper {
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    language: String,
}

/// The language of a report: Thai where none is named.
fn language_of(named: &str) -> ServiceResult<Language> {
    if named.is_empty() {
        return Ok(Language::default());
    }
    named.parse().map_err(|_| ServiceError::invalid("no_such_language", named.chars().take(64).collect::<String>()))
}

/// The report of one body in a snapshot, set for printing: of nobody signed in as often as through the API, since setting costs more than
/// any page.
pub(crate) async fn paper(
    State(site): State<Site>,
    signed_in: Option<Extension<SignedIn>>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path(code): Path<String>,
    Query(paper): Query<AskedPaper>,
    asked: HeaderMap,
) -> Result<Response, Failed> {
    if signed_in.is_none()
        && let Some(seconds) = site.limits.wait(address)
    {
        return Ok((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response());
    }
    let code: SnapshotCode = code.parse().map_err(|_| ServiceError::NotFound("snapshot"))?;
    let body: OrganisationCode =
        paper.organisation.trim().parse().map_err(|_| ServiceError::NotFound("organisation"))?;
    let language = language_of(paper.language.trim())?;
    let reader = signed_in.as_ref().map(|Extension(SignedIn(actor))| actor);
    Ok(paper_for(&site.services, reader, &code, &Paper { body, language }, &asked).await?)
}

/// The report of one body in a snapshot for whoever may read that, set now where it was not yet.
pub(crate) async fn paper_for(
    services: &Services,
    reader: Option<&Actor>,
    code: &SnapshotCode,
    paper: &Paper,
    asked: &HeaderMap,
) -> ServiceResult<Response> {
    let snapshots = services.snapshots();
    let (snapshot, given) = snapshots.paper(reader, code, paper, body::setter(paper)).await?;
    let whole = Whole {
        name: given.paper.file_name(),
        media_type: "application/pdf",
        sha256: given.paper.sha256,
        size_bytes: given.paper.size_bytes,
        is_public: snapshot.is_public(services.now()),
        is_for_good: false,
    };
    let (status, headers, range) = match whole.answer(asked) {
        Ok(answer) => answer,
        Err(answer) => return Ok(*answer),
    };
    Ok((status, headers, Body::from_stream(snapshots.given_bytes(&given, range).await?)).into_response())
}

/// Every public key with its life.
pub(crate) async fn keys(State(site): State<Site>) -> Result<Response, Failed> {
    let keys = site.services.snapshots().keys().await?;
    Ok(axum::Json(KeyHistory { keys, ..KeyHistory::default() }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_written() {
        for (range, expected) in [
            ("bytes=0-0", Wanted::Part(0, 0)),
            ("bytes=5-", Wanted::Part(5, 99)),
            ("bytes=90-500", Wanted::Part(90, 99)),
            ("bytes=-10", Wanted::Part(90, 99)),
            ("bytes=-500", Wanted::Part(0, 99)),
            ("bytes=100-", Wanted::Impossible),
            ("bytes=-0", Wanted::Impossible),
            ("bytes=9-5", Wanted::All),
            ("bytes=0-1,5-6", Wanted::All),
            ("lines=0-1", Wanted::All),
            ("bytes=x-", Wanted::All),
        ] {
            assert_eq!(wanted(Some(range), 100), expected, "{range}");
        }
        assert_eq!(wanted(None, 100), Wanted::All);
    }
}
