//! What is sent to one row of the table: something hostile in each place of its path, its query and its content.

use crate::access::{
    objects::Object,
    row::{Body, Door, Row},
};
use form_urlencoded::byte_serialize;
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What pages and files read of an address, beside what a page's own forms and links tell.
const QUERY: [&str; 45] = [
    "account",
    "action",
    "after",
    "asOf",
    "as_of",
    "at",
    "before",
    "by",
    "days",
    "done",
    "find",
    "format",
    "from",
    "in",
    "incident",
    "indicator",
    "kind",
    "language",
    "level",
    "next",
    "object",
    "order",
    "organisation",
    "page",
    "peers",
    "plan",
    "q",
    "refused",
    "round",
    "scheme",
    "secret",
    "show",
    "size",
    "sort",
    "state",
    "status",
    "strategy",
    "to",
    "trust",
    "until",
    "verify",
    "version",
    "with",
    "back",
    "limit",
];
/// Fields that a form may have beside those of the table.
const FIELDS: [&str; 8] = ["note", "embargo_until", "reason", "next", "organisation", "language", "kind", "x"];
/// Something that is sent.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) kind: Option<&'static str>,
    pub(super) body: Vec<u8>,
    pub(super) door: Door,
}

/// The names in braces of a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// What is sent to one row: its path with something hostile in each place of it, and its content likewise.
pub(super) struct Attack<'a> {
    pub(super) row: &'a Row,
    pub(super) object: &'a Object,
    /// Which row it is, so that not all begin with the same.
    pub(super) number: usize,
    pub(super) hostile: &'a [String],
}

