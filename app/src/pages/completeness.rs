//! How complete reports are: of the country or a body, by those below it and by indicator, with the league of timeliness,
//! and for one agency who has its report since when.

use crate::{
    context::{self, PageContext, named},
    parts::{
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        completeness::completeness,
        facts::fact,
        narrowed::{self, Meaning, NarrowedTo},
        no_round::no_round,
        notice::failed,
        print::PrintButton,
        round_picker::{ROUND, asked_round, in_same_round, round_picker},
        title::PageTitle,
        unknown::Unknown,
        window::WindowBadge,
    },
    text::{
        completeness as told, completeness::Completeness as Words, dashboards, format, narrowed::Narrowed, words_in,
    },
};
use domain::{ids::OrganisationCode, organisation::Organisation, timeliness::Standing, window::WindowState};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError,
    completeness::{Completeness as Counts, CompletenessPage, Explained, IndicatorCompleteness},
};

/// Of the country.
#[component]
pub(crate) fn NationalCompleteness() -> impl IntoView {
    shown(Ok(None))
}

/// Of a body and those below it.
#[component]
pub(crate) fn BodyCompleteness() -> impl IntoView {
    shown(named("organisation", "organisation").map(Some))
}

fn shown(node: Result<Option<OrganisationCode>, ServiceError>) -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        let found = async {
            let (node, round) = (node?, asked_round(&page)?);
            let kind = narrowed::asked_kind(&page);
            page.services
                .completeness()
                .of_kind(page.actor()?, node.as_ref(), round.as_ref(), (kind, page.language))
                .await
        };
        match found.await {
            Err(ServiceError::NotFound("round")) if page.asked("round").is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, &found)),
        }
    })
}

fn page_of(page: &PageContext, found: &CompletenessPage) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let name = |body: &Organisation| body.name.in_language(language).to_owned();
    let mut way: Vec<Crumb> = found.above.iter().map(|body| Crumb::new(address(page, body), name(body))).collect();
    way.insert(0, Crumb::new(in_same_round(page, "/national"), dashboards_title(page)));
    let over = format!("{} · {}", name(&found.organisation), format::period(language, found.round.round.period));
    let round = &found.round.round.code;
    let file = format!("/completeness.csv?round={round}&organisation={}", found.organisation.code);
    let (state, picker) = (found.round.state, round_picker(&found.rounds, &found.round));
    let is_alone = found.kinds.is_empty();
    let narrowed_to = NarrowedTo {
        plan: None,
        strategy: None,
        kind: found.kind.filter(|_| !is_alone),
        kinds: &found.kinds,
        no_kind: if is_alone && found.explained.is_some() { Unknown::OneBody } else { Unknown::KindHere },
        meaning: Meaning::of_kind(words_in::<Narrowed>(language).completeness_why),
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=name(&found.organisation)/>
            <PageTitle title=words.title.to_owned() over lead=words.lead>
                <WindowBadge state/>
                {picker}
                <PrintButton/>
                <a href=file.clone() download>{words.download}</a>
                <a href=format!("{file}&by=indicator") download>{words.download_indicators}</a>
                <a href=format!("{file}&by=timeliness") download>{words.download_league}</a>
            </PageTitle>
        </div>
        {narrowed_to.line(page)}
        <div class="stack stack--tight">{narrowed_to.form(page, &[ROUND])}</div>
        {(found.counts.handed_in > 0).then(|| completeness(found.counts, None, None))}
        {found.explained.as_ref().map(|explained| explanation(page, found, explained))}
        {bodies(page, found)}
        {indicators(page, found)}
        {league(page, found)}
    }
}

fn dashboards_title(page: &PageContext) -> &'static str {
    words_in::<dashboards::Dashboards>(page.language).national
}

fn address(page: &PageContext, body: &Organisation) -> String {
    let path = if body.parent.is_none() { "/completeness".to_owned() } else { format!("/completeness/{}", body.code) };
    in_same_round(page, &path)
}

/// Reports are on time or not from the due instant on.
fn is_due(found: &CompletenessPage) -> bool {
    match found.round.state {
        WindowState::Grace { .. } | WindowState::Closed { .. } => true,
        WindowState::Upcoming { .. } | WindowState::Open { .. } => false,
    }
}

/// A count out of those expected; grey where nothing was measured.
fn cell(label: &'static str, measured: Result<(i64, i64), &'static str>) -> impl IntoView + use<> {
    let content = match measured {
        Ok((part, whole)) => {
            let share = format::percent(part, whole);
            Either::Left(view! { {format::count(part)}" "<span class="table__sub">{share}</span> })
        }
        Err(word) => Either::Right(view! { <span class="status" data-status="no_data">{word}</span> }),
    };
    view! { <td class="table__number" data-label=label>{content}</td> }
}

/// The cells of counters. Nobody's silence is a zero: where nothing was handed in, timeliness and acceptance are not
/// measured.
fn counted(page: &PageContext, found: &CompletenessPage, counts: Counts) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let started = counts.expected - counts.not_started();
    let heard = |part: i64, heard: i64| if heard > 0 { Ok((part, counts.expected)) } else { Err(words.not_measured) };
    let on_time =
        if is_due(found) || counts.on_time > 0 { heard(counts.on_time, counts.handed_in) } else { Err(words.not_due) };
    view! {
        <td class="table__number" data-label=words.expected>{format::count(counts.expected)}</td>
        {cell(words.started, heard(started, started))}
        {cell(words.handed_in, heard(counts.handed_in, counts.handed_in))}
        {cell(words.on_time, on_time)}
        {cell(words.accepted, heard(counts.accepted, counts.handed_in))}
    }
}

