//! Announces that rounds opened, are due or closed: in the audit log, and in everybody's inbox. Whether a window is
//! open never depends on it.

use super::{Firing, Job, Told, Work};
use crate::{Actor, ServiceResult, audit, store};
use chrono::{NaiveDate, TimeDelta};
use domain::announcement::{Announcement, WindowStep};
use serde_json::json;
use strum::IntoEnumIterator as _;

/// The job.
pub const ANNOUNCE: Job = Job { name: "announce", work: Work::Within(|firing| Box::pin(announce(firing))) };

/// How many of the latest rounds are looked through.
const ROUNDS: i64 = 24;
/// What happened longer ago is no news: it is not announced when the timetable first runs on an old database.
const NEWS: TimeDelta = TimeDelta::days(30);

async fn announce(firing: &mut Firing) -> ServiceResult<Told> {
    let Firing { services, tx, at, .. } = firing;
    let rounds = store::rounds::latest(tx, NaiveDate::MAX, ROUNDS).await?;
    if rounds.is_empty() {
        return Ok(Told::done(json!({ "announced": 0 })));
    }
    let tree = services.tree_in(tx).await?;
    let root = tree.root().clone();
    let codes: Vec<_> = rounds.iter().map(|round| round.code.clone()).collect();
    let counts = store::rollups::completeness_of_nodes(tx, &codes, std::slice::from_ref(&root)).await?;
    let mut announced = Vec::new();
    for round in rounds {
        let counts = counts.iter().find(|(code, _, _)| *code == round.code).map(|(_, _, counts)| *counts);
        let counts = counts.unwrap_or_default();
        for step in WindowStep::iter() {
            let step_at = step.instant(round.window);
            if !step.has_come(round.window, *at) || step_at < *at - NEWS {
                continue;
            }
            let announcement = Announcement {
                round: round.code.clone(),
                step,
                step_at,
                told_at: *at,
                expected: counts.expected,
                handed_in: counts.handed_in,
            };
            if store::announcements::insert(tx, &announcement).await? {
                announced.push(announcement);
            }
        }
    }
    let actor = Actor::timetable(&root);
    for announcement in &announced {
        let Announcement { round, step, step_at, expected, handed_in, .. } = announcement;
        let details = json!({ "step": step, "at": step_at, "expected": expected, "handed_in": handed_in });
        audit::record(services, tx, &actor, "rounds.announce", format!("round/{round}"), &details).await?;
    }
    Ok(Told::done(json!({ "announced": announced.len() })))
}
