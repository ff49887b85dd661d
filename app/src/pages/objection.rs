//! One objection: what stands against what, what was said, what it does to scores, and the decision.

mod effects;
mod forms;

use super::scores::placed_among;
use crate::{
    context::{self, PageContext},
    objection_files::WORDS_OF_FILES,
    parts::{
        as_written::as_written,
        audit_link::{audit_link, log_of_report},
        breadcrumbs::{Breadcrumbs, Crumb},
        entry_read::lines,
        facts::fact,
        notice::{failed, own_refusal},
        title::PageTitle,
    },
    text::{format, indicators, objections, objections::Objections as Words, scores, states, words_in},
};
use domain::{
    amount::Amount, evidence::Evidence, ids::ObjectionId, indicator::Indicator, objection::ObjectionStateName,
    reading::Reading, text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    objections::{Named, ObjectionPage as Found, ObjectionStep, OfScore, OfValue},
};

/// The objection of the address.
#[component]
pub(crate) fn Objection() -> impl IntoView {
    let page = context::page();
    let id = context::named::<ObjectionId>("id", "objection");
    Suspend::new(async move {
        match found(&page, id).await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, log)) => Either::Right(view! {
                {page_of(&page, &found)}
                {audit_link(page.language, log)}
            }),
        }
    })
}

async fn found(page: &PageContext, id: ServiceResult<ObjectionId>) -> ServiceResult<(Found, Option<String>)> {
    let found = page.services.objections().get(page.actor()?, id?).await?;
    let log = log_of_report(page, &found.listed.objection.key).await?;
    Ok((found, log))
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let listed = &found.listed;
    let objection = &listed.objection;
    let round = &objection.key.round;
    let period = round.as_str().parse().map_or_else(|_| round.to_string(), |period| format::period(language, period));
    let over = format!("{} · {period}", listed.organisation.name.in_language(language));
    let here = listed.named.name().in_language(language).to_owned();
    let title = format!("{}: {here}", words.one);
    let report = format!("/reports/{round}/{}", objection.key.agency);
    let way = vec![Crumb::new("/objections", words.title), Crumb::new(report, words.report)];
    let state = objection.state.name();
    let is_open = state == ObjectionStateName::Open;
    let overdue = listed.is_overdue.then(|| view! { " "<span class="badge" data-state="late">{words.overdue}</span> });
    let badge =
        view! { <span class="badge" data-state=objections::mark(state)>{objections::state(language, state)}</span> };
    let due = objections::due(language, objection.answer_by);
    let is_overtaken = is_open && !found.can_be_upheld;
    let why = if found.score.is_some() { words.overtaken_score } else { words.overtaken };
    let overtaken = is_overtaken.then(|| view! { <div class="notice"><p>{why}</p></div> });
    let against = found.score.as_ref().is_some_and(|score| score.is_against_edition);
    let against = against.then(|| view! { <div class="notice"><p>{words.against_edition}</p></div> });
    let compared = match (&listed.named, &found.score) {
        (Named::Value(indicator), _) => EitherOf3::A(of_value(language, found, indicator)),
        (Named::Score(_), Some(score)) => EitherOf3::B(of_score(language, found, score)),
        (Named::Score(_), None) => EitherOf3::C(()),
    };
    view! {
        {own_refusal(page, &|field| forms::told_at(page, found, field))}
        <div class="stack stack--tight">
            <Breadcrumbs way here/>
            <PageTitle title over/>
        </div>
        <dl class="facts">
            {fact(words.state, badge)}
            {fact(words.answer_by, view! { {due}{overdue} })}
            {compared}
        </dl>
        <p class="headline__stamp">{objections::clock(language)}</p>
        {is_open.then(|| view! { <p class="headline__stamp">{objections::reminded(language)}</p> })}
        {(is_open && found.score.is_some()).then(|| view! { <p>{words.follows}</p> })}
        {overtaken}
        {against}
        {effects::corrected(language, found)}
        {effects::effects(language, found)}
        {thread(language, &found.steps)}
        {forms::decide(page, found)}
        {forms::attach(page, found)}
        {forms::say(page, found)}
        {unsaid(page, found)}
    }
}

