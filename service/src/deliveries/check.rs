//! Holding a large file against the drafts, agency by agency: the same reader, comparison and rules as for a file of one
//! agency. Everything is read to the end, so that people hear of all that is wrong.

use super::{Deliveries, Delivery, PartOf, Tally, place};
use crate::{
    Actor, ServiceError, ServiceResult, audit,
    drafts::Edit,
    error::Fault,
    imports::sheet::{MOST_COUNTED_REFUSALS, Portion, read_portions},
    sheets::{Bundle, Change, MOST_SHEET_REFUSALS, Part, Refused, SheetKind, SheetRefusal, Sheets, Why},
    store,
};
use bytes::{Buf as _, Bytes};
use domain::{
    delivery::{Progress, Stage},
    ids::{BundleId, DeliveryId, OrganisationCode},
};
use futures::StreamExt as _;
use object_store::ObjectStoreExt as _;
use std::{
    collections::BTreeSet,
    io::{self, Read},
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};
use tokio::sync::mpsc;

/// How many pieces of the file, and how many agencies, wait to be looked at.
const WAITING: usize = 4;
/// About how many rows are compared before their edits are written together.
const ROWS_TOGETHER: i64 = 2_000;

impl Deliveries<'_> {
    /// Checks a file once its turn has come.
    pub(crate) async fn hold_against_drafts(
        &self,
        actor: &Actor,
        id: DeliveryId,
        waits: Progress,
    ) -> ServiceResult<()> {
        let place = self.0.delivery_workers().acquire().await;
        let _place = place.map_err(|error| ServiceError::fault("a place to check a large file", error))?;
        let progress = Progress { stage: Stage::Checking, ..waits };
        let mut tx = self.0.db().write().await?;
        let beat_at = self.0.shared_now(&mut tx).await?;
        if !store::deliveries::begin(&mut tx, id, waits.run, Progress { beat_at, ..progress }).await? {
            return Err(ServiceError::Conflict);
        }
        let Some(delivery) = store::deliveries::get(&mut tx, id).await? else { return Err(ServiceError::Conflict) };
        store::deliveries::note(&mut tx, id, delivery.progress, &Tally::default()).await?;
        tx.commit().await?;
        self.clear(id).await?;
        let tally = self.read_all(actor, &delivery).await?;
        let stage = if tally.refused > 0 { Stage::Refused } else { Stage::Ready };
        let mut tx = self.0.db().write().await?;
        let beat_at = self.0.shared_now(&mut tx).await?;
        store::deliveries::note(&mut tx, id, Progress { stage, beat_at, ..progress }, &tally).await?;
        let details = serde_json::json!({
            "file": delivery.file_name, "sha256": delivery.sha256, "rows": tally.rows, "agencies": tally.agencies,
            "changes": tally.changes, "refused": tally.refused,
        });
        audit::record(self.0, &mut tx, actor, "deliveries.checked", super::object(&delivery), &details).await?;
        tx.commit().await
    }

    async fn read_all(&self, actor: &Actor, delivery: &Delivery) -> ServiceResult<Tally> {
        let (file, bytes_read, broken) = self.open(delivery.id).await?;
        let (sender, mut portions) = mpsc::channel(WAITING);
        let reading = tokio::task::spawn_blocking(move || {
            read_portions(file, |portion| match sender.blocking_send(portion) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            })
        });
        let mut checked = Checked::default();
        while let Some(portion) = portions.recv().await {
            let mut together = vec![portion];
            while let Ok(portion) = portions.try_recv() {
                together.push(portion);
                if together.iter().map(|portion| portion.rows).sum::<i64>() >= ROWS_TOGETHER {
                    break;
                }
            }
            let (parts, edits) = self.compare(actor, delivery, together, &mut checked).await?;
            checked.tally.bytes_read = bytes_read.load(Ordering::Relaxed);
            let mut tx = self.0.db().write().await?;
            let beat_at = self.0.shared_now(&mut tx).await?;
            store::deliveries::note(&mut tx, delivery.id, Progress { beat_at, ..delivery.progress }, &checked.tally)
                .await?;
            if checked.tally.refused == 0 {
                store::deliveries::add_parts(&mut tx, delivery.id, &parts).await?;
                store::deliveries::add_edits(&mut tx, delivery.id, &edits).await?;
            }
            tx.commit().await?;
            checked.is_cut = usize::try_from(checked.tally.refused).is_ok_and(|count| count > MOST_COUNTED_REFUSALS);
            if checked.is_cut {
                break;
            }
        }
        drop(portions);
        let apart = reading.await.map_err(|error| ServiceError::fault("reading a large file", error))?;
        if let Some(error) = broken.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        for refusal in apart {
            checked.is_cut |= refusal.why == Why::NotReadFurther;
            checked.refuse(Refused::unreadable(&refusal));
        }
        let Checked { mut tally, is_cut, .. } = checked;
        if is_cut {
            let cut = SheetRefusal { row: 0, column: None, why: Why::NotReadFurther };
            tally.refusals.retain(|refused| *refused != Refused::unreadable(&cut));
            tally.refusals.truncate(MOST_SHEET_REFUSALS - 1);
            tally.refusals.push(Refused::unreadable(&cut));
        }
        tally.refusals.sort_by_key(|refused| (refused.row, refused.column));
        tally.bytes_read = bytes_read.load(Ordering::Relaxed);
        Ok(tally)
    }

    /// The rows of some agencies against their drafts as they stand.
    async fn compare(
        &self,
        actor: &Actor,
        delivery: &Delivery,
        portions: Vec<Portion>,
        checked: &mut Checked,
    ) -> ServiceResult<(Vec<PartOf>, Vec<(OrganisationCode, Edit)>)> {
        let sheets = Sheets(self.0);
        let (mut parts, mut edits) = (Vec::new(), Vec::new());
        let mut tx = self.0.db().read().await?;
        for Portion { agency, filled, rows, first_row } in portions {
            checked.tally.rows += rows;
            if !checked.seen.insert(agency.clone()) {
                let why = Why::NotTogether { agency: agency.chars().take(64).collect() };
                checked.refuse(Refused::unreadable(&SheetRefusal { row: first_row, column: None, why }));
                continue;
            }
            let file = delivery.as_bundle();
            let sheet = match sheets.sheet_of(&mut tx, actor, &file, &agency, filled, first_row).await? {
                Part::Taken(sheet) => sheet,
                Part::Refused(refusal) => {
                    checked.refuse(Refused::unreadable(&refusal));
                    continue;
                }
            };
            let compared = sheets.compare(&mut tx, actor, &sheet).await?;
            for refused in compared.refused {
                checked.refuse(refused);
            }
            let changes = i64::try_from(compared.changes.len()).unwrap_or(i64::MAX);
            checked.tally.agencies += 1;
            checked.tally.changes += changes;
            edits.extend(compared.changes.into_iter().map(|change| (sheet.key.agency.clone(), Change::edit(change))));
            parts.push(PartOf { agency: sheet.key.agency, rows, changes });
        }
        Ok((parts, edits))
    }

    /// The file to read on a thread of its own, how much of it was read so far, and why it cannot be read further.
    async fn open(&self, id: DeliveryId) -> ServiceResult<(Pieces, Arc<AtomicI64>, Broken)> {
        let lost = |error: object_store::Error| {
            if matches!(error, object_store::Error::NotFound { .. }) {
                return ServiceError::FileLost(Fault::new("reading a large file", error));
            }
            ServiceError::Unavailable(Fault::new("reading a large file", error))
        };
        let mut stream = self.0.files().get(&place(id)).await.map_err(lost)?.into_stream();
        let (sender, coming) = mpsc::channel(WAITING);
        let broken = Broken::default();
        let of_stream = broken.clone();
        tokio::spawn(async move {
            while let Some(piece) = stream.next().await {
                match piece {
                    Ok(piece) => {
                        if sender.send(piece).await.is_err() {
                            return;
                        }
                    }
                    Err(error) => {
                        *of_stream.lock().unwrap_or_else(PoisonError::into_inner) = Some(lost(error));
                        return;
                    }
                }
            }
        });
        let read = Arc::new(AtomicI64::new(0));
        Ok((Pieces { coming, present: Bytes::new(), read: read.clone() }, read, broken))
    }
}

