//! A form as a browser reads it from a page and sends it back.

use crate::visitor::{Answer, Visitor};

/// The fields of a form: hidden ones, texts, and choices that are taken.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    fields: Vec<(String, Option<String>, String)>,
}

/// The text between two marks, and what comes after.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<(&'a str, &'a str)> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end)
}

/// An attribute of a tag, as a browser reads it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (value, _) = between(tag, &format!(" {name}=\""), "\"")?;
    Some(plain(value))
}

fn plain(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'");
    text.replace("&amp;", "&")
}

impl Form {
    /// The form with an id.
    ///
    /// # Panics
    /// When the page has none.
    #[track_caller]
    pub fn on(page: &Answer, id: &str) -> Self {
        let mark = format!(" id=\"{id}\"");
        let forms = page.body.split("<form ").skip(1);
        let form = forms.into_iter().find(|form| form.split('>').next().is_some_and(|tag| tag.contains(&mark)));
        let Some(form) = form else { panic!("no form {id} in {} {}", page.status, page.body) };
        let (form, _) = form.split_once("</form>").expect("an end");
        let action = attribute(&format!(" {form}"), "action").expect("an action");
        let mut fields = Vec::new();
        let mut rest = form;
        while let Some(start) = rest.find(['<']) {
            rest = &rest[start..];
            let tag = rest.split('>').next().unwrap_or_default();
            let name = attribute(tag, "name");
            let is_sent = match attribute(tag, "type").as_deref() {
                Some("radio" | "checkbox") => tag.contains(" checked"),
                Some("file") => false,
                _ => true,
            };
            match name {
                Some(name) if tag.starts_with("<input") && is_sent => {
                    fields.push((name, None, attribute(tag, "value").unwrap_or_default()));
                }
                Some(name) if tag.starts_with("<textarea") => {
                    let (text, _) = between(rest, ">", "</textarea>").expect("an end");
                    let text = text.split("<!>").next().unwrap_or_default();
                    let text = text.strip_prefix('\n').unwrap_or(text);
                    fields.push((name, None, plain(text).replace('\n', "\r\n")));
                }
                _ => {}
            }
            rest = &rest[1..];
        }
        Self { action, fields }
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _, _)| field == name).map(|(_, _, value)| value.as_str())
    }

    /// The same form with a text typed into a field, or a choice taken.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        match self.fields.iter_mut().find(|(field, _, _)| field == name) {
            Some((_, _, value)) => text.clone_into(value),
            None => self.fields.insert(0, (name.to_owned(), None, text.to_owned())),
        }
        self
    }

    /// The same form with a file chosen.
    #[must_use]
    pub fn with_file(mut self, name: &str, file_name: &str, content: &str) -> Self {
        self.fields.insert(0, (name.to_owned(), Some(file_name.to_owned()), content.to_owned()));
        self
    }

    /// Presses the only button of a form without files.
    pub async fn send(self, visitor: &mut Visitor) -> Answer {
        let fields: Vec<_> = self.fields.iter().map(|(name, _, text)| (name.as_str(), text.as_str())).collect();
        visitor.posts(&self.action, &fields).await
    }

    /// Presses a button.
    pub async fn press(self, visitor: &mut Visitor, intent: &str) -> Answer {
        let form = self.with("intent", intent);
        let fields: Vec<_> =
            form.fields.iter().map(|(name, file, text)| (name.as_str(), file.as_deref(), text.as_str())).collect();
        visitor.posts_parts(&form.action, &fields).await
    }
}
