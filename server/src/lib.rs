//! Level 3: what runs. The web server around the pages, and the command line.

/// Settings from file, environment and flags.
pub mod config;
/// Files that go out.
mod export;
/// Jobs that need what only the server has.
mod jobs;
/// Connections with their time limits.
pub mod listen;
/// Which request goes where, through which layers.
pub mod router;
/// What runs when.
pub mod schedule;
/// The log.
pub mod telemetry;
/// What stands between the network and the pages.
pub mod web;

pub use export::snapshot::write_alone;

use config::Config;
use service::Services;
use std::time::Duration;
use tokio::net::TcpListener;

/// Answers until the process is told to stop, then lets open requests finish.
///
/// # Errors
/// The address is gone.
pub async fn serve(config: &Config, listener: TcpListener, services: Services) -> std::io::Result<()> {
    telemetry::start(config);
    let router = router::router(services.clone(), router::RouterSettings::new(config));
    let addr = listener.local_addr()?;
    tracing::info!(%addr, public_url = config.origin(), "listening");
    // Whoever asks for a whole file meanwhile does not wait; for a part of a large one, until that one was read.
    let reading = services.clone();
    tokio::spawn(async move {
        if let Err(error) = reading.snapshots().read_ahead().await {
            tracing::warn!(cause = error.with_causes(), "files of snapshots could not be read ahead");
        }
    });
    // The timetable stops with the server: both hear of it, both let what has begun finish.
    let (stop, stopped) = tokio::sync::watch::channel(());
    let told = |mut stopped: tokio::sync::watch::Receiver<()>| async move {
        // A sender that is gone has been told as well.
        let _ = stopped.changed().await;
    };
    let name = format!("{addr} ({})", std::process::id());
    let look_every = Duration::from_millis(config.timetable_look_ms);
    let timetable = schedule::run(services, schedule::TIMETABLE, name, look_every, told(stopped.clone()));
    let stop = async {
        listen::told_to_stop().await;
        drop(stop);
    };
    tokio::join!(listen::listen(listener, router, told(stopped)), timetable, stop);
    Ok(())
}
