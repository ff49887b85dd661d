//! The button that prints.

use crate::islands::autosave::on;

/// Shows the button and listens to it.
pub(super) fn begin() {
    let Some(window) = web_sys::window() else { return };
    let Some(button) = window.document().and_then(|document| document.get_element_by_id("print")) else { return };
    let _ = button.remove_attribute("hidden");
    on(&button, "click", move |_| {
        // A browser that cannot print does nothing.
        let _ = window.print();
    });
}
