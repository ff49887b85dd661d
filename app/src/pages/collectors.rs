//! What is fetched from an agency's own addresses.

use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        title::PageTitle,
    },
    text::{
        collectors::{self, Collectors as Words},
        format, words_in,
    },
};
use domain::{collector::Activity, ids::OrganisationCode, organisation::Organisation};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceError, ServiceResult,
    collectors::{Collector, Poll},
};

/// Collectors of an agency.
#[component]
pub(crate) fn Collectors() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    Suspend::new(async move {
        match read(&page, code).await {
            Err(error) => Either::Left(failed(error)),
            Ok((agency, listed)) => Either::Right(shown(&page, &agency, &listed)),
        }
    })
}

type Listed = Vec<(Collector, Option<Poll>)>;

async fn read(page: &PageContext, code: ServiceResult<OrganisationCode>) -> ServiceResult<(Organisation, Listed)> {
    let agency = agency(page, &code?).await?;
    let listed = page.services.collectors().list(page.actor()?, &agency.code).await?;
    Ok((agency, listed))
}

/// The body of an address.
pub(super) async fn agency(page: &PageContext, code: &OrganisationCode) -> ServiceResult<Organisation> {
    let tree = page.services.organisations().tree(page.actor()?).await?;
    tree.get(code).cloned().ok_or(ServiceError::NotFound("organisation"))
}

/// The way to the pages of an agency's collectors.
pub(super) fn way(page: &PageContext, agency: &Organisation) -> Vec<Crumb> {
    let words = words_in::<Words>(page.language);
    let name = agency.name.in_language(page.language).to_owned();
    let address = format!("/organisations/{}", agency.code);
    vec![Crumb::new(address.clone(), name), Crumb::new(format!("{address}/collectors"), words.title)]
}

fn shown(page: &PageContext, agency: &Organisation, listed: &Listed) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let mut way = way(page, agency);
    way.truncate(1);
    let name = agency.name.in_language(page.language).to_owned();
    let add = format!("/organisations/{}/collectors/new", agency.code);
    let list = if listed.is_empty() {
        Either::Left(view! {
            <div class="empty"><h2 class="empty__title">{words.none}</h2><p>{words.none_why}</p></div>
        })
    } else {
        Either::Right(table(page, agency, listed))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over=name lead=words.lead>
                <a class="button button--primary" href=add>{words.add}</a>
            </PageTitle>
        </div>
        {list}
    }
}

fn table(page: &PageContext, agency: &Organisation, listed: &Listed) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let row = |(collector, last): &(Collector, Option<Poll>)| {
        let href = format!("/organisations/{}/collectors/{}", agency.code, collector.id);
        let next = match (collector.activity, collector.next_due_at) {
            (Activity::Active, Some(at)) => format::instant(language, at),
            (activity, _) => collectors::activity(language, activity).to_owned(),
        };
        let last = last.as_ref().map(|poll| {
            let when = format::instant(language, poll.started_at);
            view! { {outcome_badge(page, poll)}" "<span class="table__sub">{when}</span> }
        });
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{collector.name.clone()}</a>
                    <span class="table__sub">{collector.endpoint.to_string()}</span>
                </th>
                <td data-label=words.plan>{collector.plan.to_string()}</td>
                <td data-label=words.kind>{collectors::kind(language, collector.mapping.kind)}</td>
                <td data-label=words.next>{next}</td>
                <td data-label=words.last>{last.map_or_else(|| Either::Left(words.no_polls), Either::Right)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="collectors-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="collectors-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.name}</th>
                        <th scope="col">{words.plan}</th>
                        <th scope="col">{words.kind}</th>
                        <th scope="col">{words.next}</th>
                        <th scope="col">{words.last}</th>
                    </tr>
                </thead>
                <tbody>{listed.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What came of a poll, in a badge.
pub(super) fn outcome_badge(page: &PageContext, poll: &Poll) -> impl IntoView + use<> {
    let (mark, words) = collectors::outcome(page.language, poll.outcome);
    view! { <span class="badge" data-state=mark>{words}</span> }
}
