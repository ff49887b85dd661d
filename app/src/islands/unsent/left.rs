//! The box that tells of unsent texts, and the question before signing out.

use crate::islands::{
    autosave::{ASKED, on},
    storage,
};
use domain::unsent::Unsent;
use std::{collections::BTreeMap, rc::Rc};
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, Event, HtmlDialogElement, HtmlFormElement, Storage, Window};

/// How a form is posted that keeps what is typed into a report.
const FORM: &str = "/save";

/// What is left for one person.
pub(super) struct Left {
    document: Document,
    storage: Storage,
    /// Their account with the space that ends it in a key.
    reader: String,
    here: String,
}

impl Left {
    /// Tells, and listens to the button that signs out.
    pub(super) fn begin() {
        let Some(left) = web_sys::window().and_then(|window| Self::find(&window)) else { return };
        let left = Rc::new(left);
        left.forget_others();
        left.tell();
        left.listen();
    }

    fn find(window: &Window) -> Option<Self> {
        let document = window.document()?;
        let reader = document.get_element_by_id("unsent")?.get_attribute("data-reader")?;
        let storage = window.local_storage().ok()??;
        Some(Self { document, storage, reader: format!("{reader} "), here: window.location().pathname().ok()? })
    }

    fn id(&self, id: &str) -> Option<Element> {
        self.document.get_element_by_id(id)
    }

    /// The texts of each report, by the names of their fields.
    fn reports(&self) -> BTreeMap<String, Vec<(String, Unsent)>> {
        let mut reports: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (key, unsent) in storage::kept(Some(&self.storage), &self.reader) {
            let Some((report, name)) = key.split_once(' ') else { continue };
            let Some(report) = report.strip_suffix(FORM).filter(|report| report.starts_with('/')) else { continue };
            reports.entry(report.to_owned()).or_default().push((name.to_owned(), unsent));
        }
        reports
    }

    /// What somebody else left on this machine a month ago goes.
    fn forget_others(&self) {
        let now_ms = storage::now_ms();
        for (key, unsent) in storage::kept(Some(&self.storage), "") {
            if !key.starts_with(&self.reader) && unsent.is_left_behind(now_ms) {
                let _ = self.storage.remove_item(&key);
            }
        }
    }

    fn tell(&self) {
        let (Some(told), Some(list)) = (self.id("unsent"), self.id("unsent-list")) else { return };
        // The form itself tells of its own.
        let is_filling = self.id("report").is_some_and(|form| form.has_attribute("data-keep"));
        let mut reports = self.reports();
        reports.retain(|report, _| *report != self.here || !is_filling);
        list.set_text_content(None);
        for (report, texts) in &reports {
            let Ok(item) = self.document.create_element("li") else { continue };
            let name = report.trim_start_matches("/reports/").replace('/', " · ");
            if *report == self.here {
                let texts = texts.iter().map(|(name, unsent)| format!("{}: {}", self.field(name), unsent.text));
                item.set_text_content(Some(&texts.collect::<Vec<_>>().join(" · ")));
            } else if let Ok(link) = self.document.create_element("a") {
                let _ = link.set_attribute("href", report);
                link.set_text_content(Some(&format!("{name} ({})", texts.len())));
                let _ = item.append_child(&link);
            }
            let _ = list.append_child(&item);
        }
        let _ = told.toggle_attribute_with_force("hidden", reports.is_empty());
        if let Some(drop) = self.id("unsent-drop") {
            let _ = drop.toggle_attribute_with_force("hidden", !reports.contains_key(&self.here));
        }
    }

    /// A field in words: the name of its indicator where the page has it.
    fn field(&self, name: &str) -> String {
        let code = name.strip_prefix("entry.").and_then(|name| name.rsplit_once('.')).map_or(name, |(code, _)| code);
        let named = self.id(&format!("{code}-name")).and_then(|name| name.text_content());
        named.unwrap_or_else(|| code.to_owned())
    }

    fn forget(&self, of_report: Option<&str>) {
        for (report, texts) in self.reports() {
            if of_report.is_none_or(|only| only == report) {
                for (name, _) in texts {
                    let _ = self.storage.remove_item(&format!("{}{report}{FORM} {name}", self.reader));
                }
            }
        }
    }

    fn listen(self: Rc<Self>) {
        if let Some(drop) = self.id("unsent-drop") {
            let left = self.clone();
            on(&drop, "click", move |_| {
                left.forget(Some(&left.here));
                left.tell();
            });
        }
        let form = self.document.query_selector("form[action='/do/sessions/sign_out']").ok().flatten();
        let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
        let left = self.clone();
        on(&form, "submit", move |event: Event| left.asks(&event));
        for id in ["unsent-stay", "unsent-leave", "unsent-forget"] {
            let Some(button) = self.id(id) else { continue };
            let (left, form) = (self.clone(), form.clone());
            on(&button, "click", move |_| left.answered(id, &form));
        }
    }

    fn question(&self) -> Option<HtmlDialogElement> {
        self.id("unsent-question")?.dyn_into().ok()
    }

    /// Nobody signs out of a machine on which texts of theirs wait without having been asked.
    fn asks(&self, event: &Event) {
        let count: usize = self.reports().values().map(Vec::len).sum();
        let Some(question) = self.question().filter(|_| count > 0) else { return };
        event.prevent_default();
        if let Some(told) = self.id("unsent-count") {
            let words = told.get_attribute("data-words").unwrap_or_default();
            told.set_text_content(Some(&words.replace("{}", &count.to_string())));
        }
        let _ = question.show_modal();
    }

    fn answered(&self, id: &str, form: &HtmlFormElement) {
        if let Some(question) = self.question() {
            question.close();
        }
        if id == "unsent-stay" {
            return;
        }
        if id == "unsent-forget" {
            self.forget(None);
        }
        if let Some(report) = self.id("report") {
            let _ = report.set_attribute(ASKED, "");
        }
        let _ = form.submit();
    }
}
