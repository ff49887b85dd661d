//! One collector: what is asked of whom, tried before it is saved, and what came of it so far.

/// The form.
mod form;
/// What came of trying it.
mod tested;

use super::collectors::{agency, outcome_badge, way};
use crate::{
    collector_form::Answer,
    context::{self, PageContext},
    parts::{breadcrumbs::Breadcrumbs, notice::failed, title::PageTitle},
    text::{
        collectors::{self, Collectors as Words},
        format, words_in,
    },
};
use domain::{
    ids::{CollectorId, OrganisationCode},
    organisation::Organisation,
    plan::Plan,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceError, ServiceResult,
    collectors::{CollectorPage, Poll},
};
use std::sync::Arc;

/// What is read for the page.
struct Shown {
    agency: Organisation,
    plans: Vec<Arc<Plan>>,
    /// None for one that is not saved yet.
    found: Option<CollectorPage>,
}

/// A new collector.
#[component]
pub(crate) fn CollectorNew() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    collector(page, code, None)
}

/// A collector that is saved.
#[component]
pub(crate) fn Collector() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    let id = context::named::<CollectorId>("id", "collector");
    collector(page, code, Some(id))
}

fn collector(
    page: PageContext,
    code: ServiceResult<OrganisationCode>,
    id: Option<ServiceResult<CollectorId>>,
) -> impl IntoView {
    let answer = use_context::<Answer>().unwrap_or_default();
    Suspend::new(async move {
        match read(&page, code, id).await {
            Err(error) => Either::Left(failed(error)),
            Ok(shown) => Either::Right(page_of(&page, &shown, &answer)),
        }
    })
}

async fn read(
    page: &PageContext,
    code: ServiceResult<OrganisationCode>,
    id: Option<ServiceResult<CollectorId>>,
) -> ServiceResult<Shown> {
    let agency = agency(page, &code?).await?;
    let actor = page.actor()?;
    let plans = page.services.collectors().plans(actor, &agency.code).await?;
    let found = match id {
        Some(id) => Some(page.services.collectors().get(actor, &agency.code, id?).await?),
        None => None,
    };
    if plans.is_empty() {
        return Err(ServiceError::NotFound("plan"));
    }
    Ok(Shown { agency, plans, found })
}

fn page_of(page: &PageContext, shown: &Shown, answer: &Answer) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let title = shown.found.as_ref().map_or(words.add.to_owned(), |found| found.collector.name.clone());
    let over = shown.agency.name.in_language(page.language).to_owned();
    let lead = shown.found.as_ref().map(|found| about(page, found)).unwrap_or_default();
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=way(page, &shown.agency) here=title.clone()/>
            <PageTitle title over=over lead=lead/>
        </div>
        {answer.tested.as_ref().map(|found| tested::section(page, found))}
        {shown.found.as_ref().map(|found| polls(page, &shown.agency, found))}
        {form::form(page, shown, answer)}
    }
}

fn about(page: &PageContext, found: &CollectorPage) -> String {
    let words = words_in::<Words>(page.language);
    let collector = &found.collector;
    let mut parts = vec![collectors::activity(page.language, collector.activity).to_owned()];
    parts.extend(collector.next_due_at.map(|at| format!("{} {}", words.next, format::instant(page.language, at))));
    let set_at = format::instant(page.language, collector.set_at);
    let who = found.set_by.clone().unwrap_or_default();
    parts.push(format!("{} {who} {set_at}", words.set_by));
    parts.extend(collector.secret.is_some().then(|| words.has_secret.to_owned()));
    parts.join(" · ")
}

fn polls(page: &PageContext, agency: &Organisation, found: &CollectorPage) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let base = format!("/organisations/{}/collectors/{}", agency.code, found.collector.id);
    let row = |poll: &Poll| {
        let when = format::instant(language, poll.started_at);
        let why = poll.details.told.as_ref().map(|told| collectors::told(language, told));
        let size = poll.size_bytes.map(format::file_size).unwrap_or_default();
        view! {
            <tr>
                <th scope="row"><a href=format!("{base}/polls/{}", poll.id)>{when}</a></th>
                <td data-label=words.outcome>{outcome_badge(page, poll)}" "<span class="table__sub">{why}</span></td>
                <td data-label=words.round>{poll.round.to_string()}</td>
                <td class="table__number" data-label=words.status>{poll.status}</td>
                <td class="table__number" data-label=words.size>{size}</td>
            </tr>
        }
    };
    let table = if found.polls.is_empty() {
        Either::Left(view! { <p>{words.no_polls}". "{words.no_open_round}</p> })
    } else {
        Either::Right(view! {
            <div class="table-region" role="region" aria-labelledby="polls" tabindex="0">
                <table class="table table--stacked" aria-labelledby="polls">
                    <thead>
                        <tr>
                            <th scope="col">{words.when}</th>
                            <th scope="col">{words.outcome}</th>
                            <th scope="col">{words.round}</th>
                            <th scope="col" class="table__number">{words.status}</th>
                            <th scope="col" class="table__number">{words.size}</th>
                        </tr>
                    </thead>
                    <tbody>{found.polls.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        })
    };
    let ids = (agency.code.to_string(), found.collector.id.to_string());
    let hidden = move || {
        view! {
            <input type="hidden" name="agency" value=ids.0.clone()/>
            <input type="hidden" name="collector" value=ids.1.clone()/>
        }
    };
    view! {
        <section class="stack" aria-labelledby="polls">
            <h2 id="polls">{words.polls}</h2>
            {table}
            <div class="cluster">
                <form method="post" action="/do/collectors/run">{hidden()}<button class="button">{words.run}</button></form>
                <form method="post" action="/do/collectors/remove">{hidden()}<button class="button">{words.removes}</button></form>
            </div>
        </section>
    }
}
