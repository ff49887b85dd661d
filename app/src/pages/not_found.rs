//! An address that shows nothing.

use super::error::ErrorPage;
use crate::{context::PageContext, standalone::Failure};
use http::StatusCode;
use leptos::prelude::*;

/// 404.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    use_context::<PageContext>()?;
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let failure = Failure { status: StatusCode::NOT_FOUND, code: None, incident: None };
    Some(view! { <ErrorPage failure kept=None/> })
}
