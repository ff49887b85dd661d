//! What a snapshot says of its reports: some are read at a time, worked out, held against what is kept, and put into lines.

use crate::{
    ServiceError, ServiceResult,
    scores::{Held, HeldIn},
    store,
    store::Tx,
};
use domain::{
    amount::Amount,
    derived::Working,
    ids::{IndicatorCode, OrganisationCode, SchemeCode},
    objection::Objection,
    organisation::OrganisationTree,
    snapshot::{
        Carried, Frame, Gathered, Line, NotCanonical, Objected, Outcome, Parts, Report, ReportedValue, Step, Summed,
        Writer, steps_behind,
    },
    window::Extension,
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::{sync::mpsc, task::JoinHandle};

/// How many reports are read at once; as many again are worked out and written meanwhile.
const REPORTS_AT_ONCE: i64 = 4;

/// The text of a file, line by line, with what has to be known of it at the end.
#[derive(Default)]
pub(super) struct Text {
    pub(super) writer: Writer,
    pub(super) whole: Sha256,
    pub(super) bytes: u64,
    pub(super) values: u64,
    pub(super) scores: u64,
}

pub(super) fn unwritable(error: NotCanonical) -> ServiceError {
    ServiceError::fault("writing a snapshot", error)
}

impl Text {
    /// Takes in what goes to the file as it is.
    pub(super) fn took(&mut self, text: String) -> String {
        self.whole.update(&text);
        self.bytes += text.len() as u64;
        text
    }

    /// The next line.
    pub(super) fn line(&mut self, line: &Line) -> ServiceResult<String> {
        let text = self.writer.line(line).map_err(unwritable)?;
        Ok(self.took(text))
    }
}

/// Some reports of a round, with what belongs to them.
pub(super) struct Batch {
    /// The last body.
    pub(super) last: OrganisationCode,
    pub(super) reports: Vec<Report>,
    steps: Vec<(OrganisationCode, Step)>,
    objections: Vec<Objection>,
    values: Vec<store::values::Value>,
    held: Held,
    kept: Kept,
}

impl Batch {
    /// The next after a body; none at the end.
    pub(super) async fn read(
        held: &Arc<HeldIn>,
        tx: &mut Tx,
        frame: &Frame,
        after: Option<&OrganisationCode>,
    ) -> ServiceResult<Option<Self>> {
        let round = &frame.head.round;
        let reports = store::snapshots::reports_after(tx, &round.code, after, REPORTS_AT_ONCE).await?;
        let (Some(first), Some(last)) = (reports.first(), reports.last()) else { return Ok(None) };
        let (first, last) = (first.body.clone(), last.body.clone());
        let steps = store::snapshots::steps_between(tx, &round.code, &first, &last).await?;
        let objections = store::objections::between(tx, &round.code, (&first, &last)).await?;
        let values = store::values::between(tx, &round.code, &first, &last).await?;
        let bodies: Vec<OrganisationCode> = reports.iter().map(|report| report.body.clone()).collect();
        let held = Held::of(held, tx, Some(&bodies)).await?;
        let schemes: Vec<_> = frame.compared.iter().map(|compared| &compared.scheme.head().code).collect();
        let kept = store::scores::full_between(tx, &round.code, &schemes, (&first, &last)).await?;
        Ok(Some(Self { last, reports, steps, objections, values, held, kept }))
    }
}

/// Works reports out and puts them into words.
pub(super) struct Pen {
    pub(super) frame: Arc<Frame>,
    pub(super) tree: Arc<OrganisationTree>,
    pub(super) extensions: Vec<Extension>,
    pub(super) text: Text,
    pub(super) gathered: Gathered,
    pub(super) summed: Summed,
}

impl Pen {
    /// The lines of some reports, in their order.
    fn write(&mut self, batch: Batch) -> ServiceResult<String> {
        let mut steps: BTreeMap<OrganisationCode, Vec<Step>> = BTreeMap::new();
        for (body, step) in batch.steps {
            steps.entry(body).or_default().push(step);
        }
        let mut values: BTreeMap<OrganisationCode, Vec<ReportedValue>> = BTreeMap::new();
        for value in batch.values {
            values.entry(value.agency.clone()).or_default().push(reported(value));
        }
        let mut objections: BTreeMap<OrganisationCode, Vec<Objected>> = BTreeMap::new();
        for objection in batch.objections {
            let objected = self.objected(&objection);
            objections.entry(objection.key.agency).or_default().push(objected);
        }
        let frame = self.frame.clone();
        let read = frame.read();
        let mut lines = String::new();
        for mut report in batch.reports {
            let told = report.accepted_revision.unwrap_or(report.revision);
            report.steps = steps_behind(told, steps.remove(&report.body).unwrap_or_default());
            report.values = values.remove(&report.body).unwrap_or_default();
            report.objections = objections.remove(&report.body).unwrap_or_default();
            carry(&batch.held, &read, &mut report);
            lines.push_str(&self.line(report, &batch.kept)?);
        }
        Ok(lines)
    }

    /// What is told of an objection under the editions of the snapshot.
    fn objected(&self, objection: &Objection) -> Objected {
        Objected::of(objection, |scheme, edition| {
            let mut heads = self.frame.compared.iter().map(|compared| compared.scheme.head());
            heads.any(|head| head.code == *scheme && head.edition == edition)
        })
    }

    fn line(&mut self, mut report: Report, kept: &Kept) -> ServiceResult<String> {
        let kind = self.tree.get(&report.body).map(|body| body.kind);
        let kind = kind.ok_or_else(|| ServiceError::fault("taking a snapshot", "a body is not registered"))?;
        let window = self.frame.head.round.window;
        report.due_at = Some(window.for_body(&self.extensions, &self.tree.path(&report.body), kind).due_at());
        let worked_out: Vec<_> = report.values.iter().map(derived).collect();
        let report = self.frame.completed(report);
        if !report.values.iter().map(derived).eq(worked_out) {
            let found = "a derived value is not what its formula comes to";
            return Err(ServiceError::fault(format!("taking a snapshot of {}", report.body), found));
        }
        agrees(kept, &report)?;
        self.gathered.add(&self.frame, kind, &report);
        self.summed.add(&self.frame, &report);
        self.text.values += report.values.len() as u64;
        self.text.scores += report.scores.len() as u64;
        self.text.line(&Line::Report(Box::new(report)))
    }
}

/// Where a pen is at work: beside the asynchronous threads, so that nobody who saves meanwhile waits for it, and on one thread from
/// the first report to the last, so that what one thread has of memory for it serves for all.
pub(super) struct Desk {
    give: mpsc::Sender<Batch>,
    lines: mpsc::Receiver<ServiceResult<String>>,
    pen: JoinHandle<Pen>,
}

impl Desk {
    pub(super) fn of(mut pen: Pen) -> Self {
        let (give, mut batches) = mpsc::channel(1);
        let (hand, lines) = mpsc::channel(1);
        let pen = tokio::task::spawn_blocking(move || {
            while let Some(batch) = batches.blocking_recv() {
                if hand.blocking_send(pen.write(batch)).is_err() {
                    break;
                }
            }
            pen
        });
        Self { give, lines, pen }
    }

    /// The lines of some reports, in their order.
    pub(super) async fn write(&mut self, batch: Batch) -> ServiceResult<String> {
        let gone = || ServiceError::fault("taking a snapshot", "whoever writes it is gone");
        self.give.send(batch).await.map_err(|_| gone())?;
        self.lines.recv().await.ok_or_else(gone)?
    }

    /// What is known once everything is written.
    pub(super) async fn ends(self) -> ServiceResult<Pen> {
        drop(self.give);
        self.pen.await.map_err(|error| ServiceError::fault("taking a snapshot", error))
    }
}

/// Kept scores before rounding; none of a report that has no score.
type Kept = BTreeMap<(SchemeCode, OrganisationCode), Option<Amount>>;

/// Refuses scores that are not the kept ones: then one of the two is wrong, and neither is signed.
fn agrees(kept: &Kept, report: &Report) -> ServiceResult<()> {
    for score in &report.scores {
        let derived = match &score.outcome {
            Outcome::Scored(score) => Some(score.full),
            Outcome::Absent(_) | Outcome::Fault(_) => None,
        };
        let known = kept.get(&(score.scheme.clone(), report.body.clone()));
        if known != Some(&derived) {
            let found = format!("kept {known:?}, derived {derived:?}");
            return Err(ServiceError::fault(format!("the score {} of {}", score.scheme, report.body), found));
        }
    }
    Ok(())
}

/// Puts in what the scores of a report rest on beside its own values.
fn carry(held: &Held, read: &BTreeSet<&IndicatorCode>, report: &mut Report) {
    let mut told: BTreeSet<&IndicatorCode> = report.values.iter().map(|value| &value.indicator).collect();
    if told.is_empty() {
        return;
    }
    let mut carried = Vec::new();
    for (from, value) in held.carried(&report.body).filter(|(_, value)| read.contains(&value.indicator)) {
        if told.insert(&value.indicator) {
            let value = ReportedValue { working: None, ..reported(value.clone()) };
            carried.push(Carried { from: from.clone(), value });
        }
    }
    carried.sort_by(|one, other| one.value.indicator.cmp(&other.value.indicator));
    let not_asked = held.not_asked(&report.body).filter(|code| read.contains(*code) && !told.contains(*code));
    (report.not_asked, report.carried) = (not_asked.cloned().collect(), carried);
}

/// What stands of a derived value; nothing of one that was reported.
fn derived(value: &ReportedValue) -> Option<(Option<Parts>, Working)> {
    value.working.clone().map(|working| (value.reported, working))
}

/// A value as it stands on a line, before what follows from it.
pub(crate) fn reported(value: store::values::Value) -> ReportedValue {
    let parts = |(value, base): (Amount, Option<Amount>)| Parts { value, base };
    ReportedValue {
        indicator: value.indicator,
        revision: value.revision,
        applicability: value.applicability,
        reported: value.reported.map(parts),
        verified: value.verified.map(parts),
        figure: None,
        trust: Some(value.trust),
        working: value.working,
        accepted_at: value.accepted_at,
    }
}
