//! Changes, one file for each noun. Each works as a plain form: post, then redirect. Those used only by plain forms are
//! for the server alone, so that nothing of them reaches the browser.

#![cfg_attr(feature = "ssr", expect(missing_docs, reason = "leptos writes the structs of commands itself"))]

/// Reports on their way.
#[cfg(feature = "ssr")]
pub mod submissions;

#[cfg(feature = "ssr")]
mod answer {
    use crate::error::{AppError, status_of};
    use leptos::prelude::use_context;
    use service::ServiceError;

    /// Sends the browser on: to a page that says what was done, or to one that says why not. A program, which does not
    /// ask for HTML, gets the refusal itself.
    pub(crate) fn answer(result: Result<(), ServiceError>, page: &str, done: &str) -> Result<(), AppError> {
        match result {
            Ok(()) => {
                leptos_axum::redirect(&format!("{page}?done={done}"));
                Ok(())
            }
            Err(error) => {
                let status = status_of(&error);
                let error = AppError::from(error);
                if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
                    response.set_status(status);
                }
                let incident = error.incident.as_deref().map(|incident| format!("&incident={incident}"));
                leptos_axum::redirect(&format!("{page}?refused={}{}", error.code, incident.unwrap_or_default()));
                Err(error)
            }
        }
    }
}
#[cfg(feature = "ssr")]
pub(crate) use answer::answer;
