//! Which request goes where, through which layers.

use crate::{
    config::Config,
    web::{
        address,
        addresses::{self, Access, Address},
        api, body, commands, csrf, done, errors, headers, metrics, nul, panics, past, published, request_id, session,
        site::Site,
    },
};
use app::{context::PUBLIC, routes::App, shell::shell};
use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use domain::network::Network;
use leptos::prelude::*;
use leptos_axum::{generate_route_list, render_app_async_with_context};
use service::Services;
use std::{collections::HashMap, num::NonZeroU32, path::PathBuf, sync::Arc};
use tower_http::{compression::CompressionLayer, services::ServeDir};

/// What the router needs to know besides the services.
#[derive(Debug, Clone)]
pub struct RouterSettings {
    /// Where the built style sheet, fonts and wasm lie.
    pub site_root: PathBuf,
    /// Whether people come over TLS.
    pub is_https: bool,
    /// Scheme, host and port under which people reach the server, where that was configured.
    pub public_origin: Option<String>,
    /// The same for addresses that leave the server: without a configured one, where it listens.
    pub origin: String,
    /// Proxies whose forwarded addresses are believed.
    pub trusted_proxies: Vec<Network>,
    /// The largest form, in bytes.
    pub largest_request_bytes: usize,
    /// How often a minute one address may ask the API without a token.
    pub api_requests_per_minute: NonZeroU32,
}

impl RouterSettings {
    /// What the settings of the server mean for the router.
    pub fn new(config: &Config) -> Self {
        Self {
            site_root: config.site_root.clone(),
            is_https: config.is_https(),
            public_origin: config.public_url.as_ref().map(|url| url.as_str().to_owned()),
            origin: config.origin(),
            trusted_proxies: config.trusted_proxies.clone(),
            largest_request_bytes: config.largest_request_bytes,
            api_requests_per_minute: config.api_requests_per_minute,
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
    let limits = api::Limits::per_minute(settings.api_requests_per_minute);
    let site = Site {
        services: services.clone(),
        options: options.clone(),
        open: Arc::new(open(&table)),
        largest_bodies: Arc::new(largest_bodies(&table)),
        settings: Arc::new(settings),
        metrics: Arc::default(),
        published: Arc::default(),
        unread: Arc::default(),
        limits: limits.clone(),
    };
    let mut router = Router::new();
    for address in table {
        router = router.route(address.path, address.route);
    }
    for folder in addresses::FILES {
        let files = ServeDir::new(&site.settings.site_root).precompressed_br().precompressed_gzip();
        router = router.route(folder, get(move |request: Request| errors::file(files.clone(), request)));
    }
    for page in generate_route_list(App) {
        let options = options.clone();
        let render = render_app_async_with_context(site.provide(), move || shell(options.clone()));
        let route = if page.path().starts_with(PUBLIC) {
            get(async move |request: Request| published::plain(render(request).await).await)
        } else {
            get(render)
        };
        router = router.route(page.path(), route);
    }
    router
        .route("/do/{*command}", get(commands::lead_back).post(commands::run))
        .nest(api::BASE, api::router(services, limits))
        .fallback(async || StatusCode::NOT_FOUND)
        // Each layer wraps the ones above it: a request meets the last first.
        .layer(from_fn_with_state(site.clone(), past::look_back))
        .layer(from_fn_with_state(site.clone(), done::tell_once))
        .layer(from_fn_with_state(site.clone(), session::require))
        .layer(from_fn_with_state(site.clone(), body::limit))
        .layer(from_fn_with_state(site.clone(), csrf::check))
        .layer(from_fn_with_state(site.clone(), address::note))
        .layer(panics::layer())
        .layer(from_fn_with_state(site.clone(), errors::explain))
        .layer(panics::last_layer())
        .layer(from_fn(nul::keep_out))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(site.clone(), headers::harden))
        .layer(from_fn_with_state(site.clone(), published::keep))
        .layer(from_fn_with_state(site.clone(), metrics::count))
        .layer(from_fn(request_id::number))
        .with_state(site)
}

/// What is open to more than people signed in.
fn open(table: &[Address]) -> HashMap<String, Access> {
    let others = table.iter().map(|address| (address.path, address.access));
    let pages = addresses::OPEN_PAGES.map(|page| (page, Access::Open));
    let published = addresses::PUBLIC_PAGES.map(|page| (page, Access::Public));
    let files = addresses::FILES.map(|folder| (folder, Access::Public));
    let all = others.chain(pages).chain(published).chain(files);
    all.filter(|(_, access)| *access != Access::SignedIn).map(|(path, access)| (path.to_owned(), access)).collect()
}

/// Addresses whose bodies have a limit of their own.
fn largest_bodies(table: &[Address]) -> HashMap<String, usize> {
    let own = table.iter().filter_map(|address| Some((address.path.to_owned(), address.largest_body?)));
    own.chain(api::routes().into_iter().map(|(_, path)| (path.clone(), api::largest_body(&path)))).collect()
}
