//! What was done, or why not, after a form was sent. Stands once, above every page.

use super::round_picker::ROUND;
use crate::{
    context::{PageContext, Sent},
    error::{AppError, retry_after, status_of},
    standalone::Failure,
    text::{done, failures::Failures, refusals, words_in},
};
use domain::text::Language;
use http::{HeaderValue, header};
use leptos::{either::Either, prelude::*};
use service::ServiceError;
use std::borrow::Cow;

/// The code of a value that an indicator cannot have: what exactly is wrong with it, the rules of that indicator say.
const OF_INDICATOR: &str = "objection_value";

/// What the last form did, told once, and why a form was refused, in codes that have words; anything else in an address
/// is not shown.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let page = use_context::<PageContext>()?;
    // A page tells its own refusal beside the field when it knows the place: the sign-in page in its card, a report
    // with problems in its summary.
    let is_told_there = |code: &String| page.path == "/sign-in" || code == "problems_remain";
    let asked = page.asked("refused").filter(|code| !is_told_there(code)).map(|code| (code, incident(&page)));
    let asked = asked.map(|(code, incident)| AppError { incident, ..AppError::new(code) });
    let refused = page.sent.as_ref().map(|sent| sent.refused.clone()).or(asked);
    let refused = refused.filter(|refused| !is_told_by_page(refused));
    let refused = refused.map(|refused| why_refused(&page, &refused, &|_| None));
    let done = page.done.as_ref().and_then(|code| done::done(page.language, code)).map(|words| {
        view! { <div class="notice notice--success" role="status"><p class="notice__title">{words}</p></div> }
    });
    Some(view! { {done}{refused} })
}

/// Whether only the page of the form has the words, since they are of the indicator that it knows.
fn is_told_by_page(refused: &AppError) -> bool {
    refused.all().any(|refused| refused.code == OF_INDICATOR)
}

/// Why the form of a page was refused, where [`Notices`] leaves that to the page: `told` has the words that stand beside a field.
pub(crate) fn own_refusal(page: &PageContext, told: &dyn Fn(&str) -> Option<String>) -> Option<impl IntoView + use<>> {
    let refused = page.sent.as_ref().map(|sent| &sent.refused).filter(|refused| is_told_by_page(refused))?;
    let of_field = |refused: &AppError| {
        let place = refused.place.as_deref().filter(|_| refused.code == OF_INDICATOR)?;
        told(place)
    };
    Some(why_refused(page, refused, &of_field))
}

/// All that was refused, each a link to its field where there is one, in the words of the field where they are known.
fn why_refused(
    page: &PageContext,
    refused: &AppError,
    told: &dyn Fn(&AppError) -> Option<String>,
) -> impl IntoView + use<> {
    let line = |refused: &AppError| {
        let words = told(refused).map_or_else(|| refusals::refused(page.language, refused), Cow::Owned);
        let field = page.sent.as_ref().and_then(|sent| field_of(sent, refused));
        let words = match field {
            Some(field) => Either::Left(view! { <a href=format!("#{field}")>{words}</a> }),
            None => Either::Right(words),
        };
        view! { <p class="notice__title">{words}</p> }
    };
    view! {
        <div class="notice notice--warning" role="alert" tabindex="-1" autofocus>
            {refused.all().map(line).collect_view()}
            {refused.incident.as_ref().map(|incident| incident_line(page.language, incident))}
        </div>
    }
}

/// The field of a refused form that the refusal speaks of, where the form has it.
fn field_of(sent: &Sent, refused: &AppError) -> Option<String> {
    let named = match refused.code.as_str() {
        "reason_missing" => "reason",
        "extension_end" => "ends",
        "account_name" => "name",
        "email" | "email_taken" => "email",
        "old_password_wrong" => "old_password",
        "grants_missing" => "grants[0][role]",
        _ => refused.place.as_deref()?,
    };
    let has_field = sent.fields.iter().any(|(name, _)| name == named) || named == "old_password";
    has_field.then(|| named.to_owned())
}

/// The incident number in the address, if it is one.
pub(crate) fn incident(page: &PageContext) -> Option<String> {
    let is_one = |incident: &String| {
        incident.split_once('-').is_some_and(|(first, last)| {
            [first, last].iter().all(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        })
    };
    page.asked("incident").filter(is_one)
}

/// An incident number as a person can read it out.
pub(crate) fn incident_line(language: Language, incident: &str) -> impl IntoView + use<> {
    let words = words_in::<Failures>(language);
    view! {
        <p class="error-page__incident">
            {words.incident}" "<code class="error-page__number">{incident.to_owned()}</code>
        </p>
    }
}

/// How the address ends of a page that tries other answers than those of a score.
pub(crate) const WHAT_IF: &str = "/what-if";

/// What exactly is not there, where a page has words for it and a way on.
fn missing_here(error: &ServiceError) -> Option<&'static str> {
    let page = use_context::<PageContext>()?;
    let ServiceError::NotFound(what) = error else { return None };
    match *what {
        "round" if page.asked(ROUND).is_some() => Some("round_not_found"),
        "score" if page.path.ends_with(WHAT_IF) => Some("score_not_found"),
        _ => None,
    }
}

/// A page that cannot be shown, with its real status, and in how long to ask for it again where that is known.
pub(crate) fn failed(error: ServiceError) -> impl IntoView + use<> {
    let status = status_of(&error);
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
        if let Some(wait) = retry_after(&error) {
            response.insert_header(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
    }
    let missing = missing_here(&error).map(str::to_owned);
    let error = AppError::from(error);
    let failure = Failure { status, code: Some(missing.unwrap_or(error.code)), incident: error.incident };
    view! { <crate::pages::error::ErrorPage failure kept=None/> }
}
