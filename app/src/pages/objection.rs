//! One objection: what stands against what, what was said, what it does to scores, and the decision.

use super::report_objections::{long_text, reason};
use crate::{
    context::{self, PageContext},
    objection_files::WORDS_OF_FILES,
    parts::{
        as_written::as_written,
        breadcrumbs::{Breadcrumbs, Crumb},
        entry_read::lines,
        facts::fact,
        notice::failed,
        title::PageTitle,
    },
    text::{format, objections, objections::Objections as Words, states, words_in},
};
use domain::{amount::Amount, evidence::Evidence, ids::ObjectionId, objection::ObjectionStateName, text::Language};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    objections::{Deciding, ObjectionPage as Found, ObjectionStep},
};

/// The objection of the address.
#[component]
pub(crate) fn Objection() -> impl IntoView {
    let page = context::page();
    let id = context::named::<ObjectionId>("id", "objection");
    Suspend::new(async move {
        match found(&page, id).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, &found)),
        }
    })
}

async fn found(page: &PageContext, id: ServiceResult<ObjectionId>) -> ServiceResult<Found> {
    page.services.objections().get(page.actor()?, id?).await
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let listed = &found.listed;
    let (objection, indicator) = (&listed.objection, &listed.indicator);
    let round = &objection.key.round;
    let period = round.as_str().parse().map_or_else(|_| round.to_string(), |period| format::period(language, period));
    let over = format!("{} · {period}", listed.organisation.name.in_language(language));
    let title = format!("{}: {}", words.one, indicator.name.in_language(language));
    let report = format!("/reports/{round}/{}", objection.key.agency);
    let way = vec![Crumb::new("/objections", words.title), Crumb::new(report.clone(), words.report)];
    let written = |figure: Option<Amount>| {
        figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::of_one(language, indicator, figure))
    };
    let state = objection.state.name();
    let is_open = state == ObjectionStateName::Open;
    let overdue = listed.is_overdue.then(|| view! { " "<span class="badge" data-state="late">{words.overdue}</span> });
    let badge =
        view! { <span class="badge" data-state=objections::mark(state)>{objections::state(language, state)}</span> };
    let here = indicator.code.to_string();
    let due = objections::due(language, objection.answer_by);
    let is_overtaken = is_open && !found.can_be_upheld;
    let overtaken = is_overtaken.then(|| view! { <div class="notice"><p>{words.overtaken}</p></div> });
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here/>
            <PageTitle title over/>
        </div>
        <dl class="facts">
            {fact(words.state, badge)}
            {fact(words.answer_by, view! { {due}{overdue} })}
            {fact(words.present, written(found.present))}
            {fact(words.reported, written(found.reported))}
            {fact(words.counter, written(found.counter))}
        </dl>
        <p class="headline__stamp">{objections::clock(language)}</p>
        {is_open.then(|| view! { <p class="headline__stamp">{objections::reminded(language)}</p> })}
        {overtaken}
        {effects(language, found)}
        {thread(language, &found.steps)}
        {decide(page, found)}
        {attach(page, found)}
        {say(page, found)}
        {unsaid(page, found)}
    }
}

/// What was typed when the objection was over already: there is no field for it any more, so it stands here to be copied.
fn unsaid(page: &PageContext, found: &Found) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let sent = page.sent.as_ref().filter(|_| found.listed.objection.state.name() != ObjectionStateName::Open)?;
    let typed = ["reason", "words", WORDS_OF_FILES].into_iter().find_map(|name| sent.value(name))?;
    let typed = (!typed.trim().is_empty()).then(|| lines(typed))?;
    Some(view! {
        <section class="stack stack--tight" aria-labelledby="unsaid">
            <h2 id="unsaid">{words.unsaid}</h2>
            <div class="thread__words">{typed}</div>
        </section>
    })
}

