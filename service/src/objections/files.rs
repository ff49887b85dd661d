//! Files that prove what is said about an objection. They lie where all evidence lies, count towards what its report takes
//! in, and are given out like it; what came with an objection stays with it.

use super::{Objections, begin_with, told};
use crate::{
    Actor, ServiceError, ServiceResult, evidence,
    evidence::Upload,
    reports, store,
    submissions::{Seen, words_of},
};
use domain::{
    access::Action,
    evidence::{Evidence, harmless_name},
    ids::{EvidenceId, ObjectionId},
    objection::{Claim, ObjectionRefusal, check_text},
};

/// The most files that come with one step.
pub const MOST_FILES_AT_ONCE: usize = 10;

/// Who may add files: the agency, and DGA.
const MAY: [Action; 2] = [Action::ObjectToValue, Action::ReviewReport];

impl Objections<'_> {
    /// Whether somebody may add files to an objection at this moment, before any of them is read.
    ///
    /// # Errors
    /// There is no such objection; it is not open; the actor may not.
    pub async fn takes_files(&self, actor: &Actor, id: ObjectionId) -> ServiceResult<()> {
        let mut tx = self.0.db().read().await?;
        let objection = store::objections::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("objection"))?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::ReadReport, &objection.key).await?;
        if !MAY.into_iter().any(|action| actor.may(action, &loaded.path)) {
            return Err(ServiceError::Forbidden);
        }
        objection.attach()?;
        Ok(())
    }

    /// Adds files to an open objection, all or none, with words about them if there are any: the agency, or DGA.
    ///
    /// # Errors
    /// It is not open; there is no file, or there are too many; one is empty or too large, or the report has taken in too
    /// much; the words are too long; the actor may not.
    pub async fn attach(
        &self,
        actor: &Actor,
        id: ObjectionId,
        words: &str,
        uploads: Vec<Upload>,
    ) -> ServiceResult<Vec<Evidence>> {
        self.takes_files(actor, id).await?;
        let words = words_of(words);
        if !words.is_empty() {
            check_text(&words, ObjectionRefusal::ReasonMissing)?;
        }
        if uploads.is_empty() {
            return Err(ServiceError::invalid("objection_file_missing", "file"));
        }
        if uploads.len() > MOST_FILES_AT_ONCE {
            return Err(ServiceError::invalid("objection_files_many", "file"));
        }
        let sizes: Vec<i64> = uploads.iter().map(size).collect::<ServiceResult<_>>()?;
        let all: u64 = sizes.iter().map(|size| size.unsigned_abs()).sum();
        let mut tx = self.0.db().read().await?;
        let objection = store::objections::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("objection"))?;
        let is_room = |taken: domain::evidence::Taken| taken.has_room_for_all(uploads.len(), all);
        let full = || ServiceError::invalid("objection_files_full", "file");
        if !is_room(store::evidence::taken(&mut tx, &objection.key).await?) {
            return Err(full());
        }
        drop(tx);
        let indicator = match &objection.claim {
            Claim::Value { indicator, .. } => Some(indicator),
            Claim::Score { .. } => None,
        };
        let mut files = Vec::with_capacity(uploads.len());
        for (upload, size_bytes) in uploads.iter().zip(sizes) {
            let digest = evidence::digest(upload.content.clone()).await?;
            evidence::keep(self.0, &digest, upload.content.clone()).await?;
            files.push(Evidence {
                id: EvidenceId::new(self.0.chance().uuid()),
                indicator: indicator.cloned(),
                file_name: harmless_name(&upload.file_name),
                media_type: evidence::plain_type(&upload.media_type),
                size_bytes,
                sha256: digest,
                uploaded_by: actor.account,
                uploaded_at: self.0.now(),
            });
        }
        let (objection, mut step) = begin_with(self.0, actor, id, Seen::Any, &MAY).await?;
        if !is_room(store::evidence::taken(&mut step.tx, &objection.key).await?) {
            return Err(full());
        }
        let moved = objection.attach()?;
        store::objections::save(&mut step.tx, &moved).await?;
        for file in &mut files {
            file.uploaded_at = step.stamp.at;
            store::evidence::insert_for_objection(&mut step.tx, &moved.key, file, (id, moved.version)).await?;
        }
        let names: Vec<_> = files.iter().map(|file| file.file_name.as_str()).collect();
        let digests: Vec<_> = files.iter().map(|file| file.sha256.as_str()).collect();
        let more = serde_json::json!({ "files": names, "sha256": digests });
        told(&mut step, &moved, ("objection_evidence", &words, ""), &more).await?;
        step.tx.commit().await?;
        Ok(files)
    }
}

/// The size of a file, refused in words of objections where there is nothing to keep or too much.
fn size(upload: &Upload) -> ServiceResult<i64> {
    evidence::check_size(upload).map_err(|error| match error.code() {
        "file_too_large" => ServiceError::invalid("objection_file_large", "file"),
        "file_empty" => ServiceError::invalid("objection_file_missing", "file"),
        _ => error,
    })
}
