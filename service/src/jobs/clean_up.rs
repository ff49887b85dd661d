//! Forgets sessions that ended, sign-in failures of long ago, tokens, feeds and links that have not counted for a quarter of
//! a year, answers kept under idempotency keys, old runs of the timetable, mail that was over half a year ago, and old polls
//! of collectors from which no figure comes, takings of snapshots that are long over, and messages that only tried a webhook. What
//! was done stays in the audit log, and who was reminded of what in the ledger.

use super::{Firing, Job, Told, Work};
use crate::{ServiceResult, idempotent_replies, sessions, store};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const CLEAN_UP: Job = Job { name: "clean_up", work: Work::Within(|firing| Box::pin(clean_up(firing))) };

/// How long a token that no longer counts is still shown on its owner's page.
const TOKENS_KEPT: TimeDelta = TimeDelta::days(90);
/// How long runs are kept.
const RUNS_KEPT: TimeDelta = TimeDelta::days(90);
/// How long mail is kept after it was sent or given up.
const MAIL_KEPT: TimeDelta = TimeDelta::days(180);
/// How long polls are kept from which no figure comes.
const POLLS_KEPT: TimeDelta = TimeDelta::days(400);
/// How many polls of one collector are kept: a week of one that asks as often as it may, years of one that asks daily.
const MOST_POLLS_OF_COLLECTOR: i64 = 2_000;

async fn clean_up(firing: &mut Firing) -> ServiceResult<Told> {
    let (tx, at) = (&mut firing.tx, firing.at);
    let sessions = sessions::clean_in(tx, at).await?;
    // Before the tokens by which they were asked for.
    let replies = idempotent_replies::clean_in(tx, at).await?;
    let tokens = store::tokens::forget(tx, at - TOKENS_KEPT).await?;
    let feeds = store::feeds::forget(tx, at - TOKENS_KEPT).await?;
    let shares = store::shares::forget(tx, at - TOKENS_KEPT).await?;
    let takings = store::takings::forget(tx, at - RUNS_KEPT).await?;
    let runs = store::job_runs::forget(tx, at - RUNS_KEPT).await?;
    let mails = store::mails::forget(tx, at - MAIL_KEPT).await?;
    let polls = store::polls::forget(tx, at - POLLS_KEPT).await?
        + store::polls::forget_beyond(tx, MOST_POLLS_OF_COLLECTOR).await?;
    let webhook_tests = store::webhooks::forget_tests(tx, at - RUNS_KEPT).await?;
    Ok(Told::done(json!({
        "sessions": sessions, "tokens": tokens, "feeds": feeds, "runs": runs, "replies": replies, "mails": mails,
        "polls": polls, "shares": shares, "takings": takings, "webhook_tests": webhook_tests,
    })))
}
