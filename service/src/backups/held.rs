//! Restored values held against those of the last snapshot, which are signed: sums and scores that were changed together with
//! their values would agree with them.

use crate::{
    ServiceError, ServiceResult, Services,
    snapshots::{Snapshot, reported},
    store,
    store::{Tx, values::Then},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::{IndicatorCode, OrganisationCode},
    snapshot::{Line, Report, ReportedValue},
};
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// So long before the instant of a snapshot values may still have been on their way when it was read: of these either state is
/// taken.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(1);
/// How many reports are held against the database at once.
const AT_ONCE: usize = 200;
/// How many values are named that are not what was signed.
const NAMED: usize = 5;
/// Stands after every code in order.
const AFTER_ALL: &str = "~";

/// What came of holding values against a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// How many signed values were looked for. Derived ones are not among them: they are worked out from these when the
    /// snapshot is verified.
    pub signed: u64,
    /// How many values are other ones, missing, or there without having been signed.
    pub others: u64,
    /// The first of those, as organisation and indicator.
    pub first: Vec<String>,
}

impl Held {
    fn note(&mut self, body: &OrganisationCode, indicator: &IndicatorCode) {
        self.others += 1;
        if self.first.len() < NAMED {
            self.first.push(format!("{body}/{indicator}"));
        }
    }

    /// Holds the signed values of some reports against all that the database has of these bodies and those between them.
    fn hold(&mut self, reports: &[Report], then: Vec<Then>) {
        let mut kept: BTreeMap<(OrganisationCode, IndicatorCode), Vec<(ReportedValue, bool)>> = BTreeMap::new();
        for Then { value, was_settled } in then {
            let key = (value.agency.clone(), value.indicator.clone());
            kept.entry(key).or_default().push((reported(value), was_settled));
        }
        for report in reports {
            for signed in report.values.iter().filter(|value| value.working.is_none()) {
                self.signed += 1;
                let of = kept.remove(&(report.body.clone(), signed.indicator.clone())).unwrap_or_default();
                let is_same = |(value, _): &(ReportedValue, bool)| same(value, signed);
                // One that had settled by then is the one that was in force.
                let is_other = of.iter().any(|it| it.1 && !is_same(it));
                if is_other || !of.iter().any(is_same) {
                    self.note(&report.body, &signed.indicator);
                }
            }
        }
        for ((body, indicator), of) in kept {
            if of.iter().any(|(_, was_settled)| *was_settled) {
                self.note(&body, &indicator);
            }
        }
    }
}

/// Whether a value is the one that was signed; what follows from it is computed anew elsewhere.
fn same(value: &ReportedValue, signed: &ReportedValue) -> bool {
    let of = |value: &ReportedValue| {
        (value.revision, value.applicability, value.reported, value.verified, value.accepted_at)
    };
    of(value) == of(signed)
}

/// Holds the values of an installation as of the instant of a snapshot against those that stand in it.
///
/// # Errors
/// The file cannot be read; storage does not answer.
pub(super) async fn against(services: &Services, snapshot: &Snapshot) -> ServiceResult<Held> {
    let lines = services.snapshots().lines(snapshot).await?;
    let (give, mut batches) = mpsc::channel::<Vec<Report>>(1);
    let reading = tokio::task::spawn_blocking(move || {
        let mut batch = Vec::with_capacity(AT_ONCE);
        for line in lines {
            let Line::Report(report) = line? else { continue };
            batch.push(*report);
            if batch.len() == AT_ONCE && give.blocking_send(std::mem::take(&mut batch)).is_err() {
                return Ok(());
            }
        }
        // Whoever is gone has told why.
        let _ = give.blocking_send(batch);
        ServiceResult::Ok(())
    });
    let mut tx = services.db().read().await?;
    let (mut held, mut after) = (Held::default(), String::new());
    while let Some(reports) = batches.recv().await {
        let last = reports.last().map_or(AFTER_ALL, |report| report.body.as_str()).to_owned();
        held.hold(&reports, values(&mut tx, snapshot, &after, &last).await?);
        after = last;
    }
    reading.await.map_err(|error| ServiceError::fault("reading a snapshot", error))??;
    held.hold(&[], values(&mut tx, snapshot, &after, AFTER_ALL).await?);
    Ok(held)
}

async fn values(tx: &mut Tx, snapshot: &Snapshot, after: &str, until: &str) -> ServiceResult<Vec<Then>> {
    let at: DateTime<Utc> = snapshot.taken_at;
    store::values::then(tx, &snapshot.round, (after, until), (at - UNDER_WAY, at)).await
}
