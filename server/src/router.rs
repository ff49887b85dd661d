//! Which request goes where, through which layers.

use crate::{
    config::Config,
    network::Network,
    web::{
        address,
        addresses::{self, Access},
        api, errors, session,
        site::Site,
    },
};
use app::{routes::App, shell::shell};
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::post,
};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list, handle_server_fns_with_context};
use service::Services;
use std::{path::PathBuf, sync::Arc};
use tower_http::{compression::CompressionLayer, services::ServeDir};

/// What the router needs to know besides the services.
#[derive(Debug, Clone, Default)]
pub struct RouterSettings {
    /// Where the built style sheet, fonts and wasm lie.
    pub site_root: PathBuf,
    /// Whether people come over TLS.
    pub is_https: bool,
    /// Proxies whose forwarded addresses are believed.
    pub trusted_proxies: Vec<Network>,
}

impl RouterSettings {
    /// What the settings of the server mean for the router.
    pub fn new(config: &Config) -> Self {
        Self {
            site_root: config.site_root.clone(),
            is_https: config.is_https(),
            trusted_proxies: config.trusted_proxies.clone(),
        }
    }
}

/// The whole web application.
pub fn router(services: Services, settings: RouterSettings) -> Router {
    let options = LeptosOptions::builder()
        .output_name("tidtam")
        .site_root(settings.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .build();
    let table = addresses::addresses();
    let site = Site {
        services: services.clone(),
        options: options.clone(),
        open: Arc::new(open(&table)),
        settings: Arc::new(settings),
    };
    let mut router = Router::new();
    for address in table {
        router = router.route(address.path, address.route);
    }
    for folder in addresses::FILES {
        let files = ServeDir::new(&site.settings.site_root).precompressed_br().precompressed_gzip();
        router = router.route_service(folder, files);
    }
    router
        .route("/do/{*command}", post(command))
        .leptos_routes_with_context(&site, generate_route_list(App), site.provide(), move || shell(options.clone()))
        .nest("/api/v1", api::router(services))
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn_with_state(site.clone(), session::require))
        .layer(from_fn_with_state(site.clone(), address::note))
        .layer(from_fn_with_state(site.clone(), errors::explain))
        .layer(CompressionLayer::new())
        .with_state(site)
}

/// A command of the application.
async fn command(State(site): State<Site>, request: Request) -> impl IntoResponse {
    handle_server_fns_with_context(site.provide(), request).await
}

/// What is open to more than people signed in.
fn open(table: &[addresses::Address]) -> std::collections::HashMap<String, Access> {
    let others = table.iter().map(|address| (address.path, address.access));
    let pages = addresses::OPEN_PAGES.map(|page| (page, Access::Open));
    let files = addresses::FILES.map(|folder| (folder, Access::Public));
    let all = others.chain(pages).chain(files);
    all.filter(|(_, access)| *access != Access::SignedIn).map(|(path, access)| (path.to_owned(), access)).collect()
}
