//! What changed from one snapshot of a round to another, as release notes.

use super::snapshots::round_name;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::as_written,
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        title::PageTitle,
    },
    text::{
        format,
        release_notes::{NotesPart, notes},
        snapshots,
        snapshots::Snapshots as Words,
        words_in,
    },
};
use domain::ids::SnapshotCode;
use leptos::{either::Either, prelude::*};
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
    let id = format!("notes-{number}");
    let lines: Vec<_> = part.lines.into_iter().map(|line| view! { <li>{as_written(line)}</li> }).collect();
    let more = (part.more > 0).then(|| view! { <p>{snapshots::more(page.language, part.more)}</p> });
    view! {
        <section class="stack" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{part.title}</h2>
            <ul>{lines}</ul>
            {more}
        </section>
    }
}
