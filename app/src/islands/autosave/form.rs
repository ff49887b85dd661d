//! The form of a report in the page: its fields, and the pieces that the server sends for it.

use domain::{text::Language, unsent::Answered};
use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, FormData, HtmlFormElement, HtmlInputElement, HtmlTemplateElement, HtmlTextAreaElement,
    RequestInit, Response, Window,
};

/// The form in the page.
#[derive(Clone)]
pub(super) struct ReportForm {
    pub(super) window: Window,
    pub(super) document: Document,
    pub(super) element: HtmlFormElement,
    bar: Element,
    saved: Element,
}

/// How the last saving went, as the bar shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Saving,
    Unsaved,
    Failed,
    /// The server has too much to do at this moment.
    Busy,
    /// Not sent, and the browser keeps nothing either.
    NotKept,
    Refused,
    SignedOut,
    Restored,
    Conflict,
}

/// Which text of a field is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// What stands in it.
    Typed,
    /// What the server gave.
    Given,
}

/// What came back for the fields themselves.
#[derive(Default)]
pub(super) struct Put {
    /// Indicators that ask to decide between two texts.
    pub(super) conflicts: Vec<String>,
    /// Texts that are stored and differ from what was sent, by the name of their field: somebody else changed them.
    pub(super) stored: Vec<(String, String)>,
}

/// Why something was not saved.
pub(super) enum NotSaved {
    /// The network or the server does not answer: trying again will help.
    Unreachable,
    /// The server has too much to do, and asks to come back in so many seconds.
    Busy(u32),
    /// Nobody is signed in any more.
    SignedOut,
    /// The report takes nothing now; why, in words.
    Refused(String),
}