fn effects(language: Language, found: &Found) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    let effects = &found.effects;
    let note = match found.listed.objection.state.name() {
        ObjectionStateName::Open if found.can_be_upheld => words.effects_open,
        ObjectionStateName::Upheld => words.effects_upheld,
        ObjectionStateName::Rejected if !effects.is_empty() => words.effects_rejected,
        ObjectionStateName::Open | ObjectionStateName::Withdrawn | ObjectionStateName::Rejected => return None,
    };
    if effects.is_empty() {
        return Some(Either::Left(view! { <p>{words.no_effects}</p> }));
    }
    let written = |score: Option<Amount>| score.map_or_else(|| format::NOTHING.to_owned(), format::exact);
    let rows = effects.iter().map(|effect| {
        view! {
            <tr>
                <th scope="row">{effect.title.in_language(language).to_owned()}</th>
                <td class="table__number" data-label=words.before>{written(effect.before)}</td>
                <td class="table__number" data-label=words.after>{written(effect.after)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    Some(Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="effects" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="effects">
                    {words.effects}" "<span class="table__note">{note}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.scheme}</th>
                        <th scope="col" class="table__number">{words.before}</th>
                        <th scope="col" class="table__number">{words.after}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }))
}

fn thread(language: Language, steps: &[ObjectionStep]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let items = steps.iter().map(|step| {
        let evidence = (!step.evidence.is_empty()).then(|| {
            view! { <div class="thread__words">{words.evidence}": "{as_written(step.evidence.clone())}</div> }
        });
        let files = (!step.files.is_empty()).then(|| files(language, &step.files));
        let said = (!step.words.is_empty()).then(|| view! { <div class="thread__words">{lines(&step.words)}</div> });
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

/// The place to add files.
fn attach(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let action = format!("/objections/{}/evidence", found.listed.objection.id);
    let about = long_text(page, "words", WORDS_OF_FILES, words.attach_words);
    found.may_say.then(|| {
        view! {
            <form
                class="card stack"
                method="post"
                action=action
                enctype="multipart/form-data"
                aria-labelledby="attach"
            >
                <h2 class="card__title" id="attach">{words.attach}</h2>
                <div class="evidence__upload">
                    <label class="field__label" for="attach-file">{words.attach_file}</label>
                    <p class="field__hint" id="attach-hint">{words.attach_hint}</p>
                    <input
                        class="evidence__file"
                        type="file"
                        multiple
                        required
                        id="attach-file"
                        name="file"
                        aria-describedby="attach-hint"
                    />
                </div>
                {about}
                <p><button class="button">{words.attach}</button></p>
            </form>
        }
    })
}

fn decide(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    if found.deciding == Deciding::KeptOut {
        return Some(Either::Left(view! { <div class="notice"><p>{words.kept_out}</p></div> }));
    }
    let objection = &found.listed.objection;
    let (id, version) = (objection.id.to_string(), objection.version.to_string());
    let reason = reason(page, words.reason);
    let uphold = found.can_be_upheld.then(|| {
        view! { <button class="button button--primary" name="intent" value="uphold">{words.uphold}</button> }
    });
    (found.deciding == Deciding::May).then(|| {
        Either::Right(view! {
            <form class="card stack" method="post" action="/do/objections/decide" aria-labelledby="decide">
                <h2 class="card__title" id="decide">{words.decide}</h2>
                <input type="hidden" name="objection" value=id/>
                <input type="hidden" name="version" value=version/>
                {reason}
                <p class="cluster">
                    {uphold}
                    <button class="button" name="intent" value="reject">{words.reject}</button>
                </p>
            </form>
        })
    })
}

fn say(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let objection = &found.listed.objection;
    let (id, version) = (objection.id.to_string(), objection.version.to_string());
    let withdraw = found.may_withdraw.then(|| {
        let (id, version) = (id.clone(), version.clone());
        view! {
            <form method="post" action="/do/objections/withdraw">
                <input type="hidden" name="objection" value=id/>
                <input type="hidden" name="version" value=version/>
                <button class="button">{words.withdraw}</button>
            </form>
        }
    });
    let said = long_text(page, "words", "words", words.words);
    let say = found.may_say.then(|| {
        view! {
            <form class="card stack" method="post" action="/do/objections/say" aria-labelledby="say">
                <h2 class="card__title" id="say">{words.say}</h2>
                <input type="hidden" name="objection" value=id/>
                <input type="hidden" name="version" value=version/>
                {said}
                <p><button class="button">{words.say}</button></p>
            </form>
        }
    });
    view! {
        {say}
        {withdraw}
    }
}
