//! What stands between the network and the pages.

/// From where a request comes.
pub(crate) mod address;
/// Every address that is neither a page nor a command, and who reaches it.
pub mod addresses;
/// The answer to a form of a report that could not be taken.
mod answer;
/// HTTP API v1.
pub mod api;
/// The letter by which an approver lets a report be filed.
mod authority_letters;
/// How much is read of a request.
pub(crate) mod body;
/// What is published, as one catalogue.
mod catalogue;
/// Collectors are tried and saved.
mod collectors;
/// Commands of the application.
pub(crate) mod commands;
/// How complete reports are, as a file.
pub(crate) mod completeness;
/// Forms of other sites.
pub mod csrf;
/// Derivations of scores go out.
mod derivation;
/// Documents that answer a form or tell of an error.
mod document;
/// What was done is told once.
pub(crate) mod done;
/// A file that is made for whoever asks.
mod download;
/// Published figures for other people's pages.
mod embeds;
/// Which answers a reader has, or insists on.
mod entity_tags;
/// Words for answers that have none.
pub(crate) mod errors;
/// Deadlines for calendar programs.
mod feeds;
/// Files of evidence go out.
mod files;
/// The least grade that an address asks of figures.
mod grade;
/// What browsers are told about every answer.
pub(crate) mod headers;
/// Whether the process lives and the database answers.
mod health;
/// A form that arrives after its session has ended.
mod kept;
/// Choosing a language.
mod language;
/// The tags of documents.
mod markup;
/// Figures for monitors.
pub(crate) mod metrics;
/// What an address narrows dashboards and their files by.
mod narrowed;
/// The one character that stands in no page.
pub(crate) mod nul;
/// Files that prove objections.
mod objection_files;
/// The list of objections, as a file.
mod objections;
/// Paths of ours to go back to.
mod own_path;
/// Mistakes of ours.
pub(crate) mod panics;
/// Pages and answers as of an earlier instant.
pub(crate) mod past;
/// In which language, era and digits somebody reads.
mod preferences;
/// Published pages as they were sent.
pub(crate) mod published;
/// What is published, as a feed.
mod releases;
/// The form of a report comes in.
mod report_form;
/// A number for every request.
pub(crate) mod request_id;
/// The decision on a report comes in.
mod review_form;
/// What programs that collect pages leave alone.
mod robots;
/// How firm places are goes out.
mod robustness;
/// Who is signed in.
pub(crate) mod session;
/// Links to pages.
mod shares;
/// Reports by spreadsheet.
mod sheets;
/// Signing in and out.
mod sign_in;
/// What every handler and layer can reach.
pub mod site;
mod snapshots;
/// Files with a text beside them come in.
mod uploads;
/// Programs that are told of releases.
mod webhooks;
