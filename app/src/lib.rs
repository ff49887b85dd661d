//! Level 2: what is seen. Pages and parts are HTML that the server renders; behaviour is an island; changes are commands.

#![recursion_limit = "256"]
#![cfg_attr(feature = "ssr", expect(unreachable_pub, reason = "leptos writes the structs of components itself"))]

/// What the browser is told when something is refused: codes, never texts.
pub mod error;
/// The little that moves in the browser.
pub mod islands;
/// Every word on the screens, in Thai and English, and how numbers and dates are shown.
pub mod text;

/// The form of a collector as it travels.
#[cfg(feature = "ssr")]
pub mod collector_form;
/// Changes, one file for each noun.
pub mod commands;
/// Who asks, in which language, on which page.
#[cfg(feature = "ssr")]
pub mod context;
/// Published figures as pictures for other people's pages.
#[cfg(feature = "ssr")]
pub mod embed;
/// How the lists of a page are narrowed and sorted, as its address says it.
#[cfg(feature = "ssr")]
pub mod listing;
/// What changes on the page of a report while somebody types.
#[cfg(feature = "ssr")]
pub mod live;
/// What the page of an objection is told when files for it are refused.
#[cfg(feature = "ssr")]
pub mod objection_files;
/// One file for each page.
#[cfg(feature = "ssr")]
mod pages;
/// Pieces of pages, one for each part of the style sheet.
#[cfg(feature = "ssr")]
mod parts;
/// The API as its page shows it.
#[cfg(feature = "ssr")]
pub mod reference;
/// The form of a report as it travels.
#[cfg(feature = "ssr")]
pub mod report_form;
/// Which address shows which page.
#[cfg(feature = "ssr")]
pub mod routes;
/// The HTML around every page.
#[cfg(feature = "ssr")]
pub mod shell;
/// Answers that have no address of their own: to a form that was not taken, and errors.
#[cfg(feature = "ssr")]
pub mod standalone;

/// Starts the islands in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
