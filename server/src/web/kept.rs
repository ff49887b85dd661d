//! A form that arrives after its session has ended, or while storage does not answer: the page that asks to sign in carries what was typed, and after
//! signing in the same fields are sent with one more press. The server keeps nothing, and no script is needed.

use super::{document, errors::Failed, own_path::own_path, site::Site};
use app::{
    error::{AppError, status_of},
    standalone::{Attempt, Encoding, Failure, KeptForm, Standalone},
};
use axum::{
    body::to_bytes,
    extract::{FromRequest as _, Multipart, Request},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use service::ServiceError;

/// The most text of a form that is kept, in bytes: more than any report has.
pub(crate) const MOST_TEXT: usize = 4 * 1024 * 1024;
/// What a field costs besides its text, so that empty ones are not free.
const COST_OF_FIELD: usize = 64;
/// The most bytes that are read of files, which are not kept, for the sake of the texts behind them.
const MOST_FILES: usize = 256 * 1024 * 1024;

/// Asks to sign in on a page that keeps what was typed.
pub(crate) async fn ask_to_sign_in(site: &Site, request: Request) -> Response {
    let (parts, action) = asked(&request);
    let form = match read(request, action).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let attempt = Attempt { kept: Some(form), ..Attempt::default() };
    document::answer(site, parts, StatusCode::UNAUTHORIZED, Standalone::SignIn(attempt)).await
}

/// Tells that nothing can be saved at this moment, with a form on a page that keeps what was typed.
pub(crate) async fn ask_to_try_again(site: &Site, request: Request, error: ServiceError) -> Response {
    let is_form = !matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_form || !document::accepts_html(request.headers()) {
        return Failed(error).into_response();
    }
    let (parts, action) = asked(&request);
    let Ok(form) = read(request, action).await else { return Failed(error).into_response() };
    let status = status_of(&error);
    let error = AppError::from(error);
    let failure = Failure { status, code: Some(error.code), incident: error.incident };
    document::answer(site, parts, status, Standalone::TryAgain(failure, form)).await
}

/// What answers a form without its body, and where the form was sent.
fn asked(request: &Request) -> (Parts, String) {
    let action = request.uri().path_and_query().map(|asked| own_path(asked.as_str())).unwrap_or_default();
    let mut parts = Request::new(()).into_parts().0;
    parts.method = request.method().clone();
    parts.uri = request.uri().clone();
    parts.headers = request.headers().clone();
    (parts, action)
}

/// The fields of a posted form.
async fn read(request: Request, action: String) -> Result<KeptForm, Response> {
    let form = KeptForm { action, fields: Vec::new(), lost_files: false, encoding: Encoding::Url };
    let form = match kind(request.headers()) {
        "application/x-www-form-urlencoded" => {
            // Nobody is signed in: no more is read than is kept, whatever the address takes of others.
            let too_large = |_| StatusCode::PAYLOAD_TOO_LARGE.into_response();
            let body = to_bytes(request.into_body(), MOST_TEXT).await.map_err(too_large)?;
            let fields = form_urlencoded::parse(&body).into_owned().collect();
            KeptForm { fields, ..form }
        }
        "multipart/form-data" => read_parts(request, form).await?,
        _ => return Err(StatusCode::UNAUTHORIZED.into_response()),
    };
    let size: usize = form.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > MOST_TEXT {
        return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    }
    // A password never stands in a page.
    let fields = form.fields.into_iter().filter(|(name, _)| !name.contains("password")).collect();
    Ok(KeptForm { fields, ..form })
}

fn kind(headers: &HeaderMap) -> &str {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim()
}

/// The texts of a form with files.
pub(crate) async fn read_parts(request: Request, mut form: KeptForm) -> Result<KeptForm, Response> {
    let refuse = |refused: axum::extract::multipart::MultipartError| refused.status().into_response();
    let mut parts = Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
    let (mut size, mut thrown_away) = (0, 0);
    form.encoding = Encoding::Multipart;
    while let Some(mut part) = parts.next_field().await.map_err(refuse)? {
        if let Some(file) = part.file_name() {
            form.lost_files |= !file.is_empty();
            while let Some(chunk) = part.chunk().await.map_err(refuse)? {
                thrown_away += chunk.len();
                if thrown_away > MOST_FILES {
                    return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
                }
            }
            continue;
        }
        let name = part.name().unwrap_or_default().to_owned();
        size += name.len() + COST_OF_FIELD;
        if size > MOST_TEXT {
            return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        }
        let mut text = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(refuse)? {
            size += chunk.len();
            if size > MOST_TEXT {
                return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
            }
            text.extend_from_slice(&chunk);
        }
        form.fields.push((name, String::from_utf8_lossy(&text).into_owned()));
    }
    Ok(form)
}
