//! Files that prove a value. The content lies in the object store under its SHA-256; the record names it.

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    drafts::object,
    error::Fault,
    reports::{self, Loaded},
    store,
    store::Tx,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::sha256,
    evidence::{Evidence, LARGEST_FILE, harmless_name},
    ids::{EvidenceId, IndicatorCode},
    submission::ReportKey,
};
use object_store::{ObjectStoreExt as _, PutMode, PutOptions, path::Path};
use std::error::Error;

/// An uploaded file.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The name that was claimed.
    pub file_name: String,
    /// The media type that was claimed.
    pub media_type: String,
    /// The content.
    pub content: Bytes,
}

/// Files that prove values.
pub struct EvidenceFiles<'a>(pub(crate) &'a Services);

impl Services {
    /// Files that prove values.
    pub fn evidence(&self) -> EvidenceFiles<'_> {
        EvidenceFiles(self)
    }
}

fn place(digest: &str) -> Path {
    Path::from(format!("evidence/{}/{digest}", &digest[..2]))
}

/// Keeps a content under its digest; one that is there already stays as it is.
pub(crate) async fn keep(services: &Services, digest: &str, content: Bytes) -> ServiceResult<()> {
    match services.files().put_opts(&place(digest), content.into(), PutOptions::from(PutMode::Create)).await {
        Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(ServiceError::Unavailable(Fault::new("storing a file", error))),
    }
}

/// The size of a file that is neither empty nor too large, in bytes.
pub(crate) fn check_size(upload: &Upload) -> ServiceResult<i64> {
    let size = upload.content.len() as u64;
    if size == 0 {
        return Err(ServiceError::invalid("file_empty", harmless_name(&upload.file_name)));
    }
    if size > LARGEST_FILE {
        return Err(ServiceError::invalid("file_too_large", harmless_name(&upload.file_name)));
    }
    Ok(i64::try_from(size).unwrap_or(i64::MAX))
}

/// A claimed media type as it is kept.
pub(crate) fn plain_type(claimed: &str) -> String {
    claimed.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// The digest of a content, worked out beside the asynchronous threads.
pub(crate) async fn digest(content: Bytes) -> ServiceResult<String> {
    let digest = tokio::task::spawn_blocking(move || sha256(&content)).await;
    digest.map_err(|error| ServiceError::fault("hashing a file", error))
}

/// A content by its digest, after checking that it is what was kept.
pub(crate) async fn content(services: &Services, digest: &str) -> ServiceResult<Bytes> {
    let lost = |cause| ServiceError::FileLost(Fault::new(format!("reading {digest}"), cause));
    let unread = |error: object_store::Error| {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return lost(Box::<dyn Error + Send + Sync>::from(error));
        }
        ServiceError::Unavailable(Fault::new("reading a file", error))
    };
    let stored = services.files().get(&place(digest)).await.map_err(unread)?;
    let content = stored.bytes().await.map_err(unread)?;
    if sha256(&content) != digest {
        return Err(lost("the content is not what was uploaded".into()));
    }
    Ok(content)
}

/// Refuses a file that the actor may not add to a report at this moment.
async fn allow(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    key: &ReportKey,
    indicator: &IndicatorCode,
    size: u64,
) -> ServiceResult<(Loaded, DateTime<Utc>)> {
    let loaded = reports::load(services, tx, actor, Action::EditReport, key).await?;
    let at = services.now();
    loaded.submission.editable(loaded.window.state(at), at)?;
    if !loaded.asked()?.iter().any(|asked| asked.code == *indicator) {
        return Err(loaded.not_asked(indicator));
    }
    if !store::evidence::taken(tx, key).await?.has_room_for(size) {
        return Err(ServiceError::invalid("evidence_full", key.agency.to_string()));
    }
    Ok((loaded, at))
}

