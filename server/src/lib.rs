//! Level 3: what runs. The web server around the pages, and the command line.

/// Settings from file, environment and flags.
pub mod config;
/// Files that go out.
mod export;
/// Connections with their time limits.
pub mod listen;
/// Addresses of trusted proxies.
pub mod network;
/// Which request goes where, through which layers.
pub mod router;
/// The log.
pub mod telemetry;
/// What stands between the network and the pages.
pub mod web;

use config::Config;
use service::Services;
use tokio::net::TcpListener;

/// Listens and answers until the process is told to stop, then lets open requests finish.
///
/// # Errors
/// The address cannot be listened on.
pub async fn serve(config: &Config, services: Services) -> std::io::Result<()> {
    telemetry::start(config);
    let listener = TcpListener::bind(config.addr).await?;
    let router = router::router(services, router::RouterSettings::new(config));
    tracing::info!(addr = %listener.local_addr()?, public_url = config.origin(), "listening");
    listen::listen(listener, router, listen::told_to_stop()).await;
    Ok(())
}
