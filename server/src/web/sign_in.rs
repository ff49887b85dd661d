//! Signing in and out. A session's secret is new at every sign-in, and the one before ends.

use super::{
    address::ClientAddress, document, errors::Failed, kept, own_path::own_path, preferences, session, site::Site,
};
use app::{
    context::SignedIn,
    error::{AppError, status_of},
    standalone::{Attempt, Encoding, KeptForm, Standalone},
};
use axum::{
    Extension, Form,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use service::{Password, ServiceError, demonstration, sessions, sessions::SignIn};

/// The most bytes of a form that goes on after signing in again.
pub(crate) const MOST_KEPT: usize = 8 * 1024 * 1024;
/// What the fields of the other form are called while one signs in again.
const KEPT: &str = "kept.";

/// The form of the sign-in page.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs somebody in and sends them where they wanted to go.
pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Response {
    let next = own_path(&form.next);
    match begin(&site, address, &headers, &form.email, &form.password).await {
        Ok(session) => {
            let to =
                if session.must_change_password { "/account".to_owned() } else { landing(&site, &session, next).await };
            let cookie = session::begin(&site, &session.secret);
            let response =
                (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::SET_COOKIE, cookie)]).into_response();
            preferences::with_cookies(response, session.preferences)
        }
        Err(error) if document::accepts_html(&headers) => {
            let attempt = Attempt { email: form.email, next: form.next, ..Attempt::default() };
            let mut parts = parts_of(&headers);
            // Asked for again, this is the sign-in page.
            (parts.method, parts.uri) = (Method::GET, Uri::from_static("/sign-in"));
            refuse(&site, parts, attempt, error).await
        }
        Err(error) => Failed(error).into_response(),
    }
}

/// Whoever asks again for the address of a form that was refused gets the page that has the form.
pub(crate) async fn to_page() -> Redirect {
    Redirect::to("/sign-in")
}

/// Signs somebody in whose session ended while they typed, and gives back what they typed.
pub(crate) async fn sign_in_again(
    State(site): State<Site>,
    Extension(address): Extension<ClientAddress>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let empty =
        KeptForm { action: String::new(), fields: Vec::new(), lost_files: false, encoding: Encoding::Multipart };
    let sent = match kept::read_parts(request, empty).await {
        Ok(sent) => sent,
        Err(refused) => return refused,
    };
    let value = |name: &str| sent.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let account = value("account").filter(|account| !account.is_empty());
    let offered = site.services.demonstration_accounts().iter().find(|offered| Some(offered.email) == account);
    let (email, password) = match offered {
        Some(offered) => (offered.email, demonstration::PASSWORD),
        None => (value("email").unwrap_or_default(), value("password").unwrap_or_default()),
    };
    let fields =
        sent.fields.iter().filter_map(|(key, value)| Some((key.strip_prefix(KEPT)?.to_owned(), value.clone())));
    let form = KeptForm {
        action: own_path(value("action").unwrap_or_default()),
        fields: fields.collect(),
        lost_files: value("lost_files") == Some("true"),
        encoding: if value("encoding") == Some("multipart") { Encoding::Multipart } else { Encoding::Url },
    };
    let mut parts = parts_of(&headers);
    parts.method = Method::POST;
    match begin(&site, address, &headers, email, password).await {
        Ok(session) => {
            if let Ok(Some((actor, info))) = site.services.actor_for_session(&session.secret).await {
                parts.extensions.insert(SignedIn(actor));
                parts.extensions.insert(info);
            }
            let mut response = document::answer(&site, parts, StatusCode::OK, Standalone::Continue(form)).await;
            if let Ok(cookie) = HeaderValue::try_from(session::begin(&site, &session.secret)) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            preferences::with_cookies(response, session.preferences)
        }
        Err(error) => {
            let attempt = Attempt { email: email.to_owned(), kept: Some(form), ..Attempt::default() };
            refuse(&site, parts, attempt, error).await
        }
    }
}

/// The button of a demonstration account.
#[derive(Deserialize)]
pub(crate) struct DemonstrationForm {
    account: String,
}

/// Signs somebody in as one of the accounts that the sign-in page of a demonstration offers; there are none elsewhere.
pub(crate) async fn demonstrate(
    State(site): State<Site>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(form): Form<DemonstrationForm>,
) -> Result<Response, Failed> {
    let offered = site.services.demonstration_accounts().iter().find(|offered| offered.email == form.account);
    let email = offered.ok_or(ServiceError::NotFound("account"))?.email;
    let session = begin(&site, address, &headers, email, demonstration::PASSWORD).await?;
    let cookie = session::begin(&site, &session.secret);
    let to = landing(&site, &session, "/".to_owned()).await;
    let response = (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::SET_COOKIE, cookie)]).into_response();
    Ok(preferences::with_cookies(response, session.preferences))
}

/// Ends the session, here and in the browser.
pub(crate) async fn sign_out(State(site): State<Site>, headers: HeaderMap) -> Result<Response, Failed> {
    if let Some(secret) = session::secret(&site, &headers) {
        site.services.sign_out(&secret).await?;
    }
    let cookie = session::end(&site);
    let headers = [(header::LOCATION, "/sign-in?done=signed_out".to_owned()), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Where somebody goes who signed in: where they wanted to, and with no such wish to their work. For whom no work ever
/// waits, an executive for one, that page would be empty: they begin with the country.
async fn landing(site: &Site, session: &sessions::SignedIn, next: String) -> String {
    if next != "/" {
        return next;
    }
    match site.services.actor_for_session(&session.secret).await {
        Ok(Some((actor, _))) if !actor.acts_on_reports() => "/national".to_owned(),
        Ok(_) | Err(_) => next,
    }
}

/// Begins a session and ends the one that the browser had.
async fn begin(
    site: &Site,
    ClientAddress(address): ClientAddress,
    headers: &HeaderMap,
    email: &str,
    password: &str,
) -> Result<sessions::SignedIn, ServiceError> {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let attempt =
        SignIn { email: email.to_owned(), password: Password::new(password), address, agent: agent.to_owned() };
    let session = site.services.sign_in(attempt).await?;
    if let Some(before) = session::secret(site, headers) {
        site.services.sign_out(&before).await?;
    }
    Ok(session)
}

/// The sign-in page again, with what was typed but for the password.
async fn refuse(site: &Site, parts: Parts, attempt: Attempt, error: ServiceError) -> Response {
    let status = status_of(&error);
    let wait = if let ServiceError::SignInThrottled { wait } = &error { Some(wait.num_seconds() + 1) } else { None };
    let error = AppError::from(error);
    let attempt = Attempt { refused: Some((error.code, error.incident)), ..attempt };
    let mut response = document::answer(site, parts, status, Standalone::SignIn(attempt)).await;
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

fn parts_of(headers: &HeaderMap) -> Parts {
    let mut parts = Request::new(()).into_parts().0;
    parts.headers = headers.clone();
    parts
}
