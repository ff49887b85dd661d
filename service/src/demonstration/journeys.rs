//! How one report travels: every step is a move of the domain, taken by somebody who may take it, at an hour at which
//! offices are open. What has not happened yet at the present instant has not happened.

use super::{dice::Dice, people::People, words};
use crate::store::submissions::EventRow;
use chrono::{DateTime, Datelike as _, Duration, Utc, Weekday};
use domain::{
    access::Role,
    buddhist::{bangkok_day, start_of_day},
    ids::{AccountId, IndicatorCode, OrganisationCode},
    organisation::{Organisation, OrganisationTree},
    round::Round,
    submission::{Remaining, ReportKey, ReturnReason, Stamp, StateName, Submission},
    window::Window,
};

/// A report with all that happened to it.
#[derive(Debug, Clone)]
pub(super) struct Journey {
    pub(super) submission: Submission,
    pub(super) events: Vec<EventRow>,
    pub(super) reasons: Vec<(i32, ReturnReason)>,
    /// Who types, and since when.
    pub(super) begun: Option<Stamp>,
    /// What was corrected after acceptance.
    pub(super) corrected: Option<Correction>,
    window: Window,
    now: DateTime<Utc>,
    last: DateTime<Utc>,
    is_over: bool,
}

/// A value that turned out to be wrong after it was accepted.
#[derive(Debug, Clone)]
pub(super) struct Correction {
    pub(super) indicator: IndicatorCode,
    /// The revision that was accepted with it, and when.
    pub(super) revision: i32,
    pub(super) accepted_at: DateTime<Utc>,
}

/// What is known of the agency whose report it is.
pub(super) struct Traveller<'a> {
    pub(super) tree: &'a OrganisationTree,
    pub(super) people: &'a People,
    pub(super) agency: &'a Organisation,
    pub(super) round: &'a Round,
    /// The indicators that can be sent back.
    pub(super) asked: Vec<IndicatorCode>,
}

/// Where a report of the open round shall have come by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// A state, by the way without detours.
    State(StateName),
    /// Sent back by the reviewer.
    SentBack,
}

impl Journey {
    fn new(key: ReportKey, window: Window, now: DateTime<Utc>) -> Self {
        Self {
            submission: Submission::expected(key),
            events: Vec::new(),
            reasons: Vec::new(),
            begun: None,
            corrected: None,
            window,
            now,
            last: window.opens_at(),
            is_over: false,
        }
    }

    /// The stamp of a step, never before the one before; none once the journey has reached the present.
    fn stamp(&mut self, by: Option<AccountId>, at: DateTime<Utc>) -> Option<Stamp> {
        let at = at.max(self.last + Duration::minutes(17));
        let stamp = by.filter(|_| at <= self.now && !self.is_over).map(|by| Stamp { by, at });
        self.is_over = stamp.is_none();
        self.last = at;
        stamp
    }

    fn begin(&mut self, by: Option<AccountId>, at: DateTime<Utc>) {
        let Some(stamp) = self.stamp(by, at) else { return };
        if let Ok(moved) = self.submission.clone().edit(stamp, self.window.state(stamp.at)) {
            self.submission = moved;
            self.begun = Some(stamp);
        }
    }

    fn step(
        &mut self,
        (name, role, by): (&str, Role, Option<AccountId>),
        at: DateTime<Utc>,
        note: String,
        step: impl FnOnce(Submission, Stamp, Window) -> Option<Submission>,
    ) {
        let Some(stamp) = self.stamp(by, at) else { return };
        let Some(moved) = step(self.submission.clone(), stamp, self.window) else {
            self.is_over = true;
            return;
        };
        self.events.push(EventRow {
            version: moved.version,
            revision: moved.revision,
            step: name.to_owned(),
            account: Some(stamp.by.uuid()),
            role: role.as_ref().to_owned(),
            note,
            at: stamp.at,
            on_behalf_of: None,
        });
        self.submission = moved;
    }
}

