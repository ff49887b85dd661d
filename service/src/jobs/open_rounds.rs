//! Opens the rounds that rules call for. A round is opened once: its code is its period's. One that was due to open
//! while no server ran is opened afterwards, with the window it would have had.

use super::{Firing, Job, Told, Work};
use crate::{
    Actor, ServiceResult, audit,
    round_rules::years_of,
    rounds::{NewRound, open_in},
    store,
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeSet;

/// The job.
pub const OPEN_ROUNDS: Job = Job { name: "open_rounds", work: Work::Within(|firing| Box::pin(open_rounds(firing))) };

async fn open_rounds(firing: &mut Firing) -> ServiceResult<Told> {
    let Firing { services, tx, at, .. } = firing;
    let rules = store::round_rules::all(tx).await?;
    if rules.is_empty() {
        return Ok(Told::done(json!({ "opened": [] })));
    }
    let holidays = store::holidays::days(tx).await?;
    let mut there: BTreeSet<String> =
        store::rounds::codes(tx).await?.into_iter().map(|code| code.to_string()).collect();
    let mut opened = Vec::new();
    for rule in rules {
        let Some(years) = years_of(services, tx, rule.plan()).await? else { continue };
        for planned in rule.opening_between(DateTime::<Utc>::MIN_UTC, *at, years, &holidays) {
            // Two rules may ask for one period, and administrators may have been quicker.
            if !there.insert(planned.period.to_string()) {
                continue;
            }
            let new = NewRound { plan: rule.plan().clone(), period: planned.period, window: planned.window };
            opened.push(open_in(services, tx, &new).await?);
        }
    }
    let tree = services.tree_in(tx).await?;
    let actor = Actor::timetable(tree.root());
    for round in &opened {
        let details =
            json!({ "plan": round.plan, "version": round.plan_version, "window": round.window, "by": "rule" });
        audit::record(services, tx, &actor, "rounds.open", format!("round/{}", round.code), &details).await?;
    }
    let opened: Vec<String> = opened.iter().map(|round| round.code.to_string()).collect();
    Ok(Told::done(json!({ "opened": opened })))
}
