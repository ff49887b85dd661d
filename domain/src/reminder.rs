//! Reminders about reports that their agency has not handed in: who gets what when. One function tells it, to the
//! simulator and to the job alike, so that what was simulated is what happens.

use crate::{
    buddhist::{bangkok_day, start_of_day},
    holiday::Holidays,
    ids::{AccountId, OrganisationCode},
    quiet::{ClockTime, QuietHours},
    recurrence::OnRestDays,
    submission::StateName,
    window::Window,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
};
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// How long before and after the due day a step may lie, in days.
pub const STEP_DAYS: std::ops::RangeInclusive<i32> = -90..=180;
/// The most steps of one policy: more would be noise.
pub const MOST_STEPS: usize = 30;
/// How long before the time to correct a returned report is over whoever fills it is reminded, in days.
const RETURNED_DAYS: [i32; 4] = [-14, -7, -1, 0];
/// When reminders usually go out.
const USUAL_TIME: ClockTime = ClockTime::of_minutes(8 * 60 + 30);
/// When the usual quiet hours begin.
const EVENING: ClockTime = ClockTime::of_minutes(18 * 60);
/// When they end.
const MORNING: ClockTime = ClockTime::of_minutes(8 * 60);

/// To whom a step speaks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Audience {
    /// Those who fill the report; of a report that waits for approval, those who approve it.
    Reporter,
    /// Those who sign off for the agency.
    Approver,
    /// Those above the agency.
    Coordinator,
}

/// What a reminder of the ledger is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum About {
    /// Reports that wait to be handed in.
    Reports,
    /// Objections that wait for an answer.
    Objections,
    /// What was decided on an objection.
    Decisions,
}

/// One step of a policy: so many days from the due day, to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Step {
    /// Negative: before the due day. Nought: on it. Positive: late.
    pub days: i32,
    /// To whom.
    pub to: Audience,
}

/// When reminders about a round go to whom. Only what its constructor took is ever a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PolicyParts", into = "PolicyParts")]
pub struct Policy {
    steps: BTreeSet<Step>,
    at: ClockTime,
    quiet: QuietHours,
    on_rest_days: OnRestDays,
}

/// What a policy is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyParts {
    /// Without steps nobody is reminded.
    pub steps: BTreeSet<Step>,
    /// The time of day; within the quiet hours it is their end.
    pub at: ClockTime,
    /// When nobody is reminded.
    pub quiet: QuietHours,
    /// What becomes of a step on a day on which offices are closed: it moves to the working day before while the report
    /// is not late, and to the one after when it is; or it stays.
    pub on_rest_days: OnRestDays,
}

/// Why a policy is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// A step too far away.
    #[error("a step lies at most 90 days before and 180 days after the due day")]
    Days,
    /// Too many steps.
    #[error("a policy has at most {MOST_STEPS} steps")]
    Steps,
}

/// How far a report is that its agency still has to hand in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Nothing is typed.
    NotStarted,
    /// Being filled.
    Draft,
    /// Sent back for changes.
    Returned,
    /// Filled and submitted; the agency's approver has not approved it.
    AwaitingApproval,
}

/// A report that its agency still has to hand in, with those who can do something about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub agency: OrganisationCode,
    /// How far it is.
    pub stage: Stage,
    /// The round's window for this agency, extensions included; of a report that was sent back, the time to correct it.
    pub window: Window,
    /// Who fills it.
    pub reporters: Vec<AccountId>,
    /// Who approves it.
    pub approvers: Vec<AccountId>,
    /// Who stands above the agency.
    pub coordinators: Vec<AccountId>,
}

/// A step with the instant at which it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// Which step.
    pub step: Step,
}

/// One report in a reminder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reminded {
    /// Whose.
    pub agency: OrganisationCode,
    /// How far it was.
    pub stage: Stage,
    /// When it is or was due.
    pub due_at: DateTime<Utc>,
}

/// One reminder: to one person, for one reason (the days), at one instant, about all reports that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// To whom.
    pub account: AccountId,
    /// The days of the step.
    pub days: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// The reports, in the order of their agencies' codes.
    pub reports: Vec<Reminded>,
}

/// Who gets what when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReminderPlan {
    /// In the order in which they come.
    pub reminders: Vec<Reminder>,
    /// Agencies of which nobody could be reminded, and whom it would have been.
    pub nobody: BTreeSet<(OrganisationCode, Audience)>,
}

