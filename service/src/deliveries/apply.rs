//! Into all drafts at once. Everything was compared before, so that the one transaction in which all of it comes has little
//! to do: see that nothing has changed, and put in what stands ready.

use super::{Deliveries, Delivery};
use crate::{Actor, ServiceError, ServiceResult, audit, reports, rollups, store, store::Tx};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    delivery::Progress,
    ids::DeliveryId,
    submission::{Stamp, StateName, Submission},
};

/// Of how many agencies the answers are put into drafts by one statement.
const AGENCIES_AT_ONCE: i64 = 250;

impl Deliveries<'_> {
    /// Puts everything that stands ready into the drafts: all of it, or nothing.
    pub(crate) async fn put_all(&self, actor: &Actor, id: DeliveryId, progress: Progress) -> ServiceResult<()> {
        let place = self.0.delivery_workers().acquire().await;
        let _place = place.map_err(|error| ServiceError::fault("a place to apply a large file", error))?;
        let mut tx = self.0.db().write().await?;
        let delivery =
            store::deliveries::get(&mut tx, id).await?.filter(|delivery| delivery.progress.run == progress.run);
        let delivery = delivery.ok_or(ServiceError::Conflict)?;
        let stamp = Stamp { by: actor.account, at: self.0.now() };
        store::deliveries::hold_reports(&mut tx, id, &delivery.round, stamp.at).await?;
        let Moved { begun, open_until } = self.moved(&mut tx, actor, &delivery, stamp).await?;
        if store::deliveries::overtaken(&mut tx, id, &delivery.round).await? > 0 {
            return Err(ServiceError::Conflict);
        }
        let moved: Vec<_> = begun.iter().map(|(_, report)| (report.clone(), Some(stamp))).collect();
        store::history::save_reports(&mut tx, &moved).await?;
        self.put_edits(&mut tx, &delivery, stamp).await?;
        // The counters last, since everybody else waits for those of the root.
        if !begun.is_empty() {
            let root = self.0.tree_in(&mut tx).await?.root().clone();
            // Whoever changes the register or a window counts afresh once it holds them: who holds them reads what stands still.
            store::rollups::hold_counters(&mut tx, &delivery.round, &root).await?;
            let round = self.0.round_in(&mut tx, &delivery.round).await?;
            let tree = self.0.tree_of(&mut tx, &round).await?;
            rollups::count_moves(&mut tx, &tree, &round, &begun).await?;
        }
        store::deliveries::mark_applied(&mut tx, id, progress.run, stamp.at).await?;
        let details = serde_json::json!({
            "delivery": id, "file": delivery.file_name, "sha256": delivery.sha256, "size_bytes": delivery.size_bytes,
            "rows": delivery.tally.rows, "agencies": delivery.tally.agencies, "entries_changed": delivery.tally.changes,
            "reports_begun": moved.len(),
        });
        audit::record(self.0, &mut tx, actor, "deliveries.apply", super::object(&delivery), &details).await?;
        reports::require_in_time(self.0, &mut tx, open_until).await?;
        tx.commit().await?;
        self.remove_file(id).await;
        if let Err(error) = self.clear_edits(id).await {
            // All of it is in the drafts; what is left of it goes with the file's record.
            tracing::warn!(delivery = %id, %error, "what stood ready could not be removed");
        }
        Ok(())
    }

    /// Puts what stands ready into the drafts, some agencies at a time so that it can be told how far it is.
    async fn put_edits(&self, tx: &mut Tx, delivery: &Delivery, stamp: Stamp) -> ServiceResult<()> {
        let (count, mut put, mut agencies) = (self.0.applying().begin(delivery.id), 0, 0);
        while agencies < delivery.tally.agencies {
            let some = (agencies, AGENCIES_AT_ONCE);
            let more = store::deliveries::put(tx, delivery.id, &delivery.round, stamp, some).await?;
            put += i64::try_from(more).unwrap_or(i64::MAX);
            agencies += AGENCIES_AT_ONCE;
            count.tell(put);
        }
        if put == delivery.tally.changes {
            return Ok(());
        }
        Err(ServiceError::fault("applying a large file", format!("{put} entries were put into drafts")))
    }

    /// The reports that begin by it; refuses any that cannot be changed now.
    async fn moved(&self, tx: &mut Tx, actor: &Actor, delivery: &Delivery, stamp: Stamp) -> ServiceResult<Moved> {
        let register = self.0.register_in(tx).await?;
        let round = self.0.round_in(tx, &delivery.round).await?;
        let tree = register.of(&round);
        let extensions = store::rounds::extensions(tx, &round.code).await?;
        let (mut begun, mut open_until) = (Vec::new(), DateTime::<Utc>::MAX_UTC);
        for report in store::submissions::of_delivery(tx, delivery.id, &round.code).await? {
            let agency = &report.key.agency;
            actor.require(Action::EditReport, &crate::organisations::path_of(register.now(), agency)?)?;
            let kind = tree.kind(agency).ok_or(ServiceError::NotFound("organisation"))?;
            let window = round.window.for_body(&extensions, &tree.path(agency), kind);
            let state = window.state(stamp.at);
            report.editable(state, stamp.at)?;
            open_until = open_until.min(report.locked_since(window));
            if report.state.name() != StateName::NotStarted {
                continue;
            }
            begun.push((report.clone(), report.edit(stamp, state)?));
        }
        Ok(Moved { begun, open_until })
    }
}

/// What moves by a file.
struct Moved {
    /// The reports that begin by it, each before and after.
    begun: Vec<(Submission, Submission)>,
    /// Until when all of the reports take it.
    open_until: DateTime<Utc>,
}