impl EvidenceFiles<'_> {
    /// Adds a file to an entry. The window is looked at when the whole file has come, not when it started to.
    ///
    /// # Errors
    /// The file is empty or too large, or the report has taken in too much; it cannot be changed now; the actor may not.
    pub async fn add(
        &self,
        actor: &Actor,
        key: &ReportKey,
        indicator: &IndicatorCode,
        upload: Upload,
    ) -> ServiceResult<Evidence> {
        let size_bytes = check_size(&upload)?;
        let size = size_bytes.unsigned_abs();
        let mut tx = self.0.db().read().await?;
        allow(self.0, &mut tx, actor, key, indicator, size).await?;
        drop(tx);
        let digest = digest(upload.content.clone()).await?;
        keep(self.0, &digest, upload.content).await?;
        let mut tx = self.0.db().write().await?;
        let (loaded, at) = allow(self.0, &mut tx, actor, key, indicator, size).await?;
        store::submissions::hold_for_edit(&mut tx, &loaded.submission, at).await?;
        let evidence = Evidence {
            id: EvidenceId::new(self.0.chance().uuid()),
            indicator: Some(indicator.clone()),
            file_name: harmless_name(&upload.file_name),
            media_type: plain_type(&upload.media_type),
            size_bytes,
            sha256: digest,
            uploaded_by: actor.account,
            uploaded_at: at,
        };
        store::evidence::insert(&mut tx, key, &evidence).await?;
        let details =
            serde_json::json!({ "indicator": indicator, "sha256": evidence.sha256, "name": evidence.file_name });
        audit::record(self.0, &mut tx, actor, "evidence.add", object(key), &details).await?;
        reports::require_in_time(self.0, &mut tx, loaded.open_until()).await?;
        tx.commit().await?;
        Ok(evidence)
    }

    /// The files of a report by indicator, in the order of the plan, without those that prove an objection.
    ///
    /// # Errors
    /// There is no such report; the actor may not read it.
    pub async fn of_report(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<Vec<Evidence>> {
        let mut tx = self.0.db().read().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::ReadReport, key).await?;
        let mut files = store::evidence::of_report(&mut tx, key).await?;
        let asked = loaded.asked()?;
        let place = |file: &Evidence| asked.iter().position(|asked| file.indicator.as_ref() == Some(&asked.code));
        files.retain(|file| place(file).is_some());
        files.sort_by_key(place);
        Ok(files)
    }

    /// What is known of a file.
    ///
    /// # Errors
    /// There is no such file; the actor may not read its report.
    pub async fn about(&self, actor: &Actor, id: EvidenceId) -> ServiceResult<Evidence> {
        let mut tx = self.0.db().read().await?;
        let (key, evidence) = store::evidence::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("file"))?;
        reports::load(self.0, &mut tx, actor, Action::ReadReport, &key).await?;
        Ok(evidence)
    }

    /// A file with its content, after checking that the content is what was uploaded.
    ///
    /// # Errors
    /// There is no such file; [`ServiceError::FileLost`] when its content is gone or damaged; the actor may not read the
    /// report.
    pub async fn get(&self, actor: &Actor, id: EvidenceId) -> ServiceResult<(Evidence, Bytes)> {
        let evidence = self.about(actor, id).await?;
        let content = content(self.0, &evidence.sha256).await?;
        Ok((evidence, content))
    }

    /// Takes a file out of a report that can still be changed. Record and content stay.
    ///
    /// # Errors
    /// There is no such file; the report cannot be changed now; the actor may not.
    pub async fn remove(&self, actor: &Actor, id: EvidenceId) -> ServiceResult<ReportKey> {
        let mut tx = self.0.db().write().await?;
        let (key, evidence) = store::evidence::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("file"))?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::EditReport, &key).await?;
        let at = self.0.now();
        loaded.submission.editable(loaded.window.state(at), at)?;
        // What proves an objection stays with it.
        if !store::evidence::of_report(&mut tx, &key).await?.iter().any(|file| file.id == id) {
            return Err(ServiceError::NotFound("file"));
        }
        store::submissions::hold_for_edit(&mut tx, &loaded.submission, at).await?;
        store::evidence::remove(&mut tx, id, at).await?;
        let details = serde_json::json!({ "indicator": evidence.indicator, "sha256": evidence.sha256 });
        audit::record(self.0, &mut tx, actor, "evidence.remove", object(&key), &details).await?;
        reports::require_in_time(self.0, &mut tx, loaded.open_until()).await?;
        tx.commit().await?;
        Ok(key)
    }
}
