//! What is not sent yet, kept in the browser under the person and the report, so that neither a broken connection nor a
//! closed window costs a keystroke. Beside each text stands what it was typed over, so that a change of somebody else
//! meanwhile is found and merged.

use super::form::{ReportForm, Which};
use crate::islands::storage;
use domain::unsent::Unsent;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use web_sys::Storage;

/// The browser's memory for one person and one report.
#[derive(Clone)]
pub(super) struct Keep {
    storage: Option<Storage>,
    prefix: String,
    /// What stands in each field on the server, as far as this page knows.
    bases: Rc<RefCell<BTreeMap<String, String>>>,
}

/// Whether the browser keeps a text.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum IsKept {
    #[default]
    Yes,
    No,
}

/// The indicator of a field's name.
pub(super) fn indicator_of(name: &str) -> Option<&str> {
    name.strip_prefix("entry.")?.rsplit_once('.').map(|(code, _)| code)
}

impl Keep {
    /// Of the person who reads a form.
    pub(super) fn of(form: &ReportForm) -> Self {
        let reader = form.element.get_attribute("data-keep").unwrap_or_default();
        let prefix = format!("{reader} {} ", form.element.get_attribute("action").unwrap_or_default());
        // A page that shows texts which could not be stored does not say what is.
        let given = if form.shows_unsaved() { Vec::new() } else { form.texts("entry.", Which::Given) };
        let bases = Rc::new(RefCell::new(given.into_iter().collect()));
        Self { storage: form.window.local_storage().ok().flatten(), prefix, bases }
    }

    /// Keeps a text with the version of its entry that was on the screen, and with what it was typed over; forgets it
    /// where it is that again.
    pub(super) fn keep(&self, form: &ReportForm, name: &str) -> IsKept {
        let (Some(storage), Some(code)) = (&self.storage, indicator_of(name)) else { return IsKept::No };
        let key = format!("{}{name}", self.prefix);
        let before = storage.get_item(&key).ok().flatten().as_deref().and_then(Unsent::read);
        let base = before.map_or_else(|| self.base(name), |before| before.base);
        let text = form.text(name).unwrap_or_default();
        if base.as_ref().is_some_and(|base| same(base, &text)) {
            self.forget(name);
            return IsKept::Yes;
        }
        let version = form.text(&format!("version.{code}")).unwrap_or_default();
        let unsent = Unsent { version, typed_at_ms: storage::now_ms(), base, text };
        if storage.set_item(&key, &unsent.written()).is_ok() { IsKept::Yes } else { IsKept::No }
    }

    /// What a text was or would be typed over.
    pub(super) fn base(&self, name: &str) -> Option<String> {
        self.bases.borrow().get(name).cloned()
    }

    /// The server has a text: what is typed from now on is typed over it.
    pub(super) fn is_stored(&self, name: &str, text: &str) {
        self.forget(name);
        self.bases.borrow_mut().insert(name.to_owned(), text.to_owned());
    }

    /// Forgets a text.
    pub(super) fn forget(&self, name: &str) {
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(&format!("{}{name}", self.prefix));
        }
    }

    /// How many fields are kept.
    pub(super) fn count(&self) -> usize {
        self.kept().len()
    }

    /// Types again what was kept and is not what the page has, each with the version it was typed over, so that a change
    /// of somebody else since then is found. Gives the indicators.
    pub(super) fn restore(&self, form: &ReportForm) -> Vec<String> {
        let mut restored: Vec<String> = Vec::new();
        for (name, kept) in self.kept() {
            let Some(code) = indicator_of(&name) else { continue };
            match form.text(&name) {
                // A page that shows texts which could not be stored does not show that they are.
                Some(shown) if same(&shown, &kept.text) && form.shows_unsaved() => {}
                Some(shown) if same(&shown, &kept.text) => self.forget(&name),
                Some(_) => {
                    form.set(&name, &kept.text);
                    form.set(&format!("version.{code}"), &kept.version);
                    let mut bases = self.bases.borrow_mut();
                    match kept.base {
                        Some(base) => bases.insert(name.clone(), base),
                        None => bases.remove(&name),
                    };
                    restored.push(code.to_owned());
                }
                None => {}
            }
        }
        restored.sort();
        restored.dedup();
        restored
    }

    fn kept(&self) -> Vec<(String, Unsent)> {
        storage::kept(self.storage.as_ref(), &self.prefix)
    }
}

/// Whether two texts are one but for their line ends.
fn same(one: &str, other: &str) -> bool {
    one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
}