fn heads(page: &PageContext, first: &'static str) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let numbers = [words.expected, words.started, words.handed_in, words.on_time, words.accepted];
    view! {
        <th scope="col">{first}</th>
        {numbers.map(|name| view! { <th scope="col" class="table__number">{name}</th> }).into_iter().collect_view()}
    }
}

fn bodies(page: &PageContext, found: &CompletenessPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    if found.children.is_empty() {
        let is_alone = found.explained.is_some();
        return Either::Left((!is_alone).then(|| view! { <p>{words.no_bodies}</p> }));
    }
    let stamp = dashboards::stamp(page.language, found.as_of, found.round.round.period);
    let row = |(body, counts): &(Organisation, Counts)| {
        let name = name_in(page.language, &body.name);
        view! {
            <tr><th scope="row"><a href=address(page, body)>{name}</a></th>{counted(page, found, *counts)}</tr>
        }
    };
    let rows = found.children.iter().map(row).collect_view();
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="bodies" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="bodies">
                    {words.bodies}" "<span class="table__note">{stamp}</span>
                </caption>
                <thead><tr>{heads(page, words.body)}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn indicators(page: &PageContext, found: &CompletenessPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let row = |of: &IndicatorCompleteness| {
        let href = in_same_round(page, &format!("/indicators/{}", of.indicator.code));
        let name = of.indicator.name.in_language(page.language).to_owned();
        let figures = of.with_figure.filter(|figures| *figures > 0);
        let figures = figures.map_or(Err(words.not_measured), |figures| Ok((figures, of.counts.expected)));
        view! {
            <tr>
                <th scope="row"><a href=href>{name}</a></th>
                {counted(page, found, of.counts)}
                {cell(words.with_figure, figures)}
            </tr>
        }
    };
    let rows = found.indicators.iter().map(row).collect_view();
    (!found.indicators.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="indicators" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="indicators">
                        {words.indicators}" "<span class="table__note">{words.indicators_note}</span>
                    </caption>
                    <thead>
                        <tr>
                            {heads(page, words.indicator)}
                            <th scope="col" class="table__number">{words.with_figure}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn league(page: &PageContext, found: &CompletenessPage) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    if found.league.is_empty() {
        return Either::Left(());
    }
    let row = |standing: &Standing<Organisation>| {
        let place = standing.place.map_or_else(
            || words.no_place.to_owned(),
            |place| {
                let tied = if place.is_shared { format!(" {}", words.tied) } else { String::new() };
                format!("{}{tied}", format::count(place.number))
            },
        );
        let of = standing.timeliness;
        let timely = if of.owed > 0 { Ok((of.on_time, of.owed)) } else { Err(words.not_measured) };
        view! {
            <tr>
                <td class="table__number" data-label=words.place>{place}</td>
                <th scope="row">
                    <a href=address(page, &standing.body)>{name_in(language, &standing.body.name)}</a>
                </th>
                <td class="table__number" data-label=words.expected>{format::count(of.owed)}</td>
                <td class="table__number" data-label=words.handed_in>{format::count(of.handed_in)}</td>
                {cell(words.share_on_time, timely)}
            </tr>
        }
    };
    let content = if found.league_periods.is_empty() {
        Either::Left(view! { <p>{words.league_none}</p> })
    } else {
        let rows = found.league.iter().map(row).collect_view();
        let over = told::league_over(language, &found.league_periods);
        Either::Right(view! {
            <div class="table-region" role="region" aria-labelledby="league-caption" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="league-caption">
                        {over}" "<span class="table__note">{words.league_note}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col" class="table__number">{words.place}</th>
                            <th scope="col">{words.body}</th>
                            <th scope="col" class="table__number">{words.expected}</th>
                            <th scope="col" class="table__number">{words.handed_in}</th>
                            <th scope="col" class="table__number">{words.share_on_time}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        })
    };
    Either::Right(view! {
        <section class="stack" id="league" aria-labelledby="league-title">
            <h2 id="league-title">{words.league}</h2>
            {content}
        </section>
    })
}

/// Who has the report of this agency, since when, and what was done about it.
fn explanation(page: &PageContext, found: &CompletenessPage, explained: &Explained) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let key = &explained.submission.key;
    let state = explained.submission.state.name();
    let reminders = format::count(explained.reminders);
    let extensions = explained
        .extensions
        .iter()
        .map(|extension| format!("{} · {}", format::instant(language, extension.ends_at), extension.reason));
    let extensions: Vec<String> = extensions.collect();
    let may_read =
        page.actor.as_ref().is_some_and(|actor| actor.may(domain::access::Action::ReadReport, &found.path_now));
    let open = may_read.then(|| {
        let href = format!("/reports/{}/{}", key.round, key.agency);
        view! { <p><a href=href>{words.open_report}</a></p> }
    });
    let is_late = explained.is_late(found.as_of);
    view! {
        <section class="card" id="explained" aria-labelledby="explained-title">
            <h2 class="card__title" id="explained-title">{words.explained}</h2>
            <dl class="facts">
                {fact(words.state, told::state(language, explained, is_late))}
                {fact(words.who, told::with_whom(language, state))}
                {fact(words.since, format::instant(language, explained.since))}
                {fact(words.due, format::instant(language, explained.window.due_at()))}
                {fact(words.reminders, reminders)}
                {(!extensions.is_empty()).then(|| fact(words.extensions, extensions.join("; ")))}
                {told::lock(language, explained, found.as_of).map(|why| fact(words.locked, why))}
            </dl>
            {open}
        </section>
    }
}
