//! Pages as they were at an earlier instant: that they are, the way back to the present, and the form that asks for another
//! instant. The server puts the services of the instant into the page's context, and the instant into its links.

use crate::{
    context::{PRESENT, PageContext},
    parts::{filters::kept_besides, notice::incident_line, title::PageTitle},
    text::{
        past::{self, Past as Words},
        refusals, words_in,
    },
};
use domain::past::shows_the_past;
use leptos::{either::EitherOf3, prelude::*};

/// The name of the query value that holds the instant.
pub(crate) const AS_OF: &str = "as_of";

/// That the page shows the past, or that it cannot; nothing on a page of the present.
#[component]
pub(crate) fn PastNotice() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    let words = words_in::<Words>(page.language);
    let present = page.address_with(&PRESENT);
    let is_asked = page.asked(AS_OF).is_some() || page.asked("asOf").is_some();
    let is_ignored = is_asked && page.is_signed_in() && !shows_the_past(&page.path);
    let title = match page.past {
        Some(at) => past::as_it_was(page.language, at),
        None if is_asked && page.is_public() => words.as_published.to_owned(),
        None if is_ignored => words.not_here.to_owned(),
        None => return None,
    };
    // Whoever follows the link leaves the past: the server leaves its address as it is.
    let way =
        page.past.map(|_| view! { <p class="notice__actions"><a data-present="" href=present>{words.present}</a></p> });
    Some(view! {
        <div class="notice" role="status">
            <p class="notice__title">{title}</p>
            {way}
        </div>
    })
}

/// Asks for this page at an earlier instant; nothing where a page shows only the present.
#[component]
pub(crate) fn AskForThePast() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    if !page.is_signed_in() || page.answers_a_form || page.past_refused.is_some() || !shows_the_past(&page.path) {
        return None;
    }
    let words = words_in::<Words>(page.language);
    Some(view! {
        <details class="disclosure share">
            <summary class="disclosure__name">{words.title}</summary>
            <div class="disclosure__body">{form(&page, None)}</div>
        </details>
    })
}

/// Why the page cannot be shown as of the instant that was asked for, with the form to ask again.
pub(crate) fn past_refused(page: &PageContext) -> Option<impl IntoView + use<>> {
    let failure = page.past_refused.clone()?;
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(failure.status);
    }
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let code = failure.code.unwrap_or_default();
    let why = refusals::refusal(language, &code);
    let is_typed = matches!(code.as_str(), "as_of_unreadable" | "as_of_future" | "as_of_before_records");
    let incident = failure.incident.map(|incident| incident_line(language, &incident));
    let content = match (is_typed, incident) {
        (true, _) => EitherOf3::A(form(page, Some(why))),
        (false, Some(incident)) => EitherOf3::B(view! { <p>{why}</p>{incident} }),
        (false, None) => EitherOf3::C(view! { <p>{why}</p> }),
    };
    let present = page.address_with(&PRESENT);
    Some(view! {
        <div class="stack">
            <PageTitle title=words.refused.to_owned()/>
            {content}
            <p><a data-present="" href=present>{words.present}</a></p>
        </div>
    })
}

/// The form, which keeps everything else that the page was asked for.
fn form(page: &PageContext, problem: Option<&'static str>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let others = kept_besides(page, &[AS_OF, "asOf"]);
    let typed = page.asked(AS_OF).unwrap_or_default();
    let problem_line = problem.map(|words| {
        view! { <p class="field__problem" id="as-of-problem" data-severity="blocking">{words}</p> }
    });
    let described = if problem.is_some() { "as-of-hint as-of-problem" } else { "as-of-hint" };
    view! {
        <form class="stack" method="get" data-present="">
            <p>{words.why}</p>
            {others}
            <div class="field">
                <label class="field__label" for="as-of">{words.day}</label>
                <p class="field__hint" id="as-of-hint">{words.hint}</p>
                <div class="field__control">
                    <input
                        class="field__input"
                        type="text"
                        id="as-of"
                        name=AS_OF
                        value=typed
                        required=true
                        maxlength="64"
                        aria-describedby=described
                        aria-invalid=problem.map(|_| "true")
                    />
                </div>
                {problem_line}
            </div>
            <p><button class="button">{words.show}</button></p>
        </form>
    }
}