impl ReportForm {
    /// The form, where the page has one.
    pub(super) fn find() -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let element = document.get_element_by_id("report")?.dyn_into().ok()?;
        let (bar, saved) = (document.get_element_by_id("action-bar")?, document.get_element_by_id("saved")?);
        Some(Self { window, document, element, bar, saved })
    }

    /// Whether the page shows texts that could not be stored.
    pub(super) fn shows_unsaved(&self) -> bool {
        self.bar.get_attribute("data-state").as_deref() == Some("failed")
    }

    /// The language of the page.
    pub(super) fn language(&self) -> Language {
        let lang = self.document.document_element().and_then(|root| root.get_attribute("lang"));
        lang.and_then(|lang| lang.parse().ok()).unwrap_or_default()
    }

    /// Tells how it went: the shape at once, the words where they change something for the reader, with how many fields
    /// are kept on this device.
    pub(super) fn tell(&self, shown: Shown, kept: usize) {
        let (state, words) = match shown {
            Shown::Unsaved => ("unsaved", "data-unsaved"),
            Shown::Saving => ("saving", "data-saving"),
            Shown::Failed => ("failed", "data-failed"),
            Shown::Busy => ("failed", "data-busy"),
            Shown::NotKept => ("failed", "data-not-kept"),
            Shown::Refused => ("failed", "data-refused"),
            Shown::SignedOut => ("failed", "data-signed-out"),
            Shown::Restored => ("unsaved", "data-restored"),
            Shown::Conflict => ("failed", "data-undecided"),
        };
        let _ = self.bar.set_attribute("data-state", state);
        if let Some(words) = self.saved.get_attribute(words) {
            self.saved.set_text_content(Some(&words.replace("{}", &kept.to_string())));
        }
    }

    /// Says before that why nothing is taken.
    pub(super) fn tell_why(&self, reason: &str) {
        if !reason.is_empty() {
            let told = self.saved.text_content().unwrap_or_default();
            self.saved.set_text_content(Some(&format!("{reason} · {told}")));
        }
    }

    fn named(&self, start: &str) -> Vec<Element> {
        let found = self.element.query_selector_all(&format!("[name^=\"{start}\"]"));
        let Ok(found) = found else { return Vec::new() };
        (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
    }

    /// The names and texts of the fields whose names begin so; of choices that are not taken an empty text.
    pub(super) fn texts(&self, start: &str, which: Which) -> Vec<(String, String)> {
        let mut texts: Vec<(String, String)> = Vec::new();
        for field in self.named(start) {
            let Some(name) = field.get_attribute("name") else { continue };
            let text = text_of(&field, which).unwrap_or_default();
            match texts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) if known.is_empty() => *known = text,
                Some(_) => {}
                None => texts.push((name, text)),
            }
        }
        texts
    }

    /// The text of one field.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts(name, Which::Typed).into_iter().find(|(known, _)| known == name).map(|(_, text)| text)
    }

    /// Types a text into a field, or takes the choice it names.
    pub(super) fn set(&self, name: &str, text: &str) {
        for field in self.named(name).into_iter().filter(|field| field.get_attribute("name").as_deref() == Some(name)) {
            match field.dyn_into::<HtmlInputElement>() {
                Ok(input) if is_choice(&input) => input.set_checked(!text.is_empty() && input.value() == text),
                Ok(input) => input.set_value(text),
                Err(field) => {
                    if let Ok(area) = field.dyn_into::<HtmlTextAreaElement>() {
                        area.set_value(text);
                    }
                }
            }
        }
    }

    /// Sends some entries and gives the pieces that come back.
    pub(super) async fn send(&self, texts: &[(String, String)]) -> Result<String, NotSaved> {
        let unreachable = |_| NotSaved::Unreachable;
        let body = FormData::new().map_err(unreachable)?;
        let more = ["version", "page", "attempt"].map(|name| Some((name, self.text(name)?)));
        let more = more.into_iter().flatten();
        let texts = texts.iter().map(|(name, text)| (name.as_str(), text.clone()));
        for (name, text) in texts.chain(more).chain([("intent", "autosave".to_owned())]) {
            // A choice that is not taken is not sent, as from any form.
            if !(text.is_empty() && name.ends_with(".applicability")) {
                body.append_with_str(name, &text).map_err(unreachable)?;
            }
        }
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&body);
        let answer = self.window.fetch_with_str_and_init(&self.element.action(), &init);
        let answer: Response = JsFuture::from(answer).await.and_then(JsValue::dyn_into).map_err(unreachable)?;
        let retry_after = answer.headers().get("retry-after").ok().flatten();
        match Answered::of(answer.status(), retry_after.as_deref()) {
            Answered::Taken => {}
            Answered::SignedOut => return Err(NotSaved::SignedOut),
            Answered::Refused => {
                let reason = title_of(&answer, self.language()).await;
                return Err(NotSaved::Refused(reason.unwrap_or_default()));
            }
            Answered::Busy { after_seconds } => return Err(NotSaved::Busy(after_seconds)),
            Answered::Failed => return Err(NotSaved::Unreachable),
        }
        let text = JsFuture::from(answer.text().map_err(unreachable)?).await.map_err(unreachable)?;
        text.as_string().ok_or(NotSaved::Unreachable)
    }

    /// Puts pieces in the places of the old ones.
    pub(super) fn put(&self, pieces: &str) -> Put {
        let mut put = Put::default();
        let template = self.document.create_element("template").ok();
        let Some(template) = template.and_then(|template| template.dyn_into::<HtmlTemplateElement>().ok()) else {
            return put;
        };
        template.set_inner_html(pieces);
        while let Some(piece) = template.content().first_element_child() {
            piece.remove();
            if let Some(name) = piece.get_attribute("data-stored") {
                let text = text_of(&piece, Which::Given).unwrap_or_default();
                put.stored.push((name, text));
                continue;
            }
            if piece.has_attribute("data-conflict") {
                put.conflicts.extend(piece.id().strip_suffix("-notes").map(str::to_owned));
            }
            self.put_piece(&piece);
        }
        put
    }

    /// Puts one piece in the place of the old one.
    pub(super) fn put_piece(&self, piece: &Element) {
        let Some(old) = self.document.get_element_by_id(&piece.id()) else { return };
        if piece.get_attribute("role").as_deref() == Some("status") {
            let _ = self.bar.set_attribute("data-state", "saved");
            return old.set_text_content(piece.text_content().as_deref());
        }
        if let (Some(entry), Some(state)) = (piece.get_attribute("data-entry"), piece.get_attribute("data-state")) {
            self.mark(&entry, "data-state", Some(&state));
        }
        if let Some(field) = piece.get_attribute("data-field") {
            let has = |severity| piece.query_selector(severity).ok().flatten().is_some();
            self.mark(&field, "aria-invalid", has("[data-severity=blocking]").then_some("true"));
            if has("[data-severity=explain]") {
                // One explanation stands for both numbers of an indicator, and is tied to the first.
                let first = field.strip_suffix("-base").map_or_else(|| field.clone(), |code| format!("{code}-value"));
                self.mark(&format!("{first}-explain"), "hidden", None);
            }
        }
        // Nobody loses the place where they are.
        if !old.contains(self.document.active_element().as_deref()) {
            let _ = old.replace_with_with_node_1(piece);
        }
    }

    fn mark(&self, id: &str, attribute: &str, value: Option<&str>) {
        let Some(element) = self.document.get_element_by_id(id) else { return };
        let _ = match value {
            Some(value) => element.set_attribute(attribute, value),
            None => element.remove_attribute(attribute),
        };
    }
}

/// What a problem document says in a language.
async fn title_of(answer: &Response, language: Language) -> Option<String> {
    let problem = JsFuture::from(answer.json().ok()?).await.ok()?;
    let title = match language {
        Language::Th => "title_th",
        Language::En => "title",
    };
    Reflect::get(&problem, &JsValue::from_str(title)).ok()?.as_string()
}

/// Refuses a file that is larger than any that is taken, before it is sent for nothing.
pub(super) fn check_file(input: &HtmlInputElement) {
    let attribute = |name| input.get_attribute(name).unwrap_or_default();
    let Ok(largest) = attribute("data-largest").parse::<f64>() else { return };
    let files = input.files();
    let sizes = files.iter().flat_map(|files| (0..files.length()).filter_map(|place| files.get(place)));
    let is_too_large = sizes.map(|file| file.size()).any(|size| size > largest);
    input.set_custom_validity(&if is_too_large { attribute("data-too-large") } else { String::new() });
    if is_too_large {
        input.report_validity();
    }
}

fn is_choice(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "radio" | "checkbox")
}

fn text_of(field: &Element, which: Which) -> Option<String> {
    let is_typed = which == Which::Typed;
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        if is_choice(input) {
            let is_taken = if is_typed { input.checked() } else { input.default_checked() };
            return is_taken.then(|| input.value());
        }
        return Some(if is_typed { input.value() } else { input.default_value() });
    }
    let area = field.dyn_ref::<HtmlTextAreaElement>()?;
    if is_typed { Some(area.value()) } else { area.default_value().ok() }
}
