//! The product through its router, without a network.

#![expect(clippy::expect_used, reason = "tests stop at once when what they need cannot be had")]

mod access;
mod accounts;
mod api;
mod audit;
mod autosave;
mod calendar;
mod dashboards;
mod drill_down;
mod feeds;
mod layers;
mod operations;
mod report;
mod review;
mod round_rules;
mod scores;
mod sessions;
mod sheets;
mod snapshots;
mod trouble;
mod uploads;
mod verdicts;
