//! The product through its router, without a network.

#![expect(clippy::expect_used, reason = "tests stop at once when what they need cannot be had")]

mod access;
mod accounts;
mod alerts;
mod api;
mod audit;
mod authority_letters;
mod autosave;
mod calendar;
mod collectors;
mod compare;
mod completeness;
mod dashboards;
mod delegations;
mod deliveries;
mod drill_down;
mod exports;
mod feeds;
mod forecast;
mod heat_map;
mod layers;
mod letter;
mod mails;
mod objections;
mod operations;
mod province_map;
mod publications;
mod releases;
mod reminders;
mod report;
mod review;
mod round_rules;
mod scores;
mod search;
mod sessions;
mod shares;
mod sheets;
mod sheets_of_many;
mod snapshots;
mod trouble;
mod uploads;
mod verdicts;
mod what_if;
mod work;
