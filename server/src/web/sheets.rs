//! Reports by spreadsheet: templates go out, filled files come in and are applied.

use super::{answer, download::download, errors::Failed, site::Site};
use crate::export::{sheet_bodies, sheet_csv, sheet_workbook};
use app::context::SignedIn;
use axum::{
    Extension,
    body::Bytes,
    extract::{Form, Multipart, Path, Query, State, multipart::MultipartError},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::{BundleId, OrganisationCode, RoundCode, SheetId},
    submission::ReportKey,
};
use serde::Deserialize;
use service::{
    ServiceError,
    deliveries::{Came, LARGEST_DELIVERY, Receiving},
    sheets::{LARGEST_SHEET, Template},
};

/// Where reading stops for good: a file that is too large is read that far, so that the page can say so.
pub(crate) const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;

/// The same for a file of many agencies.
pub(crate) const MOST_MANY_BYTES: usize = LARGEST_DELIVERY + 64 * 1024;

/// The media type of workbooks.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

type Signed = Extension<SignedIn>;
type Report = Path<(RoundCode, OrganisationCode)>;

/// The template as a workbook.
pub(crate) async fn workbook(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path((round, agency)): Report,
) -> Result<Response, Failed> {
    let key = ReportKey { round, agency };
    let template = site.services.sheets().template(&actor, &key).await?;
    let at = site.services.now();
    written(&key, "xlsx", WORKBOOK, template, move |template| {
        sheet_workbook::workbook(template, at).map_err(|error| ServiceError::fault("writing a workbook", error))
    })
    .await
}

/// Whose agencies are asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    organisation: String,
}

