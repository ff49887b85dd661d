//! Pieces of pages, one file for each part of the style sheet. HTML only: no signals, no handlers.

pub(crate) mod badge;
pub(crate) mod breadcrumbs;
pub(crate) mod facts;
pub(crate) mod filters;
pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod notice;
pub(crate) mod pagination;
pub(crate) mod provenance;
pub(crate) mod title;
