//! A job whose effect shows when it happens twice or not at all.

use crate::{
    ServiceResult,
    jobs::{Cadence, CatchUp, Firing, Job, Line, Told, Work},
    store,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How often it is due.
pub const LENGTH: TimeDelta = TimeDelta::milliseconds(200);
/// What the process prints when it has claimed a slot and before it commits.
pub const BEGUN: &str = "begun";
/// How long the work goes on after that.
const WORK: Duration = Duration::from_millis(40);

/// Its line: every slot means something.
pub const BEATS: &[Line] = &[Line {
    job: Job { name: "beat", work: Work::Within(|firing| Box::pin(beat(firing))) },
    cadence: Cadence::Every(LENGTH),
    catch_up: CatchUp::Each,
    silent_after: TimeDelta::seconds(10),
}];

#[expect(clippy::print_stdout, reason = "the test hears from its processes through their output")]
async fn beat(firing: &mut Firing) -> ServiceResult<Told> {
    store::beats::insert(&mut firing.tx, firing.slot).await?;
    println!("{BEGUN}");
    tokio::time::sleep(WORK).await;
    Ok(Told::done(serde_json::json!({})))
}

/// Makes the table of effects, which takes the same slot as often as it comes.
///
/// # Panics
/// When it cannot.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn prepare(database_url: &str) {
    store::beats::prepare(database_url).await.expect("a table");
}

/// The slots that had their effect, in order, each as often as it had.
///
/// # Panics
/// When they cannot be read.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn beats(database_url: &str) -> Vec<DateTime<Utc>> {
    store::beats::slots(database_url).await.expect("slots")
}

/// How many runs are written down as done, and how late the latest of all began.
///
/// # Panics
/// When they cannot be read.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn runs(database_url: &str) -> (i64, TimeDelta) {
    let (count, late) = store::beats::runs(database_url).await.expect("runs");
    (count, TimeDelta::milliseconds(late))
}