impl Delivery {
    /// The same as a small file, whose parts are looked at in the same way.
    fn as_bundle(&self) -> Bundle {
        Bundle {
            id: BundleId::new(self.id.uuid()),
            account: self.account,
            round: self.round.clone(),
            kind: SheetKind::Csv,
            file_name: self.file_name.clone(),
            size_bytes: self.size_bytes,
            sha256: self.sha256.clone(),
            agencies: 0,
            refusals: Vec::new(),
            uploaded_at: self.uploaded_at,
            expires_at: self.expires_at,
            applied_at: None,
        }
    }
}

/// Why a file cannot be read further.
type Broken = Arc<Mutex<Option<ServiceError>>>;

/// What was checked so far.
#[derive(Default)]
struct Checked {
    tally: Tally,
    /// Agencies that were there already.
    seen: BTreeSet<String>,
    /// Whether so much is wrong that nobody reads on.
    is_cut: bool,
}

impl Checked {
    /// Counts a place that cannot be taken; the first are listed.
    fn refuse(&mut self, refused: Refused) {
        self.tally.refused += 1;
        if self.tally.refusals.len() < MOST_SHEET_REFUSALS {
            self.tally.refusals.push(refused);
        }
    }
}

/// A file that comes in pieces, for whoever reads on a thread of their own.
struct Pieces {
    coming: mpsc::Receiver<Bytes>,
    present: Bytes,
    read: Arc<AtomicI64>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.present.is_empty() {
            match self.coming.blocking_recv() {
                Some(piece) => self.present = piece,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.present.len());
        self.present.copy_to_slice(&mut buffer[..count]);
        self.read.fetch_add(i64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        Ok(count)
    }
}
