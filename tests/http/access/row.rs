//! One row of the table: an address, what is sent, and who may.

use domain::access::Action;

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Everybody, signed in or not.
    Nothing,
    /// Whoever is signed in.
    Session,
    /// Whoever may do this somewhere; it is about nothing in particular.
    Somewhere(Action),
    /// Whoever may do this to the whole country.
    Root(Action),
    /// Whoever may do one of these to the object.
    Object(&'static [Action]),
}

/// Through which door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// A browser with a session.
    Screen,
    /// A program with a token.
    Program,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Nothing,
    /// Fields of a form; see [`super::objects::Object::fill`] for the names in braces.
    Form(&'static [(&'static str, &'static str)]),
    /// Fields of a form with files.
    Parts(&'static [(&'static str, &'static str)]),
    Json(&'static str),
}

/// One way of asking for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) body: Body,
    pub(super) needs: Needs,
    pub(super) door: Door,
}

pub(super) const fn page(path: &'static str, needs: Needs) -> Row {
    Row { method: "GET", path, body: Body::Nothing, needs, door: Door::Screen }
}

pub(super) const fn form(path: &'static str, fields: &'static [(&'static str, &'static str)], needs: Needs) -> Row {
    Row { method: "POST", path, body: Body::Form(fields), needs, door: Door::Screen }
}

pub(super) const fn parts(path: &'static str, fields: &'static [(&'static str, &'static str)], needs: Needs) -> Row {
    Row { method: "POST", path, body: Body::Parts(fields), needs, door: Door::Screen }
}

pub(super) const fn api(method: &'static str, path: &'static str, json: &'static str, needs: Needs) -> Row {
    Row { method, path, body: Body::Json(json), needs, door: Door::Program }
}
