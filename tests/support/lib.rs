//! What the tests through the whole product share.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "tests stop at once when what they need cannot be had"
)]

/// The whole web application on a database of its own, and the people who use it.
pub mod app;
/// A real browser.
pub mod browser;
/// A small country on a database of its own.
pub mod country;
/// A form as a browser reads it from a page and sends it back.
pub mod form;
/// What people, programs and attackers write where something else is asked for.
pub mod hostile;
/// Every page there is.
pub mod pages;
/// A country with provinces.
pub mod provinces;
/// Somebody's browser without a screen.
pub mod visitor;
/// A workbook as somebody fills it in.
pub mod workbook;

pub use app::TestApp;
pub use browser::{Browser, Network, Scripts};
pub use form::Form;
pub use provinces::PROVINCES_ROUND;
pub use service::testing::{Engine, skip, skip_part};
pub use visitor::{Answer, Visitor};
pub use workbook::Workbook;
