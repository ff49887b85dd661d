//! Filing a report on behalf of its approver: the letter by which they let it be filed stands for their signature.

use crate::{
    Actor, ServiceError, ServiceResult, Services,
    evidence::{self, Upload},
    reports, store,
    submissions::{Seen, Step},
};
use bytes::Bytes;
use chrono::NaiveDate;
use domain::{
    access::Action,
    authority_letter::{Authority, AuthorityLetter, AuthorityRefusal},
    buddhist::bangkok,
    evidence::harmless_name,
    ids::AuthorityLetterId,
    submission::{ReportKey, Stamp},
};

/// What a letter says, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedAuthority {
    /// Who signed it, with their office.
    pub name: String,
    /// Its number.
    pub number: String,
    /// The day it bears.
    pub dated: NaiveDate,
}

/// Letters of authority.
pub struct AuthorityLetters<'a>(pub(crate) &'a Services);

impl Services {
    /// Letters of authority.
    pub fn authority_letters(&self) -> AuthorityLetters<'_> {
        AuthorityLetters(self)
    }
}

impl AuthorityLetters<'_> {
    /// Files a submitted report on behalf of its approver. Whoever may submit may file, also what they submitted
    /// themselves: it is not their approval, and they are named.
    ///
    /// # Errors
    /// The report does not wait for its approver, or moved since it was seen; the letter names nobody, has no number, or
    /// is not of the last year; the file is empty or too large, or the report has taken in too much; the actor may not.
    pub async fn file(
        &self,
        actor: &Actor,
        key: &ReportKey,
        seen: Seen,
        typed: TypedAuthority,
        upload: Upload,
    ) -> ServiceResult<AuthorityLetter> {
        let at = self.0.now();
        let authority = Authority::new(&typed.name, &typed.number, typed.dated, bangkok(at).date_naive());
        let authority = authority.map_err(|refusal| match refusal {
            AuthorityRefusal::Name => ServiceError::invalid("authority_name", "authority_name"),
            AuthorityRefusal::Number => ServiceError::invalid("authority_number", "authority_number"),
            AuthorityRefusal::Dated => ServiceError::invalid("authority_dated", "authority_dated"),
        })?;
        let size_bytes = evidence::check_size(&upload).map_err(|error| {
            let code = match error.code() {
                "file_too_large" => Some("letter_too_large"),
                "file_empty" => Some("letter_missing"),
                _ => None,
            };
            code.map_or(error, |code| ServiceError::invalid(code, "letter"))
        })?;
        let mut letter = AuthorityLetter {
            id: AuthorityLetterId::new(self.0.chance().uuid()),
            revision: 0,
            authority,
            file_name: harmless_name(&upload.file_name),
            media_type: evidence::plain_type(&upload.media_type),
            size_bytes,
            sha256: String::new(),
            filed_by: actor.account,
            filed_at: at,
        };
        // Nothing is stored of whoever may not file; looked at again when the file has come.
        let mut tx = self.0.db().read().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::SubmitReport, key).await?;
        letter.revision = loaded.submission.revision;
        loaded.submission.file_on_behalf(Stamp { by: actor.account, at }, &letter)?;
        if !store::evidence::taken(&mut tx, key).await?.has_room_for(letter.size_bytes.unsigned_abs()) {
            return Err(ServiceError::invalid("evidence_full", key.agency.to_string()));
        }
        drop(tx);
        letter.sha256 = evidence::digest(upload.content.clone()).await?;
        evidence::keep(self.0, &letter.sha256, upload.content).await?;
        let mut step = Step::begin(self.0, actor, Action::SubmitReport, key, seen).await?;
        letter.filed_at = step.stamp.at;
        let moved = step.loaded.submission.clone().file_on_behalf(step.stamp, &letter)?;
        store::authority_letters::insert(&mut step.tx, key, &letter).await?;
        step.letter = Some(letter.clone());
        step.finish(moved, "file_on_behalf", "").await?;
        Ok(letter)
    }

    /// A letter with its content, after checking that the content is what was filed.
    ///
    /// # Errors
    /// There is no such letter; [`ServiceError::FileLost`] when its content is gone or damaged; the actor may not read the
    /// report.
    pub async fn get(&self, actor: &Actor, id: AuthorityLetterId) -> ServiceResult<(AuthorityLetter, Bytes)> {
        let mut tx = self.0.db().read().await?;
        let found = store::authority_letters::get(&mut tx, id).await?;
        let (key, letter) = found.ok_or(ServiceError::NotFound("file"))?;
        reports::load(self.0, &mut tx, actor, Action::ReadReport, &key).await?;
        let content = evidence::content(self.0, &letter.sha256).await?;
        Ok((letter, content))
    }
}
