//! Who did what and when, oldest first.

use super::{as_written::as_written, authority_letter};
use crate::text::{delegations::Delegations, format, report::Report as Words, states, words_in};
use domain::{access::Role, authority_letter::AuthorityLetter, plan::Plan, submission::StateName, text::Language};
use leptos::{either::Either, prelude::*};
use service::reports::ThreadStep;

/// The state that a step leads to, for its mark.
fn leads_to(step: &str) -> StateName {
    match step {
        "submit" => StateName::Submitted,
        "approve" | "file_on_behalf" => StateName::Approved,
        "endorse" => StateName::Endorsed,
        "return_for_change" => StateName::Returned,
        "accept"
        | "import"
        | "object"
        | "object_to_score"
        | "objection_evidence"
        | "objection_upheld_against_edition"
        | "objection_said"
        | "objection_withdrawn"
        | "objection_upheld"
        | "objection_rejected" => StateName::Accepted,
        _ => StateName::Draft,
    }
}

/// The steps of a report.
pub(crate) fn thread(
    language: Language,
    plan: &Plan,
    steps: Vec<ThreadStep>,
    letters: &[AuthorityLetter],
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if steps.is_empty() {
        return Either::Left(view! { <p>{words.thread_none}</p> });
    }
    let in_the_name = words_in::<Delegations>(language).in_the_name;
    let item = |step: ThreadStep| {
        let role = step.role.parse::<Role>().ok().map(|role| format!(" · {}", states::role(language, role)));
        let revision = (step.step == "submit").then(|| format!(" {} {}", words.revision, step.revision));
        let letter = letters.iter().find(|letter| step.step == "file_on_behalf" && letter.revision == step.revision);
        let letter = letter.map(|letter| {
            view! {
                <div class="thread__words">
                    {authority_letter::sentence(language, letter)}<br/>{authority_letter::file(language, letter)}
                </div>
            }
        });
        let joint = if step.note.is_empty() { "" } else { ": " };
        let about = step.about.as_ref().map(|about| format!("{}{joint}", about.in_language(language)));
        let note = (about.is_some() || !step.note.is_empty()).then(|| {
            view! { <div class="thread__words">{about}{super::entry_read::lines(language, &step.note)}</div> }
        });
        let reasons = step.reasons.iter().map(|reason| {
            let name = plan.indicator(&reason.indicator).map(|indicator| indicator.name.in_language(language));
            let name = name.map_or_else(|| reason.indicator.to_string(), str::to_owned);
            view! { <li>{name}": "{super::entry_read::lines(language, &reason.reason)}</li> }
        });
        let reasons =
            (!step.reasons.is_empty()).then(|| view! { <ul class="thread__reasons">{reasons.collect_view()}</ul> });
        view! {
            <li class="thread__item" data-state=leads_to(&step.step).as_ref().to_owned()>
                <p>
                    <strong>{as_written(step.who.unwrap_or_else(|| words.server.to_owned()))}</strong>
                    {step.on_behalf_of.map(|giver| format!(" ({in_the_name} {giver})"))}
                    " "{states::step(language, &step.step)}{revision}
                </p>
                <p class="thread__when">
                    <time datetime=step.at.to_rfc3339()>{format::instant(language, step.at)}</time>{role}
                </p>
                {letter}
                {note}
                {reasons}
            </li>
        }
    };
    Either::Right(view! { <ol class="thread">{steps.into_iter().map(item).collect_view()}</ol> })
}
