//! Who is reminded at one instant that is ahead.

use super::reminders::way_to;
use crate::{
    context::{self, PageContext, named},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        pagination::{Pagination, Slice, asked_page},
        title::PageTitle,
    },
    text::{
        format,
        reminders::{self, Reminders as Words},
        words_in,
    },
};
use domain::ids::RoundCode;
use leptos::{either::Either, prelude::*};
use service::{
    ServiceError, ServiceResult,
    reminders::{Recipient, Recipients as Found},
};

/// How many people stand on a page.
const ON_PAGE: usize = 50;

/// The people of one slot.
#[component]
pub(crate) fn Recipients() -> impl IntoView {
    let page = context::page();
    let code = named::<RoundCode>("round", "round");
    Suspend::new(async move {
        let read = match code {
            Ok(code) => read(&page, &code).await,
            Err(error) => Err(error),
        };
        match read {
            Err(error) => Either::Left(failed(error)),
            Ok((found, number)) => Either::Right(page_of(&page, &found, number)),
        }
    })
}

async fn read(page: &PageContext, code: &RoundCode) -> ServiceResult<(Found, usize)> {
    let slot = match (page.asked("days"), page.asked("at")) {
        (Some(days), Some(at)) => {
            let slot = days.parse().ok().zip(at.parse().ok());
            Some(slot.ok_or(ServiceError::NotFound("slot"))?)
        }
        _ => None,
    };
    let number = asked_page();
    let skip = (number - 1).saturating_mul(ON_PAGE);
    let found = page.services.reminders().recipients(page.actor()?, code, slot, skip, ON_PAGE).await?;
    Ok((found, number))
}

fn page_of(page: &PageContext, found: &Found, number: usize) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let mut way = way_to(language, &found.simulation);
    way.push(Crumb::new(format!("/calendar/{}/reminders", found.simulation.round), words.title));
    let mut over = format::period(language, found.simulation.period);
    if let Some((days, at)) = found.slot {
        over = format!("{over} · {} · {}", reminders::days(language, days), format::instant(language, at));
    }
    let row = |person: &Recipient| {
        let first = person.first.as_ref().map(|(agency, reminded)| {
            let href = format!("/reports/{}/{}", found.simulation.round, agency.code);
            let others = person.counts.all() - 1;
            let others = (others > 0).then(|| format!(" {} {} {}", words.and_more, format::count(others), words.more));
            let name = agency.name.in_language(language).to_owned();
            // The report of a round that is only planned is not there yet.
            let name = if found.simulation.window.opens_at() > found.simulation.as_of {
                Either::Left(view! { <span>{name}</span> })
            } else {
                Either::Right(view! { <a href=href>{name}</a> })
            };
            view! { {name}" · "{words.due}" "{format::instant(language, reminded.due_at)}{others} }
        });
        view! {
            <tr>
                <th scope="row">{person.name.clone()}</th>
                <td data-label=words.email>{person.email.to_string()}</td>
                <td data-label=words.route>{reminders::route(language, person.route)}</td>
                <td data-label=words.stages>{reminders::stages(language, &person.counts)}</td>
                <td data-label=words.first>{first}</td>
            </tr>
        }
    };
    let table = if found.people.is_empty() {
        Either::Left(view! {
            <div class="empty">
                <h2 class="empty__title">{words.none_ahead}</h2>
                <p>{words.none_ahead_why}</p>
            </div>
        })
    } else {
        Either::Right(view! {
            <div class="table-region" role="region" aria-labelledby="people-caption" tabindex="0">
                <table class="table table--stacked">
                    <caption class="visually-hidden" id="people-caption">{words.people_title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.name}</th>
                            <th scope="col">{words.email}</th>
                            <th scope="col">{words.route}</th>
                            <th scope="col">{words.stages}</th>
                            <th scope="col">{words.first}</th>
                        </tr>
                    </thead>
                    <tbody>{found.people.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.people_title.to_owned()/>
            <PageTitle title=words.people_title.to_owned() over=over/>
        </div>
        {table}
        <Pagination slice=Slice::asked(number, ON_PAGE, found.count)/>
    }
}
