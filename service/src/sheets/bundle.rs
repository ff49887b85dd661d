//! One file with the answers of many agencies: a sheet for each, seen together and applied whole or not at all.

use super::{Preview, Refused, Sheet, Sheets, WAITS, whose};
use crate::{
    Actor, ServiceError, ServiceResult, audit,
    deliveries::Came,
    imports::sheet::{Filled, LARGEST_SHEET, SheetKind, SheetRefusal, Why, read_many},
    reports, store,
    store::Tx,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::sha256,
    evidence::harmless_name,
    ids::{AccountId, BundleId, OrganisationCode, RoundCode, SheetId},
    organisation::Organisation,
    round::Round,
    sheet::asked_digest,
    submission::{Refusal, ReportKey},
};
use std::collections::BTreeMap;

/// A file with the answers of many agencies that waits to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Which.
    pub id: BundleId,
    /// Who uploaded it; nobody else sees it.
    pub account: AccountId,
    /// Of which round.
    pub round: RoundCode,
    /// What kind of file it is.
    pub kind: SheetKind,
    /// Its name, made harmless.
    pub file_name: String,
    /// Its size.
    pub size_bytes: i64,
    /// Its digest.
    pub sha256: String,
    /// How many agencies have a sheet of it.
    pub agencies: i64,
    /// What is wrong with it beyond its sheets.
    pub refusals: Vec<SheetRefusal>,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
    /// When it goes away by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
}

/// What a file has of one agency.
pub(crate) enum Part {
    /// A sheet to compare.
    Taken(Box<Sheet>),
    /// The actor may not report for it now.
    Refused(SheetRefusal),
}

/// What a file changes for one agency.
#[derive(Debug, Clone)]
pub struct OfAgency {
    /// Which agency.
    pub agency: Organisation,
    /// Its sheet, whose own page shows every cell.
    pub sheet: SheetId,
    /// How many indicators change.
    pub changes: usize,
    /// Whether the report can be changed now.
    pub editable: Result<(), Refusal>,
}

/// A file of many agencies against their drafts as they stand.
#[derive(Debug, Clone)]
pub struct BundlePreview {
    /// The file.
    pub bundle: Bundle,
    /// The round.
    pub round: Round,
    /// What it changes, agency by agency.
    pub agencies: Vec<OfAgency>,
    /// Every cell that cannot be taken; while there is one, nothing can be applied.
    pub refused: Vec<Refused>,
    /// What is seen here, for applying exactly that.
    pub seen: String,
}

