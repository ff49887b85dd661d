//! The form of a report comes in: texts and files together, so that a file that is too large or a body that breaks off
//! never costs a text. Texts are stored whatever becomes of the files; what cannot be stored goes back into the form.
//! No more is read than a report can hold, and whoever may not type into it gets back their texts alone.

use super::{
    answer::{self, FILE_TOO_LARGE, TOO_MUCH, refused},
    errors::Failed,
    kept::MOST_TEXT,
    site::Site,
};
use app::{
    context::{SignedIn, language_of},
    live,
    report_form::{Answer, Intent, Refused, SentEntry, SentForm},
};
use axum::{
    extract::{Multipart, Path, State, multipart::Field},
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Response},
};
use domain::{
    evidence::{LARGEST_FILE, harmless_name},
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    submission::ReportKey,
    text::Language,
};
use service::{
    Actor, ServiceError, ServiceResult, Services,
    drafts::{Saved, Takes},
    evidence::Upload,
    submissions::Seen,
};
use std::collections::BTreeMap;

/// The most that the files of one form may bring together; what comes after is read and thrown away, so that the texts
/// behind it arrive.
pub(crate) const MOST_FILE_BYTES: u64 = 10 * LARGEST_FILE;
/// Where reading stops for good.
pub(crate) const MOST_BODY_BYTES: usize = 4 * 1024 * 1024 * 1024;
/// The most that one text may bring: many times the longest that can be submitted.
const MOST_TEXT_BYTES: usize = 1024 * 1024;
/// The most that all texts may bring together: a hundred indicators with every text at its longest are less.
const MOST_TEXTS_BYTES: usize = 24 * 1024 * 1024;
/// The most fields of one form, files included.
const MOST_FIELDS: usize = 20_000;
/// The most refusals of files that one answer tells of.
const MOST_REFUSALS: usize = 50;

/// A form as far as it has come.
#[derive(Default)]
struct Incoming {
    form: SentForm,
    refused: Vec<(StatusCode, Refused)>,
    file_bytes: u64,
    text_bytes: usize,
    fields: usize,
}

/// Takes the form of a report.
pub(crate) async fn save(
    State(site): State<Site>,
    Path((round, agency)): Path<(RoundCode, OrganisationCode)>,
    parts: Parts,
    multipart: Multipart,
) -> Response {
    let key = ReportKey { round, agency };
    let Some(SignedIn(actor)) = parts.extensions.get::<SignedIn>().cloned() else {
        return Failed(ServiceError::Forbidden).into_response();
    };
    let (takes, may_not) = match site.services.drafts().takes(&actor, &key).await {
        Ok(takes) => (Some(takes), None),
        // Whoever signed in again as somebody else gets back what they typed.
        Err(error @ (ServiceError::Forbidden | ServiceError::NotFound(_))) => (None, Some(error)),
        // What was typed goes back into the form; storage may answer again when it is to be stored.
        Err(_) => (None, None),
    };
    let mut incoming = Incoming::default();
    let services = &site.services;
    let report = Taking { services, actor: &actor, key: &key, takes: takes.as_ref(), may: may_not.is_none() };
    report.read(multipart, &mut incoming).await;
    let Incoming { form, mut refused, .. } = incoming;
    if let Some(error) = may_not {
        refused.insert(0, self::refused(error, None));
        return report.answered(&site, parts, refused, &form, form.typed()).await;
    }
    if form.intent == Intent::Autosave {
        return match report.autosave(&form, language_of(&parts)).await {
            Ok(pieces) => Html(pieces).into_response(),
            Err(error) => Failed(error).into_response(),
        };
    }
    let mut typed = form.typed();
    let stored = report.store(&form).await;
    let done = match stored {
        Ok(saved) => {
            typed.clear();
            report.fulfil(&form, &saved.conflicts, refused.is_empty()).await
        }
        Err(ServiceError::Refused(_)) if report.is_submitted_with(&form).await => {
            typed.clear();
            Ok("done=submitted")
        }
        Err(error) => Err(error),
    };
    let said = match done {
        Ok(said) => said,
        Err(error) => {
            refused.insert(0, self::refused(error, None));
            ""
        }
    };
    if refused.is_empty() {
        answer::back(&key, said)
    } else {
        report.answered(&site, parts, refused, &form, typed).await
    }
}

struct Taking<'a> {
    services: &'a Services,
    actor: &'a Actor,
    key: &'a ReportKey,
    /// What the report takes; none when storage did not say.
    takes: Option<&'a Takes>,
    /// Whether this person may type into it.
    may: bool,
}

