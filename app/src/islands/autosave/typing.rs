//! From a keystroke to the server and back.

use super::{
    form::{NotSaved, ReportForm, Shown, check_file},
    keep::{Keep, indicator_of},
};
use leptos::task::spawn_local;
use std::{cell::RefCell, collections::BTreeSet, rc::Rc};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{BeforeUnloadEvent, Event, EventTarget, HtmlElement, HtmlInputElement, SubmitEvent};

/// How long after the last keystroke a text is sent.
const REST_MS: i32 = 1000;
/// How long to wait before trying again.
const AGAIN_MS: i32 = 15_000;

/// What goes on in one form.
pub(super) struct Typing {
    form: ReportForm,
    keep: Keep,
    /// Indicators with texts that are not saved.
    unsaved: RefCell<BTreeSet<String>>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    timer: Option<i32>,
    is_sending: bool,
    has_failed: bool,
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
            state: RefCell::default(),
        });
        if !restored.is_empty() {
            typing.form.tell(Shown::Restored);
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
        on(&form, "submit", move |event: Event| typing.submitted(&event));
        let typing = self.clone();
        on(&window, "focus", move |_| {
            if typing.state.borrow().has_failed {
                typing.clone().send_in(0);
            }
        });
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
        self.keep.keep(&self.form, &name);
        let is_first = self.unsaved.borrow_mut().insert(code.to_owned());
        if is_first && !self.state.borrow().is_sending {
            self.form.tell(Shown::Unsaved);
        }
        self.send_in(REST_MS);
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
            let mut texts = self.form.texts(&format!("entry.{code}."));
            texts.extend(self.form.texts(&format!("version.{code}")));
            texts
        };
        let texts: Vec<_> = codes.iter().flat_map(of).collect();
        self.state.borrow_mut().is_sending = true;
        self.form.tell(Shown::Saving);
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

    fn saved(self: Rc<Self>, texts: &[(String, String)], pieces: &str) {
        self.state.borrow_mut().has_failed = false;
        if self.form.put(pieces) {
            self.form.tell(Shown::Conflict);
        }
        for (name, sent) in texts {
            let Some(code) = indicator_of(name) else { continue };
            if self.form.text(name).as_ref() == Some(sent) {
                self.keep.forget(name);
            } else {
                // Typed on while it was on its way: kept again, now over the version that came back.
                self.unsaved.borrow_mut().insert(code.to_owned());
                self.keep.keep(&self.form, name);
            }
        }
        if !self.unsaved.borrow().is_empty() {
            self.send_in(REST_MS);
        }
    }

    fn not_saved(self: Rc<Self>, codes: BTreeSet<String>, why: &NotSaved) {
        self.unsaved.borrow_mut().extend(codes);
        self.state.borrow_mut().has_failed = true;
        match why {
            NotSaved::SignedOut => self.form.tell(Shown::SignedOut),
            NotSaved::Refused => self.form.tell(Shown::Refused),
            NotSaved::Unreachable => {
                self.form.tell(Shown::Failed);
                self.send_in(AGAIN_MS);
            }
        }
    }

    /// A button was pressed. Texts that are on their way arrive first, or the form would meet itself.
    fn submitted(&self, event: &Event) {
        let mut state = self.state.borrow_mut();
        if let Some(timer) = state.timer.take() {
            self.form.window.clear_timeout_with_handle(timer);
        }
        if state.is_sending {
            event.prevent_default();
            let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
            state.pressed = button.map_or(Pressed::Form, Pressed::Button);
        } else {
            state.is_leaving = true;
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
        if state.has_failed && !state.is_leaving && !self.unsaved.borrow().is_empty() {
            event.prevent_default();
            if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                event.set_return_value(" ");
            }
        }
    }
}

/// Listens for as long as the page lives.
fn on(target: &EventTarget, event: &str, listener: impl FnMut(Event) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(listener);
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}
