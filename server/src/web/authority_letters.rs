//! The letter by which an approver lets a report be filed comes in, and goes out as a download.

use super::{
    answer::{self, refused},
    errors::Failed,
    files,
    site::Site,
};
use app::{context::SignedIn, report_form::Answer};
use axum::{
    Extension,
    extract::{Multipart, Path, State, multipart::MultipartError},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use domain::{
    buddhist::read_date,
    evidence::LARGEST_FILE,
    ids::{AuthorityLetterId, OrganisationCode, RoundCode},
    submission::{Refusal, ReportKey},
};
use service::{
    Actor, ServiceError, ServiceResult, Services, authority_letters::TypedAuthority, evidence::Upload,
    submissions::Seen,
};
use std::collections::BTreeMap;

/// Where reading stops for good: a file that is too large is read that far, so that the page can say so.
pub(crate) const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;
/// The most that one text may bring.
const MOST_TEXT_BYTES: usize = 16 * 1024;

/// Takes a letter and files the report.
pub(crate) async fn file(
    State(site): State<Site>,
    Path((round, agency)): Path<(RoundCode, OrganisationCode)>,
    parts: Parts,
    multipart: Multipart,
) -> Response {
    let key = ReportKey { round, agency };
    let Some(SignedIn(actor)) = parts.extensions.get::<SignedIn>().cloned() else {
        return Failed(ServiceError::Forbidden).into_response();
    };
    // Nothing is read of what somebody sends who may not file.
    if let Err(error) = site.services.drafts().takes(&actor, &key).await {
        return Failed(error).into_response();
    }
    let is_text = |name: &str| name == "version" || name.starts_with("authority_");
    let (upload, texts) = match read(multipart, is_text).await {
        Ok(read) => read,
        Err(error) => return error.status().into_response(),
    };
    match filed(&site.services, &actor, &key, &texts, upload).await {
        Ok(said) => answer::back(&key, said),
        Err(error) => {
            let (status, refused) = refused(error, None);
            let review = texts.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
            let answer = Answer { status, refused: vec![refused], review, ..Answer::default() };
            answer::page(&site, parts, &key, answer).await
        }
    }
}

async fn filed(
    services: &Services,
    actor: &Actor,
    key: &ReportKey,
    texts: &BTreeMap<String, String>,
    upload: Upload,
) -> ServiceResult<&'static str> {
    let text = |name: &str| texts.get(name).map(String::as_str).unwrap_or_default();
    let seen = Seen::Version(text("version").parse().map_err(|_| ServiceError::Conflict)?);
    let dated = read_date(text("authority_dated"));
    let dated = dated.map_err(|_| ServiceError::invalid("authority_dated", "authority_dated"))?;
    let typed =
        TypedAuthority { name: text("authority_name").to_owned(), number: text("authority_number").to_owned(), dated };
    match services.authority_letters().file(actor, key, seen, typed, upload).await {
        Ok(_) => Ok("done=filed_on_behalf"),
        Err(error @ (ServiceError::Conflict | ServiceError::Refused(Refusal::WrongState))) => {
            // Whoever presses twice wanted it once.
            let report = services.reports().get(actor, key).await?;
            let is_mine = report.letter().is_some_and(|letter| letter.filed_by == actor.account);
            if is_mine { Ok("done=filed_on_behalf") } else { Err(error) }
        }
        Err(error) => Err(error),
    }
}

/// The file that came as `letter`, one byte too much where it is too large, and the texts that are asked for.
pub(crate) async fn read(
    mut multipart: Multipart,
    is_text: impl Fn(&str) -> bool,
) -> Result<(Upload, BTreeMap<String, String>), MultipartError> {
    let (mut file_name, mut media_type, mut content) = (String::new(), String::new(), Vec::new());
    let mut texts = BTreeMap::new();
    let most = usize::try_from(LARGEST_FILE).unwrap_or(usize::MAX).saturating_add(1);
    while let Some(mut field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == "letter" && field.file_name().is_some();
        if is_file {
            field.file_name().unwrap_or_default().clone_into(&mut file_name);
            field.content_type().unwrap_or("application/octet-stream").clone_into(&mut media_type);
        }
        let most = if is_file { most } else { MOST_TEXT_BYTES };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await? {
            let room = most.saturating_sub(bytes.len());
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        if is_file {
            content = bytes;
        } else if is_text(&name) {
            texts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok((Upload { file_name, media_type, content: content.into() }, texts))
}

/// One letter.
pub(crate) async fn letter(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let id: AuthorityLetterId = id.parse().map_err(|_| ServiceError::NotFound("file"))?;
    let (letter, content) = site.services.authority_letters().get(&actor, id).await?;
    Ok(files::attachment(&letter.file_name, &letter.media_type, content))
}