impl Taking<'_> {
    /// The page with what was refused, the most important first, and what is not stored.
    async fn answered(
        &self,
        site: &Site,
        parts: Parts,
        refused: Vec<(StatusCode, Refused)>,
        form: &SentForm,
        typed: BTreeMap<IndicatorCode, SentEntry>,
    ) -> Response {
        let status = refused.first().map_or(StatusCode::OK, |(status, _)| *status);
        let refused = refused.into_iter().map(|(_, refused)| refused).collect();
        let answer = Answer { status, refused, typed, version: form.version, ..Answer::default() };
        answer::page(site, parts, self.key, answer).await
    }

    fn asks(&self, indicator: &IndicatorCode) -> bool {
        self.takes.is_none_or(|takes| takes.asked.contains(indicator))
    }

    /// Why a file for an indicator is not looked at; its bytes are thrown away as they come.
    fn refuses_file(&self, indicator: &IndicatorCode) -> Option<ServiceError> {
        if !self.may {
            return Some(ServiceError::Forbidden);
        }
        let refused = self.takes.and_then(|takes| takes.editable.err());
        let stray = || ServiceError::invalid("indicator_not_asked", indicator.to_string());
        refused.map(ServiceError::from).or_else(|| (!self.asks(indicator)).then(stray))
    }

    /// Reads to the end, or as far as it goes; files are stored one by one as they come.
    async fn read(&self, mut multipart: Multipart, incoming: &mut Incoming) {
        loop {
            let field = match multipart.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return,
                Err(error) => return incoming.broke(error.status()),
            };
            let name = field.name().unwrap_or_default().to_owned();
            incoming.fields += 1;
            if incoming.fields > MOST_FIELDS {
                return incoming.broke(StatusCode::PAYLOAD_TOO_LARGE);
            }
            let taken = match (name.strip_prefix("evidence.").map(str::parse), field.file_name()) {
                (Some(Ok(indicator)), Some(_)) => self.take_file(indicator, field, incoming).await,
                _ => self.take_text(&name, field, incoming).await,
            };
            if let Err(status) = taken {
                return incoming.broke(status);
            }
        }
    }

    async fn take_file(
        &self,
        indicator: IndicatorCode,
        mut field: Field<'_>,
        incoming: &mut Incoming,
    ) -> Result<(), StatusCode> {
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let refusal = self.refuses_file(&indicator);
        let mut content = Vec::new();
        let mut size: u64 = 0;
        while let Some(chunk) = field.chunk().await.map_err(|error| error.status())? {
            size += chunk.len() as u64;
            incoming.file_bytes += chunk.len() as u64;
            if !self.may && incoming.file_bytes > MOST_FILE_BYTES {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            if refusal.is_none() && size <= LARGEST_FILE && incoming.file_bytes <= MOST_FILE_BYTES {
                content.extend_from_slice(&chunk);
            } else {
                content = Vec::new();
            }
        }
        if file_name.is_empty() && size == 0 {
            return Ok(());
        }
        let stored = if let Some(refusal) = refusal {
            Err(refusal)
        } else if size > LARGEST_FILE {
            Err(ServiceError::invalid(FILE_TOO_LARGE, ""))
        } else if incoming.file_bytes > MOST_FILE_BYTES {
            Err(ServiceError::invalid(TOO_MUCH, ""))
        } else {
            let upload = Upload { file_name: file_name.clone(), media_type, content: content.into() };
            self.add(&indicator, upload).await
        };
        if let Err(error) = stored
            && incoming.refused.len() < MOST_REFUSALS
        {
            incoming.refused.push(refused(error, Some((indicator, harmless_name(&file_name)))));
        }
        Ok(())
    }

    async fn take_text(&self, name: &str, mut field: Field<'_>, incoming: &mut Incoming) -> Result<(), StatusCode> {
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| error.status())? {
            incoming.text_bytes += chunk.len();
            let most = if self.may { MOST_TEXTS_BYTES } else { MOST_TEXT };
            if bytes.len() + chunk.len() > MOST_TEXT_BYTES || incoming.text_bytes > most {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        incoming.form.take_asked(name, text, |indicator| self.asks(indicator));
        Ok(())
    }

    async fn add(&self, indicator: &IndicatorCode, upload: Upload) -> ServiceResult<()> {
        let files = self.services.evidence();
        files.add(self.actor, self.key, indicator, upload).await.map(|_| ())
    }

    /// Stores the texts that were changed. What somebody else changed meanwhile is merged where the page knows what was
    /// typed over; where both changed the same, both texts are kept, to be decided.
    async fn store(&self, form: &SentForm) -> ServiceResult<Saved> {
        let edits = form.edits();
        // Saving nothing is refused to whoever may not save; the other buttons ask for themselves.
        if edits.is_empty() && !matches!(form.intent, Intent::Save | Intent::Autosave) {
            return Ok(Saved::default());
        }
        self.services.drafts().merge(self.actor, self.key, edits, &form.screen()).await
    }

    /// Stores what is typed at this moment. Gives the pieces of the page that change with it.
    async fn autosave(&self, form: &SentForm, language: Language) -> ServiceResult<String> {
        let Saved { conflicts, merged, .. } = self.store(form).await?;
        let report = self.services.reports().get(self.actor, self.key).await?;
        let saved = form.entries.keys().filter(|code| !conflicts.contains(code)).cloned().collect();
        Ok(live::pieces(language, &report, &live::Sent { saved, merged, conflicts }, form.attempt))
    }

    /// Does what the button asks for, and gives what the page says next. What is done already is done: whoever presses
    /// twice wanted it once.
    async fn fulfil(
        &self,
        form: &SentForm,
        conflicts: &[IndicatorCode],
        files_are_stored: bool,
    ) -> ServiceResult<&'static str> {
        let services = self.services;
        let actor = self.actor;
        match &form.intent {
            Intent::RemoveFile(id) => match services.evidence().remove(actor, *id).await {
                Ok(_) | Err(ServiceError::NotFound(_)) => Ok("done=file_removed"),
                Err(error) => Err(error),
            },
            Intent::Decide(indicator, choice) => {
                match services.drafts().decide(actor, self.key, indicator, *choice).await {
                    Ok(()) | Err(ServiceError::NotFound(_)) => Ok("done=decided"),
                    Err(error) => Err(error),
                }
            }
            Intent::DecideCells(indicator) => {
                let choices = form.choices.get(indicator).map(Vec::as_slice).unwrap_or_default();
                let seen = form.seen.get(indicator).copied();
                match services.drafts().decide_cells(actor, self.key, indicator, seen, choices).await {
                    Ok(()) | Err(ServiceError::NotFound(_)) => Ok("done=decided"),
                    Err(ServiceError::Conflict) => Ok("refused=conflict"),
                    Err(error) => Err(error),
                }
            }
            Intent::Save | Intent::Submit if !conflicts.is_empty() => Ok("refused=conflict_kept"),
            Intent::Submit if files_are_stored => self.submit(actor, form).await,
            Intent::Save | Intent::Submit | Intent::Autosave => Ok("done=saved"),
        }
    }

    /// Whether whoever presses the button has pressed it before, with the same texts.
    async fn is_submitted_with(&self, form: &SentForm) -> bool {
        let actor = self.actor;
        if form.intent != Intent::Submit {
            return false;
        }
        let Ok(report) = self.services.reports().get(actor, self.key).await else { return false };
        let submitted = report.submission.state.submitted();
        submitted.is_some_and(|submitted| submitted.by == actor.account)
            && form.typed().iter().all(|(code, sent)| report.entry(code).is_some_and(|it| sent.is_stored(&it.entry)))
    }

    /// Submits what was on the screen: refused where somebody else changed anything since.
    async fn submit(&self, actor: &Actor, form: &SentForm) -> ServiceResult<&'static str> {
        let services = self.services;
        let report = services.reports().get(actor, self.key).await?;
        let submission = &report.submission;
        if submission.state.submitted().is_some_and(|submitted| submitted.by == actor.account) {
            return Ok("done=submitted");
        }
        let edited = form.typed();
        let is_seen = report.entries.iter().all(|entry| {
            let code = &entry.indicator.code;
            let shown = form.entries.get(code).and_then(|sent| sent.shown.as_ref());
            edited.contains_key(code) || shown.is_none_or(|shown| shown.version == entry.version)
        });
        // The first text that is stored turns a report that was expected into a draft: one version on.
        let is_begun = form.version == Some(0) && submission.version == 1;
        let is_same = form.version.is_none_or(|version| version == submission.version) || is_begun;
        if !is_seen || !is_same {
            return Ok("refused=conflict");
        }
        match services.submissions().submit(actor, self.key, Seen::Version(submission.version)).await {
            Ok(()) => Ok("done=submitted"),
            Err(ServiceError::Problems(_)) => Ok("refused=problems_remain"),
            Err(ServiceError::Conflict | ServiceError::Refused(_)) if self.is_submitted_with(form).await => {
                Ok("done=submitted")
            }
            Err(ServiceError::Conflict) => Ok("refused=conflict"),
            Err(error) => Err(error),
        }
    }
}

impl Incoming {
    /// The body broke off, or is larger than anything that is read.
    fn broke(&mut self, status: StatusCode) {
        let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "body_too_large" } else { "upload_broken" };
        self.refused.push((status, Refused { code: code.to_owned(), incident: None, place: None, file: None }));
    }
}
