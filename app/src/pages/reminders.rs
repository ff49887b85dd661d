//! Who gets what when, for one round: what was told and what will be, the settings, and who is missing.

use super::reminder_policy::{policy_facts, policy_form};
use crate::{
    context::{self, PageContext, named},
    parts::{
        as_written::written_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        title::PageTitle,
    },
    text::{
        calendar::Calendar,
        format,
        reminders::{self, Reminders as Words},
        words_in,
    },
};
use chrono::SecondsFormat;
use domain::{ids::RoundCode, text::Language};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    reminders::{Simulation, SlotAhead, SlotDone},
};

/// Who gets what when.
#[component]
pub(crate) fn Reminders() -> impl IntoView {
    let page = context::page();
    let code = named::<RoundCode>("round", "round");
    Suspend::new(async move {
        let read = match code {
            Ok(code) => read(&page, &code).await,
            Err(error) => Err(error),
        };
        match read {
            Err(error) => Either::Left(failed(error)),
            Ok(simulation) => Either::Right(page_of(&page, &simulation)),
        }
    })
}

async fn read(page: &PageContext, code: &RoundCode) -> ServiceResult<Simulation> {
    page.services.reminders().simulate(page.actor()?, code).await
}

/// The way to a round's reminders.
pub(crate) fn way_to(language: Language, simulation: &Simulation) -> Vec<Crumb> {
    let round = format!("/calendar/{}", simulation.round);
    vec![
        Crumb::new("/calendar", words_in::<Calendar>(language).title),
        Crumb::new(round, format::period(language, simulation.period)),
    ]
}

fn page_of(page: &PageContext, simulation: &Simulation) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let is_ahead = simulation.window.opens_at() > simulation.as_of;
    let lead = if is_ahead { words.lead_planned } else { words.lead };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=way_to(language, simulation) here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over=format::period(language, simulation.period) lead=lead>
                <a class="button" href="/calendar/reminders">{words.to_every}</a>
            </PageTitle>
        </div>
        {ahead(language, simulation)}
        {nobody(language, simulation)}
        {done(language, &simulation.done)}
        {policy_facts(language, &simulation.policy)}
        {policy_form(page, &simulation.policy, Some(&simulation.round))}
    }
}

fn ahead(language: Language, simulation: &Simulation) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if simulation.ahead.is_empty() {
        return Either::Left(view! {
            <div class="empty">
                <h2 class="empty__title">{words.none_ahead}</h2>
                <p>{words.none_ahead_why}</p>
            </div>
        });
    }
    let row = |slot: &SlotAhead| {
        let at = slot.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let href = format!("/calendar/{}/reminders/people?days={}&at={at}", simulation.round, slot.days);
        let when = format::instant(language, slot.at);
        view! {
            <tr>
                <th scope="row">{when.clone()}</th>
                <td data-label=words.reason>{reminders::days(language, slot.days)}</td>
                <td data-label=words.people>
                    {format::count(slot.people)}" "
                    <a href=href>{words.see_people}<span class="visually-hidden">" "{when}</span></a>
                </td>
                <td data-label=words.mails>{format::count(slot.mails)}</td>
                <td data-label=words.reports>{format::count(slot.counts.all())}</td>
                <td data-label=words.stages>{reminders::stages(language, &slot.counts)}</td>
            </tr>
        }
    };
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="ahead-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="ahead-caption">{words.ahead}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.at}</th>
                        <th scope="col">{words.reason}</th>
                        <th scope="col">{words.people}</th>
                        <th scope="col">{words.mails}</th>
                        <th scope="col">{words.reports}</th>
                        <th scope="col">{words.stages}</th>
                    </tr>
                </thead>
                <tbody>{simulation.ahead.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}

fn done(language: Language, slots: &[SlotDone]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |slot: &SlotDone| {
        view! {
            <tr>
                <th scope="row">{format::instant(language, slot.done_at)}</th>
                <td data-label=words.reason>{reminders::days(language, slot.days)}</td>
                <td data-label=words.people>{format::count(slot.people)}</td>
                <td data-label=words.mails>{format::count(slot.mails)}</td>
                <td data-label=words.reports>{format::count(slot.reports)}</td>
            </tr>
        }
    };
    let rows = slots.iter().map(row).collect_view();
    (!slots.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="done-caption" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="done-caption">{words.done}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.at}</th>
                            <th scope="col">{words.reason}</th>
                            <th scope="col">{words.people}</th>
                            <th scope="col">{words.mails}</th>
                            <th scope="col">{words.reports}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

/// Bodies of which nobody can be reminded, behind a fold: there may be many.
fn nobody(language: Language, simulation: &Simulation) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let count = format::counted(simulation.nobody_count);
    let is_cut = simulation.nobody.len() < simulation.nobody_count;
    let items = simulation.nobody.iter().map(|(body, audience)| {
        let (href, name) = (format!("/organisations/{}", body.code), body.name.in_language(language).to_owned());
        let missing = format!(": {} {}", words.missing, reminders::audience(language, *audience).to_lowercase());
        view! { <li><a href=href>{written_in(language, name)}</a>{missing}</li> }
    });
    let items = items.collect_view();
    (simulation.nobody_count > 0).then(|| {
        view! {
            <details class="disclosure">
                <summary class="disclosure__name">{words.nobody}" ("{count}")"</summary>
                <div class="disclosure__body stack">
                    <p>{words.nobody_hint}</p>
                    <ul>{items}</ul>
                    {is_cut.then(|| view! { <p>{words.nobody_first}</p> })}
                </div>
            </details>
        }
    })
}
