//! From a keystroke to the server and back. Without a connection it is tried again, less and less often, and at once
//! when the browser is online again.

use super::{
    form::{NotSaved, Put, ReportForm, Shown, Which, check_file},
    keep::{IsKept, Keep, indicator_of},
    rules,
};
use domain::unsent::wait_ms;
use leptos::task::spawn_local;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{BeforeUnloadEvent, Event, EventTarget, HtmlElement, HtmlInputElement, SubmitEvent};

/// How long after the last keystroke a text is sent.
const REST_MS: i32 = 1000;

/// On a form whose unsent texts were just asked about, so that leaving does not ask again.
pub(in crate::islands) const ASKED: &str = "data-asked";

/// What goes on in one form.
pub(super) struct Typing {
    form: ReportForm,
    keep: Keep,
    /// Indicators with texts that are not saved.
    unsaved: RefCell<BTreeSet<String>>,
    /// What was last typed into each field: leaving it tells the same once more.
    heard: RefCell<BTreeMap<String, String>>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    timer: Option<i32>,
    is_sending: bool,
    has_failed: bool,
    /// How often sending was in vain since it last was not.
    failures: u32,
    /// Whether the browser kept every text.
    kept: IsKept,
    is_leaving: bool,
    pressed: Pressed,
}

/// What was pressed while texts were on their way.
#[derive(Default)]
enum Pressed {
    #[default]
    Nothing,
    /// The form was sent without a button.
    Form,
    Button(HtmlElement),
}

impl Typing {
    /// Begins to listen, and brings back what was kept.
    pub(super) fn begin() {
        let Some(form) = ReportForm::find() else { return };
        let keep = Keep::of(&form);
        let restored = keep.restore(&form);
        let typing = Rc::new(Self {
            form,
            keep,
            unsaved: RefCell::new(restored.iter().cloned().collect()),
            heard: RefCell::default(),
            state: RefCell::default(),
        });
        if !restored.is_empty() {
            typing.tell(Shown::Restored);
            typing.clone().send_in(REST_MS);
        }
        typing.listen();
    }

    fn listen(self: Rc<Self>) {
        let ReportForm { window, document, element: form, .. } = self.form.clone();
        for event in ["input", "change"] {
            let typing = self.clone();
            on(&form, event, move |event: Event| typing.clone().typed(&event));
        }
        let typing = self.clone();
        on(&form, "submit", move |event: Event| typing.clone().submitted(&event));
        for event in ["focus", "online"] {
            let typing = self.clone();
            on(&window, event, move |_| {
                if typing.state.borrow().has_failed {
                    typing.clone().send_in(0);
                }
            });
        }
        let typing = self.clone();
        on(&document, "visibilitychange", move |_| {
            if typing.form.document.hidden() {
                typing.clone().send();
            }
        });
        on(&window, "beforeunload", move |event: Event| self.leaves(&event));
    }

    /// Something was typed or chosen.
    fn typed(self: Rc<Self>, event: &Event) {
        let Some(target) = event.target() else { return };
        if let Some(input) = target.dyn_ref::<HtmlInputElement>().filter(|input| input.type_() == "file") {
            return check_file(input);
        }
        let element = target.dyn_ref::<HtmlElement>();
        let Some(name) = element.and_then(|element| element.get_attribute("name")) else { return };
        let Some(code) = indicator_of(&name) else { return };
        let text = self.form.text(&name).unwrap_or_default();
        if self.heard.borrow_mut().insert(name.clone(), text.clone()) == Some(text) {
            return;
        }
        self.keep(&name);
        rules::show_again(&self.form, code);
        let is_first = self.unsaved.borrow_mut().insert(code.to_owned());
        if is_first && !self.state.borrow().is_sending {
            self.tell(Shown::Unsaved);
        }
        self.send_in(REST_MS);
    }

    fn keep(&self, name: &str) {
        let is_kept = self.keep.keep(&self.form, name);
        if is_kept == IsKept::No {
            self.state.borrow_mut().kept = is_kept;
        }
    }

    fn tell(&self, shown: Shown) {
        self.form.tell(shown, self.keep.count());
    }

    /// Sends after a while in which nothing else happens.
    fn send_in(self: Rc<Self>, rest_ms: i32) {
        let window = self.form.window.clone();
        if let Some(timer) = self.state.borrow_mut().timer.take() {
            window.clear_timeout_with_handle(timer);
        }
        let typing = self.clone();
        let send = Closure::once_into_js(move || typing.send());
        let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(send.unchecked_ref(), rest_ms);
        self.state.borrow_mut().timer = timer.ok();
    }

    fn send(self: Rc<Self>) {
        if self.state.borrow().is_sending || self.unsaved.borrow().is_empty() {
            return;
        }
        let codes = self.unsaved.take();
        // The version is the last field of an entry.
        let of = |code: &String| {
            let mut texts = self.form.texts(&format!("entry.{code}."), Which::Typed);
            texts.extend(self.bases(&texts));
            texts.extend(self.form.texts(&format!("version.{code}"), Which::Typed));
            texts
        };
        let texts: Vec<_> = codes.iter().flat_map(of).collect();
        self.state.borrow_mut().is_sending = true;
        self.tell(Shown::Saving);
        spawn_local(async move {
            let answer = self.form.send(&texts).await;
            self.state.borrow_mut().is_sending = false;
            match answer {
                Ok(pieces) => self.clone().saved(&texts, &pieces),
                Err(why) => self.clone().not_saved(codes, &why),
            }
            self.press_again();
        });
    }