impl Sheets<'_> {
    /// Refuses whoever can report for nobody.
    ///
    /// # Errors
    /// There is no such round; the actor may not.
    pub async fn may_bundle(&self, actor: &Actor, round: &RoundCode) -> ServiceResult<Round> {
        if !actor.may_somewhere(Action::EditReport) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().read().await?;
        self.0.round_in(&mut tx, round).await
    }

    /// Takes a file with the answers of many agencies and lets it wait. One with more agencies than can be looked at at once
    /// is checked in the background.
    ///
    /// # Errors
    /// It is empty or too large; there is no such round; the actor may not.
    pub async fn upload_bundle(
        &self,
        actor: &Actor,
        round: &RoundCode,
        file_name: &str,
        content: Bytes,
    ) -> ServiceResult<Came> {
        let of_round = self.may_bundle(actor, round).await?;
        let file_name = harmless_name(file_name);
        if content.is_empty() {
            return Err(ServiceError::invalid("sheet_missing", file_name));
        }
        if content.len() > LARGEST_SHEET {
            return Err(ServiceError::invalid("sheet_too_large", file_name));
        }
        let size_bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let place = self.0.sheet_readers().acquire().await;
        let _place = place.map_err(|error| ServiceError::fault("reading a sheet", error))?;
        let whole = content.clone();
        let reading = tokio::task::spawn_blocking(move || (read_many(&content, &of_round), sha256(&content)));
        let ((kind, agencies, refusals), sha256) =
            reading.await.map_err(|error| ServiceError::fault("reading a sheet", error))?;
        if refusals.iter().any(|refusal| refusal.why == Why::TooManyAgencies) && kind == SheetKind::Csv {
            let id = self.0.deliveries().take_whole(actor, round, &file_name, whole).await?;
            return Ok(Came::Delivery(id));
        }
        let mut tx = self.0.db().write().await?;
        let uploaded_at = self.0.now();
        let mut bundle = Bundle {
            id: BundleId::new(self.0.chance().uuid()),
            account: actor.account,
            round: round.clone(),
            kind,
            file_name,
            size_bytes,
            sha256,
            agencies: 0,
            refusals,
            uploaded_at,
            expires_at: uploaded_at + WAITS,
            applied_at: None,
        };
        let sheets = self.sheets_of(&mut tx, actor, &mut bundle, agencies).await?;
        bundle.agencies = i64::try_from(sheets.len()).unwrap_or(i64::MAX);
        store::bundles::forget(&mut tx, uploaded_at).await?;
        store::bundles::insert(&mut tx, &bundle).await?;
        for sheet in &sheets {
            store::sheets::forget(&mut tx, actor.account, &sheet.key, uploaded_at).await?;
            store::sheets::insert(&mut tx, sheet).await?;
        }
        let details = serde_json::json!({
            "file": bundle.file_name, "sha256": bundle.sha256, "agencies": bundle.agencies,
            "refused": bundle.refusals.len(),
        });
        audit::record(self.0, &mut tx, actor, "bundles.upload", object(&bundle), &details).await?;
        tx.commit().await?;
        Ok(Came::Bundle(bundle.id))
    }

    /// A sheet for each agency that the actor may report for now; the others are refused at their first rows.
    async fn sheets_of(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        bundle: &mut Bundle,
        agencies: BTreeMap<String, Filled>,
    ) -> ServiceResult<Vec<Sheet>> {
        let mut sheets = Vec::new();
        for (code, filled) in agencies {
            let row = filled.rows.first().map_or(0, |row| row.row);
            match self.sheet_of(tx, actor, bundle, &code, filled, row).await? {
                Part::Taken(sheet) => sheets.push(*sheet),
                Part::Refused(refusal) => bundle.refusals.push(refusal),
            }
        }
        Ok(sheets)
    }

    /// The sheet of one agency, whose first row this is.
    pub(crate) async fn sheet_of(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        bundle: &Bundle,
        code: &str,
        filled: Filled,
        row: u32,
    ) -> ServiceResult<Part> {
        let refused = |why| Ok(Part::Refused(SheetRefusal { row, column: None, why }));
        let Ok(agency) = code.parse::<OrganisationCode>() else { return refused(not_yours(code)) };
        let key = ReportKey { round: bundle.round.clone(), agency };
        let loaded = match reports::load(self.0, tx, actor, Action::EditReport, &key).await {
            Ok(loaded) => loaded,
            // Whoever may not report for an agency is not told whether it exists.
            Err(ServiceError::Forbidden | ServiceError::NotFound(_)) => return refused(not_yours(code)),
            Err(error) => return Err(error),
        };
        let at = self.0.now();
        if let Err(refusal) = loaded.submission.editable(loaded.window.state(at), at) {
            return refused(Why::Closed { refusal });
        }
        let asked = asked_digest(loaded.asked()?);
        let mut refusals = whose(&loaded, &filled.whose);
        refusals.extend(filled.refusals);
        Ok(Part::Taken(Box::new(Sheet {
            id: SheetId::new(self.0.chance().uuid()),
            account: actor.account,
            key,
            kind: filled.kind,
            file_name: bundle.file_name.clone(),
            size_bytes: bundle.size_bytes,
            sha256: bundle.sha256.clone(),
            is_older: filled.asked.as_ref().is_some_and(|then| *then != asked),
            rows: filled.rows,
            refusals,
            uploaded_at: bundle.uploaded_at,
            expires_at: bundle.expires_at,
            applied_at: None,
            bundle: Some(bundle.id),
        })))
    }

    async fn waiting_bundle(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        round: &RoundCode,
        id: BundleId,
    ) -> ServiceResult<Bundle> {
        let is_mine = |bundle: &Bundle| {
            bundle.account == actor.account && bundle.round == *round && bundle.expires_at > self.0.now()
        };
        store::bundles::get(tx, id).await?.filter(is_mine).ok_or(ServiceError::NotFound("bundle"))
    }

    /// A file of many agencies against their drafts as they stand at this moment.
    ///
    /// # Errors
    /// There is no such file, or it is somebody else's; the actor may not.
    pub async fn preview_bundle(&self, actor: &Actor, round: &RoundCode, id: BundleId) -> ServiceResult<BundlePreview> {
        let round = self.may_bundle(actor, round).await?;
        let mut tx = self.0.db().read().await?;
        let bundle = self.waiting_bundle(&mut tx, actor, &round.code, id).await?;
        let sheets = store::sheets::of_bundle(&mut tx, id).await?;
        drop(tx);
        let mut refused: Vec<Refused> = bundle.refusals.iter().map(Refused::unreadable).collect();
        if bundle.applied_at.is_none() && i64::try_from(sheets.len()).ok() != Some(bundle.agencies) {
            refused.push(Refused::unreadable(&SheetRefusal { row: 0, column: None, why: Why::PartReplaced }));
        }
        let (mut agencies, mut seen) = (Vec::new(), Vec::new());
        for sheet in sheets {
            let Preview { report, changes, refused: of_sheet, seen: of_agency, sheet } =
                self.preview(actor, &sheet.key, sheet.id).await?;
            refused.extend(of_sheet);
            seen.push(of_agency);
            let (agency, editable) = (report.agency, report.editable);
            agencies.push(OfAgency { agency, sheet: sheet.id, changes: changes.len(), editable });
        }
        refused.sort_by_key(|refused| (refused.row, refused.column));
        Ok(BundlePreview { bundle, round, agencies, refused, seen: together(&seen) })
    }

    /// Puts what a file of many agencies changes into all their drafts: all that was seen, or nothing. Applying it twice
    /// changes it once.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when a draft is no longer the one that was seen, or another file has taken the place of a
    /// part; a cell cannot be taken; a report cannot be changed now; there is no such file; the actor may not.
    pub async fn apply_bundle(&self, actor: &Actor, round: &RoundCode, id: BundleId, seen: &str) -> ServiceResult<()> {
        if !actor.may_somewhere(Action::EditReport) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().write().await?;
        let bundle = self.waiting_bundle(&mut tx, actor, round, id).await?;
        if bundle.applied_at.is_some() {
            return Ok(());
        }
        let sheets = store::sheets::of_bundle(&mut tx, id).await?;
        if i64::try_from(sheets.len()).ok() != Some(bundle.agencies) {
            return Err(ServiceError::Conflict);
        }
        let (mut parts, mut digests) = (Vec::with_capacity(sheets.len()), Vec::new());
        let mut is_refused = !bundle.refusals.is_empty();
        for sheet in sheets {
            let compared = self.compare(&mut tx, actor, &sheet).await?;
            is_refused |= !compared.refused.is_empty();
            digests.push(compared.seen.clone());
            parts.push((sheet, compared));
        }
        if is_refused {
            return Err(ServiceError::invalid("sheet_refused", bundle.file_name));
        }
        if together(&digests) != seen {
            return Err(ServiceError::Conflict);
        }
        let (mut changed, mut open_until) = (BTreeMap::new(), DateTime::<Utc>::MAX_UTC);
        for (sheet, compared) in parts {
            let (indicators, until) = self.put(&mut tx, actor, &sheet, compared).await?;
            open_until = open_until.min(until);
            changed.insert(sheet.key.agency.to_string(), indicators.len());
        }
        store::bundles::mark_applied(&mut tx, id, self.0.now()).await?;
        let details = serde_json::json!({ "file": bundle.file_name, "sha256": bundle.sha256, "changed": changed });
        audit::record(self.0, &mut tx, actor, "bundles.apply", object(&bundle), &details).await?;
        reports::require_in_time(self.0, &mut tx, open_until).await?;
        tx.commit().await
    }
}

fn not_yours(code: &str) -> Why {
    Why::NotYours { agency: code.chars().take(64).collect() }
}

/// The object of a file in the audit log.
fn object(bundle: &Bundle) -> String {
    format!("round/{}", bundle.round)
}

/// A digest of what is seen of all agencies.
fn together(seen: &[String]) -> String {
    sha256(seen.join("\n").as_bytes()).chars().take(16).collect()
}