/// The templates of many agencies as one workbook.
pub(crate) async fn workbook_of_many(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path(round): Path<RoundCode>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failed> {
    let organisation = match asked.organisation.as_str() {
        "" => None,
        code => Some(code.parse().map_err(|_| ServiceError::NotFound("organisation"))?),
    };
    let many = match site.services.sheets().template_of_many(&actor, &round, organisation.as_ref()).await {
        Ok(many) => many,
        Err(ServiceError::Invalid { code, .. }) => {
            return Ok(onward(&format!("/calendar/{round}/sheets?refused={code}")));
        }
        Err(error) => return Err(Failed(error)),
    };
    let (at, name) = (site.services.now(), format!("reports-{round}-{}.xlsx", many.organisation.code));
    download(&name, WORKBOOK, move || {
        sheet_bodies::workbook(&many, at).map_err(|error| ServiceError::fault("writing a workbook", error))
    })
    .await
}

/// The template as CSV.
pub(crate) async fn csv(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path((round, agency)): Report,
) -> Result<Response, Failed> {
    let key = ReportKey { round, agency };
    let template = site.services.sheets().template(&actor, &key).await?;
    written(&key, "csv", "text/csv; charset=utf-8", template, |template| {
        sheet_csv::csv(template).map_err(|error| ServiceError::fault("writing a CSV", error))
    })
    .await
}

/// Writes a template beside the asynchronous threads, and sends it as a download.
async fn written(
    key: &ReportKey,
    extension: &str,
    kind: &'static str,
    template: Template,
    write: impl FnOnce(&Template) -> Result<Vec<u8>, ServiceError> + Send + 'static,
) -> Result<Response, Failed> {
    let name = format!("report-{}-{}.{extension}", key.round, key.agency);
    download(&name, kind, move || write(&template)).await
}

/// Takes a filled file, and goes on to the page that shows what it would change.
pub(crate) async fn upload(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path((round, agency)): Report,
    multipart: Multipart,
) -> Response {
    let key = ReportKey { round, agency };
    // Nothing is read of what somebody sends who may not type here.
    if let Err(error) = site.services.drafts().takes(&actor, &key).await {
        return refused(&key, error);
    }
    let (name, content) = match file(multipart).await {
        Ok(file) => file,
        Err(error) => return error.status().into_response(),
    };
    match site.services.sheets().upload(&actor, &key, &name, content).await {
        Ok(id) => onward(&preview_of(&key, id)),
        Err(error) => refused(&key, error),
    }
}

/// The name and content of the file; empty where none was chosen, one byte too much where it is too large.
async fn file(mut multipart: Multipart) -> Result<(String, Bytes), MultipartError> {
    let (mut name, mut content) = (String::new(), Vec::new());
    while let Some(mut field) = multipart.next_field().await? {
        let is_file = field.name() == Some("file") && field.file_name().is_some() && content.is_empty();
        if is_file {
            field.file_name().unwrap_or_default().clone_into(&mut name);
        }
        while let Some(chunk) = field.chunk().await? {
            let room = (LARGEST_SHEET + 1).saturating_sub(content.len());
            if is_file {
                content.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
        }
    }
    Ok((name, content.into()))
}

/// What was seen when somebody confirmed.
#[derive(Debug, Deserialize)]
pub(crate) struct Confirmed {
    #[serde(default)]
    seen: String,
}

/// Applies a file that was looked at.
pub(crate) async fn apply(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path((round, agency, id)): Path<(RoundCode, OrganisationCode, String)>,
    Form(confirmed): Form<Confirmed>,
) -> Result<Response, Failed> {
    let key = ReportKey { round, agency };
    let id: SheetId = id.parse().unwrap_or_else(|_| SheetId::new(uuid::Uuid::nil()));
    match site.services.sheets().apply(&actor, &key, id, &confirmed.seen).await {
        Ok(()) => Ok(answer::back(&key, "done=sheet_applied")),
        Err(ServiceError::Conflict) => Ok(onward(&format!("{}?refused=sheet_moved", preview_of(&key, id)))),
        Err(ServiceError::Invalid { code, .. }) => Ok(onward(&format!("{}?refused={code}", preview_of(&key, id)))),
        Err(error) => Ok(refused(&key, error)),
    }
}

/// Takes a file with the answers of many agencies.
pub(crate) async fn upload_many(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path(round): Path<RoundCode>,
    multipart: Multipart,
) -> Result<Response, Failed> {
    // Nothing is read of what somebody sends who may not type anywhere.
    let mut receiving = site.services.deliveries().receive(&actor, &round).await?;
    let came = match stream(multipart, &mut receiving).await {
        Ok(name) => receiving.end(&name).await,
        Err(Broken::Body(error)) => {
            receiving.abandon().await;
            return Ok(error.status().into_response());
        }
        Err(Broken::Refused(error)) => {
            receiving.abandon().await;
            Err(error)
        }
    };
    match came {
        Ok(Came::Bundle(id)) => Ok(onward(&format!("/calendar/{round}/sheets/{id}"))),
        Ok(Came::Delivery(id)) => Ok(onward(&format!("/calendar/{round}/deliveries/{id}"))),
        Err(ServiceError::Invalid { code, .. }) => Ok(onward(&format!("/calendar/{round}/sheets?refused={code}"))),
        Err(error) => Err(Failed(error)),
    }
}

/// Why a file of many agencies did not come to its end.
enum Broken {
    /// What was sent breaks off or is no form.
    Body(MultipartError),
    /// It is not taken.
    Refused(ServiceError),
}

/// Gives a file on piece by piece as it comes; gives its name, which is empty where none was chosen.
async fn stream(mut multipart: Multipart, receiving: &mut Receiving) -> Result<String, Broken> {
    let (mut name, mut refused) = (String::new(), None);
    while let Some(mut field) = multipart.next_field().await.map_err(Broken::Body)? {
        let is_file = field.name() == Some("file") && field.file_name().is_some() && receiving.is_empty();
        if is_file {
            field.file_name().unwrap_or_default().clone_into(&mut name);
        }
        while let Some(piece) = field.chunk().await.map_err(Broken::Body)? {
            // Whatever is refused is read to its end and left, so that a browser that is still sending hears why.
            if is_file && refused.is_none() {
                refused = receiving.push(&piece).await.err();
            }
        }
    }
    refused.map_or(Ok(name), |error| Err(Broken::Refused(error)))
}

/// Applies a file of many agencies that was looked at.
pub(crate) async fn apply_many(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Signed,
    Path((round, id)): Path<(RoundCode, String)>,
    Form(confirmed): Form<Confirmed>,
) -> Result<Response, Failed> {
    let id: BundleId = id.parse().unwrap_or_else(|_| BundleId::new(uuid::Uuid::nil()));
    let page = format!("/calendar/{round}/sheets/{id}");
    match site.services.sheets().apply_bundle(&actor, &round, id, &confirmed.seen).await {
        Ok(()) => Ok(onward(&format!("{page}?done=bundle_applied"))),
        Err(ServiceError::Conflict) => Ok(onward(&format!("{page}?refused=sheet_moved"))),
        Err(error @ (ServiceError::Invalid { .. } | ServiceError::Refused(_))) => {
            Ok(onward(&format!("{page}?refused={}", error.code())))
        }
        Err(error) => Err(Failed(error)),
    }
}

/// The page that shows what a file changes.
fn preview_of(key: &ReportKey, id: SheetId) -> String {
    format!("/reports/{}/{}/sheets/{id}", key.round, key.agency)
}

fn onward(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

/// A refusal that the page of the report tells; anything else has a page of its own.
fn refused(key: &ReportKey, error: ServiceError) -> Response {
    match &error {
        ServiceError::Refused(_) | ServiceError::Invalid { .. } | ServiceError::Conflict => {
            answer::back(key, &format!("refused={}", error.code()))
        }
        ServiceError::NotFound(_)
        | ServiceError::Forbidden
        | ServiceError::Problems(_)
        | ServiceError::Rows(_)
        | ServiceError::Together(_)
        | ServiceError::FileLost(_)
        | ServiceError::NotAsPublished(_)
        | ServiceError::Password(_)
        | ServiceError::SignInRefused
        | ServiceError::SignInThrottled { .. }
        | ServiceError::Busy
        | ServiceError::UnderWay(_)
        | ServiceError::Unavailable(_)
        | ServiceError::Fault(_) => Failed(error).into_response(),
    }
}
