//! Every body of the state: a tree to unfold, or what a search found.

use super::organisation::register::shown;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::{mixed, name_in, written_in},
        filters::{Choice, ChoiceField, Filters, SearchField},
        kind_choice::kind_choices,
        notice::failed,
        pagination::{Pagination, Slice, asked_page},
        title::PageTitle,
    },
    text::{organisations, organisations::Organisations as Words, words_in},
};
use chrono::NaiveDate;
use domain::{
    buddhist,
    ids::OrganisationCode,
    name::{NameQuery, dictionary_key},
    organisation::{Organisation, OrganisationEvent, OrganisationKind, OrganisationTree},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::ServiceResult;
use std::sync::Arc;
use strum::IntoEnumIterator;

/// The most rows of a branch that are shown in the tree; the page of the branch has them all.
const MOST_IN_BRANCH: usize = 120;
/// How many found bodies stand on a page.
const FOUND_ON_PAGE: usize = 50;

/// What is read for the page.
struct Register {
    tree: Arc<OrganisationTree>,
    events: Vec<OrganisationEvent>,
    today: NaiveDate,
}

/// Every body of the state.
#[component]
pub(crate) fn Organisations() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match register(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(register) => Either::Right(page_of(&page, &register)),
        }
    })
}

async fn register(page: &PageContext) -> ServiceResult<Register> {
    let actor = page.actor()?;
    let tree = page.services.organisations().tree(actor).await?;
    let events = page.services.organisations().events(actor).await?;
    Ok(Register { tree, events, today: buddhist::bangkok_day(page.services.now()) })
}

fn page_of(page: &PageContext, register: &Register) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let typed = page.asked("q").unwrap_or_default();
    let kind: Option<OrganisationKind> = page.asked("kind").and_then(|kind| kind.parse().ok());
    let reporting = register.tree.bodies().filter(|body| body.reports_on(register.today)).count();
    let lead = organisations::registered(language, register.tree.bodies().count(), reporting);
    let query = NameQuery::read(&typed);
    let content = if query.is_none() && kind.is_none() {
        Either::Left(view! {
            <section class="stack" aria-labelledby="tree-title">
                <h2 class="visually-hidden" id="tree-title">{words.tree}</h2>
                {tree_of(language, register)}
            </section>
        })
    } else {
        Either::Right(found_of(language, register, query.as_ref(), kind))
    };
    let (choices, chosen) = (kinds_of(language, register), kind_value(kind));
    view! {
        <PageTitle title=words.title.to_owned() lead/>
        <Filters label=words.search button=words.show>
            <SearchField name="q" label=words.search_name value=typed hint=words.search_hint/>
            <ChoiceField name="kind" label=words.kind choices chosen/>
        </Filters>
        {content}
    }
}

fn kind_value(kind: Option<OrganisationKind>) -> String {
    kind.map(|kind| kind.as_ref().to_owned()).unwrap_or_default()
}

/// The kinds there are bodies of.
fn kinds_of(language: Language, register: &Register) -> Vec<Choice> {
    let there_are = |kind: &OrganisationKind| register.tree.bodies().any(|body| body.kind == *kind);
    let kinds = OrganisationKind::iter().filter(|kind| *kind != OrganisationKind::Root).filter(there_are);
    kind_choices(language, &kinds.collect::<Vec<_>>())
}

/// The bodies directly below one: ministries before others, each in the order of a dictionary.
pub(crate) fn below<'a>(
    tree: &'a OrganisationTree,
    code: &OrganisationCode,
    language: Language,
) -> Vec<&'a Organisation> {
    let mut bodies: Vec<_> = tree.children(code).iter().filter_map(|child| tree.get(child)).collect();
    bodies.sort_by_cached_key(|body| {
        let is_not_ministry = body.kind != OrganisationKind::Ministry;
        (is_not_ministry, body.valid_to.is_some(), dictionary_key(body.name.in_language(language)))
    });
    bodies
}

fn tree_of(language: Language, register: &Register) -> impl IntoView + use<> {
    let branches = below(&register.tree, register.tree.root(), language);
    let branches: Vec<_> = branches.into_iter().map(|body| branch_of(language, register, body)).collect();
    view! { <div class="card"><ul class="tree">{branches}</ul></div> }
}

