//! One round: its window, who has more time, and for administrators the forms that change both.

use super::calendar::{dates, frame, manages, may_remind};
use crate::{
    context::{self, PageContext, named},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        grants::{ORGANISATIONS, organisation_choices},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{
        calendar, calendar::Calendar as Words, completeness, completeness::Completeness, format, organisations,
        reminders::Reminders, sheets::Sheets, words_in,
    },
};
use domain::{
    access::Action, buddhist::bangkok_day, ids::RoundCode, organisation::OrganisationTree, text::Language,
    window::Window,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    rounds::{Granted, RoundNow},
};
use std::sync::Arc;

struct Shown {
    now: RoundNow,
    plan: String,
    extensions: Vec<Granted>,
    tree: Arc<OrganisationTree>,
    is_untouched: bool,
}

/// One round.
#[component]
pub(crate) fn Round() -> impl IntoView {
    let page = context::page();
    let code = named::<RoundCode>("round", "round");
    Suspend::new(async move {
        let shown = match code {
            Ok(code) => read(&page, &code).await,
            Err(error) => Err(error),
        };
        match shown {
            Err(error) => Either::Left(failed(error)),
            Ok(shown) => Either::Right(page_of(&page, &shown)),
        }
    })
}

async fn read(page: &PageContext, code: &RoundCode) -> ServiceResult<Shown> {
    let actor = page.actor()?;
    let now = page.services.rounds().get(actor, code).await?;
    let version = Some(now.round.plan_version);
    let plan = page.services.plans().version(actor, &now.round.plan, version).await?;
    let plan = plan.plan.plan.title.in_language(page.language).to_owned();
    let extensions = page.services.rounds().granted(actor, code).await?;
    let tree = page.services.organisations().tree(actor).await?;
    let is_untouched = page.services.rounds().is_untouched(actor, code).await?;
    Ok(Shown { now, plan, extensions, tree, is_untouched })
}

fn page_of(page: &PageContext, shown: &Shown) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let at = page.services.now();
    let (state, word) = calendar::state(language, shown.now.state, at);
    let title = format::period(language, shown.now.round.period);
    let mark = view! { <span class="badge" data-state=state>{word}</span> }.into_any();
    let to_reminders = may_remind(page.actor.as_ref(), shown.tree.root()).then(|| {
        let href = format!("/calendar/{}/reminders", shown.now.round.code);
        view! { <a class="button" href=href>{words_in::<Reminders>(language).to_round}</a> }
    });
    let forms = manages(page.actor.as_ref()).then(|| {
        view! {
            {extend_form(page, shown)}
            {window_form(page, &shown.now)}
            {shown.is_untouched.then(|| remove_form(page, &shown.now))}
        }
    });
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/calendar", words.title)] here=title.clone()/>
            <PageTitle title lead=format!("{}: {}", words.reported_plan, shown.plan) mark=Some(mark)>
                {to_reminders}
            </PageTitle>
        </div>
        <div class="round" data-state=frame(state)>{dates(language, &shown.now, at)}</div>
        {many(page, shown)}
        <div class="stack">
            <h2>{words.extensions}</h2>
            {extensions_of(page, shown)}
        </div>
        {forms}
    }
}

/// The way to report for many agencies with one file, for whoever may report for any.
fn many(page: &PageContext, shown: &Shown) -> Option<impl IntoView + use<>> {
    let words = words_in::<Sheets>(page.language);
    let may = page.actor.as_ref().is_some_and(|actor| actor.may_somewhere(Action::EditReport));
    let is_open = shown.now.state.takes_reports();
    let href = format!("/calendar/{}/sheets", shown.now.round.code);
    (may && is_open).then(|| view! { <p><a class="button" href=href>{words.many_title}</a></p> })
}

