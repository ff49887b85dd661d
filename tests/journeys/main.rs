//! The product in a real browser, with and without scripts.

#![expect(clippy::expect_used, reason = "tests stop at once when what they need cannot be had")]

mod autosave;
mod keyboard;
mod lighthouse;
mod mistakes;
mod motion;
mod offline;
mod pages;
mod paper;
mod publications;
mod quarter;
mod verify;
