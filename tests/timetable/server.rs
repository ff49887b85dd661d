//! One server of the timetable's test: it runs a timetable of beats on the database that its first argument names.

use service::{Chance, Clock, Services, Settings, testing::beats::BEATS};
use std::time::Duration;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(database_url), Some(files)) = (arguments.next(), arguments.next()) else { return };
    let files = std::path::PathBuf::from(files);
    let settings = Settings { database_url, signing_key: files.with_extension("key"), files };
    let Ok(services) = Services::open(&settings, Clock::System, Chance::System).await else { return };
    let name = std::process::id().to_string();
    server::schedule::run(services, BEATS, name, Duration::from_millis(50), server::listen::told_to_stop()).await;
}
