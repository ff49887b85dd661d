//! A report by spreadsheet: a template goes out, the filled file comes back, is looked at against the draft as it stands,
//! and is applied whole or not at all.

/// The templates of many agencies in one workbook.
mod bodies;
/// One file with the answers of many agencies.
mod bundle;
/// A filled file against a draft.
mod compare;

pub use crate::imports::sheet::{LARGEST_SHEET, MOST_AGENCIES, MOST_SHEET_REFUSALS, SheetKind, SheetRefusal, Why};
pub use bodies::TemplateOfMany;
pub(crate) use bundle::Part;
pub use bundle::{Bundle, BundlePreview, OfAgency};
pub use compare::{Change, Refused, What};

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    drafts::{Edit, OnConflict, object},
    imports::sheet::{Filled, read},
    reports::{self, Loaded, Report, ReportEntry},
    store,
    store::Tx,
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use compare::Compared;
use domain::{
    access::Action,
    audit::sha256,
    evidence::harmless_name,
    ids::{AccountId, BundleId, IndicatorCode, SheetId},
    organisation::OrganisationTree,
    sheet::{FilledRow, Head, Mark, TEMPLATE, asked_digest},
    submission::ReportKey,
};

/// How long a file waits to be applied.
const WAITS: TimeDelta = TimeDelta::hours(12);
/// How many files are read at once, so that their memory has a bound.
pub(crate) const READERS: usize = 2;

/// A template before it is written: the report as it stands, whose it is, and what stands in each row.
#[derive(Debug, Clone)]
pub struct Template {
    /// Whose it is.
    pub head: Head,
    /// The report as it stands.
    pub report: Report,
    /// Of each indicator what stands in its row, in the order of the entries.
    pub marks: Vec<(IndicatorCode, Mark)>,
}

/// A filled file that waits to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Which.
    pub id: SheetId,
    /// Who uploaded it; nobody else sees it.
    pub account: AccountId,
    /// To which report.
    pub key: ReportKey,
    /// What kind of file it is.
    pub kind: SheetKind,
    /// Its name, made harmless.
    pub file_name: String,
    /// Its size.
    pub size_bytes: i64,
    /// Its digest.
    pub sha256: String,
    /// Whether something else was asked when it was downloaded.
    pub is_older: bool,
    /// Its rows.
    pub rows: Vec<FilledRow>,
    /// What cannot be read in it.
    pub refusals: Vec<SheetRefusal>,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
    /// When it goes away by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// The file of many agencies that it is a part of; then it is applied with that alone.
    pub bundle: Option<BundleId>,
}

/// A filled file against the draft as it stands.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The file.
    pub sheet: Sheet,
    /// The report as it stands.
    pub report: Report,
    /// What the file changes.
    pub changes: Vec<Change>,
    /// Every cell that cannot be taken; while there is one, nothing can be applied.
    pub refused: Vec<Refused>,
    /// What is seen here, for applying exactly that.
    pub seen: String,
}

/// Reports by spreadsheet.
pub struct Sheets<'a>(pub(crate) &'a Services);

impl Services {
    /// Reports by spreadsheet.
    pub fn sheets(&self) -> Sheets<'_> {
        Sheets(self)
    }
}

