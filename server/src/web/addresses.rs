//! Every address that is neither a page nor a command of the application: the router is built from this table, and the
//! access matrix of the tests reads it.

use super::{
    answer, api, authority_letters, catalogue, collectors, completeness, derivation, embeds, feeds, files, health,
    language, metrics, objection_files, objections, preferences, published, releases, report_form, review_form, robots,
    robustness, shares, sheets, sign_in, site::Site, snapshots, uploads, webhooks,
};
use app::routes::App;
use axum::routing::{MethodRouter, get, post};
use leptos_axum::generate_route_list;

/// Who reaches an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody; nobody's session is looked at.
    Public,
    /// Everybody; whoever is signed in is known.
    Open,
    /// Only people who are signed in: what is not said to be otherwise.
    SignedIn,
    /// Only holders of a token of the API; cookies are ignored.
    Bearer,
}

/// An address with what answers it.
pub struct Address {
    /// The method.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who reaches it.
    pub access: Access,
    /// The most bytes of a body, where it differs from all others.
    pub largest_body: Option<usize>,
    /// What answers.
    pub(crate) route: MethodRouter<Site>,
}

fn address(method: &'static str, path: &'static str, access: Access, route: MethodRouter<Site>) -> Address {
    Address { method, path, access, largest_body: None, route }
}

impl Address {
    /// The same for bodies of another size.
    fn with_largest_body(self, bytes: usize) -> Self {
        Self { largest_body: Some(bytes), ..self }
    }
}

/// The derivation of a score.
const DERIVATION: &str = "/scores/{scheme}/{round}/{organisation}/derivation.json";

/// An indicator as a picture for other people's pages.
const INDICATOR_PICTURE: &str = "/public/{language}/{snapshot}/indicators/{code}/figure.svg";
/// The same as a page for frames.
const INDICATOR_FRAME: &str = "/public/{language}/{snapshot}/indicators/{code}/figure";

