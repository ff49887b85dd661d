//! Every page there is, about something that exists.

use crate::country::ROUND;
use domain::ids::AccountId;

/// The addresses of all pages for people signed in, about things of the small country and somebody's account.
///
/// # Panics
/// When there is a page of which it is not said here what it is about.
pub fn pages(account: AccountId) -> Vec<String> {
    let listed = server::web::addresses::listed().into_iter();
    let is_page =
        |path: &str| !["/api/", "/do/", "/pkg/", "/fonts/", "/evidence/"].iter().any(|other| path.starts_with(other));
    let not_pages = [
        "/metrics",
        "/completeness.csv",
        "/objections.csv",
        "/deadlines.ics",
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/language",
        "/sign-in",
        "/shared",
        "/favicon.ico",
    ];
    // Filled spreadsheets are for those who report, each for whoever uploaded it, and an agency has collectors once it set
    // them up; a form's address leads to its page.
    let is_other = |path: &str| {
        [
            "/sheets",
            "/sheet.",
            "/deliveries/",
            "/{agency}/letter",
            "/letters/{id}",
            "/objections/{id}",
            "/review",
            "/save",
            "/derivation.json",
            "/places.csv",
            "/collectors/{id}",
            "/file",
            "/paper",
            "/.well-known/",
            // For everybody, once something is published: they have tests of their own.
            "/public",
        ]
        .iter()
        .any(|part| path.contains(part))
    };
    let is_page = move |path: &str| is_page(path) && !is_other(path);
    let pages = listed.filter(|asked| asked.method == "GET").map(|asked| asked.path);
    let about = |path: String| {
        let about = path
            .replace("/organisations/{code}/heat-map", "/organisations/mdes/heat-map")
            .replace("/organisations/{code}", "/organisations/one")
            .replace("/accounts/{id}", &format!("/accounts/{account}"))
            .replace("/completeness/{organisation}", "/completeness/mdes")
            .replace("/plans/{code}", "/plans/small")
            .replace("/snapshots/{code}", &format!("/snapshots/{ROUND}.draft.2"))
            .replace("{before}", &format!("{ROUND}.draft.1"))
            .replace("/scores/{scheme}/{round}/{organisation}/what-if", "/scores/small/{round}")
            .replace("/scores/{scheme}/{round}/{organisation}", "/scores/small/{round}")
            .replace("/maps/{scheme}/{round}", "/maps/small/{round}")
            .replace("{scheme}", "small")
            .replace("{indicator}", "svc-e2e")
            .replace("{round}", ROUND)
            .replace("{agency}", "one")
            .replace("/indicators/{code}", "/indicators/svc-e2e");
        assert!(!about.contains([':', '{']), "say here what {path} is about");
        match about.as_str() {
            "/compare" => "/compare?with=one,mdes".to_owned(),
            "/search" => "/search?q=one".to_owned(),
            _ => about,
        }
    };
    pages.filter(|path| is_page(path) && !not_pages.contains(&path.as_str())).map(about).collect()
}
