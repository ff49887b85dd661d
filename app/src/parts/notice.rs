//! What was done, or why not, after a form was sent.

use crate::{
    context,
    error::{AppError, status_of},
    text::refusals,
};
use leptos::prelude::*;
use service::ServiceError;

/// Why the last form was refused, when the address says so.
#[component]
pub(crate) fn RefusalNotice() -> impl IntoView {
    let page = context::page();
    page.asked("refused").map(|code| {
        let incident = page.asked("incident").filter(|incident| incident.chars().all(|c| c.is_ascii_alphanumeric()));
        view! {
            <div class="notice notice--warning" role="alert">
                <p class="notice__title">{refusals::refusal(page.language, &code)}</p>
                {incident.map(|incident| view! { <p>{incident}</p> })}
            </div>
        }
    })
}

/// A page that cannot be shown, with its real status.
pub(crate) fn failed(error: ServiceError) -> impl IntoView + use<> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status_of(&error));
    }
    let error = AppError::from(error);
    let words = refusals::refusal(context::page().language, &error.code);
    view! {
        <super::title::PageTitle title=words.to_owned()/>
        {error.incident.map(|incident| view! { <p>{incident}</p> })}
    }
}
