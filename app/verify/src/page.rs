//! The page: where the file is chosen, how far it is read, and what is said about it.

use domain::snapshot::{Broken, Damage, KeyHistory, Verified, Verifier};
use wasm_bindgen::{JsCast as _, prelude::*};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, File, HtmlElement, HtmlInputElement, HtmlProgressElement};

/// How much of the file is read at once: the memory of the browser holds no more of it.
const PIECE_BYTES: f64 = 1_048_576.0;

/// Begins, once the page has loaded this.
#[wasm_bindgen(start)]
fn begin() {
    if let Some(page) = Page::found() {
        page.listen();
    }
}

#[derive(Clone)]
struct Page {
    document: Document,
    chosen: HtmlInputElement,
    progress: HtmlProgressElement,
    result: HtmlElement,
    keys: KeyHistory,
}

/// What came of reading a file.
enum Told {
    Whole(Box<Verified>),
    Broken(Broken),
    Unread,
}

impl Page {
    fn found() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let section: HtmlElement = document.get_element_by_id("verify")?.dyn_into().ok()?;
        let history: KeyHistory = serde_json::from_str(&section.dataset().get("keys")?).ok()?;
        let page = Self {
            chosen: document.get_element_by_id("verify-file")?.dyn_into().ok()?,
            progress: document.get_element_by_id("verify-progress")?.dyn_into().ok()?,
            result: document.get_element_by_id("verify-result")?.dyn_into().ok()?,
            keys: history,
            document,
        };
        section.set_hidden(false);
        Some(page)
    }

    fn listen(self) {
        let chosen = self.chosen.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let file = self.chosen.files().and_then(|files| files.get(0));
            if let Some(file) = file {
                let page = self.clone();
                spawn_local(async move { page.verify(&file).await });
            }
        });
        let _ = chosen.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        // It listens as long as the page is there.
        changed.forget();
    }

    async fn verify(&self, file: &File) {
        self.chosen.set_disabled(true);
        self.result.set_hidden(true);
        self.progress.set_hidden(false);
        let told = self.read(file).await;
        self.progress.set_hidden(true);
        self.chosen.set_disabled(false);
        self.tell(&told);
    }

    async fn read(&self, file: &File) -> Told {
        let size = file.size();
        self.progress.set_max(size.max(1.0));
        let mut verifier = Verifier::new(self.keys.keys.clone());
        let mut from = 0.0;
        while from < size {
            let to = (from + PIECE_BYTES).min(size);
            self.progress.set_value(from);
            let Ok(piece) = file.slice_with_f64_and_f64(from, to) else { return Told::Unread };
            // Waiting for each piece lets the browser draw how far it is.
            let Ok(buffer) = JsFuture::from(piece.array_buffer()).await else { return Told::Unread };
            if let Err(broken) = verifier.push(&js_sys::Uint8Array::new(&buffer).to_vec()) {
                return Told::Broken(broken);
            }
            from = to;
        }
        verifier.finish().map_or_else(Told::Broken, |verified| Told::Whole(Box::new(verified)))
    }

    /// A sentence of the page by its code.
    fn word(&self, code: &str) -> String {
        let found = self.document.query_selector(&format!("#verify-words [data-code=\"{code}\"]"));
        found.ok().flatten().and_then(|found| found.text_content()).unwrap_or_else(|| code.to_owned())
    }

    fn tell(&self, told: &Told) {
        let lines = match told {
            Told::Unread => vec![self.word("unread")],
            Told::Broken(broken) => self.broken(broken),
            Told::Whole(verified) => self.whole(verified),
        };
        self.result.set_text_content(None);
        let state = if matches!(told, Told::Whole(_)) { "notice" } else { "notice notice--warning" };
        self.result.set_class_name(state);
        for (number, line) in lines.iter().enumerate() {
            let Ok(paragraph) = self.document.create_element("p") else { continue };
            paragraph.set_text_content(Some(line));
            if number == 0 {
                paragraph.set_class_name("notice__title");
            }
            let _ = self.result.append_child(&paragraph);
        }
        self.result.set_hidden(false);
    }

    fn whole(&self, verified: &Verified) -> Vec<String> {
        let scores = format!("{}: {}", self.word("recomputed"), verified.scores);
        let mut lines = vec![
            format!("{}: {}", self.word("whole"), verified.head.code),
            scores,
            format!("SHA-256: {}", verified.sha256),
            format!("{}: {}", self.word("root_of_it"), verified.manifest.root),
            format!("{}: {}", self.word("key_of_it"), verified.key),
        ];
        if let Some(alone) = self.keys.unvouched(&verified.key) {
            lines.push(format!("{}: {}", self.word("unvouched"), alone.id));
        }
        if verified.head.is_demonstration {
            lines.push(self.word("demonstration"));
        }
        lines
    }

    fn broken(&self, broken: &Broken) -> Vec<String> {
        let what = self.word(broken.damage.as_ref());
        let place = match &broken.damage {
            Damage::Figure { body } | Damage::Scores { body } => format!(" ({body})"),
            Damage::Score { body, scheme } => format!(" ({body}, {scheme})"),
            Damage::UnknownKey { key } | Damage::KeyNotThen { key } => format!(" ({key})"),
            Damage::NoSnapshot
            | Damage::TooLong
            | Damage::Unreadable { .. }
            | Damage::NotCanonical
            | Damage::OutOfOrder { .. }
            | Damage::Missing { .. }
            | Damage::CutOff
            | Damage::TooMuch
            | Damage::Stray
            | Damage::NoTree { .. }
            | Damage::Provenance
            | Damage::Completeness
            | Damage::Ranking
            | Damage::OtherManifest
            | Damage::Lines
            | Damage::Root
            | Damage::Signature => String::new(),
        };
        vec![self.word("broken"), format!("{} {}: {what}{place}", self.word("line"), broken.line)]
    }
}
