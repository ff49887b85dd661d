//! Which request goes where, through which layers.

use crate::web::{api, language};
use app::{context::PageContext, routes::App, shell::shell};
use axum::{Router, extract::Request, routing::get};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list, handle_server_fns_with_context};
use service::Services;
use tower_http::{compression::CompressionLayer, services::ServeDir};

/// What the router needs to know besides the services.
#[derive(Debug, Clone)]
pub struct RouterSettings {
    /// Where the built style sheet, fonts and wasm lie.
    pub site_root: std::path::PathBuf,
    /// Whether every figure is made up.
    pub is_demonstration: bool,
}

/// The whole web application.
pub fn router(services: Services, settings: &RouterSettings) -> Router {
    let options = LeptosOptions::builder()
        .output_name("tidtam")
        .site_root(settings.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .build();
    let is_demonstration = settings.is_demonstration;
    let provide = {
        let services = services.clone();
        move || PageContext::provide(services.clone(), is_demonstration)
    };
    let pages = generate_route_list(App);
    let commands = {
        let provide = provide.clone();
        move |request: Request| handle_server_fns_with_context(provide.clone(), request)
    };
    let fallback = leptos_axum::render_app_async_with_context(provide.clone(), {
        let options = options.clone();
        move || shell(options.clone())
    });
    Router::new()
        .route("/do/{*command}", axum::routing::post(commands))
        .leptos_routes_with_context(&options, pages, provide, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .route("/language", get(language::choose))
        .nest("/api/v1", api::router(services))
        .nest_service("/pkg", ServeDir::new(settings.site_root.join("pkg")).precompressed_br().precompressed_gzip())
        .nest_service("/fonts", ServeDir::new(settings.site_root.join("fonts")))
        .fallback(fallback)
        .layer(CompressionLayer::new())
        .with_state(options)
}
