//! How the timetable is: what ran, what is next, what is late, and which silence is an alarm.

use super::mails::without_server;
use crate::{
    context::{self, PageContext},
    parts::{facts::fact, notice::failed, title::PageTitle},
    text::{
        format,
        mails::{self, Mails},
        operations::{self, Operations as Words},
        words_in,
    },
};
use chrono::TimeDelta;
use domain::{mail::MailState, text::Language};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    operations::{LineNow, LineState, Operations as Found, RoundReports},
};
use strum::IntoEnumIterator as _;

/// A slot that began so soon was on time.
const ON_TIME: TimeDelta = TimeDelta::minutes(1);

/// The operations page.
#[component]
pub(crate) fn Operations() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(page.language, &found)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Found> {
    page.services.operations(page.actor()?, page.timetable).await
}

fn page_of(language: Language, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let lead = format!("{} · {} {}", words.lead, words.as_of, format::instant(language, found.at));
    let connections = found.connections;
    let connections = format!(
        "{}: {} ({} {})",
        words.connections,
        format::count(connections.open.into()),
        format::count(connections.idle.into()),
        words.idle
    );
    view! {
        <PageTitle title=words.title.to_owned() lead/>
        {alarm(language, found, LineState::Silent, words.silent_title, words.silent)}
        {alarm(language, found, LineState::Alarm, words.alarm_title, "")}
        {alarm(language, found, LineState::Failing, words.failing_title, "")}
        {timetable(language, &found.lines)}
        {reports(language, &found.rounds)}
        {mail(language, found)}
        <p>{connections}</p>
        <p>{words.metrics}</p>
    }
}

/// The lines in a state that somebody has to look at.
fn alarm(
    language: Language,
    found: &Found,
    state: LineState,
    title: &'static str,
    what_to_do: &'static str,
) -> impl IntoView + use<> {
    let lines: Vec<_> = found.lines.iter().filter(|line| line.state == state).collect();
    let item = |line: &&LineNow| {
        let since = line.last_done.as_ref().map(|done| format::instant(language, done.slot));
        let told = line.last.as_ref().filter(|_| state != LineState::Silent).map(|last| {
            let outcome = operations::outcome(language, last.outcome);
            view! { " · "{outcome}" "<code>{last.details.clone()}</code> }
        });
        let words = words_in::<Words>(language);
        view! {
            <li>
                {operations::job(language, line.job)}": "{words.last}" "{since.unwrap_or_else(|| words.never.to_owned())}
                {told}
            </li>
        }
    };
    (!lines.is_empty()).then(|| {
        view! {
            <section class="notice notice--late" role="alert">
                <p class="notice__title">{title}</p>
                <ul>{lines.iter().map(item).collect_view()}</ul>
                {(!what_to_do.is_empty()).then(|| view! { <p>{what_to_do}</p> })}
            </section>
        }
    })
}

fn timetable(language: Language, lines: &[LineNow]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |line: &LineNow| {
        let (mark, word) = operations::state(language, line.state);
        let last = line.last_done.as_ref().map(|done| format::instant(language, done.slot));
        let next = line.next.map(|next| format::instant(language, next));
        let lateness =
            if line.lateness <= ON_TIME { words.on_time.to_owned() } else { format::span(language, line.lateness) };
        view! {
            <tr>
                <th scope="row">{operations::job(language, line.job)}</th>
                <td data-label=words.state><span class="badge" data-state=mark>{word}</span></td>
                <td data-label=words.last>{last.unwrap_or_else(|| words.never.to_owned())}</td>
                <td data-label=words.next>{next.unwrap_or_else(|| words.never.to_owned())}</td>
                <td data-label=words.lateness>{lateness}</td>
                <td data-label=words.failures>{format::count(line.failures)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="timetable-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="timetable-caption">{words.jobs}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.job}</th>
                        <th scope="col">{words.state}</th>
                        <th scope="col">{words.last}</th>
                        <th scope="col">{words.next}</th>
                        <th scope="col">{words.lateness}</th>
                        <th scope="col">{words.failures}</th>
                    </tr>
                </thead>
                <tbody>{lines.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// How much mail there is, and whether it goes out.
fn mail(language: Language, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Mails>(language);
    let counts =
        MailState::iter().map(|state| fact(mails::state(language, state).1, format::count(found.mail.of(state))));
    let waits = (found.mail.waiting > 0).then(|| without_server(language, found.outlet, &found.mail));
    view! {
        <section class="stack" aria-labelledby="mail-title">
            <h2 id="mail-title">{words.title}</h2>
            {waits}
            <dl class="facts">{counts.collect_view()}</dl>
            <p><a href="/operations/mail">{words.see}</a></p>
        </section>
    }
}

fn reports(language: Language, rounds: &[RoundReports]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |reports: &RoundReports| {
        let name = reports.round.as_str().parse();
        let name = name.map_or_else(|_| reports.round.to_string(), |period| format::period(language, period));
        view! {
            <tr>
                <th scope="row"><a href=format!("/late?round={}", reports.round)>{name}</a></th>
                <td data-label=words.handed_in>{format::count(reports.handed_in)}</td>
                <td data-label=words.due>{format::count(reports.due)}</td>
                <td data-label=words.overdue>{format::count(reports.overdue)}</td>
            </tr>
        }
    };
    let rows = rounds.iter().map(row).collect_view();
    (!rounds.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="reports-caption" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="reports-caption">{words.reports}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.round}</th>
                            <th scope="col">{words.handed_in}</th>
                            <th scope="col">{words.due}</th>
                            <th scope="col">{words.overdue}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}
