//! Up to six bodies side by side. Who they are stands in the address, so that the page can be passed on.

mod table;

use crate::{
    context::{self, PageContext},
    parts::{
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Filters, SearchField},
        no_round::no_round,
        notice::failed,
        print::PrintButton,
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
    },
    text::{compare, compare::Compare as Words, dashboards::Dashboards, format, words_in},
};
use domain::{ids::OrganisationCode, name::NameQuery};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{Comparison, MOST_COMPARED},
    objections::{Beside, ObjectedFigures},
    search::Found,
};

/// The name of the query value that holds the codes of the bodies, with commas between; it may stand there several times.
pub(crate) const WITH: &str = "with";
/// The name of the query value that holds what was typed to add one.
const FIND: &str = "find";
/// How many matches are offered.
const OFFERED: usize = 8;

/// What the address names.
struct Asked {
    codes: Vec<OrganisationCode>,
    unknown: Vec<String>,
    /// How many further codes name nobody.
    more_unknown: usize,
    is_cut: bool,
}

/// What is read for the page.
struct Read {
    asked: Asked,
    found: Comparison,
    /// To which of the figures there is an objection.
    objected: ObjectedFigures,
    /// What the search for another one gave.
    matches: Option<Found>,
}

/// Bodies side by side.
#[component]
pub(crate) fn Compare() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(read) => EitherOf3::C(page_of(&page, &read)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Read> {
    let (actor, round) = (page.actor()?, asked_round(page)?);
    let tree = page.services.organisations().tree(actor).await?;
    let mut asked = Asked { codes: Vec::new(), unknown: Vec::new(), more_unknown: 0, is_cut: false };
    let named = page.every_asked(WITH);
    for name in named.iter().flat_map(|named| named.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        match name.parse::<OrganisationCode>().ok().filter(|code| tree.get(code).is_some()) {
            Some(code) if asked.codes.contains(&code) => {}
            Some(_) if asked.codes.len() == MOST_COMPARED => asked.is_cut = true,
            Some(code) => asked.codes.push(code),
            None if asked.unknown.len() < MOST_COMPARED => asked.unknown.push(name.chars().take(64).collect()),
            None => asked.more_unknown += 1,
        }
    }
    let found = page.services.dashboards().compare(actor, &asked.codes, round.as_ref()).await?;
    let beside = Beside::Bodies(&asked.codes);
    let objected = page.services.objections().beside(actor, &found.round.round.code, beside).await?;
    let matches = match page.asked(FIND).and_then(|typed| NameQuery::read(&typed)) {
        Some(query) => Some(page.services.search().find(actor, &query, page.language).await?),
        None => None,
    };
    Ok(Read { asked, found, objected, matches })
}

/// The codes as the address has them.
fn joined(codes: &[OrganisationCode]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The address of this page with other bodies.
fn with(page: &PageContext, codes: &[OrganisationCode]) -> String {
    page.address_with(&[(WITH, &joined(codes)), (FIND, "")])
}

fn page_of(page: &PageContext, read: &Read) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let found = &read.found;
    let period = found.round.round.period;
    let picker = picker(page, read);
    let unknown = (!read.asked.unknown.is_empty())
        .then(|| compare::unknown(language, &read.asked.unknown, read.asked.more_unknown));
    let cut = read.asked.is_cut.then(|| words.only_six.to_owned());
    let notices = unknown.into_iter().chain(cut).map(|notice| view! { <div class="notice"><p>{notice}</p></div> });
    let notices: Vec<_> = notices.collect();
    let way = vec![Crumb::new(in_same_round(page, "/national"), words_in::<Dashboards>(language).national)];
    let content = if found.bodies.is_empty() {
        Either::Left(view! {
            <div class="empty"><h2 class="empty__title">{words.none}</h2><p>{words.none_why}</p></div>
        })
    } else {
        Either::Right(table::table(page, (found, &read.objected), |code| {
            let others: Vec<_> = read.asked.codes.iter().filter(|other| *other != code).cloned().collect();
            with(page, &others)
        }))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over=format::period(language, period) lead=words.lead>{picker}<PrintButton/></PageTitle>
        </div>
        {passed_over(page, found.passed_over.as_ref())}
        {notices}
        {adding(page, read)}
        {content}
    }
}

/// Where bodies are chosen, the rounds are links, so that going through them takes one step each.
fn picker(page: &PageContext, read: &Read) -> impl IntoView + use<> {
    if read.asked.codes.is_empty() {
        return Either::Left(round_picker(&read.found.rounds, &read.found.round));
    }
    let language = page.language;
    let links = read.found.rounds.iter().map(|round| {
        let href = page.address_with(&[(ROUND, round.round.code.as_str())]);
        let is_shown = round.round.code == read.found.round.round.code;
        let period = format::short_period(language, round.round.period);
        let name = if is_shown {
            Either::Left(view! { <strong aria-current="true">{period}</strong> })
        } else {
            Either::Right(view! { <a href=href>{period}</a> })
        };
        view! { <li>{name}</li> }
    });
    let links: Vec<_> = links.collect();
    let label = words_in::<Dashboards>(language).round;
    Either::Right(view! {
        <nav class="rounds-as-links" aria-label=label><ul class="cluster">{links}</ul></nav>
    })
}

/// Looks for another one, and offers what was found.
fn adding(page: &PageContext, read: &Read) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    if read.asked.codes.len() >= MOST_COMPARED {
        return Either::Left(view! { <p class="compare-adding">{words.full}</p> });
    }
    let kept = vec![(WITH, joined(&read.asked.codes)), (ROUND, page.asked(ROUND).unwrap_or_default())];
    let typed = page.asked(FIND).unwrap_or_default();
    let offered = read.matches.as_ref().map(|found| {
        let links = found.bodies.iter().filter(|body| !read.asked.codes.contains(&body.code)).take(OFFERED);
        let links = links.filter_map(|body| found.tree.get(&body.code)).map(|body| {
            let codes: Vec<_> = read.asked.codes.iter().cloned().chain([body.code.clone()]).collect();
            view! { <li><a href=with(page, &codes)>{name_in(language, &body.name)}</a></li> }
        });
        let links: Vec<_> = links.collect();
        if links.is_empty() {
            Either::Left(view! { <p>{words.nothing}</p> })
        } else {
            Either::Right(view! { <p>{words.matches}</p><ul class="cluster">{links}</ul> })
        }
    });
    Either::Right(view! {
        <div class="compare-adding stack stack--tight">
            <Filters label=words.add button=words.search kept>
                <SearchField name=FIND label=words.add value=typed hint=words.find/>
            </Filters>
            {offered}
        </div>
    })
}
