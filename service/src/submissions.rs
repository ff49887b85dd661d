//! A report on its way: submitting, approving, returning, accepting.

mod verify_anew;

pub(crate) use self::verify_anew::with_verified;

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    drafts::{object, refuse_twice},
    reports::{self, Loaded, ReportEntry},
    rollups, scores, store,
    store::{Tx, submissions::EventRow},
    values::{Value, reading_in_force},
    workings,
};
use domain::{
    access::Action,
    amount::Amount,
    authority_letter::AuthorityLetter,
    entry::{Applicability, Entry},
    ids::IndicatorCode,
    indicator::Indicator,
    name::visible,
    reading::Reading,
    rule::{self, Before, Facts},
    submission::{Refusal, Remaining, ReportKey, ReturnReason, Stamp, Submission, check_length},
    trust::{Grounds, TrustGrade, Verification},
};
use std::collections::BTreeMap;

/// The version of a report that the actor saw; a move is refused when it has moved since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Exactly this version.
    Version(i64),
    /// Whatever it is now.
    Any,
}

impl Seen {
    fn require(self, report: &Submission) -> ServiceResult<()> {
        match self {
            Self::Version(version) if version != report.version => Err(ServiceError::Conflict),
            Self::Version(_) | Self::Any => Ok(()),
        }
    }
}

/// A value that DGA verified, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The value, or the numerator.
    pub value: String,
    /// The denominator or weight.
    pub base: String,
}

/// Reports on their way.
pub struct Submissions<'a>(pub(crate) &'a Services);

impl Services {
    /// Reports on their way.
    pub fn submissions(&self) -> Submissions<'_> {
        Submissions(self)
    }
}

