//! The product through its router, without a network.

#![expect(clippy::expect_used, reason = "tests stop at once when what they need cannot be had")]

mod access;
mod accounts;
mod api;
mod audit;
mod autosave;
mod calendar;
mod collectors;
mod compare;
mod completeness;
mod dashboards;
mod delegations;
mod drill_down;
mod exports;
mod feeds;
mod heat_map;
mod layers;
mod letter;
mod mails;
mod operations;
mod province_map;
mod reminders;
mod report;
mod review;
mod round_rules;
mod scores;
mod search;
mod sessions;
mod sheets;
mod snapshots;
mod trouble;
mod uploads;
mod verdicts;