/// The table.
pub(crate) fn addresses() -> Vec<Address> {
    vec![
        address("GET", "/healthz", Access::Public, get(health::alive)),
        address("GET", "/readyz", Access::Public, get(health::ready)),
        address("GET", "/robots.txt", Access::Public, get(robots::rules)),
        address("GET", "/metrics", Access::Bearer, get(metrics::read)),
        address("GET", "/deadlines.ics", Access::Public, get(feeds::deadlines)),
        address("GET", "/completeness.csv", Access::SignedIn, get(completeness::csv)),
        address("POST", "/do/feeds/create", Access::SignedIn, post(feeds::create)),
        address("GET", "/shared", Access::Public, get(shares::open)),
        address("POST", "/do/shares/create", Access::SignedIn, post(shares::create)),
        address("POST", "/do/webhooks/add", Access::SignedIn, post(webhooks::add)),
        address("GET", "/language", Access::Public, get(language::choose)),
        address("POST", "/do/preferences/set", Access::SignedIn, post(preferences::set)),
        address("POST", "/do/sessions/sign_in", Access::Open, post(sign_in::sign_in)),
        address("POST", "/do/sessions/sign_in_again", Access::Open, post(sign_in::sign_in_again))
            .with_largest_body(sign_in::MOST_KEPT),
        address("GET", "/do/sessions/sign_in", Access::Open, get(sign_in::to_page)),
        address("GET", "/do/sessions/sign_in_again", Access::Open, get(sign_in::to_page)),
        address("GET", "/do/sessions/demonstration", Access::Open, get(sign_in::to_page)),
        address("POST", "/do/sessions/demonstration", Access::Open, post(sign_in::demonstrate)),
        address("POST", "/do/sessions/sign_out", Access::SignedIn, post(sign_in::sign_out)),
        address("POST", "/reports/{round}/{agency}/save", Access::SignedIn, post(report_form::save))
            .with_largest_body(report_form::MOST_BODY_BYTES),
        address("POST", "/reports/{round}/{agency}/review", Access::SignedIn, post(review_form::decide)),
        address("POST", "/reports/{round}/{agency}/letter", Access::SignedIn, post(authority_letters::file))
            .with_largest_body(authority_letters::MOST_BODY_BYTES),
        address("GET", "/reports/{round}/{agency}/letter", Access::SignedIn, get(answer::to_page)),
        address("GET", "/reports/{round}/{agency}/save", Access::SignedIn, get(answer::to_page)),
        address("GET", "/reports/{round}/{agency}/review", Access::SignedIn, get(answer::to_page)),
        address("GET", "/reports/{round}/{agency}/sheet.xlsx", Access::SignedIn, get(sheets::workbook)),
        address("GET", "/reports/{round}/{agency}/sheet.csv", Access::SignedIn, get(sheets::csv)),
        address("POST", "/reports/{round}/{agency}/sheets", Access::SignedIn, post(sheets::upload))
            .with_largest_body(sheets::MOST_BODY_BYTES),
        address("POST", "/reports/{round}/{agency}/sheets/{id}/apply", Access::SignedIn, post(sheets::apply)),
        address("POST", "/organisations/{code}/collectors/new", Access::SignedIn, post(collectors::create)),
        address("POST", "/organisations/{code}/collectors/{id}", Access::SignedIn, post(collectors::change)),
        address("GET", "/calendar/{round}/sheet.xlsx", Access::SignedIn, get(sheets::workbook_of_many)),
        address("POST", "/calendar/{round}/sheets", Access::SignedIn, post(sheets::upload_many))
            .with_largest_body(sheets::MOST_MANY_BYTES),
        address("POST", "/calendar/{round}/sheets/{id}/apply", Access::SignedIn, post(sheets::apply_many)),
        address("POST", "/objections/{id}/evidence", Access::SignedIn, post(objection_files::attach))
            .with_largest_body(uploads::MOST_BODY_BYTES),
        address("GET", "/objections.csv", Access::SignedIn, get(objections::csv)),
        address("GET", "/letters/{id}", Access::SignedIn, get(authority_letters::letter)),
        address("GET", "/evidence/{id}", Access::SignedIn, get(files::evidence)),
        address("GET", "/snapshots/{code}/file", Access::Open, get(snapshots::file)),
        address("GET", "/snapshots/{code}/files/{name}", Access::Open, get(snapshots::made_file)),
        address("GET", "/public/{language}/{snapshot}/figure.svg", Access::Public, get(embeds::country_svg)),
        address("GET", "/public/{language}/{snapshot}/figure", Access::Public, get(embeds::country_page)),
        address("GET", INDICATOR_PICTURE, Access::Public, get(embeds::indicator_svg)),
        address("GET", INDICATOR_FRAME, Access::Public, get(embeds::indicator_page)),
        address("GET", "/public", Access::Public, get(published::newest)),
        address("GET", catalogue::TURTLE, Access::Public, get(catalogue::turtle)),
        address("GET", catalogue::LINKED, Access::Public, get(catalogue::linked)),
        address("GET", "/public/{language}/feed.atom", Access::Public, get(releases::atom)),
        address("GET", "/snapshots/{code}/paper", Access::Open, get(snapshots::paper)),
        address("GET", "/.well-known/tidtam-keys.json", Access::Public, get(snapshots::keys)),
        address("GET", "/robustness/{scheme}/{round}/places.csv", Access::SignedIn, get(robustness::csv)),
        address("GET", DERIVATION, Access::SignedIn, get(derivation::derivation)),
    ]
}

/// Pages that need nobody signed in.
pub(crate) const OPEN_PAGES: [&str; 6] =
    ["/developers", "/sign-in", "/snapshots", "/snapshots/{code}", "/snapshots/{code}/from/{before}", "/verify"];

/// Pages that are the same for everybody, whoever is signed in.
pub(crate) const PUBLIC_PAGES: [&str; 4] = [
    "/public/{language}",
    "/public/{language}/{snapshot}",
    "/public/{language}/{snapshot}/organisations/{code}",
    "/public/{language}/{snapshot}/indicators/{code}",
];

/// Folders of files for browsers, as the router writes them.
pub(crate) const FILES: [&str; 2] = ["/pkg/{*file}", "/fonts/{*file}"];

/// One thing that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The method.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
}

/// Everything that can be asked for: pages, commands, the API, and the table above.
pub fn listed() -> Vec<Listed> {
    let listed = |method: &str, path: &str| Listed { method: method.to_owned(), path: path.to_owned() };
    let pages = generate_route_list(App).into_iter().map(|page| listed("GET", page.path()));
    let commands = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| listed(method.as_str(), path));
    let api = api::routes().into_iter().map(|(method, path)| Listed { method: method.to_owned(), path });
    let others = addresses().into_iter().map(|address| listed(address.method, address.path));
    let files = FILES.iter().map(|path| listed("GET", path));
    let mut all: Vec<_> = pages.chain(commands).chain(api).chain(others).chain(files).collect();
    all.sort();
    all
}
