//! The API as the page for developers shows it: made by the server of the same document that programs read.

/// The whole API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// What can be asked, by address.
    pub operations: Vec<Operation>,
    /// What bodies and answers look like.
    pub shapes: Vec<Shape>,
}

/// One thing that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its name in the document; [`crate::text::developers`] has its words.
    pub id: String,
    /// What it belongs to.
    pub tag: String,
    /// The method.
    pub method: String,
    /// The whole path, with its parameters in braces.
    pub path: String,
    /// Whether a token can be sent with it.
    pub needs_token: bool,
    /// Whether it can be asked without a token.
    pub is_open: bool,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// The media type and the shape of its body.
    pub body: Option<(String, String)>,
    /// What comes back.
    pub answers: Vec<Answer>,
}

/// A parameter of a path, query or header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands: `path`, `query` or `header`.
    pub place: String,
    /// What it is, in a word.
    pub kind: String,
    /// Whether it must be there.
    pub is_required: bool,
}

/// An answer that is no refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: String,
    /// Its media types.
    pub kinds: Vec<String>,
    /// The shape of it as JSON.
    pub shape: Option<String>,
}

/// The members of a body or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// The names and kinds of its members; `…` stands for all members of another shape, or of one of several.
    pub fields: Vec<(String, String)>,
}