impl Sheets<'_> {
    /// The template of a report that can be changed now.
    ///
    /// # Errors
    /// The report cannot be changed now; the actor may not.
    pub async fn template(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<Template> {
        let report = self.0.reports().get(actor, key).await?;
        actor.require(Action::EditReport, &report.path)?;
        report.editable?;
        let head = Head {
            template: TEMPLATE,
            round: key.round.clone(),
            agency: key.agency.clone(),
            plan: report.round.plan.clone(),
            plan_version: report.round.plan_version,
            asked: asked_digest(report.entries.iter().map(|entry| &entry.indicator)),
        };
        let mark = |entry: &ReportEntry| (entry.indicator.code.clone(), Mark::of(&entry.indicator, &entry.entry));
        Ok(Template { head, marks: report.entries.iter().map(mark).collect(), report })
    }

    /// Takes a filled file and lets it wait. What is wrong with it is kept with it, so that the same page tells it again.
    ///
    /// # Errors
    /// It is empty or too large; the report cannot be changed now; the actor may not.
    pub async fn upload(
        &self,
        actor: &Actor,
        key: &ReportKey,
        file_name: &str,
        content: Bytes,
    ) -> ServiceResult<SheetId> {
        let file_name = harmless_name(file_name);
        self.0.drafts().takes(actor, key).await?.editable?;
        if content.is_empty() {
            return Err(ServiceError::invalid("sheet_missing", file_name));
        }
        if content.len() > LARGEST_SHEET {
            return Err(ServiceError::invalid("sheet_too_large", file_name));
        }
        let size_bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let (filled, sha256) = self.read(content).await?;
        let mut tx = self.0.db().write().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::EditReport, key).await?;
        let uploaded_at = self.0.now();
        loaded.submission.editable(loaded.window.state(uploaded_at), uploaded_at)?;
        let asked = asked_digest(loaded.asked()?);
        let mut sheet = Sheet {
            id: SheetId::new(self.0.chance().uuid()),
            account: actor.account,
            key: key.clone(),
            kind: filled.kind,
            file_name,
            size_bytes,
            sha256,
            is_older: filled.asked.as_ref().is_some_and(|then| *then != asked),
            refusals: whose(&loaded, &filled.whose),
            rows: filled.rows,
            uploaded_at,
            expires_at: uploaded_at + WAITS,
            applied_at: None,
            bundle: None,
        };
        if sheet.refusals.is_empty() {
            sheet.refusals = filled.refusals;
        } else {
            // Nothing of another's report is looked at.
            sheet.rows.clear();
        }
        store::sheets::forget(&mut tx, actor.account, key, uploaded_at).await?;
        store::sheets::insert(&mut tx, &sheet).await?;
        let details = serde_json::json!({
            "file": sheet.file_name, "sha256": sheet.sha256, "rows": sheet.rows.len(), "refused": sheet.refusals.len(),
        });
        audit::record(self.0, &mut tx, actor, "sheets.upload", object(key), &details).await?;
        tx.commit().await?;
        Ok(sheet.id)
    }

    /// Reads a file beside the asynchronous threads, few at once.
    async fn read(&self, content: Bytes) -> ServiceResult<(Filled, String)> {
        let _place =
            self.0.sheet_readers().acquire().await.map_err(|error| ServiceError::fault("reading a sheet", error))?;
        let reading = tokio::task::spawn_blocking(move || (read(&content), sha256(&content)));
        reading.await.map_err(|error| ServiceError::fault("reading a sheet", error))
    }

    /// A file that waits, against the draft as it stands at this moment.
    ///
    /// # Errors
    /// There is no such file, or it is somebody else's; the actor may not.
    pub async fn preview(&self, actor: &Actor, key: &ReportKey, id: SheetId) -> ServiceResult<Preview> {
        let mut tx = self.0.db().read().await?;
        let sheet = self.waiting(&mut tx, actor, key, id).await?;
        drop(tx);
        let report = self.0.reports().get(actor, key).await?;
        actor.require(Action::EditReport, &report.path)?;
        let Compared { changes, refused, seen } = Compared::of(&sheet, &report.entries);
        Ok(Preview { sheet, report, changes, refused, seen })
    }

    async fn waiting(&self, tx: &mut Tx, actor: &Actor, key: &ReportKey, id: SheetId) -> ServiceResult<Sheet> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::EditReport, &crate::organisations::path_of(&tree, &key.agency)?)?;
        let is_mine =
            |sheet: &Sheet| sheet.account == actor.account && sheet.key == *key && sheet.expires_at > self.0.now();
        store::sheets::get(tx, id).await?.filter(is_mine).ok_or(ServiceError::NotFound("sheet"))
    }

    /// Puts what a file changes into the draft: all that was seen, or nothing. Applying it twice changes it once.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when the draft is no longer the one that was seen; a cell cannot be taken; the report
    /// cannot be changed now; there is no such file; the actor may not.
    pub async fn apply(&self, actor: &Actor, key: &ReportKey, id: SheetId, seen: &str) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let sheet = self.waiting(&mut tx, actor, key, id).await?;
        if sheet.bundle.is_some() {
            return Err(ServiceError::invalid("sheet_of_bundle", sheet.file_name));
        }
        if sheet.applied_at.is_some() {
            return Ok(());
        }
        let compared = self.compare(&mut tx, actor, &sheet).await?;
        if !compared.refused.is_empty() {
            return Err(ServiceError::invalid("sheet_refused", sheet.file_name));
        }
        if compared.seen != seen {
            return Err(ServiceError::Conflict);
        }
        let (changed, open_until) = self.put(&mut tx, actor, &sheet, compared).await?;
        let details = serde_json::json!({ "file": sheet.file_name, "sha256": sheet.sha256, "changed": changed });
        audit::record(self.0, &mut tx, actor, "sheets.apply", object(key), &details).await?;
        reports::require_in_time(self.0, &mut tx, open_until).await?;
        tx.commit().await
    }

    /// A file against the draft, while nobody else can change it.
    pub(crate) async fn compare(&self, tx: &mut Tx, actor: &Actor, sheet: &Sheet) -> ServiceResult<Compared> {
        let loaded = reports::load(self.0, tx, actor, Action::EditReport, &sheet.key).await?;
        let at = self.0.now();
        loaded.submission.editable(loaded.window.state(at), at)?;
        let entries = reports::entries(self.0, tx, actor, &loaded).await?;
        Ok(Compared::of(sheet, &entries))
    }

    /// Puts what a file changes into the draft; gives which indicators, and until when the report takes them.
    async fn put(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        sheet: &Sheet,
        compared: Compared,
    ) -> ServiceResult<(Vec<IndicatorCode>, DateTime<Utc>)> {
        let edits: Vec<Edit> = compared.changes.into_iter().map(Change::edit).collect();
        let saved = self.0.drafts().store_in(tx, actor, &sheet.key, edits, OnConflict::StoreNothing).await?;
        if !saved.conflicts.is_empty() {
            return Err(ServiceError::Conflict);
        }
        store::sheets::mark_applied(tx, sheet.id, self.0.now()).await?;
        Ok((saved.changed, saved.open_until))
    }
}

/// Whether a file says that it is of another round or agency, and whose, as far as the register tells everybody.
fn whose(loaded: &Loaded, says: &[(String, String)]) -> Vec<SheetRefusal> {
    let key = &loaded.submission.key;
    let refusal = |why| SheetRefusal { row: 0, column: None, why };
    let mut refusals = Vec::new();
    for (round, agency) in says {
        if !agency.is_empty() && *agency != key.agency.as_str() {
            refusals.push(refusal(Why::OtherAgency { name: name_of(&loaded.tree, agency) }));
        }
        if !round.is_empty() && *round != key.round.as_str() {
            refusals.push(refusal(Why::OtherRound { round: round.chars().take(64).collect() }));
        }
    }
    refusals.truncate(MOST_SHEET_REFUSALS);
    refusals
}

fn name_of(tree: &OrganisationTree, code: &str) -> Option<domain::text::Bilingual> {
    let code = code.parse().ok()?;
    tree.get(&code).map(|body| body.name.clone())
}
