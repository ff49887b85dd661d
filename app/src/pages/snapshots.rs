//! Snapshots: what there is, and for administrators the form that takes one.

use crate::{
    context::{self, PageContext},
    parts::{
        filters::{Choice, ChoiceField},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{format, snapshots, snapshots::Snapshots as Words, words_in},
};
use domain::{calendar::Period, ids::RoundCode, snapshot::Stage, text::Language};
use leptos::{either::Either, prelude::*};
use service::{ServiceResult, snapshots::Snapshot};
use strum::IntoEnumIterator as _;

/// The list.
#[component]
pub(crate) fn Snapshots() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok((list, manages)) => Either::Right(page_of(&page, &list, manages)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<(Vec<Snapshot>, bool)> {
    let list = page.services.snapshots().list(page.actor.as_ref(), None).await?;
    let manages = match &page.actor {
        Some(actor) => page.services.snapshots().may_manage(actor).await?,
        None => false,
    };
    Ok((list, manages))
}

fn page_of(page: &PageContext, list: &[Snapshot], manages: bool) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let body = if list.is_empty() {
        Either::Left(view! {
            <div class="empty"><h2 class="empty__title">{words.none}</h2><p>{words.none_why}</p></div>
        })
    } else {
        Either::Right(table(page, list))
    };
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        <p class="cluster">
            <a class="button" href="/verify">{words.verify_it}</a>
            <a href="/.well-known/tidtam-keys.json">{words.keys}</a>
        </p>
        {body}
        {manages.then(|| form(page))}
    }
}

/// A round by its period, where its code is one.
pub(super) fn round_name(language: Language, round: &RoundCode) -> String {
    round.as_str().parse::<Period>().map_or_else(|_| round.to_string(), |period| format::period(language, period))
}

/// Whether everybody may read it, and from when on.
pub(super) fn state(language: Language, snapshot: &Snapshot) -> String {
    let words = words_in::<Words>(language);
    match (snapshot.published_at, snapshot.embargo_until) {
        (None, _) => words.not_published.to_owned(),
        (Some(at), None) => format!("{} {}", words.published, format::instant(language, at)),
        (Some(_), Some(until)) => format!("{} {}", words.embargo, format::instant(language, until)),
    }
}

fn table(page: &PageContext, list: &[Snapshot]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let row = |snapshot: &Snapshot| {
        let href = format!("/snapshots/{}", snapshot.code);
        view! {
            <tr>
                <th scope="row"><a href=href>{snapshot.code.to_string()}</a></th>
                <td data-label=words.round>{round_name(language, &snapshot.round)}</td>
                <td data-label=words.stage>{snapshots::stage(language, snapshot.stage)}</td>
                <td data-label=words.taken>{format::instant(language, snapshot.taken_at)}</td>
                <td data-label=words.state>{state(language, snapshot)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="snapshots-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="snapshots-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.code}</th>
                        <th scope="col">{words.round}</th>
                        <th scope="col">{words.stage}</th>
                        <th scope="col">{words.taken}</th>
                        <th scope="col">{words.state}</th>
                    </tr>
                </thead>
                <tbody>{list.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn form(page: &PageContext) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let round = Input {
        codes: &["round_unknown", "snapshot_round_open", "snapshot_in_review", "snapshot_code_too_long"],
        ..Input::new("round", words.take_round)
    };
    let note = Input {
        hint: Some(words.note_hint.to_owned()),
        codes: &["snapshot_note_missing", "snapshot_note_too_long"],
        optional: true,
        ..Input::new("note", words.note)
    };
    let stages = Stage::iter()
        .map(|stage| Choice { value: stage.as_ref().to_owned(), name: snapshots::stage(language, stage).to_owned() });
    let chosen = page.sent.as_ref().and_then(|sent| sent.value("stage")).map(str::to_owned).unwrap_or_default();
    view! {
        <section class="stack" aria-labelledby="take-title">
            <h2 id="take-title">{words.take_title}</h2>
            <form class="stack" method="post" action="/do/snapshots/take">
                <p>{words.take_hint}</p>
                {round.view(page)}
                <ChoiceField name="stage" label=words.stage choices=stages.collect() chosen/>
                {note.view(page)}
                <p><button class="button button--primary">{words.take}</button></p>
            </form>
        </section>
    }
}