    /// What the texts of an entry were typed over, where that is known of all of them.
    fn bases(&self, texts: &[(String, String)]) -> Vec<(String, String)> {
        let base = |(name, _): &(String, String)| Some((name.replacen("entry.", "base.", 1), self.keep.base(name)?));
        texts.iter().map(base).collect::<Option<_>>().unwrap_or_default()
    }

    fn saved(self: Rc<Self>, texts: &[(String, String)], pieces: &str) {
        {
            let mut state = self.state.borrow_mut();
            (state.has_failed, state.failures) = (false, 0);
        }
        let Put { conflicts, stored } = self.form.put(pieces);
        for (name, sent) in texts {
            let Some(code) = indicator_of(name) else { continue };
            let is_open = conflicts.iter().any(|open| open == code);
            let of_others = stored.iter().find(|(stored, _)| stored == name).map(|(_, text)| text);
            let is_as_sent = self.form.text(name).as_ref() == Some(sent);
            match of_others {
                Some(text) if is_as_sent => {
                    self.form.set(name, text);
                    self.heard.borrow_mut().remove(name);
                    self.keep.is_stored(name, text);
                }
                // Typed on over what somebody else changed meanwhile and nobody here has seen.
                Some(text) if text != sent => {
                    if let Some((version, before)) = texts.iter().find(|(name, _)| *name == format!("version.{code}")) {
                        self.form.set(version, before);
                    }
                    self.unsaved.borrow_mut().insert(code.to_owned());
                    self.keep(name);
                }
                // The server keeps it beside what is stored; what it was typed over stays what it was.
                None if is_open && is_as_sent => self.keep.forget(name),
                None if is_open => {
                    self.unsaved.borrow_mut().insert(code.to_owned());
                    self.keep(name);
                }
                Some(_) | None => {
                    self.keep.is_stored(name, sent);
                    if !is_as_sent {
                        // Typed on while it was on its way: kept again, now over the version that came back.
                        self.unsaved.borrow_mut().insert(code.to_owned());
                        self.keep(name);
                    }
                }
            }
        }
        if !conflicts.is_empty() {
            self.tell(Shown::Conflict);
        }
        if !self.unsaved.borrow().is_empty() {
            self.send_in(REST_MS);
        }
    }

    fn not_saved(self: Rc<Self>, codes: BTreeSet<String>, why: &NotSaved) {
        for code in &codes {
            rules::show(&self.form, code);
        }
        self.unsaved.borrow_mut().extend(codes);
        let (failures, kept) = {
            let mut state = self.state.borrow_mut();
            (state.has_failed, state.failures) = (true, state.failures.saturating_add(1));
            (state.failures, state.kept)
        };
        let (shown, after_seconds) = match why {
            NotSaved::SignedOut => return self.tell(Shown::SignedOut),
            NotSaved::Refused(reason) => {
                self.tell(Shown::Refused);
                return self.form.tell_why(reason);
            }
            NotSaved::Unreachable => (Shown::Failed, 0),
            NotSaved::Busy(after_seconds) => (Shown::Busy, *after_seconds),
        };
        self.tell(if kept == IsKept::No { Shown::NotKept } else { shown });
        let wait = wait_ms(failures, after_seconds, thousandth());
        self.send_in(i32::try_from(wait).unwrap_or(i32::MAX));
    }

    /// A button was pressed. Texts that are on their way or still to be sent arrive first, or the form would meet itself, and
    /// the browser would keep what the server has.
    fn submitted(self: Rc<Self>, event: &Event) {
        let waits = {
            let mut state = self.state.borrow_mut();
            if let Some(timer) = state.timer.take() {
                self.form.window.clear_timeout_with_handle(timer);
            }
            let waits = state.is_sending || (!state.has_failed && !self.unsaved.borrow().is_empty());
            if waits {
                event.prevent_default();
                let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
                state.pressed = button.map_or(Pressed::Form, Pressed::Button);
            }
            state.is_leaving = !waits;
            waits
        };
        if waits {
            self.send();
        }
    }

    fn press_again(&self) {
        let pressed = std::mem::take(&mut self.state.borrow_mut().pressed);
        let _ = match pressed {
            Pressed::Nothing => Ok(()),
            Pressed::Form => self.form.element.request_submit(),
            Pressed::Button(button) => self.form.element.request_submit_with_submitter(Some(&button)),
        };
    }

    /// Asks before a page is left whose texts could not be saved.
    fn leaves(&self, event: &Event) {
        let state = self.state.borrow();
        let is_asked_already = self.form.element.has_attribute(ASKED);
        if state.has_failed && !state.is_leaving && !is_asked_already && !self.unsaved.borrow().is_empty() {
            event.prevent_default();
            if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                event.set_return_value(" ");
            }
        }
    }
}

/// A number of 0…999 by chance.
fn thousandth() -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below a thousand, never negative")]
    let thousandth = (js_sys::Math::random() * 1_000.0) as u32;
    thousandth
}

/// Listens for as long as the page lives.
pub(in crate::islands) fn on(target: &EventTarget, event: &str, listener: impl FnMut(Event) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(listener);
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}