impl Submissions<'_> {
    /// Hands a report to the agency's approver.
    ///
    /// # Errors
    /// [`ServiceError::Problems`] while problems remain; the window is closed; the actor may not.
    pub async fn submit(&self, actor: &Actor, key: &ReportKey, seen: Seen) -> ServiceResult<()> {
        let mut step = Step::begin(self.0, actor, Action::SubmitReport, key, seen).await?;
        let window = step.loaded.window.state(step.stamp.at);
        step.loaded.submission.editable(window, step.stamp.at)?;
        let entries = reports::entries(self.0, &mut step.tx, actor, &step.loaded).await?;
        let problems = blocking(&entries);
        if !problems.is_empty() {
            return Err(ServiceError::Problems(problems));
        }
        let moved = step.loaded.submission.clone().submit(step.stamp, window, Remaining::None)?;
        let texts: BTreeMap<_, _> = entries.into_iter().map(|entry| (entry.indicator.code, entry.entry)).collect();
        store::submissions::keep_revision(&mut step.tx, key, moved.revision, &texts).await?;
        step.finish(moved, "submit", "").await
    }

    /// Takes a submitted report back before anybody approved it.
    ///
    /// # Errors
    /// It is not waiting for approval; the window is closed; the actor may not.
    pub async fn withdraw(&self, actor: &Actor, key: &ReportKey, seen: Seen) -> ServiceResult<()> {
        let step = Step::begin(self.0, actor, Action::SubmitReport, key, seen).await?;
        let window = step.loaded.window.state(step.stamp.at);
        let moved = step.loaded.submission.clone().withdraw(step.stamp, window)?;
        step.finish(moved, "withdraw", "").await
    }

    /// Signs off for the agency.
    ///
    /// # Errors
    /// It is not waiting for approval; the actor submitted it or may not.
    pub async fn approve(&self, actor: &Actor, key: &ReportKey, seen: Seen) -> ServiceResult<()> {
        let step = Step::begin(self.0, actor, Action::ApproveReport, key, seen).await?;
        let moved = step.loaded.submission.clone().approve(step.stamp)?;
        step.finish(moved, "approve", "").await
    }

    /// Endorses as the coordinator above the agency.
    ///
    /// # Errors
    /// It is not approved; the actor submitted it or may not.
    pub async fn endorse(&self, actor: &Actor, key: &ReportKey, seen: Seen) -> ServiceResult<()> {
        let step = Step::begin(self.0, actor, Action::EndorseReport, key, seen).await?;
        let moved = step.loaded.submission.clone().endorse(step.stamp)?;
        step.finish(moved, "endorse", "").await
    }

    /// Sends a report back with a reason for each field in question. Whoever could take the next step may do it.
    ///
    /// # Errors
    /// It is not waiting for this actor; reasons are missing or name indicators that are not asked.
    pub async fn return_for_change(
        &self,
        actor: &Actor,
        key: &ReportKey,
        seen: Seen,
        reasons: &[ReturnReason],
        note: &str,
    ) -> ServiceResult<()> {
        use domain::submission::StateName as S;
        let reasons: &[ReturnReason] = &reasons.iter().map(storable).collect::<Vec<_>>();
        let mut step = Step::begin(self.0, actor, Action::ReadReport, key, seen).await?;
        let action = match step.loaded.submission.state.name() {
            S::Submitted => Action::ApproveReport,
            S::Approved if !actor.may(Action::ReviewReport, &step.loaded.path) => Action::EndorseReport,
            S::Approved | S::Endorsed => Action::ReviewReport,
            S::NotStarted | S::Draft | S::Returned | S::Accepted => {
                let steps = [Action::ApproveReport, Action::EndorseReport, Action::ReviewReport];
                let may_some = steps.into_iter().any(|step_of| actor.may(step_of, &step.loaded.path));
                return Err(if may_some { Refusal::WrongState.into() } else { ServiceError::Forbidden });
            }
        };
        actor.require(action, &step.loaded.path)?;
        step.action = action;
        refuse_twice(reasons.iter().map(|reason| &reason.indicator))?;
        let asked = step.loaded.asked()?;
        if let Some(stray) = reasons.iter().find(|reason| !asked.iter().any(|asked| asked.code == reason.indicator)) {
            return Err(step.loaded.not_asked(&stray.indicator));
        }
        check_length(note)?;
        let moved = step.loaded.submission.clone().return_for_change(step.stamp, reasons)?;
        store::submissions::keep_reasons(&mut step.tx, key, moved.revision, reasons).await?;
        step.finish(moved, "return_for_change", note).await
    }

    /// Accepts for DGA: the values count from now on, with what DGA verified beside what was reported.
    ///
    /// # Errors
    /// It is not approved or endorsed; a verified value cannot be read; the actor submitted it or may not.
    pub async fn accept(&self, actor: &Actor, key: &ReportKey, seen: Seen, verified: &[Verified]) -> ServiceResult<()> {
        self.accept_checked(actor, key, seen, verified, &[]).await
    }

    /// The same, saying which figures were held against their evidence.
    ///
    /// # Errors
    /// As [`Self::accept`]; an indicator that was checked is not asked.
    pub async fn accept_checked(
        &self,
        actor: &Actor,
        key: &ReportKey,
        seen: Seen,
        verified: &[Verified],
        checked: &[IndicatorCode],
    ) -> ServiceResult<()> {
        let mut step = Step::begin(self.0, actor, Action::ReviewReport, key, seen).await?;
        let moved = step.loaded.submission.clone().accept(step.stamp)?;
        let texts = store::submissions::revision(&mut step.tx, key, moved.revision).await?;
        if let Some(stray) = checked.iter().find(|code| !texts.contains_key(*code)) {
            return Err(step.loaded.not_asked(stray));
        }
        let mut new = accepted_values(&step.loaded, &texts, verified, &moved, step.stamp)?;
        let files = store::evidence::of_report(&mut step.tx, key).await?;
        let collected = store::polls::collected(&mut step.tx, key).await?;
        let is_collected = |indicator: &IndicatorCode| {
            collected
                .get(indicator)
                .zip(texts.get(indicator))
                .is_some_and(|(collected, entry)| collected.stands_in(entry))
        };
        for (value, _) in &mut new {
            value.trust = TrustGrade::of(Grounds {
                has_evidence: files.iter().any(|file| file.indicator.as_ref() == Some(&value.indicator)),
                is_collected: is_collected(&value.indicator),
                verification: match value.verified {
                    Some(_) => Verification::Corrected,
                    None if checked.contains(&value.indicator) => Verification::AgainstEvidence,
                    None => Verification::None,
                },
            });
        }
        // Before what is in force is read: another report that is accepted may change what is derived from it.
        store::rounds::lock(&mut step.tx, &key.round).await?;
        step.loaded.read_register_anew(self.0, &mut step.tx).await?;
        let old = store::values::of_report(&mut step.tx, key).await?;
        store::values::supersede(&mut step.tx, key, step.stamp.at).await?;
        store::values::insert(&mut step.tx, &new).await?;
        let new: Vec<Value> = new.into_iter().map(|(value, _)| value).collect();
        let Loaded { round, plan, tree, .. } = &step.loaded;
        rollups::replace(&mut step.tx, round, plan, (tree, &key.agency), &old, &new).await?;
        scores::replace(self.0, &mut step.tx, round, &key.agency, &new).await?;
        workings::follow(self.0, &mut step.tx, &key.round, [key.agency.clone()]).await?;
        store::drafts::clear_draft(&mut step.tx, key).await?;
        step.finish(moved, "accept", "").await
    }

    /// Reopens an accepted report for a correction. The accepted values stay in force until the correction is accepted.
    ///
    /// # Errors
    /// It is not accepted; there is no reason; the actor may not.
    pub async fn correct(&self, actor: &Actor, key: &ReportKey, seen: Seen, reason: &str) -> ServiceResult<()> {
        let mut step = Step::begin(self.0, actor, Action::ReviewReport, key, seen).await?;
        let reason = &readable(reason);
        let moved = step.loaded.submission.clone().correct(step.stamp, reason)?;
        let texts = store::submissions::revision(&mut step.tx, key, moved.revision).await?;
        let entries: Vec<(IndicatorCode, Entry)> = texts.into_iter().collect();
        store::drafts::save_draft(&mut step.tx, key, &entries, step.stamp, None).await?;
        step.finish(moved, "correct", reason.trim()).await
    }
}

