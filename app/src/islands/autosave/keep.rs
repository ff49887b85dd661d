//! What is not saved yet, kept in the browser under the person and the report, so that neither a broken connection nor a
//! closed window costs a keystroke.

use super::form::ReportForm;
use web_sys::Storage;

/// The browser's memory for one person and one report.
#[derive(Clone)]
pub(super) struct Keep {
    storage: Option<Storage>,
    prefix: String,
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
        Self { storage: form.window.local_storage().ok().flatten(), prefix }
    }

    /// Keeps a text with the version of its entry that was on the screen.
    pub(super) fn keep(&self, form: &ReportForm, name: &str) {
        let (Some(storage), Some(code)) = (&self.storage, indicator_of(name)) else { return };
        let version = form.text(&format!("version.{code}")).unwrap_or_default();
        let text = form.text(name).unwrap_or_default();
        let _ = storage.set_item(&format!("{}{name}", self.prefix), &format!("{version}\n{text}"));
    }

    /// Forgets a text that is saved.
    pub(super) fn forget(&self, name: &str) {
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(&format!("{}{name}", self.prefix));
        }
    }

    /// Types again what was kept and is not what the page has, each with the version it was typed over, so that a change
    /// of somebody else since then is found. Gives the indicators.
    pub(super) fn restore(&self, form: &ReportForm) -> Vec<String> {
        let mut restored: Vec<String> = Vec::new();
        for (name, kept) in self.kept() {
            let Some((version, text)) = kept.split_once('\n') else { continue };
            let Some(code) = indicator_of(&name) else { continue };
            match form.text(&name) {
                // A page that shows texts which could not be stored does not show that they are.
                Some(shown) if same(&shown, text) && form.shows_unsaved() => {}
                Some(shown) if same(&shown, text) => self.forget(&name),
                Some(_) => {
                    form.set(&name, text);
                    form.set(&format!("version.{code}"), version);
                    restored.push(code.to_owned());
                }
                None => {}
            }
        }
        restored.sort();
        restored.dedup();
        restored
    }

    fn kept(&self) -> Vec<(String, String)> {
        let Some(storage) = &self.storage else { return Vec::new() };
        let length = storage.length().unwrap_or(0);
        let keys: Vec<String> = (0..length).filter_map(|place| storage.key(place).ok().flatten()).collect();
        let kept = |key: String| {
            let name = key.strip_prefix(&self.prefix)?.to_owned();
            Some((name, storage.get_item(&key).ok().flatten()?))
        };
        keys.into_iter().filter_map(kept).collect()
    }
}

/// Whether two texts are one but for their line ends.
fn same(one: &str, other: &str) -> bool {
    one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
}
