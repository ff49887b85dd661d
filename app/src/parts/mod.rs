//! Pieces of pages, one file for each part of the style sheet. HTML only: no signals, no handlers.

pub(crate) mod action_bar;
pub(crate) mod badge;
pub(crate) mod breadcrumbs;
pub(crate) mod conflict;
pub(crate) mod contents;
pub(crate) mod diff;
pub(crate) mod entry;
pub(crate) mod entry_fields;
pub(crate) mod entry_read;
pub(crate) mod error_summary;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod field;
pub(crate) mod filters;
pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod history;
pub(crate) mod note;
pub(crate) mod notice;
pub(crate) mod pagination;
pub(crate) mod provenance;
pub(crate) mod report_status;
pub(crate) mod review;
pub(crate) mod thread;
pub(crate) mod title;