fn branch_of(language: Language, register: &Register, body: &Organisation) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let children = below(&register.tree, &body.code, language);
    if children.is_empty() {
        return Either::Left(leaf_of(language, register, body));
    }
    let name = body.name.in_language(language).to_owned();
    let overview = format!("{} {name}", words.overview);
    let is_cut = children.len() > MOST_IN_BRANCH;
    let rows: Vec<_> = children.iter().take(MOST_IN_BRANCH).map(|child| leaf_of(language, register, child)).collect();
    let rest = is_cut.then(|| {
        let all = organisations::all_of(language, children.len());
        view! { <li class="tree__row"><a href=format!("/organisations/{}#below", body.code)>{all}</a></li> }
    });
    Either::Right(view! {
        <li>
            <details>
                <summary class="tree__row tree__fold">
                    {name}" "<span class="tree__about">{organisations::bodies(language, children.len())}</span>
                </summary>
                <ul class="tree__branch">
                    <li class="tree__row"><a href=format!("/organisations/{}", body.code)>{overview}</a></li>
                    {rows}
                    {rest}
                </ul>
            </details>
        </li>
    })
}

fn leaf_of(language: Language, register: &Register, body: &Organisation) -> impl IntoView + use<> {
    let below = register.tree.children(&body.code).len();
    let about = [
        body.abbreviation.in_language(language).to_owned(),
        if below > 0 { organisations::bodies(language, below) } else { String::new() },
        body.valid_to.map(|last_day| organisations::ended_on(language, last_day)).unwrap_or_default(),
    ];
    let about = about.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="tree__row">
            <a href=format!("/organisations/{}", body.code)>{name_in(language, &body.name)}</a>
            {(!about.is_empty()).then(|| view! { " "<span class="tree__about">{mixed(language, about)}</span> })}
        </li>
    }
}

fn found_of(
    language: Language,
    register: &Register,
    query: Option<&NameQuery>,
    kind: Option<OrganisationKind>,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let mut found: Vec<&Organisation> = register
        .tree
        .bodies()
        .filter(|body| body.parent.is_some())
        .filter(|body| kind.is_none_or(|kind| body.kind == kind))
        .filter(|body| query.is_none_or(|query| is_found(query, register, body)))
        .collect();
    if found.is_empty() {
        return Either::Left(view! {
            <div class="empty"><h2 class="empty__title">{words.nothing_found}</h2><p>{words.nothing_found_why}</p></div>
        });
    }
    found.sort_by_cached_key(|body| (body.valid_to.is_some(), dictionary_key(body.name.in_language(language))));
    let slice = Slice::asked(asked_page(), FOUND_ON_PAGE, found.len());
    let rows: Vec<_> = slice.of(&found).iter().map(|body| found_row(language, register, body)).collect();
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="found" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="found">{organisations::found(language, found.len())}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.name}</th>
                        <th scope="col">{words.abbreviation}</th>
                        <th scope="col">{words.kind}</th>
                        <th scope="col">{words.above}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pagination slice/>
    })
}

/// Whether a body is found by its present or former names, its abbreviations or its code.
fn is_found(query: &NameQuery, register: &Register, body: &Organisation) -> bool {
    let former = register.events.iter().filter(|event| event.organisation == body.code).map(|event| &event.name_before);
    let names = [&body.name, &body.abbreviation].into_iter().chain(former);
    query.finds(names.flat_map(|name| [name.th.as_str(), name.en.as_str()]).chain([body.code.as_str()]))
}

fn found_row(language: Language, register: &Register, body: &Organisation) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let above = body.parent.as_ref().filter(|parent| *parent != register.tree.root());
    let above = above.and_then(|parent| register.tree.get(parent)).map(|parent| {
        view! { <a href=format!("/organisations/{}", parent.code)>{name_in(language, &parent.name)}</a> }
    });
    let former =
        register.events.iter().find(|event| event.organisation == body.code && !event.name_before.th.is_empty());
    let former = former.map(|event| format!("{} {}", words.formerly, event.name_before.in_language(language)));
    let ended = body.valid_to.map(|last_day| organisations::ended_on(language, last_day));
    let above_label = above.is_some().then_some(words.above);
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/organisations/{}", body.code)>{name_in(language, &body.name)}</a>
                {former.map(|former| view! { <span class="table__sub">{former}</span> })}
                {ended.map(|ended| view! { <span class="table__sub">{ended}</span> })}
            </th>
            <td>{shown(body.abbreviation.in_language(language)).map(|short| written_in(language, short))}</td>
            <td data-label=words.kind>{organisations::kind(language, body.kind)}</td>
            <td data-label=above_label>{above}</td>
        </tr>
    }
}
