//! Level 3: what runs. The web server around the pages, and the command line.

/// Settings from file, environment and flags.
pub mod config;
/// Addresses of trusted proxies.
pub mod network;
/// Which request goes where, through which layers.
pub mod router;
/// What stands between the network and the pages.
pub mod web;

use config::Config;
use service::Services;

/// Listens and answers until the process is told to stop.
///
/// # Errors
/// The address cannot be listened on.
pub async fn serve(config: &Config, services: Services) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(config.addr).await?;
    let router = router::router(services, router::RouterSettings::new(config));
    axum::serve(listener, router.into_make_service_with_connect_info::<std::net::SocketAddr>()).await
}
