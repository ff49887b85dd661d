//! What is typed, proven and known about each indicator of a report.

use super::{
    Loaded,
    past::{self, Past},
};
use crate::{
    Actor, ServiceResult, Services,
    collectors::Collected,
    drafts::first,
    store,
    store::{Tx, drafts::DraftEntry},
    values::Value,
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    calendar::Period,
    entry::{Entry, Field},
    evidence::Evidence,
    ids::IndicatorCode,
    indicator::Indicator,
    problem::{Problem, ProblemKind},
    reading::Reading,
    rule::{self, Before, Facts},
    submission::{ReturnReason, State, StateName, Submission},
};
use std::collections::BTreeMap;

/// One indicator's part of a report.
#[derive(Debug, Clone)]
pub struct ReportEntry {
    /// The indicator.
    pub indicator: Indicator,
    /// What is typed, or was submitted once the report is with somebody else.
    pub entry: Entry,
    /// Counts the changes of this entry, for finding conflicts; 0 for one never typed.
    pub version: i64,
    /// When it was last typed.
    pub edited_at: Option<DateTime<Utc>>,
    /// The value, where one can be read.
    pub reading: Option<Reading>,
    /// What is wrong or surprising.
    pub problems: Vec<Problem>,
    /// Its files.
    pub evidence: Vec<Evidence>,
    /// Figures of the rounds before, oldest first.
    pub history: Vec<(Period, Option<Amount>)>,
    /// What its figure is held against.
    pub past: Before,
    /// What is expected of this agency at the end of the period, in the unit of its figure.
    pub expected: Option<Amount>,
    /// What was submitted the time before, for showing what changed.
    pub before: Option<Entry>,
    /// Why it was sent back, in the last return.
    pub return_reason: Option<String>,
    /// What somebody typed over a change of somebody else, while nobody has chosen.
    pub conflict: Option<Conflict>,
    /// The accepted value, reported and verified.
    pub accepted: Option<Value>,
    /// Where the value was fetched from, while nobody typed over it.
    pub collected: Option<Collected>,
}

/// A text kept beside what is stored, until somebody has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kept text.
    pub entry: Entry,
    /// What both were typed over, where that is known.
    pub base: Option<Entry>,
    /// Whether the reader typed it.
    pub is_own: bool,
    /// Whether the reader typed what is stored: on another page, when both are theirs.
    pub is_stored_own: bool,
}

impl Conflict {
    /// What stops the report.
    fn problem() -> Problem {
        Problem::blocking(Field::Value, ProblemKind::Undecided)
    }
}

impl ReportEntry {
    /// Whether its value was fetched and waits for a reporter.
    pub fn awaits_confirmation(&self) -> bool {
        self.collected.as_ref().is_some_and(|collected| collected.confirmed.is_none())
    }

    /// The same entry as if other texts had been typed: what the rules find in them.
    #[must_use]
    pub fn retyped(self, texts: Entry) -> Self {
        let facts = Facts { entry: &texts, evidence_count: self.evidence.len(), before: self.past };
        let checked = rule::check(&self.indicator, facts);
        let undecided = self.conflict.iter().map(|_| Conflict::problem());
        let is_as_before = self.before.as_ref() == Some(&texts);
        let unanswered =
            self.problems.into_iter().filter(|problem| is_as_before && problem.kind == ProblemKind::Unanswered);
        let problems = undecided.chain(checked.problems).chain(unanswered).collect();
        let collected = self.collected.filter(|collected| collected.stands_in(&texts));
        Self { reading: checked.reading, problems, entry: texts, collected, ..self }
    }
}

/// Everything typed, proven and known about the indicators asked: what both reading and submitting look at.
pub(crate) async fn entries(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    loaded: &Loaded,
) -> ServiceResult<Vec<ReportEntry>> {
    let reasons = store::submissions::reasons(tx, &loaded.submission.key).await?;
    with_reasons(services, tx, actor, loaded, &reasons).await
}

