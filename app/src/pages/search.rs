//! Organisations and indicators by what was typed into the box of every page.

use crate::{
    context::{self, PageContext},
    parts::{
        as_written::{as_written, mixed},
        filters::{Filters, SearchField},
        notice::failed,
        pagination::{Pagination, Slice, asked_page},
        title::PageTitle,
    },
    text::{organisations, organisations::Organisations, search, search::Search as Words, words_in},
};
use domain::{name::NameQuery, text::Language};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    search::{Found, FoundBody, FoundIndicator},
};
use strum::{AsRefStr, EnumString};

/// The name of the query value that holds what was typed.
pub(crate) const TYPED: &str = "q";
/// The name of the query value that narrows to one sort of thing.
const SORT: &str = "in";
/// How many of each sort stand among all that was found.
const FIRST: usize = 10;
/// How many stand on a page of one sort.
const ON_PAGE: usize = 50;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
enum Sort {
    Organisations,
    Indicators,
}

/// What was looked for and found.
#[component]
pub(crate) fn Search() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, found.as_ref())),
        }
    })
}

/// Nothing where nothing was typed.
async fn found(page: &PageContext) -> ServiceResult<Option<Found>> {
    let actor = page.actor()?;
    match page.asked(TYPED).and_then(|typed| NameQuery::read(&typed)) {
        Some(query) => Ok(Some(page.services.search().find(actor, &query, page.language).await?)),
        None => Ok(None),
    }
}

fn page_of(page: &PageContext, found: Option<&Found>) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let content = match found {
        None => EitherOf3::A(empty(language, words.start, words.start_why)),
        Some(found) if found.bodies.is_empty() && found.indicators.is_empty() => {
            EitherOf3::B(empty(language, words.nothing, words.nothing_why))
        }
        Some(found) => EitherOf3::C(lists(page, found)),
    };
    let typed = page.asked(TYPED).unwrap_or_default();
    view! {
        <PageTitle title=words.title.to_owned() lead=typed.clone()/>
        <Filters label=words.title button=words.show>
            <SearchField name=TYPED label=words.here_label value=typed hint=words.hint/>
        </Filters>
        {content}
    }
}

fn empty(language: Language, title: &'static str, why: &'static str) -> impl IntoView {
    let words = words_in::<Words>(language);
    view! {
        <div class="empty">
            <h2 class="empty__title">{title}</h2>
            <p>{why}</p>
            <ul class="cluster">
                <li><a href="/organisations">{words.every_organisation}</a></li>
                <li><a href="/plans">{words.every_indicator}</a></li>
            </ul>
        </div>
    }
}

fn lists(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let only: Option<Sort> = page.asked(SORT).and_then(|sort| sort.parse().ok());
    let back = only.is_some().then(|| {
        let href = page.address_with(&[(SORT, ""), ("page", "")]);
        view! { <p><a href=href>{words.back}</a></p> }
    });
    let bodies = list(page, Sort::Organisations, only, words.organisations, &found.bodies, &|body| {
        body_of(language, found, body).into_any()
    });
    let indicators = list(page, Sort::Indicators, only, words.indicators, &found.indicators, &|indicator| {
        indicator_of(language, indicator).into_any()
    });
    view! { {back}{bodies}{indicators} }
}

/// The first of one sort with the way to all of them, or a page of them where only they were asked for.
fn list<Thing>(
    page: &PageContext,
    sort: Sort,
    only: Option<Sort>,
    name: &'static str,
    things: &[Thing],
    row: &dyn Fn(&Thing) -> AnyView,
) -> Option<impl IntoView + use<Thing>> {
    if things.is_empty() || only.is_some_and(|only| only != sort) {
        return None;
    }
    let whole = Slice::asked(asked_page(), ON_PAGE, things.len());
    let shown = if only.is_some() { whole.of(things) } else { &things[..things.len().min(FIRST)] };
    let rows: Vec<_> = shown.iter().map(row).collect();
    let more = match only {
        Some(_) => Either::Left(view! { <Pagination slice=whole/> }),
        None => Either::Right((things.len() > FIRST).then(|| {
            let href = page.address_with(&[(SORT, sort.as_ref())]);
            view! { <p><a href=href>{search::all_of(page.language, name, things.len())}</a></p> }
        })),
    };
    let id = format!("found-{}", sort.as_ref());
    Some(view! {
        <section class="stack stack--tight" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{search::found(page.language, name, things.len())}</h2>
            <ol class="found">{rows}</ol>
            {more}
        </section>
    })
}

fn body_of(language: Language, found: &Found, body: &FoundBody) -> Option<impl IntoView + use<>> {
    let words = words_in::<Organisations>(language);
    let organisation = found.tree.get(&body.code)?;
    let above = organisation.parent.as_ref().filter(|parent| *parent != found.tree.root());
    let above = above.and_then(|parent| found.tree.get(parent));
    let former =
        body.former.as_ref().map(|event| format!("{} {}", words.formerly, event.name_before.in_language(language)));
    let about = [
        Some(organisation.abbreviation.in_language(language).to_owned()).filter(|short| !short.is_empty()),
        Some(organisations::kind(language, organisation.kind).to_owned()),
        above.map(|above| above.name.in_language(language).to_owned()),
        former,
        organisation.valid_to.map(|last_day| organisations::ended_on(language, last_day)),
    ];
    Some(entry(
        format!("/organisations/{}", organisation.code),
        organisation.name.in_language(language).to_owned(),
        about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    ))
}

fn indicator_of(language: Language, found: &FoundIndicator) -> impl IntoView + use<> {
    let indicator = &*found.indicator;
    entry(
        format!("/indicators/{}", indicator.code),
        indicator.name.in_language(language).to_owned(),
        format!("{} · {}", indicator.code, found.plan.plan.title.in_language(language)),
    )
}

fn entry(href: String, name: String, about: String) -> impl IntoView {
    view! {
        <li class="found__entry">
            <a class="found__name" href=href>{as_written(name)}</a>
            <span class="found__about">{mixed(context::page().language, about)}</span>
        </li>
    }
}
