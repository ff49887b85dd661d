//! Snapshots: what there is, and for administrators the form that takes one.

use crate::{
    context::{self, PUBLIC, PageContext},
    parts::{
        filters::{Choice, ChoiceField},
        input::Input,
        meter::{Progress as Meter, meter},
        notice::failed,
        title::PageTitle,
    },
    text::{
        format, publications::Publications, refusals, snapshots, snapshots::Snapshots as Words,
        subscribers::Subscribers, webhooks::Webhooks, words_in,
    },
};
use domain::{calendar::Period, ids::RoundCode, snapshot::Stage, text::Language};
use http::{HeaderValue, header::REFRESH};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    snapshots::{Due, Progress, Snapshot, UnderWay},
};
use strum::IntoEnumIterator as _;

/// After how many seconds the page loads itself anew while one is being taken. As a header, it reaches browsers without
/// scripts and leaves the document as it is.
const LOADS_ANEW: HeaderValue = HeaderValue::from_static("3");

/// The list.
#[component]
pub(crate) fn Snapshots() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => {
                let is_under_way = found.takings.iter().any(|(_, how)| matches!(how, Progress::Taking { .. }));
                let response = use_context::<leptos_axum::ResponseOptions>();
                if let Some(response) = response.filter(|_| is_under_way && !page.answers_a_form) {
                    response.insert_header(REFRESH, LOADS_ANEW);
                }
                Either::Right(page_of(&page, &found))
            }
        }
    })
}

/// What stands on the page.
struct Found {
    list: Vec<Snapshot>,
    manages: bool,
    takings: Vec<(UnderWay, Progress)>,
    due: Due,
}

async fn read(page: &PageContext) -> ServiceResult<Found> {
    let snapshots = page.services.snapshots();
    let list = snapshots.list(page.actor.as_ref(), None).await?;
    let (manages, takings) = match &page.actor {
        Some(actor) => (snapshots.may_manage(actor).await?, snapshots.under_way(actor).await?),
        None => (false, Vec::new()),
    };
    let due = if manages { snapshots.due().await? } else { Due::default() };
    Ok(Found { list, manages, takings, due })
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let Found { list, manages, takings, due } = found;
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
            {manages.then(|| view! { <a href="/subscribers">{words_in::<Subscribers>(page.language).title}</a> })}
            {manages.then(|| view! { <a href="/webhooks">{words_in::<Webhooks>(page.language).title}</a> })}
        </p>
        {under_way(page, takings)}
        {body}
        {manages.then(|| form(page, due))}
    }
}

/// Those that are being taken, and what came of those that ended a short while ago.
fn under_way(page: &PageContext, takings: &[(UnderWay, Progress)]) -> Option<impl IntoView + use<>> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    if takings.is_empty() {
        return None;
    }
    let how = |progress: &Progress| match progress {
        Progress::Taking { done, of } => {
            let whole = |count: &u64| i64::try_from(*count).unwrap_or(i64::MAX);
            let (done, of) = (whole(done), whole(of));
            let told = format!("{} {} {} {}", words.progress, format::count(done), words.of, format::count(of));
            EitherOf3::A(view! { <p>{told}</p>{meter(Meter { done, of, label: words.progress })} })
        }
        Progress::Taken(code) => {
            let href = format!("/snapshots/{code}");
            EitherOf3::B(view! { <p>{words.taken_ready}": "<a href=href>{code.to_string()}</a></p> })
        }
        Progress::Refused(code) => {
            EitherOf3::C(view! { <p>{words.not_taken}": "{refusals::refusal(language, code)}</p> })
        }
    };
    let goes_on = |(_, progress): &&(UnderWay, Progress)| matches!(progress, Progress::Taking { .. });
    let (going_on, ended): (Vec<_>, Vec<_>) = takings.iter().partition(goes_on);
    let one = |(taking, progress): &&(UnderWay, Progress)| {
        let name = format!("{} · {}", round_name(language, &taking.round), snapshots::stage(language, taking.stage));
        let asked = format!("{} {}", words.asked, format::instant(language, taking.asked_at));
        view! {
            <li class="stack stack--tight">
                <p><strong>{name}</strong>" "<span class="table__note">{asked}</span></p>
                {how(progress)}
            </li>
        }
    };
    let list = |id: &'static str, title: &'static str, takings: &[&(UnderWay, Progress)]| {
        (!takings.is_empty()).then(|| {
            view! {
                <h2 class="card__title" id=id>{title}</h2>
                <ul class="stack">{takings.iter().map(one).collect_view()}</ul>
            }
        })
    };
    let loads = (!going_on.is_empty()).then(|| {
        view! { <p class="field__hint">{words.loads_anew}" "<a href=page.path.clone()>{words.load_now}</a></p> }
    });
    let labelled = if going_on.is_empty() { "ended" } else { "under-way" };
    Some(view! {
        <section class="stack card" aria-labelledby=labelled role="status">
            {list("under-way", words.under_way_title, &going_on)}
            {loads}
            {list("ended", words.ended_title, &ended)}
        </section>
    })
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

/// The way to the pages that everybody reads of it, where everybody does.
pub(super) fn public_page(page: &PageContext, snapshot: &Snapshot) -> Option<impl IntoView + use<>> {
    let is_public = snapshot.is_public(page.services.now());
    let href = format!("{PUBLIC}{}/{}", page.language.as_ref(), snapshot.code);
    is_public.then(|| view! { " · "<a href=href>{words_in::<Publications>(page.language).see}</a> })
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
                <td data-label=words.state>{state(language, snapshot)}{public_page(page, snapshot)}</td>
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

/// What somebody should know before they take one by hand.
fn outlook(language: Language, due: &Due) -> Option<impl IntoView + use<>> {
    let name = |round: &RoundCode| round_name(language, round);
    let notes = due.need_notes.iter().map(|round| snapshots::needs_note(language, &name(round)));
    let open = due.still_open.iter();
    let open = open.map(|it| snapshots::still_open(language, &name(&it.round), it.reports, it.until));
    let lines: Vec<String> = notes.chain(open).collect();
    let lines = (!lines.is_empty()).then_some(lines)?;
    Some(view! {
        <div class="notice notice--warning">
            <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </div>
    })
}

fn form(page: &PageContext, due: &Due) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let round = Input {
        codes: &[
            "round_unknown",
            "snapshot_round_open",
            "snapshot_in_review",
            "snapshot_code_too_long",
            "snapshot_being_taken",
        ],
        ..Input::new("round", words.take_round)
    };
    let note = Input {
        hint: Some(words.note_hint.to_owned()),
        codes: &["snapshot_note_missing", "snapshot_note_too_long", "snapshot_note_character"],
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
                {outlook(language, due)}
                {round.view(page)}
                <ChoiceField name="stage" label=words.stage choices=stages.collect() chosen/>
                {note.view(page)}
                <p><button class="button button--primary">{words.take}</button></p>
            </form>
        </section>
    }
}