impl Traveller<'_> {
    fn key(&self) -> ReportKey {
        ReportKey { round: self.round.code.clone(), agency: self.agency.code.clone() }
    }

    fn dice(&self, of: &str) -> Dice {
        Dice::of(&[of, self.round.code.as_str(), self.agency.code.as_str()])
    }

    fn who(&self, role: Role) -> Option<AccountId> {
        let mut dice = self.dice(role.as_ref());
        let above = self.agency.parent.as_ref();
        match role {
            Role::Reporter | Role::Approver => self.people.one(role, &self.agency.code, &mut dice),
            Role::Coordinator => above.and_then(|above| self.people.one(role, above, &mut dice)),
            Role::Reviewer | Role::Administrator | Role::Executive => {
                self.people.one(role, self.tree.root(), &mut dice)
            }
        }
    }

    /// Whether the body above endorses reports before DGA sees them: a habit of the body above.
    fn endorses(&self) -> bool {
        let above = self.agency.parent.as_ref().map_or("", OrganisationCode::as_str);
        Dice::of(&["endorses", above]).happens(400)
    }

    fn submit(&self, journey: &mut Journey, at: DateTime<Utc>) {
        journey.step(
            ("submit", Role::Reporter, self.who(Role::Reporter)),
            at,
            String::new(),
            |report, stamp, window| report.submit(stamp, window.state(stamp.at), Remaining::None).ok(),
        );
    }

    fn approve(&self, journey: &mut Journey, at: DateTime<Utc>) {
        journey.step(("approve", Role::Approver, self.who(Role::Approver)), at, String::new(), |report, stamp, _| {
            report.approve(stamp).ok()
        });
    }

    fn endorse(&self, journey: &mut Journey, at: DateTime<Utc>) {
        let step = ("endorse", Role::Coordinator, self.who(Role::Coordinator));
        journey.step(step, at, String::new(), |report, stamp, _| report.endorse(stamp).ok());
    }

    fn accept(&self, journey: &mut Journey, at: DateTime<Utc>) {
        journey.step(("accept", Role::Reviewer, self.who(Role::Reviewer)), at, String::new(), |report, stamp, _| {
            report.accept(stamp).ok()
        });
    }

    fn send_back(&self, journey: &mut Journey, role: Role, at: DateTime<Utc>) {
        let mut dice = self.dice("send back");
        let mut reasons: Vec<ReturnReason> = Vec::new();
        for _ in 0..dice.between(1, 3) {
            let Some(indicator) = dice.pick(&self.asked).cloned() else { return };
            if reasons.iter().all(|reason| reason.indicator != indicator) {
                reasons.push(ReturnReason { indicator, reason: dice.phrase(&words::RETURN_REASONS) });
            }
        }
        let note = dice.phrase(&words::RETURN_NOTES);
        let steps = journey.events.len();
        journey.step(("return_for_change", role, self.who(role)), at, note, |report, stamp, _| {
            report.return_for_change(stamp, &reasons).ok()
        });
        if journey.events.len() > steps {
            let revision = journey.submission.revision;
            journey.reasons.extend(reasons.into_iter().map(|reason| (revision, reason)));
        }
    }

    /// The way of a report in a round whose quarter is over.
    pub(super) fn past(&self, window: Window, now: DateTime<Utc>) -> Journey {
        let mut journey = Journey::new(self.key(), window, now);
        let mut dice = self.dice("past");
        let habit = Dice::of(&["habit", self.agency.code.as_str()]).between(0, 99);
        // On time, late, begun and left, in thousands; the rest stays silent.
        let (on_time, late, left) = match habit {
            0..68 => (890, 85, 12),
            68..90 => (760, 170, 35),
            _ => (470, 300, 110),
        };
        let luck = dice.between(0, 999);
        let due = window.due_at();
        let grace = (window.closes_at() - due).num_minutes();
        let handed_in = if luck < on_time {
            Some(office(due - Duration::minutes(dice.around(0, 17 * 24 * 60)), &mut dice).min(due))
        } else if luck < on_time + late {
            let late = dice.between(0, grace.max(1)).min(dice.between(0, grace.max(1)));
            Some(office(due + Duration::minutes(60 + late), &mut dice).clamp(due, window.closes_at()))
        } else if luck < on_time + late + left {
            None
        } else {
            return journey;
        };
        let begun = handed_in.unwrap_or(due) - Duration::minutes(dice.between(600, 11 * 24 * 60));
        journey.begin(self.who(Role::Reporter), office(begun, &mut dice).max(window.opens_at()));
        let Some(handed_in) = handed_in else { return journey };
        let mut later = |from: DateTime<Utc>, fewest_hours: i64, most_hours: i64| {
            office(from + Duration::minutes(dice.between(fewest_hours * 60, most_hours * 60)), &mut dice)
        };
        self.submit(&mut journey, handed_in);
        if self.dice("approver returns").happens(60) {
            let at = later(journey.last, 2, 40);
            self.send_back(&mut journey, Role::Approver, at);
            self.submit(&mut journey, later(at, 4, 60));
        }
        let from = handed_in.max(journey.last);
        self.approve(&mut journey, later(from, 2, 70));
        if self.endorses() {
            let from = journey.last;
            self.endorse(&mut journey, later(from, 8, 90));
        }
        if self.dice("reviewer returns").happens(95) {
            let at = later(journey.last, 30, 200);
            self.send_back(&mut journey, Role::Reviewer, at);
            self.submit(&mut journey, later(at, 20, 180));
            let from = journey.last;
            self.approve(&mut journey, later(from, 2, 50));
        }
        let from = journey.last;
        self.accept(&mut journey, later(from, 24, 260));
        self.corrected(&journey, later).unwrap_or(journey)
    }

    /// The same journey with a correction after acceptance, where one was needed and has been accepted by now.
    fn corrected(
        &self,
        journey: &Journey,
        mut later: impl FnMut(DateTime<Utc>, i64, i64) -> DateTime<Utc>,
    ) -> Option<Journey> {
        let mut dice = self.dice("corrected");
        let accepted = Some(&journey.submission).filter(|report| report.state.name() == StateName::Accepted)?;
        if !dice.happens(30) {
            return None;
        }
        let correction = Correction {
            indicator: dice.pick(&self.asked)?.clone(),
            revision: accepted.revision,
            accepted_at: accepted.state.latest()?.at,
        };
        let mut journey = Journey { corrected: Some(correction), ..journey.clone() };
        let reason = dice.phrase(&words::CORRECTIONS);
        let at = later(journey.last, 4 * 24, 40 * 24);
        let step = ("correct", Role::Reviewer, self.who(Role::Reviewer));
        journey.step(step, at, reason.clone(), |report, stamp, _| report.correct(stamp, &reason).ok());
        self.submit(&mut journey, later(at, 4, 60));
        let from = journey.last;
        self.approve(&mut journey, later(from, 2, 50));
        let from = journey.last;
        self.accept(&mut journey, later(from, 24, 200));
        Some(journey).filter(|journey| !journey.is_over && journey.submission.state.name() == StateName::Accepted)
    }

    /// The way of a report in the open round, up to where it shall have come by now.
    pub(super) fn open(&self, reached: Reached, now: DateTime<Utc>) -> Journey {
        let window = self.round.window;
        let mut journey = Journey::new(self.key(), window, now);
        let mut dice = self.dice("open");
        let gone = (now.min(window.closes_at()) - window.opens_at()).num_minutes().max(0);
        let mut at = |earliest: i64, latest: i64| {
            let exact = window.opens_at() + Duration::minutes(gone * dice.between(earliest, latest) / 1_000);
            Some(office(exact, &mut dice)).filter(|at| *at <= now).unwrap_or(exact)
        };
        let state = match reached {
            Reached::State(state) => state,
            Reached::SentBack => StateName::Returned,
        };
        if state == StateName::NotStarted {
            return journey;
        }
        journey.begin(self.who(Role::Reporter), at(100, 500));
        if state == StateName::Draft {
            return journey;
        }
        self.submit(&mut journey, at(550, 700));
        if state == StateName::Submitted {
            return journey;
        }
        if state == StateName::Returned && reached != Reached::SentBack {
            self.send_back(&mut journey, Role::Approver, at(720, 950));
            return journey;
        }
        self.approve(&mut journey, at(720, 800));
        if state == StateName::Approved {
            return journey;
        }
        if state == StateName::Returned {
            self.send_back(&mut journey, Role::Reviewer, at(850, 960));
            return journey;
        }
        if state == StateName::Endorsed || self.endorses() {
            self.endorse(&mut journey, at(810, 860));
        }
        if state == StateName::Accepted {
            self.accept(&mut journey, at(880, 980));
        }
        journey
    }
}

/// The next hour at which an office works.
fn office(at: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    const OPENS_MINUTE: i64 = 8 * 60 + 30;
    const CLOSES_MINUTE: i64 = 17 * 60;
    let day = bangkok_day(at);
    let waits = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => 0,
    };
    let minute = dice.between(OPENS_MINUTE, CLOSES_MINUTE);
    start_of_day(day + Duration::days(waits)) + Duration::minutes(minute) + Duration::seconds(dice.between(0, 59))
}