/// Which moments are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// All of them: the simulator's question.
    All,
    /// Those that came after one instant, until another: the job's question. Of several that were missed, the last to
    /// each audience speaks for all.
    Missed {
        /// After this one.
        after: DateTime<Utc>,
        /// Until this one.
        until: DateTime<Utc>,
    },
}

/// Tells who gets what when, as far as the reports are now.
pub fn reminders(policy: &Policy, holidays: &Holidays, span: Span, reports: &[Waiting]) -> ReminderPlan {
    let mut moments: HashMap<(Window, Stage), Vec<Moment>> = HashMap::new();
    let mut told: BTreeMap<(DateTime<Utc>, i32, AccountId), BTreeMap<&OrganisationCode, Reminded>> = BTreeMap::new();
    let mut nobody = BTreeSet::new();
    for report in reports {
        let of_window = moments
            .entry((report.window, report.stage))
            .or_insert_with(|| policy.about(report.stage).spanned(report.window, holidays, span));
        for Moment { at, step } in of_window {
            let people = report.people(step.to);
            if people.is_empty() {
                nobody.insert((report.agency.clone(), report.audience(step.to)));
            }
            for account in people {
                let reminded =
                    Reminded { agency: report.agency.clone(), stage: report.stage, due_at: report.window.due_at() };
                told.entry((*at, step.days, *account)).or_default().insert(&report.agency, reminded);
            }
        }
    }
    let reminder = |((at, days, account), reports): (_, BTreeMap<_, _>)| Reminder {
        account,
        days,
        at,
        reports: reports.into_values().collect(),
    };
    ReminderPlan { reminders: told.into_iter().map(reminder).collect(), nobody }
}

impl Stage {
    /// How far a report is that its agency has to hand in; none when it is out of its hands, or when only a correction of
    /// accepted values is under way, which has no due day.
    pub fn of(state: StateName, accepted_revision: Option<i32>) -> Option<Self> {
        match state {
            _ if accepted_revision.is_some() => None,
            StateName::NotStarted => Some(Self::NotStarted),
            StateName::Draft => Some(Self::Draft),
            StateName::Returned => Some(Self::Returned),
            StateName::Submitted => Some(Self::AwaitingApproval),
            StateName::Approved | StateName::Endorsed | StateName::Accepted => None,
        }
    }
}

impl Waiting {
    /// Whom a step concerns: what is filled waits for the approver.
    fn audience(&self, to: Audience) -> Audience {
        if to == Audience::Reporter && self.stage == Stage::AwaitingApproval { Audience::Approver } else { to }
    }

    fn people(&self, to: Audience) -> &[AccountId] {
        match self.audience(to) {
            Audience::Reporter => &self.reporters,
            Audience::Approver => &self.approvers,
            Audience::Coordinator => &self.coordinators,
        }
    }
}

impl Policy {
    /// A policy of its parts.
    ///
    /// # Errors
    /// A step is too far away, or there are too many.
    pub fn new(parts: PolicyParts) -> Result<Self, PolicyError> {
        let PolicyParts { steps, at, quiet, on_rest_days } = parts;
        if steps.iter().any(|step| !STEP_DAYS.contains(&step.days)) {
            return Err(PolicyError::Days);
        }
        if steps.len() > MOST_STEPS {
            return Err(PolicyError::Steps);
        }
        Ok(Self { steps, at, quiet, on_rest_days })
    }

    /// What it is made of.
    pub fn parts(&self) -> PolicyParts {
        self.clone().into()
    }

    /// The days of its steps to an audience, in order.
    pub fn days_to(&self, to: Audience) -> impl Iterator<Item = i32> {
        self.steps.iter().filter(move |step| step.to == to).map(|step| step.days)
    }

    /// The same hours for reminders of something else, so many days from its due day.
    #[must_use]
    pub fn on_days(&self, days: &[i32]) -> Self {
        let steps = days.iter().map(|days| Step { days: *days, to: Audience::Reporter }).collect();
        Self { steps, ..self.clone() }
    }

