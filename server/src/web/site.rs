//! What every handler and layer can reach.

use super::{
    addresses::Access,
    api::{Limits, reference},
    catalogue::Unread,
    metrics::Metrics,
    published::Pages,
};
use crate::{router::RouterSettings, schedule::TIMETABLE};
use app::context::{Origin, PageContext};
use axum::extract::{FromRef, MatchedPath};
use leptos::prelude::{LeptosOptions, provide_context};
use service::Services;
use std::{collections::HashMap, sync::Arc};

/// The web application around the services. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// Everything the product can do.
    pub services: Services,
    /// What the router was told.
    pub settings: Arc<RouterSettings>,
    /// What is counted as it happens.
    pub(crate) metrics: Arc<Metrics>,
    /// Published pages as they were sent.
    pub(crate) published: Arc<Pages>,
    /// The description that the catalogue could not read last.
    pub(crate) unread: Arc<Unread>,
    /// How often each address asks for what is published without saying who it is.
    pub(crate) limits: Limits,
    /// What leptos needs for the document.
    pub(crate) options: LeptosOptions,
    /// Addresses that need nobody signed in; every other does.
    pub(crate) open: Arc<HashMap<String, Access>>,
    /// Addresses whose bodies may have another size than all others, in bytes.
    pub(crate) largest_bodies: Arc<HashMap<String, usize>>,
}

impl Site {
    /// Puts into place what every page and command knows about its request.
    pub(crate) fn provide(&self) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
        let (services, origin) = (self.services.clone(), Origin(self.settings.origin.clone()));
        let reference = reference();
        move || {
            provide_context(origin.clone());
            provide_context(reference.clone());
            PageContext::provide(services.clone(), TIMETABLE);
        }
    }

    /// Who reaches what a request asks for: what is not listed, also what does not exist, is for people signed in.
    pub(crate) fn access(&self, matched: Option<&MatchedPath>, path: &str) -> Access {
        if path.strip_prefix("/api/v1").is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Access::Bearer;
        }
        let listed = matched.and_then(|matched| self.open.get(matched.as_str()));
        listed.copied().unwrap_or(Access::SignedIn)
    }

    /// Whether everybody reaches an address of ours, whoever is signed in.
    pub(crate) fn is_for_everybody(&self, path: &str) -> bool {
        self.open.iter().any(|(address, access)| *access != Access::Bearer && fits(address, path))
    }

    /// The most bytes that are read of a request's body.
    pub(crate) fn largest_body(&self, matched: Option<&MatchedPath>) -> usize {
        let own = matched.and_then(|matched| self.largest_bodies.get(matched.as_str()));
        own.copied().unwrap_or(self.settings.largest_request_bytes)
    }
}

/// Whether a path is one of an address with parameters in braces.
fn fits(address: &str, path: &str) -> bool {
    let mut found = path.split('/');
    for expected in address.split('/') {
        let Some(found) = found.next() else { return false };
        let is_any = expected.starts_with('{') && !found.is_empty();
        if expected.starts_with("{*") && is_any {
            return true;
        }
        if expected != found && !is_any {
            return false;
        }
    }
    found.next().is_none()
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.options.clone()
    }
}

impl FromRef<Site> for Services {
    fn from_ref(site: &Site) -> Self {
        site.services.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_path_fits_an_address_segment_by_segment() {
        for (address, path) in [
            ("/verify", "/verify"),
            ("/snapshots/{code}", "/snapshots/s-1"),
            ("/public/{language}/{snapshot}/organisations/{code}", "/public/th/s-1/organisations/dga"),
            ("/fonts/{*file}", "/fonts/a/b.woff2"),
        ] {
            assert!(fits(address, path), "{path}");
        }
        for (address, path) in [
            ("/verify", "/verify/"),
            ("/verify", "//verify"),
            ("/snapshots/{code}", "/snapshots"),
            ("/snapshots/{code}", "/snapshots/"),
            ("/snapshots/{code}", "/snapshots/s-1/file"),
            ("/public/{language}", "/publics/th"),
        ] {
            assert!(!fits(address, path), "{path}");
        }
    }
}