/// The same for whoever has read why the report was sent back, each time.
pub(super) async fn with_reasons(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    loaded: &Loaded,
    reasons: &[(i32, ReturnReason)],
) -> ServiceResult<Vec<ReportEntry>> {
    let key = &loaded.submission.key;
    let submission = &loaded.submission;
    let mut typed = match submission.state.name() {
        StateName::NotStarted => BTreeMap::new(),
        StateName::Draft | StateName::Returned => store::drafts::draft(tx, key).await?,
        StateName::Submitted | StateName::Approved | StateName::Endorsed | StateName::Accepted => {
            frozen(submission, store::submissions::revision(tx, key, submission.revision).await?)
        }
    };
    let is_with_agency = matches!(submission.state.name(), StateName::Draft | StateName::Returned);
    let revision_before = if is_with_agency { submission.revision } else { submission.revision - 1 };
    let mut texts_before = match revision_before {
        ..1 => BTreeMap::new(),
        revision => store::submissions::revision(tx, key, revision).await?,
    };
    let undecided = store::conflicts::undecided(tx, key).await?;
    let files = store::evidence::of_report(tx, key).await?;
    let accepted = store::values::of_report(tx, key).await?;
    let mut collected = store::polls::collected(tx, key).await?;
    let pasts = past::of(services, tx, loaded).await?;
    let period_end = loaded.round.period.last_day();
    let returned_at = match submission.state {
        State::Returned { returned } => Some(returned.at),
        State::NotStarted
        | State::Draft { .. }
        | State::Submitted { .. }
        | State::Approved { .. }
        | State::Endorsed { .. }
        | State::Accepted { .. } => None,
    };
    let entry_of = |indicator: &Indicator| {
        let draft = typed.remove(&indicator.code);
        let of_indicator = |file: &&Evidence| file.indicator.as_ref() == Some(&indicator.code);
        let evidence: Vec<_> = files.iter().filter(of_indicator).cloned().collect();
        let stored_by = draft.as_ref().map(|draft| draft.edited_by);
        let entry = draft.as_ref().map(|draft| draft.entry.clone()).unwrap_or_default();
        let Past { history, before: past } = pasts.of(&indicator.code);
        let checked = rule::check(indicator, Facts { entry: &entry, evidence_count: evidence.len(), before: past });
        let kept = first(&undecided, &indicator.code, actor.account).filter(|_| is_with_agency);
        let conflict = kept.map(|kept| Conflict {
            entry: kept.entry.clone(),
            base: kept.base.clone(),
            is_own: kept.account == actor.account,
            is_stored_own: stored_by == Some(actor.account),
        });
        let collected = collected.remove(&indicator.code).filter(|collected| collected.stands_in(&entry));
        let is_unconfirmed =
            is_with_agency && collected.as_ref().is_some_and(|collected| collected.confirmed.is_none());
        let unconfirmed = is_unconfirmed.then(|| Problem::blocking(Field::Value, ProblemKind::Unconfirmed));
        let is_of_last = |of: &&(i32, ReturnReason)| of.0 == revision_before && of.1.indicator == indicator.code;
        let return_reason = reasons.iter().find(is_of_last).map(|(_, reason)| reason.reason.clone());
        let before = texts_before.remove(&indicator.code);
        let is_as_returned = |at| before.as_ref() == Some(&entry) && evidence.iter().all(|file| file.uploaded_at <= at);
        let unanswered = returned_at
            .filter(|at| return_reason.is_some() && is_as_returned(*at))
            .map(|_| Problem::blocking(Field::Value, ProblemKind::Unanswered));
        let undecided = conflict.iter().map(|_| Conflict::problem());
        let problems = undecided.chain(checked.problems).chain(unconfirmed).chain(unanswered).collect();
        ReportEntry {
            version: draft.as_ref().map_or(0, |draft| draft.version),
            edited_at: draft.map(|draft| draft.edited_at),
            entry,
            reading: checked.reading,
            problems,
            evidence,
            history,
            past,
            expected: indicator.expected_of_one(period_end),
            before,
            return_reason,
            conflict,
            accepted: accepted.iter().find(|value| value.indicator == indicator.code).cloned(),
            collected,
            indicator: indicator.clone(),
        }
    };
    Ok(loaded.asked()?.into_iter().map(entry_of).collect())
}

/// A submitted revision in the shape of a draft.
fn frozen(submission: &Submission, texts: BTreeMap<IndicatorCode, Entry>) -> BTreeMap<IndicatorCode, DraftEntry> {
    let stamp = submission.state.submitted().or(submission.state.latest());
    let Some(stamp) = stamp else { return BTreeMap::new() };
    texts
        .into_iter()
        .map(|(code, entry)| {
            (code, DraftEntry { entry, version: 0, edited_by: stamp.by, edited_at: stamp.at, edited_on: None })
        })
        .collect()
}
