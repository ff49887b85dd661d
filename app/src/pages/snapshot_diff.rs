//! What changed from one snapshot of a round to another, as release notes.

use super::snapshots::round_name;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::{as_written, mixed, written_in},
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        title::PageTitle,
    },
    text::{
        format,
        release_notes::{MovedScore, NotesPart, Told, by_others, notes},
        scores::Scores,
        snapshots,
        snapshots::Snapshots as Words,
        words_in,
    },
};
use domain::ids::SnapshotCode;
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::snapshots::{Differing, Snapshot};

/// What changed.
#[component]
pub(crate) fn SnapshotDiff() -> impl IntoView {
    let page = context::page();
    let after = context::named::<SnapshotCode>("code", "snapshot");
    let before = context::named::<SnapshotCode>("before", "snapshot");
    Suspend::new(async move {
        let found = async { page.services.snapshots().diff(page.actor.as_ref(), &before?, &after?).await };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, &found)),
        }
    })
}

fn page_of(page: &PageContext, found: &Differing) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let after = &found.after.code;
    let side = |snapshot: &Snapshot| {
        let at = format::instant(language, snapshot.taken_at);
        view! { <a href=format!("/snapshots/{}", snapshot.code)>{snapshot.code.to_string()}</a>" · "{at} }
    };
    let note = &found.after.note;
    let parts: Vec<_> =
        notes(language, &found.diff).into_iter().enumerate().map(|(number, part)| told(page, number, part)).collect();
    let body = if parts.is_empty() {
        Either::Left(view! { <div class="empty"><h2 class="empty__title">{words.diff_none}</h2></div> })
    } else {
        Either::Right(parts)
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![
                    Crumb::new("/snapshots", words.title),
                    Crumb::new(format!("/snapshots/{after}"), after.to_string()),
                ]
                here=words.diff_title.to_owned()
            />
            <PageTitle title=words.diff_title.to_owned() over=round_name(language, &found.after.round)/>
        </div>
        <dl class="facts">
            {fact(words.before, side(&found.before))}
            {fact(words.after, side(&found.after))}
            {(!note.is_empty()).then(|| fact(words.note, as_written(note.clone())))}
        </dl>
        {body}
    }
}

fn told(page: &PageContext, number: usize, part: NotesPart) -> impl IntoView + use<> {
    let language = page.language;
    let more = (part.more > 0).then(|| view! { <p>{snapshots::more(language, part.more)}</p> });
    let total = part.total();
    let (id, changes) = match part.told {
        Told::Sentences(lines) => {
            let line = |line| view! { <li>{mixed(language, line)}</li> };
            let lines = lines.into_iter().map(line).collect_view();
            (format!("notes-{number}"), EitherOf3::A(view! { <ul class="stack stack--tight">{lines}</ul>{more} }))
        }
        Told::Scores(scores) => {
            let table = table(page, "moved-scores", &part.title, Why::Told, scores);
            ("scores".to_owned(), EitherOf3::B(view! { {table}{more} }))
        }
        Told::ByOthers(scores) => {
            let table = table(page, "moved-by-others", &part.title, Why::SaidAbove, scores);
            let folded = view! {
                <p>{by_others(language, total)}</p>
                <details class="disclosure">
                    <summary class="disclosure__name">
                        {words_in::<Words>(language).moved_list}" "
                        <span class="disclosure__count">{format::counted(total)}</span>
                    </summary>
                    <div class="disclosure__body">{table}{more}</div>
                </details>
            };
            ("by-others".to_owned(), EitherOf3::C(folded))
        }
    };
    view! {
        <div class="stack">
            <h2 id=id>{part.title}</h2>
            {changes}
        </div>
    }
}

/// Whether each row says why, or one cause holds for all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Told,
    SaidAbove,
}

fn table(
    page: &PageContext,
    id: &'static str,
    title: &str,
    why: Why,
    scores: Vec<MovedScore>,
) -> impl IntoView + use<> {
    let language = page.language;
    let (words, about) = (words_in::<Words>(language), words_in::<Scores>(language));
    let row = |moved: MovedScore| {
        let why =
            (why == Why::Told).then(|| view! { <td data-label=words.moved_why>{mixed(language, moved.why)}</td> });
        view! {
            <tr>
                <th scope="row">
                    {written_in(language, moved.body)}" "
                    <span class="table__sub">{written_in(language, moved.scheme)}</span>
                </th>
                <td data-label=about.score>{mixed(language, moved.score)}</td>
                <td data-label=about.place>{moved.place}</td>
                {why}
            </tr>
        }
    };
    let rows = scores.into_iter().map(row).collect_view();
    view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id=id>{title.to_owned()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{about.body}</th>
                        <th scope="col">{words.moved_score}</th>
                        <th scope="col">{words.moved_place}</th>
                        {(why == Why::Told).then(|| view! { <th scope="col">{words.moved_why}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
