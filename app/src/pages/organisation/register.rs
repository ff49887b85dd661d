//! What the register knows of a body: what is below it, what happened to it, where that is known from.

use super::{super::organisations::below, moves::moved};
use crate::{
    context,
    parts::{
        as_written::{name_in, written_in},
        facts::fact,
        pagination::{Pagination, Slice, asked_page},
        provenance::ProvenanceLine,
    },
    text::{format, organisations, organisations::Organisations as Words, peers, words_in},
};
use domain::{
    ids::OrganisationCode,
    organisation::{Duty, Organisation as Body, OrganisationEvent, OrganisationEventKind, OrganisationTree},
    text::Language,
};
use leptos::prelude::*;
use service::dashboards::OrganisationPage;

/// How many bodies below stand on a page.
const BELOW_ON_PAGE: usize = 50;
/// How many events of a history are told before it is asked for whole.
const EVENTS_AT_FIRST: usize = 20;
/// The name of the query value that asks for the whole history, and what it is then.
const HISTORY: &str = "history";
const ALL: &str = "all";

/// The bodies directly below, before there is any round to show figures of.
pub(super) fn below_of(language: Language, found: &OrganisationPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let children = below(&found.tree, &found.body.code, language);
    let slice = Slice::asked(asked_page(), BELOW_ON_PAGE, children.len());
    let rows: Vec<_> = slice.of(&children).iter().map(|child| below_row(language, &found.tree, child)).collect();
    (!children.is_empty()).then(|| {
        view! {
            <div class="stack" id="below">
                <div class="table-region" role="region" aria-labelledby="below-title" tabindex="0">
                    <table class="table table--stacked">
                        <caption class="table__caption" id="below-title">
                            {words.below}" "
                            <span class="table__note">{organisations::bodies(language, children.len())}</span>
                        </caption>
                        <thead>
                            <tr>
                                <th scope="col">{words.name}</th>
                                <th scope="col">{words.abbreviation}</th>
                                <th scope="col">{words.kind}</th>
                                <th scope="col" class="table__number">{words.below}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <Pagination slice/>
            </div>
        }
    })
}

/// A text, or nothing at all where it is empty.
pub(crate) fn shown(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn below_row(language: Language, tree: &OrganisationTree, child: &Body) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let below = tree.children(&child.code).len();
    let ended = child.valid_to.map(|last_day| organisations::ended_on(language, last_day));
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/organisations/{}", child.code)>{name_in(language, &child.name)}</a>
                {ended.map(|ended| view! { <span class="table__sub">{ended}</span> })}
            </th>
            <td>{shown(child.abbreviation.in_language(language)).map(|short| written_in(language, short))}</td>
            <td data-label=words.kind>{organisations::kind(language, child.kind)}</td>
            <td class="table__number" data-label=words.below>{format::counted(below)}</td>
        </tr>
    }
}

/// What happened to the body, what other bodies became it or went into it, and which came below it or left, the latest first.
pub(super) fn history_of(language: Language, found: &OrganisationPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let own = &found.body.code;
    let is_told = |event: &&OrganisationEvent| match event.kind {
        OrganisationEventKind::Moved => {
            event.organisation == *own && found.moves.iter().all(|told| *told.event != **event)
        }
        OrganisationEventKind::Renamed
        | OrganisationEventKind::Merged
        | OrganisationEventKind::Split
        | OrganisationEventKind::Dissolved => event.organisation == *own || event.other.as_ref() == Some(own),
    };
    let events = found.events.iter().filter(is_told).map(|event| (event, happened(language, found, event)));
    let moves = found.moves.iter().map(|told| (&*told.event, (None, moved(language, &found.tree, told))));
    let mut events: Vec<_> = events.chain(moves).collect();
    events.sort_by_key(|(event, _)| std::cmp::Reverse(event.effective_on));
    let page = context::page();
    let most = if page.asked(HISTORY).as_deref() == Some(ALL) { events.len() } else { EVENTS_AT_FIRST };
    let more = events.len().saturating_sub(most);
    let more = (more > 0).then(|| {
        let href = format!("{}#history", page.address_with(&[(HISTORY, ALL)]));
        view! { <p><a href=href>{organisations::earlier_events(language, more)}</a></p> }
    });
    let items: Vec<_> = events.into_iter().take(most).map(|(event, what)| event_of(language, event, what)).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="history">
                <h2 id="history">{words.history}</h2>
                <ol class="thread">{items}</ol>
                {more}
            </section>
        }
    })
}

