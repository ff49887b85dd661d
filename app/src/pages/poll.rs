//! One poll of a collector: the request, the answer's head, how long each step took, what stood where and what became of it.

use super::collectors::{agency, outcome_badge, way};
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        title::PageTitle,
    },
    text::{
        collectors::{self, Collectors as Words},
        format, refusals, words_in,
    },
};
use domain::{
    entry::Field,
    ids::{CollectorId, IndicatorCode, OrganisationCode, PollId},
    organisation::Organisation,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    collectors::{At, Collector, Poll as PollData, PollOutcome},
};

struct Shown {
    agency: Organisation,
    collector: Collector,
    poll: PollData,
    asked_by: Option<String>,
}

/// A poll.
#[component]
pub(crate) fn Poll() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    let id = context::named::<CollectorId>("id", "collector");
    let poll = context::named::<PollId>("poll", "poll");
    Suspend::new(async move {
        match read(&page, code, id, poll).await {
            Err(error) => Either::Left(failed(error)),
            Ok(shown) => Either::Right(page_of(&page, &shown)),
        }
    })
}

async fn read(
    page: &PageContext,
    code: ServiceResult<OrganisationCode>,
    id: ServiceResult<CollectorId>,
    poll: ServiceResult<PollId>,
) -> ServiceResult<Shown> {
    let agency = agency(page, &code?).await?;
    let found = page.services.collectors().poll(page.actor()?, &agency.code, id?, poll?).await?;
    let (collector, poll, asked_by) = found;
    Ok(Shown { agency, collector, poll, asked_by })
}

fn page_of(page: &PageContext, shown: &Shown) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let mut way = way(page, &shown.agency);
    let back = format!("/organisations/{}/collectors/{}", shown.agency.code, shown.collector.id);
    way.push(Crumb::new(back, shown.collector.name.clone()));
    let when = format::instant(page.language, shown.poll.started_at);
    let who = shown.asked_by.clone().unwrap_or_else(|| words.timetable.to_owned());
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=when.clone()/>
            <PageTitle title=words.poll.to_owned() over=shown.collector.name.clone() lead=when/>
        </div>
        {facts(page, &shown.poll, Some(who))}
        {found(page, &shown.poll)}
        {became(page, &shown.poll)}
        {headers(words.request, "request", &shown.poll.request)}
        {headers(words.response, "response", &shown.poll.response)}
    }
}

/// What is known of a poll at a glance.
pub(super) fn facts(page: &PageContext, poll: &PollData, who: Option<String>) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let why = poll.details.told.as_ref().map(|told| collectors::told(language, told));
    let refused = poll.details.refusal.map(|refusal| refusals::refusal(language, refusal.as_ref()));
    let not_submitted = poll.details.not_submitted.as_ref().map(|code| {
        let told = format!("{}: {}", words.not_submitted, refusals::refusal(language, code));
        view! { <p>{told}</p> }
    });
    // Of one that was only tried nothing can be said about the draft.
    let is_tried = who.is_none() && poll.outcome == PollOutcome::Same;
    let outcome = if is_tried { Either::Left(words.readable) } else { Either::Right(outcome_badge(page, poll)) };
    let timing = poll.timing;
    let step =
        |name: &str, milliseconds: Option<u64>| milliseconds.map(|milliseconds| format!("{name} {milliseconds}"));
    let steps = [
        step(words.resolved, timing.resolved),
        step(words.connected, timing.connected),
        step(words.secured, timing.secured),
        step(words.answered, timing.answered),
        step(words.total, Some(timing.total)),
    ];
    let steps: Vec<_> = steps.into_iter().flatten().collect();
    view! {
        <dl class="facts">
            {fact(words.outcome, view! { {outcome}" "{why}{refused}{not_submitted} })}
            {fact(words.endpoint, poll.url.clone())}
            {fact(words.round, poll.round.to_string())}
            {fact(words.rule_version, poll.rule_version.to_string())}
            {who.map(|who| fact(words.asked_by, who))}
            {poll.address.clone().map(|address| fact(words.address, address))}
            {poll.status.map(|status| fact(words.status, status.to_string()))}
            {poll.size_bytes.map(|size| fact(words.size, format::file_size(size)))}
            {poll.sha256.clone().map(|digest| fact(words.digest, view! { <code>{digest}</code> }))}
            {fact(words.timing, steps.join(" · "))}
        </dl>
    }
}

/// What stood at each place.
pub(super) fn found(page: &PageContext, poll: &PollData) -> Option<impl IntoView + use<>> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let row = |at: &At| {
        let part = if at.field == Field::Base { words.base } else { words.value };
        let text = at.text.clone().unwrap_or_default();
        let trouble = at.trouble.as_ref().map(|trouble| collectors::trouble(language, trouble));
        view! {
            <tr>
                <th scope="row">{at.indicator.to_string()}<span class="table__sub">{part}</span></th>
                <td data-label=words.place><code>{at.place.clone()}</code></td>
                <td data-label=words.text>{text}{trouble.map(|trouble| view! { " "<span class="table__sub">{trouble}</span> })}</td>
            </tr>
        }
    };
    let rows: Vec<_> = poll.details.found.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="found" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="found">{words.found}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.indicator}</th>
                            <th scope="col">{words.place}</th>
                            <th scope="col">{words.text}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

/// What became of the figures.
fn became(page: &PageContext, poll: &PollData) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let taken = &poll.details.taken;
    let line = |name: &'static str, codes: &[IndicatorCode]| {
        let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
        (!codes.is_empty()).then(|| fact(name, codes.join(", ")))
    };
    view! {
        <dl class="facts">
            {line(words.taken, &taken.taken)}
            {line(words.same, &taken.same)}
            {line(words.kept, &taken.kept)}
            {line(words.not_asked, &taken.not_asked)}
        </dl>
    }
}

fn headers(title: &'static str, id: &'static str, headers: &[(String, String)]) -> Option<impl IntoView + use<>> {
    let row = |(name, value): &(String, String)| {
        view! { <tr><th scope="row"><code>{name.clone()}</code></th><td><code>{value.clone()}</code></td></tr> }
    };
    let rows: Vec<_> = headers.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby=id tabindex="0">
                <table class="table"><caption class="table__caption" id=id>{title}</caption><tbody>{rows}</tbody></table>
            </div>
        }
    })
}
