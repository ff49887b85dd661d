//! Public holidays from this year on, and for administrators the form that changes them.

use super::calendar::manages;
use crate::{
    context::{self, PageContext},
    parts::{
        actions::actions_heading,
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{
        calendar::Calendar,
        format,
        plans::provenance,
        round_rules::{HolidayWords as Words, RoundRules},
        words_in,
    },
};
use chrono::Datelike as _;
use domain::{buddhist::bangkok_day, holiday::Holiday, plan::ProvenanceStatus};
use leptos::{either::Either, prelude::*};
use service::ServiceResult;
use strum::IntoEnumIterator as _;

/// Public holidays.
#[component]
pub(crate) fn Holidays() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(holidays) => Either::Right(page_of(&page, &holidays)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Vec<Holiday>> {
    let today = bangkok_day(page.services.now());
    let from = today.with_ordinal(1).unwrap_or(today);
    page.services.holidays().list(page.actor()?, from).await
}

fn page_of(page: &PageContext, holidays: &[Holiday]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let manages = manages(page.actor.as_ref());
    let list = if holidays.is_empty() {
        Either::Left(view! {
            <div class="empty">
                <h2 class="empty__title">{words.none}</h2>
                <p>{words.none_why}</p>
            </div>
        })
    } else {
        Either::Right(table(page, holidays, manages))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![
                    Crumb::new("/calendar", words_in::<Calendar>(language).title),
                    Crumb::new("/calendar/rules", words_in::<RoundRules>(language).title),
                ]
                here=words.title.to_owned()
            />
            <PageTitle title=words.title.to_owned() lead=words.lead/>
        </div>
        {manages.then(|| form(page))}
        {list}
    }
}

fn table(page: &PageContext, holidays: &[Holiday], manages: bool) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let row = |holiday: &Holiday| {
        let day = format::day(language, holiday.day);
        let remove = manages.then(|| {
            view! {
                <form method="post" action="/do/holidays/remove">
                    <input type="hidden" name="day" value=holiday.day.to_string()/>
                    <button class="button button--small">
                        {words.remove}<span class="visually-hidden">" "{day.clone()}</span>
                    </button>
                </form>
            }
        });
        let source = format!("{} · {}", provenance(language, holiday.provenance.status), holiday.provenance.source);
        view! {
            <tr>
                <th scope="row">{day.clone()}</th>
                <td data-label=words.name>{name_in(language, &holiday.name)}</td>
                <td data-label=words.source>{source}</td>
                <td class="table__fit">{remove}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="holidays-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="holidays-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.day}</th>
                        <th scope="col">{words.name}</th>
                        <th scope="col">{words.source}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{holidays.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn form(page: &PageContext) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let day =
        Input { hint: Some(words_in::<RoundRules>(language).date_hint.to_owned()), ..Input::new("day", words.day) };
    let name_th = Input { codes: &["holiday_name"], ..Input::new("name_th", words.name_th) };
    let name_en = Input { optional: true, ..Input::new("name_en", words.name_en) };
    let source = Input {
        hint: Some(words.source_hint.to_owned()),
        codes: &["holiday_source"],
        ..Input::new("source", words.source)
    };
    let statuses = ProvenanceStatus::iter()
        .map(|status| Choice { value: status.as_ref().to_owned(), name: provenance(language, status).to_owned() });
    let chosen = page.sent.as_ref().and_then(|sent| sent.value("status")).map(str::to_owned).unwrap_or_default();
    view! {
        <section class="stack" aria-labelledby="add-title">
            <h2 id="add-title">{words.add_title}</h2>
            <form class="stack" method="post" action="/do/holidays/set">
                <p>{words.add_hint}</p>
                {day.view(page)}
                {name_th.view(page)}
                {name_en.view(page)}
                {source.view(page)}
                <ChoiceField name="status" label=words.status choices=statuses.collect() chosen/>
                <p><button class="button button--primary">{words.save}</button></p>
            </form>
        </section>
    }
}
