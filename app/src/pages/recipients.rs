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
use chrono::{DateTime, Utc};
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
            Ok((found, slot, number)) => Either::Right(page_of(&page, &found, slot, number)),
        }
    })
}

async fn read(page: &PageContext, code: &RoundCode) -> ServiceResult<(Found, (i32, DateTime<Utc>), usize)> {
    let asked = |name: &str| page.asked(name).ok_or(ServiceError::NotFound("slot"));
    let days = asked("days")?.parse().map_err(|_| ServiceError::NotFound("slot"))?;
    let at = asked("at")?.parse().map_err(|_| ServiceError::NotFound("slot"))?;
    let number = asked_page();
    let skip = (number - 1).saturating_mul(ON_PAGE);
    let found = page.services.reminders().recipients(page.actor()?, code, (days, at), skip, ON_PAGE).await?;
    Ok((found, (days, at), number))
}

fn page_of(
    page: &PageContext,
    found: &Found,
    (days, at): (i32, DateTime<Utc>),
    number: usize,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let mut way = way_to(language, &found.simulation);
    way.push(Crumb::new(format!("/calendar/{}/reminders", found.simulation.round), words.title));
    let over = format!(
        "{} · {} · {}",
        format::period(language, found.simulation.period),
        reminders::days(language, days),
        format::instant(language, at)
    );
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
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.people_title.to_owned()/>
            <PageTitle title=words.people_title.to_owned() over=over/>
        </div>
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
        <Pagination slice=Slice::asked(number, ON_PAGE, found.count)/>
    }
}
