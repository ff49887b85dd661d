//! The timetable. A job is a file of its own and a line here.
//!
//! Every server wakes at the seconds that the lines name, by Bangkok's clock, and now and then in between, for what was
//! missed, failed or due by the database's clock alone. Waking decides nothing: which slot is due and who does it is
//! decided in the database, see [`service::jobs`].

use crate::jobs::{make_files::MAKE_FILES, set_papers::SET_PAPERS};
use chrono::{DateTime, TimeDelta};
use domain::buddhist::bangkok;
use service::{
    Services,
    jobs::{
        Cadence::Cron, CatchUp, Line, announce::ANNOUNCE, back_up::BACK_UP, check_rollups::CHECK_ROLLUPS,
        clean_up::CLEAN_UP, collect::COLLECT, forget_deliveries::FORGET_DELIVERIES, hand_over::HAND_OVER,
        keep_usuals::KEEP_USUALS, mail_reports::MAIL_REPORTS, open_rounds::OPEN_ROUNDS,
        prepare_publications::PREPARE_PUBLICATIONS, remind::REMIND, remind_of_objections::REMIND_OF_OBJECTIONS,
        send_mail::SEND_MAIL, send_webhooks::SEND_WEBHOOKS, take_snapshots::TAKE_SNAPSHOTS, verify_audit::VERIFY_AUDIT,
        verify_publications::VERIFY_PUBLICATIONS,
    },
};
use std::{collections::HashSet, future::Future, time::Duration};
use tokio::{sync::mpsc, task::JoinSet, time::MissedTickBehavior};
use tokio_cron_scheduler::{Job as Wake, JobScheduler, JobSchedulerError};

/// What runs when: second, minute, hour, day, month, weekday, by Bangkok's clock.
#[rustfmt::skip]
pub const TIMETABLE: &[Line] = &[
    line(OPEN_ROUNDS,    Cron("0 */5 * * * *"),   minutes(15)),
    line(ANNOUNCE,       Cron("5 */5 * * * *"),   minutes(15)),
    line(COLLECT,        Cron("2 * * * * *"),     minutes(3)),
    line(REMIND,         Cron("20 */5 * * * *"),  minutes(15)),
    line(REMIND_OF_OBJECTIONS, Cron("25 */5 * * * *"), minutes(15)),
    line(SET_PAPERS,     Cron("15 */5 * * * *"),  minutes(19)),
    line(MAIL_REPORTS,   Cron("35 */5 * * * *"),  minutes(15)),
    line(SEND_MAIL,      Cron("50 */2 * * * *"),  minutes(7)),
    line(SEND_WEBHOOKS,  Cron("10 */2 * * * *"),  minutes(7)),
    line(TAKE_SNAPSHOTS, Cron("30 */15 * * * *"), minutes(45)),
    line(MAKE_FILES,     Cron("40 */5 * * * *"),  minutes(19)),
    line(PREPARE_PUBLICATIONS, Cron("45 */5 * * * *"), minutes(19)),
    line(HAND_OVER,      Cron("15 */10 * * * *"), minutes(39)),
    line(CLEAN_UP,       Cron("0 17 * * * *"),    minutes(90)),
    line(FORGET_DELIVERIES, Cron("0 27 * * * *"), minutes(150)),
    line(CHECK_ROLLUPS,  Cron("0 10 2 * * *"),    minutes(180)),
    line(KEEP_USUALS,    Cron("0 25 2 * * *"),    minutes(180)),
    line(VERIFY_AUDIT,   Cron("0 40 2 * * *"),    minutes(180)),
    line(VERIFY_PUBLICATIONS, Cron("0 50 2 * * *"), minutes(240)),
    line(BACK_UP,        Cron("0 10 3 * * *"),    minutes(420)),
];

/// A line whose work is derived from the state of things, so that of missed slots only the latest matters.
const fn line(job: service::jobs::Job, cadence: service::jobs::Cadence, silent_after: TimeDelta) -> Line {
    Line { job, cadence, catch_up: CatchUp::Latest, silent_after }
}

const fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// How long jobs may finish after the process was told to stop; what is cut off then is another server's, or the next
/// start's.
const LONGEST_FAREWELL: Duration = Duration::from_secs(20);
/// A slot that the database will see as due so soon is waited for: the clocks of servers run a little apart.
const SOON: TimeDelta = TimeDelta::seconds(5);