fn extensions_of(page: &PageContext, shown: &Shown) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    if shown.extensions.is_empty() {
        return Either::Left(view! { <p>{words.extensions_none}</p> });
    }
    let at = page.services.now();
    let may_end = manages(page.actor.as_ref());
    let round = shown.now.round.code.to_string();
    let row = |granted: &Granted| {
        let extension = &granted.extension;
        let body = shown.tree.get(&extension.organisation);
        let name =
            body.map_or_else(|| extension.organisation.to_string(), |body| body.name.in_language(language).to_owned());
        let name = match extension.kind {
            Some(kind) => format!("{name} · {}", organisations::kind(language, kind)),
            None => name,
        };
        let is_in_force = extension.ends_at >= at;
        let (state, word) = if is_in_force { ("extended", words.in_force) } else { ("closed", words.over) };
        let end = (may_end && is_in_force).then(|| {
            view! {
                <form method="post" action="/do/rounds/end_extension">
                    <input type="hidden" name="round" value=round.clone()/>
                    <input type="hidden" name="extension" value=extension.id.to_string()/>
                    <button class="button button--small">
                        {words.end_now}<span class="visually-hidden">" "{name.clone()}</span>
                    </button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-label=words.reaches>{completeness::reached(language, granted)}</td>
                <td data-label=words.until>
                    {format::instant(language, extension.ends_at)}" "<span class="badge" data-state=state>{word}</span>
                    {end}
                </td>
                <td data-label=words.reason>{extension.reason.clone()}</td>
                <td data-label=words.granted>{format::instant(language, extension.granted_at)}</td>
            </tr>
        }
    };
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="extensions-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="extensions-caption">{words.extensions}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.organisation}</th>
                        <th scope="col">{words.reaches}</th>
                        <th scope="col">{words.until}</th>
                        <th scope="col">{words.reason}</th>
                        <th scope="col">{words.granted}</th>
                    </tr>
                </thead>
                <tbody>{shown.extensions.iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}

fn extend_form(page: &PageContext, shown: &Shown) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let many = words_in::<Completeness>(page.language).many_title;
    let organisation = Input { list: Some(ORGANISATIONS), ..Input::new("organisation", words.extend_organisation) };
    let ends = Input {
        hint: Some(words.date_hint.to_owned()),
        codes: &["extension_end"],
        ..Input::new("ends", words.extend_ends)
    };
    let reason = Input {
        hint: Some(words.extend_reason_hint.to_owned()),
        codes: &["reason_missing", "reason_too_long"],
        ..Input::new("reason", words.extend_reason)
    };
    view! {
        <section class="stack" aria-labelledby="extend-title">
            <h2 id="extend-title">{words.extend_title}</h2>
            <form class="stack" method="post" action="/do/rounds/extend">
                <input type="hidden" name="round" value=shown.now.round.code.to_string()/>
                <p>{words.extend_hint}</p>
                {organisation.view(page)}
                {organisation_choices(page.language, &shown.tree)}
                {ends.view(page)}
                {reason.view(page)}
                <p><button class="button button--primary">{words.extend}</button></p>
            </form>
            <p><a href=format!("/calendar/{}/extend", shown.now.round.code)>{many}</a></p>
        </section>
    }
}

fn window_form(page: &PageContext, now: &RoundNow) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    view! {
        <section class="stack" aria-labelledby="window-title">
            <h2 id="window-title">{words.window_title}</h2>
            <form class="stack" method="post" action="/do/rounds/set_window">
                <input type="hidden" name="round" value=now.round.code.to_string()/>
                <p>{words.window_hint}</p>
                {window_fields(page, page.language, now.round.window)}
                <p><button class="button">{words.save_window}</button></p>
            </form>
        </section>
    }
}

fn remove_form(page: &PageContext, now: &RoundNow) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    view! {
        <section class="stack" aria-labelledby="remove-title">
            <h2 id="remove-title">{words.remove_title}</h2>
            <form class="stack" method="post" action="/do/rounds/remove">
                <input type="hidden" name="round" value=now.round.code.to_string()/>
                <p>{words.remove_hint}</p>
                <p><button class="button button--danger">{words.remove}</button></p>
            </form>
        </section>
    }
}

/// The three days of a window.
pub(crate) fn window_fields(page: &PageContext, language: Language, window: Window) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let field = |name: &'static str, label: &'static str, at| {
        let value = calendar::typed_day(language, bangkok_day(at));
        Input { value, hint: Some(words.date_hint.to_owned()), ..Input::new(name, label) }.view(page)
    };
    view! {
        {field("opens", words.opens_on, window.opens_at())}
        {field("due", words.due_on, window.due_at())}
        {field("closes", words.closes_on, window.closes_at())}
    }
}
