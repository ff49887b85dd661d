//! How the timetable and the servers are, for those who run them.

use crate::{
    Actor, ServiceResult, Services,
    dashboards::count_late,
    jobs::{JobOutcome, JobRun, Line},
    mails::{MailCounts, Outlet},
    store,
    store::{Tx, job_runs::RunKey},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{access::Action, ids::RoundCode, register::Register, window::WindowState};
use strum::AsRefStr;

/// Failures are counted over so long.
pub const FAILURES_OVER: TimeDelta = TimeDelta::days(7);
/// How many of the latest rounds are counted.
const ROUNDS: i64 = 6;

/// How one line of the timetable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum LineState {
    /// It never ran, and its first slot is still to come.
    NotYet,
    /// Its latest slot is done.
    Well,
    /// Its latest slot is due, and not late enough to worry.
    Due,
    /// Its latest slot failed and will be tried again.
    Failing,
    /// It ran, and found something that people have to look at.
    Alarm,
    /// Nothing was done for longer than it should be: the dead man's switch.
    Silent,
}

/// One line of the timetable at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineNow {
    /// The job's name.
    pub job: &'static str,
    /// How it is.
    pub state: LineState,
    /// The latest slot that anybody claimed.
    pub last: Option<JobRun>,
    /// The latest slot that was done.
    pub last_done: Option<JobRun>,
    /// When it is due next.
    pub next: Option<DateTime<Utc>>,
    /// How late it is; where all is done, how late the latest slot was begun.
    pub lateness: TimeDelta,
    /// How many slots failed over [`FAILURES_OVER`], also those that were done at last.
    pub failures: i64,
}

/// The reports that one round waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundReports {
    /// The round.
    pub round: RoundCode,
    /// Not handed in, and not late.
    pub due: i64,
    /// Not handed in, and late.
    pub overdue: i64,
    /// Handed in.
    pub handed_in: i64,
}

/// How everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operations {
    /// The database's present instant.
    pub at: DateTime<Utc>,
    /// The timetable, in its order.
    pub lines: Vec<LineNow>,
    /// The rounds that have opened, newest first.
    pub rounds: Vec<RoundReports>,
    /// How much mail there is.
    pub mail: MailCounts,
    /// Whether mail can go out.
    pub outlet: Outlet,
    /// Open connections to the database from this server, and how many of them are idle.
    pub connections: Connections,
    /// How many downloads this server broke off, since what it sent was not what had been published.
    pub downloads_broken_off: u64,
    /// How long ago the latest snapshot was taken, where there is one.
    pub snapshot_age: Option<TimeDelta>,
}

/// Connections to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Open ones.
    pub open: u32,
    /// Those that wait for work.
    pub idle: u32,
}

impl Services {
    /// How the timetable and this server are.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn operations(&self, actor: &Actor, timetable: &[Line]) -> ServiceResult<Operations> {
        let mut tx = self.db().read().await?;
        let register = self.register_in(&mut tx).await?;
        actor.require(Action::ReadOperations, std::slice::from_ref(register.now().root()))?;
        let at = self.shared_now(&mut tx).await?;
        let mut lines = Vec::new();
        for line in timetable {
            lines.push(line_now(&mut tx, line, at).await?);
        }
        let rounds = self.round_reports(&mut tx, &register).await?;
        let (mail, outlet) = (store::mails::counts(&mut tx).await?, self.outlet());
        let taken_at = store::snapshots::last_taken_at(&mut tx).await?;
        let snapshot_age = taken_at.map(|taken_at| (self.now() - taken_at).max(TimeDelta::zero()));
        Ok(Operations {
            at,
            lines,
            rounds,
            mail,
            outlet,
            connections: self.db().connections(),
            downloads_broken_off: self.read_whole().broken_off(),
            snapshot_age,
        })
    }

    async fn round_reports(&self, tx: &mut Tx, register: &Register) -> ServiceResult<Vec<RoundReports>> {
        let rounds = store::rounds::latest(tx, NaiveDate::MAX, ROUNDS).await?;
        let codes: Vec<_> = rounds.iter().map(|round| round.code.clone()).collect();
        let root = std::slice::from_ref(register.now().root());
        let counts = store::rollups::completeness_of_nodes(tx, &codes, root).await?;
        let mut reports = Vec::new();
        for round in rounds {
            if matches!(round.window.state(self.now()), WindowState::Upcoming { .. }) {
                continue;
            }
            let counts = counts.iter().find(|(code, _, _)| *code == round.code).map(|(_, _, counts)| *counts);
            let counts = counts.unwrap_or_default();
            let overdue = count_late(tx, self.now(), register.of(&round), &round).await?;
            reports.push(RoundReports {
                due: counts.missing() - overdue,
                overdue,
                handed_in: counts.handed_in,
                round: round.code,
            });
        }
        Ok(reports)
    }
}

async fn line_now(tx: &mut Tx, line: &Line, at: DateTime<Utc>) -> ServiceResult<LineNow> {
    let name = line.job.name;
    let last = store::job_runs::last(tx, name).await?;
    let last_done = store::job_runs::last_done(tx, name).await?;
    let failures = store::job_runs::count_failures(tx, RunKey { job: name, slot: at - FAILURES_OVER }).await?;
    let begun_at = store::job_runs::begun_at(tx, name).await?;
    // The first slot that is not done: a job of every minute is as silent as its oldest one.
    let waiting = match &last_done {
        Some(done) => line.cadence.next(done.slot)?,
        None => match store::job_runs::first_slot(tx, name).await? {
            Some(slot) => Some(slot),
            None => line.cadence.next(begun_at.unwrap_or(at))?,
        },
    };
    let waiting = waiting.filter(|due| *due <= at);
    let lateness = match (waiting, &last_done) {
        (Some(due), _) => at - due,
        (None, Some(done)) => done.claimed_at - done.slot,
        (None, None) => TimeDelta::zero(),
    };
    let state = match (waiting, &last, &last_done) {
        // A server that runs begins every line at once.
        _ if begun_at.is_none() && last.is_none() => LineState::Silent,
        (Some(_), _, _) if lateness > line.silent_after => LineState::Silent,
        (Some(_), Some(last), _) if last.outcome == JobOutcome::Failed => LineState::Failing,
        (Some(_), _, _) => LineState::Due,
        (None, _, Some(done)) if done.outcome == JobOutcome::Alarm => LineState::Alarm,
        (None, _, None) => LineState::NotYet,
        (None, _, Some(_)) => LineState::Well,
    };
    let lateness = lateness.max(TimeDelta::zero());
    Ok(LineNow { job: name, state, last, last_done, next: line.cadence.next(at)?, lateness, failures })
}