/// To whom something happened, where it is not the body of the page, and what.
fn happened(language: Language, found: &OrganisationPage, event: &OrganisationEvent) -> (Option<String>, String) {
    let name_of = |code: &OrganisationCode| found.tree.get(code).map(|body| body.name.in_language(language).to_owned());
    let is_own = event.organisation == found.body.code;
    let subject = (!is_own).then(|| name_of(&event.organisation)).flatten();
    let other = if is_own {
        event.other.as_ref().and_then(name_of)
    } else {
        Some(found.body.name.in_language(language).to_owned())
    };
    (subject, organisations::event(language, event.kind, other.as_deref()))
}

fn event_of(
    language: Language,
    event: &OrganisationEvent,
    (subject, what): (Option<String>, String),
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let before = event.name_before.in_language(language).to_owned();
    view! {
        <li class="thread__item">
            <p>{subject.map(|subject| view! { <strong>{subject}</strong>" " })}{what}</p>
            {(!before.is_empty()).then(|| view! { <p>{words.formerly}" “"{before}"”"</p> })}
            <p class="thread__when">
                <time datetime=event.effective_on.to_string()>{format::day(language, event.effective_on)}</time>
                " · "{event.source.clone()}
            </p>
            {(!event.note.is_empty()).then(|| view! { <p class="thread__words">{event.note.clone()}</p> })}
        </li>
    }
}

/// The entry of the register.
pub(super) fn entry_of(language: Language, found: &OrganisationPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    view! {
        <section class="card" aria-labelledby="register">
            <h2 class="card__title" id="register">{words.register}</h2>
            {facts_of(language, found)}
        </section>
    }
}

/// How large it is, with the source of the figure, and the way to its peers side by side.
fn size_of(language: Language, found: &OrganisationPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let body = &found.body;
    let size = body.size.as_ref().map(|size| {
        let provenance = size.provenance.clone();
        fact(words.size, view! { {organisations::size(language, size)}" "<ProvenanceLine provenance/> })
    });
    let peers = (body.duty == Duty::Reports).then(|| {
        let group = found.tree.peer_groups().group(body);
        let band = group.band.map(|band| format!("&size={}", band.as_ref())).unwrap_or_default();
        let href = format!("/organisations/{}/heat-map?kind={}{band}", found.tree.root(), group.kind.as_ref());
        fact(words.peers, view! { <a href=href>{peers::group(language, group)}</a> })
    });
    view! { {size}{peers} }
}

fn facts_of(language: Language, found: &OrganisationPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let body = &found.body;
    let other_language = match language {
        Language::Th => body.name.en.clone(),
        Language::En => body.name.th.clone(),
    };
    let duty = match body.duty {
        Duty::Reports => words.reports,
        Duty::None => words.does_not_report,
    };
    let from = body.valid_from.map_or_else(|| words.from_unknown.to_owned(), |day| format::day(language, day));
    let until = body.valid_to.map_or_else(|| words.until_now.to_owned(), |day| format::day(language, day));
    let optional = [
        (words.other_language, other_language),
        (words.abbreviation, body.abbreviation.in_language(language).to_owned()),
        (words.province, body.province.clone().unwrap_or_default()),
    ];
    let optional = optional.into_iter().filter(|(_, value)| !value.is_empty());
    view! {
        <dl class="facts">
            {optional.map(|(name, value)| fact(name, written_in(language, value))).collect_view()}
            {fact(words.code, body.code.to_string())}
            {fact(words.duty, duty)}
            {fact(words.existed, format!("{from} – {until}"))}
            {size_of(language, found)}
            {fact(words.source, organisations::source(language, &body.source).to_owned())}
        </dl>
    }
}