impl Attack<'_> {
    fn path(&self) -> String {
        self.object.fill(self.row.path, self.row.path)
    }

    fn filled(&self, text: &str) -> String {
        self.object.fill(self.row.path, text)
    }

    fn sent(&self, path: String, kind: Option<&'static str>, body: Vec<u8>) -> Sent {
        let method = self.row.method.parse().expect("a method");
        Sent { method, path, kind, body, door: self.row.door }
    }

    /// In each place of the path.
    pub(super) fn in_path(&self) -> Vec<Sent> {
        let (kind, body) = self.content(None, "");
        let each = parameters(self.row.path).flat_map(|name| {
            let place = format!("{{{name}}}");
            self.hostile.iter().map(move |hostile| self.filled(&self.row.path.replace(&place, hostile)))
        });
        each.map(|path| self.sent(path, kind, body.clone())).collect()
    }

    /// In each value of the query: a third of it, another third at each row, in those that the page tells of, and one of it in each
    /// other name that any page knows.
    pub(super) fn in_query(&self, told: &BTreeSet<String>) -> Vec<Sent> {
        let path = self.path();
        let one = |(place, name): (usize, &&str)| {
            let hostile = &self.hostile[(self.number + place) % self.hostile.len()];
            format!("{path}?{name}={hostile}")
        };
        let of_name = |name: &String| {
            let (path, name) = (path.clone(), byte_serialize(name.as_bytes()).collect::<String>());
            let third = self.hostile.iter().skip(self.number % 3).step_by(3);
            third.map(move |hostile| format!("{path}?{name}={hostile}"))
        };
        let odd = ["?%", "?&&&===", "?page=1&page=2", "?round"].map(|query| format!("{path}{query}"));
        let paths = QUERY.iter().enumerate().map(one).chain(odd).chain(told.iter().flat_map(of_name));
        paths.map(|path| self.sent(path, None, Vec::new())).collect()
    }

    /// In every name that any page knows at once; what is longest would be longer there than an address can be.
    pub(super) fn in_whole_query(&self) -> Vec<Sent> {
        let path = self.path();
        let all = |hostile: &String| {
            // A refusal that stands in an address is told first, and a forged one has only the words of any fault.
            let names = QUERY.iter().filter(|name| **name != "refused");
            let pairs: Vec<_> = names.map(|name| format!("{name}={hostile}")).collect();
            format!("{path}?{}", pairs.join("&"))
        };
        let short = self.hostile.iter().filter(|hostile| hostile.len() < 1_000);
        short.map(all).map(|path| self.sent(path, None, Vec::new())).collect()
    }

    /// In each field of what is sent.
    pub(super) fn in_content(&self) -> Vec<Sent> {
        let path = self.path();
        let mut names: Vec<Option<&str>> = match self.row.body {
            Body::Nothing => return Vec::new(),
            Body::Form(fields) | Body::Parts(fields) => fields.iter().map(|(name, _)| Some(*name)).collect(),
            Body::Json(text) => return self.in_json(text, &path),
        };
        // All the fields that the table does not give, at once.
        names.push(None);
        let each = names.iter().flat_map(|name| self.hostile.iter().map(|hostile| self.content(*name, hostile)));
        each.map(|(kind, body)| self.sent(path.clone(), kind, body)).collect()
    }

    fn in_json(&self, text: &str, path: &str) -> Vec<Sent> {
        let good: Value = serde_json::from_str(text).unwrap_or_default();
        let mut names: Vec<&str> = good.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        names.extend(["note", "version", "values", "verified", "reasons"]);
        let texts = self.hostile.iter().map(|hostile| json!(String::from_utf8_lossy(&decoded(hostile))));
        let others =
            [json!(null), json!(-1), json!(u64::MAX), json!(1e300), json!([[[]]]), json!({ "x": {} }), json!(true)];
        let all: Vec<Value> = texts.chain(others).collect();
        let body = |name: &str, hostile: &Value| {
            let mut body = good.clone();
            body[name] = hostile.clone();
            body.to_string().into_bytes()
        };
        let kind = Some("application/json");
        let is_empty = text.is_empty();
        let each = names.iter().filter(|_| !is_empty).flat_map(|name| all.iter().map(|hostile| body(name, hostile)));
        let raw = self.hostile.iter().map(|hostile| decoded(hostile));
        each.chain(raw).map(|body| self.sent(path.to_owned(), kind, body)).collect()
    }

    /// The content with something hostile in one field; in fields of no row where none is named.
    fn content(&self, hostile_in: Option<&str>, hostile: &str) -> (Option<&'static str>, Vec<u8>) {
        const BOUNDARY: &str = "----tidtam-hostile-boundary";
        let is_other = !hostile.is_empty() && hostile_in.is_none();
        let escaped = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pairs = |fields: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
            let good = fields.iter().map(|(name, value)| {
                let value = if hostile_in == Some(*name) { hostile.to_owned() } else { escaped(&self.filled(value)) };
                (*name, value)
            });
            let is_there = |other: &str| fields.iter().any(|(name, _)| *name == other);
            let others = FIELDS.iter().filter(|other| is_other && !is_there(other));
            good.chain(others.map(|other| (*other, hostile.to_owned()))).collect()
        };
        match self.row.body {
            Body::Nothing => (None, Vec::new()),
            Body::Json(text) => (Some("application/json"), text.as_bytes().to_vec()),
            Body::Form(fields) => {
                let pairs = pairs(fields).into_iter().map(|(name, value)| format!("{}={value}", escaped(name)));
                let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
                (Some("application/x-www-form-urlencoded"), body)
            }
            Body::Parts(fields) => {
                let mut body = Vec::new();
                for (name, value) in pairs(fields) {
                    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
                    body.extend([head.into_bytes(), decoded(&value), b"\r\n".to_vec()].concat());
                }
                body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
                (Some("multipart/form-data; boundary=----tidtam-hostile-boundary"), body)
            }
        }
    }
}

/// The bytes that an escaped text stands for, whatever they are.
fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, others)) = rest.split_first() {
        let pair = others.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = pair.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if escaped.is_some() { &others[2..] } else { others };
    }
    bytes
}