    /// The same for reports of a stage: one that was sent back has a time of its own, is not late within it, and is late after it as
    /// any other is.
    #[must_use]
    pub fn about(&self, stage: Stage) -> Cow<'_, Self> {
        match stage {
            Stage::Returned if !self.steps.is_empty() => {
                let late = self.steps.iter().filter(|step| step.days > 0);
                let mut of_returned = self.on_days(&RETURNED_DAYS);
                of_returned.steps.extend(late);
                Cow::Owned(of_returned)
            }
            Stage::NotStarted | Stage::Draft | Stage::Returned | Stage::AwaitingApproval => Cow::Borrowed(self),
        }
    }

    /// Its moments in a window, in order: none before the round opens, since nothing can be done yet, and one for each
    /// audience and instant, since the later step says all.
    pub fn moments(&self, window: Window, holidays: &Holidays) -> Vec<Moment> {
        let due = bangkok_day(window.due_at());
        let mut last: BTreeMap<(DateTime<Utc>, Audience), Step> = BTreeMap::new();
        // In the order of their days, so that the later one stays.
        for step in &self.steps {
            let Some(at) = self.instant(*step, due, holidays).filter(|at| *at >= window.opens_at()) else { continue };
            last.insert((at, step.to), *step);
        }
        let mut moments: Vec<_> = last.into_iter().map(|((at, _), step)| Moment { at, step }).collect();
        moments.sort();
        moments
    }

    /// The slots (days and instant) of a span in a window.
    pub fn slots(&self, window: Window, holidays: &Holidays, span: Span) -> BTreeSet<(i32, DateTime<Utc>)> {
        self.spanned(window, holidays, span).into_iter().map(|moment| (moment.step.days, moment.at)).collect()
    }

    /// Whether somebody may be reminded at an instant: not in the quiet hours, nor on a day of rest where steps move.
    pub fn is_loud(&self, at: DateTime<Utc>, holidays: &Holidays) -> bool {
        let works = self.on_rest_days == OnRestDays::Stay || holidays.is_working_day(bangkok_day(at));
        works && !self.quiet.hold(ClockTime::of(at))
    }

    fn instant(&self, step: Step, due: NaiveDate, holidays: &Holidays) -> Option<DateTime<Utc>> {
        let day = due.checked_add_signed(Duration::days(i64::from(step.days)))?;
        let day = match self.on_rest_days {
            OnRestDays::Stay => day,
            OnRestDays::Move if step.days > 0 => holidays.working_day_from(day),
            OnRestDays::Move => holidays.working_day_until(day),
        };
        let time = if self.quiet.hold(self.at) { self.quiet.until } else { self.at };
        Some(start_of_day(day) + time.since_midnight())
    }

    fn spanned(&self, window: Window, holidays: &Holidays, span: Span) -> Vec<Moment> {
        let moments = self.moments(window, holidays);
        match span {
            Span::All => moments,
            Span::Missed { after, until } => {
                let missed = moments.into_iter().filter(|moment| after < moment.at && moment.at <= until);
                let last: BTreeMap<Audience, Moment> = missed.map(|moment| (moment.step.to, moment)).collect();
                last.into_values().collect()
            }
        }
    }
}

impl Default for Policy {
    /// 21, 14, 7 and 1 days before and on the day to whoever fills the report, 7 and 15 days late to the approver, 30 to
    /// the coordinator; at half past eight on working days, never from six in the evening to eight in the morning.
    fn default() -> Self {
        let to = |to, days: &'static [i32]| days.iter().map(move |days| Step { days: *days, to });
        let steps = to(Audience::Reporter, &[-21, -14, -7, -1, 0])
            .chain(to(Audience::Approver, &[7, 15]))
            .chain(to(Audience::Coordinator, &[30]));
        let quiet = QuietHours { from: EVENING, until: MORNING };
        Self { steps: steps.collect(), at: USUAL_TIME, quiet, on_rest_days: OnRestDays::Move }
    }
}

impl TryFrom<PolicyParts> for Policy {
    type Error = PolicyError;
    fn try_from(parts: PolicyParts) -> Result<Self, PolicyError> {
        Self::new(parts)
    }
}

impl From<Policy> for PolicyParts {
    fn from(policy: Policy) -> Self {
        let Policy { steps, at, quiet, on_rest_days } = policy;
        Self { steps, at, quiet, on_rest_days }
    }
}

#[cfg(test)]
#[path = "reminder_tests.rs"]
mod tests;