/// Runs a timetable until `stop` comes, then lets jobs that have begun finish.
///
/// `look_every` is how often everything is looked at besides the seconds that lines name; `server` is the name under
/// which the database knows this process.
pub async fn run(
    services: Services,
    timetable: &'static [Line],
    server: String,
    look_every: Duration,
    stop: impl Future<Output = ()>,
) {
    let (ask, mut asked) = mpsc::channel(timetable.len().max(1) * 4);
    let mut scheduler = match wakes(timetable, &ask).await {
        Ok(scheduler) => Some(scheduler),
        Err(error) => {
            tracing::error!(%error, "nothing wakes at its second; the timetable goes on by looking");
            None
        }
    };
    // Where this fails, storage does not answer; the looks below say so, and make up for the latest slots.
    if let Err(error) = services.jobs().begin(timetable).await {
        tracing::warn!(%error, "the timetable could not begin");
    }
    let mut looks = tokio::time::interval(look_every);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut at_work = JoinSet::new();
    let mut busy = HashSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let wanted = tokio::select! {
            () = &mut stop => break,
            Some(number) = asked.recv() => number..number + 1,
            _ = looks.tick() => 0..timetable.len(),
            Some(done) = at_work.join_next() => {
                forget(&mut busy, done);
                continue;
            }
        };
        for (number, line) in timetable.iter().enumerate().take(wanted.end).skip(wanted.start) {
            if busy.insert(number) {
                at_work.spawn(look(services.clone(), line, server.clone(), number));
            }
        }
    }
    if let Some(scheduler) = &mut scheduler {
        // It only wakes; what it would still wake for is not heard any more.
        let _ = scheduler.shutdown().await;
    }
    let farewell = async {
        while let Some(done) = at_work.join_next().await {
            forget(&mut busy, done);
        }
    };
    if tokio::time::timeout(LONGEST_FAREWELL, farewell).await.is_err() {
        tracing::warn!("stopped before every job had finished; another server or the next start does it again");
    }
}

fn forget(busy: &mut HashSet<usize>, done: Result<usize, tokio::task::JoinError>) {
    match done {
        Ok(number) => {
            busy.remove(&number);
        }
        Err(error) => {
            // Jobs catch their own panics, so this is a mistake here; all lines are looked at again.
            tracing::error!(%error, "looking at a line broke off");
            busy.clear();
        }
    }
}

/// A scheduler that asks for each line at its seconds.
async fn wakes(timetable: &'static [Line], ask: &mpsc::Sender<usize>) -> Result<JobScheduler, JobSchedulerError> {
    // Bangkok has no summer time, so any instant tells its zone.
    let bangkok = bangkok(DateTime::UNIX_EPOCH).timezone();
    let scheduler = JobScheduler::new().await?;
    for (number, line) in timetable.iter().enumerate() {
        let Cron(text) = line.cadence else { continue };
        let ask = ask.clone();
        let wake = Wake::new_async_tz(text, bangkok, move |_, _| {
            let ask = ask.clone();
            Box::pin(async move {
                // A full channel means that this line has been asked for.
                let _ = ask.try_send(number);
            })
        })?;
        scheduler.add(wake).await?;
    }
    scheduler.start().await?;
    Ok(scheduler)
}

/// Does what is due of one line, and what is due in a moment.
async fn look(services: Services, line: &'static Line, server: String, number: usize) -> usize {
    for _ in 0..2 {
        match services.jobs().look(line, &server).await {
            Ok(looked) if looked.done == 0 => match looked.until_next.filter(|wait| *wait <= SOON) {
                Some(wait) => tokio::time::sleep(wait.to_std().unwrap_or_default()).await,
                None => break,
            },
            Ok(_) => break,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(job = line.job.name, %error, cause, "the timetable could not look");
                break;
            }
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read_and_comes_again_within_a_year() {
        let at = "2027-01-15T00:00:00Z".parse().expect("an instant");
        let mut names = HashSet::new();
        for line in TIMETABLE {
            let next = line.cadence.next(at).expect("a cron expression").expect("a slot");
            assert!(next - at < TimeDelta::days(366), "{}", line.job.name);
            assert!(names.insert(line.job.name), "{} stands twice", line.job.name);
            let after = line.cadence.next(next).expect("a cron expression").expect("a slot");
            assert!(line.silent_after < (after - next) * 4, "{} is silent for too long", line.job.name);
        }
    }
}