/// What stands against what, of a value.
fn of_value(language: Language, found: &Found, indicator: &Indicator) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let written = |reading: Option<Reading>| {
        let written = reading.and_then(|reading| indicators::with_parts(language, indicator, reading));
        written.unwrap_or_else(|| format::NOTHING.to_owned())
    };
    let OfValue { present, reported, counter } = found.readings;
    view! {
        {fact(words.present, written(present))}
        {fact(words.reported, written(reported))}
        {fact(words.counter, written(counter))}
    }
}

/// What stands against what, of a score, with its level and place and the way to its page.
fn of_score(language: Language, found: &Found, score: &OfScore) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let head = score.scheme.head();
    let decimals = head.rounding.decimals;
    let written = |score: Option<Amount>| {
        score.map_or_else(|| format::NOTHING.to_owned(), |score| format::fixed(score, decimals))
    };
    let key = &found.listed.objection.key;
    let href = format!("/scores/{}/{}/{}", head.code, key.round, key.agency);
    let present = view! { <a href=href>{written(score.present)}</a> };
    let level = head
        .classing
        .is_some()
        .then(|| fact(words.level, scores::class_name(language, &score.scheme, score.class.as_ref())));
    view! {
        {fact(words.scheme, scores::edition(language, head.edition))}
        {fact(words.stood, written(score.stood))}
        {fact(words.present_score, present)}
        {fact(words.counter_score, format::at_least(score.counter, decimals))}
        {level}
        {fact(words.place, placed_among(language, score.place, score.placed))}
    }
}

/// What was typed when the objection was over already: there is no field for it any more, so it stands here to be copied.
fn unsaid(page: &PageContext, found: &Found) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let sent = page.sent.as_ref().filter(|_| found.listed.objection.state.name() != ObjectionStateName::Open)?;
    let typed = ["reason", "words", WORDS_OF_FILES].into_iter().find_map(|name| sent.value(name))?;
    let typed = (!typed.trim().is_empty()).then(|| lines(page.language, typed))?;
    Some(view! {
        <section class="stack stack--tight" aria-labelledby="unsaid">
            <h2 id="unsaid">{words.unsaid}</h2>
            <div class="thread__words">{typed}</div>
        </section>
    })
}

fn thread(language: Language, steps: &[ObjectionStep]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let items = steps.iter().map(|step| {
        let evidence = (!step.evidence.is_empty()).then(|| {
            view! { <div class="thread__words">{words.evidence}": "{as_written(step.evidence.clone())}</div> }
        });
        let files = (!step.files.is_empty()).then(|| files(language, &step.files));
        let said =
            (!step.words.is_empty()).then(|| view! { <div class="thread__words">{lines(language, &step.words)}</div> });
        view! {
            <li class="thread__item" data-state="submitted">
                <p><strong>{as_written(step.who.clone())}</strong>" "{states::step(language, &step.step)}</p>
                <p class="thread__when">
                    <time datetime=step.at.to_rfc3339()>{format::instant(language, step.at)}</time>
                </p>
                {said}
                {evidence}
                {files}
            </li>
        }
    });
    let items: Vec<_> = items.collect();
    view! {
        <section class="stack stack--tight" aria-labelledby="said">
            <h2 id="said">{words.thread}</h2>
            <ol class="thread">{items}</ol>
        </section>
    }
}

/// Files that came with a step, each to download.
fn files(language: Language, files: &[Evidence]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let item = |file: &Evidence| {
        view! {
            <li class="evidence__item">
                <span class="evidence__name">
                    <a href=format!("/evidence/{}", file.id) download>{as_written(file.file_name.clone())}</a>
                    " "<span class="evidence__about">{format::file_size(file.size_bytes)}</span>
                </span>
            </li>
        }
    };
    let items: Vec<_> = files.iter().map(item).collect();
    view! { <ul class="evidence__list" aria-label=words.files>{items}</ul> }
}