fn storable(reason: &ReturnReason) -> ReturnReason {
    ReturnReason { indicator: reason.indicator.clone(), reason: readable(&reason.reason) }
}

/// A NUL, the one character that PostgreSQL cannot store, is shown as what it was; a text of which nobody sees anything
/// says nothing. Marks within words stay: some scripts are written with them.
fn readable(text: &str) -> String {
    if visible(text).is_empty() { String::new() } else { text.replace('\0', "\u{fffd}") }
}

/// What can be read of a text, without what stands around it.
pub(crate) fn words_of(text: &str) -> String {
    readable(text).trim().to_owned()
}

fn blocking(entries: &[ReportEntry]) -> Vec<(IndicatorCode, domain::problem::Problem)> {
    let of = |entry: &ReportEntry| {
        let problems = entry.problems.iter().filter(|problem| problem.blocks()).cloned();
        problems.map(|problem| (entry.indicator.code.clone(), problem)).collect::<Vec<_>>()
    };
    entries.iter().flat_map(of).collect()
}

/// One step of one report: loaded, allowed, and to be finished in the same transaction.
pub(crate) struct Step<'a> {
    services: &'a Services,
    actor: &'a Actor,
    action: Action,
    pub(crate) tx: Tx,
    pub(crate) loaded: Loaded,
    pub(crate) stamp: Stamp,
    /// The letter that stands for the approver's signature.
    pub(crate) letter: Option<AuthorityLetter>,
}

impl<'a> Step<'a> {
    pub(crate) async fn begin(
        services: &'a Services,
        actor: &'a Actor,
        action: Action,
        key: &ReportKey,
        seen: Seen,
    ) -> ServiceResult<Self> {
        let mut tx = services.db().write().await?;
        // Before anything is read, and before any round is locked.
        store::submissions::wait_for_others(&mut tx, key).await?;
        let loaded = reports::load(services, &mut tx, actor, action, key).await?;
        seen.require(&loaded.submission)?;
        let is_givers =
            actor.on_behalf(action, &loaded.path).is_some_and(|of| loaded.submission.state.is_moved_by(of.given_by));
        if is_givers && action == Action::ApproveReport {
            return Err(Refusal::SamePerson.into());
        }
        let stamp = Stamp { by: actor.account, at: services.now() };
        Ok(Self { services, actor, action, tx, loaded, stamp, letter: None })
    }

