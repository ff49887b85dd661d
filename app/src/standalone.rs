//! Answers that have no address of their own: to a form that was not taken, and errors.

use crate::{
    pages::{error::ErrorPage, kept::Continue, sign_in::SignInForm, webhooks::NewWebhook},
    parts::{
        feeds::NewFeed,
        share::{EndedShare, NewShare},
    },
    shell,
};
use leptos::prelude::*;

/// A form that was posted, so that it can be posted again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// Where it was posted to: a path of ours.
    pub action: String,
    /// Its fields in their order, without passwords and files.
    pub fields: Vec<(String, String)>,
    /// Whether files were left out: a browser does not give them twice.
    pub lost_files: bool,
    /// How its fields were encoded.
    pub encoding: Encoding,
}

/// How the fields of a form are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`.
    Url,
    /// `multipart/form-data`.
    Multipart,
}

/// An attempt to sign in that goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The address as typed.
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// Why the last attempt was refused, as a code, with the incident number of a fault of ours.
    pub refused: Option<(String, Option<String>)>,
    /// What was typed elsewhere before the session ended.
    pub kept: Option<KeptForm>,
}

/// What went wrong, for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The status of the answer.
    pub status: http::StatusCode,
    /// A code with words of its own.
    pub code: Option<String>,
    /// The number under which the log has the cause.
    pub incident: Option<String>,
}

/// An answer that has no address of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standalone {
    /// Sign in, or sign in again and go on with what was typed.
    SignIn(Attempt),
    /// Signed in again: send what was typed before.
    Continue(KeptForm),
    /// A calendar's new address.
    NewFeed {
        /// The whole address with its secret.
        address: String,
    },
    /// A page's new link.
    NewShare {
        /// The whole address with its secret.
        address: String,
        /// The link.
        share: Box<service::shares::Share>,
        /// What the codes of the page's address are called.
        names: service::shares::PageNames,
    },
    /// A page's link that counts no more.
    EndedShare(service::shares::Ended),
    /// A program that is told of releases from now on.
    NewWebhook {
        /// What it is called.
        name: String,
        /// The secret that signs.
        secret: String,
    },
    /// Something went wrong.
    Failure(Failure),
    /// Something went wrong, so that nothing was saved: send what was typed again.
    TryAgain(Failure, KeptForm),
}

/// The document of an answer.
pub fn standalone(options: LeptosOptions, answer: Standalone) -> impl IntoView {
    shell::standalone(options, move || match answer {
        Standalone::SignIn(attempt) => view! { <SignInForm attempt/> }.into_any(),
        Standalone::Continue(form) => view! { <Continue form/> }.into_any(),
        Standalone::Failure(failure) => view! { <ErrorPage failure kept=None/> }.into_any(),
        Standalone::TryAgain(failure, form) => view! { <ErrorPage failure kept=Some(form)/> }.into_any(),
        Standalone::NewFeed { address } => view! { <NewFeed address/> }.into_any(),
        Standalone::NewWebhook { name, secret } => view! { <NewWebhook name secret/> }.into_any(),
        Standalone::EndedShare(ended) => view! { <EndedShare ended/> }.into_any(),
        Standalone::NewShare { address, share, names } => view! { <NewShare address share=*share names/> }.into_any(),
    })
}