    /// Saves the moved report, its counters, its thread and the audit event, and makes all of it durable.
    pub(crate) async fn finish(mut self, moved: Submission, step: &'static str, note: &str) -> ServiceResult<()> {
        self.tell(moved, step, note, serde_json::json!({})).await?;
        self.tx.commit().await
    }

    /// Saves the moved report, its counters, its thread and the audit event with more details; the last thing before the
    /// commit.
    pub(crate) async fn tell(
        &mut self,
        moved: Submission,
        step: &'static str,
        note: &str,
        more: serde_json::Value,
    ) -> ServiceResult<()> {
        let path = &self.loaded.path;
        store::submissions::save(&mut self.tx, &moved).await?;
        rollups::count_move(self.services, &mut self.tx, &self.loaded, &moved).await?;
        let role = self.actor.role_for(self.action, path);
        let event = EventRow {
            version: moved.version,
            revision: moved.revision,
            step: step.to_owned(),
            account: Some(self.stamp.by.uuid()),
            role: role.map(|role| role.as_ref().to_owned()).unwrap_or_default(),
            note: readable(note),
            at: self.stamp.at,
            on_behalf_of: self.actor.on_behalf(self.action, path).map(|delegated| delegated.given_by.uuid()),
        };
        store::submissions::append_event(&mut self.tx, &moved.key, &event).await?;
        let mut details =
            serde_json::json!({ "revision": moved.revision, "state": moved.state.name(), "note": event.note });
        if let Some(delegated) = self.actor.on_behalf(self.action, path) {
            details["on_behalf_of"] = serde_json::json!(delegated.given_by);
            details["delegation"] = serde_json::json!(delegated.id);
        }
        if let Some(letter) = &self.letter {
            details["authority"] = serde_json::json!(letter.authority);
            details["letter"] = serde_json::json!(letter.id);
            details["sha256"] = serde_json::json!(letter.sha256);
        }
        if let (Some(details), serde_json::Value::Object(more)) = (details.as_object_mut(), more) {
            details.extend(more);
        }
        let action = format!("submissions.{step}");
        audit::record(self.services, &mut self.tx, self.actor, &action, object(&moved.key), &details).await?;
        if step == "submit" {
            reports::require_in_time(self.services, &mut self.tx, self.loaded.open_until()).await?;
        }
        Ok(())
    }
}

fn accepted_values(
    loaded: &Loaded,
    texts: &BTreeMap<IndicatorCode, Entry>,
    verified: &[Verified],
    moved: &Submission,
    stamp: Stamp,
) -> ServiceResult<Vec<(Value, Option<Amount>)>> {
    if let Some(stray) = verified.iter().find(|verified| !texts.contains_key(&verified.indicator)) {
        return Err(loaded.not_asked(&stray.indicator));
    }
    refuse_twice(verified.iter().map(|verified| &verified.indicator))?;
    let mut values = Vec::new();
    for (code, entry) in texts {
        let Some(indicator) = loaded.plan.indicator(code) else { continue };
        let typed = verified.iter().find(|verified| verified.indicator == *code);
        let verified = typed.map(|typed| read_verified(indicator, typed)).transpose()?;
        let facts = Facts { entry, evidence_count: usize::MAX, before: Before::default() };
        let reported = rule::check(indicator, facts).reading;
        let applicability = if verified.is_some() { Applicability::Applies } else { entry.applicability };
        let value = Value {
            round: moved.key.round.clone(),
            agency: moved.key.agency.clone(),
            indicator: code.clone(),
            revision: moved.revision,
            applicability,
            reported: reported.map(Reading::parts),
            verified: verified.filter(|verified| Some(*verified) != reported).map(Reading::parts),
            explanation: entry.explanation.clone(),
            trust: TrustGrade::default(),
            accepted_at: stamp.at,
            working: None,
        };
        let figure = reading_in_force(indicator, &value).and_then(|reading| reading.figure(indicator));
        values.push((value, figure));
    }
    Ok(values)
}

pub(crate) fn read_verified(indicator: &Indicator, typed: &Verified) -> ServiceResult<Reading> {
    rule::check_alone(indicator, &typed.value, &typed.base).map_err(|problems| {
        ServiceError::Problems(problems.into_iter().map(|problem| (indicator.code.clone(), problem)).collect())
    })
}
